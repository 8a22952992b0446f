//! Operands: addresses from an op's aux and registers, and stack homes.

use super::Emitter;
use crate::obj::SymId;
use crate::obj::prog::{As, Base, Mem, Operand};
use crate::ssa::func::LocalClass;
use crate::ssa::reg::Reg;
use crate::ssa::{Aux, LocalId, Location, ValueId};
use crate::types::{TypeId, Types};

impl Emitter<'_> {
    /// The operand `offset(base)`, with the value's symbol.
    pub(super) fn mem(&self, v: ValueId, base: Reg, offset: i64) -> Mem {
        let plain = Mem { reg: Some(base), offset, ..Mem::default() };
        match self.f.v(v).aux {
            Aux::Sym(sym) => Mem { base: Base::Global(sym), reg: None, ..plain },
            Aux::Local(local) => self.local_mem(local, offset),
            _ => plain,
        }
    }

    /// `offset(base)(index*scale)` with the value's symbol. SP cannot be an index: with scale 1 the
    /// two change places.
    pub(super) fn indexed(&self, v: ValueId, base: Reg, index: Reg, scale: u8, offset: i64) -> Mem {
        let (base, index) =
            if scale == 1 && index == Reg::SP { (index, base) } else { (base, index) };
        Mem { index: Some((index, scale)), ..self.mem(v, base, offset) }
    }

    /// A place in a variable, `offset` bytes from its start.
    pub(super) fn local_mem(&self, local: LocalId, offset: i64) -> Mem {
        let l = &self.f.locals[local];
        let base = match l.class {
            LocalClass::Auto => Base::Auto { prefix: l.prefix, name: l.name },
            LocalClass::Param | LocalClass::Result => {
                Base::Param { prefix: l.prefix, name: l.name }
            }
        };
        Mem { base, offset: l.offset + offset, ..Mem::default() }
    }

    /// The stack home of `v`: of a parameter, a spill.
    pub(super) fn stack_home(&self, v: ValueId) -> Operand {
        let Some(Location::Slot(slot)) = self.f.homes[v] else {
            panic!("emit: {}: {v} = {} has no stack slot", self.f.name, self.f.op(v))
        };
        let slot = &self.f.slots[slot];
        Operand::Mem(self.local_mem(slot.local, slot.offset))
    }
}

impl Mem {
    /// `sym+offset(SB)`.
    pub fn global(sym: SymId, offset: i64) -> Mem {
        Mem { base: Base::Global(sym), offset, ..Mem::default() }
    }

    /// `offset(reg)`.
    pub fn at(reg: Reg, offset: i64) -> Mem {
        Mem { reg: Some(reg), offset, ..Mem::default() }
    }
}

/// The instruction that stores a value of this type (spec 31, section 9, "spill").
pub(super) fn store_by_type(types: &Types, ty: TypeId) -> As {
    let size = types.size(ty);
    if types.is_float(ty) {
        return if size == 4 { As::MOVSS } else { As::MOVSD };
    }
    match size {
        1 => As::MOVB,
        2 => As::MOVW,
        4 => As::MOVL,
        8 => As::MOVQ,
        _ => panic!("emit: no store for a spill of {size} bytes"),
    }
}

/// The instruction that loads a value of this type; small integers are extended to avoid writing
/// part of a register.
pub(super) fn load_by_type(types: &Types, ty: TypeId) -> As {
    match types.size(ty) {
        1 => As::MOVBLZX,
        2 => As::MOVWLZX,
        _ => store_by_type(types, ty),
    }
}

/// The instruction that copies a register holding this type.
pub(super) fn move_by_type(types: &Types, ty: TypeId) -> As {
    if types.is_float(ty) {
        // Moves the whole register: no merge with its old contents.
        return As::MOVUPS;
    }
    match types.size(ty) {
        1 | 2 | 4 => As::MOVL,
        8 => As::MOVQ,
        16 => As::MOVUPS,
        size => panic!("emit: no register copy of {size} bytes"),
    }
}
