//! late nilcheck: drops nil checks that a following load or store makes anyway (spec 21, section 20).
//!
//! Before: `LoweredNilCheck v5; v7 = MOVQload [8] v5 v1`      After: `v7 = MOVQload [8] v5 v1`
//!
//! Needs the schedule: nothing that changes memory may lie between the check and the access.

use rustc_hash::FxHashSet;

use super::PassContext;
use crate::source::{BaseId, Pos, StmtMark};
use crate::ssa::func::ValAndOff;
use crate::ssa::op::{AuxKind, Op, OpFlags};
use crate::ssa::{Aux, BlockId, Func, ValueId};
use crate::types::{Type, TypeId, Types};

/// Accesses below this address fault: no program has memory there (the runtime's minLegalPointer).
const MIN_LEGAL_POINTER: i64 = 4096;

pub fn run(f: &mut Func, cx: &PassContext) {
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        block(f, cx.types, b);
    }
}

fn line_key(pos: Pos) -> (BaseId, u32) {
    (pos.base(), pos.line())
}

fn block(f: &mut Func, types: &Types, b: BlockId) {
    // Pointers that are accessed before memory changes again.
    let mut faulting: FxHashSet<ValueId> = FxHashSet::default();
    // Lines whose statement mark needs a new place.
    let mut lost: FxHashSet<(BaseId, u32)> = FxHashSet::default();
    let mut removed = false;
    for i in (0..f.b(b).values.len()).rev() {
        let v = f.b(b).values[i];
        let pos = f.v(v).pos;
        if f.op(v).has(OpFlags::NILCHECK) && faulting.contains(&f.arg(v, 0)) {
            if pos.stmt() == StmtMark::Stmt {
                lost.insert(line_key(pos));
            }
            f.reset(v, Op::Unknown);
            removed = true;
            continue;
        }
        if changes_memory(f, types, v) {
            if keeps_memory(f, types, v) {
                continue;
            }
            faulting.clear();
        }
        for (arg, flag) in [(0, OpFlags::FAULT0), (1, OpFlags::FAULT1)] {
            if f.op(v).has(flag) && is_near(f, v) {
                faulting.insert(f.arg(v, arg));
            }
        }
    }
    if removed {
        remove_unknown(f, b, &mut lost);
    }
}

fn changes_memory(f: &Func, types: &Types, v: ValueId) -> bool {
    let ty = f.v(v).ty;
    ty == TypeId::MEM || matches!(types.get(ty), Type::Tuple(_, TypeId::MEM))
}

/// Marks that only look like memory changes. Between the definition of a variable with pointers
/// and its first store nothing may fault: its contents would be taken for pointers.
fn keeps_memory(f: &Func, types: &Types, v: ValueId) -> bool {
    match (f.op(v), f.v(v).aux) {
        (Op::VarKill | Op::VarLive, _) => true,
        (Op::VarDef, Aux::Local(local)) => !types.has_heap_pointers(f.locals[local].ty),
        _ => false,
    }
}

/// Whether the op accesses memory so close to its pointer that a nil pointer faults.
fn is_near(f: &Func, v: ValueId) -> bool {
    let value = f.v(v);
    let near = |offset: i64| value.aux == Aux::None && (0..MIN_LEGAL_POINTER).contains(&offset);
    match value.op.info().aux {
        AuxKind::SymOff => near(value.auxint),
        AuxKind::SymValOff => near(ValAndOff(value.auxint).off()),
        _ => true,
    }
}

fn remove_unknown(f: &mut Func, b: BlockId, lost: &mut FxHashSet<(BaseId, u32)>) {
    let values = std::mem::take(&mut f.b_mut(b).values);
    let mut kept = Vec::with_capacity(values.len());
    let mut in_removed_part = false;
    for v in values {
        let op = f.op(v);
        if op == Op::Unknown {
            in_removed_part = true;
            continue;
        }
        let pos = f.v(v).pos;
        if in_removed_part && !never_statement(op) && lost.remove(&line_key(pos)) {
            f.v_mut(v).pos = pos.with_stmt(StmtMark::Stmt);
        }
        kept.push(v);
    }
    let pos = f.b(b).pos;
    if lost.contains(&line_key(pos)) {
        f.b_mut(b).pos = pos.with_stmt(StmtMark::Stmt);
    }
    f.b_mut(b).values = kept;
}

/// Ops that debuggers never stop at.
fn never_statement(op: Op) -> bool {
    matches!(op, Op::Copy | Op::Phi | Op::VarKill | Op::VarDef | Op::Unknown | Op::FwdRef | Op::Arg)
}

#[cfg(test)]
mod tests {
    use crate::ssa::passes::testing::run;

    fn checks_left(between: &str, offset: i64) -> bool {
        let text = format!(
            "b1:
            v1 = InitMem <mem>
            v2 = SP <uintptr>
            v3 = Arg <*int> {{p}}
            v4 = LoweredNilCheck <void> v3 v1
            {between}
            v6 = MOVQload <int> [{offset}] v3 v1
            v7 = MOVQstore <mem> v2 v6 v1
            Ret v7"
        );
        run(&text, "schedule", super::run).contains("LoweredNilCheck")
    }

    #[test]
    fn a_near_access_checks() {
        assert!(!checks_left("", 8));
        assert!(checks_left("", 4096));
        assert!(checks_left("", -8));
        assert!(checks_left("v5 = MOVQstoreconst <mem> [val=0,off=0] v2 v1", 8));
    }
}
