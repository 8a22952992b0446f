//! fuse plain, fuse: joins blocks (spec 21, section 12).
//!
//! - plain: a block that only goes to one that nothing else goes to is joined with it.
//! - if: an If whose sides are empty and lead to one block, where no phi tells them apart, goes.
//!
//! Emptied blocks stay in the block list as invalid ones until the next deadcode.

use super::PassContext;
use super::phielim::remove_edge;
use crate::source::StmtMark;
use crate::ssa::func::{BlockId, BlockKind, Edge, Func, Likely};
use crate::ssa::op::Op;
use crate::types::TypeId;

/// fuse plain
pub fn run_plain(f: &mut Func, _: &PassContext) {
    fuse(f, false);
}

/// fuse
pub fn run(f: &mut Func, _: &PassContext) {
    fuse(f, true);
}

/// From the end to the beginning, so that a long chain is moved once.
fn fuse(f: &mut Func, ifs: bool) {
    let mut changed = true;
    while changed {
        changed = false;
        for i in (0..f.layout.len()).rev() {
            let b = f.layout[i];
            if ifs {
                changed |= fuse_if(f, b);
            }
            changed |= fuse_plain(f, b);
        }
    }
}

fn fuse_plain(f: &mut Func, b: BlockId) -> bool {
    if f.b(b).kind != BlockKind::Plain {
        return false;
    }
    let c = f.b(b).succs[0].block;
    if f.b(c).preds.len() != 1 || b == c {
        return false;
    }
    keep_mark(f, b, c);
    let mut values = std::mem::take(&mut f.b_mut(b).values);
    for &v in &values {
        f.v_mut(v).block = c;
    }
    values.append(&mut f.b_mut(c).values);
    f.b_mut(c).values = values;
    let preds = std::mem::take(&mut f.b_mut(b).preds);
    for (i, e) in preds.iter().enumerate() {
        f.b_mut(e.block).succs[e.index as usize] = Edge { block: c, index: i as u32 };
    }
    f.b_mut(c).preds = preds;
    if f.entry == b {
        f.entry = c;
    }
    clear(f, b);
    f.cfg_changed();
    true
}

/// A statement mark on the end of `b` goes to `c`'s first value of that line, or to its end.
fn keep_mark(f: &mut Func, b: BlockId, c: BlockId) {
    let pos = f.b(b).pos;
    if pos.stmt() != StmtMark::Stmt {
        return;
    }
    for i in 0..f.b(c).values.len() {
        let v = f.b(c).values[i];
        let at = f.v(v).pos;
        if at.stmt() != StmtMark::NotStmt && at.line() == pos.line() {
            f.v_mut(v).pos = at.with_stmt(StmtMark::Stmt);
            return;
        }
    }
    let end = f.b(c).pos;
    if end.line() == pos.line() {
        f.b_mut(c).pos = end.with_stmt(StmtMark::Stmt);
    }
}

/// Makes a block that was joined with another invalid.
fn clear(f: &mut Func, b: BlockId) {
    let block = f.b_mut(b);
    block.kind = BlockKind::Invalid;
    block.values.clear();
    block.preds.clear();
    block.succs.clear();
}

/// Nothing in the block is used, and nothing has an effect.
fn is_empty(f: &Func, b: BlockId) -> bool {
    f.b(b).values.iter().all(|&v| f.v(v).uses == 0 && f.v(v).ty != TypeId::VOID)
}

/// Side `i` of the If `b`: the empty block between, if there is one, and the edge that reaches the
/// block behind it.
fn side(f: &Func, b: BlockId, i: usize) -> (Option<BlockId>, Edge) {
    let edge = f.b(b).succs[i];
    let s = f.b(edge.block);
    if s.kind == BlockKind::Plain && s.preds.len() == 1 && is_empty(f, edge.block) {
        return (Some(edge.block), s.succs[0]);
    }
    (None, edge)
}

fn fuse_if(f: &mut Func, b: BlockId) -> bool {
    if f.b(b).kind != BlockKind::If {
        return false;
    }
    let (between0, to0) = side(f, b, 0);
    let (between1, to1) = side(f, b, 1);
    if to0.block != to1.block {
        return false;
    }
    let target = to0.block;
    let differs = f.b(target).values.iter().any(|&v| {
        let value = f.v(v);
        value.op == Op::Phi
            && value.uses > 0
            && value.args[to0.index as usize] != value.args[to1.index as usize]
    });
    if differs {
        return false;
    }
    match (between0, between1) {
        (Some(_), Some(s1)) => {
            // `b` takes over the phi slot of side 0.
            f.b_mut(b).succs[0] = to0;
            f.b_mut(target).preds[to0.index as usize] = Edge { block: b, index: 0 };
            f.cfg_changed();
            remove_edge(f, b, 1);
            remove_edge(f, s1, 0);
        }
        (Some(s0), None) => {
            remove_edge(f, b, 0);
            remove_edge(f, s0, 0);
        }
        (None, Some(s1)) => {
            remove_edge(f, b, 1);
            remove_edge(f, s1, 0);
        }
        (None, None) => remove_edge(f, b, 1),
    }
    f.b_mut(b).kind = BlockKind::Plain;
    f.b_mut(b).likely = Likely::Unknown;
    f.set_control(b, None);
    for s in [between0, between1].into_iter().flatten() {
        // Dead values; the next deadcode frees them with `b`'s.
        let values = std::mem::take(&mut f.b_mut(s).values);
        for &v in &values {
            f.v_mut(v).block = b;
        }
        f.b_mut(b).values.extend(values);
        clear(f, s);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;
    use crate::ssa::passes::with_test_func;
    use crate::types::TypeId;

    #[test]
    fn an_if_around_nothing_goes_and_blocks_join() {
        with_test_func(|f, cx| {
            let b1 = f.entry;
            let c = f.new_value(b1, Op::Arg, TypeId::BOOL, Pos::NONE, &[]);
            f.b_mut(b1).kind = BlockKind::If;
            f.set_control(b1, Some(c));
            let [b2, b3] = [BlockKind::Plain, BlockKind::Exit].map(|kind| f.new_block(kind));
            f.add_edge(b1, b2);
            f.add_edge(b1, b3);
            f.add_edge(b2, b3);
            let m = f.new_value(b3, Op::InitMem, TypeId::MEM, Pos::NONE, &[]);
            f.set_control(b3, Some(m));
            run(f, cx);
            assert_eq!(f.entry, b3);
            assert_eq!(f.b(b3).values, [c, m]);
            assert_eq!((f.b(b1).kind, f.b(b2).kind), (BlockKind::Invalid, BlockKind::Invalid));
        });
    }
}
