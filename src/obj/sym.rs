//! Link symbols: what a listing is made of, and the order in which they are listed.
//!
//! A symbol is made by name at its first mention and may never be defined (imported functions).
//! *Registering* puts it on the text list or the data list; the listing prints those lists in
//! order (spec 30, sections 2 and 3). Lookup works from every thread; definition and registration
//! happen in the sequential parts of the driver only.

use std::sync::Mutex;

use rustc_hash::FxHashMap;
use sha2::Digest;

use crate::index::{PrimaryMap, SecondaryMap, entity_impl};
use crate::intern::Name;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymId(u32);
entity_impl!(SymId, "sym");

/// The kinds that a listing names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SymKind {
    #[default]
    None,
    Text,
    RoData,
    NoPtrData,
    Data,
    Bss,
    NoPtrBss,
    TlsBss,
    DwarfInfo,
    DwarfRange,
    DwarfLoc,
    DwarfMisc,
    AbiAlias,
}

impl SymKind {
    /// The name in a header line.
    pub fn listing_name(self) -> &'static str {
        match self {
            SymKind::None => "",
            SymKind::Text => "STEXT",
            SymKind::RoData => "SRODATA",
            SymKind::NoPtrData => "SNOPTRDATA",
            SymKind::Data => "SDATA",
            SymKind::Bss => "SBSS",
            SymKind::NoPtrBss => "SNOPTRBSS",
            SymKind::TlsBss => "STLSBSS",
            SymKind::DwarfInfo => "SDWARFINFO",
            SymKind::DwarfRange => "SDWARFRANGE",
            SymKind::DwarfLoc => "SDWARFLOC",
            SymKind::DwarfMisc => "SDWARFMISC",
            SymKind::AbiAlias => "SABIALIAS",
        }
    }
}

/// Relocation types by the number that a listing shows (spec 30, section 12).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum RelocKind {
    AbiAlias = 0,
    Addr = 1,
    AddrOff = 5,
    WeakAddrOff = 6,
    Call = 8,
    CallInd = 11,
    PcRel = 15,
    TlsLe = 16,
    TlsIe = 17,
    UseField = 22,
    MethodOff = 24,
    GotPcRel = 26,
    DwarfSecRef = 28,
    DwarfFileRef = 29,
    AddrCuOff = 50,
}

impl RelocKind {
    pub const ALL: [RelocKind; 14] = {
        use RelocKind::*;
        [
            AbiAlias,
            Addr,
            AddrOff,
            WeakAddrOff,
            Call,
            CallInd,
            PcRel,
            TlsLe,
            TlsIe,
            UseField,
            MethodOff,
            GotPcRel,
            DwarfSecRef,
            DwarfFileRef,
        ]
    };

    /// The kind with this number, other than `AddrCuOff`.
    pub fn from_number(number: u8) -> Option<RelocKind> {
        RelocKind::ALL.into_iter().find(|k| *k as u8 == number)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reloc {
    /// Byte offset in the symbol.
    pub offset: u32,
    /// Bytes covered.
    pub size: u8,
    pub kind: RelocKind,
    /// Absent for `CallInd`.
    pub target: Option<SymId>,
    pub addend: i64,
}

/// What a symbol holds.
#[derive(Clone, Debug, Default)]
pub struct SymData {
    pub kind: SymKind,
    pub dupok: bool,
    /// Not for the linker's symbol table under that name.
    pub local: bool,
    /// Printed size; may differ from `bytes.len()` (spec 30, section 4).
    pub size: i64,
    pub bytes: Vec<u8>,
    pub relocs: Vec<Reloc>,
}

impl SymData {
    /// Writes `value` little endian at `offset`, growing the bytes to the highest one written.
    pub fn put(&mut self, offset: usize, value: u64, width: usize) {
        self.put_bytes(offset, &value.to_le_bytes()[..width]);
    }

    pub fn put_bytes(&mut self, offset: usize, bytes: &[u8]) {
        let end = offset + bytes.len();
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[offset..end].copy_from_slice(bytes);
        self.size = self.size.max(end as i64);
    }

    /// Zero bytes at `offset` with a relocation to `target + addend`.
    pub fn put_reloc(
        &mut self,
        offset: usize,
        size: u8,
        kind: RelocKind,
        target: SymId,
        addend: i64,
    ) {
        self.put_bytes(offset, &[0u8; 8][..size as usize]);
        let target = Some(target);
        self.relocs.push(Reloc { offset: offset as u32, size, kind, target, addend });
    }
}

/// Name of the symbol with a string constant's bytes: the quoted text up to 100 bytes, else length
/// and hash (spec 33, section 3).
pub fn string_data_name(bytes: &[u8]) -> String {
    if bytes.len() <= 100 {
        return format!("go.string.{}", crate::quote::quote(bytes));
    }
    let mut name = format!("go.string..gostring.{}.", bytes.len());
    crate::quote::push_hex(&mut name, &sha2::Sha256::digest(bytes));
    name
}

/// All symbols of a compilation.
#[derive(Default)]
pub struct SymTab {
    names: boxcar::Vec<Name>,
    by_name: Mutex<FxHashMap<Name, SymId>>,
    data: SecondaryMap<SymId, SymData>,
    /// Functions in listing order, with their compiled form.
    pub text: Vec<SymId>,
    /// Data symbols in listing order.
    pub data_order: Vec<SymId>,
    registered: SecondaryMap<SymId, bool>,
    /// Compiled functions, filled by the back end.
    pub funcs: PrimaryMap<TextId, super::FuncText>,
    pub func_of: SecondaryMap<SymId, Option<TextId>>,
}

/// Index of a compiled function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(u32);
entity_impl!(TextId, "text");

impl SymTab {
    pub fn new() -> SymTab {
        SymTab::default()
    }

    /// The symbol called `name`, made at first mention.
    pub fn lookup(&self, name: &str) -> SymId {
        self.lookup_name(Name::new(name))
    }

    pub fn lookup_name(&self, name: Name) -> SymId {
        let mut by_name = self.by_name.lock().unwrap();
        *by_name.entry(name).or_insert_with(|| SymId(self.names.push(name) as u32))
    }

    pub fn name(&self, sym: SymId) -> Name {
        self.names[sym.0 as usize]
    }

    pub fn get(&self, sym: SymId) -> &SymData {
        &self.data[sym]
    }

    pub fn get_mut(&mut self, sym: SymId) -> &mut SymData {
        &mut self.data[sym]
    }

    /// The symbol with the bytes of a string constant, defined and registered at first mention.
    pub fn define_string(&mut self, bytes: &[u8]) -> SymId {
        let sym = self.lookup(&string_data_name(bytes));
        if self.register_data(sym) {
            let mut data = SymData { kind: SymKind::RoData, dupok: true, ..SymData::default() };
            data.put_bytes(0, bytes);
            *self.get_mut(sym) = data;
        }
        sym
    }

    pub fn is_registered(&self, sym: SymId) -> bool {
        self.registered[sym]
    }

    /// Puts a data symbol on the data list, once. Whether this was the first time.
    pub fn register_data(&mut self, sym: SymId) -> bool {
        if self.registered[sym] {
            return false;
        }
        self.registered[sym] = true;
        self.data_order.push(sym);
        true
    }

    /// Attaches the compiled form of a function.
    pub fn set_text(&mut self, text: super::FuncText) {
        let sym = text.sym.expect("assembled functions have a symbol");
        let id = self.funcs.push(text);
        self.func_of[sym] = Some(id);
    }

    /// Puts a function on the text list, once. Whether this was the first time.
    pub fn register_text(&mut self, sym: SymId) -> bool {
        if self.registered[sym] {
            return false;
        }
        self.registered[sym] = true;
        self.data[sym].kind = SymKind::Text;
        self.text.push(sym);
        true
    }
}
