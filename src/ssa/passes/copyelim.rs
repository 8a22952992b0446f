//! copyelim: uses of a copy become uses of what it copies (spec 21, section 4).
//!
//! The copies themselves stay until `deadcode`.

use super::PassContext;
use crate::ssa::func::{Func, ValueId};
use crate::ssa::op::Op;

/// Runs the pass: arguments first, then block controls and named values.
pub fn run(f: &mut Func, _: &PassContext) {
    eliminate_copies(f);
}

/// The pass, for others that make copies.
pub fn eliminate_copies(f: &mut Func) {
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for k in 0..f.b(b).values.len() {
            let v = f.b(b).values[k];
            resolve_copy_args(f, v);
        }
    }
    // The copies' own arguments are resolved, so one step is enough here.
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        if let Some(c) = f.control(b)
            && f.op(c) == Op::Copy
        {
            let source = f.arg(c, 0);
            f.set_control(b, Some(source));
        }
    }
    for i in 0..f.names.len() {
        let slot = f.names[i];
        for k in 0..f.named_values[slot].len() {
            let v = f.named_values[slot][k];
            if f.op(v) == Op::Copy {
                f.named_values[slot][k] = f.arg(v, 0);
            }
        }
    }
}

/// Replaces arguments of `v` that are copies.
#[inline]
pub fn resolve_copy_args(f: &mut Func, v: ValueId) {
    if has_copy_arg(f, v) {
        replace_copy_args(f, v);
    }
}

/// Whether an argument of `v` is a copy.
#[inline]
pub fn has_copy_arg(f: &Func, v: ValueId) -> bool {
    f.v(v).args.iter().any(|&a| f.op(a) == Op::Copy)
}

fn replace_copy_args(f: &mut Func, v: ValueId) {
    for i in 0..f.v(v).args.len() {
        let a = f.arg(v, i);
        if f.op(a) == Op::Copy {
            let source = copy_source(f, a);
            f.set_arg(v, i, source);
        }
    }
}

/// The value at the end of a chain of copies; the chain is shortened. A cycle of copies can only
/// be in unreachable code and becomes an unknown value.
pub fn copy_source(f: &mut Func, v: ValueId) -> ValueId {
    let mut source = f.arg(v, 0);
    // `slow` advances at half speed: meeting it means going in circles.
    let mut slow = source;
    let mut advance = false;
    while f.op(source) == Op::Copy {
        source = f.arg(source, 0);
        if source == slow {
            f.reset(source, Op::Unknown);
            break;
        }
        if advance {
            slow = f.arg(slow, 0);
        }
        advance = !advance;
    }
    let mut at = v;
    while at != source {
        let next = f.arg(at, 0);
        f.set_arg(at, 0, source);
        at = next;
    }
    source
}
