//! One package on its way into a program.
//!
//! The front end takes the package as a whole. The main package is then compiled as its listing is;
//! of any other package, functions and data are made when something that is linked refers to them.
//! What was made for earlier programs may come from a store; the sources are not looked at unless
//! it lacks something.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Backlog, SourceFile, State, compiling, sources};
use crate::asm;
use crate::intern::Name;
use crate::library::Part;
use crate::link::object::{Data, Object, Ref, Taken, global_name};
use crate::link::store::Stored;
use crate::lower;
use crate::obj::data::{self, descriptor};
use crate::obj::{RelocKind, SymKind};
use crate::options::Options;
use crate::package::{Package, TopDecl};
use crate::source::PosBase;
use crate::syntax::ast::{self, File};
use crate::tree::{FuncFlags, FuncId};
use crate::types::check;
use crate::types::{TypeId, Types};

/// A package and what can be made of it on demand.
pub(super) struct Unit {
    pub path: String,
    pub state: State,
    /// Imported paths, as the files have them.
    pub imports: Vec<String>,
    /// What was made so far.
    pub object: Object,
    /// The object has more than the store that it came from.
    pub grown: bool,
    taken: Taken,
    is_main: bool,
    /// The object started as one from a store.
    stored: bool,
    /// The front end has run.
    analysed: bool,
    /// Functions that run before main starts, in order.
    inits: Vec<Name>,
    /// What can still be made.
    rest: FxHashSet<Name>,
    /// Functions with body, by name in the program.
    funcs: FxHashMap<Name, FuncId>,
    /// Types declared here (in package runtime the predeclared ones, too), by the name of their
    /// descriptor in the program.
    types: FxHashMap<Name, TypeId>,
    /// Top-level entries that are indexed.
    n_top: usize,
}

impl Unit {
    /// The package with import path `path` of the library.
    pub fn library(path: &str, options: &Options, stored: Option<Stored>) -> Unit {
        let mut options = options.clone();
        options.package_path = path.to_owned();
        options.lazy = true;
        let mut unit = Unit::new(path, options, false);
        if let Some(s) = stored {
            unit.stored = true;
            unit.object = s.object;
            unit.imports = s.imports.iter().map(|n| n.as_str().to_owned()).collect();
            unit.inits = s.inits;
            unit.rest = s.rest.into_iter().collect();
        }
        unit
    }

    /// The program's own package.
    pub fn main(options: &Options) -> Unit {
        let mut options = options.clone();
        options.package_path = "main".to_owned();
        Unit::new("main", options, true)
    }

    fn new(path: &str, options: Options, is_main: bool) -> Unit {
        let mut state = State::new(options);
        state.backlog.lazy = !is_main;
        Unit {
            path: path.to_owned(),
            state,
            imports: Vec::new(),
            object: Object::new(crate::types::table::escape_path(path)),
            grown: false,
            taken: Taken::default(),
            is_main,
            stored: false,
            analysed: false,
            inits: Vec::new(),
            rest: FxHashSet::default(),
            funcs: FxHashMap::default(),
            types: FxHashMap::default(),
            n_top: 0,
        }
    }

    /// Whether all that is known comes from a store.
    pub fn is_stored(&self) -> bool {
        self.stored && !self.analysed
    }

    /// What a store keeps of the package.
    pub fn to_store(&self) -> Stored {
        let mut rest: Vec<Name> = self.rest.iter().copied().collect();
        rest.sort_by_key(|n| n.as_str());
        Stored {
            object: self.object.clone(),
            imports: self.imports.iter().map(|i| Name::new(i)).collect(),
            inits: self.inits.clone(),
            rest,
        }
    }

    /// Parses and analyses the package; `files` are those of the main package. `found` is called
    /// with every import path as soon as it is known.
    pub fn front_end(&mut self, files: Vec<SourceFile>, found: &dyn Fn(&str)) {
        compiling("");
        self.analysed = true;
        let parsed = if self.is_main { self.state.parse(files) } else { self.parse_library() };
        let Some(parsed) = parsed else { return };
        for file in &parsed {
            for decl in &file.decls {
                if let ast::Decl::Import(d) = decl {
                    let path = check::imports::path_of(&d.path);
                    if path != "unsafe" && !self.imports.contains(&path) {
                        if self.state.pkg.options.library.has(&path) {
                            found(&path);
                        }
                        self.imports.push(path);
                    }
                }
            }
        }
        self.state.stage("parse");
        if self.is_main {
            if self.state.code(parsed).is_some() {
                self.object.take(&self.state.pkg, &mut self.taken, false);
                self.note_inits();
            }
        } else {
            self.analyse(parsed);
        }
    }

    fn parse_library(&mut self) -> Option<Vec<File>> {
        let pkg = &mut self.state.pkg;
        let files = sources::parse(pkg.options.library, &self.path, &pkg.sources, &mut pkg.diags)?;
        pkg.name = files[0].package.name;
        pkg.types = Types::new(&pkg.options.package_path, pkg.name.as_str());
        Some(files)
    }

    /// The front end of a package of ours; leaves functions before order and walk.
    fn analyse(&mut self, files: Vec<File>) {
        let state = &mut self.state;
        check::check(&mut state.pkg, files);
        state.stage("check");
        check::unused::report(&mut state.pkg);
        if state.pkg.diags.has_errors() {
            return;
        }
        lower::capture::run(&mut state.pkg);
        if !state.pkg.options.no_inline {
            lower::inline::run(&mut state.pkg);
        }
        lower::escape::run(&mut state.pkg);
        lower::closure::run(&mut state.pkg);
        state.pkg.types.end_front_end();
        lower::sinit::run(&mut state.pkg);
        // What collector and stack growth know of functions that are written in assembly.
        for i in 0..state.pkg.top.len() {
            if let TopDecl::Func(func) = state.pkg.top[i]
                && !state.pkg.tree.funcs[func].has_body
            {
                data::funcdata::body_less(&mut state.pkg, func);
            }
        }
        self.assemble();
        self.object.take(&self.state.pkg, &mut self.taken, true);
        data::dump_demanded(&mut self.state.pkg, &mut self.state.backlog);
        self.object.take(&self.state.pkg, &mut self.taken, false);
        self.note_inits();
        self.index();
        self.rest = self
            .funcs
            .keys()
            .chain(self.types.keys())
            .copied()
            .filter(|&n| !self.object.has(n))
            .collect();
        self.grown = true;
        self.state.stage("inline, escape");
    }

    fn note_inits(&mut self) {
        let pkg = &self.state.pkg;
        let funcs = pkg.init_func.iter().chain(&pkg.inits);
        let name = |&f: &FuncId| global_name(pkg.tree.funcs[f].link_name, &self.object.prefix);
        self.inits = funcs.map(name).collect();
    }

    /// Enters functions and types by their names.
    fn index(&mut self) {
        let pkg = &self.state.pkg;
        for decl in &pkg.top {
            let TopDecl::Func(f) = *decl else { continue };
            let func = &pkg.tree.funcs[f];
            if func.has_body && !func.flags.contains(FuncFlags::IMPORTED) && !func.name.is_blank() {
                self.funcs.insert(global_name(func.link_name, &self.object.prefix), f);
            }
        }
        self.n_top = pkg.top.len();
        let mut types = pkg.declared_types.clone();
        if self.path == "runtime" {
            types.extend(Types::PREDECLARED);
            types.push(pkg.types.error());
        }
        for ty in types {
            for ty in [ty, pkg.types.ptr(ty)] {
                let name = Name::new(&pkg.types.descriptor_name(ty));
                self.types.insert(global_name(name, &self.object.prefix), ty);
            }
        }
    }

    /// Whether the package can still make the symbol.
    pub fn can_make(&self, name: Name) -> bool {
        self.rest.contains(&name)
    }

    /// Makes symbols that [`Unit::can_make`] knows.
    pub fn make(&mut self, names: &[Name]) {
        if !self.analysed {
            self.front_end(Vec::new(), &|_| {});
        }
        let state = &mut self.state;
        if state.pkg.diags.has_errors() {
            return;
        }
        // In an order that does not depend on who asked first.
        let mut names = names.to_vec();
        names.sort_by_key(|n| n.as_str());
        for name in &names {
            self.rest.remove(name);
            if let Some(&ty) = self.types.get(name) {
                descriptor::generate(&mut state.pkg, ty, &mut state.backlog);
            } else if let Some(func) = self.funcs.remove(name) {
                state.backlog.compile(&mut state.pkg, func);
            }
        }
        if state.pkg.diags.has_errors() {
            return;
        }
        // What the functions and types made so far come with is made at once: it has no names of
        // its own in the sources.
        loop {
            let state = &mut self.state;
            state.stage("order, walk");
            let compiled = state.back_end();
            state.stage("back end");
            data::dump_demanded(&mut state.pkg, &mut state.backlog);
            state.attach(compiled);
            let mut more = std::mem::take(&mut state.backlog.made);
            more.extend(state.pkg.top[self.n_top..].iter().filter_map(|d| match d {
                TopDecl::Func(f) => Some(*f),
                TopDecl::Init(_) => None,
            }));
            self.n_top = state.pkg.top.len();
            state.stage("data");
            if more.is_empty() || state.pkg.diags.has_errors() {
                break;
            }
            for func in more {
                state.backlog.compile(&mut state.pkg, func);
            }
        }
        self.object.take(&self.state.pkg, &mut self.taken, false);
        self.rest.retain(|&n| !self.object.has(n));
        self.grown = true;
    }

    /// Makes the descriptors of every type that a method's name `P.T.M` or `P.(*T).M` may belong
    /// to; its wrapper may come with them. Whether anything was made.
    pub fn make_methods_of(&mut self, method: Name) -> bool {
        let prefix = &self.object.prefix;
        let Some(rest) = method.as_str().strip_prefix(&format!("{prefix}.")) else { return false };
        let (owner, _) = rest.rsplit_once('.').unwrap_or((rest, ""));
        let owner = owner.strip_prefix("(*").and_then(|o| o.strip_suffix(')')).unwrap_or(owner);
        let names = [format!("type.{prefix}.{owner}"), format!("type.*{prefix}.{owner}")];
        let mut names: Vec<Name> = names.iter().map(|n| Name::new(n)).collect();
        if self.analysed {
            names.retain(|n| self.rest.contains(n));
        } else {
            // The store has the descriptors, but not every wrapper that came with them.
            names.retain(|&n| self.rest.contains(&n) || self.object.has(n));
        }
        if !names.is_empty() {
            self.make(&names);
        }
        !names.is_empty()
    }

    /// Whether the package has work to do before main starts: its own or that of imports.
    pub fn has_init_task(&self, import_has: impl Fn(&str) -> bool) -> bool {
        !self.inits.is_empty()
            || self.imports.iter().any(|i| import_has(i))
            || matches!(self.path.as_str(), "main" | "runtime")
    }

    /// The init task: state, counts, tasks of imports, functions; `import_has`: which imported
    /// packages have one. It follows what packages have to do, whatever descriptions say.
    pub fn init_task(&self, import_has: impl Fn(&str) -> bool) -> Data {
        let task = |path: &String| {
            Name::new(&format!("{}..inittask", crate::types::table::escape_path(path)))
        };
        let tasks: Vec<Name> = self.imports.iter().filter(|i| import_has(i)).map(task).collect();
        let mut bytes = Vec::new();
        for n in [0, tasks.len(), self.inits.len()] {
            bytes.extend((n as u64).to_le_bytes());
        }
        let mut refs = Vec::new();
        for &target in tasks.iter().chain(&self.inits) {
            let offset = bytes.len() as u32;
            let target = Some(target);
            refs.push(Ref { offset, size: 8, kind: RelocKind::Addr, target, addend: 0 });
            bytes.extend([0; 8]);
        }
        Data {
            name: task(&self.path),
            kind: SymKind::NoPtrData,
            dupok: false,
            size: bytes.len() as u64,
            bytes,
            refs,
            pointers: Vec::new(),
        }
    }

    /// Assembles the package's `.s` files into its symbols.
    fn assemble(&mut self) {
        let pkg = &mut self.state.pkg;
        let files = pkg.options.library.files(Part::Implementation, &self.path);
        for source in files.filter(|s| s.is_assembly()) {
            let file = Name::new(&source.shown());
            let base = PosBase { file, abs_file: file, directive: None, inlined: None };
            let source = asm::Source {
                text: source.text,
                base: pkg.sources.add_base(base),
                file: source.name,
                package: &self.path,
                defines: &[],
            };
            asm::assemble_file(&source, &pkg.options, &mut pkg.syms, &mut pkg.diags);
        }
    }
}

impl Backlog {
    /// A function that the data room made: compiled at once, or when it is asked for.
    pub(super) fn generated(&mut self, pkg: &mut Package, func: FuncId) {
        if self.lazy {
            self.made.push(func);
        } else {
            self.compile(pkg, func);
        }
    }
}
