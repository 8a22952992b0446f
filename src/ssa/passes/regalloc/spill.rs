//! Where the spills go: as deep in the dominator tree as covers all reloads, but in no deeper loop
//! (spec 21, section 22.8).

use crate::index::{EntityRef, SecondaryMap};
use crate::ssa::{BlockId, Op, ValueId};

use super::Shape;
use super::state::Allocator;

/// How many blocks are looked at for one spill.
const MAX_SEARCH: usize = 100;

/// Puts every spill that was demanded into a block.
pub(super) fn place(a: &mut Allocator, shape: &Shape) {
    // Spills at the start of a block (behind its phis), and behind a value.
    let mut at_start: SecondaryMap<BlockId, Vec<ValueId>> = SecondaryMap::new();
    let mut behind: SecondaryMap<ValueId, Option<ValueId>> = SecondaryMap::new();
    for i in 1..a.values.len() {
        let Some(spill) = a.values[i].spill else { continue };
        if a.f.v(spill).block.index() != 0 {
            // Arguments, and phis in memory, are their own spills.
            continue;
        }
        let v = ValueId::new(i);
        let (block, held_by) = best_place(a, shape, v);
        a.f.v_mut(spill).block = block;
        a.f.add_arg(spill, held_by);
        if block == a.f.v(v).block && a.f.op(v) != Op::Phi {
            behind[v] = Some(spill);
        } else {
            at_start[block].push(spill);
        }
    }
    for &b in &shape.order {
        let old = std::mem::take(&mut a.f.b_mut(b).values);
        let n_phis = old.iter().take_while(|&&v| a.f.op(v) == Op::Phi).count();
        let mut new = Vec::with_capacity(old.len() + at_start[b].len());
        new.extend_from_slice(&old[..n_phis]);
        new.extend_from_slice(&at_start[b]);
        for &v in &old[n_phis..] {
            new.push(v);
            new.extend(behind[v]);
        }
        a.f.b_mut(b).values = new;
    }
}

/// The block for the spill of `v`, and the value that holds `v` in a register there.
fn best_place(a: &Allocator, shape: &Shape, v: ValueId) -> (BlockId, ValueId) {
    let state = &a.values[v.index()];
    let covers =
        |b: BlockId| a.dom.order(b) <= state.restore_min && a.dom.end(b) >= state.restore_max;
    let mut best = (a.f.v(v).block, v);
    let mut best_depth = shape.loops.depth(best.0);
    let mut at = best.0;
    let mut looked = 0;
    while looked < MAX_SEARCH {
        let mut next = None;
        for child in a.dom.children(at) {
            if looked >= MAX_SEARCH {
                break;
            }
            if covers(child) {
                next = Some(child);
                break;
            }
            looked += 1;
        }
        let Some(b) = next else { break };
        at = b;
        looked += 1;
        let depth = shape.loops.depth(b);
        if depth > best_depth {
            continue;
        }
        let contents = match &a.f.b(b).preds[..] {
            [only] => &a.end_regs[only.block],
            _ => &a.start_regs[b],
        };
        if let Some(x) = contents.iter().find(|x| x.v == v) {
            best = (b, x.c);
            best_depth = depth;
        }
    }
    best
}
