//! Arithmetic on constants: literals, operators, conversion between kinds (spec 10, section 7).
//!
//! Integers are exact and checked against 512 bits by the caller; floats have 512 bits of
//! mantissa and round half to even. The variant of a [`Const`] always fits the type it goes with:
//! a float type has a `Float`, whatever was written.

use dashu_float::round::mode::HalfEven;
use dashu_float::{FBig, Repr};
use dashu_int::IBig;
use std::cmp::Ordering;

use crate::syntax::ast::LitKind;
use crate::tree::konst::{FLOAT_PRECISION, Float};
use crate::tree::{Const, Op};
use crate::types::TypeId;

/// Bits that an integer constant may have.
pub const MAX_INT_BITS: usize = 512;

/// Decimal exponents up to here are computed exactly; beyond, by powers rounded to
/// [`GUARD_PRECISION`] bits, so that no literal costs more than a few multiplications.
const EXACT_EXPONENT: i64 = 4000;
const GUARD_PRECISION: usize = 704;
/// Exponents (base 2) of floats that gc can hold; beyond is overflow.
const MAX_FLOAT_EXPONENT: i64 = i32::MAX as i64;

/// Why a number is no integer.
pub enum NotInteger {
    /// More than 512 bits.
    TooLarge,
    /// Has a fraction; the text is the value as messages show it, absent if it would look whole.
    Truncated(Option<String>),
}

pub fn float(v: IBig) -> Float {
    precise(Float::from(v))
}

/// The same value with 512 bits of mantissa; minus zero becomes zero.
fn precise(f: Float) -> Float {
    let f = f.with_precision(FLOAT_PRECISION).value();
    if f.repr().significand().is_zero() { zero() } else { f }
}

pub fn zero() -> Float {
    FBig::from_repr(Repr::zero(), dashu_float::Context::<HalfEven>::new(FLOAT_PRECISION))
}

pub fn float_from_f64(v: f64) -> Float {
    if v == 0.0 {
        return zero();
    }
    Float::try_from(v).map_or_else(|_| zero(), precise)
}

pub fn is_zero_float(f: &Float) -> bool {
    f.repr().significand().is_zero()
}

/// Bits needed for the absolute value.
pub fn bit_len(v: &IBig) -> usize {
    use dashu_int::ops::BitTest;
    let (_, magnitude) = v.clone().into_parts();
    magnitude.bit_len()
}

/// Value and untyped type of a literal's text, or the message of what is wrong with it.
pub fn literal(kind: LitKind, text: &str) -> Result<(TypeId, Const), String> {
    match kind {
        LitKind::Int => match integer(text) {
            Some(v) if bit_len(&v) > MAX_INT_BITS => {
                Err(format!("constant too large: {}", text.replace('_', "")))
            }
            Some(v) => Ok((TypeId::UNTYPED_INT, Const::Int(v))),
            None => Err(format!("malformed constant: {text}")),
        },
        LitKind::Float => {
            Ok((TypeId::UNTYPED_FLOAT, Const::Float(float_literal(&text.replace('_', ""))?)))
        }
        LitKind::Imag => {
            let digits = text.trim_end_matches('i').replace('_', "");
            let is_plain = digits.bytes().all(|b| b.is_ascii_digit());
            // Plain digits are decimal for compatibility, even with a leading zero.
            let im = match is_plain {
                true => float(digits.parse().unwrap_or_default()),
                false => match integer(&digits) {
                    Some(v) => float(v),
                    None => float_literal(&digits)?,
                },
            };
            Ok((TypeId::UNTYPED_COMPLEX, Const::Complex(Box::new((zero(), im)))))
        }
        LitKind::Rune => {
            let body = text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or("");
            let value = unescape(body).1.unwrap_or(0);
            Ok((TypeId::UNTYPED_RUNE, Const::int(i64::from(value))))
        }
        LitKind::String => {
            let bytes = match text.strip_prefix('`') {
                Some(raw) => raw.strip_suffix('`').unwrap_or(raw).replace('\r', "").into_bytes(),
                None => {
                    let body = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
                    unescape(body.unwrap_or("")).0
                }
            };
            Ok((TypeId::UNTYPED_STRING, Const::Str(bytes.into())))
        }
    }
}

/// The bytes that an interpreted literal's body stands for, and its first character's value.
fn unescape(body: &str) -> (Vec<u8>, Option<u32>) {
    let mut out = Vec::with_capacity(body.len());
    let mut first = None;
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        let mut utf8 = true;
        let value = if c != '\\' {
            c as u32
        } else {
            match chars.next() {
                Some('a') => 7,
                Some('b') => 8,
                Some('f') => 12,
                Some('n') => 10,
                Some('r') => 13,
                Some('t') => 9,
                Some('v') => 11,
                Some('x') => {
                    utf8 = false;
                    let mut digits = |n: usize| {
                        (0..n).fold(0u32, |v, _| {
                            v * 16 + chars.next().and_then(|d| d.to_digit(16)).unwrap_or(0)
                        })
                    };
                    digits(2)
                }
                Some(d @ '0'..='7') => {
                    utf8 = false;
                    let lead = d as u32 - '0' as u32;
                    (0..2).fold(lead, |v, _| {
                        v * 8 + chars.next().and_then(|d| d.to_digit(8)).unwrap_or(0)
                    })
                }
                Some('u') => (0..4).fold(0u32, |v, _| {
                    v * 16 + chars.next().and_then(|d| d.to_digit(16)).unwrap_or(0)
                }),
                Some('U') => (0..8).fold(0u32, |v, _| {
                    v.wrapping_mul(16)
                        .wrapping_add(chars.next().and_then(|d| d.to_digit(16)).unwrap_or(0))
                }),
                Some(other) => other as u32,
                None => 0,
            }
        };
        first.get_or_insert(value);
        if utf8 {
            let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            out.push(value as u8);
        }
    }
    (out, first)
}

fn integer(text: &str) -> Option<IBig> {
    let text = text.replace('_', "");
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16),
        [b'0', b'b' | b'B', ..] => (&text[2..], 2),
        [b'0', b'o' | b'O', ..] => (&text[2..], 8),
        [b'0', _, ..] => (&text[1..], 8),
        _ => (&text[..], 10),
    };
    // A literal of megabytes is too large whatever its digits; parsing it would be quadratic.
    if digits.len() > 4096 && digits.bytes().any(|b| b != b'0') {
        return Some(IBig::ONE << (MAX_INT_BITS + 1));
    }
    IBig::from_str_radix(digits, radix).ok()
}

fn float_literal(text: &str) -> Result<Float, String> {
    let too_large = || format!("constant too large: {text}");
    let malformed = || format!("malformed constant: {text} (number has no digits)");
    let lower = text.to_ascii_lowercase();
    let hex = lower.strip_prefix("0x");
    let (mantissa, exp) = match (hex, lower.split_once('e')) {
        (Some(h), _) => h.split_once('p').unwrap_or((h, "0")),
        (None, Some(parts)) => parts,
        (None, None) => (&lower[..], "0"),
    };
    let (int, frac) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let radix = if hex.is_some() { 16 } else { 10 };
    let digits = format!("{int}{frac}");
    if digits.is_empty() || exp.is_empty() || exp == "+" || exp == "-" {
        return Err(malformed());
    }
    let (digits, dropped) = match digits.len() > 8192 {
        true => (&digits[..8192], (digits.len() - 8192) as i64),
        false => (&digits[..], 0),
    };
    let m = IBig::from_str_radix(digits, radix).map_err(|_| malformed())?;
    if m.is_zero() {
        return Ok(zero());
    }
    let exp: i64 = match exp.trim_start_matches('+').parse() {
        Ok(e) => e,
        Err(_) if exp.starts_with('-') => return Ok(zero()),
        Err(_) => return Err(too_large()),
    };
    if radix == 16 {
        let exp = exp.saturating_add(4 * (dropped - frac.len() as i64));
        let size = exp.saturating_add(bit_len(&m) as i64);
        return match size {
            _ if size > MAX_FLOAT_EXPONENT => Err(too_large()),
            _ if size < -MAX_FLOAT_EXPONENT => Ok(zero()),
            _ => Ok(precise(Float::from_parts(m, exp as isize))),
        };
    }
    let exp = exp.saturating_add(dropped - frac.len() as i64);
    let size = exp.saturating_add(digits.len() as i64);
    if size > 646_456_993 {
        return Err(too_large());
    }
    if size < -646_456_993 {
        return Ok(zero());
    }
    let m = Float::from(m).with_precision(GUARD_PRECISION).value();
    let power = power_of_ten(exp.unsigned_abs());
    Ok(precise(if exp < 0 { m / power } else { m * power }))
}

/// `10^n`; exact up to [`EXACT_EXPONENT`], else to [`GUARD_PRECISION`] bits.
fn power_of_ten(n: u64) -> Float {
    if n as i64 <= EXACT_EXPONENT {
        let exact = Float::from(IBig::from(10).pow(n as usize));
        let precision = exact.precision().max(GUARD_PRECISION);
        return exact.with_precision(precision).value();
    }
    let guard = |f: Float| f.with_precision(GUARD_PRECISION).value();
    let (mut result, mut base, mut n) = (guard(Float::from(1)), guard(Float::from(10)), n);
    while n > 0 {
        if n & 1 == 1 {
            result = guard(&result * &base);
        }
        base = guard(&base * &base);
        n >>= 1;
    }
    result
}

/// The integer that a numeric constant is.
pub fn to_int(v: &Const) -> Result<IBig, NotInteger> {
    match v {
        Const::Int(i) => Ok(i.clone()),
        Const::Float(f) => float_to_int(f).ok_or_else(|| not_integer(f)),
        Const::Complex(c) if is_zero_float(&c.1) => {
            float_to_int(&c.0).ok_or_else(|| NotInteger::Truncated(Some(show(v))))
        }
        _ => Err(NotInteger::Truncated(Some(show(v)))),
    }
}

fn show(v: &Const) -> String {
    crate::tree::fmt::konst(v, TypeId::UNTYPED_FLOAT)
}

fn not_integer(f: &Float) -> NotInteger {
    if log2(f) > 2 * MAX_INT_BITS as i64 {
        return NotInteger::TooLarge;
    }
    let text = show(&Const::Float(f.clone()));
    // What rounds to something whole in six digits would read as nonsense.
    let whole = match float_literal(&text.replace('-', "")) {
        Ok(t) if !text.contains("e-") => t.repr().is_int(),
        _ => false,
    };
    NotInteger::Truncated(if whole { None } else { Some(text) })
}

/// Position of the highest bit.
fn log2(f: &Float) -> i64 {
    bit_len(f.repr().significand()) as i64 + f.repr().exponent() as i64
}

/// The integer that `f` is, or is within rounding error of (16 bits of slack).
fn float_to_int(f: &Float) -> Option<IBig> {
    let exact = |f: &Float| -> Option<IBig> {
        let (significand, exponent) = f.repr().clone().into_parts();
        if significand.is_zero() {
            return Some(IBig::ZERO);
        }
        if exponent >= 0 {
            return Some(significand << exponent as usize);
        }
        // The representation is normalised: a negative exponent means a fraction.
        None
    };
    if log2(f) > 2 * MAX_INT_BITS as i64 {
        return None;
    }
    if let Some(i) = exact(f) {
        return Some(i);
    }
    let slack = FLOAT_PRECISION - 16;
    let down = f.clone().with_rounding::<dashu_float::round::mode::Zero>();
    let up = f.clone().with_rounding::<dashu_float::round::mode::Away>();
    let down = down.with_precision(slack).value().with_rounding::<HalfEven>();
    let up = up.with_precision(slack).value().with_rounding::<HalfEven>();
    exact(&down).or_else(|| exact(&up))
}

/// The real number that a numeric constant is; `None` if it has an imaginary part.
pub fn to_float(v: &Const) -> Option<Float> {
    match v {
        Const::Int(i) => Some(float(i.clone())),
        Const::Float(f) => Some(f.clone()),
        Const::Complex(c) if is_zero_float(&c.1) => Some(c.0.clone()),
        _ => None,
    }
}

pub fn to_complex(v: &Const) -> Option<(Float, Float)> {
    match v {
        Const::Complex(c) => Some((**c).clone()),
        _ => Some((to_float(v)?, zero())),
    }
}

/// Rounds to `float32`; `None` on overflow.
pub fn round_f32(f: &Float) -> Option<Float> {
    let v = crate::tree::konst::to_f32(f);
    v.is_finite().then(|| float_from_f64(f64::from(v)))
}

/// Rounds to `float64`; `None` on overflow.
pub fn round_f64(f: &Float) -> Option<Float> {
    let v = crate::tree::konst::to_f64(f);
    v.is_finite().then(|| float_from_f64(v))
}

/// An arithmetic operation on two constants of one variant. `None`: not defined for it. Integer
/// division truncates; division by zero is the caller's to exclude.
pub fn binary(op: Op, a: &Const, b: &Const) -> Option<Const> {
    Some(match (a, b) {
        (Const::Int(x), Const::Int(y)) => Const::Int(match op {
            Op::Add => x + y,
            Op::Sub => x - y,
            Op::Mul => x * y,
            Op::Div => x / y,
            Op::Mod => x % y,
            Op::And => x & y,
            Op::Or => x | y,
            Op::Xor => x ^ y,
            Op::AndNot => x & !y.clone(),
            _ => return None,
        }),
        (Const::Float(x), Const::Float(y)) => Const::Float(precise(match op {
            Op::Add => x + y,
            Op::Sub => x - y,
            Op::Mul => x * y,
            Op::Div => x / y,
            _ => return None,
        })),
        (Const::Complex(x), Const::Complex(y)) => {
            let ((a, b), (c, d)) = (&**x, &**y);
            let (re, im) = match op {
                Op::Add => (a + c, b + d),
                Op::Sub => (a - c, b - d),
                Op::Mul => (a * c - b * d, b * c + a * d),
                Op::Div => {
                    let n = precise(c * c + d * d);
                    (precise(a * c + b * d) / &n, precise(b * c - a * d) / &n)
                }
                _ => return None,
            };
            Const::Complex(Box::new((precise(re), precise(im))))
        }
        (Const::Str(x), Const::Str(y)) if op == Op::Add => {
            Const::Str([&x[..], &y[..]].concat().into())
        }
        (Const::Bool(x), Const::Bool(y)) => Const::Bool(match op {
            Op::AndAnd => *x && *y,
            Op::OrOr => *x || *y,
            _ => return None,
        }),
        _ => return None,
    })
}

/// A comparison of two constants of one variant.
pub fn compare(op: Op, a: &Const, b: &Const) -> Option<bool> {
    let by_order = |o: Ordering| match op {
        Op::Eq => Some(o.is_eq()),
        Op::Ne => Some(o.is_ne()),
        Op::Lt => Some(o.is_lt()),
        Op::Le => Some(o.is_le()),
        Op::Gt => Some(o.is_gt()),
        Op::Ge => Some(o.is_ge()),
        _ => None,
    };
    let by_equality = |equal: bool| match op {
        Op::Eq => Some(equal),
        Op::Ne => Some(!equal),
        _ => None,
    };
    match (a, b) {
        (Const::Int(x), Const::Int(y)) => by_order(x.cmp(y)),
        (Const::Float(x), Const::Float(y)) => by_order(x.cmp(y)),
        (Const::Str(x), Const::Str(y)) => by_order(x.cmp(y)),
        (Const::Complex(x), Const::Complex(y)) => by_equality(x == y),
        (Const::Bool(x), Const::Bool(y)) => by_equality(x == y),
        _ => None,
    }
}

/// `v << count` or `v >> count`; `None` if the result cannot fit the limit.
pub fn shift(op: Op, v: &IBig, count: u64) -> Option<IBig> {
    if op == Op::Shl {
        if v.is_zero() {
            return Some(IBig::ZERO);
        }
        if count > 2 * MAX_INT_BITS as u64 {
            return None;
        }
        return Some(v << count as usize);
    }
    let count = count.min(4 * MAX_INT_BITS as u64) as usize;
    Some(v >> count)
}

/// `-v`
pub fn negate(v: &Const) -> Option<Const> {
    Some(match v {
        Const::Int(i) => Const::Int(-i.clone()),
        Const::Float(f) => Const::Float(precise(-f.clone())),
        Const::Complex(c) => {
            Const::Complex(Box::new((precise(-c.0.clone()), precise(-c.1.clone()))))
        }
        _ => return None,
    })
}

/// UTF-8 of a code point; what is none becomes U+FFFD.
pub fn rune_string(v: &IBig) -> Box<[u8]> {
    let c = u32::try_from(v).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
    c.encode_utf8(&mut [0; 4]).as_bytes().into()
}

/// Smallest and largest value of an integer type of `bits` bits.
pub fn integer_range(bits: u32, signed: bool) -> (IBig, IBig) {
    if signed {
        (-(IBig::ONE << (bits as usize - 1)), (IBig::ONE << (bits as usize - 1)) - 1)
    } else {
        (IBig::ZERO, (IBig::ONE << bits as usize) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float_of(text: &str) -> Float {
        float_literal(text).expect("valid")
    }

    #[test]
    fn literals() {
        let int = |t| match literal(LitKind::Int, t) {
            Ok((_, Const::Int(v))) => v,
            _ => panic!("{t}"),
        };
        assert_eq!(int("0x_ff"), IBig::from(255));
        assert_eq!(int("017"), IBig::from(15));
        assert_eq!(int("0b101"), IBig::from(5));
        assert_eq!(float_of("1.5e3"), float(IBig::from(1500)));
        assert_eq!(float_of("0x1p-2"), float_from_f64(0.25));
        assert_eq!(float_of("0.1").to_f64().value(), 0.1);
        assert_eq!(float_of("1e-310").to_f64().value(), 1e-310);
        assert_eq!(float_of("4.9e-324").to_f64().value(), 5e-324);
        assert!(float_literal("1e999999999999").is_err());
        let (_, s) = literal(LitKind::String, r#""a\x41\u00e9\n""#).expect("valid");
        assert_eq!(s.as_str(), Some("aA\u{e9}\n".as_bytes()));
        let (_, r) = literal(LitKind::Rune, r"'\''").expect("valid");
        assert_eq!(r.as_i64(), Some(39));
    }

    #[test]
    fn floats_that_are_integers() {
        assert!(
            matches!(to_int(&Const::Float(float_of("1e20"))), Ok(v) if v == IBig::from(10).pow(20))
        );
        assert!(matches!(
            to_int(&Const::Float(float_of("1.5"))),
            Err(NotInteger::Truncated(Some(t))) if t == "1.5"
        ));
        let third = binary(Op::Div, &Const::Float(float_of("1")), &Const::Float(float_of("3")));
        let one = binary(Op::Mul, &third.expect("defined"), &Const::Float(float_of("3")));
        assert!(matches!(to_int(&one.expect("defined")), Ok(v) if v == IBig::ONE));
    }

    #[test]
    fn overflow_of_float32() {
        // A hair below half-way to 2^128, and half-way.
        let below = "340282356779733661637539395458142568447";
        let half_way = "340282356779733661637539395458142568448";
        let max = f64::from(f32::MAX);
        assert_eq!(round_f32(&float_of(below)).map(|f| f.to_f64().value()), Some(max));
        assert!(round_f32(&float_of(half_way)).is_none());
        assert!(round_f32(&float_of("1e39")).is_none());
        assert_eq!(round_f32(&float_of("0.1")).map(|f| f.to_f64().value()), Some(0.1f32 as f64));
    }
}
