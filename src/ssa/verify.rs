//! Checks that a function is well formed. Reports every broken invariant with the text of the
//! value or block.
//!
//! Checked between passes in debug builds and tests:
//!
//! - blocks: listed once; number of successors and control as the kind wants; edges point back;
//! - values: in the list of their block only; as many arguments as the op has; arguments exist and
//!   dominate their user (for a phi: the end of the predecessor); use counts;
//! - the entry has no predecessors. Dominance is asked of reachable blocks only, and not after
//!   register allocation: the edges' shuffles may use a register that several paths have set.

use super::func::{Aux, BlockId, BlockKind, Func, ValueId};
use super::op::{AuxKind, Op};
use super::print::Printer;
use crate::index::EntityRef;

/// The broken invariants, one line each.
pub fn verify(f: &Func, printer: &Printer) -> Vec<String> {
    let mut v = Verifier { f, printer, faults: Vec::new(), listed: vec![false; f.n_values()] };
    v.check_blocks();
    v.check_values();
    v.check_uses();
    if v.faults.is_empty() && !f.allocated {
        v.check_dominance();
    }
    v.faults
}

struct Verifier<'a> {
    f: &'a Func,
    printer: &'a Printer<'a>,
    faults: Vec<String>,
    /// Values that stand in some block's list.
    listed: Vec<bool>,
}

impl Verifier<'_> {
    fn block_fault(&mut self, b: BlockId, what: impl std::fmt::Display) {
        let end = self.printer.block_end(self.f, b);
        self.faults.push(format!("{b} ({end}): {what}"));
    }

    fn value_fault(&mut self, v: ValueId, what: impl std::fmt::Display) {
        let text = self.printer.value(self.f, v);
        self.faults.push(format!("{text}: {what}"));
    }

    fn check_blocks(&mut self) {
        let f = self.f;
        let mut seen = vec![false; f.n_blocks()];
        for &b in &f.layout {
            if std::mem::replace(&mut seen[b.index()], true) {
                self.block_fault(b, "is listed twice");
            }
        }
        if !seen[f.entry.index()] {
            self.block_fault(f.entry, "the entry is not listed");
        }
        if !f.b(f.entry).preds.is_empty() {
            self.block_fault(f.entry, "the entry has predecessors");
        }
        for &b in &f.layout {
            let block = f.b(b);
            let (succs, control) = shape(block.kind);
            if block.succs.len() != succs {
                self.block_fault(b, format_args!("has {} successors", block.succs.len()));
            }
            if block.control.is_some() != control {
                self.block_fault(b, if control { "has no control" } else { "has a control" });
            }
            for (i, e) in block.succs.iter().enumerate() {
                let back = f.b(e.block).preds.get(e.index as usize);
                if back.is_none_or(|p| p.block != b || p.index as usize != i) {
                    self.block_fault(
                        b,
                        format_args!("edge {i} to {} does not point back", e.block),
                    );
                }
                if !seen[e.block.index()] {
                    self.block_fault(b, format_args!("leads to {}, which is not listed", e.block));
                }
            }
            for (i, e) in block.preds.iter().enumerate() {
                let back = f.b(e.block).succs.get(e.index as usize);
                if back.is_none_or(|s| s.block != b || s.index as usize != i) {
                    let text = format_args!("edge {i} from {} does not point back", e.block);
                    self.block_fault(b, text);
                }
            }
        }
    }

    fn check_values(&mut self) {
        let f = self.f;
        for &b in &f.layout {
            for &v in &f.b(b).values {
                if std::mem::replace(&mut self.listed[v.index()], true) {
                    self.value_fault(v, "is listed twice");
                }
                if f.v(v).block != b {
                    self.value_fault(v, format_args!("is listed in {b}"));
                }
            }
        }
        for &b in &f.layout {
            for &v in &f.b(b).values {
                self.check_value(b, v);
            }
            if let Some(c) = f.control(b)
                && !self.listed[c.index()]
            {
                self.block_fault(b, format_args!("the control {c} is in no block"));
            }
        }
    }

    fn check_value(&mut self, b: BlockId, v: ValueId) {
        let value = self.f.v(v);
        let info = value.op.info();
        let wanted = match value.op {
            Op::Invalid => return self.value_fault(v, "is invalid"),
            Op::Phi => Some(self.f.b(b).preds.len()),
            _ => usize::try_from(info.args).ok(),
        };
        if wanted.is_some_and(|n| n != value.args.len()) {
            self.value_fault(v, format_args!("has {} arguments", value.args.len()));
        }
        for &a in &value.args {
            if !self.listed[a.index()] {
                self.value_fault(v, format_args!("the argument {a} is in no block"));
            }
        }
        use AuxKind::*;
        let int = !matches!(info.aux, None | String | Sym | Type);
        if value.auxint != 0 && !int {
            self.value_fault(v, format_args!("has the integer {}", value.auxint));
        }
        let aux = matches!(info.aux, String | Sym | SymOff | SymValOff | Type | TypeSize);
        if value.aux != Aux::None && !aux {
            self.value_fault(v, "has an aux");
        }
    }

    fn check_uses(&mut self) {
        let f = self.f;
        let mut uses = vec![0; f.n_values()];
        for &b in &f.layout {
            for &v in &f.b(b).values {
                for &a in &f.v(v).args {
                    uses[a.index()] += 1;
                }
            }
            if let Some(c) = f.control(b) {
                uses[c.index()] += 1;
            }
        }
        for &b in &f.layout {
            for &v in &f.b(b).values {
                let (have, want) = (f.v(v).uses, uses[v.index()]);
                if have != want {
                    self.value_fault(v, format_args!("counts {have} uses, there are {want}"));
                }
            }
        }
    }

    fn check_dominance(&mut self) {
        let f = self.f;
        let dom = f.dominators();
        let mut place = vec![0; f.n_values()];
        for &b in &f.layout {
            for (i, &v) in f.b(b).values.iter().enumerate() {
                place[v.index()] = i;
            }
        }
        for &b in &f.layout {
            if !dom.is_reachable(b) {
                continue;
            }
            for &v in &f.b(b).values {
                for (i, &a) in f.v(v).args.iter().enumerate() {
                    let phi = f.op(v) == Op::Phi;
                    let end = if phi { f.b(b).preds[i].block } else { b };
                    if dom.is_reachable(end) && !dom.dominates(f.v(a).block, end) {
                        self.value_fault(v, format_args!("{a} does not dominate it"));
                    }
                    let later = place[a.index()] > place[v.index()];
                    if f.scheduled && !phi && f.v(a).block == b && later {
                        self.value_fault(v, format_args!("{a} comes after it"));
                    }
                }
            }
            if let Some(c) = f.control(b)
                && !dom.dominates(f.v(c).block, b)
            {
                self.block_fault(b, format_args!("the control {c} does not dominate it"));
            }
        }
    }
}

/// Successors of a kind of block, and whether it has a control.
fn shape(kind: BlockKind) -> (usize, bool) {
    use BlockKind::*;
    match kind {
        Invalid => (0, false),
        Plain => (1, false),
        Ret | RetJmp | Exit => (0, true),
        First => (2, false),
        _ => (2, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obj::SymTab;
    use crate::ssa::parse::{ParseEnv, parse_func};
    use crate::types::Types;

    fn faults(text: &str, edit: impl Fn(&mut Func)) -> Vec<String> {
        let (types, syms) = (Types::default(), SymTab::new());
        let env = ParseEnv::new(&types, &syms);
        let mut f = parse_func(&env, text, "start").unwrap();
        edit(&mut f);
        verify(&f, &Printer { types: &types, syms: &syms, sources: None })
    }

    const TWO_BLOCKS: &str = "f func()\n  b1:\n    v1 = InitMem <mem>\n    Plain -> b2\n  b2: <- b1\n    \
                              v2 = Const64 <int> [1]\n    v3 = Add64 <int> v2 v2\n    Ret v1\n";

    #[test]
    fn a_sound_function_has_no_faults() {
        assert_eq!(faults(TWO_BLOCKS, |_| {}), [""; 0]);
    }

    #[test]
    fn every_fault_is_told() {
        let found = faults(TWO_BLOCKS, |f| {
            f.v_mut(ValueId::new(3)).args.pop();
            f.b_mut(BlockId::new(1)).kind = BlockKind::If;
        });
        assert_eq!(
            found,
            [
                "b1 (If -> b2): has 1 successors",
                "b1 (If -> b2): has no control",
                "v3 = Add64 <int> v2: has 1 arguments",
                "v2 = Const64 <int> [1]: counts 2 uses, there are 1",
            ]
        );
    }
}
