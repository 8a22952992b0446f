//! Composite literals.

use rustc_hash::FxHashSet;

use super::expr::written_pos;
use super::{Checker, Res};
use crate::source::Pos;
use crate::syntax::ast::{self, CompositeLit, Element, Expr};
use crate::tree::{Aux, Const, NodeFlags, NodeId, Op};
use crate::types::{PkgId, Type, TypeId};

impl<'a> Checker<'a, '_> {
    /// `T{...}`; `elided` is the type where it is not written.
    pub(super) fn composite(&mut self, lit: &'a CompositeLit, elided: Option<TypeId>) -> Res {
        let saved = self.pos;
        let result = self.composite_inner(lit, elided, None);
        self.pos = saved;
        result
    }

    /// `&T{...}`; `amp` is the operator's position.
    pub(super) fn address_of_literal(&mut self, lit: &'a CompositeLit, amp: Pos) -> Res {
        let saved = self.pos;
        let result = self.composite_inner(lit, None, Some(amp));
        self.pos = saved;
        result
    }

    fn composite_inner(
        &mut self,
        lit: &'a CompositeLit,
        elided: Option<TypeId>,
        amp: Option<Pos>,
    ) -> Res {
        let mut pointer = amp.is_some();
        let mut open = None;
        let ty = match (&lit.ty, elided) {
            (Some(Expr::ArrayType { len: None, elem, pos }), _) => {
                self.pos = *pos;
                let elem = self.type_expr(elem);
                if elem == TypeId::INVALID {
                    return None;
                }
                open = Some(elem);
                TypeId::INVALID
            }
            (Some(t), _) => {
                let has_pos = match t {
                    Expr::Ident(id) => {
                        self.lookup_name(id.name).is_none_or(|o| self.use_has_pos(o, id.pos))
                    }
                    _ => true,
                };
                if has_pos && amp.is_none() && t.pos().is_known() {
                    self.pos = t.pos();
                }
                let ty = self.type_expr(t);
                if ty == TypeId::INVALID {
                    return None;
                }
                ty
            }
            (None, Some(ty)) if self.has_literals(ty) => ty,
            (None, Some(ty)) if self.ptr_to_literal(ty).is_some() => {
                pointer = true;
                self.ptr_to_literal(ty)?
            }
            (None, _) => {
                self.error("missing type in composite literal");
                return None;
            }
        };
        if let Some(amp) = amp {
            self.pos = amp;
        }
        // gc sets the position of the literal when it returns; inside, the last element's holds.
        let (op, elements, length, ty) = if let Some(elem) = open {
            let (elements, length) = self.indexed_elements(lit, elem, None, true)?;
            let ty = self.types().array(elem, length);
            (Op::ArrayLit, elements, length, ty)
        } else {
            match self.types().under_get(ty) {
                Type::Array { elem, len, .. } => {
                    let (elem, len) = (*elem, *len);
                    let (elements, _) = self.indexed_elements(lit, elem, Some(len), true)?;
                    (Op::ArrayLit, elements, len, ty)
                }
                Type::Slice(elem) => {
                    let elem = *elem;
                    let (elements, length) = self.indexed_elements(lit, elem, None, false)?;
                    (Op::SliceLit, elements, length, ty)
                }
                Type::Map { key, elem } => {
                    let (key, elem) = (*key, *elem);
                    (Op::MapLit, self.map_elements(lit, key, elem)?, 0, ty)
                }
                Type::Struct { .. } => (Op::StructLit, self.struct_elements(lit, ty)?, 0, ty),
                _ => {
                    let t = self.show_type(ty);
                    let text = match self.types().under_get(ty) {
                        Type::Ptr(e) if amp.is_none() => {
                            let e = self.show_type(*e);
                            format!(
                                "invalid pointer type {t} for composite literal (use &{e} instead)"
                            )
                        }
                        _ if amp.is_some() => {
                            format!("invalid pointer type *{t} for composite literal")
                        }
                        _ => format!("invalid type for composite literal: {t}"),
                    };
                    self.error(text);
                    return None;
                }
            }
        };
        let n = self.pkg.tree.node(op, lit.pos, ty);
        let list = self.pkg.tree.list(&elements);
        let node = &mut self.pkg.tree.nodes[n];
        node.list = list;
        if op == Op::SliceLit {
            node.aux = Aux::Int(length);
        }
        if lit.ty.is_none() {
            node.flags |= NodeFlags::IMPLICIT;
        }
        if !pointer {
            return Some(n);
        }
        let ptr = self.types().ptr(ty);
        let inner = n;
        let n = self.unary_node(Op::PtrLit, ptr, n);
        if amp.is_some() {
            // The literal is not written apart from its address.
            self.pkg.tree.nodes[inner].orig = n.into();
        } else {
            self.pkg.tree.nodes[n].flags |= NodeFlags::IMPLICIT;
        }
        Some(n)
    }

    /// Whether literals of the type exist.
    fn has_literals(&self, ty: TypeId) -> bool {
        matches!(
            self.types().under_get(ty),
            Type::Array { .. } | Type::Slice(_) | Type::Map { .. } | Type::Struct { .. }
        )
    }

    fn ptr_to_literal(&self, ty: TypeId) -> Option<TypeId> {
        match *self.types().under_get(ty) {
            Type::Ptr(e) if self.has_literals(e) => Some(e),
            _ => None,
        }
    }

    /// A value in a literal: its type may be left out if it is itself a literal. The current
    /// position moves to the element and stays there.
    fn element_value(&mut self, e: &'a Expr, ty: TypeId, context: &str) -> Res {
        if e.pos().is_known() {
            self.pos = written_pos(e);
        }
        let n = match e {
            Expr::Composite(lit) if lit.ty.is_none() => self.composite(lit, Some(ty))?,
            _ => self.value(e)?,
        };
        self.element_conv(n, ty, context)
    }

    /// Converts an element. A string constant is converted before it is assigned, and says so when
    /// it does not fit; numbers take their default type first.
    fn element_conv(&mut self, n: NodeId, ty: TypeId, context: &str) -> Res {
        let mut n = n;
        if self.ty(n) == TypeId::UNTYPED_STRING {
            let errors = self.pkg.diags.n_errors();
            n = self.default_lit(n, ty)?;
            if self.pkg.diags.n_errors() > errors {
                return None;
            }
        }
        self.assign_conv(n, ty, context)
    }

    /// Elements of arrays and slices, and the length that they need.
    fn indexed_elements(
        &mut self,
        lit: &'a CompositeLit,
        elem: TypeId,
        bound: Option<i64>,
        is_array: bool,
    ) -> Option<(Vec<NodeId>, i64)> {
        let mut out = Vec::with_capacity(lit.elems.len());
        let (mut next, mut length) = (0i64, 0i64);
        let mut failed = false;
        let mut overflowed = false;
        let mut seen = FxHashSet::default();
        let has_keys = lit.elems.iter().any(|e| e.key.is_some());
        for e in &lit.elems {
            self.pos = element_pos(e);
            let mut key_node = None;
            if let Some(key) = &e.key {
                match self.element_index(key) {
                    Ok((n, i)) => {
                        key_node = Some(n);
                        next = i;
                    }
                    Err(reported) => {
                        failed = true;
                        if !reported {
                            self.error("index must be non-negative integer constant");
                        }
                        next = -(1 << 30);
                    }
                }
            }
            let key_pos = self.pos;
            let value = match &e.key {
                // The value of a keyed element keeps the key's position.
                Some(_) => {
                    let n = match &e.value {
                        Expr::Composite(lit) if lit.ty.is_none() => self.composite(lit, Some(elem)),
                        v => self.value(v),
                    };
                    n.and_then(|n| self.element_conv(n, elem, "array or slice literal"))
                }
                None => self.element_value(&e.value, elem, "array or slice literal"),
            };
            if next >= 0 {
                if has_keys && !seen.insert(next) {
                    self.error(format!("duplicate index in array literal: {next}"));
                    failed = true;
                }
                if let Some(bound) = bound.filter(|_| is_array)
                    && next >= bound
                    && !overflowed
                {
                    self.error(format!("array index {next} out of bounds [0:{bound}]"));
                    overflowed = true;
                    failed = true;
                }
            }
            match (key_node, value) {
                (Some(key), Some(value)) => {
                    let n = self.pkg.tree.binary(Op::Key, key_pos, TypeId::INVALID, key, value);
                    self.pkg.tree.nodes[n].pos = element_pos(e);
                    out.push(n);
                }
                (None, Some(value)) => out.push(value),
                _ => failed = true,
            }
            next += 1;
            length = length.max(next);
        }
        (!failed).then_some((out, length))
    }

    /// The constant index that a key is; `Err(true)` if its problem was reported.
    fn element_index(&mut self, key: &'a Expr) -> Result<(NodeId, i64), bool> {
        let n = self.value(key).ok_or(true)?;
        let is_number = self.types().kind(self.ty(n)) == crate::types::Kind::Ideal;
        let n = match is_number && self.is_const(n) {
            true => self.default_lit(n, TypeId::INT).ok_or(true)?,
            false => n,
        };
        match self.konst(n) {
            Some(Const::Int(i)) => match i64::try_from(i) {
                Ok(i) if i >= 0 => Ok((n, i)),
                Ok(_) => Err(false),
                Err(_) => {
                    self.error("index too large");
                    Err(true)
                }
            },
            _ => Err(false),
        }
    }

    fn map_elements(
        &mut self,
        lit: &'a CompositeLit,
        key_ty: TypeId,
        elem: TypeId,
    ) -> Option<Vec<NodeId>> {
        let mut out = Vec::with_capacity(lit.elems.len());
        let mut failed = false;
        let mut seen = FxHashSet::default();
        for e in &lit.elems {
            self.pos = element_pos(e);
            let Some(key) = &e.key else {
                let _ = self.value(&e.value);
                self.error("missing key in map literal");
                failed = true;
                continue;
            };
            let k = match key {
                Expr::Composite(lit) if lit.ty.is_none() => self.composite(lit, Some(key_ty)),
                k => self.value(k),
            };
            let k = k.and_then(|k| self.element_conv(k, key_ty, "map key"));
            if let Some(k) = k {
                self.check_duplicate_key(k, &mut seen);
            }
            let v = match &e.value {
                Expr::Composite(lit) if lit.ty.is_none() => self.composite(lit, Some(elem)),
                v => self.value(v),
            };
            let v = v.and_then(|v| self.element_conv(v, elem, "map value"));
            match (k, v) {
                (Some(k), Some(v)) => {
                    out.push(self.pkg.tree.binary(Op::Key, element_pos(e), TypeId::INVALID, k, v));
                }
                _ => failed = true,
            }
        }
        (!failed).then_some(out)
    }

    /// Constant keys of basic types must differ.
    fn check_duplicate_key(&mut self, k: NodeId, seen: &mut FxHashSet<(TypeId, String)>) {
        let inner = match self.op(k) {
            Op::ConvIface => self.pkg.tree.left(k).unwrap_or(k),
            _ => k,
        };
        let Some(value) = self.konst(inner) else { return };
        if matches!(value, Const::Nil) {
            return;
        }
        let key = format!("{value:?}");
        let ty = self.types().canon(self.ty(inner));
        if !seen.insert((ty, key)) {
            let text = self.show(inner);
            self.error(format!("duplicate key {text} in map literal"));
        }
    }

    fn struct_elements(&mut self, lit: &'a CompositeLit, ty: TypeId) -> Option<Vec<NodeId>> {
        if !self.check_complete(ty) {
            return None;
        }
        let fields = self.types().fields(ty).to_vec();
        let t = self.show_type(ty);
        let mut out = Vec::with_capacity(lit.elems.len());
        let mut failed = false;
        let keyed = lit.elems.iter().any(|e| e.key.is_some());
        if keyed {
            let mut seen = FxHashSet::default();
            for e in &lit.elems {
                self.pos = element_pos(e);
                let Some(key) = &e.key else {
                    let _ = self.value(&e.value);
                    self.error("mixture of field:value and value initializers");
                    failed = true;
                    continue;
                };
                match self.struct_field(key, &e.value, ty, &fields, &t, &mut seen) {
                    Some(n) => out.push(n),
                    None => failed = true,
                }
            }
            return (!failed).then_some(out);
        }
        let mut errored = false;
        for (i, e) in lit.elems.iter().enumerate() {
            self.pos = element_pos(e);
            let Some(f) = fields.get(i) else {
                let _ = self.value(&e.value);
                if !errored {
                    self.error(format!("too many values in {t} literal"));
                    errored = true;
                }
                failed = true;
                continue;
            };
            if !self.is_visible(f.name, f.pkg) {
                let name = f.name;
                self.error(format!(
                    "implicit assignment of unexported field '{name}' in {t} literal"
                ));
                failed = true;
            }
            let v = match &e.value {
                Expr::Composite(lit) if lit.ty.is_none() => self.composite(lit, None),
                v => self.value(v),
            };
            let Some(v) = v.and_then(|v| self.assign_conv(v, f.ty, "field value")) else {
                failed = true;
                continue;
            };
            let n = self.unary_node(Op::StructKey, f.ty, v);
            let offset = self.types().field_offset(ty, i) as i32;
            self.pkg.tree.nodes[n].aux = Aux::Field { index: i as u32, offset };
            out.push(n);
        }
        if !lit.elems.is_empty() && lit.elems.len() < fields.len() && !errored {
            self.error(format!("too few values in {t} literal"));
            failed = true;
        }
        (!failed).then_some(out)
    }

    fn is_visible(&self, name: crate::intern::Name, pkg: PkgId) -> bool {
        name.is_exported() || pkg == self.env().pkg
    }

    fn struct_field(
        &mut self,
        key: &'a Expr,
        value: &'a Expr,
        ty: TypeId,
        fields: &[crate::types::Field],
        t: &str,
        seen: &mut FxHashSet<crate::intern::Name>,
    ) -> Option<NodeId> {
        let key_pos = self.pos;
        let Expr::Ident(ast::Ident { name, .. }) = key else {
            let shown = self.value(key).map_or(String::new(), |n| self.show(n));
            self.error(format!("invalid field name {shown} in struct initializer"));
            let _ = self.value(value);
            return None;
        };
        let name = *name;
        let pkg = if name.is_exported() { PkgId::BUILTIN } else { self.env().pkg };
        let index = fields.iter().position(|f| f.name == name && f.pkg == pkg && !name.is_blank());
        let Some(index) = index else {
            let text = match self.lookup_member(ty, name, self.env().pkg) {
                super::lookup::Lookup::Found {
                    path,
                    member: super::lookup::Member::Field(_),
                    ..
                } if !path.is_empty() => {
                    let mut at = ty;
                    let mut dotted = t.to_owned();
                    for i in path {
                        let f = &self.types().fields(self.deref(at))[i as usize];
                        dotted = format!("{dotted}.{}", f.name);
                        at = f.ty;
                    }
                    let base = dotted.strip_prefix(&format!("{t}.")).unwrap_or(&dotted).to_owned();
                    format!("cannot use promoted field {base}.{name} in struct literal of type {t}")
                }
                _ => {
                    let lower = name.as_str().to_lowercase();
                    let like = fields.iter().find(|f| {
                        f.name.as_str().to_lowercase() == lower && self.is_visible(f.name, f.pkg)
                    });
                    let hint =
                        like.map_or(String::new(), |f| format!(" (but does have {})", f.name));
                    format!("unknown field '{name}' in struct literal of type {t}{hint}")
                }
            };
            self.error(text);
            let _ = self.value(value);
            return None;
        };
        if !seen.insert(name) {
            self.error(format!("duplicate field name in struct literal: {name}"));
        }
        let f = &fields[index];
        let v = match value {
            Expr::Composite(lit) if lit.ty.is_none() => self.composite(lit, None),
            v => self.value(v),
        };
        let v = self.assign_conv(v?, f.ty, "field value")?;
        let n = self.pkg.tree.unary(Op::StructKey, key_pos, f.ty, v);
        let offset = self.types().field_offset(ty, index) as i32;
        self.pkg.tree.nodes[n].aux = Aux::Field { index: index as u32, offset };
        Some(n)
    }
}

/// The key's position, or the value's.
fn element_pos(e: &Element) -> Pos {
    written_pos(e.key.as_ref().unwrap_or(&e.value))
}
