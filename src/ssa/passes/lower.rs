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

#[cfg(test)]
mod tests {
    use crate::ssa::passes::testing::{check, run};

    fn lowered(text: &str) -> String {
        let text = run(text, "writebarrier", super::run);
        let live = text.lines().filter(|l| !l.ends_with(" DEAD"));
        live.map(|l| format!("{l}\n")).collect()
    }

    #[test]
    fn products_of_small_constants_are_sums() {
        let have = lowered(
            "b1:
            v1 = InitMem <mem>
            v2 = SP <uintptr>
            v3 = Arg <int> {x}
            v4 = Const64 <int> [27]
            v5 = Mul64 <int> v3 v4
            v6 = Store <mem> {int} v2 v5 v1
            Ret v6",
        );
        check(
            &have,
            "b1:
            v1 = InitMem <mem>
            v2 = SP <uintptr>
            v3 = Arg <int> {x}
            v7 = LEAQ2 <int> v3 v3
            v8 = LEAQ2 <int> v3 v3
            v5 = LEAQ8 <int> v7 v8
            v6 = MOVQstore <mem> v2 v5 v1
            Ret v6",
        );
    }

    #[test]
    fn memory_is_changed_in_place() {
        let have = lowered(
            "b1:
            v1 = InitMem <mem>
            v3 = Arg <*int32> {p}
            v4 = Load <int32> v3 v1
            v5 = Const32 <int32> [5]
            v6 = Add32 <int32> v4 v5
            v7 = Store <mem> {int32} v3 v6 v1
            Ret v7",
        );
        check(
            &have,
            "b1:
            v1 = InitMem <mem>
            v3 = Arg <*int32> {p}
            v7 = ADDLconstmodify <mem> [val=5,off=0] v3 v1
            Ret v7",
        );
    }

    #[test]
    fn bytes_are_loaded_together() {
        let have = lowered(
            "b1:
            v1 = InitMem <mem>
            v2 = SP <uintptr>
            v3 = Arg <*uint8> {p}
            v4 = Load <uint8> v3 v1
            v5 = ZeroExt8to32 <uint32> v4
            v6 = OffPtr <*uint8> [1] v3
            v7 = Load <uint8> v6 v1
            v8 = ZeroExt8to32 <uint32> v7
            v9 = Const64 <uint64> [8]
            v10 = Lsh32x64 <uint32> [true] v8 v9
            v11 = Or32 <uint32> v5 v10
            v12 = Store <mem> {uint32} v2 v11 v1
            Ret v12",
        );
        assert!(have.contains("MOVWload <uint16> v3 v1"), "{have}");
    }

    #[test]
    #[should_panic(expected = "checkLower: f: v1 = Add64 is not lowered")]
    fn generic_ops_are_found() {
        run("b1:\nv1 = Add64 <int> v2 v2\nv2 = Arg <int> {x}\nRet v1", "lower", super::check);
    }
}
