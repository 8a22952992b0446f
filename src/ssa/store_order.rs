//! Orders the values of a block by the memory state they see (spec 21, section 19, "Store order").
//!
//! The i-th store of the block's chain gets number 3i, nil checks that depend on it 3i+1, everything
//! else that depends on it 3i+2; list order decides inside a number. Runs of nil checks are sorted by
//! source position, so that the first in the source fails first.

use super::func::{Func, ValueId};
use super::gosort;
use super::op::Op;
use crate::index::EntityRef;

/// The values of `values`, all of one block, in store order. Without stores the order stays.
pub fn store_order(f: &Func, values: &[ValueId]) -> Vec<ValueId> {
    let is_memory = |v: ValueId| f.is_memory(v);
    let n_stores = values.iter().filter(|&&v| is_memory(v)).count();
    if n_stores == 0 {
        return values.to_vec();
    }
    let mut number = vec![0usize; f.n_values()];
    let Some(last) = last_store(f, values) else { return values.to_vec() };
    let mut at = Some(last);
    for n in (1..=n_stores).rev() {
        let Some(store) = at else { break };
        number[store.index()] = 3 * n;
        at = match f.op(store) {
            Op::InitMem | Op::Phi => None,
            _ => f.memory_arg(store),
        };
    }
    for &v in values {
        if number[v.index()] == 0 {
            assign(f, v, &mut number);
        }
    }
    let mut bins: Vec<Vec<ValueId>> = vec![Vec::new(); 3 * n_stores + 3];
    for &v in values {
        bins[number[v.index()]].push(v);
    }
    let mut order: Vec<ValueId> = bins.into_iter().flatten().collect();
    let is_check = |v: &ValueId| f.op(*v) == Op::NilCheck;
    for run in order.chunk_by_mut(|a, b| is_check(a) && is_check(b)) {
        gosort::sort_by(run, |&a, &b| f.v(a).pos < f.v(b).pos);
    }
    order
}

/// The end of the block's memory chain: the store that no other store of the block takes.
pub fn last_store(f: &Func, values: &[ValueId]) -> Option<ValueId> {
    let is_memory = |v: &ValueId| f.is_memory(*v);
    let mut taken = vec![false; f.n_values()];
    for &v in values.iter().filter(|v| is_memory(v)) {
        if !matches!(f.op(v), Op::InitMem | Op::Phi)
            && let Some(m) = f.memory_arg(v)
        {
            taken[m.index()] = true;
        }
    }
    values.iter().copied().find(|v| is_memory(v) && !taken[v.index()])
}

/// Numbers `v` by the latest store that it depends on inside the block, depth first.
fn assign(f: &Func, v: ValueId, number: &mut [usize]) {
    let mut stack = vec![v];
    while let Some(&w) = stack.last() {
        let value = f.v(w);
        // A phi depends on no store of its block.
        let mut latest = 0;
        if value.op != Op::Phi {
            let mine = |a: &ValueId| f.v(*a).block == value.block;
            let args = value.args.iter().copied().filter(mine);
            if let Some(a) = args.clone().find(|a| number[a.index()] == 0) {
                stack.push(a);
                continue;
            }
            latest = args.map(|a| number[a.index()] / 3).max().unwrap_or(0);
        }
        if number[w.index()] == 0 {
            number[w.index()] = 3 * latest + if value.op == Op::NilCheck { 1 } else { 2 };
        }
        stack.pop();
    }
}
