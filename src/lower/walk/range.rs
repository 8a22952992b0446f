//! `range` loops (spec 12, sections 9.4 to 9.8).

use super::Walk;
use crate::lower::forms::Forms;
use crate::tree::{Aux, Const, NodeFlags, NodeId, NodeList, Op};
use crate::types::{Kind, TypeId};

/// First rune that takes more than a byte.
const RUNE_SELF: i64 = 0x80;

/// What a range loop becomes.
struct Loop {
    init: Vec<NodeId>,
    cond: NodeId,
    post: Option<NodeId>,
    /// Goes in front of the body.
    head: Vec<NodeId>,
    /// For loops whose pointer must stay inside: what follows the condition.
    late: Option<NodeId>,
}

impl Forms<'_> {
    /// `for k := range m { delete(m, k) }`, the idiom that empties a map.
    pub fn is_map_clear(&self, n: NodeId) -> bool {
        let [k] = *self.pkg.tree.items(self.n(n).list) else { return false };
        let [stmt] = *self.pkg.tree.items(self.n(n).body) else { return false };
        let stmt = match self.op(stmt) {
            Op::ExprStmt => self.l(stmt),
            _ => stmt,
        };
        if !self.optimizing() || self.is_blank(k) || self.op(stmt) != Op::Delete {
            return false;
        }
        let declared = self.has_flag(n, NodeFlags::COLAS) && self.op(k) == Op::Name;
        let [m, key] = *self.pkg.tree.items(self.n(stmt).list) else { return false };
        let map = self.r(n);
        declared
            && self.same_safe(m, map)
            && self.same_safe(key, k)
            && self.types().is_reflexive(self.types().map_key(self.ty(map)))
    }
}

impl Walk<'_, '_> {
    pub(super) fn range(&mut self, n: NodeId) -> NodeId {
        let x = self.f.r(n);
        let kind = self.f.types().kind(self.f.ty(x));
        if kind == Kind::Map && self.f.is_map_clear(n) {
            let before = self.f.enter(x);
            let clear = self.map_clear(x);
            self.f.restore(before);
            return clear;
        }
        let before = self.f.enter(x);
        let vars = self.f.items(self.f.n(n).list);
        let second = vars.get(1).copied().filter(|&v| !self.f.is_blank(v));
        let first = vars.first().copied().filter(|&v| !self.f.is_blank(v) || second.is_some());
        let body = self.f.n(n).body;

        let made = match kind {
            Kind::Map => self.range_map(n, x, first, second),
            Kind::Chan => self.range_chan(x, first),
            Kind::String => self.range_string(x, first, second),
            _ => {
                if let Some(done) = self.array_clear(n, x, first, second) {
                    self.f.restore(before);
                    return done;
                }
                self.range_array(x, first, second)
            }
        };
        let mut items = made.head;
        items.extend(self.f.items(body));
        let body = self.f.list(&items);
        self.clear_lists(n);
        let node = self.f.nm(n);
        node.op = if made.late.is_some() { Op::ForUntil } else { Op::For };
        node.left = made.cond.into();
        node.right = made.post.into();
        node.body = body;
        let out = match made.late {
            None => {
                let mut init = self.f.items(self.f.n(n).init);
                init.extend(made.init);
                let init = self.f.list(&init);
                self.f.nm(n).init = init;
                n
            }
            Some(late) => {
                let late = self.f.list(&[late]);
                self.f.nm(n).list = late;
                // The loop runs its condition last, so a test guards its entry.
                let cond = self.f.l(n);
                let guard = self.f.copy(cond);
                let guard = self.f.if_(guard, &[n], &[]);
                let init = self.f.list(&made.init);
                self.f.nm(guard).init = init;
                guard
            }
        };
        let out = self.stmt(out);
        self.f.restore(before);
        out
    }

    fn map_clear(&mut self, m: NodeId) -> NodeId {
        let ty = self.f.ty(m);
        let word = self.f.type_word(ty);
        let byte_ptr = self.f.types().ptr(TypeId::BYTE);
        let mut init = Vec::new();
        let params = [byte_ptr, self.plain_map(ty)];
        let call = self.runtime_call_typed("mapclear", &params, &[], &[word, m], &mut init);
        let call = self.stmt(call);
        self.f.add_init(call, &init)
    }

    // -- arrays and slices -------------------------------------------------------------------------

    fn range_array(&mut self, x: NodeId, first: Option<NodeId>, second: Option<NodeId>) -> Loop {
        let mut xt = self.f.ty(x);
        if self.f.types().kind(xt) == Kind::Ptr {
            xt = self.f.types().elem(xt);
        }
        let elem = self.f.types().elem(xt);
        let i = self.f.temp(TypeId::INT);
        let n = self.f.temp(TypeId::INT);
        let len = self.f.len(x);
        let mut init = vec![self.f.zero(i), self.f.assign(n, len)];
        let cond = self.f.bin(Op::Lt, TypeId::BOOL, i, n);
        let post = self.increment(i);
        let mut late = None;
        let head = match (first, second) {
            (None, _) => Vec::new(),
            (Some(v1), None) => vec![self.f.assign_to(v1, i)],
            (Some(v1), Some(v2)) if matches!(self.f.types().size(elem), 1 | 2 | 4 | 8) => {
                let array = self.array_of(x);
                let value = self.f.index_unchecked(array, i);
                vec![self.assign_pair(v1, v2, i, value)]
            }
            (Some(v1), Some(v2)) => {
                let ptr = self.f.types().ptr(elem);
                let p = self.f.temp(ptr);
                let array = self.array_of(x);
                let zero = self.f.int(0);
                let start = self.f.index_unchecked(array, zero);
                let start = self.f.addr(start);
                init.push(self.f.assign(p, start));
                let value = self.f.deref(p);
                let next = self.advanced(p, self.f.types().size(elem));
                late = Some(self.f.assign(p, next));
                vec![self.assign_pair(v1, v2, i, value)]
            }
        };
        Loop { init, cond, post: Some(post), head, late }
    }

    /// The array behind a pointer to one, or the operand itself.
    fn array_of(&mut self, x: NodeId) -> NodeId {
        if self.f.types().kind(self.f.ty(x)) != Kind::Ptr {
            return x;
        }
        let n = self.f.deref(x);
        self.f.set_flag(n, NodeFlags::IMPLICIT, true);
        n
    }

    fn increment(&mut self, i: NodeId) -> NodeId {
        let one = self.f.int(1);
        let next = self.f.bin(Op::Add, TypeId::INT, i, one);
        self.f.assign(i, next)
    }

    /// `(*T)(uintptr(p) + size)`
    fn advanced(&mut self, p: NodeId, size: i64) -> NodeId {
        let ty = self.f.ty(p);
        let word = self.f.un(Op::ConvNop, TypeId::UINTPTR, p);
        let size = self.f.int_of(TypeId::UINTPTR, size);
        let next = self.f.bin(Op::Add, TypeId::UINTPTR, word, size);
        self.f.un(Op::ConvNop, ty, next)
    }

    /// `v1, v2 = a, b` as one parallel assignment: v2 may be indexed by v1.
    fn assign_pair(&mut self, v1: NodeId, v2: NodeId, a: NodeId, b: NodeId) -> NodeId {
        let n = self.f.nod(Op::As2, TypeId::INVALID);
        let (list, rlist) = (self.f.list(&[v1, v2]), self.f.list(&[a, b]));
        self.f.nm(n).list = list;
        self.f.nm(n).rlist = rlist;
        n
    }

    /// `for i := range a { a[i] = 0 }` clears memory.
    fn array_clear(
        &mut self,
        n: NodeId,
        x: NodeId,
        first: Option<NodeId>,
        second: Option<NodeId>,
    ) -> Option<NodeId> {
        let v = first?;
        let [stmt] = *self.f.pkg.tree.items(self.f.n(n).body) else { return None };
        if second.is_some() || !self.f.optimizing() || self.f.op(stmt) != Op::As {
            return None;
        }
        let (l, value) = (self.f.left(stmt)?, self.f.right(stmt)?);
        if self.f.op(l) != Op::Index
            || !self.f.same_safe(self.f.l(l), x)
            || !self.f.same_safe(self.f.r(l), v)
        {
            return None;
        }
        let elem = self.f.types().elem(self.f.ty(x));
        let size = self.f.types().size(elem);
        if size <= 0 || !self.f.is_zero(value) || self.f.types().kind(self.f.ty(x)) == Kind::Ptr {
            return None;
        }
        let len = self.f.len(x);
        let zero = self.f.int(0);
        let cond = self.f.bin(Op::Ne, TypeId::BOOL, len, zero);
        let p = self.f.temp(TypeId::UNSAFE_POINTER);
        let zero = self.f.int(0);
        let start = self.f.index_unchecked(x, zero);
        let start = self.f.addr(start);
        let start = self.f.conv_nop(start, TypeId::UNSAFE_POINTER);
        let mut body = vec![self.f.assign(p, start)];
        let bytes = self.f.temp(TypeId::UINTPTR);
        let len = self.f.len(x);
        let size = self.f.int(size);
        let product = self.f.bin(Op::Mul, TypeId::INT, len, size);
        let product = self.f.conv(product, TypeId::UINTPTR);
        body.push(self.f.assign(bytes, product));
        let name = match self.f.types().has_heap_pointers(elem) {
            true => "memclrHasPointers",
            false => "memclrNoHeapPointers",
        };
        body.push(self.runtime_call(name, &[p, bytes], &mut Vec::new()));
        let len = self.f.len(x);
        let one = self.f.int(1);
        let last = self.f.bin(Op::Sub, TypeId::INT, len, one);
        body.push(self.f.assign_to(v, last));
        let body = self.f.list(&body);
        let node = self.f.nm(n);
        node.op = Op::If;
        node.left = cond.into();
        node.right = None.into();
        node.list = NodeList::new();
        node.body = body;
        node.aux = Aux::None;
        Some(self.stmt(n))
    }

    // -- maps ------------------------------------------------------------------------------------

    fn range_map(
        &mut self,
        n: NodeId,
        x: NodeId,
        first: Option<NodeId>,
        second: Option<NodeId>,
    ) -> Loop {
        let var = self.f.n(n).prealloc.expand().expect("order reserved the iterator");
        let iter = self.f.pkg.tree.vars[var].node;
        let (map, iter_type) = (self.f.ty(x), self.f.ty(iter));
        let iter_ptr = self.f.types().ptr(iter_type);
        let byte_ptr = self.f.types().ptr(TypeId::BYTE);
        let word = self.f.type_word(map);
        let at = self.f.addr(iter);
        let params = [byte_ptr, self.plain_map(map), iter_ptr];
        let mut init = Vec::new();
        let start = self.runtime_call_typed("mapiterinit", &params, &[], &[word, x, at], &mut init);
        init.push(start);
        let key = self.f.field(iter, 0);
        let nil = self.f.nil(self.f.ty(key));
        let cond = self.f.bin(Op::Ne, TypeId::BOOL, key, nil);
        let at = self.f.addr(iter);
        let post = self.runtime_call_typed("mapiternext", &[iter_ptr], &[], &[at], &mut Vec::new());
        let mut head = Vec::new();
        if let Some(v1) = first {
            let key = self.f.field(iter, 0);
            let key = self.f.deref(key);
            head.push(match second {
                None => self.f.assign_to(v1, key),
                Some(v2) => {
                    let elem = self.f.field(iter, 1);
                    let elem = self.f.deref(elem);
                    self.assign_pair(v1, v2, key, elem)
                }
            });
        }
        Loop { init, cond, post: Some(post), head, late: None }
    }

    // -- channels --------------------------------------------------------------------------------

    fn range_chan(&mut self, x: NodeId, first: Option<NodeId>) -> Loop {
        let elem = self.f.types().elem(self.f.ty(x));
        let v = self.f.temp(elem);
        let mut init = Vec::new();
        if self.f.types().has_pointers(elem) {
            init.push(self.f.zero(v));
        }
        let ok = self.f.temp(TypeId::BOOL);
        let no = self.f.boolean(false);
        let cond = self.f.bin(Op::Ne, TypeId::BOOL, ok, no);
        let recv = self.f.nod(Op::As2Recv, TypeId::INVALID);
        let value = self.f.un(Op::Recv, elem, x);
        let (list, rlist) = (self.f.list(&[v, ok]), self.f.list(&[value]));
        self.f.nm(recv).list = list;
        self.f.nm(recv).rlist = rlist;
        let recv = self.f.list(&[recv]);
        self.f.nm(cond).init = recv;
        let mut head = Vec::new();
        if let Some(v1) = first {
            head.push(self.f.assign_to(v1, v));
        }
        // The variable must not keep alive what the loop body is done with.
        head.push(self.f.zero(v));
        Loop { init, cond, post: None, head, late: None }
    }

    // -- strings -----------------------------------------------------------------------------------

    fn range_string(&mut self, x: NodeId, first: Option<NodeId>, second: Option<NodeId>) -> Loop {
        let i = self.f.temp(TypeId::INT);
        let at = self.f.temp(TypeId::INT);
        let rune = self.f.temp(TypeId::RUNE);
        let init = vec![self.f.zero(i)];
        let len = self.f.len(x);
        let cond = self.f.bin(Op::Lt, TypeId::BOOL, i, len);
        let mut head = Vec::new();
        if first.is_some() {
            head.push(self.f.assign(at, i));
        }
        let byte = self.f.index_unchecked(x, i);
        let byte = self.f.conv(byte, TypeId::RUNE);
        head.push(self.f.assign(rune, byte));
        let limit = self.f.lit(TypeId::RUNE, Const::int(RUNE_SELF));
        let single = self.f.bin(Op::Lt, TypeId::BOOL, rune, limit);
        let next = self.increment(i);
        let call = self.runtime_call("decoderune", &[x, i], &mut Vec::new());
        let decode = self.f.nod(Op::As2Func, TypeId::INVALID);
        let (list, rlist) = (self.f.list(&[rune, i]), self.f.list(&[call]));
        self.f.nm(decode).list = list;
        self.f.nm(decode).rlist = rlist;
        head.push(self.f.if_(single, &[next], &[decode]));
        match (first, second) {
            (Some(v1), Some(v2)) => head.push(self.assign_pair(v1, v2, at, rune)),
            (Some(v1), None) => head.push(self.f.assign_to(v1, at)),
            _ => {}
        }
        Loop { init, cond, post: None, head, late: None }
    }
}
