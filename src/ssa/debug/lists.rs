//! The walk in layout order that opens and closes list entries (spec 33, section 8.7, step 3).

use super::flow::Flow;
use super::{Entry, Place, Point};
use crate::ssa::{BlockId, Op};

/// The entry of a variable that is open.
struct Open {
    start: Point,
    places: Vec<Place>,
}

struct Lists {
    open: Vec<Option<Open>>,
    done: Vec<Vec<Entry>>,
}

/// Ops that emit nothing, so that changes at them show only later.
fn is_zero_width(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        Phi | Convert
            | InitMem
            | Arg
            | SP
            | SB
            | LoweredGetG
            | VarDef
            | VarLive
            | KeepAlive
            | Select0
            | Select1
            | LoweredGetClosurePtr
    )
}

/// The lists of each variable.
pub(super) fn build(flow: &mut Flow) -> Vec<Vec<Entry>> {
    let n = flow.slots.vars.len();
    let mut lists = Lists { open: (0..n).map(|_| None).collect(), done: vec![Vec::new(); n] };
    let mut previous: Option<BlockId> = None;
    for &b in &flow.f.layout {
        flow.merge(b, previous);
        let start = Point::BlockStart(b);
        if !flow.blocks[b].relevant {
            for &var in &flow.changed.vars {
                lists.update(flow, var, start);
            }
            continue;
        }
        // How many of the changed variables changed at the start of the block.
        let mut n_at_start = 0;
        let mut pending = false;
        for &v in &flow.f.b(b).values {
            let op = flow.f.op(v);
            let touched = flow.apply(v);
            if is_zero_width(op) {
                if touched {
                    if matches!(op, Op::Arg | Op::Phi | Op::LoweredGetClosurePtr) {
                        n_at_start = flow.changed.vars.len();
                    }
                    pending = true;
                }
                continue;
            }
            if !touched && !pending {
                continue;
            }
            for (i, &var) in flow.changed.vars.iter().enumerate() {
                lists.update(flow, var, if i < n_at_start { start } else { Point::After(v) });
            }
            flow.changed.clear();
            n_at_start = 0;
            pending = false;
        }
        for (i, &var) in flow.changed.vars.iter().enumerate() {
            lists.update(flow, var, if i < n_at_start { start } else { Point::End });
        }
        previous = Some(b);
    }
    for var in 0..n {
        lists.close(var, Point::End);
    }
    lists.done
}

impl Lists {
    /// Brings a variable's list up to date at `point`.
    fn update(&mut self, flow: &Flow, var: usize, point: Point) {
        let places: Vec<Place> =
            flow.slots.vars[var].1.iter().map(|&slot| flow.now[slot]).collect();
        if places.iter().all(|p| p.is_absent()) {
            self.close(var, point);
            return;
        }
        let agree = |(old, new): (&Place, &Place)| {
            if old.is_absent() || new.is_absent() {
                return old.is_absent() && new.is_absent();
            }
            if old.stack.is_some() {
                return old.stack == new.stack;
            }
            old.regs != 0 && new.regs != 0 && old.regs.trailing_zeros() == new.regs.trailing_zeros()
        };
        if let Some(open) = &self.open[var]
            && open.places.iter().zip(&places).all(agree)
        {
            return;
        }
        self.close(var, point);
        self.open[var] = Some(Open { start: point, places });
    }

    fn close(&mut self, var: usize, end: Point) {
        if let Some(Open { start, places }) = self.open[var].take()
            && start != end
        {
            self.done[var].push(Entry { start, end, places });
        }
    }
}
