//! Maps (spec 12, section 16).

use super::{Init, Walk};
use crate::lower::facts::{MapSpeed, ZERO_BLOCK, map_speed};
use crate::tree::{Aux, Const, NodeFlags, NodeId, Op};
use crate::types::TypeId;

impl Walk<'_, '_> {
    /// The key as the routine wants it: by value for fast maps, else its address.
    fn key_argument(&mut self, map: TypeId, key: NodeId) -> NodeId {
        match map_speed(self.f.types(), map) {
            MapSpeed::Slow => self.f.addr(key),
            _ => key,
        }
    }

    /// A call of a map routine: type, map, key and `more`. The key parameter has the key's own
    /// type, so that nothing converts.
    fn map_call(
        &mut self,
        name: &str,
        map: NodeId,
        key: NodeId,
        more: Option<NodeId>,
        results: &[TypeId],
        init: &mut Init,
    ) -> NodeId {
        let ty = self.f.ty(map);
        let key = self.key_argument(ty, key);
        let word = self.f.type_word(ty);
        let byte_ptr = self.f.types().ptr(TypeId::BYTE);
        let plain = self.plain_map(ty);
        let mut params = vec![byte_ptr, plain, self.f.ty(key)];
        let mut args = vec![word, map, key];
        if let Some(z) = more {
            params.push(byte_ptr);
            args.push(z);
        }
        self.runtime_call_typed(name, &params, results, &args, init)
    }

    /// The unnamed type of a map, which the routines take.
    pub(super) fn plain_map(&self, map: TypeId) -> TypeId {
        let types = self.f.types();
        types.map(types.map_key(map), types.elem(map))
    }

    /// Routine and zero block for reading a map: elements of more than 1024 bytes bring their own.
    fn access_routine(&mut self, base: &str, map: TypeId) -> (String, Option<NodeId>) {
        let size = self.f.types().size(self.f.types().elem(map));
        if size > ZERO_BLOCK {
            let demands = &mut self.f.pkg.demands;
            demands.map_zero_size = demands.map_zero_size.max(size);
            let zero = self.f.extern_name("go.map.zero", TypeId::BYTE);
            let ptr = self.f.types().ptr(TypeId::BYTE);
            let zero = self.f.un(Op::Addr, ptr, zero);
            return (format!("{base}_fat"), Some(zero));
        }
        let suffix = map_speed(self.f.types(), map).suffix(false);
        (format!("{base}{suffix}"), None)
    }

    /// `m[k]`: what the pointer from `mapaccess1` or `mapassign` points to.
    pub(super) fn map_index(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (map, key) = (self.f.l(n), self.f.r(n));
        let map = self.expr(map, init);
        let key = self.expr(key, init);
        let ty = self.f.ty(map);
        let elem = self.f.types().ptr(self.f.types().elem(ty));
        let call = if self.f.n(n).aux == Aux::Int(1) {
            let name = format!("mapassign{}", map_speed(self.f.types(), ty).suffix(true));
            self.map_call(&name, map, key, None, &[elem], init)
        } else {
            let (name, zero) = self.access_routine("mapaccess1", ty);
            self.map_call(&name, map, key, zero, &[elem], init)
        };
        self.f.set_flag(call, NodeFlags::NON_NIL, true);
        self.f.deref(call)
    }

    /// `v, ok = m[k]`
    pub(super) fn assign_map_read(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let targets = self.f.items(self.f.n(n).list);
        let (mut v, mut ok) = (targets[0], targets[1]);
        for t in [&mut v, &mut ok] {
            let safe = self.safe(*t, init);
            *t = self.expr(safe, init);
        }
        let r = self.f.items(self.f.n(n).rlist)[0];
        let (map, key) = (self.f.l(r), self.f.r(r));
        let map = self.expr(map, init);
        let key = self.expr(key, init);
        let ty = self.f.ty(map);
        let elem = self.f.types().ptr(self.f.types().elem(ty));
        let ok_type = if self.f.is_blank(ok) { TypeId::BOOL } else { self.f.ty(ok) };
        let (name, zero) = self.access_routine("mapaccess2", ty);
        let call = self.map_call(&name, map, key, zero, &[elem, ok_type], init);

        let as2 = self.f.copy(n);
        let rlist = self.f.list(&[call]);
        self.f.nm(as2).op = Op::As2Func;
        self.f.nm(as2).rlist = rlist;
        if self.f.is_blank(v) {
            let list = self.f.list(&[v, ok]);
            self.f.nm(as2).list = list;
            return self.expr(as2, init);
        }
        let p = self.f.temp(elem);
        self.f.set_flag(p, NodeFlags::NON_NIL, true);
        let list = self.f.list(&[p, ok]);
        self.f.nm(as2).list = list;
        let stmts = self.expr(as2, init);
        init.push(stmts);
        let value = self.f.deref(p);
        let a = self.f.assign(v, value);
        self.expr(a, init)
    }

    pub(super) fn delete(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let items = self.f.items(self.f.n(n).list);
        let map = self.expr(items[0], init);
        let key = self.expr(items[1], init);
        let suffix = map_speed(self.f.types(), self.f.ty(map)).suffix(false);
        self.map_call(&format!("mapdelete{suffix}"), map, key, None, &[], init)
    }

    /// `make(map[K]V, hint)`
    pub(super) fn make_map(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let ty = self.f.ty(n);
        let header_type = self.f.types().map_header(ty);
        let header_ptr = self.f.types().ptr(header_type);
        let on_stack = self.f.n(n).esc == crate::tree::Esc::None;
        let hint = match self.f.left(n) {
            Some(h) => h,
            None => self.f.int(0),
        };
        let small = match self.f.constant(hint) {
            Some(Const::Int(v)) => Some(*v <= dashu_int::IBig::from(8)),
            _ => None,
        };
        let mut header = None;
        if on_stack {
            let hv = self.f.temp(header_type);
            init.push(self.f.zero(hv));
            let h = self.f.addr(hv);
            if small != Some(false) {
                let bucket = self.f.types().map_bucket(ty);
                let bv = self.f.temp(bucket);
                init.push(self.f.zero(bv));
                let b = self.f.addr(bv);
                let buckets = self.f.field(h, HEADER_BUCKETS);
                init.push(self.f.assign(buckets, b));
            }
            header = Some(h);
        }
        // The runtime's function gives the map type of these parts, even if `ty` has a name.
        let plain = self.f.types().map(self.f.types().map_key(ty), self.f.types().elem(ty));
        match (small, header) {
            (Some(true), Some(h)) => {
                let rand = self.runtime_call("fastrand", &[], init);
                let hash0 = self.f.field(h, HEADER_HASH0);
                let a = self.f.assign(hash0, rand);
                let a = self.expr(a, init);
                init.push(a);
                self.f.conv_nop(h, ty)
            }
            (Some(true), None) => {
                let call = self.runtime_call_typed("makemap_small", &[], &[plain], &[], init);
                self.f.nm(call).ty = ty;
                call
            }
            _ => {
                let h = match header {
                    Some(h) => h,
                    None => self.f.nil(header_ptr),
                };
                let hint = self.f.conv(hint, TypeId::INT);
                let word = self.f.type_word(ty);
                let byte_ptr = self.f.types().ptr(TypeId::BYTE);
                let params = [byte_ptr, TypeId::INT, header_ptr];
                let args = [word, hint, h];
                let call = self.runtime_call_typed("makemap", &params, &[plain], &args, init);
                self.f.nm(call).ty = ty;
                call
            }
        }
    }

    /// A map literal whose dynamic entries order has split off (spec 12, section 16.6).
    pub(super) fn map_literal(&mut self, n: NodeId, target: NodeId, init: &mut Init) {
        let ty = self.f.ty(n);
        let entries = self.f.items(self.f.n(n).list);
        let hint = self.f.int(entries.len() as i64);
        let make = self.f.un(Op::MakeMap, ty, hint);
        let esc = self.f.n(n).esc;
        self.f.nm(make).esc = esc;
        let a = self.f.assign(target, make);
        let a = self.expr(a, init);
        init.push(a);
        if entries.len() > 25 {
            return self.map_literal_loop(ty, target, &entries, init);
        }
        let (key_type, elem_type) = (self.f.types().map_key(ty), self.f.types().elem(ty));
        let key = self.f.temp(key_type);
        let elem = self.f.temp(elem_type);
        for e in entries {
            let (k, v) = (self.f.l(e), self.f.r(e));
            self.f.enter(k);
            let a = self.f.assign(key, k);
            init.push(self.stmt(a));
            self.f.enter(v);
            let a = self.f.assign(elem, v);
            init.push(self.stmt(a));
            let place = self.map_place(target, key);
            let a = self.f.assign(place, elem);
            init.push(self.stmt(a));
        }
        init.push(self.f.un(Op::VarKill, TypeId::INVALID, key));
        init.push(self.f.un(Op::VarKill, TypeId::INVALID, elem));
    }

    /// `m[k]` as a target.
    fn map_place(&mut self, map: NodeId, key: NodeId) -> NodeId {
        let elem = self.f.types().elem(self.f.ty(map));
        let place = self.f.bin(Op::IndexMap, elem, map, key);
        self.f.nm(place).aux = Aux::Int(1);
        place
    }

    /// Many entries: keys and elements in two static arrays, and a loop over them.
    fn map_literal_loop(
        &mut self,
        ty: TypeId,
        target: NodeId,
        entries: &[NodeId],
        init: &mut Init,
    ) {
        let n = entries.len() as i64;
        let keys: Vec<NodeId> = entries.iter().map(|&e| self.f.l(e)).collect();
        let elems: Vec<NodeId> = entries.iter().map(|&e| self.f.r(e)).collect();
        let key_array = self.f.types().array(self.f.types().map_key(ty), n);
        let elem_array = self.f.types().array(self.f.types().elem(ty), n);
        let static_keys = self.f.static_temp(key_array, true);
        let static_elems = self.f.static_temp(elem_array, true);
        for (data, values, ty) in
            [(static_keys, keys, key_array), (static_elems, elems, elem_array)]
        {
            let lit = self.f.nod(Op::ArrayLit, ty);
            let list = self.f.list(&values);
            self.f.nm(lit).list = list;
            self.fixed_static(lit, data, false);
        }
        let i = self.f.temp(TypeId::INT);
        let value = self.f.index_unchecked(static_elems, i);
        let key = self.f.index_unchecked(static_keys, i);
        let place = self.map_place(target, key);
        let zero = self.f.int(0);
        let start = self.f.assign(i, zero);
        let end = self.f.int(n);
        let cond = self.f.bin(Op::Lt, TypeId::BOOL, i, end);
        let one = self.f.int(1);
        let next = self.f.bin(Op::Add, TypeId::INT, i, one);
        let post = self.f.assign(i, next);
        let body = self.f.assign(place, value);
        let for_ = self.f.bin(Op::For, TypeId::INVALID, cond, post);
        let (body, start) = (self.f.list(&[body]), self.f.list(&[start]));
        self.f.nm(for_).body = body;
        self.f.nm(for_).init = start;
        init.push(self.stmt(for_));
    }
}

/// Fields of the map header.
const HEADER_HASH0: usize = 4;
const HEADER_BUCKETS: usize = 5;
