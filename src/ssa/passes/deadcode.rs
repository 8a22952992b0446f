//! deadcode: removes unreachable blocks and values that nothing needs (spec 21, section 4).
//!
//! What stays keeps its order. Numbers are freed in block and list order, values before blocks;
//! later passes hand them out again last in, first out. A statement mark on a dead value moves to
//! another value of the same line in the block, or to the block's end.

use rustc_hash::FxHashMap;

use super::PassContext;
use super::copyelim::eliminate_copies;
use super::phielim::remove_edge;
use crate::index::EntityRef;
use crate::source::{BaseId, Pos, StmtMark};
use crate::ssa::func::{BlockId, BlockKind, Func, Likely, ValueId};
use crate::ssa::live::{live_values, reachable_blocks};

/// Runs the pass. Not for after register allocation.
pub fn run(f: &mut Func, cx: &PassContext) {
    assert!(!f.allocated, "deadcode after register allocation");
    let reachable = reachable_blocks(f);
    cut_edges(f, &reachable);
    eliminate_copies(f);
    let found = live_values(f, Some(cx.sources), &reachable);
    let live = &found.live;
    keep_live_names(f, live);

    let lost = release_dead_values(f, &reachable, live);
    rehome_statement_marks(f, lost, &found.order);

    for b in f.layout.clone() {
        let mut list = std::mem::take(&mut f.b_mut(b).values);
        list.retain(|&v| {
            if !live[v.index()] {
                f.free_value(v);
            }
            live[v.index()]
        });
        f.b_mut(b).values = list;
    }
    for b in std::mem::take(&mut f.layout) {
        if reachable[b.index()] {
            f.layout.push(b);
        } else {
            f.free_block(b);
        }
    }
    f.write_barrier_blocks.retain(|b| reachable[b.index()]);
}

/// Removes edges from unreachable to reachable blocks, and the edge that a `First` block never
/// takes.
fn cut_edges(f: &mut Func, reachable: &[bool]) {
    for k in 0..f.layout.len() {
        let b = f.layout[k];
        if reachable[b.index()] {
            continue;
        }
        let mut i = 0;
        while i < f.b(b).succs.len() {
            if reachable[f.b(b).succs[i].block.index()] {
                remove_edge(f, b, i);
            } else {
                i += 1;
            }
        }
    }
    for k in 0..f.layout.len() {
        let b = f.layout[k];
        if reachable[b.index()] && f.b(b).kind == BlockKind::First {
            remove_edge(f, b, 1);
            let block = f.b_mut(b);
            block.kind = BlockKind::Plain;
            block.likely = Likely::Unknown;
        }
    }
}

/// Named values keep live values, each once; names without values go.
fn keep_live_names(f: &mut Func, live: &[bool]) {
    let mut seen = vec![u32::MAX; live.len()];
    for (n, slot) in std::mem::take(&mut f.names).into_iter().enumerate() {
        let values = &mut f.named_values[slot];
        values.retain(|v| {
            live[v.index()] && std::mem::replace(&mut seen[v.index()], n as u32) != n as u32
        });
        if !values.is_empty() {
            f.names.push(slot);
        }
    }
}

/// Statement marks without value, by file and line: the block that the mark was in. One mark a
/// line: a later block takes it over.
type LostMarks = FxHashMap<(BaseId, u32), BlockId>;

fn line_key(pos: Pos) -> (BaseId, u32) {
    (pos.base(), pos.line())
}

/// Drops the arguments of dead values and the controls of dead blocks.
fn release_dead_values(f: &mut Func, reachable: &[bool], live: &[bool]) -> LostMarks {
    let mut lost = LostMarks::default();
    for k in 0..f.layout.len() {
        let b = f.layout[k];
        if !reachable[b.index()] {
            f.set_control(b, None);
        }
        for i in 0..f.b(b).values.len() {
            let v = f.b(b).values[i];
            if live[v.index()] {
                continue;
            }
            f.reset_args(v);
            let pos = f.v(v).pos;
            if pos.stmt() == StmtMark::Stmt && reachable[b.index()] {
                lost.insert(line_key(pos), b);
            }
        }
    }
    lost
}

fn rehome_statement_marks(f: &mut Func, mut lost: LostMarks, order: &[ValueId]) {
    if lost.is_empty() {
        return;
    }
    for &v in order.iter().rev() {
        let pos = f.v(v).pos;
        if pos.stmt() == StmtMark::NotStmt {
            continue;
        }
        if lost.get(&line_key(pos)) == Some(&f.v(v).block) {
            f.v_mut(v).pos = pos.with_stmt(StmtMark::Stmt);
            lost.remove(&line_key(pos));
        }
    }
    // Each goes to a place of its own: their order does not matter.
    for (line, b) in lost {
        let block = f.b_mut(b);
        if line_key(block.pos) == line {
            block.pos = block.pos.with_stmt(StmtMark::Stmt);
        }
    }
}
