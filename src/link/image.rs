//! The bytes of a program: symbols in their places, relocations applied, and what the linker adds.
//!
//! The linker defines the symbols that bound the parts (`runtime.text`, `runtime.etext`, ...), the
//! collector's bitmaps of package variables (`runtime.gcdata`, `runtime.gcbss`: one bit for each
//! word of data and bss), the list of itabs (`runtime.itabs` to `runtime.eitabs`), the function
//! table, and `runtime.firstmoduledata`, which holds all of these addresses.

use super::layout::{Layout, Part};
use super::object::{Object, Ref};
use super::pcln;
use super::reach::{Def, GlobalId, Program};
use crate::intern::Name;
use crate::obj::RelocKind;

/// Offset of g in thread-local storage.
const TLS_G: i32 = -8;
/// Fills the gaps between functions: INT3.
const TEXT_FILL: u8 = 0xcc;

/// Symbols at the start and the end of each part; types begin with read-only data.
const BOUNDS: [(&str, &str, Part); 7] = [
    ("runtime.text", "runtime.etext", Part::Text),
    ("runtime.types", "runtime.etypes", Part::Types),
    ("runtime.rodata", "runtime.erodata", Part::RoData),
    ("runtime.noptrdata", "runtime.enoptrdata", Part::NoPtrData),
    ("runtime.data", "runtime.edata", Part::Data),
    ("runtime.bss", "runtime.ebss", Part::Bss),
    ("runtime.noptrbss", "runtime.enoptrbss", Part::NoPtrBss),
];
/// Others of the linker's own.
const TABLES: [&str; 8] = [
    "runtime.end",
    "runtime.gcdata",
    "runtime.gcbss",
    "runtime.functab",
    "runtime.pclntab",
    "runtime.itabs",
    "runtime.eitabs",
    "runtime.firstmoduledata",
];

/// Defines the linker's symbols.
pub fn define(program: &mut Program) {
    for (start, end, _) in BOUNDS {
        program.define_by_linker(start);
        program.define_by_linker(end);
    }
    for name in TABLES {
        program.define_by_linker(name);
    }
}

/// A linked program.
pub struct Image {
    pub layout: Layout,
    /// Contents of the parts that have any: text, types and read-only data, noptrdata, data.
    pub parts: [Vec<u8>; 5],
    pub entry: u64,
    /// Functions in the function table.
    pub n_funcs: usize,
}

/// A problem that keeps a program from being linked.
#[derive(Debug)]
pub struct LinkError(pub String);

/// Links what is reached.
///
/// # Errors
/// A reference that cannot be expressed.
pub fn link(program: &Program, objects: &[&Object]) -> Result<Image, LinkError> {
    let mut layout = Layout::new(program, objects);
    let mut itabs: Vec<(&str, GlobalId)> = program
        .globals
        .iter()
        .filter(|(_, g)| g.reached && g.name.as_str().starts_with("go.itab."))
        .map(|(id, g)| (g.name.as_str(), id))
        .collect();
    itabs.sort();
    let masks = [Part::Data, Part::Bss].map(|part| bitmap(program, objects, &layout, part));
    let table = function_table(program, objects, &layout);
    let [data_mask_at, bss_mask_at] =
        [&masks[0], &masks[1]].map(|m| layout.append_rodata(m.len() as u64));
    let itabs_at = layout.append_rodata(8 * itabs.len() as u64);
    let records_at = layout.append_rodata(table.records.len() as u64);
    let pclntab_at = layout.append_rodata(table.data.len() as u64);
    let module_at = layout.append_data(8 * MODULE_WORDS as u64);
    layout.place();

    let rodata = layout.start(Part::RoData);
    let tables = [
        layout.end(Part::NoPtrBss),
        rodata + data_mask_at,
        rodata + bss_mask_at,
        rodata + records_at,
        rodata + pclntab_at,
        rodata + itabs_at,
        rodata + itabs_at + 8 * itabs.len() as u64,
        layout.start(Part::NoPtrData) + module_at,
    ];
    let bounds = BOUNDS.map(|(start, end, part)| {
        let from = if part == Part::RoData { Part::Types } else { part };
        [(start, layout.start(from)), (end, layout.end(part))]
    });
    for (name, address) in bounds.into_iter().flatten().chain(TABLES.into_iter().zip(tables)) {
        if let Some(g) = program.find(Name::new(name)) {
            layout.addresses[g] = address;
        }
    }

    let mut parts: [Vec<u8>; 5] = Default::default();
    for (i, part) in
        [Part::Text, Part::Types, Part::RoData, Part::NoPtrData, Part::Data].into_iter().enumerate()
    {
        parts[i] = contents(program, objects, &layout, part)?;
    }
    let mut put = |part: usize, at: u64, bytes: &[u8]| {
        parts[part][at as usize..at as usize + bytes.len()].copy_from_slice(bytes);
    };
    put(2, data_mask_at, &masks[0]);
    put(2, bss_mask_at, &masks[1]);
    put(2, records_at, &table.records);
    put(2, pclntab_at, &table.data);
    for (i, (_, g)) in itabs.iter().enumerate() {
        put(2, itabs_at + 8 * i as u64, &layout.addresses[*g].to_le_bytes());
    }
    let mut module: Vec<u64> = bounds.iter().flatten().map(|b| b.1).collect();
    module.extend([tables[0], tables[1], tables[2]]);
    module.extend([tables[3], table.len() as u64, tables[4], table.data.len() as u64]);
    module.extend([tables[5], itabs.len() as u64]);
    assert_eq!(module.len(), MODULE_WORDS);
    let module: Vec<u8> = module.iter().flat_map(|w| w.to_le_bytes()).collect();
    put(3, module_at, &module);
    let entry = program.find(Name::new(super::ENTRY)).map_or(0, |g| layout.addresses[g]);
    Ok(Image { layout, parts, entry, n_funcs: table.len() })
}

/// Words of `runtime.firstmoduledata`.
const MODULE_WORDS: usize = 2 * BOUNDS.len() + 9;

/// One bit for each word of `part`: whether it holds a pointer.
fn bitmap(program: &Program, objects: &[&Object], layout: &Layout, part: Part) -> Vec<u8> {
    let words = layout.sizes[part as usize] / 8;
    let mut bits = vec![0u8; words.div_ceil(8) as usize];
    for s in &layout.symbols[part as usize] {
        let Some(Def::Data(o, i)) = program.globals[s.global].def else { continue };
        for &(first, n) in &objects[o].data[i].pointers {
            let first = s.offset / 8 + u64::from(first);
            for word in first..first + u64::from(n) {
                bits[(word / 8) as usize] |= 1 << (word % 8);
            }
        }
    }
    bits
}

fn function_table(program: &Program, objects: &[&Object], layout: &Layout) -> pcln::Table {
    let offsets = layout.rodata_offsets();
    let offset_of = |name: Name| program.find(name).map_or(0, |g| offsets[g]);
    let mut table = pcln::Table::new();
    for s in &layout.symbols[Part::Text as usize] {
        if let Some(Def::Func(o, i)) = program.globals[s.global].def {
            table.add(&objects[o].funcs[i], s.offset, &offset_of);
        }
    }
    table.finish(layout.sizes[Part::Text as usize]);
    table
}

/// The bytes of a part.
fn contents(
    program: &Program,
    objects: &[&Object],
    layout: &Layout,
    part: Part,
) -> Result<Vec<u8>, LinkError> {
    let fill = if part == Part::Text { TEXT_FILL } else { 0 };
    let mut out = vec![fill; layout.sizes[part as usize] as usize];
    for s in &layout.symbols[part as usize] {
        let at = s.offset as usize;
        let (bytes, refs): (&[u8], &[Ref]) = match program.globals[s.global].def {
            Some(Def::Func(o, i)) => {
                let f = &objects[o].funcs[i];
                (&f.code, &f.refs)
            }
            Some(Def::Data(o, i)) => {
                let data = &objects[o].data[i];
                (&data.bytes, &data.refs)
            }
            Some(Def::Number(bits, size)) => {
                out[at..at + size as usize].copy_from_slice(&bits.to_le_bytes()[..size as usize]);
                continue;
            }
            Some(Def::Linker) | None => continue,
        };
        out[at..at + bytes.len()].copy_from_slice(bytes);
        for r in refs {
            relocate(program, layout, s.global, r, &mut out[at..])?;
        }
    }
    Ok(out)
}

/// Applies a relocation to the bytes that start with the symbol.
fn relocate(
    program: &Program,
    layout: &Layout,
    in_symbol: GlobalId,
    r: &Ref,
    bytes: &mut [u8],
) -> Result<(), LinkError> {
    let place = layout.addresses[in_symbol] + u64::from(r.offset);
    let target = r.target.and_then(|t| program.find(t));
    let address = target.map_or(0, |g| layout.addresses[g]);
    let reached = target.is_some_and(|g| program.globals[g].reached);
    let field = &mut bytes[r.offset as usize..][..r.size as usize];
    let value = (address as i64).wrapping_add(r.addend);
    let value = match r.kind {
        RelocKind::Addr => value,
        RelocKind::Call | RelocKind::PcRel => value - (place as i64 + i64::from(r.size)),
        RelocKind::AddrOff | RelocKind::WeakAddrOff | RelocKind::MethodOff => {
            if !reached {
                0
            } else if address < layout.end(Part::Text) {
                value - layout.start(Part::Text) as i64
            } else {
                value - layout.start(Part::Types) as i64
            }
        }
        RelocKind::TlsLe => i64::from(TLS_G) + r.addend,
        RelocKind::CallInd | RelocKind::UseField | RelocKind::AbiAlias => return Ok(()),
        kind => {
            let name = program.globals[in_symbol].name;
            return Err(LinkError(format!("{name}: relocation {kind:?} cannot be linked")));
        }
    };
    if r.size == 4 && i32::try_from(value).is_err() && u32::try_from(value).is_err() {
        let name = program.globals[in_symbol].name;
        return Err(LinkError(format!("{name}: relocation is out of range")));
    }
    field.copy_from_slice(&value.to_le_bytes()[..r.size as usize]);
    Ok(())
}
