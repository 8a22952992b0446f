//! Which statement lists end in a terminating statement ("missing return"), and the removal of
//! branches that can never run (spec 12, section 1).

use super::Checker;
use crate::intern::Name;
use crate::tree::{Aux, Const, NodeId, NodeList, Op};

impl Checker<'_, '_> {
    /// Whether control cannot fall off the end of the list.
    pub(super) fn list_terminates(&self, list: NodeList) -> bool {
        self.pkg.tree.items(list).last().is_some_and(|&n| self.terminates(n))
    }

    fn terminates(&self, n: NodeId) -> bool {
        let node = &self.pkg.tree.nodes[n];
        let label = match node.aux {
            Aux::Name(label) => Some(label),
            _ => None,
        };
        match node.op {
            Op::Block => self.list_terminates(node.body),
            Op::Goto | Op::Return | Op::TailCall | Op::Panic | Op::Fallthrough => true,
            Op::For => node.left.is_none() && !self.list_breaks(node.body, label, true),
            Op::If => self.list_terminates(node.body) && self.list_terminates(node.rlist),
            Op::Switch | Op::Select => {
                let mut default = node.op == Op::Select;
                for &case in self.pkg.tree.items(node.list) {
                    let c = &self.pkg.tree.nodes[case];
                    if !self.list_terminates(c.body) || self.list_breaks(c.body, label, true) {
                        return false;
                    }
                    default |= c.list.is_empty();
                }
                default
            }
            _ => false,
        }
    }

    /// Whether the list has a `break` that leaves the statement it belongs to: an unlabelled one
    /// (`own`: not inside another loop, switch or select) or one that names `label`.
    fn list_breaks(&self, list: NodeList, label: Option<Name>, own: bool) -> bool {
        self.pkg.tree.items(list).iter().any(|&n| self.breaks(n, label, own))
    }

    fn breaks(&self, n: NodeId, label: Option<Name>, own: bool) -> bool {
        let node = &self.pkg.tree.nodes[n];
        match node.op {
            Op::Break => match node.aux {
                Aux::Name(to) => Some(to) == label,
                _ => own,
            },
            Op::For | Op::Range | Op::Switch | Op::Select => {
                label.is_some()
                    && (self.list_breaks(node.body, label, false)
                        || self.list_breaks(node.list, label, false))
            }
            Op::If | Op::Block | Op::Case => {
                self.list_breaks(node.body, label, own) || self.list_breaks(node.rlist, label, own)
            }
            _ => false,
        }
    }

    // -- dead code -----------------------------------------------------------------------------------

    /// The list with branches on constant conditions emptied, and cut behind a branch that is
    /// always taken and does not come back.
    pub(super) fn trim_dead_code(&mut self, list: NodeList) -> NodeList {
        let items = self.pkg.tree.to_vec(list);
        let last_label = items.iter().rposition(|&n| self.op(n) == Op::Label);
        for (i, &n) in items.iter().enumerate() {
            let mut cut = false;
            match self.op(n) {
                Op::If => {
                    if let Some(cond) = self.pkg.tree.left(n) {
                        let cond = self.trim_condition(cond);
                        self.pkg.tree.nodes[n].left = cond.into();
                        if let Some(&Const::Bool(taken)) = self.konst(cond) {
                            let node = &mut self.pkg.tree.nodes[n];
                            let rest = if taken {
                                node.rlist = NodeList::new();
                                node.body
                            } else {
                                node.body = NodeList::new();
                                node.rlist
                            };
                            let leaves = self.pkg.tree.items(rest).last().is_some_and(|&l| {
                                matches!(self.op(l), Op::Return | Op::TailCall | Op::Panic)
                            });
                            cut = leaves && last_label.is_none_or(|l| i > l);
                        }
                    }
                    self.trim_parts(n);
                }
                Op::For | Op::Range | Op::Switch | Op::Select | Op::Block | Op::Case => {
                    self.trim_parts(n);
                }
                _ => {}
            }
            if cut && i + 1 < items.len() {
                return self.pkg.tree.list(&items[..=i]);
            }
        }
        list
    }

    fn trim_parts(&mut self, n: NodeId) {
        let node = self.pkg.tree.nodes[n];
        let body = self.trim_dead_code(node.body);
        let rlist = match node.op {
            Op::If => self.trim_dead_code(node.rlist),
            _ => node.rlist,
        };
        let list = match node.op {
            Op::Switch | Op::Select => self.trim_dead_code(node.list),
            _ => node.list,
        };
        let node = &mut self.pkg.tree.nodes[n];
        node.body = body;
        node.rlist = rlist;
        node.list = list;
    }

    /// `true && x` is x, and so on, in the condition of an `if`.
    fn trim_condition(&mut self, n: NodeId) -> NodeId {
        let op = self.op(n);
        if !matches!(op, Op::AndAnd | Op::OrOr) {
            return n;
        }
        let (Some(l), Some(r)) = (self.pkg.tree.left(n), self.pkg.tree.right(n)) else { return n };
        let (l, r) = (self.trim_condition(l), self.trim_condition(r));
        let node = &mut self.pkg.tree.nodes[n];
        node.left = l.into();
        node.right = r.into();
        match (op, self.konst(l)) {
            (Op::AndAnd, Some(Const::Bool(true))) | (Op::OrOr, Some(Const::Bool(false))) => r,
            (_, Some(Const::Bool(_))) => l,
            _ => n,
        }
    }
}
