//! The encoding of an instruction, split into its parts.
//!
//! ```text
//! prefix | REX | opcode | ModRM | SIB | displacement | immediate
//! ```
//!
//! Which opcodes have a ModRM byte is a fact of the architecture; what follows it says how long the
//! displacement is, and the rest of the instruction is its immediate (Intel SDM volume 2,
//! chapter 2).

use serde::Serialize;

use super::Lang;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    Prefix,
    Rex,
    Opcode,
    #[serde(rename = "modrm")]
    ModRm,
    Sib,
    Displacement,
    Immediate,
}

impl PieceKind {
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            PieceKind::Prefix => lang.pick("prefix", "前缀"),
            PieceKind::Rex => "REX",
            PieceKind::Opcode => lang.pick("opcode", "操作码"),
            PieceKind::ModRm => "ModRM",
            PieceKind::Sib => "SIB",
            PieceKind::Displacement => lang.pick("displacement", "位移"),
            PieceKind::Immediate => lang.pick("immediate", "立即数"),
        }
    }
}

/// Bytes that belong together.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Piece {
    pub kind: PieceKind,
    /// In hexadecimal, spaces between.
    pub bytes: String,
    /// Fields: `W` of REX, `mod=1 reg=0 rm=4` of ModRM.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fields: String,
}

/// Splits the bytes of one instruction. DUFFZERO and DUFFCOPY are several: see [`split_all`].
pub fn split(code: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |kind, from: usize, to: usize, fields: String| {
        if from < to {
            pieces.push(Piece { kind, bytes: hex(&code[from..to]), fields });
        }
    };
    // LOCK and REP are instructions of their own in Plan 9 assembly.
    let is_prefix = |b: u8| matches!(b, 0x64 | 0x65 | 0x66 | 0xf0 | 0xf2 | 0xf3);
    while at < code.len() && is_prefix(code[at]) {
        push(PieceKind::Prefix, at, at + 1, String::new());
        at += 1;
    }
    if let Some(&rex) = code.get(at).filter(|b| (0x40..0x50).contains(*b)) {
        let names = [(8, 'W'), (4, 'R'), (2, 'X'), (1, 'B')];
        let set = names.iter().filter(|(bit, _)| rex & bit != 0).map(|(_, name)| *name);
        push(PieceKind::Rex, at, at + 1, set.collect());
        at += 1;
    }
    let opcode = at;
    let has_modrm = match code.get(at) {
        None => false,
        Some(0x0f) => {
            at += 1;
            if matches!(code.get(at), Some(0x38 | 0x3a)) {
                at += 1;
                true
            } else {
                !matches!(code.get(at), Some(0x80..=0x8f | 0xc8..=0xcf | 0x05 | 0x0b | 0x31 | 0xa2))
            }
        }
        Some(&b) => has_modrm(b),
    };
    at = (at + 1).min(code.len());
    push(PieceKind::Opcode, opcode, at, String::new());
    if !has_modrm || at >= code.len() {
        let branch = matches!(code.get(opcode), Some(0xe8 | 0xe9 | 0xeb | 0x70..=0x7f))
            || matches!(code.get(opcode..opcode + 2), Some([0x0f, 0x80..=0x8f]));
        let kind = if branch { PieceKind::Displacement } else { PieceKind::Immediate };
        push(kind, at, code.len(), String::new());
        return pieces;
    }
    let modrm = code[at];
    let (mode, reg, rm) = (modrm >> 6, modrm >> 3 & 7, modrm & 7);
    push(PieceKind::ModRm, at, at + 1, format!("mod={mode} reg={reg} rm={rm}"));
    at += 1;
    let mut displacement = match mode {
        1 => 1,
        2 => 4,
        0 if rm == 5 => 4,
        _ => 0,
    };
    if mode != 3 && rm == 4 && at < code.len() {
        let sib = code[at];
        let (scale, index, base) = (1 << (sib >> 6), sib >> 3 & 7, sib & 7);
        push(PieceKind::Sib, at, at + 1, format!("scale={scale} index={index} base={base}"));
        if mode == 0 && base == 5 {
            displacement = 4;
        }
        at += 1;
    }
    let end = (at + displacement).min(code.len());
    push(PieceKind::Displacement, at, end, String::new());
    push(PieceKind::Immediate, end, code.len(), String::new());
    pieces
}

/// Splits the bytes of an instruction that may be several of the machine: DUFFZERO and DUFFCOPY
/// save BP, point it at the saved value, call, and restore it (spec 31, section 9).
pub fn split_all(code: &[u8], is_duff: bool) -> Vec<Vec<Piece>> {
    if is_duff && code.len() == 19 {
        return [0..5, 5..10, 10..15, 15..19].into_iter().map(|r| split(&code[r])).collect();
    }
    vec![split(code)]
}

/// Whether a one-byte opcode is followed by a ModRM byte.
fn has_modrm(opcode: u8) -> bool {
    match opcode {
        // The eight arithmetic ops: four forms with ModRM, two with AL or AX and an immediate.
        0x00..=0x3f => opcode & 7 < 4,
        0x62 | 0x63 | 0x69 | 0x6b | 0x80..=0x8f => true,
        0xc0 | 0xc1 | 0xc6 | 0xc7 | 0xd0..=0xd3 | 0xf6 | 0xf7 | 0xfe | 0xff => true,
        _ => false,
    }
}

fn hex(bytes: &[u8]) -> String {
    let all: Vec<String> = bytes.iter().map(|b| format!("{b:02x}")).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &[u8], want: &str) {
        let pieces = split(code);
        let text: Vec<String> =
            pieces.iter().map(|p| format!("{}:{}", p.kind.name(Lang::En), p.bytes)).collect();
        assert_eq!(text.join(" | "), want);
    }

    #[test]
    fn parts_of_instructions() {
        // MOVQ 8(SP), AX
        check(
            &[0x48, 0x8b, 0x44, 0x24, 0x08],
            "REX:48 | opcode:8b | ModRM:44 | SIB:24 | displacement:08",
        );
        // SUBQ $72, SP
        check(&[0x48, 0x83, 0xec, 0x48], "REX:48 | opcode:83 | ModRM:ec | immediate:48");
        // CALL
        check(&[0xe8, 0, 0, 0, 0], "opcode:e8 | displacement:00 00 00 00");
        // MOVSD (AX)(CX*8), X0
        check(&[0xf2, 0x0f, 0x10, 0x04, 0xc8], "prefix:f2 | opcode:0f 10 | ModRM:04 | SIB:c8");
        // MOVQ (TLS), CX
        check(
            &[0x64, 0x48, 0x8b, 0x0c, 0x25, 0, 0, 0, 0],
            "prefix:64 | REX:48 | opcode:8b | ModRM:0c | SIB:25 | displacement:00 00 00 00",
        );
        // ROUNDSD $1, X0, X1
        check(
            &[0x66, 0x0f, 0x3a, 0x0b, 0xc8, 0x01],
            "prefix:66 | opcode:0f 3a 0b | ModRM:c8 | immediate:01",
        );
        // JLS, far
        check(&[0x0f, 0x86, 1, 0, 0, 0], "opcode:0f 86 | displacement:01 00 00 00");
        check(&[0xf3], "prefix:f3");
    }
}
