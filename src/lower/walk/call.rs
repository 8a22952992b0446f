//! Calls (spec 12, sections 6 and 19).

use super::{Init, Walk};
use crate::intern::Name;
use crate::lower::facts::{MapSpeed, map_speed};
use crate::package::TopDecl;
use crate::tree::{Aux, Class, Decl, NodeFlags, NodeId, NodeList, Op, VarFlags};
use crate::types::{Kind, PkgId, TypeId};

impl Walk<'_, '_> {
    /// Lowers a call of a function, method or interface method.
    pub(super) fn call(&mut self, n: NodeId, init: &mut Init) {
        if self.f.has_flag(n, NodeFlags::WALKED) {
            return;
        }
        self.f.set_flag(n, NodeFlags::WALKED, true);
        let callee = self.f.l(n);
        if self.f.op(callee) == Op::Closure {
            self.call_literal(n, callee);
        }
        let callee = self.f.l(n);
        let callee = self.expr(callee, init);
        self.f.set_left(n, callee);
        let list = self.exprs(self.f.n(n).list, init);
        let mut args = self.f.items(list);

        let sig = self.f.types().sig(self.f.ty(callee)).clone();
        if sig.variadic && !self.f.has_flag(n, NodeFlags::DOTS) {
            let tail = args.split_off(sig.params.len() - 1);
            let slice = self.variadic_slice(n, sig.params[sig.params.len() - 1], &tail, init);
            args.push(slice);
        }
        let mut types = sig.params;
        if self.f.op(n) == Op::CallMeth {
            let recv = self.f.l(callee);
            types.insert(0, sig.recv.unwrap_or(self.f.ty(recv)));
            args.insert(0, recv);
            self.f.nm(callee).left = None.into();
        }
        // What may call or fault is evaluated before any argument is stored.
        let mut temps = Vec::new();
        for (arg, &ty) in args.iter_mut().zip(&types) {
            self.f.update_has_call(*arg);
            if self.may_call(*arg, ty) {
                let t = self.f.temp(ty);
                let a = self.f.assign(t, *arg);
                self.convert_assign(a, init);
                temps.push(a);
                *arg = t;
            }
        }
        let (temps, args) = (self.f.list(&temps), self.f.list(&args));
        self.f.nm(n).list = temps;
        self.f.nm(n).rlist = args;
        self.f.nm(n).right = None.into();
    }

    /// Whether assigning a value of type `ty` to (or from) `n` may call.
    pub(super) fn may_call(&self, n: NodeId, ty: TypeId) -> bool {
        self.f.has_flag(n, NodeFlags::HAS_CALL)
            || self.f.op(n) == Op::IndexMap
            || !self.f.types().identical(self.f.ty(n), ty)
    }

    /// `func(...){...}(args)`: the captured values become leading arguments (spec 12, section
    /// 18.5).
    fn call_literal(&mut self, n: NodeId, literal: NodeId) {
        let Aux::Func(func) = self.f.n(literal).aux else {
            panic!("walk: func literal without function");
        };
        let mut args = self.f.items(self.f.n(literal).list);
        args.extend(self.f.items(self.f.n(n).list));
        let list = self.f.list(&args);
        self.f.nm(n).list = list;
        self.f.nm(literal).list = NodeList::new();
        let name = self.f.func_name(func);
        self.f.set_left(n, name);
    }

    /// The `[]T` of the variadic arguments.
    fn variadic_slice(
        &mut self,
        call: NodeId,
        ty: TypeId,
        args: &[NodeId],
        init: &mut Init,
    ) -> NodeId {
        if args.is_empty() {
            return self.f.nil(ty);
        }
        let lit = self.f.nod(Op::SliceLit, ty);
        let list = self.f.list(args);
        let node = self.f.nm(lit);
        node.list = list;
        node.aux = Aux::Int(args.len() as i64);
        if let Some(dots) = self.f.right(call) {
            let dots = *self.f.n(dots);
            let node = self.f.nm(lit);
            node.esc = dots.esc;
            node.prealloc = dots.prealloc;
        }
        self.expr(lit, init)
    }

    // -- the runtime -----------------------------------------------------------------------------

    /// A call of a runtime function with the given types; arguments convert to them.
    pub(super) fn runtime_call_typed(
        &mut self,
        name: &str,
        params: &[TypeId],
        results: &[TypeId],
        args: &[NodeId],
        init: &mut Init,
    ) -> NodeId {
        let callee = self.f.runtime_fn(name, params, results);
        self.make_call(callee, args, init)
    }

    /// A call of a runtime function from the table of fixed signatures.
    pub(super) fn runtime_call(&mut self, name: &str, args: &[NodeId], init: &mut Init) -> NodeId {
        let (params, results) = self.f.runtime_sig(name);
        self.runtime_call_typed(name, &params, &results, args, init)
    }

    /// A walked call of a named function.
    pub(super) fn make_call(&mut self, callee: NodeId, args: &[NodeId], init: &mut Init) -> NodeId {
        let call = self.unwalked_call(callee, args);
        self.expr(call, init)
    }

    /// A call of a named function, not walked yet.
    pub(super) fn unwalked_call(&mut self, callee: NodeId, args: &[NodeId]) -> NodeId {
        let sig = self.f.types().sig(self.f.ty(callee)).clone();
        let ty = match sig.results[..] {
            [one] => one,
            _ => self.f.types().results(sig.results.clone()),
        };
        let mut items = args.to_vec();
        for (arg, &ty) in items.iter_mut().zip(&sig.params) {
            *arg = self.f.assign_conv(*arg, ty);
        }
        let call = self.f.un(Op::CallFunc, ty, callee);
        let list = self.f.list(&items);
        self.f.nm(call).list = list;
        call
    }

    // -- go and defer (spec 12, section 19.4) ------------------------------------------------------

    pub(super) fn is_slow_delete(&self, n: NodeId) -> bool {
        let map = self.f.pkg.tree.items(self.f.n(n).list)[0];
        map_speed(self.f.types(), self.f.ty(map)) == MapSpeed::Slow
    }

    /// A generated function `wrap·N` that applies the builtin to its parameters, and a call of it.
    pub(super) fn wrap_call(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        for s in self.f.take_init(n) {
            let s = self.stmt(s);
            init.push(s);
        }
        let pos = self.f.pos();
        let args = self.f.items(self.f.n(n).list);
        let types: Vec<TypeId> = args.iter().map(|&a| self.f.ty(a)).collect();

        self.f.pkg.counters.wraps += 1;
        let name = format!("wrap·{}", self.f.pkg.counters.wraps);
        let name = self.f.pkg.scoped_name(&name);
        let ty = self.f.types().func(types.clone(), Vec::new(), false);
        let offsets = self.f.types().arg_layout(ty).params;
        let link = Name::new(&format!("\"\".{name}"));
        let tree = &mut self.f.pkg.tree;
        let func = tree.new_func(Name::new(&name), link, ty, pos);
        let mut params = Vec::new();
        for (i, (&ty, offset)) in types.iter().zip(offsets).enumerate() {
            let name = Name::new(&format!("a{i}"));
            let v = tree.new_var(name, PkgId::LOCAL, Class::Param, ty, pos);
            tree.vars[v].offset = offset;
            tree.vars[v].flags |= VarFlags::USED | VarFlags::NAMED;
            tree.vars[v].owner = Some(func);
            tree.funcs[func].dcl.push(Decl::Var(v));
            tree.funcs[func].params.push(Some(v));
            params.push(tree.vars[v].node);
        }
        let inner = tree.copy(n);
        let list = tree.list(&params);
        tree.nodes[inner].list = list;
        tree.nodes[inner].init = NodeList::new();
        tree.nodes[inner].pos = pos;
        let body = tree.list(&[inner]);
        let v = tree.new_var(Name::new(&name), PkgId::LOCAL, Class::Func, ty, pos);
        tree.vars[v].link_name = link;
        tree.vars[v].func = Some(func);
        let node = tree.vars[v].node;
        let f = &mut tree.funcs[func];
        f.var = Some(v);
        f.body = body;
        f.has_body = true;
        // The function itself counts as a declaration of the one that contains it.
        let outer = self.f.func;
        self.f.pkg.tree.funcs[outer].dcl.push(Decl::Func);
        self.f.pkg.top.push(TopDecl::Func(func));

        let call = self.f.un(Op::CallFunc, self.f.types().results(Vec::new()), node);
        let list = self.f.list(&args);
        self.f.nm(call).list = list;
        self.expr(call, init)
    }

    /// `copy` as a call, for `go` and `defer`.
    pub(super) fn copy_call(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (dst, src) = (self.f.l(n), self.f.r(n));
        let (dt, st) = (self.f.ty(dst), self.f.ty(src));
        let elem = self.f.types().elem(dt);
        if self.f.types().has_heap_pointers(elem) {
            return self.typed_slice_copy(dst, src, init);
        }
        if self.f.types().kind(st) == Kind::String {
            return self.runtime_call_typed(
                "slicestringcopy",
                &[dt, st],
                &[TypeId::INT],
                &[dst, src],
                init,
            );
        }
        let width = self.f.types().size(elem);
        let width = self.f.int_of(TypeId::UINTPTR, width);
        let params = [dt, st, TypeId::UINTPTR];
        self.runtime_call_typed("slicecopy", &params, &[TypeId::INT], &[dst, src, width], init)
    }

    /// `typedslicecopy(elem type, dst, src)`
    pub(super) fn typed_slice_copy(&mut self, dst: NodeId, src: NodeId, init: &mut Init) -> NodeId {
        let (dt, st) = (self.f.ty(dst), self.f.ty(src));
        let word = self.f.type_word(self.f.types().elem(dt));
        let byte_ptr = self.f.types().ptr(TypeId::BYTE);
        let params = [byte_ptr, dt, st];
        self.runtime_call_typed("typedslicecopy", &params, &[TypeId::INT], &[word, dst, src], init)
    }
}
