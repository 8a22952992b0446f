//! `append` and `copy` (spec 12, sections 15.1 to 15.4).

use super::{Init, Walk};
use crate::tree::{NodeFlags, NodeId, Op};
use crate::types::TypeId;

impl Walk<'_, '_> {
    /// `x = append(s, a, b)`: SSA expands it; here the operands become simple.
    pub(super) fn append_values(&mut self, n: NodeId, target: NodeId, init: &mut Init) -> NodeId {
        let mut items = self.f.items(self.f.n(n).list);
        if !self.f.same_safe(target, items[0]) {
            let s = self.safe(items[0], init);
            items[0] = self.expr(s, init);
        }
        for a in &mut items[1..] {
            let safe = self.safe(*a, init);
            *a = self.expr(safe, init);
        }
        // All that may fault happens before the slice changes.
        let elem = self.f.types().elem(self.f.ty(items[0]));
        for a in &mut items[1..] {
            let cheap = self.cheap(*a, init);
            *a = if self.f.types().identical(self.f.ty(cheap), elem) {
                cheap
            } else {
                let c = self.f.assign_conv(cheap, elem);
                self.expr(c, init)
            };
        }
        if items.len() == 1 {
            return items[0];
        }
        let list = self.f.list(&items);
        self.f.nm(n).list = list;
        n
    }

    /// Slice and spread operand of `append(s, t...)`, made cheap.
    fn append_operands(&mut self, n: NodeId, init: &mut Init) -> (NodeId, NodeId) {
        let mut items = self.f.items(self.f.n(n).list);
        for a in &mut items {
            let safe = self.safe(*a, init);
            *a = self.expr(safe, init);
        }
        for a in &mut items {
            *a = self.cheap(*a, init);
        }
        (items[0], items[1])
    }

    /// `s = base; n = len(s) + extra; if uint(n) > uint(cap(s)) { s = growslice(s, n) };
    /// s = s[:n]`: the statements so far, s, n.
    fn grown(&mut self, base: NodeId, extra: NodeId) -> (Vec<NodeId>, NodeId) {
        let ty = self.f.ty(base);
        let elem = self.f.types().elem(ty);
        let s = self.f.temp(ty);
        let mut out = vec![self.f.assign(s, base)];
        let n = self.f.temp(TypeId::INT);
        let len = self.f.len(s);
        let sum = self.f.bin(Op::Add, TypeId::INT, len, extra);
        out.push(self.f.assign(n, sum));

        let want = self.f.conv(n, TypeId::UINT);
        let cap = self.f.cap(s);
        let have = self.f.conv(cap, TypeId::UINT);
        let full = self.f.bin(Op::Gt, TypeId::BOOL, want, have);
        let mut grow_init = Vec::new();
        let word = self.f.type_word(elem);
        let byte_ptr = self.f.types().ptr(TypeId::BYTE);
        let plain = self.f.types().slice(elem);
        let params = [byte_ptr, plain, TypeId::INT];
        let call =
            self.runtime_call_typed("growslice", &params, &[plain], &[word, s, n], &mut grow_init);
        self.f.nm(call).ty = ty;
        let grow = self.f.assign(s, call);
        let test = self.f.if_(full, &[grow], &[]);
        let grow_init = self.f.list(&grow_init);
        self.f.nm(test).init = grow_init;
        out.push(test);

        let cut = self.f.slice(Op::Slice, ty, s, None, Some(n));
        self.f.set_flag(cut, NodeFlags::BOUNDED, true);
        out.push(self.f.assign(s, cut));
        (out, s)
    }

    /// `&s[len(base)]`, unchecked.
    fn tail_address(&mut self, s: NodeId, base: NodeId) -> NodeId {
        let len = self.f.len(base);
        let first = self.f.index_unchecked(s, len);
        self.f.addr(first)
    }

    fn emit(&mut self, mut stmts: Vec<NodeId>, init: &mut Init) {
        let before = self.f.pos();
        self.stmt_slice(&mut stmts);
        self.f.restore(before);
        init.extend(stmts);
    }

    /// `append(s, t...)`
    pub(super) fn append_slice(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (base, more) = self.append_operands(n, init);
        let elem = self.f.types().elem(self.f.ty(base));
        let extra = self.f.len(more);
        let (mut out, s) = self.grown(base, extra);
        if self.f.types().has_heap_pointers(elem) {
            let len = self.f.len(base);
            let ty = self.f.ty(s);
            let rest = self.f.slice(Op::Slice, ty, s, Some(len), None);
            let copy = self.typed_slice_copy(rest, more, &mut out);
            out.push(copy);
        } else {
            let to = self.tail_address(s, base);
            let from = self.f.slice_ptr(more);
            let len = self.f.len(more);
            let width = self.f.conv(len, TypeId::UINTPTR);
            let width = self.cheap(width, &mut out);
            let size = self.f.types().size(elem);
            let size = self.f.int_of(TypeId::UINTPTR, size);
            let width = self.f.bin(Op::Mul, TypeId::UINTPTR, width, size);
            let copy = self.memmove(elem, to, from, width, &mut out);
            out.push(copy);
        }
        self.emit(out, init);
        s
    }

    fn memmove(
        &mut self,
        elem: TypeId,
        to: NodeId,
        from: NodeId,
        width: NodeId,
        init: &mut Init,
    ) -> NodeId {
        let ptr = self.f.types().ptr(elem);
        let params = [ptr, ptr, TypeId::UINTPTR];
        self.runtime_call_typed("memmove", &params, &[], &[to, from, width], init)
    }

    /// `append(s, make([]T, n)...)`: grows and clears, without making the slice.
    pub(super) fn append_make(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let items = self.f.items(self.f.n(n).list);
        let count = self.f.l(items[1]);
        let count = self.f.conv(count, TypeId::INT);
        let list = self.f.list(&[items[0], count]);
        self.f.nm(n).list = list;
        let (base, count) = self.append_operands(n, init);
        let elem = self.f.types().elem(self.f.ty(base));

        let zero = self.f.int(0);
        let negative = self.f.bin(Op::Lt, TypeId::BOOL, count, zero);
        let panic = self.runtime_call("panicmakeslicelen", &[], init);
        let test = self.f.if_(negative, &[panic], &[]);
        let mut out = vec![test];
        let (grown, s) = self.grown(base, count);
        out.extend(grown);

        let ptr = self.f.types().ptr(elem);
        let old = self.f.temp(ptr);
        let p = self.f.slice_ptr(base);
        out.push(self.f.assign(old, p));
        let new = self.f.temp(ptr);
        let p = self.f.slice_ptr(s);
        out.push(self.f.assign(new, p));

        let at = self.tail_address(s, base);
        let at = self.f.conv_nop(at, TypeId::UNSAFE_POINTER);
        let size = self.f.types().size(elem);
        let size = self.f.int(size);
        let bytes = self.f.bin(Op::Mul, TypeId::INT, count, size);
        let bytes = self.f.conv(bytes, TypeId::UINTPTR);
        let pointers = self.f.types().has_pointers(elem);
        let name = if pointers { "memclrHasPointers" } else { "memclrNoHeapPointers" };
        let mut clear = Vec::new();
        let call = self.runtime_call(name, &[at, bytes], &mut clear);
        clear.push(call);
        if pointers {
            // A slice that was grown into new memory is clear already.
            let same = self.f.bin(Op::Eq, TypeId::BOOL, old, new);
            out.push(self.f.if_(same, &clear, &[]));
        } else {
            out.extend(clear);
        }
        self.emit(out, init);
        s
    }

    /// `copy(a, b)` as a bounded `memmove`, or by the runtime if elements have heap pointers.
    pub(super) fn copy(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (to, from) = (self.f.l(n), self.f.r(n));
        let elem = self.f.types().elem(self.f.ty(to));
        if self.f.types().has_heap_pointers(elem) {
            return self.typed_slice_copy(to, from, init);
        }
        let to = self.expr(to, init);
        let from = self.expr(from, init);
        let (l, r) = (self.f.temp(self.f.ty(to)), self.f.temp(self.f.ty(from)));
        let mut out = vec![self.f.assign(l, to), self.f.assign(r, from)];
        let from_ptr = self.f.slice_ptr(r);
        let to_ptr = self.f.slice_ptr(l);
        let count = self.f.temp(TypeId::INT);
        let len = self.f.len(l);
        out.push(self.f.assign(count, len));

        let limit = self.f.len(r);
        let longer = self.f.bin(Op::Gt, TypeId::BOOL, count, limit);
        let limit = self.f.len(r);
        let cut = self.f.assign(count, limit);
        out.push(self.f.if_(longer, &[cut], &[]));

        let differ = self.f.bin(Op::Ne, TypeId::BOOL, to_ptr, from_ptr);
        let width = self.f.temp(TypeId::UINTPTR);
        let bytes = self.f.conv(count, TypeId::UINTPTR);
        let set = self.f.assign(width, bytes);
        let size = self.f.types().size(elem);
        let size = self.f.int_of(TypeId::UINTPTR, size);
        let bytes = self.f.bin(Op::Mul, TypeId::UINTPTR, width, size);
        let to_arg = self.pointer_to(to_ptr, elem);
        let from_arg = self.pointer_to(from_ptr, elem);
        let call = self.memmove(elem, to_arg, from_arg, bytes, init);
        let test = self.f.if_(differ, &[set, call], &[]);
        self.f.set_flag(test, NodeFlags::LIKELY, true);
        out.push(test);
        self.emit(out, init);
        count
    }

    /// `p` as a `*elem` (a string's data pointer is a `*uint8`).
    fn pointer_to(&mut self, p: NodeId, elem: TypeId) -> NodeId {
        let ptr = self.f.types().ptr(elem);
        self.f.conv_nop(p, ptr)
    }
}
