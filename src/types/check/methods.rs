//! Signatures of functions and methods, and the method sets they fill (spec 10, section 1).

use super::Checker;
use super::scope::Env;
use crate::intern::Name;
use crate::syntax::ast;
use crate::tree::{FuncId, VarId};
use crate::types::{PkgId, Type, TypeId, method_set};

impl<'a> Checker<'a, '_> {
    pub(super) fn sweep_signature(&mut self, d: &'a ast::FuncDecl, env: Env) {
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
}
