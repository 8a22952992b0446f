//! Machine code of amd64 instructions (spec 31, sections 5 to 8).
//!
//! `forms` says which bytes an instruction has (`system` and `vector` what only assembly sources
//! use), this file writes them, `branch` sizes the jumps of a function, `check` tells of an
//! instruction whether it can be encoded. The tables are our own, since the listing shows every byte.

mod branch;
mod check;
mod forms;
mod system;
mod vector;

pub use branch::encode;
pub use check::check;
pub use forms::{ByteRegs, row};

use forms::{Escape, Form, Imm, Layout, Row, Side};

use super::prog::{As, Base, Mem, Operand, Prog};
use super::{Reloc, RelocKind, SymId, SymTab};
use crate::options::Goos;
use crate::ssa::reg::Reg;

/// Symbols that code mentions without naming them.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub goos: Goos,
    pub duffzero: SymId,
    pub duffcopy: SymId,
}

impl Target {
    pub fn new(goos: Goos, syms: &SymTab) -> Target {
        let duffzero = syms.lookup("runtime.duffzero");
        Target { goos, duffzero, duffcopy: syms.lookup("runtime.duffcopy") }
    }
}

/// Code of a function as it grows.
#[derive(Default)]
struct Code {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

/// ModRM.rm: a register's number or memory.
enum Place<'p> {
    Reg(u8),
    Mem(&'p Mem),
}

/// The number of a register among its kind.
fn number(r: Reg) -> u8 {
    r.0 & 15
}

impl Code {
    fn offset(&self) -> u32 {
        self.bytes.len() as u32
    }

    fn reloc(
        &mut self,
        offset: u32,
        size: u8,
        kind: RelocKind,
        target: Option<SymId>,
        addend: i64,
    ) {
        self.relocs.push(Reloc { offset, size, kind, target, addend });
    }

    /// Writes an instruction that is no jump inside the function. `renamed` from the second pass
    /// on. Panics if there is no form for the operands.
    fn instruction(&mut self, p: &Prog, target: &Target, renamed: bool) {
        match p.op {
            As::TEXT | As::FUNCDATA | As::PCDATA | As::NOP | As::END => return,
            As::CALL | As::JMP => return self.call(p),
            As::DUFFZERO => return self.duff(p, target.duffzero),
            As::DUFFCOPY => return self.duff(p, target.duffcopy),
            As::MOVQ if self.tls(p, target.goos) => return,
            _ => {}
        }
        let value = if let Operand::Const(c) = p.from { c } else { 0 };
        if let Some(bytes) = system::literal_bytes(p.op, value) {
            return self.bytes.extend(bytes);
        }
        // The only operand of an instruction may be called source or destination.
        let (from, to) = match p.to {
            Operand::None => (Operand::None, p.from),
            to => (p.from, to),
        };
        let Some(row) = row(p.op) else { panic!("encode: {} has no forms", p.op.name()) };
        let accepts = |f: &&Form| {
            f.from.accepts(&from, renamed)
                && f.mid.accepts(&p.from3, renamed)
                && f.to.accepts(&to, renamed)
        };
        let Some(form) = row.forms.iter().find(accepts) else {
            panic!("encode: no form for {} {from:?}, {:?}, {to:?}", p.op.name(), p.from3)
        };
        self.form(row, form, [&from, &p.from3, &to], target.goos);
    }

    fn form(&mut self, row: &Row, form: &Form, [from, mid, to]: [&Operand; 3], goos: Goos) {
        let imm = match (from, to) {
            (Operand::Const(c), _) | (_, Operand::Const(c)) => *c,
            _ => 0,
        };
        let imm_width = match form.imm {
            Imm::None => 0,
            Imm::I8 => 1,
            Imm::Full if row.prefix == 0x66 => 2,
            Imm::Full => 4,
            Imm::I64 if u32::try_from(imm).is_ok() => 4,
            Imm::I64 => 8,
        };
        let wide = row.wide && form.wide && !(form.imm == Imm::I64 && imm_width == 4);
        let (reg, place) = match form.layout {
            Layout::Bare => (0, None),
            Layout::Low => (0, Some(place(to))),
            Layout::LowFrom => (0, Some(place(from))),
            Layout::Digit(digit, side) => (digit, Some(place(pick(side, from, to)))),
            Layout::Reg(side) => {
                let other = if side == Side::From { to } else { from };
                (register(pick(side, from, to)), Some(place(other)))
            }
            Layout::Twice => (register(to), Some(place(to))),
            Layout::Three => (register(to), Some(place(mid))),
            Layout::ThreeStore => (register(mid), Some(place(to))),
            Layout::ThreeLast => (register(mid), Some(place(from))),
        };
        if let Some(Place::Mem(Mem { tls: true, .. })) = place {
            self.bytes.push(tls_segment(goos));
        }
        for prefix in [row.prefix, form.prefix] {
            if prefix != 0 {
                self.bytes.push(prefix);
            }
        }
        let mut rex = u8::from(wide) << 3 | (reg >> 3) << 2 | rex_bits(place.as_ref());
        let byte_register = |x: &Operand| matches!(x, Operand::Reg(r) if (4..8).contains(&r.0));
        let needs_rex = match row.byte {
            ByteRegs::No => false,
            ByteRegs::Source => byte_register(from),
            ByteRegs::All => byte_register(from) || byte_register(to),
        };
        if rex != 0 || needs_rex {
            rex |= 0x40;
            self.bytes.push(rex);
        }
        match form.escape {
            Escape::None => {}
            Escape::Of => self.bytes.push(0x0f),
            Escape::Of38 => self.bytes.extend([0x0f, 0x38]),
            Escape::Of3a => self.bytes.extend([0x0f, 0x3a]),
        }
        match (form.layout, place) {
            (Layout::Low | Layout::LowFrom, Some(Place::Reg(r))) => {
                self.bytes.push(form.opcode + (r & 7))
            }
            (_, place) => {
                self.bytes.push(form.opcode);
                match place {
                    Some(Place::Reg(r)) => self.bytes.push(0xc0 | (reg & 7) << 3 | r & 7),
                    Some(Place::Mem(m)) => self.memory(reg & 7, m, imm_width),
                    None => {}
                }
            }
        }
        self.bytes.extend_from_slice(&imm.to_le_bytes()[..imm_width as usize]);
    }

    /// ModRM, SIB and displacement of a memory operand; `after` bytes of the instruction follow
    /// (spec 31, section 7).
    fn memory(&mut self, reg: u8, m: &Mem, after: u8) {
        let reg = reg << 3;
        let disp = m.offset as i32;
        if m.tls {
            self.bytes.extend([0x04 | reg, sib(1, 4, 5)]);
            let at = self.offset();
            self.reloc(at, 4, RelocKind::TlsLe, None, m.offset);
            return self.bytes.extend([0; 4]);
        }
        if let Base::Global(sym) = m.base {
            assert!(m.index.is_none(), "encode: a global operand has no index");
            self.bytes.push(0x05 | reg);
            let at = self.offset();
            let addend = m.offset - i64::from(after);
            self.reloc(at, 4, RelocKind::PcRel, Some(sym), addend);
            return self.bytes.extend([0; 4]);
        }
        let Some(base) = base_register(m) else {
            let (index, scale) = m.index.expect("encode: memory operand without registers");
            assert!(index != Reg::SP, "encode: SP cannot be an index");
            self.bytes.extend([0x04 | reg, sib(scale, number(index), 5)]);
            return self.bytes.extend(disp.to_le_bytes());
        };
        let base = number(base);
        let small = i8::try_from(disp).is_ok();
        let mode = match disp {
            _ if m.tls_index => 0x80,
            0 if base & 7 != 5 => 0,
            _ if small => 0x40,
            _ => 0x80,
        };
        match m.index {
            Some((index, scale)) => {
                self.bytes.extend([mode | 0x04 | reg, sib(scale, number(index), base)]);
            }
            None if base & 7 == 4 => self.bytes.extend([mode | 0x04 | reg, 0x24]),
            None => self.bytes.push(mode | reg | base & 7),
        }
        match mode {
            0 => {}
            0x40 => self.bytes.push(disp as u8),
            _ => {
                if m.tls_index {
                    let at = self.offset();
                    self.reloc(at, 4, RelocKind::TlsLe, None, 0);
                }
                self.bytes.extend(disp.to_le_bytes());
            }
        }
    }

    /// A call or tail call out of the function.
    fn call(&mut self, p: &Prog) {
        let opcode = if p.op == As::CALL { 0xe8 } else { 0xe9 };
        match p.to {
            Operand::Symbol(sym) => {
                self.bytes.push(opcode);
                let at = self.offset();
                self.reloc(at, 4, RelocKind::Call, Some(sym), 0);
                self.bytes.extend([0; 4]);
            }
            Operand::Reg(r) => {
                let n = number(r);
                if n >= 8 {
                    self.bytes.push(0x41);
                }
                if p.op == As::CALL {
                    let at = self.offset();
                    self.reloc(at, 0, RelocKind::CallInd, None, 0);
                }
                let digit = if p.op == As::CALL { 0x10 } else { 0x20 };
                self.bytes.extend([0xff, 0xc0 | digit | n & 7]);
            }
            // Into the middle of a routine.
            Operand::Mem(Mem { base: Base::Global(sym), offset, .. }) => {
                self.bytes.push(opcode);
                let at = self.offset();
                self.reloc(at, 4, RelocKind::Call, Some(sym), offset);
                self.bytes.extend([0; 4]);
            }
            Operand::Mem(m) => self.through_memory(p.op, &m),
            Operand::Indirect(sym, offset) => self.through_memory(p.op, &Mem::global(sym, offset)),
            to => panic!("encode: {} to {to:?}", p.op.name()),
        }
    }

    /// A call or jump to an address in memory.
    fn through_memory(&mut self, op: As, m: &Mem) {
        let rex = rex_bits(Some(&Place::Mem(m)));
        if rex != 0 {
            self.bytes.push(0x40 | rex);
        }
        if op == As::CALL && !matches!(m.base, Base::Global(_)) {
            let at = self.offset();
            self.reloc(at, 0, RelocKind::CallInd, None, 0);
        }
        self.bytes.push(0xff);
        self.memory(if op == As::CALL { 2 } else { 4 }, m, 0);
    }

    /// DUFFZERO and DUFFCOPY: a call into the middle of a routine, with a frame pointer for it.
    fn duff(&mut self, p: &Prog, sym: SymId) {
        let Operand::Const(offset) = p.to else { panic!("encode: {} to {:?}", p.op.name(), p.to) };
        self.bytes.extend([0x48, 0x89, 0x6c, 0x24, 0xf0, 0x48, 0x8d, 0x6c, 0x24, 0xf0, 0xe8]);
        let at = self.offset();
        self.reloc(at, 4, RelocKind::Call, Some(sym), offset);
        self.bytes.extend([0, 0, 0, 0, 0x48, 0x8b, 0x6d, 0x00]);
    }

    /// The load of the address of thread-local storage on Windows (spec 31, section 3). Whether
    /// `p` is one.
    fn tls(&mut self, p: &Prog, goos: Goos) -> bool {
        let (Operand::Tls, Operand::Reg(to)) = (p.from, p.to) else { return false };
        let r = number(to);
        let segment = tls_segment(goos);
        self.bytes.extend([segment, 0x48 | (r >> 3) << 2, 0x8b, 0x04 | (r & 7) << 3, 0x25]);
        self.bytes.extend(0x28u32.to_le_bytes());
        true
    }
}

/// The prefix of the segment that thread-local storage is relative to: FS or GS.
fn tls_segment(goos: Goos) -> u8 {
    if goos == Goos::Linux { 0x64 } else { 0x65 }
}

fn pick<'o>(side: Side, from: &'o Operand, to: &'o Operand) -> &'o Operand {
    if side == Side::From { from } else { to }
}

fn register(x: &Operand) -> u8 {
    match x {
        Operand::Reg(r) => number(*r),
        x => panic!("encode: {x:?} is no register"),
    }
}

fn place(x: &Operand) -> Place<'_> {
    match x {
        Operand::Reg(r) => Place::Reg(number(*r)),
        Operand::Mem(m) => Place::Mem(m),
        x => panic!("encode: {x:?} has no place in ModRM"),
    }
}

/// The base register of a memory operand: locals and parameters are relative to SP.
fn base_register(m: &Mem) -> Option<Reg> {
    match m.base {
        Base::Reg => m.reg,
        Base::Auto { .. } | Base::Param { .. } => Some(Reg::SP),
        Base::Global(_) => None,
    }
}

/// REX.X and REX.B.
fn rex_bits(place: Option<&Place<'_>>) -> u8 {
    match place {
        None => 0,
        Some(Place::Reg(r)) => r >> 3,
        Some(Place::Mem(m)) => {
            let high = |r: Option<Reg>| r.map_or(0, |r| number(r) >> 3);
            high(m.index.map(|i| i.0)) << 1 | high(base_register(m))
        }
    }
}

/// Index 4 is none.
fn sib(scale: u8, index: u8, base: u8) -> u8 {
    (scale.trailing_zeros() as u8) << 6 | (index & 7) << 3 | base & 7
}

/// Whether `op` is a conditional jump.
pub fn is_conditional(op: As) -> bool {
    condition(op).is_some()
}

/// Whether `op` has forms, is a conditional jump, or stands for bytes: an instruction other than
/// calls and jumps, no pseudo instruction.
pub fn is_instruction(op: As) -> bool {
    row(op).is_some() || is_conditional(op) || system::literal_bytes(op, 0).is_some()
}

/// The opcode's low nibble of a conditional jump: the place among the conditions.
fn condition(op: As) -> Option<u8> {
    let at = (op as u16).wrapping_sub(As::JOS as u16);
    (at < 16).then_some(at as u8)
}
