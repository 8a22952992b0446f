//! Pointer masks and programs that tell the collector where a type's pointers are (spec 33,
//! section 3.4).

use super::name::define_shared;
use crate::obj::{SymData, SymId};
use crate::package::Package;
use crate::types::layout::PTR_SIZE;
use crate::types::{Kind, Type, TypeId, Types};

/// Types with more pointer-prefix words than this are described by a program.
const MAX_MASK_WORDS: i64 = 128 * 128;

/// Where a descriptor's `gcdata` points, and what follows for its header.
pub struct GcData {
    pub sym: SymId,
    pub is_program: bool,
    /// Bytes of the prefix that is described.
    pub ptrdata: i64,
}

/// The mask or program of `ty`.
pub fn gc_data(pkg: &mut Package, ty: TypeId) -> GcData {
    let ptrdata = pkg.types.layout(ty).ptrdata;
    if ptrdata / PTR_SIZE <= MAX_MASK_WORDS {
        let mask = mask(&pkg.types, ty);
        let hex: String = mask.iter().map(|b| format!("{b:02x}")).collect();
        let sym = pkg.syms.lookup(&format!("runtime.gcbits.{hex}"));
        let data = SymData { size: mask.len() as i64, bytes: mask, ..SymData::default() };
        define_shared(pkg, sym, data);
        return GcData { sym, is_program: false, ptrdata };
    }
    let sym = pkg.syms.lookup(&format!("type..gcprog.{}", pkg.types.link_name(ty)));
    let mut program = Program::default();
    program.emit(&pkg.types, ty, 0);
    let ptrdata = program.index * PTR_SIZE;
    let code = program.finish();
    let mut bytes = (code.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(&code);
    let data = SymData { size: bytes.len() as i64, bytes, ..SymData::default() };
    define_shared(pkg, sym, data);
    GcData { sym, is_program: true, ptrdata }
}

/// Bit `i` is set if word `i` is a pointer.
fn mask(types: &Types, ty: TypeId) -> Vec<u8> {
    let words = types.layout(ty).ptrdata / PTR_SIZE;
    let mut bits = vec![0u8; (words as usize).div_ceil(8)];
    types.each_pointer_word(ty, 0, false, &mut |offset| {
        let word = (offset / PTR_SIZE) as usize;
        bits[word / 8] |= 1 << (word % 8);
    });
    bits
}

/// Literal bits are collected up to this many before they are written out.
const MAX_LITERAL: usize = 127;

/// Writes a program: literal runs (`n`, then bits) and repetitions (`0x80|n`, count).
#[derive(Default)]
struct Program {
    code: Vec<u8>,
    literal: Vec<bool>,
    /// Words described so far.
    index: i64,
}

impl Program {
    fn finish(mut self) -> Vec<u8> {
        self.flush();
        self.code.push(0);
        self.code
    }

    fn flush(&mut self) {
        if self.literal.is_empty() {
            return;
        }
        self.code.push(self.literal.len() as u8);
        for byte in self.literal.chunks(8) {
            self.code.push(byte.iter().rev().fold(0, |b, &bit| b << 1 | u8::from(bit)));
        }
        self.literal.clear();
    }

    fn bit(&mut self, bit: bool) {
        self.literal.push(bit);
        self.index += 1;
        if self.literal.len() == MAX_LITERAL {
            self.flush();
        }
    }

    fn pointer(&mut self, index: i64) {
        self.zeros_until(index);
        self.bit(true);
    }

    fn zeros_until(&mut self, index: i64) {
        let skip = index - self.index;
        if skip <= 0 {
            return;
        }
        if skip < 4 * PTR_SIZE {
            for _ in 0..skip {
                self.bit(false);
            }
            return;
        }
        self.bit(false);
        self.repeat(1, skip - 1);
    }

    /// Repeats the last `words` words `count` times.
    fn repeat(&mut self, words: i64, count: i64) {
        if words == 0 || count == 0 {
            return;
        }
        self.flush();
        if words < 128 {
            self.code.push(0x80 | words as u8);
        } else {
            self.code.push(0x80);
            self.varint(words);
        }
        self.varint(count);
        self.index += words * count;
    }

    fn varint(&mut self, mut n: i64) {
        while n >= 0x80 {
            self.code.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.code.push(n as u8);
    }

    /// Describes `ty` at byte `offset` of the whole.
    fn emit(&mut self, types: &Types, ty: TypeId, offset: i64) {
        if !types.has_heap_pointers(ty) {
            return;
        }
        let word = offset / PTR_SIZE;
        match types.under_get(ty) {
            Type::Array { elem, len, .. } => {
                let (mut elem, mut count) = (*elem, *len);
                while let Type::Array { elem: inner, len, .. } = types.under_get(elem) {
                    count *= len;
                    elem = *inner;
                }
                let size = types.size(elem);
                let words = size / PTR_SIZE;
                if count > 1 && count.saturating_mul(words) > 4 * PTR_SIZE {
                    self.emit(types, elem, offset);
                    self.zeros_until(word + words);
                    self.repeat(words, count - 1);
                } else {
                    for i in 0..count {
                        self.emit(types, elem, offset + i * size);
                    }
                }
            }
            Type::Struct { fields, .. } => {
                for (i, f) in fields.iter().enumerate() {
                    self.emit(types, f.ty, offset + types.field_offset(ty, i));
                }
            }
            _ if types.kind(ty) == Kind::Interface => self.pointer(word + 1),
            _ => self.pointer(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mask_of_strings_and_interfaces() {
        let types = Types::default();
        let two = |ty| types.array(ty, 2);
        assert_eq!(mask(&types, two(TypeId::STRING)), [0b0101]);
        assert_eq!(mask(&types, two(types.empty_interface())), [0b1010]);
    }

    #[test]
    fn program_of_a_long_pointer_array() {
        let types = Types::default();
        let mut program = Program::default();
        program.emit(&types, types.array(types.ptr(TypeId::INT), 20000), 0);
        assert_eq!(program.finish(), [0x01, 0x01, 0x81, 0x9f, 0x9c, 0x01, 0x00]);
    }
}
