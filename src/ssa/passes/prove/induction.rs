//! Loop variables with known limits, for prove.
//!
//! ```text
//! loop:  ind = Phi min nxt;  If ind < max -> body exit        body: ...; nxt = Add64 ind step
//! ```
//!
//! In the body `min <= ind < max`, provided that `nxt` cannot overflow.

use super::comparison;
use super::facts::{Domain, Facts, Relation, const_delta};
use crate::ssa::func::{BlockId, BlockKind, Func, ValueId};
use crate::ssa::op::Op;

/// A loop variable and its limits in the loop's body.
pub struct InductionVar {
    ind: ValueId,
    min: ValueId,
    max: ValueId,
    /// First block of the body.
    pub entry: BlockId,
    min_excluded: bool,
    max_included: bool,
}

impl InductionVar {
    /// Adds the limits; `parent` is the loop's header.
    pub fn add_facts(&self, f: &mut Func, facts: &mut Facts, parent: BlockId) {
        let mut d = Domain::SIGNED;
        if facts.is_non_negative(f, self.min) && facts.is_non_negative(f, self.max) {
            d = Domain::BOTH;
        }
        let low = if self.min_excluded { Relation::LT } else { Relation::LE };
        facts.add(f, parent, d, Some(self.min), self.ind, low);
        let high = if self.max_included { Relation::LE } else { Relation::LT };
        facts.add(f, parent, d, Some(self.ind), self.max, high);
    }
}

/// `(min, step, nxt)` if `ind` is `Phi min nxt` with `nxt = ind + step`.
fn parse(f: &Func, ind: ValueId) -> Option<(ValueId, ValueId, ValueId)> {
    if f.op(ind) != Op::Phi || f.v(ind).args.len() != 2 {
        return None;
    }
    for i in 0..2 {
        let nxt = f.arg(ind, i);
        if f.op(nxt) != Op::Add64 {
            continue;
        }
        let min = f.arg(ind, 1 - i);
        if f.arg(nxt, 0) == ind {
            return Some((min, f.arg(nxt, 1), nxt));
        }
        if f.arg(nxt, 1) == ind {
            return Some((min, f.arg(nxt, 0), nxt));
        }
    }
    None
}

/// The loop variables of the function, in block list order.
pub fn find_induction_vars(f: &mut Func) -> Vec<InductionVar> {
    let mut found = Vec::new();
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        if let Some((var, step)) = induction_var(f, b) {
            f.remark(|| {
                let InductionVar { ind, min, max, .. } = var;
                format!("found induction variable {ind} (inc = {step}, min = {min}, max = {max})")
            });
            found.push(var);
        }
    }
    found
}

/// The variable that header `b` tests, and its step.
fn induction_var(f: &Func, b: BlockId) -> Option<(InductionVar, ValueId)> {
    if f.b(b).kind != BlockKind::If || f.b(b).preds.len() != 2 {
        return None;
    }
    let c = f.control(b)?;
    let inclusive = matches!(f.op(c), Op::Leq64 | Op::Geq64);
    let (mut ind, mut max) = match f.op(c) {
        Op::Less64 | Op::Leq64 => (f.arg(c, 0), f.arg(c, 1)),
        Op::Greater64 | Op::Geq64 => (f.arg(c, 1), f.arg(c, 0)),
        _ => return None,
    };
    // The comparison may be the other way round: for i := n; i > 0; i--.
    let upward = f.op(max) != Op::Phi;
    if !upward {
        std::mem::swap(&mut ind, &mut max);
    }
    let (mut min, inc, nxt) = parse(f, ind)?;
    if f.op(inc) != Op::Const64 {
        return None;
    }
    let step = f.v(inc).auxint;
    if step == 0 || (step > 0) != upward {
        return None;
    }
    let (mut min_excluded, mut max_included) = (false, inclusive);
    if step < 0 {
        std::mem::swap(&mut min, &mut max);
        (min_excluded, max_included) = (!inclusive, true);
    }
    // The body is entered, and the variable stepped, only if the test holds.
    let entry = f.b(b).succs[0].block;
    if f.b(entry).preds.len() != 1 || !f.dominators().dominates(entry, f.v(nxt).block) {
        return None;
    }
    let size = step.wrapping_abs();
    if size > 1 && !steps_fit(f, min, max, size, upward, max_included) {
        return None;
    }
    Some((InductionVar { ind, min, max, entry, min_excluded, max_included }, inc))
}

/// Whether steps of more than one cannot run over the limit and wrap around.
fn steps_fit(
    f: &Func,
    min: ValueId,
    max: ValueId,
    step: i64,
    upward: bool,
    max_included: bool,
) -> bool {
    let konst = |v: ValueId| (f.op(v) == Op::Const64).then(|| f.v(v).auxint);
    let Some(low) = konst(min) else { return false };
    if let Some(high) = konst(max)
        && high > low
        && high % step == low % step
    {
        return true;
    }
    if low < step.wrapping_add(i64::MIN) {
        return false;
    }
    // The limit is a length less k.
    let (length, k) = match f.op(max) {
        Op::Sub64 => (f.arg(max, 0), konst(f.arg(max, 1)).unwrap_or(0)),
        Op::Add64 => {
            let (x, y) = (f.arg(max, 0), f.arg(max, 1));
            let (x, y) = if konst(x).is_some() { (y, x) } else { (x, y) };
            (x, konst(y).unwrap_or(0).wrapping_neg())
        }
        _ => (max, 0),
    };
    matches!(f.op(length), Op::SliceLen | Op::StringLen | Op::SliceCap)
        && k >= 0
        && (!upward || step <= k || (!max_included && step - 1 == k))
}

/// Facts about phis of `b` that step by one and are tested at the end of the loop:
/// `i1 = Phi min i2`, `i2 = i1 + 1`, and `i2 < max` on the way back.
pub fn add_local_facts(f: &mut Func, facts: &mut Facts, b: BlockId) {
    for i in 0..f.b(b).values.len() {
        let i1 = f.b(b).values[i];
        if f.op(i1) != Op::Phi || f.v(i1).args.len() < 2 {
            continue;
        }
        let (min, i2) = (f.arg(i1, 0), f.arg(i1, 1));
        if const_delta(f, i2) != Some((i1, 1)) {
            continue;
        }
        let mut pred = Some(f.b(b).preds[1].block);
        while let Some(p) = pred {
            if let Some((max, d)) = limit_at(f, p, b, i2) {
                // Only if min < max: then min <= i1 < max.
                facts.checkpoint();
                facts.update(f, b, Some(min), max, d, Relation::GE);
                let proved = facts.is_unsat();
                facts.restore();
                if proved {
                    facts.update(f, b, Some(min), i1, d, Relation::LE);
                    facts.update(f, b, Some(i1), max, d, Relation::LT);
                }
            }
            pred = match f.b(p).preds[..] {
                [edge] => Some(edge.block),
                _ => None,
            };
        }
    }
}

/// `max` and its domain if the branch of block `p` towards `b` says `i2 < max`. Between `p` and `b`
/// there may be other blocks; then gc takes the branch for the positive one.
fn limit_at(f: &Func, p: BlockId, b: BlockId, i2: ValueId) -> Option<(ValueId, Domain)> {
    if f.b(p).kind != BlockKind::If {
        return None;
    }
    let c = f.control(p)?;
    let (d, r) = comparison(f.op(c))?;
    let leads = |i: usize| f.b(p).succs[i].block == b;
    let r = match (leads(0), leads(1)) {
        (true, true) => return None,
        (false, true) => r.complement(),
        _ => r,
    };
    let (x, y) = (f.arg(c, 0), f.arg(c, 1));
    match r {
        Relation::LT if x == i2 => Some((y, d)),
        Relation::GT if y == i2 => Some((x, d)),
        _ => None,
    }
}
