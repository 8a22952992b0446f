//! The listing: what `go tool compile -S` prints (spec 30).
//!
//! Everything goes into one buffer. Numbers are written by hand, since a listing has millions.

use crate::obj::encode::{ByteRegs, row};
use crate::obj::prog::{As, Base, Mem, Operand, Prog, TextFlags};
use crate::obj::sym::SymData;
use crate::obj::{FuncText, Reloc, RelocKind, SymId, SymKind, SymTab};
use crate::package::Package;
use crate::source::{Pos, Sources};
use crate::ssa::reg::Reg;

/// The listing of a finished package.
pub fn print(pkg: &Package) -> String {
    print_symbols(&pkg.syms, &pkg.sources, pkg.options.outermost_lines)
}

/// The listing of all registered symbols; with `outermost`, code of expanded calls has the line of
/// the outermost call.
pub fn print_symbols(syms: &SymTab, sources: &Sources, outermost: bool) -> String {
    let mut p = Printer::new(syms, sources, outermost);
    p.out.reserve(expected_size(syms));
    for &sym in &syms.text {
        if let Some(func) = syms.func_of[sym] {
            p.function(sym, &syms.funcs[func]);
        }
    }
    for &sym in &syms.data_order {
        p.data(sym);
    }
    p.finish()
}

/// Roughly how many bytes the listing takes, so that the buffer seldom has to move.
fn expected_size(syms: &SymTab) -> usize {
    let rows = |bytes: usize, relocs: usize| 80 * bytes.div_ceil(16) + 48 * relocs;
    let text = |f: &FuncText| 100 + 72 * f.progs.len() + rows(f.code.len(), f.relocs.len());
    let data = |d: &SymData| 100 + rows(d.bytes.len(), d.relocs.len());
    syms.funcs.values().map(text).sum::<usize>()
        + syms.data_order.iter().map(|&s| data(syms.get(s))).sum::<usize>()
}

/// The text of one instruction: mnemonic, tab, operands.
pub fn instruction(syms: &SymTab, sources: &Sources, func: &FuncText, prog: &Prog) -> String {
    let mut p = Printer::new(syms, sources, false);
    p.instruction(func, prog);
    p.finish()
}

/// The text of an instruction as emitted: registers have their full names, the frame is not
/// known yet.
pub fn unassembled(syms: &SymTab, sources: &Sources, func: &FuncText, prog: &Prog) -> String {
    let mut p = Printer::new(syms, sources, false);
    p.text(prog.op.name());
    match prog.op {
        As::TEXT => p.text_operands(func, false),
        _ => p.operands(func, prog, ByteRegs::No),
    }
    p.finish()
}

struct Printer<'a> {
    syms: &'a SymTab,
    sources: &'a Sources,
    outermost: bool,
    out: Vec<u8>,
    /// The position written last, and its text.
    last_pos: Option<Pos>,
    pos_text: String,
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Names of the general registers as byte registers.
const BYTE_NAMES: [&str; 16] = [
    "AL", "CL", "DL", "BL", "SPB", "BPB", "SIB", "DIB", "R8B", "R9B", "R10B", "R11B", "R12B",
    "R13B", "R14B", "R15B",
];

impl<'a> Printer<'a> {
    fn new(syms: &'a SymTab, sources: &'a Sources, outermost: bool) -> Printer<'a> {
        let (out, pos_text) = (Vec::new(), String::new());
        Printer { syms, sources, outermost, out, last_pos: None, pos_text }
    }

    fn finish(self) -> String {
        String::from_utf8(self.out).expect("names are UTF-8 and the rest is ASCII")
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn decimal(&mut self, value: i64) {
        if value < 0 {
            self.out.push(b'-');
        }
        self.padded_decimal(value.unsigned_abs(), 1);
    }

    fn padded_decimal(&mut self, mut value: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        while value > 0 || digits.len() - at < width {
            at -= 1;
            digits[at] = b'0' + (value % 10) as u8;
            value /= 10;
        }
        self.out.extend_from_slice(&digits[at..]);
    }

    /// `0x` and at least `width` digits.
    fn hex(&mut self, mut value: u64, width: usize) {
        let mut digits = [b'0'; 16];
        let mut at = digits.len();
        while value > 0 || digits.len() - at < width {
            at -= 1;
            digits[at] = HEX[(value & 15) as usize];
            value >>= 4;
        }
        self.text("0x");
        self.out.extend_from_slice(&digits[at..]);
    }

    fn name(&mut self, sym: SymId) {
        self.text(self.syms.name(sym).as_str());
    }

    // -- symbols ------------------------------------------------------------------------------

    fn function(&mut self, sym: SymId, func: &FuncText) {
        self.name(sym);
        self.text(" STEXT");
        for (set, word) in [
            (func.flags.dupok, " dupok"),
            (func.flags.cfunc, " cfunc"),
            (func.flags.nosplit, " nosplit"),
        ] {
            if set {
                self.text(word);
            }
        }
        self.text(" size=");
        self.decimal(func.code.len() as i64);
        self.text(" args=");
        self.hex(func.args as u64, 1);
        self.text(" locals=");
        self.hex(func.locals as u64, 1);
        self.out.push(b'\n');
        for p in &func.progs {
            self.out.push(b'\t');
            self.hex(u64::from(p.pc), 4);
            self.out.push(b' ');
            self.padded_decimal(u64::from(p.pc), 5);
            self.text(" (");
            self.pos(p.pos);
            self.text(")\t");
            self.instruction(func, p);
            self.out.push(b'\n');
        }
        self.dump(&func.code);
        self.relocs(&func.relocs);
    }

    fn data(&mut self, sym: SymId) {
        let data = self.syms.get(sym);
        self.name(sym);
        if data.kind != SymKind::None {
            self.out.push(b' ');
            self.text(data.kind.listing_name());
        }
        if data.dupok {
            self.text(" dupok");
        }
        self.text(" size=");
        self.decimal(data.size);
        self.out.push(b'\n');
        self.dump(&data.bytes);
        self.relocs(&data.relocs);
    }

    fn dump(&mut self, bytes: &[u8]) {
        // Where the bytes as text begin, after 16 times a space and two digits, and two spaces.
        const TEXT: usize = 16 * 3 + 2;
        for (i, row) in bytes.chunks(16).enumerate() {
            self.out.push(b'\t');
            self.hex(i as u64 * 16, 4);
            let mut line = [b' '; TEXT + 16 + 1];
            for (k, &b) in row.iter().enumerate() {
                line[3 * k + 1] = HEX[(b >> 4) as usize];
                line[3 * k + 2] = HEX[(b & 15) as usize];
                line[TEXT + k] = if (0x20..0x7f).contains(&b) { b } else { b'.' };
            }
            line[TEXT + row.len()] = b'\n';
            self.out.extend_from_slice(&line[..=TEXT + row.len()]);
        }
    }

    fn relocs(&mut self, relocs: &[Reloc]) {
        let mut sorted;
        let mut list = relocs;
        if !relocs.is_sorted_by_key(|r| r.offset) {
            sorted = relocs.to_vec();
            // Offsets differ but in degenerate cases, so stability does not show.
            sorted.sort_by_key(|r| r.offset);
            list = &sorted;
        }
        for r in list {
            self.text("\trel ");
            self.decimal(i64::from(r.offset));
            self.out.push(b'+');
            self.decimal(i64::from(r.size));
            self.text(" t=");
            self.decimal(r.kind as i64);
            self.out.push(b' ');
            match (r.target, r.kind) {
                (Some(sym), _) => self.name(sym),
                (None, RelocKind::TlsLe | RelocKind::TlsIe) => self.text("TLS"),
                (None, _) => {}
            }
            self.out.push(b'+');
            self.decimal(r.addend);
            self.out.push(b'\n');
        }
    }

    fn pos(&mut self, pos: Pos) {
        let pos = if self.outermost { self.sources.outermost(pos) } else { pos };
        let same = |p: Pos| p.same_file_and_line(pos) && p.is_known() == pos.is_known();
        if !self.last_pos.is_some_and(same) {
            self.last_pos = Some(pos);
            self.pos_text = describe(self.sources, pos);
        }
        self.out.extend_from_slice(self.pos_text.as_bytes());
    }

    // -- instructions -------------------------------------------------------------------------

    fn instruction(&mut self, func: &FuncText, p: &Prog) {
        self.text(p.op.name());
        if p.op == As::TEXT {
            return self.text_operands(func, true);
        }
        self.operands(func, p, row(p.op).map_or(ByteRegs::No, |r| r.byte));
    }

    fn operands(&mut self, func: &FuncText, p: &Prog, byte: ByteRegs) {
        let mut separator = "\t";
        for (i, x) in [&p.from, &p.from3, &p.to].into_iter().enumerate() {
            if *x == Operand::None {
                continue;
            }
            self.text(separator);
            separator = ", ";
            let byte = byte == ByteRegs::All || byte == ByteRegs::Source && i == 0;
            self.operand(func, x, byte);
        }
    }

    fn text_operands(&mut self, func: &FuncText, sizes: bool) {
        self.out.push(b'\t');
        if let Some(sym) = func.sym {
            self.name(sym);
        }
        self.text("(SB), ");
        let start = self.out.len();
        for (set, word) in flag_words(&func.flags) {
            if set {
                if self.out.len() > start {
                    self.out.push(b'|');
                }
                self.text(word);
            }
        }
        if !sizes {
            return;
        }
        if self.out.len() > start {
            self.text(", ");
        }
        self.out.push(b'$');
        self.decimal(func.locals);
        self.out.push(b'-');
        self.decimal(func.args);
    }

    fn operand(&mut self, func: &FuncText, x: &Operand, byte: bool) {
        match x {
            Operand::None => {}
            Operand::Reg(r) => self.register(*r, byte),
            Operand::Tls => self.text("TLS"),
            Operand::Const(c) => {
                self.out.push(b'$');
                self.decimal(*c);
            }
            Operand::Float(f) => {
                let text = format!("$({})", float(*f));
                self.text(&text);
            }
            Operand::Mem(m) => self.memory(m),
            Operand::Addr(m) => {
                self.out.push(b'$');
                self.memory(m);
            }
            Operand::Branch(to) => {
                let pc = func.progs.get(crate::index::EntityRef::index(*to)).map_or(0, |p| p.pc);
                self.decimal(i64::from(pc));
            }
            Operand::Symbol(sym) => {
                self.name(*sym);
                self.text("(SB)");
            }
            Operand::Indirect(sym, offset) => {
                self.out.push(b'*');
                self.name(*sym);
                self.signed(*offset);
                self.text("(SB)");
            }
        }
    }

    fn register(&mut self, r: Reg, byte: bool) {
        self.text(if byte && r.0 < 16 { BYTE_NAMES[r.0 as usize] } else { r.name() });
    }

    fn memory(&mut self, m: &Mem) {
        if m.tls {
            if m.offset != 0 {
                self.decimal(m.offset);
            }
            return self.text("(TLS)");
        }
        match m.base {
            Base::Reg => {
                if m.offset != 0 {
                    self.decimal(m.offset);
                }
                if let Some(r) = m.reg {
                    self.out.push(b'(');
                    self.register(r, false);
                    self.out.push(b')');
                }
            }
            Base::Global(sym) => {
                self.name(sym);
                self.signed(m.offset);
                self.text("(SB)");
            }
            Base::Auto { prefix, name } | Base::Param { prefix, name } => {
                if name.as_str().is_empty() {
                    // An address in the arguments without a variable.
                    self.signed(m.offset);
                    self.text("(FP)");
                } else {
                    self.text(prefix.as_str());
                    self.out.push(b'.');
                    self.text(name.as_str());
                    self.signed(m.offset);
                    self.text("(SP)");
                }
            }
        }
        if m.tls_index {
            self.text("(TLS*2)");
        } else if let Some((index, scale)) = m.index {
            self.out.push(b'(');
            self.register(index, false);
            self.out.push(b'*');
            self.decimal(i64::from(scale));
            self.out.push(b')');
        }
    }

    /// `+N`, `-N` or nothing.
    fn signed(&mut self, offset: i64) {
        if offset > 0 {
            self.out.push(b'+');
        }
        if offset != 0 {
            self.decimal(offset);
        }
    }
}

/// A float operand: 17 significant digits without trailing zeros, always with a point or exponent.
fn float(x: f64) -> String {
    let scientific = format!("{x:.16e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |t: &str| match t.contains('.') {
        true => t.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => t.to_owned(),
    };
    if !(-4..17).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(digits), exponent.abs());
    }
    let text = trim(&format!("{x:.*}", (16 - exponent) as usize));
    if text.contains('.') { text } else { text + ".0" }
}

/// Attributes of TEXT in the order in which they are printed.
pub fn flag_words(flags: &TextFlags) -> [(bool, &'static str); 9] {
    [
        (flags.dupok, "DUPOK"),
        (flags.cfunc, "CFUNC"),
        (flags.nosplit, "NOSPLIT"),
        (flags.reflect_method, "REFLECTMETHOD"),
        (flags.wrapper, "WRAPPER"),
        (flags.need_ctxt, "NEEDCTXT"),
        (flags.noframe, "NOFRAME"),
        (flags.topframe, "TOPFRAME"),
        (flags.abi_internal, "ABIInternal"),
    ]
}

/// The position column: `FILE:LINE`, with the real place in brackets behind that of a `//line`
/// directive.
fn describe(sources: &Sources, pos: Pos) -> String {
    if !pos.is_known() {
        return "<unknown line number>".to_owned();
    }
    let base = sources.base(pos.base());
    let (file, line) = sources.file_line(pos);
    match base.directive {
        Some(_) => format!("{file}:{line}[{}:{}]", base.file, pos.line()),
        None => format!("{file}:{line}"),
    }
}
