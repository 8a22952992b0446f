//! Fields and methods: selectors through embedded fields, method sets, satisfaction of interfaces.

use rustc_hash::FxHashSet;

use super::{Checker, Res, Want};
use crate::intern::Name;
use crate::syntax::ast;
use crate::tree::{Aux, Class, NodeFlags, NodeId, Op, VarFlags, VarId};
use crate::types::table::DeclaredMethod;
use crate::types::{Method, PkgId, Type, TypeId};

/// What a name selects in a type.
#[derive(Clone, Debug)]
pub enum Member {
    Field(u32),
    Method(DeclaredMethod),
    Interface(u32, Method),
}

/// Result of looking a name up in a type and its embedded fields.
pub enum Lookup {
    /// Indices of the embedded fields on the way, the member, and whether the way leads through
    /// a pointer.
    Found {
        path: Vec<u32>,
        member: Member,
        through_ptr: bool,
    },
    Ambiguous,
    None,
}

/// Why a type does not implement an interface.
pub struct Missing {
    pub want: Method,
    /// A method of that name (up to case) with its type without receiver.
    pub have: Option<(Name, TypeId)>,
    pub ptr_receiver: bool,
}

impl<'a> Checker<'a, '_> {
    pub(super) fn deref(&self, ty: TypeId) -> TypeId {
        match self.types().get(ty) {
            Type::Ptr(e) => *e,
            _ => ty,
        }
    }

    /// Members of `ty` itself (not of embedded fields) that `accept` takes.
    fn own_member(&mut self, ty: TypeId, accept: &dyn Fn(Name, PkgId) -> bool) -> Option<Member> {
        self.force(ty);
        self.load_methods(ty);
        if let Some(named) = self.types().as_named(ty) {
            let methods = named.methods.read().expect("one thread checks");
            if let Some(m) = methods.iter().find(|m| accept(m.name, m.pkg)) {
                return Some(Member::Method(m.clone()));
            }
        }
        match self.types().under_get(ty) {
            Type::Struct { fields, .. } => {
                let i = fields.iter().position(|f| accept(f.name, f.pkg))?;
                Some(Member::Field(i as u32))
            }
            Type::Interface(methods) => {
                let i = methods.iter().position(|m| accept(m.name, m.pkg))?;
                Some(Member::Interface(i as u32, methods[i].clone()))
            }
            _ => None,
        }
    }

    /// Breadth-first search: the shallowest member wins if it is alone at its depth.
    pub(super) fn lookup_member(&mut self, ty: TypeId, name: Name, pkg: PkgId) -> Lookup {
        let pkg = if name.is_exported() { PkgId::BUILTIN } else { pkg };
        self.search(ty, &|n, p| n == name && p == pkg)
    }

    fn search(&mut self, ty: TypeId, accept: &dyn Fn(Name, PkgId) -> bool) -> Lookup {
        struct Place {
            ty: TypeId,
            path: Vec<u32>,
            ptr: bool,
            repeated: bool,
        }
        let mut level = vec![Place { ty, path: Vec::new(), ptr: false, repeated: false }];
        let mut seen = FxHashSet::default();
        while !level.is_empty() {
            let mut found = None;
            let mut next: Vec<Place> = Vec::new();
            for place in level {
                if !seen.insert(place.ty) {
                    continue;
                }
                if let Some(member) = self.own_member(place.ty, accept) {
                    if found.is_some() || place.repeated {
                        return Lookup::Ambiguous;
                    }
                    found = Some((place.path, member, place.ptr));
                    continue;
                }
                let Type::Struct { fields, .. } = self.types().under_get(place.ty) else {
                    continue;
                };
                for (i, f) in fields.iter().enumerate().filter(|(_, f)| f.embedded) {
                    let elem = self.deref(f.ty);
                    let ptr = place.ptr || elem != f.ty;
                    if let Some(same) = next.iter_mut().find(|p| p.ty == elem) {
                        same.repeated = true;
                        continue;
                    }
                    let mut path = place.path.clone();
                    path.push(i as u32);
                    next.push(Place { ty: elem, path, ptr, repeated: place.repeated });
                }
            }
            if let Some((path, member, through_ptr)) = found {
                return Lookup::Found { path, member, through_ptr };
            }
            level = next;
        }
        Lookup::None
    }

    // -- satisfaction ------------------------------------------------------------------------------

    /// Whether `ty` has the methods of `iface`; notes the itab if it will exist early.
    pub(super) fn implements(&mut self, ty: TypeId, iface: TypeId) -> Result<(), Missing> {
        let Type::Interface(wanted) = self.types().under_get(iface) else {
            return Err(Missing {
                want: Method { name: Name::new("?"), pkg: PkgId::BUILTIN, ty: TypeId::INVALID },
                have: None,
                ptr_receiver: false,
            });
        };
        let wanted = wanted.clone();
        if let Type::Interface(have) = self.types().under_get(ty) {
            for want in wanted {
                let same = have.iter().find(|m| m.name == want.name && m.pkg == want.pkg);
                match same {
                    Some(m) if self.types().identical(m.ty, want.ty) => {}
                    Some(m) => {
                        let have = Some((m.name, m.ty));
                        return Err(Missing { want, have, ptr_receiver: false });
                    }
                    None => return Err(Missing { want, have: None, ptr_receiver: false }),
                }
            }
            return Ok(());
        }
        let base = self.deref(ty);
        let is_ptr = base != ty;
        for want in wanted {
            let (name, pkg) = (want.name, want.pkg);
            let mut have = None;
            match self.search(base, &|n, p| n == name && p == pkg) {
                Lookup::Found { member: Member::Method(m), through_ptr, .. } => {
                    let sig = self.without_recv(m.ty);
                    if !self.types().identical(sig, want.ty) {
                        let have = Some((m.name, sig));
                        return Err(Missing { want, have, ptr_receiver: false });
                    }
                    if m.ptr_recv && !is_ptr && !through_ptr {
                        return Err(Missing { want, have: None, ptr_receiver: true });
                    }
                    continue;
                }
                Lookup::Found { member: Member::Interface(_, m), path, .. }
                    if !path.is_empty() || !is_ptr =>
                {
                    if self.types().identical(m.ty, want.ty) {
                        continue;
                    }
                    have = Some((m.name, m.ty));
                }
                Lookup::Ambiguous => {
                    let t = self.show_type(base);
                    self.error(format!("{t}.{name} is ambiguous"));
                }
                _ => {}
            }
            if have.is_none() {
                let lower = name.as_str().to_lowercase();
                let found = self.search(base, &|n, _| n.as_str().to_lowercase() == lower);
                have = match found {
                    Lookup::Found { member: Member::Method(m), .. } => {
                        Some((m.name, self.without_recv(m.ty)))
                    }
                    _ => None,
                };
            }
            return Err(Missing { want, have, ptr_receiver: false });
        }
        self.note_itab(ty, iface);
        Ok(())
    }

    /// A method's type without its receiver.
    pub(super) fn without_recv(&self, ty: TypeId) -> TypeId {
        let mut sig = self.types().sig(ty).clone();
        sig.recv = None;
        self.types().intern(Type::Func(sig))
    }

    // -- selectors ---------------------------------------------------------------------------------

    /// If `x` names an imported package: the object `sel` of it (`Some(None)` after an error).
    pub(super) fn qualified(
        &mut self,
        x: &ast::Expr,
        sel: &ast::Ident,
    ) -> Option<Option<super::scope::ObjId>> {
        let ast::Expr::Ident(id) = x else { return None };
        let obj = self.lookup_name(id.name)?;
        let super::scope::ObjKind::Package { pkg, import } = self.objs[obj].kind else {
            return None;
        };
        self.imports[import].used = true;
        let found = self.globals.get(&(pkg, sel.name)).copied();
        if !sel.name.is_exported() && self.cx.env.pkg == PkgId::LOCAL {
            let text = format!("{}.{}", self.types().pkg(pkg).name, sel.name);
            self.error_at(id.pos, format!("cannot refer to unexported name {text}"));
            if found.is_none() {
                self.error_at(id.pos, format!("undefined: {text}"));
            }
            return Some(None);
        }
        if found.is_none() {
            let text = format!("{}.{}", self.types().pkg(pkg).name, sel.name);
            self.error_at(id.pos, format!("undefined: {text}"));
        }
        // The whole has the position of the package's name.
        self.pos = id.pos;
        Some(found)
    }

    pub(super) fn qualified_text(&self, x: &ast::Expr, sel: &ast::Ident) -> String {
        match x {
            ast::Expr::Ident(id) => format!("{}.{}", id.name, sel.name),
            _ => sel.name.as_str().to_owned(),
        }
    }

    /// `x.sel` for a value or type `x`.
    pub(super) fn selector(&mut self, x: &'a ast::Expr, sel: &'a ast::Ident, want: Want) -> Res {
        if let Some(found) = self.qualified(x, sel) {
            let obj = found?;
            return self.use_object(obj, sel.name, sel.pos, want);
        }
        let left = self.expr(x, Want::ValueOrType)?;
        if self.op(left) == Op::Type {
            return self.method_expr(left, sel.name);
        }
        let left = self.default_value(left)?;
        self.select(left, sel.name, want)
    }

    fn shown_selector(&mut self, left: NodeId, name: Name) -> String {
        let n = self.unary_node(Op::Dot, TypeId::INVALID, left);
        self.pkg.tree.nodes[n].aux = Aux::Name(name);
        self.show(n)
    }

    /// Selects a field or method of a value.
    pub(super) fn select(&mut self, left: NodeId, name: Name, want: Want) -> Res {
        if name.is_blank() {
            self.error("cannot refer to blank field or method");
            return None;
        }
        let ty = self.ty(left);
        let base = match self.types().under_get(ty) {
            Type::Ptr(e) if !self.types().is_interface(*e) => *e,
            _ => ty,
        };
        // A defined pointer type has the fields of what it points to, not the methods.
        let named_ptr = base != ty && self.types().as_named(ty).is_some();
        match self.lookup_member(base, name, self.cx.env.pkg) {
            Lookup::Ambiguous => {
                let text = self.shown_selector(left, name);
                self.error(format!("ambiguous selector {text}"));
                None
            }
            Lookup::Found { path, member, .. }
                if !(self.is_ptr_to_interface(ty)
                    || named_ptr && path.is_empty() && !matches!(member, Member::Field(_))) =>
            {
                let mut at = left;
                for index in path {
                    at = self.field(at, index);
                    self.pkg.tree.nodes[at].flags |= NodeFlags::IMPLICIT;
                }
                match member {
                    Member::Field(index) => Some(self.field(at, index)),
                    Member::Interface(index, m) => self.interface_method(at, index, &m, want),
                    Member::Method(m) => self.concrete_method(at, &m, want),
                }
            }
            _ => {
                self.explain_no_member(left, base, name);
                None
            }
        }
    }

    /// `at.f` by field index; through a pointer if `at` is one.
    pub(super) fn field(&mut self, at: NodeId, index: u32) -> NodeId {
        let ty = self.ty(at);
        let (op, st) = match self.types().under_get(ty) {
            Type::Ptr(e) => (Op::DotPtr, *e),
            _ => (Op::Dot, ty),
        };
        let field_ty = self.types().fields(st)[index as usize].ty;
        let offset = match self.check_complete(st) {
            true => self.types().field_offset(st, index as usize) as i32,
            false => 0,
        };
        let n = self.unary_node(op, field_ty, at);
        self.pkg.tree.nodes[n].aux = Aux::Field { index, offset };
        n
    }

    fn interface_method(&mut self, at: NodeId, index: u32, m: &Method, want: Want) -> Res {
        let at = match self.types().under_get(self.ty(at)) {
            Type::Ptr(e) => {
                let e = *e;
                let d = self.unary_node(Op::Deref, e, at);
                self.pkg.tree.nodes[d].flags |= NodeFlags::IMPLICIT;
                d
            }
            _ => at,
        };
        if want == Want::Callee {
            let n = self.unary_node(Op::DotInter, m.ty, at);
            self.pkg.tree.nodes[n].aux = Aux::Method { index };
            return Some(n);
        }
        self.method_value(at, m.name, m.ty)
    }

    fn concrete_method(&mut self, at: NodeId, m: &DeclaredMethod, want: Want) -> Res {
        let recv = self.types().sig(m.ty).recv.expect("a method's type has its receiver");
        let at = self.adjust_receiver(at, recv, m.name)?;
        let var = self.method_var(m);
        self.note_ref(var);
        self.use_imported(var);
        if want == Want::Callee {
            let n = self.unary_node(Op::DotMeth, m.ty, at);
            self.pkg.tree.nodes[n].right = self.node_of(var).into();
            return Some(n);
        }
        let sig = self.without_recv(m.ty);
        self.method_value(at, m.name, sig)
    }

    /// Makes the receiver expression fit the method's receiver type: `&x`, `*x`, or as it is.
    fn adjust_receiver(&mut self, at: NodeId, recv: TypeId, name: Name) -> Res {
        let ty = self.ty(at);
        if self.types().identical(recv, ty) {
            return Some(at);
        }
        if let Type::Ptr(elem) = self.types().get(recv)
            && self.types().identical(*elem, ty)
        {
            if !self.is_lvalue(at) {
                let text = self.show(at);
                self.error(format!("cannot call pointer method on {text}"));
                self.error(format!("cannot take the address of {text}"));
                return None;
            }
            self.mark_addr_taken(at);
            let n = self.unary_node(Op::Addr, recv, at);
            self.pkg.tree.nodes[n].flags |= NodeFlags::IMPLICIT;
            return Some(n);
        }
        if let Type::Ptr(elem) = self.types().under_get(ty)
            && self.types().identical(*elem, recv)
        {
            let n = self.unary_node(Op::Deref, recv, at);
            self.pkg.tree.nodes[n].flags |= NodeFlags::IMPLICIT;
            return Some(n);
        }
        let text = self.show_typed(at);
        self.error(format!(
            "calling method {name} with receiver {text} requires explicit dereference"
        ));
        None
    }

    /// The variable of class `Func` that names a declared method.
    pub(super) fn method_var(&mut self, m: &DeclaredMethod) -> VarId {
        if let Some(func) = m.func
            && let Some(var) = self.pkg.tree.funcs[func].var
        {
            return var;
        }
        let recv = self.types().sig(m.ty).recv.expect("a method's type has its receiver");
        let (name, link) = self.method_names(recv, m.name, m.pkg, "");
        self.func_var(name, link, m.ty, m.pos)
    }

    /// A function's name for something that is declared nowhere here.
    fn func_var(&mut self, name: Name, link: Name, ty: TypeId, pos: crate::source::Pos) -> VarId {
        if let Some(&var) = self.method_vars.get(&link) {
            return var;
        }
        let tree = &mut self.pkg.tree;
        let var = tree.new_var(name, PkgId::LOCAL, Class::Func, ty, pos);
        tree.vars[var].link_name = link;
        tree.vars[var].flags |= VarFlags::NAMED;
        self.method_vars.insert(link, var);
        var
    }

    /// Source and link name of a method as a function (spec 10, section 9).
    pub(super) fn method_names(
        &self,
        recv: TypeId,
        name: Name,
        pkg: PkgId,
        suffix: &str,
    ) -> (Name, Name) {
        let types = self.types();
        let base = self.deref(recv);
        let qualifier = |of: PkgId| match of {
            _ if name.is_exported() || pkg == of || pkg == PkgId::BUILTIN => String::new(),
            _ => format!("{}.", types.pkg(pkg).prefix),
        };
        match types.as_named(base) {
            Some(named) => {
                let mut t = named.name.as_str().to_owned();
                if named.vargen > 0 {
                    t += &format!("·{}", named.vargen);
                }
                if base != recv {
                    t = format!("(*{t})");
                }
                let prefix = match named.pkg {
                    PkgId::BUILTIN => "go.builtin".to_owned(),
                    p => types.pkg(p).prefix.as_str().to_owned(),
                };
                let full = format!("{t}.{}{name}{suffix}", qualifier(named.pkg));
                (Name::new(&full), Name::new(&format!("{prefix}.{full}")))
            }
            None => {
                let t = types.link_name(recv);
                let t = if base != recv { format!("({t})") } else { t };
                let full = format!("{t}.{}{name}{suffix}", qualifier(PkgId::BUILTIN));
                (Name::new(&full), Name::new(&format!("go.{full}")))
            }
        }
    }

    fn explain_no_member(&mut self, left: NodeId, base: TypeId, name: Name) {
        let shown = self.shown_selector(left, name);
        let ty = self.show_type(self.ty(left));
        if self.types().is_empty_interface(base) {
            self.error(format!("{shown} undefined (type {ty} is interface with no methods)"));
            return;
        }
        if self.is_ptr_to_interface(base) {
            self.error(format!(
                "{shown} undefined (type {ty} is pointer to interface, not interface)"
            ));
            return;
        }
        let same = self.own_member(base, &|n, _| n == name);
        if same.is_none() && self.is_method_behind_pointers(base, name) {
            let left = self.show_typed(left);
            self.error(format!(
                "calling method {name} with receiver {left} requires explicit dereference"
            ));
            return;
        }
        if same.is_some() {
            self.error(format!(
                "{shown} undefined (cannot refer to unexported field or method {name})"
            ));
            return;
        }
        let lower = name.as_str().to_lowercase();
        let here = self.cx.env.pkg;
        let like = self.own_member(base, &|n, p| {
            n.as_str().to_lowercase() == lower && (p == PkgId::BUILTIN || p == here)
        });
        let have = like.map(|m| match m {
            Member::Field(i) => self.types().fields(base)[i as usize].name,
            Member::Method(m) => m.name,
            Member::Interface(_, m) => m.name,
        });
        let hint = have.map_or(String::new(), |h| format!(", but does have {h}"));
        self.error(format!("{shown} undefined (type {ty} has no field or method {name}{hint})"));
    }

    /// Whether `base` is a pointer and what it leads to, at whatever depth, has the method.
    fn is_method_behind_pointers(&mut self, base: TypeId, name: Name) -> bool {
        let mut at = base;
        while let Type::Ptr(elem) = *self.types().under_get(at) {
            at = elem;
        }
        let found = self.lookup_member(at, name, self.cx.env.pkg);
        at != base && matches!(found, Lookup::Found { member: Member::Method(_), .. })
    }

    /// The method expression `T.M`: a function whose first parameter is the receiver.
    fn method_expr(&mut self, ty_node: NodeId, name: Name) -> Res {
        let ty = self.ty(ty_node);
        let base = self.deref(ty);
        let shown = format!("{}.{name}", self.paren_type(ty));
        let found = match self.is_ptr_to_interface(ty) {
            true => Lookup::None,
            false => self.lookup_member(base, name, self.cx.env.pkg),
        };
        let (path, member, through_ptr) = match found {
            Lookup::Found { path, member, through_ptr } if !matches!(member, Member::Field(_)) => {
                (path, member, through_ptr)
            }
            Lookup::Ambiguous => {
                self.error(format!("{shown} undefined (ambiguous selector)"));
                return None;
            }
            _ => {
                let text = self.show_type(ty);
                let unexported = match self.is_ptr_to_interface(ty) {
                    true => None,
                    false => self.own_member(base, &|n, p| n == name && p != PkgId::BUILTIN),
                };
                self.error(match unexported {
                    Some(Member::Method(_) | Member::Interface(..)) => {
                        format!("{shown} undefined (cannot refer to unexported method {name})")
                    }
                    _ => format!("{shown} undefined (type {text} has no method {name})"),
                });
                return None;
            }
        };
        let (sig, pkg) = match &member {
            Member::Method(m) => {
                if m.ptr_recv && base == ty && !through_ptr {
                    let text = self.show_type(ty);
                    self.error(format!(
                        "invalid method expression {shown} (needs pointer receiver: (*{text}).{name})"
                    ));
                    return None;
                }
                (self.without_recv(m.ty), m.pkg)
            }
            Member::Interface(_, m) => (m.ty, m.pkg),
            Member::Field(_) => return None,
        };
        let mut func = self.types().sig(sig).clone();
        func.params.insert(0, ty);
        let func_ty = self.types().intern(Type::Func(func));
        let (full, link) = self.method_names(ty, name, pkg, "");
        let key = Name::new(&format!("{link} as function"));
        if let Some(&var) = self.method_vars.get(&key) {
            self.note_ref(var);
            return Some(self.node_of(var));
        }
        let mut declared = None;
        if let Member::Method(m) = &member {
            let var = self.method_var(m);
            self.note_ref(var);
            self.use_imported(var);
            let exact = path.is_empty() && self.types().sig(m.ty).recv == Some(ty);
            declared = exact.then_some(m.func).flatten();
        }
        let var = self.func_var(full, key, func_ty, self.pos);
        self.pkg.tree.vars[var].link_name = link;
        self.pkg.tree.vars[var].func = declared;
        self.pkg.tree.vars[var].pkg = self.types().as_named(base).map_or(PkgId::LOCAL, |n| n.pkg);
        self.note_ref(var);
        Some(self.node_of(var))
    }

    pub(super) fn paren_type(&self, ty: TypeId) -> String {
        let text = self.show_type(ty);
        match self.types().get(ty) {
            Type::Basic(_) | Type::Named(_) => text,
            _ => format!("({text})"),
        }
    }
}
