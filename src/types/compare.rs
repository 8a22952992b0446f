//! A total order of types, as cse sorts by it (spec 21, appendix A).
//!
//! Made for speed, not for beauty: kinds first, then names by length. Structure is only looked at
//! for types without a name. Types of the SSA form itself (memory, flags) count as equal.

use std::cmp::Ordering;

use super::table::{FuncSig, Kind, PkgId, Type, TypeId, Types};
use crate::intern::Name;

impl Types {
    /// Orders two types; identical types are equal.
    pub fn compare(&self, a: TypeId, b: TypeId) -> Ordering {
        if a == b || self.canon(a) == self.canon(b) {
            return Ordering::Equal;
        }
        let (ka, kb) = (self.kind(a), self.kind(b));
        if ka != kb {
            return ka.cmp(&kb);
        }
        let (na, nb) = (self.type_name(a), self.type_name(b));
        match (na, nb) {
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some((pkg_a, name_a, gen_a)), Some((pkg_b, name_b, gen_b))) => {
                self.compare_syms(pkg_a, name_a, pkg_b, name_b).then(gen_a.cmp(&gen_b))
            }
            (None, None) => self.compare_structure(a, b),
        }
    }

    /// Package, name and local declaration number of a named type; predeclared types count.
    fn type_name(&self, id: TypeId) -> Option<(PkgId, Name, u32)> {
        if let Some(n) = self.as_named(id) {
            return Some((n.pkg, n.name, n.vargen));
        }
        match self.get(id) {
            Type::Basic(Kind::UnsafePtr) => Some((PkgId::UNSAFE, Name::new("Pointer"), 0)),
            Type::Basic(Kind::Ideal | Kind::Nil | Kind::Blank | Kind::Any) => None,
            Type::Basic(_) => Some((PkgId::BUILTIN, Name::new(&self.display(id)), 0)),
            _ => None,
        }
    }

    fn compare_syms(&self, pkg_a: PkgId, a: Name, pkg_b: PkgId, b: Name) -> Ordering {
        let by_len = |a: &str, b: &str| a.len().cmp(&b.len());
        let prefix = |p: PkgId| match p {
            PkgId::BUILTIN => "go%2ebuiltin",
            _ => self.pkg(p).prefix.as_str(),
        };
        by_len(a.as_str(), b.as_str())
            .then_with(|| match pkg_a == pkg_b {
                true => Ordering::Equal,
                false => {
                    let (pa, pb) = (prefix(pkg_a), prefix(pkg_b));
                    by_len(pa, pb).then_with(|| pa.cmp(pb))
                }
            })
            .then_with(|| a.as_str().cmp(b.as_str()))
    }

    fn compare_structure(&self, a: TypeId, b: TypeId) -> Ordering {
        match (self.get(a), self.get(b)) {
            (Type::Tuple(a0, a1), Type::Tuple(b0, b1)) => {
                self.compare(*a0, *b0).then_with(|| self.compare(*a1, *b1))
            }
            (Type::Map { key: ka, elem: ea }, Type::Map { key: kb, elem: eb }) => {
                self.compare(*ka, *kb).then_with(|| self.compare(*ea, *eb))
            }
            (Type::Ptr(a), Type::Ptr(b)) | (Type::Slice(a), Type::Slice(b)) => self.compare(*a, *b),
            (Type::Array { elem: ea, len: la, .. }, Type::Array { elem: eb, len: lb, .. }) => {
                la.cmp(lb).then_with(|| self.compare(*ea, *eb))
            }
            (Type::Chan { elem: ea, dir: da }, Type::Chan { elem: eb, dir: db }) => {
                (*da as u8).cmp(&(*db as u8)).then_with(|| self.compare(*ea, *eb))
            }
            (Type::MapPart(pa, a), Type::MapPart(pb, b)) => {
                // Buckets come first.
                pa.cmp(pb).then_with(|| self.compare(*a, *b))
            }
            (Type::Struct { .. }, Type::MapPart(..)) => Ordering::Less,
            (Type::MapPart(..), Type::Struct { .. }) => Ordering::Greater,
            (Type::Struct { fields: fa, .. }, Type::Struct { fields: fb, .. }) => {
                for (x, y) in fa.iter().zip(fb) {
                    let tag = |t: Option<Name>| t.map_or("", Name::as_str);
                    let order = x
                        .embedded
                        .cmp(&y.embedded)
                        .then_with(|| tag(x.tag).cmp(tag(y.tag)))
                        .then_with(|| self.compare_syms(x.pkg, x.name, y.pkg, y.name))
                        .then_with(|| self.compare(x.ty, y.ty));
                    if order.is_ne() {
                        return order;
                    }
                }
                fa.len().cmp(&fb.len())
            }
            (Type::Interface(ma), Type::Interface(mb)) => {
                for (x, y) in ma.iter().zip(mb) {
                    let order = self
                        .compare_syms(x.pkg, x.name, y.pkg, y.name)
                        .then_with(|| self.compare(x.ty, y.ty));
                    if order.is_ne() {
                        return order;
                    }
                }
                ma.len().cmp(&mb.len())
            }
            (Type::Func(a), Type::Func(b)) => self.compare_sigs(a, b),
            (Type::Results(a), Type::Results(b)) => self.compare_lists(a, b, None, None),
            _ => Ordering::Equal,
        }
    }

    fn compare_sigs(&self, a: &FuncSig, b: &FuncSig) -> Ordering {
        let recv = |s: &FuncSig| s.recv.iter().copied().collect::<Vec<_>>();
        let last = |s: &FuncSig| s.variadic.then(|| s.params.len() - 1);
        self.compare_lists(&recv(a), &recv(b), None, None)
            .then_with(|| self.compare_lists(&a.params, &b.params, last(a), last(b)))
            .then_with(|| self.compare_lists(&a.results, &b.results, None, None))
    }

    /// `da` and `db` are the index of a variadic parameter.
    fn compare_lists(
        &self,
        a: &[TypeId],
        b: &[TypeId],
        da: Option<usize>,
        db: Option<usize>,
    ) -> Ordering {
        for (i, (&x, &y)) in a.iter().zip(b).enumerate() {
            let order = (da == Some(i)).cmp(&(db == Some(i))).then_with(|| self.compare(x, y));
            if order.is_ne() {
                return order;
            }
        }
        a.len().cmp(&b.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;

    #[test]
    fn kinds_then_names_by_length_then_structure() {
        let types = Types::default();
        let less = |a, b| {
            assert_eq!(types.compare(a, b), Ordering::Less);
            assert_eq!(types.compare(b, a), Ordering::Greater);
        };
        let named = types.new_named("T".into(), PkgId::LOCAL, Pos::NONE, 0);
        types.set_underlying(named, TypeId::INT);
        less(TypeId::UINT8, TypeId::INT);
        less(named, TypeId::INT);
        less(types.ptr(TypeId::UINT8), types.ptr(TypeId::INT));
        less(types.array(TypeId::INT, 2), types.array(TypeId::INT8, 3));
        assert_eq!(types.compare(TypeId::BYTE, TypeId::UINT8), Ordering::Equal);
        assert_eq!(types.compare(TypeId::FLAGS, TypeId::VOID), Ordering::Equal);
        let two = types.func(vec![TypeId::INT, TypeId::INT], vec![], false);
        less(types.func(vec![TypeId::INT], vec![], false), two);
    }
}
