//! What the conditions and results of `amd64.rules` call (spec 23, section 16).

use crate::obj::SymKind;
use crate::ssa::func::{Aux, BlockId, Func, ValAndOff, ValueId};
use crate::ssa::op::{Op, SymEffect};
use crate::ssa::passes::PassContext;
pub(in crate::ssa) use crate::ssa::passes::regalloc::is_rematerialisable as is_remat;
use crate::types::{Type, TypeId, Types};

/// Bits of the constant -0.0.
pub const NEGATIVE_ZERO: i64 = i64::MIN;

// -- numbers ---------------------------------------------------------------------------------------

/// `c` truncated to the width and sign-extended.
pub fn tw8(c: i64) -> i64 {
    i64::from(c as i8)
}

pub fn tw16(c: i64) -> i64 {
    i64::from(c as i16)
}

pub fn tw32(c: i64) -> i64 {
    i64::from(c as i32)
}

pub fn tw64(c: i64) -> i64 {
    c
}

/// Whether `c` can be a sign-extended 32-bit immediate or displacement.
pub fn fits32(c: i64) -> bool {
    i32::try_from(c).is_ok()
}

/// Whether `off + scale * c` is a displacement.
pub fn fits_scaled(off: i64, scale: i64, c: i64) -> bool {
    c.checked_mul(scale).and_then(|c| c.checked_add(off)).is_some_and(fits32)
}

/// Whether `c` is a positive power of two.
pub fn is_pow2(c: i64) -> bool {
    c > 0 && c & (c - 1) == 0
}

/// Whether exactly one of the 64 bits is set.
pub fn is_pow2_64(c: i64) -> bool {
    (c as u64).is_power_of_two()
}

/// Whether exactly one of the low 32 bits is set.
pub fn is_pow2_32(c: i64) -> bool {
    (c as u32).is_power_of_two()
}

pub fn log2_64(c: i64) -> i64 {
    i64::from((c as u64).trailing_zeros())
}

pub fn log2_32(c: i64) -> i64 {
    i64::from((c as u32).trailing_zeros())
}

// -- packed value and offset -------------------------------------------------------------------------

pub fn vo(val: i64, off: i64) -> i64 {
    ValAndOff::new(val as i32, off as i32).0
}

pub fn fits_vo(val: i64, off: i64) -> bool {
    fits32(val) && fits32(off)
}

pub fn vo_val(packed: i64) -> i64 {
    ValAndOff(packed).val()
}

pub fn vo_off(packed: i64) -> i64 {
    ValAndOff(packed).off()
}

pub fn vo_can_add(packed: i64, delta: i64) -> bool {
    ValAndOff(packed).add_off(delta).is_some()
}

pub fn vo_add(packed: i64, delta: i64) -> i64 {
    vo(vo_val(packed), vo_off(packed) + delta)
}

/// The constant of two adjoining stores: `low`'s in the low `bits`, `high`'s above.
pub fn vo_join(low: i64, high: i64, bits: u32) -> i64 {
    vo_val(low) & ((1 << bits) - 1) | vo_val(high) << bits
}

// -- symbols and addresses ---------------------------------------------------------------------------

/// Whether at most one of two address parts names a symbol.
pub fn one_sym(a: Aux, b: Aux) -> bool {
    a == Aux::None || b == Aux::None
}

/// The symbol of two address parts of which at most one names one.
pub fn merge_sym(a: Aux, b: Aux) -> Aux {
    if a == Aux::None { b } else { a }
}

/// Globals are addressed relative to the instruction: no index register goes with them.
pub fn not_sb(f: &Func, v: ValueId) -> bool {
    f.op(v) != Op::SB
}

/// Whether the symbol is read-only data whose bytes are known and final.
pub fn is_read_only(cx: &PassContext, s: Aux) -> bool {
    let Aux::Sym(sym) = s else { return false };
    let data = cx.syms.get(sym);
    data.kind == SymKind::RoData && data.relocs.is_empty()
}

/// `size` bytes at `off` of a read-only symbol, little endian; out of range is zero.
pub fn read_only(cx: &PassContext, s: Aux, off: i64, size: i64) -> i64 {
    let Aux::Sym(sym) = s else { return 0 };
    let bytes = &cx.syms.get(sym).bytes;
    (0..size).fold(0, |n, i| {
        let at = usize::try_from(off + i).ok();
        let byte = at.and_then(|at| bytes.get(at)).copied().unwrap_or(0);
        n | i64::from(byte) << (8 * i)
    })
}

// -- types -------------------------------------------------------------------------------------------

pub fn is_int(types: &Types, t: TypeId, size: i64) -> bool {
    types.is_integer(t) && types.size(t) == size
}

pub fn is_float(types: &Types, t: TypeId, size: i64) -> bool {
    types.is_float(t) && types.size(t) == size
}

/// What a conditional move of this width moves.
pub fn is_word(types: &Types, t: TypeId, size: i64) -> bool {
    is_int(types, t, size) || size == 8 && types.is_ptr_shaped(t)
}

// -- values ------------------------------------------------------------------------------------------

pub fn used_once(f: &Func, values: &[ValueId]) -> bool {
    values.iter().all(|&v| f.v(v).uses == 1)
}

/// Makes `v` invalid at once; its arguments lose a use. Always true.
pub fn kill(f: &mut Func, v: ValueId) -> bool {
    f.reset(v, Op::Invalid);
    true
}

pub fn kill_all(f: &mut Func, values: &[ValueId]) -> bool {
    values.iter().all(|&v| kill(f, v))
}

/// Registers that the failing index and length of a bounds check are passed in, by kind.
pub fn bounds_registers(kind: i64) -> char {
    match kind {
        8..=11 => 'A',
        2..=5 | 12 | 13 => 'B',
        _ => 'C',
    }
}

/// Most values looked at to prove that a load may move down to its use.
const MERGE_LIMIT: usize = 100;
/// Most memory states followed from the load's upward.
const MEMORY_LIMIT: usize = 50;

/// Whether `load` can become a memory operand of `target`: they are in one block, nothing else uses
/// the load, and its memory is still current at `target`.
pub fn can_merge_load(f: &Func, types: &Types, target: ValueId, load: ValueId) -> bool {
    let block = f.v(target).block;
    if f.v(load).block != block || f.v(load).uses != 1 {
        return false;
    }
    let Some(&memory) = f.v(load).args.last() else { return false };
    let here = |v: &ValueId| f.v(*v).block == block;
    let mut work: Vec<ValueId> =
        f.v(target).args.iter().copied().filter(|a| *a != load && here(a)).collect();
    let mut before: Option<Vec<ValueId>> = None;
    for _ in 0..MERGE_LIMIT {
        let Some(v) = work.pop() else { return true };
        let value = f.v(v);
        if value.op == Op::Phi {
            continue;
        }
        if matches!(types.get(value.ty), Type::Tuple(_, TypeId::MEM)) {
            return false;
        }
        if value.op.info().sym == SymEffect::Addr {
            // An address taken in between keeps its distance from accesses of the variable.
            return false;
        }
        if value.ty == TypeId::MEM {
            let before = before.get_or_insert_with(|| memories_up_to(f, memory, block));
            if !before.contains(&v) {
                return false;
            }
            continue;
        }
        if value.args.last() == Some(&memory) {
            continue;
        }
        work.extend(value.args.iter().copied().filter(here));
    }
    work.is_empty()
}

/// The memory states of `block` from `memory` upward.
fn memories_up_to(f: &Func, memory: ValueId, block: BlockId) -> Vec<ValueId> {
    let mut found = Vec::new();
    let mut m = memory;
    while found.len() < MEMORY_LIMIT {
        let value = f.v(m);
        if value.op == Op::Phi || value.block != block || value.ty != TypeId::MEM {
            break;
        }
        found.push(m);
        match value.args.last() {
            Some(&next) => m = next,
            None => break,
        }
    }
    found
}

/// [`can_merge_load`] for a two-address `target` that overwrites `x`: only if `x` dies there and is
/// not made outside of a loop that `target` is in.
pub fn can_merge_load_clobber(
    f: &Func,
    types: &Types,
    target: ValueId,
    load: ValueId,
    x: ValueId,
) -> bool {
    if f.v(x).uses != 1 {
        return false;
    }
    let (to, from) = (f.v(target).block, f.v(x).block);
    if to != from {
        let loops = f.loops();
        if loops.depth(to) > loops.depth(from) {
            return false;
        }
    }
    can_merge_load(f, types, target, load)
}

/// Most blocks walked to find a merge point.
const MERGE_POINT_LIMIT: usize = 100;

/// The block, at or above that of `v`, where all `values` are known: going up through blocks with
/// one predecessor, the first that holds any of them, provided the others are above it.
pub fn merge_point(f: &Func, v: ValueId, values: &[ValueId]) -> Option<BlockId> {
    let only_pred = |b: BlockId| match &f.b(b).preds[..] {
        [e] => Some(e.block),
        _ => None,
    };
    let count = |b: BlockId| values.iter().filter(|&&x| f.v(x).block == b).count();
    let mut budget = MERGE_POINT_LIMIT;
    let mut b = f.v(v).block;
    while count(b) == 0 {
        budget = budget.checked_sub(1).filter(|&n| n > 0)?;
        b = only_pred(b)?;
    }
    let found = b;
    let mut seen = 0;
    loop {
        seen += count(b);
        if seen == values.len() {
            return Some(found);
        }
        budget = budget.checked_sub(1).filter(|&n| n > 0)?;
        b = only_pred(b)?;
    }
}

/// Whether the upper `bits` bits of `v`'s register are known to be zero (spec 23, section 9).
/// Looks through at most `depth` phis and selects.
pub fn zero_upper(f: &Func, types: &Types, v: ValueId, bits: i64, depth: u32) -> bool {
    use Op::*;
    let value = f.v(v);
    match value.op {
        Arg => types.size(value.ty) * 8 == 64 - bits,
        Phi | Select0 | Select1 => {
            depth > 0 && value.args.iter().all(|&a| zero_upper(f, types, a, bits, depth - 1))
        }
        op => match bits {
            32 => matches!(
                op,
                MOVLconst
                    | MOVLload
                    | MOVLQZX
                    | MOVLloadidx1
                    | MOVWload
                    | MOVWloadidx1
                    | MOVBload
                    | MOVBloadidx1
                    | MOVLloadidx4
                    | ADDLload
                    | SUBLload
                    | ANDLload
                    | ORLload
                    | XORLload
                    | CVTTSD2SL
                    | ADDL
                    | ADDLconst
                    | SUBL
                    | SUBLconst
                    | ANDL
                    | ANDLconst
                    | ORL
                    | ORLconst
                    | XORL
                    | XORLconst
                    | NEGL
                    | NOTL
            ),
            48 => matches!(op, MOVWQZX | MOVWload | MOVWloadidx1 | MOVWloadidx2),
            _ => matches!(op, MOVBQZX | MOVBload | MOVBloadidx1),
        },
    }
}
