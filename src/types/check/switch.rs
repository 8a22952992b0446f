//! `switch` in both forms, and `select`.

use rustc_hash::FxHashMap;

use super::{Checker, Res, Want};
use crate::source::Pos;
use crate::syntax::ast::{self, Expr};
use crate::tree::{Const, NodeFlags, NodeId, Op, VarFlags};
use crate::types::{Type, TypeId};

impl<'a> Checker<'a, '_> {
    pub(super) fn switch_stmt(&mut self, s: &'a ast::SwitchStmt) -> Res {
        self.pos = s.pos;
        self.open_scope(s.pos);
        let init: Vec<NodeId> = s.init.as_ref().and_then(|i| self.simple(i)).into_iter().collect();
        let tag = s.tag.as_ref().map(|t| self.typed_value(t));
        let failed = matches!(tag, Some(None));
        let tag = tag.flatten();
        let ty = match tag {
            Some(t) => Some(self.ty(t)),
            None if failed => None,
            None => Some(TypeId::BOOL),
        };
        let mut nil_only = None;
        if let (Some(ty), Some(tag)) = (ty, tag) {
            match self.types().under_get(ty) {
                Type::Slice(_) => nil_only = Some("slice"),
                Type::Func(_) => nil_only = Some("func"),
                Type::Map { .. } => nil_only = Some("map"),
                Type::Array { .. } if !self.types().is_comparable(ty) => {
                    let text = self.show_typed(tag);
                    self.error(format!("cannot switch on {text}"));
                }
                Type::Struct { .. } => {
                    if let Some(f) = self.incomparable_field(ty) {
                        let (text, f) = (self.show_typed(tag), self.show_type(f));
                        self.error(format!(
                            "cannot switch on {text} (struct containing {f} cannot be compared)"
                        ));
                    }
                }
                _ => {}
            }
        }
        let n = self.node(Op::Switch, TypeId::INVALID);
        let mut cases = Vec::with_capacity(s.clauses.len());
        let mut default: Option<Pos> = None;
        let mut seen: FxHashMap<(TypeId, String), Pos> = FxHashMap::default();
        for (i, clause) in s.clauses.iter().enumerate() {
            self.pos = clause.pos;
            self.open_scope(clause.pos);
            let case = self.node(Op::Case, TypeId::INVALID);
            let mut values = Vec::new();
            match &clause.exprs {
                None => self.check_default(&mut default, clause.pos, "switch"),
                Some(exprs) => {
                    for e in exprs {
                        let v = self.case_value(e, tag, ty, nil_only, clause.pos);
                        if let Some(v) = v {
                            self.check_duplicate_case(v, clause.pos, &mut seen);
                            values.push(v);
                        }
                    }
                }
            }
            self.pos = clause.pos;
            let body = self.stmts(&clause.body);
            let end = s.clauses.get(i + 1).map_or(s.end, |c| c.pos);
            self.close_scope(end);
            let list = self.pkg.tree.list(&values);
            let body = self.pkg.tree.list(&body);
            let node = &mut self.pkg.tree.nodes[case];
            node.list = list;
            node.body = body;
            cases.push(case);
        }
        self.close_scope(s.end);
        let init = self.pkg.tree.list(&init);
        let list = self.pkg.tree.list(&cases);
        let node = &mut self.pkg.tree.nodes[n];
        node.left = tag.into();
        node.init = init;
        node.list = list;
        Some(n)
    }

    fn check_default(&mut self, default: &mut Option<Pos>, pos: Pos, what: &str) {
        match *default {
            Some(first) => {
                let first = self.describe(first);
                self.error_at(pos, format!("multiple defaults in {what} (first at {first})"));
            }
            None => *default = Some(pos),
        }
    }

    fn case_value(
        &mut self,
        e: &'a Expr,
        tag: Option<NodeId>,
        ty: Option<TypeId>,
        nil_only: Option<&str>,
        clause: Pos,
    ) -> Res {
        self.pos = if matches!(e, Expr::Ident(_)) { clause } else { e.pos() };
        let v = self.value(e)?;
        let Some(ty) = ty else {
            return self.default_value(v);
        };
        let v = match self.default_as(v, Some(ty), false) {
            Some(v) => v,
            None => return None,
        };
        let vt = self.ty(v);
        let shown = self.show(v);
        if let Some(kind) = nil_only
            && !self.is_nil(v)
        {
            let t = tag.map_or(String::new(), |t| self.show(t));
            self.error_at(
                clause,
                format!("invalid case {shown} in switch (can only compare {kind} {t} to nil)"),
            );
            return Some(v);
        }
        if self.types().is_interface(ty)
            && !self.types().is_interface(vt)
            && !self.types().is_comparable(vt)
        {
            let typed = self.show_typed(v);
            self.error_at(clause, format!("invalid case {typed} in switch (incomparable type)"));
            return Some(v);
        }
        if self.assignable(vt, ty).is_err() && self.assignable(ty, vt).is_err() {
            let (a, b) = (self.show_type(vt), self.show_type(ty));
            self.error_at(
                clause,
                match tag {
                    Some(tag) => {
                        let t = self.show(tag);
                        format!(
                            "invalid case {shown} in switch on {t} (mismatched types {a} and {b})"
                        )
                    }
                    None => {
                        format!("invalid case {shown} in switch (mismatched types {a} and bool)")
                    }
                },
            );
        }
        Some(v)
    }

    /// Constant cases must differ; booleans are not looked at.
    fn check_duplicate_case(
        &mut self,
        v: NodeId,
        clause: Pos,
        seen: &mut FxHashMap<(TypeId, String), Pos>,
    ) {
        let Some(value) = self.konst(v) else { return };
        if matches!(value, Const::Nil | Const::Bool(_)) {
            return;
        }
        let text = format!("{value:?}");
        let plain = crate::tree::fmt::konst(value, TypeId::UNTYPED_INT);
        let key = (self.types().canon(self.ty(v)), text);
        let pos = match self.own_pos(v) {
            Some(pos) => pos,
            None => self.pkg.tree.nodes[v].pos,
        };
        match seen.get(&key) {
            Some(&first) => {
                let (shown, first) = (self.show(v), self.describe(first));
                let value = match shown == plain {
                    true => String::new(),
                    false
                        if matches!(self.konst(v), Some(Const::Int(_)))
                            && shown.starts_with('\'') =>
                    {
                        format!(" (value {plain})")
                    }
                    false => format!(" (value {plain})"),
                };
                self.error_at(
                    clause,
                    format!("duplicate case {shown}{value} in switch\n\tprevious case at {first}"),
                );
            }
            None => {
                seen.insert(key, pos);
            }
        }
    }

    // -- type switches ---------------------------------------------------------------------------------

    pub(super) fn type_switch(&mut self, s: &'a ast::TypeSwitchStmt) -> Res {
        self.pos = s.pos;
        self.open_scope(s.pos);
        let init: Vec<NodeId> = s.init.as_ref().and_then(|i| self.simple(i)).into_iter().collect();
        self.pos = s.guard_pos;
        let x = self.typed_value(&s.x);
        let guard = self.node(Op::TypeSwitch, TypeId::INVALID);
        self.pkg.tree.nodes[guard].right = x.into();
        if let Some(bind) = s.bind {
            if bind.name.is_blank() {
                self.error_at(bind.pos, "no new variable on left side of :=");
            } else {
                let var = self.new_local(bind.name, bind.pos, TypeId::INVALID);
                self.pkg.tree.vars[var].defn = Some(guard);
                let left = self.node_of(var);
                self.pkg.tree.nodes[guard].left = left.into();
            }
        }
        self.pos = s.pos;
        let mut x_ty = x.map(|x| self.ty(x));
        if let (Some(x), Some(ty)) = (x, x_ty)
            && !self.types().is_interface(ty)
        {
            let text = self.show_typed(x);
            self.error(format!("cannot type switch on non-interface value {text}"));
            x_ty = None;
        }
        if let Some(bind) = s.bind
            && s.clauses.is_empty()
            && !bind.name.is_blank()
        {
            self.error_at(bind.pos, format!("{} declared and not used", bind.name));
        }
        let n = self.unary_node(Op::Switch, TypeId::INVALID, guard);
        let mut cases = Vec::with_capacity(s.clauses.len());
        let mut default: Option<Pos> = None;
        let mut nil_case: Option<Pos> = None;
        let mut seen: FxHashMap<TypeId, Pos> = FxHashMap::default();
        for (i, clause) in s.clauses.iter().enumerate() {
            self.pos = clause.pos;
            self.open_scope(clause.pos);
            let case = self.node(Op::Case, TypeId::INVALID);
            let mut list = Vec::new();
            let mut single = None;
            let mut leaf = clause.pos;
            match &clause.exprs {
                None => self.check_default(&mut default, clause.pos, "switch"),
                Some(exprs) => {
                    for e in exprs {
                        let t = self.type_case(e, x, x_ty, &mut nil_case, clause.pos);
                        if let Some(t) = t {
                            if self.op(t) == Op::Type {
                                let at = self.types().canon(self.ty(t));
                                if let Some(&first) = seen.get(&at) {
                                    let (ty, first) =
                                        (self.show_type(self.ty(t)), self.describe(first));
                                    self.error_at(
                                        clause.pos,
                                        format!(
                                            "duplicate case {ty} in type switch\n\tprevious case at {first}"
                                        ),
                                    );
                                } else {
                                    seen.insert(at, clause.pos);
                                }
                                if exprs.len() == 1 {
                                    single = Some(self.ty(t));
                                }
                            }
                            list.push(t);
                        }
                        leaf = super::decl::last_leaf_pos(e);
                    }
                }
            }
            if let Some(bind) = s.bind.filter(|b| !b.name.is_blank()) {
                let ty = single.or(x_ty).unwrap_or(TypeId::INVALID);
                let saved = std::mem::replace(&mut self.pos, leaf);
                let var = self.declare_var(bind.name, leaf, ty);
                self.pos = saved;
                let v = &mut self.pkg.tree.vars[var];
                v.defn = Some(guard);
                v.flags -= VarFlags::USED;
                let name = self.node_of(var);
                let rlist = self.pkg.tree.list(&[name]);
                self.pkg.tree.nodes[case].rlist = rlist;
            }
            self.pos = clause.pos;
            let body = self.stmts(&clause.body);
            let end = s.clauses.get(i + 1).map_or(s.end, |c| c.pos);
            self.close_scope(end);
            let list = self.pkg.tree.list(&list);
            let body = self.pkg.tree.list(&body);
            let node = &mut self.pkg.tree.nodes[case];
            node.list = list;
            node.body = body;
            cases.push(case);
        }
        self.close_scope(s.end);
        let init = self.pkg.tree.list(&init);
        let list = self.pkg.tree.list(&cases);
        let node = &mut self.pkg.tree.nodes[n];
        node.init = init;
        node.list = list;
        Some(n)
    }

    /// A type, or nil, of a clause of a type switch.
    fn type_case(
        &mut self,
        e: &'a Expr,
        x: Option<NodeId>,
        x_ty: Option<TypeId>,
        nil_case: &mut Option<Pos>,
        clause: Pos,
    ) -> Res {
        self.pos = if matches!(e, Expr::Ident(_)) { clause } else { e.pos() };
        let t = self.expr(e, Want::ValueOrType)?;
        if self.is_nil(t) {
            match *nil_case {
                Some(first) => {
                    let first = self.describe(first);
                    self.error_at(
                        clause,
                        format!("multiple nil cases in type switch (first at {first})"),
                    );
                }
                None => *nil_case = Some(clause),
            }
            return Some(t);
        }
        if self.op(t) != Op::Type {
            let text = self.show_typed(t);
            self.error_at(clause, format!("{text} is not a type"));
            return None;
        }
        let (Some(x), Some(x_ty)) = (x, x_ty) else { return Some(t) };
        let ty = self.ty(t);
        if !self.types().is_interface(ty)
            && let Err(missing) = self.implements(ty, x_ty)
        {
            let (e, ty) = (self.show_typed(x), self.show_type(ty));
            let detail = self.missing_detail(&missing, "\t");
            self.error_at(
                clause,
                format!("impossible type switch case: {e} cannot have dynamic type {ty} {detail}"),
            );
        }
        Some(t)
    }

    // -- select ----------------------------------------------------------------------------------------

    pub(super) fn select_stmt(&mut self, clauses: &'a [ast::CommClause], end: Pos) -> Res {
        let pos = self.pos;
        let n = self.node(Op::Select, TypeId::INVALID);
        self.open_scope(pos);
        let mut cases = Vec::with_capacity(clauses.len());
        let mut default: Option<Pos> = None;
        for (i, clause) in clauses.iter().enumerate() {
            self.pos = clause.pos;
            self.open_scope(clause.pos);
            let case = self.node(Op::Case, TypeId::INVALID);
            let mut list = Vec::new();
            match &clause.comm {
                None => self.check_default(&mut default, clause.pos, "select"),
                Some(comm) => list.extend(self.communication(comm, clause.pos)),
            }
            self.pos = clause.pos;
            let body = self.stmts(&clause.body);
            let close = clauses.get(i + 1).map_or(end, |c| c.pos);
            self.close_scope(close);
            let list = self.pkg.tree.list(&list);
            let body = self.pkg.tree.list(&body);
            let node = &mut self.pkg.tree.nodes[case];
            node.list = list;
            node.body = body;
            cases.push(case);
        }
        self.close_scope(end);
        let list = self.pkg.tree.list(&cases);
        self.pkg.tree.nodes[n].list = list;
        Some(n)
    }

    fn communication(&mut self, comm: &'a ast::SimpleStmt, clause: Pos) -> Res {
        self.assign_failed = false;
        let n = self.simple(comm);
        let Some(n) = n else {
            if let ast::SimpleStmt::Expr(e) = comm {
                let pos = match e {
                    Expr::Ident(_) => clause,
                    e => e.pos(),
                };
                if !matches!(e, Expr::Unary { op: ast::UnaryOp::Recv, .. }) {
                    self.error_at(pos, "select case must be receive, send or assign recv");
                }
            } else if let ast::SimpleStmt::Assign { pos, rhs, .. } = comm
                && rhs.len() == 1
                && (self.assign_failed
                    || !matches!(rhs[0], Expr::Unary { op: ast::UnaryOp::Recv, .. }))
            {
                self.error_at(*pos, "select assignment must have receive on right hand side");
            }
            return None;
        };
        let pos = self.pkg.tree.nodes[n].pos;
        match self.op(n) {
            Op::Send => Some(n),
            Op::ExprStmt => {
                let recv = self.pkg.tree.left(n)?;
                let pos = self.pkg.tree.nodes[recv].pos;
                let sel = self.pkg.tree.node(Op::SelRecv, pos, TypeId::INVALID);
                self.pkg.tree.nodes[sel].right = recv.into();
                Some(sel)
            }
            Op::As => {
                let mut right = self.pkg.tree.right(n)?;
                if matches!(self.op(right), Op::ConvNop | Op::ConvIface)
                    && self.no_flags(right).contains(NodeFlags::IMPLICIT)
                {
                    right = self.pkg.tree.left(right)?;
                }
                if self.op(right) != Op::Recv {
                    self.error_at(pos, "select assignment must have receive on right hand side");
                    return None;
                }
                let node = &mut self.pkg.tree.nodes[n];
                node.right = right.into();
                node.op = Op::SelRecv;
                Some(n)
            }
            Op::As2Recv => {
                let items = self.pkg.tree.to_vec(self.pkg.tree.nodes[n].list);
                let recv = self.pkg.tree.items(self.pkg.tree.nodes[n].rlist)[0];
                let list = self.pkg.tree.list(&items[1..]);
                let node = &mut self.pkg.tree.nodes[n];
                node.op = Op::SelRecv2;
                node.left = items[0].into();
                node.right = recv.into();
                node.list = list;
                node.rlist = Default::default();
                Some(n)
            }
            Op::As2 | Op::As2MapR | Op::As2DotType | Op::As2Func => {
                self.error_at(pos, "select assignment must have receive on right hand side");
                None
            }
            _ => {
                self.error_at(pos, "select case must be receive, send or assign recv");
                None
            }
        }
    }
}
