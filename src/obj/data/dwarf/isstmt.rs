//! `go.isstmt.F`: which instructions start statements (spec 33, section 8.1).

use super::leb::uleb;
use crate::obj::FuncText;
use crate::obj::prog::Prog;
use crate::source::{PROLOGUE_END, StmtMark};

/// Bit 0: a statement may start here. Bit 1: the prologue ends here.
fn value(p: &Prog) -> i64 {
    let is_stmt = p.pos.stmt() != StmtMark::NotStmt;
    i64::from(is_stmt) + if p.pos.xlogue() == PROLOGUE_END { 2 } else { 0 }
}

/// Pairs of value change (zigzag) and code bytes for which the value holds, ended by a zero.
pub fn table(text: &FuncText) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut last, mut last_pc) = (-1, None);
    for (i, p) in text.progs.iter().enumerate() {
        let v = value(p);
        if last_pc.is_some() && v == last {
            continue;
        }
        if text.progs.get(i + 1).is_some_and(|next| next.pc == p.pc) {
            continue;
        }
        if let Some(pc) = last_pc {
            uleb(&mut out, u64::from(p.pc - pc));
        }
        let delta = v - last;
        uleb(&mut out, ((delta << 1) ^ (delta >> 63)) as u64);
        (last, last_pc) = (v, Some(p.pc));
    }
    if let Some(pc) = last_pc {
        uleb(&mut out, text.code.len() as u64 - u64::from(pc));
        out.push(0);
    }
    out
}
