//! One compilation: everything the stages share.
//!
//! The front end and the tree passes take `&mut Package`. The back end compiles functions side by
//! side; a thread sees `&Package` and owns the function it works on.

use std::sync::Mutex;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::Diagnostics;
use crate::intern::Name;
use crate::obj::SymTab;
use crate::options::Options;
use crate::source::{Pos, Sources};
use crate::tree::{FuncId, NodeId, Tree, VarId};
use crate::types::{PkgId, TypeId, Types};

/// A declaration that is compiled, in the order of the top-level list (spec 10, section 10).
#[derive(Clone, Copy, Debug)]
pub enum TopDecl {
    Func(FuncId),
    /// A package variable's initialisation: an `As`, `As2` or `As2Func` statement.
    Init(NodeId),
}

/// An imported package, in order of first import.
#[derive(Clone, Debug)]
pub struct Import {
    pub pkg: PkgId,
    /// Whether it has an init task that ours depends on.
    pub has_init_task: bool,
}

/// A conversion that needs an itab (concrete type, interface type), in order of discovery.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ItabPair {
    pub concrete: TypeId,
    pub interface: TypeId,
}

/// Where a method of an interface type is declared, with the names and positions of its
/// parameters: wrappers take them over.
#[derive(Clone, Default, Debug)]
pub struct MethodDecl {
    pub pos: Pos,
    pub params: Vec<(Option<Name>, Pos)>,
    pub results: Vec<Option<Name>>,
}

/// Symbols outside a function that its code turned out to need. The data room defines them once
/// all functions are compiled (spec 30, section 3).
#[derive(Default)]
pub struct Demands {
    /// Itabs in the order of creation (spec 33, section 5.3); the checker's come first.
    pub itabs: Vec<ItabPair>,
    itab_set: FxHashSet<(TypeId, TypeId)>,
    /// Types whose descriptor is referenced, in order of first mention.
    pub types: Vec<TypeId>,
    type_set: FxHashSet<TypeId>,
    /// Link names `F` of functions whose value `F·f` is referenced. Sorted by its reader; SSA
    /// construction adds to it from every thread.
    pub func_values: Mutex<Vec<Name>>,
    /// Functions of which a call was expanded, in the order of the first such call.
    pub inlined: Vec<FuncId>,
    inlined_set: FxHashSet<FuncId>,
    /// Size in bytes of `go.map.zero`: the largest element of more than 1024 bytes that is read
    /// from a map; 0 if there is none.
    pub map_zero_size: i64,
}

impl Demands {
    /// Notes that `go.itab.CONCRETE,INTERFACE` is needed.
    pub fn itab(&mut self, types: &Types, concrete: TypeId, interface: TypeId) {
        if self.itab_set.insert((types.canon(concrete), types.canon(interface))) {
            self.itabs.push(ItabPair { concrete, interface });
        }
    }

    /// Notes that a call of `func` was expanded.
    pub fn note_inlined(&mut self, func: FuncId) {
        if self.inlined_set.insert(func) {
            self.inlined.push(func);
        }
    }

    /// Notes that the descriptor of `ty` is needed.
    pub fn descriptor(&mut self, types: &Types, ty: TypeId) {
        if self.type_set.insert(types.canon(ty)) {
            self.types.push(ty);
        }
    }

    /// Types whose descriptor was asked for since the last call.
    pub fn take_types(&mut self) -> Vec<TypeId> {
        std::mem::take(&mut self.types)
    }

    /// Notes that the value of function `link_name` is needed.
    pub fn func_value(&self, link_name: Name) {
        let mut values = self.func_values.lock().expect("no thread panics while it holds the lock");
        if !values.contains(&link_name) {
            values.push(link_name);
        }
    }
}

/// State of one compilation.
pub struct Package {
    pub options: Options,
    pub sources: Sources,
    pub diags: Diagnostics,
    pub types: Types,
    pub tree: Tree,
    pub syms: SymTab,
    pub name: Name,
    /// The top-level list: declarations in source order, then literals and method-value wrappers
    /// as the checker finishes them, then functions that later stages make.
    pub top: Vec<TopDecl>,
    /// For each `TopDecl::Init`, in order: the package-level variables and functions that its right
    /// side mentions (spec 12, section 22.1).
    pub init_refs: Vec<(NodeId, Vec<VarId>)>,
    /// Declaration list entries of the package's `init` made by the checker: temporaries of
    /// `var a = f(g())` (spec 12, section 22.3).
    pub init_dcl: Vec<VarId>,
    /// Package-level variables in declaration order, then static temporaries as they are made.
    pub externs: Vec<VarId>,
    /// Package-level defined types (and aliased ones), in declaration order.
    pub declared_types: Vec<TypeId>,
    pub imports: Vec<Import>,
    /// User `init` functions in order.
    pub inits: Vec<FuncId>,
    /// Pairs found while checking whose concrete type is pointer-shaped (spec 30, section 2).
    pub early_itabs: Vec<ItabPair>,
    pub demands: Demands,
    /// Declarations of interface methods, by (unnamed) interface type and name. Of identical types
    /// the first declaration counts.
    pub interface_decls: FxHashMap<(TypeId, Name), MethodDecl>,
    /// The package's own `init`, if variables need code.
    pub init_func: Option<FuncId>,
    /// Position last set by the stage that runs, for nodes that have none of their own
    /// (spec 10, section 2.1).
    pub cur_pos: Pos,
    /// `<autogenerated>:1`, where code stands that nobody wrote.
    pub autogenerated: Pos,
    /// Which descriptors, wrappers and itabs are made already.
    pub descriptors: crate::obj::data::State,
    pub counters: Counters,
    /// If only what is asked for is made: the function that is being compiled. Its name is part of
    /// the names of what it needs, which so do not depend on what was asked for before.
    pub scope: Option<Name>,
}

/// Counters of generated names, package-wide.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counters {
    /// `.stmp_N`
    pub static_temps: u32,
    /// `.gobytes.N`, from 1.
    pub byte_data: u32,
    /// `wrap·N`, from 1.
    pub wraps: u32,
    /// `glob..funcN`, from 1.
    pub global_closures: u32,
    /// `init.N`
    pub inits: u32,
    /// Function-local type declarations, from 1.
    pub local_types: u32,
    /// Expanded calls (`L·G`).
    pub inline_generation: u32,
    /// `type..namedata."".N`
    pub name_data: u32,
}

impl Package {
    /// An empty package called `name`.
    pub fn new(options: Options, name: &str) -> Package {
        let sources = Sources::new();
        let autogenerated = sources.add_file("<autogenerated>", "<autogenerated>");
        let autogenerated = Pos::new(autogenerated, 1, 0);
        Package {
            diags: Diagnostics::new(options.all_errors),
            sources,
            types: Types::new(&options.package_path, name),
            tree: Tree::new(),
            syms: SymTab::new(),
            name: name.into(),
            top: Vec::new(),
            init_refs: Vec::new(),
            init_dcl: Vec::new(),
            externs: Vec::new(),
            declared_types: Vec::new(),
            imports: Vec::new(),
            inits: Vec::new(),
            early_itabs: Vec::new(),
            demands: Demands::default(),
            interface_decls: FxHashMap::default(),
            init_func: None,
            cur_pos: Pos::NONE,
            autogenerated,
            descriptors: Default::default(),
            counters: Counters::default(),
            scope: None,
            options,
        }
    }

    /// The link name, without package, of something that a function needs.
    pub fn scoped_name(&self, name: &str) -> String {
        match self.scope {
            Some(scope) => format!("{}.{name}", scope.as_str().trim_start_matches("\"\".")),
            None => name.to_owned(),
        }
    }

    /// Whether `id` is package runtime, as an import or because it is what is being compiled.
    pub fn is_runtime(&self, id: PkgId) -> bool {
        id == PkgId::RUNTIME || id == PkgId::LOCAL && self.options.package_path == "runtime"
    }
}
