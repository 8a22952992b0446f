//! Expressions (spec 12, sections 3 and 4).

use super::Order;
use crate::lower::facts::{MapSpeed, conversion_routine, map_speed};
use crate::lower::sinit;
use crate::tree::{Aux, Class, NodeFlags, NodeId, NodeList, Op, VarFlags};
use crate::types::{Kind, TypeId};

impl Order<'_, '_> {
    /// A name or literal with the value of `n`.
    pub(super) fn cheap(&mut self, n: NodeId) -> NodeId {
        match self.f.op(n) {
            Op::Name | Op::NameOffset | Op::Literal => n,
            Op::Len | Op::Cap => {
                let l = self.f.l(n);
                let cheap = self.cheap(l);
                self.with_operands(n, cheap, None)
            }
            _ => self.copy(n, false),
        }
    }

    /// An expression that may be evaluated twice and denotes the same place as `n`.
    pub(super) fn safe(&mut self, n: NodeId) -> NodeId {
        match self.f.op(n) {
            Op::Name | Op::NameOffset | Op::Literal => n,
            Op::Dot | Op::Len | Op::Cap => {
                let l = self.f.l(n);
                let safe = self.safe(l);
                self.with_operands(n, safe, None)
            }
            Op::DotPtr | Op::Deref => {
                let l = self.f.l(n);
                let cheap = self.cheap(l);
                self.with_operands(n, cheap, None)
            }
            Op::Index | Op::IndexMap => {
                let (l, r) = (self.f.l(n), self.f.r(n));
                let array = self.f.types().kind(self.f.ty(l)) == Kind::Array;
                let l = if array { self.safe(l) } else { self.cheap(l) };
                let r = self.cheap(r);
                self.with_operands(n, l, Some(r))
            }
            op => panic!("order: {op:?} denotes no place"),
        }
    }

    /// `n` if its operands are these already, else a copy of it with them.
    fn with_operands(&mut self, n: NodeId, l: NodeId, r: Option<NodeId>) -> NodeId {
        if self.f.left(n) == Some(l) && (r.is_none() || self.f.right(n) == r) {
            return n;
        }
        let c = self.f.copy(n);
        self.f.set_left(c, l);
        if let Some(r) = r {
            self.f.set_right(c, r);
        }
        c
    }

    /// An expression whose address the runtime may be given (spec 12, section 3).
    pub(super) fn addr_temp(&mut self, n: NodeId) -> NodeId {
        if self.f.constant(n).is_some() {
            return sinit::constant_temp(self.f, n);
        }
        if self.f.is_addr_ok(n) {
            return n;
        }
        self.copy(n, false)
    }

    /// A map key as the access routines of `map` want it.
    pub(super) fn map_key(&mut self, map: NodeId, key: NodeId) -> NodeId {
        match map_speed(self.f.types(), self.f.ty(map)) {
            MapSpeed::Slow => self.addr_temp(key),
            _ => key,
        }
    }

    /// Switches `string(bytes)` in a map key to the form without copy; whether there was one.
    pub(super) fn borrow_key_bytes(&mut self, key: NodeId) -> bool {
        match self.f.op(key) {
            Op::BytesToStr => {
                self.f.nm(key).op = Op::BytesToStrTmp;
                true
            }
            Op::StructLit | Op::ArrayLit => {
                let mut any = false;
                for e in self.f.items(self.f.n(key).list) {
                    let value = match self.f.op(e) {
                        Op::StructKey => self.f.l(e),
                        Op::Key => self.f.r(e),
                        _ => e,
                    };
                    any |= self.borrow_key_bytes(value);
                }
                any
            }
            _ => false,
        }
    }

    fn borrow_bytes(&mut self, n: NodeId) {
        if self.f.op(n) == Op::BytesToStr {
            self.f.nm(n).op = Op::BytesToStrTmp;
        }
    }

    /// Orders an expression; `target` is the left side if it is the right side of a simple
    /// assignment.
    pub(super) fn expr(&mut self, n: NodeId, target: Option<NodeId>) -> NodeId {
        let before = self.f.enter(n);
        self.init(n);
        let n = self.expr_at(n, target);
        self.f.restore(before);
        n
    }

    fn expr_at(&mut self, n: NodeId, target: Option<NodeId>) -> NodeId {
        let to_name = target.is_some_and(|t| self.is_name(t));
        match self.f.op(n) {
            Op::Wrapped | Op::Paren => {
                let l = self.f.l(n);
                self.expr(l, target)
            }
            op if op.is_call() => {
                self.call(n);
                self.copy_unless(n, to_name)
            }
            Op::Cap
            | Op::Complex
            | Op::Copy
            | Op::Imag
            | Op::Len
            | Op::MakeChan
            | Op::MakeMap
            | Op::MakeSlice
            | Op::New
            | Op::Real
            | Op::Recover
            | Op::StrToBytes
            | Op::StrToBytesTmp
            | Op::StrToRunes => {
                if self.f.is_rune_count(n) {
                    let runes = self.f.l(n);
                    self.operand_left(runes);
                } else {
                    self.operands(n);
                }
                self.copy_unless(n, to_name)
            }
            Op::Append => self.append(n, target),
            Op::Slice | Op::SliceArr | Op::SliceStr | Op::Slice3 | Op::Slice3Arr => {
                self.operand_left(n);
                let mut bounds = self.f.bounds(n);
                for b in bounds.iter_mut().flatten() {
                    let ordered = self.expr(*b, None);
                    *b = self.cheap(ordered);
                }
                self.f.set_bounds(n, bounds);
                let x = self.f.l(n);
                let in_place = to_name || target.is_some_and(|t| self.f.same_safe(t, x));
                self.copy_unless(n, in_place)
            }
            Op::AndAnd | Op::OrOr => self.short_circuit(n),
            Op::DotType | Op::DotType2 => {
                self.operand_left(n);
                let in_place = self.f.types().is_ptr_shaped(self.f.ty(n));
                if in_place { n } else { self.copy(n, true) }
            }
            Op::Recv => {
                self.operand_left(n);
                self.copy(n, true)
            }
            Op::IndexMap => {
                self.operands(n);
                let (map, key) = (self.f.l(n), self.f.r(n));
                let read = self.f.n(n).aux != Aux::Int(1);
                let copy = read && self.borrow_key_bytes(key);
                let key = self.map_key(map, key);
                self.f.set_right(n, key);
                if copy { self.copy(n, false) } else { n }
            }
            Op::ConvIface => {
                self.operand_left(n);
                let v = self.f.l(n);
                let (from, to) = (self.f.ty(v), self.f.ty(n));
                let types = self.f.types();
                if !types.is_interface(from) {
                    let by_address = conversion_routine(types, from, to).1;
                    if by_address || self.f.is_static_literal(v) {
                        let v = self.addr_temp(v);
                        self.f.set_left(n, v);
                    }
                }
                n
            }
            Op::ConvNop => {
                let v = self.f.l(n);
                let pointer_from_call = self.f.types().kind(self.f.ty(n)) == Kind::UnsafePtr
                    && self.f.types().kind(self.f.ty(v)) == Kind::Uintptr
                    && self.f.op(v).is_call();
                if !pointer_from_call {
                    self.operand_left(n);
                    return n;
                }
                // The result is no pointer until it is converted: the two stay together.
                self.init(v);
                self.call(v);
                self.copy_unless(n, to_name)
            }
            Op::AddStr => self.add_strings(n),
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                self.operands(n);
                let (l, r) = (self.f.l(n), self.f.r(n));
                match self.f.types().kind(self.f.ty(l)) {
                    Kind::String => {
                        self.borrow_bytes(l);
                        self.borrow_bytes(r);
                    }
                    Kind::Struct | Kind::Array => {
                        let l = self.addr_temp(l);
                        self.f.set_left(n, l);
                        let r = self.addr_temp(r);
                        self.f.set_right(n, r);
                    }
                    _ => {}
                }
                n
            }
            Op::Closure => {
                let captures = match self.f.n(n).aux {
                    Aux::Func(func) => !self.f.pkg.tree.funcs[func].captures.is_empty(),
                    _ => false,
                };
                if captures && self.f.has_flag(n, NodeFlags::TRANSIENT) {
                    let ty = self.f.closure_type(n);
                    self.reserve(n, ty);
                }
                n
            }
            Op::SliceLit => {
                self.operands(n);
                if self.f.has_flag(n, NodeFlags::TRANSIENT) {
                    let elem = self.f.types().elem(self.f.ty(n));
                    let ty = self.f.types().array(elem, self.f.slice_lit_len(n));
                    self.reserve(n, ty);
                }
                n
            }
            Op::CallPart => {
                self.operand_left(n);
                if self.f.has_flag(n, NodeFlags::TRANSIENT) {
                    let ty = self.f.method_value_type(n);
                    self.reserve(n, ty);
                }
                n
            }
            Op::MapLit => self.map_literal(n),
            Op::DotMeth => {
                self.operand_left(n);
                n
            }
            _ => {
                self.operands(n);
                n
            }
        }
    }

    /// A variable, or part of one that static initialisation leaves to code.
    fn is_name(&self, n: NodeId) -> bool {
        matches!(self.f.op(n), Op::Name | Op::NameOffset)
    }

    fn copy_unless(&mut self, n: NodeId, in_place: bool) -> NodeId {
        if in_place { n } else { self.copy(n, false) }
    }

    /// Backing store for `n` that is killed with the statement.
    fn reserve(&mut self, n: NodeId, ty: TypeId) {
        let var = self.temp(ty, false);
        self.f.nm(n).prealloc = Some(var).into();
    }

    fn operand_left(&mut self, n: NodeId) {
        if let Some(l) = self.f.left(n) {
            let l = self.expr(l, None);
            self.f.set_left(n, l);
        }
    }

    /// Left, right, list and second list, in this order.
    pub(super) fn operands(&mut self, n: NodeId) {
        self.operand_left(n);
        if let Some(r) = self.f.right(n) {
            let r = self.expr(r, None);
            self.f.set_right(n, r);
        }
        let (list, rlist) = (self.f.n(n).list, self.f.n(n).rlist);
        let list = self.expr_list(list);
        self.f.nm(n).list = list;
        let rlist = self.expr_list(rlist);
        self.f.nm(n).rlist = rlist;
    }

    pub(super) fn expr_list(&mut self, list: NodeList) -> NodeList {
        if list.is_empty() {
            return list;
        }
        let mut items = self.f.items(list);
        for n in &mut items {
            *n = self.expr(*n, None);
        }
        self.f.list(&items)
    }

    /// Callee and arguments of a call, or operands of a builtin. The call itself stays.
    pub(super) fn call(&mut self, n: NodeId) {
        self.operand_left(n);
        if !self.f.op(n).is_call() {
            if let Some(r) = self.f.right(n) {
                let r = self.expr(r, None);
                self.f.set_right(n, r);
            }
            let list = self.expr_list(self.f.n(n).list);
            self.f.nm(n).list = list;
            return;
        }
        // Backing store of the variadic arguments comes before the arguments.
        if let Some(dots) = self.f.right(n) {
            let fixed = self.f.types().sig(self.f.ty(self.f.l(n))).params.len() as i64 - 1;
            let extra = self.f.n(n).list.len() as i64 - fixed;
            if self.f.has_flag(dots, NodeFlags::TRANSIENT) {
                let elem = self.f.types().elem(self.f.ty(dots));
                let ty = self.f.types().array(elem, extra);
                self.reserve(dots, ty);
            }
        }
        let args = self.expr_list(self.f.n(n).list);
        self.f.nm(n).list = args;
        if self.f.op(n) != Op::CallInter {
            self.keep_uintptr_arguments(n);
        }
    }

    /// Pointers that a body-less callee (or one marked `go:uintptrescapes`) gets as integers
    /// stay alive until it returns (spec 12, section 6.6).
    fn keep_uintptr_arguments(&mut self, n: NodeId) {
        let callee = self.f.l(n);
        let name = match self.f.op(n) {
            Op::CallMeth => self.f.right(callee),
            _ => Some(callee),
        };
        let func = name
            .and_then(|n| self.f.var(n))
            .filter(|&v| self.f.pkg.tree.vars[v].class == Class::Func)
            .and_then(|v| self.f.pkg.tree.vars[v].func);
        let Some(func) = func else { return };
        let f = &self.f.pkg.tree.funcs[func];
        let marked = f.pragma.contains(crate::syntax::ast::Pragma::UINTPTR_ESCAPES);
        if f.has_body && !marked || f.flags.contains(crate::tree::FuncFlags::IMPORTED) {
            return;
        }
        let mut args = self.f.items(self.f.n(n).list);
        for a in &mut args {
            if self.f.types().kind(self.f.ty(*a)) == Kind::Uintptr {
                *a = self.keep_alive(*a);
            }
        }
        let list = self.f.list(&args);
        self.f.nm(n).list = list;
    }

    fn keep_alive(&mut self, arg: NodeId) -> NodeId {
        if self.f.op(arg) == Op::ConvNop && self.f.types().kind(self.f.ty(arg)) != Kind::UnsafePtr {
            let l = self.f.l(arg);
            let kept = self.keep_alive(l);
            self.f.set_left(arg, kept);
            return arg;
        }
        if self.f.types().kind(self.f.ty(arg)) != Kind::UnsafePtr {
            return arg;
        }
        let t = self.copy(arg, false);
        let var = self.f.var(t).expect("a temporary is a name");
        self.f.pkg.tree.vars[var].flags |= VarFlags::KEEP_ALIVE;
        t
    }

    fn append(&mut self, n: NodeId, target: Option<NodeId>) -> NodeId {
        let mut items = self.f.items(self.f.n(n).list);
        if self.f.is_append_of_make(n) {
            items[0] = self.expr(items[0], None);
            self.operand_left(items[1]);
        } else {
            for a in &mut items {
                *a = self.expr(*a, None);
            }
        }
        let list = self.f.list(&items);
        self.f.nm(n).list = list;
        let in_place = target.is_some_and(|t| self.is_name(t) || self.f.same_safe(t, items[0]));
        self.copy_unless(n, in_place)
    }

    /// `a && b` becomes `r = a; if r { r = b }`, `a || b` the same with the branches exchanged.
    fn short_circuit(&mut self, n: NodeId) -> NodeId {
        let (l, r) = (self.f.l(n), self.f.r(n));
        let result = self.temp(self.f.ty(n), false);
        let result = self.node_of(result);
        let l = self.expr(l, None);
        let first = self.f.assign(result, l);
        self.out.push(first);

        let out = std::mem::take(&mut self.out);
        let mark = self.mark();
        let r = self.expr(r, None);
        let second = self.f.assign(result, r);
        self.out.push(second);
        self.clean(mark);
        let rest = std::mem::replace(&mut self.out, out);

        let test = match self.f.op(n) {
            Op::AndAnd => self.f.if_(result, &rest, &[]),
            _ => self.f.if_(result, &[], &rest),
        };
        self.out.push(test);
        result
    }

    fn add_strings(&mut self, n: NodeId) -> NodeId {
        let list = self.expr_list(self.f.n(n).list);
        self.f.nm(n).list = list;
        if list.len() > 5 {
            let ty = self.f.types().array(TypeId::STRING, list.len() as i64);
            self.reserve(n, ty);
        }
        // With a non-empty constant among them the result is never one of the operands.
        let items = self.f.items(list);
        if items.iter().any(|&s| self.f.str_const(s).is_some_and(|s| !s.is_empty())) {
            for s in items {
                self.borrow_bytes(s);
            }
        }
        n
    }

    /// Entries of a map literal that need code become assignments to the map, in order, after
    /// the map with the others was made (spec 12, section 16.6).
    fn map_literal(&mut self, n: NodeId) -> NodeId {
        let is_static =
            |o: &Self, e| o.f.is_static_literal(o.f.l(e)) && o.f.is_static_literal(o.f.r(e));
        let (mut statics, mut dynamics) = (Vec::new(), Vec::new());
        for e in self.f.items(self.f.n(n).list) {
            let mut fixed = is_static(self, e);
            if fixed {
                // Ordering may make it dynamic: conversions to interfaces take temporaries.
                let before = self.f.enter(e);
                self.operands(e);
                self.f.restore(before);
                fixed = is_static(self, e);
            }
            if fixed { statics.push(e) } else { dynamics.push(e) }
        }
        let list = self.f.list(&statics);
        self.f.nm(n).list = list;
        if dynamics.is_empty() {
            return n;
        }
        let ty = self.f.ty(n);
        let map = self.temp(ty, false);
        let map = self.node_of(map);
        let make = self.f.assign(map, n);
        self.stmt(make);
        let elem = self.f.types().elem(ty);
        for e in dynamics {
            let (k, v) = (self.f.l(e), self.f.r(e));
            let place = self.f.bin(Op::IndexMap, elem, map, k);
            self.f.nm(place).aux = Aux::Int(1);
            let insert = self.f.assign(place, v);
            self.stmt(insert);
        }
        map
    }
}
