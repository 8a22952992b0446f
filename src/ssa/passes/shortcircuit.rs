//! short circuit: jumps straight to where a branch on a known boolean leads (spec 21, section 5).
//!
//! `a && b` arrives as a boolean that is assigned under nested ifs and then tested:
//!
//! ```text
//! b1: If a -> b2 b3        b3: v = phi(a, b); If v -> b4 b5
//! ```
//!
//! On the edge from b1, `a` is false, so that edge goes to b5 at once.

use super::PassContext;
use crate::index::EntityRef;
use crate::ssa::func::{BlockId, BlockKind, Edge, Func, ValueId};
use crate::ssa::op::Op;
use crate::types::{TypeId, Types};

/// Runs the pass.
pub fn run(f: &mut Func, cx: &PassContext) {
    constants_for_tested_arguments(f, cx.types);
    redirect_known_branches(f);
}

/// A phi argument that the predecessor just tested is a constant on that edge.
fn constants_for_tested_arguments(f: &mut Func, types: &Types) {
    for k in 0..f.layout.len() {
        let b = f.layout[k];
        for n in 0..f.b(b).values.len() {
            let v = f.b(b).values[n];
            if f.op(v) != Op::Phi || !types.is_bool(f.v(v).ty) {
                continue;
            }
            for i in 0..f.v(v).args.len() {
                let edge = f.b(b).preds[i];
                let pred = f.b(edge.block);
                if pred.kind == BlockKind::If && pred.control.expand() == Some(f.arg(v, i)) {
                    let known = f.const_bool(types, TypeId::BOOL, edge.index == 0);
                    f.set_arg(v, i, known);
                }
            }
        }
    }
}

/// Values used outside their block.
fn used_elsewhere(f: &Func) -> Vec<bool> {
    let mut used = vec![false; f.n_values()];
    for &b in &f.layout {
        for &v in &f.b(b).values {
            for &a in &f.v(v).args {
                used[a.index()] |= f.v(a).block != b;
            }
        }
        if let Some(c) = f.control(b) {
            used[c.index()] |= f.v(c).block != b;
        }
    }
    used
}

fn redirect_known_branches(f: &mut Func) {
    let used_elsewhere = used_elsewhere(f);
    for k in 0..f.layout.len() {
        let b = f.layout[k];
        let block = f.b(b);
        let [v] = block.values[..] else { continue };
        if block.kind != BlockKind::If
            || block.control.expand() != Some(v)
            || f.op(v) != Op::Phi
            || used_elsewhere[v.index()]
        {
            continue;
        }
        let mut i = 0;
        while i < f.v(v).args.len() {
            let arg = f.arg(v, i);
            if f.op(arg) != Op::ConstBool || !redirect(f, b, v, i, f.v(arg).auxint != 0) {
                i += 1;
                continue;
            }
            if f.b(b).preds.len() == 1 {
                f.v_mut(v).op = Op::Copy;
                break;
            }
            // The last predecessor moved to slot i, which is looked at again.
        }
    }
}

/// Sends predecessor `i` of `b` to the successor that it always takes. Not if that would be a
/// loop of the block with itself.
fn redirect(f: &mut Func, b: BlockId, v: ValueId, i: usize, value: bool) -> bool {
    let pred = f.b(b).preds[i];
    let taken = f.b(b).succs[usize::from(!value)];
    let target = taken.block;
    if pred.block == b || target == b {
        return false;
    }
    f.remove_pred(b, i);
    let gone = f.v_mut(v).args.swap_remove(i);
    f.v_mut(gone).uses -= 1;

    let index = f.b(target).preds.len() as u32;
    f.b_mut(pred.block).succs[pred.index as usize] = Edge { block: target, index };
    f.b_mut(target).preds.push(pred);
    for n in 0..f.b(target).values.len() {
        let w = f.b(target).values[n];
        if f.op(w) == Op::Phi {
            let same = f.arg(w, taken.index as usize);
            f.add_arg(w, same);
        }
    }
    f.cfg_changed();
    true
}
