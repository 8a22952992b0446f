//! What names mean: objects, scopes, and the state of checking that belongs to one function.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Checker;
use super::universe::Builtin;
use crate::index::entity_impl;
use crate::intern::Name;
use crate::source::Pos;
use crate::syntax::ast;
use crate::tree::{Class, Const, Decl, FuncId, NodeId, ScopeMark, VarFlags, VarId};
use crate::types::{PkgId, TypeId};

/// A declared or predeclared name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjId(u32);
entity_impl!(ObjId, "obj");

/// How far a package-level object has been checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    New,
    Busy,
    Done,
}

pub struct Obj<'a> {
    pub name: Name,
    pub pos: Pos,
    /// What a redeclaration names as the previous declaration (spec 10, section 6.4).
    pub previous: Pos,
    pub env: Env,
    pub state: State,
    pub kind: ObjKind<'a>,
}

#[derive(Clone)]
pub enum ObjKind<'a> {
    Builtin(Builtin),
    Nil,
    Iota,
    Const {
        source: Option<ConstSource<'a>>,
        /// `None` after an error.
        value: Option<(TypeId, Const)>,
    },
    Type {
        decl: Option<&'a ast::TypeDecl>,
        ty: TypeId,
    },
    /// `group`: the declaration that gives a package-level variable its type.
    Var {
        var: VarId,
        group: Option<u32>,
    },
    Func {
        var: VarId,
        decl: &'a ast::FuncDecl,
    },
    Package {
        pkg: PkgId,
        import: usize,
    },
}

/// Where a constant's type and value are written (maybe in an earlier spec of its group).
#[derive(Clone, Copy)]
pub struct ConstSource<'a> {
    pub ty: Option<&'a ast::Expr>,
    pub value: Option<&'a ast::Expr>,
    pub iota: u32,
    pub spec_pos: Pos,
    pub name_pos: Pos,
}

/// An import of a file, and whether something of it was used.
pub struct ImportUse {
    pub pos: Pos,
    pub path: String,
    pub local: Option<Name>,
    pub name: Name,
    pub used: bool,
    /// Blank imports need no use.
    pub exempt: bool,
}

/// The package and file that a piece of source belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Env {
    pub pkg: PkgId,
    pub file: u32,
}

/// What changes when checking turns to another declaration.
pub struct Context {
    pub env: Env,
    pub locals: Locals,
    /// The function being checked and the literals that enclose the current one, outermost first.
    pub funcs: Vec<FuncState>,
    /// Value of `iota`, in constant declarations.
    pub iota: Option<u32>,
    /// The body of an imported function is being checked.
    pub imported: bool,
}

impl Default for Context {
    fn default() -> Context {
        Context {
            env: Env { pkg: PkgId::LOCAL, file: 0 },
            locals: Locals::default(),
            funcs: Vec::new(),
            iota: None,
            imported: false,
        }
    }
}

impl Context {
    pub fn imported_func(&self) -> Option<FuncId> {
        if self.imported { self.funcs.first().map(|f| f.func) } else { None }
    }
}

/// An entry of the declaration list that comes after all that the source declares.
pub enum Late {
    Temp(VarId),
    /// A func literal takes a number.
    Literal,
}

/// A function whose body is being checked.
pub struct FuncState {
    pub func: FuncId,
    pub results: Vec<TypeId>,
    pub named_results: bool,
    /// Nesting for capture analysis (spec 11, section 6).
    pub depth: i32,
    pub late: Vec<Late>,
    /// Views of outer variables, by variable.
    pub views: FxHashMap<VarId, VarId>,
    /// Outer variables in the order of the views.
    pub captured: Vec<VarId>,
    pub ref_set: FxHashSet<VarId>,
    pub scope: u32,
    /// Declaration list length and position at the opening of each lexical scope.
    scopes: Vec<usize>,
}

impl FuncState {
    pub fn new(func: FuncId, results: Vec<TypeId>, named_results: bool) -> FuncState {
        FuncState {
            func,
            results,
            named_results,
            depth: 1,
            late: Vec::new(),
            views: FxHashMap::default(),
            captured: Vec::new(),
            ref_set: FxHashSet::default(),
            scope: 0,
            scopes: Vec::new(),
        }
    }
}

/// Names of local scopes: a stack of bindings for each name, and the names of each open block.
#[derive(Default)]
pub struct Locals {
    bindings: FxHashMap<Name, Vec<(u32, ObjId)>>,
    blocks: Vec<Vec<Name>>,
}

impl Locals {
    pub fn lookup(&self, name: Name) -> Option<ObjId> {
        self.bindings.get(&name)?.last().map(|b| b.1)
    }

    /// The binding of `name` in the innermost block.
    pub fn lookup_here(&self, name: Name) -> Option<ObjId> {
        let &(block, obj) = self.bindings.get(&name)?.last()?;
        (block as usize == self.blocks.len()).then_some(obj)
    }

    pub fn open(&mut self) {
        self.blocks.push(Vec::new());
    }

    pub fn close(&mut self) {
        for name in self.blocks.pop().into_iter().flatten() {
            if let Some(stack) = self.bindings.get_mut(&name) {
                stack.pop();
            }
        }
    }

    fn bind(&mut self, name: Name, obj: ObjId) {
        let depth = self.blocks.len() as u32;
        let stack = self.bindings.entry(name).or_default();
        match stack.last_mut() {
            Some(last) if last.0 == depth => last.1 = obj,
            _ => {
                stack.push((depth, obj));
                if let Some(block) = self.blocks.last_mut() {
                    block.push(name);
                }
            }
        }
    }
}

impl<'a> Checker<'a, '_> {
    /// The object that `name` denotes here.
    pub(super) fn lookup_name(&self, name: Name) -> Option<ObjId> {
        if let Some(obj) = self.cx.locals.lookup(name) {
            return Some(obj);
        }
        if let Some(&obj) = self.globals.get(&(self.cx.env.pkg, name)) {
            return Some(obj);
        }
        if let Some(&obj) = self.file_names[self.cx.env.file as usize].get(&name) {
            return Some(obj);
        }
        self.universe.get(&name).copied()
    }

    /// Notes a use of a name that a dot import may have brought.
    pub(super) fn mark_dot_import(&mut self, obj: ObjId) {
        let (pkg, file) = (self.objs[obj].env.pkg, self.cx.env.file);
        for &(f, p, import) in &self.dot_imports {
            if f == file && p == pkg {
                self.imports[import].used = true;
            }
        }
    }

    /// Whether a use of the object has a position of its own: predeclared names and those declared
    /// later in the source were not known when gc built its tree.
    pub(super) fn use_has_pos(&self, obj: ObjId, at: Pos) -> bool {
        let o = &self.objs[obj];
        match o.kind {
            ObjKind::Builtin(_) | ObjKind::Nil | ObjKind::Iota => true,
            _ if !o.pos.is_known() => true,
            _ if o.env.pkg != PkgId::LOCAL => false,
            _ => o.pos > at && self.globals.get(&(PkgId::LOCAL, o.name)) == Some(&obj),
        }
    }

    /// Runs `f` in the context of a package-level declaration.
    pub(super) fn at_package_level<R>(&mut self, env: Env, f: impl FnOnce(&mut Self) -> R) -> R {
        let saved = std::mem::replace(&mut self.cx, Context { env, ..Context::default() });
        let (pos, depth) = (self.pos, std::mem::take(&mut self.type_decl_depth));
        let result = f(self);
        self.cx = saved;
        self.pos = pos;
        self.type_decl_depth = depth;
        result
    }

    pub(super) fn redeclared(&mut self, name: Name, pos: Pos, previous: Pos) {
        let previous = self.describe(previous);
        self.error_at(
            pos,
            format!("{name} redeclared in this block\n\tprevious declaration at {previous}"),
        );
    }

    /// Enters a local object in the innermost block.
    pub(super) fn declare_local(&mut self, name: Name, pos: Pos, kind: ObjKind<'a>) -> ObjId {
        if let Some(old) = self.cx.locals.lookup_here(name) {
            let previous = self.objs[old].previous;
            self.redeclared(name, pos, previous);
        }
        let previous = if self.pos.is_known() { self.pos } else { pos };
        let obj = Obj { name, pos, previous, env: self.cx.env, state: State::Done, kind };
        let obj = self.objs.push(obj);
        self.cx.locals.bind(name, obj);
        obj
    }

    /// A local variable, in scope from here on and entered in the declaration list. Blank ones
    /// are variables in no list.
    pub(super) fn declare_var(&mut self, name: Name, pos: Pos, ty: TypeId) -> VarId {
        let var = self.new_local(name, pos, ty);
        if !name.is_blank() {
            self.declare_local(name, pos, ObjKind::Var { var, group: None });
            let func = self.current_func().expect("locals are declared in functions");
            self.pkg.tree.funcs[func].dcl.push(Decl::Var(var));
        }
        var
    }

    /// A local variable in no scope and no list.
    pub(super) fn new_local(&mut self, name: Name, pos: Pos, ty: TypeId) -> VarId {
        let pkg = self.cx.env.pkg;
        let var = self.pkg.tree.new_var(name, pkg, Class::Auto, ty, pos);
        let func = self.cx.funcs.last();
        let v = &mut self.pkg.tree.vars[var];
        v.flags |= VarFlags::NAMED;
        v.owner = func.map(|f| f.func);
        v.depth = func.map_or(1, |f| f.depth);
        var
    }

    /// Notes that a local constant or type takes a place in the declaration list.
    pub(super) fn count_declaration(&mut self, name: Name, ty: TypeId) {
        if let Some(func) = self.current_func() {
            self.pkg.tree.funcs[func].dcl.push(Decl::Counted(name, ty));
        }
    }

    /// A temporary made while checking (spec 12, section 6.4). Its number is known when the whole
    /// body has been checked.
    pub(super) fn check_temp(&mut self, ty: TypeId) -> VarId {
        let var = self.new_local(Name::new(".autotmp_"), self.pos, ty);
        let v = &mut self.pkg.tree.vars[var];
        v.flags = VarFlags::AUTO_TEMP | VarFlags::USED;
        match self.cx.funcs.last_mut() {
            Some(f) => f.late.push(Late::Temp(var)),
            None => {
                let name = Name::new(&format!(".autotmp_{}", self.pkg.init_dcl.len()));
                self.pkg.tree.vars[var].name = name;
                self.pkg.tree.vars[var].link_name = name;
                self.pkg.init_dcl.push(var);
            }
        }
        var
    }

    /// Appends what was declared while checking to the function's list.
    pub(super) fn finish_declarations(&mut self, state: FuncState) -> FuncState {
        let dcl = &mut self.pkg.tree.funcs[state.func].dcl;
        for late in &state.late {
            match *late {
                Late::Temp(var) => {
                    let name = Name::new(&format!(".autotmp_{}", dcl.len()));
                    dcl.push(Decl::Var(var));
                    self.pkg.tree.vars[var].name = name;
                    self.pkg.tree.vars[var].link_name = name;
                }
                Late::Literal => dcl.push(Decl::Func),
            }
        }
        state
    }

    // -- lexical scopes for DWARF (spec 33, section 8.4) -------------------------------------------

    /// Opens a block of names and a lexical scope at `pos`.
    pub(super) fn open_scope(&mut self, pos: Pos) {
        self.cx.locals.open();
        let Some(state) = self.cx.funcs.last_mut() else { return };
        let func = &mut self.pkg.tree.funcs[state.func];
        func.scope_parents.push(state.scope);
        state.scope = func.scope_parents.len() as u32;
        state.scopes.push(func.dcl.len());
        mark_scope(&mut func.scope_marks, pos, state.scope);
    }

    /// Closes the innermost scope at `pos`; one that declared nothing is taken back.
    pub(super) fn close_scope(&mut self, pos: Pos) {
        self.cx.locals.close();
        let Some(state) = self.cx.funcs.last_mut() else { return };
        let func = &mut self.pkg.tree.funcs[state.func];
        let Some(dcl_before) = state.scopes.pop() else { return };
        let scope = state.scope;
        let parent = func.scope_parents[scope as usize - 1];
        state.scope = parent;
        if func.dcl.len() > dcl_before {
            mark_scope(&mut func.scope_marks, pos, parent);
            return;
        }
        // Inner scopes that declared something would have added to the list, so this is the last.
        func.scope_parents.pop();
        let marks = &mut func.scope_marks;
        if let Some(last) = marks.last_mut() {
            last.scope = parent;
            let before = marks.len().checked_sub(2).map_or(0, |i| marks[i].scope);
            if before == parent {
                marks.pop();
            }
        }
    }

    /// Whether nesting has gone too far to continue.
    pub(super) fn expression_depth(&mut self) -> bool {
        self.depth > 10_000
    }

    pub(super) fn node_of(&self, var: VarId) -> NodeId {
        self.pkg.tree.vars[var].node
    }
}

fn mark_scope(marks: &mut Vec<ScopeMark>, pos: Pos, scope: u32) {
    match marks.last_mut() {
        Some(last) if last.pos == pos => last.scope = scope,
        _ => marks.push(ScopeMark { pos, scope }),
    }
}
