//! Untyped values: conversion to the type the context asks for, default types (spec 10,
//! section 7).

use super::constants::{self, NotInteger};
use super::{Checker, Res};
use crate::tree::{Const, NodeFlags, NodeId, Op};
use crate::types::{Kind, Type, TypeId};

impl Checker<'_, '_> {
    pub(super) fn is_untyped(&self, n: NodeId) -> bool {
        is_untyped_type(self.ty(n))
    }

    /// The type that an untyped value takes when nothing asks for another.
    pub(super) fn default_type(ty: TypeId) -> TypeId {
        match ty {
            TypeId::UNTYPED_INT => TypeId::INT,
            TypeId::UNTYPED_RUNE => TypeId::RUNE,
            TypeId::UNTYPED_FLOAT => TypeId::FLOAT64,
            TypeId::UNTYPED_COMPLEX => TypeId::COMPLEX128,
            TypeId::UNTYPED_STRING => TypeId::STRING,
            TypeId::UNTYPED_BOOL => TypeId::BOOL,
            other => other,
        }
    }

    /// Gives an untyped value its default type.
    pub(super) fn default_value(&mut self, n: NodeId) -> Res {
        self.default_as(n, None, false)
    }

    /// Gives an untyped value the type `want` if it is of its kind, else its default type.
    pub(super) fn default_lit(&mut self, n: NodeId, want: TypeId) -> Res {
        self.default_as(n, Some(want), false)
    }

    /// `quiet`: a conversion that is impossible is not reported, since the caller will.
    pub(super) fn default_as(&mut self, n: NodeId, want: Option<TypeId>, quiet: bool) -> Res {
        let ty = self.ty(n);
        if !is_untyped_type(ty) {
            return Some(n);
        }
        let saved = self.pos;
        self.go_to(n);
        let result = self.default_inner(n, ty, want, quiet);
        // gc forgets to go back after converting a string or nil as asked: what follows in the
        // same construct is reported at the literal.
        if want.is_none() || !matches!(ty, TypeId::UNTYPED_STRING | TypeId::UNTYPED_NIL) {
            self.pos = saved;
        }
        result
    }

    fn default_inner(&mut self, n: NodeId, ty: TypeId, want: Option<TypeId>, quiet: bool) -> Res {
        let default = Self::default_type(ty);
        match ty {
            TypeId::UNTYPED_NIL => match want {
                Some(want) => self.convert(n, want, false, quiet),
                None => {
                    if !quiet {
                        self.error("use of untyped nil");
                    }
                    None
                }
            },
            TypeId::UNTYPED_BOOL => {
                let to = want.filter(|&w| self.types().is_bool(w)).unwrap_or(default);
                self.convert(n, to, false, quiet)
            }
            TypeId::UNTYPED_STRING => match want {
                Some(want) => self.convert(n, want, false, quiet),
                None => self.convert(n, default, false, quiet),
            },
            _ => {
                let t = self.types();
                let numeric = want.filter(|&w| t.is_integer(w) || t.is_float(w) || t.is_complex(w));
                // A number asked to be something else stays what it is by default; the caller
                // reports.
                self.convert(n, numeric.unwrap_or(default), false, quiet)
            }
        }
    }

    pub(super) fn is_const(&self, n: NodeId) -> bool {
        self.op(n) == Op::Literal
    }

    /// Converts an untyped value to `ty` as the context asks.
    pub(super) fn convert_untyped(&mut self, n: NodeId, ty: TypeId) -> Res {
        self.convert(n, ty, false, false)
    }

    /// Converts an untyped value, or with `explicit` any constant, to `ty`. After a failure that
    /// was reported the value has its default type.
    pub(super) fn convert(&mut self, n: NodeId, ty: TypeId, explicit: bool, quiet: bool) -> Res {
        let from = self.ty(n);
        if from == ty || (!explicit && !is_untyped_type(from)) {
            return Some(n);
        }
        match self.op(n) {
            Op::Literal => self.convert_literal(n, ty, explicit, quiet),
            _ if !is_untyped_type(from) => Some(n),
            Op::Shl | Op::Shr if from != TypeId::UNTYPED_BOOL => {
                let left = self.pkg.tree.left(n)?;
                let left_untyped = self.is_untyped(left);
                let left = self.convert(left, ty, explicit && left_untyped, quiet)?;
                let ty = self.ty(left);
                if !self.types().is_integer(ty) {
                    let (e, t) = (self.show(n), self.show_type(ty));
                    self.error(format!("invalid operation: {e} (shift of type {t})"));
                    return None;
                }
                let node = &mut self.pkg.tree.nodes[n];
                node.left = left.into();
                node.ty = ty;
                Some(n)
            }
            Op::Complex => {
                let ty = if self.types().is_complex(ty) { ty } else { TypeId::COMPLEX128 };
                let part = match self.types().kind(ty) {
                    Kind::Complex64 => TypeId::FLOAT32,
                    _ => TypeId::FLOAT64,
                };
                self.convert_operands(n, part, ty, quiet)
            }
            _ if from == TypeId::UNTYPED_BOOL => {
                let ty = if self.types().is_bool(ty) { ty } else { TypeId::BOOL };
                self.retype_bool(n, ty);
                Some(n)
            }
            _ if from == TypeId::UNTYPED_NIL => Some(n),
            _ => self.convert_operands(n, ty, ty, quiet),
        }
    }

    fn convert_operands(&mut self, n: NodeId, part: TypeId, ty: TypeId, quiet: bool) -> Res {
        let part =
            if self.types().is_interface(part) { Self::default_type(self.ty(n)) } else { part };
        let ty = if self.types().is_interface(ty) { part } else { ty };
        if let Some(l) = self.pkg.tree.left(n) {
            let l = self.convert(l, part, false, quiet)?;
            self.pkg.tree.nodes[n].left = l.into();
        }
        if let Some(r) = self.pkg.tree.right(n) {
            let r = self.convert(r, part, false, quiet)?;
            self.pkg.tree.nodes[n].right = r.into();
        }
        self.pkg.tree.nodes[n].ty = ty;
        Some(n)
    }

    /// Gives a comparison, or a tree of logical operators over comparisons, its boolean type.
    fn retype_bool(&mut self, n: NodeId, ty: TypeId) {
        if self.ty(n) != TypeId::UNTYPED_BOOL {
            return;
        }
        self.pkg.tree.nodes[n].ty = ty;
        if matches!(self.op(n), Op::AndAnd | Op::OrOr | Op::Not) {
            for operand in [self.pkg.tree.left(n), self.pkg.tree.right(n)].into_iter().flatten() {
                self.retype_bool(operand, ty);
            }
        }
    }

    fn convert_literal(&mut self, n: NodeId, ty: TypeId, explicit: bool, quiet: bool) -> Res {
        let from = self.ty(n);
        let value = self.konst(n)?.clone();
        let kind = self.types().kind(ty);
        let nil = matches!(value, Const::Nil);
        if !nil && !is_const_kind(kind) {
            return self.default_as_literal(n, quiet);
        }
        let bad = |c: &mut Self| {
            if !quiet && !c.is_diagnosed(n) {
                let (e, t) = (c.show_literal(n), c.show_type(ty));
                c.error(format!("cannot convert {e} to type {t}"));
                c.pkg.tree.nodes[n].flags |= NodeFlags::DIAGNOSED;
            }
            match nil {
                true => None,
                false => c.default_as_literal(n, true),
            }
        };
        let value = match value {
            Const::Nil => match kind {
                Kind::Ptr
                | Kind::Interface
                | Kind::Map
                | Kind::Func
                | Kind::Chan
                | Kind::Slice
                | Kind::UnsafePtr => Const::Nil,
                Kind::String => return Some(n),
                _ if ty == TypeId::UNTYPED_NIL => return Some(n),
                _ => return bad(self),
            },
            Const::Str(_) if kind == Kind::String => value,
            Const::Bool(_) if kind == Kind::Bool => value,
            Const::Str(_) | Const::Bool(_) => return bad(self),
            Const::Int(ref i) if kind == Kind::String && explicit => {
                Const::Str(constants::rune_string(i))
            }
            _ if self.types().kind(from) == Kind::UnsafePtr && kind != Kind::Uintptr => {
                return bad(self);
            }
            number => match self.represent(&number, from, ty) {
                Some(v) => v,
                None => return bad(self),
            },
        };
        let new = self.pkg.tree.copy(n);
        let konst = self.pkg.tree.consts.push(value);
        let node = &mut self.pkg.tree.nodes[new];
        node.ty = ty;
        node.aux = crate::tree::Aux::Const(konst);
        if node.orig.is_none() {
            node.orig = n.into();
        }
        if is_untyped_type(from) {
            node.flags |= NodeFlags::FROM_UNTYPED;
        }
        Some(new)
    }

    fn is_diagnosed(&self, n: NodeId) -> bool {
        self.pkg.tree.nodes[n].flags.contains(NodeFlags::DIAGNOSED)
    }

    /// `E (type untyped string)`
    fn show_literal(&self, n: NodeId) -> String {
        self.show_typed(n)
    }

    fn default_as_literal(&mut self, n: NodeId, quiet: bool) -> Res {
        let to = Self::default_type(self.ty(n));
        if to == self.ty(n) {
            return Some(n);
        }
        self.convert(n, to, false, quiet)
    }

    /// The numeric constant as a value of type `ty`; problems of range are reported, and the
    /// value is then replaced. `None` if numbers do not convert to `ty` at all.
    pub(super) fn represent(&mut self, value: &Const, from: TypeId, ty: TypeId) -> Option<Const> {
        let kind = self.types().kind(ty);
        if self.types().is_integer(ty) {
            let i = match constants::to_int(value) {
                Ok(i) => i,
                Err(problem) => {
                    self.error(match problem {
                        NotInteger::TooLarge => "integer too large".to_owned(),
                        NotInteger::Truncated(Some(v)) => {
                            format!("constant {v} truncated to integer")
                        }
                        NotInteger::Truncated(None) => "constant truncated to integer".to_owned(),
                    });
                    return Some(Const::int(0));
                }
            };
            self.check_overflow(&Const::Int(i.clone()), ty);
            return Some(Const::Int(i));
        }
        if self.types().is_float(ty) {
            let Some(f) = constants::to_float(value) else {
                let text = crate::tree::fmt::konst(value, from);
                self.error(format!("constant {text} truncated to real"));
                return Some(Const::Float(constants::zero()));
            };
            return Some(Const::Float(self.round(f, kind, ty)));
        }
        if self.types().is_complex(ty) {
            let (re, im) = constants::to_complex(value)?;
            let (re, im) = (self.round(re, kind, ty), self.round(im, kind, ty));
            return Some(Const::Complex(Box::new((re, im))));
        }
        None
    }

    fn round(
        &mut self,
        f: crate::tree::konst::Float,
        kind: Kind,
        ty: TypeId,
    ) -> crate::tree::konst::Float {
        let rounded = match kind {
            Kind::Float32 | Kind::Complex64 => constants::round_f32(&f),
            Kind::Float64 | Kind::Complex128 => constants::round_f64(&f),
            _ => return f,
        };
        rounded.unwrap_or_else(|| {
            let text = crate::tree::fmt::konst(&Const::Float(f), TypeId::UNTYPED_FLOAT);
            let ty = self.show_type(ty);
            self.error(format!("constant {text} overflows {ty}"));
            constants::zero()
        })
    }

    /// Reports an integer that does not fit its type. Returns whether it fits.
    pub(super) fn check_overflow(&mut self, value: &Const, ty: TypeId) -> bool {
        let Const::Int(i) = value else { return true };
        if is_untyped_type(ty) {
            return true;
        }
        let bits = 8 * self.types().size(ty) as u32;
        let (lo, hi) = constants::integer_range(bits.max(8), self.types().is_signed(ty));
        if *i < lo || *i > hi {
            let (text, ty) = (i.to_string(), self.show_type(ty));
            self.error(format!("constant {text} overflows {ty}"));
            return false;
        }
        true
    }

    /// Brings two operands to one type where one of them is untyped. `force`: two untyped ones
    /// take the default type of the larger kind.
    pub(super) fn match_operands(
        &mut self,
        l: NodeId,
        r: NodeId,
        force: bool,
    ) -> Option<(NodeId, NodeId)> {
        let (lt, rt) = (self.ty(l), self.ty(r));
        if !is_untyped_type(lt) {
            let r = self.convert(r, lt, false, false)?;
            return Some((l, r));
        }
        if !is_untyped_type(rt) {
            let l = self.convert(l, rt, false, false)?;
            return Some((l, r));
        }
        if !force {
            return Some((l, r));
        }
        let class = |t: TypeId| match t {
            TypeId::UNTYPED_BOOL => 1,
            TypeId::UNTYPED_STRING => 2,
            TypeId::UNTYPED_NIL => 3,
            _ => 0,
        };
        if class(lt) == 3 || class(rt) == 3 {
            if class(lt) != class(rt) {
                // gc breaks down here once a conversion has been reported.
                let to = Self::default_type(if class(lt) == 3 { rt } else { lt });
                let _ = self.convert(l, to, false, false);
                let _ = self.convert(r, to, false, false);
                self.stopped = true;
                return None;
            }
            return Some((l, r));
        }
        // A boolean on the left decides, then the larger kind of number.
        let number = [lt, rt].into_iter().filter(|&t| class(t) == 0).max();
        let to = match number {
            _ if class(lt) == 1 => TypeId::BOOL,
            Some(t) => Self::default_type(t),
            None if class(lt) == class(rt) => Self::default_type(lt),
            None => TypeId::INT,
        };
        let l = self.convert(l, to, false, false)?;
        let r = self.convert(r, to, false, false)?;
        Some((l, r))
    }
}

pub fn is_untyped_type(ty: TypeId) -> bool {
    (TypeId::UNTYPED_INT..=TypeId::UNTYPED_NIL).contains(&ty)
}

/// Kinds that constants can have.
pub fn is_const_kind(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Int8 | Uint8
            | Int16
            | Uint16
            | Int32
            | Uint32
            | Int64
            | Uint64
            | Int
            | Uint
            | Uintptr
            | Complex64
            | Complex128
            | Float32
            | Float64
            | Bool
            | String
            | Ideal
    )
}

/// Whether `ty` is a type literal or a name.
pub fn is_named(t: &Type) -> bool {
    matches!(t, Type::Named(_) | Type::Basic(_))
}
