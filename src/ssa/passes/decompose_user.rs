//! decompose user: phis and named values of struct and array type go by component
//! (spec 21, section 6).
//!
//! Before: v5 = Phi <struct{a,b}> v3 v4
//! After:  v6 = Phi <A> v8 v10; v7 = Phi <B> v9 v11; v5 = StructMake2 v6 v7, with StructSelects v8..v11

use super::PassContext;
use super::split;
use crate::ssa::func::{Aux, Func, SlotId, ValueId};
use crate::ssa::op::Op;
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
    // Names of leaves follow all names that need no splitting.
    let mut kept = Vec::new();
    let mut leaves = Vec::new();
    for slot in std::mem::take(&mut f.names) {
        match is_composite(cx.types, f.slots[slot].ty) {
            true => split_name(f, cx.types, slot, &mut leaves),
            false => kept.push(slot),
        }
    }
    kept.extend(leaves);
    f.names = kept;
}

fn is_composite(types: &Types, t: TypeId) -> bool {
    matches!(types.kind(t), Kind::Struct | Kind::Array)
}

fn struct_make(n: usize) -> Op {
    [Op::StructMake0, Op::StructMake1, Op::StructMake2, Op::StructMake3, Op::StructMake4][n]
}

/// Splits a phi, and the phis this makes.
fn phi(f: &mut Func, types: &Types, v: ValueId) {
    let t = f.v(v).ty;
    let (make, select, parts): (Op, Op, Vec<TypeId>) = match types.kind(t) {
        Kind::Struct => {
            let fields: Vec<TypeId> = types.fields(t).iter().map(|f| f.ty).collect();
            (struct_make(fields.len()), Op::StructSelect, fields)
        }
        Kind::Array if types.array_len(t) == 0 => {
            f.reset(v, Op::ArrayMake0);
            return;
        }
        Kind::Array => (Op::ArrayMake1, Op::ArraySelect, vec![types.elem(t)]),
        _ => return,
    };
    let (b, pos) = (f.v(v).block, f.v(v).pos);
    let phis: Vec<ValueId> =
        parts.iter().map(|&part| f.new_value(b, Op::Phi, part, pos, &[])).collect();
    for a in f.v(v).args.clone() {
        for (i, (&part, &p)) in parts.iter().zip(&phis).enumerate() {
            let block = f.v(a).block;
            let x = f.new_value_aux(block, select, part, pos, i as i64, Aux::None, &[a]);
            f.add_arg(p, x);
        }
    }
    f.reset(v, make);
    f.set_args(v, &phis);
    for p in phis {
        phi(f, types, p);
    }
}

/// Splits the named values of a slot; adds the slots of its leaves to `leaves`.
fn split_name(f: &mut Func, types: &Types, slot: SlotId, leaves: &mut Vec<SlotId>) {
    let t = f.slots[slot].ty;
    let (make, parts): (Op, Vec<SlotId>) = match types.kind(t) {
        Kind::Array if types.array_len(t) == 0 => return,
        Kind::Array => (Op::ArrayMake1, vec![split::array(f, types, slot)]),
        _ => {
            let n = types.fields(t).len();
            (struct_make(n), (0..n).map(|i| split::field(f, types, slot, i)).collect())
        }
    };
    let is_leaf = |f: &Func, p: SlotId| !is_composite(types, f.slots[p].ty);
    leaves.extend(parts.iter().filter(|&&p| is_leaf(f, p)));
    split::name_parts(f, slot, make, &parts);
    for p in parts {
        if !is_leaf(f, p) {
            split_name(f, types, p, leaves);
        }
    }
}
