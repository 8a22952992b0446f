//! regalloc: puts every value in a register or in the frame (spec 21, sections 22 to 24).
//!
//! Blocks are visited in layout order. Within a block values are taken in schedule order; each gets
//! its arguments into registers it accepts, evicting the value whose next use is farthest away, and
//! then a register for its result. The greedy walk is guided by two analyses that run backwards
//! first: distances to next uses and desired registers (`live`, `desired`).
//!
//! ```text
//! before: v3 = ADDQ <int> v1 v2          after: v7 = LoadReg <int> v1 : AX
//!                                               v8 = LoadReg <int> v2 : CX
//!                                               v3 = ADDQ <int> v7 v8 : AX
//! ```
//!
//! Steps: [`block`] allocates each block; [`spill`] decides where spilled values are stored;
//! `stackalloc` gives them slots; [`edge`] makes all predecessors of a merge agree; unused copies go.
//!
//! Needs: scheduled values, phis first; no critical edges; flags allocated. Leaves: a location for
//! every value that needs one.

mod block;
mod constraint;
mod desired;
mod edge;
mod live;
mod spill;
mod state;

pub(in crate::ssa) use state::is_rematerialisable;

use std::cmp::Reverse;
use std::sync::Arc;

use super::PassContext;
use crate::index::SecondaryMap;
use crate::ssa::cfg::Loops;
use crate::ssa::{BlockId, Func};

use block::LiveSet;
use constraint::Constraints;
use state::Allocator;

/// What the control flow graph tells the steps.
pub(super) struct Shape {
    /// Blocks in the order in which they are visited.
    order: Vec<BlockId>,
    loops: Arc<Loops>,
}

pub fn run(f: &mut Func, cx: &PassContext) {
    let postorder = f.postorder();
    let dom = f.dominators();
    let shape = Shape { order: super::layout::order(f), loops: f.loops() };
    let mut index: SecondaryMap<BlockId, usize> = SecondaryMap::new();
    for (i, &b) in shape.order.iter().enumerate() {
        index[b] = i;
    }
    let mut live_in_regs = LiveSet::sized(f.n_values());
    let mut a = Allocator::new(f, cx, Constraints::new(), &dom, &postorder);
    for &b in &shape.order {
        // The primary predecessor is the one visited last before the block.
        let preds = a.f.b(b).preds.iter().map(|e| index[e.block]).enumerate();
        let earlier = preds.filter(|&(_, at)| at < index[b]);
        let primary = earlier.max_by_key(|&(i, at)| (at, Reverse(i)));
        let preload = match a.f.b(b).succs[..] {
            [only] => starts_loop_without_call(&shape.loops, only.block),
            _ => false,
        };
        block::allocate(&mut a, b, primary.map_or(0, |(i, _)| i), preload, &mut live_in_regs);
    }
    spill::place(&mut a, &shape);
    let stack_live = super::stackalloc::allocate(a.f, cx, &postorder, &a.spill_live);
    edge::shuffle(&mut a, &shape, &stack_live);
    edge::delete_unused_copies(&mut a);
    f.allocated = true;
}

/// Whether `b` is the header of a loop that can go round without a call.
fn starts_loop_without_call(loops: &Loops, b: BlockId) -> bool {
    loops.of(b).is_some_and(|l| {
        let l = &loops.list[l];
        l.header == b && !l.has_unavoidable_call
    })
}
