//! number lines: decides which values begin a statement (spec 21, section 3).
//!
//! Nothing is moved; but positions compare with their statement mark, and the scheduler breaks
//! ties by position. A value whose op tends to vanish passes the mark on to the next one of its
//! line.

use super::PassContext;
use crate::index::EntityRef;
use crate::source::{Pos, StmtMark};
use crate::ssa::func::{BlockId, Func, ValueId};
use crate::ssa::op::Op;

/// Runs the pass.
pub fn run(f: &mut Func, _: &PassContext) {
    let postorder = f.postorder();
    // By block: the position that its execution ends with.
    let mut ends = vec![Pos::NONE; f.n_blocks()];
    for &b in postorder.iter().rev() {
        ends[b.index()] = number_block(f, b, &ends);
    }
}

fn number_block(f: &mut Func, b: BlockId, ends: &[Pos]) -> Pos {
    let values = f.b(b).values.clone();
    let markable = |f: &Func, v: ValueId| f.v(v).pos.stmt() != StmtMark::NotStmt;
    let Some(first) = values.iter().position(|&v| markable(f, v)) else {
        return number_empty_block(f, b, ends);
    };
    let mut i = better_index(f, &values, first);
    let mut at = f.v(values[i]).pos;
    let preds = &f.b(b).preds;
    let boundary =
        preds.is_empty() || preds.iter().any(|e| !ends[e.block.index()].same_file_and_line(at));
    let mark = if boundary { StmtMark::Stmt } else { StmtMark::Default };
    f.v_mut(values[i]).pos = at.with_stmt(mark);
    i += 1;
    while i < values.len() {
        if markable(f, values[i]) {
            i = better_index(f, &values, i);
            let pos = f.v(values[i]).pos;
            let new_line = !pos.same_file_and_line(at);
            let mark = if new_line { StmtMark::Stmt } else { StmtMark::Default };
            f.v_mut(values[i]).pos = pos.with_stmt(mark);
            if new_line {
                at = pos;
            }
        }
        i += 1;
    }
    let pos = f.b(b).pos;
    if pos.stmt() != StmtMark::NotStmt && !pos.same_file_and_line(at) {
        at = pos.with_stmt(StmtMark::Stmt);
        f.b_mut(b).pos = at;
    }
    at
}

/// A block without markable value: its own position, or what its predecessors agree on.
fn number_empty_block(f: &mut Func, b: BlockId, ends: &[Pos]) -> Pos {
    let pos = f.b(b).pos;
    if pos.stmt() != StmtMark::NotStmt {
        let pos = pos.with_stmt(StmtMark::Stmt);
        f.b_mut(b).pos = pos;
        return pos;
    }
    let mut common = Pos::NONE;
    for e in &f.b(b).preds {
        let end = ends[e.block.index()];
        if !end.same_file_and_line(common) {
            if common != Pos::NONE {
                return Pos::NONE;
            }
            common = end;
        }
    }
    common
}

/// `i`, or the next markable value if `values[i]` will probably vanish and that one is on the
/// same line.
fn better_index(f: &Func, values: &[ValueId], i: usize) -> usize {
    let v = f.v(values[i]);
    if !is_fragile(v.op) {
        return i;
    }
    let rest = &values[i + 1..];
    let next = rest.iter().position(|&w| f.v(w).pos.stmt() != StmtMark::NotStmt);
    match next {
        Some(n) if f.v(rest[n]).pos.same_file_and_line(v.pos) => i + 1 + n,
        _ => i,
    }
}

fn is_fragile(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        Addr | LocalAddr
            | OffPtr
            | StructSelect
            | ConstBool
            | Const8
            | Const16
            | Const32
            | Const64
            | Const32F
            | Const64F
    )
}
