//! Comparisons (spec 12, section 13) and range tests (section 23.1).

use super::{Init, Walk};
use crate::lower::facts::{max_int, n_components, to_unsigned};
use crate::tree::{Const, NodeId, Op};
use crate::types::alg::Alg;
use crate::types::{Kind, PkgId, TypeId};

/// Strings and arrays up to this many bytes are compared in chunks.
const MAX_CHUNKED: i64 = 16;

/// How the parts of a comparison are joined.
#[derive(Clone, Copy)]
struct Join {
    /// `Eq` or `Ne`.
    op: Op,
    /// `AndAnd` for `Eq`, `OrOr` for `Ne`.
    with: Op,
}

impl Join {
    fn of(op: Op) -> Join {
        let with = if op == Op::Eq { Op::AndAnd } else { Op::OrOr };
        Join { op, with }
    }
}

/// The operator for exchanged operands.
fn mirrored(op: Op) -> Op {
    match op {
        Op::Lt => Op::Gt,
        Op::Le => Op::Ge,
        Op::Gt => Op::Lt,
        Op::Ge => Op::Le,
        op => op,
    }
}

/// The operator of the negated comparison.
fn negated(op: Op) -> Op {
    match op {
        Op::Eq => Op::Ne,
        Op::Ne => Op::Eq,
        Op::Lt => Op::Ge,
        Op::Le => Op::Gt,
        Op::Gt => Op::Le,
        Op::Ge => Op::Lt,
        op => op,
    }
}

impl Walk<'_, '_> {
    pub(super) fn compare(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (l, r) = (self.f.l(n), self.f.r(n));
        let (li, ri) = (self.is_interface(l), self.is_interface(r));
        let literal = |w: &Self, n| w.f.op(n) == Op::Literal;
        if li && ri && !literal(self, l) && !literal(self, r) {
            return self.compare_interfaces(n, init);
        }
        let string = |w: &Self, n| w.f.types().is_string(w.f.ty(n));
        if string(self, l) && string(self, r) {
            return self.compare_strings(n, init);
        }
        let l = self.expr(l, init);
        self.f.set_left(n, l);
        let r = self.expr(r, init);
        self.f.set_right(n, r);
        let (li, ri) = (self.is_interface(l), self.is_interface(r));
        if li != ri {
            return self.compare_mixed(n, init);
        }
        match self.f.types().kind(self.f.ty(l)) {
            Kind::Array | Kind::Struct => self.compare_aggregates(n, init),
            _ => n,
        }
    }

    /// Gives the replacement the type of the comparison, and walks it.
    fn finish(&mut self, n: NodeId, mut expr: NodeId, init: &mut Init) -> NodeId {
        let ty = self.f.ty(n);
        if !self.f.types().identical(self.f.ty(expr), ty) || self.is_untyped(expr) {
            expr = self.f.un(Op::ConvNop, ty, expr);
        }
        self.expr(expr, init)
    }

    /// Comparisons have no type of their own until something converts them; joined with a typed
    /// operand they take its.
    fn is_untyped(&self, n: NodeId) -> bool {
        match self.f.op(n) {
            Op::AndAnd | Op::OrOr => self.is_untyped(self.f.l(n)) && self.is_untyped(self.f.r(n)),
            Op::Not => self.is_untyped(self.f.l(n)),
            op => op.is_comparison(),
        }
    }

    fn test(&mut self, op: Op, l: NodeId, r: NodeId) -> NodeId {
        self.f.bin(op, TypeId::BOOL, l, r)
    }

    fn not(&mut self, n: NodeId) -> NodeId {
        self.f.un(Op::Not, TypeId::BOOL, n)
    }

    // -- interfaces ------------------------------------------------------------------------------

    fn compare_interfaces(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let r = self.f.r(n);
        let r = self.cheap(r, init);
        let l = self.f.l(n);
        let l = self.cheap(l, init);
        self.f.set_left(n, l);
        self.f.set_right(n, r);
        let empty = self.f.types().is_empty_interface(self.f.ty(l));
        let name = if empty { "efaceeq" } else { "ifaceeq" };
        let (lt, rt) = (self.f.itab_of(l), self.f.itab_of(r));
        let ld = self.f.un(Op::IData, TypeId::UNSAFE_POINTER, l);
        let rd = self.f.un(Op::IData, TypeId::UNSAFE_POINTER, r);
        let word = self.f.ty(lt);
        let params = [word, TypeId::UNSAFE_POINTER, TypeId::UNSAFE_POINTER];
        let ty = self.f.ty(n);
        let call = self.runtime_call_typed(name, &params, &[TypeId::BOOL], &[lt, ld, rd], init);
        self.f.nm(call).ty = ty;
        let expr = if self.f.op(n) == Op::Eq {
            let same = self.test(Op::Eq, lt, rt);
            self.f.bin(Op::AndAnd, ty, same, call)
        } else {
            let differ = self.test(Op::Ne, lt, rt);
            let call = self.f.un(Op::Not, ty, call);
            self.f.bin(Op::OrOr, ty, differ, call)
        };
        self.finish(n, expr, init)
    }

    /// An interface and a concrete value: same type, then same value.
    fn compare_mixed(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (l, r) = (self.f.l(n), self.f.r(n));
        let l = self.cheap(l, init);
        let r = self.cheap(r, init);
        let (iface, value) = if self.is_interface(r) { (r, l) } else { (l, r) };
        let join = Join::of(self.f.op(n));
        let ty = self.f.ty(value);
        let tab = self.f.itab_of(iface);
        let want = self.f.type_word(ty);
        let same_type = if self.f.types().is_empty_interface(self.f.ty(iface)) {
            let byte_ptr = self.f.types().ptr(TypeId::UINT8);
            self.f.nm(tab).ty = byte_ptr;
            self.test(join.op, tab, want)
        } else {
            let nil = self.f.nil(self.f.ty(tab));
            let set = self.test(negated(join.op), nil, tab);
            let have = self.itab_type(tab);
            let same = self.test(join.op, have, want);
            self.test(join.with, set, same)
        };
        let data = self.interface_data(iface, ty);
        let same_data = self.test(join.op, data, value);
        let expr = self.test(join.with, same_type, same_data);
        self.finish(n, expr, init)
    }

    // -- strings -----------------------------------------------------------------------------------

    fn compare_strings(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (l, r) = (self.f.l(n), self.f.r(n));
        let mut op = self.f.op(n);
        let (lc, rc) = (self.f.str_const(l), self.f.str_const(r));
        let constant = match (lc, rc) {
            (Some(s), None) => Some((s.to_vec(), r, mirrored(op))),
            (None, Some(s)) => Some((s.to_vec(), l, op)),
            _ => None,
        };
        if let Some((s, x, constant_op)) = constant {
            let limit = if matches!(constant_op, Op::Eq | Op::Ne) { MAX_CHUNKED } else { 0 };
            if s.len() as i64 <= limit {
                op = constant_op;
                let expr = self.compare_constant(op, x, &s, init);
                return self.finish(n, expr, init);
            }
        }
        let expr = if matches!(op, Op::Eq | Op::Ne) {
            let l = self.cheap(l, init);
            let r = self.cheap(r, init);
            self.f.set_left(n, l);
            self.f.set_right(n, r);
            let ls = self.f.conv(l, TypeId::STRING);
            let rs = self.f.conv(r, TypeId::STRING);
            let lp = self.f.slice_ptr(ls);
            let rp = self.f.slice_ptr(rs);
            let len = self.f.len(ls);
            let ll = self.f.conv(len, TypeId::UINTPTR);
            let len = self.f.len(rs);
            let rl = self.f.conv(len, TypeId::UINTPTR);
            let ptr = self.f.types().ptr(TypeId::UINT8);
            let params = [ptr, ptr, TypeId::UINTPTR];
            let call =
                self.runtime_call_typed("memequal", &params, &[TypeId::BOOL], &[lp, rp, ll], init);
            if op == Op::Eq {
                let same = self.test(Op::Eq, ll, rl);
                self.test(Op::AndAnd, same, call)
            } else {
                let call = self.not(call);
                let differ = self.test(Op::Ne, ll, rl);
                self.test(Op::OrOr, differ, call)
            }
        } else {
            let l = self.f.conv(l, TypeId::STRING);
            let r = self.f.conv(r, TypeId::STRING);
            let call = self.runtime_call("cmpstring", &[l, r], init);
            let zero = self.f.int(0);
            self.test(op, call, zero)
        };
        self.finish(n, expr, init)
    }

    /// `x op s` for a short constant: the length, then chunks of up to 8 bytes.
    fn compare_constant(&mut self, op: Op, x: NodeId, s: &[u8], init: &mut Init) -> NodeId {
        let x = if s.is_empty() { x } else { self.safe(x, init) };
        let len = self.f.len(x);
        let want = self.f.int(s.len() as i64);
        let mut expr = self.test(op, len, want);
        let join = Join::of(op);
        let mut i = 0;
        while i < s.len() {
            let (step, ty) = match s.len() - i {
                1 => {
                    let want = self.f.int_of(TypeId::BYTE, i64::from(s[i]));
                    let have = self.byte_at(x, i);
                    let same = self.test(join.op, have, want);
                    expr = self.test(join.with, expr, same);
                    break;
                }
                8.. => (8, TypeId::INT64),
                4.. => (4, TypeId::UINT32),
                _ => (2, TypeId::UINT16),
            };
            let first = self.byte_at(x, i);
            let mut have = self.f.conv(first, ty);
            let mut want = i64::from(s[i]);
            for k in 1..step {
                let b = self.byte_at(x, i + k);
                let b = self.f.conv(b, ty);
                let count = self.f.int_of(TypeId::UINT, 8 * k as i64);
                let b = self.f.bin(Op::Shl, ty, b, count);
                have = self.f.bin(Op::Or, ty, have, b);
                want |= i64::from(s[i + k]) << (8 * k);
            }
            let want = self.f.int_of(ty, want);
            let same = self.test(join.op, want, have);
            expr = self.test(join.with, expr, same);
            i += step;
        }
        expr
    }

    fn byte_at(&mut self, x: NodeId, i: usize) -> NodeId {
        let i = self.f.int(i as i64);
        self.f.index(x, i)
    }

    // -- structs and arrays ------------------------------------------------------------------------

    fn compare_aggregates(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (mut l, mut r) = (self.f.l(n), self.f.r(n));
        let ty = self.f.ty(l);
        let types = self.f.types();
        let inline = if types.kind(ty) == Kind::Array {
            let (len, elem) = (types.array_len(ty), types.elem(ty));
            let simple = types.is_integer(elem)
                || types.is_float(elem)
                || types.is_complex(elem)
                || types.is_bool(elem);
            len <= 1 || simple && (len <= 4 || types.size(elem) * len <= MAX_CHUNKED)
        } else {
            n_components(types, ty) <= 4
        };
        for side in [&mut l, &mut r] {
            while self.f.op(*side) == Op::ConvNop {
                *side = self.f.l(*side);
            }
        }
        if !inline {
            return self.compare_by_call(n, l, r, init);
        }
        let join = Join::of(self.f.op(n));
        let l = self.safe(l, init);
        let r = self.safe(r, init);
        let mut parts = Vec::new();
        if self.f.types().kind(ty) == Kind::Struct {
            let fields = self.f.types().fields(ty).to_vec();
            for (i, f) in fields.iter().enumerate() {
                if f.name.is_blank() {
                    continue;
                }
                let (a, b) = (self.f.field(l, i), self.f.field(r, i));
                parts.push(self.test(join.op, a, b));
            }
        } else {
            self.compare_elements(join, l, r, &mut parts);
        }
        let expr = parts.into_iter().reduce(|all, p| self.test(join.with, all, p));
        let expr = match expr {
            Some(expr) => expr,
            None => {
                // The operands may still fault.
                let t = self.f.temp(self.f.ty(l));
                init.push(self.f.assign(t, l));
                init.push(self.f.assign(t, r));
                return self.f.lit(self.f.ty(n), Const::Bool(join.op == Op::Eq));
            }
        };
        self.finish(n, expr, init)
    }

    /// Elements of an array one by one, small integers in chunks.
    fn compare_elements(&mut self, join: Join, l: NodeId, r: NodeId, parts: &mut Vec<NodeId>) {
        let ty = self.f.ty(l);
        let elem = self.f.types().elem(ty);
        let size = self.f.types().size(elem);
        let integer = self.f.types().is_integer(elem);
        let len = self.f.types().array_len(ty);
        let mut i = 0;
        while i < len {
            let left = (len - i) * size;
            let chunk = match left {
                8.. if integer && size <= 4 => Some((8, TypeId::INT64)),
                4.. if integer && size <= 2 => Some((4, TypeId::UINT32)),
                2.. if integer && size == 1 => Some((2, TypeId::UINT16)),
                _ => None,
            };
            let Some((bytes, wide)) = chunk else {
                let (a, b) = (self.element(l, i), self.element(r, i));
                parts.push(self.test(join.op, a, b));
                i += 1;
                continue;
            };
            let unsigned = to_unsigned(self.f.types(), elem);
            let step = bytes / size;
            let mut side = [l, r].map(|x| self.widened(x, i, unsigned, wide));
            for k in 1..step {
                for (whole, x) in side.iter_mut().zip([l, r]) {
                    let part = self.widened(x, i + k, unsigned, wide);
                    let count = self.f.int_of(TypeId::UINT, 8 * size * k);
                    let part = self.f.bin(Op::Shl, wide, part, count);
                    *whole = self.f.bin(Op::Or, wide, *whole, part);
                }
            }
            parts.push(self.test(join.op, side[0], side[1]));
            i += step;
        }
    }

    fn element(&mut self, x: NodeId, i: i64) -> NodeId {
        let i = self.f.int(i);
        self.f.index(x, i)
    }

    fn widened(&mut self, x: NodeId, i: i64, unsigned: TypeId, wide: TypeId) -> NodeId {
        let e = self.element(x, i);
        let e = self.f.conv_always(e, unsigned);
        self.f.conv(e, wide)
    }

    /// A generated function or `memequal` compares through pointers.
    fn compare_by_call(&mut self, n: NodeId, l: NodeId, r: NodeId, init: &mut Init) -> NodeId {
        let ty = self.f.ty(l);
        let ptr = self.f.types().ptr(ty);
        let memory = self.f.types().alg(ty) == Alg::Memory;
        let (la, ra) = (self.address_in_temp(l, init), self.address_in_temp(r, init));
        let call = if memory {
            let callee =
                self.f.runtime_fn("memequal", &[ptr, ptr, TypeId::UINTPTR], &[TypeId::BOOL]);
            let size = self.f.types().size(ty);
            let size = self.f.int_of(TypeId::UINTPTR, size);
            self.unwalked_call(callee, &[la, ra, size])
        } else {
            let name = format!("type..eq.{}", self.f.types().link_name(ty));
            let sig = self.f.types().func(vec![ptr, ptr], vec![TypeId::BOOL], false);
            let callee = self.f.extern_fn(PkgId::BUILTIN, &name, &name, sig);
            self.unwalked_call(callee, &[la, ra])
        };
        let expr = if self.f.op(n) == Op::Eq { call } else { self.not(call) };
        self.finish(n, expr, init)
    }

    /// A fresh temporary with the address of `x`.
    fn address_in_temp(&mut self, x: NodeId, init: &mut Init) -> NodeId {
        let ptr = self.f.types().ptr(self.f.ty(x));
        let t = self.f.temp(ptr);
        let at = self.f.addr(x);
        init.push(self.f.assign(t, at));
        t
    }

    // -- ranges --------------------------------------------------------------------------------------

    fn is_int_ordering(&self, n: NodeId) -> bool {
        matches!(self.f.op(n), Op::Lt | Op::Le | Op::Gt | Op::Ge)
            && self.f.types().is_integer(self.f.ty(self.f.l(n)))
            && self.f.types().is_integer(self.f.ty(self.f.r(n)))
    }

    /// `a <= x && x < c` with constants becomes one unsigned comparison.
    pub(super) fn range_test(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (l, r) = (self.f.l(n), self.f.r(n));
        if !self.is_int_ordering(l) || !self.is_int_ordering(r) {
            return n;
        }
        // Bring x to the right of the first and the left of the second comparison.
        let left = (self.f.l(l), self.f.op(l), self.f.r(l));
        let right = (self.f.l(r), self.f.op(r), self.f.r(r));
        let flip = |(a, op, b): (NodeId, Op, NodeId)| (b, mirrored(op), a);
        let arrangements =
            [(left, right), (flip(left), right), (flip(left), flip(right)), (left, flip(right))];
        let found = arrangements.into_iter().find(|(l, r)| self.f.same_safe(l.2, r.0));
        let Some(((a, mut lop, x), (_, mut rop, c))) = found else { return n };
        let (mut a, mut c) = (a, c);
        let negate = self.f.op(n) == Op::OrOr;
        if negate {
            lop = negated(lop);
            rop = negated(rop);
        }
        let up = |op| matches!(op, Op::Gt | Op::Ge);
        if up(lop) != up(rop) {
            return n;
        }
        if up(lop) {
            std::mem::swap(&mut a, &mut c);
            (lop, rop) = (mirrored(rop), mirrored(lop));
        }
        let fits = |w: &Self, n| match w.f.constant(n) {
            Some(Const::Int(v)) => i64::try_from(v).ok(),
            _ => None,
        };
        let (Some(mut low), Some(high)) = (fits(self, a), fits(self, c)) else { return n };
        let ty = self.f.ty(x);
        if lop == Op::Lt {
            if i128::from(low) >= max_int(self.f.types(), ty) {
                return n;
            }
            low += 1;
            a = self.f.int_of(ty, low);
        }
        let bound = high.wrapping_sub(low);
        if bound < 0 {
            return n;
        }
        let unsigned = to_unsigned(self.f.types(), ty);
        if self.f.ty(a) != ty {
            a = self.f.conv(a, ty);
        }
        let distance = self.f.bin(Op::Sub, ty, x, a);
        let distance = self.f.conv_always(distance, unsigned);
        let bound = self.f.int_of(unsigned, bound);
        if negate {
            rop = negated(rop);
        }
        let result = self.f.ty(n);
        let test = self.f.bin(rop, result, distance, bound);
        let pos = self.f.n(n).pos;
        self.f.nm(test).pos = pos;
        let mut before = self.f.items(self.f.n(l).init);
        before.extend(self.f.items(self.f.n(r).init));
        let test = self.f.add_init(test, &before);
        self.expr(test, init)
    }
}
