//! Type expressions.

use super::scope::{Env, ObjKind, State};
use super::{Checker, constants};
use crate::intern::Name;
use crate::package::MethodDecl;
use crate::source::Pos;
use crate::syntax::ast::{self, Expr};
use crate::tree::Op;
use crate::types::table::ChanDir;
use crate::types::{Field, FuncSig, Kind, Method, PkgId, Type, TypeId};

impl<'a> Checker<'a, '_> {
    /// The type that `e` denotes; `INVALID` after an error.
    pub(super) fn type_expr(&mut self, e: &'a Expr) -> TypeId {
        let saved = self.pos;
        if !matches!(e, Expr::Ident(_)) && e.pos().is_known() {
            self.pos = e.pos();
        }
        self.depth += 1;
        let ty = match self.expression_depth() {
            true => {
                self.error("go9: type nested too deeply");
                TypeId::INVALID
            }
            false => self.type_expr_inner(e),
        };
        self.depth -= 1;
        self.pos = saved;
        ty
    }

    fn type_expr_inner(&mut self, e: &'a Expr) -> TypeId {
        match e {
            Expr::Bad(_) => TypeId::INVALID,
            Expr::Ident(id) => self.type_name(id),
            Expr::Paren { x, .. } => self.type_expr(x),
            Expr::Selector { x, sel, .. } => match self.qualified(x, sel) {
                Some(Some(obj)) => {
                    self.resolve(obj);
                    match self.objs[obj].kind {
                        ObjKind::Type { ty, .. } => ty,
                        _ => {
                            let text = self.qualified_text(x, sel);
                            self.error(format!("{text} is not a type"));
                            TypeId::INVALID
                        }
                    }
                }
                Some(None) => TypeId::INVALID,
                None => self.not_a_type(e),
            },
            Expr::Star { x, .. } => self.wrap(x, |c, t| c.types().ptr(t)),
            Expr::SliceType { elem, .. } => self.wrap(elem, |c, t| c.types().slice(t)),
            Expr::ArrayType { len, elem, .. } => {
                let Some(len) = len else {
                    self.error("use of [...] array outside of array literal");
                    return TypeId::INVALID;
                };
                let len = self.array_bound(len);
                let elem = self.type_expr(elem);
                match (len, elem) {
                    (Some(len), elem) if elem != TypeId::INVALID => {
                        let ty = self.types().array(elem, len);
                        if self.type_decl_depth == 0 && self.is_too_large(elem, len) {
                            let text = self.show_type(ty);
                            self.error(format!("type {text} larger than address space"));
                            return TypeId::INVALID;
                        }
                        ty
                    }
                    _ => TypeId::INVALID,
                }
            }
            Expr::MapType { key, value, .. } => {
                let (key, value) = (self.type_expr(key), self.type_expr(value));
                if key == TypeId::INVALID || value == TypeId::INVALID {
                    return TypeId::INVALID;
                }
                self.map_keys.push((key, self.pos));
                let ty = self.types().map(key, value);
                self.types().written_again(ty)
            }
            Expr::ChanType { dir, elem, .. } => {
                let dir = match dir {
                    ast::ChanDir::Both => ChanDir::Both,
                    ast::ChanDir::Send => ChanDir::Send,
                    ast::ChanDir::Recv => ChanDir::Recv,
                };
                self.wrap(elem, |c, t| {
                    let ty = c.types().chan(t, dir);
                    c.types().written_again(ty)
                })
            }
            Expr::FuncType(ft) => self.func_type(ft, None),
            Expr::StructType { fields, .. } => self.struct_type(fields),
            Expr::InterfaceType { elems, .. } => self.interface_type(elems),
            Expr::Dots { .. } => {
                self.error("cannot use ... in receiver or result parameter list");
                TypeId::INVALID
            }
            _ => self.not_a_type(e),
        }
    }

    fn wrap(&mut self, elem: &'a Expr, make: impl Fn(&Self, TypeId) -> TypeId) -> TypeId {
        match self.type_expr(elem) {
            TypeId::INVALID => TypeId::INVALID,
            ty => make(self, ty),
        }
    }

    fn type_name(&mut self, id: &'a ast::Ident) -> TypeId {
        if id.name.is_blank() {
            self.error_at(id.pos, "cannot use _ as value");
            return TypeId::INVALID;
        }
        let Some(obj) = self.lookup_name(id.name) else {
            self.error_at(id.pos, format!("undefined: {}", id.name));
            return TypeId::INVALID;
        };
        if self.use_has_pos(obj, id.pos) {
            self.pos = id.pos;
        }
        self.resolve(obj);
        match self.objs[obj].kind {
            ObjKind::Type { decl: None, ty: TypeId::INVALID }
                if self.objs[obj].state == State::Busy =>
            {
                let (name, pos) = (id.name, self.objs[obj].pos);
                let at = self.describe(pos);
                let uses = format!("\n\t{at}: {name} uses {name}");
                self.error_at(pos, format!("invalid recursive type alias {name}{uses}"));
                self.stopped = true;
                TypeId::INVALID
            }
            ObjKind::Type { ty, .. } => ty,
            ObjKind::Package { import, .. } => {
                self.imports[import].used = true;
                self.error(format!("use of package {} without selector", id.name));
                TypeId::INVALID
            }
            ref kind => {
                // gc's node of the variable has no type from then on.
                if let ObjKind::Var { var, .. } = *kind {
                    self.set_local_type(var, TypeId::INVALID);
                }
                self.error(format!("{} is not a type", id.name));
                TypeId::INVALID
            }
        }
    }

    /// An expression that is no type: checked for its own errors, then reported.
    fn not_a_type(&mut self, e: &'a Expr) -> TypeId {
        if let Some(n) = self.expr(e, super::Want::ValueOrType) {
            if self.op(n) == Op::Type {
                return self.ty(n);
            }
            let text = self.show(n);
            self.error(format!("{text} is not a type"));
        }
        TypeId::INVALID
    }

    fn array_bound(&mut self, len: &'a Expr) -> Option<i64> {
        let depth = std::mem::take(&mut self.type_decl_depth);
        let n = self.value(len);
        self.type_decl_depth = depth;
        let mut n = n?;
        if self.is_untyped(n) && self.types().kind(self.ty(n)) == Kind::Ideal {
            n = self.default_lit(n, TypeId::INT)?;
        }
        let value = match self.konst(n) {
            Some(crate::tree::Const::Int(v)) => v.clone(),
            konst => {
                let is_const = konst.is_some();
                let text = self.show(n);
                let integer = self.types().is_integer(self.ty(n));
                self.error(match integer && !is_const {
                    true => format!("non-constant array bound {text}"),
                    false => format!("invalid array bound {text}"),
                });
                return None;
            }
        };
        let Ok(value) = i64::try_from(&value) else {
            let negative = value < dashu_int::IBig::ZERO;
            self.error(match negative {
                true => "array bound must be non-negative",
                false => "array bound is too large",
            });
            return None;
        };
        if value < 0 {
            self.error("array bound must be non-negative");
            return None;
        }
        Some(value)
    }

    /// Whether an array of `len` elements exceeds what gc addresses (2^50 bytes).
    fn is_too_large(&mut self, elem: TypeId, len: i64) -> bool {
        if !self.check_complete(elem) {
            return false;
        }
        let size = self.types().size(elem);
        size > 0 && len > ((1 << 50) - 1) / size
    }

    /// Types of parameters; names sharing a type expression share its evaluation.
    fn field_types(
        &mut self,
        fields: &'a [ast::Field],
        variadic: &mut bool,
    ) -> Option<Vec<TypeId>> {
        let mut types: Vec<TypeId> = Vec::with_capacity(fields.len());
        let mut failed = false;
        for (i, f) in fields.iter().enumerate() {
            if i > 0 && std::rc::Rc::ptr_eq(&f.ty, &fields[i - 1].ty) {
                types.push(types[i - 1]);
                continue;
            }
            if f.pos.is_known() {
                self.pos = f.pos;
            }
            let ty = match &*f.ty {
                Expr::Dots { elem, pos } => {
                    *variadic = true;
                    let saved = std::mem::replace(&mut self.pos, *pos);
                    let ty = self.wrap(elem, |c, t| c.types().slice(t));
                    self.pos = saved;
                    ty
                }
                other => self.type_expr(other),
            };
            failed |= ty == TypeId::INVALID;
            types.push(ty);
            if f.ty.pos().is_known() {
                self.pos = super::decl::last_leaf_pos(&f.ty);
            }
        }
        (!failed).then_some(types)
    }

    /// A function type. Leaves the current position at the last part visited.
    pub(super) fn func_type(&mut self, ft: &'a ast::FuncType, recv: Option<TypeId>) -> TypeId {
        let (mut variadic, mut no) = (false, false);
        let params = self.field_types(&ft.params, &mut variadic);
        let results = self.field_types(&ft.results, &mut no);
        match (params, results) {
            (Some(params), Some(results)) => {
                self.types().intern(Type::Func(FuncSig { recv, params, results, variadic }))
            }
            _ => TypeId::INVALID,
        }
    }

    /// Reports parameters and results of one name.
    pub(super) fn check_distinct(&mut self, recv: Option<&ast::Field>, ft: &ast::FuncType) {
        let names = || recv.into_iter().chain(&ft.params).chain(&ft.results).filter_map(|f| f.name);
        if names().count() < 2 {
            return;
        }
        let mut seen = rustc_hash::FxHashSet::default();
        for id in names() {
            if !id.name.is_blank() && !seen.insert(id.name) {
                self.error_at(id.pos, format!("duplicate argument {}", id.name));
            }
        }
    }

    fn member_pkg(&self, name: Name) -> PkgId {
        if name.is_exported() { PkgId::BUILTIN } else { self.cx.env.pkg }
    }

    fn struct_type(&mut self, fields: &'a [ast::Field]) -> TypeId {
        let mut out: Vec<Field> = Vec::with_capacity(fields.len());
        let mut failed = false;
        let mut seen = rustc_hash::FxHashSet::default();
        for (i, f) in fields.iter().enumerate() {
            if f.pos.is_known() {
                self.pos = f.pos;
            }
            let shared = i > 0 && std::rc::Rc::ptr_eq(&f.ty, &fields[i - 1].ty);
            let ty = match shared && !failed {
                true => out[i - 1].ty,
                false => self.type_expr(&f.ty),
            };
            let name = match f.name {
                Some(id) => id.name,
                None => embedded_name(&f.ty).unwrap_or_else(|| Name::new("?")),
            };
            failed |= ty == TypeId::INVALID;
            if f.embedded && ty != TypeId::INVALID {
                let saved = std::mem::replace(&mut self.pos, super::decl::last_leaf_pos(&f.ty));
                self.check_embedded(ty);
                self.pos = saved;
            }
            if !name.is_blank() && !seen.insert(name) {
                let pos = f.name.map_or(f.pos, |id| id.pos);
                self.error_at(pos, format!("duplicate field {name}"));
            }
            let tag = f.tag.as_ref().and_then(|t| {
                let text = constants::literal(ast::LitKind::String, t.text.as_str()).ok()?.1;
                Some(Name::new(&String::from_utf8_lossy(text.as_str()?)))
            });
            let tag = tag.filter(|t| !t.as_str().is_empty());
            let pkg = self.member_pkg(name);
            out.push(Field { name, pkg, ty, embedded: f.embedded, tag });
        }
        if failed { TypeId::INVALID } else { self.types().structure(out) }
    }

    fn check_embedded(&mut self, ty: TypeId) {
        let (is_ptr, elem) = match self.types().get(ty) {
            Type::Ptr(e) => (true, *e),
            _ => (false, ty),
        };
        match self.types().under_get(elem) {
            Type::Interface(_) if is_ptr => {
                self.error("embedded type cannot be a pointer to interface");
            }
            Type::Ptr(_) => self.error("embedded type cannot be a pointer"),
            Type::Basic(Kind::UnsafePtr) => self.error("embedded type cannot be a pointer"),
            _ => {}
        }
    }

    fn interface_type(&mut self, elems: &'a [ast::InterfaceElem]) -> TypeId {
        let mut methods: Vec<Method> = Vec::new();
        let mut decls: Vec<(Name, MethodDecl)> = Vec::new();
        let mut failed = false;
        for elem in elems {
            match elem {
                ast::InterfaceElem::Method { name, ty } => {
                    self.pos = name.pos;
                    if name.name.is_blank() {
                        self.error("methods must have a unique non-blank name");
                        continue;
                    }
                    let sig = self.func_type(ty, None);
                    if sig == TypeId::INVALID {
                        failed = true;
                        continue;
                    }
                    let pkg = self.member_pkg(name.name);
                    let method = Method { name: name.name, pkg, ty: sig };
                    self.add_method(&mut methods, method, name.pos);
                    let params = ty.params.iter().map(|p| (p.name.map(|n| n.name), p.pos));
                    let results = ty.results.iter().map(|r| r.name.map(|n| n.name));
                    let decl = MethodDecl {
                        pos: name.pos,
                        params: params.collect(),
                        results: results.collect(),
                    };
                    decls.push((name.name, decl));
                }
                ast::InterfaceElem::Embedded(e) => {
                    self.pos = e.pos();
                    let ty = self.type_expr(e);
                    if ty == TypeId::INVALID {
                        failed = true;
                        continue;
                    }
                    self.force(ty);
                    match self.types().under_get(ty) {
                        Type::Interface(inner) => {
                            let under = self.types().under(ty);
                            for m in inner.clone() {
                                if let Some(d) = self.pkg.interface_decls.get(&(under, m.name)) {
                                    decls.push((m.name, d.clone()));
                                }
                                self.add_method(&mut methods, m, e.pos());
                            }
                        }
                        Type::Named(_) => {
                            // The declaration that closes the loop is the one to blame.
                            let (name, pos) = match self.resolving.last() {
                                Some(&o) => (self.objs[o].name, self.objs[o].pos),
                                None => {
                                    let pos = self.types().as_named(ty).map_or(self.pos, |n| n.pos);
                                    (Name::new(&self.show_type(ty)), pos)
                                }
                            };
                            self.error_at(pos, format!("invalid recursive type {name}"));
                        }
                        _ => {
                            let text = self.show_type(ty);
                            self.error(format!("interface contains embedded non-interface {text}"));
                        }
                    }
                }
            }
        }
        if failed {
            return TypeId::INVALID;
        }
        let ty = self.types().interface(methods);
        for (name, decl) in decls {
            self.pkg.interface_decls.entry((ty, name)).or_insert(decl);
        }
        ty
    }

    fn add_method(&mut self, methods: &mut Vec<Method>, m: Method, pos: Pos) {
        if methods.iter().any(|old| old.name == m.name && old.pkg == m.pkg) {
            self.error_at(pos, format!("duplicate method {}", m.name));
        } else {
            methods.push(m);
        }
    }

    /// Resolves the declaration of a type whose structure is needed now.
    pub(super) fn force(&mut self, ty: TypeId) {
        if matches!(self.types().under_get(ty), Type::Named(_))
            && let Some(&obj) = self.type_objs.get(&ty)
        {
            self.resolve_type(obj);
        }
    }

    // -- checks that need complete types -------------------------------------------------------------

    /// Reports types that contain themselves, and stops if there are any.
    pub(super) fn check_complete_types(&mut self) {
        let mut named: Vec<(Pos, TypeId)> = self
            .type_objs
            .iter()
            .filter(|(_, o)| self.objs[**o].env.pkg == PkgId::LOCAL)
            .map(|(&ty, &o)| (self.objs[o].pos, ty))
            .collect();
        named.sort();
        let mut bad = false;
        for (_, ty) in named {
            bad |= !self.report_incomplete(ty);
        }
        self.stopped |= bad;
    }

    /// Whether a type does not contain itself; reports and stops if it does.
    pub(super) fn check_complete(&mut self, ty: TypeId) -> bool {
        let ok = self.report_incomplete(ty);
        self.stopped |= !ok;
        ok
    }

    fn report_incomplete(&mut self, ty: TypeId) -> bool {
        let mut path = Vec::new();
        match self.contains_itself(ty, &mut path) {
            None => true,
            Some(bad) => {
                let text = self.show_type(bad);
                let pos = self.types().as_named(bad).map_or(self.pos, |n| n.pos);
                self.error_at(pos, format!("invalid recursive type {text}"));
                self.complete.extend(path);
                false
            }
        }
    }

    fn contains_itself(&mut self, ty: TypeId, path: &mut Vec<TypeId>) -> Option<TypeId> {
        if self.complete.contains(&ty) {
            return None;
        }
        let is_named = matches!(self.types().get(ty), Type::Named(_));
        if is_named {
            if path.contains(&ty) {
                // gc resolves the inner declaration first and finds the loop from there.
                return path.last().copied();
            }
            path.push(ty);
        }
        let parts: Vec<TypeId> = match self.types().under_get(ty) {
            Type::Array { elem, .. } => vec![*elem],
            Type::Struct { fields, .. } => fields.iter().map(|f| f.ty).collect(),
            // Still being declared: only reached through its own declaration.
            Type::Named(_) if self.type_objs.contains_key(&ty) => {
                self.force(ty);
                match self.types().under_get(ty) {
                    Type::Named(_) => return Some(ty),
                    _ => vec![],
                }
            }
            // A function's own type that is being declared.
            Type::Named(_) => return Some(ty),
            _ => Vec::new(),
        };
        for part in parts {
            if let Some(bad) = self.contains_itself(part, path) {
                return Some(bad);
            }
        }
        if is_named {
            path.pop();
        }
        self.complete.insert(ty);
        None
    }

    /// Map keys must be comparable; known when all types are.
    pub(super) fn check_map_keys(&mut self) {
        let keys = std::mem::take(&mut self.map_keys);
        for (key, pos) in keys {
            if !self.types().is_comparable(key) {
                let text = self.show_type(key);
                self.error_at(pos, format!("invalid map key type {text}"));
            }
        }
    }

    pub(super) fn env(&self) -> Env {
        self.cx.env
    }
}

/// Field name of an embedded type: the last identifier of `T`, `*T`, `pkg.T`.
pub(super) fn embedded_name(e: &Expr) -> Option<Name> {
    match e {
        Expr::Ident(id) => Some(id.name),
        Expr::Selector { sel, .. } => Some(sel.name),
        Expr::Star { x, .. } | Expr::Paren { x, .. } => embedded_name(x),
        _ => None,
    }
}
