//! Symbols that FUNCDATA refers to: stack maps and stack objects (spec 30, section 3, step 14;
//! spec 32, sections 7, 8 and 11).

use crate::amd64::liveness::{FuncDataSym, Liveness, args_stackmap};
use crate::obj::{SymData, SymKind};
use crate::package::Package;
use crate::tree::FuncId;
use crate::types::TypeId;

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

/// `F.args_stackmap` of a function without body.
pub fn body_less(pkg: &mut Package, func: FuncId) {
    let (link_name, ty) = (pkg.tree.funcs[func].link_name, pkg.tree.funcs[func].ty);
    let layout = pkg.types.arg_layout(ty);
    let sig = pkg.types.sig(ty);
    let params: Vec<(TypeId, i64)> =
        sig.recv.iter().chain(&sig.params).copied().zip(layout.params).collect();
    let results: Vec<(TypeId, i64)> = sig.results.iter().copied().zip(layout.results).collect();
    let data = args_stackmap(&pkg.types, &params, &results, layout.size);
    let sym = pkg.syms.lookup(&format!("{link_name}.args_stackmap"));
    pkg.syms.register_data(sym);
    *pkg.syms.get_mut(sym) = data;
}
