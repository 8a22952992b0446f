//! layout: the order of the blocks in the code (spec 21, section 18).
//!
//! A chain grows from the entry along the likely successor, else along the one with the fewest
//! unplaced predecessors. Where it ends, a block all of whose predecessors are placed goes on, then
//! any other; blocks that do not return come last.

use crate::index::EntityRef;
use crate::ssa::sparse::SparseSet;
use crate::ssa::{BlockId, BlockKind, Func, Likely};

use super::PassContext;

pub fn run(f: &mut Func, _: &PassContext) {
    f.layout = order(f);
}

/// The order, without changing the function; register allocation visits blocks in it.
pub fn order(f: &Func) -> Vec<BlockId> {
    let n = f.n_blocks();
    let mut order = Vec::with_capacity(f.layout.len());
    let mut placed = vec![false; n];
    // Unplaced predecessors; blocks that exit are not counted.
    let mut waiting = vec![0i32; n];
    let [mut free, mut blocked, mut exits] = [(); 3].map(|()| SparseSet::new(n));
    for &b in &f.layout {
        let block = f.b(b);
        let i = b.index();
        if block.kind == BlockKind::Exit {
            exits.add(i);
            continue;
        }
        waiting[i] = block.preds.len() as i32;
        if block.preds.is_empty() { free.add(i) } else { blocked.add(i) }
    }
    let mut b = f.entry;
    loop {
        order.push(b);
        placed[b.index()] = true;
        if order.len() == f.layout.len() {
            return order;
        }
        for e in &f.b(b).succs {
            let c = e.block.index();
            waiting[c] -= 1;
            if waiting[c] == 0 {
                blocked.remove(c);
                free.add(c);
            }
        }
        b = next_in_chain(f, b, &placed, &waiting).unwrap_or_else(|| {
            let unplaced = |set: &mut SparseSet| {
                std::iter::from_fn(|| set.pop()).find(|&c| !placed[c]).map(BlockId::new)
            };
            unplaced(&mut free)
                .or_else(|| unplaced(&mut blocked))
                .or_else(|| unplaced(&mut exits))
                .expect("layout: unplaced blocks are in a set")
        });
    }
}

/// The successor that follows `b` directly.
fn next_in_chain(f: &Func, b: BlockId, placed: &[bool], waiting: &[i32]) -> Option<BlockId> {
    let succs = &f.b(b).succs;
    let likely = match f.b(b).likely {
        Likely::Likely => Some(succs[0].block),
        Likely::Unlikely => Some(succs[1].block),
        Likely::Unknown => None,
    };
    if let Some(c) = likely.filter(|c| !placed[c.index()]) {
        return Some(c);
    }
    succs
        .iter()
        .map(|e| e.block)
        .filter(|&c| !placed[c.index()] && f.b(c).kind != BlockKind::Exit)
        .min_by_key(|c| waiting[c.index()])
}
