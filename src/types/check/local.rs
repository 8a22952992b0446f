//! Declarations inside functions.

use super::scope::{ObjKind, State};
use super::{Checker, Res, Want};
use crate::syntax::ast::{self};
use crate::tree::{NodeId, Op, VarId};
use crate::types::TypeId;

impl<'a> Checker<'a, '_> {
    pub(super) fn local_decls(&mut self, decls: &'a [ast::Decl], out: &mut Vec<NodeId>) {
        let mut last = None;
        for d in decls {
            match d {
                ast::Decl::Var(d) => self.local_var(d, out),
                ast::Decl::Const(d) => {
                    self.pos = d.pos;
                    let sources = self.const_sources(d, &mut last);
                    let values: Vec<_> =
                        sources.into_iter().map(|(name, s)| (name, self.const_value(&s))).collect();
                    for (name, value) in values {
                        if !name.name.is_blank() {
                            self.pos = d.values.last().map_or(d.pos, super::decl::last_leaf_pos);
                            let ty = value.as_ref().map_or(TypeId::INVALID, |v| v.0);
                            let kind = ObjKind::Const { source: None, value };
                            self.declare_local(name.name, name.pos, kind);
                            self.count_declaration(name.name, ty);
                        }
                        self.pos = d.pos;
                        out.push(self.node(Op::DclConst, TypeId::INVALID));
                    }
                }
                ast::Decl::Type(d) => {
                    self.pos = d.pos;
                    self.local_type(d);
                    out.push(self.node(Op::DclType, TypeId::INVALID));
                }
                ast::Decl::Import(_) | ast::Decl::Func(_) => {}
            }
            if self.stopped {
                return;
            }
        }
    }

    fn local_type(&mut self, d: &'a ast::TypeDecl) {
        let named = !d.name.name.is_blank();
        if named && !self.cx.imported {
            self.pkg.counters.local_types += 1;
        }
        let vargen = self.pkg.counters.local_types;
        if d.alias {
            if !named {
                self.type_expr(&d.ty);
                return;
            }
            let open = ObjKind::Type { decl: None, ty: TypeId::INVALID };
            let obj = self.declare_local(d.name.name, d.name.pos, open);
            self.objs[obj].state = State::Busy;
            let ty = self.type_expr(&d.ty);
            self.objs[obj].kind = ObjKind::Type { decl: None, ty };
            self.objs[obj].state = State::Done;
            self.count_declaration(d.name.name, ty);
            return;
        }
        let pkg = self.cx.env.pkg;
        let ty = self.types().new_named(d.name.name, pkg, d.name.pos, vargen);
        self.mark_not_in_heap(ty, d.pragma);
        if named {
            self.declare_local(d.name.name, d.name.pos, ObjKind::Type { decl: None, ty });
            self.count_declaration(d.name.name, ty);
        }
        let rhs = self.type_expr(&d.ty);
        if rhs == ty {
            let t = self.show_type(ty);
            self.error(format!("invalid recursive type {t}"));
            self.stopped = true;
            return;
        }
        self.define(ty, rhs, d.pos);
        if !self.stopped {
            self.check_complete(ty);
        }
    }

    fn local_var(&mut self, d: &'a ast::VarDecl, out: &mut Vec<NodeId>) {
        self.pos = d.pos;
        let ty = d.ty.as_ref().map(|t| self.type_expr(t));
        let spread = d.values.len() == 1 && d.names.len() > 1;
        if !d.values.is_empty() && !spread && d.values.len() != d.names.len() {
            let (n, m) = (d.names.len(), d.values.len());
            self.error(format!("assignment mismatch: {n} variables but {m} values"));
        }
        let paired = d.values.len() == d.names.len();
        let mut values: Vec<Res> = Vec::with_capacity(d.values.len());
        for e in &d.values {
            let want = if spread || paired { Want::Multi } else { Want::Value };
            let mut value = self.expr(e, want);
            if paired {
                // Each variable is assigned on its own.
                let end = std::mem::replace(&mut self.pos, d.pos);
                value = self.single(value);
                self.pos = end;
            }
            values.push(value);
        }
        let mut vars: Vec<VarId> = Vec::with_capacity(d.names.len());
        for id in &d.names {
            self.pos = d.pos;
            let var = self.declare_var(id.name, id.pos, ty.unwrap_or(TypeId::INVALID));
            vars.push(var);
            if let Some(ty) = ty
                && ty != TypeId::INVALID
            {
                self.check_complete(ty);
            }
        }
        self.pos = d.pos;
        if spread {
            let stmt = self.node(Op::As2, TypeId::INVALID);
            let nodes: Vec<NodeId> = vars.iter().map(|&v| self.node_of(v)).collect();
            for (&v, &n) in vars.iter().zip(&nodes) {
                self.pkg.tree.vars[v].defn = Some(stmt);
                out.push(self.unary_node(Op::Dcl, TypeId::INVALID, n));
            }
            let targets: Vec<Res> = nodes.iter().map(|&n| Some(n)).collect();
            let defines = vec![ty.is_none(); vars.len()];
            out.extend(self.finish_assign2(stmt, &targets, &defines, &values, true));
            return;
        }
        for (i, &var) in vars.iter().enumerate() {
            let n = self.node_of(var);
            out.push(self.unary_node(Op::Dcl, TypeId::INVALID, n));
            let stmt = self.unary_node(Op::As, TypeId::INVALID, n);
            if let Some(&value) = values.get(i) {
                self.pkg.tree.vars[var].defn = Some(stmt);
                if self.finish_define(stmt, var, ty.is_some(), value).is_none() {
                    continue;
                }
            } else if ty.is_none() {
                continue;
            }
            out.push(stmt);
        }
    }
}
