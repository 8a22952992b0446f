//! Package-level declarations: entering them in scope, the three sweeps, lazy resolution of what
//! is used before its turn (spec 10, section 1).

use super::Checker;
use super::imports::{Unit, path_of};
use super::scope::{ConstSource, Env, ImportUse, Obj, ObjId, ObjKind, State};
use crate::intern::Name;
use crate::package::TopDecl;
use crate::source::Pos;
use crate::syntax::ast;
use crate::tree::{Class, FuncFlags, FuncId, NodeFlags, NodeId, VarFlags, VarId};
use crate::types::{PkgId, TypeId};

/// A function body that waits for sweep (c).
pub enum Body<'a> {
    Decl { func: FuncId, decl: &'a ast::FuncDecl, env: Env },
    Literal { func: FuncId, ty: &'a ast::FuncType, body: &'a ast::Block, env: Env },
}

/// Variables that one initialiser gives their values.
pub struct VarGroup<'a> {
    pub vars: Vec<VarId>,
    pub ty: Option<&'a ast::Expr>,
    pub value: Option<&'a ast::Expr>,
    pub pos: Pos,
    pub env: Env,
    /// Place of the initialisation in the top-level list.
    pub slot: Option<usize>,
    pub typed: State,
    pub state: State,
}

impl<'a> Checker<'a, '_> {
    /// Declares and checks the package's own files.
    pub(super) fn run(&mut self, files: &'a [ast::File]) {
        if let Some(first) = files.first() {
            self.pkg.name = first.package.name;
        }
        let first_file = self.file_names.len() as u32;
        for (i, file) in files.iter().enumerate() {
            let env = Env { pkg: PkgId::LOCAL, file: first_file + i as u32 };
            self.declare_file(file, env);
        }
        let decls = || {
            files.iter().enumerate().flat_map(move |(i, f)| {
                let env = Env { pkg: PkgId::LOCAL, file: first_file + i as u32 };
                f.decls.iter().map(move |d| (d, env))
            })
        };
        for (decl, env) in decls() {
            if self.stopped {
                return;
            }
            self.sweep_types(decl, env);
        }
        self.check_complete_types();
        for i in 0..self.var_groups.len() {
            if self.stopped {
                return;
            }
            if self.var_groups[i].env.pkg == PkgId::LOCAL {
                self.resolve_group(i as u32);
            }
        }
        for (decl, _) in decls() {
            if let ast::Decl::Type(t) = decl
                && let Some(&obj) = self.globals.get(&(PkgId::LOCAL, t.name.name))
            {
                self.resolve_type(obj);
                if let ObjKind::Type { ty, .. } = self.objs[obj].kind
                    && ty != TypeId::INVALID
                {
                    self.pkg.declared_types.push(ty);
                }
            }
        }
        let mut next = 0;
        while next < self.bodies.len() && !self.stopped {
            self.check_body_at(next);
            next += 1;
        }
        if !self.stopped {
            self.check_map_keys();
            self.report_unused_imports();
        }
        // Bodies from imports are only worth anything in a correct program.
        let mut next = 0;
        while next < self.imported_bodies.len() && !self.pkg.diags.has_errors() {
            self.check_imported_body(next);
            next += 1;
        }
    }

    /// Hands over what was gathered.
    pub(super) fn finish(mut self) {
        self.pkg.top = self.top.drain(..).flatten().chain(self.appended.drain(..)).collect();
    }

    // -- entering declarations in scope ------------------------------------------------------------

    pub(super) fn declare_imported(&mut self, unit: &'a Unit) {
        for file in &unit.files {
            let env = Env { pkg: unit.pkg, file: self.file_names.len() as u32 };
            self.declare_file(file, env);
        }
    }

    fn declare_file(&mut self, file: &'a ast::File, env: Env) {
        self.file_names.push(Default::default());
        if env.pkg == PkgId::LOCAL {
            self.declare_linknames(file);
        }
        let exempt = env.pkg != PkgId::LOCAL || file.is_description;
        let mut last = None;
        for decl in &file.decls {
            match decl {
                ast::Decl::Import(d) => self.declare_import(d, env, exempt),
                ast::Decl::Const(d) => self.declare_consts(d, &mut last, env),
                ast::Decl::Type(d) => self.declare_type(d, env),
                ast::Decl::Var(d) => self.declare_vars(d, env),
                ast::Decl::Func(d) => self.declare_func(d, env),
            }
        }
    }

    fn declare_linknames(&mut self, file: &'a ast::File) {
        let imports_unsafe = file.decls.iter().any(|d| match d {
            ast::Decl::Import(i) => path_of(&i.path) == "unsafe",
            _ => false,
        });
        for l in &file.linknames {
            if !imports_unsafe && !file.is_description {
                self.error_at(
                    l.pos,
                    "//go:linkname only allowed in Go files that import \"unsafe\"",
                );
            } else if let Some(remote) = l.remote {
                self.link_names.insert(l.local, remote);
            }
        }
    }

    /// `exempt`: the import need not be used.
    fn declare_import(&mut self, d: &'a ast::ImportDecl, env: Env, exempt: bool) {
        let path = path_of(&d.path);
        if d.path.bad
            || d.path.kind != ast::LitKind::String
            || super::imports::bad_path(&path).is_some()
        {
            return;
        }
        let pkg = match path.as_str() {
            "unsafe" => PkgId::UNSAFE,
            path => {
                let base = path.rsplit('/').next().unwrap_or(path);
                self.types().pkg_by_path(path, base)
            }
        };
        let own_name = self.types().pkg(pkg).name;
        let local = d.local.map(|l| l.name);
        let name = local.unwrap_or(own_name);
        let import = self.imports.len();
        let text = name.as_str();
        self.imports.push(ImportUse {
            pos: d.pos,
            path,
            local,
            name: own_name,
            used: false,
            exempt: text == "_" || exempt,
        });
        if text == "_" {
            return;
        }
        if text == "init" {
            self.error_at(d.pos, "cannot import package as init - init must be a func");
            return;
        }
        if text == "." {
            let exported: Vec<(Name, ObjId)> = self
                .globals
                .iter()
                .filter(|((p, n), _)| *p == pkg && n.is_exported())
                .map(|((_, n), o)| (*n, *o))
                .collect();
            self.file_names[env.file as usize].extend(exported);
            self.dot_imports.push((env.file, pkg, import));
            return;
        }
        let kind = ObjKind::Package { pkg, import };
        let obj = Obj { name, pos: d.pos, previous: d.pos, env, state: State::Done, kind };
        let obj = self.objs.push(obj);
        if let Some(old) = self.file_names[env.file as usize].insert(name, obj) {
            let previous = self.describe(self.objs[old].pos);
            self.error_at(
                d.pos,
                format!(
                    "{name} redeclared as imported package name\n\tprevious declaration at {previous}"
                ),
            );
            if let ObjKind::Package { import, .. } = self.objs[old].kind {
                self.imports[import].exempt = true;
            }
        }
    }

    /// Enters a package-level object.
    fn declare(&mut self, name: Name, pos: Pos, env: Env, kind: ObjKind<'a>) -> ObjId {
        let obj = self.objs.push(Obj { name, pos, previous: pos, env, state: State::New, kind });
        if name.is_blank() {
            return obj;
        }
        if name.as_str() == "init" && env.pkg == PkgId::LOCAL {
            self.error_at(pos, "cannot declare init - must be func");
        }
        if name.as_str() == "main"
            && env.pkg == PkgId::LOCAL
            && self.pkg.name.as_str() == "main"
            && !matches!(self.objs[obj].kind, ObjKind::Func { .. })
        {
            self.error_at(pos, "cannot declare main - must be func");
        }
        if env.pkg == PkgId::LOCAL
            && let Some(&import) = self.file_names[env.file as usize].get(&name)
            && let ObjKind::Package { import, .. } = self.objs[import].kind
        {
            let previous = self.imports[import].pos;
            self.imports[import].exempt = true;
            self.redeclared(name, pos, previous);
        }
        if let Some(old) = self.globals.insert((env.pkg, name), obj) {
            let previous = self.objs[old].previous;
            self.redeclared(name, pos, previous);
        }
        obj
    }

    /// The constants of a spec, which may repeat the values of the one before in its group.
    fn declare_consts(
        &mut self,
        spec: &'a ast::ConstDecl,
        last: &mut Option<&'a ast::ConstDecl>,
        env: Env,
    ) {
        for (name, source) in self.const_sources(spec, last) {
            let kind = ObjKind::Const { source: Some(source), value: None };
            let obj = self.declare(name.name, name.pos, env, kind);
            self.objs[obj].previous = source.value.map_or(spec.pos, last_leaf_pos);
        }
    }

    /// Each name of a const spec with its type and value; `last` is the last spec that had values.
    pub(super) fn const_sources(
        &mut self,
        spec: &'a ast::ConstDecl,
        last: &mut Option<&'a ast::ConstDecl>,
    ) -> Vec<(ast::Ident, ConstSource<'a>)> {
        if last.is_some_and(|l| l.group != spec.group) {
            *last = None;
        }
        // gc's current position: the last thing visited in the spec.
        let at = match (spec.values.last(), &spec.ty) {
            (Some(v), _) => last_leaf_pos(v),
            (None, Some(t)) => last_leaf_pos(t),
            (None, None) => spec.pos,
        };
        if spec.ty.is_some() && spec.values.is_empty() {
            self.error_at(at, "const declaration cannot have type without expression");
        }
        if !spec.values.is_empty() {
            *last = Some(spec);
        }
        let source = last.unwrap_or(spec);
        let mut out = Vec::new();
        for (i, &name) in spec.names.iter().enumerate() {
            let Some(value) = source.values.get(i) else {
                self.error_at(at, "missing value in const declaration");
                break;
            };
            out.push((
                name,
                ConstSource {
                    ty: source.ty.as_ref(),
                    value: Some(value),
                    iota: spec.iota,
                    spec_pos: spec.pos,
                    name_pos: name.pos,
                },
            ));
        }
        if source.values.len() > spec.names.len() {
            self.error_at(at, "extra expression in const declaration");
        }
        out
    }

    fn declare_type(&mut self, d: &'a ast::TypeDecl, env: Env) {
        let ty = match d.alias {
            true => TypeId::INVALID,
            false => {
                // The predeclared `error` behind other packages' eyes is not redefined here.
                let ty = self.types().new_named(d.name.name, env.pkg, d.name.pos, 0);
                self.mark_not_in_heap(ty, d.pragma);
                ty
            }
        };
        let obj = self.declare(d.name.name, d.name.pos, env, ObjKind::Type { decl: Some(d), ty });
        if !d.alias {
            self.type_objs.insert(ty, obj);
        }
    }

    pub(super) fn mark_not_in_heap(&mut self, ty: TypeId, pragma: ast::Pragma) {
        if pragma.contains(ast::Pragma::NOTINHEAP)
            && let Some(named) = self.types().as_named(ty)
        {
            let _ = named.not_in_heap.set(true);
        }
    }

    fn declare_vars(&mut self, d: &'a ast::VarDecl, env: Env) {
        let local = env.pkg == PkgId::LOCAL;
        let vars: Vec<VarId> = d.names.iter().map(|n| self.new_global(*n, env)).collect();
        let group = |c: &mut Self, vars: Vec<VarId>, value: Option<&'a ast::Expr>| {
            let blank = vars.iter().all(|&v| c.pkg.tree.vars[v].name.is_blank());
            let slot = (local && (value.is_some() || blank)).then(|| {
                c.top.push(None);
                c.top.len() - 1
            });
            c.var_groups.push(VarGroup {
                vars,
                ty: d.ty.as_ref(),
                value,
                pos: d.pos,
                env,
                slot,
                typed: State::New,
                state: State::New,
            });
            c.var_groups.len() as u32 - 1
        };
        let mut groups = Vec::new();
        if d.values.len() == 1 && vars.len() > 1 {
            let g = group(self, vars.clone(), d.values.first());
            groups.resize(vars.len(), g);
        } else {
            if !d.values.is_empty() && d.values.len() != vars.len() {
                let text = format!(
                    "assignment mismatch: {} variables but {} values",
                    vars.len(),
                    d.values.len()
                );
                self.error_at(d.pos, text);
            }
            for (i, &var) in vars.iter().enumerate() {
                groups.push(group(self, vec![var], d.values.get(i)));
            }
        }
        for ((name, var), group) in d.names.iter().zip(vars).zip(groups) {
            let kind = ObjKind::Var { var, group: Some(group) };
            let obj = self.declare(name.name, name.pos, env, kind);
            self.objs[obj].previous = d.pos;
            if local && !name.name.is_blank() {
                self.pkg.externs.push(var);
            }
        }
    }

    fn new_global(&mut self, name: ast::Ident, env: Env) -> VarId {
        let link = self.link_name_of(env.pkg, name.name);
        let tree = &mut self.pkg.tree;
        let var = tree.new_var(name.name, env.pkg, Class::Extern, TypeId::INVALID, name.pos);
        tree.vars[var].link_name = link;
        tree.vars[var].flags |= VarFlags::NAMED | VarFlags::USED;
        var
    }

    /// Link name of a package-level name (spec 10, section 9).
    fn link_name_of(&self, pkg: PkgId, name: Name) -> Name {
        if pkg == PkgId::LOCAL
            && let Some(&remote) = self.link_names.get(&name)
        {
            return remote;
        }
        Name::new(&format!("{}.{name}", self.types().pkg(pkg).prefix))
    }

    fn declare_func(&mut self, d: &'a ast::FuncDecl, env: Env) {
        if env.pkg != PkgId::LOCAL {
            self.declare_imported_func(d, env);
            return;
        }
        let text = d.name.name.as_str();
        let is_init = d.recv.is_none() && text == "init";
        let is_main = d.recv.is_none() && text == "main" && self.pkg.name.as_str() == "main";
        if (is_init || is_main) && !(d.ty.params.is_empty() && d.ty.results.is_empty()) {
            let text = format!("func {text} must have no arguments and no return values");
            self.error_at(d.pos, text);
        }
        if d.body.is_none() && (is_init || self.pkg.options.complete) {
            self.error_at(d.pos, "missing function body");
        }
        if d.body.is_some() && d.pragma.contains(ast::Pragma::NOESCAPE) {
            let text = "can only use //go:noescape with external func implementations";
            self.error_at(d.pos, text);
        }
        let name = match is_init {
            true => {
                let n = self.pkg.counters.inits;
                self.pkg.counters.inits += 1;
                Name::new(&format!("init.{n}"))
            }
            false => d.name.name,
        };
        // A method's names wait for its receiver's type.
        let link = self.link_name_of(env.pkg, name);
        let (func, var) = self.new_func(name, link, d, env);
        self.top.push(Some(TopDecl::Func(func)));
        self.local_funcs.insert(d.pos, func);
        if is_init {
            self.pkg.inits.push(func);
        } else if d.recv.is_none() {
            let obj = self.declare(name, d.name.pos, env, ObjKind::Func { var, decl: d });
            let last = d.ty.results.last().or(d.ty.params.last());
            self.objs[obj].previous = last.map_or(d.pos, |f| last_leaf_pos(&f.ty));
        }
        self.bodies.push(Body::Decl { func, decl: d, env });
    }

    pub(super) fn new_func(
        &mut self,
        name: Name,
        link: Name,
        d: &'a ast::FuncDecl,
        env: Env,
    ) -> (FuncId, VarId) {
        let tree = &mut self.pkg.tree;
        let func = tree.new_func(name, link, TypeId::INVALID, d.pos);
        let var = tree.new_var(name, env.pkg, Class::Func, TypeId::INVALID, d.pos);
        let f = &mut tree.funcs[func];
        f.var = Some(var);
        f.pragma = d.pragma;
        f.has_body = d.body.is_some();
        if let Some(body) = &d.body {
            f.end_pos = body.end;
        }
        if env.pkg != PkgId::LOCAL {
            f.flags |= FuncFlags::IMPORTED;
        }
        let v = &mut tree.vars[var];
        v.link_name = link;
        v.func = Some(func);
        v.flags |= VarFlags::NAMED;
        self.func_decls.insert(func, d);
        (func, var)
    }

    fn declare_imported_func(&mut self, d: &'a ast::FuncDecl, env: Env) {
        if let Some(recv) = &d.recv {
            if let Some(base) = receiver_base(&recv.ty) {
                self.methods_of.entry((env.pkg, base)).or_default().push((d, env.file));
            }
        } else if d.name.name.as_str() != "init" {
            let link = self.link_name_of(env.pkg, d.name.name);
            let (func, var) = self.new_func(d.name.name, link, d, env);
            self.imported_decl(func, d, env);
            self.declare(d.name.name, d.name.pos, env, ObjKind::Func { var, decl: d });
        }
    }

    // -- sweep (a) -----------------------------------------------------------------------------------

    fn sweep_types(&mut self, decl: &'a ast::Decl, env: Env) {
        match decl {
            ast::Decl::Const(d) => {
                for name in &d.names {
                    let obj = self.globals.get(&(env.pkg, name.name)).copied();
                    if let Some(obj) = obj.filter(|&o| self.objs[o].pos == name.pos) {
                        self.resolve_const(obj);
                    } else {
                        self.resolve_const_at(name.pos);
                    }
                }
            }
            ast::Decl::Type(d) if !d.alias => {
                let obj = self.globals.get(&(env.pkg, d.name.name)).copied();
                match obj.filter(|&o| self.objs[o].pos == d.name.pos) {
                    Some(obj) => self.resolve_type(obj),
                    None => self.resolve_type_at(d.name.pos),
                }
                self.resolve_pending();
            }
            ast::Decl::Func(d) => self.sweep_signature(d, env),
            _ => {}
        }
    }

    /// Blank or redeclared constants are in no scope but are checked.
    fn resolve_const_at(&mut self, pos: Pos) {
        let found =
            self.objs.iter().find(|(_, o)| o.pos == pos && matches!(o.kind, ObjKind::Const { .. }));
        if let Some((obj, _)) = found {
            self.resolve_const(obj);
        }
    }

    fn resolve_type_at(&mut self, pos: Pos) {
        let found =
            self.objs.iter().find(|(_, o)| o.pos == pos && matches!(o.kind, ObjKind::Type { .. }));
        if let Some((obj, _)) = found {
            self.resolve_type(obj);
        }
    }

    // -- lazy resolution -----------------------------------------------------------------------------

    // -- variables ---------------------------------------------------------------------------------

    // -- sweep (c) -----------------------------------------------------------------------------------

    fn check_body_at(&mut self, index: usize) {
        match self.bodies[index] {
            Body::Decl { func, decl, env } => {
                let errors = self.pkg.diags.n_errors();
                self.at_package_level(env, |c| c.check_func_decl(func, decl));
                if self.pkg.diags.n_errors() > errors {
                    self.pkg.tree.funcs[func].flags |= FuncFlags::BROKEN;
                }
            }
            Body::Literal { func, ty, body, env } => {
                self.at_package_level(env, |c| c.check_global_literal(func, ty, body));
            }
        }
    }

    fn check_func_decl(&mut self, func: FuncId, decl: &'a ast::FuncDecl) {
        if self.pkg.tree.funcs[func].ty == TypeId::INVALID {
            return;
        }
        self.pos = decl.pos;
        match &decl.body {
            Some(body) => self.check_func_body(func, decl.recv.as_ref(), &decl.ty, body),
            None => self.declare_signature(func, decl.recv.as_ref(), &decl.ty),
        }
    }

    /// Queues the body of an imported function that is mentioned.
    pub(super) fn use_imported(&mut self, var: VarId) {
        let v = &self.pkg.tree.vars[var];
        let Some(func) = v.func else { return };
        if v.pkg == PkgId::LOCAL || self.pkg.tree.vars[var].flags.contains(VarFlags::USED) {
            return;
        }
        self.pkg.tree.vars[var].flags |= VarFlags::USED;
        if let Some((decl, env)) = self.imported_decls.get(&func).copied() {
            self.imported_bodies.push(Body::Decl { func, decl, env });
        }
    }

    pub(super) fn imported_decl(&mut self, func: FuncId, decl: &'a ast::FuncDecl, env: Env) {
        self.imported_decls.insert(func, (decl, env));
    }

    fn check_imported_body(&mut self, index: usize) {
        let Body::Decl { func, decl, env } = self.imported_bodies[index] else { return };
        self.at_package_level(env, |c| {
            c.cx.imported = true;
            c.check_func_decl(func, decl);
        });
    }

    // -- at the end ----------------------------------------------------------------------------------

    fn report_unused_imports(&mut self) {
        for i in 0..self.imports.len() {
            let import = &self.imports[i];
            if import.used || import.exempt {
                continue;
            }
            let path = crate::quote::quote(import.path.as_bytes());
            let last = import.path.rsplit('/').next().unwrap_or(&import.path);
            let text = match import.local {
                Some(local) if local != import.name && local.as_str() != "." => {
                    format!("imported and not used: {path} as {local}")
                }
                None if import.name.as_str() != last => {
                    format!("imported and not used: {path} as {}", import.name)
                }
                _ => format!("imported and not used: {path}"),
            };
            let pos = import.pos;
            self.error_at(pos, text);
        }
    }

    pub(super) fn no_flags(&self, n: NodeId) -> NodeFlags {
        self.pkg.tree.nodes[n].flags
    }
}

/// The name in a receiver's type `T` or `*T`.
fn receiver_base(ty: &ast::Expr) -> Option<Name> {
    match ty {
        ast::Expr::Ident(id) => Some(id.name),
        ast::Expr::Star { x, .. } | ast::Expr::Paren { x, .. } => receiver_base(x),
        _ => None,
    }
}

/// Position of what is visited last in an expression.
pub(super) fn last_leaf_pos(e: &ast::Expr) -> Pos {
    match e {
        ast::Expr::Paren { x, .. }
        | ast::Expr::Selector { x, .. }
        | ast::Expr::Unary { x, .. }
        | ast::Expr::Star { x, .. } => last_leaf_pos(x),
        ast::Expr::Binary { y, .. } => last_leaf_pos(y),
        ast::Expr::Index { index, .. } => last_leaf_pos(index),
        ast::Expr::Call(c) => c.args.last().map_or(last_leaf_pos(&c.fun), last_leaf_pos),
        ast::Expr::ArrayType { elem, .. } | ast::Expr::SliceType { elem, .. } => {
            last_leaf_pos(elem)
        }
        ast::Expr::Dots { elem, .. } | ast::Expr::ChanType { elem, .. } => last_leaf_pos(elem),
        ast::Expr::MapType { value, .. } => last_leaf_pos(value),
        other => other.pos(),
    }
}
