//! How values of a type are hashed and compared (spec 33, section 3.3).

use super::table::{Field, Kind, Type, TypeId, Types};

/// The class of a type's hash and equality.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alg {
    /// Not comparable; `marked` if because a part is marked `noalg`.
    None {
        marked: bool,
    },
    /// Compared as plain bytes.
    Memory,
    String,
    /// Interfaces with methods.
    Interface,
    EmptyInterface,
    Float32,
    Float64,
    Complex64,
    Complex128,
    /// Needs generated functions.
    Special,
}

impl Types {
    /// The class of `id`.
    pub fn alg(&self, id: TypeId) -> Alg {
        match self.under_get(id) {
            Type::Array { noalg: true, .. } | Type::Struct { noalg: true, .. } => {
                Alg::None { marked: true }
            }
            Type::Func(_) | Type::Map { .. } | Type::Slice(_) => Alg::None { marked: false },
            Type::Interface(methods) if methods.is_empty() => Alg::EmptyInterface,
            Type::Interface(_) => Alg::Interface,
            Type::Array { elem, len, .. } => match self.alg(*elem) {
                Alg::Memory => Alg::Memory,
                none @ Alg::None { .. } => none,
                _ if *len == 0 => Alg::Memory,
                elem if *len == 1 => elem,
                _ => Alg::Special,
            },
            Type::Struct { fields, .. } => self.struct_alg(id, fields),
            _ => match self.kind(id) {
                Kind::Float32 => Alg::Float32,
                Kind::Float64 => Alg::Float64,
                Kind::Complex64 => Alg::Complex64,
                Kind::Complex128 => Alg::Complex128,
                Kind::String => Alg::String,
                _ => Alg::Memory,
            },
        }
    }

    fn struct_alg(&self, id: TypeId, fields: &[Field]) -> Alg {
        if let [field] = fields
            && !field.name.is_blank()
        {
            return self.alg(field.ty);
        }
        let mut alg = Alg::Memory;
        for (i, f) in fields.iter().enumerate() {
            match self.alg(f.ty) {
                none @ Alg::None { .. } => return none,
                Alg::Memory if !f.name.is_blank() && !self.is_padded(id, i) => {}
                _ => alg = Alg::Special,
            }
        }
        alg
    }

    /// Whether padding follows field `i` of a struct.
    pub fn is_padded(&self, id: TypeId, i: usize) -> bool {
        let layout = self.layout(id);
        let end = layout.field_offsets[i] + self.size(self.fields(id)[i].ty);
        end != layout.field_offsets.get(i + 1).copied().unwrap_or(layout.size)
    }

    /// Whether `==` is defined (compiler-internal `noalg` types are not comparable).
    pub fn is_comparable(&self, id: TypeId) -> bool {
        !matches!(self.alg(id), Alg::None { .. })
    }

    /// Link name of the descriptor: `type.T`, or `type.noalg.T` (spec 33, section 1).
    pub fn descriptor_name(&self, id: TypeId) -> String {
        let noalg = if self.alg(id) == (Alg::None { marked: true }) { "noalg." } else { "" };
        format!("type.{noalg}{}", self.link_name(id))
    }

    /// The value reflection and type switches compare first: the start of the MD5 of the
    /// type's reflection name.
    pub fn hash(&self, id: TypeId) -> u32 {
        use md5::{Digest, Md5};
        let digest = Md5::digest(self.reflect_name(id).as_bytes());
        u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    /// `x == x` for every value: no floats, complex numbers or interfaces inside.
    pub fn is_reflexive(&self, id: TypeId) -> bool {
        self.all_parts(id, &|k| {
            !matches!(k, Kind::Float32 | Kind::Float64 | Kind::Complex64 | Kind::Complex128)
                && k != Kind::Interface
        })
    }

    /// Whether assigning to an existing map key may have to replace the key: `+0` and `-0`,
    /// strings that share no memory.
    pub fn needs_key_update(&self, id: TypeId) -> bool {
        !self.all_parts(id, &|k| {
            !matches!(k, Kind::Float32 | Kind::Float64 | Kind::Complex64 | Kind::Complex128)
                && !matches!(k, Kind::Interface | Kind::String)
        })
    }

    /// Whether hashing may panic: an interface inside.
    pub fn hash_may_panic(&self, id: TypeId) -> bool {
        !self.all_parts(id, &|k| k != Kind::Interface)
    }

    /// Whether `ok` holds for every scalar part.
    fn all_parts(&self, id: TypeId, ok: &dyn Fn(Kind) -> bool) -> bool {
        match self.under_get(id) {
            Type::Array { elem, .. } => self.all_parts(*elem, ok),
            Type::Struct { fields, .. } => fields.iter().all(|f| self.all_parts(f.ty, ok)),
            _ => ok(self.kind(id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::PkgId;
    use super::*;
    use crate::source::Pos;

    #[test]
    fn hashes_are_those_of_the_reference() {
        let types = Types::default();
        assert_eq!(types.hash(TypeId::INT), 4149441018);
        assert_eq!(types.hash(TypeId::STRING), 3774831796);
        assert_eq!(types.hash(types.error()), 235953867);
        assert_eq!(types.hash(types.empty_interface()), 413161447);
        let p = types.new_named("P".into(), PkgId::LOCAL, Pos::NONE, 0);
        types.set_underlying(p, TypeId::INT);
        assert_eq!(types.hash(p), 1017631324);
    }

    #[test]
    fn classes_of_structs() {
        let types = Types::default();
        let field = |name: &str, ty| Field {
            name: name.into(),
            pkg: PkgId::LOCAL,
            ty,
            embedded: false,
            tag: None,
        };
        let s = |fields| types.alg(types.structure(fields));
        assert_eq!(s(vec![field("a", TypeId::INT), field("b", TypeId::INT)]), Alg::Memory);
        assert_eq!(s(vec![field("a", TypeId::INT8), field("b", TypeId::INT)]), Alg::Special);
        assert_eq!(s(vec![field("a", TypeId::STRING)]), Alg::String);
        assert_eq!(s(vec![field("_", TypeId::INT)]), Alg::Special);
        let noalg = types.map_bucket(types.map(TypeId::INT, TypeId::INT));
        assert_eq!(types.alg(noalg), Alg::None { marked: true });
        assert_eq!(types.descriptor_name(noalg), "type.noalg.map.bucket[int]int");
    }
}
