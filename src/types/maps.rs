//! The structs behind a map type: bucket, header and iterator (spec 33, section 3.2).
//!
//! The runtime knows their layouts; compiled code only touches a few words (the iterator's key and
//! element pointers, the header's hash seed and bucket pointer).

use super::layout::PTR_SIZE;
use super::table::{Field, MapPart, PkgId, Type, TypeId, Types};

/// Keys and elements wider than this, in bytes, are stored through a pointer.
pub const MAX_INLINE: i64 = 128;
/// Entries of a bucket.
pub const BUCKET_SLOTS: i64 = 8;

fn field(name: &str, ty: TypeId) -> Field {
    Field { name: name.into(), pkg: PkgId::BUILTIN, ty, embedded: false, tag: None }
}

impl Types {
    /// The bucket struct: `topbits [8]uint8; keys [8]K; elems [8]E; [pad;] overflow`.
    pub fn map_bucket(&self, map: TypeId) -> TypeId {
        self.map_part(MapPart::Bucket, map, |bucket| {
            let slot = |ty| if self.size(ty) > MAX_INLINE { self.ptr(ty) } else { ty };
            let (key, elem) = (slot(self.map_key(map)), slot(self.elem(map)));
            let slots = |elem| self.intern(Type::Array { elem, len: BUCKET_SLOTS, noalg: true });
            let mut fields = vec![
                field("topbits", self.array(TypeId::UINT8, BUCKET_SLOTS)),
                field("keys", slots(key)),
                field("elems", slots(elem)),
            ];
            if self.align(key) > PTR_SIZE || self.align(elem) > PTR_SIZE {
                fields.push(field("pad", TypeId::UINTPTR));
            }
            // A bucket without any other pointer is not scanned: its overflow buckets are kept
            // alive by the header.
            let plain = !self.has_heap_pointers(key) && !self.has_heap_pointers(elem);
            let overflow = if plain { TypeId::UINTPTR } else { self.ptr(bucket) };
            fields.push(field("overflow", overflow));
            fields
        })
    }

    /// The map header, 48 bytes.
    pub fn map_header(&self, map: TypeId) -> TypeId {
        let buckets = self.ptr(self.map_bucket(map));
        self.map_part(MapPart::Header, map, |_| {
            vec![
                field("count", TypeId::INT),
                field("flags", TypeId::UINT8),
                field("B", TypeId::UINT8),
                field("noverflow", TypeId::UINT16),
                field("hash0", TypeId::UINT32),
                field("buckets", buckets),
                field("oldbuckets", buckets),
                field("nevacuate", TypeId::UINTPTR),
                field("extra", TypeId::UNSAFE_POINTER),
            ]
        })
    }

    /// The iterator, 96 bytes; key and element pointers come first.
    pub fn map_iter(&self, map: TypeId) -> TypeId {
        let header = self.ptr(self.map_header(map));
        let buckets = self.ptr(self.map_bucket(map));
        self.map_part(MapPart::Iter, map, |_| {
            vec![
                field("key", self.ptr(self.map_key(map))),
                field("elem", self.ptr(self.elem(map))),
                field("t", TypeId::UNSAFE_POINTER),
                field("h", header),
                field("buckets", buckets),
                field("bptr", buckets),
                field("overflow", TypeId::UNSAFE_POINTER),
                field("oldoverflow", TypeId::UNSAFE_POINTER),
                field("startBucket", TypeId::UINTPTR),
                field("offset", TypeId::UINT8),
                field("wrapped", TypeId::BOOL),
                field("B", TypeId::UINT8),
                field("i", TypeId::UINT8),
                field("bucket", TypeId::UINTPTR),
                field("checkBucket", TypeId::UINTPTR),
            ]
        })
    }

    /// The part of `map`, given its structure at the first request.
    fn map_part(
        &self,
        part: MapPart,
        map: TypeId,
        fields: impl Fn(TypeId) -> Vec<Field>,
    ) -> TypeId {
        // Defined map types share the parts of their underlying type.
        let map = self.canon(self.under(map));
        let id = self.intern(Type::MapPart(part, map));
        if self.structure_cell(id).get().is_none() {
            let structure = self.intern(Type::Struct { fields: fields(id), noalg: true });
            // Another thread may have been first; it made the same structure.
            let _ = self.structure_cell(id).set(structure);
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::super::alg::Alg;
    use super::*;

    #[test]
    fn sizes_and_pointers() {
        let types = Types::default();
        let map = types.map(TypeId::STRING, TypeId::INT);
        let bucket = types.map_bucket(map);
        assert_eq!((types.size(bucket), types.layout(bucket).ptrdata), (208, 208));
        assert_eq!(types.size(types.map_header(map)), 48);
        assert_eq!(types.size(types.map_iter(map)), 96);
        assert_eq!(types.alg(bucket), Alg::None { marked: true });
        assert_eq!(types.descriptor_name(bucket), "type.noalg.map.bucket[string]int");
        assert_eq!(types.link_name(types.ptr(bucket)), "*map.bucket[string]int");
    }

    #[test]
    fn a_bucket_without_pointers_is_not_scanned() {
        let types = Types::default();
        let bucket = types.map_bucket(types.map(TypeId::INT, TypeId::BOOL));
        assert!(!types.has_pointers(bucket));
    }
}
