//! prove: removes branches that earlier branches decide, bounds checks above all
//! (spec 21, section 11).
//!
//! The dominator tree is walked with a table of facts. On the way down a block adds what the branch
//! that leads to it says; a contradiction means that the block cannot be reached, and the branch is
//! removed. On the way up values of the block are simplified with what is known, and branches to
//! blocks with other predecessors are tried.
//!
//! - [`facts`]: the table, and what follows from a new fact
//! - [`poset`]: partial orders of values
//! - [`induction`]: loop variables and their limits

mod facts;
mod induction;
mod poset;

use rustc_hash::FxHashMap;

use self::facts::{Domain, Facts, Relation, const_delta};
use self::induction::{InductionVar, find_induction_vars};
use super::PassContext;
use crate::ssa::cfg::Dominators;
use crate::ssa::func::{BlockId, BlockKind, Func, ValueId};
use crate::ssa::op::Op;

/// Side of an If.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Branch {
    /// Successor 0.
    Positive,
    /// Successor 1.
    Negative,
}

enum Work {
    Descend(BlockId),
    Simplify(BlockId),
}

pub fn run(f: &mut Func, cx: &PassContext) {
    let mut facts = Facts::new(f, cx.types);
    facts.checkpoint();
    facts.add_lengths(f);
    // At most one variable for each loop body; the last one found counts.
    let vars: FxHashMap<BlockId, InductionVar> =
        find_induction_vars(f).into_iter().map(|v| (v.entry, v)).collect();
    let dom = f.dominators();
    let mut work = vec![Work::Descend(f.entry)];
    while let Some(item) = work.pop() {
        match item {
            Work::Descend(b) => {
                facts.checkpoint();
                let parent = dom.idom(b);
                let branch = parent.and_then(|p| branch_to(f, &dom, p, b));
                if let (Some(var), Some(p)) = (vars.get(&b), parent) {
                    var.add_facts(f, &mut facts, p);
                }
                if let (Some(branch), Some(p)) = (branch, parent) {
                    add_branch(f, &mut facts, p, branch);
                    if facts.is_unsat() {
                        remove_branch(f, p, branch);
                        facts.restore();
                        continue;
                    }
                }
                induction::add_local_facts(f, &mut facts, b);
                work.push(Work::Simplify(b));
                work.extend(dom.children(b).map(Work::Descend));
            }
            Work::Simplify(b) => {
                simplify(f, &mut facts, b);
                try_branches(f, &dom, &mut facts, b);
                facts.restore();
            }
        }
    }
}

/// The side of `p` that must be taken to reach `b`, which `p` dominates.
fn branch_to(f: &Func, dom: &Dominators, p: BlockId, b: BlockId) -> Option<Branch> {
    if f.b(p).kind != BlockKind::If {
        return None;
    }
    let leads = |i: usize| {
        let s = f.b(p).succs[i].block;
        dom.dominates(s, b) && f.b(s).preds.len() == 1
    };
    match () {
        () if leads(0) => Some(Branch::Positive),
        () if leads(1) => Some(Branch::Negative),
        () => None,
    }
}

/// Domain and relation that a comparison asserts when it holds.
fn comparison(op: Op) -> Option<(Domain, Relation)> {
    use Op::*;
    Some(match op {
        Eq8 | Eq16 | Eq32 | Eq64 => (Domain::BOTH, Relation::EQ),
        Neq8 | Neq16 | Neq32 | Neq64 => (Domain::BOTH, Relation::NE),
        EqPtr => (Domain::POINTER, Relation::EQ),
        NeqPtr => (Domain::POINTER, Relation::NE),
        Less8 | Less16 | Less32 | Less64 => (Domain::SIGNED, Relation::LT),
        Leq8 | Leq16 | Leq32 | Leq64 => (Domain::SIGNED, Relation::LE),
        Greater8 | Greater16 | Greater32 | Greater64 => (Domain::SIGNED, Relation::GT),
        Geq8 | Geq16 | Geq32 | Geq64 => (Domain::SIGNED, Relation::GE),
        Less8U | Less16U | Less32U | Less64U => (Domain::UNSIGNED, Relation::LT),
        Leq8U | Leq16U | Leq32U | Leq64U => (Domain::UNSIGNED, Relation::LE),
        Greater8U | Greater16U | Greater32U | Greater64U => (Domain::UNSIGNED, Relation::GT),
        Geq8U | Geq16U | Geq32U | Geq64U => (Domain::UNSIGNED, Relation::GE),
        IsInBounds => (Domain::BOTH, Relation::LT),
        IsSliceInBounds => (Domain::BOTH, Relation::LE),
        _ => return None,
    })
}

/// Adds what is known when side `branch` of `b` is taken.
fn add_branch(f: &mut Func, facts: &mut Facts, b: BlockId, branch: Branch) {
    let c = f.control(b).expect("an If has a control");
    let truth = if branch == Branch::Positive { Relation::NE } else { Relation::EQ };
    facts.add(f, b, Domain::BOOLEAN, None, c, truth);
    let Some((mut domain, r)) = comparison(f.op(c)) else { return };
    let (x, y) = (f.arg(c, 0), f.arg(c, 1));
    if domain == Domain::SIGNED && facts.is_non_negative(f, x) && facts.is_non_negative(f, y) {
        domain = Domain::BOTH;
    }
    let in_bounds = matches!(f.op(c), Op::IsInBounds | Op::IsSliceInBounds);
    match branch {
        Branch::Positive => {
            if in_bounds {
                let zero = facts.zero;
                facts.add(f, b, Domain::SIGNED, Some(zero), x, Relation::LE);
            }
            facts.add(f, b, domain, Some(x), y, r);
        }
        Branch::Negative => {
            if in_bounds {
                // Negative or too large: as unsigned numbers that is just "too large".
                domain = Domain::UNSIGNED;
                if facts.is_non_negative(f, x) {
                    domain = Domain::BOTH;
                }
            }
            facts.add(f, b, domain, Some(x), y, r.complement());
        }
    }
}

/// Makes the other side of `b` the only one.
fn remove_branch(f: &mut Func, b: BlockId, branch: Branch) {
    f.b_mut(b).kind = BlockKind::First;
    f.set_control(b, None);
    if branch == Branch::Positive {
        f.swap_succs(b);
    }
}

/// Tries the branches of `b` whose targets have other predecessors too.
fn try_branches(f: &mut Func, dom: &Dominators, facts: &mut Facts, b: BlockId) {
    if f.b(b).kind != BlockKind::If {
        return;
    }
    for (i, branch) in [Branch::Positive, Branch::Negative].into_iter().enumerate() {
        let child = f.b(b).succs[i].block;
        if branch_to(f, dom, b, child).is_some() {
            continue;
        }
        facts.checkpoint();
        add_branch(f, facts, b, branch);
        let unsat = facts.is_unsat();
        facts.restore();
        if unsat {
            remove_branch(f, b, branch);
            return;
        }
    }
}

fn simplify(f: &mut Func, facts: &mut Facts, b: BlockId) {
    for i in 0..f.b(b).values.len() {
        let v = f.b(b).values[i];
        let op = f.op(v);
        match op {
            Op::Slicemask => simplify_slicemask(f, facts, v),
            Op::Ctz8 | Op::Ctz16 | Op::Ctz32 | Op::Ctz64 => {
                let x = f.arg(v, 0);
                if facts.limit(x).is_some_and(|l| l.umin > 0 || l.min > 0 || l.max < 0) {
                    f.v_mut(v).op = match op {
                        Op::Ctz8 => Op::Ctz8NonZero,
                        Op::Ctz16 => Op::Ctz16NonZero,
                        Op::Ctz32 => Op::Ctz32NonZero,
                        _ => Op::Ctz64NonZero,
                    };
                }
            }
            Op::Div16 | Op::Div32 | Op::Div64 | Op::Mod16 | Op::Mod32 | Op::Mod64 => {
                if !divides_smallest_by_minus_one(f, facts, v) {
                    f.v_mut(v).auxint = 1;
                }
            }
            _ if is_shift(op) => {
                let (x, by) = (f.arg(v, 0), f.arg(v, 1));
                let Some(l) = facts.limit(by) else { continue };
                let bits = 8 * facts.size(f, x);
                if l.umax < bits as u64 || (l.max < bits && facts.is_non_negative(f, by)) {
                    // The shift is bounded: lowering needs no mask.
                    f.v_mut(v).auxint = 1;
                }
            }
            _ => {}
        }
    }
}

/// `Slicemask(x + delta)` is -1 if x is larger than -delta.
fn simplify_slicemask(f: &mut Func, facts: &Facts, v: ValueId) {
    let arg = f.arg(v, 0);
    let Some((x, delta)) = const_delta(f, arg) else { return };
    if facts.limit(x).is_some_and(|l| l.umin > delta.wrapping_neg() as u64) {
        let konst = if f.op(arg) == Op::Add64 { Op::Const64 } else { Op::Const32 };
        f.reset(v, konst);
        f.v_mut(v).auxint = -1;
    }
}

/// Whether a division may be that of the most negative number by -1, as far as is known.
fn divides_smallest_by_minus_one(f: &Func, facts: &Facts, v: ValueId) -> bool {
    let smallest = match f.op(v) {
        Op::Div16 | Op::Mod16 => i64::from(i16::MIN),
        Op::Div32 | Op::Mod32 => i64::from(i32::MIN),
        _ => i64::MIN,
    };
    let by_other = facts.limit(f.arg(v, 1)).is_some_and(|l| l.max < -1 || l.min > -1);
    let of_other = facts.limit(f.arg(v, 0)).is_some_and(|l| l.min > smallest);
    !(by_other || of_other)
}

fn is_shift(op: Op) -> bool {
    let name = op.name();
    !op.info().machine && (name.starts_with("Lsh") || name.starts_with("Rsh"))
}
