//! Statements, except `switch` and `select`.

use super::call::Arguments;
use super::scope::ObjKind;
use super::{Checker, Res, Want};
use crate::source::Pos;
use crate::syntax::ast::{self, Expr, SimpleStmt, Stmt};
use crate::tree::{Aux, Const, NodeFlags, NodeId, Op, VarFlags};
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

    // -- local declarations ----------------------------------------------------------------------------

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
