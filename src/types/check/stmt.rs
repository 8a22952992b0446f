//! Statements, except `switch` and `select`.

use super::call::Arguments;
use super::scope::ObjKind;
use super::{Checker, Res, Want};
use crate::intern::Name;
use crate::source::Pos;
use crate::syntax::ast::{self, Expr, SimpleStmt, Stmt};
use crate::tree::{Aux, Const, NodeFlags, NodeId, Op, VarFlags, VarId};
use crate::types::table::ChanDir;
use crate::types::{FuncSig, Kind, Type, TypeId};

impl<'a> Checker<'a, '_> {
    /// Checks statements into one list; nested blocks are flattened into it.
    pub(super) fn stmts(&mut self, stmts: &'a [Stmt]) -> Vec<NodeId> {
        let mut out = Vec::with_capacity(stmts.len());
        for s in stmts {
            self.stmt(s, &mut out);
        }
        out
    }

    /// The statements of a block, in a scope of their own.
    pub(super) fn block(&mut self, block: &'a ast::Block) -> Vec<NodeId> {
        self.open_scope(block.pos);
        let out = self.stmts(&block.stmts);
        self.close_scope(block.end);
        out
    }

    fn stmt(&mut self, s: &'a Stmt, out: &mut Vec<NodeId>) {
        if self.stopped {
            return;
        }
        let saved = self.pos;
        self.depth += 1;
        if self.expression_depth() {
            self.error("go9: statements nested too deeply");
            self.stopped = true;
        } else {
            self.stmt_inner(s, out);
        }
        self.depth -= 1;
        self.pos = saved;
    }

    fn stmt_inner(&mut self, s: &'a Stmt, out: &mut Vec<NodeId>) {
        match s {
            Stmt::Empty(_) => {}
            Stmt::Simple(s) => out.extend(self.simple(s)),
            Stmt::Decl(decls) => self.local_decls(decls, out),
            Stmt::Block(b) => {
                self.pos = b.pos;
                let stmts = self.block(b);
                if b.stmts.iter().all(|s| matches!(s, Stmt::Empty(_))) {
                    out.push(self.node(Op::Empty, TypeId::INVALID));
                }
                out.extend(stmts);
            }
            Stmt::Labeled { label, stmt, .. } => {
                self.pos = label.pos;
                if label.name.is_blank() {
                    out.push(self.node(Op::Empty, TypeId::INVALID));
                } else {
                    let n = self.node(Op::Label, TypeId::INVALID);
                    self.pkg.tree.nodes[n].aux = Aux::Name(label.name);
                    out.push(n);
                }
                if let Some(f) = self.cx.funcs.last_mut() {
                    f.depth += 1;
                }
                let before = out.len();
                self.stmt(stmt, out);
                let is_target = matches!(
                    **stmt,
                    Stmt::For(_) | Stmt::Switch(_) | Stmt::TypeSwitch(_) | Stmt::Select { .. }
                );
                if is_target && let Some(&n) = out.get(before) {
                    self.pkg.tree.nodes[n].aux = Aux::Name(label.name);
                }
            }
            Stmt::If(s) => out.extend(self.if_stmt(s)),
            Stmt::For(s) => out.extend(self.for_stmt(s)),
            Stmt::Switch(s) => out.extend(self.switch_stmt(s)),
            Stmt::TypeSwitch(s) => out.extend(self.type_switch(s)),
            Stmt::Select { pos, clauses, end } => {
                self.pos = *pos;
                out.extend(self.select_stmt(clauses, *end));
            }
            Stmt::Return { pos, results } => {
                self.pos = *pos;
                out.extend(self.return_stmt(results));
            }
            Stmt::Branch { pos, kind, label } => {
                self.pos = *pos;
                let op = match kind {
                    ast::BranchKind::Break => Op::Break,
                    ast::BranchKind::Continue => Op::Continue,
                    ast::BranchKind::Goto => Op::Goto,
                    ast::BranchKind::Fallthrough => Op::Fallthrough,
                };
                let n = self.node(op, TypeId::INVALID);
                if let Some(label) = label {
                    self.pkg.tree.nodes[n].aux = Aux::Name(label.name);
                }
                out.push(n);
            }
            Stmt::Go { pos, call } => {
                self.pos = *pos;
                out.extend(self.go_defer(Op::Go, call));
            }
            Stmt::Defer { pos, call } => {
                self.pos = *pos;
                out.extend(self.go_defer(Op::Defer, call));
            }
        }
    }

    // -- simple statements -----------------------------------------------------------------------------

    /// A simple statement. Its position is current on return only inside it.
    pub(super) fn simple(&mut self, s: &'a SimpleStmt) -> Res {
        let saved = self.pos;
        let result = self.simple_inner(s);
        self.pos = saved;
        result
    }

    fn simple_inner(&mut self, s: &'a SimpleStmt) -> Res {
        match s {
            SimpleStmt::Expr(e) => self.expr_stmt(e),
            SimpleStmt::Assign { pos, define: true, lhs, rhs } => {
                self.pos = *pos;
                self.define_stmt(lhs, rhs)
            }
            SimpleStmt::Assign { pos, define: false, lhs, rhs } => {
                self.pos = *pos;
                self.assign_stmt(lhs, rhs)
            }
            SimpleStmt::AssignOp { pos, op, lhs, rhs } => {
                self.pos = *pos;
                let l = self.value(lhs);
                let r = self.value(rhs);
                self.assign_op(super::binary::tree_op(*op), l?, r?)
            }
            SimpleStmt::IncDec { pos, inc, x } => {
                self.pos = *pos;
                let l = self.value(x)?;
                let stmt = self.node(Op::AsOp, TypeId::INVALID);
                let op = if *inc { Op::Add } else { Op::Sub };
                let node = &mut self.pkg.tree.nodes[stmt];
                node.flags |= NodeFlags::IMPLICIT;
                node.left = l.into();
                node.aux = Aux::Op(op);
                if !self.check_target(l, false) {
                    return None;
                }
                let ty = self.ty(l);
                if !self.operator_fits(Op::Sub, ty) {
                    let (e, t) = (self.show(stmt), self.show_type(ty));
                    self.error(format!("invalid operation: {e} (non-numeric type {t})"));
                    return None;
                }
                let one = self.pkg.tree.lit(self.pos, TypeId::UNTYPED_INT, Const::int(1));
                let one = self.op_assign(stmt, op, l, one)?;
                self.pkg.tree.nodes[stmt].right = one.into();
                Some(stmt)
            }
            SimpleStmt::Send { pos, ch, value } => {
                self.pos = *pos;
                let c = self.value(ch);
                let v = self.value(value);
                let c = self.default_value(c?)?;
                let v = v?;
                let n = self.binary_node(Op::Send, TypeId::INVALID, c, v);
                let ty = self.ty(c);
                let why = match *self.types().under_get(ty) {
                    Type::Chan { dir: ChanDir::Recv, .. } => "send to receive-only type",
                    Type::Chan { elem, .. } => {
                        let errors = self.pkg.diags.n_errors();
                        let v = match self.is_nil(v) {
                            true => v,
                            false => self.default_lit(v, elem)?,
                        };
                        if self.pkg.diags.n_errors() > errors {
                            return None;
                        }
                        let v = self.assign_conv(v, elem, "send")?;
                        self.pkg.tree.nodes[n].right = v.into();
                        return Some(n);
                    }
                    _ => "send to non-chan type",
                };
                let (e, t) = (self.show(n), self.show_type(ty));
                self.error(format!("invalid operation: {e} ({why} {t})"));
                None
            }
        }
    }

    fn assign_op(&mut self, op: Op, l: NodeId, r: NodeId) -> Res {
        let stmt = self.node(Op::AsOp, TypeId::INVALID);
        if !self.check_target(l, false) {
            return None;
        }
        let r = self.op_assign(stmt, op, l, r)?;
        self.pkg.tree.nodes[stmt].right = r.into();
        Some(stmt)
    }

    /// An expression for its effect: calls and receives; all else is an error.
    fn expr_stmt(&mut self, e: &'a Expr) -> Res {
        self.pos = super::expr::written_pos(e);
        let Some(n) = self.expr(e, Want::Effect) else {
            // What follows a panic is unreachable even if its argument was wrong.
            let panics = matches!(e, Expr::Call(c) if self.is_panic(&c.fun));
            return panics.then(|| self.node(Op::Panic, TypeId::INVALID));
        };
        let op = self.op(n);
        let allowed = op.is_call()
            || matches!(
                op,
                Op::Close
                    | Op::Copy
                    | Op::Delete
                    | Op::Panic
                    | Op::Print
                    | Op::Println
                    | Op::Recover
                    | Op::Recv
            );
        if !allowed {
            let text = self.show(n);
            self.error(format!("{text} evaluated but not used"));
            return None;
        }
        if op == Op::Recv {
            return Some(self.unary_node(Op::ExprStmt, TypeId::INVALID, n));
        }
        Some(n)
    }

    fn is_panic(&self, fun: &Expr) -> bool {
        let Expr::Ident(id) = fun else { return false };
        self.lookup_name(id.name).is_some_and(|o| {
            matches!(self.objs[o].kind, ObjKind::Builtin(super::universe::Builtin::Panic))
        })
    }

    // -- assignments -----------------------------------------------------------------------------------

    /// `lhs = rhs`. Inside literals the right side goes first, because variables are captured in
    /// that order (spec 11, section 6); elsewhere the left side does.
    fn assign_stmt(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) -> Res {
        if let ([l], [r]) = (lhs, rhs) {
            let stmt = self.node(Op::As, TypeId::INVALID);
            let (l, r) = if self.cx.funcs.len() > 1 {
                let r = self.expr(r, Want::Multi);
                (self.expr(l, Want::Target), r)
            } else {
                let l = self.expr(l, Want::Target);
                (l, self.expr(r, Want::Multi))
            };
            let ok = match l {
                Some(l) => self.check_target(l, false),
                None => false,
            };
            let r = self.single(r)?;
            let l = l?;
            if !ok {
                return None;
            }
            let ty = self.ty(l);
            let converted = self.assign_conv(r, ty, "assignment");
            self.assign_failed = converted.is_none();
            let r = converted?;
            let node = &mut self.pkg.tree.nodes[stmt];
            node.left = l.into();
            node.right = r.into();
            return Some(stmt);
        }
        let stmt = self.node(Op::As2, TypeId::INVALID);
        let multi = rhs.len() == 1;
        let mut values: Vec<Res> = Vec::new();
        let early = self.cx.funcs.len() > 1;
        let check_right = |c: &mut Self| -> Vec<Res> {
            let want = if multi { Want::Multi } else { Want::Value };
            rhs.iter().map(|e| c.expr(e, want)).collect()
        };
        if early {
            values = check_right(self);
        }
        let targets: Vec<Res> = lhs.iter().map(|e| self.expr(e, Want::Target)).collect();
        if !early {
            values = check_right(self);
        }
        let mut good = true;
        for &t in &targets {
            good &= t.is_some_and(|t| self.check_target(t, false));
        }
        let defines = vec![false; targets.len()];
        self.finish_assign2(stmt, &targets, &defines, &values, good)
    }

    /// A value that a single target takes: calls with several results do not fit.
    fn single(&mut self, r: Res) -> Res {
        let n = r?;
        if let Type::Results(tys) = self.types().get(self.ty(n)) {
            let len = tys.len();
            let f = self.pkg.tree.left(n).map_or(String::new(), |l| self.show(l));
            self.error(format!("assignment mismatch: 1 variable but {f} returns {len} values"));
            return None;
        }
        Some(n)
    }

    /// Checks `targets = value` of a declaration with one value for several variables.
    pub(super) fn assign_one_to_many(
        &mut self,
        stmt: NodeId,
        targets: &[NodeId],
        defines: &[bool],
        value: &'a Expr,
    ) -> Res {
        let value = self.expr(value, Want::Multi);
        let targets: Vec<Res> = targets.iter().map(|&t| Some(t)).collect();
        self.finish_assign2(stmt, &targets, defines, &[value], true)
    }

    /// Completes an assignment with several targets. `defines[i]`: target i takes the type of its
    /// value.
    fn finish_assign2(
        &mut self,
        stmt: NodeId,
        targets: &[Res],
        defines: &[bool],
        values: &[Res],
        good: bool,
    ) -> Res {
        if targets.len() == values.len() {
            let mut right = Vec::with_capacity(values.len());
            let mut ok = good;
            for ((&t, &define), &v) in targets.iter().zip(defines).zip(values) {
                let Some(t) = t else { continue };
                let converted = match (v, define) {
                    (None, _) => None,
                    (Some(v), true) => {
                        let v = self.default_value(v);
                        if let Some(v) = v {
                            self.set_target_type(t, self.ty(v));
                        }
                        v
                    }
                    (Some(v), false) => self.assign_conv(v, self.ty(t), "assignment"),
                };
                match converted {
                    Some(v) => right.push(v),
                    None => ok = false,
                }
            }
            if !ok {
                return None;
            }
            let left: Option<Vec<NodeId>> = targets.iter().copied().collect();
            let list = self.pkg.tree.list(&left?);
            let rlist = self.pkg.tree.list(&right);
            let node = &mut self.pkg.tree.nodes[stmt];
            node.list = list;
            node.rlist = rlist;
            return Some(stmt);
        }
        let (n, m) = (targets.len(), values.len());
        let variables = if n == 1 { "1 variable".to_owned() } else { format!("{n} variables") };
        let [value] = values else {
            if values.iter().all(Option::is_some) {
                self.error(format!("assignment mismatch: {n} variables but {m} values"));
            }
            return None;
        };
        let value = (*value)?;
        let op = self.op(value);
        let tys: Vec<TypeId> = if op.is_call() {
            let tys = match self.types().get(self.ty(value)) {
                Type::Results(tys) => tys.clone(),
                _ => vec![self.ty(value)],
            };
            if tys.len() != n {
                let f = self.pkg.tree.left(value).map_or(String::new(), |l| self.show(l));
                let m = tys.len();
                self.error(format!("assignment mismatch: {variables} but {f} returns {m} values"));
                return None;
            }
            self.pkg.tree.nodes[stmt].op = Op::As2Func;
            tys
        } else {
            let new = match op {
                Op::IndexMap if n == 2 => Op::As2MapR,
                Op::Recv if n == 2 => Op::As2Recv,
                Op::DotType if n == 2 => {
                    self.pkg.tree.nodes[value].op = Op::DotType2;
                    Op::As2DotType
                }
                _ => {
                    self.error(format!("assignment mismatch: {variables} but {m} values"));
                    return None;
                }
            };
            self.pkg.tree.nodes[stmt].op = new;
            vec![self.ty(value), TypeId::BOOL]
        };
        let mut ok = good;
        let comma_ok = !op.is_call();
        for (i, ((&t, &define), &ty)) in targets.iter().zip(defines).zip(&tys).enumerate() {
            let Some(t) = t else { continue };
            if define {
                self.set_target_type(t, ty);
                continue;
            }
            let target_ty = self.ty(t);
            let any_bool = comma_ok && i == 1 && self.types().is_bool(target_ty);
            if target_ty == TypeId::INVALID || any_bool {
                continue;
            }
            if let Err(why) = self.assignable(ty, target_ty) {
                let (a, e) = (self.show_type(ty), self.show_typed(t));
                self.error(format!("cannot assign {a} to {e} in multiple assignment{why}"));
                ok = false;
            }
        }
        let left: Option<Vec<NodeId>> = targets.iter().copied().collect();
        let left = left?;
        if !ok {
            return None;
        }
        let list = self.pkg.tree.list(&left);
        let rlist = self.pkg.tree.list(&[value]);
        let node = &mut self.pkg.tree.nodes[stmt];
        node.list = list;
        node.rlist = rlist;
        Some(stmt)
    }

    fn set_target_type(&mut self, target: NodeId, ty: TypeId) {
        if let Some(var) = self.pkg.tree.var_of(target)
            && ty != TypeId::INVALID
            && Some(target) != self.blank_node
        {
            self.set_local_type(var, ty);
        }
    }

    /// `lhs := rhs`
    fn define_stmt(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) -> Res {
        let single = lhs.len() == 1 && rhs.len() == 1;
        let stmt = self.node(if single { Op::As } else { Op::As2 }, TypeId::INVALID);
        self.pkg.tree.nodes[stmt].flags |= NodeFlags::COLAS;
        let want = if rhs.len() == 1 { Want::Multi } else { Want::Value };
        let values: Vec<Res> = rhs.iter().map(|e| self.expr(e, want)).collect();
        let targets = self.define_targets(stmt, lhs);
        if single {
            let (target, define) = targets.first().copied().unwrap_or((None, false));
            let value = self.single(values[0]);
            let good = match target {
                Some(t) if !define => self.check_target(t, false),
                _ => true,
            };
            let (target, value) = (target?, value?);
            let value = if define {
                let value = self.default_value(value)?;
                self.set_target_type(target, self.ty(value));
                value
            } else {
                let ty = self.ty(target);
                self.assign_conv(value, ty, "assignment")?
            };
            let node = &mut self.pkg.tree.nodes[stmt];
            node.left = target.into();
            node.right = value.into();
            return good.then_some(stmt);
        }
        let mut good = true;
        for &(t, define) in &targets {
            if let Some(t) = t
                && !define
            {
                good &= self.check_target(t, false);
            }
        }
        let defines: Vec<bool> = targets.iter().map(|t| t.1).collect();
        let nodes: Vec<Res> = targets.iter().map(|t| t.0).collect();
        self.finish_assign2(stmt, &nodes, &defines, &values, good)
    }

    /// Declares the new names on the left of `:=`; gives each target and whether it is new. The
    /// `Dcl`s go in the statement's `init`.
    pub(super) fn define_targets(&mut self, stmt: NodeId, lhs: &'a [Expr]) -> Vec<(Res, bool)> {
        let pos = self.pos;
        let mut out = Vec::with_capacity(lhs.len());
        let mut dcls = Vec::new();
        let mut seen: Vec<Name> = Vec::new();
        let mut any_new = false;
        for e in lhs {
            self.pos = e.pos();
            let Expr::Ident(id) = e else {
                let shown = self.shown_target(e);
                self.error(format!("non-name {shown} on left side of :="));
                any_new = true;
                out.push((None, false));
                continue;
            };
            if id.name.is_blank() {
                out.push((Some(self.blank()), false));
                continue;
            }
            if seen.contains(&id.name) {
                self.error(format!("{} repeated on left side of :=", id.name));
                any_new = true;
                out.push((None, false));
                continue;
            }
            seen.push(id.name);
            if self.cx.locals.lookup_here(id.name).is_some() {
                self.pos = pos;
                out.push((self.expr(e, Want::Target), false));
                continue;
            }
            any_new = true;
            let var = self.declare_var(id.name, id.pos, TypeId::INVALID);
            self.pkg.tree.vars[var].defn = Some(stmt);
            let n = self.node_of(var);
            dcls.push(self.unary_node(Op::Dcl, TypeId::INVALID, n));
            out.push((Some(n), true));
        }
        self.pos = pos;
        if !any_new {
            self.error("no new variables on left side of :=");
        }
        let init = self.pkg.tree.list(&dcls);
        self.pkg.tree.nodes[stmt].init = init;
        out
    }

    fn shown_target(&mut self, e: &'a Expr) -> String {
        let errors = self.pkg.diags.n_errors();
        let n = self.expr(e, Want::ValueOrType);
        match n {
            Some(n) if self.pkg.diags.n_errors() == errors => self.show(n),
            _ => "expression".to_owned(),
        }
    }

    // -- local declarations ----------------------------------------------------------------------------

    fn local_decls(&mut self, decls: &'a [ast::Decl], out: &mut Vec<NodeId>) {
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
            let ty = self.type_expr(&d.ty);
            if named {
                self.declare_local(d.name.name, d.name.pos, ObjKind::Type { decl: None, ty });
                self.count_declaration(d.name.name, ty);
            }
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
        let want = if spread { Want::Multi } else { Want::Value };
        let values: Vec<Res> = d.values.iter().map(|e| self.expr(e, want)).collect();
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

    // -- control flow ----------------------------------------------------------------------------------

    fn condition(&mut self, e: &'a Expr, what: &str) -> Res {
        let n = self.typed_value(e)?;
        if !self.types().is_bool(self.ty(n)) {
            let text = self.show_typed(n);
            self.error(format!("non-bool {text} used as {what} condition"));
            return None;
        }
        Some(n)
    }

    fn if_stmt(&mut self, s: &'a ast::IfStmt) -> Res {
        self.pos = s.pos;
        self.open_scope(s.pos);
        let init: Vec<NodeId> = s.init.as_ref().and_then(|i| self.simple(i)).into_iter().collect();
        let cond = self.condition(&s.cond, "if");
        let n = self.node(Op::If, TypeId::INVALID);
        let body = self.block(&s.then);
        let mut end = s.then.end;
        let mut els = Vec::new();
        match s.els.as_deref() {
            Some(Stmt::Block(b)) => {
                self.pos = b.pos;
                els = self.block(b);
                end = b.end;
                if b.stmts.iter().all(|s| matches!(s, Stmt::Empty(_))) {
                    els.push(self.node(Op::Empty, TypeId::INVALID));
                }
            }
            Some(other) => {
                self.stmt(other, &mut els);
                end = if_end(other).unwrap_or(end);
            }
            None => {}
        }
        self.close_scope(end);
        let init = self.pkg.tree.list(&init);
        let body = self.pkg.tree.list(&body);
        let rlist = self.pkg.tree.list(&els);
        let node = &mut self.pkg.tree.nodes[n];
        node.left = cond.into();
        node.init = init;
        node.body = body;
        node.rlist = rlist;
        Some(n)
    }

    fn for_stmt(&mut self, s: &'a ast::ForStmt) -> Res {
        self.pos = s.pos;
        self.open_scope(s.pos);
        let n = match &s.header {
            ast::ForHeader::Clause { init, cond, post } => {
                let init: Vec<NodeId> =
                    init.as_ref().and_then(|i| self.simple(i)).into_iter().collect();
                self.deepen(1);
                let cond = cond.as_ref().and_then(|c| self.condition(c, "for"));
                let n = self.node(Op::For, TypeId::INVALID);
                let post = post.as_ref().and_then(|p| self.simple(p));
                let body = self.block(&s.body);
                self.deepen(-1);
                let init = self.pkg.tree.list(&init);
                let body = self.pkg.tree.list(&body);
                let node = &mut self.pkg.tree.nodes[n];
                node.left = cond.into();
                node.right = post.into();
                node.init = init;
                node.body = body;
                Some(n)
            }
            ast::ForHeader::Range { pos, define, lhs, x } => {
                self.pos = *pos;
                let n = self.range_header(*define, lhs, x);
                self.deepen(1);
                let body = self.block(&s.body);
                self.deepen(-1);
                let body = self.pkg.tree.list(&body);
                if let Some(n) = n {
                    self.pkg.tree.nodes[n].body = body;
                }
                n
            }
        };
        self.close_scope(s.body.end);
        n
    }

    pub(super) fn deepen(&mut self, by: i32) {
        if let Some(f) = self.cx.funcs.last_mut() {
            f.depth += by;
        }
    }

    fn range_header(&mut self, define: bool, lhs: &'a [Expr], x: &'a Expr) -> Res {
        let pos = self.pos;
        let operand = self.value(x);
        let n = self.node(Op::Range, TypeId::INVALID);
        let targets: Vec<(Res, bool)> = if define {
            self.pkg.tree.nodes[n].flags |= NodeFlags::COLAS;
            self.define_targets(n, lhs)
        } else {
            lhs.iter().map(|e| (self.expr(e, Want::Target), false)).collect()
        };
        for &(t, is_new) in &targets {
            if let Some(var) = t.filter(|_| is_new).and_then(|t| self.pkg.tree.var_of(t)) {
                self.pkg.tree.vars[var].flags |= VarFlags::LOOP_VAR;
            }
        }
        self.pos = pos;
        let mut operand = operand?;
        if self.types().kind(self.ty(operand)) == Kind::String {
            operand = self.default_value(operand)?;
        }
        let ty = self.ty(operand);
        let over = match self.types().under_get(ty) {
            Type::Ptr(e) if matches!(self.types().under_get(*e), Type::Array { .. }) => *e,
            _ => ty,
        };
        let (first, second) = match *self.types().under_get(over) {
            Type::Array { elem, .. } | Type::Slice(elem) => (TypeId::INT, Some(elem)),
            Type::Map { key, elem } => (key, Some(elem)),
            Type::Basic(Kind::String) => (TypeId::INT, Some(TypeId::RUNE)),
            Type::Chan { elem, dir } => {
                if dir == ChanDir::Send {
                    let (e, t) = (self.show(operand), self.show_type(ty));
                    self.error(format!(
                        "invalid operation: range {e} (receive from send-only type {t})"
                    ));
                    return None;
                }
                (elem, None)
            }
            _ => {
                let text = self.show_typed(operand);
                self.error(format!("cannot range over {text}"));
                return None;
            }
        };
        let mut good = true;
        if targets.len() > 2 || targets.len() == 2 && second.is_none() {
            self.error("too many variables in range");
            good = false;
        }
        let mut vars: Vec<NodeId> = Vec::new();
        let second_blank =
            targets.get(1).and_then(|t| t.0).is_some_and(|t| Some(t) == self.blank_node);
        let count = if second_blank { 1 } else { targets.len() };
        for (&(t, is_new), ty) in targets.iter().take(count).zip([Some(first), second]) {
            let (Some(t), Some(ty)) = (t, ty) else {
                good = false;
                continue;
            };
            vars.push(t);
            if is_new {
                self.set_target_type(t, ty);
            } else if self.ty(t) != TypeId::BLANK
                && let Err(why) = self.assignable(ty, self.ty(t))
            {
                let (a, e) = (self.show_type(ty), self.show_typed(t));
                self.error(format!("cannot assign type {a} to {e} in range{why}"));
                good = false;
            }
            good &= self.check_target(t, false);
        }
        let list = self.pkg.tree.list(&vars);
        let node = &mut self.pkg.tree.nodes[n];
        node.list = list;
        node.right = operand.into();
        good.then_some(n)
    }

    fn return_stmt(&mut self, results: &'a [Expr]) -> Res {
        let Some(state) = self.cx.funcs.last() else {
            self.error("return outside function");
            return None;
        };
        let (func, named) = (state.func, state.named_results);
        let result_types = state.results.clone();
        let args = self.arguments(results, false);
        let n = self.node(Op::Return, TypeId::INVALID);
        if results.is_empty() && named {
            for var in self.pkg.tree.funcs[func].results.clone() {
                let name = self.pkg.tree.vars[var].name;
                let now = self.cx.locals.lookup(name).map(|o| self.objs[o].kind.clone());
                if let Some(ObjKind::Var { var: other, .. }) = now
                    && other != var
                {
                    self.error(format!("{name} is shadowed during return"));
                } else if matches!(now, Some(ObjKind::Const { .. } | ObjKind::Type { .. })) {
                    self.error(format!("{name} is shadowed during return"));
                }
            }
            return Some(n);
        }
        // A return with errors still is one.
        Some(self.finish_return(n, result_types, args).unwrap_or(n))
    }

    fn finish_return(&mut self, n: NodeId, results: Vec<TypeId>, args: Arguments) -> Res {
        let sig = FuncSig { results, ..FuncSig::default() };
        let out = self.match_arguments(None, false, &sig, &args, "return argument")?;
        let list = self.pkg.tree.list(&out);
        self.pkg.tree.nodes[n].list = list;
        if let Some(stmt) = args.init {
            let init = self.pkg.tree.list(&[stmt]);
            self.pkg.tree.nodes[n].init = init;
        }
        Some(n)
    }

    /// `return call` in a function that the checker makes itself.
    pub(super) fn return_call(&mut self, call: NodeId, results: &[TypeId]) -> NodeId {
        let n = self.node(Op::Return, TypeId::INVALID);
        let args = match results {
            [_] => Arguments { nodes: vec![Some(call)], init: None },
            _ => {
                let (stmt, temps) = self.spread(call, results);
                Arguments { nodes: temps.into_iter().map(Some).collect(), init: Some(stmt) }
            }
        };
        self.finish_return(n, results.to_vec(), args).unwrap_or(n)
    }

    fn go_defer(&mut self, op: Op, call: &'a Expr) -> Res {
        let what = if op == Op::Go { "go" } else { "defer" };
        let pos = self.pos;
        let n = self.expr(call, Want::Effect);
        let n = n?;
        let stmt = self.unary_node(op, TypeId::INVALID, n);
        let call_op = self.op(n);
        if call_op.is_call()
            || matches!(
                call_op,
                Op::Close
                    | Op::Copy
                    | Op::Delete
                    | Op::Panic
                    | Op::Print
                    | Op::Println
                    | Op::Recover
            )
        {
            return Some(stmt);
        }
        let is_conversion = |c: &Self, n: NodeId| {
            matches!(
                c.op(n),
                Op::Conv
                    | Op::ConvNop
                    | Op::ConvIface
                    | Op::BytesToStr
                    | Op::RunesToStr
                    | Op::StrToBytes
                    | Op::StrToRunes
                    | Op::RuneToStr
            )
        };
        let orig = self.pkg.tree.nodes[n].orig.expand();
        let conversion = is_conversion(self, n) || orig.is_some_and(|o| is_conversion(self, o));
        if !conversion && !matches!(call, Expr::Call(_)) {
            return None;
        }
        if conversion {
            self.error_at(pos, format!("{what} requires function call, not conversion"));
        } else {
            let text = self.show(n);
            self.error_at(pos, format!("{what} discards result of {text}"));
        }
        None
    }
}

/// Where the last block of an `if` chain ends.
fn if_end(s: &Stmt) -> Option<Pos> {
    match s {
        Stmt::If(i) => Some(match i.els.as_deref() {
            Some(Stmt::Block(b)) => b.end,
            Some(other) => if_end(other).unwrap_or(i.then.end),
            None => i.then.end,
        }),
        Stmt::Block(b) => Some(b.end),
        _ => None,
    }
}
