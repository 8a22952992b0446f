//! Flows of statements (spec 11, section 10).

use rustc_hash::FxHashMap;

use super::graph::{Analysis, Hole, Of};
use crate::intern::Name;
use crate::lower::callgraph::inspect;
use crate::tree::{Aux, FuncId, NodeId, NodeList, Op};
use crate::types::Kind;

impl Analysis<'_> {
    /// Adds the flows of a function's body.
    pub fn walk_function(&mut self, f: FuncId) {
        let body = self.pkg.tree.funcs[f].body;
        self.func = f;
        self.loop_depth = 1;
        let looping = looping_labels(self, body);
        let saved = std::mem::replace(&mut self.looping, looping);
        self.stmts(body);
        self.looping = saved;
    }

    pub fn stmts(&mut self, list: NodeList) {
        for i in 0..list.len() {
            let n = self.pkg.tree.items(list)[i];
            self.stmt(n);
        }
    }

    fn stmt(&mut self, n: NodeId) {
        let node = self.pkg.tree.nodes[n];
        self.stmts(node.init);
        let (left, right) = (node.left.expand(), node.right.expand());
        match node.op {
            Op::Block => {
                self.stmts(node.list);
                self.stmts(node.body);
            }
            Op::Dcl => {
                if let Some(v) = left.and_then(|l| self.pkg.tree.var_of(l)) {
                    self.declared_here(v);
                }
            }
            Op::Label => {
                if let Aux::Name(label) = node.aux {
                    if self.looping.contains_key(&label) {
                        self.loop_depth += 1;
                    }
                }
            }
            Op::If => {
                self.discard(left);
                self.stmts(node.body);
                self.stmts(node.rlist);
            }
            Op::For | Op::ForUntil => {
                self.loop_depth += 1;
                self.discard(left);
                if let Some(post) = right {
                    self.stmt(post);
                }
                self.stmts(node.body);
                self.loop_depth -= 1;
            }
            Op::Range => self.range(n),
            Op::Switch => self.switch(n),
            Op::Select => {
                for case in self.pkg.tree.to_vec(node.list) {
                    let case = self.pkg.tree.nodes[case];
                    self.stmts(case.init);
                    self.stmts(case.list);
                    if let Some(comm) = case.left.expand() {
                        self.stmt(comm);
                    }
                    self.stmts(case.body);
                }
            }
            Op::SelRecv => self.assign(left, right, n),
            Op::SelRecv2 => {
                self.assign(left, right, n);
                let ok = self.pkg.tree.items(node.list).first().copied();
                self.assign(ok, None, n);
            }
            Op::Recv => self.expr_without_init(self.discard_hole(), n),
            Op::ExprStmt => self.discard(left),
            Op::Send => {
                self.discard(left);
                self.assign_heap(right);
            }
            Op::As | Op::AsOp => self.assign(left, right, n),
            Op::As2 => {
                let targets = self.pkg.tree.to_vec(node.list);
                let values = self.pkg.tree.to_vec(node.rlist);
                for (&target, &value) in targets.iter().zip(&values) {
                    self.assign(Some(target), Some(value), n);
                }
            }
            Op::As2DotType | Op::As2MapR | Op::As2Recv => {
                let targets = self.pkg.tree.to_vec(node.list);
                let value = self.pkg.tree.items(node.rlist).first().copied();
                self.assign(targets.first().copied(), value, n);
                self.assign(targets.get(1).copied(), None, n);
            }
            Op::As2Func => {
                let Some(&call) = self.pkg.tree.items(node.rlist).first() else { return };
                let init = self.pkg.tree.nodes[call].init;
                self.stmts(init);
                let holes = self.targets(node.list);
                self.call(&holes, call, None);
            }
            Op::Return => {
                let results = self.pkg.tree.funcs[self.func].results.clone();
                let values = self.pkg.tree.to_vec(node.list);
                if let ([value], true) = (&values[..], results.len() > 1) {
                    // `return f()`: the call's results flow to ours.
                    let init = self.pkg.tree.nodes[*value].init;
                    self.stmts(init);
                    let names: Vec<NodeId> =
                        results.iter().map(|&r| self.pkg.tree.vars[r].node).collect();
                    let holes: Vec<Hole> = names.iter().map(|&n| self.target(Some(n))).collect();
                    self.call(&holes, *value, None);
                    return;
                }
                for (&result, &value) in results.iter().zip(&values) {
                    let name = self.pkg.tree.vars[result].node;
                    self.assign(Some(name), Some(value), n);
                }
            }
            Op::Go | Op::Defer => {
                let Some(call) = left else { return };
                let init = self.pkg.tree.nodes[call].init;
                self.stmts(init);
                self.call(&[], call, Some(n));
            }
            Op::CallFunc
            | Op::CallMeth
            | Op::CallInter
            | Op::Close
            | Op::Copy
            | Op::Delete
            | Op::Panic
            | Op::Print
            | Op::Println
            | Op::Recover => self.call(&[], n, None),
            _ => {}
        }
    }

    fn range(&mut self, n: NodeId) {
        let node = self.pkg.tree.nodes[n];
        // The operand is evaluated outside the loop.
        let operand = self.location(Of::Temp, false);
        let Some(x) = node.right.expand() else { return };
        self.expr(self.hole(operand), x);
        self.loop_depth += 1;
        let holes = self.targets(node.list);
        if let Some(&value) = holes.get(1) {
            let is_array = self.pkg.types.kind(self.pkg.tree.ty(x)) == Kind::Array;
            self.flow(if is_array { value } else { value.deref() }, operand);
        }
        self.stmts(node.body);
        self.loop_depth -= 1;
    }

    fn switch(&mut self, n: NodeId) {
        let node = self.pkg.tree.nodes[n];
        let mut guarded = None;
        if let Some(tag) = node.left.expand() {
            let t = self.pkg.tree.nodes[tag];
            if t.op == Op::TypeSwitch {
                let mut hole = self.discard_hole();
                if t.left.is_some() {
                    let loc = self.location(Of::Temp, false);
                    guarded = Some(loc);
                    hole = self.hole(loc);
                }
                if let Some(x) = t.right.expand() {
                    self.expr(hole, x);
                }
            } else {
                self.discard(Some(tag));
            }
        }
        for case in self.pkg.tree.to_vec(node.list) {
            let case = self.pkg.tree.nodes[case];
            let bound = self.pkg.tree.items(case.rlist).first().copied();
            if let (Some(loc), Some(v)) = (guarded, bound.and_then(|b| self.pkg.tree.var_of(b))) {
                // Clause variables have no declaration statement.
                self.declared_here(v);
                let ty = self.pkg.tree.vars[v].ty;
                if let (true, Some(dst)) = (self.pkg.types.has_pointers(ty), self.var_location(v)) {
                    self.flow(self.asserted(self.hole(dst), ty), loc);
                }
            }
            for e in self.pkg.tree.to_vec(case.list) {
                self.discard(Some(e));
            }
            self.stmts(case.body);
        }
    }

    /// A declaration statement sets the loop depth of its variable.
    fn declared_here(&mut self, v: crate::tree::VarId) {
        if let Some(&loc) = self.vars.get(&v) {
            self.locs[loc].loop_depth = self.loop_depth;
        }
    }

    /// `dst = src` as part of statement `n`; either side may be absent.
    pub fn assign(&mut self, dst: Option<NodeId>, src: Option<NodeId>, n: NodeId) {
        let ignored = match (dst, src) {
            (Some(d), Some(s)) => super::selfassign::is_self_assign(self.pkg, d, s),
            _ => false,
        };
        if ignored && self.pkg.options.verbose > 0 {
            let text = format!(
                "{} ignoring self-assignment in {}",
                crate::lower::inline::short_name(self.pkg, self.func),
                crate::tree::fmt::expr(&self.pkg.tree, &self.pkg.types, n)
            );
            let pos = self.pkg.tree.nodes[n].pos;
            self.pkg.diags.note(pos, text);
        }
        let hole = self.target(dst);
        let Some(src) = src else { return };
        match dst {
            Some(d) if self.pkg.tree.op(d) == Op::DotPtr && self.is_header_data(d) => {
                self.unsafe_value(self.heap_hole(), src);
            }
            _ => self.expr(if ignored { self.discard_hole() } else { hole }, src),
        }
    }

    pub fn assign_heap(&mut self, src: Option<NodeId>) {
        if let Some(src) = src {
            self.expr(self.heap_hole(), src);
        }
    }

    fn targets(&mut self, list: NodeList) -> Vec<Hole> {
        self.pkg.tree.to_vec(list).into_iter().map(|n| self.target(Some(n))).collect()
    }

    /// The hole that stands for assigning to `n`; operands of `n` are evaluated.
    pub fn target(&mut self, n: Option<NodeId>) -> Hole {
        let Some(n) = n else { return self.discard_hole() };
        let node = self.pkg.tree.nodes[n];
        if self.pkg.tree.is_blank(n) || node.op == Op::Nil {
            return self.discard_hole();
        }
        let (left, right) = (node.left.expand(), node.right.expand());
        let mut hole = self.heap_hole();
        match node.op {
            Op::Name => {
                let loc = self.pkg.tree.var_of(n).and_then(|v| self.var_location(v));
                hole = loc.map_or(hole, |l| self.hole(l));
            }
            Op::Wrapped | Op::Paren => return self.target(left),
            Op::Dot => hole = self.target(left),
            Op::Index => {
                self.discard(right);
                let array = left.map(|l| self.pkg.types.kind(self.pkg.tree.ty(l)));
                if array == Some(Kind::Array) {
                    hole = self.target(left);
                } else {
                    self.discard(left);
                }
            }
            Op::Deref | Op::DotPtr => self.discard(left),
            Op::IndexMap => {
                self.discard(left);
                self.assign_heap(right);
            }
            _ => {}
        }
        if self.pkg.types.has_pointers(node.ty) { hole } else { self.discard_hole() }
    }
}

/// Labels that a later `goto` jumps back to.
fn looping_labels(a: &Analysis, body: NodeList) -> FxHashMap<Name, ()> {
    let mut seen: FxHashMap<Name, ()> = FxHashMap::default();
    let mut looping = FxHashMap::default();
    inspect(&a.pkg.tree, body, &mut |n| {
        let node = &a.pkg.tree.nodes[n];
        match (node.op, node.aux) {
            (Op::Label, Aux::Name(label)) => {
                seen.insert(label, ());
            }
            (Op::Goto, Aux::Name(label)) if seen.contains_key(&label) => {
                looping.insert(label, ());
            }
            _ => {}
        }
    });
    looping
}
