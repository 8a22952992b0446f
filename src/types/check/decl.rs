//! Package-level declarations: entering them in scope, the three sweeps, lazy resolution of what
//! is used before its turn (spec 10, section 1).

use super::imports::{Unit, path_of};
use super::scope::{ConstSource, Env, ImportUse, Obj, ObjId, ObjKind, State};
use super::{Checker, Res};
use crate::intern::Name;
use crate::package::TopDecl;
use crate::source::Pos;
use crate::syntax::ast;
use crate::tree::{Class, Const, FuncFlags, FuncId, NodeFlags, NodeId, Op, VarFlags, VarId};
use crate::types::{PkgId, Type, TypeId, method_set};

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
        let mut last = None;
        for decl in &file.decls {
            match decl {
                ast::Decl::Import(d) => self.declare_import(d, env),
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
            if !imports_unsafe {
                self.error_at(
                    l.pos,
                    "//go:linkname only allowed in Go files that import \"unsafe\"",
                );
            } else if let Some(remote) = l.remote {
                self.link_names.insert(l.local, remote);
            }
        }
    }

    fn declare_import(&mut self, d: &'a ast::ImportDecl, env: Env) {
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
            exempt: text == "_" || env.pkg != PkgId::LOCAL,
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

    fn new_func(
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

    fn sweep_signature(&mut self, d: &'a ast::FuncDecl, env: Env) {
        let func = self.func_of_decl(d);
        let Some(func) = func else { return };
        let Some(recv) = &d.recv else {
            let var = self.pkg.tree.funcs[func].var.expect("declared functions have one");
            self.resolve_signature(var, d, env);
            return;
        };
        self.at_package_level(env, |c| {
            c.pos = d.pos;
            c.method_signature(func, d, recv);
        });
        self.resolve_pending();
    }

    fn func_of_decl(&self, d: &ast::FuncDecl) -> Option<FuncId> {
        self.local_funcs.get(&d.pos).copied()
    }

    /// Type of a function; of a parameter's type that fails the function keeps none.
    pub(super) fn resolve_signature(&mut self, var: VarId, d: &'a ast::FuncDecl, env: Env) {
        if self.pkg.tree.vars[var].ty != TypeId::INVALID {
            return;
        }
        let ty = self.at_package_level(env, |c| {
            c.pos = d.pos;
            c.check_distinct(None, &d.ty);
            c.func_type(&d.ty, None)
        });
        self.resolve_pending();
        let func = self.pkg.tree.vars[var].func.expect("declared here");
        self.set_func_type(func, var, ty);
    }

    fn set_func_type(&mut self, func: FuncId, var: VarId, ty: TypeId) {
        self.pkg.tree.funcs[func].ty = ty;
        let node = self.node_of(var);
        self.pkg.tree.vars[var].ty = ty;
        self.pkg.tree.nodes[node].ty = ty;
    }

    /// Resolves a method's receiver and type and attaches it to the receiver's type.
    fn method_signature(&mut self, func: FuncId, d: &'a ast::FuncDecl, recv: &'a ast::Field) {
        self.check_distinct(Some(recv), &d.ty);
        let recv_ty = self.type_expr(&recv.ty);
        let sig = self.func_type(&d.ty, None);
        let name = d.name.name;
        if recv_ty == TypeId::INVALID || sig == TypeId::INVALID {
            return;
        }
        self.resolve_pending();
        self.pos = d.pos;
        let (base, ptr_recv) = match self.types().get(recv_ty) {
            Type::Ptr(elem) => (*elem, true),
            _ => (recv_ty, false),
        };
        let Some(named) = self.types().as_named(base) else {
            let text = self.show_type(recv_ty);
            let text = match self.types().get(base) {
                Type::Ptr(_) if !ptr_recv => {
                    format!("invalid receiver type {text} ({text} is not a defined type)")
                }
                Type::Basic(_) => {
                    format!("cannot define new methods on non-local type {}", self.show_type(base))
                }
                _ => {
                    let base = self.show_type(base);
                    format!("invalid receiver type {text} ({base} is not a defined type)")
                }
            };
            self.error(text);
            return;
        };
        if named.pkg != self.cx.env.pkg {
            let text = self.show_type(base);
            self.error(format!("cannot define new methods on non-local type {text}"));
            return;
        }
        match self.types().under_get(base) {
            Type::Ptr(_) => {
                let (r, b) = (self.show_type(recv_ty), self.show_type(base));
                self.error(format!("invalid receiver type {r} ({b} is a pointer type)"));
                return;
            }
            Type::Interface(_) => {
                let (r, b) = (self.show_type(recv_ty), self.show_type(base));
                self.error(format!("invalid receiver type {r} ({b} is an interface type)"));
                return;
            }
            _ => {}
        }
        let mut with_recv = self.types().sig(sig).clone();
        with_recv.recv = Some(recv_ty);
        let with_recv = self.types().intern(Type::Func(with_recv));
        let (full, link) = self.method_names(recv_ty, name, self.cx.env.pkg, "");
        let var = self.pkg.tree.funcs[func].var.expect("declared functions have one");
        self.pkg.tree.funcs[func].name = full;
        self.pkg.tree.funcs[func].link_name = link;
        self.pkg.tree.vars[var].name = full;
        self.pkg.tree.vars[var].link_name = link;
        self.set_func_type(func, var, sig);
        let node = self.node_of(var);
        self.pkg.tree.vars[var].ty = with_recv;
        self.pkg.tree.nodes[node].ty = with_recv;
        self.method_vars.insert(link, var);
        self.pkg.tree.funcs[func].ty = with_recv;
        if !name.is_blank() {
            self.attach_method(base, name, ptr_recv, with_recv, d, func);
        }
    }

    fn attach_method(
        &mut self,
        base: TypeId,
        name: Name,
        ptr_recv: bool,
        ty: TypeId,
        d: &'a ast::FuncDecl,
        func: FuncId,
    ) {
        let pkg = if name.is_exported() { PkgId::BUILTIN } else { self.cx.env.pkg };
        if let Type::Struct { fields, .. } = self.types().under_get(base)
            && fields.iter().any(|f| f.name == name)
        {
            let text = self.show_type(base);
            self.error(format!("type {text} has both field and method named {name}"));
        }
        let named = self.types().as_named(base).expect("checked by the caller");
        let old = named
            .methods
            .read()
            .expect("one thread checks")
            .iter()
            .find(|m| m.name == name && m.pkg == pkg)
            .map(|m| (m.ty, m.pos, m.ptr_recv));
        if let Some((old_ty, old_pos, old_ptr)) = old {
            let text = self.show_type(base);
            if !self.types().identical(old_ty, ty) {
                let (a, b) = (self.show_type(old_ty), self.show_type(ty));
                self.error(format!("method redeclared: {text}.{name}\n\t{a}\n\t{b}"));
            }
            if old_ptr != ptr_recv {
                return;
            }
            let method =
                if ptr_recv { format!("(*{text}).{name}") } else { format!("{text}.{name}") };
            let previous = self.describe(old_pos);
            self.error_at(
                d.name.pos,
                format!("{method} redeclared in this block\n\tprevious declaration at {previous}"),
            );
            return;
        }
        named.methods.write().expect("one thread checks").push(
            crate::types::table::DeclaredMethod {
                name,
                pkg,
                ptr_recv,
                ty,
                pos: d.pos,
                func: Some(func),
            },
        );
    }

    /// Resolves the declared methods of an imported type, once.
    pub(super) fn load_methods(&mut self, base: TypeId) {
        let Some(named) = self.types().as_named(base) else { return };
        let (pkg, name) = (named.pkg, named.name);
        let Some(methods) = self.methods_of.remove(&(pkg, name)) else { return };
        for (d, file) in methods {
            let env = Env { pkg, file };
            let (func, _) = self.new_func(d.name.name, d.name.name, d, env);
            let recv = d.recv.as_ref().expect("a method");
            self.at_package_level(env, |c| {
                c.pos = d.pos;
                c.method_signature(func, d, recv);
            });
            // Remembered so that the body is checked once the method is called.
            self.imported_decl(func, d, env);
        }
        self.resolve_pending();
        // Method sets promote what embedded types have, whether it is mentioned or not.
        if let Type::Struct { fields, .. } = self.types().under_get(base) {
            let embedded = fields.iter().filter(|f| f.embedded);
            let parts: Vec<TypeId> =
                embedded.map(|f| method_set::base(self.types(), f.ty)).collect();
            for part in parts {
                self.load_methods(part);
            }
        }
    }

    // -- lazy resolution -----------------------------------------------------------------------------

    /// Resolves what an object's use needs: a constant's value, a type, a variable's type.
    pub(super) fn resolve(&mut self, obj: ObjId) {
        match self.objs[obj].kind {
            ObjKind::Const { .. } => self.resolve_const(obj),
            ObjKind::Type { .. } if self.type_decl_depth > 0 => {
                if let ObjKind::Type { ty, .. } = self.objs[obj].kind
                    && ty == TypeId::INVALID
                {
                    self.resolve_type(obj);
                } else if self.objs[obj].state == State::New {
                    self.pending_types.push(obj);
                }
            }
            ObjKind::Type { .. } => {
                self.resolve_type(obj);
                self.resolve_pending();
            }
            ObjKind::Var { group: Some(group), .. } => self.resolve_var(obj, group),
            ObjKind::Func { var, decl } => {
                let env = self.objs[obj].env;
                self.resolve_signature(var, decl, env);
            }
            _ => {}
        }
    }

    pub(super) fn resolve_pending(&mut self) {
        while let Some(obj) = self.pending_types.pop() {
            self.resolve_type(obj);
        }
    }

    fn resolve_const(&mut self, obj: ObjId) {
        let ObjKind::Const { source: Some(source), .. } = self.objs[obj].kind.clone() else {
            return;
        };
        match self.objs[obj].state {
            State::Done => return,
            State::Busy => {
                self.report_loop(obj, "constant definition loop");
                return;
            }
            State::New => {}
        }
        self.objs[obj].state = State::Busy;
        self.resolving.push(obj);
        let env = self.objs[obj].env;
        let value = self.at_package_level(env, |c| c.const_value(&source));
        self.resolving.pop();
        let o = &mut self.objs[obj];
        o.state = State::Done;
        if let ObjKind::Const { value: slot, .. } = &mut o.kind {
            *slot = value;
        }
    }

    /// Evaluates the value of a constant's declaration.
    pub(super) fn const_value(&mut self, source: &ConstSource<'a>) -> Option<(TypeId, Const)> {
        let value = source.value?;
        self.pos = source.spec_pos;
        let iota = self.cx.iota.replace(source.iota);
        let result = self.const_value_inner(source, value);
        self.cx.iota = iota;
        result
    }

    fn const_value_inner(
        &mut self,
        source: &ConstSource<'a>,
        value: &'a ast::Expr,
    ) -> Option<(TypeId, Const)> {
        let ty = match source.ty {
            Some(t) => {
                let ty = self.type_expr(t);
                if ty == TypeId::INVALID {
                    return None;
                }
                Some(ty)
            }
            None => None,
        };
        let n = self.value(value)?;
        if self.op(n) != Op::Literal {
            let text = self.show(n);
            self.error_at(source.name_pos, format!("const initializer {text} is not a constant"));
            return None;
        }
        if self.is_nil(n) {
            // gc's one node for nil has no type from then on.
            if std::mem::replace(&mut self.nil_const_reported, true) {
                return None;
            }
            self.error_at(source.name_pos, "const initializer cannot be nil");
            return None;
        }
        let n = match ty {
            Some(ty) => {
                if !super::untyped::is_const_kind(self.types().kind(ty)) {
                    let text = self.show_type(ty);
                    self.error_at(source.name_pos, format!("invalid constant type {text}"));
                    return None;
                }
                if !self.is_untyped(n) && !self.types().identical(self.ty(n), ty) {
                    let (e, t) = (self.show_typed(n), self.show_type(ty));
                    self.error_at(
                        source.name_pos,
                        format!("cannot use {e} as type {t} in const initializer"),
                    );
                    return None;
                }
                self.pos = source.spec_pos;
                let n = self.convert_untyped(n, ty)?;
                if self.ty(n) != ty {
                    return None;
                }
                n
            }
            None => n,
        };
        Some((self.ty(n), self.konst(n)?.clone()))
    }

    /// `A uses B` lines for a loop of declarations.
    fn report_loop(&mut self, obj: ObjId, what: &str) {
        let start = self.resolving.iter().position(|&o| o == obj).unwrap_or(0);
        let chain: Vec<ObjId> = self.resolving[start..].to_vec();
        let mut text = what.to_owned();
        for (i, &o) in chain.iter().enumerate() {
            let next = chain.get(i + 1).copied().unwrap_or(obj);
            let pos = self.describe(self.objs[o].pos);
            text += &format!("\n\t{pos}: {} uses {}", self.objs[o].name, self.objs[next].name);
        }
        let pos = chain.first().map_or(self.pos, |&o| self.objs[o].pos);
        self.error_at(pos, text);
    }

    pub(super) fn resolve_type(&mut self, obj: ObjId) {
        let ObjKind::Type { decl: Some(decl), ty } = self.objs[obj].kind else { return };
        match self.objs[obj].state {
            State::Done => return,
            State::Busy if decl.alias => {
                let name = self.objs[obj].name;
                self.report_loop(obj, &format!("invalid recursive type alias {name}"));
                self.stopped = true;
                return;
            }
            State::Busy => return,
            State::New => {}
        }
        self.objs[obj].state = State::Busy;
        self.resolving.push(obj);
        let env = self.objs[obj].env;
        let rhs = self.at_package_level(env, |c| {
            c.type_decl_depth = 1;
            c.pos = decl.pos;
            c.type_expr(&decl.ty)
        });
        if decl.alias {
            if let ObjKind::Type { ty, .. } = &mut self.objs[obj].kind {
                *ty = rhs;
            }
        } else {
            self.define(ty, rhs, decl.pos);
        }
        self.resolving.pop();
        self.objs[obj].state = State::Done;
        if decl.alias && self.type_decl_depth == 0 {
            self.resolve_pending();
        }
    }

    /// Gives a defined type its right side, now or when that is known itself.
    pub(super) fn define(&mut self, ty: TypeId, rhs: TypeId, pos: Pos) {
        if rhs == TypeId::INVALID {
            // gc cannot go on without the type.
            self.stopped = true;
            self.types().set_underlying(ty, self.types().structure(Vec::new()));
            return;
        }
        if let Type::Named(_) = self.types().under_get(rhs)
            && let Some(&other) = self.type_objs.get(&self.types().under(rhs))
            && self.objs[other].state == State::New
        {
            self.resolve_type(other);
        }
        if matches!(self.types().under_get(rhs), Type::Named(_)) {
            // A loop of names has no end: whoever closes it reports it.
            let mut at = rhs;
            while let Some(&(_, next)) = self.copies.iter().find(|c| c.0 == at) {
                at = next;
            }
            if at == ty {
                let text = self.show_type(ty);
                self.error_at(pos, format!("invalid recursive type {text}"));
                self.stopped = true;
                return;
            }
            self.copies.push((ty, rhs));
            return;
        }
        self.types().set_underlying(ty, rhs);
        self.inherit_not_in_heap(ty, rhs);
        let waiting: Vec<TypeId> = self.copies.iter().filter(|c| c.1 == ty).map(|c| c.0).collect();
        self.copies.retain(|c| c.1 != ty);
        for w in waiting {
            self.define(w, ty, pos);
        }
    }

    fn inherit_not_in_heap(&mut self, ty: TypeId, rhs: TypeId) {
        let inherited =
            self.types().as_named(rhs).is_some_and(|n| n.not_in_heap.get() == Some(&true));
        if inherited && let Some(named) = self.types().as_named(ty) {
            let _ = named.not_in_heap.set(true);
        }
    }

    // -- variables ---------------------------------------------------------------------------------

    fn resolve_var(&mut self, obj: ObjId, group: u32) {
        let g = &self.var_groups[group as usize];
        if g.ty.is_some() {
            self.resolve_group_type(group);
        } else if g.state == State::Busy {
            let text = self.objs[obj].name;
            self.error_at(g.pos, format!("typechecking loop involving {text}"));
            self.stopped = true;
        } else {
            self.resolve_group(group);
        }
    }

    fn set_var_type(&mut self, var: VarId, ty: TypeId) {
        let node = self.node_of(var);
        self.pkg.tree.vars[var].ty = ty;
        self.pkg.tree.nodes[node].ty = ty;
    }

    fn resolve_group_type(&mut self, group: u32) {
        let g = &mut self.var_groups[group as usize];
        if g.typed != State::New {
            return;
        }
        g.typed = State::Busy;
        let (env, pos, vars, expr) = (g.env, g.pos, g.vars.clone(), g.ty);
        let Some(expr) = expr else { return };
        let ty = self.at_package_level(env, |c| {
            c.pos = pos;
            c.type_expr(expr)
        });
        self.resolve_pending();
        for var in vars {
            self.set_var_type(var, ty);
        }
        self.var_groups[group as usize].typed = State::Done;
    }

    fn resolve_group(&mut self, group: u32) {
        if self.var_groups[group as usize].state != State::New {
            return;
        }
        self.var_groups[group as usize].state = State::Busy;
        self.resolve_group_type(group);
        let g = &self.var_groups[group as usize];
        let (env, pos, vars) = (g.env, g.pos, g.vars.clone());
        let (has_type, value, slot) = (g.ty.is_some(), g.value, g.slot);
        if value.is_some() || slot.is_some() {
            let refs = std::mem::take(&mut self.init_refs);
            let stmt = self.at_package_level(env, |c| {
                c.pos = pos;
                c.var_init(&vars, has_type, value)
            });
            let refs = std::mem::replace(&mut self.init_refs, refs);
            if let (Some(stmt), Some(slot)) = (stmt, slot) {
                self.top[slot] = Some(TopDecl::Init(stmt));
                self.pkg.init_refs.push((stmt, refs));
            }
        }
        self.var_groups[group as usize].state = State::Done;
    }

    /// The statement that initialises variables from their declaration: `As`, or a form of `As2`.
    pub(super) fn var_init(
        &mut self,
        vars: &[VarId],
        has_type: bool,
        value: Option<&'a ast::Expr>,
    ) -> Res {
        let nodes: Vec<NodeId> = vars.iter().map(|&v| self.node_of(v)).collect();
        if let ([var], [target]) = (vars, &nodes[..]) {
            let stmt = self.unary_node(Op::As, TypeId::INVALID, *target);
            let Some(value) = value else { return Some(stmt) };
            self.pkg.tree.vars[*var].defn = Some(stmt);
            let right = self.value(value);
            self.finish_define(stmt, *var, has_type, right)?;
            return Some(stmt);
        }
        let stmt = self.node(Op::As2, TypeId::INVALID);
        for &v in vars {
            self.pkg.tree.vars[v].defn = Some(stmt);
        }
        let list = self.pkg.tree.list(&nodes);
        self.pkg.tree.nodes[stmt].list = list;
        let defines: Vec<bool> = vars.iter().map(|_| !has_type).collect();
        self.assign_one_to_many(stmt, &nodes, &defines, value?)?;
        Some(stmt)
    }

    /// Completes `x = value` where `x` is being declared: conversion, or the type of `x`.
    pub(super) fn finish_define(
        &mut self,
        stmt: NodeId,
        var: VarId,
        has_type: bool,
        right: Res,
    ) -> Res {
        let right = right?;
        let right = if has_type {
            let ty = self.pkg.tree.vars[var].ty;
            if ty == TypeId::INVALID {
                return None;
            }
            self.assign_conv(right, ty, "assignment")?
        } else {
            let right = self.default_value(right)?;
            let ty = self.ty(right);
            self.set_var_type(var, ty);
            right
        };
        self.pkg.tree.nodes[stmt].right = right.into();
        Some(stmt)
    }

    pub(super) fn set_local_type(&mut self, var: VarId, ty: TypeId) {
        self.set_var_type(var, ty);
    }

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

    fn imported_decl(&mut self, func: FuncId, decl: &'a ast::FuncDecl, env: Env) {
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
