//! The structs behind a map, as the runtime lays them out (spec 12, section 16; spec 33, section 3).

use super::table::{Field, MapPart, PkgId, Type, TypeId, Types};

/// Slots of a bucket.
pub const BUCKET_SLOTS: i64 = 8;
/// Keys and elements of more bytes are stored behind a pointer.
pub const MAX_INDIRECT: i64 = 128;

impl Types {
    /// `map.bucket[K]V`: eight hash bytes, keys, elements, the overflow bucket.
    ///
    /// The overflow pointer's own type would be a pointer to this struct; a structure cannot
    /// contain itself here, so it is `unsafe.Pointer` and readers that print its type (type
    /// descriptors) put `*map.bucket[K]V` in its place. Without pointers in keys and elements it
    /// is a `uintptr`.
    pub fn map_bucket(&self, map: TypeId) -> TypeId {
        let slots = |ty: TypeId| {
            let elem = if self.size(ty) > MAX_INDIRECT { self.ptr(ty) } else { ty };
            self.intern(Type::Array { elem, len: BUCKET_SLOTS, noalg: true })
        };
        let (key, elem) = (self.map_key(map), self.elem(map));
        let (keys, elems) = (slots(key), slots(elem));
        let pointers = self.has_pointers(keys) || self.has_pointers(elems);
        let overflow = if pointers { TypeId::UNSAFE_POINTER } else { TypeId::UINTPTR };
        self.map_part(
            MapPart::Bucket,
            map,
            &[
                ("topbits", self.array(TypeId::UINT8, BUCKET_SLOTS)),
                ("keys", keys),
                ("elems", elems),
                ("overflow", overflow),
            ],
        )
    }

    /// `map.hdr[K]V`: the header (48 bytes).
    pub fn map_header(&self, map: TypeId) -> TypeId {
        let bucket = self.ptr(self.map_bucket(map));
        self.map_part(
            MapPart::Header,
            map,
            &[
                ("count", TypeId::INT),
                ("flags", TypeId::UINT8),
                ("B", TypeId::UINT8),
                ("noverflow", TypeId::UINT16),
                ("hash0", TypeId::UINT32),
                ("buckets", bucket),
                ("oldbuckets", bucket),
                ("nevacuate", TypeId::UINTPTR),
                ("extra", TypeId::UNSAFE_POINTER),
            ],
        )
    }

    /// `map.iter[K]V`: the state of a `range` over the map (96 bytes).
    pub fn map_iter(&self, map: TypeId) -> TypeId {
        let bucket = self.ptr(self.map_bucket(map));
        self.map_part(
            MapPart::Iter,
            map,
            &[
                ("key", self.ptr(self.map_key(map))),
                ("elem", self.ptr(self.elem(map))),
                ("t", TypeId::UNSAFE_POINTER),
                ("h", self.ptr(self.map_header(map))),
                ("buckets", bucket),
                ("bptr", bucket),
                ("overflow", TypeId::UNSAFE_POINTER),
                ("oldoverflow", TypeId::UNSAFE_POINTER),
                ("startBucket", TypeId::UINTPTR),
                ("offset", TypeId::UINT8),
                ("wrapped", TypeId::BOOL),
                ("B", TypeId::UINT8),
                ("i", TypeId::UINT8),
                ("bucket", TypeId::UINTPTR),
                ("checkBucket", TypeId::UINTPTR),
            ],
        )
    }

    fn map_part(&self, part: MapPart, map: TypeId, fields: &[(&str, TypeId)]) -> TypeId {
        let field = |&(name, ty): &(&str, TypeId)| Field {
            name: name.into(),
            pkg: PkgId::BUILTIN,
            ty,
            embedded: false,
            tag: None,
        };
        self.intern(Type::Struct {
            fields: fields.iter().map(field).collect(),
            noalg: part == MapPart::Bucket,
            map: Some((part, map)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_the_runtime_s() {
        let types = Types::default();
        let m = types.map(TypeId::INT, TypeId::STRING);
        assert_eq!(types.size(types.map_bucket(m)), 208);
        assert_eq!(types.size(types.map_header(m)), 48);
        assert_eq!(types.size(types.map_iter(m)), 96);
        assert_eq!(types.display(types.map_iter(m)), "map.iter[int]string");
    }
}
