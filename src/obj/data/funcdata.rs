//! Symbols that FUNCDATA refers to: stack maps and stack objects (spec 30, section 3, step 14;
//! spec 32, sections 7, 8 and 11).

use crate::amd64::liveness::{FuncDataSym, Liveness};
use crate::obj::{SymData, SymKind};
use crate::package::Package;
use crate::tree::FuncId;
use crate::types::layout::PTR_SIZE;

/// Registers and defines a function's stack maps and stack objects, those that no function before
/// it had. Call for each function in the order of the text list.
pub fn register(pkg: &mut Package, func: FuncId, live: Liveness) {
    for FuncDataSym { sym, data } in [live.args, live.locals, live.regs] {
        if pkg.syms.register_data(sym) {
            *pkg.syms.get_mut(sym) = data;
        }
    }
    // A function whose stack objects all vanished keeps an empty symbol.
    if pkg.descriptors.stack_objects.contains(&func) {
        let name = format!("{}.stkobj", pkg.tree.funcs[func].link_name);
        let sym = pkg.syms.lookup(&name);
        pkg.syms.register_data(sym);
        let empty = SymData { kind: SymKind::RoData, dupok: true, ..SymData::default() };
        *pkg.syms.get_mut(sym) = live.stack_objects.map_or(empty, |s| s.data);
    }
}

/// `F.args_stackmap` of a function without body: which words of the arguments are pointers, and
/// which after results were stored.
pub fn body_less(pkg: &mut Package, func: FuncId) {
    let (link_name, ty) = (pkg.tree.funcs[func].link_name, pkg.tree.funcs[func].ty);
    let layout = pkg.types.arg_layout(ty);
    let sig = pkg.types.sig(ty).clone();
    let n_bits = 2 * (layout.size / PTR_SIZE) as usize;
    let mut bits = vec![0u8; n_bits.div_ceil(8)];
    let mut maps = Vec::new();
    let mark = |bits: &mut Vec<u8>, ty, offset| {
        pkg.types.each_pointer_word(ty, offset, true, &mut |word| {
            let bit = (word / PTR_SIZE) as usize;
            bits[bit / 8] |= 1 << (bit % 8);
        });
    };
    for (&ty, &offset) in sig.recv.iter().chain(&sig.params).zip(&layout.params) {
        mark(&mut bits, ty, offset);
    }
    maps.push(bits.clone());
    if !sig.results.is_empty() {
        for (&ty, &offset) in sig.results.iter().zip(&layout.results) {
            mark(&mut bits, ty, offset);
        }
        maps.push(bits);
    }
    let mut data = SymData { kind: SymKind::RoData, ..SymData::default() };
    data.put(0, maps.len() as u64, 4);
    data.put(4, n_bits as u64, 4);
    for map in maps {
        let end = data.bytes.len();
        data.put_bytes(end, &map);
    }
    let sym = pkg.syms.lookup(&format!("{link_name}.args_stackmap"));
    pkg.syms.register_data(sym);
    *pkg.syms.get_mut(sym) = data;
}
