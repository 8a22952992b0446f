//! Constant values of the language: arbitrary integers, 512-bit floats, strings, booleans.

use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;
use dashu_int::IBig;

/// A binary float with the precision of untyped constants (512 bits of mantissa).
pub type Float = FBig<HalfEven, 2>;

/// Bits of mantissa of untyped floats (spec 10, section 7).
pub const FLOAT_PRECISION: usize = 512;

/// The nearest `f64`; also below the smallest positive one, half of which is where zero begins.
pub fn to_f64(x: &Float) -> f64 {
    let near = x.to_f64().value();
    if near != 0.0 {
        return near;
    }
    let half = Float::from_parts(IBig::ONE, -1075);
    let smallest = f64::from_bits(1);
    match () {
        _ if *x > half => smallest,
        _ if *x < -half => -smallest,
        _ => near,
    }
}

/// The nearest `f32`, rounded once; also where it is subnormal.
pub fn to_f32(x: &Float) -> f32 {
    let wide = to_f64(x);
    let near = wide as f32;
    // Half-way between the largest `f32` and what would be the next one.
    let limit = f64::from(f32::MAX) + 2f64.powi(103);
    if wide.abs() == limit {
        let beyond = Float::try_from(wide).ok().and_then(|w| x.partial_cmp(&w));
        let toward_zero = match wide > 0.0 {
            true => Some(std::cmp::Ordering::Less),
            false => Some(std::cmp::Ordering::Greater),
        };
        return if beyond == toward_zero { f32::MAX.copysign(near) } else { near };
    }
    if !near.is_finite() || f64::from(near) == wide {
        return near;
    }
    // Rounding twice goes wrong only if the first result is half-way between two `f32`s.
    let other = if f64::from(near) < wide { near.next_up() } else { near.next_down() };
    if (f64::from(near) + f64::from(other)) / 2.0 != wide {
        return near;
    }
    let (low, high) = if near < other { (near, other) } else { (other, near) };
    match Float::try_from(wide).ok().and_then(|w| x.partial_cmp(&w)) {
        Some(std::cmp::Ordering::Less) => low,
        Some(std::cmp::Ordering::Greater) => high,
        _ => near,
    }
}

/// A constant value. Whether an integer is a rune constant is told by its type.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    Nil,
    Bool(bool),
    /// Bytes of a string, not necessarily UTF-8.
    Str(Box<[u8]>),
    Int(IBig),
    Float(Float),
    Complex(Box<(Float, Float)>),
}

impl Const {
    pub fn int(v: i64) -> Const {
        Const::Int(IBig::from(v))
    }

    /// The integer, if the value is one that fits 64 bits (unsigned values above `i64::MAX` wrap).
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Const::Int(v) => {
                i64::try_from(v).ok().or_else(|| u64::try_from(v).ok().map(|u| u as i64))
            }
            Const::Bool(b) => Some(i64::from(*b)),
            Const::Nil => Some(0),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Const::Bool(b) => Some(*b),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&[u8]> {
        match self {
            Const::Str(s) => Some(s),
            _ => None,
        }
    }

    /// Nearest `f64` of a numeric value.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Const::Float(f) => Some(to_f64(f)),
            Const::Int(v) => Some(v.to_f64().value()),
            _ => None,
        }
    }

    /// Whether the value is the zero value of its type.
    pub fn is_zero(&self) -> bool {
        match self {
            Const::Nil => true,
            Const::Bool(b) => !b,
            Const::Str(s) => s.is_empty(),
            Const::Int(v) => v.is_zero(),
            Const::Float(f) => f.repr().significand().is_zero(),
            Const::Complex(c) => {
                c.0.repr().significand().is_zero() && c.1.repr().significand().is_zero()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnormal_and_half_way_float32() {
        let float = |x: f64| Float::try_from(x).unwrap().with_precision(FLOAT_PRECISION).value();
        assert_eq!(to_f32(&float(1e-45)), f32::from_bits(1));
        assert_eq!(to_f32(&float(0.1)), 0.1f32);
        // Half-way between two values, and a little more than `f64` can tell.
        let half = 1.0 + f64::from(f32::EPSILON) / 2.0;
        assert_eq!(to_f32(&float(half)), 1.0);
        let more = float(half) + float(1e-30);
        assert_eq!(to_f32(&more), 1.0 + f32::EPSILON);
    }

    #[test]
    fn smallest_float64s() {
        let float = |n: i64, exponent| Float::from_parts(IBig::from(n), exponent);
        assert_eq!(to_f64(&float(3, -1075)).to_bits(), 2);
        assert_eq!(to_f64(&float(5, -1077)).to_bits(), 1);
        assert_eq!(to_f64(&float(-5, -1077)).to_bits(), 1 | 1 << 63);
        assert_eq!(to_f64(&float(1, -1075)).to_bits(), 0);
        assert_eq!(to_f32(&float(3, -151)).to_bits(), 1);
    }
}
