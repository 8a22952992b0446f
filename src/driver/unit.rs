//! One package on its way into a program.
//!
//! The front end takes the package as a whole. The main package is then compiled as its listing is;
//! of any other package, functions and data are made when something that is linked refers to them.

use rustc_hash::FxHashMap;

use super::{Backlog, SourceFile, State, compiling, sources};
use crate::asm;
use crate::intern::Name;
use crate::library::Part;
use crate::link::reach::global_name;
use crate::lower;
use crate::obj::data::{self, descriptor};
use crate::options::Options;
use crate::package::TopDecl;
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
    is_main: bool,
    /// Functions with body that are not compiled yet, by name in the program.
    funcs: FxHashMap<Name, FuncId>,
    /// Types declared here (in package runtime the predeclared ones, too), by the name of their
    /// descriptor in the program.
    types: FxHashMap<Name, TypeId>,
    /// Top-level entries that are indexed.
    n_top: usize,
}

impl Unit {
    /// The package with import path `path` of the library.
    pub fn library(path: &str, options: &Options) -> Unit {
        let mut options = options.clone();
        options.package_path = path.to_owned();
        options.lazy = true;
        Unit::new(path, options, false)
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
            is_main,
            funcs: FxHashMap::default(),
            types: FxHashMap::default(),
            n_top: 0,
        }
    }

    /// What replaces `""` in the names of the package's symbols.
    pub fn prefix(&self) -> String {
        crate::types::table::escape_path(&self.path)
    }

    /// Parses the package; `files` are those of the main package. `found` is called with every
    /// import path as soon as it is known.
    pub fn front_end(&mut self, files: Vec<SourceFile>, found: &dyn Fn(&str)) {
        compiling("");
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
            self.state.code(parsed);
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
        lower::inline::run(&mut state.pkg);
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
        data::dump_demanded(&mut state.pkg, &mut state.backlog);
        state.stage("inline, escape");
        self.index_functions();
        self.index_types();
    }

    /// Enters what was added to the top-level list or made by the data room.
    fn index_functions(&mut self) {
        let prefix = self.prefix();
        let pkg = &self.state.pkg;
        let mut found: Vec<FuncId> = std::mem::take(&mut self.state.backlog.made);
        for decl in &pkg.top[self.n_top..] {
            if let TopDecl::Func(f) = decl {
                found.push(*f);
            }
        }
        self.n_top = pkg.top.len();
        for f in found {
            let func = &pkg.tree.funcs[f];
            if func.flags.contains(FuncFlags::IMPORTED) || func.name.is_blank() {
                continue;
            }
            if func.has_body {
                self.funcs.insert(global_name(func.link_name, &prefix), f);
            }
        }
    }

    fn index_types(&mut self) {
        let prefix = self.prefix();
        let pkg = &self.state.pkg;
        let mut types = pkg.declared_types.clone();
        if self.path == "runtime" {
            types.extend(Types::PREDECLARED);
            types.push(pkg.types.error());
        }
        for ty in types {
            for ty in [ty, pkg.types.ptr(ty)] {
                let name = Name::new(&pkg.types.descriptor_name(ty));
                self.types.insert(global_name(name, &prefix), ty);
            }
        }
    }

    /// Whether the package can still make the symbol.
    pub fn can_make(&self, name: Name) -> bool {
        self.funcs.contains_key(&name) || self.types.contains_key(&name)
    }

    /// Makes symbols that [`Unit::can_make`] knows.
    pub fn make(&mut self, names: &[Name]) {
        let state = &mut self.state;
        for name in names {
            if let Some(ty) = self.types.remove(name) {
                descriptor::generate(&mut state.pkg, ty, &mut state.backlog);
            } else if let Some(func) = self.funcs.remove(name) {
                state.backlog.compile(&mut state.pkg, func);
            }
        }
        if state.pkg.diags.has_errors() {
            return;
        }
        state.stage("order, walk");
        let compiled = state.back_end();
        state.stage("back end");
        data::dump_demanded(&mut state.pkg, &mut state.backlog);
        state.attach(compiled);
        state.stage("data");
        self.index_functions();
    }

    /// Makes the descriptors of every type that a method's name `P.T.M` or `P.(*T).M` may belong
    /// to; its wrapper may come with them. Whether there was one.
    pub fn make_methods_of(&mut self, method: Name) -> bool {
        let prefix = self.prefix();
        let Some(rest) = method.as_str().strip_prefix(&format!("{prefix}.")) else { return false };
        let (owner, _) = rest.rsplit_once('.').unwrap_or((rest, ""));
        let owner = owner.strip_prefix("(*").and_then(|o| o.strip_suffix(')')).unwrap_or(owner);
        let names = [format!("type.{prefix}.{owner}"), format!("type.*{prefix}.{owner}")];
        let names: Vec<Name> =
            names.iter().map(|n| Name::new(n)).filter(|&n| self.types.contains_key(&n)).collect();
        self.make(&names);
        !names.is_empty()
    }

    /// Whether the package has work to do before main starts: its own or that of imports.
    pub fn has_init_task(&self, import_has: impl Fn(&str) -> bool) -> bool {
        let pkg = &self.state.pkg;
        pkg.init_func.is_some()
            || !pkg.inits.is_empty()
            || self.imports.iter().any(|i| import_has(i))
            || matches!(self.path.as_str(), "main" | "runtime")
    }

    /// Defines the init task; `import_has`: which imported packages have one.
    pub fn define_init_task(&mut self, import_has: impl Fn(&str) -> bool) {
        let pkg = &mut self.state.pkg;
        for import in &mut pkg.imports {
            import.has_init_task = import_has(pkg.types.pkg(import.pkg).path.as_str());
        }
        data::itab::init_task(pkg);
    }

    /// Assembles the package's `.s` files into its symbols.
    pub fn assemble(&mut self) {
        if self.is_main {
            return;
        }
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
    pub(super) fn generated(&mut self, pkg: &mut crate::package::Package, func: FuncId) {
        if self.lazy {
            self.made.push(func);
        } else {
            self.compile(pkg, func);
        }
    }
}
