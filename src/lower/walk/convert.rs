//! Conversion to interface types (spec 12, section 12).

use super::{Init, Walk};
use crate::lower::facts::conversion_routine;
use crate::tree::{Aux, Esc, NodeFlags, NodeId, Op};
use crate::types::{Kind, TypeId};

/// Byte offset of the type word in an itab.
const ITAB_TYPE: i32 = 8;

impl Walk<'_, '_> {
    pub(super) fn to_interface(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let v = self.f.l(n);
        let v = self.expr(v, init);
        self.f.set_left(n, v);
        let (from, to) = (self.f.ty(v), self.f.ty(n));
        let from_interface = self.f.types().is_interface(from);

        if self.f.types().is_direct_interface(from) {
            let word = self.f.dynamic_word(from, to);
            return self.interface(to, word, v);
        }
        if let Some(value) = self.existing_value(n, v, init) {
            let word = self.f.dynamic_word(from, to);
            let at = self.f.addr(value);
            return self.interface(to, word, at);
        }
        if from_interface && self.f.types().is_empty_interface(to) {
            if self.f.types().is_empty_interface(from) {
                return self.f.conv_nop(v, to);
            }
            return self.drop_methods(v, to, init);
        }

        let (name, by_address) = conversion_routine(self.f.types(), from, to);
        if !by_address && !from_interface {
            let params = [from];
            let results = [TypeId::UNSAFE_POINTER];
            let data = self.runtime_call_typed(name, &params, &results, &[v], init);
            let data = self.safe(data, init);
            let word = self.f.dynamic_word(from, to);
            return self.interface(to, word, data);
        }
        let word = match from_interface {
            true => self.f.type_word(to),
            false => self.f.dynamic_word(from, to),
        };
        let mut v = v;
        if by_address {
            // Comparisons with interfaces make conversions that order did not see.
            if !self.f.is_lvalue(v) {
                v = self.copy_expr(v, init);
            }
            v = self.f.addr(v);
        }
        let byte_ptr = self.f.types().ptr(TypeId::BYTE);
        let params = [byte_ptr, self.f.ty(v)];
        self.runtime_call_typed(name, &params, &[to], &[word, v], init)
    }

    /// An interface value made of its two words.
    fn interface(&mut self, ty: TypeId, word: NodeId, data: NodeId) -> NodeId {
        self.f.bin(Op::IfaceMake, ty, word, data)
    }

    /// A place that holds the converted value already or may hold a copy of it.
    fn existing_value(&mut self, n: NodeId, v: NodeId, init: &mut Init) -> Option<NodeId> {
        let from = self.f.ty(v);
        let types = self.f.types();
        let size = types.size(from);
        if size == 0 {
            self.cheap(v, init);
            return Some(self.f.runtime_var("zerobase", TypeId::UINTPTR));
        }
        if types.is_bool(from) || size == 1 && types.is_integer(from) {
            let v = self.cheap(v, init);
            let table = types_array(self);
            let table = self.f.runtime_var("staticbytes", table);
            let i = self.byte_index(v);
            return Some(self.f.index_unchecked(table, i));
        }
        if self.f.is_read_only_static(v) {
            return Some(v);
        }
        if !types.is_interface(from) && self.f.n(n).esc == Esc::None && size <= 1024 {
            let t = self.f.temp(from);
            init.push(self.f.assign(t, v));
            return Some(t);
        }
        None
    }

    /// A byte-sized value as an index.
    fn byte_index(&mut self, v: NodeId) -> NodeId {
        if self.f.types().identical(self.f.ty(v), TypeId::UINT8) {
            return v;
        }
        self.f.un(Op::Conv, TypeId::UINT8, v)
    }

    /// From an interface with methods to the empty one: the type word comes from the itab, if
    /// there is one.
    fn drop_methods(&mut self, v: NodeId, to: TypeId, init: &mut Init) -> NodeId {
        let from = self.f.ty(v);
        let c = self.f.temp(from);
        init.push(self.f.assign(c, v));
        let byte_ptr = self.f.types().ptr(TypeId::UINT8);
        let word = self.f.temp(byte_ptr);
        let tab = self.f.itab_of(c);
        init.push(self.f.assign(word, tab));
        let nil = self.f.nil(byte_ptr);
        let is_set = self.f.bin(Op::Ne, TypeId::BOOL, word, nil);
        let ty = self.itab_type(word);
        let load = self.f.assign(word, ty);
        init.push(self.f.if_(is_set, &[load], &[]));
        let data = self.interface_data(c, byte_ptr);
        self.interface(to, word, data)
    }

    /// The type word that an itab holds.
    pub(super) fn itab_type(&mut self, itab: NodeId) -> NodeId {
        let byte_ptr = self.f.types().ptr(TypeId::UINT8);
        let n = self.f.un(Op::DotPtr, byte_ptr, itab);
        self.f.nm(n).aux = Aux::Field { index: 0, offset: ITAB_TYPE };
        self.f.set_flag(n, NodeFlags::BOUNDED, true);
        n
    }

    /// The value of type `ty` in an interface: its data word, or what that points to.
    pub(super) fn interface_data(&mut self, x: NodeId, ty: TypeId) -> NodeId {
        if self.f.types().is_direct_interface(ty) {
            return self.f.un(Op::IData, ty, x);
        }
        let ptr = self.f.types().ptr(ty);
        let data = self.f.un(Op::IData, ptr, x);
        // gc 1.13 marks the word, not the load, so the load keeps its nil check.
        self.f.set_flag(data, NodeFlags::BOUNDED, true);
        self.f.un(Op::Deref, ty, data)
    }

    /// Whether the operand is an interface.
    pub(super) fn is_interface(&self, n: NodeId) -> bool {
        self.f.types().kind(self.f.ty(n)) == Kind::Interface
    }
}

/// `[256]uint8`
fn types_array(w: &Walk) -> TypeId {
    w.f.types().array(TypeId::UINT8, 256)
}
