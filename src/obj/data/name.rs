//! Name records and import paths (spec 33, sections 1 and 3.6).

use crate::intern::Name;
use crate::obj::{RelocKind, SymData, SymId, SymKind};
use crate::package::Package;
use crate::types::PkgId;

const EXPORTED: u8 = 1;
const HAS_TAG: u8 = 2;
const HAS_PACKAGE: u8 = 4;

/// A read-only symbol, listed once, that several compilations may define.
pub(super) fn define_shared(pkg: &mut Package, sym: SymId, data: SymData) {
    if pkg.syms.register_data(sym) {
        *pkg.syms.get_mut(sym) = SymData { kind: SymKind::RoData, dupok: true, ..data };
    }
}

/// Flags, lengths and text of a name record, without a package.
fn record(name: &str, tag: &str, flags: u8) -> Vec<u8> {
    let mut bytes = vec![flags];
    bytes.extend_from_slice(&(name.len() as u16).to_be_bytes());
    bytes.extend_from_slice(name.as_bytes());
    if !tag.is_empty() {
        bytes.extend_from_slice(&(tag.len() as u16).to_be_bytes());
        bytes.extend_from_slice(tag.as_bytes());
    }
    bytes
}

/// The record of `name` with `tag` (may be empty). `qualifier`: the package of an unexported
/// method that belongs to another package than its type.
pub fn name_record(
    pkg: &mut Package,
    name: &str,
    tag: &str,
    exported: bool,
    qualifier: Option<PkgId>,
) -> SymId {
    let sym_name = match qualifier {
        Some(q) if pkg.options.lazy => {
            format!("type..namedata.\"\".{}.{name}-{tag}", pkg.types.pkg(q).prefix)
        }
        Some(_) => {
            let n = pkg.descriptors.n_qualified_names;
            pkg.descriptors.n_qualified_names += 1;
            format!("type..namedata.\"\".{n}")
        }
        None if name.is_empty() && exported => format!("type..namedata.-noname-exported.{tag}"),
        None if name.is_empty() => format!("type..namedata.-noname-unexported.{tag}"),
        None => format!("type..namedata.{name}{}{tag}", if exported { "." } else { "-" }),
    };
    let sym = pkg.syms.lookup(&sym_name);
    if pkg.syms.is_registered(sym) {
        return sym;
    }
    let mut flags = 0;
    for (bit, set) in
        [(EXPORTED, exported), (HAS_TAG, !tag.is_empty()), (HAS_PACKAGE, qualifier.is_some())]
    {
        flags |= if set { bit } else { 0 };
    }
    let bytes = record(name, tag, flags);
    let mut data = SymData { size: bytes.len() as i64, bytes, ..SymData::default() };
    if let Some(q) = qualifier {
        let path = import_path(pkg, q);
        let end = data.bytes.len();
        data.put_reloc(end, 4, RelocKind::AddrOff, path, 0);
    }
    define_shared(pkg, sym, data);
    sym
}

/// The symbol that holds a package's import path, defined at its first mention. Without `-p` the
/// package being compiled is only referred to.
pub fn import_path(pkg: &mut Package, id: PkgId) -> SymId {
    let info = pkg.types.pkg(id).clone();
    let sym = pkg.syms.lookup(&format!("type..importpath.{}.", info.prefix));
    if id != PkgId::LOCAL || info.path.as_str() != "" {
        let bytes = record(info.path.as_str(), "", 0);
        let data = SymData { size: bytes.len() as i64, bytes, ..SymData::default() };
        define_shared(pkg, sym, data);
    }
    sym
}

/// Paths of the imported packages, sorted, as far as they were not needed before (spec 30,
/// section 3, step 11).
pub fn imported_paths(pkg: &mut Package) {
    let mut ids: Vec<(Name, PkgId)> =
        pkg.imports.iter().map(|i| (pkg.types.pkg(i.pkg).path, i.pkg)).collect();
    ids.sort_by_key(|(path, _)| path.as_str());
    for (_, id) in ids {
        import_path(pkg, id);
    }
}
