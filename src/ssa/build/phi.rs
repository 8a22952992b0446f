//! Joining variables: forward references become phis or copies (spec 20, section 18).
//!
//! Functions of up to 500 blocks pull values from predecessors on demand; larger ones place phis
//! at dominance frontiers ([`super::phi_large`]).

use super::{Builder, Place, Values};
use crate::index::EntityRef;
use crate::ssa::func::{BlockId, ValueId};
use crate::ssa::live::reachable_blocks;
use crate::ssa::op::Op;

/// Most blocks for the pulling method.
const SMALL: usize = 500;

impl Builder<'_> {
    pub(super) fn insert_phis(&mut self) {
        self.ends.resize_with(self.f.n_blocks(), Values::default);
        if self.f.layout.len() <= SMALL {
            self.pull_values();
        } else {
            self.place_phis_at_frontiers();
        }
    }

    /// Resolves the last forward reference first; looking for its value may make new ones at the
    /// ends of blocks.
    fn pull_values(&mut self) {
        let reachable = reachable_blocks(&self.f);
        let mut work = self.forward_refs();
        for &v in &work {
            let (b, place) = (self.f.v(v).block, self.forward_place[&v]);
            self.ends[b.index()].entry(place).or_insert(v);
        }
        let mut args = Vec::new();
        while let Some(v) = work.pop() {
            let b = self.f.v(v).block;
            assert!(b != self.f.entry, "{v} is live at the entry of {}", self.f.name);
            if !reachable[b.index()] {
                self.f.v_mut(v).op = Op::Unknown;
                continue;
            }
            args.clear();
            for i in 0..self.f.b(b).preds.len() {
                let pred = self.f.b(b).preds[i].block;
                args.push(self.value_at_end(pred, v, &reachable, &mut work));
            }
            let mut others = args.iter().copied().filter(|&a| a != v);
            let first = others.next().expect("a reachable reference has a value");
            if others.any(|a| a != first) {
                self.f.v_mut(v).op = Op::Phi;
                self.f.set_args(v, &args);
            } else {
                self.f.v_mut(v).op = Op::Copy;
                self.f.set_args(v, &[first]);
            }
        }
    }

    /// All forward references, in block and list order.
    pub(super) fn forward_refs(&self) -> Vec<ValueId> {
        let all = self.f.layout.iter().flat_map(|&b| &self.f.b(b).values);
        all.copied().filter(|&v| self.f.op(v) == Op::FwdRef).collect()
    }

    /// The value that `wanted` stands for at the end of `b`: looks up through blocks with one
    /// predecessor, then leaves a new forward reference.
    fn value_at_end(
        &mut self,
        mut b: BlockId,
        wanted: ValueId,
        reachable: &[bool],
        work: &mut Vec<ValueId>,
    ) -> ValueId {
        let place = self.forward_place[&wanted];
        loop {
            if let Some(&v) = self.ends[b.index()].get(&place) {
                return v;
            }
            let [edge] = self.f.b(b).preds[..] else { break };
            b = edge.block;
            if !reachable[b.index()] {
                break;
            }
        }
        let (ty, pos) = (self.f.v(wanted).ty, self.f.v(wanted).pos);
        let v = self.f.new_value(b, Op::FwdRef, ty, pos, &[]);
        self.define_forward(b, place, v);
        work.push(v);
        v
    }

    fn define_forward(&mut self, b: BlockId, place: Place, v: ValueId) {
        self.ends[b.index()].insert(place, v);
        self.forward_place.insert(v, place);
        self.note_name(place, v);
    }
}
