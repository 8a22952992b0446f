//! Package variables, static temporaries and function values (spec 30, section 3; spec 33,
//! section 2).

use crate::intern::Name;
use crate::obj::{RelocKind, SymData, SymKind};
use crate::package::Package;
use crate::tree::VarFlags;

/// Registers variables and static temporaries that were declared since the last call. What static
/// initialisation wrote is already in their symbols; this settles kind and size, and queues the
/// descriptors of variables' types.
pub fn variables(pkg: &mut Package) {
    while let Some(&var) = pkg.externs.get(pkg.descriptors.n_externs) {
        pkg.descriptors.n_externs += 1;
        let v = &pkg.tree.vars[var];
        if v.name.is_blank() {
            continue;
        }
        let (ty, read_only) = (v.ty, v.flags.contains(VarFlags::READ_ONLY));
        let sym = pkg.syms.lookup_name(v.link_name);
        if !pkg.syms.register_data(sym) {
            continue;
        }
        let (size, pointers) = (pkg.types.size(ty), pkg.types.has_pointers(ty));
        let data = pkg.syms.get_mut(sym);
        let written = !data.bytes.is_empty();
        data.size = size;
        data.kind = match (read_only, pointers, written) {
            (true, ..) => SymKind::RoData,
            (false, false, true) => SymKind::NoPtrData,
            (false, false, false) => SymKind::NoPtrBss,
            (false, true, true) => SymKind::Data,
            (false, true, false) => SymKind::Bss,
        };
        data.relocs.sort_by_key(|r| r.offset);
        if pointers {
            pkg.descriptors.variable_types.insert(sym, ty);
        }
        if !pkg.options.lazy {
            pkg.demands.descriptor(&pkg.types, ty);
        }
    }
}

/// Defines the function values `F·f` that were asked for since the last call, sorted by name.
pub fn func_values(pkg: &mut Package) {
    let mut names: Vec<Name> = {
        let all = pkg.demands.func_values.lock().expect("no thread panics holding it");
        all[pkg.descriptors.n_func_values..].to_vec()
    };
    pkg.descriptors.n_func_values += names.len();
    names.sort_by_key(|n| n.as_str());
    for name in names {
        let sym = pkg.syms.lookup(&format!("{name}·f"));
        if pkg.syms.register_data(sym) {
            let target = pkg.syms.lookup_name(name);
            let mut data = SymData { kind: SymKind::RoData, dupok: true, ..SymData::default() };
            data.put_reloc(0, 8, RelocKind::Addr, target, 0);
            *pkg.syms.get_mut(sym) = data;
        }
    }
}

/// `go.map.zero`, if an element of more than 1024 bytes is read from a map.
pub fn map_zero(pkg: &mut Package) {
    let size = pkg.demands.map_zero_size;
    if size > 0 {
        let sym = pkg.syms.lookup("go.map.zero");
        pkg.syms.register_data(sym);
        let data = SymData { kind: SymKind::RoData, dupok: true, size, ..SymData::default() };
        *pkg.syms.get_mut(sym) = data;
    }
}
