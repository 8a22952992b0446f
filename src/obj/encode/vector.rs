//! Forms that only assembly sources use, second part: SSE registers.

use super::forms::{ByteRegs, Class, Escape, Form, Imm, Layout, Side, Table, of};
use crate::obj::prog::As;
use Class::{M, R, Rm, U8, X, Xm};
use Imm::I8;
use Layout::{Digit, Reg as InReg, Three, ThreeLast, ThreeStore};
use Side::{From, To};

/// `0F opcode`: source `Xm`, destination X in reg.
macro_rules! packed {
    ($name:ident: $n:literal = $($op:ident $prefix:literal $opcode:literal),* $(,)?) => {
        static $name: [(As, u8, [Form; 1]); $n] = [
            $((As::$op, $prefix, [of(Xm, X, $opcode, InReg(To), Imm::None)])),*
        ];
    };
}

packed! { INTEGERS: 51 =
    PUNPCKLBW 0x66 0x60, PUNPCKLWL 0x66 0x61, PUNPCKLLQ 0x66 0x62, PACKSSWB 0x66 0x63,
    PCMPGTB 0x66 0x64, PCMPGTW 0x66 0x65, PCMPGTL 0x66 0x66, PACKUSWB 0x66 0x67,
    PUNPCKHBW 0x66 0x68, PUNPCKHWL 0x66 0x69, PUNPCKHLQ 0x66 0x6a, PACKSSLW 0x66 0x6b,
    PUNPCKLQDQ 0x66 0x6c, PUNPCKHQDQ 0x66 0x6d, PCMPEQB 0x66 0x74, PCMPEQW 0x66 0x75,
    PCMPEQL 0x66 0x76, PADDQ 0x66 0xd4, PMULLW 0x66 0xd5, PSUBUSB 0x66 0xd8, PSUBUSW 0x66 0xd9,
    PMINUB 0x66 0xda, PAND 0x66 0xdb, PADDUSB 0x66 0xdc, PADDUSW 0x66 0xdd, PMAXUB 0x66 0xde,
    PANDN 0x66 0xdf, PAVGB 0x66 0xe0, PAVGW 0x66 0xe3, PMULHUW 0x66 0xe4, PMULHW 0x66 0xe5,
    PSUBSB 0x66 0xe8, PSUBSW 0x66 0xe9, PMINSW 0x66 0xea, POR 0x66 0xeb, PADDSB 0x66 0xec,
    PADDSW 0x66 0xed, PMAXSW 0x66 0xee, PMULULQ 0x66 0xf4, PMADDWL 0x66 0xf5, PSADBW 0x66 0xf6,
    PSUBB 0x66 0xf8, PSUBW 0x66 0xf9, PSUBL 0x66 0xfa, PSUBQ 0x66 0xfb, PADDB 0x66 0xfc,
    PADDW 0x66 0xfd, PADDL 0x66 0xfe, CVTPL2PD 0xf3 0xe6, CVTPL2PS 0 0x5b, CVTPD2PS 0x66 0x5a,
}

packed! { FLOATS: 37 =
    UNPCKLPS 0 0x14, UNPCKLPD 0x66 0x14, UNPCKHPS 0 0x15, UNPCKHPD 0x66 0x15,
    COMISS 0 0x2f, COMISD 0x66 0x2f,
    SQRTPS 0 0x51, SQRTPD 0x66 0x51, SQRTSS 0xf3 0x51, RSQRTPS 0 0x52, RSQRTSS 0xf3 0x52,
    RCPPS 0 0x53, RCPSS 0xf3 0x53, ANDPS 0 0x54, ANDPD 0x66 0x54, ANDNPS 0 0x55, ANDNPD 0x66 0x55,
    ORPS 0 0x56, ORPD 0x66 0x56, XORPD 0x66 0x57,
    ADDPS 0 0x58, ADDPD 0x66 0x58, MULPS 0 0x59, MULPD 0x66 0x59, SUBPS 0 0x5c, SUBPD 0x66 0x5c,
    MINPS 0 0x5d, MINPD 0x66 0x5d, MINSS 0xf3 0x5d, MINSD 0xf2 0x5d,
    DIVPS 0 0x5e, DIVPD 0x66 0x5e,
    MAXPS 0 0x5f, MAXPD 0x66 0x5f, MAXSS 0xf3 0x5f, MAXSD 0xf2 0x5f, CVTPS2PD 0 0x5a,
}

/// Source and destination, `0F opcode`, the destination in reg.
static OTHERS: [(As, u8, bool, [Form; 1]); 9] = [
    (As::MOVHLPS, 0, false, [of(X, X, 0x12, InReg(To), Imm::None)]),
    (As::MOVLHPS, 0, false, [of(X, X, 0x16, InReg(To), Imm::None)]),
    (As::MOVMSKPS, 0, false, [of(X, R, 0x50, InReg(To), Imm::None)]),
    (As::MOVMSKPD, 0x66, false, [of(X, R, 0x50, InReg(To), Imm::None)]),
    (As::PMOVMSKB, 0x66, false, [of(X, R, 0xd7, InReg(To), Imm::None)]),
    (As::CVTSS2SL, 0xf3, false, [of(Xm, R, 0x2d, InReg(To), Imm::None)]),
    (As::CVTSS2SQ, 0xf3, true, [of(Xm, R, 0x2d, InReg(To), Imm::None)]),
    (As::CVTSD2SL, 0xf2, false, [of(Xm, R, 0x2d, InReg(To), Imm::None)]),
    (As::CVTSD2SQ, 0xf2, true, [of(Xm, R, 0x2d, InReg(To), Imm::None)]),
];

/// Mnemonic, prefix, load, store.
static MOVES: [(As, u8, [Form; 2]); 9] = [
    (As::MOVO, 0x66, load_store(Xm, 0x6f, Xm, 0x7f)),
    (As::MOVOU, 0xf3, load_store(Xm, 0x6f, Xm, 0x7f)),
    (As::MOVAPS, 0, load_store(Xm, 0x28, Xm, 0x29)),
    (As::MOVAPD, 0x66, load_store(Xm, 0x28, Xm, 0x29)),
    (As::MOVUPD, 0x66, load_store(Xm, 0x10, Xm, 0x11)),
    (As::MOVLPS, 0, load_store(M, 0x12, M, 0x13)),
    (As::MOVHPS, 0, load_store(M, 0x16, M, 0x17)),
    (As::MOVLPD, 0x66, load_store(M, 0x12, M, 0x13)),
    (As::MOVHPD, 0x66, load_store(M, 0x16, M, 0x17)),
];

const fn load_store(from: Class, load: u8, to: Class, store: u8) -> [Form; 2] {
    [of(from, X, load, InReg(To), Imm::None), of(X, to, store, InReg(From), Imm::None)]
}

static MOVNTO: [Form; 1] = [of(X, M, 0xe7, InReg(From), Imm::None)];

/// `$imm8, source, destination` with the destination in reg.
static WITH_IMMEDIATE: [(As, u8, bool, [Form; 1]); 11] = [
    (As::PSHUFD, 0x66, false, [with_immediate(Xm, X, 0x70)]),
    (As::PSHUFHW, 0xf3, false, [with_immediate(Xm, X, 0x70)]),
    (As::PSHUFLW, 0xf2, false, [with_immediate(Xm, X, 0x70)]),
    (As::SHUFPS, 0, false, [with_immediate(Xm, X, 0xc6)]),
    (As::SHUFPD, 0x66, false, [with_immediate(Xm, X, 0xc6)]),
    (As::PINSRW, 0x66, false, [with_immediate(Rm, X, 0xc4)]),
    (As::PALIGNR, 0x66, false, [with_immediate_3a(Xm, X, 0x0f)]),
    (As::ROUNDSS, 0x66, false, [with_immediate_3a(Xm, X, 0x0a)]),
    (As::PINSRB, 0x66, false, [with_immediate_3a(Rm, X, 0x20)]),
    (As::PINSRD, 0x66, false, [with_immediate_3a(Rm, X, 0x22)]),
    (As::PINSRQ, 0x66, true, [with_immediate_3a(Rm, X, 0x22)]),
];

const fn with_immediate(mid: Class, to: Class, opcode: u8) -> Form {
    Form { mid, ..of(U8, to, opcode, Three, I8) }
}

const fn with_immediate_3a(mid: Class, to: Class, opcode: u8) -> Form {
    Form { escape: Escape::Of3a, ..with_immediate(mid, to, opcode) }
}

/// `$imm8, X, destination` with the source in reg.
static EXTRACT: [(As, bool, [Form; 1]); 3] = [
    (As::PEXTRB, false, [extract(0x14)]),
    (As::PEXTRD, false, [extract(0x16)]),
    (As::PEXTRQ, true, [extract(0x16)]),
];

const fn extract(opcode: u8) -> Form {
    Form { mid: X, escape: Escape::Of3a, ..of(U8, Rm, opcode, ThreeStore, I8) }
}

static PEXTRW: [Form; 2] = [with_immediate(X, R, 0xc5), extract(0x15)];

/// `source, destination, $condition`
static COMPARE: [(As, u8); 4] =
    [(As::CMPPS, 0), (As::CMPPD, 0x66), (As::CMPSS, 0xf3), (As::CMPSD, 0xf2)];
static COMPARE_FORMS: [Form; 1] = [Form { mid: X, ..of(Xm, U8, 0xc2, ThreeLast, I8) }];

/// Shifts by a constant and by a register.
static SHIFTS: [(As, [Form; 2]); 8] = [
    (As::PSRLW, shift(0x71, 2, 0xd1)),
    (As::PSRAW, shift(0x71, 4, 0xe1)),
    (As::PSLLW, shift(0x71, 6, 0xf1)),
    (As::PSRLL, shift(0x72, 2, 0xd2)),
    (As::PSRAL, shift(0x72, 4, 0xe2)),
    (As::PSLLL, shift(0x72, 6, 0xf2)),
    (As::PSRLQ, shift(0x73, 2, 0xd3)),
    (As::PSLLQ, shift(0x73, 6, 0xf3)),
];
static BYTE_SHIFTS: [(As, [Form; 1]); 2] = [
    (As::PSRLO, [of(U8, X, 0x73, Digit(3, To), I8)]),
    (As::PSLLO, [of(U8, X, 0x73, Digit(7, To), I8)]),
];

const fn shift(constant: u8, digit: u8, variable: u8) -> [Form; 2] {
    [of(U8, X, constant, Digit(digit, To), I8), of(Xm, X, variable, InReg(To), Imm::None)]
}

/// `0F 38 opcode`
static OF38: [(As, [Form; 1]); 5] = [
    (As::PSHUFB, [of38(0x00)]),
    (As::AESENC, [of38(0xdc)]),
    (As::AESENCLAST, [of38(0xdd)]),
    (As::AESDEC, [of38(0xde)]),
    (As::AESDECLAST, [of38(0xdf)]),
];

const fn of38(opcode: u8) -> Form {
    Form { escape: Escape::Of38, ..of(Xm, X, opcode, InReg(To), Imm::None) }
}

pub(super) fn add(t: &mut Table) {
    let mut set = |op, prefix, wide, forms| t.set(op, prefix, wide, ByteRegs::No, forms);
    for (op, prefix, forms) in INTEGERS.iter().chain(&FLOATS) {
        set(*op, *prefix, false, forms);
    }
    for (op, prefix, wide, forms) in OTHERS.iter().chain(&WITH_IMMEDIATE) {
        set(*op, *prefix, *wide, forms);
    }
    for (op, prefix, forms) in &MOVES {
        set(*op, *prefix, false, forms);
    }
    set(As::MOVNTO, 0x66, false, &MOVNTO);
    for (op, wide, forms) in &EXTRACT {
        set(*op, 0x66, *wide, forms);
    }
    set(As::PEXTRW, 0x66, false, &PEXTRW);
    for (op, prefix) in COMPARE {
        set(op, prefix, false, &COMPARE_FORMS);
    }
    for (op, forms) in &SHIFTS {
        set(*op, 0x66, false, forms);
    }
    for (op, forms) in &BYTE_SHIFTS {
        set(*op, 0x66, false, forms);
    }
    for (op, forms) in &OF38 {
        set(*op, 0x66, false, forms);
    }
}
