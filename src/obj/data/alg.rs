//! Symbols of hash and equality: tables for plain memory, generated functions for the rest
//! (spec 33, sections 3.3, 4.3 and 7).

use super::name::define_shared;
use super::{Generate, descriptor};
use crate::intern::Name;
use crate::obj::{RelocKind, SymData, SymId};
use crate::package::Package;
use crate::types::TypeId;
use crate::types::alg::Alg;
use crate::types::layout::PTR_SIZE;

/// Bytes of an entry of `runtime.algarray`.
const ALG_SIZE: i64 = 2 * PTR_SIZE;

/// Index of an algorithm in `runtime.algarray`; `None` for those with tables of their own.
fn array_index(alg: Alg, size: i64) -> Option<i64> {
    Some(match alg {
        Alg::None { .. } => 0,
        Alg::Memory => match size {
            0 => 1,
            1 => 2,
            2 => 3,
            4 => 4,
            8 => 5,
            16 => 6,
            _ => return None,
        },
        Alg::String => 7,
        Alg::Interface => 8,
        Alg::EmptyInterface => 9,
        Alg::Float32 => 10,
        Alg::Float64 => 11,
        Alg::Complex64 => 12,
        Alg::Complex128 => 13,
        Alg::Special => return None,
    })
}

/// The algorithm table of `ty` (symbol and addend), made if it is not one of the runtime's.
pub fn table(pkg: &mut Package, ty: TypeId, generator: &mut dyn Generate) -> (SymId, i64) {
    let (alg, size) = (pkg.types.alg(ty), pkg.types.size(ty));
    if let Some(i) = array_index(alg, size) {
        return (pkg.syms.lookup("runtime.algarray"), i * ALG_SIZE);
    }
    if alg == Alg::Memory {
        return (memory_table(pkg, size), 0);
    }
    (special_table(pkg, ty, generator), 0)
}

/// A read-only symbol made of words: addresses and one number.
fn closure(pkg: &mut Package, name: &str, target: &str, extra: Option<u64>) -> SymId {
    let sym = pkg.syms.lookup(name);
    let target = pkg.syms.lookup(target);
    let mut data = SymData::default();
    data.put_reloc(0, 8, RelocKind::Addr, target, 0);
    if let Some(n) = extra {
        data.put(8, n, 8);
    }
    define_shared(pkg, sym, data);
    sym
}

fn pair(pkg: &mut Package, name: &str, hash: SymId, eq: SymId) -> SymId {
    let sym = pkg.syms.lookup(name);
    let mut data = SymData::default();
    data.put_reloc(0, 8, RelocKind::Addr, hash, 0);
    data.put_reloc(8, 8, RelocKind::Addr, eq, 0);
    define_shared(pkg, sym, data);
    sym
}

/// `type..algN`: closures over the runtime's variable-length functions.
fn memory_table(pkg: &mut Package, size: i64) -> SymId {
    let name = format!("type..alg{size}");
    let sym = pkg.syms.lookup(&name);
    if pkg.syms.is_registered(sym) {
        return sym;
    }
    let n = Some(size as u64);
    let hash = closure(pkg, &format!("type..hashfunc{size}"), "runtime.memhash_varlen", n);
    let eq = closure(pkg, &format!("type..eqfunc{size}"), "runtime.memequal_varlen", n);
    pair(pkg, &name, hash, eq)
}

/// `type..alg.T` with generated functions, compiled here.
fn special_table(pkg: &mut Package, ty: TypeId, generator: &mut dyn Generate) -> SymId {
    let short = pkg.types.link_name(ty);
    let name = format!("type..alg.{short}");
    let sym = pkg.syms.lookup(&name);
    if !pkg.descriptors.algs.insert(Name::new(&name)) {
        return sym;
    }
    pkg.demands.descriptor(&pkg.types, ty);
    generator.hash_and_eq(pkg, ty);
    let hash_func = format!("type..hash.{short}");
    let eq_func = format!("type..eq.{short}");
    let hash = closure(pkg, &format!("type..hashfunc.{short}"), &hash_func, None);
    let eq = closure(pkg, &format!("type..eqfunc.{short}"), &eq_func, None);
    debug_assert!(!descriptor::is_elsewhere(pkg, ty));
    pair(pkg, &name, hash, eq)
}
