//! Walks a body and replaces the calls that can be expanded (spec 11, section 3).
//!
//! A call becomes an `InlinedCall` first; the place where it stands decides what that turns into:
//! a block among statements, its results in a list that takes several values, else the first
//! result with the expansion as `init`.

use super::{expand, import};
use crate::lower::callgraph::skip_wrapping;
use crate::package::Package;
use crate::source::Pos;
use crate::tree::{
    Aux, Class, FuncFlags, FuncId, NodeFlags, NodeId, NodeList, Op, VarFlags, VarId,
};
use crate::tree::{Tree, fmt};

/// Expands calls in the body of `caller`.
pub struct Expander<'a> {
    pub pkg: &'a mut Package,
    pub caller: FuncId,
    /// Highest cost of a callee that is expanded.
    pub max_cost: i32,
    /// Position of the node whose operands are being expanded.
    pub pos: Pos,
}

impl Expander<'_> {
    fn tree(&mut self) -> &mut Tree {
        &mut self.pkg.tree
    }

    /// Expands inside the items of `list` with `place` applied to each that was itself expanded.
    fn list(&mut self, list: NodeList, place: fn(&mut Self, NodeId) -> NodeId) -> NodeList {
        let mut items = self.tree().to_vec(list);
        let mut changed = false;
        for item in &mut items {
            let new = self.node(*item);
            changed |= new != *item;
            *item = new;
        }
        for item in &mut items {
            if self.tree().op(*item) == Op::InlinedCall {
                *item = place(self, *item);
                changed = true;
            }
        }
        if changed { self.tree().list(&items) } else { list }
    }

    pub fn statements(&mut self, list: NodeList) -> NodeList {
        self.list(list, Self::as_statement)
    }

    fn operand(&mut self, n: NodeId, place: fn(&mut Self, NodeId) -> NodeId) -> NodeId {
        let new = self.node(n);
        if self.tree().op(new) == Op::InlinedCall { place(self, new) } else { new }
    }

    fn as_statement(&mut self, n: NodeId) -> NodeId {
        let node = &mut self.tree().nodes[n];
        node.op = Op::Block;
        node.list = std::mem::take(&mut node.body);
        node.rlist = NodeList::new();
        n
    }

    /// The first result; the expansion becomes its `init`.
    fn as_expression(&mut self, n: NodeId) -> NodeId {
        let node = self.tree().nodes[n];
        let &first = self.tree().items(node.rlist).first().expect("a call that is used as a value");
        let body = self.tree().to_vec(node.body);
        let init = self.tree().concat(node.init, &body);
        let ty = self.tree().ty(first);
        let pos = self.pos;
        let value = self.tree().unary(Op::ConvNop, pos, ty, first);
        let v = &mut self.tree().nodes[value];
        v.init = init;
        v.flags |= NodeFlags::HAS_CALL;
        value
    }

    /// All results; the expansion becomes the `init` of the first.
    fn as_list(&mut self, n: NodeId) -> NodeList {
        let names = self.pkg.tree.nodes[n].rlist;
        let mut results = self.tree().to_vec(names);
        results[0] = self.as_expression(n);
        self.tree().list(&results)
    }

    fn node(&mut self, n: NodeId) -> NodeId {
        let outer = self.pos;
        if self.pkg.tree.sets_pos(n) {
            self.pos = self.pkg.tree.nodes[n].pos;
        }
        let n = self.node_at(n);
        self.pos = outer;
        n
    }

    fn node_at(&mut self, n: NodeId) -> NodeId {
        let node = self.tree().nodes[n];
        match node.op {
            Op::Closure | Op::Name | Op::Literal | Op::Type | Op::Nil => return n,
            Op::Go | Op::Defer => {
                let call = node.left.expand().expect("go and defer have a call");
                self.tree().nodes[call].flags |= NodeFlags::NO_INLINE;
                return n;
            }
            _ => {}
        }
        let init = self.list(node.init, Self::as_statement);
        self.tree().nodes[n].init = init;
        if let Some(left) = node.left.expand() {
            let place = match node.op {
                Op::ExprStmt => Self::as_statement,
                _ => Self::as_expression,
            };
            let left = self.operand(left, place);
            self.tree().nodes[n].left = left.into();
        }
        if let (Some(right), false) = (node.right.expand(), node.op == Op::DotMeth) {
            let place = match node.op {
                Op::For | Op::ForUntil => Self::as_statement,
                _ => Self::as_expression,
            };
            let right = self.operand(right, place);
            self.tree().nodes[n].right = right.into();
        }
        self.lists(n);
        let body = self.list(node.body, Self::as_statement);
        self.tree().nodes[n].body = body;
        if matches!(node.op, Op::CallFunc | Op::CallMeth)
            && !node.flags.contains(NodeFlags::NO_INLINE)
        {
            return self.call(n);
        }
        n
    }

    fn lists(&mut self, n: NodeId) {
        let node = self.tree().nodes[n];
        // A call of several results that fills the whole list.
        let spreads = node.op == Op::Return || node.op.is_call();
        let sole = |e: &Self, list: NodeList| match e.pkg.tree.items(list) {
            &[only] if e.pkg.tree.op(only) == Op::InlinedCall => Some(only),
            _ => None,
        };
        let list = self.list(node.list, |_, n| n);
        let list = match sole(self, list) {
            Some(call) if spreads && self.pkg.tree.nodes[call].rlist.len() > 1 => {
                self.as_list(call)
            }
            _ => {
                let place = match node.op {
                    Op::Block | Op::Select => Self::as_statement,
                    Op::Case if self.is_communication(list) => Self::as_statement,
                    _ => Self::as_expression,
                };
                self.place_all(list, place)
            }
        };
        self.tree().nodes[n].list = list;
        let rlist = self.list(node.rlist, |_, n| n);
        let rlist = match sole(self, rlist) {
            Some(call) if node.op == Op::As2Func => {
                self.tree().nodes[n].op = Op::As2;
                self.as_list(call)
            }
            _ => {
                let place = match node.op {
                    Op::If => Self::as_statement,
                    _ => Self::as_expression,
                };
                self.place_all(rlist, place)
            }
        };
        self.tree().nodes[n].rlist = rlist;
    }

    /// Whether the list of a `Case` holds a select's communication statement.
    fn is_communication(&self, list: NodeList) -> bool {
        let op = self.pkg.tree.items(list).first().map(|&n| self.pkg.tree.op(n));
        matches!(op, Some(Op::Send | Op::SelRecv | Op::SelRecv2 | Op::Recv | Op::ExprStmt))
    }

    fn place_all(&mut self, list: NodeList, place: fn(&mut Self, NodeId) -> NodeId) -> NodeList {
        let mut items = self.tree().to_vec(list);
        let mut changed = false;
        for item in &mut items {
            if self.tree().op(*item) == Op::InlinedCall {
                *item = place(self, *item);
                changed = true;
            }
        }
        if changed { self.tree().list(&items) } else { list }
    }

    /// Expands the call `n` if its callee can be.
    fn call(&mut self, n: NodeId) -> NodeId {
        let tree = &self.pkg.tree;
        let Some(left) = tree.left(n) else { return n };
        let callee = skip_wrapping(tree, left);
        if tree.op(n) == Op::CallMeth {
            let method = tree.right(callee).and_then(|m| tree.var_of(m));
            return match method.and_then(|m| tree.vars[m].func) {
                Some(f) => self.expand(n, f),
                None => n,
            };
        }
        if let (Op::Closure, Aux::Func(f)) = (tree.op(callee), tree.nodes[callee].aux) {
            super::check(self.pkg, f);
            return self.expand(n, f);
        }
        let Some(var) = tree.var_of(callee) else { return n };
        let v = &tree.vars[var];
        if let (Class::Func, Some(f)) = (v.class, v.func) {
            let path = self.pkg.types.pkg(v.pkg).path;
            let intrinsic =
                tree.funcs[f].recv.is_none() && super::is_intrinsic(path.as_str(), v.name.as_str());
            return if intrinsic { n } else { self.expand(n, f) };
        }
        match self.literal_of(var) {
            Some(f) => {
                super::check(self.pkg, f);
                if self.pkg.tree.funcs[f].inline.is_none() || !self.is_stable(n, var) {
                    return n;
                }
                self.expand(n, f)
            }
            None => n,
        }
    }

    /// The literal that a variable is declared with.
    fn literal_of(&self, var: VarId) -> Option<FuncId> {
        let tree = &self.pkg.tree;
        let v = &tree.vars[var];
        if v.flags.contains(VarFlags::CLOSURE_VAR) {
            return None;
        }
        let defn = tree.nodes[v.defn?];
        let value = skip_wrapping(tree, defn.right.expand()?);
        match (defn.op, tree.op(value), tree.nodes[value].aux) {
            (Op::As, Op::Closure, Aux::Func(f)) => Some(f),
            _ => None,
        }
    }

    /// Whether `var`, declared with a literal, can hold nothing else at the call.
    fn is_stable(&mut self, call: NodeId, var: VarId) -> bool {
        let tree = &self.pkg.tree;
        let v = &tree.vars[var];
        let reason = if v.flags.contains(VarFlags::ADDR_TAKEN) {
            format!("cannot inline escaping closure variable {}", v.name)
        } else if let Some(owner) = v.owner {
            match reassignment(tree, var, tree.funcs[owner].body) {
                None => return true,
                Some(a) => format!(
                    "cannot inline re-assigned closure variable at {}: {}",
                    self.pkg.sources.describe(tree.nodes[a].pos),
                    fmt::expr(tree, &self.pkg.types, a)
                ),
            }
        } else {
            format!("cannot inline global closure variable {}", v.name)
        };
        if self.pkg.options.verbose > 1 {
            let pos = tree.nodes[call].pos;
            self.pkg.diags.note(pos, reason);
        }
        false
    }

    fn expand(&mut self, n: NodeId, f: FuncId) -> NodeId {
        if self.pkg.tree.funcs[f].flags.contains(FuncFlags::IMPORTED) {
            import::check(self.pkg, f);
        }
        let Some(inline) = &self.pkg.tree.funcs[f].inline else { return n };
        if inline.cost > self.max_cost || f == self.caller {
            return n;
        }
        import::first_use(self.pkg, f);
        self.report(n, f);
        let call = expand::call(self.pkg, self.caller, n, f);
        // Calls in the inserted body are expanded in turn.
        let body = self.statements(self.pkg.tree.nodes[call].body);
        self.tree().nodes[call].body = body;
        call
    }

    fn report(&mut self, n: NodeId, f: FuncId) {
        let pos = self.pkg.tree.nodes[n].pos;
        let text = match self.pkg.options.verbose {
            0 => return,
            1 => format!("inlining call to {}", super::display_name(self.pkg, f)),
            _ => format!(
                "inlining call to {} {}",
                super::display_name(self.pkg, f),
                super::type_and_body(self.pkg, f)
            ),
        };
        self.pkg.diags.note(pos, text);
    }
}

/// An assignment to `var` in `list` other than its declaration.
fn reassignment(tree: &Tree, var: VarId, list: NodeList) -> Option<NodeId> {
    tree.items(list).iter().find_map(|&n| reassigns(tree, var, n))
}

fn reassigns(tree: &Tree, var: VarId, n: NodeId) -> Option<NodeId> {
    let node = tree.nodes[n];
    let is_other = || tree.vars[var].defn != Some(n);
    match node.op {
        Op::As => {
            return (node.left.expand().and_then(|l| tree.var_of(l)) == Some(var) && is_other())
                .then_some(n);
        }
        Op::As2 | Op::As2Func | Op::As2MapR | Op::As2DotType => {
            let assigned = tree.items(node.list).iter().any(|&t| tree.var_of(t) == Some(var));
            return (assigned && is_other()).then_some(n);
        }
        _ => {}
    }
    let child = |n: Option<NodeId>| n.and_then(|n| reassigns(tree, var, n));
    child(node.left.expand())
        .or_else(|| child(node.right.expand().filter(|_| node.op != Op::DotMeth)))
        .or_else(|| reassignment(tree, var, node.list).filter(|_| node.op != Op::Closure))
        .or_else(|| reassignment(tree, var, node.rlist))
        .or_else(|| reassignment(tree, var, node.init))
        .or_else(|| reassignment(tree, var, node.body))
}
