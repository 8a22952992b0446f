//! The frame of a function: what lies where, who owns it, and which words hold pointers at which
//! safe point.
//!
//! Offsets count from the hardware SP after the prologue, which is also how listings name operands:
//! `"".x+24(SP)` is the variable x, 24 bytes above SP. From high addresses to low:
//!
//! ```text
//! caller's frame   results        written here, read by the caller
//!                  parameters     written by the caller
//!                  return address pushed by CALL
//! this frame       saved BP       if the frame is not empty
//!                  variables, temporaries, spill slots, _defer records
//!                  outgoing arguments and results of the calls made here
//! ```

use serde::Serialize;

use super::shape::{self, Leaf};
use crate::driver::{Held, HeldFunc};
use crate::obj::prog::{As, Operand, Prog};
use crate::obj::{FuncText, SymId, listing};
use crate::source::Sources;
use crate::ssa::func::{Local, LocalClass, LocalId, LocalSlot};
use crate::ssa::{Location, Op, ValueId};
use crate::types::{TypeId, Types};

/// The frame of one function.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// Link name.
    pub func: String,
    pub file: String,
    pub line: u32,
    /// Bytes between SP and the return address, with the saved BP.
    pub size: i64,
    /// Bytes of parameters and results.
    pub args: i64,
    /// From high addresses to low, without gaps.
    pub slots: Vec<Slot>,
    /// By number: what `PCDATA $1` refers to.
    pub maps: Vec<PointerMap>,
    /// The places where a map is used, in order of code.
    pub points: Vec<SafePoint>,
    /// Calls with arguments in the outgoing area, in order of code.
    pub calls: Vec<Outgoing>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    Result,
    Param,
    ReturnAddress,
    SavedBp,
    /// A variable of the program.
    Variable,
    /// A temporary that the compiler made for a value which lives in memory.
    Temporary,
    /// Where register allocation keeps values while their registers are used for others.
    Spill,
    /// The record that `deferprocStack` links into the goroutine's list.
    DeferRecord,
    /// Arguments and results of calls.
    Outgoing,
    Padding,
}

/// A piece of the frame.
#[derive(Clone, Debug, Serialize)]
pub struct Slot {
    pub offset: i64,
    pub size: i64,
    pub kind: SlotKind,
    /// Source name; empty if it has none.
    pub name: String,
    /// As listings write it: `"".x+24(SP)`; empty if nothing names it.
    pub operand: String,
    #[serde(rename = "type")]
    pub ty: String,
    /// The original of a parameter or result that moved to the heap.
    pub moved_to_heap: bool,
    /// Its address is taken: the stack scanner finds it as a stack object.
    pub stack_object: bool,
    /// Values that register allocation keeps here.
    pub owners: Vec<Owner>,
    /// The parts, if it has several.
    pub parts: Vec<Part>,
    /// Offsets of the words that are pointers by type.
    pub pointers: Vec<i64>,
}

/// A part of a variable.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub offset: i64,
    pub size: i64,
    pub path: String,
    #[serde(rename = "type")]
    pub ty: String,
    pub pointer: bool,
}

/// A value that was put into a spill slot.
#[derive(Clone, Debug, Serialize)]
pub struct Owner {
    /// Number in dumps, `v12`.
    pub value: String,
    /// The op that made it.
    pub op: String,
    /// Variable, or part of one, that it is a value of.
    pub names: Vec<String>,
    pub line: u32,
}

/// Which words hold live pointers: offsets from SP, ascending.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PointerMap {
    pub locals: Vec<i64>,
    pub args: Vec<i64>,
}

impl PointerMap {
    pub fn holds(&self, offset: i64) -> bool {
        self.locals.contains(&offset) || self.args.contains(&offset)
    }
}

/// A call: where the stack may be scanned.
#[derive(Clone, Debug, Serialize)]
pub struct SafePoint {
    pub pc: u32,
    pub line: u32,
    /// The instruction.
    pub text: String,
    /// Index into `maps`; `None` before the frame exists (`morestack`).
    pub map: Option<usize>,
}

/// A call and how many bytes of the outgoing area it uses.
#[derive(Clone, Debug, Serialize)]
pub struct Outgoing {
    pub pc: u32,
    pub line: u32,
    pub callee: String,
    pub bytes: i64,
    /// What is passed and returned there, if the callee is a known function.
    pub words: Vec<(i64, String)>,
}

/// The frames of the functions that are asked for, in the order of the text list.
pub fn frames(held: &Held, sources: &Sources, func: Option<&str>) -> Vec<Frame> {
    let wanted = held.funcs.iter().filter(|h| {
        let name = held.syms.name(h.sym);
        super::is_named(name.as_str(), func)
    });
    wanted.map(|h| frame(held, sources, h)).collect()
}

/// The frame of one function.
pub fn frame(held: &Held, sources: &Sources, h: &HeldFunc) -> Frame {
    let text = text_of(held, h);
    let (file, line) = sources.file_line(h.ssa.pos);
    let layout = Layout::of(h, text);
    let mut slots = slots(held, sources, h, &layout);
    fill_gaps(&mut slots);
    slots.reverse();
    Frame {
        func: held.syms.name(h.sym).as_str().to_owned(),
        file: file.as_str().to_owned(),
        line,
        size: layout.frame,
        args: text.args,
        slots,
        maps: pointer_maps(held, h, text),
        points: safe_points(held, sources, text),
        calls: outgoing(held, sources, h, text),
    }
}

/// The code of a function.
pub fn text_of<'h>(held: &'h Held, h: &HeldFunc) -> &'h FuncText {
    let id = held.syms.func_of[h.sym].expect("the driver keeps compiled functions only");
    &held.syms.funcs[id]
}

/// Borders of the frame, from SP.
pub struct Layout {
    /// With the saved BP: where the return address is.
    pub frame: i64,
    /// Bytes of the saved BP.
    pub bp: i64,
    /// Size of the outgoing area: where the locals begin.
    pub outgoing: i64,
}

impl Layout {
    pub fn of(h: &HeldFunc, text: &FuncText) -> Layout {
        let frame = text.locals;
        let saves_bp = text.progs.iter().any(|p| {
            p.op == As::MOVQ
                && p.from == Operand::Reg(crate::ssa::reg::Reg::BP)
                && matches!(p.to, Operand::Mem(m) if m.offset == frame - 8)
        });
        let bp = if saves_bp { 8 } else { 0 };
        Layout { frame, bp, outgoing: frame - bp - h.ssa.frame_size }
    }

    /// Offset of the highest local's end: locals count downwards from here.
    pub fn locals_top(&self) -> i64 {
        self.frame - self.bp
    }

    /// Offset of the first parameter.
    pub fn args_start(&self) -> i64 {
        self.frame + 8
    }

    /// Offset of a variable.
    pub fn offset_of(&self, local: &Local) -> i64 {
        match local.class {
            LocalClass::Auto => local.offset + self.locals_top(),
            LocalClass::Param | LocalClass::Result => local.offset + self.args_start(),
        }
    }
}

/// Every piece with a purpose, by ascending offset.
fn slots(held: &Held, sources: &Sources, h: &HeldFunc, layout: &Layout) -> Vec<Slot> {
    let types = &held.types;
    let f = &h.ssa;
    let mut slots = Vec::new();
    let plain = |offset, size, kind| Slot {
        offset,
        size,
        kind,
        name: String::new(),
        operand: String::new(),
        ty: String::new(),
        moved_to_heap: false,
        stack_object: false,
        owners: Vec::new(),
        parts: Vec::new(),
        pointers: Vec::new(),
    };
    if layout.outgoing > 0 {
        let operand = "0(SP)".to_owned();
        slots.push(Slot { operand, ..plain(0, layout.outgoing, SlotKind::Outgoing) });
    }
    if layout.bp > 0 {
        let at = layout.locals_top();
        let operand = format!("{at}(SP)");
        slots.push(Slot { operand, ..plain(at, 8, SlotKind::SavedBp) });
    }
    slots.push(plain(layout.frame, 8, SlotKind::ReturnAddress));
    let mut owners = owners(held, sources, h);
    for &id in &f.decl_order {
        let local = &f.locals[id];
        let offset = layout.offset_of(local);
        let own = std::mem::take(&mut owners[id]);
        let spilled = own.iter().any(|(spill, _)| *spill);
        let kind = match local.class {
            LocalClass::Param => SlotKind::Param,
            LocalClass::Result => SlotKind::Result,
            LocalClass::Auto if shape::is_defer_record(types, local.ty) => SlotKind::DeferRecord,
            LocalClass::Auto if !local.auto_temp => SlotKind::Variable,
            LocalClass::Auto if spilled => SlotKind::Spill,
            LocalClass::Auto => SlotKind::Temporary,
        };
        let mut pointers = Vec::new();
        types.each_pointer_word(local.ty, offset, true, &mut |o| pointers.push(o));
        slots.push(Slot {
            name: local.name.as_str().to_owned(),
            operand: format!("{}.{}{offset:+}(SP)", local.prefix, local.name),
            ty: type_name(types, local.ty, kind),
            moved_to_heap: local.stack_copy,
            stack_object: local.addr_taken && types.has_pointers(local.ty),
            owners: own.into_iter().map(|(_, o)| o).collect(),
            parts: parts(types, local.ty, offset),
            pointers,
            ..plain(offset, types.size(local.ty), kind)
        });
    }
    unnamed_arguments(types, f.ty, layout, &mut slots, &plain);
    slots.sort_by_key(|s| (s.offset, s.size));
    slots
}

fn type_name(types: &Types, ty: TypeId, kind: SlotKind) -> String {
    match kind {
        SlotKind::DeferRecord => "_defer".to_owned(),
        _ => types.display(ty),
    }
}

/// Parameters without name (or called `_`) have no variable, but a place.
fn unnamed_arguments(
    types: &Types,
    sig: TypeId,
    layout: &Layout,
    slots: &mut Vec<Slot>,
    plain: &dyn Fn(i64, i64, SlotKind) -> Slot,
) {
    let places = types.arg_layout(sig);
    let sig = types.sig(sig);
    let params = sig.recv.iter().chain(&sig.params).zip(&places.params);
    let results = sig.results.iter().zip(&places.results);
    let all = params
        .map(|p| (p, SlotKind::Param))
        .chain(results.map(|r| (r, SlotKind::Result)))
        .map(|((ty, at), kind)| (*ty, at + layout.args_start(), kind));
    for (ty, offset, kind) in all {
        if types.size(ty) > 0 && !slots.iter().any(|s| s.offset == offset && s.kind == kind) {
            let mut pointers = Vec::new();
            types.each_pointer_word(ty, offset, true, &mut |o| pointers.push(o));
            slots.push(Slot {
                name: "_".to_owned(),
                ty: types.display(ty),
                parts: parts(types, ty, offset),
                pointers,
                ..plain(offset, types.size(ty), kind)
            });
        }
    }
}

/// The parts of a variable at `offset`; none for a variable that is a single part.
fn parts(types: &Types, ty: TypeId, offset: i64) -> Vec<Part> {
    let leaves = shape::leaves(types, ty);
    if let [Leaf { path, .. }] = &leaves[..]
        && path.is_empty()
    {
        return Vec::new();
    }
    let part = |l: Leaf| Part {
        offset: offset + l.offset,
        size: l.size,
        path: l.path.trim_start_matches('.').to_owned(),
        ty: types.display(l.ty),
        pointer: l.pointer,
    };
    leaves.into_iter().map(part).collect()
}

/// For each variable: the values whose home it is, and whether register allocation put them there.
fn owners(
    held: &Held,
    sources: &Sources,
    h: &HeldFunc,
) -> crate::index::SecondaryMap<LocalId, Vec<(bool, Owner)>> {
    let f = &h.ssa;
    let mut owners: crate::index::SecondaryMap<LocalId, Vec<(bool, Owner)>> = Default::default();
    let mut names: crate::index::SecondaryMap<ValueId, Vec<LocalSlot>> = Default::default();
    for &slot in &f.names {
        for &v in &f.named_values[slot] {
            names[v].push(f.slots[slot]);
        }
    }
    for &b in &f.layout {
        for &v in &f.b(b).values {
            let Some(Location::Slot(slot)) = f.homes[v] else { continue };
            if f.op(v) == Op::Arg {
                continue;
            }
            let spill = f.op(v) == Op::StoreReg;
            let kept = if spill { f.arg(v, 0) } else { v };
            let owner = Owner {
                value: format!("{kept}"),
                op: f.op(kept).to_string(),
                names: value_names(held, h, &names, kept),
                line: line_of(sources, f.v(kept).pos, f.v(v).pos),
            };
            owners[f.slots[slot].local].push((spill, owner));
        }
    }
    owners
}

fn line_of(sources: &Sources, pos: crate::source::Pos, or: crate::source::Pos) -> u32 {
    let pos = if pos.is_known() { pos } else { or };
    if pos.is_known() { sources.file_line(pos).1 } else { 0 }
}

/// The variables, or parts of them, that `v` is a value of. Copies and reloads count as what they
/// copy.
fn value_names(
    held: &Held,
    h: &HeldFunc,
    names: &crate::index::SecondaryMap<ValueId, Vec<LocalSlot>>,
    mut v: ValueId,
) -> Vec<String> {
    let f = &h.ssa;
    while names[v].is_empty() && matches!(f.op(v), Op::Copy | Op::LoadReg | Op::StoreReg) {
        v = f.arg(v, 0);
    }
    names[v].iter().map(|&slot| slot_name(held, h, slot)).collect()
}

/// `x`, `s.len`, `p.next`.
fn slot_name(held: &Held, h: &HeldFunc, slot: LocalSlot) -> String {
    let local = &h.ssa.locals[slot.local];
    if held.types.size(local.ty) == held.types.size(slot.ty) {
        return local.name.as_str().to_owned();
    }
    format!("{}{}", local.name, shape::path_at(&held.types, local.ty, slot.offset))
}

/// Puts padding where no slot is.
fn fill_gaps(slots: &mut Vec<Slot>) {
    let mut filled = Vec::with_capacity(slots.len());
    let mut end = 0;
    for slot in slots.drain(..) {
        if slot.offset > end {
            let (offset, size) = (end, slot.offset - end);
            filled.push(Slot {
                offset,
                size,
                kind: SlotKind::Padding,
                name: String::new(),
                operand: String::new(),
                ty: String::new(),
                owners: Vec::new(),
                parts: Vec::new(),
                pointers: Vec::new(),
                ..slot
            });
        }
        end = end.max(slot.offset + slot.size);
        filled.push(slot);
    }
    *slots = filled;
}

/// The maps that `FUNCDATA $0` (arguments) and `$1` (locals) refer to.
pub fn pointer_maps(held: &Held, h: &HeldFunc, text: &FuncText) -> Vec<PointerMap> {
    let layout = Layout::of(h, text);
    let table = |index: i64| {
        let sym = funcdata(text, index);
        sym.map(|s| bitmaps(&held.syms.get(s).bytes)).unwrap_or_default()
    };
    let locals_start = layout.locals_top() - h.ssa.frame_ptr_size;
    let (args, locals) = (table(0), table(1));
    let offsets = |bits: Option<&Vec<usize>>, start: i64| -> Vec<i64> {
        bits.into_iter().flatten().map(|&b| start + 8 * b as i64).collect()
    };
    (0..args.len().max(locals.len()))
        .map(|i| PointerMap {
            locals: offsets(locals.get(i), locals_start),
            args: offsets(args.get(i), layout.args_start()),
        })
        .collect()
}

/// The symbol of `FUNCDATA $index`.
pub fn funcdata(text: &FuncText, index: i64) -> Option<SymId> {
    text.progs.iter().find_map(|p| match (p.op, p.from, p.to) {
        (As::FUNCDATA, Operand::Const(i), Operand::Mem(m)) if i == index => match m.base {
            crate::obj::prog::Base::Global(sym) => Some(sym),
            _ => None,
        },
        _ => None,
    })
}

/// The set bits of each map in a `gclocals` symbol: number of maps, bits in each, then the maps,
/// each filled up to a byte (spec 32, section 7).
pub fn bitmaps(bytes: &[u8]) -> Vec<Vec<usize>> {
    let word = |at: usize| {
        let b = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(b.try_into().ok()?) as usize)
    };
    let (Some(n), Some(n_bits)) = (word(0), word(4)) else { return Vec::new() };
    let width = n_bits.div_ceil(8);
    let bit = |i: usize, b: usize| {
        bytes.get(8 + i * width + b / 8).is_some_and(|byte| byte >> (b % 8) & 1 != 0)
    };
    (0..n).map(|i| (0..n_bits).filter(|&b| bit(i, b)).collect()).collect()
}

fn safe_points(held: &Held, sources: &Sources, text: &FuncText) -> Vec<SafePoint> {
    let mut map = -1;
    let mut points = Vec::new();
    for p in &text.progs {
        match (p.op, p.from, p.to) {
            (As::PCDATA, Operand::Const(1), Operand::Const(n)) => map = n,
            (As::CALL, ..) => points.push(SafePoint {
                pc: p.pc,
                line: line_of(sources, p.pos, p.pos),
                text: instruction(held, sources, text, p),
                map: usize::try_from(map).ok(),
            }),
            _ => {}
        }
    }
    points
}

/// An instruction as one line.
pub fn instruction(held: &Held, sources: &Sources, text: &FuncText, p: &Prog) -> String {
    listing::instruction(&held.syms, sources, text, p).replace('\t', " ")
}

/// Calls that use the outgoing area.
fn outgoing(held: &Held, sources: &Sources, h: &HeldFunc, text: &FuncText) -> Vec<Outgoing> {
    let f = &h.ssa;
    let mut calls = Vec::new();
    for (i, owner) in h.owners.iter().enumerate() {
        let crate::amd64::emit::Owner::Value(v) = *owner else { continue };
        let Some(p) = text.moved.get(i).and_then(|&at| text.progs.get(at as usize)) else {
            continue;
        };
        let is_call = matches!(f.op(v), Op::CALLstatic | Op::CALLclosure | Op::CALLinter);
        if !is_call || p.op != As::CALL || f.v(v).auxint == 0 {
            continue;
        }
        let (callee, words) = match p.to {
            Operand::Symbol(sym) => {
                let name = held.syms.name(sym).as_str().to_owned();
                let words = signature_words(held, &name);
                (name, words)
            }
            to => {
                let register = match to {
                    Operand::Reg(r) => r.name(),
                    _ => "",
                };
                (register.to_owned(), Vec::new())
            }
        };
        let (pc, line) = (p.pc, line_of(sources, p.pos, p.pos));
        calls.push(Outgoing { pc, line, callee, bytes: f.v(v).auxint, words });
    }
    calls
}

/// What a function of this package has in its argument area: offset from its start, and name.
pub fn signature_words(held: &Held, link_name: &str) -> Vec<(i64, String)> {
    let tree = &held.tree;
    let name = crate::intern::Name::new(link_name);
    let Some((_, func)) = tree.funcs.iter().find(|(_, f)| f.link_name == name && f.has_body) else {
        return Vec::new();
    };
    let places = held.types.arg_layout(func.ty);
    let name = |var: Option<crate::tree::VarId>| {
        var.map_or("_".to_owned(), |v| tree.vars[v].name.as_str().to_owned())
    };
    let inputs = func.recv.iter().map(|&r| Some(r)).chain(func.params.iter().copied());
    let mut words: Vec<(i64, String)> = Vec::new();
    // Signatures of methods name the receiver or not; places are in the order of the inputs.
    words.extend(places.params.iter().zip(inputs).map(|(&at, var)| (at, name(var))));
    let results = places.results.iter().zip(func.results.iter());
    words.extend(results.map(|(&at, &var)| (at, name(Some(var)))));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_maps() {
        // Two maps of nine bits.
        let bytes = [2, 0, 0, 0, 9, 0, 0, 0, 0b101, 1, 0, 0];
        assert_eq!(bitmaps(&bytes), [vec![0, 2, 8], vec![]]);
        assert!(bitmaps(&[]).is_empty());
    }
}
