//! Conversions and complex arithmetic (spec 20, sections 7 and 15).

use super::Builder;
use super::ops::{op_for, resize_op};
use super::stmt::{left, right};
use crate::ssa::func::{Likely, ValueId};
use crate::ssa::op::Op;
use crate::tree::{NodeId, Op as T};
use crate::types::{Kind, TypeId};

impl Builder<'_> {
    /// A conversion that keeps the bits. Pointers stay apart from integers, for the collector.
    pub(super) fn retype(&mut self, n: NodeId) -> ValueId {
        let to = self.tree.ty(n);
        let operand = left(self.tree, n);
        let from = self.tree.ty(operand);
        let x = self.expr(operand);
        if self.types.is_ptr_shaped(to) != self.types.is_ptr_shaped(from) {
            let mem = self.mem();
            return self.val(Op::Convert, to, &[x, mem]);
        }
        self.val(Op::Copy, to, &[x])
    }

    /// A conversion between number types.
    pub(super) fn convert(&mut self, n: NodeId) -> ValueId {
        let to = self.tree.ty(n);
        let operand = left(self.tree, n);
        let from = self.tree.ty(operand);
        let x = self.expr(operand);
        let types = self.types;
        if types.is_bool(from) {
            return self.val(Op::Copy, to, &[x]);
        }
        if types.is_integer(from) && types.is_integer(to) {
            let op = resize_op(types.size(from), types.size(to), types.is_signed(from));
            return self.val(op, to, &[x]);
        }
        if types.is_complex(from) && types.is_complex(to) {
            let (from_part, to_part) = (self.complex_part(from), self.complex_part(to));
            let op = float_op(types.size(from_part), types.size(to_part));
            let real = self.val(Op::ComplexReal, from_part, &[x]);
            let real = self.val(op, to_part, &[real]);
            let imag = self.val(Op::ComplexImag, from_part, &[x]);
            let imag = self.val(op, to_part, &[imag]);
            return self.val(Op::ComplexMake, to, &[real, imag]);
        }
        self.convert_float(n, x, from, to)
    }

    /// To or from floats. Small integers go by way of `int32`, `uint32` by way of `int64`.
    fn convert_float(&mut self, n: NodeId, x: ValueId, from: TypeId, to: TypeId) -> ValueId {
        let types = self.types;
        let (from_size, to_size) = (types.size(from), types.size(to));
        if types.is_float(from) && types.is_float(to) {
            return self.val(float_op(from_size, to_size), to, &[x]);
        }
        if types.is_integer(from) {
            let signed = types.is_signed(from);
            if from_size == 8 && !signed {
                return self.uint64_to_float(n, x, to);
            }
            let via = if from_size == 8 || from_size == 4 && !signed { 8 } else { 4 };
            let via_ty = if via == 8 { TypeId::INT64 } else { TypeId::INT32 };
            let x = match resize_op(from_size, via, signed) {
                Op::Copy => x,
                op => self.val(op, via_ty, &[x]),
            };
            return self.val(int_to_float_op(via, to_size), to, &[x]);
        }
        let signed = types.is_signed(to);
        if to_size == 8 && !signed {
            return self.float_to_uint64(n, x, from, to);
        }
        let via = if to_size == 8 || to_size == 4 && !signed { 8 } else { 4 };
        let via_ty = if via == 8 { TypeId::INT64 } else { TypeId::INT32 };
        let op = float_to_int_op(from_size, via);
        if via == to_size {
            return self.val(op, to, &[x]);
        }
        let wide = self.val(op, via_ty, &[x]);
        self.val(resize_op(via, to_size, false), to, &[wide])
    }

    /// `uint64` to a float: large values are halved (keeping the lowest bit for rounding),
    /// converted, and doubled.
    fn uint64_to_float(&mut self, n: NodeId, x: ValueId, to: TypeId) -> ValueId {
        let from = self.tree.ty(left(self.tree, n));
        let size = self.types.size(to);
        let cvt = int_to_float_op(8, size);
        let zero = self.zero_value(from);
        let small = self.val(Op::Geq64, TypeId::BOOL, &[x, zero]);
        self.choose(
            n,
            to,
            small,
            Likely::Likely,
            |b| b.val(cvt, to, &[x]),
            |b| {
                let one = b.const_int(from, 1);
                let low = b.val(Op::And64, from, &[x, one]);
                let half = b.val(Op::Rsh64Ux64, from, &[x, one]);
                let half = b.val(Op::Or64, from, &[half, low]);
                let f = b.val(cvt, to, &[half]);
                b.val(if size == 4 { Op::Add32F } else { Op::Add64F }, to, &[f, f])
            },
        )
    }

    /// A float to `uint64`: values from 2^63 on are lowered by it first.
    fn float_to_uint64(&mut self, n: NodeId, x: ValueId, from: TypeId, to: TypeId) -> ValueId {
        let size = self.types.size(from);
        let cvt = float_to_int_op(size, 8);
        let (less, sub) =
            if size == 4 { (Op::Less32F, Op::Sub32F) } else { (Op::Less64F, Op::Sub64F) };
        let limit = self.f.const_float(self.types, from, 9_223_372_036_854_775_808.0);
        let small = self.val(less, TypeId::BOOL, &[x, limit]);
        self.choose(
            n,
            to,
            small,
            Likely::Likely,
            |b| b.val(cvt, to, &[x]),
            |b| {
                let y = b.val(sub, from, &[x, limit]);
                let y = b.val(cvt, to, &[y]);
                let top = b.const_int(to, i64::MIN);
                b.val(Op::Or64, to, &[y, top])
            },
        )
    }

    // -- complex -------------------------------------------------------------------------------

    /// The type of a complex type's parts.
    pub(super) fn complex_part(&self, ty: TypeId) -> TypeId {
        if self.types.kind(ty) == Kind::Complex64 { TypeId::FLOAT32 } else { TypeId::FLOAT64 }
    }

    pub(super) fn complex_equality(
        &mut self,
        n: NodeId,
        ty: TypeId,
        a: ValueId,
        b: ValueId,
    ) -> ValueId {
        let part = self.complex_part(ty);
        let eq = op_for(self.types, T::Eq, part);
        let [real, imag] = [Op::ComplexReal, Op::ComplexImag].map(|select| {
            let a = self.val(select, part, &[a]);
            let b = self.val(select, part, &[b]);
            self.val(eq, TypeId::BOOL, &[a, b])
        });
        let equal = self.val(Op::AndB, TypeId::BOOL, &[real, imag]);
        if self.tree.op(n) == T::Eq {
            return equal;
        }
        self.val(Op::Not, TypeId::BOOL, &[equal])
    }

    pub(super) fn complex_add(&mut self, n: NodeId) -> ValueId {
        let ty = self.tree.ty(n);
        let a = self.expr(left(self.tree, n));
        let b = self.expr(right(self.tree, n));
        let part = self.complex_part(ty);
        let op = op_for(self.types, self.tree.op(n), part);
        let [real, imag] = [Op::ComplexReal, Op::ComplexImag].map(|select| {
            let a = self.val(select, part, &[a]);
            let b = self.val(select, part, &[b]);
            self.val(op, part, &[a, b])
        });
        self.val(Op::ComplexMake, ty, &[real, imag])
    }

    pub(super) fn complex_neg(&mut self, n: NodeId) -> ValueId {
        let ty = self.tree.ty(n);
        let a = self.expr(left(self.tree, n));
        let part = self.complex_part(ty);
        let op = op_for(self.types, T::Neg, part);
        let [real, imag] = [Op::ComplexReal, Op::ComplexImag].map(|select| {
            let a = self.val(select, part, &[a]);
            self.val(op, part, &[a])
        });
        self.val(Op::ComplexMake, ty, &[real, imag])
    }

    /// Real part of a, of b, imaginary part of a, of b; as `float64`.
    fn wide_parts(&mut self, n: NodeId) -> [ValueId; 4] {
        let a = self.expr(left(self.tree, n));
        let b = self.expr(right(self.tree, n));
        let part = self.complex_part(self.tree.ty(n));
        let parts = [
            (Op::ComplexReal, a),
            (Op::ComplexReal, b),
            (Op::ComplexImag, a),
            (Op::ComplexImag, b),
        ]
        .map(|(select, v)| self.val(select, part, &[v]));
        if part == TypeId::FLOAT64 {
            return parts;
        }
        parts.map(|v| self.val(Op::Cvt32Fto64F, TypeId::FLOAT64, &[v]))
    }

    fn complex_of_wide(&mut self, ty: TypeId, mut real: ValueId, mut imag: ValueId) -> ValueId {
        let part = self.complex_part(ty);
        if part == TypeId::FLOAT32 {
            real = self.val(Op::Cvt64Fto32F, part, &[real]);
            imag = self.val(Op::Cvt64Fto32F, part, &[imag]);
        }
        self.val(Op::ComplexMake, ty, &[real, imag])
    }

    /// `op(x1*y1, x2*y2)` in `float64`.
    fn products(&mut self, op: Op, [x1, y1, x2, y2]: [ValueId; 4]) -> ValueId {
        let first = self.val(Op::Mul64F, TypeId::FLOAT64, &[x1, y1]);
        let second = self.val(Op::Mul64F, TypeId::FLOAT64, &[x2, y2]);
        self.val(op, TypeId::FLOAT64, &[first, second])
    }

    /// Computed in `float64`, which loses less to cancellation.
    pub(super) fn complex_mul(&mut self, n: NodeId) -> ValueId {
        let [ar, br, ai, bi] = self.wide_parts(n);
        let real = self.products(Op::Sub64F, [ar, br, ai, bi]);
        let imag = self.products(Op::Add64F, [ar, bi, ai, br]);
        self.complex_of_wide(self.tree.ty(n), real, imag)
    }

    pub(super) fn complex_div(&mut self, n: NodeId) -> ValueId {
        let [ar, br, ai, bi] = self.wide_parts(n);
        let denom = self.products(Op::Add64F, [br, br, bi, bi]);
        let real = self.products(Op::Add64F, [ar, br, ai, bi]);
        let imag = self.products(Op::Sub64F, [ai, br, ar, bi]);
        let real = self.val(Op::Div64F, TypeId::FLOAT64, &[real, denom]);
        let imag = self.val(Op::Div64F, TypeId::FLOAT64, &[imag, denom]);
        self.complex_of_wide(self.tree.ty(n), real, imag)
    }
}

/// Between float sizes in bytes; the same size rounds.
fn float_op(from: i64, to: i64) -> Op {
    match (from, to) {
        (4, 4) => Op::Round32F,
        (4, _) => Op::Cvt32Fto64F,
        (_, 4) => Op::Cvt64Fto32F,
        _ => Op::Round64F,
    }
}

fn int_to_float_op(from: i64, to: i64) -> Op {
    match (from, to) {
        (4, 4) => Op::Cvt32to32F,
        (4, _) => Op::Cvt32to64F,
        (_, 4) => Op::Cvt64to32F,
        _ => Op::Cvt64to64F,
    }
}

fn float_to_int_op(from: i64, to: i64) -> Op {
    match (from, to) {
        (4, 4) => Op::Cvt32Fto32,
        (4, _) => Op::Cvt32Fto64,
        (_, 4) => Op::Cvt64Fto32,
        _ => Op::Cvt64Fto64,
    }
}
