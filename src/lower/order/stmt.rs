//! Statements (spec 12, section 5).

use super::Order;
use crate::tree::{Aux, NodeId, Op};
use crate::types::{Kind, TypeId};

impl Order<'_, '_> {
    /// Orders a statement, appending to the statements made so far.
    pub(super) fn stmt(&mut self, n: NodeId) {
        let before = self.f.enter(n);
        self.init(n);
        self.stmt_at(n);
        self.f.restore(before);
    }

    fn stmt_at(&mut self, n: NodeId) {
        let mark = self.mark();
        match self.f.op(n) {
            Op::ExprStmt | Op::Wrapped | Op::Paren => {
                let l = self.f.l(n);
                return self.stmt(l);
            }
            Op::As => {
                let l = self.f.l(n);
                let l = self.expr(l, None);
                self.f.set_left(n, l);
                if let Some(r) = self.f.right(n) {
                    let r = self.expr(r, Some(l));
                    self.f.set_right(n, r);
                }
                self.finish_assign(n);
            }
            Op::AsOp => {
                self.operands(n);
                let l = self.f.l(n);
                let op = match self.f.n(n).aux {
                    Aux::Op(op) => op,
                    _ => panic!("order: op= without operator"),
                };
                if self.f.op(l) == Op::IndexMap && matches!(op, Op::Div | Op::Mod) {
                    self.divide_map_element(n, op);
                }
                self.finish_assign(n);
            }
            Op::As2 => {
                let list = self.expr_list(self.f.n(n).list);
                self.f.nm(n).list = list;
                let rlist = self.expr_list(self.f.n(n).rlist);
                self.f.nm(n).rlist = rlist;
                self.finish_parallel(n);
            }
            Op::As2Func => {
                let list = self.expr_list(self.f.n(n).list);
                self.f.nm(n).list = list;
                let call = self.f.items(self.f.n(n).rlist)[0];
                self.init(call);
                self.call(call);
                self.results_to_temps(n);
            }
            Op::As2Recv | Op::As2MapR | Op::As2DotType => {
                let list = self.expr_list(self.f.n(n).list);
                self.f.nm(n).list = list;
                let r = self.f.items(self.f.n(n).rlist)[0];
                self.operands(r);
                if self.f.op(r) == Op::IndexMap {
                    let (map, key) = (self.f.l(r), self.f.r(r));
                    self.borrow_key_bytes(key);
                    let key = self.map_key(map, key);
                    self.f.set_right(r, key);
                }
                self.value_and_ok(n, r);
            }
            Op::Block | Op::Empty => return self.stmt_list(self.f.n(n).list),
            Op::Break
            | Op::Continue
            | Op::Dcl
            | Op::DclConst
            | Op::DclType
            | Op::Fallthrough
            | Op::Goto
            | Op::Label
            | Op::TailCall
            | Op::VarDef
            | Op::VarKill
            | Op::VarLive
            | Op::InlMark => return self.out.push(n),
            Op::CallFunc | Op::CallMeth | Op::CallInter => {
                self.call(n);
                self.out.push(n);
            }
            Op::Close
            | Op::Copy
            | Op::Print
            | Op::Println
            | Op::Recover
            | Op::Recv
            | Op::CheckNil => {
                self.operands(n);
                self.out.push(n);
            }
            Op::Go | Op::Defer => {
                let call = self.f.l(n);
                self.init(call);
                self.call(call);
                self.out.push(n);
            }
            Op::Delete => {
                let mut items = self.f.items(self.f.n(n).list);
                items[0] = self.expr(items[0], None);
                items[1] = self.expr(items[1], None);
                items[1] = self.map_key(items[0], items[1]);
                let list = self.f.list(&items);
                self.f.nm(n).list = list;
                self.out.push(n);
            }
            Op::Panic => {
                // walk converts it to an interface, by way of its address.
                let v = self.f.l(n);
                let mut v = self.expr(v, None);
                if !self.f.types().is_interface(self.f.ty(v)) {
                    v = self.addr_temp(v);
                }
                self.f.set_left(n, v);
                self.out.push(n);
            }
            Op::Send => {
                self.operands(n);
                let v = self.f.r(n);
                let v = self.addr_temp(v);
                self.f.set_right(n, v);
                self.out.push(n);
            }
            Op::If => return self.if_stmt(n, mark),
            Op::For | Op::ForUntil => self.for_stmt(n, mark),
            Op::Range => self.range(n),
            Op::Return => {
                // The temporaries live on to the end of the enclosing block.
                let list = self.expr_list(self.f.n(n).list);
                self.f.nm(n).list = list;
                return self.out.push(n);
            }
            Op::Switch => {
                if let Some(tag) = self.f.left(n) {
                    let tag = self.expr(tag, None);
                    self.f.set_left(n, tag);
                }
                for case in self.f.items(self.f.n(n).list) {
                    let list = self.list_in_place(self.f.n(case).list);
                    self.f.nm(case).list = list;
                    let body = self.block(self.f.n(case).body, Vec::new());
                    self.f.nm(case).body = body;
                }
                self.out.push(n);
            }
            Op::Select => return self.select(n),
            // An expression on its own: a conversion or the like left by an expanded call.
            _ => {
                let e = self.expr(n, None);
                if !matches!(self.f.op(e), Op::Name | Op::Literal) {
                    self.out.push(e);
                }
            }
        }
        self.clean(mark);
    }

    // -- assignments ------------------------------------------------------------------------------

    /// Emits `l = r` or `l op= r`; the value of a map element is evaluated before the insertion.
    fn finish_assign(&mut self, n: NodeId) {
        if self.f.op(self.f.l(n)) == Op::IndexMap
            && let Some(r) = self.f.right(n)
        {
            if self.f.op(r) == Op::Append {
                let mut items = self.f.items(self.f.n(r).list);
                for a in &mut items[1..] {
                    *a = self.cheap(*a);
                }
                let list = self.f.list(&items);
                self.f.nm(r).list = list;
            } else {
                let r = self.cheap(r);
                self.f.set_right(n, r);
            }
        }
        self.out.push(n);
    }

    /// `m[k] /= v` becomes `m[k] = m[k] / v`, so that a zero divisor panics before the insertion.
    fn divide_map_element(&mut self, n: NodeId, op: Op) {
        let l = self.f.l(n);
        let l = self.safe(l);
        self.f.set_left(n, l);
        let read = self.f.copy(l);
        self.f.nm(read).aux = Aux::None;
        let old = self.copy(read, false);
        let (ty, r) = (self.f.ty(l), self.f.r(n));
        let value = self.f.bin(op, ty, old, r);
        let value = self.expr(value, None);
        self.f.set_right(n, value);
        let node = self.f.nm(n);
        node.op = Op::As;
        node.aux = Aux::None;
    }

    /// Emits an assignment of several targets; map elements are assigned after it.
    fn finish_parallel(&mut self, n: NodeId) {
        let mut targets = self.f.items(self.f.n(n).list);
        let mut after = Vec::new();
        for t in &mut targets {
            if self.f.op(*t) != Op::IndexMap {
                continue;
            }
            let (map, key) = (self.f.l(*t), self.f.r(*t));
            if !self.f.is_auto_temp(map) {
                let map = self.copy(map, false);
                self.f.set_left(*t, map);
            }
            if !self.f.is_auto_temp(key) {
                let key = self.copy(key, false);
                self.f.set_right(*t, key);
            }
            let ty = self.f.ty(*t);
            let value = self.temp(ty, false);
            let value = self.node_of(value);
            let insert = self.f.assign(*t, value);
            after.push(insert);
            *t = value;
        }
        let list = self.f.list(&targets);
        self.f.nm(n).list = list;
        self.out.push(n);
        self.out.extend(after);
    }

    /// `a, b = f()`: every target but blank ones gets a temporary, then `a, b = t1, t2`.
    fn results_to_temps(&mut self, n: NodeId) {
        let mut temps = self.f.items(self.f.n(n).list);
        let (mut from, mut to) = (Vec::new(), Vec::new());
        for t in &mut temps {
            if self.f.is_blank(*t) {
                continue;
            }
            let ty = self.f.ty(*t);
            let clear = self.f.types().has_pointers(ty);
            let var = self.temp(ty, clear);
            to.push(*t);
            *t = self.node_of(var);
            from.push(*t);
        }
        let list = self.f.list(&temps);
        self.f.nm(n).list = list;
        self.out.push(n);
        let assign = self.f.nod(Op::As2, TypeId::INVALID);
        let (to, from) = (self.f.list(&to), self.f.list(&from));
        self.f.nm(assign).list = to;
        self.f.nm(assign).rlist = from;
        self.stmt(assign);
    }

    /// `v, ok = m[k]`, `x.(T)`, `<-c`: through temporaries of the operand's type and bool.
    fn value_and_ok(&mut self, n: NodeId, r: NodeId) {
        let targets = self.f.items(self.f.n(n).list);
        let (v, ok) = (targets[0], targets[1]);
        let recv = self.f.op(n) == Op::As2Recv;
        let ty = self.value_type(r);
        let mut temps = [v, ok];
        if recv || !self.f.is_blank(v) {
            let clear = self.f.types().has_pointers(ty);
            let t = self.temp(ty, clear);
            temps[0] = self.node_of(t);
        }
        if recv || !self.f.is_blank(ok) {
            let t = self.temp(TypeId::BOOL, false);
            temps[1] = self.node_of(t);
        }
        let list = self.f.list(&temps);
        self.f.nm(n).list = list;
        self.out.push(n);
        if temps[0] != v {
            let value = self.f.assign_conv(temps[0], self.f.ty(v));
            let assign = self.f.assign(v, value);
            self.finish_assign(assign);
        }
        if temps[1] != ok {
            let value = self.ok_value(ok, temps[1]);
            let assign = self.f.assign(ok, value);
            self.finish_assign(assign);
        }
    }

    /// Type of the first value of a comma-ok operand.
    fn value_type(&self, r: NodeId) -> TypeId {
        let types = self.f.types();
        match self.f.op(r) {
            Op::Recv | Op::IndexMap => types.elem(self.f.ty(self.f.l(r))),
            _ => match types.get(self.f.ty(r)) {
                crate::types::Type::Results(tys) => tys[0],
                _ => self.f.ty(r),
            },
        }
    }

    /// The value for an `ok` target, converted to its type.
    pub(super) fn ok_value(&mut self, ok: NodeId, value: NodeId) -> NodeId {
        if self.f.is_blank(ok) {
            return value;
        }
        let ty = self.f.ty(ok);
        match self.f.types().is_interface(ty) {
            true => self.f.assign_conv(value, ty),
            false => self.f.conv(value, ty),
        }
    }

    // -- control ----------------------------------------------------------------------------------

    fn if_stmt(&mut self, n: NodeId, mark: usize) {
        let cond = self.f.l(n);
        let cond = self.expr_in_place(cond);
        self.f.set_left(n, cond);
        let kills = self.kills(mark);
        let kills_else = self.kills(mark);
        self.release(mark);
        let body = self.block(self.f.n(n).body, kills);
        self.f.nm(n).body = body;
        let other = self.block(self.f.n(n).rlist, kills_else);
        self.f.nm(n).rlist = other;
        self.out.push(n);
    }

    fn for_stmt(&mut self, n: NodeId, mark: usize) {
        if let Some(cond) = self.f.left(n) {
            let cond = self.expr_in_place(cond);
            self.f.set_left(n, cond);
        }
        let kills = self.kills(mark);
        let body = self.block(self.f.n(n).body, kills);
        self.f.nm(n).body = body;
        let post = match self.f.right(n) {
            Some(post) => self.stmt_in_place(post),
            None => self.f.block(&[]),
        };
        self.f.set_right(n, post);
        self.out.push(n);
    }

    /// The operand is evaluated once and copied where the loop looks at it again (spec 12,
    /// section 9.3).
    fn range(&mut self, n: NodeId) {
        let x = self.f.r(n);
        if self.f.op(x) == Op::StrToBytes {
            self.f.nm(x).op = Op::StrToBytesTmp;
        }
        let mut x = self.expr(x, None);
        let xt = self.f.ty(x);
        let vars = self.f.items(self.f.n(n).list);
        let mut order_body = true;
        match self.f.types().kind(xt) {
            Kind::Array | Kind::Slice | Kind::Ptr => {
                if vars.get(1).is_some_and(|&v| !self.f.is_blank(v)) {
                    x = self.copy(x, false);
                }
            }
            Kind::Map => {
                self.f.set_right(n, x);
                if self.f.is_map_clear(n) {
                    order_body = false;
                } else {
                    x = self.copy(x, false);
                    let ty = self.f.types().map_iter(xt);
                    let iter = self.temp(ty, true);
                    self.f.nm(n).prealloc = Some(iter).into();
                }
            }
            _ => {
                if self.f.types().is_string(xt) {
                    x = self.f.conv(x, TypeId::STRING);
                }
                x = self.copy(x, false);
            }
        }
        self.f.set_right(n, x);
        let list = self.list_in_place(self.f.n(n).list);
        self.f.nm(n).list = list;
        if order_body {
            let body = self.block(self.f.n(n).body, Vec::new());
            self.f.nm(n).body = body;
        }
        self.out.push(n);
    }
}
