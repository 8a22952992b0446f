//! What the linker takes: the functions and data of one package, with names instead of ids.
//!
//! Names are those of the program: the prefix `""` of a package's own symbols is its import path.
//! Tables of the function table are encoded already; only files and texts wait for their places.

use rustc_hash::FxHashSet;

use super::pcln;
use crate::index::EntityRef;
use crate::intern::Name;
use crate::obj::prog::{As, Base, Mem, Operand};
use crate::obj::sym::TextId;
use crate::obj::{FuncText, Reloc, RelocKind, SymId, SymKind};
use crate::package::Package;

/// A reference to a symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ref {
    /// Byte offset in the symbol that refers.
    pub offset: u32,
    /// Bytes covered.
    pub size: u8,
    pub kind: RelocKind,
    pub target: Option<Name>,
    pub addend: i64,
}

/// A call that was expanded in a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inlined {
    /// The call in whose body it stands, or -1.
    pub parent: i32,
    pub callee: Name,
    /// Where the call is written.
    pub file: Name,
    pub line: u32,
}

/// A compiled function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    pub name: Name,
    pub code: Vec<u8>,
    pub refs: Vec<Ref>,
    /// Bytes of parameters and results; -1: unknown.
    pub args: i32,
    /// `pcln::FLAG_*`.
    pub flags: u8,
    /// Offset of the call of `deferreturn`; 0 if there is none.
    pub defer_return: u32,
    /// Stack maps of arguments and locals, stack objects.
    pub funcdata: [Option<Name>; 3],
    /// Tables of the depth of the stack, stack maps, lines, expanded calls.
    pub depths: Vec<u8>,
    pub stack_maps: Vec<u8>,
    pub lines: Vec<u8>,
    pub inline_index: Vec<u8>,
    /// From which byte of code on which file holds.
    pub files: Vec<(u32, Name)>,
    pub inlined: Vec<Inlined>,
}

/// A data symbol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Data {
    pub name: Name,
    pub kind: SymKind,
    pub dupok: bool,
    pub size: u64,
    /// What it starts with; the rest is zero.
    pub bytes: Vec<u8>,
    pub refs: Vec<Ref>,
    /// Runs of words that hold pointers: first word and length. Of variables only.
    pub pointers: Vec<(u32, u32)>,
}

/// The symbols of a package, as far as they are made.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Object {
    /// What replaces `""` in names.
    pub prefix: String,
    pub funcs: Vec<Function>,
    pub data: Vec<Data>,
    names: FxHashSet<Name>,
}

/// The name that a symbol of the package with this prefix has in the program.
pub fn global_name(name: Name, prefix: &str) -> Name {
    let text = name.as_str();
    if !text.contains("\"\".") || text.starts_with("go.string.") {
        return name;
    }
    if text.starts_with("type..namedata.") && !text.starts_with("type..namedata.\"\".") {
        return name;
    }
    Name::new(&text.replace("\"\".", &format!("{prefix}.")))
}

/// How far a package's symbols were taken into its object.
#[derive(Clone, Copy, Default, Debug)]
pub struct Taken {
    funcs: usize,
    data: usize,
}

impl Object {
    pub fn new(prefix: String) -> Object {
        Object { prefix, ..Object::default() }
    }

    /// Whether the object defines the symbol.
    pub fn has(&self, name: Name) -> bool {
        self.names.contains(&name)
    }

    pub fn add_func(&mut self, f: Function) {
        if self.names.insert(f.name) {
            self.funcs.push(f);
        }
    }

    pub fn add_data(&mut self, d: Data) {
        if self.names.insert(d.name) {
            self.data.push(d);
        }
    }

    /// Takes what the package defined since the last call. `is_assembly`: the functions were
    /// written in assembly.
    pub fn take(&mut self, pkg: &Package, taken: &mut Taken, is_assembly: bool) {
        let name = |sym: SymId| global_name(pkg.syms.name(sym), &self.prefix);
        let mut funcs = Vec::new();
        for i in taken.funcs..pkg.syms.funcs.len() {
            let text = &pkg.syms.funcs[TextId::new(i)];
            let own = name(text.sym.expect("assembled functions have a symbol"));
            if !self.names.contains(&own) {
                funcs.push(function(own, text, pkg, &name, &self.prefix, is_assembly));
            }
        }
        taken.funcs = pkg.syms.funcs.len();
        let mut data = Vec::new();
        for &sym in &pkg.syms.data_order[taken.data..] {
            let from = pkg.syms.get(sym);
            let own = name(sym);
            if !is_linked(from.kind) || self.names.contains(&own) {
                continue;
            }
            let size = (from.size.max(0) as u64).max(from.bytes.len() as u64);
            data.push(Data {
                name: own,
                kind: from.kind,
                dupok: from.dupok,
                size,
                bytes: from.bytes.clone(),
                refs: refs(&from.relocs, &name),
                pointers: pointer_runs(pkg, sym),
            });
        }
        taken.data = pkg.syms.data_order.len();
        for f in funcs {
            self.add_func(f);
        }
        for d in data {
            self.add_data(d);
        }
        // It grows with the elements that are read from maps.
        let zero = pkg.demands.map_zero_size.max(0) as u64;
        if zero > 0
            && let Some(d) = self.data.iter_mut().find(|d| d.name.as_str() == "go.map.zero")
        {
            d.size = d.size.max(zero);
        }
    }
}

/// Symbols that are not only for debuggers.
fn is_linked(kind: SymKind) -> bool {
    use SymKind::*;
    matches!(kind, RoData | NoPtrData | Data | Bss | NoPtrBss)
}

fn refs(relocs: &[Reloc], name: &dyn Fn(SymId) -> Name) -> Vec<Ref> {
    let convert = |r: &Reloc| Ref {
        offset: r.offset,
        size: r.size,
        kind: r.kind,
        target: r.target.map(name),
        addend: r.addend,
    };
    relocs.iter().filter(|r| r.kind != RelocKind::UseField).map(convert).collect()
}

/// Words of a package variable or static temporary that hold pointers.
fn pointer_runs(pkg: &Package, sym: SymId) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    if let Some(&ty) = pkg.descriptors.variable_types.get(&sym) {
        pkg.types.each_pointer_word(ty, 0, false, &mut |at| {
            let word = (at / 8) as u32;
            match runs.last_mut() {
                Some((first, n)) if *first + *n == word => *n += 1,
                _ => runs.push((word, 1)),
            }
        });
    }
    runs
}

fn function(
    own: Name,
    text: &FuncText,
    pkg: &Package,
    name: &dyn Fn(SymId) -> Name,
    prefix: &str,
    is_assembly: bool,
) -> Function {
    let mut funcdata = [None; 3];
    for (index, sym) in funcdata_of(text) {
        if let Some(slot) = pcln::FUNCDATA.iter().position(|&i| i == index) {
            funcdata[slot] = Some(name(sym));
        }
    }
    let tables = pcln::tables(text, pkg, prefix);
    Function {
        name: own,
        code: text.code.clone(),
        refs: refs(&text.relocs, name),
        args: if text.args < 0 { -1 } else { text.args as i32 },
        flags: pcln::flags(text, is_assembly),
        defer_return: pcln::defer_return(text, &pkg.syms),
        funcdata,
        depths: tables.depths,
        stack_maps: tables.stack_maps,
        lines: tables.lines,
        inline_index: tables.inline_index,
        files: tables.files,
        inlined: tables.inlined,
    }
}

/// The FUNCDATA of a function: index and symbol.
fn funcdata_of(text: &FuncText) -> impl Iterator<Item = (i64, SymId)> {
    text.progs.iter().filter(|p| p.op == As::FUNCDATA).filter_map(|p| match (p.from, p.to) {
        (Operand::Const(index), Operand::Mem(Mem { base: Base::Global(sym), .. })) => {
            Some((index, sym))
        }
        (Operand::Const(index), Operand::Symbol(sym)) => Some((index, sym)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_get_the_import_path() {
        let global = |n: &str| global_name(n.into(), "a/b").as_str();
        assert_eq!(global("type.map[\"\".K]\"\".V"), "type.map[a/b.K]a/b.V");
        assert_eq!(global("go.string.\"\\\"\\\".x\""), "go.string.\"\\\"\\\".x\"");
        assert_eq!(global("type..namedata.\"\".1"), "type..namedata.a/b.1");
        assert_eq!(global("type..namedata.x-\"\".y"), "type..namedata.x-\"\".y");
    }
}
