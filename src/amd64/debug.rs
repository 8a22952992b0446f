//! Location lists as debuggers read them: places in the code become offsets, places of pieces
//! become expressions (spec 33, section 8.7, step 4).

use crate::amd64::emit::Emitted;
use crate::obj::FuncText;
use crate::obj::data::dwarf::variable::{
    FrameVar, FuncDebug, Kind, Location, piece_expr, reg_expr, stack_expr,
};
use crate::ssa::debug::{DebugInfo, Entry, Place, Point};
use crate::ssa::func::LocalClass;
use crate::ssa::{Func, LocalId};

/// Bytes between the canonical frame address and the top of the locals: return address, saved BP.
const AUTO_BASE: i64 = -16;

fn frame_var(f: &Func, local: LocalId, is_covered: bool) -> FrameVar {
    let l = &f.locals[local];
    let base = if l.class == LocalClass::Auto { AUTO_BASE } else { 0 };
    FrameVar {
        name: l.name,
        pos: l.pos,
        ty: l.ty,
        kind: match l.class {
            LocalClass::Auto => Kind::Local,
            LocalClass::Param => Kind::Param,
            LocalClass::Result => Kind::Result,
        },
        is_temp: l.auto_temp,
        is_piece: l.split_of.is_some(),
        offset: base + l.offset,
        is_covered,
    }
}

/// Collects what debuggers are told of `f`'s variables. `info` is empty without optimisation.
pub fn describe(f: &Func, info: &DebugInfo, emitted: &Emitted, text: &FuncText) -> FuncDebug {
    let tracked = info
        .vars
        .iter()
        .map(|v| {
            let var = FrameVar { offset: v.stack_offset, ..frame_var(f, v.local, true) };
            (var, list(f, &v.entries, &v.piece_sizes, emitted, text))
        })
        .collect();
    let is_covered = |l: LocalId| info.vars.iter().any(|v| v.local == l) || info.owns_piece(l);
    let frame = f.decl_order.iter().map(|&l| frame_var(f, l, is_covered(l))).collect();
    FuncDebug { tracked, frame }
}

fn list(
    f: &Func,
    entries: &[Entry],
    sizes: &[i64],
    emitted: &Emitted,
    text: &FuncText,
) -> Location {
    let size = text.code.len() as u32;
    let pc_of = |index: u32| {
        let index = text.moved.get((emitted.head + index) as usize);
        index.map_or(size, |&i| text.progs[i as usize].pc)
    };
    let pc = |point: Point| match point {
        Point::BlockStart(b) if b == f.entry => 0,
        Point::BlockStart(b) => pc_of(emitted.block_starts[b]),
        Point::After(v) => pc_of(emitted.value_ends[v]),
        Point::End => size,
    };
    let mut out = Vec::new();
    for e in entries {
        let (start, mut end) = (pc(e.start), pc(e.end));
        // Debuggers take an empty range at 0 for the end of the list.
        if (start, end) == (0, 0) {
            end = 1;
        }
        out.push(((start, end), expression(&e.places, sizes)));
    }
    if out.is_empty() { Location::Missing } else { Location::List(out) }
}

fn expression(places: &[Place], sizes: &[i64]) -> Vec<u8> {
    let mut out = Vec::new();
    for (place, &size) in places.iter().zip(sizes) {
        if let Some(offset) = place.stack {
            stack_expr(&mut out, offset);
        } else if place.regs != 0 {
            reg_expr(&mut out, place.regs.trailing_zeros() as u8);
        }
        if places.len() > 1 {
            piece_expr(&mut out, size);
        }
    }
    out
}
