//! A linked program as an ELF64 executable: program headers for the kernel, sections and a symbol
//! table for debuggers.

use super::image::Image;
use super::layout::{BASE, PAGE, Part};
use super::reach::Program;

const HEADER: usize = 64;
const PROGRAM_HEADER: usize = 56;
const SECTION_HEADER: usize = 64;

const READ: u32 = 4;
const WRITE: u32 = 2;
const EXECUTE: u32 = 1;

const PT_LOAD: u32 = 1;
const PT_GNU_STACK: u32 = 0x6474_e551;

/// A section that is loaded.
struct Section {
    name: &'static str,
    /// SHT_PROGBITS or SHT_NOBITS.
    kind: u32,
    flags: u64,
    address: u64,
    offset: u64,
    size: u64,
}

/// Writes the executable.
pub fn write(program: &Program, image: &Image) -> Vec<u8> {
    let l = &image.layout;
    let mut out = vec![0; PAGE as usize];
    // Text.
    out.extend(&image.parts[0]);
    let text_end = out.len() as u64;
    // Addresses and file offsets agree modulo pages.
    let pad = |out: &mut Vec<u8>, address: u64| {
        while (out.len() as u64 + BASE) % PAGE != address % PAGE {
            out.push(0);
        }
    };
    pad(&mut out, l.start(Part::Types));
    let rodata_at = out.len() as u64;
    out.extend(&image.parts[1]);
    out.extend(&image.parts[2]);
    let rodata_size = out.len() as u64 - rodata_at;
    pad(&mut out, l.start(Part::NoPtrData));
    let data_at = out.len() as u64;
    out.extend(&image.parts[3]);
    let gap = l.start(Part::Data) - l.end(Part::NoPtrData);
    out.extend(std::iter::repeat_n(0, gap as usize));
    out.extend(&image.parts[4]);
    let data_size = out.len() as u64 - data_at;
    let data_start = l.start(Part::NoPtrData);
    let bss_start = l.start(Part::Bss);
    let end = l.end(Part::NoPtrBss);

    let loads = [
        (READ | EXECUTE, 0, BASE, text_end, text_end),
        (READ, rodata_at, l.start(Part::Types), rodata_size, rodata_size),
        (READ | WRITE, data_at, data_start, data_size, end - data_start),
    ];
    const PROGBITS: u32 = 1;
    const NOBITS: u32 = 8;
    let sections = [
        Section {
            name: ".text",
            kind: PROGBITS,
            flags: 6,
            address: l.start(Part::Text),
            offset: PAGE,
            size: l.sizes[0],
        },
        Section {
            name: ".rodata",
            kind: PROGBITS,
            flags: 2,
            address: l.start(Part::Types),
            offset: rodata_at,
            size: rodata_size,
        },
        Section {
            name: ".data",
            kind: PROGBITS,
            flags: 3,
            address: data_start,
            offset: data_at,
            size: data_size,
        },
        Section {
            name: ".bss",
            kind: NOBITS,
            flags: 3,
            address: bss_start,
            offset: data_at + data_size,
            size: end - bss_start,
        },
    ];
    let (symbols, strings, n_local) = symbol_table(program, image);
    while !out.len().is_multiple_of(8) {
        out.push(0);
    }
    let symtab_at = out.len() as u64;
    out.extend(&symbols);
    let strtab_at = out.len() as u64;
    out.extend(&strings);
    let mut names = vec![0u8];
    let mut name = |text: &str| {
        let at = names.len() as u32;
        names.extend(text.as_bytes());
        names.push(0);
        at
    };
    let mut headers = Vec::new();
    section_header(&mut headers, 0, 0, 0, [0; 3], 0, 0, 0, 0);
    for s in &sections {
        let at = [s.address, s.offset, s.size];
        section_header(&mut headers, name(s.name), s.kind, s.flags, at, 0, 0, 32, 0);
    }
    let at = [0, symtab_at, symbols.len() as u64];
    section_header(&mut headers, name(".symtab"), 2, 0, at, 6, n_local, 8, 24);
    let at = [0, strtab_at, strings.len() as u64];
    section_header(&mut headers, name(".strtab"), 3, 0, at, 0, 0, 1, 0);
    let own = name(".shstrtab");
    let at = [0, out.len() as u64, names.len() as u64];
    section_header(&mut headers, own, 3, 0, at, 0, 0, 1, 0);
    out.extend(&names);
    while !out.len().is_multiple_of(8) {
        out.push(0);
    }
    let headers_at = out.len() as u64;
    let n_sections = (headers.len() / SECTION_HEADER) as u16;
    out.extend(&headers);

    let mut head = Vec::with_capacity(HEADER + 4 * PROGRAM_HEADER);
    head.extend(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    head.extend(2u16.to_le_bytes()); // ET_EXEC
    head.extend(62u16.to_le_bytes()); // EM_X86_64
    head.extend(1u32.to_le_bytes());
    head.extend(image.entry.to_le_bytes());
    head.extend((HEADER as u64).to_le_bytes());
    head.extend(headers_at.to_le_bytes());
    head.extend(0u32.to_le_bytes());
    for half in [HEADER as u16, PROGRAM_HEADER as u16, 4, SECTION_HEADER as u16, n_sections] {
        head.extend(half.to_le_bytes());
    }
    head.extend((n_sections - 1).to_le_bytes());
    for (flags, offset, address, in_file, in_memory) in loads {
        head.extend(PT_LOAD.to_le_bytes());
        head.extend(flags.to_le_bytes());
        for word in [offset, address, address, in_file, in_memory, PAGE] {
            head.extend(word.to_le_bytes());
        }
    }
    head.extend(PT_GNU_STACK.to_le_bytes());
    head.extend((READ | WRITE).to_le_bytes());
    head.extend([0; 48]);
    out[..head.len()].copy_from_slice(&head);
    out
}

#[allow(clippy::too_many_arguments)] // the fields of the header, in its order
fn section_header(
    out: &mut Vec<u8>,
    name: u32,
    kind: u32,
    flags: u64,
    [address, offset, size]: [u64; 3],
    link: u32,
    info: u32,
    align: u64,
    entry: u64,
) {
    out.extend(name.to_le_bytes());
    out.extend(kind.to_le_bytes());
    for word in [flags, address, offset, size] {
        out.extend(word.to_le_bytes());
    }
    out.extend(link.to_le_bytes());
    out.extend(info.to_le_bytes());
    out.extend(align.to_le_bytes());
    out.extend(entry.to_le_bytes());
}

/// Symbols and their names; how many are local (all of them, and the empty one).
fn symbol_table(program: &Program, image: &Image) -> (Vec<u8>, Vec<u8>, u32) {
    let mut symbols = vec![0; 24];
    let mut strings = vec![0u8];
    let l = &image.layout;
    // Index of the section by part.
    let section = [1u16, 2, 2, 3, 3, 4, 4];
    for (part, list) in l.symbols.iter().enumerate() {
        for s in list {
            let name = program.globals[s.global].name.as_str();
            // String constants and stack maps would only be noise.
            if name.starts_with("go.string.") || name.starts_with("gclocals·") {
                continue;
            }
            symbols.extend((strings.len() as u32).to_le_bytes());
            strings.extend(name.as_bytes());
            strings.push(0);
            symbols.push(if part == 0 { 2 } else { 1 });
            symbols.push(0);
            symbols.extend(section[part].to_le_bytes());
            symbols.extend(l.addresses[s.global].to_le_bytes());
            symbols.extend(s.size.to_le_bytes());
        }
    }
    let count = (symbols.len() / 24) as u32;
    (symbols, strings, count)
}
