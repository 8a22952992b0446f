//! A compiled package as assembly source: [`super::assemble_file`] makes the same code, data and
//! relocations of it, and Go's assembler reads it too.
//!
//! Frames are left to the assembler: a function is written as the back end emitted it, before the
//! prologue. What Plan 9 syntax cannot say stands in comments that only go9 obeys:
//!
//! ```text
//! //go9:linkname SPELLED NAME             `"".(*T).m`, `go.string."hi"`, ... have a name that can be spelled
//! //go9:reloc SYMBOL+OFF/SIZE N TARGET+ADD a relocation of type N (spec 30, section 12)
//! //go9:nothread                          jumps stay as they are (-N)
//! ```
//!
//! DWARF is left out.

use std::fmt::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use super::names;
use super::token::Token;
use crate::index::EntityRef;
use crate::intern::Name;
use crate::obj::prog::{As, Base, Mem, Operand, Prog, TextFlags};
use crate::obj::{FuncText, RelocKind, SymData, SymId, SymKind, SymTab};
use crate::source::{Pos, Sources};
use crate::ssa::reg::Reg;

/// Spelled names are cut to this many characters before they are made unique.
const NAME_MAX: usize = 48;

/// Writes the functions and data of `syms`. `no_opt`: the package was compiled with `-N`.
pub fn write(syms: &SymTab, sources: &Sources, no_opt: bool) -> String {
    let mut w = Writer {
        syms,
        sources,
        out: String::new(),
        spelled: FxHashMap::default(),
        used: FxHashSet::default(),
        linknames: Vec::new(),
        by_address: FxHashSet::default(),
    };
    for &sym in &syms.text {
        if let Some(func) = syms.func_of[sym] {
            w.function(sym, &syms.funcs[func]);
        }
    }
    for &sym in &syms.data_order {
        w.data(sym);
    }
    let mut head = String::from(
        "// Assembly source: go9 asm makes the compiled package's code and data of it. Comments that\n\
         // start with go9: are for go9 alone; Go's assembler reads the rest.\n\n",
    );
    if no_opt {
        head.push_str("//go9:nothread\n");
    }
    for (spelled, name) in &w.linknames {
        let _ = writeln!(head, "//go9:linkname {spelled} {name}");
    }
    head.push_str("\n#include \"textflag.h\"\n");
    head + &w.out
}

struct Writer<'a> {
    syms: &'a SymTab,
    sources: &'a Sources,
    out: String,
    spelled: FxHashMap<SymId, String>,
    used: FxHashSet<String>,
    linknames: Vec<(String, Name)>,
    /// Float constants that are read from their symbols by name.
    by_address: FxHashSet<SymId>,
}

impl Writer<'_> {
    // -- names --------------------------------------------------------------------------------

    /// How `sym` is spelled.
    fn name(&mut self, sym: SymId) -> String {
        if let Some(spelled) = self.spelled.get(&sym) {
            return spelled.clone();
        }
        let name = self.syms.name(sym);
        let text = name.as_str();
        let own = text.strip_prefix("\"\"").filter(|rest| rest.starts_with('.'));
        let mut spelled = own.unwrap_or(text).replace('.', "·").replace('/', "∕");
        let fits = is_name(&spelled) && names::link_name(&spelled, "", None) == text;
        if !fits || self.used.contains(&spelled) {
            spelled = spelled.chars().map(|c| if is_name_char(c) { c } else { '_' }).collect();
            if spelled.starts_with(|c: char| c.is_numeric()) {
                spelled.insert(0, '_');
            }
            spelled = spelled.chars().take(NAME_MAX).collect();
            let stem = spelled.clone();
            let mut n = 1;
            // A name that says another symbol would be wrong for Go's assembler.
            while self.used.contains(&spelled) || self.is_other(&spelled) || !is_name(&spelled) {
                n += 1;
                spelled = format!("{stem}_{n}");
            }
            self.linknames.push((spelled.clone(), name));
        }
        self.used.insert(spelled.clone());
        self.spelled.insert(sym, spelled.clone());
        spelled
    }

    fn is_other(&self, spelled: &str) -> bool {
        let sym = self.syms.lookup(&names::link_name(spelled, "", None));
        self.syms.is_registered(sym) || self.syms.func_of[sym].is_some()
    }

    // -- functions ----------------------------------------------------------------------------

    fn function(&mut self, sym: SymId, func: &FuncText) {
        let name = self.name(sym);
        let body = Body::of(func);
        let flags = flag_words(&func.flags, body.declared_nosplit(func));
        let frame = func.locals - body.bp;
        let at = self.position(func.progs[0].pos);
        let _ = write!(self.out, "\n// {at}\nTEXT {name}(SB), {flags}, ${frame}-{}\n", func.args);
        let progs = &body.progs;
        let mut labels: FxHashMap<usize, usize> = FxHashMap::default();
        for p in progs {
            if let Operand::Branch(to) = p.to {
                labels.insert(to.index(), 0);
            }
        }
        let mut n = 0;
        let mut last = func.progs[0].pos;
        for i in 1..progs.len() {
            if let Some(label) = labels.get_mut(&i) {
                n += 1;
                *label = n;
            }
        }
        for (i, p) in progs.iter().enumerate().skip(1) {
            if let Some(n) = labels.get(&i) {
                let _ = writeln!(self.out, "L{n}:");
            }
            let text = self.instruction(p, func, &body, &labels);
            self.out.push('\t');
            self.out.push_str(&text);
            let is_code = !matches!(p.op, As::FUNCDATA | As::PCDATA);
            if is_code && p.pos.is_known() && !last.same_file_and_line(p.pos) {
                last = p.pos;
                let at = self.position(p.pos);
                let _ = write!(self.out, "\t// {at}");
            }
            self.out.push('\n');
        }
    }

    /// `file:line`
    fn position(&self, pos: Pos) -> String {
        if !pos.is_known() {
            return "?".to_owned();
        }
        let (file, line) = self.sources.file_line(pos);
        format!("{file}:{line}")
    }

    fn instruction(
        &mut self,
        p: &Prog,
        func: &FuncText,
        body: &Body,
        labels: &FxHashMap<usize, usize>,
    ) -> String {
        let mut op = p.op;
        if let (As::DUFFZERO | As::DUFFCOPY, Operand::Const(offset)) = (op, p.to) {
            // Go's assembler cannot read the instruction, but what it stands for.
            let callee = self.syms.lookup(match op {
                As::DUFFZERO => "runtime.duffzero",
                _ => "runtime.duffcopy",
            });
            let (callee, offset) = (self.name(callee), always_signed(offset));
            return format!(
                "MOVQ BP, -16(SP)\n\tLEAQ -16(SP), BP\n\tCALL {callee}{offset}(SB)\n\tMOVQ (BP), BP"
            );
        }
        // Go's assembler has no RET to a symbol; without a frame, a jump is the same.
        if op == As::RET && p.to != Operand::None && func.locals == 0 {
            op = As::JMP;
        }
        let mut text = op.name().to_owned();
        let mut separator = " ";
        for x in [&p.from, &p.from3, &p.to] {
            let operand = match x {
                Operand::None => continue,
                Operand::Reg(r) => r.name().to_owned(),
                Operand::Tls => "TLS".to_owned(),
                Operand::Const(c) => format!("${c}"),
                Operand::Float(f) => float(*f),
                Operand::Mem(m) => match self.float_operand(p.op, m) {
                    Some(text) => text,
                    None => self.memory(m, func, body),
                },
                Operand::Addr(m) => format!("${}", self.memory(m, func, body)),
                Operand::Branch(to) => format!("L{}", labels[&to.index()]),
                Operand::Symbol(sym) => format!("{}(SB)", self.name(*sym)),
                Operand::Indirect(sym, offset) => {
                    format!("*{}{}(SB)", self.name(*sym), signed(*offset))
                }
            };
            text.push_str(separator);
            text.push_str(&operand);
            separator = ", ";
        }
        text
    }

    /// A constant that the assembler moves to memory by itself.
    fn float_operand(&mut self, op: As, m: &Mem) -> Option<String> {
        let Base::Global(sym) = m.base else { return None };
        let value = float_of(self.syms.name(sym).as_str())?;
        if value.is_finite() && names::takes_float(op) && m.offset == 0 {
            return Some(float(value));
        }
        self.by_address.insert(sym);
        None
    }

    fn memory(&mut self, m: &Mem, func: &FuncText, body: &Body) -> String {
        if m.tls {
            let offset = if m.offset == 0 { String::new() } else { m.offset.to_string() };
            return format!("{offset}(TLS)");
        }
        let mut text = match m.base {
            Base::Reg => {
                let mut text = if m.offset == 0 { String::new() } else { m.offset.to_string() };
                if let Some(r) = m.reg {
                    let _ = write!(text, "({})", r.name());
                }
                text
            }
            Base::Global(sym) => format!("{}{}(SB)", self.name(sym), signed(m.offset)),
            Base::Auto { name, .. } => {
                let offset = m.offset - (func.locals - body.bp);
                format!("{}{}(SP)", local_name(name), always_signed(offset))
            }
            Base::Param { name, .. } => {
                let offset = m.offset - func.locals - 8;
                format!("{}{}(FP)", local_name(name), always_signed(offset))
            }
        };
        if let Some((index, scale)) = m.index {
            let _ = write!(text, "({}*{scale})", index.name());
        }
        text
    }

    // -- data ---------------------------------------------------------------------------------

    fn data(&mut self, sym: SymId) {
        let data = self.syms.get(sym);
        let flags = match data.kind {
            SymKind::RoData => "RODATA",
            SymKind::NoPtrData | SymKind::NoPtrBss => "NOPTR",
            SymKind::Data | SymKind::Bss => "0",
            SymKind::TlsBss => "TLSBSS",
            SymKind::Text
            | SymKind::None
            | SymKind::DwarfInfo
            | SymKind::DwarfRange
            | SymKind::DwarfLoc
            | SymKind::DwarfMisc
            | SymKind::AbiAlias => return,
        };
        let is_float = float_of(self.syms.name(sym).as_str()).is_some();
        if is_float && !self.by_address.contains(&sym) {
            return;
        }
        let mut flags = flags.to_owned();
        if data.dupok {
            flags += "|DUPOK";
        }
        if data.local {
            // Go's textflag.h has no name for it.
            flags += "|128";
        }
        let name = self.name(sym);
        self.out.push('\n');
        self.bytes(&name, data);
        let _ = writeln!(self.out, "GLOBL {name}(SB), {flags}, ${}", data.size);
    }

    fn bytes(&mut self, name: &str, data: &SymData) {
        let mut relocs: Vec<_> = data.relocs.iter().collect();
        relocs.sort_by_key(|r| r.offset);
        let mut relocs = relocs.into_iter().peekable();
        let is_text = data.relocs.is_empty() && is_printable(&data.bytes);
        let mut at = 0;
        while at < data.bytes.len() {
            while let Some(r) = relocs.next_if(|r| r.offset as usize <= at) {
                let Some(target) = r.target else { continue };
                let target = self.name(target);
                if r.kind == RelocKind::Addr && r.size == 8 && r.offset as usize == at {
                    let add = signed(r.addend);
                    let _ = writeln!(self.out, "DATA {name}+{at}(SB)/8, ${target}{add}(SB)");
                    at += 8;
                } else {
                    let (offset, size, kind) = (r.offset, r.size, r.kind as u8);
                    let add = always_signed(r.addend);
                    let _ = writeln!(
                        self.out,
                        "//go9:reloc {name}+{offset}/{size} {kind} {target}{add}"
                    );
                }
            }
            let end = relocs.peek().map_or(data.bytes.len(), |r| r.offset as usize);
            let end = end.min(data.bytes.len());
            if end <= at {
                continue;
            }
            let rest = &data.bytes[at..end];
            if is_text {
                let width = rest.len().min(64);
                let text = crate::quote::quote(&rest[..width]);
                let _ = writeln!(self.out, "DATA {name}+{at}(SB)/{width}, ${text}");
                at += width;
                continue;
            }
            let width = [8, 4, 2, 1].into_iter().find(|w| *w <= rest.len()).unwrap_or(1);
            let mut value = [0; 8];
            value[..width].copy_from_slice(&rest[..width]);
            let value = u64::from_le_bytes(value);
            // What is not filled is zero; the last bytes say how many there are.
            if value != 0 || at + width == data.bytes.len() {
                let _ = writeln!(self.out, "DATA {name}+{at}(SB)/{width}, $0x{value:x}");
            }
            at += width;
        }
    }
}

/// A function as the back end emitted it.
struct Body {
    /// The first is TEXT; jumps name indices of this list.
    progs: Vec<Prog>,
    /// Size of the saved BP.
    bp: i64,
}

impl Body {
    /// Takes back what [`crate::obj::prologue`] inserted.
    fn of(func: &FuncText) -> Body {
        let moved = &func.moved;
        let body_at = moved.get(1).map_or(func.progs.len(), |&at| at as usize);
        let sets_bp = |p: &Prog| p.op == As::LEAQ && p.to == Operand::Reg(Reg::BP);
        let bp = if func.progs[..body_at].iter().any(sets_bp) { 8 } else { 0 };
        let epilogue = usize::from(bp != 0) + usize::from(func.locals != 0);
        let mut progs = vec![func.progs[0]];
        for &at in &moved[1.min(moved.len())..] {
            let at = at as usize;
            let mut p = func.progs[at];
            if epilogue > 0 && is_epilogue(&func.progs[at..], bp, func.locals) {
                p = func.progs[at + epilogue];
                p.op = As::RET;
            }
            if p.from == Operand::Tls {
                p.from = Operand::Mem(Mem { tls: true, ..Mem::default() });
            }
            progs.push(p);
        }
        // Several emitted instructions may have moved to one place; a jump means the first of them.
        for p in &mut progs {
            if let Operand::Branch(to) = &mut p.to {
                let target = to.index() as u32;
                let at = moved[1..].partition_point(|&m| m < target) + 1;
                *to = crate::obj::prog::ProgId::new(at);
            }
        }
        Body { progs, bp }
    }

    /// Whether NOSPLIT was asked for, rather than found to hold: a function without a frame that
    /// saves BP for its calls was not declared so.
    fn declared_nosplit(&self, func: &FuncText) -> bool {
        func.flags.nosplit && !(func.locals == self.bp && self.bp != 0)
    }
}

/// Whether the code that takes down the frame starts here.
fn is_epilogue(progs: &[Prog], bp: i64, frame: i64) -> bool {
    let sp = Operand::Reg(Reg::SP);
    let restores = |p: &Prog| {
        let slot = Mem::at(Reg::SP, frame - 8);
        p.op == As::MOVQ && p.from == Operand::Mem(slot) && p.to == Operand::Reg(Reg::BP)
    };
    let raises = |p: &Prog| matches!(p.op, As::ADDQ | As::SUBQ) && p.to == sp;
    match progs {
        [a, b, ..] if bp != 0 => restores(a) && raises(b),
        [a, ..] => bp == 0 && raises(a),
        [] => false,
    }
}

fn flag_words(f: &TextFlags, nosplit: bool) -> String {
    let words: Vec<&str> = [
        (f.dupok, "DUPOK"),
        (nosplit, "NOSPLIT"),
        (f.reflect_method, "REFLECTMETHOD"),
        (f.wrapper, "WRAPPER"),
        (f.need_ctxt, "NEEDCTXT"),
        (f.noframe, "NOFRAME"),
        (f.topframe, "TOPFRAME"),
        (f.cfunc, "CFUNC"),
    ]
    .into_iter()
    .filter_map(|(set, word)| set.then_some(word))
    .collect();
    if words.is_empty() { "0".to_owned() } else { words.join("|") }
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '·' | '∕')
}

/// Whether the assembler reads `text` as a name.
fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|c: char| is_name_char(c) && !c.is_numeric());
    starts
        && text.chars().all(is_name_char)
        && matches!(Token::of_word(Name::new(text)), Token::Name(_))
}

/// The name of a local or parameter, which only readers care about.
fn local_name(name: Name) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let text: String = name.as_str().chars().map(plain).collect();
    // Go's assembler knows registers that ours does not: g, K1, Y2, CR3, FS.
    let like_register =
        text.len() <= 4 && !text.contains(|c: char| c.is_ascii_lowercase() || c == '_');
    if is_name(&text) && !like_register && text != "g" { text } else { format!("v{text}") }
}

fn signed(offset: i64) -> String {
    if offset == 0 { String::new() } else { always_signed(offset) }
}

fn always_signed(offset: i64) -> String {
    format!("{offset:+}")
}

/// The value of a float constant's symbol.
fn float_of(name: &str) -> Option<f64> {
    if let Some(bits) = name.strip_prefix("$f32.") {
        return u32::from_str_radix(bits, 16).ok().map(|b| f64::from(f32::from_bits(b)));
    }
    let bits = name.strip_prefix("$f64.")?;
    u64::from_str_radix(bits, 16).ok().map(f64::from_bits)
}

fn float(value: f64) -> String {
    format!("$({value:?})")
}

fn is_printable(bytes: &[u8]) -> bool {
    let good = |b: &&u8| (0x20..0x7f).contains(*b) || matches!(b, b'\n' | b'\t');
    !bytes.is_empty() && bytes.iter().filter(good).count() == bytes.len()
}
