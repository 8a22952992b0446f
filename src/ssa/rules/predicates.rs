//! What rules' conditions and results call: arithmetic on constants of a width, and predicates on
//! values (spec 22, section 17).

use crate::ssa::func::{Func, ValueId};

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

/// Whether `v` is a constant integer of width 64, 32, 16 or 8.
pub fn is_const(f: &Func, v: ValueId, op: crate::ssa::op::Op) -> bool {
    f.op(v) == op
}

/// A boolean as an auxint.
pub fn b2i(b: bool) -> i64 {
    i64::from(b)
}
