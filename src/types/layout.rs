//! Sizes, alignment and pointer words of types on amd64, in bytes.

use super::table::{Kind, Type, TypeId, Types};

/// Bytes of a pointer, and of a machine word.
pub const PTR_SIZE: i64 = 8;

/// The layout of a type.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// In bytes.
    pub size: i64,
    /// In bytes; a power of two.
    pub align: i64,
    /// Bytes of the prefix that ends with the last pointer word; 0 without pointers. Pointers to
    /// types marked `go:notinheap` do not count.
    pub ptrdata: i64,
    /// Like `ptrdata > 0`, but pointers to types marked `go:notinheap` count.
    pub has_pointers: bool,
    /// Offsets of struct fields.
    pub field_offsets: Vec<i64>,
}

/// Rounds `n` up to a multiple of `to` (a power of two).
pub fn round_up(n: i64, to: i64) -> i64 {
    (n + to - 1) & -to
}

/// Offsets of a call's receiver, parameters and results from the start of the argument area.
#[derive(Clone, Debug, Default)]
pub struct ArgLayout {
    /// The receiver first, if the signature has one.
    pub params: Vec<i64>,
    pub results: Vec<i64>,
    /// Offset of the first result (parameters rounded up to 8).
    pub results_start: i64,
    /// Size of the whole area, rounded up to 8.
    pub size: i64,
}

impl Types {
    /// The layout of a complete type. SSA's own types have size 0 (flags, memory) or their words'.
    #[inline]
    pub fn layout(&self, id: TypeId) -> &Layout {
        if let Some(layout) = self.layout_cell(id).get() {
            return layout;
        }
        let layout = self.compute_layout(id);
        self.layout_cell(id).get_or_init(|| layout)
    }

    #[inline]
    pub fn size(&self, id: TypeId) -> i64 {
        self.layout(id).size
    }

    #[inline]
    pub fn align(&self, id: TypeId) -> i64 {
        self.layout(id).align
    }

    /// Whether the type holds pointers of any kind.
    #[inline]
    pub fn has_pointers(&self, id: TypeId) -> bool {
        self.layout(id).has_pointers
    }

    /// Whether the type holds pointers into the heap (those that need write barriers).
    pub fn has_heap_pointers(&self, id: TypeId) -> bool {
        self.layout(id).ptrdata > 0
    }

    pub fn field_offset(&self, id: TypeId, field: usize) -> i64 {
        self.layout(id).field_offsets[field]
    }

    /// Whether a pointer type points to a type marked `go:notinheap`.
    fn points_outside_heap(&self, elem: TypeId) -> bool {
        self.as_named(elem).is_some_and(|n| n.not_in_heap.get() == Some(&true))
    }

    /// Whether SSA can hold values of the type: at most four words, arrays of at most one element,
    /// structs of at most four fields (spec 20, section 3).
    pub fn can_ssa(&self, id: TypeId) -> bool {
        self.size(id) <= 4 * PTR_SIZE
            && match self.under_get(id) {
                Type::Array { elem, len, .. } => *len <= 1 && (*len == 0 || self.can_ssa(*elem)),
                Type::Struct { fields, .. } => {
                    fields.len() <= 4 && fields.iter().all(|f| self.can_ssa(f.ty))
                }
                _ => true,
            }
    }

    fn compute_layout(&self, id: TypeId) -> Layout {
        let words = |n: i64, ptrdata_words: i64| Layout {
            size: n * PTR_SIZE,
            align: PTR_SIZE,
            ptrdata: ptrdata_words * PTR_SIZE,
            has_pointers: ptrdata_words > 0,
            field_offsets: Vec::new(),
        };
        let scalar = |size: i64| Layout { size, align: size, ..Layout::default() };
        match self.under_get(id) {
            Type::Basic(kind) => match kind {
                Kind::Int8 | Kind::Uint8 | Kind::Bool => scalar(1),
                Kind::Int16 | Kind::Uint16 => scalar(2),
                Kind::Int32 | Kind::Uint32 | Kind::Float32 => scalar(4),
                Kind::Int64 | Kind::Uint64 | Kind::Int | Kind::Uint | Kind::Uintptr => scalar(8),
                Kind::Float64 => scalar(8),
                Kind::Complex64 => Layout { align: 4, ..scalar(8) },
                Kind::Complex128 => Layout { align: 8, ..scalar(16) },
                Kind::String => words(2, 1),
                Kind::UnsafePtr => words(1, 1),
                _ => Layout { align: 1, ..Layout::default() },
            },
            Type::Ptr(elem) => {
                let ptrdata = if self.points_outside_heap(*elem) { 0 } else { PTR_SIZE };
                Layout { ptrdata, has_pointers: true, ..scalar(8) }
            }
            Type::Map { .. } | Type::Chan { .. } | Type::Func(_) => words(1, 1),
            Type::Slice(_) => words(3, 1),
            Type::Interface(_) => words(2, 2),
            Type::Array { elem, len, .. } => {
                let e = self.layout(*elem);
                Layout {
                    size: e.size.saturating_mul(*len),
                    align: e.align,
                    ptrdata: if *len > 0 && e.ptrdata > 0 {
                        e.size.saturating_mul(*len - 1).saturating_add(e.ptrdata)
                    } else {
                        0
                    },
                    has_pointers: *len > 0 && e.has_pointers,
                    field_offsets: Vec::new(),
                }
            }
            Type::Struct { fields, .. } => {
                let mut l = Layout { align: 1, ..Layout::default() };
                let mut end_of_last = None;
                for f in fields {
                    let fl = self.layout(f.ty);
                    let offset = round_up(l.size, fl.align);
                    l.field_offsets.push(offset);
                    l.align = l.align.max(fl.align);
                    l.size = offset.saturating_add(fl.size);
                    if fl.ptrdata > 0 {
                        l.ptrdata = offset + fl.ptrdata;
                    }
                    l.has_pointers |= fl.has_pointers;
                    end_of_last = Some(fl.size);
                }
                // A final zero-size field gets a byte, so that its address stays inside.
                if end_of_last == Some(0) && l.size > 0 {
                    l.size += 1;
                }
                l.size = round_up(l.size, l.align);
                l
            }
            Type::Results(tys) => {
                let (offsets, size) = self.pack(tys, 0);
                Layout {
                    size: round_up(size, PTR_SIZE),
                    align: PTR_SIZE,
                    field_offsets: offsets,
                    ..Layout::default()
                }
            }
            Type::Tuple(a, b) => {
                let size = self.size(*a) + self.size(*b);
                Layout { size, align: PTR_SIZE, ..Layout::default() }
            }
            Type::Ssa("int128") => Layout { size: 16, align: 8, ..Layout::default() },
            Type::Ssa(_) | Type::Named(_) | Type::MapPart(..) => {
                Layout { align: 1, ..Layout::default() }
            }
        }
    }

    /// Offsets of `tys` laid one after another from `start`, and the end.
    fn pack(&self, tys: &[TypeId], start: i64) -> (Vec<i64>, i64) {
        let mut at = start;
        let offsets = tys
            .iter()
            .map(|&ty| {
                at = round_up(at, self.align(ty));
                let offset = at;
                at += self.size(ty);
                offset
            })
            .collect();
        (offsets, at)
    }

    /// Where a call of this signature has its arguments and results (spec 12, section 6.1).
    pub fn arg_layout(&self, sig: TypeId) -> ArgLayout {
        let sig = self.sig(sig);
        let inputs: Vec<TypeId> = sig.recv.iter().chain(&sig.params).copied().collect();
        let (params, end) = self.pack(&inputs, 0);
        let results_start = round_up(end, PTR_SIZE);
        let (results, end) = self.pack(&sig.results, results_start);
        ArgLayout { params, results, results_start, size: round_up(end, PTR_SIZE) }
    }

    /// Calls `mark` with the byte offset of every pointer word of the type, ascending. Pointers to
    /// types marked `go:notinheap` count only if `all` is set.
    pub fn each_pointer_word(&self, id: TypeId, base: i64, all: bool, mark: &mut dyn FnMut(i64)) {
        let l = self.layout(id);
        if !(l.ptrdata > 0 || all && l.has_pointers) {
            return;
        }
        match self.under_get(id) {
            Type::Interface(_) => mark(base + PTR_SIZE),
            Type::Array { elem, len, .. } => {
                let size = self.size(*elem);
                for i in 0..*len {
                    self.each_pointer_word(*elem, base + i * size, all, mark);
                }
            }
            Type::Struct { fields, .. } => {
                for (f, offset) in fields.iter().zip(&l.field_offsets) {
                    self.each_pointer_word(f.ty, base + offset, all, mark);
                }
            }
            _ => mark(base),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Field, PkgId};
    use super::*;

    fn field(ty: TypeId) -> Field {
        Field { name: "f".into(), pkg: PkgId::LOCAL, ty, embedded: false, tag: None }
    }

    #[test]
    fn struct_padding_and_trailing_zero_size_field() {
        let types = Types::default();
        let empty = types.structure(vec![]);
        let t = types.structure(vec![field(TypeId::UINT8), field(TypeId::INT64), field(empty)]);
        assert_eq!(types.layout(t).field_offsets, [0, 8, 16]);
        assert_eq!(types.size(t), 24);
        assert_eq!(types.size(empty), 0);
    }

    #[test]
    fn results_start_on_a_word() {
        let types = Types::default();
        let f = types.func(vec![TypeId::BOOL], vec![TypeId::INT32, TypeId::INT], false);
        let args = types.arg_layout(f);
        assert_eq!((args.results_start, args.size), (8, 24));
        assert_eq!(args.results, [8, 16]);
    }

    #[test]
    fn only_an_interface_s_data_word_is_a_pointer() {
        let types = Types::default();
        let mut words = Vec::new();
        types.each_pointer_word(types.empty_interface(), 0, false, &mut |o| words.push(o));
        assert_eq!(words, [8]);
    }
}
