//! ELF64 relocatable objects: the functions and data of a package for `objdump`, `readelf` and
//! linkers.
//!
//! Sections by kind: `.text`, `.rodata`, `.data` and `.bss`, their pointer-free parts `.noptrdata`
//! and `.noptrbss`, `.tbss`. Symbols have Go's names with the package's path for `""`; those that
//! several packages may define are weak. Relocations of gc that ELF has no type for are written as
//! the nearest one: an offset from the start of the types (`AddrOff`, `MethodOff`) as a 32-bit
//! address. Markers without bytes, DWARF and line tables are left out.

use object::write::{
    Object, Relocation, SectionId, StandardSection, Symbol, SymbolId, SymbolSection,
};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationFlags, SectionKind, SymbolFlags, SymbolKind,
    SymbolScope, elf,
};
use rustc_hash::FxHashMap;

use super::{Reloc, RelocKind, SymData, SymId, SymKind, SymTab};

/// Bytes between which functions start (Go's FuncAlign).
const FUNC_ALIGN: u64 = 16;
/// Largest alignment of data.
const DATA_ALIGN: u64 = 32;
/// The thread-local variable that `(TLS)` means.
const TLS_SYMBOL: &str = "runtime.tlsg";

/// Writes the object of a package with the import path `path`; `""` stays if it is empty.
///
/// # Errors
/// A text for the user if the object does not fit the format.
pub fn write(syms: &SymTab, path: &str) -> Result<Vec<u8>, String> {
    let format = BinaryFormat::Elf;
    let mut w = Writer {
        syms,
        path,
        object: Object::new(format, Architecture::X86_64, Endianness::Little),
        symbols: FxHashMap::default(),
        tls: None,
        special: Vec::new(),
    };
    let placed = w.define();
    for (place, relocs) in placed {
        for r in relocs {
            w.relocation(place, r)?;
        }
    }
    // The stack need not be executable.
    w.object.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    w.object.write().map_err(|e| format!("cannot make an object: {e}"))
}

struct Writer<'a> {
    syms: &'a SymTab,
    path: &'a str,
    object: Object<'static>,
    symbols: FxHashMap<SymId, SymbolId>,
    tls: Option<SymbolId>,
    /// Sections that are not of the standard ones, by name.
    special: Vec<(&'static str, SectionId)>,
}

/// Where a symbol's bytes are.
#[derive(Clone, Copy)]
struct Place {
    section: SectionId,
    offset: u64,
}

impl<'a> Writer<'a> {
    /// Defines all functions and data; their relocations wait until every symbol is known.
    fn define(&mut self) -> Vec<(Place, &'a [Reloc])> {
        let syms = self.syms;
        let mut placed = Vec::new();
        for &sym in &syms.text {
            let Some(id) = syms.func_of[sym] else { continue };
            let func = &syms.funcs[id];
            let section = self.object.section_id(StandardSection::Text);
            let data = syms.get(sym);
            let symbol = self.symbol(sym, SymbolKind::Text, func.flags.dupok, data.local);
            let offset = self.object.add_symbol_data(symbol, section, &func.code, FUNC_ALIGN);
            // INT $3 up to the next function.
            let filler = func.code.len().next_multiple_of(FUNC_ALIGN as usize) - func.code.len();
            self.object.append_section_data(section, &[0xcc; FUNC_ALIGN as usize][..filler], 1);
            placed.push((Place { section, offset }, &func.relocs[..]));
        }
        for &sym in &syms.data_order {
            let data = syms.get(sym);
            let Some(section) = self.section(data.kind) else { continue };
            let kind = match data.kind {
                SymKind::TlsBss => SymbolKind::Tls,
                _ => SymbolKind::Data,
            };
            let symbol = self.symbol(sym, kind, data.dupok, data.local);
            let align = alignment(self.syms.name(sym).as_str(), data);
            let size = data.size.max(0) as u64;
            let offset = if matches!(data.kind, SymKind::Bss | SymKind::NoPtrBss | SymKind::TlsBss)
            {
                self.object.add_symbol_bss(symbol, section, size, align)
            } else {
                let mut bytes = data.bytes.clone();
                bytes.resize(bytes.len().max(size as usize), 0);
                self.object.add_symbol_data(symbol, section, &bytes, align)
            };
            placed.push((Place { section, offset }, &data.relocs[..]));
        }
        placed
    }

    fn section(&mut self, kind: SymKind) -> Option<SectionId> {
        let special = |w: &mut Self, name: &'static str, kind| {
            if let Some(&(_, id)) = w.special.iter().find(|s| s.0 == name) {
                return Some(id);
            }
            let id = w.object.add_section(Vec::new(), name.as_bytes().to_vec(), kind);
            w.special.push((name, id));
            Some(id)
        };
        match kind {
            SymKind::RoData => Some(self.object.section_id(StandardSection::ReadOnlyData)),
            SymKind::Data => Some(self.object.section_id(StandardSection::Data)),
            SymKind::Bss => Some(self.object.section_id(StandardSection::UninitializedData)),
            SymKind::TlsBss => Some(self.object.section_id(StandardSection::UninitializedTls)),
            SymKind::NoPtrData => special(self, ".noptrdata", SectionKind::Data),
            SymKind::NoPtrBss => special(self, ".noptrbss", SectionKind::UninitializedData),
            SymKind::None
            | SymKind::Text
            | SymKind::DwarfInfo
            | SymKind::DwarfRange
            | SymKind::DwarfLoc
            | SymKind::DwarfMisc
            | SymKind::AbiAlias => None,
        }
    }

    fn name(&self, sym: SymId) -> Vec<u8> {
        let name = self.syms.name(sym).as_str();
        if self.path.is_empty() {
            return name.as_bytes().to_vec();
        }
        name.replace("\"\".", &format!("{}.", self.path)).into_bytes()
    }

    /// A symbol of this package.
    fn symbol(&mut self, sym: SymId, kind: SymbolKind, weak: bool, local: bool) -> SymbolId {
        let id = self.object.add_symbol(Symbol {
            name: self.name(sym),
            value: 0,
            size: 0,
            kind,
            scope: if local { SymbolScope::Compilation } else { SymbolScope::Dynamic },
            weak: weak && !local,
            section: SymbolSection::Undefined,
            flags: SymbolFlags::None,
        });
        self.symbols.insert(sym, id);
        id
    }

    /// The symbol that a relocation names, here or elsewhere.
    fn target(&mut self, sym: SymId) -> SymbolId {
        if let Some(&id) = self.symbols.get(&sym) {
            return id;
        }
        let name = self.name(sym);
        let id = self.undefined(name, SymbolKind::Unknown);
        self.symbols.insert(sym, id);
        id
    }

    fn undefined(&mut self, name: Vec<u8>, kind: SymbolKind) -> SymbolId {
        self.object.add_symbol(Symbol {
            name,
            value: 0,
            size: 0,
            kind,
            scope: SymbolScope::Unknown,
            weak: false,
            section: SymbolSection::Undefined,
            flags: SymbolFlags::None,
        })
    }

    fn relocation(&mut self, place: Place, r: &Reloc) -> Result<(), String> {
        // Relative ones count from the end of the field in Go, from its start in ELF.
        let (r_type, addend) = match r.kind {
            RelocKind::Addr if r.size == 8 => (elf::R_X86_64_64, r.addend),
            RelocKind::Addr
            | RelocKind::AddrOff
            | RelocKind::WeakAddrOff
            | RelocKind::MethodOff => (elf::R_X86_64_32, r.addend),
            RelocKind::Call => (elf::R_X86_64_PLT32, r.addend - 4),
            RelocKind::PcRel => (elf::R_X86_64_PC32, r.addend - 4),
            RelocKind::TlsLe => (elf::R_X86_64_TPOFF32, r.addend),
            RelocKind::TlsIe => (elf::R_X86_64_GOTTPOFF, r.addend - 4),
            RelocKind::GotPcRel => (elf::R_X86_64_GOTPCREL, r.addend - 4),
            RelocKind::AbiAlias
            | RelocKind::CallInd
            | RelocKind::UseField
            | RelocKind::DwarfSecRef
            | RelocKind::DwarfFileRef
            | RelocKind::AddrCuOff => return Ok(()),
        };
        let symbol = match (r.target, r.kind) {
            (Some(sym), _) => self.target(sym),
            (None, RelocKind::TlsLe | RelocKind::TlsIe) => match self.tls {
                Some(id) => id,
                None => {
                    let id = self.undefined(TLS_SYMBOL.into(), SymbolKind::Tls);
                    self.tls = Some(id);
                    id
                }
            },
            (None, _) => return Ok(()),
        };
        let flags = RelocationFlags::Elf { r_type };
        let offset = place.offset + u64::from(r.offset);
        let relocation = Relocation { offset, symbol, addend, flags };
        self.object.add_relocation(place.section, relocation).map_err(|e| e.to_string())
    }
}

/// Texts need none; other data is aligned as its size allows.
fn alignment(name: &str, data: &SymData) -> u64 {
    if name.starts_with("go.string.") || name.starts_with("type..namedata.") {
        return 1;
    }
    let size = data.size.max(1) as u64;
    (1 << size.ilog2()).min(DATA_ALIGN)
}
