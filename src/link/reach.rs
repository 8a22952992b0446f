//! Which symbols a program is made of.
//!
//! Starting from the entry point, every symbol that a linked one refers to is linked. Methods that
//! only a type's descriptor refers to are linked if some linked interface type has a method of that
//! name and type: only through one can they be called.
//!
//! Packages define symbols step by step. [`Program::reach`] goes as far as definitions go and says
//! what is missing; the caller makes it, [`Program::define`]s it and asks again.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::index::{PrimaryMap, SecondaryMap, entity_impl};
use crate::intern::Name;
use crate::obj::prog::{As, Base, Mem, Operand};
use crate::obj::sym::TextId;
use crate::obj::{FuncText, Reloc, RelocKind, SymData, SymId, SymKind};
use crate::package::Package;

/// A symbol of the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalId(u32);
entity_impl!(GlobalId, "g");

/// Where a symbol is defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Def {
    Text(usize, TextId),
    Data(usize, SymId),
    /// A number in read-only data: value and bytes.
    Number(u64, u8),
    /// By the linker, which knows its address or contents.
    Linker,
}

pub struct Global {
    pub name: Name,
    pub def: Option<Def>,
    pub reached: bool,
    /// The symbol that referred to it first.
    pub referrer: Option<GlobalId>,
}

/// What a package calls its symbols.
struct Names {
    prefix: String,
    globals: SecondaryMap<SymId, Option<GlobalId>>,
    /// Functions and data symbols that are entered.
    n_funcs: usize,
    n_data: usize,
}

/// Name and type of a method.
type MethodKey = (Name, Name);

/// The symbols of a program and what is reached of them.
pub struct Program {
    pub globals: PrimaryMap<GlobalId, Global>,
    by_name: FxHashMap<Name, GlobalId>,
    packages: Vec<Names>,
    queue: Vec<GlobalId>,
    /// Reached, but not defined yet.
    missing: Vec<GlobalId>,
    /// Methods that linked interface types have.
    called: FxHashSet<MethodKey>,
    /// Methods of linked types that no linked interface type has, with what their entries refer to.
    uncalled: FxHashMap<MethodKey, Vec<(GlobalId, [GlobalId; 3])>>,
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

impl Program {
    /// An empty program whose packages have these prefixes.
    pub fn new(prefixes: Vec<String>) -> Program {
        let names = |prefix| Names { prefix, globals: SecondaryMap::new(), n_funcs: 0, n_data: 0 };
        Program {
            globals: PrimaryMap::new(),
            by_name: FxHashMap::default(),
            packages: prefixes.into_iter().map(names).collect(),
            queue: Vec::new(),
            missing: Vec::new(),
            called: FxHashSet::default(),
            uncalled: FxHashMap::default(),
        }
    }

    /// The symbol called `name`, made at its first mention.
    pub fn symbol(&mut self, name: Name) -> GlobalId {
        let globals = &mut self.globals;
        *self.by_name.entry(name).or_insert_with(|| {
            globals.push(Global { name, def: None, reached: false, referrer: None })
        })
    }

    /// The symbol, if anything mentioned it.
    pub fn find(&self, name: &str) -> Option<GlobalId> {
        self.by_name.get(&Name::new(name)).copied()
    }

    /// What package `p` calls `sym`.
    pub fn global(&mut self, p: usize, pkg: &Package, sym: SymId) -> GlobalId {
        if let Some(g) = self.packages[p].globals[sym] {
            return g;
        }
        let name = global_name(pkg.syms.name(sym), &self.packages[p].prefix);
        let g = self.symbol(name);
        self.packages[p].globals[sym] = Some(g);
        g
    }

    /// What package `p` calls `sym`, if it is linked or linked symbols refer to it.
    pub fn known(&self, p: usize, sym: SymId) -> Option<GlobalId> {
        self.packages[p].globals[sym]
    }

    /// The linker defines the symbol, whoever else does.
    pub fn define_by_linker(&mut self, name: &str) -> GlobalId {
        let g = self.symbol(Name::new(name));
        self.globals[g].def = Some(Def::Linker);
        g
    }

    /// Enters what packages defined since the last call. Of several definitions the first counts,
    /// but one with contents before one without, and a larger one before a smaller one.
    pub fn define(&mut self, pkgs: &[&Package]) {
        for (p, pkg) in pkgs.iter().enumerate() {
            let first = self.packages[p].n_funcs;
            self.packages[p].n_funcs = pkg.syms.funcs.len();
            for (id, text) in pkg.syms.funcs.iter().skip(first) {
                let sym = text.sym.expect("assembled functions have a symbol");
                let g = self.global(p, pkg, sym);
                if !matches!(self.globals[g].def, Some(Def::Text(..) | Def::Linker)) {
                    self.globals[g].def = Some(Def::Text(p, id));
                }
            }
            let first = self.packages[p].n_data;
            self.packages[p].n_data = pkg.syms.data_order.len();
            for &sym in &pkg.syms.data_order[first..] {
                let data = pkg.syms.get(sym);
                if is_debug(data.kind) {
                    continue;
                }
                let g = self.global(p, pkg, sym);
                let better = match self.globals[g].def {
                    None => true,
                    Some(Def::Data(q, old)) => {
                        let old = pkgs[q].syms.get(old);
                        old.bytes.is_empty() && !data.bytes.is_empty()
                            || old.dupok && data.dupok && data.size > old.size
                    }
                    Some(_) => false,
                };
                if better {
                    self.globals[g].def = Some(Def::Data(p, sym));
                }
            }
        }
    }

    /// Marks a symbol as referred to by `referrer` (`None`: by the linker).
    pub fn mark(&mut self, g: GlobalId, referrer: Option<GlobalId>) {
        let global = &mut self.globals[g];
        if !global.reached {
            global.reached = true;
            global.referrer = referrer;
            self.queue.push(g);
        }
    }

    /// Follows references as far as definitions go; gives the reached symbols that nothing defines,
    /// in the order of first mention.
    pub fn reach(&mut self, pkgs: &[&Package]) -> Vec<GlobalId> {
        self.queue.append(&mut self.missing);
        let mut next = 0;
        while let Some(&g) = self.queue.get(next) {
            next += 1;
            match self.globals[g].def {
                None => {
                    self.globals[g].def = number(self.globals[g].name.as_str());
                    if self.globals[g].def.is_none() {
                        self.missing.push(g);
                    }
                }
                Some(Def::Linker | Def::Number(..)) => {}
                Some(Def::Text(p, id)) => self.scan_text(g, p, pkgs[p], &pkgs[p].syms.funcs[id]),
                Some(Def::Data(p, sym)) => self.scan_data(g, p, pkgs[p], pkgs[p].syms.get(sym)),
            }
        }
        self.queue.clear();
        self.missing.clone()
    }

    fn scan_text(&mut self, g: GlobalId, p: usize, pkg: &Package, text: &FuncText) {
        for r in &text.relocs {
            if let Some(target) = r.target.filter(|_| r.kind != RelocKind::UseField) {
                let target = self.global(p, pkg, target);
                self.mark(target, Some(g));
            }
        }
        for (_, sym) in funcdata(text) {
            let target = self.global(p, pkg, sym);
            // There are no maps of arguments for assembly that Go does not declare.
            let declared = self.globals[target].def.is_some();
            if declared || !pkg.syms.name(sym).as_str().ends_with(".args_stackmap") {
                self.mark(target, Some(g));
            }
        }
    }

    fn scan_data(&mut self, g: GlobalId, p: usize, pkg: &Package, data: &SymData) {
        let is_type = {
            let name = self.globals[g].name.as_str();
            name.starts_with("type.") && !name.starts_with("type..")
        };
        if is_type && data.bytes.get(23).is_some_and(|kind| kind & 31 == KIND_INTERFACE) {
            self.scan_interface(p, pkg, data);
        }
        for (i, r) in data.relocs.iter().enumerate() {
            let Some(target) = r.target else { continue };
            match r.kind {
                RelocKind::WeakAddrOff | RelocKind::UseField => {}
                RelocKind::MethodOff => {
                    // Type, method as interfaces call it, method: the name stands before.
                    let first = i == 0
                        || data.relocs[i - 1].kind != RelocKind::MethodOff
                        || data.relocs[i - 1].offset + 4 != r.offset;
                    if first {
                        self.scan_method(g, p, pkg, data, i);
                    }
                }
                _ => {
                    let target = self.global(p, pkg, target);
                    self.mark(target, Some(g));
                }
            }
        }
    }

    /// Notes the methods of an interface type; those of linked types that match are called.
    fn scan_interface(&mut self, p: usize, pkg: &Package, data: &SymData) {
        let at = |offset: u32| data.relocs.iter().find(|r| r.offset == offset);
        let Some(array) = at(IMETHODS) else { return };
        let count = word(&data.bytes, IMETHODS as usize + 8);
        for i in 0..count as u32 {
            let entry = array.addend as u32 + 8 * i;
            let (Some(name), Some(ty)) = (at(entry), at(entry + 4)) else { continue };
            let Some(key) = self.method_key(p, pkg, name, ty) else { continue };
            if self.called.insert(key) {
                for (owner, targets) in self.uncalled.remove(&key).unwrap_or_default() {
                    for t in targets {
                        self.mark(t, Some(owner));
                    }
                }
            }
        }
    }

    /// The method entry whose first method relocation is number `i`.
    fn scan_method(&mut self, g: GlobalId, p: usize, pkg: &Package, data: &SymData, i: usize) {
        let [ty, in_interface, direct] = [i, i + 1, i + 2].map(|i| &data.relocs[i]);
        let name = data.relocs[..i].iter().rev().find(|r| r.offset + 4 == ty.offset);
        let key = name.and_then(|name| self.method_key(p, pkg, name, ty));
        let targets = [ty, in_interface, direct].map(|r| {
            let target = r.target.expect("method entries refer to symbols");
            self.global(p, pkg, target)
        });
        match key {
            Some(key) if !self.called.contains(&key) => {
                self.uncalled.entry(key).or_default().push((g, targets));
            }
            _ => {
                for t in targets {
                    self.mark(t, Some(g));
                }
            }
        }
    }

    fn method_key(
        &mut self,
        p: usize,
        pkg: &Package,
        name: &Reloc,
        ty: &Reloc,
    ) -> Option<MethodKey> {
        let record = &pkg.syms.get(name.target?).bytes;
        let len = usize::from(u16::from_be_bytes([*record.get(1)?, *record.get(2)?]));
        let text = std::str::from_utf8(record.get(3..3 + len)?).ok()?;
        let ty = self.global(p, pkg, ty.target?);
        Some((Name::new(text), self.globals[ty].name))
    }
}

/// Kind number of interface types in descriptors.
const KIND_INTERFACE: u8 = 20;
/// Offset of an interface type's method slice in its descriptor.
const IMETHODS: u32 = 56;

/// What `NO_LOCAL_POINTERS` refers to: two stack maps of no bits.
const NO_POINTERS: (&str, Def) = ("no_pointers_stackmap", Def::Number(2, 8));

/// `$f64.BITS`, `$f32.BITS`: the assembler's names for constants in memory.
fn number(name: &str) -> Option<Def> {
    if name == NO_POINTERS.0 {
        return Some(NO_POINTERS.1);
    }
    let (hex, size) = match name.strip_prefix("$f64.") {
        Some(hex) => (hex, 8),
        None => (name.strip_prefix("$f32.")?, 4),
    };
    Some(Def::Number(u64::from_str_radix(hex, 16).ok()?, size))
}

fn word(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).map_or(0, |b| u64::from_le_bytes(b.try_into().expect("8 bytes")))
}

/// Symbols that only debuggers read.
fn is_debug(kind: SymKind) -> bool {
    use SymKind::*;
    matches!(kind, None | DwarfInfo | DwarfRange | DwarfLoc | DwarfMisc | AbiAlias | Text)
}

/// The FUNCDATA of a function: index and symbol.
pub fn funcdata(text: &FuncText) -> impl Iterator<Item = (i64, SymId)> {
    text.progs.iter().filter(|p| p.op == As::FUNCDATA).filter_map(|p| match (p.from, p.to) {
        (Operand::Const(index), Operand::Mem(Mem { base: Base::Global(sym), .. })) => {
            Some((index, sym))
        }
        (Operand::Const(index), Operand::Symbol(sym)) => Some((index, sym)),
        _ => None,
    })
}
