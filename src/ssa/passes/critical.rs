//! critical: splits edges from a block with several successors to one with several predecessors, so
//! that register allocation has a place for the moves that phis need (spec 21, section 16).
//!
//! Before: b1 -> b2 b5, b3 -> b4 b5      After: b1 -> b2 b8, b3 -> b4 b9, b8 -> b5, b9 -> b5
//!
//! A block with exactly one phi shares the new block between edges with the same argument.

use super::PassContext;
use crate::ssa::op::Op;
use crate::ssa::{BlockId, BlockKind, Edge, Func, ValueId};

/// Runs the pass. New blocks go to the end of the block list and are looked at as well.
pub fn run(f: &mut Func, _: &PassContext) {
    let mut n = 0;
    while n < f.layout.len() {
        let b = f.layout[n];
        n += 1;
        if f.b(b).preds.len() > 1 {
            split_edges_to(f, b);
        }
    }
    f.cfg_changed();
}

fn split_edges_to(f: &mut Func, b: BlockId) {
    let phi = only_phi(f, b);
    // New blocks made for an argument of the phi.
    let mut made: Vec<(ValueId, BlockId)> = Vec::new();
    let mut i = 0;
    while i < f.b(b).preds.len() {
        let Edge { block: p, index: pi } = f.b(b).preds[i];
        if f.b(p).kind == BlockKind::Plain {
            i += 1;
            continue;
        }
        let arg = phi.map(|phi| f.arg(phi, i));
        let known = made.iter().find(|m| Some(m.0) == arg).map(|m| m.1);
        if let (Some(d), Some(phi)) = (known, phi) {
            let edge = Edge { block: d, index: f.b(d).preds.len() as u32 };
            f.b_mut(p).succs[pi as usize] = edge;
            f.b_mut(d).preds.push(Edge { block: p, index: pi });
            // The last predecessor moves here and is looked at next.
            f.remove_pred(b, i);
            remove_phi_arg(f, phi, i);
            continue;
        }
        let d = f.new_block(BlockKind::Plain);
        f.b_mut(d).pos = f.b(p).pos;
        if let Some(arg) = arg {
            made.push((arg, d));
        }
        f.b_mut(p).succs[pi as usize] = Edge { block: d, index: 0 };
        f.b_mut(b).preds[i] = Edge { block: d, index: 0 };
        f.b_mut(d).preds.push(Edge { block: p, index: pi });
        f.b_mut(d).succs.push(Edge { block: b, index: i as u32 });
        i += 1;
    }
}

/// The phi of `b`, if it has exactly one.
fn only_phi(f: &Func, b: BlockId) -> Option<ValueId> {
    let mut phis = f.b(b).values.iter().copied().filter(|&v| f.op(v) == Op::Phi);
    let phi = phis.next()?;
    phis.next().is_none().then_some(phi)
}

/// Takes argument `i` out of the phi; the last one moves into its place.
fn remove_phi_arg(f: &mut Func, phi: ValueId, i: usize) {
    let old = f.v_mut(phi).args.swap_remove(i);
    f.v_mut(old).uses -= 1;
    if f.v(phi).args.len() == 1 {
        // Happens with -N.
        f.v_mut(phi).op = Op::Copy;
    }
}

#[cfg(test)]
mod tests {
    use crate::ssa::passes::testing::{check, run};

    #[test]
    fn edges_with_the_same_phi_argument_share_a_block() {
        let have = run(
            "b1:
            v1 = Arg <bool> {c}
            v2 = MOVLconst <bool> [0]
            v3 = MOVLconst <bool> [1]
            v4 = TESTB <flags> v1 v1
            NE v4 -> b2 b4
            b2: <- b1
            v5 = TESTB <flags> v1 v1
            EQ v5 -> b3 b4
            b3: <- b2
            Plain -> b4
            b4: <- b1 b2 b3
            v6 = Phi <bool> v2 v2 v3
            v7 = InitMem <mem>
            v8 = SP <uintptr>
            v9 = MOVBstore <mem> v8 v6 v7
            Ret v9",
            "lower",
            super::run,
        );
        assert!(have.contains("v6 = Phi <bool> v2 v3"), "{have}");
        // The shared block is the end of two critical edges itself.
        check(
            have.split("b5:").nth(1).unwrap(),
            "<- b6 b7\nPlain -> b4\nb6: <- b1\nPlain -> b5\nb7: <- b2\nPlain -> b5",
        );
    }
}
