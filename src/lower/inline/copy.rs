//! Deep copies of bodies: to keep an inlinable body as it was written, and to expand it.

use rustc_hash::FxHashMap;

use crate::intern::Name;
use crate::package::Package;
use crate::source::{BaseId, InlineId, Pos, PosBase};
use crate::tree::{Aux, NodeId, NodeList, Op, VarId};
use crate::types::TypeId;

/// How a copy differs from the original.
#[derive(Default)]
pub struct Substitution {
    /// What stands for a variable of the callee.
    pub vars: FxHashMap<VarId, NodeId>,
    /// Copied nodes belong to this expanded call.
    pub inlined: Option<InlineId>,
    /// `return` becomes an assignment to these, at this position, and a jump to this label.
    pub results: Vec<NodeId>,
    pub call_pos: Pos,
    pub end_label: Option<Name>,
    /// Distinguishes the labels of this expansion.
    pub generation: u32,
}

/// Copies nodes. Names are shared unless substituted.
pub struct Copier<'a> {
    pkg: &'a mut Package,
    by: Substitution,
    /// The callee's position bases and their counterparts, made at first use.
    bases: FxHashMap<BaseId, BaseId>,
}

impl<'a> Copier<'a> {
    /// A copy without changes.
    pub fn plain(pkg: &'a mut Package) -> Copier<'a> {
        Copier::new(pkg, Substitution::default())
    }

    pub fn new(pkg: &'a mut Package, by: Substitution) -> Copier<'a> {
        Copier { pkg, by, bases: FxHashMap::default() }
    }

    pub fn list(&mut self, list: NodeList) -> NodeList {
        if list.is_empty() {
            return list;
        }
        let items = self.pkg.tree.to_vec(list);
        let mut copies: smallvec::SmallVec<[NodeId; 8]> = Default::default();
        for n in items {
            copies.push(self.node(n));
        }
        self.pkg.tree.list(&copies)
    }

    /// The same place, seen from the expanded call.
    pub fn pos(&mut self, pos: Pos) -> Pos {
        let Some(inlined) = self.by.inlined else { return pos };
        let sources = &self.pkg.sources;
        let old = pos.base();
        let new = *self.bases.entry(old).or_insert_with(|| {
            sources.add_base(PosBase { inlined: Some(inlined), ..*sources.base(old) })
        });
        pos.with_base(new)
    }

    pub fn node(&mut self, n: NodeId) -> NodeId {
        let node = self.pkg.tree.nodes[n];
        match node.op {
            Op::Name => {
                let var = self.pkg.tree.var_of(n);
                return var.and_then(|v| self.by.vars.get(&v)).copied().unwrap_or(n);
            }
            Op::Literal if self.pkg.tree.is_named_const(n) => return n,
            Op::Return if self.by.end_label.is_some() => return self.return_jump(n),
            _ => {}
        }
        let copy = self.pkg.tree.copy(n);
        let pos = self.pos(node.pos);
        self.pkg.tree.nodes[copy].pos = pos;
        if let (Op::Goto | Op::Label, Aux::Name(label)) = (node.op, node.aux) {
            if self.by.inlined.is_some() {
                let label = format!("{label}·{}", self.by.generation);
                self.pkg.tree.nodes[copy].aux = Aux::Name(label.as_str().into());
            }
            return copy;
        }
        if let Some(left) = node.left.expand() {
            let left = self.node(left);
            self.pkg.tree.nodes[copy].left = left.into();
        }
        if let Some(right) = node.right.expand() {
            let right = self.node(right);
            self.pkg.tree.nodes[copy].right = right.into();
        }
        let list = self.list(node.list);
        let rlist = self.list(node.rlist);
        let init = self.list(node.init);
        let body = self.list(node.body);
        let c = &mut self.pkg.tree.nodes[copy];
        (c.list, c.rlist, c.init, c.body) = (list, rlist, init, body);
        copy
    }

    /// `return a, b` as `goto end` that first assigns to the result variables.
    fn return_jump(&mut self, n: NodeId) -> NodeId {
        let node = self.pkg.tree.nodes[n];
        let pos = self.by.call_pos;
        let jump = self.pkg.tree.node(Op::Goto, pos, TypeId::INVALID);
        if let Some(label) = self.by.end_label {
            self.pkg.tree.nodes[jump].aux = Aux::Name(label);
        }
        let mut init = self.list(node.init);
        if !self.by.results.is_empty() && !node.list.is_empty() {
            let values = self.list(node.list);
            let op = if values.len() == self.by.results.len() { Op::As2 } else { Op::As2Func };
            let assign = self.pkg.tree.node(op, pos, TypeId::INVALID);
            let targets = self.pkg.tree.list(&self.by.results);
            let a = &mut self.pkg.tree.nodes[assign];
            (a.list, a.rlist) = (targets, values);
            init = self.pkg.tree.concat(init, &[assign]);
        }
        self.pkg.tree.nodes[jump].init = init;
        jump
    }
}
