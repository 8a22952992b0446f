//! trim: removes blocks without code, which `critical` and others left (spec 21, section 25).
//!
//! A Plain block goes if it holds nothing but phis, or if its successor has no other predecessor.
//! Its predecessors are spliced to the successor: the first takes the block's place there, the
//! others are appended; the block's values come before the successor's.

use crate::source::StmtMark;
use crate::ssa::{BlockId, BlockKind, Edge, Func, Op, ValueId};

use super::PassContext;

pub fn run(f: &mut Func, _: &PassContext) {
    let blocks = std::mem::take(&mut f.layout);
    let mut kept = Vec::with_capacity(blocks.len());
    for &b in &blocks {
        if is_trimmable(f, b) {
            splice_out(f, b);
        } else {
            kept.push(b);
        }
    }
    let changed = kept.len() < blocks.len();
    f.layout = kept;
    if changed {
        f.cfg_changed();
    }
}

fn is_trimmable(f: &Func, b: BlockId) -> bool {
    let block = f.b(b);
    if block.kind != BlockKind::Plain || b == f.entry {
        return false;
    }
    let s = block.succs[0].block;
    s != b && (f.b(s).preds.len() == 1 || block.values.iter().all(|&v| f.op(v) == Op::Phi))
}

fn splice_out(f: &mut Func, b: BlockId) {
    let Edge { block: s, index: j } = f.b(b).succs[0];
    let n_before = f.b(s).preds.len();
    let preds = f.b(b).preds.clone();
    for (n, &e) in preds.iter().enumerate() {
        let index = if n == 0 { j } else { f.b(s).preds.len() as u32 };
        f.b_mut(e.block).succs[e.index as usize] = Edge { block: s, index };
        if n == 0 {
            f.b_mut(s).preds[j as usize] = e;
        } else {
            f.b_mut(s).preds.push(e);
        }
    }
    keep_statement_mark(f, b, s);
    if n_before > 1 {
        for i in 0..f.b(s).values.len() {
            let v = f.b(s).values[i];
            if f.op(v) == Op::Phi {
                merge_phi(f, v, j as usize, b, preds.len());
            }
        }
        let mut values = std::mem::take(&mut f.b_mut(b).values);
        values.retain(|&v| keep_phi(f, v, j as usize, n_before));
        f.b_mut(b).values = values;
    }
    let mut values = std::mem::take(&mut f.b_mut(b).values);
    for &v in &values {
        f.v_mut(v).block = s;
    }
    values.extend_from_slice(&f.b(s).values);
    f.b_mut(s).values = values;
}

/// A statement boundary on the removed block moves to the first instruction of its successor, if
/// that is on the same line.
fn keep_statement_mark(f: &mut Func, b: BlockId, s: BlockId) {
    let pos = f.b(b).pos;
    if pos.stmt() != StmtMark::Stmt {
        return;
    }
    let first = f.b(s).values.iter().copied().find(|&v| !is_poor_statement(f.op(v)));
    match first {
        Some(v) if f.v(v).pos.same_file_and_line(pos) => {
            let value = f.v_mut(v);
            value.pos = value.pos.with_stmt(StmtMark::Stmt);
        }
        Some(_) => {}
        None => {
            let block = f.b_mut(s);
            if block.pos.same_file_and_line(pos) {
                block.pos = block.pos.with_stmt(StmtMark::Stmt);
            }
        }
    }
}

/// Ops that make poor statement boundaries (spec 21, section 3).
fn is_poor_statement(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        Addr | LocalAddr
            | OffPtr
            | StructSelect
            | Phi
            | ConstBool
            | Const8
            | Const16
            | Const32
            | Const64
            | Const32F
            | Const64F
    )
}

/// Phi `v` of the successor gets an argument for each predecessor of the removed block `b`, which
/// was predecessor `i`: the arguments of `b`'s own phi, if that is what it took, else its argument
/// again.
fn merge_phi(f: &mut Func, v: ValueId, i: usize, b: BlockId, n_preds: usize) {
    let u = f.arg(v, i);
    if f.v(u).block == b {
        assert!(f.op(u) == Op::Phi, "trim: {u} of an empty block is no phi");
        let args = f.v(u).args.clone();
        f.set_arg(v, i, args[0]);
        for &a in &args[1..] {
            f.add_arg(v, a);
        }
    } else {
        for _ in 1..n_preds {
            f.add_arg(v, u);
        }
    }
}

/// Whether a phi of the removed block stays: an unused one goes. One that stays gets arguments for
/// the successor's other predecessors, all of which are ways back from the phi itself.
fn keep_phi(f: &mut Func, v: ValueId, i: usize, n_before: usize) -> bool {
    if f.op(v) != Op::Phi {
        return true;
    }
    if f.v(v).uses == 0 {
        f.reset_args(v);
        return false;
    }
    let own = f.v(v).args.clone();
    let mut args = vec![v; n_before];
    args[i] = own[0];
    args.extend_from_slice(&own[1..]);
    f.set_args(v, &args);
    true
}
