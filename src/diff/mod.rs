//! What differs between two listings, and of what kind each difference is (`go9 diff`).
//!
//! Listings are read back into symbols and instructions (`obj::read`). Symbols are matched by name;
//! the instructions of a function are aligned, so that one inserted instruction is one difference
//! and not a shift of everything behind it.
//!
//! Reading order: this file (symbols), [`align`] (instructions), [`entries`] (large listings),
//! [`step`] and [`hints`] (why they differ), [`render`] (text), `html`, `json`.

mod align;
mod entries;
pub mod folder;
pub mod hints;
mod html;
mod json;
mod render;
pub mod step;

use rustc_hash::FxHashMap;

use crate::explain::Lang;
use crate::obj::read::Listing;
use crate::obj::{FuncText, Reloc, SymId, SymTab, listing};

pub use entries::{Bad, Compared, compare_texts};
pub use html::html;
pub use json::json;
pub use render::{Style, text};

/// What differs between two instructions, or in one place of a function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// Only the golden has the instruction.
    Missing,
    /// Only the other listing has it.
    Extra,
    /// Other instruction.
    Instruction,
    Register,
    StackSlot,
    Constant,
    Symbol,
    /// The instruction stands in another place.
    Order,
    /// A jump leads to another instruction.
    JumpTarget,
    /// Other stack or register maps: PCDATA, FUNCDATA.
    Liveness,
    /// The same instruction of another source line.
    Line,
    /// The same instruction in more or fewer bytes.
    Length,
    /// The same code with another relocation.
    Relocation,
    /// The same instruction in other bytes.
    Encoding,
}

impl Cause {
    /// Whether the instructions themselves differ, not what surrounds them.
    pub fn is_instruction(self) -> bool {
        self < Cause::JumpTarget
    }

    /// A short name.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Missing => "missing",
            Cause::Extra => "extra",
            Cause::Instruction => "instruction",
            Cause::Register => "register",
            Cause::StackSlot => "stack slot",
            Cause::Constant => "constant",
            Cause::Symbol => "symbol",
            Cause::Order => "order",
            Cause::JumpTarget => "jump target",
            Cause::Liveness => "liveness",
            Cause::Line => "line",
            Cause::Length => "encoding length",
            Cause::Relocation => "relocation",
            Cause::Encoding => "encoding",
        }
    }

    /// A short explanation.
    pub fn explain(self, lang: Lang) -> &'static str {
        let (en, zh) = match self {
            Cause::Missing => ("instruction missing", "缺少指令"),
            Cause::Extra => ("instruction too many", "多出指令"),
            Cause::Instruction => ("other instruction", "指令不同"),
            Cause::Register => ("other register", "寄存器不同"),
            Cause::StackSlot => ("other stack slot", "栈上位置不同"),
            Cause::Constant => ("other constant", "常量不同"),
            Cause::Symbol => ("other symbol", "符号不同"),
            Cause::Order => ("same instruction, other place", "指令相同，位置不同"),
            Cause::JumpTarget => ("jump leads elsewhere", "跳转目标不同"),
            Cause::Liveness => ("other stack or register map", "栈或寄存器指针图不同"),
            Cause::Line => ("other source line", "源码行不同"),
            Cause::Length => ("same instruction, other length", "指令相同，编码长度不同"),
            Cause::Relocation => ("same code, other relocation", "代码相同，重定位不同"),
            Cause::Encoding => ("same instruction, other bytes", "指令相同，编码不同"),
        };
        lang.pick(en, zh)
    }
}

/// A row of an aligned function.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line as `file:line` and instruction of each side that has one.
    pub golden: Option<(String, String)>,
    pub other: Option<(String, String)>,
    /// `None`: equal.
    pub cause: Option<Cause>,
}

impl Row {
    /// Whether the row is no code: PCDATA, FUNCDATA.
    fn is_pseudo(&self) -> bool {
        let side = self.golden.as_ref().or(self.other.as_ref());
        side.is_some_and(|(_, t)| t.starts_with("PCDATA") || t.starts_with("FUNCDATA"))
    }
}

#[derive(Clone, Debug)]
pub enum Difference {
    /// Only the golden defines the symbol.
    Missing,
    /// Only the other listing defines it.
    Extra,
    Func {
        /// Frame, arguments, attributes: name, golden, other.
        head: Vec<(&'static str, String, String)>,
        rows: Vec<Row>,
    },
    Data {
        /// Size, kind, bytes or relocations: what, golden, other.
        facts: Vec<(&'static str, String, String)>,
    },
}

/// A symbol that is not the same in both.
#[derive(Clone, Debug)]
pub struct SymbolDiff {
    pub name: String,
    /// A function, not data.
    pub is_text: bool,
    pub difference: Difference,
}

/// The differences of two listings, functions first, in the golden's order.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub symbols: Vec<SymbolDiff>,
    pub n_funcs: usize,
    pub n_data: usize,
    /// First symbol that stands in another place, with what stands there instead, if the sets of
    /// symbols are the same.
    pub order: Option<(String, String)>,
}

/// What of a report is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Instructions and their operands, without lines, stack maps, jump targets and bytes.
    Insn,
    /// Functions with everything that belongs to them.
    Text,
    Data,
}

impl Report {
    /// Leaves only a part, and only one function (by link name, or without its `"".`).
    pub fn filter(&mut self, part: Option<Part>, func: Option<&str>) {
        if part.is_none() && func.is_none() {
            return;
        }
        self.order = None;
        let named =
            |name: &str| func.is_none_or(|f| name == f || name.strip_prefix("\"\".") == Some(f));
        self.symbols.retain_mut(|s| {
            let is_text = s.is_text;
            let wanted = match part {
                None => func.is_none() || is_text,
                Some(Part::Data) => !is_text,
                Some(_) => is_text,
            };
            if let (Some(Part::Insn), Difference::Func { head, rows }) = (part, &mut s.difference) {
                head.clear();
                for row in rows.iter_mut() {
                    let pseudo = row.is_pseudo();
                    row.cause = row.cause.filter(|c| c.is_instruction() && !pseudo);
                }
                if rows.iter().all(|r| r.cause.is_none()) {
                    return false;
                }
            }
            wanted && named(&s.name)
        });
    }

    pub fn is_equal(&self) -> bool {
        self.symbols.is_empty() && self.order.is_none()
    }
}

/// Compares two listings.
pub fn compare(golden: &Listing, other: &Listing) -> Report {
    let mut report = Report::default();
    functions(golden, other, &mut report);
    data(golden, other, &mut report);
    let both = |f: fn(&SymTab) -> Vec<SymId>| (names(&golden.syms, f), names(&other.syms, f));
    let (text, texts) = both(|s| s.text.clone());
    let (datum, data) = both(|s| s.data_order.clone());
    for (a, b) in [(text, texts), (datum, data)] {
        let mut sorted = (a.clone(), b.clone());
        sorted.0.sort_unstable();
        sorted.1.sort_unstable();
        if sorted.0 == sorted.1 && report.order.is_none() {
            let first = a.iter().zip(&b).find(|(a, b)| a != b);
            report.order = first.map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        }
    }
    report
}

fn names(syms: &SymTab, list: fn(&SymTab) -> Vec<SymId>) -> Vec<&'static str> {
    list(syms).into_iter().map(|s| syms.name(s).as_str()).collect()
}

/// Symbols of a list by name.
fn by_name(syms: &SymTab, list: &[SymId]) -> FxHashMap<&'static str, SymId> {
    list.iter().map(|&s| (syms.name(s).as_str(), s)).collect()
}

/// Pairs of symbols by name, in the golden's order; then those that only the other has.
fn pairs(
    golden: &SymTab,
    list: &[SymId],
    other: &SymTab,
    other_list: &[SymId],
) -> Vec<(String, Option<SymId>, Option<SymId>)> {
    let theirs = by_name(other, other_list);
    let ours = by_name(golden, list);
    let name = |syms: &SymTab, s: SymId| syms.name(s).as_str().to_owned();
    let first = list.iter().map(|&s| {
        let n = name(golden, s);
        let theirs = theirs.get(n.as_str()).copied();
        (n, Some(s), theirs)
    });
    let rest = other_list.iter().map(|&s| (name(other, s), None, Some(s)));
    first.chain(rest.filter(|(n, ..)| !ours.contains_key(n.as_str()))).collect()
}

fn functions(golden: &Listing, other: &Listing, report: &mut Report) {
    report.n_funcs = golden.syms.text.len();
    for (name, a, b) in pairs(&golden.syms, &golden.syms.text, &other.syms, &other.syms.text) {
        let text = |l: &Listing, s: Option<SymId>| -> Option<FuncText> {
            Some(l.syms.funcs[l.syms.func_of[s?]?].clone())
        };
        let difference = match (text(golden, a), text(other, b)) {
            (Some(f), Some(g)) => function(golden, &f, other, &g),
            (Some(_), None) => Some(Difference::Missing),
            (None, Some(_)) => Some(Difference::Extra),
            (None, None) => None,
        };
        if let Some(difference) = difference {
            report.symbols.push(SymbolDiff { name, is_text: true, difference });
        }
    }
}

fn function(golden: &Listing, f: &FuncText, other: &Listing, g: &FuncText) -> Option<Difference> {
    let mut head = Vec::new();
    let mut fact = |name, a: String, b: String| {
        if a != b {
            head.push((name, a, b));
        }
    };
    fact("frame", f.locals.to_string(), g.locals.to_string());
    fact("arguments", f.args.to_string(), g.args.to_string());
    let flags = |f: &FuncText| {
        let words = listing::flag_words(&f.flags).into_iter().filter(|(set, _)| *set);
        words.map(|(_, word)| word).collect::<Vec<_>>().join("|")
    };
    fact("attributes", flags(f), flags(g));
    let mut rows = align::rows(golden, f, other, g);
    if rows.iter().all(|r| r.cause.is_none()) {
        align::mark_encoding(&mut rows, golden, f, other, g);
    }
    let differs = !head.is_empty() || rows.iter().any(|r| r.cause.is_some());
    differs.then_some(Difference::Func { head, rows })
}

/// Relocations as text, since symbol numbers mean nothing across listings.
fn relocs(syms: &SymTab, list: &[Reloc]) -> Vec<String> {
    let one = |r: &Reloc| {
        let name = r.target.map_or("", |s| syms.name(s).as_str());
        format!("{}+{} t={} {name}+{}", r.offset, r.size, r.kind as u8, r.addend)
    };
    list.iter().map(one).collect()
}

fn data(golden: &Listing, other: &Listing, report: &mut Report) {
    report.n_data = golden.syms.data_order.len();
    let all = pairs(&golden.syms, &golden.syms.data_order, &other.syms, &other.syms.data_order);
    for (name, a, b) in all {
        let difference = match (a, b) {
            (Some(a), Some(b)) => {
                let facts = datum(golden, a, other, b);
                if facts.is_empty() {
                    continue;
                }
                Difference::Data { facts }
            }
            (Some(_), None) => Difference::Missing,
            _ => Difference::Extra,
        };
        report.symbols.push(SymbolDiff { name, is_text: false, difference });
    }
}

fn datum(
    golden: &Listing,
    a: SymId,
    other: &Listing,
    b: SymId,
) -> Vec<(&'static str, String, String)> {
    let (a, b) = (golden.syms.get(a), other.syms.get(b));
    let mut facts = Vec::new();
    if a.kind != b.kind {
        facts.push(("kind", a.kind.listing_name().into(), b.kind.listing_name().into()));
    }
    if a.dupok != b.dupok {
        facts.push(("dupok", a.dupok.to_string(), b.dupok.to_string()));
    }
    if a.size != b.size {
        facts.push(("size", a.size.to_string(), b.size.to_string()));
    }
    if a.bytes != b.bytes {
        let at = a.bytes.iter().zip(&b.bytes).take_while(|(x, y)| x == y).count();
        let from = at / 8 * 8;
        let show = |bytes: &[u8]| {
            let part = bytes.get(from..).unwrap_or_default();
            let hex: Vec<String> = part.iter().take(16).map(|b| format!("{b:02x}")).collect();
            format!("{from:#06x} {}", hex.join(" "))
        };
        facts.push(("bytes", show(&a.bytes), show(&b.bytes)));
    }
    let (x, y) = (relocs(&golden.syms, &a.relocs), relocs(&other.syms, &b.relocs));
    if x != y {
        let at = x.iter().zip(&y).take_while(|(x, y)| x == y).count();
        let show = |list: &[String]| list.get(at).cloned().unwrap_or("none".to_owned());
        facts.push(("relocation", show(&x), show(&y)));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obj::read::read;

    const GOLDEN: &str = "\"\".f STEXT nosplit size=7 args=0x8 locals=0x0\n\
        \t0x0000 00000 (a.go:5)\tTEXT\t\"\".f(SB), NOSPLIT|ABIInternal, $0-8\n\
        \t0x0000 00000 (a.go:5)\tPCDATA\t$0, $0\n\
        \t0x0000 00000 (a.go:6)\tMOVQ\t\"\".x+8(SP), AX\n\
        \t0x0005 00005 (a.go:6)\tINCQ\tAX\n\
        \t0x0006 00006 (a.go:7)\tRET\n\
        \"\".v SBSS size=8\n";

    fn causes(edit: (&str, &str)) -> Vec<Cause> {
        let (from, to) = edit;
        let other = GOLDEN.replace(from, to);
        assert!(from.is_empty() || other != GOLDEN);
        let report = compare(&read(GOLDEN).unwrap(), &read(&other).unwrap());
        let mut causes = Vec::new();
        for s in report.symbols {
            if let Difference::Func { rows, .. } = s.difference {
                causes.extend(rows.iter().filter_map(|r| r.cause));
            }
        }
        causes
    }

    #[test]
    fn kinds_of_differences() {
        assert_eq!(causes(("", "")), []);
        assert_eq!(causes(("INCQ\tAX", "INCQ\tCX")), [Cause::Register]);
        assert_eq!(causes(("x+8(SP)", "x+16(SP)")), [Cause::StackSlot]);
        assert_eq!(causes(("INCQ\tAX", "DECQ\tAX")), [Cause::Instruction]);
        assert_eq!(causes(("a.go:7", "a.go:8")), [Cause::Line]);
        assert_eq!(causes(("$0, $0\n", "$0, $1\n")), [Cause::Liveness]);
        let inc = "\t0x0005 00005 (a.go:6)\tINCQ\tAX\n";
        assert_eq!(causes((inc, "")), [Cause::Missing]);
    }

    #[test]
    fn parts() {
        let other = GOLDEN.replace("a.go:7", "a.go:8").replace("SBSS size=8", "SBSS size=16");
        let report = compare(&read(GOLDEN).unwrap(), &read(&other).unwrap());
        let left = |part, func| {
            let mut r = report.clone();
            r.filter(part, func);
            r.symbols.into_iter().map(|s| s.name).collect::<Vec<_>>()
        };
        assert_eq!(left(None, None), ["\"\".f", "\"\".v"]);
        assert_eq!(left(Some(Part::Data), None), ["\"\".v"]);
        assert_eq!(left(None, Some("f")), ["\"\".f"]);
        assert!(left(Some(Part::Insn), None).is_empty());
        assert!(json(&report).contains("\"cause\":\"line\""), "{}", json(&report));
    }

    #[test]
    fn data_symbols() {
        let other = GOLDEN.replace("SBSS size=8", "SBSS size=16");
        let report = compare(&read(GOLDEN).unwrap(), &read(&other).unwrap());
        assert_eq!(report.symbols.len(), 1);
        let shown = text(&report, &Style::default());
        assert!(shown.contains("\"\".v: size 8 -> 16"), "{shown}");
    }
}
