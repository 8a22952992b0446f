//! How types are spelled: for people, for link names, for reflection.

use std::fmt::Write;

use super::table::{BASIC, ChanDir, FuncSig, MapPart, PkgId, Type, TypeId, Types};
use crate::index::EntityRef;
use crate::intern::Name;

/// Which spelling is wanted (spec 10, section 5.1; spec 33, section 1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Messages and dumps: local names bare, others `pkg.T`; `byte` and `rune` as written.
    User,
    /// Link names: every name with its package's link prefix, local types with `·N`.
    Link,
    /// Reflection strings and hashes: names qualified by package name.
    Reflect,
}

impl Types {
    /// The type as messages spell it.
    pub fn display(&self, id: TypeId) -> String {
        self.spell(id, Style::User)
    }

    /// The type as link names spell it (the `short` form of spec 33, without `noalg.`).
    pub fn link_name(&self, id: TypeId) -> String {
        self.spell(id, Style::Link)
    }

    /// The type as reflection spells it; its MD5 gives the type's hash.
    pub fn reflect_name(&self, id: TypeId) -> String {
        self.spell(id, Style::Reflect)
    }

    pub fn spell(&self, id: TypeId, style: Style) -> String {
        let mut out = String::new();
        self.write(&mut out, id, style);
        out
    }

    fn write(&self, out: &mut String, id: TypeId, style: Style) {
        let id = match (style, id) {
            (Style::Link | Style::Reflect, TypeId::BYTE) => TypeId::UINT8,
            (Style::Link | Style::Reflect, TypeId::RUNE) => TypeId::INT32,
            _ => id,
        };
        if let Some((_, text)) = BASIC.get(id.index()) {
            out.push_str(text);
            return;
        }
        match self.get(id) {
            Type::Basic(_) | Type::Ssa(_) => unreachable!("has a fixed id"),
            Type::Named(n) => {
                let named = self.named(*n);
                self.write_qualifier(out, named.pkg, style);
                out.push_str(named.name.as_str());
                if style == Style::Link && named.vargen > 0 {
                    let _ = write!(out, "·{}", named.vargen);
                }
            }
            Type::Ptr(e) => {
                out.push('*');
                self.write(out, *e, style);
            }
            Type::Slice(e) => {
                out.push_str("[]");
                self.write(out, *e, style);
            }
            Type::Array { elem, len, .. } => {
                let _ = write!(out, "[{len}]");
                self.write(out, *elem, style);
            }
            Type::Map { key, elem } => {
                out.push_str("map");
                self.write_map_parts(out, *key, *elem, style);
            }
            Type::Chan { elem, dir } => {
                let parens = *dir == ChanDir::Both
                    && matches!(self.get(*elem), Type::Chan { dir: ChanDir::Recv, .. });
                out.push_str(match dir {
                    ChanDir::Recv => "<-chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Both => "chan ",
                });
                out.push_str(if parens { "(" } else { "" });
                self.write(out, *elem, style);
                out.push_str(if parens { ")" } else { "" });
            }
            Type::Func(sig) => {
                if let Some(recv) = sig.recv {
                    out.push_str("method(");
                    self.write(out, recv, style);
                    out.push_str(") ");
                }
                out.push_str("func");
                self.write_signature(out, sig, style);
            }
            Type::MapPart(part, map) => {
                out.push_str(match part {
                    MapPart::Bucket => "map.bucket",
                    MapPart::Header => "map.hdr",
                    MapPart::Iter => "map.iter",
                });
                self.write_map_parts(out, self.map_key(*map), self.elem(*map), style);
            }
            Type::Struct { fields, .. } => {
                out.push_str("struct {");
                for (i, f) in fields.iter().enumerate() {
                    out.push_str(if i == 0 { " " } else { "; " });
                    if !f.embedded {
                        self.write_member(out, f.name, f.pkg, style, false);
                        out.push(' ');
                    }
                    self.write(out, f.ty, style);
                    if let Some(tag) = f.tag {
                        let _ = write!(out, " {}", crate::quote::quote(tag.as_str().as_bytes()));
                    }
                }
                out.push_str(if fields.is_empty() { "}" } else { " }" });
            }
            Type::Interface(methods) => {
                out.push_str("interface {");
                for (i, m) in methods.iter().enumerate() {
                    out.push_str(if i == 0 { " " } else { "; " });
                    self.write_member(out, m.name, m.pkg, style, true);
                    self.write_signature(out, self.sig(m.ty), style);
                }
                out.push_str(if methods.is_empty() { "}" } else { " }" });
            }
            Type::Results(tys) => self.write_list(out, tys, false, style),
            Type::Tuple(a, b) => {
                self.write(out, *a, style);
                out.push(',');
                self.write(out, *b, style);
            }
        }
    }

    /// Name of a field or method; unexported ones are qualified in link names, methods of
    /// interfaces everywhere.
    fn write_member(&self, out: &mut String, name: Name, pkg: PkgId, style: Style, method: bool) {
        // Names that the compiler made up start with a dot.
        if let Some(name) = name.as_str().strip_prefix('.') {
            out.push_str(name);
            return;
        }
        let qualified = style == Style::Link || method;
        if qualified && !name.is_exported() && pkg != PkgId::BUILTIN {
            // Messages spell methods with the link prefix too.
            let style = if style == Style::User { Style::Link } else { style };
            self.write_qualifier(out, pkg, style);
        }
        out.push_str(name.as_str());
    }

    fn write_qualifier(&self, out: &mut String, pkg: PkgId, style: Style) {
        if pkg == PkgId::BUILTIN || pkg == PkgId::LOCAL && style == Style::User {
            return;
        }
        let p = self.pkg(pkg);
        out.push_str(if style == Style::Link { p.prefix.as_str() } else { p.name.as_str() });
        out.push('.');
    }

    fn write_map_parts(&self, out: &mut String, key: TypeId, elem: TypeId, style: Style) {
        out.push('[');
        self.write(out, key, style);
        out.push(']');
        self.write(out, elem, style);
    }

    /// `(A, ...B) R`
    pub(crate) fn write_signature(&self, out: &mut String, sig: &FuncSig, style: Style) {
        self.write_list(out, &sig.params, sig.variadic, style);
        match sig.results[..] {
            [] => {}
            [one] => {
                out.push(' ');
                self.write(out, one, style);
            }
            _ => {
                out.push(' ');
                self.write_list(out, &sig.results, false, style);
            }
        }
    }

    fn write_list(&self, out: &mut String, tys: &[TypeId], variadic: bool, style: Style) {
        out.push('(');
        for (i, &ty) in tys.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            if variadic && i + 1 == tys.len() {
                out.push_str("...");
                self.write(out, self.elem(ty), style);
            } else {
                self.write(out, ty, style);
            }
        }
        out.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Field;
    use super::*;
    use crate::source::Pos;

    #[test]
    fn the_three_spellings() {
        let types = Types::default();
        let t = types.new_named("T".into(), PkgId::LOCAL, Pos::NONE, 2);
        types.set_underlying(t, TypeId::INT);
        let f = Field { name: "n".into(), pkg: PkgId::LOCAL, ty: t, embedded: false, tag: None };
        let s = types.structure(vec![f]);
        assert_eq!(types.display(s), "struct { n T }");
        assert_eq!(types.link_name(s), "struct { \"\".n \"\".T·2 }");
        assert_eq!(types.reflect_name(s), "struct { n main.T }");
        let f = types.func(vec![types.slice(TypeId::BYTE)], vec![types.error()], true);
        assert_eq!(types.display(f), "func(...byte) error");
        assert_eq!(types.link_name(f), "func(...uint8) error");
    }
}
