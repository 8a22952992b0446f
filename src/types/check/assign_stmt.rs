//! Assignments and short variable declarations.

use super::written;
use super::{Checker, Res, Want};
use crate::intern::Name;
use crate::syntax::ast::Expr;
use crate::tree::{NodeFlags, NodeId, Op};
use crate::types::{Type, TypeId};

impl<'a> Checker<'a, '_> {
    pub(super) fn assign_op(&mut self, op: Op, l: NodeId, r: NodeId) -> Res {
        let stmt = self.node(Op::AsOp, TypeId::INVALID);
        if !self.check_target(l, false) {
            return None;
        }
        let r = self.op_assign(stmt, op, l, r)?;
        self.pkg.tree.nodes[stmt].right = r.into();
        Some(stmt)
    }

    /// `lhs = rhs`. Inside literals the right side goes first, because variables are captured in
    /// that order (spec 11, section 6); elsewhere the left side does.
    pub(super) fn assign_stmt(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) -> Res {
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
    pub(super) fn single(&mut self, r: Res) -> Res {
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
    pub(super) fn finish_assign2(
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

    pub(super) fn set_target_type(&mut self, target: NodeId, ty: TypeId) {
        if let Some(var) = self.pkg.tree.var_of(target)
            && ty != TypeId::INVALID
            && Some(target) != self.blank_node
        {
            self.set_local_type(var, ty);
        }
    }

    /// `lhs := rhs`
    pub(super) fn define_stmt(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) -> Res {
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
                self.error(format!("non-name {} on left side of :=", written::text(e)));
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
}
