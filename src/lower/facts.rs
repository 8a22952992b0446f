//! Questions that `order` and `walk` ask about types and trees, without changing them.

use dashu_int::IBig;

use super::forms::Forms;
use crate::options::Options;
use crate::tree::{Class, Const, NodeFlags, NodeId, Op, VarFlags};
use crate::types::alg::Alg;
use crate::types::{Kind, Type, TypeId, Types};

/// Variables that the compiler makes implicitly on the stack are smaller than this (bytes).
pub const MAX_IMPLICIT_STACK_VAR: i64 = 64 * 1024;
/// Elements of more bytes need a zero block of their own (`go.map.zero`).
pub const ZERO_BLOCK: i64 = 1024;
/// Bytes of the stack buffer for short strings.
pub const STRING_BUFFER: i64 = 32;

/// How a map is accessed (spec 12, section 16.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MapSpeed {
    Slow,
    Fast32,
    Fast64,
    Fast64Ptr,
    FastStr,
}

impl MapSpeed {
    /// The suffix of access and delete functions, and of assign functions.
    pub fn suffix(self, assign: bool) -> &'static str {
        match self {
            MapSpeed::Slow => "",
            MapSpeed::Fast32 => "_fast32",
            MapSpeed::Fast64Ptr if assign => "_fast64ptr",
            MapSpeed::Fast64 | MapSpeed::Fast64Ptr => "_fast64",
            MapSpeed::FastStr => "_faststr",
        }
    }
}

pub fn map_speed(types: &Types, map: TypeId) -> MapSpeed {
    let key = types.map_key(map);
    if types.size(types.elem(map)) > 128 {
        return MapSpeed::Slow;
    }
    match (types.alg(key), types.size(key)) {
        (Alg::Memory, 4) => MapSpeed::Fast32,
        (Alg::Memory, 8) if types.has_heap_pointers(key) => MapSpeed::Fast64Ptr,
        (Alg::Memory, 8) => MapSpeed::Fast64,
        (Alg::String, _) => MapSpeed::FastStr,
        _ => MapSpeed::Slow,
    }
}

/// The only component of one-field structs and one-element arrays, looked into repeatedly.
pub fn sole_component(types: &Types, mut ty: TypeId) -> Option<TypeId> {
    loop {
        ty = match types.under_get(ty) {
            Type::Struct { fields, .. } if fields.len() == 1 => fields[0].ty,
            Type::Array { elem, len: 1, .. } => *elem,
            Type::Struct { .. } | Type::Array { .. } => return None,
            _ => return Some(ty),
        };
    }
}

/// The runtime function that converts a value to an interface, and whether it takes the value's
/// address (spec 12, section 12.2, cases 6 to 8).
pub fn conversion_routine(types: &Types, from: TypeId, to: TypeId) -> (&'static str, bool) {
    if types.is_interface(from) {
        return ("convI2I", false);
    }
    let (size, align) = (types.size(from), types.align(from));
    let pointers = types.has_pointers(from);
    match (size, align) {
        (2, 2) => return ("convT16", false),
        (4, 4) if !pointers => return ("convT32", false),
        (8, 8) if !pointers => return ("convT64", false),
        _ => {}
    }
    match sole_component(types, from).map(|c| types.kind(c)) {
        Some(Kind::String) => return ("convTstring", false),
        Some(Kind::Slice) => return ("convTslice", false),
        _ => {}
    }
    let name = match (types.is_empty_interface(to), pointers) {
        (true, true) => "convT2E",
        (true, false) => "convT2Enoptr",
        (false, true) => "convT2I",
        (false, false) => "convT2Inoptr",
    };
    (name, true)
}

/// Whether SSA keeps values of the type in registers (spec 20, section 3).
pub fn is_ssa_type(types: &Types, ty: TypeId) -> bool {
    if types.size(ty) > 32 {
        return false;
    }
    match types.under_get(ty) {
        Type::Array { elem, len, .. } => *len <= 1 && (*len == 0 || is_ssa_type(types, *elem)),
        Type::Struct { fields, .. } => {
            fields.len() <= 4 && fields.iter().all(|f| is_ssa_type(types, f.ty))
        }
        _ => true,
    }
}

/// Number of scalar components, not counting blank fields.
pub fn n_components(types: &Types, ty: TypeId) -> i64 {
    match types.under_get(ty) {
        Type::Struct { fields, .. } => {
            fields.iter().filter(|f| !f.name.is_blank()).map(|f| n_components(types, f.ty)).sum()
        }
        Type::Array { elem, len, .. } => len.saturating_mul(n_components(types, *elem)),
        _ => 1,
    }
}

/// The kind that decides a numeric type's representation: `int` is `int64`, `uintptr` `uint64`.
fn simple_kind(types: &Types, ty: TypeId) -> Kind {
    match types.kind(ty) {
        Kind::Int => Kind::Int64,
        Kind::Uint | Kind::Uintptr => Kind::Uint64,
        Kind::Ptr | Kind::Map | Kind::Chan | Kind::Func | Kind::UnsafePtr => Kind::Ptr,
        kind => kind,
    }
}

/// Whether a conversion between the types changes no bits (`ConvNop`).
pub fn same_representation(types: &Types, from: TypeId, to: TypeId) -> bool {
    let numeric = |ty| types.is_integer(ty) || types.is_float(ty) || types.is_complex(ty);
    if numeric(from) && numeric(to) {
        return simple_kind(types, from) == simple_kind(types, to);
    }
    true
}

/// The predeclared unsigned integer type that corresponds to an integer type.
pub fn to_unsigned(types: &Types, ty: TypeId) -> TypeId {
    match types.kind(ty) {
        Kind::Int | Kind::Uint => TypeId::UINT,
        Kind::Int8 | Kind::Uint8 => TypeId::UINT8,
        Kind::Int16 | Kind::Uint16 => TypeId::UINT16,
        Kind::Int32 | Kind::Uint32 => TypeId::UINT32,
        Kind::Int64 | Kind::Uint64 => TypeId::UINT64,
        Kind::Uintptr => TypeId::UINTPTR,
        _ => ty,
    }
}

/// `v` cut to the width of an integer type.
pub fn wrap_int(types: &Types, v: &IBig, ty: TypeId) -> IBig {
    let bits = types.size(ty) as usize * 8;
    let modulus = IBig::ONE << bits;
    let mut v = v % &modulus;
    if v < IBig::ZERO {
        v += &modulus;
    }
    if types.is_signed(ty) && v >= (IBig::ONE << (bits - 1)) {
        v -= modulus;
    }
    v
}

/// Largest value of an integer type.
pub fn max_int(types: &Types, ty: TypeId) -> i128 {
    let bits = types.size(ty) * 8;
    if types.is_signed(ty) { (1i128 << (bits - 1)) - 1 } else { (1i128 << bits) - 1 }
}

impl Forms<'_> {
    /// An expression that denotes a place: its address may be taken or it may be assigned to.
    pub fn is_lvalue(&self, n: NodeId) -> bool {
        match self.op(n) {
            Op::Index => {
                let l = self.l(n);
                match self.types().kind(self.ty(l)) {
                    Kind::Array => self.is_lvalue(l),
                    Kind::String => false,
                    _ => true,
                }
            }
            Op::Deref | Op::DotPtr | Op::ClosureVar | Op::NameOffset => true,
            Op::Dot => self.is_lvalue(self.l(n)),
            Op::Name => self.class(n) != Some(Class::Func),
            _ => false,
        }
    }

    /// Whether the runtime may be handed the address of `n` (spec 12, section 3).
    pub fn is_addr_ok(&self, n: NodeId) -> bool {
        self.is_lvalue(n)
            && (self.op(n) != Op::Name
                || self.class(n) == Some(Class::Extern)
                || self.is_auto_temp(n))
    }

    /// Whether the two are the same place or value however often they are evaluated (spec 12,
    /// section 3).
    pub fn same_safe(&self, l: NodeId, r: NodeId) -> bool {
        if self.op(l) != self.op(r) || !self.types().identical(self.ty(l), self.ty(r)) {
            return false;
        }
        let left = || match (self.left(l), self.left(r)) {
            (Some(a), Some(b)) => self.same_safe(a, b),
            _ => false,
        };
        let right = || match (self.right(l), self.right(r)) {
            (Some(a), Some(b)) => self.same_safe(a, b),
            _ => false,
        };
        match self.op(l) {
            Op::Name | Op::ClosureVar | Op::NameOffset => l == r || self.n(l).aux == self.n(r).aux,
            Op::Dot | Op::DotPtr => self.n(l).aux == self.n(r).aux && left(),
            Op::Deref | Op::ConvNop | Op::Not | Op::Com | Op::Plus | Op::Neg => left(),
            // Conversions between numbers and the like cannot fail or allocate.
            Op::Conv => left(),
            Op::Index | Op::IndexMap => left() && right(),
            Op::Add
            | Op::Sub
            | Op::Or
            | Op::Xor
            | Op::Mul
            | Op::Shl
            | Op::Shr
            | Op::And
            | Op::AndNot
            | Op::Div
            | Op::Mod => left() && right(),
            Op::Literal => match (self.constant(l), self.constant(r)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
            _ => false,
        }
    }

    /// A literal that is the zero value of its type, or a composite literal of such.
    pub fn is_zero(&self, n: NodeId) -> bool {
        match self.op(n) {
            Op::Literal => self.constant(n).is_some_and(Const::is_zero),
            Op::ArrayLit | Op::StructLit => self.elements(n).all(|e| self.is_zero(e)),
            _ => false,
        }
    }

    /// Values of an array or struct literal.
    fn elements(&self, n: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let items = self.pkg.tree.items(self.n(n).list);
        items.iter().map(|&e| match self.op(e) {
            Op::StructKey => self.l(e),
            Op::Key => self.r(e),
            _ => e,
        })
    }

    /// A constant, or a literal (not of slice or map) made of such: it can be static data.
    pub fn is_static_literal(&self, n: NodeId) -> bool {
        match self.op(n) {
            Op::SliceLit => false,
            Op::ArrayLit | Op::StructLit => self.elements(n).all(|e| self.is_static_literal(e)),
            Op::Literal => true,
            Op::ConvIface => {
                // Nested conversions never make the value an interface again.
                let mut v = self.l(n);
                while self.op(v) == Op::ConvIface {
                    v = self.l(v);
                }
                if self.types().is_interface(self.ty(v)) {
                    return self.is_nil(v);
                }
                self.is_static_literal(v)
            }
            _ => false,
        }
    }

    /// `len([]rune(s))`
    pub fn is_rune_count(&self, n: NodeId) -> bool {
        self.op(n) == Op::Len && self.op(self.l(n)) == Op::StrToRunes && self.optimizing()
    }

    pub fn optimizing(&self) -> bool {
        let Options { no_opt, .. } = self.pkg.options;
        !no_opt
    }

    /// `append(x, make([]T, n)...)` whose length fits an `int`.
    pub fn is_append_of_make(&self, n: NodeId) -> bool {
        if !self.optimizing() || self.op(n) != Op::Append || !self.has_flag(n, NodeFlags::DOTS) {
            return false;
        }
        let [_, make] = *self.pkg.tree.items(self.n(n).list) else { return false };
        if self.op(make) != Op::MakeSlice || self.right(make).is_some() {
            return false;
        }
        let size = self.l(make);
        self.is_int_const(size)
            || max_int(self.types(), self.ty(size)) <= max_int(self.types(), TypeId::UINT)
    }

    /// Whether evaluating `n`, whose operands are done, may call or fault (spec 12, section 3).
    pub fn update_has_call(&mut self, n: NodeId) {
        let has = self.has_call_now(n);
        self.set_flag(n, NodeFlags::HAS_CALL, has);
    }

    fn has_call_now(&self, n: NodeId) -> bool {
        let node = self.n(n);
        if !node.init.is_empty() {
            return true;
        }
        match node.op {
            Op::Literal | Op::Name | Op::NameOffset | Op::Type => false,
            Op::CallFunc | Op::CallMeth | Op::CallInter => true,
            Op::Index
            | Op::Slice
            | Op::SliceArr
            | Op::SliceStr
            | Op::Slice3
            | Op::Slice3Arr
            | Op::Deref
            | Op::DotPtr
            | Op::DotType
            | Op::Div
            | Op::Mod => true,
            _ => [node.left, node.right]
                .into_iter()
                .filter_map(|o| o.expand())
                .any(|o| self.has_flag(o, NodeFlags::HAS_CALL)),
        }
    }

    /// Whether the index is known to be within `0..len` (spec 12, section 23.6).
    pub fn is_bounded_index(&self, n: NodeId, len: i64) -> bool {
        let types = self.types();
        let ty = self.ty(n);
        if !types.is_integer(ty) {
            return false;
        }
        let signed = types.is_signed(ty);
        let mut bits = 8 * types.size(ty);
        if let Some(v) = self.small_int(n) {
            return (0..len).contains(&v);
        }
        let right = |n| self.right(n).and_then(|r| self.small_int(r));
        match self.op(n) {
            Op::And => {
                let mask = self.left(n).and_then(|l| self.small_int(l)).or_else(|| right(n));
                if mask.is_some_and(|v| (0..len).contains(&v)) {
                    return true;
                }
            }
            Op::Mod if !signed => {
                if right(n).is_some_and(|v| (0..=len).contains(&v)) {
                    return true;
                }
            }
            Op::Div if !signed => {
                let mut v = right(n).unwrap_or(0);
                while bits > 0 && v >= 2 {
                    bits -= 1;
                    v >>= 1;
                }
            }
            Op::Shr if !signed => {
                if let Some(v) = right(n) {
                    if v > bits {
                        return true;
                    }
                    bits -= v;
                }
            }
            _ => {}
        }
        !signed && bits <= 62 && 1i64 << bits <= len
    }

    /// A read-only static temporary (`.stmp_N` of a constant).
    pub fn is_read_only_static(&self, n: NodeId) -> bool {
        self.class(n) == Some(Class::Extern) && self.var_has(n, VarFlags::READ_ONLY)
    }
}
