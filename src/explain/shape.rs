//! The parts of a type, as a reader of memory sees them: `s.ptr`, `s.len`, `p.next`, `a[2]`.

use crate::types::{Kind, Type, TypeId, Types};

/// A part of a type that is no larger than a word and has no parts of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// Bytes from the start.
    pub offset: i64,
    pub size: i64,
    /// What follows the variable's name: empty, `.len`, `[1].next`.
    pub path: String,
    pub ty: TypeId,
    /// Whether the stack maps have a bit for it.
    pub pointer: bool,
}

/// Leaves of one value that are listed; longer ones end there.
pub const LEAVES_MAX: usize = 64;

/// The parts of a type in order of offset, at most [`LEAVES_MAX`].
pub fn leaves(types: &Types, ty: TypeId) -> Vec<Leaf> {
    let mut list = Vec::new();
    collect(types, ty, 0, String::new(), &mut list);
    list.truncate(LEAVES_MAX);
    list
}

fn collect(types: &Types, ty: TypeId, at: i64, path: String, out: &mut Vec<Leaf>) {
    if out.len() > LEAVES_MAX {
        return;
    }
    let mut word = |offset: i64, name: &str, ty: TypeId, pointer: bool| {
        let path = format!("{path}{name}");
        out.push(Leaf { offset: at + offset, size: 8, path, ty, pointer });
    };
    match types.kind(ty) {
        Kind::String => {
            word(0, ".ptr", TypeId::UNSAFE_POINTER, true);
            word(8, ".len", TypeId::INT, false);
        }
        Kind::Slice => {
            word(0, ".ptr", TypeId::UNSAFE_POINTER, true);
            word(8, ".len", TypeId::INT, false);
            word(16, ".cap", TypeId::INT, false);
        }
        Kind::Interface => {
            let first = if is_empty_interface(types, ty) { ".type" } else { ".tab" };
            word(0, first, TypeId::UINTPTR, false);
            word(8, ".data", TypeId::UNSAFE_POINTER, true);
        }
        Kind::Complex64 | Kind::Complex128 => {
            let (part, half) = match types.size(ty) {
                8 => (TypeId::FLOAT32, 4),
                _ => (TypeId::FLOAT64, 8),
            };
            for (i, name) in ["real", "imag"].into_iter().enumerate() {
                let path = format!("{path}.{name}");
                let offset = at + i as i64 * half;
                out.push(Leaf { offset, size: half, path, ty: part, pointer: false });
            }
        }
        Kind::Struct => {
            for (i, f) in types.fields(ty).to_vec().iter().enumerate() {
                let offset = at + types.field_offset(ty, i);
                collect(types, f.ty, offset, format!("{path}.{}", f.name), out);
            }
        }
        Kind::Array => {
            let Some((elem, len)) = array(types, ty) else { return };
            // Arrays of small things are one part: nobody reads bytes one by one.
            if types.size(elem) < 8 || len > LEAVES_MAX as i64 {
                let pointer = types.has_pointers(ty);
                out.push(Leaf { offset: at, size: types.size(ty), path, ty, pointer });
                return;
            }
            for i in 0..len {
                collect(types, elem, at + i * types.size(elem), format!("{path}[{i}]"), out);
            }
        }
        _ => {
            let pointer = types.has_pointers(ty);
            out.push(Leaf { offset: at, size: types.size(ty), path, ty, pointer });
        }
    }
}

/// Element type and length of an array.
pub fn array(types: &Types, ty: TypeId) -> Option<(TypeId, i64)> {
    match types.get(types.under(ty)) {
        Type::Array { elem, len, .. } => Some((*elem, *len)),
        _ => None,
    }
}

/// Whether an interface type has no methods: its first word is then a type, not an itab.
pub fn is_empty_interface(types: &Types, ty: TypeId) -> bool {
    matches!(types.get(types.under(ty)), Type::Interface(methods) if methods.is_empty())
}

/// What follows the name of a variable of type `ty` for the bytes at `offset`: `.len`, `[3].x`, or
/// `+4` inside of a part. Empty for the start of something without parts.
pub fn path_at(types: &Types, ty: TypeId, offset: i64) -> String {
    let size = types.size(ty);
    if offset < 0 || offset >= size.max(1) {
        return if offset == 0 { String::new() } else { format!("{offset:+}") };
    }
    match types.kind(ty) {
        Kind::Struct => {
            let fields = types.fields(ty);
            let at = (0..fields.len()).rev().find(|&i| {
                let start = types.field_offset(ty, i);
                start <= offset && offset < start + types.size(fields[i].ty)
            });
            match at {
                Some(i) => {
                    let inner = path_at(types, fields[i].ty, offset - types.field_offset(ty, i));
                    format!(".{}{inner}", fields[i].name)
                }
                None => format!("{offset:+}"),
            }
        }
        Kind::Array => match array(types, ty) {
            Some((elem, len)) if len > 0 && types.size(elem) > 0 => {
                let size = types.size(elem);
                format!("[{}]{}", offset / size, path_at(types, elem, offset % size))
            }
            _ => String::new(),
        },
        _ => {
            let all = leaves(types, ty);
            match all.iter().find(|l| l.offset <= offset && offset < l.offset + l.size) {
                Some(l) if l.offset == offset => l.path.clone(),
                Some(l) => format!("{}{:+}", l.path, offset - l.offset),
                None => format!("{offset:+}"),
            }
        }
    }
}

/// Whether the type is the runtime's `_defer` record in the frame: the struct that construction of
/// `deferprocStack` calls makes, which no program can declare.
pub fn is_defer_record(types: &Types, ty: TypeId) -> bool {
    match types.get(ty) {
        Type::Struct { fields, noalg: true } => {
            let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
            names == ["siz", "started", "heap", "sp", "pc", "fn", "_panic", "link", "args"]
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::table::{Field, PkgId};

    #[test]
    fn parts_of_types() {
        let types = Types::default();
        let field = |name: &str, ty| Field {
            name: name.into(),
            pkg: PkgId::LOCAL,
            ty,
            embedded: false,
            tag: None,
        };
        let slice = types.slice(TypeId::INT);
        let pair = types.structure(vec![field("n", TypeId::INT), field("s", slice)]);
        let paths: Vec<String> = leaves(&types, pair).into_iter().map(|l| l.path).collect();
        assert_eq!(paths, [".n", ".s.ptr", ".s.len", ".s.cap"]);
        assert_eq!(path_at(&types, pair, 16), ".s.len");
        let two = types.array(pair, 2);
        assert_eq!(path_at(&types, two, 40), "[1].s.ptr");
        assert_eq!(path_at(&types, TypeId::INT, 4), "+4");
        assert_eq!(path_at(&types, TypeId::INT, 0), "");
    }
}
