//! Function bodies, func literals and the variables they capture, method-value wrappers
//! (spec 10, sections 8 to 10; spec 11, section 6).

use super::decl::Body;
use super::lookup::{Lookup, Member};
use super::scope::{FuncState, Late, ObjKind};
use super::{Checker, Res};
use crate::intern::Name;
use crate::package::TopDecl;
use crate::source::Pos;
use crate::syntax::ast;
use crate::tree::{Aux, Class, Decl, FuncFlags, FuncId, NodeFlags, NodeId, Op, VarFlags, VarId};
use crate::types::{PkgId, Type, TypeId};

impl<'a> Checker<'a, '_> {
    /// Checks the body of a declared function or of a literal whose variables are all its own.
    pub(super) fn check_func_body(
        &mut self,
        func: FuncId,
        recv: Option<&'a ast::Field>,
        ft: &'a ast::FuncType,
        body: &'a ast::Block,
    ) {
        let sig_ty = self.pkg.tree.funcs[func].ty;
        let results = self.types().sig(sig_ty).results.clone();
        let named = ft.results.first().is_some_and(|r| r.name.is_some());
        self.cx.funcs.push(FuncState::new(func, results, named));
        self.cx.locals.open();
        self.declare_params(func, recv, ft, sig_ty);
        let stmts = self.stmts(&body.stmts);
        let list = self.pkg.tree.list(&stmts);
        self.pkg.tree.funcs[func].body = list;
        self.cx.locals.close();
        let state = self.cx.funcs.pop().expect("pushed above");
        let state = self.finish_declarations(state);
        if !state.results.is_empty() && !self.list_terminates(list) {
            self.error_at(body.end, "missing return at end of function");
        }
        let trimmed = self.trim_dead_code(list);
        self.pkg.tree.funcs[func].body = trimmed;
        self.inherit_captures(state);
    }

    /// Parameters and results of a function without body, for what escape analysis knows of them.
    pub(super) fn declare_signature(
        &mut self,
        func: FuncId,
        recv: Option<&'a ast::Field>,
        ft: &'a ast::FuncType,
    ) {
        let sig_ty = self.pkg.tree.funcs[func].ty;
        let results = self.types().sig(sig_ty).results.clone();
        let named = ft.results.first().is_some_and(|r| r.name.is_some());
        self.cx.funcs.push(FuncState::new(func, results, named));
        self.cx.locals.open();
        self.declare_params(func, recv, ft, sig_ty);
        self.cx.locals.close();
        let state = self.cx.funcs.pop().expect("pushed above");
        self.finish_declarations(state);
    }

    /// An enclosing literal captures what an inner one captured and it has not mentioned itself;
    /// each view is tied to the variable of the directly enclosing function.
    fn inherit_captures(&mut self, state: FuncState) {
        let Some(top) = self.cx.funcs.len().checked_sub(1) else { return };
        for &var in &state.captured {
            let owner = self.pkg.tree.vars[var].owner;
            let enclosing = &self.cx.funcs[top];
            let outer = match enclosing.views.get(&var) {
                _ if owner == Some(enclosing.func) => var,
                Some(&view) => view,
                None => {
                    let pos = self.pkg.tree.vars[state.views[&var]].pos;
                    self.new_view(top, var, pos)
                }
            };
            let view = state.views[&var];
            self.pkg.tree.vars[view].outer = Some(outer);
        }
    }

    fn declare_params(
        &mut self,
        func: FuncId,
        recv: Option<&'a ast::Field>,
        ft: &'a ast::FuncType,
        sig_ty: TypeId,
    ) {
        let layout_ok = self.signature_is_complete(sig_ty);
        let sig = self.types().sig(sig_ty).clone();
        let layout = match layout_ok {
            true => self.types().arg_layout(sig_ty),
            false => Default::default(),
        };
        let offset = |list: &[i64], i: usize| list.get(i).copied().unwrap_or(0);
        let mut at = 0;
        if let Some(r) = recv {
            let ty = sig.recv.unwrap_or(TypeId::INVALID);
            let var = self.declare_param(r, ty, Class::Param, offset(&layout.params, 0));
            self.pkg.tree.funcs[func].recv = var;
            at = 1;
        }
        for (i, f) in ft.params.iter().enumerate() {
            let var =
                self.declare_param(f, sig.params[i], Class::Param, offset(&layout.params, at + i));
            if let Some(var) = var
                && sig.variadic
                && i + 1 == ft.params.len()
            {
                self.pkg.tree.vars[var].flags |= VarFlags::VARIADIC;
            }
            let func = &mut self.pkg.tree.funcs[func];
            func.params.push(var);
            func.param_pos.push(f.pos);
        }
        let mut number = ft.params.len();
        for (i, f) in ft.results.iter().enumerate() {
            let ty = sig.results[i];
            let at = offset(&layout.results, i);
            let named = f.name.filter(|n| !n.name.is_blank());
            let var = match named {
                Some(_) => self.declare_param(f, ty, Class::Result, at).expect("it has a name"),
                None => {
                    let kind = if f.name.is_some() { 'b' } else { 'r' };
                    let name = Name::new(&format!("~{kind}{number}"));
                    number += 1;
                    let pos = f.pos;
                    let var = self.new_local(name, pos, ty);
                    let v = &mut self.pkg.tree.vars[var];
                    v.class = Class::Result;
                    v.flags -= VarFlags::NAMED;
                    v.offset = at;
                    self.pkg.tree.funcs[func].dcl.push(Decl::Var(var));
                    var
                }
            };
            self.pkg.tree.vars[var].flags |= VarFlags::USED;
            self.pkg.tree.funcs[func].results.push(var);
        }
    }

    fn signature_is_complete(&mut self, sig: TypeId) -> bool {
        let sig = self.types().sig(sig).clone();
        let mut complete = true;
        // Each incomplete type is reported.
        for &t in sig.recv.iter().chain(&sig.params).chain(&sig.results) {
            complete &= self.check_complete(t);
        }
        complete
    }

    fn declare_param(
        &mut self,
        f: &'a ast::Field,
        ty: TypeId,
        class: Class,
        offset: i64,
    ) -> Option<VarId> {
        let id = f.name.filter(|n| !n.name.is_blank())?;
        let var = self.new_local(id.name, id.pos, ty);
        let v = &mut self.pkg.tree.vars[var];
        v.class = class;
        v.offset = offset;
        v.flags |= VarFlags::USED;
        let func = self.current_func().expect("parameters belong to a function");
        self.pkg.tree.funcs[func].dcl.push(Decl::Var(var));
        // Duplicates were reported with the signature.
        if self.cx.locals.lookup_here(id.name).is_none() {
            let leaf = super::decl::last_leaf_pos(&f.ty);
            let saved = std::mem::replace(&mut self.pos, leaf);
            self.declare_local(id.name, id.pos, ObjKind::Var { var, group: None });
            self.pos = saved;
        }
        Some(var)
    }

    // -- literals ----------------------------------------------------------------------------------

    /// A func literal. `called`: it stands as the operand of a call.
    pub(super) fn func_lit(
        &mut self,
        ft: &'a ast::FuncType,
        body: &'a ast::Block,
        called: bool,
    ) -> Res {
        let pos = self.pos;
        self.check_distinct(None, ft);
        let ty = self.func_type(ft, None);
        self.pos = pos;
        if ty == TypeId::INVALID {
            return None;
        }
        let name = self.literal_name();
        let prefix = self.types().pkg(self.cx.env.pkg).prefix;
        let link = Name::new(&format!("{prefix}.{name}"));
        let node = self.node(Op::Closure, ty);
        let outer = self.current_func();
        let tree = &mut self.pkg.tree;
        let func = tree.new_func(name, link, ty, pos);
        let f = &mut tree.funcs[func];
        f.has_body = true;
        f.end_pos = body.end;
        f.outer = outer;
        f.closure_node = Some(node);
        if called {
            f.flags |= FuncFlags::CALLED_DIRECTLY;
        }
        tree.nodes[node].aux = Aux::Func(func);
        if let Some(outer) = self.cx.imported_func() {
            // Bodies with literals are never expanded; nobody needs this one.
            self.pkg.tree.funcs[outer].has_body = false;
        }
        match self.cx.funcs.last_mut() {
            Some(state) => {
                state.late.push(Late::Literal);
                let errors = self.pkg.diags.n_errors();
                self.check_func_body(func, None, ft, body);
                if self.pkg.diags.n_errors() > errors {
                    self.pkg.tree.funcs[func].flags |= FuncFlags::BROKEN;
                }
                self.append_top(func);
            }
            None => {
                self.append_top(func);
                let env = self.cx.env;
                self.bodies.push(Body::Literal { func, ty: ft, body, env });
            }
        }
        self.pos = pos;
        Some(node)
    }

    fn append_top(&mut self, func: FuncId) {
        if !self.cx.imported {
            self.appended.push(TopDecl::Func(func));
        }
    }

    pub(super) fn check_global_literal(
        &mut self,
        func: FuncId,
        ft: &'a ast::FuncType,
        body: &'a ast::Block,
    ) {
        self.pos = self.pkg.tree.funcs[func].pos;
        self.check_func_body(func, None, ft, body);
    }

    /// Name of the next literal here: `f.func1`, inside literals `f.func1.1`, at package level
    /// `glob..func1`.
    fn literal_name(&mut self) -> Name {
        let Some(outer) = self.current_func() else {
            self.pkg.counters.global_closures += 1;
            return Name::new(&format!("glob..func{}", self.pkg.counters.global_closures));
        };
        let f = &mut self.pkg.tree.funcs[outer];
        let number = if f.name.is_blank() {
            self.pkg.counters.global_closures += 1;
            self.pkg.counters.global_closures
        } else {
            f.n_closures += 1;
            f.n_closures
        };
        let kind = if f.closure_node.is_some() { "" } else { "func" };
        Name::new(&format!("{}.{kind}{number}", f.name))
    }

    // -- method values -------------------------------------------------------------------------------

    /// `x.M` not called: a closure over the receiver with a wrapper as its code.
    pub(super) fn method_value(&mut self, recv: NodeId, name: Name, sig: TypeId) -> Res {
        let recv_ty = self.ty(recv);
        let wrapper = self.method_value_wrapper(recv_ty, name, sig);
        let n = self.unary_node(Op::CallPart, sig, recv);
        self.pkg.tree.nodes[n].right = self.node_of(wrapper).into();
        self.note_ref(wrapper);
        if let Some(outer) = self.cx.imported_func() {
            self.pkg.tree.funcs[outer].has_body = false;
        }
        Some(n)
    }

    /// The function `T.M-fm`, made when it is first needed. It takes the receiver from the closure
    /// object and calls the method.
    fn method_value_wrapper(&mut self, recv_ty: TypeId, name: Name, sig: TypeId) -> VarId {
        let found = match self.lookup_member(self.deref(recv_ty), name, self.cx.env.pkg) {
            Lookup::Found { member, .. } => Some(member),
            _ => None,
        };
        let pkg = match &found {
            Some(Member::Method(m)) => m.pkg,
            Some(Member::Interface(_, m)) => m.pkg,
            _ => PkgId::BUILTIN,
        };
        let (full, link) = self.method_names(recv_ty, name, pkg, "-fm");
        if let Some(&var) = self.method_values.get(&link) {
            return var;
        }
        let saved = self.pos;
        // The wrapper stands where the method is declared, as far as anyone declared it.
        let under = self.types().under(recv_ty);
        let mut results: Vec<(Option<Name>, Pos)> = Vec::new();
        let params: Vec<(Option<Name>, Pos)> = match found {
            Some(Member::Method(m)) => {
                if m.pos.is_known() {
                    self.pos = m.pos;
                }
                let decl = m.func.and_then(|f| self.func_decls.get(&f));
                results = decl.map_or(Vec::new(), |d| {
                    d.ty.results.iter().map(|p| (p.name.map(|n| n.name), p.pos)).collect()
                });
                decl.map_or(Vec::new(), |d| {
                    d.ty.params.iter().map(|p| (p.name.map(|n| n.name), p.pos)).collect()
                })
            }
            _ => match self.pkg.interface_decls.get(&(under, name)) {
                Some(d) => {
                    self.pos = d.pos;
                    d.params.clone()
                }
                None => Vec::new(),
            },
        };
        let pos = self.pos;
        let tree = &mut self.pkg.tree;
        let func = tree.new_func(full, link, sig, pos);
        let var = tree.new_var(full, PkgId::LOCAL, Class::Func, sig, pos);
        let f = &mut tree.funcs[func];
        f.var = Some(var);
        f.has_body = true;
        f.flags |= FuncFlags::DUPOK | FuncFlags::NEED_CTXT;
        let v = &mut tree.vars[var];
        v.link_name = link;
        v.func = Some(func);
        v.flags |= VarFlags::NAMED | VarFlags::USED;
        self.method_values.insert(link, var);
        let env = self.cx.env;
        self.at_package_level(env, |c| {
            c.pos = pos;
            c.method_value_body(func, recv_ty, name, sig, [&params, &results]);
        });
        self.append_top(func);
        self.pos = saved;
        var
    }

    fn method_value_body(
        &mut self,
        func: FuncId,
        recv_ty: TypeId,
        name: Name,
        sig_ty: TypeId,
        [params, results]: [&[(Option<Name>, Pos)]; 2],
    ) {
        let sig = self.types().sig(sig_ty).clone();
        self.cx.funcs.push(FuncState::new(func, sig.results.clone(), false));
        self.cx.locals.open();
        let layout = self.types().arg_layout(sig_ty);
        let mut args = Vec::new();
        for (i, &ty) in sig.params.iter().enumerate() {
            let (text, pos) = params.get(i).copied().unwrap_or((None, self.pos));
            let text =
                text.filter(|n| !n.is_blank()).unwrap_or_else(|| Name::new(&format!(".anon{i}")));
            let var = self.new_local(text, pos, ty);
            let v = &mut self.pkg.tree.vars[var];
            v.class = Class::Param;
            v.offset = layout.params[i];
            v.flags |= VarFlags::USED;
            let f = &mut self.pkg.tree.funcs[func];
            f.dcl.push(Decl::Var(var));
            f.params.push(Some(var));
            args.push(Some(self.node_of(var)));
        }
        for (i, &ty) in sig.results.iter().enumerate() {
            let (text, pos) = results.get(i).copied().unwrap_or((None, self.pos));
            let text = text
                .filter(|n| !n.is_blank())
                .unwrap_or_else(|| Name::new(&format!("~r{}", sig.params.len() + i)));
            let var = self.new_local(text, pos, ty);
            let v = &mut self.pkg.tree.vars[var];
            v.class = Class::Result;
            v.offset = layout.results[i];
            v.flags = VarFlags::USED;
            let f = &mut self.pkg.tree.funcs[func];
            f.dcl.push(Decl::Var(var));
            f.results.push(var);
        }
        let direct = matches!(self.types().under_get(recv_ty), Type::Ptr(_) | Type::Interface(_));
        let this_ty = if direct { recv_ty } else { self.types().ptr(recv_ty) };
        let this = self.new_local(Name::new(".this"), self.pos, this_ty);
        self.pkg.tree.vars[this].flags |= VarFlags::USED | VarFlags::ASSIGNED;
        self.pkg.tree.funcs[func].dcl.push(Decl::Var(this));
        let this_node = self.node_of(this);
        // The receiver lies behind the code pointer of the closure object.
        let align = self.types().align(recv_ty).max(1);
        let offset = crate::types::layout::round_up(crate::types::layout::PTR_SIZE, align);
        let mut held = self.node(Op::ClosureVar, recv_ty);
        self.pkg.tree.nodes[held].aux = Aux::Int(offset);
        if !direct {
            held = self.unary_node(Op::Addr, this_ty, held);
        }
        let load = self.binary_node(Op::As, TypeId::INVALID, this_node, held);
        let mut body = vec![load];
        if let Some(callee) = self.select(this_node, name, super::Want::Callee) {
            let op = match self.op(callee) {
                Op::DotInter => Op::CallInter,
                _ => Op::CallMeth,
            };
            let ty = match sig.results[..] {
                [one] => one,
                _ => self.types().results(sig.results.clone()),
            };
            let call = self.unary_node(op, ty, callee);
            let args: Vec<NodeId> = args.into_iter().flatten().collect();
            let list = self.pkg.tree.list(&args);
            let node = &mut self.pkg.tree.nodes[call];
            node.list = list;
            if sig.variadic {
                node.flags |= NodeFlags::DOTS;
            }
            body.push(match sig.results.len() {
                0 => call,
                _ => self.return_call(call, &sig.results),
            });
        }
        let list = self.pkg.tree.list(&body);
        self.pkg.tree.funcs[func].body = list;
        self.cx.locals.close();
        let state = self.cx.funcs.pop().expect("pushed above");
        self.finish_declarations(state);
    }
}
