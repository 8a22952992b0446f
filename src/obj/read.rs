//! Reads a listing back: `print(read(text)) == text`.
//!
//! The result holds what a listing shows and no more: which of several instructions at one pc a
//! jump means, and whether a named stack operand is a local or a parameter, is lost.

use rustc_hash::FxHashMap;

use super::listing::flag_words;
use super::prog::{As, Base, Mem, Operand, Prog, ProgId, TextFlags};
use super::{FuncText, Reloc, RelocKind, SymId, SymKind, SymTab};
use crate::index::EntityRef;
use crate::intern::Name;
use crate::source::{BaseId, LineDirective, Pos, PosBase, Sources};
use crate::ssa::reg::{self, Reg};

/// A listing that was read.
#[derive(Default)]
pub struct Listing {
    pub syms: SymTab,
    pub sources: Sources,
    /// Instructions that go9 has no mnemonic or operand form for, by function and index; in the
    /// function's list a `NOP` stands for each. Only [`read_lenient`] lets them pass.
    pub foreign: FxHashMap<(SymId, usize), String>,
}

/// A line that is no part of a listing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadLine {
    /// From 1.
    pub line: usize,
    pub text: String,
}

/// Reads a listing of Go 1.13.
pub fn read(text: &str) -> Result<Listing, BadLine> {
    read_with(text, false)
}

/// Reads a listing of Go 1.7 to 1.16: kinds of symbols, relocations and instructions that 1.13 does
/// not have are passed over or kept as text. Pieces of listings in other text are read as well, with
/// spaces for tabs, without headers, with remarks between the lines.
pub fn read_lenient(text: &str) -> Result<Listing, BadLine> {
    read_with(text, true)
}

fn read_with(text: &str, lenient: bool) -> Result<Listing, BadLine> {
    let mut reader = Reader {
        lenient,
        foreign: FxHashMap::default(),
        syms: SymTab::new(),
        sources: Sources::new(),
        bases: FxHashMap::default(),
        mnemonics: As::ALL.iter().map(|a| (a.name(), *a)).collect(),
        current: None,
    };
    let mut bad = None;
    for (i, line) in text.lines().enumerate() {
        if reader.line(line).is_none() && !(lenient && reader.piece(line).is_some()) {
            bad.get_or_insert(BadLine { line: i + 1, text: line.to_owned() });
            if !lenient {
                break;
            }
        }
    }
    reader.close();
    let is_listing = lenient && !(reader.syms.text.is_empty() && reader.syms.data_order.is_empty());
    if let Some(bad) = bad.filter(|_| !is_listing) {
        return Err(bad);
    }
    Ok(Listing { syms: reader.syms, sources: reader.sources, foreign: reader.foreign })
}

struct Reader {
    lenient: bool,
    foreign: FxHashMap<(SymId, usize), String>,
    syms: SymTab,
    sources: Sources,
    bases: FxHashMap<(Name, Option<(Name, u32, u32)>), BaseId>,
    mnemonics: FxHashMap<&'static str, As>,
    current: Option<Entry>,
}

/// The symbol whose lines are being read.
enum Entry {
    Text(SymId, FuncText),
    Data(SymId),
}

/// Kinds by name; the first fits a header without kind.
const KINDS: [SymKind; 13] = [
    SymKind::None,
    SymKind::Text,
    SymKind::RoData,
    SymKind::NoPtrData,
    SymKind::Data,
    SymKind::Bss,
    SymKind::NoPtrBss,
    SymKind::TlsBss,
    SymKind::DwarfInfo,
    SymKind::DwarfRange,
    SymKind::DwarfLoc,
    SymKind::DwarfMisc,
    SymKind::AbiAlias,
];

fn known_kind(word: &str) -> Option<SymKind> {
    KINDS[1..].iter().copied().find(|k| k.listing_name() == word)
}

const RELOC_KINDS: [RelocKind; 15] = [
    RelocKind::AbiAlias,
    RelocKind::Addr,
    RelocKind::AddrOff,
    RelocKind::WeakAddrOff,
    RelocKind::Call,
    RelocKind::CallInd,
    RelocKind::PcRel,
    RelocKind::TlsLe,
    RelocKind::TlsIe,
    RelocKind::UseField,
    RelocKind::MethodOff,
    RelocKind::GotPcRel,
    RelocKind::DwarfSecRef,
    RelocKind::DwarfFileRef,
    RelocKind::AddrCuOff,
];

impl Reader {
    fn line(&mut self, line: &str) -> Option<()> {
        let Some(rest) = line.strip_prefix('\t') else { return self.header(line) };
        if let Some(rest) = rest.strip_prefix("rel ") {
            let read = self.reloc(rest);
            return if self.lenient { Some(()) } else { read };
        }
        let (_, rest) = rest.strip_prefix("0x")?.split_once(' ')?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits >= 5 && rest[digits..].starts_with(" (") {
            let (pos, text) = rest[digits + 2..].split_once(")\t")?;
            let pc = rest[..digits].parse().ok()?;
            let pos = self.pos(pos)?;
            if self.instruction(pc, pos, text).is_none() {
                return self.foreign_instruction(pc, pos, text);
            }
            return Some(());
        }
        let bytes = rest.split("  ").next()?;
        let bytes: Option<Vec<u8>> =
            bytes.split(' ').map(|b| u8::from_str_radix(b, 16).ok()).collect();
        match self.current.as_mut()? {
            Entry::Text(_, func) => func.code.extend(bytes?),
            Entry::Data(sym) => self.syms.get_mut(*sym).bytes.extend(bytes?),
        }
        Some(())
    }

    /// An instruction of a listing that was copied into other text: blanks for tabs, and perhaps no
    /// header before it.
    fn piece(&mut self, line: &str) -> Option<()> {
        let rest = line.trim().strip_prefix("0x")?;
        let (_, rest) = rest.split_once(' ')?;
        let (pc, rest) = rest.trim_start().split_once(' ')?;
        let pc = pc.parse().ok()?;
        let (pos, text) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
        let pos = self.pos(pos)?;
        let (op, operands) =
            text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let operands = operands.trim();
        let text = if operands.is_empty() { op.to_owned() } else { format!("{op}\t{operands}") };
        if !matches!(self.current, Some(Entry::Text(..))) {
            let named = operands.split_once("(SB)").filter(|_| op == "TEXT");
            let sym = self.syms.lookup(named.map_or("(no header)", |(name, _)| name));
            self.close();
            self.syms.register_text(sym);
            let func = FuncText { sym: Some(sym), ..FuncText::default() };
            self.current = Some(Entry::Text(sym, func));
        }
        if self.instruction(pc, pos, &text).is_none() {
            return self.foreign_instruction(pc, pos, &text);
        }
        Some(())
    }

    /// Finishes the symbol that was being read.
    fn close(&mut self) {
        if let Some(Entry::Text(sym, mut func)) = self.current.take() {
            let mut at_pc = FxHashMap::default();
            for (i, p) in func.progs.iter().enumerate() {
                at_pc.entry(p.pc).or_insert(i);
            }
            for p in &mut func.progs {
                if let Operand::Branch(to) = &mut p.to {
                    // Until here the target is its pc.
                    let index = at_pc.get(&(to.index() as u32)).copied();
                    *to = ProgId::new(index.unwrap_or_default());
                }
            }
            let id = self.syms.funcs.push(func);
            self.syms.func_of[sym] = Some(id);
        }
    }

    /// `NAME KIND attributes size=N ...`
    fn header(&mut self, line: &str) -> Option<()> {
        let at = line.rfind(" size=")?;
        self.close();
        let mut head = &line[..at];
        let mut sizes = line[at + 1..].split(' ');
        let size = sizes.next()?.strip_prefix("size=")?.parse().ok()?;
        let mut flags = TextFlags::default();
        while let Some((front, word)) = head.rsplit_once(' ') {
            match word {
                "dupok" => flags.dupok = true,
                "cfunc" => flags.cfunc = true,
                "nosplit" => flags.nosplit = true,
                "leaf" | "topframe" | "local" | "static" if self.lenient => {}
                _ => break,
            }
            head = front;
        }
        let lenient = self.lenient;
        let kind = |word: &str| match word {
            // Go 1.7 wrote the kind's number.
            "t=1" if lenient => Some(SymKind::Text),
            _ if lenient && word.starts_with("t=") => Some(SymKind::None),
            "SDWARFFCN" | "SDWARFABSFCN" | "SDWARFCUINFO" if lenient => Some(SymKind::DwarfInfo),
            "SDWARFLINES" if lenient => Some(SymKind::DwarfMisc),
            _ => known_kind(word),
        };
        let (name, kind) = match head.rsplit_once(' ') {
            Some((name, word)) if kind(word).is_some() => (name, kind(word)?),
            _ => (head, SymKind::None),
        };
        let sym = self.syms.lookup(name);
        if kind == SymKind::Text {
            let hex = |word: &str, key: &str| {
                i64::from_str_radix(word.strip_prefix(key)?.strip_prefix("=0x")?, 16).ok()
            };
            let words: Vec<&str> = sizes.collect();
            let field = |key| words.iter().find_map(|w| hex(w, key));
            let args = field("args")?;
            let locals = field("locals")?;
            self.syms.register_text(sym);
            let func = FuncText { sym: Some(sym), args, locals, flags, ..FuncText::default() };
            self.current = Some(Entry::Text(sym, func));
        } else {
            self.syms.register_data(sym);
            let data = self.syms.get_mut(sym);
            (data.kind, data.size, data.dupok) = (kind, size, flags.dupok);
            self.current = Some(Entry::Data(sym));
        }
        Some(())
    }

    /// `OFF+SIZ t=TYPE SYM+ADDEND`
    fn reloc(&mut self, text: &str) -> Option<()> {
        let (place, rest) = text.split_once(" t=")?;
        let (offset, size) = place.split_once('+')?;
        let (kind, rest) = rest.split_once(' ')?;
        let (name, addend) = rest.rsplit_once('+')?;
        let kind: u8 = kind.parse().ok()?;
        let kind = RELOC_KINDS.into_iter().find(|k| *k as u8 == kind)?;
        let tls = matches!(kind, RelocKind::TlsLe | RelocKind::TlsIe);
        let target = if name.is_empty() || tls { None } else { Some(self.syms.lookup(name)) };
        let reloc = Reloc {
            offset: offset.parse().ok()?,
            size: size.parse().ok()?,
            kind,
            target,
            addend: addend.parse().ok()?,
        };
        match self.current.as_mut()? {
            Entry::Text(_, func) => func.relocs.push(reloc),
            Entry::Data(sym) => self.syms.get_mut(*sym).relocs.push(reloc),
        }
        Some(())
    }

    /// `FILE:LINE` or `DFILE:DLINE[FILE:LINE]`
    fn pos(&mut self, text: &str) -> Option<Pos> {
        if text == "<unknown line number>" {
            return Some(Pos::NONE);
        }
        let split = |text: &str| -> Option<(Name, u32)> {
            let (file, line) = text.rsplit_once(':')?;
            Some((Name::new(file), line.parse().ok()?))
        };
        let (key, line) = match text.strip_suffix(']').and_then(|t| t.rsplit_once('[')) {
            None => {
                let (file, line) = split(text)?;
                ((file, None), line)
            }
            Some((front, real)) => {
                let (file, line) = split(real)?;
                let (said_file, said_line) = split(front)?;
                ((file, Some((said_file, said_line, line))), line)
            }
        };
        let sources = &self.sources;
        let base = *self.bases.entry(key).or_insert_with(|| {
            let (file, said) = key;
            let directive = said.map(|(file, line, at_line)| LineDirective {
                file,
                line,
                col: 0,
                at_line,
                at_col: 1,
            });
            sources.add_base(PosBase { file, abs_file: file, directive, inlined: None })
        });
        Some(Pos::new(base, line, 0))
    }

    fn instruction(&mut self, pc: u32, pos: Pos, text: &str) -> Option<()> {
        let (op, operands) = text.split_once('\t').unwrap_or((text, ""));
        let op = *self.mnemonics.get(op)?;
        let mut prog = Prog::new(op, pos, Operand::None, Operand::None);
        prog.pc = pc;
        if op == As::TEXT {
            self.text_flags(operands)?;
        } else {
            let mut parsed = Vec::new();
            for text in split_operands(operands) {
                parsed.push(self.operand(op, text)?);
            }
            match parsed[..] {
                [] => {}
                [to] => prog.to = to,
                [from, to] => (prog.from, prog.to) = (from, to),
                [from, mid, to] => (prog.from, prog.from3, prog.to) = (from, mid, to),
                _ => return None,
            }
        }
        let Entry::Text(_, func) = self.current.as_mut()? else { return None };
        func.progs.push(prog);
        Some(())
    }

    /// An instruction that was not understood.
    fn foreign_instruction(&mut self, pc: u32, pos: Pos, text: &str) -> Option<()> {
        let Some(Entry::Text(sym, func)) = &mut self.current else { return None };
        if !self.lenient {
            return None;
        }
        self.foreign.insert((*sym, func.progs.len()), text.to_owned());
        let mut prog = Prog::new(As::NOP, pos, Operand::None, Operand::None);
        prog.pc = pc;
        func.progs.push(prog);
        Some(())
    }

    /// `NAME(SB), FLAGS, $FRAME-ARGS`
    fn text_flags(&mut self, operands: &str) -> Option<()> {
        let Entry::Text(_, func) = self.current.as_mut()? else { return None };
        let (_, rest) = operands.rsplit_once("(SB), ")?;
        let Some((words, _)) = rest.split_once(", ") else { return Some(()) };
        for word in words.split('|') {
            let known = |(_, w): &(bool, &str)| *w == word;
            let Some(at) = flag_words(&func.flags).iter().position(known) else {
                if self.lenient {
                    continue;
                }
                return None;
            };
            let f = &mut func.flags;
            let all = [
                &mut f.dupok,
                &mut f.cfunc,
                &mut f.nosplit,
                &mut f.reflect_method,
                &mut f.wrapper,
                &mut f.need_ctxt,
                &mut f.noframe,
                &mut f.topframe,
                &mut f.abi_internal,
            ];
            for (i, flag) in all.into_iter().enumerate() {
                *flag |= i == at;
            }
        }
        Some(())
    }

    fn operand(&mut self, op: As, text: &str) -> Option<Operand> {
        if let Some(name) = text.strip_suffix("(SB)")
            && matches!(op, As::CALL | As::JMP)
        {
            return Some(Operand::Symbol(self.syms.lookup(name)));
        }
        if let Some(c) = text.strip_prefix('$')
            && let Ok(c) = c.parse()
        {
            return Some(Operand::Const(c));
        }
        if let Some(r) = register(text) {
            return Some(Operand::Reg(r));
        }
        let is_jump = op == As::JMP || op.name().starts_with('J');
        if is_jump && let Ok(pc) = text.parse() {
            return Some(Operand::Branch(ProgId::new(pc)));
        }
        match text {
            "TLS" => Some(Operand::Tls),
            "(TLS)" => Some(Operand::Mem(Mem { tls: true, ..Mem::default() })),
            _ => self.memory(text).map(Operand::Mem),
        }
    }

    /// `name+OFF(BASE)(INDEX*SCALE)`
    fn memory(&mut self, text: &str) -> Option<Mem> {
        let mut mem = Mem::default();
        let mut front = text.strip_suffix(')')?;
        if let Some((rest, index)) = front.rsplit_once(")(")
            && let Some((index, scale)) = index.split_once('*')
            && let Ok(scale) = scale.parse()
        {
            front = rest;
            mem.tls_index = index == "TLS";
            mem.index = register(index).map(|r| (r, scale));
        }
        let (front, base) = front.rsplit_once('(')?;
        if base != "SB" && (front.is_empty() || front.parse::<i64>().is_ok()) && base != "FP" {
            mem.reg = Some(register(base)?);
            mem.offset = front.parse().unwrap_or(0);
            return Some(mem);
        }
        let digits = front.bytes().rev().take_while(u8::is_ascii_digit).count();
        let split = front.len() - digits;
        let mut name = front;
        if digits > 0 && split > 0 && matches!(front.as_bytes()[split - 1], b'+' | b'-') {
            name = &front[..split - 1];
            mem.offset = front[split - 1..].parse().ok()?;
        }
        mem.base = match base {
            "SB" => Base::Global(self.syms.lookup(name)),
            "FP" => {
                let (prefix, name) = name.split_once('.').unwrap_or(("", name));
                Base::Param { prefix: prefix.into(), name: name.into() }
            }
            "SP" => {
                let (prefix, name) = name.split_once('.')?;
                Base::Auto { prefix: prefix.into(), name: name.into() }
            }
            _ => return None,
        };
        Some(mem)
    }
}

/// Name of the symbol that a header line begins, and whether it is a function.
pub fn header_name(line: &str) -> Option<(&str, bool)> {
    let mut head = &line[..line.rfind(" size=")?];
    while let Some((front, word)) = head.rsplit_once(' ') {
        match word {
            "dupok" | "cfunc" | "nosplit" | "leaf" | "topframe" | "local" | "static" => {}
            "STEXT" | "t=1" => return Some((front, true)),
            w if known_kind(w).is_some() || w.starts_with("t=") || w.starts_with("SDWARF") => {
                return Some((front, false));
            }
            _ => break,
        }
        head = front;
    }
    Some((head, false))
}

/// A register by its full or byte name.
fn register(text: &str) -> Option<Reg> {
    const LOW: [&str; 4] = ["AL", "CL", "DL", "BL"];
    if let Some(r) = reg::Reg::by_name(text) {
        return Some(r);
    }
    if let Some(i) = LOW.iter().position(|n| *n == text) {
        return Some(Reg(i as u8));
    }
    let full = text.strip_suffix('B')?;
    Reg::by_name(full).filter(|r| (4..16).contains(&r.0))
}

/// Splits at commas that are in no string and no brackets.
fn split_operands(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    if text.is_empty() {
        return parts;
    }
    let (mut start, mut depth, mut quoted) = (0, 0i32, false);
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if quoted => i += 1,
            b'"' => quoted = !quoted,
            b'(' | b'[' | b'{' if !quoted => depth += 1,
            b')' | b']' | b'}' if !quoted => depth -= 1,
            b',' if !quoted && depth == 0 && bytes.get(i + 1) == Some(&b' ') => {
                parts.push(&text[start..i]);
                start = i + 2;
            }
            _ => {}
        }
        i += 1;
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::super::encode::{self, Target};
    use super::super::{assemble, listing, prog::ProgFunc};
    use super::*;
    use crate::options::{Goos, Options};

    /// Listings of gc 1.13: all below the folder `GO9_LISTINGS`, else a few of the project's own.
    fn goldens() -> Vec<std::path::PathBuf> {
        let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/listings");
        let folder = std::env::var("GO9_LISTINGS").unwrap_or(own.to_owned());
        let mut folders = vec![std::path::PathBuf::from(folder)];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "s") {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }

    fn goos_of(path: &std::path::Path) -> Goos {
        let name = path.to_string_lossy();
        match () {
            _ if name.ends_with(".windows.s") => Goos::Windows,
            _ if name.ends_with(".darwin.s") => Goos::Darwin,
            _ => Goos::Linux,
        }
    }

    #[test]
    fn older_releases() {
        let text = "\"\".add t=1 size=4 value=0 args=0x18 locals=0x0\n\
            \t0x0000 00000 (a.go:3)\tTEXT\t\"\".add(SB), $0-24\n\
            \t0x0000 00000 (a.go:3)\tVZEROUPPER\n\
            \trel 1+4 t=99 x+0\n";
        assert!(read(text).is_err());
        let l = read_lenient(text).unwrap();
        let func = l.syms.funcs.values().next().unwrap();
        assert_eq!((func.args, func.progs.len(), l.foreign.len()), (24, 2, 1));
    }

    #[test]
    fn pieces_in_other_text() {
        let text = "A remark\n\n0x001d 00029 (t.go:3)    MOVQ    $0, \"\".~r0+32(FP)\n// what it is\n...\n\
            0x0026 00038 (t.go:6)    CALL    runtime.deferproc(SB)\n\
            \"\".foo STEXT size=19 args=0x18 locals=0x0\n    // the function\n\
            \x20   0x0000 00000 (test.go:3)        TEXT    \"\".foo(SB), NOSPLIT, $0-24\n";
        let l = read_lenient(text).unwrap();
        let names: Vec<_> = l.syms.text.iter().map(|&s| l.syms.name(s).as_str()).collect();
        assert_eq!(names, ["(no header)", "\"\".foo"]);
        let sizes: Vec<_> = l.syms.funcs.values().map(|f| f.progs.len()).collect();
        assert_eq!(sizes, [2, 1]);
        assert!(read_lenient("# A title\n\ntext\n").is_err());
    }

    #[test]
    fn names_in_headers() {
        let is = |line| header_name(line);
        assert_eq!(
            is("\"\".f STEXT dupok nosplit size=1 args=0x0 locals=0x0"),
            Some(("\"\".f", true))
        );
        assert_eq!(is("\"\".f t=1 size=1 value=0 args=0x0 locals=0x0"), Some(("\"\".f", true)));
        assert_eq!(
            is("go.string.\"a b\" SRODATA dupok size=3"),
            Some(("go.string.\"a b\"", false))
        );
        assert_eq!(is("type..importpath.x. size=0"), Some(("type..importpath.x.", false)));
    }

    #[test]
    fn listings_read_and_print() {
        let mut bad = 0;
        for path in goldens() {
            let text = std::fs::read_to_string(&path).unwrap();
            match read(&text) {
                Err(e) => {
                    bad += 1;
                    eprintln!("{}: {e:?}", path.display());
                }
                Ok(l) => {
                    let again = listing::print_symbols(&l.syms, &l.sources, false);
                    if again != text {
                        bad += 1;
                        let first = again.lines().zip(text.lines()).find(|(a, b)| a != b);
                        eprintln!("{}: {first:?}", path.display());
                    }
                }
            }
        }
        assert_eq!(bad, 0);
    }

    /// Instructions as listed give the bytes and relocations as listed.
    #[test]
    fn listings_encode() {
        let (mut bad, mut n, mut n_progs) = (0, 0, 0);
        for path in goldens() {
            let l = read(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let target = Target::new(goos_of(&path), &l.syms);
            for func in l.syms.funcs.values() {
                n += 1;
                n_progs += func.progs.len();
                let mut progs = func.progs.clone();
                let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    encode::encode(&mut progs, &target)
                }));
                let Ok((code, relocs)) = result else {
                    bad += 1;
                    continue;
                };
                if code != func.code || relocs != func.relocs {
                    bad += 1;
                    let name = l.syms.name(func.sym.unwrap());
                    let at = progs.iter().zip(&func.progs).position(|(a, b)| a.pc != b.pc);
                    let at = at.unwrap_or_else(|| {
                        let byte = code.iter().zip(&func.code).position(|(a, b)| a != b);
                        let byte = byte.unwrap_or(0) as u32;
                        func.progs.iter().position(|p| p.pc > byte).unwrap_or(1)
                    });
                    let p = &func.progs[at - 1];
                    let text = listing::instruction(&l.syms, &l.sources, func, p);
                    let ours: Vec<u8> = code.iter().skip(p.pc as usize).take(8).copied().collect();
                    let gold = &func.code[p.pc as usize..];
                    let gold = &gold[..gold.len().min(8)];
                    eprintln!("{} {name}: {text}: {ours:02x?} not {gold:02x?}", path.display());
                    if code == func.code {
                        let r = relocs.iter().zip(&func.relocs).find(|(a, b)| a != b);
                        eprintln!("  {r:?}");
                    }
                }
            }
        }
        eprintln!("{n} functions, {n_progs} instructions");
        assert_eq!(bad, 0);
    }

    /// Takes the frame code out of listed functions and lets the assembler put it back.
    #[test]
    fn listings_assemble() {
        let (mut bad, mut n) = (0, 0);
        for path in goldens() {
            let l = read(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let goos = goos_of(&path);
            // Jumps are threaded already.
            let options = Options { no_opt: true, goos, ..Options::default() };
            for func in l.syms.funcs.values() {
                n += 1;
                let name = l.syms.name(func.sym.unwrap());
                let Some(stripped) = strip(func, goos) else {
                    bad += 1;
                    eprintln!("{} {name}: cannot strip", path.display());
                    continue;
                };
                let again = assemble::assemble(stripped, &options, &l.syms);
                let print = |f: &FuncText| -> Vec<String> {
                    let text = |p| listing::instruction(&l.syms, &l.sources, f, p);
                    f.progs.iter().map(|p| format!("{:?} {}", p.pos, text(p))).collect()
                };
                let (ours, gold) = (print(&again), print(func));
                if ours != gold || again.code != func.code || again.flags != func.flags {
                    bad += 1;
                    let first = ours.iter().zip(&gold).find(|(a, b)| a != b);
                    eprintln!("{} {name}: {first:?}", path.display());
                }
            }
        }
        eprintln!("{n} functions");
        assert_eq!(bad, 0);
    }

    /// The function before its frame was laid out.
    fn strip(func: &FuncText, goos: Goos) -> Option<ProgFunc> {
        let progs = &func.progs;
        let frame = func.locals;
        let at = |i: usize| progs.get(i);
        let is_sp_change =
            |p: &Prog| matches!(p.op, As::SUBQ | As::ADDQ) && p.to == Operand::Reg(Reg::SP);
        let sets_bp = |p: &Prog| p.op == As::LEAQ && p.to == Operand::Reg(Reg::BP);
        let bp = progs.iter().take(16).any(sets_bp);
        let mut i = 1;
        let has_check = progs.iter().any(|p| match p.to {
            Operand::Symbol(s) => p.op == As::CALL && s == last_callee(func),
            _ => false,
        }) && progs.iter().take(12).any(|p| p.op == As::JLS);
        let checked = has_check && !func.flags.nosplit;
        if checked || func.flags.wrapper {
            i += if goos == Goos::Windows { 2 } else { 1 };
        }
        if checked {
            while at(i)?.op != As::JLS {
                i += 1;
            }
            i += 1;
        }
        if frame != 0 {
            if !is_sp_change(at(i)?) {
                return None;
            }
            i += 1;
        }
        if bp {
            i += 2;
        }
        if func.flags.wrapper {
            i += 4;
        }
        let mut end = progs.len();
        if func.flags.wrapper {
            end -= 5;
        }
        if checked {
            end -= 5;
        }
        let mut out = vec![progs[0]];
        let mut moved = vec![0usize; progs.len() + 1];
        let bp_size = if bp { 8 } else { 0 };
        let mut j = i;
        while j < end {
            moved[j] = out.len();
            let mut p = progs[j];
            let restores = bp && p.op == As::MOVQ && p.to == Operand::Reg(Reg::BP);
            let leaves = frame != 0 && (restores || is_sp_change(&p));
            if leaves {
                // The epilogue up to RET becomes RET.
                let n = if restores { 2 } else { 1 };
                p = progs[j + n];
                if p.op == As::JMP {
                    p.op = As::RET;
                }
                j += n;
            } else if p.op == As::JMP && matches!(p.to, Operand::Symbol(_)) {
                p.op = As::RET;
            } else if goos == Goos::Windows && p.from == Operand::Tls {
                p.from = Operand::Mem(Mem { tls: true, ..Mem::default() });
                j += 1;
            }
            for x in [&mut p.from, &mut p.from3, &mut p.to] {
                if let Operand::Mem(m) = x {
                    match m.base {
                        Base::Auto { .. } => m.offset -= frame - bp_size,
                        Base::Param { .. } => m.offset -= frame + 8,
                        _ => {}
                    }
                }
            }
            out.push(p);
            j += 1;
        }
        for p in &mut out {
            if let Operand::Branch(to) = &mut p.to {
                *to = ProgId::new(moved[to.index().max(i)]);
            }
        }
        let flags = TextFlags { nosplit: false, ..func.flags };
        let (sym, pos) = (func.sym?, progs[0].pos);
        let args = func.args;
        Some(ProgFunc { sym, pos, flags, frame: frame - bp_size, args, progs: out })
    }

    /// The callee of the last call: `morestack` if there is a stack check.
    fn last_callee(func: &FuncText) -> SymId {
        let callee = |p: &Prog| match (p.op, p.to) {
            (As::CALL, Operand::Symbol(s)) => Some(s),
            _ => None,
        };
        func.progs.iter().rev().find_map(callee).unwrap_or(SymId::new(0))
    }
}
