//! The symbols that FUNCDATA names: bitmaps of arguments, locals and registers, and stack objects
//! (spec 32, sections 7, 8 and 11).

use md5::{Digest, Md5};

use crate::obj::sym::{RelocKind, SymData, SymKind, SymTab};
use crate::quote::push_hex;
use crate::ssa::func::LocalClass;
use crate::ssa::passes::PassContext;
use crate::ssa::{Func, LocalId};
use crate::types::{TypeId, Types};

use super::effects::Vars;
use super::flow::{Maps, numbers};
use super::{FuncDataSym, StackObject};

const WORD: i64 = 8;

/// A row of bits, filled from the lowest bit of the first byte.
struct Bits {
    bytes: Vec<u8>,
    len: usize,
}

impl Bits {
    fn new(len: usize) -> Bits {
        Bits { bytes: vec![0; len.div_ceil(8)], len }
    }

    fn set(&mut self, i: usize) {
        if i < self.len {
            self.bytes[i / 8] |= 1 << (i % 8);
        }
    }
}

fn header(n_maps: usize, n_bits: usize) -> Vec<u8> {
    let mut bytes = (n_maps as u32).to_le_bytes().to_vec();
    bytes.extend((n_bits as u32).to_le_bytes());
    bytes
}

fn rodata(bytes: Vec<u8>, dupok: bool) -> SymData {
    SymData { kind: SymKind::RoData, dupok, size: bytes.len() as i64, bytes, ..SymData::default() }
}

/// The symbol of a bitmap: its name is its content's hash, so that equal ones are one.
fn gclocals(syms: &SymTab, bytes: Vec<u8>) -> FuncDataSym {
    let mut name = String::from("gclocals·");
    push_hex(&mut name, &Md5::digest(&bytes));
    FuncDataSym { sym: syms.lookup(&name), data: rodata(bytes, true) }
}

/// The end of the last pointer word of the type, in bytes.
fn pointer_prefix(types: &Types, ty: TypeId) -> i64 {
    let mut end = 0;
    types.each_pointer_word(ty, 0, true, &mut |o| end = o + WORD);
    end
}

/// The three bitmap symbols: arguments, locals, registers.
pub(super) fn bitmaps(f: &Func, cx: &PassContext, vars: &Vars, maps: &Maps) -> [FuncDataSym; 3] {
    let last_arg = vars
        .list
        .iter()
        .map(|&l| &f.locals[l])
        .filter(|l| l.class != LocalClass::Auto)
        .max_by_key(|l| l.offset);
    let args_bits =
        last_arg.map_or(0, |l| (l.offset + pointer_prefix(cx.types, l.ty)) / WORD) as usize;
    let locals_bits = (f.frame_ptr_size / WORD) as usize;
    let mut args = header(maps.stack.len(), args_bits);
    let mut locals = header(maps.stack.len(), locals_bits);
    for live in &maps.stack {
        let (mut a, mut l) = (Bits::new(args_bits), Bits::new(locals_bits));
        for n in numbers(live) {
            let local = &f.locals[vars.list[n]];
            let auto = local.class == LocalClass::Auto;
            let base = if auto { local.offset + f.frame_ptr_size } else { local.offset };
            let bits = if auto { &mut l } else { &mut a };
            cx.types.each_pointer_word(local.ty, base, true, &mut |o| {
                bits.set((o / WORD) as usize);
            });
        }
        args.extend(a.bytes);
        locals.extend(l.bytes);
    }
    let regs_bits = maps.regs.iter().map(|m| 32 - m.leading_zeros()).max().unwrap_or(0) as usize;
    let mut regs = header(maps.regs.len(), regs_bits);
    for mask in &maps.regs {
        regs.extend_from_slice(&mask.to_le_bytes()[..regs_bits.div_ceil(8)]);
    }
    [args, locals, regs].map(|bytes| gclocals(cx.syms, bytes))
}

/// Tracked variables whose address is taken, by offset.
pub(super) fn stack_object_list(f: &Func, vars: &Vars) -> Vec<StackObject> {
    let mut list: Vec<StackObject> = vars
        .list
        .iter()
        .filter(|&&l| f.locals[l].addr_taken)
        .map(|&local| StackObject { local, offset: f.locals[local].offset })
        .collect();
    list.sort_by_key(|o| o.offset);
    list
}

/// `F.stkobj`: count, then offset and type descriptor of each object.
pub(super) fn stack_objects(f: &Func, cx: &PassContext, list: &[StackObject]) -> FuncDataSym {
    let mut data = rodata(Vec::new(), true);
    data.put(0, list.len() as u64, 8);
    for (i, object) in list.iter().enumerate() {
        let at = 8 + 16 * i;
        data.put(at, object.offset as u64, 8);
        let ty = f.locals[object.local].ty;
        let descriptor = cx.syms.lookup(&cx.types.descriptor_name(ty));
        data.put_reloc(at + 8, 8, RelocKind::Addr, descriptor, 0);
    }
    let sym = cx.syms.lookup(&format!("{}.stkobj", f.link_name));
    FuncDataSym { sym, data }
}

/// `F.args_stackmap` of a function without body: the pointer words of receiver and parameters, and
/// if there are results, a second map with theirs too. `params` and `results` are types with their
/// offsets in the argument area, which has `width` bytes.
pub fn args_stackmap(
    types: &Types,
    params: &[(TypeId, i64)],
    results: &[(TypeId, i64)],
    width: i64,
) -> SymData {
    let n_bits = (width / WORD * 2) as usize;
    let n_maps = if results.is_empty() { 1 } else { 2 };
    let mut bytes = header(n_maps, n_bits);
    let mut bits = Bits::new(n_bits);
    let mark = |list: &[(TypeId, i64)], bits: &mut Bits| {
        for &(ty, offset) in list {
            types.each_pointer_word(ty, offset, true, &mut |o| bits.set((o / WORD) as usize));
        }
    };
    mark(params, &mut bits);
    bytes.extend_from_slice(&bits.bytes);
    if n_maps == 2 {
        mark(results, &mut bits);
        bytes.extend_from_slice(&bits.bytes);
    }
    rodata(bytes, false)
}

/// Names of the variables in a set, for `-live`.
pub(super) fn names(f: &Func, vars: &[LocalId], live: &[u64]) -> String {
    let names: Vec<&str> = numbers(live).map(|n| f.locals[vars[n]].name.as_str()).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gclocals_names_are_hashes_of_contents() {
        let syms = SymTab::new();
        let s = gclocals(&syms, header(1, 0));
        assert_eq!(syms.name(s.sym).as_str(), "gclocals·33cdeccccebe80329f1fdbee7f5874cb");
        let mut bytes = header(2, 1);
        bytes.extend([1, 0]);
        let s = gclocals(&syms, bytes);
        assert_eq!(syms.name(s.sym).as_str(), "gclocals·1a65e721a2ccc325b382662e7ffee780");
    }

    #[test]
    fn args_stackmap_of_one_pointer() {
        let types = Types::default();
        let p = types.ptr(TypeId::INT);
        let data = args_stackmap(&types, &[(p, 0)], &[], 8);
        assert_eq!(data.bytes, [1, 0, 0, 0, 2, 0, 0, 0, 1]);
        let data = args_stackmap(&types, &[(TypeId::INT, 0)], &[(p, 8)], 16);
        assert_eq!(data.bytes, [2, 0, 0, 0, 4, 0, 0, 0, 0, 2]);
    }
}
