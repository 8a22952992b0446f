//! Which symbols a program is made of.
//!
//! Starting from the entry point, every symbol that a linked one refers to is linked. Methods that
//! only a type's descriptor refers to are linked if some linked interface type has a method of that
//! name and type: only through one can they be called.
//!
//! Packages define symbols step by step. [`Program::reach`] goes as far as definitions go and says
//! what is missing; the caller makes it, [`Program::define`]s it and asks again.

use rustc_hash::{FxHashMap, FxHashSet};

use super::object::{Data, Object, Ref};
use crate::index::{PrimaryMap, entity_impl};
use crate::intern::Name;
use crate::obj::RelocKind;

/// A symbol of the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalId(u32);
entity_impl!(GlobalId, "g");

/// Where a symbol is defined: object and index in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Def {
    Func(usize, usize),
    Data(usize, usize),
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

/// Name and type of a method.
type MethodKey = (Name, Name);

/// The symbols of a program and what is reached of them.
pub struct Program {
    pub globals: PrimaryMap<GlobalId, Global>,
    by_name: FxHashMap<Name, GlobalId>,
    /// Functions and data symbols of each object that are entered.
    entered: Vec<(usize, usize)>,
    queue: Vec<GlobalId>,
    /// Reached, but not defined yet.
    missing: Vec<GlobalId>,
    /// Methods that linked interface types have.
    called: FxHashSet<MethodKey>,
    /// Methods of linked types that no linked interface type has, with what their entries refer to.
    uncalled: FxHashMap<MethodKey, Vec<(GlobalId, [GlobalId; 3])>>,
}

impl Program {
    /// An empty program that will be made of `n` objects.
    pub fn new(n: usize) -> Program {
        Program {
            globals: PrimaryMap::new(),
            by_name: FxHashMap::default(),
            entered: vec![(0, 0); n],
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
    pub fn find(&self, name: Name) -> Option<GlobalId> {
        self.by_name.get(&name).copied()
    }

    /// The linker defines the symbol, whoever else does.
    pub fn define_by_linker(&mut self, name: &str) -> GlobalId {
        let g = self.symbol(Name::new(name));
        self.globals[g].def = Some(Def::Linker);
        g
    }

    /// Enters what objects defined since the last call. Of several definitions the first counts,
    /// but one with contents before one without, and a larger one before a smaller one.
    pub fn define(&mut self, objects: &[&Object]) {
        for (o, object) in objects.iter().enumerate() {
            let (n_funcs, n_data) = self.entered[o];
            self.entered[o] = (object.funcs.len(), object.data.len());
            for (i, f) in object.funcs.iter().enumerate().skip(n_funcs) {
                let g = self.symbol(f.name);
                if !matches!(self.globals[g].def, Some(Def::Func(..) | Def::Linker)) {
                    self.globals[g].def = Some(Def::Func(o, i));
                }
            }
            for (i, data) in object.data.iter().enumerate().skip(n_data) {
                let g = self.symbol(data.name);
                let better = match self.globals[g].def {
                    None => true,
                    Some(Def::Data(q, old)) => {
                        let old = &objects[q].data[old];
                        old.bytes.is_empty() && !data.bytes.is_empty()
                            || old.dupok && data.dupok && data.size > old.size
                    }
                    Some(_) => false,
                };
                if better {
                    self.globals[g].def = Some(Def::Data(o, i));
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

    fn mark_name(&mut self, name: Name, referrer: GlobalId) {
        let g = self.symbol(name);
        self.mark(g, Some(referrer));
    }

    /// Follows references as far as definitions go; gives the reached symbols that nothing defines,
    /// in the order of first mention.
    pub fn reach(&mut self, objects: &[&Object]) -> Vec<GlobalId> {
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
                Some(Def::Func(o, i)) => {
                    let f = &objects[o].funcs[i];
                    for target in f.refs.iter().filter_map(|r| r.target) {
                        self.mark_name(target, g);
                    }
                    for name in f.funcdata.into_iter().flatten() {
                        // Assembly that Go does not declare has no maps of arguments.
                        let target = self.symbol(name);
                        let declared = self.globals[target].def.is_some();
                        if declared || !name.as_str().ends_with(".args_stackmap") {
                            self.mark(target, Some(g));
                        }
                    }
                }
                Some(Def::Data(o, i)) => self.scan_data(g, objects, &objects[o].data[i]),
            }
        }
        self.queue.clear();
        self.missing.clone()
    }

    fn scan_data(&mut self, g: GlobalId, objects: &[&Object], data: &Data) {
        let is_type = {
            let name = data.name.as_str();
            name.starts_with("type.") && !name.starts_with("type..")
        };
        if is_type && data.bytes.get(23).is_some_and(|kind| kind & 31 == KIND_INTERFACE) {
            self.scan_interface(objects, data);
        }
        for (i, r) in data.refs.iter().enumerate() {
            let Some(target) = r.target else { continue };
            match r.kind {
                RelocKind::WeakAddrOff => {}
                RelocKind::MethodOff => {
                    // Type, method as interfaces call it, method: the name stands before.
                    let is_first = i == 0
                        || data.refs[i - 1].kind != RelocKind::MethodOff
                        || data.refs[i - 1].offset + 4 != r.offset;
                    if is_first {
                        self.scan_method(g, objects, data, i);
                    }
                }
                _ => self.mark_name(target, g),
            }
        }
    }

    /// Notes the methods of an interface type; those of linked types that match are called.
    fn scan_interface(&mut self, objects: &[&Object], data: &Data) {
        let at = |offset: u32| data.refs.iter().find(|r| r.offset == offset);
        let Some(array) = at(IMETHODS) else { return };
        let count = word(&data.bytes, IMETHODS as usize + 8);
        for i in 0..count as u32 {
            let entry = array.addend as u32 + 8 * i;
            let (Some(name), Some(ty)) = (at(entry), at(entry + 4)) else { continue };
            let Some(key) = self.method_key(objects, name, ty) else { continue };
            if self.called.insert(key) {
                for (owner, targets) in self.uncalled.remove(&key).unwrap_or_default() {
                    for t in targets {
                        self.mark(t, Some(owner));
                    }
                }
            }
        }
    }

    /// The method entry whose first method reference is number `i`.
    fn scan_method(&mut self, g: GlobalId, objects: &[&Object], data: &Data, i: usize) {
        let [ty, in_interface, direct] = [i, i + 1, i + 2].map(|i| &data.refs[i]);
        let name = data.refs[..i].iter().rev().find(|r| r.offset + 4 == ty.offset);
        let key = name.and_then(|name| self.method_key(objects, name, ty));
        let targets = [ty, in_interface, direct]
            .map(|r| self.symbol(r.target.expect("method entries refer to symbols")));
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

    fn method_key(&mut self, objects: &[&Object], name: &Ref, ty: &Ref) -> Option<MethodKey> {
        let record = self.find(name.target?)?;
        let Some(Def::Data(o, i)) = self.globals[record].def else { return None };
        let record = &objects[o].data[i].bytes;
        let len = usize::from(u16::from_be_bytes([*record.get(1)?, *record.get(2)?]));
        let text = std::str::from_utf8(record.get(3..3 + len)?).ok()?;
        Some((Name::new(text), ty.target?))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::object::Function;

    fn func(name: &str, targets: &[&str]) -> Function {
        let call = |t: &&str| Ref {
            offset: 1,
            size: 4,
            kind: RelocKind::Call,
            target: Some(Name::new(t)),
            addend: 0,
        };
        Function {
            name: name.into(),
            code: vec![0xe8, 0, 0, 0, 0],
            refs: targets.iter().map(call).collect(),
            args: 0,
            flags: 0,
            defer_return: 0,
            funcdata: [None; 3],
            depths: Vec::new(),
            stack_maps: Vec::new(),
            lines: Vec::new(),
            inline_index: Vec::new(),
            files: Vec::new(),
            inlined: Vec::new(),
        }
    }

    #[test]
    fn only_what_is_called_is_reached_and_the_missing_are_named() {
        let mut object = Object::new("p".to_owned());
        for f in [func("a", &["b", "$f64.3ff0000000000000"]), func("b", &["gone"]), func("c", &[])]
        {
            object.add_func(f);
        }
        let mut program = Program::new(1);
        program.define(&[&object]);
        let a = program.symbol("a".into());
        program.mark(a, None);
        let missing = program.reach(&[&object]);
        let names: Vec<_> = missing.iter().map(|&g| program.globals[g].name.as_str()).collect();
        assert_eq!(names, ["gone"]);
        let gone = &program.globals[missing[0]];
        assert_eq!(program.globals[gone.referrer.unwrap()].name.as_str(), "b");
        let c = program.find("c".into()).unwrap();
        assert!(!program.globals[c].reached);
    }
}
