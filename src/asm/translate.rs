//! Statements to functions and data: the assembler's second half, up to [`crate::obj::assemble`].

use rustc_hash::{FxHashMap, FxHashSet};

use super::Source;
use super::ast::{Address, Body, Line, Operand as Written, Symbol, Value};
use super::lexer::Directive;
use super::names;
use super::token::AsmReg;
use crate::diag::Diagnostics;
use crate::index::EntityRef;
use crate::intern::Name;
use crate::obj::prog::{As, Base, Mem, Operand, Prog, ProgFunc, ProgId, TextFlags};
use crate::obj::{
    Reloc, RelocKind, SymData, SymId, SymKind, SymTab, assemble, encode, prologue, rewrite,
};
use crate::options::{Goos, Options};
use crate::source::Pos;

/// Largest frame, argument area and data symbol: what 32-bit offsets reach.
const SIZE_MAX: i64 = 1 << 30;

/// TEXT and GLOBL flags by number (Go's textflag.h).
mod flag {
    pub const DUPOK: u64 = 2;
    pub const NOSPLIT: u64 = 4;
    pub const RODATA: u64 = 8;
    pub const NOPTR: u64 = 16;
    pub const WRAPPER: u64 = 32;
    pub const NEEDCTXT: u64 = 64;
    pub const TLSBSS: u64 = 256;
    pub const NOFRAME: u64 = 512;
    pub const REFLECTMETHOD: u64 = 1024;
    pub const TOPFRAME: u64 = 2048;
    pub const LOCAL: u64 = 128;
    pub const CFUNC: u64 = 32768;
}

type Result<T> = std::result::Result<T, String>;

fn fail<T>(text: impl Into<String>) -> Result<T> {
    Err(text.into())
}

/// A function as it is read.
struct Function {
    sym: SymId,
    name: Name,
    pos: Pos,
    flags: TextFlags,
    frame: i64,
    args: i64,
    progs: Vec<Prog>,
    labels: FxHashMap<Name, usize>,
    /// Jumps with the labels that they name.
    to_labels: Vec<(usize, Name, Pos)>,
    /// Jumps by a number of instructions.
    relative: Vec<(usize, i64, Pos)>,
    /// Bytes pushed at this point.
    pushed: i64,
    has_args_map: bool,
}

/// A data symbol as it is read.
struct Data {
    pos: Pos,
    data: SymData,
    declared: bool,
    /// End of the last DATA statement.
    end: i64,
}

/// Turns the statements of one file into symbols.
pub struct Translator<'a> {
    source: &'a Source<'a>,
    options: Options,
    syms: &'a mut SymTab,
    diags: &'a mut Diagnostics,
    /// Link names that the file gives to names which cannot be spelled.
    spelled: FxHashMap<String, String>,
    relocs: Vec<SpelledReloc>,
    function: Option<Function>,
    /// Functions of this file.
    texts: FxHashSet<SymId>,
    data: FxHashMap<SymId, Data>,
    data_order: Vec<SymId>,
}

impl<'a> Translator<'a> {
    pub fn new(
        source: &'a Source<'a>,
        options: &Options,
        syms: &'a mut SymTab,
        diags: &'a mut Diagnostics,
    ) -> Translator<'a> {
        // As in Go's assembler, jumps to jumps are short-circuited.
        let options = Options { no_opt: false, ..options.clone() };
        Translator {
            source,
            options,
            syms,
            diags,
            spelled: FxHashMap::default(),
            relocs: Vec::new(),
            function: None,
            texts: FxHashSet::default(),
            data: FxHashMap::default(),
            data_order: Vec::new(),
        }
    }

    /// What a file says in comments, for go9 alone:
    ///
    /// ```text
    /// //go9:linkname SPELLED NAME    the link name of a symbol that cannot be spelled
    /// //go9:nothread                 jumps stay as they are written
    /// //go9:reloc NAME+OFFSET/SIZE KIND TARGET+ADDEND
    /// ```
    pub fn directive(&mut self, d: &Directive) {
        match (d.word.as_str(), d.rest.split_once(' ')) {
            ("linkname", Some((spelled, name))) => {
                self.spelled.insert(spelled.to_owned(), name.trim().to_owned());
            }
            ("nothread", _) => self.options.no_opt = true,
            ("reloc", _) => match parse_reloc(&d.rest) {
                Some(reloc) => self.relocs.push(reloc),
                None => {
                    let pos = Pos::new(self.source.base, d.line, 0);
                    self.error(pos, "bad //go9:reloc");
                }
            },
            _ => {
                let pos = Pos::new(self.source.base, d.line, 0);
                self.error(pos, format!("unknown directive //go9:{}", d.word));
            }
        }
    }

    pub fn error(&mut self, pos: Pos, text: impl Into<String>) {
        self.diags.error(pos, text);
    }

    /// Takes the next statement.
    pub fn line(&mut self, line: Line, pos: Pos) {
        for label in line.labels {
            self.label(label, pos);
        }
        let result = match line.body {
            None => Ok(()),
            Some(Body::Text { symbol, flags, frame, args }) => {
                self.text(symbol, flags, frame, args, pos)
            }
            Some(Body::Data { symbol, width, value }) => self.data(symbol, width, value, pos),
            Some(Body::Globl { symbol, flags, size }) => self.globl(symbol, flags, size, pos),
            Some(Body::Instruction { op, operands }) => self.instruction(op, operands, pos),
        };
        if let Err(text) = result {
            self.error(pos, text);
        }
    }

    fn label(&mut self, label: Name, pos: Pos) {
        let Some(f) = &mut self.function else {
            return self.error(pos, format!("label {label} outside of a function"));
        };
        if f.labels.insert(label, f.progs.len()).is_some() {
            self.error(pos, format!("label {label} redefined"));
        }
    }

    // -- symbols ------------------------------------------------------------------------------

    fn symbol(&mut self, s: &Symbol) -> Result<SymId> {
        let text = s.name.as_str();
        let local_to = s.local.then_some(self.source.file);
        let sym = match self.spelled.get(text) {
            Some(name) => self.syms.lookup(name),
            None if text == "go_args_stackmap" => match &self.function {
                Some(f) => self.syms.lookup(&format!("{}.args_stackmap", f.name)),
                None => return fail("GO_ARGS outside of a function"),
            },
            None => self.syms.lookup(&names::link_name(text, self.source.package, local_to)),
        };
        if s.local {
            self.syms.get_mut(sym).local = true;
        }
        Ok(sym)
    }

    /// A symbol that a statement defines or fills: relative to SB.
    fn defined_symbol(&mut self, s: &Symbol) -> Result<SymId> {
        if s.base != AsmReg::Sb {
            return fail(format!("{} must be relative to SB", s.name));
        }
        self.symbol(s)
    }

    fn text(
        &mut self,
        symbol: Symbol,
        flags: Option<Value>,
        frame: Value,
        args: Option<Value>,
        pos: Pos,
    ) -> Result<()> {
        self.finish_function();
        let sym = self.defined_symbol(&symbol)?;
        if symbol.offset.is_some() {
            return fail("TEXT symbol with an offset");
        }
        let size = |x: Value, what: &str| match x {
            Value::Int(x) if (-8..SIZE_MAX).contains(&(x as i64)) => Ok((x as i64).max(0)),
            _ => fail(format!("bad {what} size")),
        };
        let (frame, args) = (size(frame, "frame"), args.map_or(Ok(0), |x| size(x, "argument")));
        let bits = flags.map_or(Ok(0), |x| int(x, "flags"));
        let taken = self.is_function(sym) || self.data.contains_key(&sym);
        self.texts.insert(sym);
        let bit = |bit| bits.as_ref().is_ok_and(|b| b & bit != 0);
        let flags = TextFlags {
            dupok: bit(flag::DUPOK),
            nosplit: bit(flag::NOSPLIT),
            reflect_method: bit(flag::REFLECTMETHOD),
            wrapper: bit(flag::WRAPPER),
            need_ctxt: bit(flag::NEEDCTXT),
            noframe: bit(flag::NOFRAME),
            topframe: bit(flag::TOPFRAME),
            cfunc: bit(flag::CFUNC),
            ..TextFlags::default()
        };
        let name = self.syms.name(sym);
        let text = Prog::new(As::TEXT, pos, Operand::None, Operand::None);
        self.function = Some(Function {
            sym,
            name,
            pos,
            flags,
            frame: *frame.as_ref().unwrap_or(&0),
            args: *args.as_ref().unwrap_or(&0),
            progs: vec![text],
            labels: FxHashMap::default(),
            to_labels: Vec::new(),
            relative: Vec::new(),
            pushed: 0,
            has_args_map: false,
        });
        if taken {
            return fail(format!("symbol {} redeclared", symbol.name));
        }
        let frame = frame?;
        args?;
        bits?;
        if flags.noframe && frame != 0 {
            return fail("NOFRAME functions must have a frame of 0 bytes");
        }
        Ok(())
    }

    fn is_function(&self, sym: SymId) -> bool {
        self.texts.contains(&sym) || self.syms.func_of[sym].is_some()
    }

    fn data_entry(&mut self, sym: SymId, pos: Pos) -> &mut Data {
        if !self.data.contains_key(&sym) {
            self.data_order.push(sym);
        }
        let local = self.syms.get(sym).local;
        self.data.entry(sym).or_insert_with(|| {
            let data = SymData { local, ..SymData::default() };
            Data { pos, data, declared: false, end: 0 }
        })
    }

    fn data(&mut self, symbol: Symbol, width: Value, value: Written, pos: Pos) -> Result<()> {
        let sym = self.defined_symbol(&symbol)?;
        let offset = symbol.offset.map_or(Ok(0), |x| int(x, "offset"))? as i64;
        let width = int(width, "size")? as i64;
        if !(0..SIZE_MAX).contains(&offset) {
            return fail("bad offset");
        }
        if !(1..=SIZE_MAX).contains(&width) {
            return fail("bad size");
        }
        if self.is_function(sym) {
            return fail(format!("symbol {} redeclared", symbol.name));
        }
        enum What {
            Bytes(Vec<u8>),
            Address(SymId, i64),
        }
        let integer = matches!(width, 1 | 2 | 4 | 8);
        let what = match value {
            Written::Constant(Value::Int(x)) if integer => {
                let bits = 8 * width as u32;
                let signed = x as i64;
                if bits < 64 && x >> bits != 0 && signed >> (bits - 1) != -1 {
                    return fail(format!("constant does not fit {width} bytes"));
                }
                What::Bytes(x.to_le_bytes()[..width as usize].to_vec())
            }
            Written::Constant(Value::Float(x)) if width == 8 => What::Bytes(x.to_le_bytes().into()),
            Written::Constant(Value::Float(x)) if width == 4 => {
                What::Bytes((x as f32).to_le_bytes().into())
            }
            Written::Text(bytes) if bytes.len() as i64 <= width => What::Bytes(bytes),
            Written::Text(_) => return fail(format!("string is longer than {width} bytes")),
            Written::AddressOf(Address { symbol: Some(target), index: None, .. })
                if target.base == AsmReg::Sb =>
            {
                if width != 8 {
                    return fail("an address takes 8 bytes");
                }
                let addend = target.offset.map_or(Ok(0), |x| int(x, "offset"))? as i64;
                What::Address(self.symbol(&target)?, addend)
            }
            Written::Constant(_) => return fail(format!("bad size {width} of a constant")),
            _ => return fail("DATA value must be a constant, a string or the address of a symbol"),
        };
        let entry = self.data_entry(sym, pos);
        if offset < entry.end {
            return fail(format!("DATA of {} out of order or overlapping", symbol.name));
        }
        entry.end = offset + width;
        match what {
            What::Bytes(mut bytes) => {
                bytes.resize(width as usize, 0);
                entry.data.put_bytes(offset as usize, &bytes);
            }
            What::Address(target, addend) => {
                let kind = RelocKind::Addr;
                entry.data.put_reloc(offset as usize, 8, kind, target, addend);
            }
        }
        Ok(())
    }

    fn globl(&mut self, symbol: Symbol, flags: Option<Value>, size: Value, pos: Pos) -> Result<()> {
        let sym = self.defined_symbol(&symbol)?;
        let flags = flags.map_or(Ok(0), |x| int(x, "flags"))?;
        let size = int(size, "size")? as i64;
        if !(0..=SIZE_MAX).contains(&size) {
            return fail("bad size");
        }
        // A float constant may have come up before.
        let is_constant = self.syms.name(sym).as_str().starts_with("$f");
        let taken = self.is_function(sym) || self.syms.is_registered(sym) && !is_constant;
        let declared = self.data.get(&sym).is_some_and(|d| d.declared);
        if taken || declared {
            return fail(format!("symbol {} redeclared", symbol.name));
        }
        let entry = self.data_entry(sym, pos);
        entry.declared = true;
        let d = &mut entry.data;
        let empty = d.bytes.is_empty();
        d.kind = match flags {
            f if f & flag::RODATA != 0 => SymKind::RoData,
            f if f & flag::TLSBSS != 0 => SymKind::TlsBss,
            f => match (f & flag::NOPTR != 0, empty) {
                (true, true) => SymKind::NoPtrBss,
                (true, false) => SymKind::NoPtrData,
                (false, true) => SymKind::Bss,
                (false, false) => SymKind::Data,
            },
        };
        d.dupok = flags & flag::DUPOK != 0;
        d.local |= flags & flag::LOCAL != 0;
        d.size = size;
        Ok(())
    }

    // -- instructions -------------------------------------------------------------------------

    fn instruction(&mut self, op: Name, operands: Vec<Written>, pos: Pos) -> Result<()> {
        let Some(mut op) = names::mnemonic(op.as_str()) else {
            return fail(format!("unrecognized instruction {op}"));
        };
        if self.function.is_none() {
            return fail(format!("{} outside of a function", op.name()));
        }
        let is_jump = op == As::JMP || op == As::CALL || encode::is_conditional(op);
        let mut list = Vec::with_capacity(operands.len());
        let mut branch = None;
        for x in operands {
            match x {
                Written::Label(label) if is_jump => branch = Some(Branch::Label(label)),
                Written::Address(Address {
                    base: Some(AsmReg::Pc), symbol: None, offset, ..
                }) if is_jump => {
                    let n = offset.map_or(Ok(0), |x| int(x, "offset"))?;
                    branch = Some(Branch::Relative(n as i64));
                }
                Written::Pair(high, low) => {
                    list.push(self.operand(op, Written::Reg(low))?);
                    list.push(self.operand(op, Written::Reg(high))?);
                }
                x => list.push(self.operand(op, x)?),
            }
        }
        if branch.is_some() {
            if !list.is_empty() || op == As::CALL {
                return fail(format!("invalid operands of {}", op.name()));
            }
            list.push(Operand::Branch(ProgId::new(0)));
        }
        let first_only = matches!(op, As::BYTE | As::WORD | As::LONG | As::QUAD);
        let none = Operand::None;
        let (from, from3, to) = match list[..] {
            [] => (none, none, none),
            [x] if first_only => (x, none, none),
            [x] => (none, none, x),
            [a, b] => (a, none, b),
            [a, b, c] => (a, b, c),
            _ => return fail(format!("too many operands of {}", op.name())),
        };
        if from3 != none {
            op = match op {
                As::IMULW => As::IMUL3W,
                As::IMULL => As::IMUL3L,
                As::IMULQ => As::IMUL3Q,
                op => op,
            };
        }
        // One instruction is enough on these systems.
        if from == Operand::Tls && op == As::MOVQ && self.options.goos != Goos::Windows {
            return self.push(Prog::new(As::NOP, pos, none, none), branch);
        }
        let mut p = Prog { from3, ..Prog::new(op, pos, from, to) };
        if matches!(p.from, Operand::Float(_)) && !names::takes_float(op) {
            return fail(format!("{} cannot have a float constant", op.name()));
        }
        match op {
            As::PCDATA if !matches!((from, to), (Operand::Const(_), Operand::Const(_))) => {
                return fail("PCDATA needs two constants");
            }
            As::FUNCDATA => {
                let (Operand::Const(n), Operand::Mem(Mem { base: Base::Global(_), .. })) =
                    (from, to)
                else {
                    return fail("FUNCDATA needs a constant and a symbol");
                };
                let f = self.function.as_mut().expect("checked above");
                f.has_args_map |= n == 0;
            }
            As::NOP if !list.is_empty() => return fail("NOP has no operands"),
            _ => {}
        }
        if op == As::RET
            && let Operand::Mem(Mem { base: Base::Global(sym), offset: 0, .. }) = p.to
        {
            p.to = Operand::Symbol(sym);
        }
        rewrite::rewrite(&mut p, self.syms);
        self.define_float(&p);
        if let Err(text) = encode::check(&p) {
            return fail(format!("{}: {text}", op.name()));
        }
        self.push(p, branch)
    }

    fn push(&mut self, p: Prog, branch: Option<Branch>) -> Result<()> {
        let f = self.function.as_mut().expect("instructions are in functions");
        let at = f.progs.len();
        match branch {
            Some(Branch::Label(label)) => f.to_labels.push((at, label, p.pos)),
            Some(Branch::Relative(n)) => f.relative.push((at, n, p.pos)),
            None => {}
        }
        f.progs.push(p);
        f.pushed += prologue::pushed_by(&p);
        if p.op == As::RET && f.pushed != 0 {
            f.pushed = 0;
            return fail("unbalanced PUSH/POP");
        }
        Ok(())
    }

    /// A float constant that [`rewrite::rewrite`] moved to memory gets its symbol.
    fn define_float(&mut self, p: &Prog) {
        let Operand::Mem(Mem { base: Base::Global(sym), .. }) = p.from else { return };
        let name = self.syms.name(sym).as_str();
        let (digits, width) = match (name.strip_prefix("$f32."), name.strip_prefix("$f64.")) {
            (Some(digits), _) => (digits, 4),
            (_, Some(digits)) => (digits, 8),
            _ => return,
        };
        let Ok(bits) = u64::from_str_radix(digits, 16) else { return };
        if self.syms.register_data(sym) {
            let mut data = SymData { kind: SymKind::RoData, dupok: true, ..SymData::default() };
            data.put(0, bits, width);
            *self.syms.get_mut(sym) = data;
        }
    }

    fn operand(&mut self, op: As, x: Written) -> Result<Operand> {
        let is_jump = matches!(op, As::CALL | As::JMP);
        Ok(match x {
            Written::Reg(AsmReg::Machine(r)) => Operand::Reg(r),
            Written::Reg(AsmReg::Tls) => Operand::Tls,
            Written::Reg(_) => return fail("pseudo register as an operand"),
            Written::Constant(Value::Int(x)) => Operand::Const(x as i64),
            Written::Constant(Value::Float(x)) => Operand::Float(x),
            Written::Text(_) => return fail("string outside of DATA"),
            Written::AddressOf(a) => Operand::Addr(self.address(a)?),
            Written::Indirect(a) if is_jump => match self.address(a)? {
                Mem { base: Base::Global(sym), offset, index: None, .. } => {
                    Operand::Indirect(sym, offset)
                }
                m => Operand::Mem(m),
            },
            Written::Indirect(_) => return fail("* outside of CALL and JMP"),
            Written::Address(a) => match self.address(a)? {
                Mem { base: Base::Global(sym), offset: 0, index: None, .. } if is_jump => {
                    Operand::Symbol(sym)
                }
                m => Operand::Mem(m),
            },
            Written::Plain(_) => return fail("constant without $"),
            Written::Label(name) => return fail(format!("unknown register or label {name}")),
            Written::Pair(..) => return fail("pair of registers"),
        })
    }

    fn address(&mut self, a: Address) -> Result<Mem> {
        let mut mem = Mem::default();
        let mut tls_index = false;
        match a.index {
            Some((AsmReg::Machine(r), scale)) => {
                let scale = int(scale, "scale")?;
                let scale = u8::try_from(scale).ok().filter(|s| matches!(s, 1 | 2 | 4 | 8));
                let Some(scale) = scale else { return fail("scale must be 1, 2, 4 or 8") };
                mem.index = Some((r, scale));
            }
            Some((AsmReg::Tls, _)) => tls_index = true,
            Some(_) => return fail("pseudo register as an index"),
            None => {}
        }
        let offset = a.symbol.map_or(a.offset, |s| s.offset);
        mem.offset = offset.map_or(Ok(0), |x| int(x, "offset"))? as i64;
        let empty = Name::new("\"\"");
        match (a.symbol, a.base) {
            (Some(s), _) => {
                let name = s.name;
                mem.base = match s.base {
                    AsmReg::Sb => Base::Global(self.symbol(&s)?),
                    _ if s.local => return fail(format!("{name}<> must be relative to SB")),
                    AsmReg::Fp => Base::Param { prefix: empty, name },
                    AsmReg::Machine(r) if r == crate::ssa::reg::Reg::SP => {
                        Base::Auto { prefix: empty, name }
                    }
                    _ => return fail(format!("{name} must be relative to SB, FP or SP")),
                };
            }
            (None, Some(AsmReg::Machine(r))) => mem.reg = Some(r),
            (None, Some(AsmReg::Tls)) => mem.tls = true,
            (None, Some(AsmReg::Fp)) => return fail("FP needs a name: name+offset(FP)"),
            (None, Some(AsmReg::Sb)) => return fail("SB needs a name: name(SB)"),
            (None, Some(AsmReg::Pc)) => return fail("PC is for jumps only"),
            (None, None) => {}
        }
        if tls_index {
            let plain = mem.base == Base::Reg && mem.reg.is_some();
            if !plain {
                return fail("(TLS*1) needs a register: 0(CX)(TLS*1)");
            }
            if self.options.goos == Goos::Windows {
                mem.tls_index = true;
            } else {
                mem.reg = None;
                mem.tls = true;
            }
        }
        Ok(mem)
    }

    // -- ends ---------------------------------------------------------------------------------

    fn finish_function(&mut self) {
        let Some(mut f) = self.function.take() else { return };
        let n = f.progs.len();
        for (at, label, pos) in std::mem::take(&mut f.to_labels) {
            match f.labels.get(&label) {
                Some(&to) if to < n => f.progs[at].to = Operand::Branch(ProgId::new(to)),
                Some(_) => self.error(pos, format!("label {label} at the end of the function")),
                None => self.error(pos, format!("undefined label {label}")),
            }
        }
        for (at, by, pos) in std::mem::take(&mut f.relative) {
            match usize::try_from(at as i64 + by) {
                Ok(to) if to > 0 && to < n => f.progs[at].to = Operand::Branch(ProgId::new(to)),
                _ => self.error(pos, "jump out of the function"),
            }
        }
        if self.diags.has_errors() {
            return;
        }
        let declared = f.name.as_str().starts_with("\"\".") && !self.syms.get(f.sym).local;
        if declared && !f.has_args_map {
            self.add_args_map(&mut f);
        }
        let Function { sym, pos, flags, frame, args, progs, .. } = f;
        let func = ProgFunc { sym, pos, flags, frame, args, progs };
        let mut text = assemble::assemble(func, &self.options, self.syms);
        text.args = args;
        self.syms.register_text(sym);
        self.syms.get_mut(sym).dupok = flags.dupok;
        self.syms.set_text(text);
    }

    /// The pointer map of the arguments, which comes from the function's declaration in Go.
    fn add_args_map(&mut self, f: &mut Function) {
        let map = self.syms.lookup(&format!("{}.args_stackmap", f.name));
        let map = Operand::Mem(Mem::global(map, 0));
        f.progs.insert(1, Prog::new(As::FUNCDATA, f.pos, Operand::Const(0), map));
        for p in &mut f.progs {
            if let Operand::Branch(to) = &mut p.to {
                *to = ProgId::new(to.index() + 1);
            }
        }
    }

    fn lookup(&self, spelled: &str) -> SymId {
        match self.spelled.get(spelled) {
            Some(name) => self.syms.lookup(name),
            None => self.syms.lookup(&names::link_name(spelled, self.source.package, None)),
        }
    }

    /// Ends the file.
    pub fn finish(mut self) {
        self.finish_function();
        for r in std::mem::take(&mut self.relocs) {
            let (sym, target) = (self.lookup(&r.symbol), self.lookup(&r.target));
            if let Some(entry) = self.data.get_mut(&sym) {
                entry.data.relocs.push(Reloc { target: Some(target), ..r.reloc });
                entry.end = entry.end.max(i64::from(r.reloc.offset) + i64::from(r.reloc.size));
            }
        }
        for sym in std::mem::take(&mut self.data_order) {
            let Some(Data { pos, data, declared, end }) = self.data.remove(&sym) else { continue };
            let name = self.syms.name(sym);
            if !declared {
                self.error(pos, format!("DATA of {name} without GLOBL"));
            } else if end > data.size {
                let size = data.size;
                self.error(pos, format!("DATA of {name} beyond its size of {size} bytes"));
            } else if data.kind == SymKind::TlsBss && end > 0 {
                self.error(pos, format!("DATA of {name}, which is thread-local"));
            } else {
                self.syms.register_data(sym);
                let mut data = data;
                data.relocs.sort_by_key(|r| r.offset);
                *self.syms.get_mut(sym) = data;
            }
        }
    }
}

/// What `//go9:reloc` says.
struct SpelledReloc {
    symbol: String,
    target: String,
    reloc: Reloc,
}

fn parse_reloc(text: &str) -> Option<SpelledReloc> {
    let mut words = text.split(' ');
    let (symbol, place) = words.next()?.rsplit_once('+')?;
    let (offset, size) = place.split_once('/')?;
    let kind = RelocKind::from_number(words.next()?.parse().ok()?)?;
    let target = words.next()?;
    let (target, addend) = target.split_at(target.rfind(['+', '-'])?);
    let (offset, size) = (offset.parse().ok()?, size.parse().ok()?);
    let reloc = Reloc { offset, size, kind, target: None, addend: addend.parse().ok()? };
    Some(SpelledReloc { symbol: symbol.to_owned(), target: target.to_owned(), reloc })
}

enum Branch {
    Label(Name),
    Relative(i64),
}

fn int(x: Value, what: &str) -> Result<u64> {
    match x {
        Value::Int(x) => Ok(x),
        Value::Float(_) => fail(format!("{what} must be an integer")),
    }
}
