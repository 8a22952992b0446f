//! Division by constants: multipliers and shifts (spec 22, sections 10 and 11).
//!
//! Unsigned, `w` bits: `x / d = (x * M) >> (w + s)` with `M = ceil(2^(w+s) / d)`, which has `w+1` bits;
//! the rules work with `m = M - 2^w`.

/// Multiplier and shift.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Magic {
    pub m: i64,
    pub s: i64,
}

fn low(w: u32, c: i64) -> u64 {
    c as u64 & (u64::MAX >> (64 - w))
}

/// Whether unsigned division by `c` needs a multiplication: not zero, no power of two.
pub fn umagic_ok(w: u32, c: i64) -> bool {
    let d = low(w, c);
    d != 0 && !d.is_power_of_two()
}

/// `m` (without its top bit, wrapped into 64 bits) and `s` for unsigned division by `c`.
pub fn umagic(w: u32, c: i64) -> Magic {
    let d = u128::from(low(w, c));
    let s = 128 - d.leading_zeros();
    // ceil(2^(w+s)/d) - 2^w = ceil(2^w * (2^s - d) / d)
    let m = (((1u128 << s) - d) << w).div_ceil(d);
    Magic { m: m as i64, s: i64::from(s) }
}

/// Whether signed division by `c` needs a multiplication.
pub fn smagic_ok(c: i64) -> bool {
    c > 0 && c & (c - 1) != 0
}

pub fn smagic(w: u32, c: i64) -> Magic {
    let s = 63 - c.leading_zeros();
    let m = (1u128 << (w + s)).div_ceil(c as u128);
    Magic { m: m as i64, s: i64::from(s) }
}

/// Constants of a divisibility test: `rotl(x * m + a, w - k) <= max`, unsigned. All are sign-extended
/// from `w` bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Divisible {
    pub m: i64,
    pub k: i64,
    pub a: i64,
    pub max: i64,
}

fn sign_extend(w: u32, x: u64) -> i64 {
    (x << (64 - w)) as i64 >> (64 - w)
}

/// The inverse of odd `d` modulo 2^64.
fn inverse(d: u64) -> u64 {
    // Newton: each step doubles the number of correct low bits, from 3.
    (0..5).fold(d, |x, _| x.wrapping_mul(2u64.wrapping_sub(d.wrapping_mul(x))))
}

pub fn udivisible(w: u32, c: i64) -> Divisible {
    let d = low(w, c);
    let k = d.trailing_zeros();
    let max = (u64::MAX >> (64 - w)) / d;
    Divisible {
        m: sign_extend(w, inverse(d >> k)),
        k: i64::from(k),
        a: 0,
        max: sign_extend(w, max),
    }
}

pub fn sdivisible(w: u32, c: i64) -> Divisible {
    let k = c.trailing_zeros();
    let d0 = c as u64 >> k;
    let a = ((1u64 << (w - 1)) - 1) / d0 >> k << k;
    Divisible {
        m: sign_extend(w, inverse(d0)),
        k: i64::from(k),
        a: sign_extend(w, a),
        max: sign_extend(w, (2 * a) >> k),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsigned_division_by_multiplication_is_exact() {
        for d in 1..=255u32 {
            if !umagic_ok(8, i64::from(d)) {
                continue;
            }
            let Magic { m, s } = umagic(8, i64::from(d as u8 as i8));
            for x in 0..=255u32 {
                assert_eq!(x * (256 + m as u32) >> (8 + s), x / d, "{x} / {d}");
            }
        }
        assert_eq!(umagic(32, 7), Magic { m: 613566757, s: 3 });
        assert_eq!(umagic(64, 10).m as u64 / 2 + (1 << 63), 14757395258967641293);
        assert_eq!(smagic(32, 7), Magic { m: 2454267027, s: 2 });
    }

    #[test]
    fn divisibility_tests_are_exact_for_bytes() {
        for d in 3..128i64 {
            if !smagic_ok(d) {
                continue;
            }
            let (u, s) = (udivisible(8, d), sdivisible(8, d));
            for x in -128..128i64 {
                let rot = |y: i64, k: i64| (y as u8).rotate_left((8 - k) as u32 % 8);
                let unsigned = x & 0xff;
                assert_eq!(rot(unsigned * u.m, u.k) <= u.max as u8, unsigned % d == 0);
                assert_eq!(rot(x * s.m + s.a, s.k) <= s.max as u8, x % d == 0, "{x} {d}");
            }
        }
    }
}
