//! Which SSA op computes a tree operator for a type.

use crate::ssa::op::Op;
use crate::tree;
use crate::types::{Kind, TypeId, Types};

/// How an operand is represented: width in bits and reading of the bits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repr {
    Int(u32, bool),
    Float(u32),
    Bool,
    Ptr,
    Inter,
    Slice,
    Complex,
    Other,
}

fn repr(types: &Types, ty: TypeId) -> Repr {
    use Kind::*;
    match types.kind(ty) {
        Int8 => Repr::Int(8, true),
        Uint8 => Repr::Int(8, false),
        Int16 => Repr::Int(16, true),
        Uint16 => Repr::Int(16, false),
        Int32 => Repr::Int(32, true),
        Uint32 => Repr::Int(32, false),
        Int64 | Int => Repr::Int(64, true),
        Uint64 | Uint | Uintptr => Repr::Int(64, false),
        Float32 => Repr::Float(32),
        Float64 => Repr::Float(64),
        Bool => Repr::Bool,
        Ptr | UnsafePtr | Func | Chan | Map => Repr::Ptr,
        Interface => Repr::Inter,
        Slice => Repr::Slice,
        Complex64 | Complex128 => Repr::Complex,
        _ => Repr::Other,
    }
}

/// The four integer variants of an op, by width.
macro_rules! by_width {
    ($w:expr, $a:ident, $b:ident, $c:ident, $d:ident) => {
        match $w {
            8 => Op::$a,
            16 => Op::$b,
            32 => Op::$c,
            _ => Op::$d,
        }
    };
}

/// Signed and unsigned integer variants of an ordering.
macro_rules! ordering {
    ($r:expr, $a:ident $b:ident $c:ident $d:ident, $ua:ident $ub:ident $uc:ident $ud:ident) => {
        match $r {
            Repr::Int(w, true) => Some(by_width!(w, $a, $b, $c, $d)),
            Repr::Int(w, false) => Some(by_width!(w, $ua, $ub, $uc, $ud)),
            _ => None,
        }
    };
}

/// The op of a unary or binary operator (but shifts) on operands of type `ty`.
pub fn op_for(types: &Types, op: tree::Op, ty: TypeId) -> Op {
    let r = repr(types, ty);
    find(op, r).unwrap_or_else(|| panic!("no op for {op:?} of {}", types.display(ty)))
}

fn find(op: tree::Op, r: Repr) -> Option<Op> {
    use Repr::*;
    use tree::Op as T;
    Some(match (op, r) {
        (T::Add, Int(w, _)) => by_width!(w, Add8, Add16, Add32, Add64),
        (T::Add, Float(32)) => Op::Add32F,
        (T::Add, Float(_)) => Op::Add64F,
        (T::Sub, Int(w, _)) => by_width!(w, Sub8, Sub16, Sub32, Sub64),
        (T::Sub, Float(32)) => Op::Sub32F,
        (T::Sub, Float(_)) => Op::Sub64F,
        (T::Mul, Int(w, _)) => by_width!(w, Mul8, Mul16, Mul32, Mul64),
        (T::Mul, Float(32)) => Op::Mul32F,
        (T::Mul, Float(_)) => Op::Mul64F,
        (T::Div, Int(w, true)) => by_width!(w, Div8, Div16, Div32, Div64),
        (T::Div, Int(w, false)) => by_width!(w, Div8u, Div16u, Div32u, Div64u),
        (T::Div, Float(32)) => Op::Div32F,
        (T::Div, Float(_)) => Op::Div64F,
        (T::Mod, Int(w, true)) => by_width!(w, Mod8, Mod16, Mod32, Mod64),
        (T::Mod, Int(w, false)) => by_width!(w, Mod8u, Mod16u, Mod32u, Mod64u),
        (T::And, Int(w, _)) => by_width!(w, And8, And16, And32, And64),
        (T::Or, Int(w, _)) => by_width!(w, Or8, Or16, Or32, Or64),
        (T::Xor, Int(w, _)) => by_width!(w, Xor8, Xor16, Xor32, Xor64),
        (T::Neg, Int(w, _)) => by_width!(w, Neg8, Neg16, Neg32, Neg64),
        (T::Neg, Float(32)) => Op::Neg32F,
        (T::Neg, Float(_)) => Op::Neg64F,
        (T::Com, Int(w, _)) => by_width!(w, Com8, Com16, Com32, Com64),
        (T::Not, Bool) => Op::Not,
        (T::Real, Complex) => Op::ComplexReal,
        (T::Imag, Complex) => Op::ComplexImag,
        (T::Eq, Int(w, _)) => by_width!(w, Eq8, Eq16, Eq32, Eq64),
        (T::Eq, Float(32)) => Op::Eq32F,
        (T::Eq, Float(_)) => Op::Eq64F,
        (T::Eq, Bool) => Op::EqB,
        (T::Eq, Ptr) => Op::EqPtr,
        (T::Eq, Inter) => Op::EqInter,
        (T::Eq, Slice) => Op::EqSlice,
        (T::Ne, Int(w, _)) => by_width!(w, Neq8, Neq16, Neq32, Neq64),
        (T::Ne, Float(32)) => Op::Neq32F,
        (T::Ne, Float(_)) => Op::Neq64F,
        (T::Ne, Bool) => Op::NeqB,
        (T::Ne, Ptr) => Op::NeqPtr,
        (T::Ne, Inter) => Op::NeqInter,
        (T::Ne, Slice) => Op::NeqSlice,
        (T::Lt, Float(32)) => Op::Less32F,
        (T::Lt, Float(_)) => Op::Less64F,
        (T::Le, Float(32)) => Op::Leq32F,
        (T::Le, Float(_)) => Op::Leq64F,
        (T::Gt, Float(32)) => Op::Greater32F,
        (T::Gt, Float(_)) => Op::Greater64F,
        (T::Ge, Float(32)) => Op::Geq32F,
        (T::Ge, Float(_)) => Op::Geq64F,
        (T::Lt, r) => ordering!(r, Less8 Less16 Less32 Less64, Less8U Less16U Less32U Less64U)?,
        (T::Le, r) => ordering!(r, Leq8 Leq16 Leq32 Leq64, Leq8U Leq16U Leq32U Leq64U)?,
        (T::Gt, r) => {
            ordering!(r, Greater8 Greater16 Greater32 Greater64, Greater8U Greater16U Greater32U Greater64U)?
        }
        (T::Ge, r) => ordering!(r, Geq8 Geq16 Geq32 Geq64, Geq8U Geq16U Geq32U Geq64U)?,
        _ => return None,
    })
}

/// The op of `x << y` or `x >> y`: by width and signedness of x, width of y.
pub fn shift_op(types: &Types, op: tree::Op, ty: TypeId, amount: TypeId) -> Op {
    use Op::*;
    const LEFT: [[Op; 4]; 4] = [
        [Lsh8x8, Lsh8x16, Lsh8x32, Lsh8x64],
        [Lsh16x8, Lsh16x16, Lsh16x32, Lsh16x64],
        [Lsh32x8, Lsh32x16, Lsh32x32, Lsh32x64],
        [Lsh64x8, Lsh64x16, Lsh64x32, Lsh64x64],
    ];
    const RIGHT: [[Op; 4]; 4] = [
        [Rsh8x8, Rsh8x16, Rsh8x32, Rsh8x64],
        [Rsh16x8, Rsh16x16, Rsh16x32, Rsh16x64],
        [Rsh32x8, Rsh32x16, Rsh32x32, Rsh32x64],
        [Rsh64x8, Rsh64x16, Rsh64x32, Rsh64x64],
    ];
    const RIGHT_UNSIGNED: [[Op; 4]; 4] = [
        [Rsh8Ux8, Rsh8Ux16, Rsh8Ux32, Rsh8Ux64],
        [Rsh16Ux8, Rsh16Ux16, Rsh16Ux32, Rsh16Ux64],
        [Rsh32Ux8, Rsh32Ux16, Rsh32Ux32, Rsh32Ux64],
        [Rsh64Ux8, Rsh64Ux16, Rsh64Ux32, Rsh64Ux64],
    ];
    let table = match op {
        tree::Op::Shl => LEFT,
        _ if types.is_signed(ty) => RIGHT,
        _ => RIGHT_UNSIGNED,
    };
    let row = |ty| types.size(ty).trailing_zeros() as usize;
    table[row(ty)][row(amount)]
}

/// The op that makes a struct of `n` fields.
pub fn struct_make_op(n: usize) -> Op {
    match n {
        0 => Op::StructMake0,
        1 => Op::StructMake1,
        2 => Op::StructMake2,
        3 => Op::StructMake3,
        4 => Op::StructMake4,
        _ => panic!("a struct of {n} fields is not held in SSA"),
    }
}

/// The op that changes an integer of one size (bytes) to another.
pub fn resize_op(from: i64, to: i64, signed: bool) -> Op {
    match (from, to, signed) {
        (2, 1, _) => Op::Trunc16to8,
        (4, 1, _) => Op::Trunc32to8,
        (4, 2, _) => Op::Trunc32to16,
        (8, 1, _) => Op::Trunc64to8,
        (8, 2, _) => Op::Trunc64to16,
        (8, 4, _) => Op::Trunc64to32,
        (1, 2, true) => Op::SignExt8to16,
        (1, 4, true) => Op::SignExt8to32,
        (1, 8, true) => Op::SignExt8to64,
        (2, 4, true) => Op::SignExt16to32,
        (2, 8, true) => Op::SignExt16to64,
        (4, 8, true) => Op::SignExt32to64,
        (1, 2, false) => Op::ZeroExt8to16,
        (1, 4, false) => Op::ZeroExt8to32,
        (1, 8, false) => Op::ZeroExt8to64,
        (2, 4, false) => Op::ZeroExt16to32,
        (2, 8, false) => Op::ZeroExt16to64,
        (4, 8, false) => Op::ZeroExt32to64,
        _ => Op::Copy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ops_by_type() {
        let types = Types::default();
        assert_eq!(op_for(&types, tree::Op::Add, TypeId::UINT16), Op::Add16);
        assert_eq!(op_for(&types, tree::Op::Ge, TypeId::UINTPTR), Op::Geq64U);
        assert_eq!(op_for(&types, tree::Op::Lt, TypeId::RUNE), Op::Less32);
        assert_eq!(shift_op(&types, tree::Op::Shr, TypeId::INT8, TypeId::UINT), Op::Rsh8x64);
        assert_eq!(shift_op(&types, tree::Op::Shr, TypeId::BYTE, TypeId::INT16), Op::Rsh8Ux16);
    }
}
