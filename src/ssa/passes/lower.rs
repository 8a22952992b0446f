//! lower: replaces architecture-independent ops by amd64's, and improves the result; checkLower:
//! verifies that none is left.
//!
//! Before: `v10 = Sub64 <int> v7 v8`      After: `v10 = SUBQ <int> v7 v8`
//!
//! One rule set does both (`rules/amd64.rules`), so machine values are optimised while their users
//! are still generic (spec 23, section 1).

use super::PassContext;
use crate::ssa::op::Op;
use crate::ssa::rules::amd64;
use crate::ssa::{BlockKind, Func, rewrite};

/// Runs the rules to a fixpoint. Leaves: dead values, for `lowered deadcode`.
pub fn run(f: &mut Func, cx: &PassContext) {
    rewrite::run(f, cx, &amd64::SET);
}

/// Panics, naming the value, if a generic op is left that no instruction implements.
pub fn check(f: &mut Func, _: &PassContext) {
    for &b in &f.layout {
        let kind = f.b(b).kind;
        assert!(kind != BlockKind::If, "checkLower: {}: {b} is not lowered", f.name);
        for &v in &f.b(b).values {
            let op = f.op(v);
            assert!(
                op.info().machine || stays_generic(op),
                "checkLower: {}: {v} = {op} is not lowered",
                f.name
            );
        }
    }
}

/// Ops that have a meaning on every machine.
fn stays_generic(op: Op) -> bool {
    matches!(
        op,
        Op::SP
            | Op::SB
            | Op::InitMem
            | Op::Arg
            | Op::Copy
            | Op::Phi
            | Op::VarDef
            | Op::VarKill
            | Op::VarLive
            | Op::KeepAlive
            | Op::Select0
            | Op::Select1
            | Op::Convert
            | Op::InlMark
    )
}
