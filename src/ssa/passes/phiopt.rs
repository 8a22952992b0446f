//! phiopt: a phi of constants that an If chose becomes the If's condition (spec 21, section 9).
//!
//! Before: `b1: If c -> b2 b3`, both to b4, `v5 = Phi <bool> true false`      After: `v5 = Copy c`

use super::PassContext;
use crate::ssa::func::{BlockId, BlockKind, Func, ValueId};
use crate::ssa::op::Op;

pub fn run(f: &mut Func, cx: &PassContext) {
    let dom = f.dominators();
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        if f.b(b).preds.len() != 2 || f.b(b).values.is_empty() {
            continue;
        }
        let ((from0, if0), (from1, if1)) = (deciding_block(f, b, 0), deciding_block(f, b, 1));
        if if0 != if1 || f.b(if0).kind != BlockKind::If {
            continue;
        }
        let succ = |k: usize| f.b(if0).succs[k].block;
        // Index of the argument that comes from the true side.
        let on_true = match () {
            () if succ(0) == from0 && succ(1) == from1 => 0,
            () if succ(0) == from1 && succ(1) == from0 => 1,
            () => continue,
        };
        let cond = f.control(if0).expect("an If has a control");
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            if f.op(v) != Op::Phi {
                continue;
            }
            if cx.types.is_integer(f.v(v).ty) {
                int_phi(f, cx, v, cond, on_true);
            } else if cx.types.is_bool(f.v(v).ty) {
                let yes = f.arg(v, on_true);
                let no = f.arg(v, 1 - on_true);
                bool_phi(f, v, cond, yes, no, |x, f| dom.dominates(f.v(x).block, b));
            }
        }
    }
}

/// Walks back from predecessor `i` of `b` through blocks with one way in and out: the block it
/// comes from, and the block before it on the way to `b`.
fn deciding_block(f: &Func, b: BlockId, i: usize) -> (BlockId, BlockId) {
    let mut from = b;
    let mut at = f.b(b).preds[i].block;
    while f.b(at).succs.len() == 1 && f.b(at).preds.len() == 1 {
        from = at;
        at = f.b(at).preds[0].block;
    }
    (from, at)
}

fn int_phi(f: &mut Func, cx: &PassContext, v: ValueId, cond: ValueId, on_true: usize) {
    let (yes, no) = (f.v(f.arg(v, on_true)), f.v(f.arg(v, 1 - on_true)));
    let is_const = matches!(yes.op, Op::Const8 | Op::Const16 | Op::Const32 | Op::Const64);
    if yes.op != no.op || !is_const {
        return;
    }
    let negate = match (yes.auxint, no.auxint) {
        (1, 0) => false,
        (0, 1) => true,
        _ => return,
    };
    let op = match cx.types.size(f.v(v).ty) {
        1 => Op::Copy,
        2 => Op::ZeroExt8to16,
        4 => Op::ZeroExt8to32,
        _ => Op::ZeroExt8to64,
    };
    f.reset(v, op);
    let mut cond = cond;
    if negate {
        let (b, pos, ty) = (f.v(v).block, f.v(v).pos, f.v(cond).ty);
        cond = f.new_value(b, Op::Not, ty, pos, &[cond]);
    }
    f.add_arg(v, cond);
}

/// `available` tells whether a value is computed whichever way the If went.
fn bool_phi(
    f: &mut Func,
    v: ValueId,
    cond: ValueId,
    yes: ValueId,
    no: ValueId,
    available: impl Fn(ValueId, &Func) -> bool,
) {
    let konst = |x: ValueId| (f.op(x) == Op::ConstBool).then(|| f.v(x).auxint != 0);
    let (op, args) = match (konst(yes), konst(no)) {
        (Some(true), Some(false)) => (Op::Copy, vec![cond]),
        (Some(false), Some(true)) => (Op::Not, vec![cond]),
        (Some(true), _) if available(no, f) => (Op::OrB, vec![cond, no]),
        (_, Some(false)) if available(yes, f) => (Op::AndB, vec![cond, yes]),
        _ => return,
    };
    f.reset(v, op);
    f.set_args(v, &args);
}
