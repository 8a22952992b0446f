//! Addresses.
//!
//! ```text
//! 0x400000  ELF and program headers
//! 0x401000  text
//!           read-only data: types, then the rest, then tables of the linker's own
//!           noptrdata | data | bss | noptrbss
//! ```
//!
//! Offsets of type descriptors' names and types count from `runtime.types`, those of methods'
//! code from `runtime.text`. Offset 0 means "none".

use super::object::Object;
use super::reach::{Def, GlobalId, Program};
use crate::index::SecondaryMap;
use crate::obj::SymKind;

/// Where the file is mapped.
pub const BASE: u64 = 0x40_0000;
/// Where the text starts.
pub const TEXT: u64 = BASE + PAGE;
/// Segments start on pages.
pub const PAGE: u64 = 0x1000;
/// Functions start at multiples of this.
const FUNC_ALIGN: u64 = 16;

/// The parts of a program, in order of address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    Text,
    Types,
    RoData,
    NoPtrData,
    Data,
    Bss,
    NoPtrBss,
}

pub const PARTS: [Part; 7] =
    [Part::Text, Part::Types, Part::RoData, Part::NoPtrData, Part::Data, Part::Bss, Part::NoPtrBss];

/// A symbol with its place.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    pub global: GlobalId,
    /// From the start of its part.
    pub offset: u64,
    pub size: u64,
}

#[derive(Default)]
pub struct Layout {
    /// By part.
    pub symbols: [Vec<Placed>; 7],
    /// Bytes of each part.
    pub sizes: [u64; 7],
    /// First address of each part, once [`Layout::place`] has run.
    pub starts: [u64; 7],
    /// Address of each symbol.
    pub addresses: SecondaryMap<GlobalId, u64>,
}

/// The part that a data symbol belongs to; thread-local ones have no place.
fn part_of(kind: SymKind, name: &str) -> Option<Part> {
    Some(match kind {
        SymKind::RoData if name.starts_with("type.") && !name.starts_with("type..alg") => {
            Part::Types
        }
        SymKind::RoData => Part::RoData,
        SymKind::NoPtrData => Part::NoPtrData,
        SymKind::Data => Part::Data,
        SymKind::Bss => Part::Bss,
        SymKind::NoPtrBss => Part::NoPtrBss,
        _ => return None,
    })
}

/// Alignment of a data symbol of `size` bytes.
fn alignment(name: &str, part: Part, size: u64) -> u64 {
    if name.starts_with("go.string.") || name.starts_with("type..namedata.") {
        return 1;
    }
    let most = if matches!(part, Part::Types | Part::RoData) { 8 } else { 32 };
    let mut align = most;
    while align > size.max(1) {
        align /= 2;
    }
    // Structures of odd sizes may hold words.
    align
}

pub fn align_up(n: u64, align: u64) -> u64 {
    n.div_ceil(align) * align
}

impl Layout {
    /// Gives every linked symbol its place in its part: functions in the order of packages and of
    /// their names, data by name.
    pub fn new(program: &Program, objects: &[&Object]) -> Layout {
        let mut layout = Layout::default();
        let mut funcs = Vec::new();
        let mut data: [Vec<(&'static str, GlobalId, u64)>; 7] = Default::default();
        for (g, global) in program.globals.iter().filter(|(_, g)| g.reached) {
            let name = global.name.as_str();
            match global.def {
                Some(Def::Func(o, i)) => funcs.push((o, name, g, objects[o].funcs[i].code.len())),
                Some(Def::Data(o, i)) => {
                    let from = &objects[o].data[i];
                    if let Some(part) = part_of(from.kind, name) {
                        data[part as usize].push((name, g, from.size));
                    }
                }
                Some(Def::Number(_, size)) => {
                    data[Part::RoData as usize].push((name, g, u64::from(size)));
                }
                Some(Def::Linker) | None => {}
            }
        }
        funcs.sort();
        let mut at = 0;
        for (_, _, global, size) in funcs {
            at = align_up(at, FUNC_ALIGN);
            let size = size as u64;
            layout.symbols[0].push(Placed { global, offset: at, size });
            at += size;
        }
        layout.sizes[0] = at;
        for part in &PARTS[1..] {
            let symbols = &mut data[*part as usize];
            symbols.sort_by_key(|s| s.0);
            // Nothing is at offset 0 of the types.
            let mut at = if *part == Part::Types { 8 } else { 0 };
            for &(name, global, size) in symbols.iter() {
                at = align_up(at, alignment(name, *part, size));
                layout.symbols[*part as usize].push(Placed { global, offset: at, size });
                at += size;
            }
            layout.sizes[*part as usize] = align_up(at, 8);
        }
        layout
    }

    /// Distance of a read-only symbol from the start of read-only data.
    pub fn rodata_offsets(&self) -> SecondaryMap<GlobalId, u32> {
        let mut offsets = SecondaryMap::new();
        for (part, base) in [(Part::Types, 0), (Part::RoData, self.sizes[Part::Types as usize])] {
            for s in &self.symbols[part as usize] {
                offsets[s.global] = (base + s.offset) as u32;
            }
        }
        offsets
    }

    /// Adds `size` bytes of the linker's own to the end of read-only data; their offset in it.
    pub fn append_rodata(&mut self, size: u64) -> u64 {
        let end = &mut self.sizes[Part::RoData as usize];
        let at = align_up(*end, 8);
        *end = at + size;
        at
    }

    /// Adds `size` bytes of the linker's own to the end of noptrdata.
    pub fn append_data(&mut self, size: u64) -> u64 {
        let end = &mut self.sizes[Part::NoPtrData as usize];
        let at = align_up(*end, 8);
        *end = at + size;
        at
    }

    /// Fixes the addresses.
    pub fn place(&mut self) {
        let mut at = TEXT;
        for part in PARTS {
            let i = part as usize;
            at = match part {
                Part::Text => at,
                Part::Types | Part::NoPtrData => align_up(at, PAGE),
                _ => align_up(at, 32),
            };
            // Read-only data is one piece.
            if part == Part::RoData {
                at = self.starts[Part::Types as usize] + self.sizes[Part::Types as usize];
            }
            self.starts[i] = at;
            for s in &self.symbols[i] {
                self.addresses[s.global] = at + s.offset;
            }
            at += self.sizes[i];
        }
    }

    pub fn start(&self, part: Part) -> u64 {
        self.starts[part as usize]
    }

    pub fn end(&self, part: Part) -> u64 {
        self.starts[part as usize] + self.sizes[part as usize]
    }
}
