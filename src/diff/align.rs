//! Aligns the instructions of two functions and tells how the pairs differ.

use rustc_hash::FxHashMap;

use super::{Cause, Row};
use crate::index::EntityRef;
use crate::obj::prog::{As, Base, Mem, Operand, Prog};
use crate::obj::read::Listing;
use crate::obj::{FuncText, listing};
use crate::source::Sources;

/// Product of lengths up to which the best alignment is searched for; functions that differ over
/// more than that are paired one by one.
const TABLE_MAX: usize = 16 << 20;

/// One instruction of a side.
struct Line {
    /// Mnemonic and operands; jumps without their target.
    key: String,
    text: String,
    pos: String,
}

/// The aligned function: a row for each instruction, or pair of them.
pub fn rows(golden: &Listing, f: &FuncText, other: &Listing, g: &FuncText) -> Vec<Row> {
    let (a, b) = (lines(golden, f), lines(other, g));
    let pairs = align(&a, &b);
    let mut partner = vec![None; a.len()];
    for &(i, j) in &pairs {
        if let (Some(i), Some(j)) = (i, j) {
            partner[i] = Some(j);
        }
    }
    let one = |l: &Line| (l.pos.clone(), l.text.clone());
    let rows = pairs.iter().map(|&(i, j)| {
        let cause = match (i, j) {
            (Some(i), Some(j)) => {
                let same_target = jump_target(&f.progs[i])
                    .zip(jump_target(&g.progs[j]))
                    .is_none_or(|(x, y)| partner[x] == Some(y) || same_place(f, x, g, y));
                cause(golden, &f.progs[i], &a[i], other, &g.progs[j], &b[j], same_target)
            }
            (Some(_), None) => Some(Cause::Missing),
            _ => Some(Cause::Extra),
        };
        Row { golden: i.map(|i| one(&a[i])), other: j.map(|j| one(&b[j])), cause }
    });
    let mut rows: Vec<Row> = rows.collect();
    mark_moved(&mut rows);
    rows
}

/// Marks the first instruction whose code differs in functions with equal instructions: its length,
/// its bytes, or a relocation in it.
pub fn mark_encoding(
    rows: &mut [Row],
    golden: &Listing,
    f: &FuncText,
    other: &Listing,
    g: &FuncText,
) {
    let end = |f: &FuncText, i: usize| f.progs.get(i + 1).map_or(f.code.len() as u32, |p| p.pc);
    let size = |f: &FuncText, i: usize| end(f, i).saturating_sub(f.progs[i].pc);
    let n = f.progs.len().min(g.progs.len());
    let longer = (0..n).find(|&i| size(f, i) != size(g, i));
    let at = |offset: u32| f.progs.iter().rposition(|p| p.pc <= offset).unwrap_or(0);
    let (x, y) = (super::relocs(&golden.syms, &f.relocs), super::relocs(&other.syms, &g.relocs));
    let mark = if let Some(i) = longer {
        Some((i, Cause::Length))
    } else if f.code != g.code {
        let same = f.code.iter().zip(&g.code).take_while(|(x, y)| x == y).count();
        Some((at(same as u32), Cause::Encoding))
    } else if x != y {
        let i = x.iter().zip(&y).take_while(|(x, y)| x == y).count();
        let reloc = f.relocs.get(i).or(g.relocs.get(i));
        Some((reloc.map_or(0, |r| at(r.offset)), Cause::Relocation))
    } else {
        None
    };
    if let Some((i, cause)) = mark
        && let Some(row) = rows.get_mut(i)
    {
        row.cause = Some(cause);
    }
}

/// An instruction that is missing in one place and too many in another is one that moved.
fn mark_moved(rows: &mut [Row]) {
    let mut extra: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (i, row) in rows.iter().enumerate() {
        if let (Some(Cause::Extra), Some((_, text))) = (row.cause, &row.other) {
            extra.entry(text.clone()).or_default().push(i);
        }
    }
    for i in 0..rows.len() {
        if let (Some(Cause::Missing), Some((_, text))) = (rows[i].cause, &rows[i].golden)
            && let Some(j) = extra.get_mut(text).and_then(Vec::pop)
        {
            rows[i].cause = Some(Cause::Order);
            rows[j].cause = Some(Cause::Order);
        }
    }
}

fn lines(l: &Listing, f: &FuncText) -> Vec<Line> {
    let one = |(i, p): (usize, &Prog)| {
        let foreign = f.sym.and_then(|s| l.foreign.get(&(s, i)));
        let text = match foreign {
            Some(text) => text.clone(),
            None => listing::instruction(&l.syms, &l.sources, f, p),
        };
        let key = match (p.op, p.to) {
            // What the head of the report says already.
            (As::TEXT, _) => "TEXT".to_owned(),
            (_, Operand::Branch(_)) => p.op.name().to_owned(),
            _ => text.clone(),
        };
        Line { key, text, pos: position(&l.sources, p) }
    };
    f.progs.iter().enumerate().map(one).collect()
}

fn position(sources: &Sources, p: &Prog) -> String {
    if !p.pos.is_known() {
        return "?".to_owned();
    }
    let (file, line) = sources.file_line(p.pos);
    format!("{file}:{line}")
}

fn jump_target(p: &Prog) -> Option<usize> {
    match p.to {
        Operand::Branch(to) => Some(to.index()),
        _ => None,
    }
}

/// Whether two instructions have the same rank among those that make code: several that make none
/// may share the place that a jump names.
fn same_place(f: &FuncText, x: usize, g: &FuncText, y: usize) -> bool {
    let rank = |f: &FuncText, at: usize| {
        let pc = f.progs[at].pc;
        f.progs.iter().filter(|p| p.pc < pc).count()
    };
    rank(f, x) == rank(g, y)
}

/// The longest common subsequence of keys as pairs; between its members, runs that only one side
/// has are paired one by one where both have some.
fn align(a: &[Line], b: &[Line]) -> Vec<(Option<usize>, Option<usize>)> {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x.key == y.key).count();
    let (rest_a, rest_b) = (&a[prefix..], &b[prefix..]);
    let suffix =
        rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x.key == y.key).count();
    let (n, m) = (rest_a.len() - suffix, rest_b.len() - suffix);
    let mut pairs: Vec<_> = (0..prefix).map(|i| (Some(i), Some(i))).collect();
    let mut common =
        if n * m > TABLE_MAX { Vec::new() } else { longest_common(&rest_a[..n], &rest_b[..m]) };
    common.push((n, m));
    let (mut i, mut j) = (0, 0);
    for (x, y) in common {
        let both = (x - i).min(y - j);
        pairs.extend((0..both).map(|k| (Some(prefix + i + k), Some(prefix + j + k))));
        pairs.extend((i + both..x).map(|k| (Some(prefix + k), None)));
        pairs.extend((j + both..y).map(|k| (None, Some(prefix + k))));
        if x < n {
            pairs.push((Some(prefix + x), Some(prefix + y)));
        }
        (i, j) = (x + 1, y + 1);
    }
    pairs.extend((0..suffix).map(|k| (Some(prefix + n + k), Some(prefix + m + k))));
    pairs
}

/// Index pairs of a longest common subsequence. O(n m) time, n m bytes times two.
fn longest_common(a: &[Line], b: &[Line]) -> Vec<(usize, usize)> {
    let (n, m) = (a.len(), b.len());
    let mut length = vec![0u16; (n + 1) * (m + 1)];
    let at = |i: usize, j: usize| i * (m + 1) + j;
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            length[at(i, j)] = if a[i].key == b[j].key {
                length[at(i + 1, j + 1)] + 1
            } else {
                length[at(i + 1, j)].max(length[at(i, j + 1)])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut common = Vec::new();
    while i < n && j < m {
        if a[i].key == b[j].key {
            common.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length[at(i + 1, j)] >= length[at(i, j + 1)] {
            i += 1;
        } else {
            j += 1;
        }
    }
    common
}

fn cause(
    golden: &Listing,
    p: &Prog,
    a: &Line,
    other: &Listing,
    q: &Prog,
    b: &Line,
    same_target: bool,
) -> Option<Cause> {
    if a.key == b.key {
        return match () {
            _ if !same_target => Some(Cause::JumpTarget),
            _ if a.pos != b.pos => Some(Cause::Line),
            _ => None,
        };
    }
    if matches!(p.op, As::PCDATA | As::FUNCDATA) && p.op == q.op {
        return Some(Cause::Liveness);
    }
    if p.op != q.op {
        return Some(Cause::Instruction);
    }
    let operands = [(p.from, q.from), (p.from3, q.from3), (p.to, q.to)];
    let causes = operands.into_iter().filter_map(|(x, y)| operand(golden, x, other, y));
    causes.min()
}

fn operand(golden: &Listing, x: Operand, other: &Listing, y: Operand) -> Option<Cause> {
    match (x, y) {
        (Operand::Reg(r), Operand::Reg(s)) => (r != s).then_some(Cause::Register),
        (Operand::Const(c), Operand::Const(d)) => (c != d).then_some(Cause::Constant),
        (Operand::Symbol(s), Operand::Symbol(t)) => {
            (golden.syms.name(s) != other.syms.name(t)).then_some(Cause::Symbol)
        }
        (Operand::Mem(m), Operand::Mem(n)) => memory(golden, &m, other, &n),
        (x, y) if std::mem::discriminant(&x) == std::mem::discriminant(&y) => None,
        _ => Some(Cause::Instruction),
    }
}

fn memory(golden: &Listing, m: &Mem, other: &Listing, n: &Mem) -> Option<Cause> {
    match (m.base, n.base) {
        (Base::Global(s), Base::Global(t)) => {
            let same = golden.syms.name(s) == other.syms.name(t) && m.offset == n.offset;
            (!same).then_some(Cause::Symbol)
        }
        (Base::Reg, Base::Reg) => {
            if (m.reg, m.index) != (n.reg, n.index) {
                return Some(Cause::Register);
            }
            (m.offset != n.offset).then_some(Cause::Constant)
        }
        (Base::Global(_), _) | (_, Base::Global(_)) | (Base::Reg, _) | (_, Base::Reg) => {
            Some(Cause::Instruction)
        }
        _ => (m != n).then_some(Cause::StackSlot),
    }
}
