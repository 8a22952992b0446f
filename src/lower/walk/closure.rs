//! Func literals as values and method values (spec 12, section 18).

use super::{Init, Walk};
use crate::lower::forms::Forms;
use crate::tree::{Aux, Class, FuncId, NodeFlags, NodeId, Op, VarFlags};
use crate::types::{Field, PkgId, Type, TypeId};

impl Forms<'_> {
    /// The `Name` node of a function.
    pub fn func_name(&mut self, func: FuncId) -> NodeId {
        let f = &self.pkg.tree.funcs[func];
        if let Some(v) = f.var {
            return self.pkg.tree.vars[v].node;
        }
        let (name, link, ty, pos) = (f.name, f.link_name, f.ty, f.pos);
        let v = self.pkg.tree.new_var(name, PkgId::LOCAL, Class::Func, ty, pos);
        let var = &mut self.pkg.tree.vars[v];
        var.link_name = link;
        var.func = Some(func);
        let node = var.node;
        self.pkg.tree.funcs[func].var = Some(v);
        node
    }

    /// `struct { F uintptr; captures... }` of a func literal.
    pub fn closure_type(&self, n: NodeId) -> TypeId {
        let Aux::Func(func) = self.n(n).aux else { panic!("func literal without function") };
        let tree = &self.pkg.tree;
        let mut fields = vec![code_field()];
        for &v in &tree.funcs[func].captures {
            let var = &tree.vars[v];
            let by_value = var.flags.contains(VarFlags::BY_VALUE);
            let ty = if by_value { var.ty } else { self.types().ptr(var.ty) };
            let pkg = if var.name.is_exported() { PkgId::BUILTIN } else { var.pkg };
            fields.push(Field { name: var.name, pkg, ty, embedded: false, tag: None });
        }
        self.types().intern(Type::Struct { fields, noalg: true })
    }

    /// `struct { F uintptr; R T }` of a method value.
    pub fn method_value_type(&self, n: NodeId) -> TypeId {
        let ty = self.ty(self.l(n));
        let field = |name: &str, ty| Field {
            name: name.into(),
            pkg: PkgId::BUILTIN,
            ty,
            embedded: false,
            tag: None,
        };
        let fields = vec![field("F", TypeId::UINTPTR), field("R", ty)];
        self.types().intern(Type::Struct { fields, noalg: true })
    }

    /// Length of a slice literal.
    pub fn slice_lit_len(&self, n: NodeId) -> i64 {
        match self.n(n).aux {
            Aux::Int(len) => len,
            _ => self.n(n).list.len() as i64,
        }
    }
}

/// The code pointer at the start of a func literal's closure object. Its name is not one of the language; types
/// are spelled without the dot.
fn code_field() -> Field {
    let pkg = PkgId::LOCAL;
    Field { name: ".F".into(), pkg, ty: TypeId::UINTPTR, embedded: false, tag: None }
}

impl Walk<'_, '_> {
    pub(super) fn closure(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let Aux::Func(func) = self.f.n(n).aux else { panic!("func literal without function") };
        let name = self.f.func_name(func);
        if self.f.pkg.tree.funcs[func].captures.is_empty() {
            return name;
        }
        let ty = self.f.closure_type(n);
        let captures = self.f.items(self.f.n(n).list);
        let pos = self.f.n(n).pos;
        self.f.pkg.cur_pos = pos;
        self.closure_object(n, ty, name, &captures, init)
    }

    pub(super) fn method_value(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let recv = self.f.l(n);
        let mut recv = recv;
        if self.is_interface(recv) {
            // A nil interface faults here, not when the value is called.
            recv = self.cheap(recv, init);
            recv = self.expr(recv, init);
            self.f.set_left(n, recv);
            let tab = self.f.itab_of(recv);
            let check = self.f.un(Op::CheckNil, TypeId::INVALID, tab);
            init.push(check);
        }
        let ty = self.f.method_value_type(n);
        let wrapper = self.f.r(n);
        self.closure_object(n, ty, wrapper, &[recv], init)
    }

    /// `&struct{F; ...}{code of name, values...}` as a func value.
    fn closure_object(
        &mut self,
        n: NodeId,
        ty: TypeId,
        name: NodeId,
        values: &[NodeId],
        init: &mut Init,
    ) -> NodeId {
        let (func_type, esc, prealloc) = {
            let node = self.f.n(n);
            (node.ty, node.esc, node.prealloc)
        };
        let code = self.f.un(Op::FuncPtr, TypeId::UINTPTR, name);
        let mut items = Vec::new();
        for (i, v) in std::iter::once(code).chain(values.iter().copied()).enumerate() {
            let field_type = self.f.types().fields(ty)[i].ty;
            let key = self.f.un(Op::StructKey, field_type, v);
            let offset = self.f.types().field_offset(ty, i) as i32;
            self.f.nm(key).aux = Aux::Field { index: i as u32, offset };
            items.push(key);
        }
        let lit = self.f.nod(Op::StructLit, ty);
        let list = self.f.list(&items);
        self.f.nm(lit).list = list;
        self.f.nm(lit).esc = esc;
        let ptr = self.f.types().ptr(ty);
        let object = self.f.un(Op::PtrLit, ptr, lit);
        self.f.nm(object).esc = esc;
        self.f.nm(object).prealloc = prealloc;
        let value = self.f.conv_nop(object, func_type);
        self.f.set_flag(value, NodeFlags::IMPLICIT, true);
        self.expr(value, init)
    }
}
