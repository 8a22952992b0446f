//! nilcheckelim: removes nil checks of pointers that are known not to be nil (spec 21, section 10).
//!
//! Known from the start: addresses, results of pointer arithmetic. Learned on the way down the
//! dominator tree: a pointer that was checked, or compared with nil, in a dominating block. Blocks
//! with nil checks and stores are put in store order on the way, for good.

use rustc_hash::FxHashSet;

use super::PassContext;
use crate::index::EntityRef;
use crate::source::{BaseId, StmtMark};
use crate::ssa::func::{BlockId, BlockKind, Func, ValueId};
use crate::ssa::op::Op;
use crate::ssa::store_order::StoreOrder;

enum Work {
    Enter(BlockId),
    /// The pointer is not known any more.
    Forget(ValueId),
}

pub fn run(f: &mut Func, _: &PassContext) {
    let mut non_nil = known_from_start(f);
    let dom = f.dominators();
    let mut orders = StoreOrder::default();
    let mut work = vec![Work::Enter(f.entry)];
    while let Some(item) = work.pop() {
        match item {
            Work::Forget(p) => non_nil[p.index()] = false,
            Work::Enter(b) => {
                if let Some(p) = tested_before(f, b)
                    && !non_nil[p.index()]
                {
                    non_nil[p.index()] = true;
                    work.push(Work::Forget(p));
                }
                for p in block(f, b, &mut non_nil, &mut orders) {
                    work.push(Work::Forget(p));
                }
                work.extend(dom.children(b).map(Work::Enter));
            }
        }
    }
}

fn known_from_start(f: &Func) -> Vec<bool> {
    let mut known = vec![false; f.n_values()];
    let values = || f.layout.iter().flat_map(|&b| f.b(b).values.iter().copied());
    for v in values() {
        // A slice's pointer counts: the bounds check before its use fails for an empty slice.
        known[v.index()] = matches!(
            f.op(v),
            Op::Addr
                | Op::LocalAddr
                | Op::AddPtr
                | Op::OffPtr
                | Op::Add32
                | Op::Add64
                | Op::Sub32
                | Op::Sub64
                | Op::SlicePtr
        );
    }
    let mut changed = true;
    while changed {
        changed = false;
        for v in values() {
            if f.op(v) == Op::Phi
                && !known[v.index()]
                && f.v(v).args.iter().all(|a| known[a.index()])
            {
                known[v.index()] = true;
                changed = true;
            }
        }
    }
    known
}

/// The pointer whose comparison with nil leads to `b` only if it is not nil.
fn tested_before(f: &Func, b: BlockId) -> Option<ValueId> {
    let [pred] = f.b(b).preds[..] else { return None };
    let p = f.b(pred.block);
    let c = p.control.expand()?;
    let leads = p.kind == BlockKind::If && f.op(c) == Op::IsNonNil && p.succs[0].block == b;
    leads.then(|| f.arg(c, 0))
}

/// Processes the values of a block; returns the pointers learned.
fn block(f: &mut Func, b: BlockId, non_nil: &mut [bool], orders: &mut StoreOrder) -> Vec<ValueId> {
    let values = std::mem::take(&mut f.b_mut(b).values);
    let has_check = values.iter().any(|&v| f.op(v) == Op::NilCheck);
    let values = if has_check { orders.order(f, &values) } else { values };
    let mut lost = LostLines::default();
    let mut learned = Vec::new();
    let mut kept = Vec::with_capacity(values.len());
    for v in values {
        let is_stmt = f.v(v).pos.stmt() == StmtMark::Stmt;
        match f.op(v) {
            Op::IsNonNil if non_nil[f.arg(v, 0).index()] => {
                if is_stmt {
                    lost.add(f, v);
                    f.v_mut(v).pos = f.v(v).pos.not_stmt();
                }
                f.reset(v, Op::ConstBool);
                f.v_mut(v).auxint = 1;
            }
            Op::IsNonNil => {}
            Op::NilCheck => {
                let p = f.arg(v, 0);
                if non_nil[p.index()] {
                    if is_stmt {
                        lost.add(f, v);
                    }
                    f.reset(v, Op::Unknown);
                    f.free_value(v);
                    continue;
                }
                non_nil[p.index()] = true;
                learned.push(p);
                lost.give(f, v);
            }
            _ => lost.give(f, v),
        }
        kept.push(v);
    }
    let pos = f.b(b).pos;
    if lost.lines.remove(&(pos.base(), pos.line())) {
        f.b_mut(b).pos = pos.with_stmt(StmtMark::Stmt);
    }
    f.b_mut(b).values = kept;
    learned
}

/// Lines whose statement mark went with a removed check.
#[derive(Default)]
struct LostLines {
    lines: FxHashSet<(BaseId, u32)>,
}

impl LostLines {
    fn add(&mut self, f: &Func, v: ValueId) {
        let pos = f.v(v).pos;
        self.lines.insert((pos.base(), pos.line()));
    }

    /// Marks `v` if its line lost its mark and `v` may carry one.
    fn give(&mut self, f: &mut Func, v: ValueId) {
        let pos = f.v(v).pos;
        if !self.lines.is_empty()
            && pos.stmt() != StmtMark::NotStmt
            && self.lines.remove(&(pos.base(), pos.line()))
        {
            f.v_mut(v).pos = pos.with_stmt(StmtMark::Stmt);
        }
    }
}
