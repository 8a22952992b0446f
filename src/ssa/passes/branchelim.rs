//! branchelim: small branches become conditional selects (spec 21, section 14).
//!
//! Before: `b1: If c -> b2 b3; b2: v4 = Add64 v1 v2, Plain -> b3; b3: v5 = Phi v4 v1`
//! After:  `b1: v4 = Add64 v1 v2; v5 = CondSelect v4 v1 c`
//!
//! Not for values that load addresses are computed from: a load could no longer start
//! speculatively.

use super::PassContext;
use crate::index::EntityRef;
use crate::ssa::func::{Aux, BlockId, BlockKind, Func, Likely, ValueId};
use crate::ssa::op::Op;
use crate::ssa::sparse::SparseSet;
use crate::types::{Kind, TypeId};

/// Values in the side of a one-sided If: computed for nothing if it is not taken.
const MAX_SPECULATED: usize = 2;
/// Conditional selects, and arguments of theirs that may clobber the flags, of a two-sided If must
/// cost less.
const MAX_COST: usize = 2;

pub fn run(f: &mut Func, cx: &PassContext) {
    let load_addresses = load_addresses(f, cx);
    let mut changed = true;
    while changed {
        changed = false;
        for i in 0..f.layout.len() {
            let b = f.layout[i];
            changed |=
                elim_if(f, cx, &load_addresses, b) || elim_if_else(f, cx, &load_addresses, b);
        }
    }
}

/// Values that the addresses of loads and the sources of moves are computed from.
fn load_addresses(f: &Func, cx: &PassContext) -> SparseSet {
    let mut set = SparseSet::new(f.n_values());
    for &b in &f.layout {
        for &v in &f.b(b).values {
            match f.op(v) {
                Op::Load
                | Op::AtomicLoad8
                | Op::AtomicLoad32
                | Op::AtomicLoad64
                | Op::AtomicLoadPtr
                | Op::AtomicLoadAcq32 => set.add(f.arg(v, 0).index()),
                Op::Move => set.add(f.arg(v, 1).index()),
                _ => {}
            }
        }
    }
    let postorder = f.postorder();
    loop {
        let n = set.len();
        for &b in postorder.iter() {
            for &v in f.b(b).values.iter().rev() {
                if !set.contains(v.index()) {
                    continue;
                }
                for &a in &f.v(v).args {
                    let ty = f.v(a).ty;
                    if cx.types.is_integer(ty)
                        || matches!(cx.types.kind(ty), Kind::Ptr | Kind::UnsafePtr)
                    {
                        set.add(a.index());
                    }
                }
            }
        }
        if set.len() == n {
            return set;
        }
    }
}

fn can_select(f: &Func, cx: &PassContext, load_addresses: &SparseSet, phi: ValueId) -> bool {
    let ty = f.v(phi).ty;
    if load_addresses.contains(phi.index()) || cx.types.size(ty) > 8 {
        return false;
    }
    // There is no conditional move of bytes.
    cx.types.is_ptr_shaped(ty) || (cx.types.is_integer(ty) && cx.types.size(ty) >= 2)
}

/// Whether the block has phis, and all of them can become selects.
fn all_phis_can(f: &Func, cx: &PassContext, load_addresses: &SparseSet, b: BlockId) -> bool {
    let mut phis = f.b(b).values.iter().copied().filter(|&v| f.op(v) == Op::Phi).peekable();
    phis.peek().is_some() && phis.all(|v| can_select(f, cx, load_addresses, v))
}

fn is_leaf(f: &Func, b: BlockId) -> bool {
    f.b(b).kind == BlockKind::Plain && f.b(b).preds.len() == 1
}

/// Whether the block's values may be computed without need: no divisions, which may fault or are
/// slow, no memory, no effects.
fn is_trivial(f: &Func, b: BlockId) -> bool {
    f.b(b).values.iter().all(|&v| {
        let op = f.op(v);
        op != Op::Phi
            && !is_division(op)
            && f.v(v).ty != TypeId::MEM
            && f.memory_arg(v).is_none()
            && !op.has_effects()
    })
}

fn is_division(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        Div8 | Div8u
            | Div16
            | Div16u
            | Div32
            | Div32u
            | Div64
            | Div64u
            | Div128u
            | Mod8
            | Mod8u
            | Mod16
            | Mod16u
            | Mod32
            | Mod32u
            | Mod64
            | Mod64u
            | Div32F
            | Div64F
    )
}

fn elim_if(f: &mut Func, cx: &PassContext, load_addresses: &SparseSet, b: BlockId) -> bool {
    if f.b(b).kind != BlockKind::If || f.b(b).likely != Likely::Unknown {
        return false;
    }
    let succ = |i: usize| f.b(b).succs[i].block;
    let one_sided = |i: usize| is_leaf(f, succ(i)) && f.b(succ(i)).succs[0].block == succ(1 - i);
    let Some(i) = (0..2).find(|&i| one_sided(i)) else { return false };
    let (simple, post) = (succ(i), succ(1 - i));
    if f.b(post).preds.len() != 2
        || post == b
        || !all_phis_can(f, cx, load_addresses, post)
        || f.b(simple).values.len() > MAX_SPECULATED
        || !is_trivial(f, simple)
    {
        return false;
    }
    let swap = (f.b(post).preds[0].block == b) != (f.b(b).succs[0].block == post);
    select(f, b, post, swap);
    take_over(f, b, post);
    absorb(f, b, &[simple, post]);
    true
}

fn elim_if_else(f: &mut Func, cx: &PassContext, load_addresses: &SparseSet, b: BlockId) -> bool {
    if f.b(b).kind != BlockKind::If || f.b(b).likely != Likely::Unknown {
        return false;
    }
    let (yes, no) = (f.b(b).succs[0].block, f.b(b).succs[1].block);
    for side in [yes, no] {
        if !is_leaf(f, side) || f.b(side).values.len() > 1 || !is_trivial(f, side) {
            return false;
        }
    }
    let post = f.b(yes).succs[0].block;
    if post != f.b(no).succs[0].block
        || f.b(post).preds.len() != 2
        || post == b
        || !all_phis_can(f, cx, load_addresses, post)
        || cost(f, yes, no, post) >= MAX_COST
    {
        return false;
    }
    let swap = f.b(post).preds[0].block != yes;
    select(f, b, post, swap);
    take_over(f, b, post);
    absorb(f, b, &[yes, no, post]);
    true
}

/// One a select; with several, one more for each argument that is computed on a side, since that
/// may clobber the flags and the condition has to be computed again.
fn cost(f: &Func, yes: BlockId, no: BlockId, post: BlockId) -> usize {
    let values = &f.b(post).values;
    let phis = values.iter().filter(|&&v| f.op(v) == Op::Phi).count();
    if phis <= 1 {
        return phis;
    }
    let from_side = |a: &&ValueId| [yes, no].contains(&f.v(**a).block);
    phis + values.iter().flat_map(|&v| &f.v(v).args).filter(from_side).count()
}

/// Phis of `post` become selects on `b`'s condition.
fn select(f: &mut Func, b: BlockId, post: BlockId, swap: bool) {
    let cond = f.control(b).expect("an If has a control");
    for i in 0..f.b(post).values.len() {
        let v = f.b(post).values[i];
        if f.op(v) == Op::Phi {
            f.v_mut(v).op = Op::CondSelect;
            if swap {
                f.v_mut(v).args.swap(0, 1);
            }
            f.add_arg(v, cond);
        }
    }
}

/// `b` ends as `post` did.
fn take_over(f: &mut Func, b: BlockId, post: BlockId) {
    let control = f.control(post);
    f.set_control(b, control);
    f.b_mut(b).kind = f.b(post).kind;
    f.b_mut(b).aux = f.b(post).aux;
    let succs = f.b(post).succs.clone();
    for e in &succs {
        f.b_mut(e.block).preds[e.index as usize].block = b;
    }
    f.b_mut(b).succs = succs;
    f.cfg_changed();
}

/// Moves the values of `from` to the end of `b` and makes these blocks invalid.
fn absorb(f: &mut Func, b: BlockId, from: &[BlockId]) {
    for &s in from {
        let values = std::mem::take(&mut f.b_mut(s).values);
        for &v in &values {
            f.v_mut(v).block = b;
        }
        f.b_mut(b).values.extend(values);
        f.set_control(s, None);
        let block = f.b_mut(s);
        block.kind = BlockKind::Invalid;
        block.succs.clear();
        block.preds.clear();
        block.aux = Aux::None;
        block.likely = Likely::Unknown;
    }
}
