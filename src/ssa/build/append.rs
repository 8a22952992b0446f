//! `append` of simple values (spec 20, section 11).

use super::stmt::left;
use super::{Builder, Place};
use crate::ssa::func::{Aux, Likely, ValueId};
use crate::ssa::op::Op;
use crate::tree::{Class, NodeId, Op as T};
use crate::types::TypeId;

impl Builder<'_> {
    /// `append(s, a, b)` as a value.
    pub(super) fn append_value(&mut self, n: NodeId) -> ValueId {
        self.append(n, false).expect("a value form")
    }

    /// `s = append(s, a, b)` of a slice in memory: the pointer is only written when the backing
    /// array moves, which saves write barriers.
    pub(super) fn append_in_place(&mut self, n: NodeId) {
        self.append(n, true);
    }

    fn append(&mut self, n: NodeId, in_place: bool) -> Option<ValueId> {
        let tree = self.tree;
        let ty = tree.ty(n);
        let elem = self.types.elem(ty);
        let ptr_ty = self.types.new_ptr(elem);
        let list = tree.items(tree.nodes[n].list);
        let (slice_node, values) = (list[0], &list[1..]);

        let addr = in_place.then(|| self.addr(slice_node, false));
        let slice = match addr {
            Some(addr) => self.load(ty, addr),
            None => self.expr(slice_node),
        };
        let grow = self.new_block();
        let assign = self.new_block();
        let count = values.len() as i64;
        let ptr = self.val(Op::SlicePtr, ptr_ty, &[slice]);
        let mut len = self.val(Op::SliceLen, TypeId::INT, &[slice]);
        let cap = self.val(Op::SliceCap, TypeId::INT, &[slice]);
        let n_const = self.const_int(TypeId::INT, count);
        let new_len = self.val(Op::Add64, TypeId::INT, &[len, n_const]);
        let too_long = self.val(Op::Greater64U, TypeId::BOOL, &[new_len, cap]);
        self.vars.insert(Place::Ptr, ptr);
        if in_place {
            self.vars.insert(Place::Len, len);
        } else {
            self.vars.insert(Place::NewLen, new_len);
            self.vars.insert(Place::Cap, cap);
        }
        let b = self.end_if(too_long, Likely::Unlikely);
        self.f.add_edge(b, grow);
        self.f.add_edge(b, assign);

        self.start_block(grow);
        let elem_word = self.expr(left(tree, n));
        let args = [elem_word, ptr, len, cap, new_len];
        let grown = self.runtime_call("growslice", &args, &[ptr_ty, TypeId::INT, TypeId::INT]);
        match addr {
            Some(addr) => {
                self.define_whole(slice_node);
                let cap_addr = self.off_ptr(self.types.new_ptr(TypeId::INT), 16, addr);
                self.store(TypeId::INT, cap_addr, grown[2]);
                self.store(ptr_ty, addr, grown[0]);
                // Loading what was just stored saves a spill.
                let ptr = self.load(ptr_ty, addr);
                self.vars.insert(Place::Ptr, ptr);
                self.vars.insert(Place::Len, grown[1]);
            }
            None => {
                self.vars.insert(Place::Ptr, grown[0]);
                let n_const = self.const_int(TypeId::INT, count);
                let new_len = self.val(Op::Add64, TypeId::INT, &[grown[1], n_const]);
                self.vars.insert(Place::NewLen, new_len);
                self.vars.insert(Place::Cap, grown[2]);
            }
        }
        self.jump(assign);

        self.start_block(assign);
        if let Some(addr) = addr {
            len = self.variable(Place::Len, TypeId::INT);
            let n_const = self.const_int(TypeId::INT, count);
            let new_len = self.val(Op::Add64, TypeId::INT, &[len, n_const]);
            let len_addr = self.off_ptr(self.types.new_ptr(TypeId::INT), 8, addr);
            self.store(TypeId::INT, len_addr, new_len);
        }
        let values: Vec<(ValueId, bool)> = values
            .iter()
            .map(|&v| match self.can_ssa_type(tree.ty(v)) {
                true => (self.expr(v), true),
                false => (self.addr(v, false), false),
            })
            .collect();
        let ptr = self.variable(Place::Ptr, ptr_ty);
        let header = (!in_place).then(|| {
            let new_len = self.variable(Place::NewLen, TypeId::INT);
            let cap = self.variable(Place::Cap, TypeId::INT);
            (new_len, cap)
        });
        let first = self.val(Op::PtrIndex, ptr_ty, &[ptr, len]);
        for (i, (value, is_value)) in values.into_iter().enumerate() {
            let i = self.const_int(TypeId::INT, i as i64);
            let to = self.val(Op::PtrIndex, ptr_ty, &[first, i]);
            if is_value {
                self.store_value(elem, to, value, Default::default(), true);
            } else {
                self.copy_memory(elem, to, value);
            }
        }
        for place in [Place::Ptr, Place::Len, Place::NewLen, Place::Cap] {
            self.vars.remove(&place);
        }
        let (new_len, cap) = header?;
        Some(self.val(Op::SliceMake, ty, &[ptr, new_len, cap]))
    }

    /// Tells liveness that a whole local variable gets a new value.
    fn define_whole(&mut self, n: NodeId) {
        if self.tree.op(n) == T::Name
            && let Some(v) = self.tree.var_of(n)
            && self.tree.vars[v].class != Class::Extern
        {
            let local = self.local(v);
            self.mem_op(Op::VarDef, 0, Aux::Local(local), &[], true);
        }
    }
}
