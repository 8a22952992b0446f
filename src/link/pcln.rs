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

use super::reach::funcdata;
use crate::intern::Name;
use crate::obj::prog::{As, Operand, Prog};
use crate::obj::prologue::pushed_by;
use crate::obj::{FuncText, SymId, SymTab};
use crate::source::{InlineId, Sources};
use crate::ssa::reg::Reg;

/// Bytes of a record of the function table.
pub const RECORD: usize = 56;

/// Tables that PCDATA instructions fill, by their index.
const PCDATA_STACK_MAP: i64 = 1;
/// FUNCDATA by index.
const FUNCDATA_ARGS: i64 = 0;
const FUNCDATA_LOCALS: i64 = 1;
const FUNCDATA_STACK_OBJECTS: i64 = 3;

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

/// A function to describe.
pub struct Function<'a> {
    pub name: Name,
    /// Offset of its code from the start of the text.
    pub entry: u64,
    pub text: &'a FuncText,
    pub sources: &'a Sources,
    pub syms: &'a SymTab,
    /// Prefix of its package.
    pub prefix: &'a str,
    /// The function was written in assembly.
    pub is_assembly: bool,
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

    /// Adds a function. `offset_of` gives a symbol's distance from the start of read-only data, 0
    /// for none.
    pub fn add(&mut self, f: &Function<'_>, offset_of: &dyn Fn(SymId) -> u32) {
        let mut record = Vec::with_capacity(RECORD);
        let text = f.text;
        let wrapper = if text.flags.wrapper { FLAG_WRAPPER } else { 0 };
        let assembly = if f.is_assembly { FLAG_ASSEMBLY } else { 0 };
        let kind = SPECIAL.iter().find(|s| s.0 == f.name.as_str()).map_or(0, |s| s.1);
        let is_top = text.flags.topframe || matches!(kind, 1 | 5 | 6 | 14);
        let top = if is_top { FLAG_TOP } else { 0 };
        let mut data = [0u32; 4];
        for (index, sym) in funcdata(text) {
            let slot = match index {
                FUNCDATA_ARGS => 0,
                FUNCDATA_LOCALS => 1,
                FUNCDATA_STACK_OBJECTS => 2,
                _ => continue,
            };
            data[slot] = offset_of(sym);
        }
        let (inline_tree, inline_index) = self.inlining(f);
        let tables = [
            self.table(text, &stack_depths(text, f.syms)),
            self.lines(f, |t, file, _| i64::from(t.string(file))),
            self.lines(f, |_, _, line| i64::from(line)),
            self.table(text, &pcdata(text, PCDATA_STACK_MAP)),
            inline_index,
        ];
        let name = self.string(f.name);
        let args = if text.args < 0 { -1 } else { text.args as i32 };
        for word in [f.entry as u32, name, args as u32, defer_return(text, f.syms)] {
            record.extend(word.to_le_bytes());
        }
        for word in tables.into_iter().chain(data[..3].iter().copied()).chain([inline_tree]) {
            record.extend(word.to_le_bytes());
        }
        record.extend([kind, wrapper | assembly | top, 0, 0]);
        debug_assert_eq!(record.len(), RECORD);
        self.records.extend(record);
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

    /// Offset of the table of these steps: from which byte of code on which value holds.
    fn table(&mut self, text: &FuncText, steps: &[(u32, i64)]) -> u32 {
        let bytes = encode(steps, text.code.len() as u32);
        if bytes.len() <= 1 {
            return 0;
        }
        let data = &mut self.data;
        *self.tables.entry(bytes).or_insert_with_key(|bytes| {
            let at = data.len() as u32;
            data.extend(bytes);
            at
        })
    }

    /// A table made of files and lines.
    fn lines(&mut self, f: &Function<'_>, value: impl Fn(&mut Table, Name, u32) -> i64) -> u32 {
        let mut steps = Vec::new();
        for p in instructions(f.text) {
            if p.pos.is_known() {
                let (file, line) = f.sources.file_line(p.pos);
                steps.push((p.pc, value(self, file, line)));
            }
        }
        self.table(f.text, &steps)
    }

    /// The expanded calls that the function's code comes from: offsets of the tree and of the
    /// table of indices into it. Each entry: parent (or -1), callee, file and line of the call.
    fn inlining(&mut self, f: &Function<'_>) -> (u32, u32) {
        let mut index: FxHashMap<InlineId, i64> = FxHashMap::default();
        let mut entries: Vec<[u32; 4]> = Vec::new();
        let mut steps = Vec::new();
        for p in instructions(f.text) {
            let value = match f.sources.base(p.pos.base()).inlined {
                Some(call) => self.inlined_call(f, call, &mut index, &mut entries),
                None => -1,
            };
            steps.push((p.pc, value));
        }
        if entries.is_empty() {
            return (0, 0);
        }
        while self.data.len() % 4 != 0 {
            self.data.push(0);
        }
        let at = self.data.len() as u32;
        self.data.extend(entries.iter().flatten().flat_map(|w| w.to_le_bytes()));
        (at, self.table(f.text, &steps))
    }

    fn inlined_call(
        &mut self,
        f: &Function<'_>,
        call: InlineId,
        index: &mut FxHashMap<InlineId, i64>,
        entries: &mut Vec<[u32; 4]>,
    ) -> i64 {
        if let Some(&i) = index.get(&call) {
            return i;
        }
        let info = f.sources.inlined_call(call);
        let parent = match f.sources.base(info.pos.base()).inlined {
            Some(parent) => self.inlined_call(f, parent, index, entries),
            None => -1,
        };
        let callee = super::reach::global_name(info.callee, f.prefix);
        let (file, line) = f.sources.file_line(info.pos);
        let entry = [parent as u32, self.string(callee), self.string(file), line];
        entries.push(entry);
        index.insert(call, entries.len() as i64 - 1);
        entries.len() as i64 - 1
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
fn defer_return(text: &FuncText, syms: &SymTab) -> u32 {
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
