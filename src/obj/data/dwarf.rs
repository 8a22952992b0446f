//! DWARF symbols of functions (spec 33, section 8).
//!
//! Every function has `go.info.F`, `go.range.F` and `go.isstmt.F`, and `go.loc.F` if location lists
//! are wanted. They are registered with the function, before its size is known, and defined once it
//! is assembled. With `-dwarf=false` only the function's own entry is described.

use crate::intern::Name;
use crate::obj::{RelocKind, SymData, SymId, SymKind};
use crate::package::Package;

/// Abbreviation code of a function that was never inlined in this compilation.
const FUNCTION: u8 = 3;
/// Frame base: one byte of expression, `DW_OP_call_frame_cfa`.
const FRAME_BASE: [u8; 2] = [1, 0x9c];
const EXTERNAL: u8 = 1;
const END_OF_CHILDREN: u8 = 0;

/// Name of the compilation unit's package: registered before anything else.
pub fn package_name(pkg: &mut Package) {
    let path = pkg.options.package_path.clone();
    let sym = pkg.syms.lookup(&format!("go.cuinfo.packagename.{path}"));
    pkg.syms.register_data(sym);
    let bytes = pkg.name.as_str().as_bytes().to_vec();
    // The bytes are set without the size.
    let data = SymData { kind: SymKind::DwarfInfo, dupok: true, bytes, ..SymData::default() };
    *pkg.syms.get_mut(sym) = data;
}

/// Registers a function's symbols, in the order of the listing.
pub fn register(pkg: &mut Package, link_name: Name, dupok: bool) {
    let mut kinds = vec![
        ("info", SymKind::DwarfInfo),
        ("range", SymKind::DwarfRange),
        ("isstmt", SymKind::DwarfMisc),
    ];
    if pkg.options.dwarf {
        kinds.insert(0, ("loc", SymKind::DwarfLoc));
    }
    for (part, kind) in kinds {
        let sym = symbol(pkg, part, link_name);
        pkg.syms.register_data(sym);
        *pkg.syms.get_mut(sym) = SymData { kind, dupok, ..SymData::default() };
    }
}

fn symbol(pkg: &Package, part: &str, link_name: Name) -> SymId {
    pkg.syms.lookup(&format!("go.{part}.{link_name}"))
}

/// Describes a function of `size` bytes declared in `file` (trimmed absolute name) without its
/// variables.
pub fn define_function(pkg: &mut Package, link_name: Name, size: u64, file: Name) {
    let info = symbol(pkg, "info", link_name);
    let text = pkg.syms.lookup_name(link_name);
    let file = pkg.syms.lookup(&format!("gofile..{file}"));
    let data = pkg.syms.get_mut(info);
    data.put(0, u64::from(FUNCTION), 1);
    data.put_bytes(1, link_name.as_str().as_bytes());
    let mut at = 1 + link_name.as_str().len();
    data.put(at, 0, 1);
    at += 1;
    data.put_reloc(at, 8, RelocKind::Addr, text, 0);
    data.put_reloc(at + 8, 8, RelocKind::Addr, text, size as i64);
    data.put_bytes(at + 16, &FRAME_BASE);
    data.put_reloc(at + 18, 4, RelocKind::DwarfFileRef, file, 0);
    data.put(at + 22, u64::from(EXTERNAL), 1);
    data.put(at + 23, u64::from(END_OF_CHILDREN), 1);
}
