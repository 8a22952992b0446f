//! Pieces of variables: which slot the component of a slot is (spec 21, section 6).
//!
//! A local whose address is not taken falls into variables of their own (`s.ptr`, `s.len`), so
//! that each piece gets a home only if it needs one. Pieces of parameters, and of locals whose
//! address is taken, stay where they are in the larger variable.

use crate::intern::Name;
use crate::ssa::func::{Func, Local, LocalClass, LocalSlot, SlotId};
use crate::ssa::op::Op;
use crate::types::{TypeId, Types};

/// The piece of `slot` at `offset` bytes with type `ty`, called `suffix`.
fn piece(f: &mut Func, slot: SlotId, suffix: &str, offset: i64, ty: TypeId) -> SlotId {
    let whole = f.slots[slot];
    let local = &f.locals[whole.local];
    if local.class != LocalClass::Auto || local.addr_taken {
        return f.slot(LocalSlot { ty, offset: whole.offset + offset, ..whole });
    }
    let name = Name::new(&format!("{}{suffix}", local.name));
    let new =
        Local { split_of: Some(slot), split_offset: offset, ..Local::auto(name, ty, local.pos) };
    let local = f.add_local(new);
    f.slot(LocalSlot { local, ty, offset: 0 })
}

/// Field `i` of a struct.
pub fn field(f: &mut Func, types: &Types, slot: SlotId, i: usize) -> SlotId {
    let t = f.slots[slot].ty;
    let field = &types.fields(t)[i];
    let suffix = format!(".{}", field.name);
    piece(f, slot, &suffix, types.field_offset(t, i), field.ty)
}

/// The element of an array of one.
pub fn array(f: &mut Func, types: &Types, slot: SlotId) -> SlotId {
    let elem = types.elem(f.slots[slot].ty);
    piece(f, slot, "[0]", 0, elem)
}

pub fn string(f: &mut Func, types: &Types, slot: SlotId) -> Vec<SlotId> {
    let ptr = piece(f, slot, ".ptr", 0, types.ptr(TypeId::UINT8));
    let len = piece(f, slot, ".len", 8, TypeId::INT);
    vec![ptr, len]
}

pub fn slice(f: &mut Func, types: &Types, slot: SlotId) -> Vec<SlotId> {
    let elem = types.elem(f.slots[slot].ty);
    let ptr = piece(f, slot, ".ptr", 0, types.ptr(elem));
    let len = piece(f, slot, ".len", 8, TypeId::INT);
    let cap = piece(f, slot, ".cap", 16, TypeId::INT);
    vec![ptr, len, cap]
}

pub fn interface(f: &mut Func, types: &Types, slot: SlotId) -> Vec<SlotId> {
    let whole = f.locals[f.slots[slot].local].ty;
    let tab = if types.is_empty_interface(whole) { ".type" } else { ".itab" };
    let tab = piece(f, slot, tab, 0, TypeId::UINTPTR);
    let data = piece(f, slot, ".data", 8, types.ptr(TypeId::UINT8));
    vec![tab, data]
}

pub fn complex(f: &mut Func, types: &Types, slot: SlotId) -> Vec<SlotId> {
    let half = types.size(f.slots[slot].ty) / 2;
    let part = if half == 4 { TypeId::FLOAT32 } else { TypeId::FLOAT64 };
    let real = piece(f, slot, ".real", 0, part);
    let imag = piece(f, slot, ".imag", half, part);
    vec![real, imag]
}

/// Values of `slot` that op `make` made name the pieces; the whole has no named values any more.
pub fn name_parts(f: &mut Func, slot: SlotId, make: Op, parts: &[SlotId]) {
    for v in std::mem::take(&mut f.named_values[slot]) {
        if f.op(v) == make {
            for (i, &p) in parts.iter().enumerate() {
                let arg = f.arg(v, i);
                f.named_values[p].push(arg);
            }
        }
    }
}
