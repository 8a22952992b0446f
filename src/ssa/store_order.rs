//! Orders the values of a block by the memory state they see (spec 21, section 19, "Store order").
//!
//! The i-th store of the block's chain gets number 3i, nil checks that depend on it 3i+1, everything
//! else that depends on it 3i+2; list order decides inside a number. Runs of nil checks are sorted by
//! source position, so that the first in the source fails first.

use super::func::{Func, ValueId};
use super::gosort;
use super::op::Op;
use crate::index::EntityRef;

/// Scratch space for ordering the blocks of a function one after the other.
#[derive(Default)]
pub struct StoreOrder {
    /// By value; zero between calls.
    number: Vec<usize>,
    /// By value: some store takes this one; false between calls.
    taken: Vec<bool>,
}

impl StoreOrder {
    /// The values of `values`, all of one block, in store order. Without stores the order stays.
    pub fn order(&mut self, f: &Func, values: &[ValueId]) -> Vec<ValueId> {
        let mut order = values.to_vec();
        let n_stores = values.iter().filter(|&&v| f.is_memory(v)).count();
        if n_stores == 0 {
            return order;
        }
        let Some(last) = self.last_store(f, values) else { return order };
        let number = &mut self.number;
        number.resize(f.n_values(), 0);
        let mut chain = Vec::with_capacity(n_stores);
        let mut at = Some(last);
        for n in (1..=n_stores).rev() {
            let Some(store) = at else { break };
            number[store.index()] = 3 * n;
            chain.push(store);
            at = match f.op(store) {
                Op::InitMem | Op::Phi => None,
                _ => f.memory_arg(store),
            };
        }
        for &v in values {
            if number[v.index()] == 0 {
                assign(f, v, number);
            }
        }
        order.sort_by_key(|v| number[v.index()]);
        for v in values.iter().chain(&chain) {
            number[v.index()] = 0;
        }
        let is_check = |v: &ValueId| f.op(*v) == Op::NilCheck;
        for run in order.chunk_by_mut(|a, b| is_check(a) && is_check(b)) {
            gosort::sort_by(run, |&a, &b| f.v(a).pos < f.v(b).pos);
        }
        order
    }

    /// The end of the block's memory chain: the store that no other store of the block takes.
    pub fn last_store(&mut self, f: &Func, values: &[ValueId]) -> Option<ValueId> {
        self.taken.resize(f.n_values(), false);
        let stores = || values.iter().copied().filter(|&v| f.is_memory(v));
        let predecessor = |v: ValueId| match f.op(v) {
            Op::InitMem | Op::Phi => None,
            _ => f.memory_arg(v),
        };
        for m in stores().filter_map(predecessor) {
            self.taken[m.index()] = true;
        }
        let last = stores().find(|v| !self.taken[v.index()]);
        for m in stores().filter_map(predecessor) {
            self.taken[m.index()] = false;
        }
        last
    }
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
