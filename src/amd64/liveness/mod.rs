//! Which variables and registers hold live pointers at each instruction (spec 32).
//!
//! Runs on the finished function, after frame layout and block layout. [`compute`] only reads the
//! function; what it decides is in [`Liveness`]:
//!
//! - the pair of map numbers of each value, from which `emit` makes PCDATA (spec 32, section 6);
//! - the contents and names of the `gclocals·` symbols and of `F.stkobj` (sections 7 and 8);
//! - the variables to zero at entry (section 9);
//! - the lines of `-live` (section 10).

mod effects;
mod encode;
mod flow;
mod safe;

pub use encode::args_stackmap;

use crate::index::SecondaryMap;
use crate::obj::SymId;
use crate::obj::sym::SymData;
use crate::source::Pos;
use crate::ssa::func::LocalClass;
use crate::ssa::passes::PassContext;
use crate::ssa::{Aux, Func, LocalId, ValueId};

use effects::Vars;
use safe::SafePoints;

/// Numbers of the stack map and the register map that hold at an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MapIndex {
    /// `PCDATA $1`: index into the args map and the locals map.
    pub stack: i32,
    /// `PCDATA $0`: index into the register map.
    pub reg: i32,
}

impl MapIndex {
    /// Not a safe point: nothing is known here.
    pub const NONE: MapIndex = MapIndex { stack: -2, reg: -2 };
}

impl Default for MapIndex {
    fn default() -> MapIndex {
        MapIndex::NONE
    }
}

/// A symbol that FUNCDATA refers to, with what it holds.
#[derive(Clone, Debug)]
pub struct FuncDataSym {
    pub sym: SymId,
    pub data: SymData,
}

/// A variable that the stack scanner finds through pointers (`F.stkobj`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StackObject {
    pub local: LocalId,
    /// Locals: from the top of the locals, negative. Parameters, results: from the arguments' start.
    pub offset: i64,
}

/// What liveness decided for a function.
pub struct Liveness {
    /// By value; [`MapIndex::NONE`] for values that are no safe point. `emit` starts each block
    /// with `NONE`, and the control instructions keep the last value's pair.
    pub maps: SecondaryMap<ValueId, MapIndex>,
    /// `FUNCDATA $0`, `$1`, `$2`.
    pub args: FuncDataSym,
    pub locals: FuncDataSym,
    pub regs: FuncDataSym,
    /// `FUNCDATA $3`, if the function has stack objects.
    pub stack_objects: Option<FuncDataSym>,
    /// Variables that entry code must zero, in declaration-list order (offsets decreasing).
    pub need_zero: Vec<LocalId>,
    /// Lines of `-live`, with their positions, if that was asked for.
    pub report: Vec<(Pos, String)>,
}

/// Analyses a function whose frame is laid out.
pub fn compute(f: &Func, cx: &PassContext) -> Liveness {
    let vars = Vars::of(f, cx.types);
    let safe = SafePoints::of(f, cx);
    let (always, need_zero) = live_for_defer(f, &vars);
    let flow = flow::run(f, cx, &vars, &safe, &always);
    let [args, locals, regs] = encode::bitmaps(f, cx, &vars, &flow.maps);
    let objects = encode::stack_object_list(f, &vars);
    let report = match cx.options.live {
        true => report(f, cx, &vars, &flow, &objects),
        false => Vec::new(),
    };
    Liveness {
        maps: flow.maps.of_value,
        args,
        locals,
        regs,
        stack_objects: (!objects.is_empty()).then(|| encode::stack_objects(f, cx, &objects)),
        need_zero,
        report,
    }
}

/// Numbers of the variables that deferred code may touch at any time: results that live in the
/// argument area, and the pointers to results that live in the heap. The latter must be zero before
/// they are set: they are returned as well.
fn live_for_defer(f: &Func, vars: &Vars) -> (Vec<usize>, Vec<LocalId>) {
    let mut always = Vec::new();
    let mut need_zero = Vec::new();
    if !f.has_defer {
        return (always, need_zero);
    }
    for (n, &l) in vars.list.iter().enumerate() {
        let local = &f.locals[l];
        if local.class == LocalClass::Result && !local.stack_copy {
            always.push(n);
        }
        if local.heap_result_addr {
            always.push(n);
            need_zero.push(l);
        }
    }
    (always, need_zero)
}

/// The lines of `-live` (spec 32, section 10).
fn report(
    f: &Func,
    cx: &PassContext,
    vars: &Vars,
    flow: &flow::Flow,
    objects: &[StackObject],
) -> Vec<(Pos, String)> {
    let mut lines = Vec::new();
    let name = f.name.as_str();
    if name != "init" && !name.starts_with('.') {
        let entry = encode::names(f, &vars.list, &flow.entry);
        if !entry.is_empty() {
            lines.push((f.pos, format!("live at entry to {name}: {entry}")));
        }
        for &b in &f.layout {
            for &v in &f.b(b).values {
                let map = flow.maps.of_value[v];
                if !f.op(v).is_call() || map == MapIndex::NONE {
                    continue;
                }
                let live = encode::names(f, &vars.list, &flow.maps.stack[map.stack as usize]);
                if live.is_empty() {
                    continue;
                }
                let what = match f.v(v).aux {
                    Aux::Sym(sym) => {
                        let callee = cx.syms.name(sym).as_str();
                        let callee = callee.split_once('.').map_or(callee, |(_, rest)| rest);
                        format!("call to {callee}")
                    }
                    _ => "indirect call".to_owned(),
                };
                lines.push((f.v(v).pos, format!("live at {what}: {live}")));
            }
        }
    }
    for object in objects {
        let local = &f.locals[object.local];
        let ty = cx.types.display(local.ty);
        lines.push((local.pos, format!("stack object {} {ty}", local.name)));
    }
    lines
}
