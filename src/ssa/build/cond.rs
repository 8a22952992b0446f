//! Conditions and the likelihood of their branches (spec 20, section 6).

use super::stmt::{left, right};
use super::{Builder, Place};
use crate::ssa::func::{BlockId, Likely, ValueId};
use crate::tree::{NodeId, Op as T};
use crate::types::TypeId;

impl Builder<'_> {
    /// Ends the block with a branch: to `yes` if the condition holds, else to `no`.
    pub(super) fn branch(&mut self, n: NodeId, yes: BlockId, no: BlockId, likely: Likely) {
        let node = &self.tree.nodes[n];
        match node.op {
            T::AndAnd => {
                let mid = self.new_block();
                self.stmts(node.init);
                self.branch(left(self.tree, n), mid, no, likely.max(Likely::Unknown));
                self.start_block(mid);
                self.branch(right(self.tree, n), yes, no, likely);
            }
            T::OrOr => {
                let mid = self.new_block();
                self.stmts(node.init);
                self.branch(left(self.tree, n), yes, mid, likely.min(Likely::Unknown));
                self.start_block(mid);
                self.branch(right(self.tree, n), yes, no, likely);
            }
            T::Not => {
                self.stmts(node.init);
                self.branch(left(self.tree, n), no, yes, likely.negate());
            }
            _ => {
                let control = self.expr(n);
                let b = self.end_if(control, likely);
                self.f.add_edge(b, yes);
                self.f.add_edge(b, no);
            }
        }
    }

    /// `a && b`, `a || b` as a value.
    pub(super) fn and_or_value(&mut self, n: NodeId) -> ValueId {
        let place = Place::Node(n);
        let first = self.expr(left(self.tree, n));
        self.vars.insert(place, first);
        let b = self.end_if(first, Likely::Unknown);
        let second = self.new_block();
        let end = self.new_block();
        let (yes, no) = if self.tree.op(n) == T::AndAnd { (second, end) } else { (end, second) };
        self.f.add_edge(b, yes);
        self.f.add_edge(b, no);
        self.start_block(second);
        let value = self.expr(right(self.tree, n));
        self.vars.insert(place, value);
        self.jump(end);
        self.start_block(end);
        self.variable(place, TypeId::BOOL)
    }

    /// A value that is computed in one of two ways: branches on `control`, which leads to `yes` or
    /// `no`; the result under the key of `n`. Each edge is added when its arm starts.
    pub(super) fn choose(
        &mut self,
        n: NodeId,
        ty: TypeId,
        control: ValueId,
        likely: Likely,
        yes: impl FnOnce(&mut Self) -> ValueId,
        no: impl FnOnce(&mut Self) -> ValueId,
    ) -> ValueId {
        let place = Place::Node(n);
        let b = self.end_if(control, likely);
        let [then, otherwise, after] = std::array::from_fn(|_| self.new_block());
        self.f.add_edge(b, then);
        self.start_block(then);
        let value = yes(self);
        self.vars.insert(place, value);
        self.jump(after);
        self.f.add_edge(b, otherwise);
        self.start_block(otherwise);
        let value = no(self);
        self.vars.insert(place, value);
        self.jump(after);
        self.start_block(after);
        self.variable(place, ty)
    }
}
