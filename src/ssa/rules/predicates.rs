//! What rules' conditions and results call: arithmetic on constants, and predicates on values
//! and types (spec 22, section 17). Division by constants is in [`super::magic`].

use crate::ssa::func::{Aux, BlockId, Func, ValueId};
use crate::ssa::op::Op;
use crate::ssa::passes::PassContext;
use crate::types::{Type, TypeId, Types};

// -- constants ---------------------------------------------------------------------------------

/// `c` truncated to 8 bits and sign-extended.
pub fn tw8(c: i64) -> i64 {
    i64::from(c as i8)
}

pub fn tw16(c: i64) -> i64 {
    i64::from(c as i16)
}

pub fn tw32(c: i64) -> i64 {
    i64::from(c as i32)
}

pub fn tw64(c: i64) -> i64 {
    c
}

/// The low 8 bits of `c`.
pub fn u8w(c: i64) -> u64 {
    u64::from(c as u8)
}

pub fn u16w(c: i64) -> u64 {
    u64::from(c as u16)
}

pub fn u32w(c: i64) -> u64 {
    u64::from(c as u32)
}

pub fn u64w(c: i64) -> u64 {
    c as u64
}

/// A boolean as an auxint.
pub fn b2i(b: bool) -> i64 {
    i64::from(b)
}

/// `c << d` as Go shifts: all bits are gone from 64 on.
pub fn shl(c: i64, d: i64) -> i64 {
    if (0..64).contains(&d) { c << d } else { 0 }
}

/// `c >> d`, arithmetic.
pub fn sar(c: i64, d: i64) -> i64 {
    c >> if (0..64).contains(&d) { d } else { 63 }
}

/// `c >> d`, logical.
pub fn shr(c: u64, d: i64) -> i64 {
    if (0..64).contains(&d) { (c >> d) as i64 } else { 0 }
}

/// Leading and trailing zeros and ones of 64 bits.
pub fn nlz(c: i64) -> i64 {
    i64::from(c.leading_zeros())
}

pub fn ntz(c: i64) -> i64 {
    i64::from(c.trailing_zeros())
}

pub fn nlo(c: i64) -> i64 {
    nlz(!c)
}

pub fn nto(c: i64) -> i64 {
    ntz(!c)
}

/// Whether `c`, as a signed number, is a power of two.
pub fn is_power_of_two(c: i64) -> bool {
    c > 0 && c & (c - 1) == 0
}

pub fn log2(c: i64) -> i64 {
    63 - nlz(c)
}

/// Whether `a + b` overflows as unsigned numbers.
pub fn uadd_overflows(a: i64, b: i64) -> bool {
    (a as u64).checked_add(b as u64).is_none()
}

/// The float that an auxint holds (its bits as f64, for both float widths).
pub fn fl(c: i64) -> f64 {
    f64::from_bits(c as u64)
}

/// A float as an auxint.
pub fn bits64(x: f64) -> i64 {
    x.to_bits() as i64
}

/// A 32-bit float as an auxint. The bits of a NaN's payload are widened, not converted.
pub fn bits32(x: f32) -> i64 {
    let b = x.to_bits();
    if x.is_nan() {
        let sign = u64::from(b >> 31) << 63;
        return (sign | 0x7ff << 52 | u64::from(b & 0x7f_ffff) << 29) as i64;
    }
    bits64(f64::from(x))
}

/// The 32-bit float that an auxint holds.
pub fn fl32(c: i64) -> f32 {
    let b = c as u64;
    if fl(c).is_nan() {
        return f32::from_bits(
            (b >> 32) as u32 & 0x8000_0000 | 0x7f80_0000 | (b >> 29) as u32 & 0x7f_ffff,
        );
    }
    fl(c) as f32
}

/// Float to int64 as CVTTSD2SQ does it: out of range gives the most negative number.
pub fn to_i64(x: f64) -> i64 {
    let in_range = (-9223372036854775808.0..9223372036854775808.0).contains(&x);
    if in_range { x as i64 } else { i64::MIN }
}

/// Float to int32 as CVTTSD2SL does it.
pub fn to_i32(x: f64) -> i64 {
    if x > -2147483649.0 && x < 2147483648.0 { x as i64 } else { i64::from(i32::MIN) }
}

/// Whether 1/x is exact: no mantissa bits, and the exponent neither extreme.
pub fn reciprocal_is_exact64(x: f64) -> bool {
    let b = x.to_bits();
    b & (1 << 52) - 1 == 0 && !matches!(b >> 52 & 0x7ff, 0 | 0x7ff | 0x7fe)
}

pub fn reciprocal_is_exact32(x: f32) -> bool {
    let b = x.to_bits();
    b & (1 << 23) - 1 == 0 && !matches!(b >> 23 & 0xff, 0 | 0xff | 0xfe)
}

// -- types -------------------------------------------------------------------------------------

pub fn size(types: &Types, t: TypeId) -> i64 {
    types.size(t)
}

/// Size of the type in an aux.
pub fn size_aux(types: &Types, aux: Aux) -> i64 {
    match aux {
        Aux::Type(t) => types.size(t),
        _ => 0,
    }
}

/// Whether the type in aux `of` is aligned at least as `t`'s is.
pub fn align_fits(types: &Types, of: Aux, t: Aux) -> bool {
    matches!((of, t), (Aux::Type(of), Aux::Type(t)) if types.align(t) <= types.align(of))
}

/// Whether stores of these types may replace a move of type `of`: each fits a register and is
/// aligned no more than the whole.
pub fn pieces_fit(types: &Types, of: Aux, pieces: &[Aux]) -> bool {
    pieces
        .iter()
        .all(|&p| align_fits(types, of, p) && matches!(p, Aux::Type(t) if registerizable(types, t)))
}

pub fn is_int_of(types: &Types, t: TypeId, bytes: i64) -> bool {
    types.is_integer(t) && types.size(t) == bytes
}

pub fn is_float_of(types: &Types, t: TypeId, bytes: i64) -> bool {
    types.is_float(t) && types.size(t) == bytes
}

/// A struct type of `n` fields that SSA can hold.
pub fn is_struct_of(types: &Types, t: TypeId, n: usize) -> bool {
    matches!(types.under_get(t), Type::Struct { fields, .. } if fields.len() == n)
        && types.can_ssa(t)
}

/// An array type of `n` elements that SSA can hold.
pub fn is_array_of(types: &Types, t: TypeId, n: i64) -> bool {
    matches!(types.under_get(t), Type::Array { len, .. } if *len == n)
        && (n == 0 || types.can_ssa(t))
}

/// Type of field `i`.
pub fn field(types: &Types, t: TypeId, i: usize) -> TypeId {
    types.fields(t)[i].ty
}

/// Pointer type to field `i`.
pub fn field_ptr(types: &Types, t: TypeId, i: usize) -> TypeId {
    types.ptr(field(types, t, i))
}

pub fn field_off(types: &Types, t: TypeId, i: i64) -> i64 {
    types.field_offset(t, i as usize)
}

/// `*uint8`, which gc gives every byte pointer of its own making.
pub fn byte_ptr(types: &Types) -> TypeId {
    types.ptr(TypeId::UINT8)
}

/// Whether a value of this type is kept in one register when it is moved piecewise: pointers,
/// floats, integers (not booleans).
pub fn registerizable(types: &Types, t: TypeId) -> bool {
    types.is_ptr_shaped(t) || types.is_float(t) || (types.is_integer(t) && types.size(t) <= 8)
}

/// A multiplier's half plus 2^63, wrapped.
pub fn half_m(half: u64) -> i64 {
    half.wrapping_add(1 << 63) as i64
}

// -- values ------------------------------------------------------------------------------------

pub fn uses1(f: &Func, v: ValueId) -> bool {
    f.v(v).uses == 1
}

/// Makes `v` invalid at once: its arguments lose a use.
pub fn kill(f: &mut Func, v: ValueId) -> bool {
    f.reset(v, Op::Invalid);
    true
}

/// Whether `p` and `q` are the same pointer for certain.
pub fn same(f: &Func, p: ValueId, q: ValueId) -> bool {
    if p == q {
        return true;
    }
    let (a, b) = (f.v(p), f.v(q));
    if a.op != b.op {
        return false;
    }
    match a.op {
        Op::OffPtr => a.auxint == b.auxint && same(f, a.args[0], b.args[0]),
        Op::Addr | Op::LocalAddr => a.aux == b.aux && f.op(a.args[0]) == f.op(b.args[0]),
        Op::AddPtr => a.args[1] == b.args[1] && same(f, a.args[0], b.args[0]),
        _ => false,
    }
}

/// `p` without constant offsets, and their sum.
fn base_and_offset(f: &Func, mut p: ValueId) -> (ValueId, i64) {
    let mut offset = 0;
    while f.op(p) == Op::OffPtr {
        offset += f.v(p).auxint;
        p = f.arg(p, 0);
    }
    (p, offset)
}

/// Whether the `n` bytes at `p` and the `m` bytes at `q` do not overlap for certain.
pub fn disjoint(f: &Func, p: ValueId, n: i64, q: ValueId, m: i64) -> bool {
    if n == 0 || m == 0 {
        return true;
    }
    if p == q {
        return false;
    }
    let (p, at) = base_and_offset(f, p);
    let (q, bt) = base_and_offset(f, q);
    if same(f, p, q) {
        return if at < bt { at + n <= bt } else { bt + m <= at };
    }
    let is_var = |v| matches!(f.op(v), Op::Addr | Op::LocalAddr);
    match f.op(p) {
        Op::Addr | Op::LocalAddr => {
            is_var(q) || f.op(q) == Op::SP || (f.op(q) == Op::Arg && f.op(f.arg(p, 0)) == Op::SP)
        }
        Op::Arg => matches!(f.op(q), Op::SP | Op::LocalAddr),
        Op::SP => is_var(q) || matches!(f.op(q), Op::Arg | Op::SP),
        _ => false,
    }
}

/// Whether `p` points into the stack frame.
pub fn is_stack_ptr(f: &Func, mut p: ValueId) -> bool {
    while matches!(f.op(p), Op::OffPtr | Op::AddPtr) {
        p = f.arg(p, 0);
    }
    matches!(f.op(p), Op::SP | Op::LocalAddr)
}

/// Whether a memmove of `n` bytes can become straight code: all is loaded before anything is
/// stored up to 16 bytes, else the regions must not overlap.
pub fn inlinable(f: &Func, dst: ValueId, src: ValueId, n: i64) -> bool {
    n <= 16 || (n < 1024 && disjoint(f, dst, n, src, n))
}

/// Whether `v` is a constant zero that a cleared memory already holds.
pub fn is_const_zero(f: &Func, v: ValueId) -> bool {
    match f.op(v) {
        Op::ConstNil => true,
        Op::Const8
        | Op::Const16
        | Op::Const32
        | Op::Const64
        | Op::Const32F
        | Op::Const64F
        | Op::ConstBool => f.v(v).auxint == 0,
        _ => false,
    }
}

/// Whether `v` is certainly not negative, judged by its op alone.
pub fn is_non_negative(f: &Func, v: ValueId) -> bool {
    let value = f.v(v);
    match value.op {
        Op::Const64 => value.auxint >= 0,
        Op::Const32 => value.auxint as i32 >= 0,
        Op::StringLen
        | Op::SliceLen
        | Op::SliceCap
        | Op::ZeroExt8to64
        | Op::ZeroExt16to64
        | Op::ZeroExt32to64 => true,
        Op::Rsh64Ux64 => {
            let by = f.v(value.args[1]);
            by.op == Op::Const64 && by.auxint > 0
        }
        Op::Rsh64x64 => is_non_negative(f, value.args[0]),
        _ => false,
    }
}

pub fn is_sym(cx: &PassContext<'_>, aux: Aux, name: &str) -> bool {
    matches!(aux, Aux::Sym(s) if cx.syms.name(s).as_str() == name)
}

/// Whether `off` and `sym` are those of the result of a call to `runtime.newobject`: one word of
/// arguments, the result after it.
pub fn is_new_object(cx: &PassContext<'_>, sym: Aux, off: i64) -> bool {
    off == 8 && is_sym(cx, sym, "runtime.newobject")
}

/// Whether the memory `m` is a call of `runtime.newobject` with its result at `off`.
pub fn made_by_new_object(f: &Func, cx: &PassContext<'_>, m: ValueId, off: i64) -> bool {
    f.op(m) == Op::StaticCall && is_new_object(cx, f.v(m).aux, off)
}

/// The bytes of a string constant.
fn string_bytes(s: Aux) -> Vec<u8> {
    match s {
        Aux::Str(name) => name.as_str().chars().map(|c| c as u32 as u8).collect(),
        _ => Vec::new(),
    }
}

pub fn string_len(s: Aux) -> i64 {
    string_bytes(s).len() as i64
}

/// The symbol with a string constant's bytes.
pub fn string_data(cx: &PassContext<'_>, s: Aux) -> Aux {
    Aux::Sym(cx.syms.lookup(&crate::obj::sym::string_data_name(&string_bytes(s))))
}

/// The method that a call through the itab's word at `off` reaches.
pub fn devirtualized(cx: &PassContext<'_>, itab: Aux, off: i64) -> Option<Aux> {
    let (Aux::Sym(itab), Some(find)) = (itab, cx.itab_method) else { return None };
    find(itab, off).map(Aux::Sym)
}

/// The block of a value.
pub fn block_of(f: &Func, v: ValueId) -> BlockId {
    f.v(v).block
}
