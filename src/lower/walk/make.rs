//! `make` of slices and channels, `new` (spec 12, sections 15.5 and 15.6).

use super::{Init, Walk};
use crate::tree::{Esc, NodeFlags, NodeId, Op};
use crate::types::{ChanDir, TypeId};

impl Walk<'_, '_> {
    pub(super) fn new(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        if self.f.has_flag(n, NodeFlags::WALKED) {
            return n;
        }
        let elem = self.f.types().elem(self.f.ty(n));
        if self.f.n(n).esc == Esc::None {
            let t = self.f.temp(elem);
            init.push(self.f.zero(t));
            return self.f.addr(t);
        }
        self.new_object(elem)
    }

    pub(super) fn make_slice(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let ty = self.f.ty(n);
        let elem = self.f.types().elem(ty);
        let mut len = self.f.l(n);
        let cap = match self.f.right(n) {
            Some(cap) => cap,
            None => {
                len = self.safe(len, init);
                len
            }
        };
        if self.f.n(n).esc == Esc::None {
            let count = self.f.int_const(cap).unwrap_or(0);
            let array = self.f.types().array(elem, count);
            let t = self.f.temp(array);
            init.push(self.f.zero(t));
            let at = self.f.addr(t);
            let unnamed = self.f.types().slice(elem);
            let s = self.f.slice(Op::SliceArr, unnamed, at, None, Some(len));
            let s = self.f.conv_always(s, ty);
            return self.expr(s, init);
        }
        let header = self.f.nod(Op::SliceHeader, ty);
        let word = self.f.type_word(elem);
        let (l, c) = (self.f.conv(len, TypeId::INT), self.f.conv(cap, TypeId::INT));
        let data = self.runtime_call("makeslice", &[word, l, c], init);
        self.f.set_flag(data, NodeFlags::NON_NIL, true);
        let (l, c) = (self.f.conv(len, TypeId::INT), self.f.conv(cap, TypeId::INT));
        let list = self.f.list(&[l, c]);
        self.f.set_left(header, data);
        self.f.nm(header).list = list;
        self.expr(header, init)
    }

    pub(super) fn make_chan(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let ty = self.f.ty(n);
        let size = match self.f.left(n) {
            Some(size) => size,
            None => self.f.int(0),
        };
        let size = self.f.conv(size, TypeId::INT);
        let word = self.f.type_word(ty);
        let byte_ptr = self.f.types().ptr(TypeId::BYTE);
        let plain = self.directed(ty, ChanDir::Both);
        let params = [byte_ptr, TypeId::INT];
        let call = self.runtime_call_typed("makechan", &params, &[plain], &[word, size], init);
        self.f.nm(call).ty = ty;
        call
    }
}
