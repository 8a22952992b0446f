//! Assignability and conversion between types (spec 10, sections 6.7 and 15.3).

use super::lookup::Missing;
use super::untyped::is_named;
use super::{Checker, Res};
use crate::tree::{NodeFlags, NodeId, Op, VarFlags};
use crate::types::table::ChanDir;
use crate::types::{Kind, Type, TypeId};

impl Checker<'_, '_> {
    /// Converts `n` to `ty` as an assignment does. `context` says where, for the message.
    pub(super) fn assign_conv(&mut self, n: NodeId, ty: TypeId, context: &str) -> Res {
        if ty == TypeId::INVALID {
            return None;
        }
        if ty == TypeId::BLANK {
            return self.default_value(n);
        }
        let nil = self.ty(n) == TypeId::UNTYPED_NIL;
        let mut n = match self.default_as(n, Some(ty), true) {
            Some(n) => n,
            None => {
                // A shift that failed has no type left.
                let e = match self.op(n) {
                    Op::Shl | Op::Shr => self.show(n),
                    _ => self.show_typed(n),
                };
                let t = self.show_type(ty);
                self.error(format!("cannot use {e} as type {t} in {context}"));
                return None;
            }
        };
        if nil && self.ty(n) == TypeId::UNTYPED_NIL {
            let t = self.show_type(ty);
            self.error(format!("cannot use nil as type {t} in {context}"));
            return None;
        }
        let from = self.ty(n);
        if from == TypeId::INVALID {
            return None;
        }
        if from == TypeId::UNTYPED_BOOL {
            n = self.convert_untyped(n, TypeId::BOOL)?;
        }
        let from = self.ty(n);
        if self.types().identical(from, ty) {
            return Some(n);
        }
        match self.assignable(from, ty) {
            Ok(op) => Some(self.implicit_conv(n, op, ty)),
            Err(why) => {
                let (e, t) = (self.show_typed(n), self.show_type(ty));
                self.error(format!("cannot use {e} as type {t} in {context}{why}"));
                None
            }
        }
    }

    pub(super) fn implicit_conv(&mut self, n: NodeId, op: Op, ty: TypeId) -> NodeId {
        let conv = self.unary_node(op, ty, n);
        let node = &mut self.pkg.tree.nodes[conv];
        node.flags |= NodeFlags::IMPLICIT;
        // Messages show the operand as it was written, whatever becomes of it.
        let orig = self.pkg.tree.nodes[n].orig.expand().unwrap_or(n);
        self.pkg.tree.nodes[conv].orig = orig.into();
        conv
    }

    /// The conversion that assigning a value of type `src` to `dst` makes, or the end of the
    /// message that says why there is none.
    pub(super) fn assignable(&mut self, src: TypeId, dst: TypeId) -> Result<Op, String> {
        if self.types().identical(src, dst) {
            return Ok(Op::ConvNop);
        }
        let types = &self.pkg.types;
        let (us, ud) = (types.under(src), types.under(dst));
        let both_named = is_named(types.get(src)) && is_named(types.get(dst));
        if types.identical(us, ud) {
            if types.is_empty_interface(src) {
                return Ok(Op::ConvNop);
            }
            if !both_named && !types.is_interface(src) {
                return Ok(Op::ConvNop);
            }
        }
        if types.is_interface(dst) && src != TypeId::UNTYPED_NIL {
            return match self.implements(src, dst) {
                Ok(()) => Ok(Op::ConvIface),
                Err(missing) => Err(self.explain_missing(src, dst, &missing)),
            };
        }
        if self.is_ptr_to_interface(dst) {
            let t = self.show_type(dst);
            return Err(format!(":\n\t{t} is pointer to interface, not interface"));
        }
        if self.types().is_interface(src) && dst != TypeId::BLANK {
            let why = match self.implements(dst, src) {
                Ok(()) => ": need type assertion",
                Err(_) => "",
            };
            return Err(why.to_owned());
        }
        let types = &self.pkg.types;
        if let (Type::Chan { elem: a, dir: ChanDir::Both }, Type::Chan { elem: b, .. }) =
            (types.get(us), types.get(ud))
            && types.identical(*a, *b)
            && !both_named
        {
            return Ok(Op::ConvNop);
        }
        if src == TypeId::UNTYPED_NIL {
            use Kind::*;
            if matches!(types.kind(dst), Ptr | Func | Map | Chan | Interface | Slice | UnsafePtr) {
                return Ok(Op::ConvNop);
            }
        }
        if dst == TypeId::BLANK {
            return Ok(Op::ConvNop);
        }
        Err(String::new())
    }

    pub(super) fn is_ptr_to_interface(&self, ty: TypeId) -> bool {
        matches!(self.types().under_get(ty), Type::Ptr(e) if self.types().is_interface(*e))
    }

    fn explain_missing(&mut self, src: TypeId, dst: TypeId, missing: &Missing) -> String {
        let (s, d) = (self.show_type(src), self.show_type(dst));
        if self.is_ptr_to_interface(src) {
            return format!(":\n\t{s} is pointer to interface, not interface");
        }
        let detail = self.missing_detail(missing, "\t\t");
        format!(":\n\t{s} does not implement {d} {detail}")
    }

    /// `(missing M method)` and its variants, with have and want lines indented by `indent`.
    pub(super) fn missing_detail(&self, missing: &Missing, indent: &str) -> String {
        let name = missing.want.name;
        let want = self.method_text(missing.want.name, missing.want.ty);
        match &missing.have {
            Some((have, ty)) if *have == name => {
                let have = self.method_text(*have, *ty);
                format!("(wrong type for {name} method)\n{indent}have {have}\n{indent}want {want}")
            }
            _ if missing.ptr_receiver => format!("({name} method has pointer receiver)"),
            Some((have, ty)) => {
                let have = self.method_text(*have, *ty);
                format!("(missing {name} method)\n{indent}have {have}\n{indent}want {want}")
            }
            None => format!("(missing {name} method)"),
        }
    }

    /// `M(int) string`
    fn method_text(&self, name: crate::intern::Name, ty: TypeId) -> String {
        let mut out = name.as_str().to_owned();
        let types = &self.pkg.types;
        types.write_signature(&mut out, types.sig(ty), crate::types::print::Style::User);
        out
    }

    /// The op of the conversion `dst(x)` with x of type `src`.
    pub(super) fn convertible(&mut self, src: TypeId, dst: TypeId) -> Result<Op, String> {
        let why = match self.assignable(src, dst) {
            Ok(op) => return Ok(op),
            Err(why) => why,
        };
        let types = &self.pkg.types;
        if types.is_interface(src) || types.is_interface(dst) {
            return Err(why);
        }
        if self.same_ignoring_tags(types.under(src), types.under(dst)) {
            return Ok(Op::ConvNop);
        }
        if let (Type::Ptr(a), Type::Ptr(b)) = (types.get(src), types.get(dst))
            && self.same_ignoring_tags(types.under(*a), types.under(*b))
        {
            return Ok(Op::ConvNop);
        }
        let (ks, kd) = (types.kind(src), types.kind(dst));
        let real = |t: TypeId| types.is_integer(t) || types.is_float(t);
        let same_size_class = || simple_kind(ks) == simple_kind(kd);
        if real(src) && real(dst) || types.is_complex(src) && types.is_complex(dst) {
            return Ok(if same_size_class() { Op::ConvNop } else { Op::Conv });
        }
        if kd == Kind::String {
            if types.is_integer(src) {
                return Ok(Op::RuneToStr);
            }
            if let Type::Slice(elem) = types.under_get(src) {
                match types.kind(*elem) {
                    Kind::Uint8 => return Ok(Op::BytesToStr),
                    Kind::Int32 => return Ok(Op::RunesToStr),
                    _ => {}
                }
            }
        }
        if ks == Kind::String
            && let Type::Slice(elem) = types.under_get(dst)
        {
            match types.kind(*elem) {
                Kind::Uint8 => return Ok(Op::StrToBytes),
                Kind::Int32 => return Ok(Op::StrToRunes),
                _ => {}
            }
        }
        let pointerish = |k: Kind| k == Kind::Ptr || k == Kind::Uintptr;
        if pointerish(ks) && kd == Kind::UnsafePtr || ks == Kind::UnsafePtr && pointerish(kd) {
            return Ok(Op::ConvNop);
        }
        Err(why)
    }

    /// Identity of types without regard to struct tags.
    fn same_ignoring_tags(&self, a: TypeId, b: TypeId) -> bool {
        let types = &self.pkg.types;
        if types.identical(a, b) {
            return true;
        }
        match (types.get(a), types.get(b)) {
            (Type::Ptr(x), Type::Ptr(y)) | (Type::Slice(x), Type::Slice(y)) => {
                self.same_ignoring_tags(*x, *y)
            }
            (Type::Array { elem: x, len: n, .. }, Type::Array { elem: y, len: m, .. }) => {
                n == m && self.same_ignoring_tags(*x, *y)
            }
            (Type::Map { key: k, elem: x }, Type::Map { key: l, elem: y }) => {
                self.same_ignoring_tags(*k, *l) && self.same_ignoring_tags(*x, *y)
            }
            (Type::Chan { elem: x, dir: d }, Type::Chan { elem: y, dir: e }) => {
                d == e && self.same_ignoring_tags(*x, *y)
            }
            (Type::Struct { fields: f, .. }, Type::Struct { fields: g, .. }) => {
                f.len() == g.len()
                    && f.iter().zip(g).all(|(x, y)| {
                        x.name == y.name
                            && x.pkg == y.pkg
                            && x.embedded == y.embedded
                            && self.same_ignoring_tags(x.ty, y.ty)
                    })
            }
            (Type::Func(f), Type::Func(g)) => {
                f.variadic == g.variadic
                    && f.params.len() == g.params.len()
                    && f.results.len() == g.results.len()
                    && (f.params.iter().chain(&f.results))
                        .zip(g.params.iter().chain(&g.results))
                        .all(|(x, y)| self.same_ignoring_tags(*x, *y))
            }
            _ => false,
        }
    }

    // -- targets ---------------------------------------------------------------------------------

    /// Strips field selections and indexing of arrays: the variable behind an lvalue.
    pub(super) fn outer_value(&self, mut n: NodeId) -> NodeId {
        loop {
            let Some(left) = self.pkg.tree.left(n) else { return n };
            match self.op(n) {
                Op::Dot | Op::Paren => n = left,
                Op::Index
                    if matches!(self.types().under_get(self.ty(left)), Type::Array { .. }) =>
                {
                    n = left;
                }
                _ => return n,
            }
        }
    }

    /// Sets a flag on the variable behind `n`, and on the variable that it is a view of.
    fn flag_outer(&mut self, n: NodeId, flag: VarFlags) {
        let n = self.outer_value(n);
        let Some(var) = self.pkg.tree.var_of(n) else { return };
        self.pkg.tree.vars[var].flags |= flag;
        let original = self.original(var);
        self.pkg.tree.vars[original].flags |= flag;
    }

    pub(super) fn mark_assigned(&mut self, n: NodeId) {
        self.flag_outer(n, VarFlags::ASSIGNED);
    }

    pub(super) fn mark_addr_taken(&mut self, n: NodeId) {
        self.flag_outer(n, VarFlags::ADDR_TAKEN);
    }

    /// Whether `n` denotes a place.
    pub(super) fn is_lvalue(&self, n: NodeId) -> bool {
        let left = self.pkg.tree.left(n);
        match self.op(n) {
            Op::Index => {
                let left = left.expect("an index has an operand");
                match self.types().kind(self.ty(left)) {
                    Kind::Array => self.is_lvalue(left),
                    Kind::String => false,
                    _ => true,
                }
            }
            Op::Deref | Op::DotPtr => true,
            Op::Dot => left.is_some_and(|l| self.is_lvalue(l)),
            Op::Name => {
                let var = self.pkg.tree.var_of(n).expect("a name");
                self.pkg.tree.vars[var].class != crate::tree::Class::Func
            }
            _ => false,
        }
    }

    /// Checks the target of an assignment. `defines`: the statement declares it, which is no
    /// assignment for capture analysis.
    pub(super) fn check_target(&mut self, n: NodeId, defines: bool) -> bool {
        if !defines {
            self.mark_assigned(n);
        }
        if self.is_lvalue(n) {
            return true;
        }
        if self.op(n) == Op::IndexMap {
            self.pkg.tree.nodes[n].aux = crate::tree::Aux::Int(1);
            return true;
        }
        let in_map = self.op(n) == Op::Dot
            && self.pkg.tree.left(n).is_some_and(|l| self.op(l) == Op::IndexMap);
        let text = self.show(n);
        self.error(match in_map {
            true => format!("cannot assign to struct field {text} in map"),
            false => format!("cannot assign to {text}"),
        });
        false
    }
}

/// The kind with `int`, `uint`, `uintptr` replaced by the fixed sizes they are.
pub fn simple_kind(k: Kind) -> Kind {
    match k {
        Kind::Int => Kind::Int64,
        Kind::Uint | Kind::Uintptr => Kind::Uint64,
        other => other,
    }
}
