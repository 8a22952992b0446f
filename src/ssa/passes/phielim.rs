//! phielim: a phi whose arguments are all the same value (itself aside) becomes a copy.
//!
//! Before: `v5 = Phi <int> v3 v3 v5`. After: `v5 = Copy <int> v3`. Sweeps over all values until
//! nothing changes; each resolves copy arguments too, so that phis of copies fall in the next one
//! (spec 21, section 4).

use super::PassContext;
use super::copyelim::resolve_copy_args;
use crate::ssa::func::{BlockId, Func, ValueId};
use crate::ssa::op::Op;

/// Runs the pass. Leaves copies for `copyelim`.
pub fn run(f: &mut Func, _: &PassContext) {
    let mut changed = true;
    while changed {
        changed = false;
        for i in 0..f.layout.len() {
            let b = f.layout[i];
            for k in 0..f.b(b).values.len() {
                let v = f.b(b).values[k];
                resolve_copy_args(f, v);
                changed |= eliminate(f, v);
            }
        }
    }
}

/// Turns `v` into a copy if it is a phi of one value. A phi of only itself stays (it is
/// unreachable).
#[inline]
pub fn eliminate(f: &mut Func, v: ValueId) -> bool {
    f.op(v) == Op::Phi && eliminate_phi(f, v)
}

fn eliminate_phi(f: &mut Func, v: ValueId) -> bool {
    let mut only = None;
    for &a in &f.v(v).args {
        if a == v || Some(a) == only {
            continue;
        }
        if only.is_some() {
            return false;
        }
        only = Some(a);
    }
    let Some(only) = only else { return false };
    f.v_mut(v).op = Op::Copy;
    f.set_args(v, &[only]);
    true
}

/// Removes the edge to successor `i` of `b`, with the phi arguments that came along it. Phis that
/// are left with one value become copies.
pub fn remove_edge(f: &mut Func, b: BlockId, i: usize) {
    let edge = f.b(b).succs[i];
    let (c, j) = (edge.block, edge.index as usize);
    f.remove_succ(b, i);
    f.remove_pred(c, j);
    for k in 0..f.b(c).values.len() {
        let v = f.b(c).values[k];
        if f.op(v) == Op::Phi {
            let gone = f.v_mut(v).args.swap_remove(j);
            f.v_mut(gone).uses -= 1;
            eliminate(f, v);
        }
    }
}
