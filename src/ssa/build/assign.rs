//! Assignments, stores by type, zero values (spec 20, section 12).

use super::check::Bounds;
use super::ops::struct_make_op;
use super::same::same_safe;
use super::stmt::{left, right};
use super::{Builder, Place};
use crate::ssa::func::{Aux, Func, ValueId};
use crate::ssa::op::Op;
use crate::tree::{self, Class, NodeId, Op as T, VarFlags};
use crate::types::{Kind, Type, TypeId};

/// Parts of a slice or string that an assignment leaves as they are.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Skip {
    ptr: bool,
    len: bool,
    cap: bool,
}

impl Skip {
    const NOTHING: Skip = Skip { ptr: false, len: false, cap: false };
}

impl Builder<'_> {
    /// Whether the place is (a part of) a variable held in SSA.
    pub(super) fn can_ssa(&self, mut n: NodeId) -> bool {
        if self.pkg.options.no_opt {
            return false;
        }
        loop {
            match self.tree.op(n) {
                T::Dot => n = left(self.tree, n),
                T::Index if self.is_array(self.tree.ty(left(self.tree, n))) => {
                    n = left(self.tree, n);
                }
                T::Name => {
                    return self.tree.var_of(n).is_some_and(|v| self.can_ssa_var(v));
                }
                _ => return false,
            }
        }
    }

    pub(super) fn is_array(&self, ty: TypeId) -> bool {
        self.types.kind(ty) == Kind::Array
    }

    /// `x = y`
    pub(super) fn assignment(&mut self, n: NodeId) {
        let tree = self.tree;
        let target = left(tree, n);
        let given = tree.right(n);
        if given == Some(target) && tree.op(target) == T::Name {
            return;
        }
        let source = given.filter(|&r| {
            // Only zero values are left of composite literals.
            !matches!(tree.op(r), T::StructLit | T::ArrayLit | T::SliceLit)
        });
        if let Some(r) = source
            && tree.op(r) == T::Append
            && !self.pkg.options.no_opt
            && same_safe(tree, self.types, target, tree.items(tree.nodes[r].list)[0])
            && !self.can_ssa(target)
        {
            // The position of an expression is entered by `expr`; this form goes around it.
            self.append_in_place(r);
            return;
        }
        if tree.is_blank(target) {
            if let Some(r) = source {
                self.expr(r);
            }
            return;
        }
        let ty = tree.ty(given.unwrap_or(target));
        let by_address = !self.can_ssa_type(ty);
        let value = match (by_address, source) {
            (true, None) => None,
            (true, Some(r)) => Some(self.addr(r, false)),
            (false, None) => Some(self.zero_value(ty)),
            (false, Some(r)) => Some(self.expr(r)),
        };
        let skip = source.map_or(Skip::NOTHING, |r| self.unchanged_parts(target, r));
        self.assign(target, value, by_address, skip);
    }

    /// Slicing a variable back into itself leaves parts of it alone.
    fn unchanged_parts(&self, target: NodeId, source: NodeId) -> Skip {
        let tree = self.tree;
        if !matches!(tree.op(source), T::Slice | T::Slice3 | T::SliceStr)
            || !same_safe(tree, self.types, left(tree, source), target)
        {
            return Skip::NOTHING;
        }
        let bounds = tree.items(tree.nodes[source].list);
        let given = |i: usize| bounds.get(i).is_some_and(|&b| tree.op(b) != T::Nil);
        let low_is_zero = !given(0)
            || tree
                .const_of(bounds[0])
                .is_some_and(|c| matches!(c, tree::Const::Int(_)) && c.is_zero());
        if !low_is_zero {
            return Skip::NOTHING;
        }
        Skip { ptr: true, len: !given(1), cap: !given(2) }
    }

    /// Gives `target` the value; with `by_address` what is at the address `value`, or zero if
    /// there is none.
    pub(super) fn assign(
        &mut self,
        target: NodeId,
        value: Option<ValueId>,
        by_address: bool,
        skip: Skip,
    ) {
        let tree = self.tree;
        if tree.is_blank(target) {
            return;
        }
        let ty = tree.ty(target);
        if self.can_ssa(target) {
            self.assign_ssa(target, value.expect("a value for a variable in SSA"));
            return;
        }
        let var = tree.var_of(target).filter(|&v| tree.vars[v].class != Class::Extern);
        let auto_temp = var.is_some_and(|v| tree.vars[v].flags.contains(VarFlags::AUTO_TEMP));
        if let Some(v) = var
            && skip == Skip::NOTHING
        {
            let local = self.local(v);
            self.mem_op(Op::VarDef, 0, Aux::Local(local), &[], !auto_temp);
        }
        let addr = self.addr(target, false);
        let ty = if self.is_reflect_header_data(target) { TypeId::UNSAFE_POINTER } else { ty };
        match value {
            Some(from) if by_address => self.copy_memory(ty, addr, from),
            None => self.zero(ty, addr),
            Some(value) => self.store_value(ty, addr, value, skip, !auto_temp),
        }
    }

    fn assign_ssa(&mut self, target: NodeId, value: ValueId) {
        let tree = self.tree;
        match tree.op(target) {
            // A field: the struct is made anew.
            T::Dot => {
                let base = left(tree, target);
                let ty = tree.ty(base);
                let index = self.field_index(target);
                let old = self.expr(base);
                let fields = self.types.fields(ty);
                let new = self.val(struct_make_op(fields.len()), ty, &[]);
                for (i, field) in fields.iter().enumerate() {
                    let part = if i == index {
                        value
                    } else {
                        self.val_int(Op::StructSelect, field.ty, i as i64, &[old])
                    };
                    self.f.add_arg(new, part);
                }
                self.assign(base, Some(new), false, Skip::NOTHING);
            }
            T::Index => {
                self.push_pos(tree.nodes[target].pos);
                let base = left(tree, target);
                let ty = tree.ty(base);
                let index = self.expr(right(tree, target));
                if self.types.array_len(ty) == 0 {
                    let zero = self.const_int(TypeId::INT, 0);
                    self.bounds_check(zero, zero, Bounds::Index, false);
                } else {
                    let len = self.const_int(TypeId::INT, 1);
                    self.bounds_check(index, len, Bounds::Index, false);
                    let new = self.val(Op::ArrayMake1, ty, &[value]);
                    self.assign(base, Some(new), false, Skip::NOTHING);
                }
                self.pop_pos();
            }
            _ => {
                let var = tree.var_of(target).expect("a variable");
                let place = Place::Local(self.local(var));
                self.vars.insert(place, value);
                self.note_name(place, value);
            }
        }
    }

    pub(super) fn field_index(&self, n: NodeId) -> usize {
        match self.tree.nodes[n].aux {
            tree::Aux::Field { index, .. } => index as usize,
            _ => panic!("{:?} selects no field", self.tree.op(n)),
        }
    }

    /// `Data` of `reflect.SliceHeader` and `reflect.StringHeader` holds a pointer, whatever its
    /// type says (package unsafe promises that).
    fn is_reflect_header_data(&self, n: NodeId) -> bool {
        let tree = self.tree;
        if self.types.kind(tree.ty(n)) != Kind::Uintptr {
            return false;
        }
        let holder = match tree.op(n) {
            T::Dot => tree.ty(left(tree, n)),
            T::DotPtr => self.types.elem(tree.ty(left(tree, n))),
            _ => return false,
        };
        let field = &self.types.fields(holder)[self.field_index(n)];
        let Some(named) = self.types.as_named(holder) else { return false };
        field.name.as_str() == "Data"
            && self.types.pkg(named.pkg).path.as_str() == "reflect"
            && matches!(named.name.as_str(), "SliceHeader" | "StringHeader")
    }

    // -- stores --------------------------------------------------------------------------------

    /// Stores a value of type `ty`. Where a write barrier may be needed the parts without pointers
    /// go first, so that the barriers stand together.
    pub(super) fn store_value(
        &mut self,
        ty: TypeId,
        addr: ValueId,
        value: ValueId,
        skip: Skip,
        stmt: bool,
    ) {
        let no_barrier = !self.types.has_pointers(ty) || is_stack_address(&self.f, addr);
        if skip == Skip::NOTHING && no_barrier {
            self.mem_op(Op::Store, 0, Aux::Type(ty), &[addr, value], stmt);
            return;
        }
        self.store_scalars(ty, addr, value, skip);
        if !skip.ptr && self.types.has_pointers(ty) {
            self.store_pointers(ty, addr, value);
        }
    }

    fn store_scalars(&mut self, ty: TypeId, addr: ValueId, value: ValueId, skip: Skip) {
        let types = self.types;
        match types.under_get(ty) {
            _ if types.is_ptr_shaped(ty) => {}
            Type::Basic(Kind::String) => {
                if !skip.len {
                    self.store_word(Op::StringLen, 8, addr, value);
                }
            }
            Type::Slice(_) => {
                if !skip.len {
                    self.store_word(Op::SliceLen, 8, addr, value);
                }
                if !skip.cap {
                    self.store_word(Op::SliceCap, 16, addr, value);
                }
            }
            Type::Interface(_) => {
                // Type words and itabs live outside the heap.
                let byte_ptr = self.byte_ptr();
                let tab = self.val(Op::ITab, byte_ptr, &[value]);
                self.store(TypeId::UINTPTR, addr, tab);
            }
            Type::Struct { fields, .. } => {
                for (i, field) in fields.iter().enumerate() {
                    let offset = types.field_offset(ty, i);
                    let part_addr = self.off_ptr(types.new_ptr(field.ty), offset, addr);
                    let part = self.val_int(Op::StructSelect, field.ty, i as i64, &[value]);
                    self.store_scalars(field.ty, part_addr, part, Skip::NOTHING);
                }
            }
            Type::Array { len: 0, .. } => {}
            Type::Array { elem, .. } => {
                let part = self.val_int(Op::ArraySelect, *elem, 0, &[value]);
                self.store_scalars(*elem, addr, part, Skip::NOTHING);
            }
            _ => self.store(ty, addr, value),
        }
    }

    fn store_word(&mut self, select: Op, offset: i64, addr: ValueId, value: ValueId) {
        let word = self.val(select, TypeId::INT, &[value]);
        let at = self.off_ptr(self.types.new_ptr(TypeId::INT), offset, addr);
        self.store(TypeId::INT, at, word);
    }

    fn store_pointers(&mut self, ty: TypeId, addr: ValueId, value: ValueId) {
        let types = self.types;
        let byte_ptr = self.byte_ptr();
        match types.under_get(ty) {
            _ if types.is_ptr_shaped(ty) => self.store(ty, addr, value),
            Type::Basic(Kind::String) => {
                let ptr = self.val(Op::StringPtr, byte_ptr, &[value]);
                self.store(byte_ptr, addr, ptr);
            }
            Type::Slice(elem) => {
                let elem_ptr = types.new_ptr(*elem);
                let ptr = self.val(Op::SlicePtr, elem_ptr, &[value]);
                self.store(elem_ptr, addr, ptr);
            }
            Type::Interface(_) => {
                let data = self.val(Op::IData, byte_ptr, &[value]);
                let at = self.off_ptr(types.new_ptr(byte_ptr), 8, addr);
                self.store(byte_ptr, at, data);
            }
            Type::Struct { fields, .. } => {
                for (i, field) in fields.iter().enumerate() {
                    if !types.has_pointers(field.ty) {
                        continue;
                    }
                    let offset = types.field_offset(ty, i);
                    let part_addr = self.off_ptr(types.new_ptr(field.ty), offset, addr);
                    let part = self.val_int(Op::StructSelect, field.ty, i as i64, &[value]);
                    self.store_pointers(field.ty, part_addr, part);
                }
            }
            Type::Array { len: 0, .. } => {}
            Type::Array { elem, .. } => {
                let part = self.val_int(Op::ArraySelect, *elem, 0, &[value]);
                self.store_pointers(*elem, addr, part);
            }
            _ => panic!("{} has no pointers to store", types.display(ty)),
        }
    }

    // -- zero values ---------------------------------------------------------------------------

    pub(super) fn zero_value(&mut self, ty: TypeId) -> ValueId {
        let types = self.types;
        match types.under_get(ty) {
            _ if types.is_integer(ty) => self.const_int(ty, 0),
            _ if types.is_float(ty) => self.f.const_float(types, ty, 0.0),
            _ if types.is_complex(ty) => {
                let part = self.complex_part(ty);
                let zero = self.f.const_float(types, part, 0.0);
                self.entry(Op::ComplexMake, ty, 0, Aux::None, &[zero, zero])
            }
            _ if types.is_string(ty) => self.f.const_empty_string(types, ty),
            _ if types.is_ptr_shaped(ty) => self.f.const_nil(types, ty),
            _ if types.is_bool(ty) => self.const_bool(false),
            Type::Interface(_) => self.f.const_interface(types, ty),
            Type::Slice(_) => self.f.const_slice(types, ty),
            Type::Struct { fields, .. } => {
                let v = self.entry(struct_make_op(fields.len()), ty, 0, Aux::None, &[]);
                for field in fields {
                    let zero = self.zero_value(field.ty);
                    self.f.add_arg(v, zero);
                }
                v
            }
            Type::Array { len: 0, .. } => self.entry(Op::ArrayMake0, ty, 0, Aux::None, &[]),
            Type::Array { elem, .. } => {
                let zero = self.zero_value(*elem);
                self.entry(Op::ArrayMake1, ty, 0, Aux::None, &[zero])
            }
            _ => panic!("{} has no zero value in SSA", types.display(ty)),
        }
    }
}

/// Whether the address is in the frame or the argument area.
fn is_stack_address(f: &Func, mut v: ValueId) -> bool {
    while matches!(f.op(v), Op::OffPtr | Op::AddPtr | Op::PtrIndex | Op::Copy) {
        v = f.arg(v, 0);
    }
    matches!(f.op(v), Op::SP | Op::LocalAddr)
}
