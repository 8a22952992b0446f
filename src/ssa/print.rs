//! A function as text, in the form of gc's own dumps (spec 21, section 3).
//!
//! ```text
//! NAME TYPE
//!   bN: <- bPRED.. [DEAD]
//!     vN = Op <type> {aux} [auxint] vARG.. : home (names) [DEAD]
//!     KIND control -> bSUCC.. (likely)
//! name x[type]: [vN ..]
//! ```
//!
//! Until values are scheduled, phis come first and the rest in an order in which arguments precede
//! their users; that order says nothing about the block's list.

use std::fmt::Write;

use super::func::{Aux, BlockId, Func, Likely, LocalId, Location, SlotId, ValAndOff, ValueId};
use super::live::{live_values, reachable_blocks};
use super::op::{AuxKind, Op};
use crate::index::EntityRef;
use crate::obj::SymTab;
use crate::quote::quote;
use crate::source::Sources;
use crate::types::{TypeId, Types};

/// What the printer needs to know besides the function. Without `sources` every inline mark
/// counts as live.
#[derive(Clone, Copy)]
pub struct Printer<'a> {
    pub types: &'a Types,
    pub syms: &'a SymTab,
    pub sources: Option<&'a Sources>,
}

impl Printer<'_> {
    /// The whole function; every line ends with a newline.
    pub fn func(&self, f: &Func) -> String {
        let mut out = format!("{} {}\n", f.name, self.types.display(f.ty));
        let reachable = reachable_blocks(f);
        let live = live_values(f, self.sources, &reachable).live;
        let names = self.names_of_values(f);
        for &b in &f.layout {
            let _ = write!(out, "  {b}:");
            for (i, e) in f.b(b).preds.iter().enumerate() {
                let _ = write!(out, "{} {}", if i == 0 { " <-" } else { "" }, e.block);
            }
            out.push_str(if reachable[b.index()] { "\n" } else { " DEAD\n" });
            for v in print_order(f, b) {
                out.push_str("    ");
                self.write_value(&mut out, f, v, &names[v.index()]);
                out.push_str(if live[v.index()] { "\n" } else { " DEAD\n" });
            }
            let _ = writeln!(out, "    {}", self.block_end(f, b));
        }
        for &slot in &f.names {
            let values: Vec<String> =
                f.named_values[slot].iter().map(ToString::to_string).collect();
            let _ = writeln!(out, "name {}: [{}]", self.slot(f, slot), values.join(" "));
        }
        out
    }

    /// One value as the dump shows it, without the mark for dead ones.
    pub fn value(&self, f: &Func, v: ValueId) -> String {
        let mut out = String::new();
        let names: Vec<String> = f
            .names
            .iter()
            .filter(|slot| f.named_values[**slot].contains(&v))
            .map(|slot| self.slot(f, *slot))
            .collect();
        self.write_value(&mut out, f, v, &names);
        out
    }

    /// How a block ends: kind, control, successors, likelihood.
    pub fn block_end(&self, f: &Func, b: BlockId) -> String {
        let block = f.b(b);
        let mut out = block.kind.name().to_owned();
        if block.aux != Aux::None {
            let _ = write!(out, " {}", self.aux(f, block.aux));
        }
        if let Some(c) = f.control(b) {
            let _ = write!(out, " {c}");
        }
        for (i, e) in block.succs.iter().enumerate() {
            let _ = write!(out, "{} {}", if i == 0 { " ->" } else { "" }, e.block);
        }
        out.push_str(match block.likely {
            Likely::Likely => " (likely)",
            Likely::Unlikely => " (unlikely)",
            Likely::Unknown => "",
        });
        out
    }

    /// `x[int]`, `s+8[int]`
    pub fn slot(&self, f: &Func, slot: SlotId) -> String {
        let s = f.slots[slot];
        let offset = if s.offset == 0 { String::new() } else { format!("+{}", s.offset) };
        format!("{}{offset}[{}]", local_name(f, s.local), self.ty(s.ty))
    }

    pub fn home(&self, f: &Func, home: Location) -> String {
        match home {
            Location::Reg(r) => r.name().to_owned(),
            Location::Slot(slot) => self.slot(f, slot),
            Location::Pair(a, b) => {
                let name = |r: Option<super::reg::Reg>| r.map_or("nil", |r| r.name());
                format!("<{},{}>", name(a), name(b))
            }
        }
    }

    fn ty(&self, ty: TypeId) -> String {
        self.types.display(ty)
    }

    /// Printed names of each value's slots, by value number, sorted.
    fn names_of_values(&self, f: &Func) -> Vec<Vec<String>> {
        let mut names = vec![Vec::new(); f.n_values()];
        for &slot in &f.names {
            let text = self.slot(f, slot);
            let mut seen: Vec<ValueId> = f.named_values[slot].clone();
            seen.sort_unstable();
            seen.dedup();
            for v in seen {
                names[v.index()].push(text.clone());
            }
        }
        for list in &mut names {
            list.sort_unstable();
        }
        names
    }

    fn write_value(&self, out: &mut String, f: &Func, v: ValueId, names: &[String]) {
        let value = f.v(v);
        let _ = write!(out, "{v} = {} <{}>", value.op, self.ty(value.ty));
        self.write_aux(out, f, v);
        for a in &value.args {
            let _ = write!(out, " {a}");
        }
        if let Some(home) = f.homes[v] {
            let _ = write!(out, " : {}", self.home(f, home));
        }
        if !names.is_empty() {
            let _ = write!(out, " ({})", names.join(", "));
        }
    }

    /// ` {aux}` and ` [auxint]` as the op's kind wants them.
    fn write_aux(&self, out: &mut String, f: &Func, v: ValueId) {
        let value = f.v(v);
        let kind = value.op.info().aux;
        use AuxKind::*;
        if matches!(kind, Sym | SymOff | SymValOff | Type | TypeSize | String)
            && value.aux != Aux::None
        {
            let _ = write!(out, " {{{}}}", self.aux(f, value.aux));
        }
        let n = value.auxint;
        let _ = match kind {
            Bool => write!(out, " [{}]", n != 0),
            Int8 => write!(out, " [{}]", n as i8),
            Int16 => write!(out, " [{}]", n as i16),
            Int32 => write!(out, " [{}]", n as i32),
            Int64 | Int128 => write!(out, " [{n}]"),
            Float32 | Float64 => write!(out, " [{}]", float_text(f64::from_bits(n as u64))),
            SymOff | TypeSize if n != 0 => write!(out, " [{n}]"),
            SymValOff => {
                let vo = ValAndOff(n);
                write!(out, " [val={},off={}]", vo.val(), vo.off())
            }
            _ => Ok(()),
        };
    }

    fn aux(&self, f: &Func, aux: Aux) -> String {
        match aux {
            Aux::None => String::new(),
            Aux::Sym(s) => self.syms.name(s).to_string(),
            Aux::Local(l) => local_name(f, l),
            Aux::Type(t) => self.ty(t),
            Aux::Str(s) => {
                let bytes: Vec<u8> = s.as_str().chars().map(|c| c as u8).collect();
                quote(&bytes)
            }
        }
    }
}

/// A variable's name as dumps show it.
pub fn local_name(f: &Func, l: LocalId) -> String {
    shown_name(f.locals[l].prefix.as_str(), f.locals[l].name.as_str())
}

/// A name that came with an inlined body keeps its package; blank results show as written.
pub(super) fn shown_name(prefix: &str, name: &str) -> String {
    let name = if name.starts_with("~b") { "_" } else { name };
    match prefix {
        "" | "\"\"" => name.to_owned(),
        path => format!("{}.{name}", path.rsplit('/').next().unwrap_or(path)),
    }
}

/// The values of a block in the order that the dump shows.
fn print_order(f: &Func, b: BlockId) -> Vec<ValueId> {
    let list = &f.b(b).values;
    if f.scheduled {
        return list.clone();
    }
    let (phis, mut rest): (Vec<ValueId>, Vec<ValueId>) =
        list.iter().partition(|&&v| f.op(v) == Op::Phi);
    let mut order = phis;
    let mut printed = vec![false; f.n_values()];
    for v in &order {
        printed[v.index()] = true;
    }
    while !rest.is_empty() {
        let before = order.len();
        rest.retain(|&v| {
            let ready = f.v(v).args.iter().all(|&a| f.v(a).block != b || printed[a.index()]);
            if ready {
                printed[v.index()] = true;
                order.push(v);
            }
            !ready
        });
        if order.len() == before {
            order.append(&mut rest); // a cycle without a phi: invalid, but printable
        }
    }
    order
}

/// A float as Go's `%g` shows it: shortest text that reads back, an exponent below 1e-4 and from
/// 1e6 on.
fn float_text(x: f64) -> String {
    if x.is_nan() {
        return "NaN".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let sci = format!("{x:e}");
    let (mantissa, exp) = sci.split_once('e').expect("scientific form has an exponent");
    let exp: i32 = exp.parse().expect("a decimal exponent");
    if (-4..6).contains(&exp) || x == 0.0 {
        return format!("{x}");
    }
    let sign = if exp < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exp.abs())
}

#[cfg(test)]
mod tests {
    use super::float_text;

    #[test]
    fn floats_as_go_prints_them() {
        assert_eq!(float_text(1.5), "1.5");
        assert_eq!(float_text(-0.0), "-0");
        assert_eq!(float_text(1e6), "1e+06");
        assert_eq!(float_text(1234567.0), "1.234567e+06");
        assert_eq!(float_text(1e100), "1e+100");
        assert_eq!(float_text(0.00001), "1e-05");
    }
}
