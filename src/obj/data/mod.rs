//! Data symbols: type descriptors and what hangs on them, itabs, package variables, the init task,
//! DWARF (spec 33).
//!
//! Descriptors are made on demand: code and data name them, the names queue up in
//! [`Demands`](crate::package::Demands), and [`dump`] generates the queue until it stays empty.
//! Generating a descriptor can make functions (hash, equality, method wrappers); those are handed
//! to the driver, which compiles them at once, like gc.

pub mod alg;
pub mod descriptor;
pub mod dwarf;
pub mod funcdata;
pub mod gcmask;
pub mod globals;
pub mod itab;
pub mod name;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::intern::Name;
use crate::obj::SymId;
use crate::package::Package;
use crate::tree::FuncId;
use crate::types::TypeId;
use crate::types::method_set::Selected;

/// Makes the functions that descriptors need, and takes them through escape analysis, order, walk
/// and registration at once. The driver provides it.
pub trait Generate {
    /// Hash and equality of `ty`: `type..hash.T`, then `type..eq.T`.
    fn hash_and_eq(&mut self, pkg: &mut Package, ty: TypeId);
    /// The method called `name` with receiver `recv` that calls `method`.
    fn wrapper(&mut self, pkg: &mut Package, recv: TypeId, method: &Selected, name: Name);
}

/// What was generated so far.
#[derive(Default)]
pub struct State {
    /// Descriptors that are made or being made. Two types can share one: pointers to a type and to
    /// its twin without algorithms have the same name, and the first stands for both.
    descriptors: FxHashSet<SymId>,
    /// Link names of methods whose wrapper question is settled.
    methods: FxHashSet<Name>,
    /// Link names of `type..alg` symbols made.
    algs: FxHashSet<Name>,
    /// Functions with address-taken variables that hold pointers.
    stack_objects: FxHashSet<FuncId>,
    /// Types of package variables and static temporaries, for the collector's bitmaps.
    pub variable_types: FxHashMap<SymId, TypeId>,
    n_itabs: usize,
    n_externs: usize,
    /// Inlined functions whose abstract entry is made.
    n_abstract: usize,
    n_func_values: usize,
    declared_types_queued: bool,
    /// Number of the next package-qualified name record.
    n_qualified_names: u32,
}

/// Wrappers for pairs of pointer-shaped types and interfaces that checking found (spec 30,
/// section 2, step 1). Call after closure conversion, before the first function is compiled.
pub fn early_wrappers(pkg: &mut Package, generator: &mut dyn Generate) {
    pkg.types.end_front_end();
    for pair in pkg.early_itabs.clone() {
        pkg.demands.itab(&pkg.types, pair.concrete, pair.interface);
        descriptor::interface_wrappers(pkg, pair.interface, generator);
        descriptor::method_wrappers(pkg, pair.concrete, generator);
    }
}

/// Descriptors of a function's stack objects: its address-taken variables that hold pointers and
/// stay on the stack. Call right after the function was registered (spec 30, section 2).
pub fn stack_object_types(pkg: &mut Package, func: FuncId, generator: &mut dyn Generate) {
    use crate::tree::{Class, Decl, VarFlags};
    let vars: Vec<TypeId> = pkg.tree.funcs[func]
        .dcl
        .iter()
        .filter_map(|d| match d {
            Decl::Var(v) => Some(&pkg.tree.vars[*v]),
            Decl::Counted(..) | Decl::Func => None,
        })
        .filter(|v| matches!(v.class, Class::Auto | Class::Param | Class::Result))
        .filter(|v| v.flags.contains(VarFlags::ADDR_TAKEN) && pkg.types.has_pointers(v.ty))
        .map(|v| v.ty)
        .collect();
    if !vars.is_empty() {
        pkg.descriptors.stack_objects.insert(func);
    }
    for ty in vars {
        descriptor::generate(pkg, ty, generator);
    }
}

/// What the functions compiled since the last call asked for: itabs, variables, function values,
/// descriptors. For packages of a program of which only what is reached is made.
pub fn dump_demanded(pkg: &mut Package, generator: &mut dyn Generate) {
    loop {
        let before = (pkg.demands.itabs.len(), pkg.externs.len());
        itab::dump(pkg, generator);
        globals::variables(pkg);
        globals::func_values(pkg);
        descriptor::drain_demanded(pkg, generator);
        if before == (pkg.demands.itabs.len(), pkg.externs.len()) {
            break;
        }
    }
    globals::map_zero(pkg);
}

/// Everything that follows the functions, up to `go.map.zero` (spec 30, section 3, steps 6 to 13).
/// Call when every function is compiled and static initialisation is done.
pub fn dump(pkg: &mut Package, generator: &mut dyn Generate) {
    itab::init_task(pkg);
    globals::variables(pkg);
    globals::func_values(pkg);
    descriptor::drain_queue(pkg, generator);
    itab::dump(pkg, generator);
    name::imported_paths(pkg);
    // Functions generated above may have asked for more.
    loop {
        let before = (pkg.demands.types.len(), pkg.externs.len());
        descriptor::drain_queue(pkg, generator);
        globals::variables(pkg);
        globals::func_values(pkg);
        if before == (pkg.demands.types.len(), pkg.externs.len()) {
            break;
        }
    }
    globals::map_zero(pkg);
}
