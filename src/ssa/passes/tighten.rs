//! tighten: moves values closer to their uses; phi tighten: gives phis constants of their own
//! (spec 21, section 16).
//!
//! Before: a constant in the entry block, used in b7 only.      After: the constant in b7.
//!
//! Values that would keep two arguments alive longer stay, flags aside: there is one flags
//! register, so flags are best made where they are used. A value does not move into a loop.

use super::PassContext;
use super::regalloc::is_rematerialisable;
use crate::index::EntityRef;
use crate::ssa::cfg::{Dominators, Loops};
use crate::ssa::op::Op;
use crate::ssa::{BlockId, Func, ValueId};
use crate::types::TypeId;

/// Runs `tighten`: sweeps until nothing moves.
pub fn run(f: &mut Func, _: &PassContext) {
    let movable = movable(f);
    let (dom, loops) = (f.dominators(), f.loops());
    while move_values(f, &targets(f, &movable, &dom, &loops)) {}
}

/// By value number: whether the value may be moved at all.
fn movable(f: &Func) -> Vec<bool> {
    let mut movable = vec![false; f.n_values()];
    for v in f.layout.iter().flat_map(|&b| &f.b(b).values) {
        let value = f.v(*v);
        if matches!(
            value.op,
            Op::Phi | Op::Arg | Op::Select0 | Op::Select1 | Op::LoweredGetClosurePtr
        ) {
            continue;
        }
        // Moving it could keep two memory states alive at once.
        if f.memory_arg(*v).is_some() {
            continue;
        }
        let in_registers = value.args.iter().filter(|&&a| !is_rematerialisable(f, a)).count();
        movable[v.index()] = in_registers < 2 || value.ty == TypeId::FLAGS;
    }
    movable
}

/// The block that each movable value should be in: the lowest that dominates all uses, but not
/// inside a loop that the value is not in now.
fn targets(f: &Func, movable: &[bool], dom: &Dominators, loops: &Loops) -> Vec<Option<BlockId>> {
    let mut target: Vec<Option<BlockId>> = vec![None; f.n_values()];
    let mut used_in = |v: ValueId, b: BlockId| {
        if movable[v.index()] {
            let t = &mut target[v.index()];
            *t = Some(t.map_or(b, |t| common_dominator(dom, t, b)));
        }
    };
    for &b in &f.layout {
        let block = f.b(b);
        for &v in &block.values {
            for (i, &a) in f.v(v).args.iter().enumerate() {
                let at = if f.op(v) == Op::Phi { block.preds[i].block } else { b };
                used_in(a, at);
            }
        }
        if let Some(c) = f.control(b) {
            used_in(c, b);
        }
    }
    for &b in &f.layout {
        let depth = loops.depth(b);
        for &v in &f.b(b).values {
            let Some(mut t) = target[v.index()] else { continue };
            while let Some(l) = loops.of(t)
                && loops.list[l].depth > depth
            {
                t = dom.idom(loops.list[l].header).expect("a loop is entered from outside");
            }
            target[v.index()] = Some(t);
        }
    }
    target
}

/// The lowest block that dominates both.
fn common_dominator(dom: &Dominators, mut a: BlockId, b: BlockId) -> BlockId {
    while !dom.dominates(a, b) {
        a = dom.idom(a).expect("the entry dominates every block");
    }
    a
}

fn move_values(f: &mut Func, target: &[Option<BlockId>]) -> bool {
    let mut changed = false;
    for n in 0..f.layout.len() {
        let b = f.layout[n];
        let mut i = 0;
        while i < f.b(b).values.len() {
            let v = f.b(b).values[i];
            match target[v.index()] {
                Some(t) if t != b => {
                    f.b_mut(b).values.swap_remove(i);
                    f.b_mut(t).values.push(v);
                    f.v_mut(v).block = t;
                    changed = true;
                }
                _ => i += 1,
            }
        }
    }
    changed
}

/// Runs `phi tighten`: a phi argument that is cheap to make again gets a copy in the predecessor, so
/// that no register holds it in between.
pub fn phis(f: &mut Func, _: &PassContext) {
    for n in 0..f.layout.len() {
        let b = f.layout[n];
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            if f.op(v) != Op::Phi {
                continue;
            }
            for i in 0..f.v(v).args.len() {
                let (a, pred) = (f.arg(v, i), f.b(b).preds[i].block);
                if is_rematerialisable(f, a) && f.v(a).block != pred {
                    let copy = f.copy_into(a, pred);
                    f.set_arg(v, i, copy);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ssa::passes::testing::{check, run};

    #[test]
    fn constants_move_to_their_use_but_not_into_a_loop() {
        let have = run(
            "b1:
            v1 = InitMem <mem>
            v2 = SP <uintptr>
            v3 = MOVQconst <int> [7]
            v4 = MOVQconst <int> [8]
            Plain -> b2
            b2: <- b1 b3
            v5 = Phi <mem> v1 v7
            v6 = TESTQ <flags> v3 v3
            NE v6 -> b3 b4
            b3: <- b2
            v7 = MOVQstore <mem> v2 v3 v5
            Plain -> b2
            b4: <- b2
            v8 = MOVQstore <mem> v2 v4 v5
            Ret v8",
            "lower",
            super::run,
        );
        let b1 = have.split("b2:").next().unwrap();
        assert!(b1.contains("v3 = MOVQconst") && !b1.contains("v4 ="), "{have}");
        assert!(have.split("b4:").nth(1).unwrap().contains("v4 = MOVQconst <int> [8]"), "{have}");
    }

    #[test]
    fn phis_get_constants_of_their_own() {
        let have = run(
            "b1:
            v1 = Arg <bool> {c}
            v2 = MOVQconst <int> [7]
            v3 = TESTB <flags> v1 v1
            NE v3 -> b2 b3
            b2: <- b1
            Plain -> b4
            b3: <- b1
            v4 = MOVQconst <int> [8]
            Plain -> b4
            b4: <- b2 b3
            v5 = Phi <int> v2 v4
            v6 = InitMem <mem>
            v7 = SP <uintptr>
            v8 = MOVQstore <mem> v7 v5 v6
            Ret v8",
            "lower",
            super::phis,
        );
        let b2 = have.split("b2:").nth(1).unwrap().split("b3:").next().unwrap();
        check(b2, "<- b1\nv9 = MOVQconst <int> [7]\nPlain -> b4");
    }
}
