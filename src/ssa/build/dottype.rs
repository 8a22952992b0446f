//! Type assertions (spec 20, section 14).

use super::stmt::{left, right};
use super::{Builder, Place};
use crate::ssa::func::{Aux, BlockId, Likely, ValueId};
use crate::ssa::op::Op;
use crate::tree::NodeId;
use crate::types::TypeId;

impl Builder<'_> {
    /// `v, ok = x.(T)`
    pub(super) fn assign_dottype(&mut self, n: NodeId) {
        let tree = self.tree;
        let assertion = tree.items(tree.nodes[n].rlist)[0];
        let (mut value, ok) = self.dottype(assertion, true);
        let ok = ok.expect("the comma-ok form");
        let by_address = !self.can_ssa_type(tree.ty(assertion));
        if by_address {
            value = self.f.arg(value, 0);
        }
        let targets = tree.items(tree.nodes[n].list);
        self.assign(targets[0], Some(value), by_address, Default::default());
        self.assign(targets[1], Some(ok), false, Default::default());
    }

    /// `x.(T)`: the value, and with `comma_ok` whether it has the type.
    pub(super) fn dottype(&mut self, n: NodeId, comma_ok: bool) -> (ValueId, Option<ValueId>) {
        let iface = self.expr(left(self.tree, n));
        let target = self.expr(right(self.tree, n));
        let ty = self.tree.ty(n);
        if self.types.is_empty_interface(ty) {
            self.to_empty_interface(n, iface, target, comma_ok)
        } else if self.types.is_interface(ty) {
            self.to_interface(n, iface, target, comma_ok)
        } else {
            self.to_concrete(n, iface, target, comma_ok)
        }
    }

    fn from_empty(&self, n: NodeId) -> bool {
        self.types.is_empty_interface(self.tree.ty(left(self.tree, n)))
    }

    /// Ends the block with a likely branch: the blocks of success and failure.
    fn split(&mut self, condition: ValueId) -> (BlockId, BlockId) {
        let b = self.end_if(condition, Likely::Likely);
        let ok = self.new_block();
        let fail = self.new_block();
        self.f.add_edge(b, ok);
        self.f.add_edge(b, fail);
        (ok, fail)
    }

    /// To `interface{}`: succeeds unless the interface is nil.
    fn to_empty_interface(
        &mut self,
        n: NodeId,
        iface: ValueId,
        target: ValueId,
        comma_ok: bool,
    ) -> (ValueId, Option<ValueId>) {
        let ty = self.tree.ty(n);
        let byte_ptr = self.byte_ptr();
        let tab = self.val(Op::ITab, byte_ptr, &[iface]);
        let nil = self.f.const_nil(self.types, byte_ptr);
        let not_nil = self.val(Op::NeqPtr, TypeId::BOOL, &[tab, nil]);
        if comma_ok && self.from_empty(n) {
            return (iface, Some(not_nil));
        }
        let (ok, fail) = self.split(not_nil);
        if !comma_ok {
            self.start_block(fail);
            self.runtime_panic("panicnildottype", &[target]);
            self.start_block(ok);
            if self.from_empty(n) {
                return (iface, None);
            }
            let word = self.type_of_itab(tab);
            let data = self.val(Op::IData, ty, &[iface]);
            return (self.val(Op::IMake, ty, &[word, data]), None);
        }
        self.start_block(ok);
        let word = self.type_of_itab(tab);
        self.vars.insert(Place::Typ, word);
        self.end_block();
        self.start_block(fail);
        self.vars.insert(Place::Typ, tab);
        self.end_block();
        let end = self.new_block();
        self.f.add_edge(ok, end);
        self.f.add_edge(fail, end);
        self.start_block(end);
        let data = self.val(Op::IData, ty, &[iface]);
        let word = self.variable(Place::Typ, byte_ptr);
        let value = self.val(Op::IMake, ty, &[word, data]);
        self.vars.remove(&Place::Typ);
        (value, Some(not_nil))
    }

    /// The type word in an itab.
    fn type_of_itab(&mut self, tab: ValueId) -> ValueId {
        let byte_ptr = self.byte_ptr();
        let at = self.off_ptr(byte_ptr, 8, tab);
        self.load(byte_ptr, at)
    }

    /// To an interface with methods: the runtime looks for them.
    fn to_interface(
        &mut self,
        n: NodeId,
        iface: ValueId,
        target: ValueId,
        comma_ok: bool,
    ) -> (ValueId, Option<ValueId>) {
        let ty = self.tree.ty(n);
        let from = if self.from_empty(n) { "assertE2I" } else { "assertI2I" };
        if comma_ok {
            let results =
                self.runtime_call(&format!("{from}2"), &[target, iface], &[ty, TypeId::BOOL]);
            return (results[0], Some(results[1]));
        }
        (self.runtime_call(from, &[target, iface], &[ty])[0], None)
    }

    /// To a concrete type: compares type words, or itabs.
    fn to_concrete(
        &mut self,
        n: NodeId,
        iface: ValueId,
        target: ValueId,
        comma_ok: bool,
    ) -> (ValueId, Option<ValueId>) {
        let tree = self.tree;
        let ty = tree.ty(n);
        let byte_ptr = self.byte_ptr();
        let tab = self.val(Op::ITab, byte_ptr, &[iface]);
        let wanted = match self.from_empty(n) {
            true => target,
            false => self.expr(tree.items(tree.nodes[n].list)[0]),
        };
        let temp = (comma_ok && !self.can_ssa_type(ty)).then(|| self.memory_temp(n, ty));
        let equal = self.val(Op::EqPtr, TypeId::BOOL, &[tab, wanted]);
        let (ok, fail) = self.split(equal);
        if !comma_ok {
            self.start_block(fail);
            let source = self.type_word(tree.ty(left(tree, n)));
            let panic = if self.from_empty(n) { "panicdottypeE" } else { "panicdottypeI" };
            self.runtime_panic(panic, &[tab, target, source]);
            self.start_block(ok);
            return (self.data_of(ty, iface), None);
        }
        let end = self.new_block();
        let place = Place::Val(self.n_vals);
        self.n_vals += 1;

        self.start_block(ok);
        match temp {
            None => {
                let value = self.data_of(ty, iface);
                self.vars.insert(place, value);
            }
            Some((_, addr)) => {
                let from = self.val(Op::IData, self.types.new_ptr(ty), &[iface]);
                self.copy_memory(ty, addr, from);
            }
        }
        let yes = self.const_bool(true);
        self.vars.insert(Place::Ok, yes);
        self.jump(end);

        self.start_block(fail);
        match temp {
            None => {
                let zero = self.zero_value(ty);
                self.vars.insert(place, zero);
            }
            Some((_, addr)) => self.zero(ty, addr),
        }
        let no = self.const_bool(false);
        self.vars.insert(Place::Ok, no);
        self.jump(end);

        self.start_block(end);
        let value = match temp {
            None => self.variable(place, ty),
            Some((aux, addr)) => {
                let value = self.load(ty, addr);
                self.mem_op(Op::VarKill, 0, aux, &[], true);
                value
            }
        };
        let is_ok = self.variable(Place::Ok, TypeId::BOOL);
        for place in [place, Place::Ok] {
            self.vars.remove(&place);
        }
        (value, Some(is_ok))
    }

    /// The value in an interface's data word or behind it.
    fn data_of(&mut self, ty: TypeId, iface: ValueId) -> ValueId {
        if self.types.is_direct_interface(ty) {
            return self.val(Op::IData, ty, &[iface]);
        }
        let p = self.val(Op::IData, self.types.new_ptr(ty), &[iface]);
        self.load(ty, p)
    }

    /// The address of a type's descriptor.
    fn type_word(&mut self, ty: TypeId) -> ValueId {
        let sym = self.sym(&self.types.descriptor_name(ty));
        let byte_ptr = self.byte_ptr();
        self.entry(Op::Addr, byte_ptr, 0, Aux::Sym(sym), &[self.sb])
    }
}
