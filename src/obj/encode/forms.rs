//! The forms of each instruction: which operands, which bytes (spec 31, sections 6.1 to 6.8).
//!
//! A mnemonic has an ordered list of forms; the first one that accepts the operands is used, so
//! the order decides between encodings of equal meaning.

use std::sync::LazyLock;

use super::{system, vector};
use crate::obj::prog::{As, Operand};
use crate::ssa::reg::Reg;

/// A set of operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    None,
    /// `$1`
    One,
    /// -128..127
    S8,
    /// 0..255
    U8,
    /// int32
    S32,
    /// int32 or uint32
    Imm,
    /// Any constant.
    Any,
    Ax,
    /// AX under its byte name: how it is called from the second pass on (spec 31, section 10.1).
    Al,
    Cx,
    R,
    M,
    Rm,
    X,
    Xm,
}

impl Class {
    /// Whether the class holds `x`; `renamed` tells that byte registers have their names.
    pub fn accepts(self, x: &Operand, renamed: bool) -> bool {
        match (self, x) {
            (Class::None, Operand::None) => true,
            (Class::One, Operand::Const(c)) => *c == 1,
            (Class::S8, Operand::Const(c)) => i8::try_from(*c).is_ok(),
            (Class::U8, Operand::Const(c)) => u8::try_from(*c).is_ok(),
            (Class::S32, Operand::Const(c)) => i32::try_from(*c).is_ok(),
            (Class::Imm, Operand::Const(c)) => {
                i32::try_from(*c).is_ok() || u32::try_from(*c).is_ok()
            }
            (Class::Any, Operand::Const(_)) => true,
            (Class::Ax, Operand::Reg(r)) => *r == Reg::AX,
            (Class::Al, Operand::Reg(r)) => renamed && *r == Reg::AX || *r == Reg::AL,
            (Class::Cx, Operand::Reg(r)) => *r == Reg::CX || *r == Reg::CL,
            (Class::R | Class::Rm, Operand::Reg(r)) => !r.is_float(),
            (Class::X | Class::Xm, Operand::Reg(r)) => r.is_float(),
            (Class::M | Class::Rm | Class::Xm, Operand::Mem(_)) => true,
            _ => false,
        }
    }
}

/// An operand by its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    From,
    To,
}

/// How operands are spread over opcode, ModRM and immediate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// Nothing but the opcode.
    Bare,
    /// The register's number is added to the opcode.
    Low,
    /// As `Low`, with the source.
    LowFrom,
    /// `/digit`: ModRM.rm is the operand at `Side`.
    Digit(u8, Side),
    /// ModRM.reg is the operand at `Side`, ModRM.rm the other one.
    Reg(Side),
    /// ModRM.reg and ModRM.rm are both the destination.
    Twice,
    /// ModRM.reg is the destination, ModRM.rm the operand in the middle.
    Three,
    /// ModRM.reg is the operand in the middle, ModRM.rm the destination.
    ThreeStore,
    /// ModRM.reg is the operand in the middle, ModRM.rm the source; a constant comes last.
    ThreeLast,
}

/// Width of the immediate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Imm {
    None,
    I8,
    /// 2 bytes in word instructions, 4 otherwise.
    Full,
    /// 8 bytes; 4 and no REX.W if the upper half is zero.
    I64,
}

/// Bytes in front of the opcode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Escape {
    None,
    /// 0F
    Of,
    /// 0F 38
    Of38,
    /// 0F 3A
    Of3a,
}

#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub from: Class,
    pub mid: Class,
    pub to: Class,
    /// 66, F2, F3 or 0; in addition to that of the row.
    pub prefix: u8,
    pub escape: Escape,
    pub opcode: u8,
    pub layout: Layout,
    pub imm: Imm,
    /// REX.W if the row asks for it.
    pub wide: bool,
}

/// What a mnemonic says for all its forms.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub prefix: u8,
    /// REX.W
    pub wide: bool,
    /// Registers are byte registers: all of them, or only the source of an extension.
    pub byte: ByteRegs,
    pub forms: &'static [Form],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByteRegs {
    No,
    Source,
    All,
}

/// The row of `op`; `None` for pseudo instructions and branches.
pub fn row(op: As) -> Option<&'static Row> {
    ROWS[op as usize].as_ref()
}

pub(super) const fn form(from: Class, to: Class, opcode: u8, layout: Layout, imm: Imm) -> Form {
    let (mid, escape) = (Class::None, Escape::None);
    Form { from, mid, to, prefix: 0, escape, opcode, layout, imm, wide: true }
}

pub(super) const fn of(from: Class, to: Class, opcode: u8, layout: Layout, imm: Imm) -> Form {
    Form { escape: Escape::Of, ..form(from, to, opcode, layout, imm) }
}

/// An SSE form with its own prefix.
const fn sse(from: Class, to: Class, prefix: u8, opcode: u8, side: Side, wide: bool) -> Form {
    Form { prefix, wide, ..of(from, to, opcode, Layout::Reg(side), Imm::None) }
}

use Class::{Al, Any, Ax, Cx, M, One, R, Rm, S8, S32, U8, X, Xm};
use Imm::{Full, I8, I64};
use Layout::{Bare, Digit, Low, LowFrom, Reg as InReg, Three, ThreeStore, Twice};
use Side::{From, To};

/// ADD OR ADC SBB AND SUB XOR, in the order of their numbers.
static ALU: [[Form; 5]; 7] = [alu(0), alu(1), alu(2), alu(3), alu(4), alu(5), alu(6)];
static ALU8: [[Form; 4]; 7] = [alu8(0), alu8(1), alu8(2), alu8(3), alu8(4), alu8(5), alu8(6)];

const fn alu(n: u8) -> [Form; 5] {
    [
        form(S8, Rm, 0x83, Digit(n, To), I8),
        form(Class::Imm, Ax, 8 * n + 5, Bare, Full),
        form(Class::Imm, Rm, 0x81, Digit(n, To), Full),
        form(R, Rm, 8 * n + 1, InReg(From), Imm::None),
        form(M, R, 8 * n + 3, InReg(To), Imm::None),
    ]
}

const fn alu8(n: u8) -> [Form; 4] {
    [
        form(Class::Imm, Al, 8 * n + 4, Bare, I8),
        form(Class::Imm, Rm, 0x80, Digit(n, To), I8),
        form(R, Rm, 8 * n, InReg(From), Imm::None),
        form(M, R, 8 * n + 2, InReg(To), Imm::None),
    ]
}

static CMP: [Form; 5] = [
    form(Rm, S8, 0x83, Digit(7, From), I8),
    form(Ax, Class::Imm, 0x3d, Bare, Full),
    form(Rm, Class::Imm, 0x81, Digit(7, From), Full),
    form(Rm, R, 0x39, InReg(To), Imm::None),
    form(R, M, 0x3b, InReg(From), Imm::None),
];
static CMP8: [Form; 4] = [
    form(Al, Class::Imm, 0x3c, Bare, I8),
    form(Rm, Class::Imm, 0x80, Digit(7, From), I8),
    form(Rm, R, 0x38, InReg(To), Imm::None),
    form(R, M, 0x3a, InReg(From), Imm::None),
];
static TEST: [Form; 4] = [
    form(Class::Imm, Ax, 0xa9, Bare, Full),
    form(Class::Imm, Rm, 0xf7, Digit(0, To), Full),
    form(R, Rm, 0x85, InReg(From), Imm::None),
    form(M, R, 0x85, InReg(To), Imm::None),
];
static TEST8: [Form; 4] = [
    form(Class::Imm, Al, 0xa8, Bare, I8),
    form(Class::Imm, Rm, 0xf6, Digit(0, To), I8),
    form(R, Rm, 0x84, InReg(From), Imm::None),
    form(M, R, 0x84, InReg(To), Imm::None),
];

static MOVB: [Form; 4] = [
    form(R, Rm, 0x88, InReg(From), Imm::None),
    form(M, R, 0x8a, InReg(To), Imm::None),
    form(Class::Imm, R, 0xb0, Low, I8),
    form(Class::Imm, M, 0xc6, Digit(0, To), I8),
];
static MOVW: [Form; 4] = [
    form(R, Rm, 0x89, InReg(From), Imm::None),
    form(M, R, 0x8b, InReg(To), Imm::None),
    form(Class::Imm, R, 0xb8, Low, Full),
    form(Class::Imm, M, 0xc7, Digit(0, To), Full),
];
static MOVL: [Form; 6] = [
    MOVW[0],
    MOVW[1],
    MOVW[2],
    MOVW[3],
    sse(Rm, X, 0x66, 0x6e, To, true),
    sse(X, Rm, 0x66, 0x7e, From, true),
];
static MOVQ: [Form; 9] = [
    sse(Xm, X, 0xf3, 0x7e, To, false),
    sse(X, Xm, 0x66, 0xd6, From, false),
    MOVW[0],
    MOVW[1],
    form(S32, R, 0xc7, Digit(0, To), Full),
    form(Any, R, 0xb8, Low, I64),
    form(Class::Imm, M, 0xc7, Digit(0, To), Full),
    sse(R, X, 0x66, 0x6e, To, true),
    sse(X, R, 0x66, 0x7e, From, true),
];
static LEA: [Form; 1] = [form(M, R, 0x8d, InReg(To), Imm::None)];
static MOVLQSX: [Form; 1] = [form(Rm, R, 0x63, InReg(To), Imm::None)];

static EXTEND: [[Form; 1]; 4] = [extend(0xb6), extend(0xb7), extend(0xbe), extend(0xbf)];

/// `0F opcode`, source in rm, destination in reg.
pub(super) const fn extend(opcode: u8) -> [Form; 1] {
    [of(Rm, R, opcode, InReg(To), Imm::None)]
}

static UNARY: [[Form; 1]; 8] = [
    unary(0xff, 0),
    unary(0xff, 1),
    unary(0xf7, 2),
    unary(0xf7, 3),
    unary(0xf7, 4),
    unary(0xf7, 5),
    unary(0xf7, 6),
    unary(0xf7, 7),
];
static UNARY8: [[Form; 1]; 8] = [
    unary(0xfe, 0),
    unary(0xfe, 1),
    unary(0xf6, 2),
    unary(0xf6, 3),
    unary(0xf6, 4),
    unary(0xf6, 5),
    unary(0xf6, 6),
    unary(0xf6, 7),
];

const fn unary(opcode: u8, digit: u8) -> [Form; 1] {
    [form(Class::None, Rm, opcode, Digit(digit, To), Imm::None)]
}

static IMUL: [Form; 4] = [
    form(Class::None, Rm, 0xf7, Digit(5, To), Imm::None),
    form(S8, R, 0x6b, Twice, I8),
    form(Class::Imm, R, 0x69, Twice, Full),
    of(Rm, R, 0xaf, InReg(To), Imm::None),
];
static IMUL3: [Form; 2] = [
    Form { mid: Rm, ..form(S8, R, 0x6b, Three, I8) },
    Form { mid: Rm, ..form(Class::Imm, R, 0x69, Three, Full) },
];

/// ROL ROR RCL RCR SHL SHR - SAR by their numbers.
static SHIFT: [[Form; 3]; 8] =
    [shift(0), shift(1), shift(2), shift(3), shift(4), shift(5), shift(6), shift(7)];
static SHIFT8: [[Form; 3]; 8] =
    [shift8(0), shift8(1), shift8(2), shift8(3), shift8(4), shift8(5), shift8(6), shift8(7)];

const fn shift(n: u8) -> [Form; 3] {
    [
        form(One, Rm, 0xd1, Digit(n, To), Imm::None),
        form(U8, Rm, 0xc1, Digit(n, To), I8),
        form(Cx, Rm, 0xd3, Digit(n, To), Imm::None),
    ]
}

/// SHL and SHR with the forms that shift in the bits of another register.
static SHIFT_DOUBLE: [[Form; 5]; 2] = [shift_double(4, 0xa4), shift_double(5, 0xac)];

const fn shift_double(n: u8, opcode: u8) -> [Form; 5] {
    let [one, constant, cx] = shift(n);
    let by_constant = Form { mid: R, ..of(U8, Rm, opcode, ThreeStore, I8) };
    let by_cx = Form { mid: R, ..of(Cx, Rm, opcode + 1, ThreeStore, Imm::None) };
    [one, constant, cx, by_constant, by_cx]
}

const fn shift8(n: u8) -> [Form; 3] {
    [
        form(One, Rm, 0xd0, Digit(n, To), Imm::None),
        form(U8, Rm, 0xc0, Digit(n, To), I8),
        form(Cx, Rm, 0xd2, Digit(n, To), Imm::None),
    ]
}

static SCAN: [[Form; 1]; 2] = [extend(0xbc), extend(0xbd)];
static POPCNT: [Form; 1] = extend(0xb8);
static BSWAP: [Form; 1] = [of(Class::None, R, 0xc8, Low, Imm::None)];
static BIT: [[Form; 2]; 4] = [bit(4, 0xa3), bit(5, 0xab), bit(6, 0xb3), bit(7, 0xbb)];

const fn bit(n: u8, opcode: u8) -> [Form; 2] {
    [of(S8, Rm, 0xba, Digit(n, To), I8), of(R, Rm, opcode, InReg(From), Imm::None)]
}

static SET: [[Form; 1]; 16] = {
    let mut table = [[of(Class::None, Rm, 0x90, Digit(0, To), Imm::None)]; 16];
    let mut c = 0;
    while c < 16 {
        table[c][0].opcode += c as u8;
        c += 1;
    }
    table
};
static CMOV: [[Form; 1]; 16] = {
    let mut table = [extend(0x40); 16];
    let mut c = 0;
    while c < 16 {
        table[c][0].opcode += c as u8;
        c += 1;
    }
    table
};

static XCHG: [Form; 5] = [
    form(Ax, Ax, 0x90, Bare, Imm::None),
    form(Ax, R, 0x90, Low, Imm::None),
    form(R, Ax, 0x90, LowFrom, Imm::None),
    form(R, Rm, 0x87, InReg(From), Imm::None),
    form(M, R, 0x87, InReg(To), Imm::None),
];
static XADD: [Form; 1] = [of(R, Rm, 0xc1, InReg(From), Imm::None)];
static CMPXCHG: [Form; 1] = [of(R, Rm, 0xb1, InReg(From), Imm::None)];

static BARE: [(As, u8, bool, [Form; 1]); 8] = [
    (As::CWD, 0x66, false, bare(0x99)),
    (As::CDQ, 0, false, bare(0x99)),
    (As::CQO, 0, true, bare(0x99)),
    (As::LOCK, 0, false, bare(0xf0)),
    (As::REP, 0, false, bare(0xf3)),
    (As::STOSQ, 0, true, bare(0xab)),
    (As::MOVSQ, 0, true, bare(0xa5)),
    (As::RET, 0, false, bare(0xc3)),
];

pub(super) const fn bare(opcode: u8) -> [Form; 1] {
    [form(Class::None, Class::None, opcode, Bare, Imm::None)]
}

/// Mnemonic, prefix, REX.W, classes, opcode; the destination is in reg.
static SSE: [(As, u8, bool, [Form; 1]); 28] = [
    (As::ADDSS, 0xf3, false, scalar(Xm, X, 0x58)),
    (As::ADDSD, 0xf2, false, scalar(Xm, X, 0x58)),
    (As::MULSS, 0xf3, false, scalar(Xm, X, 0x59)),
    (As::MULSD, 0xf2, false, scalar(Xm, X, 0x59)),
    (As::SUBSS, 0xf3, false, scalar(Xm, X, 0x5c)),
    (As::SUBSD, 0xf2, false, scalar(Xm, X, 0x5c)),
    (As::DIVSS, 0xf3, false, scalar(Xm, X, 0x5e)),
    (As::DIVSD, 0xf2, false, scalar(Xm, X, 0x5e)),
    (As::SQRTSD, 0xf2, false, scalar(Xm, X, 0x51)),
    (As::UCOMISS, 0, false, scalar(Xm, X, 0x2e)),
    (As::UCOMISD, 0x66, false, scalar(Xm, X, 0x2e)),
    (As::XORPS, 0, false, scalar(Xm, X, 0x57)),
    (As::PXOR, 0x66, false, scalar(Xm, X, 0xef)),
    (As::CVTSS2SD, 0xf3, false, scalar(Xm, X, 0x5a)),
    (As::CVTSD2SS, 0xf2, false, scalar(Xm, X, 0x5a)),
    (As::CVTSL2SS, 0xf3, false, scalar(Rm, X, 0x2a)),
    (As::CVTSL2SD, 0xf2, false, scalar(Rm, X, 0x2a)),
    (As::CVTSQ2SS, 0xf3, true, scalar(Rm, X, 0x2a)),
    (As::CVTSQ2SD, 0xf2, true, scalar(Rm, X, 0x2a)),
    (As::CVTTSS2SL, 0xf3, false, scalar(Xm, R, 0x2c)),
    (As::CVTTSD2SL, 0xf2, false, scalar(Xm, R, 0x2c)),
    (As::CVTTSS2SQ, 0xf3, true, scalar(Xm, R, 0x2c)),
    (As::CVTTSD2SQ, 0xf2, true, scalar(Xm, R, 0x2c)),
    (As::POPCNTL, 0xf3, false, POPCNT),
    (As::POPCNTQ, 0xf3, true, POPCNT),
    (As::MOVLQSX, 0, true, MOVLQSX),
    (As::BSWAPL, 0, false, BSWAP),
    (As::BSWAPQ, 0, true, BSWAP),
];

const fn scalar(from: Class, to: Class, opcode: u8) -> [Form; 1] {
    [of(from, to, opcode, InReg(To), Imm::None)]
}

static MOVE_SSE: [(As, u8, [Form; 2]); 3] =
    [(As::MOVUPS, 0, MOVE_FORMS), (As::MOVSS, 0xf3, MOVE_FORMS), (As::MOVSD, 0xf2, MOVE_FORMS)];

const MOVE_FORMS: [Form; 2] =
    [of(Xm, X, 0x10, InReg(To), Imm::None), of(X, M, 0x11, InReg(From), Imm::None)];

static ROUND: [Form; 1] = [Form { mid: Xm, escape: Escape::Of3a, ..form(U8, X, 0x0b, Three, I8) }];

static ROWS: LazyLock<Vec<Option<Row>>> = LazyLock::new(|| {
    let mut t = Table { rows: vec![None; As::ALL.len()] };
    let alu = [As::ADDB, As::ORB, As::ADCB, As::SBBB, As::ANDB, As::SUBB, As::XORB];
    for (n, first) in alu.into_iter().enumerate() {
        t.sizes(first, &ALU8[n], &ALU[n]);
    }
    t.sizes(As::CMPB, &CMP8, &CMP);
    t.sizes(As::TESTB, &TEST8, &TEST);
    let unary = [As::INCB, As::DECB, As::NOTB, As::NEGB, As::MULB, As::IMULW, As::DIVB, As::IDIVB];
    for (n, first) in unary.into_iter().enumerate() {
        if first != As::IMULW {
            t.sizes(first, &UNARY8[n], &UNARY[n]);
        }
    }
    for (n, first) in [(0, As::ROLB), (1, As::RORB), (3, As::RCRB), (4, As::SHLB), (5, As::SHRB)] {
        t.sizes(first, &SHIFT8[n], &SHIFT[n]);
    }
    t.sizes(As::SARB, &SHIFT8[7], &SHIFT[7]);
    t.sizes(As::RCLB, &SHIFT8[2], &SHIFT[2]);
    t.word_to_quad(As::SHLW, &SHIFT_DOUBLE[0]);
    t.word_to_quad(As::SHRW, &SHIFT_DOUBLE[1]);
    t.word_to_quad(As::IMULW, &IMUL);
    t.word_to_quad(As::IMUL3W, &IMUL3);
    t.set(As::MOVB, 0, false, ByteRegs::All, &MOVB);
    t.set(As::MOVW, 0x66, false, ByteRegs::No, &MOVW);
    t.set(As::MOVL, 0, false, ByteRegs::No, &MOVL);
    t.set(As::MOVQ, 0, true, ByteRegs::No, &MOVQ);
    t.set(As::MOVBLZX, 0, false, ByteRegs::Source, &EXTEND[0]);
    t.set(As::MOVBQZX, 0, true, ByteRegs::Source, &EXTEND[0]);
    t.set(As::MOVWLZX, 0, false, ByteRegs::No, &EXTEND[1]);
    t.set(As::MOVWQZX, 0, true, ByteRegs::No, &EXTEND[1]);
    t.set(As::MOVBLSX, 0, false, ByteRegs::Source, &EXTEND[2]);
    t.set(As::MOVBQSX, 0, true, ByteRegs::Source, &EXTEND[2]);
    t.set(As::MOVWLSX, 0, false, ByteRegs::No, &EXTEND[3]);
    t.set(As::MOVWQSX, 0, true, ByteRegs::No, &EXTEND[3]);
    t.set(As::LEAW, 0x66, false, ByteRegs::No, &LEA);
    t.long_and_quad(As::LEAL, As::LEAQ, &LEA);
    t.long_and_quad(As::BSFL, As::BSFQ, &SCAN[0]);
    t.long_and_quad(As::BSRL, As::BSRQ, &SCAN[1]);
    for (n, l, q) in [
        (0, As::BTL, As::BTQ),
        (1, As::BTSL, As::BTSQ),
        (2, As::BTRL, As::BTRQ),
        (3, As::BTCL, As::BTCQ),
    ] {
        t.long_and_quad(l, q, &BIT[n]);
    }
    t.long_and_quad(As::XCHGL, As::XCHGQ, &XCHG);
    t.long_and_quad(As::XADDL, As::XADDQ, &XADD);
    t.long_and_quad(As::CMPXCHGL, As::CMPXCHGQ, &CMPXCHG);
    for c in 0..16 {
        let at = |first: As| As::ALL[first as usize + c];
        t.set(at(As::SETOS), 0, false, ByteRegs::All, &SET[c]);
        t.set(at(As::CMOVWOS), 0x66, false, ByteRegs::No, &CMOV[c]);
        t.set(at(As::CMOVLOS), 0, false, ByteRegs::No, &CMOV[c]);
        t.set(at(As::CMOVQOS), 0, true, ByteRegs::No, &CMOV[c]);
    }
    for (op, prefix, wide, forms) in BARE.iter().chain(&SSE) {
        t.set(*op, *prefix, *wide, ByteRegs::No, forms);
    }
    for (op, prefix, forms) in &MOVE_SSE {
        t.set(*op, *prefix, false, ByteRegs::No, forms);
    }
    t.set(As::ROUNDSD, 0x66, false, ByteRegs::No, &ROUND);
    system::add(&mut t);
    vector::add(&mut t);
    t.rows
});

pub(super) struct Table {
    rows: Vec<Option<Row>>,
}

impl Table {
    /// The forms of a mnemonic that was set before.
    pub(super) fn forms(&self, op: As) -> &'static [Form] {
        self.rows[op as usize].as_ref().map_or(&[], |r| r.forms)
    }

    pub(super) fn set(
        &mut self,
        op: As,
        prefix: u8,
        wide: bool,
        byte: ByteRegs,
        forms: &'static [Form],
    ) {
        self.rows[op as usize] = Some(Row { prefix, wide, byte, forms });
    }

    /// The B, W, L and Q mnemonics, which stand side by side in `As`.
    fn sizes(&mut self, byte: As, byte_forms: &'static [Form], forms: &'static [Form]) {
        self.set(byte, 0, false, ByteRegs::All, byte_forms);
        self.word_to_quad(As::ALL[byte as usize + 1], forms);
    }

    fn word_to_quad(&mut self, word: As, forms: &'static [Form]) {
        let at = |i| As::ALL[word as usize + i];
        self.set(at(0), 0x66, false, ByteRegs::No, forms);
        self.long_and_quad(at(1), at(2), forms);
    }

    fn long_and_quad(&mut self, long: As, quad: As, forms: &'static [Form]) {
        self.set(long, 0, false, ByteRegs::No, forms);
        self.set(quad, 0, true, ByteRegs::No, forms);
    }
}
