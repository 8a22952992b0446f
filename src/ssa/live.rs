//! Which blocks can be reached, and which values something needs. The printer marks the others
//! `DEAD`; `deadcode` removes them.

use rustc_hash::FxHashSet;

use super::func::{BlockId, BlockKind, Func, ValueId};
use super::op::Op;
use crate::index::EntityRef;
use crate::source::{InlineId, Pos, Sources};
use crate::types::TypeId;

/// By block number: whether the entry leads there. A `First` block leads to its successor 0 only.
pub fn reachable_blocks(f: &Func) -> Vec<bool> {
    let mut reachable = vec![false; f.n_blocks()];
    let mut work = vec![f.entry];
    reachable[f.entry.index()] = true;
    while let Some(b) = work.pop() {
        let block = f.b(b);
        let n = if block.kind == BlockKind::First { 1 } else { block.succs.len() };
        for e in &block.succs[..n] {
            if !reachable[e.block.index()] {
                reachable[e.block.index()] = true;
                work.push(e.block);
            }
        }
    }
    reachable
}

/// The expanded calls that some position of the function still belongs to, with their parents.
fn live_inlined_calls(f: &Func, sources: &Sources) -> FxHashSet<InlineId> {
    let mut live = FxHashSet::default();
    // Positions of one base follow each other.
    let mut last = None;
    let mut add = |pos: Pos| {
        if last.replace(pos.base()) == Some(pos.base()) {
            return;
        }
        let mut inl = sources.base(pos.base()).inlined;
        while let Some(i) = inl {
            if !live.insert(i) {
                break;
            }
            inl = sources.inlined_call(i).parent;
        }
    };
    for &b in &f.layout {
        for &v in &f.b(b).values {
            add(f.v(v).pos);
        }
        add(f.b(b).pos);
    }
    live
}

/// What [`live_values`] finds.
pub struct Live {
    /// By value number.
    pub live: Vec<bool>,
    /// The live values in the order in which they were found.
    pub order: Vec<ValueId>,
}

/// The values that blocks' controls, calls, effects and void values need, in reachable blocks
/// (spec 21, section 6). After register allocation every value counts as live. Without `sources`
/// every inline mark is live.
pub fn live_values(f: &Func, sources: Option<&Sources>, reachable: &[bool]) -> Live {
    let mut live = vec![false; f.n_values()];
    let mut order = Vec::with_capacity(live.len());
    if f.allocated {
        live.fill(true);
        return Live { live, order };
    }
    let inlined = sources.map(|s| live_inlined_calls(f, s));
    let mut work = Vec::new();
    let mut mark = |v: ValueId, work: &mut Vec<ValueId>| {
        if !live[v.index()] {
            live[v.index()] = true;
            order.push(v);
            work.push(v);
        }
    };
    for &b in &f.layout {
        if !reachable[b.index()] {
            continue;
        }
        if let Some(c) = f.control(b) {
            mark(c, &mut work);
        }
        for &v in &f.b(b).values {
            let value = f.v(v);
            if value.op.is_call() || value.op.has_effects() {
                mark(v, &mut work);
            }
            if value.ty == TypeId::VOID {
                if value.op == Op::InlMark
                    && let Some(inlined) = &inlined
                    && !inlined.contains(&inline_id(value.auxint))
                {
                    continue;
                }
                mark(v, &mut work);
            }
        }
    }
    while let Some(v) = work.pop() {
        let value = f.v(v);
        for (i, &a) in value.args.iter().enumerate() {
            if value.op == Op::Phi && !pred_is(f, value.block, i, reachable) {
                continue;
            }
            mark(a, &mut work);
        }
    }
    Live { live, order }
}

fn pred_is(f: &Func, b: BlockId, i: usize, set: &[bool]) -> bool {
    f.b(b).preds.get(i).is_none_or(|e| set[e.block.index()])
}

fn inline_id(n: i64) -> InlineId {
    InlineId::new(n as usize)
}
