//! decompose builtin: strings, slices, interfaces and complex values go by component
//! (spec 21, section 6): first their phis, then everything the rules see, then names.

use super::{PassContext, split};
use crate::ssa::func::{Func, SlotId, ValueId};
use crate::ssa::op::Op;
use crate::ssa::rewrite;
use crate::ssa::rules::dec;
use crate::types::{Kind, TypeId, Types};

pub fn run(f: &mut Func, cx: &PassContext) {
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            if f.op(v) == Op::Phi {
                phi(f, cx.types, v);
            }
        }
    }
    rewrite::run(f, cx, &dec::SET);
    let mut names = Vec::new();
    for slot in std::mem::take(&mut f.names) {
        split_name(f, cx.types, slot, &mut names);
    }
    f.names = names;
}

/// Splits a phi: for each component a phi, whose arguments select the component in the
/// argument's block.
fn phi(f: &mut Func, types: &Types, v: ValueId) {
    let t = f.v(v).ty;
    let byte_ptr = || types.ptr(TypeId::UINT8);
    let (make, parts) = match types.kind(t) {
        Kind::Complex64 | Kind::Complex128 => {
            let part = if types.size(t) == 8 { TypeId::FLOAT32 } else { TypeId::FLOAT64 };
            (Op::ComplexMake, vec![(Op::ComplexReal, part), (Op::ComplexImag, part)])
        }
        Kind::String => {
            (Op::StringMake, vec![(Op::StringPtr, byte_ptr()), (Op::StringLen, TypeId::INT)])
        }
        Kind::Slice => (
            Op::SliceMake,
            vec![
                (Op::SlicePtr, byte_ptr()),
                (Op::SliceLen, TypeId::INT),
                (Op::SliceCap, TypeId::INT),
            ],
        ),
        Kind::Interface => (Op::IMake, vec![(Op::ITab, TypeId::UINTPTR), (Op::IData, byte_ptr())]),
        _ => return,
    };
    let (b, pos) = (f.v(v).block, f.v(v).pos);
    let phis: Vec<ValueId> =
        parts.iter().map(|&(_, part)| f.new_value(b, Op::Phi, part, pos, &[])).collect();
    for a in f.v(v).args.clone() {
        for (&(select, part), &p) in parts.iter().zip(&phis) {
            let block = f.v(a).block;
            let x = f.new_value(block, select, part, pos, &[a]);
            f.add_arg(p, x);
        }
    }
    f.reset(v, make);
    f.set_args(v, &phis);
}

fn split_name(f: &mut Func, types: &Types, slot: SlotId, names: &mut Vec<SlotId>) {
    let (make, parts) = match types.kind(f.slots[slot].ty) {
        Kind::Complex64 | Kind::Complex128 => (Op::ComplexMake, split::complex(f, types, slot)),
        Kind::String => (Op::StringMake, split::string(f, types, slot)),
        Kind::Slice => (Op::SliceMake, split::slice(f, types, slot)),
        Kind::Interface => (Op::IMake, split::interface(f, types, slot)),
        _ => return names.push(slot),
    };
    split::name_parts(f, slot, make, &parts);
    names.extend(parts);
}
