//! Lazy resolution: a name that is used before its turn is resolved there (spec 10, section 1).

use super::scope::{ConstSource, ObjId, ObjKind, State};
use super::{Checker, Res, Want, written};
use crate::package::TopDecl;
use crate::source::Pos;
use crate::syntax::ast;
use crate::tree::{Const, NodeId, Op, VarId};
use crate::types::{Type, TypeId};

impl<'a> Checker<'a, '_> {
    /// Resolves what an object's use needs: a constant's value, a type, a variable's type.
    pub(super) fn resolve(&mut self, obj: ObjId) {
        match self.objs[obj].kind {
            ObjKind::Const { .. } => self.resolve_const(obj),
            ObjKind::Type { .. } if self.type_decl_depth > 0 => {
                if let ObjKind::Type { ty, .. } = self.objs[obj].kind
                    && ty == TypeId::INVALID
                {
                    self.resolve_type(obj);
                } else if self.objs[obj].state == State::New {
                    self.pending_types.push(obj);
                }
            }
            ObjKind::Type { .. } => {
                // What the declaration around an array bound left pending waits: it may need the
                // constant that is being evaluated.
                let outer = self.pending_types.len();
                self.resolve_type(obj);
                self.resolve_pending_beyond(outer);
            }
            ObjKind::Var { group: Some(group), .. } => self.resolve_var(obj, group),
            ObjKind::Func { var, decl } => {
                let env = self.objs[obj].env;
                self.resolve_signature(var, decl, env);
            }
            _ => {}
        }
    }

    pub(super) fn resolve_pending(&mut self) {
        self.resolve_pending_beyond(0);
    }

    fn resolve_pending_beyond(&mut self, outer: usize) {
        while self.pending_types.len() > outer {
            let obj = self.pending_types.pop().expect("not empty");
            self.resolve_type(obj);
        }
    }

    pub(super) fn resolve_const(&mut self, obj: ObjId) {
        let ObjKind::Const { source: Some(source), .. } = self.objs[obj].kind.clone() else {
            return;
        };
        match self.objs[obj].state {
            State::Done => return,
            State::Busy => {
                self.report_loop(obj, "constant definition loop");
                return;
            }
            State::New => {}
        }
        self.objs[obj].state = State::Busy;
        self.resolving.push(obj);
        let env = self.objs[obj].env;
        let value = self.at_package_level(env, |c| c.const_value(&source));
        self.resolving.pop();
        let o = &mut self.objs[obj];
        o.state = State::Done;
        if let ObjKind::Const { value: slot, .. } = &mut o.kind {
            *slot = value;
        }
    }

    /// Evaluates the value of a constant's declaration.
    pub(super) fn const_value(&mut self, source: &ConstSource<'a>) -> Option<(TypeId, Const)> {
        let value = source.value?;
        self.pos = source.spec_pos;
        let iota = self.cx.iota.replace(source.iota);
        let result = self.const_value_inner(source, value);
        self.cx.iota = iota;
        result
    }

    fn const_value_inner(
        &mut self,
        source: &ConstSource<'a>,
        value: &'a ast::Expr,
    ) -> Option<(TypeId, Const)> {
        let ty = match source.ty {
            Some(t) => {
                let ty = self.type_expr(t);
                if ty == TypeId::INVALID {
                    return None;
                }
                Some(ty)
            }
            None => None,
        };
        let n = self.value(value)?;
        if self.op(n) != Op::Literal {
            let text = self.show(n);
            self.error_at(source.name_pos, format!("const initializer {text} is not a constant"));
            return None;
        }
        if self.is_nil(n) {
            // gc's one node for nil has no type from then on.
            if std::mem::replace(&mut self.nil_const_reported, true) {
                return None;
            }
            self.error_at(source.name_pos, "const initializer cannot be nil");
            return None;
        }
        let n = match ty {
            Some(ty) => {
                if !super::untyped::is_const_kind(self.types().kind(ty)) {
                    let text = self.show_type(ty);
                    self.error_at(source.name_pos, format!("invalid constant type {text}"));
                    return None;
                }
                if !self.is_untyped(n) && !self.types().identical(self.ty(n), ty) {
                    let (e, t) = (self.show_typed(n), self.show_type(ty));
                    self.error_at(
                        source.name_pos,
                        format!("cannot use {e} as type {t} in const initializer"),
                    );
                    return None;
                }
                self.pos = source.spec_pos;
                let n = self.convert_untyped(n, ty)?;
                if self.ty(n) != ty {
                    return None;
                }
                n
            }
            None => n,
        };
        Some((self.ty(n), self.konst(n)?.clone()))
    }

    /// `A uses B` lines for a loop of declarations.
    fn report_loop(&mut self, obj: ObjId, what: &str) {
        let start = self.resolving.iter().position(|&o| o == obj).unwrap_or(0);
        let chain: Vec<ObjId> = self.resolving[start..].to_vec();
        let mut text = what.to_owned();
        for (i, &o) in chain.iter().enumerate() {
            let next = chain.get(i + 1).copied().unwrap_or(obj);
            let pos = self.describe(self.objs[o].pos);
            text += &format!("\n\t{pos}: {} uses {}", self.objs[o].name, self.objs[next].name);
        }
        let pos = chain.first().map_or(self.pos, |&o| self.objs[o].pos);
        self.error_at(pos, text);
    }

    pub(super) fn resolve_type(&mut self, obj: ObjId) {
        let ObjKind::Type { decl: Some(decl), ty } = self.objs[obj].kind else { return };
        match self.objs[obj].state {
            State::Done => return,
            State::Busy if decl.alias => {
                let name = self.objs[obj].name;
                self.report_loop(obj, &format!("invalid recursive type alias {name}"));
                self.stopped = true;
                return;
            }
            State::Busy => return,
            State::New => {}
        }
        self.objs[obj].state = State::Busy;
        self.resolving.push(obj);
        let env = self.objs[obj].env;
        let rhs = self.at_package_level(env, |c| {
            c.type_decl_depth = 1;
            c.pos = decl.pos;
            c.type_expr(&decl.ty)
        });
        if decl.alias {
            if let ObjKind::Type { ty, .. } = &mut self.objs[obj].kind {
                *ty = rhs;
            }
        } else {
            self.define(ty, rhs, decl.pos);
        }
        self.resolving.pop();
        self.objs[obj].state = State::Done;
        if decl.alias && self.type_decl_depth == 0 {
            self.resolve_pending();
        }
    }

    /// Gives a defined type its right side, now or when that is known itself.
    pub(super) fn define(&mut self, ty: TypeId, rhs: TypeId, pos: Pos) {
        if rhs == TypeId::INVALID {
            // gc cannot go on without the type.
            self.stopped = true;
            self.types().set_underlying(ty, self.types().structure(Vec::new()));
            return;
        }
        if let Type::Named(_) = self.types().under_get(rhs)
            && let Some(&other) = self.type_objs.get(&self.types().under(rhs))
            && self.objs[other].state == State::New
        {
            self.resolve_type(other);
        }
        if matches!(self.types().under_get(rhs), Type::Named(_)) {
            // A loop of names has no end: whoever closes it reports it.
            let mut at = rhs;
            while let Some(&(_, next)) = self.copies.iter().find(|c| c.0 == at) {
                at = next;
            }
            if at == ty {
                let text = self.show_type(ty);
                self.error_at(pos, format!("invalid recursive type {text}"));
                self.stopped = true;
                return;
            }
            self.copies.push((ty, rhs));
            return;
        }
        self.types().set_underlying(ty, rhs);
        self.inherit_not_in_heap(ty, rhs);
        let waiting: Vec<TypeId> = self.copies.iter().filter(|c| c.1 == ty).map(|c| c.0).collect();
        self.copies.retain(|c| c.1 != ty);
        for w in waiting {
            self.define(w, ty, pos);
        }
    }

    fn inherit_not_in_heap(&mut self, ty: TypeId, rhs: TypeId) {
        let inherited =
            self.types().as_named(rhs).is_some_and(|n| n.not_in_heap.get() == Some(&true));
        if inherited && let Some(named) = self.types().as_named(ty) {
            let _ = named.not_in_heap.set(true);
        }
    }

    fn resolve_var(&mut self, obj: ObjId, group: u32) {
        let g = &self.var_groups[group as usize];
        if g.ty.is_some() {
            self.resolve_group_type(group);
        } else if g.state == State::Busy {
            self.report_var_loop(obj, group);
        } else {
            self.resolve_group(group);
        }
    }

    /// A variable whose type depends on its own value: the statement that closes the loop and what
    /// was being checked, from the inside out. After other errors gc is silent.
    fn report_var_loop(&mut self, obj: ObjId, group: u32) {
        if self.pkg.diags.has_errors() {
            self.stopped = true;
            return;
        }
        let mut wanted = (self.objs[obj].name, self.objs[obj].pos);
        let mut trace = String::new();
        for &busy in self.busy_groups.iter().rev() {
            let g = &self.var_groups[busy as usize];
            let Some(value) = g.value else { continue };
            let mut path = Vec::new();
            written::path_to(value, wanted.0, &mut path);
            for e in path {
                let pos = if matches!(e, ast::Expr::Ident(_)) { wanted.1 } else { e.pos() };
                trace += &format!("\n\t{} {}", self.describe(pos), written::text(e));
            }
            trace += &format!("\n\t{} {}", self.describe(g.pos), self.shown_group(busy));
            wanted = (self.pkg.tree.vars[g.vars[0]].name, g.pos);
        }
        if self.busy_groups.first() == Some(&group) {
            let pos = self.var_groups[group as usize].pos;
            let stmt = self.shown_group(group);
            self.error_at(pos, format!("typechecking loop involving {stmt}{trace}"));
        } else {
            // The declaration was reached by name: the name closes the loop, and names have no
            // position of their own.
            let inner = self.busy_groups.last().map_or(group, |&g| g);
            let pos = self.var_groups[inner as usize].pos;
            let rest = trace[1..].find('\n').map_or("", |end| &trace[end + 1..]);
            let name = self.objs[obj].name;
            self.error_at(pos, format!("typechecking loop involving {name}{rest}"));
        }
        self.stopped = true;
    }

    /// `a, b = value` of a declaration.
    fn shown_group(&self, group: u32) -> String {
        let g = &self.var_groups[group as usize];
        let names: Vec<&str> =
            g.vars.iter().map(|&v| self.pkg.tree.vars[v].name.as_str()).collect();
        let value = match g.value {
            Some(value) if names.len() == 1 => written::text(value),
            _ => "<N>".to_owned(),
        };
        format!("{} = {value}", names.join(", "))
    }

    fn set_var_type(&mut self, var: VarId, ty: TypeId) {
        let node = self.node_of(var);
        self.pkg.tree.vars[var].ty = ty;
        self.pkg.tree.nodes[node].ty = ty;
    }

    fn resolve_group_type(&mut self, group: u32) {
        let g = &mut self.var_groups[group as usize];
        if g.typed != State::New {
            return;
        }
        g.typed = State::Busy;
        let (env, pos, vars, expr) = (g.env, g.pos, g.vars.clone(), g.ty);
        let Some(expr) = expr else { return };
        let ty = self.at_package_level(env, |c| {
            c.pos = pos;
            c.type_expr(expr)
        });
        self.resolve_pending();
        for var in vars {
            self.set_var_type(var, ty);
        }
        self.var_groups[group as usize].typed = State::Done;
    }

    pub(super) fn resolve_group(&mut self, group: u32) {
        if self.var_groups[group as usize].state != State::New {
            return;
        }
        self.var_groups[group as usize].state = State::Busy;
        self.busy_groups.push(group);
        self.resolve_group_type(group);
        let g = &self.var_groups[group as usize];
        let (env, pos, vars) = (g.env, g.pos, g.vars.clone());
        let (has_type, value, slot) = (g.ty.is_some(), g.value, g.slot);
        if value.is_some() || slot.is_some() {
            let refs = std::mem::take(&mut self.init_refs);
            let stmt = self.at_package_level(env, |c| {
                c.pos = pos;
                c.var_init(&vars, has_type, value)
            });
            let refs = std::mem::replace(&mut self.init_refs, refs);
            if let (Some(stmt), Some(slot)) = (stmt, slot) {
                self.top[slot] = Some(TopDecl::Init(stmt));
                self.pkg.init_refs.push((stmt, refs));
            }
        }
        self.busy_groups.pop();
        self.var_groups[group as usize].state = State::Done;
    }

    /// The statement that initialises variables from their declaration: `As`, or a form of `As2`.
    pub(super) fn var_init(
        &mut self,
        vars: &[VarId],
        has_type: bool,
        value: Option<&'a ast::Expr>,
    ) -> Res {
        let nodes: Vec<NodeId> = vars.iter().map(|&v| self.node_of(v)).collect();
        if let ([var], [target]) = (vars, &nodes[..]) {
            let stmt = self.unary_node(Op::As, TypeId::INVALID, *target);
            let Some(value) = value else { return Some(stmt) };
            self.pkg.tree.vars[*var].defn = Some(stmt);
            let pos = self.pos;
            let right = self.expr(value, Want::Multi);
            let end = std::mem::replace(&mut self.pos, pos);
            let right = self.single(right);
            self.pos = end;
            self.finish_define(stmt, *var, has_type, right)?;
            return Some(stmt);
        }
        let stmt = self.node(Op::As2, TypeId::INVALID);
        for &v in vars {
            self.pkg.tree.vars[v].defn = Some(stmt);
        }
        let list = self.pkg.tree.list(&nodes);
        self.pkg.tree.nodes[stmt].list = list;
        let defines: Vec<bool> = vars.iter().map(|_| !has_type).collect();
        self.assign_one_to_many(stmt, &nodes, &defines, value?)?;
        Some(stmt)
    }

    /// Completes `x = value` where `x` is being declared: conversion, or the type of `x`.
    pub(super) fn finish_define(
        &mut self,
        stmt: NodeId,
        var: VarId,
        has_type: bool,
        right: Res,
    ) -> Res {
        let right = right?;
        let right = if has_type {
            let ty = self.pkg.tree.vars[var].ty;
            if ty == TypeId::INVALID {
                return None;
            }
            self.assign_conv(right, ty, "assignment")?
        } else {
            let right = self.default_value(right)?;
            let ty = self.ty(right);
            self.set_var_type(var, ty);
            right
        };
        self.pkg.tree.nodes[stmt].right = right.into();
        Some(stmt)
    }

    pub(super) fn set_local_type(&mut self, var: VarId, ty: TypeId) {
        self.set_var_type(var, ty);
    }
}
