//! The function table: what the runtime knows of each function's code.
//!
//! `runtime.functab` has a record for each function in order of address; tables and texts that
//! records refer to are in `runtime.pclntab`. `runtime-asm/runtime/symtab.go` reads both and
//! describes the format.
//!
//! A table from program counters to values is a sequence of pairs: how much the value changes
//! (zigzag varint) and for how many bytes of code it holds (varint). The value starts at -1; a
//! change of 0 behind the first pair ends the table.

use rustc_hash::FxHashMap;

use super::object::{self, Inlined, global_name};
use crate::intern::Name;
use crate::obj::prog::{As, Operand, Prog};
use crate::obj::prologue::pushed_by;
use crate::obj::{FuncText, SymTab};
use crate::package::Package;
use crate::source::{InlineId, Sources};
use crate::ssa::reg::Reg;

/// Bytes of a record of the function table.
pub const RECORD: usize = 56;

/// The table that PCDATA instructions of this index fill.
const PCDATA_STACK_MAP: i64 = 1;
/// Indices of the FUNCDATA that records have: arguments, locals, stack objects.
pub const FUNCDATA: [i64; 3] = [0, 1, 3];

/// The function is a method wrapper, which tracebacks leave out.
const FLAG_WRAPPER: u8 = 1;
/// The function is written in assembly.
const FLAG_ASSEMBLY: u8 = 2;
/// Nothing called the function: tracebacks end there.
const FLAG_TOP: u8 = 4;

/// Functions that tracebacks treat in a special way, by their number in records.
const SPECIAL: [(&str, u8); 14] = [
    ("runtime.goexit", 1),
    ("runtime.jmpdefer", 2),
    ("runtime.mcall", 3),
    ("runtime.morestack", 4),
    ("runtime.mstart", 5),
    ("runtime.rt0_go", 6),
    ("runtime.sigpanic", 7),
    ("runtime.systemstack_switch", 8),
    ("runtime.systemstack", 9),
    ("runtime.gogo", 10),
    ("runtime.gopanic", 11),
    ("runtime.panicwrap", 12),
    ("runtime.main", 13),
    (super::ENTRY, 14),
];

/// Flags of a function.
pub fn flags(text: &FuncText, is_assembly: bool) -> u8 {
    let bit = |flag, set| if set { flag } else { 0 };
    bit(FLAG_WRAPPER, text.flags.wrapper)
        | bit(FLAG_ASSEMBLY, is_assembly)
        | bit(FLAG_TOP, text.flags.topframe)
}

/// What a function's tables hold.
pub struct Tables {
    pub depths: Vec<u8>,
    pub stack_maps: Vec<u8>,
    pub lines: Vec<u8>,
    pub inline_index: Vec<u8>,
    pub files: Vec<(u32, Name)>,
    pub inlined: Vec<Inlined>,
}

/// The tables of a function of a package with this prefix.
pub fn tables(text: &FuncText, pkg: &Package, prefix: &str) -> Tables {
    let end = text.code.len() as u32;
    let (mut lines, mut files) = (Vec::new(), Vec::<(u32, Name)>::new());
    for p in instructions(text).filter(|p| p.pos.is_known()) {
        let (file, line) = pkg.sources.file_line(p.pos);
        lines.push((p.pc, i64::from(line)));
        if files.last().is_none_or(|f| f.1 != file) {
            files.push((p.pc, file));
        }
    }
    let mut inlining =
        Inlining { sources: &pkg.sources, prefix, index: FxHashMap::default(), calls: Vec::new() };
    let mut steps = Vec::new();
    for p in instructions(text) {
        let call = pkg.sources.base(p.pos.base()).inlined;
        steps.push((p.pc, call.map_or(-1, |c| inlining.call(c))));
    }
    Tables {
        depths: encode(&stack_depths(text, &pkg.syms), end),
        stack_maps: encode(&pcdata(text, PCDATA_STACK_MAP), end),
        lines: encode(&lines, end),
        inline_index: encode(&steps, end),
        files,
        inlined: inlining.calls,
    }
}

/// Numbers the expanded calls of a function.
struct Inlining<'a> {
    sources: &'a Sources,
    prefix: &'a str,
    index: FxHashMap<InlineId, i64>,
    calls: Vec<Inlined>,
}

impl Inlining<'_> {
    fn call(&mut self, call: InlineId) -> i64 {
        if let Some(&i) = self.index.get(&call) {
            return i;
        }
        let info = self.sources.inlined_call(call);
        let outer = self.sources.base(info.pos.base()).inlined;
        let parent = outer.map_or(-1, |p| self.call(p)) as i32;
        let callee = global_name(info.callee, self.prefix);
        let (file, line) = self.sources.file_line(info.pos);
        self.calls.push(Inlined { parent, callee, file, line });
        let i = self.calls.len() as i64 - 1;
        self.index.insert(call, i);
        i
    }
}

/// The table as it grows.
#[derive(Default)]
pub struct Table {
    pub records: Vec<u8>,
    pub data: Vec<u8>,
    strings: FxHashMap<Name, u32>,
    tables: FxHashMap<Vec<u8>, u32>,
}

impl Table {
    pub fn new() -> Table {
        // Offset 0 means that there is no table.
        Table { data: vec![0; 4], ..Table::default() }
    }

    /// Adds a function that starts at `entry`. `offset_of` gives a symbol's distance from the start
    /// of read-only data, 0 for none.
    pub fn add(&mut self, f: &object::Function, entry: u64, offset_of: &dyn Fn(Name) -> u32) {
        let kind = SPECIAL.iter().find(|s| s.0 == f.name.as_str()).map_or(0, |s| s.1);
        let top = if matches!(kind, 1 | 5 | 6 | 14) { FLAG_TOP } else { 0 };
        let files: Vec<(u32, i64)> =
            f.files.iter().map(|&(pc, file)| (pc, i64::from(self.string(file)))).collect();
        let files = encode(&files, f.code.len() as u32);
        let tables = [&f.depths, &files, &f.lines, &f.stack_maps, &f.inline_index];
        let tables = tables.map(|t| self.table(t));
        let inline_tree = self.inline_tree(&f.inlined);
        let name = self.string(f.name);
        let data = f.funcdata.map(|d| d.map_or(0, offset_of));
        let words = [entry as u32, name, f.args as u32, f.defer_return];
        let words = words.into_iter().chain(tables).chain(data).chain([inline_tree]);
        self.records.extend(words.flat_map(u32::to_le_bytes));
        self.records.extend([kind, f.flags | top, 0, 0]);
        debug_assert_eq!(self.records.len() % RECORD, 0);
    }

    /// Ends the table with the end of the text.
    pub fn finish(&mut self, end: u64) {
        let mut record = vec![0; RECORD];
        record[..4].copy_from_slice(&(end as u32).to_le_bytes());
        self.records.extend(record);
    }

    /// Number of functions, without the last record.
    pub fn len(&self) -> usize {
        self.records.len() / RECORD - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Offset of a text: its length as a varint, then its bytes.
    fn string(&mut self, text: Name) -> u32 {
        let data = &mut self.data;
        *self.strings.entry(text).or_insert_with(|| {
            let at = data.len() as u32;
            let text = text.as_str();
            varint(data, text.len() as u64);
            data.extend(text.as_bytes());
            at
        })
    }

    /// Offset of an encoded table.
    fn table(&mut self, bytes: &[u8]) -> u32 {
        if bytes.len() <= 1 {
            return 0;
        }
        if let Some(&at) = self.tables.get(bytes) {
            return at;
        }
        let at = self.data.len() as u32;
        self.data.extend(bytes);
        self.tables.insert(bytes.to_vec(), at);
        at
    }

    /// Offset of a function's expanded calls: parent, callee, file and line of each.
    fn inline_tree(&mut self, calls: &[Inlined]) -> u32 {
        if calls.is_empty() {
            return 0;
        }
        let entries: Vec<[u32; 4]> = calls
            .iter()
            .map(|c| [c.parent as u32, self.string(c.callee), self.string(c.file), c.line])
            .collect();
        self.data.resize(self.data.len().next_multiple_of(4), 0);
        let at = self.data.len() as u32;
        self.data.extend(entries.iter().flatten().flat_map(|w| w.to_le_bytes()));
        at
    }
}

/// Instructions that have code.
fn instructions(text: &FuncText) -> impl Iterator<Item = &Prog> {
    text.progs.iter().filter(|p| !matches!(p.op, As::TEXT | As::FUNCDATA | As::PCDATA | As::NOP))
}

fn varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Steps in order of code; the last one holds to `end`. Empty steps are dropped.
fn encode(steps: &[(u32, i64)], end: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut value, mut pc) = (-1i64, 0u32);
    let mut current = -1i64;
    let mut emit = |out: &mut Vec<u8>, new: i64, until: u32| {
        if until > pc {
            let delta = new - value;
            varint(out, ((delta << 1) ^ (delta >> 63)) as u64);
            varint(out, u64::from(until - pc));
            (value, pc) = (new, until);
        }
    };
    for (i, &(at, v)) in steps.iter().enumerate() {
        // Of several values at one place the last holds. A step that does not change anything
        // would be taken for the end.
        if v != current && steps.get(i + 1).is_none_or(|&(next, _)| next > at) {
            if at > 0 {
                emit(&mut out, current, at);
            }
            current = v;
        }
    }
    if out.is_empty() && current == -1 {
        return Vec::new();
    }
    emit(&mut out, current, end);
    out.push(0);
    out
}

/// Values that `PCDATA $index` sets.
fn pcdata(text: &FuncText, index: i64) -> Vec<(u32, i64)> {
    let value = |p: &Prog| match (p.op, p.from, p.to) {
        (As::PCDATA, Operand::Const(i), Operand::Const(v)) if i == index => Some((p.pc, v)),
        _ => None,
    };
    text.progs.iter().filter_map(value).collect()
}

/// Bytes between SP and the return address, from each change on.
fn stack_depths(text: &FuncText, syms: &SymTab) -> Vec<(u32, i64)> {
    let progs = &text.progs;
    let morestack = morestack_at(progs, syms);
    let mut steps = vec![(0, 0)];
    let mut depth = 0;
    let mut frame = 0;
    for (i, p) in progs.iter().enumerate() {
        let next = progs.get(i + 1).map_or(text.code.len() as u32, |n| n.pc);
        if Some(i) == morestack {
            steps.push((p.pc, 0));
            steps.push((progs.get(i + 2).map_or(next, |n| n.pc), frame));
            continue;
        }
        // Code of its own that moves SP is not followed: it switches stacks.
        let inserted = text.moved.binary_search(&(i as u32)).is_err();
        let change = match (p.op, p.from, p.to) {
            (As::SUBQ, Operand::Const(n), Operand::Reg(Reg::SP)) if inserted => n,
            (As::ADDQ, Operand::Const(n), Operand::Reg(Reg::SP)) if inserted => -n,
            (As::ADJSP, Operand::Const(n), _) => n,
            (As::PUSHQ | As::PUSHFQ | As::POPQ | As::POPFQ, ..) => pushed_by(p),
            // What follows is reached with the frame set up.
            (As::RET, ..) | (As::JMP, _, Operand::Symbol(_)) if depth != frame => frame - depth,
            _ => 0,
        };
        if change != 0 {
            depth += change;
            if frame == 0 && depth > 0 && matches!(p.op, As::SUBQ | As::ADDQ) {
                frame = depth;
            }
            steps.push((next, depth));
        }
    }
    steps
}

/// The call of `morestack` at the end of a function, made before its frame is set up.
fn morestack_at(progs: &[Prog], syms: &SymTab) -> Option<usize> {
    progs.iter().rposition(|p| match (p.op, p.to) {
        (As::CALL, Operand::Symbol(sym)) => syms.name(sym).as_str().contains("morestack"),
        _ => false,
    })
}

/// Offset of the last call of `deferreturn`; 0 if there is none.
pub fn defer_return(text: &FuncText, syms: &SymTab) -> u32 {
    let is_call = |r: &&crate::obj::Reloc| {
        r.target.is_some_and(|t| {
            matches!(syms.name(t).as_str(), "runtime.deferreturn" | "\"\".deferreturn")
        })
    };
    text.relocs.iter().rev().find(is_call).map_or(0, |r| r.offset - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_hold_values_up_to_the_next_step() {
        // -1 for 4 bytes, then 24 up to 20, then 0 to the end.
        let bytes = encode(&[(0, -1), (4, 24), (4, 24), (20, 0)], 21);
        assert_eq!(bytes, [0, 4, 50, 16, 47, 1, 0]);
        // After the return comes the call of morestack, without a frame again.
        let bytes = encode(&[(0, 0), (4, 24), (16, 0), (20, 24), (20, 0)], 30);
        assert_eq!(bytes, [2, 4, 48, 12, 47, 14, 0]);
        assert!(encode(&[], 9).is_empty());
        assert_eq!(encode(&[(0, 0)], 9), [2, 9, 0]);
    }
}
