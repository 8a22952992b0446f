//! DWARF symbols of functions (spec 33, section 8).
//!
//! Every function has `go.info.F`, `go.range.F` and `go.isstmt.F`, and `go.loc.F` if DWARF is wanted.
//! They are registered with the function, before its code exists, and defined once it is
//! assembled. With `-dwarf=false` only the function's own entry is described.
//!
//! `isstmt` marks statements, `scope` nests variables and code in blocks, `variable` describes
//! variables, `inline` expanded calls and the abstract functions that they refer to.

mod inline;
mod isstmt;
mod leb;
mod range;
mod scope;
pub mod variable;

pub use inline::{define_abstracts, register_abstract};

use crate::intern::Name;
use crate::obj::{FuncText, RelocKind, SymData, SymId, SymKind};
use crate::package::Package;
use crate::tree::FuncId;
use variable::Variable;

/// Abbreviation codes (spec 33, section 8.2).
mod code {
    pub const FUNCTION: u8 = 3;
    pub const ABSTRACT_FUNCTION: u8 = 4;
    pub const CONCRETE_FUNCTION: u8 = 5;
    pub const INLINED_ONE_RANGE: u8 = 6;
    pub const INLINED_RANGES: u8 = 7;
    pub const LOCAL: u8 = 0x0a;
    pub const LOCAL_LIST: u8 = 0x0b;
    pub const LOCAL_ABSTRACT: u8 = 0x0c;
    pub const LOCAL_CONCRETE: u8 = 0x0d;
    pub const LOCAL_CONCRETE_LIST: u8 = 0x0e;
    pub const PARAM: u8 = 0x0f;
    pub const PARAM_LIST: u8 = 0x10;
    pub const PARAM_ABSTRACT: u8 = 0x11;
    pub const PARAM_CONCRETE: u8 = 0x12;
    pub const PARAM_CONCRETE_LIST: u8 = 0x13;
    pub const BLOCK_RANGES: u8 = 0x14;
    pub const BLOCK: u8 = 0x15;
    pub const END_OF_CHILDREN: u8 = 0;
}

/// Frame base: one byte of expression, `DW_OP_call_frame_cfa`.
const FRAME_BASE: [u8; 2] = [1, 0x9c];
const EXTERNAL: u8 = 1;

/// Bytes and relocations of a symbol as they are appended.
#[derive(Default)]
struct Writer {
    data: SymData,
}

impl Writer {
    fn len(&self) -> usize {
        self.data.bytes.len()
    }

    fn byte(&mut self, b: u8) {
        self.bytes(&[b]);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let end = self.len();
        self.data.put_bytes(end, bytes);
    }

    /// A NUL-terminated string.
    fn string(&mut self, s: &str) {
        self.bytes(s.as_bytes());
        self.byte(0);
    }

    fn word(&mut self, n: u64) {
        self.bytes(&n.to_le_bytes());
    }

    fn reloc(&mut self, size: u8, kind: RelocKind, target: SymId, addend: i64) {
        let end = self.len();
        self.data.put_reloc(end, size, kind, target, addend);
    }

    fn address(&mut self, target: SymId, addend: i64) {
        self.reloc(8, RelocKind::Addr, target, addend);
    }

    /// A reference into another DWARF symbol.
    fn reference(&mut self, target: SymId, offset: usize) {
        self.reloc(4, RelocKind::DwarfSecRef, target, offset as i64);
    }
}

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

/// Gives a registered symbol its contents.
fn define(pkg: &mut Package, sym: SymId, data: SymData) {
    let registered = pkg.syms.get(sym);
    let (kind, dupok) = (registered.kind, registered.dupok);
    *pkg.syms.get_mut(sym) = SymData { kind, dupok, ..data };
}

/// Defines the symbols of an assembled function. `vars` are its variables in the order of spec 33,
/// section 8.3; they are looked at only if DWARF is wanted.
pub fn define_function(pkg: &mut Package, func: FuncId, text: &FuncText, vars: Vec<Variable>) {
    let link_name = pkg.tree.funcs[func].link_name;
    let text_sym = pkg.syms.lookup_name(link_name);
    let size = text.code.len() as i64;
    let pos = text.progs.first().map_or(pkg.tree.funcs[func].pos, |p| p.pos);
    let file = pkg.sources.base(pos.base()).abs_file;
    let file = pkg.syms.lookup(&format!("gofile..{file}"));
    let abstract_sym = pkg.options.dwarf.then(|| inline::abstract_of(pkg, link_name)).flatten();
    let mut info = Writer::default();
    match abstract_sym {
        Some(sym) => {
            info.byte(code::CONCRETE_FUNCTION);
            info.reference(sym, 0);
        }
        None => {
            info.byte(code::FUNCTION);
            info.string(link_name.as_str());
        }
    }
    info.address(text_sym, 0);
    info.address(text_sym, size);
    info.bytes(&FRAME_BASE);
    if abstract_sym.is_none() {
        info.reloc(4, RelocKind::DwarfFileRef, file, 0);
        info.byte(EXTERNAL);
    }
    if pkg.options.dwarf {
        let mut loc = Writer::default();
        let mut ranges = range::Ranges::new(pkg, text_sym);
        scope::write(pkg, func, text, &vars, &mut info, &mut loc, &mut ranges);
        inline::write_calls(pkg, func, text, &vars, &mut info, &mut loc, &mut ranges);
        let statements = isstmt::table(text);
        // The table's size is not recorded.
        let data = SymData { bytes: statements, ..SymData::default() };
        let sym = symbol(pkg, "isstmt", link_name);
        define(pkg, sym, data);
        for (part, data) in [("loc", loc.data), ("range", ranges.finish())] {
            let sym = symbol(pkg, part, link_name);
            define(pkg, sym, data);
        }
    }
    info.byte(code::END_OF_CHILDREN);
    let sym = symbol(pkg, "info", link_name);
    define(pkg, sym, info.data);
}
