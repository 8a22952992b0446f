//! Values live at the end of each block, with the distance to their next use, and the registers
//! that are desired there (spec 21, sections 22.1 and 22.2).
//!
//! A distance counts instructions, with a toll for each edge: `LIKELY`, `NORMAL` or `UNLIKELY`. A
//! call on the way costs `UNLIKELY` too, since nothing stays in a register across it.
//!
//! Lists keep the order in which values were first found live: later decisions go through them in
//! that order.

use crate::index::{EntityRef, SecondaryMap};
use crate::source::Pos;
use crate::ssa::{BlockId, Func, Likely, Op, ValueId};

use super::constraint::Constraints;
use super::desired::Desired;

pub(super) const LIKELY: i32 = 1;
pub(super) const NORMAL: i32 = 10;
pub(super) const UNLIKELY: i32 = 100;

/// A value that is live, the distance to its next use, and where in the source that is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct LiveValue {
    pub(super) id: ValueId,
    pub(super) dist: i32,
    pub(super) pos: Pos,
}

/// Live values in insertion order. Setting a present one keeps its place; removing one moves the
/// last into the hole.
#[derive(Default)]
struct LiveList {
    dense: Vec<LiveValue>,
    sparse: Vec<u32>,
}

impl LiveList {
    fn sized(n: usize) -> LiveList {
        LiveList { dense: Vec::new(), sparse: vec![0; n] }
    }

    fn index(&self, v: ValueId) -> Option<usize> {
        let i = self.sparse[v.index()] as usize;
        self.dense.get(i).is_some_and(|e| e.id == v).then_some(i)
    }

    fn set(&mut self, entry: LiveValue) {
        match self.index(entry.id) {
            Some(i) => self.dense[i] = entry,
            None => {
                self.sparse[entry.id.index()] = self.dense.len() as u32;
                self.dense.push(entry);
            }
        }
    }

    /// Enters `entry` if it is absent or nearer than what is known. Whether anything changed.
    fn set_nearer(&mut self, entry: LiveValue) -> bool {
        let better = self.index(entry.id).is_none_or(|i| entry.dist < self.dense[i].dist);
        if better {
            self.set(entry);
        }
        better
    }

    fn remove(&mut self, v: ValueId) {
        if let Some(i) = self.index(v) {
            self.dense.swap_remove(i);
            if let Some(moved) = self.dense.get(i) {
                self.sparse[moved.id.index()] = i as u32;
            }
        }
    }
}

/// What is live and desired at the end of each block.
pub(super) struct Live {
    pub(super) at_end: SecondaryMap<BlockId, Vec<LiveValue>>,
    pub(super) desired: SecondaryMap<BlockId, Desired>,
}

/// Computes liveness for the values that `needs_reg` names, over `postorder`, to a fixpoint.
pub(super) fn compute(
    f: &Func,
    constraints: &Constraints,
    postorder: &[BlockId],
    needs_reg: &dyn Fn(ValueId) -> bool,
) -> Live {
    let mut facts = Live { at_end: SecondaryMap::new(), desired: SecondaryMap::new() };
    let mut live = LiveList::sized(f.n_values());
    let mut merged = LiveList::sized(f.n_values());
    let mut phis = Vec::new();
    loop {
        let mut changed = false;
        for &b in postorder {
            let block = f.b(b);
            let len = block.values.len() as i32;
            live.dense.clear();
            for e in &facts.at_end[b] {
                live.set(LiveValue { dist: e.dist + len, ..*e });
            }
            if let Some(c) = f.control(b).filter(|&c| needs_reg(c)) {
                live.set(LiveValue { id: c, dist: len, pos: block.pos });
            }
            phis.clear();
            for (i, &v) in block.values.iter().enumerate().rev() {
                live.remove(v);
                let value = f.v(v);
                if value.op == Op::Phi {
                    phis.push(v);
                    continue;
                }
                if value.op.is_call() {
                    live.dense.iter_mut().for_each(|e| e.dist += UNLIKELY);
                }
                for &a in value.args.iter().filter(|&&a| needs_reg(a)) {
                    live.set(LiveValue { id: a, dist: i as i32, pos: value.pos });
                }
            }
            let mut desired = facts.desired[b].clone();
            for &v in block.values.iter().rev() {
                desired.step(f, v, constraints);
            }
            for (i, e) in block.preds.iter().enumerate() {
                let p = e.block;
                let delta = edge_length(f, p, b);
                facts.desired[p].merge(&desired);
                merged.dense.clear();
                for e in &facts.at_end[p] {
                    merged.set(*e);
                }
                let mut update = false;
                for e in &live.dense {
                    update |= merged.set_nearer(LiveValue { dist: e.dist + delta, ..*e });
                }
                for &v in &phis {
                    let id = f.arg(v, i);
                    if needs_reg(id) {
                        let pos = f.v(v).pos;
                        update |= merged.set_nearer(LiveValue { id, dist: delta, pos });
                    }
                }
                if update {
                    facts.at_end[p].clone_from(&merged.dense);
                    changed = true;
                }
            }
        }
        if !changed {
            return facts;
        }
    }
}

/// Distance that the edge `p -> b` counts.
fn edge_length(f: &Func, p: BlockId, b: BlockId) -> i32 {
    let pred = f.b(p);
    if pred.succs.len() != 2 {
        return NORMAL;
    }
    let goes = |i: usize| pred.succs[i].block == b;
    match pred.likely {
        // With both edges to `b`, the unlikely one counts.
        Likely::Likely if goes(1) => UNLIKELY,
        Likely::Likely if goes(0) => LIKELY,
        Likely::Unlikely if goes(0) => UNLIKELY,
        Likely::Unlikely if goes(1) => LIKELY,
        _ => NORMAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removing_moves_the_last_into_the_hole() {
        let mut l = LiveList::sized(10);
        for n in [4, 7, 2] {
            l.set(LiveValue { id: ValueId::new(n), dist: n as i32, pos: Pos::NONE });
        }
        l.remove(ValueId::new(4));
        l.set(LiveValue { id: ValueId::new(7), dist: 1, pos: Pos::NONE });
        let seen: Vec<_> = l.dense.iter().map(|e| (e.id.index(), e.dist)).collect();
        assert_eq!(seen, [(2, 2), (7, 1)]);
        assert!(!l.set_nearer(LiveValue { id: ValueId::new(2), dist: 2, pos: Pos::NONE }));
    }
}
