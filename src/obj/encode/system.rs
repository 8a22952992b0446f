//! Forms that only assembly sources use, first part: control, flags, strings, the stack, atomics,
//! bytes as they are.

use super::forms::{
    ByteRegs, Class, Escape, Form, Imm, Layout, Side, Table, bare, extend, form, of,
};
use crate::obj::prog::As;
use Class::{M, R, Rm, S8, S32, U8};
use Imm::I8;
use Layout::{Bare, Digit, Low, Reg as InReg};
use Side::{From, To};

/// Mnemonic, prefix, REX.W, opcode.
static PLAIN: [(As, u8, bool, [Form; 1]); 33] = [
    (As::HLT, 0, false, bare(0xf4)),
    (As::CLC, 0, false, bare(0xf8)),
    (As::STC, 0, false, bare(0xf9)),
    (As::CMC, 0, false, bare(0xf5)),
    (As::CLD, 0, false, bare(0xfc)),
    (As::STD, 0, false, bare(0xfd)),
    (As::PAUSE, 0xf3, false, bare(0x90)),
    (As::PUSHFQ, 0, false, bare(0x9c)),
    (As::POPFQ, 0, false, bare(0x9d)),
    (As::REPN, 0, false, bare(0xf2)),
    (As::CBW, 0x66, false, bare(0x98)),
    (As::CWDE, 0, false, bare(0x98)),
    (As::CDQE, 0, true, bare(0x98)),
    (As::MOVSB, 0, false, bare(0xa4)),
    (As::MOVSW, 0x66, false, bare(0xa5)),
    (As::MOVSL, 0, false, bare(0xa5)),
    (As::CMPSB, 0, false, bare(0xa6)),
    (As::CMPSW, 0x66, false, bare(0xa7)),
    (As::CMPSL, 0, false, bare(0xa7)),
    (As::CMPSQ, 0, true, bare(0xa7)),
    (As::STOSB, 0, false, bare(0xaa)),
    (As::STOSW, 0x66, false, bare(0xab)),
    (As::STOSL, 0, false, bare(0xab)),
    (As::LODSB, 0, false, bare(0xac)),
    (As::LODSW, 0x66, false, bare(0xad)),
    (As::LODSL, 0, false, bare(0xad)),
    (As::LODSQ, 0, true, bare(0xad)),
    (As::SCASB, 0, false, bare(0xae)),
    (As::SCASW, 0x66, false, bare(0xaf)),
    (As::SCASL, 0, false, bare(0xaf)),
    (As::SCASQ, 0, true, bare(0xaf)),
    (As::UNDEF, 0, false, [Form { escape: Escape::Of, ..bare(0x0b)[0] }]),
    (As::INT, 0, false, [form(Class::None, U8, 0xcd, Bare, I8)]),
];

/// `0F opcode` and further bytes that are no ModRM of operands.
static TWO_BYTES: [(As, [Form; 1]); 3] = [
    (As::SYSCALL, [of(Class::None, Class::None, 0x05, Bare, Imm::None)]),
    (As::RDTSC, [of(Class::None, Class::None, 0x31, Bare, Imm::None)]),
    (As::CPUID, [of(Class::None, Class::None, 0xa2, Bare, Imm::None)]),
];

/// `0F opcode /digit` with memory.
static ON_MEMORY: [(As, bool, [Form; 1]); 8] = [
    (As::LDMXCSR, false, on_memory(0xae, 2)),
    (As::STMXCSR, false, on_memory(0xae, 3)),
    (As::PREFETCHNTA, false, on_memory(0x18, 0)),
    (As::PREFETCHT0, false, on_memory(0x18, 1)),
    (As::PREFETCHT1, false, on_memory(0x18, 2)),
    (As::PREFETCHT2, false, on_memory(0x18, 3)),
    (As::CMPXCHG8B, false, on_memory(0xc7, 1)),
    (As::CMPXCHG16B, true, on_memory(0xc7, 1)),
];

const fn on_memory(opcode: u8, digit: u8) -> [Form; 1] {
    [of(Class::None, M, opcode, Digit(digit, To), Imm::None)]
}

/// Operands are 8 bytes without REX.W.
static PUSH: [Form; 4] = [
    form(Class::None, R, 0x50, Low, Imm::None),
    form(Class::None, M, 0xff, Digit(6, To), Imm::None),
    form(Class::None, S8, 0x6a, Bare, I8),
    form(Class::None, S32, 0x68, Bare, Imm::Full),
];
static POP: [Form; 2] = [
    form(Class::None, R, 0x58, Low, Imm::None),
    form(Class::None, M, 0x8f, Digit(0, To), Imm::None),
];

static XCHG8: [Form; 2] =
    [form(R, Rm, 0x86, InReg(From), Imm::None), form(M, R, 0x86, InReg(To), Imm::None)];
static XADD8: [Form; 1] = [of(R, Rm, 0xc0, InReg(From), Imm::None)];
static CMPXCHG8: [Form; 1] = [of(R, Rm, 0xb0, InReg(From), Imm::None)];
static MOVLQZX: [Form; 1] = [form(Rm, R, 0x8b, InReg(To), Imm::None)];
static MOVNTI: [Form; 1] = [of(R, M, 0xc3, InReg(From), Imm::None)];
static EXTEND_BYTE: [[Form; 1]; 2] = [extend(0xb6), extend(0xbe)];

pub(super) fn add(t: &mut Table) {
    for (op, prefix, wide, forms) in &PLAIN {
        t.set(*op, *prefix, *wide, ByteRegs::No, forms);
    }
    for (op, forms) in &TWO_BYTES {
        t.set(*op, 0, false, ByteRegs::No, forms);
    }
    for (op, wide, forms) in &ON_MEMORY {
        t.set(*op, 0, *wide, ByteRegs::No, forms);
    }
    t.set(As::PUSHQ, 0, false, ByteRegs::No, &PUSH);
    t.set(As::POPQ, 0, false, ByteRegs::No, &POP);
    t.set(As::XCHGB, 0, false, ByteRegs::All, &XCHG8);
    t.set(As::XADDB, 0, false, ByteRegs::All, &XADD8);
    t.set(As::CMPXCHGB, 0, false, ByteRegs::All, &CMPXCHG8);
    t.set(As::MOVLQZX, 0, false, ByteRegs::No, &MOVLQZX);
    t.set(As::MOVBWZX, 0x66, false, ByteRegs::Source, &EXTEND_BYTE[0]);
    t.set(As::MOVBWSX, 0x66, false, ByteRegs::Source, &EXTEND_BYTE[1]);
    t.set(As::MOVNTIL, 0, false, ByteRegs::No, &MOVNTI);
    t.set(As::MOVNTIQ, 0, true, ByteRegs::No, &MOVNTI);
    for (word, like) in [
        (As::BSFW, As::BSFL),
        (As::BSRW, As::BSRL),
        (As::BTW, As::BTL),
        (As::BTSW, As::BTSL),
        (As::BTRW, As::BTRL),
        (As::BTCW, As::BTCL),
        (As::XCHGW, As::XCHGL),
        (As::XADDW, As::XADDL),
        (As::CMPXCHGW, As::CMPXCHGL),
    ] {
        t.set(word, 0x66, false, ByteRegs::No, t.forms(like));
    }
}

/// Instructions that are always the same bytes, and data in the code: their bytes.
pub(super) fn literal_bytes(op: As, value: i64) -> Option<Vec<u8>> {
    let bytes = value.to_le_bytes();
    Some(match op {
        As::BYTE => bytes[..1].to_vec(),
        As::WORD => bytes[..2].to_vec(),
        As::LONG => bytes[..4].to_vec(),
        As::QUAD => bytes.to_vec(),
        As::LFENCE => vec![0x0f, 0xae, 0xe8],
        As::MFENCE => vec![0x0f, 0xae, 0xf0],
        As::SFENCE => vec![0x0f, 0xae, 0xf8],
        As::RDTSCP => vec![0x0f, 0x01, 0xf9],
        As::XGETBV => vec![0x0f, 0x01, 0xd0],
        _ => return None,
    })
}
