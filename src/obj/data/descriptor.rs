//! Type descriptors byte by byte, and the order in which they and their parts are made (spec 33,
//! sections 3 and 4).

use super::gcmask::gc_data;
use super::name::{import_path, name_record};
use super::{Generate, alg};
use crate::obj::{RelocKind, SymData, SymId, SymKind};
use crate::package::Package;
use crate::types::layout::PTR_SIZE;
use crate::types::method_set::{self, Selected};
use crate::types::{Kind, PkgId, Type, TypeId};

/// Bytes of the header that every descriptor starts with.
const HEADER: usize = 48;
/// Bytes of the part that named types and types with methods have.
const UNCOMMON: usize = 16;
/// Bytes of an entry of the method array.
const METHOD: usize = 16;

const TFLAG_UNCOMMON: u64 = 1;
const TFLAG_EXTRA_STAR: u64 = 2;
const TFLAG_NAMED: u64 = 4;

const KIND_DIRECT_INTERFACE: u64 = 0x20;
const KIND_GC_PROGRAM: u64 = 0x40;

const MAP_INDIRECT_KEY: u64 = 1;
const MAP_INDIRECT_ELEM: u64 = 2;
const MAP_REFLEXIVE_KEY: u64 = 4;
const MAP_NEEDS_KEY_UPDATE: u64 = 8;
const MAP_HASH_MAY_PANIC: u64 = 16;

/// Number of a kind in descriptors.
fn kind_code(kind: Kind) -> u64 {
    use Kind::*;
    match kind {
        Bool => 1,
        Int => 2,
        Int8 => 3,
        Int16 => 4,
        Int32 => 5,
        Int64 => 6,
        Uint => 7,
        Uint8 => 8,
        Uint16 => 9,
        Uint32 => 10,
        Uint64 => 11,
        Uintptr => 12,
        Float32 => 13,
        Float64 => 14,
        Complex64 => 15,
        Complex128 => 16,
        Array => 17,
        Chan => 18,
        Func => 19,
        Interface => 20,
        Map => 21,
        Ptr => 22,
        Slice => 23,
        String => 24,
        Struct => 25,
        UnsafePtr => 26,
        other => panic!("no descriptor for kind {other:?}"),
    }
}

/// Generates queued types until none is left: all queued ones sorted by name, each with its pointer
/// type if it is named (spec 33, section 4.1).
pub fn drain_queue(pkg: &mut Package, generator: &mut dyn Generate) {
    if !std::mem::replace(&mut pkg.descriptors.declared_types_queued, true) {
        for ty in pkg.declared_types.clone() {
            pkg.demands.descriptor(&pkg.types, ty);
        }
    }
    loop {
        let queue = pkg.demands.take_types();
        if queue.is_empty() {
            return;
        }
        let mut sorted: Vec<(String, String, TypeId)> = queue
            .into_iter()
            .map(|ty| (pkg.types.descriptor_name(ty), pkg.types.display(ty), ty))
            .collect();
        sorted.sort();
        for (_, _, ty) in sorted {
            generate(pkg, ty, generator);
            if pkg.types.as_named(ty).is_some() {
                let ptr = pkg.types.ptr(ty);
                generate(pkg, ptr, generator);
            }
        }
    }
}

/// Generates the types that were asked for, in the order of asking.
pub fn drain_demanded(pkg: &mut Package, generator: &mut dyn Generate) {
    loop {
        let queue = pkg.demands.take_types();
        if queue.is_empty() {
            return;
        }
        for ty in queue {
            generate(pkg, ty, generator);
        }
    }
}

/// Whether the descriptor is another package's: the type, or what an unnamed pointer type points
/// to, is defined there or predeclared. Package runtime has the predeclared ones.
pub fn is_elsewhere(pkg: &Package, ty: TypeId) -> bool {
    let base = method_set::base(&pkg.types, ty);
    let in_runtime = pkg.is_runtime(PkgId::LOCAL);
    match pkg.types.get(base) {
        Type::Named(_) if in_runtime && base == pkg.types.error() => false,
        Type::Named(n) => pkg.types.named(*n).pkg != PkgId::LOCAL,
        Type::Basic(_) => !in_runtime,
        _ => false,
    }
}

/// The descriptor's symbol, generated unless it is another package's.
pub fn generate(pkg: &mut Package, ty: TypeId, generator: &mut dyn Generate) -> SymId {
    let ty = match ty {
        TypeId::BYTE => TypeId::UINT8,
        TypeId::RUNE => TypeId::INT32,
        _ => ty,
    };
    let sym = pkg.syms.lookup(&pkg.types.descriptor_name(ty));
    if !pkg.descriptors.descriptors.insert(sym) || is_elsewhere(pkg, ty) {
        return sym;
    }
    parts(pkg, ty, generator);
    let mut data = SymData::default();
    header(pkg, ty, &mut data, generator);
    body(pkg, ty, sym, &mut data, generator);
    let base = method_set::base(&pkg.types, ty);
    data.dupok = pkg.types.as_named(base).is_none();
    data.kind = SymKind::RoData;
    data.relocs.sort_by_key(|r| r.offset);
    pkg.syms.register_data(sym);
    *pkg.syms.get_mut(sym) = data;
    sym
}

/// Descriptors that this one refers to (spec 33, section 4.2, step 1).
fn parts(pkg: &mut Package, ty: TypeId, generator: &mut dyn Generate) {
    let parts: Vec<TypeId> = match pkg.types.under_get(ty).clone() {
        Type::Array { elem, .. } => vec![elem, pkg.types.slice(elem)],
        Type::Slice(elem) | Type::Ptr(elem) | Type::Chan { elem, .. } => vec![elem],
        Type::Func(sig) => {
            sig.recv.iter().chain(&sig.params).chain(&sig.results).copied().collect()
        }
        Type::Interface(methods) => {
            interface_wrappers(pkg, ty, generator);
            methods.iter().map(|m| m.ty).collect()
        }
        Type::Map { key, elem } => vec![key, elem, pkg.types.map_bucket(ty)],
        Type::Struct { fields, .. } => fields.iter().map(|f| f.ty).collect(),
        _ => Vec::new(),
    };
    for part in parts {
        generate(pkg, part, generator);
    }
}

/// Wrappers `I.M` for an interface type's methods.
pub fn interface_wrappers(pkg: &mut Package, iface: TypeId, generator: &mut dyn Generate) {
    for m in method_set::method_set(&pkg.types, iface) {
        method_symbol(pkg, iface, &m, generator);
    }
}

/// The methods that the descriptor of `ty` lists: an interface type's are no methods of a value.
fn listed_methods(pkg: &Package, ty: TypeId) -> Vec<Selected> {
    if pkg.types.is_interface(ty) { Vec::new() } else { method_set::method_set(&pkg.types, ty) }
}

/// Wrappers for every method of `ty` that needs one, on the type that interfaces hold and on `ty`
/// itself (spec 33, section 5.2).
pub fn method_wrappers(
    pkg: &mut Package,
    ty: TypeId,
    generator: &mut dyn Generate,
) -> Vec<Selected> {
    let methods = listed_methods(pkg, ty);
    let held = held_type(pkg, ty);
    for m in &methods {
        method_symbol(pkg, held, m, generator);
        method_symbol(pkg, ty, m, generator);
    }
    methods
}

/// Receiver type of the methods in an itab: `ty` if an interface holds it directly, else `*ty`.
pub fn held_type(pkg: &Package, ty: TypeId) -> TypeId {
    if pkg.types.is_direct_interface(ty) || pkg.types.is_interface(ty) {
        ty
    } else {
        pkg.types.ptr(ty)
    }
}

/// The symbol of method `m` on receiver `recv`; its wrapper is made at the first request.
fn method_symbol(
    pkg: &mut Package,
    recv: TypeId,
    m: &Selected,
    generator: &mut dyn Generate,
) -> SymId {
    let name = method_set::link_name(&pkg.types, recv, m.name, m.pkg);
    if pkg.descriptors.methods.insert(name) && needs_wrapper(pkg, recv, m) {
        generator.wrapper(pkg, recv, m, name);
    }
    pkg.syms.lookup_name(name)
}

/// Whether method `m` on `recv` is made here: it is not the declared one, and it is not left to the
/// package that declares it (spec 33, section 5.2).
fn needs_wrapper(pkg: &Package, recv: TypeId, m: &Selected) -> bool {
    let types = &pkg.types;
    let elsewhere = |ty| types.as_named(ty).is_some_and(|n| n.pkg != PkgId::LOCAL);
    if m.interface_index.is_some() && m.path.is_empty() {
        // `I.M`; that of `error` may be needed anywhere.
        return !elsewhere(recv) || recv == types.error();
    }
    if m.interface_index.is_some() || !m.path.is_empty() {
        return true;
    }
    let declared = if m.ptr_recv { types.ptr(m.owner) } else { m.owner };
    recv != declared && !elsewhere(m.owner)
}

/// Whether the type has a name of its own (predeclared ones have, too).
fn is_named(pkg: &Package, ty: TypeId) -> bool {
    matches!(pkg.types.get(ty), Type::Named(_) | Type::Basic(_))
}

/// The package whose name an uncommon part gives: of the type, or of an unnamed type's element.
fn type_package(pkg: &Package, ty: TypeId) -> Option<PkgId> {
    let base = match pkg.types.get(ty) {
        Type::Array { elem, .. } | Type::Slice(elem) | Type::Ptr(elem) => *elem,
        Type::Chan { elem, .. } => *elem,
        _ => ty,
    };
    let named = pkg.types.as_named(base)?;
    (named.pkg != PkgId::BUILTIN).then_some(named.pkg)
}

fn header(pkg: &mut Package, ty: TypeId, data: &mut SymData, generator: &mut dyn Generate) {
    let (alg_sym, alg_addend) = alg::table(pkg, ty, generator);
    let is_ptr = pkg.types.kind(ty) == Kind::Ptr;
    let ptr_to_this = (!is_ptr || pkg.types.is_ptr_elem(ty)).then(|| {
        let ptr = pkg.types.ptr(ty);
        let strong = is_named(pkg, ty) || !method_wrappers(pkg, ptr, generator).is_empty();
        (generate(pkg, ptr, generator), strong)
    });
    let gc = gc_data(pkg, ty);
    let has_uncommon = is_named(pkg, ty) || !method_wrappers(pkg, ty, generator).is_empty();
    let name = pkg.types.reflect_name(ty);
    let (name, extra_star) =
        if name.starts_with('*') { (name, false) } else { (format!("*{name}"), true) };
    // Link symbols of names tell exported types apart; so do records.
    let exported = {
        let subject = if extra_star { ty } else { pkg.types.elem(ty) };
        pkg.types.as_named(subject).is_some_and(|n| n.name.is_exported())
    };
    let str_sym = name_record(pkg, &name, "", exported, None);
    let tflag = if has_uncommon { TFLAG_UNCOMMON } else { 0 }
        | if extra_star { TFLAG_EXTRA_STAR } else { 0 }
        | if is_named(pkg, ty) { TFLAG_NAMED } else { 0 };
    let layout = pkg.types.layout(ty);
    let kind = kind_code(pkg.types.kind(ty))
        | if pkg.types.is_direct_interface(ty) { KIND_DIRECT_INTERFACE } else { 0 }
        | if gc.is_program { KIND_GC_PROGRAM } else { 0 };
    data.put(0, layout.size as u64, 8);
    data.put(8, gc.ptrdata as u64, 8);
    data.put(16, u64::from(pkg.types.hash(ty)), 4);
    data.put(20, tflag, 1);
    data.put(21, layout.align as u64, 1);
    data.put(22, layout.align as u64, 1);
    data.put(23, kind, 1);
    data.put_reloc(24, 8, RelocKind::Addr, alg_sym, alg_addend);
    data.put_reloc(32, 8, RelocKind::Addr, gc.sym, 0);
    data.put_reloc(40, 4, RelocKind::AddrOff, str_sym, 0);
    match ptr_to_this {
        Some((sym, true)) => data.put_reloc(44, 4, RelocKind::AddrOff, sym, 0),
        Some((sym, false)) => data.put_reloc(44, 4, RelocKind::WeakAddrOff, sym, 0),
        None => data.put(44, 0, 4),
    }
}

/// Whether the descriptor has an uncommon part.
fn has_uncommon(pkg: &Package, ty: TypeId) -> bool {
    is_named(pkg, ty) || !listed_methods(pkg, ty).is_empty()
}

/// The kind-specific part, the uncommon part, and the arrays (spec 33, sections 3.2 and 3.5).
fn body(
    pkg: &mut Package,
    ty: TypeId,
    sym: SymId,
    data: &mut SymData,
    generator: &mut dyn Generate,
) {
    let uncommon = if has_uncommon(pkg, ty) { UNCOMMON } else { 0 };
    let w = PTR_SIZE as usize;
    // Appends the address of a part's descriptor at `at`.
    macro_rules! descriptor_at {
        ($at:expr, $part:expr) => {{
            let part = generate(pkg, $part, generator);
            data.put_reloc($at, 8, RelocKind::Addr, part, 0);
        }};
    }
    match pkg.types.under_get(ty).clone() {
        Type::Array { elem, len, .. } => {
            descriptor_at!(HEADER, elem);
            let slice = pkg.types.slice(elem);
            descriptor_at!(HEADER + w, slice);
            data.put(HEADER + 2 * w, len as u64, 8);
            uncommon_part(pkg, ty, HEADER + 3 * w, 0, data, generator);
        }
        Type::Slice(elem) | Type::Ptr(elem) => {
            descriptor_at!(HEADER, elem);
            uncommon_part(pkg, ty, HEADER + w, 0, data, generator);
        }
        Type::Chan { elem, dir } => {
            descriptor_at!(HEADER, elem);
            data.put(HEADER + w, dir as u64, 8);
            uncommon_part(pkg, ty, HEADER + 2 * w, 0, data, generator);
        }
        Type::Func(sig) => {
            let variadic = if sig.variadic { 1 << 15 } else { 0 };
            let n_in = sig.params.len() + usize::from(sig.recv.is_some());
            data.put(HEADER, n_in as u64, 2);
            data.put(HEADER + 2, sig.results.len() as u64 | variadic, 2);
            // Padding: written only if something follows.
            data.size = (HEADER + w) as i64;
            let array = (n_in + sig.results.len()) * w;
            uncommon_part(pkg, ty, HEADER + w, array, data, generator);
            let mut at = HEADER + w + uncommon;
            for part in sig.recv.iter().chain(&sig.params).chain(&sig.results) {
                descriptor_at!(at, *part);
                at += w;
            }
            method_array(pkg, ty, at, data, generator);
            return;
        }
        Type::Interface(methods) => {
            match pkg.types.as_named(ty).map(|n| n.pkg).filter(|&p| p != PkgId::BUILTIN) {
                Some(p) => {
                    let path = import_path(pkg, p);
                    data.put_reloc(HEADER, 8, RelocKind::Addr, path, 0);
                }
                None => data.put(HEADER, 0, 8),
            }
            self_slice(data, sym, HEADER + w, uncommon, methods.len());
            uncommon_part(pkg, ty, HEADER + 4 * w, methods.len() * 8, data, generator);
            let mut at = HEADER + 4 * w + uncommon;
            for m in &methods {
                let exported = m.name.is_exported();
                let own = type_package(pkg, ty);
                let foreign = !exported && own != Some(m.pkg) && m.pkg != PkgId::BUILTIN;
                let qualifier = foreign.then_some(m.pkg);
                let name = name_record(pkg, m.name.as_str(), "", exported, qualifier);
                data.put_reloc(at, 4, RelocKind::AddrOff, name, 0);
                let method_ty = generate(pkg, m.ty, generator);
                data.put_reloc(at + 4, 4, RelocKind::AddrOff, method_ty, 0);
                at += 8;
            }
            method_array(pkg, ty, at, data, generator);
            return;
        }
        Type::Map { key, elem } => {
            descriptor_at!(HEADER, key);
            descriptor_at!(HEADER + w, elem);
            let bucket = pkg.types.map_bucket(ty);
            descriptor_at!(HEADER + 2 * w, bucket);
            let max = crate::types::maps::MAX_INLINE;
            let mut flags = 0;
            let mut slot_size = |size: i64, flag| {
                if size > max {
                    flags |= flag;
                    PTR_SIZE as u64
                } else {
                    size as u64
                }
            };
            data.put(HEADER + 3 * w, slot_size(pkg.types.size(key), MAP_INDIRECT_KEY), 1);
            data.put(HEADER + 3 * w + 1, slot_size(pkg.types.size(elem), MAP_INDIRECT_ELEM), 1);
            data.put(HEADER + 3 * w + 2, pkg.types.size(bucket) as u64, 2);
            for (set, flag) in [
                (pkg.types.is_reflexive(key), MAP_REFLEXIVE_KEY),
                (pkg.types.needs_key_update(key), MAP_NEEDS_KEY_UPDATE),
                (pkg.types.hash_may_panic(key), MAP_HASH_MAY_PANIC),
            ] {
                flags |= if set { flag } else { 0 };
            }
            data.put(HEADER + 3 * w + 4, flags, 4);
            uncommon_part(pkg, ty, HEADER + 4 * w, 0, data, generator);
        }
        Type::Struct { fields, .. } => {
            let owner = fields.iter().find(|f| !f.name.is_exported()).map(|f| f.pkg);
            match owner {
                Some(p) => {
                    let path = import_path(pkg, p);
                    data.put_reloc(HEADER, 8, RelocKind::Addr, path, 0);
                }
                None => data.put(HEADER, 0, 8),
            }
            self_slice(data, sym, HEADER + w, uncommon, fields.len());
            uncommon_part(pkg, ty, HEADER + 4 * w, fields.len() * 3 * w, data, generator);
            let mut at = HEADER + 4 * w + uncommon;
            for (i, f) in fields.iter().enumerate() {
                let tag = f.tag.map_or("", |t| t.as_str());
                let name = name_record(pkg, f.name.as_str(), tag, f.name.is_exported(), None);
                data.put_reloc(at, 8, RelocKind::Addr, name, 0);
                descriptor_at!(at + w, f.ty);
                let offset = pkg.types.field_offset(ty, i) as u64;
                data.put(at + 2 * w, offset << 1 | u64::from(f.embedded), 8);
                at += 3 * w;
            }
            method_array(pkg, ty, at, data, generator);
            return;
        }
        _ => uncommon_part(pkg, ty, HEADER, 0, data, generator),
    }
    let end = data.bytes.len();
    method_array(pkg, ty, end, data, generator);
}

/// A slice header that points into the descriptor itself, past the uncommon part.
fn self_slice(data: &mut SymData, sym: SymId, at: usize, uncommon: usize, len: usize) {
    let w = PTR_SIZE as usize;
    let array = at + 3 * w + uncommon;
    data.put_reloc(at, 8, RelocKind::Addr, sym, array as i64);
    data.put(at + w, len as u64, 8);
    data.put(at + 2 * w, len as u64, 8);
}

/// The uncommon part at `at`; `array` is the size of the kind's trailing array. Makes the method
/// wrappers and the types of methods with their receiver first.
fn uncommon_part(
    pkg: &mut Package,
    ty: TypeId,
    at: usize,
    array: usize,
    data: &mut SymData,
    generator: &mut dyn Generate,
) {
    if !has_uncommon(pkg, ty) {
        return;
    }
    let methods = method_wrappers(pkg, ty, generator);
    for m in &methods {
        let with_receiver = method_set::receiver_first(&pkg.types, ty, m.ty);
        generate(pkg, with_receiver, generator);
    }
    match type_package(pkg, ty) {
        Some(p) => {
            let path = import_path(pkg, p);
            data.put_reloc(at, 4, RelocKind::AddrOff, path, 0);
        }
        None => data.put(at, 0, 4),
    }
    let n_exported = methods.iter().filter(|m| m.name.is_exported()).count();
    data.put(at + 4, methods.len() as u64, 2);
    data.put(at + 6, n_exported as u64, 2);
    data.put(at + 8, (UNCOMMON + array) as u64, 4);
    data.put(at + 12, 0, 4);
}

/// The method array at `at`.
fn method_array(
    pkg: &mut Package,
    ty: TypeId,
    at: usize,
    data: &mut SymData,
    generator: &mut dyn Generate,
) {
    let held = held_type(pkg, ty);
    let own = type_package(pkg, ty);
    for (i, m) in listed_methods(pkg, ty).iter().enumerate() {
        let at = at + i * METHOD;
        let exported = m.name.is_exported();
        let qualifier = (!exported && own != Some(m.pkg)).then_some(m.pkg);
        let name = name_record(pkg, m.name.as_str(), "", exported, qualifier);
        data.put_reloc(at, 4, RelocKind::AddrOff, name, 0);
        let method_ty = generate(pkg, m.ty, generator);
        data.put_reloc(at + 4, 4, RelocKind::MethodOff, method_ty, 0);
        let in_interface = method_symbol(pkg, held, m, generator);
        data.put_reloc(at + 8, 4, RelocKind::MethodOff, in_interface, 0);
        let direct = method_symbol(pkg, ty, m, generator);
        data.put_reloc(at + 12, 4, RelocKind::MethodOff, direct, 0);
    }
}
