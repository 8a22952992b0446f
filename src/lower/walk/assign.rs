//! Assignments (spec 12, section 7).

use super::{Init, Walk};
use crate::tree::{Aux, Class, NodeFlags, NodeId, Op, VarFlags};
use crate::types::{ChanDir, Kind, Type, TypeId};

impl Walk<'_, '_> {
    /// `l = r`, `l op= r`
    pub(super) fn assign(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let target = self.f.l(n);
        // `m[k] = append(m[k], ...)`: one insertion, then an append in place.
        let map_append = self.f.op(target) == Op::IndexMap
            && self.f.right(n).is_some_and(|r| self.f.op(r) == Op::Append);
        let l = self.expr(target, init);
        let l = self.safe(l, init);
        self.f.set_left(n, l);
        if map_append {
            let r = self.f.r(n);
            let mut items = self.f.items(self.f.n(r).list);
            items[0] = l;
            let list = self.f.list(&items);
            self.f.nm(r).list = list;
        }
        if self.f.op(n) == Op::AsOp {
            self.spell_out(n, l);
        }
        if self.assign_literal(n, init) {
            return n;
        }
        let Some(r) = self.f.right(n) else { return n };
        if self.f.is_zero(r) {
            return n;
        }
        match self.f.op(r) {
            Op::Recv => {
                let c = self.f.l(r);
                let c = self.expr(c, init);
                return self.receive_call(c, Some(l), init);
            }
            Op::Append => {
                let value = if self.f.is_append_of_make(r) {
                    self.append_make(r, init)
                } else if self.f.has_flag(r, NodeFlags::DOTS) {
                    self.append_slice(r, init)
                } else {
                    self.append_values(r, l, init)
                };
                self.f.set_right(n, value);
                if self.f.op(value) == Op::Append {
                    let elem = self.f.types().elem(self.f.ty(value));
                    let word = self.f.type_word(elem);
                    self.f.set_left(value, word);
                    return n;
                }
            }
            _ => {
                let r = self.expr(r, init);
                self.f.set_right(n, r);
            }
        }
        self.convert_assign(n, init);
        n
    }

    /// `l op= r` becomes `l = l op r`.
    fn spell_out(&mut self, n: NodeId, l: NodeId) {
        let Aux::Op(op) = self.f.n(n).aux else { panic!("walk: op= without operator") };
        let (ty, r) = (self.f.ty(l), self.f.r(n));
        let value = if op == Op::Add && self.f.types().is_string(ty) {
            let mut parts = vec![l];
            match self.f.op(r) {
                Op::AddStr => parts.extend(self.f.items(self.f.n(r).list)),
                _ => parts.push(r),
            }
            let sum = self.f.nod(Op::AddStr, ty);
            let list = self.f.list(&parts);
            self.f.nm(sum).list = list;
            sum
        } else {
            self.f.bin(op, ty, l, r)
        };
        self.f.set_right(n, value);
        let node = self.f.nm(n);
        node.op = Op::As;
        node.aux = Aux::None;
    }

    /// Gives an assignment's right side the type of its left.
    pub(super) fn convert_assign(&mut self, n: NodeId, init: &mut Init) {
        if let (Some(l), Some(r)) = (self.f.left(n), self.f.right(n))
            && !self.f.is_blank(l)
            && !self.f.types().identical(self.f.ty(l), self.f.ty(r))
        {
            let ty = self.f.ty(l);
            let r = self.f.assign_conv(r, ty);
            let r = self.expr(r, init);
            self.f.set_right(n, r);
        }
        self.f.update_has_call(n);
    }

    // -- parallel assignment (spec 12, section 7.2) ------------------------------------------------

    pub(super) fn assign_parallel(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (list, rlist) = (self.f.n(n).list, self.f.n(n).rlist);
        let mut targets = self.f.items(list);
        self.safe_list(&mut targets, init);
        let mut values = self.f.items(rlist);
        self.safe_list(&mut values, init);
        let stmts = self.parallel(false, &mut targets, &mut values, init);
        self.f.block(&stmts)
    }

    fn safe_list(&mut self, items: &mut [NodeId], init: &mut Init) {
        for n in items {
            let safe = self.safe(*n, init);
            *n = self.safe_walked(safe, init);
        }
    }

    /// Walks a safe expression; map elements as targets wait until their assignment.
    fn safe_walked(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        self.expr(n, init)
    }

    /// Assignments of `values` to `targets` as if at once. In a `return`, `x = x` is left out.
    pub(super) fn parallel(
        &mut self,
        is_return: bool,
        targets: &mut [NodeId],
        values: &mut [NodeId],
        init: &mut Init,
    ) -> Vec<NodeId> {
        for t in targets.iter_mut() {
            *t = self.safe(*t, init);
        }
        for v in values.iter_mut() {
            *v = self.safe(*v, init);
        }
        let mut all = Vec::new();
        for (&t, &v) in targets.iter().zip(values.iter()) {
            if is_return && self.f.same_safe(t, v) {
                continue;
            }
            let a = self.f.assign(t, v);
            if self.f.op(t) != Op::IndexMap {
                self.convert_assign(a, init);
            }
            all.push(a);
        }
        self.save_early(all)
    }

    /// Copies what an earlier assignment of the list may change before any of them is made.
    fn save_early(&mut self, all: Vec<NodeId>) -> Vec<NodeId> {
        let (mut early, mut map_init) = (Vec::new(), Vec::new());
        for i in 0..all.len() {
            let mut place = self.f.l(all[i]);
            loop {
                match self.f.op(place) {
                    Op::Dot | Op::Paren => place = self.f.l(place),
                    Op::Index if self.is_array(self.f.l(place)) => {
                        self.save_right(place, &all, i, &mut early);
                        place = self.f.l(place);
                    }
                    _ => break,
                }
            }
            match self.f.op(place) {
                Op::Index | Op::IndexMap => {
                    self.save_left(place, &all, i, &mut early);
                    self.save_right(place, &all, i, &mut early);
                    if self.f.op(place) == Op::IndexMap {
                        self.convert_assign(all[i], &mut map_init);
                    }
                }
                Op::Deref | Op::DotPtr => self.save_left(place, &all, i, &mut early),
                _ => {}
            }
            self.save_right(all[i], &all, i, &mut early);
        }
        map_init.extend(early);
        map_init.extend(all);
        map_init
    }

    fn is_array(&self, n: NodeId) -> bool {
        self.f.types().kind(self.f.ty(n)) == Kind::Array
    }

    fn save_left(&mut self, n: NodeId, all: &[NodeId], i: usize, early: &mut Vec<NodeId>) {
        if let Some(l) = self.f.left(n) {
            let l = self.save(l, all, i, early);
            self.f.set_left(n, l);
        }
    }

    fn save_right(&mut self, n: NodeId, all: &[NodeId], i: usize, early: &mut Vec<NodeId>) {
        if let Some(r) = self.f.right(n) {
            let r = self.save(r, all, i, early);
            self.f.set_right(n, r);
        }
    }

    fn save(&mut self, n: NodeId, all: &[NodeId], i: usize, early: &mut Vec<NodeId>) -> NodeId {
        if !self.is_changed_by(n, &all[..i]) {
            return n;
        }
        let t = self.f.temp(self.f.ty(n));
        early.push(self.f.assign(t, n));
        t
    }

    /// Whether the assignments may change the value of `n`.
    fn is_changed_by(&self, mut n: NodeId, earlier: &[NodeId]) -> bool {
        while self.f.op(n) == Op::Dot {
            n = self.f.l(n);
        }
        let mut writes = false;
        for &a in earlier {
            let mut outer = self.f.outer_value(self.f.l(a));
            while self.f.op(outer) == Op::Dot {
                outer = self.f.l(outer);
            }
            if self.f.op(outer) != Op::Name {
                writes = true;
            } else if self.is_plain_local(n) {
                if self.f.var(outer) == self.f.var(n) {
                    return true;
                }
            } else {
                writes = true;
            }
        }
        writes && !self.is_pure(n)
    }

    /// A local, parameter or result in the frame whose address nobody took.
    fn is_plain_local(&self, n: NodeId) -> bool {
        matches!(self.f.class(n), Some(Class::Auto | Class::Param | Class::Result))
            && !self.f.var_has(n, VarFlags::ADDR_TAKEN)
    }

    /// Computed from constants and plain locals alone.
    fn is_pure(&self, n: NodeId) -> bool {
        let parts = |f: &Self| {
            let node = f.f.n(n);
            [node.left, node.right].iter().filter_map(|o| o.expand()).all(|o| f.is_pure(o))
        };
        match self.f.op(n) {
            Op::Literal => true,
            Op::Name => self.is_plain_local(n),
            Op::Add
            | Op::Sub
            | Op::Or
            | Op::Xor
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::Shl
            | Op::Shr
            | Op::And
            | Op::AndNot
            | Op::Plus
            | Op::Neg
            | Op::Com
            | Op::AndAnd
            | Op::OrOr
            | Op::Conv
            | Op::ConvNop
            | Op::ConvIface => parts(self),
            Op::DotType => self.f.left(n).is_some_and(|l| self.is_pure(l)),
            _ => false,
        }
    }

    // -- several values of one operand ---------------------------------------------------------------

    /// `a, b = f()`: the call, then each target from its result slot.
    pub(super) fn assign_results(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let mut targets = self.f.items(self.f.n(n).list);
        self.safe_list(&mut targets, init);
        let list = self.f.list(&targets);
        self.f.nm(n).list = list;
        let call = self.f.items(self.f.n(n).rlist)[0];
        let call = self.expr(call, init);
        if self.is_intrinsic(call) {
            let rlist = self.f.list(&[call]);
            self.f.nm(n).rlist = rlist;
            return n;
        }
        init.push(call);
        let stmts = self.from_results(&targets, call);
        self.f.block(&stmts)
    }

    /// Whether SSA construction replaces the call, which has several results (spec 20, section 16).
    fn is_intrinsic(&self, call: NodeId) -> bool {
        let callee = self.f.l(call);
        let Some(v) = self.f.var(callee) else { return false };
        let var = &self.f.pkg.tree.vars[v];
        var.class == Class::Func
            && matches!(
                var.link_name.as_str(),
                "math/bits.Mul64"
                    | "math/bits.Mul"
                    | "math/bits.Add64"
                    | "math/bits.Add"
                    | "math/bits.Sub64"
                    | "math/bits.Sub"
                    | "math/bits.Div64"
                    | "math/bits.Div"
                    | "math/big.mulWW"
                    | "math/big.divWW"
                    | "runtime/internal/math.MulUintptr"
            )
    }

    /// Assignments that read the results of a call just made. Those that may call wait until all
    /// results were read.
    fn from_results(&mut self, targets: &[NodeId], call: NodeId) -> Vec<NodeId> {
        let callee = self.f.l(call);
        let layout = self.call_layout(call, callee);
        let types = match self.f.types().get(self.f.ty(call)) {
            Type::Results(tys) => tys.clone(),
            _ => vec![self.f.ty(call)],
        };
        let (mut now, mut later) = (Vec::new(), Vec::new());
        for ((&t, &ty), offset) in targets.iter().zip(&types).zip(layout) {
            if self.f.is_blank(t) {
                continue;
            }
            let mut place = t;
            if self.may_call(t, ty) {
                place = self.f.temp(ty);
                let a = self.f.assign(t, place);
                self.convert_assign(a, &mut later);
                later.push(a);
            }
            let result = self.f.nod(Op::Result, ty);
            self.f.nm(result).aux = Aux::Int(offset);
            let a = self.f.assign(place, result);
            self.convert_assign(a, &mut now);
            now.push(a);
        }
        now.extend(later);
        now
    }

    /// Offsets of the results of a call in the argument area.
    fn call_layout(&self, call: NodeId, callee: NodeId) -> Vec<i64> {
        let types = self.f.types();
        let mut sig = types.sig(self.f.ty(callee)).clone();
        match self.f.op(call) {
            Op::CallInter if sig.recv.is_none() => sig.recv = Some(TypeId::UINTPTR),
            _ => {}
        }
        let ty = types.intern(Type::Func(sig));
        types.arg_layout(ty).results
    }

    /// `v, ok = <-c`: order made both targets temporaries.
    pub(super) fn assign_received(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let mut targets = self.f.items(self.f.n(n).list);
        self.safe_list(&mut targets, init);
        let recv = self.f.items(self.f.n(n).rlist)[0];
        let c = self.f.l(recv);
        let c = self.expr(c, init);
        let (ty, elem) = (self.f.ty(c), self.f.types().elem(self.f.ty(c)));
        let ptr = self.f.types().ptr(elem);
        let to =
            if self.f.is_blank(targets[0]) { self.f.nil(ptr) } else { self.f.addr(targets[0]) };
        let params = [self.directed(ty, ChanDir::Recv), ptr];
        let call = self.runtime_call_typed("chanrecv2", &params, &[TypeId::BOOL], &[c, to], init);
        let a = self.f.assign(targets[1], call);
        self.f.update_has_call(a);
        a
    }

    /// `chanrecv1(c, &to)`, as a statement.
    pub(super) fn receive_call(
        &mut self,
        c: NodeId,
        to: Option<NodeId>,
        init: &mut Init,
    ) -> NodeId {
        let ty = self.f.ty(c);
        let ptr = self.f.types().ptr(self.f.types().elem(ty));
        let to = match to {
            Some(to) => self.f.addr(to),
            None => self.f.nil(ptr),
        };
        let ty = self.directed(ty, ChanDir::Recv);
        self.runtime_call_typed("chanrecv1", &[ty, ptr], &[], &[c, to], init)
    }

    /// The channel type that a routine takes: one direction only, unnamed.
    pub(super) fn directed(&self, ty: TypeId, dir: ChanDir) -> TypeId {
        let types = self.f.types();
        types.chan(types.elem(ty), dir)
    }

    /// `chansend1(c, &v)`
    pub(super) fn send(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (c, v) = (self.f.l(n), self.f.r(n));
        let ty = self.f.ty(c);
        let elem = self.f.types().elem(ty);
        let v = self.f.assign_conv(v, elem);
        let v = self.expr(v, init);
        let at = self.f.addr(v);
        let ptr = self.f.ty(at);
        let ty = self.directed(ty, ChanDir::Send);
        self.runtime_call_typed("chansend1", &[ty, ptr], &[], &[c, at], init)
    }
}
