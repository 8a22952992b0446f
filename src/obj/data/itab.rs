//! Itabs and the init task (spec 33, sections 2 and 5.3).

use rustc_hash::FxHashMap;

use super::Generate;
use super::descriptor::{self, held_type};
use crate::obj::{RelocKind, SymData, SymId, SymKind};
use crate::package::{ItabPair, Package};
use crate::types::layout::PTR_SIZE;
use crate::types::method_set;
use crate::types::{Type, TypeId};

/// Link name of the itab of a concrete type and an interface type.
pub fn link_name(pkg: &Package, concrete: TypeId, interface: TypeId) -> String {
    format!("go.itab.{},{}", pkg.types.link_name(concrete), pkg.types.link_name(interface))
}

/// The itabs of a package by symbol: what the back end may know of them.
pub struct KnownItabs {
    by_sym: FxHashMap<SymId, ItabPair>,
}

impl KnownItabs {
    /// Those that were asked for so far.
    pub fn collect(pkg: &Package) -> KnownItabs {
        let by_sym = pkg
            .demands
            .itabs
            .iter()
            .map(|&p| (pkg.syms.lookup(&link_name(pkg, p.concrete, p.interface)), p))
            .collect();
        KnownItabs { by_sym }
    }

    /// The method whose address the itab holds at byte `offset`.
    pub fn method_at(&self, pkg: &Package, itab: SymId, offset: i64) -> Option<SymId> {
        let pair = self.by_sym.get(&itab)?;
        let index = usize::try_from((offset - METHODS) / PTR_SIZE).ok()?;
        let Type::Interface(wanted) = pkg.types.under_get(pair.interface) else { return None };
        let w = wanted.get(index)?;
        let held = held_type(pkg, pair.concrete);
        let link = method_set::link_name(&pkg.types, held, w.name, w.pkg);
        (offset >= METHODS).then(|| pkg.syms.lookup_name(link))
    }
}

/// Offset of the first method in an itab.
const METHODS: i64 = 24;

/// Defines the itabs that were asked for, in order of creation, each behind the descriptors and
/// wrappers that nothing else asked for.
pub fn dump(pkg: &mut Package, generator: &mut dyn Generate) {
    while let Some(&pair) = pkg.demands.itabs.get(pkg.descriptors.n_itabs) {
        pkg.descriptors.n_itabs += 1;
        let name = link_name(pkg, pair.concrete, pair.interface);
        let sym = pkg.syms.lookup(&name);
        if pkg.syms.is_registered(sym) {
            continue;
        }
        let mut data = SymData { kind: SymKind::RoData, dupok: true, ..SymData::default() };
        for (offset, ty) in [(0, pair.interface), (8, pair.concrete)] {
            let descriptor = descriptor::generate(pkg, ty, generator);
            data.put_reloc(offset, 8, RelocKind::Addr, descriptor, 0);
        }
        descriptor::interface_wrappers(pkg, pair.interface, generator);
        descriptor::method_wrappers(pkg, pair.concrete, generator);
        data.put(16, u64::from(pkg.types.hash(pair.concrete)), 4);
        data.put(20, 0, 4);
        let held = held_type(pkg, pair.concrete);
        let methods = method_set::method_set(&pkg.types, pair.concrete);
        let Type::Interface(wanted) = pkg.types.under_get(pair.interface) else {
            panic!("{name}: not an interface");
        };
        for (i, w) in wanted.iter().enumerate() {
            let m = methods.iter().find(|m| m.name == w.name && m.pkg == w.pkg);
            let m = m.unwrap_or_else(|| panic!("{name}: method {} is missing", w.name));
            let link = method_set::link_name(&pkg.types, held, m.name, m.pkg);
            let target = pkg.syms.lookup_name(link);
            data.put_reloc((METHODS + PTR_SIZE * i as i64) as usize, 8, RelocKind::Addr, target, 0);
        }
        pkg.syms.register_data(sym);
        *pkg.syms.get_mut(sym) = data;
        let link = pkg.syms.lookup(&name.replacen("go.itab.", "go.itablink.", 1));
        pkg.syms.register_data(link);
        let mut data = SymData { kind: SymKind::RoData, dupok: true, ..SymData::default() };
        data.put_reloc(0, 8, RelocKind::Addr, sym, 0);
        *pkg.syms.get_mut(link) = data;
    }
}

/// `""..inittask`: state, counts, tasks of imported packages, then this package's functions.
pub fn init_task(pkg: &mut Package) {
    let tasks: Vec<_> = pkg
        .imports
        .iter()
        .filter(|i| i.has_init_task)
        .map(|i| pkg.syms.lookup(&format!("{}..inittask", pkg.types.pkg(i.pkg).prefix)))
        .collect();
    let funcs: Vec<_> = pkg
        .init_func
        .iter()
        .chain(&pkg.inits)
        .map(|&f| pkg.syms.lookup_name(pkg.tree.funcs[f].link_name))
        .collect();
    let is_needed =
        !tasks.is_empty() || !funcs.is_empty() || matches!(pkg.name.as_str(), "main" | "runtime");
    if !is_needed {
        return;
    }
    let sym = pkg.syms.lookup("\"\"..inittask");
    let mut data = SymData { kind: SymKind::NoPtrData, ..SymData::default() };
    data.put(0, 0, 8);
    data.put(8, tasks.len() as u64, 8);
    data.put(16, funcs.len() as u64, 8);
    for (i, &target) in tasks.iter().chain(&funcs).enumerate() {
        data.put_reloc(24 + 8 * i, 8, RelocKind::Addr, target, 0);
    }
    pkg.syms.register_data(sym);
    *pkg.syms.get_mut(sym) = data;
}
