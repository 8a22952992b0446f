//! flagalloc: there is one flags register; flags that are needed after something overwrote them are
//! computed again (spec 21, section 21).
//!
//! Before: `v3 = CMPQ v1 v2; v4 = ADDQ v1 v2; LT v3`      After: `... v4 = ADDQ v1 v2; v9 = CMPQ v1 v2; LT v9`
//!
//! The originals stay, used or not. Leaves `flags_live_at_end` of blocks for emission.

use super::PassContext;
use crate::index::EntityRef;
use crate::ssa::func::ValAndOff;
use crate::ssa::op::{AuxKind, Op, OpFlags};
use crate::ssa::{Aux, BlockId, BlockKind, Func, ValueId};
use crate::types::{Type, TypeId, Types};

pub fn run(f: &mut Func, cx: &PassContext) {
    let mut end = wanted_at_ends(f, cx.types);
    for &b in &f.layout {
        // There is no place for recomputation after a branch's own flags, and a defer's end
        // uses the flags itself.
        let control = flags_control(f, b);
        if f.b(b).kind == BlockKind::Defer || control.is_some_and(|c| end[b.index()] != Some(c)) {
            end[b.index()] = None;
        }
    }
    let again = recomputed(f, cx.types, &end);
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        rebuild(f, cx.types, b, &end, &again);
    }
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        f.b_mut(b).flags_live_at_end = end[b.index()].is_some();
    }
}

fn is_flags(f: &Func, v: ValueId) -> bool {
    f.v(v).ty == TypeId::FLAGS
}

fn flags_control(f: &Func, b: BlockId) -> Option<ValueId> {
    f.control(b).filter(|&c| is_flags(f, c))
}

/// Also a tuple with flags whose select may be missing.
fn clobbers_flags(f: &Func, types: &Types, v: ValueId) -> bool {
    f.op(v).has(OpFlags::CLOBFLAGS)
        || matches!(
            types.get(f.v(v).ty),
            Type::Tuple(TypeId::FLAGS, _) | Type::Tuple(_, TypeId::FLAGS)
        )
}

/// By block: the flags that its successors would like to find. Two sweeps, no fixpoint: a wish that
/// is missed costs an instruction only.
fn wanted_at_ends(f: &Func, types: &Types) -> Vec<Option<ValueId>> {
    let mut end: Vec<Option<ValueId>> = vec![None; f.n_blocks()];
    let postorder = f.postorder();
    for _ in 0..2 {
        for &b in postorder.iter() {
            let mut flag = flags_control(f, b).or(end[b.index()]);
            for &v in f.b(b).values.iter().rev() {
                if Some(v) == flag || clobbers_flags(f, types, v) {
                    flag = None;
                }
                flag = f.v(v).args.iter().copied().rfind(|&a| is_flags(f, a)).or(flag);
            }
            if flag.is_some() {
                for e in &f.b(b).preds {
                    end[e.block.index()] = flag;
                }
            }
        }
    }
    end
}

fn at_start(f: &Func, b: BlockId, end: &[Option<ValueId>]) -> Option<ValueId> {
    f.b(b).preds.first().and_then(|e| end[e.block.index()])
}

/// By value number: flags that will be computed again somewhere.
fn recomputed(f: &Func, types: &Types, end: &[Option<ValueId>]) -> Vec<bool> {
    let mut again = vec![false; f.n_values()];
    for &b in &f.layout {
        let mut flag = at_start(f, b, end);
        for &v in &f.b(b).values {
            for &a in &f.v(v).args {
                if is_flags(f, a) && Some(a) != flag {
                    again[a.index()] = true;
                    flag = Some(a);
                }
            }
            if clobbers_flags(f, types, v) {
                flag = None;
            }
            if is_flags(f, v) {
                flag = Some(v);
            }
        }
        for v in [flags_control(f, b), end[b.index()]].into_iter().flatten() {
            if Some(v) != flag {
                again[v.index()] = true;
            }
        }
    }
    again
}

/// Puts recomputations into the list of `b`.
fn rebuild(f: &mut Func, types: &Types, b: BlockId, end: &[Option<ValueId>], again: &[bool]) {
    let old = std::mem::take(&mut f.b_mut(b).values);
    let mut flag = at_start(f, b, end);
    for v in old {
        if again[v.index()] && f.memory_arg(v).is_some() {
            split_load(f, v);
        }
        for i in 0..f.v(v).args.len() {
            let a = f.arg(v, i);
            if is_flags(f, a) && Some(a) != flag {
                let copy = copy_flags(f, types, a, b);
                f.set_arg(v, i, copy);
                flag = Some(a);
            }
        }
        f.b_mut(b).values.push(v);
        if clobbers_flags(f, types, v) {
            flag = None;
        }
        if is_flags(f, v) {
            flag = Some(v);
        }
    }
    if let Some(c) = flags_control(f, b)
        && Some(c) != flag
    {
        let copy = copy_flags(f, types, c, b);
        f.set_control(b, Some(copy));
        flag = Some(c);
    }
    if let Some(v) = end[b.index()]
        && Some(v) != flag
    {
        // Its users keep the original: it is the register that matters.
        copy_flags(f, types, v, b);
    }
}

/// Computes the flags `v` again at the end of `b`, with the flags and tuples it is made from.
fn copy_flags(f: &mut Func, types: &Types, v: ValueId, b: BlockId) -> ValueId {
    let args = f.v(v).args.clone();
    let copies: Vec<(usize, ValueId)> = (0..args.len())
        .filter(|&i| {
            let ty = f.v(args[i]).ty;
            ty == TypeId::FLAGS || matches!(types.get(ty), Type::Tuple(..))
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|i| (i, copy_flags(f, types, args[i], b)))
        .collect();
    let copy = f.copy_into(v, b);
    for (i, a) in copies {
        f.set_arg(copy, i, a);
    }
    copy
}

/// Splits a comparison with memory into a load, put at the end of the block's list, and a
/// comparison of registers (spec 23, section 17): memory cannot be read again later.
fn split_load(f: &mut Func, v: ValueId) {
    use Op::*;
    let (compare, load, ty) = match f.op(v) {
        CMPQload => (CMPQ, MOVQload, TypeId::UINT64),
        CMPLload => (CMPL, MOVLload, TypeId::UINT32),
        CMPWload => (CMPW, MOVWload, TypeId::UINT16),
        CMPBload => (CMPB, MOVBload, TypeId::UINT8),
        CMPQconstload => (CMPQconst, MOVQload, TypeId::UINT64),
        CMPLconstload => (CMPLconst, MOVLload, TypeId::UINT32),
        CMPWconstload => (CMPWconst, MOVWload, TypeId::UINT16),
        CMPBconstload => (CMPBconst, MOVBload, TypeId::UINT8),
        op => panic!("flagalloc: {}: {v} = {op} cannot be split", f.name),
    };
    let value = f.v(v).clone();
    let memory = f.memory_arg(v).expect("checked by the caller");
    let constant = value.op.info().aux == AuxKind::SymValOff;
    let (offset, auxint) = match constant {
        true => (ValAndOff(value.auxint).off(), ValAndOff(value.auxint).val()),
        false => (value.auxint, 0),
    };
    f.reset(v, compare);
    f.v_mut(v).auxint = auxint;
    let args = [value.args[0], memory];
    let loaded = f.new_value_aux(value.block, load, ty, value.pos, offset, value.aux, &args);
    f.v_mut(v).aux = Aux::None;
    f.add_arg(v, loaded);
    if !constant {
        f.add_arg(v, value.args[1]);
    }
}

#[cfg(test)]
mod tests {
    use crate::ssa::passes::testing::{check, run};

    #[test]
    fn overwritten_flags_are_made_again_from_registers() {
        let have = run(
            "b1:
            v1 = InitMem <mem>
            v2 = SP <uintptr>
            v3 = Arg <*int> {p}
            v4 = CMPQconstload <flags> [val=5,off=8] v3 v1
            v5 = ADDQconst <*int> [16] v3
            v6 = MOVQstore <mem> v2 v5 v1
            EQ v4 -> b2 b3
            b2: <- b1
            Ret v6
            b3: <- b1
            Ret v6",
            "late nilcheck",
            super::run,
        );
        check(
            have.split("b2:").next().unwrap(),
            "b1:
            v1 = InitMem <mem>
            v2 = SP <uintptr>
            v3 = Arg <*int> {p}
            v7 = MOVQload <uint64> [8] v3 v1
            v4 = CMPQconst <flags> [5] v7 DEAD
            v5 = ADDQconst <*int> [16] v3
            v6 = MOVQstore <mem> v2 v5 v1
            v8 = CMPQconst <flags> [5] v7
            EQ v8 -> b2 b3",
        );
    }
}
