//! The checker: syntax trees in, the typed tree of the package out (spec 10, section 1).
//!
//! Reading order: [`scope`] and [`universe`] (what a name means), [`decl`] (the three sweeps over
//! declarations), `typexpr`, `expr` and its helpers (`binary`, `call`, `builtins`, `complit`,
//! `lookup`, `assign`, `untyped`), `stmt`, `closure`, `terminate` (missing returns, dead code),
//! `imports` (descriptions of standard packages).
//!
//! One walk resolves names and checks types: a declaration at package level is checked when it
//! is first needed or when its sweep reaches it, a local one where it stands. The walk visits
//! statements in the order in which gc's checker does, because literals, wrappers and temporaries
//! are numbered by it.
//!
//! Invariant: what is handed on has no untyped value except a nil or constant operand of `print`,
//! and no name that is not resolved. A function whose body has errors is marked `BROKEN`.

mod assign;
mod assign_stmt;
mod binary;
mod builtins;
mod call;
mod closure;
mod complit;
pub mod constants;
mod decl;
mod expr;
pub(crate) mod imports;
mod local;
mod lookup;
mod methods;
mod resolve;
mod scope;
mod stmt;
mod switch;
mod terminate;
mod typexpr;
mod universe;
mod untyped;
pub mod unused;
mod written;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::index::PrimaryMap;
use crate::intern::Name;
use crate::package::{ItabPair, Package};
use crate::source::Pos;
use crate::syntax::ast;
use crate::tree::{Const, FuncId, NodeId, Op, VarId};
use crate::types::{PkgId, TypeId, Types};

use scope::{Context, Obj, ObjId};

/// Checks the files of a package and fills `pkg`'s tree and tables. Problems are in `pkg.diags`.
pub fn check(pkg: &mut Package, files: Vec<ast::File>) {
    let Some(imported) = imports::load(pkg, &files) else { return };
    let mut c = Checker::new(pkg);
    c.declare_universe();
    for unit in &imported {
        c.declare_imported(unit);
    }
    c.run(&files);
    c.finish();
}

/// A checked expression, or `None` after an error that was reported.
type Res = Option<NodeId>;

/// What an expression may be where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    /// One value.
    Value,
    /// One value or several results.
    Multi,
    /// A value or a type.
    ValueOrType,
    /// The operand of a call: value, type, or builtin.
    Callee,
    /// A statement.
    Effect,
    /// The target of an assignment: not a use.
    Target,
}

struct Checker<'a, 'p> {
    pkg: &'p mut Package,
    objs: PrimaryMap<ObjId, Obj<'a>>,
    universe: FxHashMap<Name, ObjId>,
    /// Package-level names.
    globals: FxHashMap<(PkgId, Name), ObjId>,
    /// Names of imported packages (and names that dot imports bring), by file.
    file_names: Vec<FxHashMap<Name, ObjId>>,
    imports: Vec<scope::ImportUse>,
    /// The object of each type declared at package level, for lazy resolution.
    type_objs: FxHashMap<TypeId, ObjId>,
    /// Declared methods of types of imported packages, until the type is asked for them.
    methods_of: FxHashMap<(PkgId, Name), Vec<(&'a ast::FuncDecl, u32)>>,
    cx: Context,
    /// The position of the construct being checked, for nodes and messages that have none of
    /// their own (spec 10, section 2.1).
    pos: Pos,
    /// Types whose declaration waits to be resolved.
    pending_types: Vec<ObjId>,
    /// Defined types that take their underlying type from one that is being resolved.
    copies: Vec<(TypeId, TypeId)>,
    map_keys: Vec<(TypeId, Pos)>,
    type_decl_depth: u32,
    /// A declaration failed in a way that ends the compilation.
    stopped: bool,
    /// Functions with body in order, for sweep (c).
    bodies: Vec<decl::Body<'a>>,
    /// Bodies of imported functions that are referenced.
    imported_bodies: Vec<decl::Body<'a>>,
    /// `-fm` wrappers by link name.
    method_values: FxHashMap<Name, VarId>,
    /// Names of methods as functions, by link name.
    method_vars: FxHashMap<Name, VarId>,
    itab_set: FxHashSet<(TypeId, TypeId)>,
    /// The chain of declarations being resolved, for loop messages.
    resolving: Vec<ObjId>,
    /// Package variables being initialised, outermost first.
    busy_groups: Vec<u32>,
    link_names: FxHashMap<Name, Name>,
    /// Package-level initialisations by source order, filled as they are checked.
    top: Vec<Option<crate::package::TopDecl>>,
    /// What the checker appends to the top-level list.
    appended: Vec<crate::package::TopDecl>,
    var_groups: Vec<decl::VarGroup<'a>>,
    /// Names mentioned by the initialiser being checked.
    init_refs: Vec<VarId>,
    /// Declarations of functions of the package, by position; of imported ones, by function.
    local_funcs: FxHashMap<Pos, FuncId>,
    imported_decls: FxHashMap<FuncId, (&'a ast::FuncDecl, scope::Env)>,
    func_decls: FxHashMap<FuncId, &'a ast::FuncDecl>,
    /// Types known not to contain themselves.
    complete: FxHashSet<TypeId>,
    blank_node: Option<NodeId>,
    /// The conversion of the last plain assignment failed.
    assign_failed: bool,
    nil_const_reported: bool,
    /// Dot imports: file, package, index in `imports`.
    dot_imports: Vec<(u32, PkgId, usize)>,
    /// Nesting of what is being checked.
    depth: u32,
}

impl<'a, 'p> Checker<'a, 'p> {
    fn new(pkg: &'p mut Package) -> Checker<'a, 'p> {
        Checker {
            pkg,
            objs: PrimaryMap::new(),
            universe: FxHashMap::default(),
            globals: FxHashMap::default(),
            file_names: Vec::new(),
            imports: Vec::new(),
            type_objs: FxHashMap::default(),
            methods_of: FxHashMap::default(),
            cx: Context::default(),
            pos: Pos::NONE,
            pending_types: Vec::new(),
            copies: Vec::new(),
            map_keys: Vec::new(),
            type_decl_depth: 0,
            stopped: false,
            bodies: Vec::new(),
            imported_bodies: Vec::new(),
            method_values: FxHashMap::default(),
            method_vars: FxHashMap::default(),
            itab_set: FxHashSet::default(),
            resolving: Vec::new(),
            busy_groups: Vec::new(),
            link_names: FxHashMap::default(),
            top: Vec::new(),
            appended: Vec::new(),
            var_groups: Vec::new(),
            init_refs: Vec::new(),
            local_funcs: FxHashMap::default(),
            imported_decls: FxHashMap::default(),
            func_decls: FxHashMap::default(),
            complete: FxHashSet::default(),
            blank_node: None,
            assign_failed: false,
            nil_const_reported: false,
            dot_imports: Vec::new(),
            depth: 0,
        }
    }

    // -- messages --------------------------------------------------------------------------------

    fn error(&mut self, text: impl Into<String>) {
        self.error_at(self.pos, text);
    }

    fn error_at(&mut self, pos: Pos, text: impl Into<String>) {
        if !self.stopped {
            self.pkg.diags.error(pos, text);
            if self.pkg.diags.is_full() {
                self.stopped = true;
            }
        }
    }

    /// The source form of an expression.
    fn show(&self, n: NodeId) -> String {
        crate::tree::fmt::expr(&self.pkg.tree, &self.pkg.types, n)
    }

    /// `E (type T)`
    fn show_typed(&self, n: NodeId) -> String {
        let temp = self.pkg.tree.var_of(n).map(|v| &self.pkg.tree.vars[v]);
        if temp.is_some_and(|v| v.flags.contains(crate::tree::VarFlags::AUTO_TEMP)) {
            return format!("{} value", self.show_type(self.ty(n)));
        }
        crate::tree::fmt::expr_with_type(&self.pkg.tree, &self.pkg.types, n)
    }

    fn show_type(&self, ty: TypeId) -> String {
        self.pkg.types.display(ty)
    }

    /// `file:line:col`
    fn describe(&self, pos: Pos) -> String {
        self.pkg.sources.describe(pos)
    }

    // -- nodes -----------------------------------------------------------------------------------

    fn types(&self) -> &Types {
        &self.pkg.types
    }

    fn ty(&self, n: NodeId) -> TypeId {
        self.pkg.tree.nodes[n].ty
    }

    fn op(&self, n: NodeId) -> Op {
        self.pkg.tree.nodes[n].op
    }

    /// A node at the current position.
    fn node(&mut self, op: Op, ty: TypeId) -> NodeId {
        self.pkg.tree.node(op, self.pos, ty)
    }

    fn unary_node(&mut self, op: Op, ty: TypeId, left: NodeId) -> NodeId {
        self.pkg.tree.unary(op, self.pos, ty, left)
    }

    fn binary_node(&mut self, op: Op, ty: TypeId, l: NodeId, r: NodeId) -> NodeId {
        self.pkg.tree.binary(op, self.pos, ty, l, r)
    }

    fn konst(&self, n: NodeId) -> Option<&Const> {
        self.pkg.tree.const_of(n)
    }

    fn is_nil(&self, n: NodeId) -> bool {
        matches!(self.konst(n), Some(Const::Nil))
    }

    /// The node's own position, if the construct has one: names and named constants do not.
    fn own_pos(&self, n: NodeId) -> Option<Pos> {
        let node = &self.pkg.tree.nodes[n];
        let named = match node.op {
            Op::Name => true,
            Op::Literal => {
                node.orig.expand().is_some_and(|o| self.pkg.tree.nodes[o].op == Op::SourceName)
            }
            _ => false,
        };
        (!named && node.pos.is_known()).then_some(node.pos)
    }

    /// Moves the current position to the node's, if it has one.
    fn go_to(&mut self, n: NodeId) {
        if let Some(pos) = self.own_pos(n) {
            self.pos = pos;
        }
    }

    // -- facts gathered on the way ---------------------------------------------------------------

    /// Notes an itab that exists from type checking on (spec 30, section 2, step 1).
    fn note_itab(&mut self, concrete: TypeId, interface: TypeId) {
        let types = &self.pkg.types;
        if !types.is_direct_interface(concrete) || types.is_empty_interface(interface) {
            return;
        }
        if let Some(func) = self.cx.imported_func() {
            let pairs = &mut self.pkg.tree.funcs[func].early_itabs;
            if !pairs.contains(&(concrete, interface)) {
                pairs.push((concrete, interface));
            }
            return;
        }
        if self.cx.env.pkg != PkgId::LOCAL {
            return;
        }
        if self.itab_set.insert((types.canon(concrete), types.canon(interface))) {
            self.pkg.early_itabs.push(ItabPair { concrete, interface });
        }
    }

    /// Notes that the code being checked mentions a package-level variable or function.
    fn note_ref(&mut self, var: VarId) {
        if self.cx.funcs.is_empty() {
            if !self.init_refs.contains(&var) {
                self.init_refs.push(var);
            }
            return;
        }
        for f in &mut self.cx.funcs {
            if f.ref_set.insert(var) {
                self.pkg.tree.funcs[f.func].refs.push(var);
            }
        }
    }

    fn current_func(&self) -> Option<FuncId> {
        self.cx.funcs.last().map(|f| f.func)
    }
}

#[cfg(test)]
mod tests;
