//! The expansion of one call (spec 11, section 4).

use super::copy::{Copier, Substitution};
use crate::intern::Name;
use crate::package::Package;
use crate::source::{InlinedCall, Pos};
use crate::tree::VarId;
use crate::tree::{Aux, Class, Const, Decl, FuncFlags, FuncId, NodeFlags, NodeId, Op, VarFlags};
use crate::types::{PkgId, TypeId};

/// Replaces `call` of `callee` inside `caller` by an `InlinedCall`: `init` evaluates arguments
/// and ends with the inline mark, `body` is the copy of the callee's body and its end label,
/// `rlist` names the results.
pub fn call(pkg: &mut Package, caller: FuncId, call: NodeId, callee: FuncId) -> NodeId {
    let node = pkg.tree.nodes[call];
    let pos = node.pos;
    let inline = pkg.tree.funcs[callee].inline.clone().expect("checked by the caller");
    let mut e = Expansion {
        pkg,
        caller,
        callee,
        pos,
        init: Vec::new(),
        by: Substitution::default(),
        placed: Vec::new(),
    };
    e.init.extend_from_slice(e.pkg.tree.items(node.init));
    e.captured_variables();
    e.declared_variables(&inline.dcl);
    let results = e.result_variables();
    e.arguments(call);
    for &r in &results {
        let zero = e.pkg.tree.unary(Op::As, pos, TypeId::INVALID, r);
        e.init.push(zero);
    }

    let label = format!(".i{}", e.pkg.tree.funcs[caller].n_labels);
    let label = Name::new(&label);
    e.pkg.tree.funcs[caller].n_labels += 1;
    e.pkg.counters.inline_generation += 1;
    let parent = e.pkg.sources.base(pos.base()).inlined;
    let link_name = e.pkg.tree.funcs[callee].link_name;
    let inlined = e.pkg.sources.add_inlined_call(InlinedCall { parent, pos, callee: link_name });
    e.pkg.demands.note_inlined(callee);
    let mark = e.pkg.tree.node(Op::InlMark, pos, TypeId::INVALID);
    e.pkg.tree.nodes[mark].aux = Aux::Int(crate::index::EntityRef::index(inlined) as i64);
    e.init.push(mark);

    let Expansion { pkg, init, mut by, placed, .. } = e;
    by.inlined = Some(inlined);
    by.results = results.clone();
    by.call_pos = pos;
    by.end_label = Some(label);
    by.generation = pkg.counters.inline_generation;
    let mut copier = Copier::new(pkg, by);
    let body = copier.list(inline.body);
    let positions: Vec<(VarId, Pos)> =
        placed.into_iter().map(|(v, p)| (v, copier.pos(p))).collect();
    for (v, p) in positions {
        pkg.tree.vars[v].pos = p;
        let name = pkg.tree.vars[v].node;
        pkg.tree.nodes[name].pos = p;
    }
    let end = pkg.tree.node(Op::Label, pos, TypeId::INVALID);
    pkg.tree.nodes[end].aux = Aux::Name(label);
    let body = pkg.tree.concat(body, &[end]);

    let new = pkg.tree.node(Op::InlinedCall, pos, node.ty);
    let (init, rlist) = (pkg.tree.list(&init), pkg.tree.list(&results));
    let n = &mut pkg.tree.nodes[new];
    (n.init, n.body, n.rlist) = (init, body, rlist);
    new
}

struct Expansion<'a> {
    pkg: &'a mut Package,
    caller: FuncId,
    callee: FuncId,
    /// The call's position, which everything made here has.
    pos: Pos,
    init: Vec<NodeId>,
    by: Substitution,
    /// New variables that take the callee's positions, which they get once its body is copied.
    placed: Vec<(VarId, Pos)>,
}

impl Expansion<'_> {
    /// A local of the caller.
    fn local(&mut self, name: Name, pkg: PkgId, ty: TypeId) -> VarId {
        let tree = &mut self.pkg.tree;
        let var = tree.new_var(name, pkg, Class::Auto, ty, self.pos);
        tree.vars[var].owner = Some(self.caller);
        tree.vars[var].flags = VarFlags::USED;
        tree.funcs[self.caller].dcl.push(Decl::Var(var));
        var
    }

    /// A local that stands for a variable of the callee.
    fn counterpart(&mut self, of: VarId) -> VarId {
        let v = &self.pkg.tree.vars[of];
        let (name, pkg, ty, flags) = (v.name, v.pkg, v.ty, v.flags);
        let var = self.local(name, pkg, ty);
        let kept = VarFlags::ADDR_TAKEN | VarFlags::NAMED;
        self.pkg.tree.vars[var].flags |= flags & kept;
        var
    }

    fn node_of(&self, var: VarId) -> NodeId {
        self.pkg.tree.vars[var].node
    }

    fn declare(&mut self, var: VarId) {
        let name = self.node_of(var);
        let dcl = self.pkg.tree.unary(Op::Dcl, self.pos, TypeId::INVALID, name);
        self.init.push(dcl);
    }

    fn assign(&mut self, left: NodeId, right: NodeId) {
        let a = self.pkg.tree.binary(Op::As, self.pos, TypeId::INVALID, left, right);
        self.init.push(a);
    }

    /// Variables that an expanded func literal captures: copied, or reached through their address.
    fn captured_variables(&mut self) {
        for view in self.pkg.tree.funcs[self.callee].captures.clone() {
            let v = &self.pkg.tree.vars[view];
            let outer = v.outer.expect("a view names the outer variable");
            let (ty, pos, name) = (v.ty, self.pos, v.name);
            let outer = self.node_of(outer);
            if v.flags.contains(VarFlags::BY_VALUE) {
                let copy = self.counterpart(view);
                self.declare(copy);
                let copy = self.node_of(copy);
                self.assign(copy, outer);
                self.by.vars.insert(view, copy);
            } else {
                let ptr = self.pkg.types.ptr(ty);
                let addr = self.local(Name::new(&format!("&{name}")), PkgId::LOCAL, ptr);
                self.declare(addr);
                let addr = self.node_of(addr);
                let value = self.pkg.tree.unary(Op::Addr, pos, ptr, outer);
                self.assign(addr, value);
                let through = self.pkg.tree.unary(Op::Deref, pos, ty, addr);
                self.by.vars.insert(view, through);
            }
        }
    }

    fn declared_variables(&mut self, dcl: &[VarId]) {
        for &var in dcl {
            let (class, pos) = (self.pkg.tree.vars[var].class, self.pkg.tree.vars[var].pos);
            if class == Class::Result {
                continue;
            }
            let new = self.counterpart(var);
            let is_param = class == Class::Param;
            let mark = if is_param { VarFlags::INL_FORMAL } else { VarFlags::INL_LOCAL };
            self.pkg.tree.vars[new].flags |= mark;
            self.placed.push((new, pos));
            self.by.vars.insert(var, self.pkg.tree.vars[new].node);
            // Wrappers expand after escape analysis, which may have moved the parameter.
            let copy = self.pkg.tree.vars[var].stack_copy;
            let was_param = copy.is_some_and(|c| self.pkg.tree.vars[c].class == Class::Param);
            if is_param || was_param {
                self.declare(new);
            }
        }
    }

    /// One variable for each result. Unnamed results of imported functions have lost their names.
    fn result_variables(&mut self) -> Vec<NodeId> {
        let func = &self.pkg.tree.funcs[self.callee];
        let imported = func.flags.contains(FuncFlags::IMPORTED);
        let mut names = Vec::new();
        for (i, var) in func.results.clone().into_iter().enumerate() {
            let v = &self.pkg.tree.vars[var];
            let (ty, pos) = (v.ty, v.pos);
            let new = if imported && v.name.as_str().starts_with('~') {
                self.local(Name::new(&format!("~R{i}")), PkgId::LOCAL, ty)
            } else {
                let new = self.counterpart(var);
                self.pkg.tree.vars[new].flags |= VarFlags::INL_FORMAL;
                self.placed.push((new, pos));
                new
            };
            self.by.vars.insert(var, self.pkg.tree.vars[new].node);
            self.declare(new);
            names.push(self.node_of(new));
        }
        names
    }

    /// What an argument is assigned to: the parameter's counterpart, or `_`.
    fn target(&mut self, param: Option<VarId>) -> NodeId {
        match param.and_then(|p| self.by.vars.get(&p)) {
            Some(&name) => name,
            None => self.pkg.tree.blank(),
        }
    }

    /// Assigns receiver and arguments: all arguments at once, then the variadic slice.
    fn arguments(&mut self, call: NodeId) {
        let node = self.pkg.tree.nodes[call];
        let mut targets = Vec::new();
        let func = &self.pkg.tree.funcs[self.callee];
        if func.recv.is_some() || self.pkg.types.sig(func.ty).recv.is_some() {
            let target = self.target(func.recv);
            let callee = node.left.expand().expect("a call has a callee");
            let callee = crate::lower::callgraph::skip_wrapping(&self.pkg.tree, callee);
            match self.pkg.tree.op(callee) {
                Op::DotMeth => {
                    let value = self.pkg.tree.left(callee).expect("a selector has an operand");
                    self.assign(target, value);
                }
                _ => targets.push(target),
            }
        }
        let values = self.pkg.tree.to_vec(node.list);
        let sig = self.pkg.types.sig(self.pkg.tree.funcs[self.callee].ty).clone();
        let params = self.pkg.tree.funcs[self.callee].params.clone();
        let variadic = sig.variadic && !node.flags.contains(NodeFlags::DOTS);
        let mut gathered = None;
        for (i, &param) in params.iter().enumerate() {
            let target = self.target(param);
            if !variadic || i + 1 < params.len() {
                targets.push(target);
                continue;
            }
            let ty = sig.params[sig.params.len() - 1];
            let first = targets.len();
            while targets.len() < values.len() {
                let name = Name::new(&format!("~arg{}", targets.len()));
                let var = self.local(name, PkgId::LOCAL, self.pkg.types.elem(ty));
                targets.push(self.node_of(var));
            }
            let extra = &targets[first..];
            let value = match extra {
                [] => self.pkg.tree.lit(self.pos, ty, Const::Nil),
                _ => {
                    let lit = self.pkg.tree.node(Op::SliceLit, self.pos, ty);
                    let list = self.pkg.tree.list(extra);
                    self.pkg.tree.nodes[lit].list = list;
                    self.pkg.tree.nodes[lit].aux = Aux::Int(extra.len() as i64);
                    lit
                }
            };
            gathered = Some((target, value));
        }
        if !targets.is_empty() {
            let a = self.pkg.tree.node(Op::As2, self.pos, TypeId::INVALID);
            let (list, rlist) = (self.pkg.tree.list(&targets), self.pkg.tree.list(&values));
            (self.pkg.tree.nodes[a].list, self.pkg.tree.nodes[a].rlist) = (list, rlist);
            self.init.push(a);
        }
        if let Some((target, value)) = gathered {
            self.assign(target, value);
        }
    }
}
