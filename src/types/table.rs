//! The type table: every type is interned once, so that comparing types is comparing ids.
//!
//! Two wrinkles keep identity apart from interning. `byte` and `rune` have ids of their own
//! because messages and dumps spell them as written; [`Types::identical`] compares canonical
//! ids, in which they are `uint8` and `int32`. And a defined type is a [`NamedId`] whose underlying
//! type and methods arrive later.
//!
//! The table is append-only with interior mutability: every stage, and every thread of the back
//! end, may intern. Ids depend on timing then, so nothing in the output may.

use std::sync::{Mutex, OnceLock, RwLock};

use rustc_hash::FxHashMap;

use crate::index::entity_impl;
use crate::intern::Name;
use crate::source::Pos;
use crate::types::layout::Layout;

/// An interned type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(u32);
entity_impl!(TypeId, "t");

/// A defined type (`type T ...`), or the predeclared `error`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamedId(u32);
entity_impl!(NamedId, "named");

/// A package known to the compilation. 0 is the package being compiled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PkgId(u32);
entity_impl!(PkgId, "pkg");

impl PkgId {
    pub const LOCAL: PkgId = PkgId(0);
    /// Predeclared names; also "no package".
    pub const BUILTIN: PkgId = PkgId(1);
    pub const UNSAFE: PkgId = PkgId(2);
    pub const RUNTIME: PkgId = PkgId(3);
}

#[derive(Clone, Debug)]
pub struct Pkg {
    /// Import path as written; empty for the local package without `-p`.
    pub path: Name,
    /// Package name.
    pub name: Name,
    /// Prefix of link names: `""` for the local package, the escaped path for others.
    pub prefix: Name,
}

/// The class of a type, in gc's order of kinds (spec 21, appendix A: the order matters to cse).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Kind {
    Int8 = 1,
    Uint8,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Uint64,
    Int,
    Uint,
    Uintptr,
    Complex64,
    Complex128,
    Float32,
    Float64,
    Bool,
    Ptr,
    Func,
    Slice,
    Array,
    Struct,
    Chan,
    Map,
    Interface,
    /// A defined type whose underlying type is not known yet.
    Forward,
    Any,
    String,
    UnsafePtr,
    /// Untyped numeric constants (int, rune, float, complex).
    Ideal,
    Nil,
    Blank,
    /// The results of a call that has not exactly one.
    Results,
    /// SSA only: memory, flags, void, int128 (`Type::Ssa`).
    Ssa,
    /// SSA only: a pair of results.
    Tuple,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    Recv = 1,
    Send = 2,
    Both = 3,
}

/// Parts of a map that the compiler lays out itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MapPart {
    Bucket,
    Header,
    Iter,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    pub name: Name,
    /// Package of an unexported name; `BUILTIN` for exported ones and compiler-made names.
    pub pkg: PkgId,
    pub ty: TypeId,
    pub embedded: bool,
    /// The tag's contents, unquoted.
    pub tag: Option<Name>,
}

/// A method of an interface type: sorted by exported name, then unexported name, then package.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Method {
    pub name: Name,
    /// Package of an unexported name; `BUILTIN` for exported ones.
    pub pkg: PkgId,
    /// Function type without receiver.
    pub ty: TypeId,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct FuncSig {
    /// Only in the types of methods before the receiver is dropped or made a parameter.
    pub recv: Option<TypeId>,
    pub params: Vec<TypeId>,
    pub results: Vec<TypeId>,
    /// The last parameter is `...E` (its type here is `[]E`).
    pub variadic: bool,
}

/// A type's structure, as interned.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// Predeclared and internal types without parts; the id constants of [`TypeId`].
    Basic(Kind),
    Named(NamedId),
    Ptr(TypeId),
    Slice(TypeId),
    /// `noalg`: may not be hashed or compared (map bucket parts).
    Array {
        elem: TypeId,
        len: i64,
        noalg: bool,
    },
    Map {
        key: TypeId,
        elem: TypeId,
    },
    Chan {
        elem: TypeId,
        dir: ChanDir,
    },
    Func(FuncSig),
    /// `noalg`: may not be hashed or compared (closures, defer records, select cases).
    Struct {
        fields: Vec<Field>,
        noalg: bool,
    },
    /// The struct behind a map type: its bucket, header or iterator. Like a defined type it stands
    /// for its structure (a bucket points to buckets), but it has no name of its own.
    MapPart(MapPart, TypeId),
    /// Embedded interfaces are flattened; methods are sorted.
    Interface(Vec<Method>),
    /// Results of a call with none or several.
    Results(Vec<TypeId>),
    /// SSA: two values at once.
    Tuple(TypeId, TypeId),
    /// SSA: `mem`, `flags`, `void`, `int128`.
    Ssa(&'static str),
}

/// A method declared on a defined type.
#[derive(Clone, Debug)]
pub struct DeclaredMethod {
    pub name: Name,
    pub pkg: PkgId,
    pub ptr_recv: bool,
    /// Function type with `recv` set.
    pub ty: TypeId,
    pub pos: Pos,
    /// The function, by its index in the tree's function table (absent for `error`).
    pub func: Option<crate::tree::FuncId>,
}

/// A defined type.
pub struct Named {
    pub name: Name,
    pub pkg: PkgId,
    pub pos: Pos,
    /// Number of a function-local declaration (1 for the first local type of the package), or 0.
    pub vargen: u32,
    pub not_in_heap: OnceLock<bool>,
    pub underlying: OnceLock<TypeId>,
    /// In order of declaration.
    pub methods: RwLock<Vec<DeclaredMethod>>,
}

struct Entry {
    ty: Type,
    /// Same type with `byte` and `rune` replaced; identity compares these.
    canon: TypeId,
    layout: OnceLock<Layout>,
    /// The struct that a `MapPart` stands for.
    structure: OnceLock<TypeId>,
}

macro_rules! basic_types {
    ($($konst:ident = $n:literal, $ty:expr, $text:literal;)*) => {
        impl TypeId {
            $(pub const $konst: TypeId = TypeId($n);)*
        }
        /// The types with fixed ids, in id order, with their spelling.
        pub(crate) const BASIC: &[(Type, &str)] = &[$(($ty, $text)),*];
    };
}

basic_types! {
    INVALID = 0, Type::Ssa("invalid"), "<invalid>";
    INT8 = 1, Type::Basic(Kind::Int8), "int8";
    UINT8 = 2, Type::Basic(Kind::Uint8), "uint8";
    INT16 = 3, Type::Basic(Kind::Int16), "int16";
    UINT16 = 4, Type::Basic(Kind::Uint16), "uint16";
    INT32 = 5, Type::Basic(Kind::Int32), "int32";
    UINT32 = 6, Type::Basic(Kind::Uint32), "uint32";
    INT64 = 7, Type::Basic(Kind::Int64), "int64";
    UINT64 = 8, Type::Basic(Kind::Uint64), "uint64";
    INT = 9, Type::Basic(Kind::Int), "int";
    UINT = 10, Type::Basic(Kind::Uint), "uint";
    UINTPTR = 11, Type::Basic(Kind::Uintptr), "uintptr";
    COMPLEX64 = 12, Type::Basic(Kind::Complex64), "complex64";
    COMPLEX128 = 13, Type::Basic(Kind::Complex128), "complex128";
    FLOAT32 = 14, Type::Basic(Kind::Float32), "float32";
    FLOAT64 = 15, Type::Basic(Kind::Float64), "float64";
    BOOL = 16, Type::Basic(Kind::Bool), "bool";
    STRING = 17, Type::Basic(Kind::String), "string";
    UNSAFE_POINTER = 18, Type::Basic(Kind::UnsafePtr), "unsafe.Pointer";
    BYTE = 19, Type::Basic(Kind::Uint8), "byte";
    RUNE = 20, Type::Basic(Kind::Int32), "rune";
    UNTYPED_INT = 21, Type::Basic(Kind::Ideal), "untyped number";
    UNTYPED_RUNE = 22, Type::Basic(Kind::Ideal), "untyped number";
    UNTYPED_FLOAT = 23, Type::Basic(Kind::Ideal), "untyped number";
    UNTYPED_COMPLEX = 24, Type::Basic(Kind::Ideal), "untyped number";
    UNTYPED_STRING = 25, Type::Basic(Kind::String), "untyped string";
    UNTYPED_BOOL = 26, Type::Basic(Kind::Bool), "untyped bool";
    UNTYPED_NIL = 27, Type::Basic(Kind::Nil), "nil";
    BLANK = 28, Type::Basic(Kind::Blank), "blank";
    ANY = 29, Type::Basic(Kind::Any), "any";
    MEM = 30, Type::Ssa("mem"), "mem";
    FLAGS = 31, Type::Ssa("flags"), "flags";
    VOID = 32, Type::Ssa("void"), "void";
    INT128 = 33, Type::Ssa("int128"), "int128";
}

/// The type table.
pub struct Types {
    entries: boxcar::Vec<Entry>,
    named: boxcar::Vec<Named>,
    pkgs: boxcar::Vec<Pkg>,
    interned: Mutex<FxHashMap<Type, TypeId>>,
    pkgs_by_path: Mutex<FxHashMap<Name, PkgId>>,
    /// The predeclared type `error`.
    error: OnceLock<TypeId>,
    /// How many types there were when the front end ended.
    front_end_types: OnceLock<u32>,
}

impl Default for Types {
    fn default() -> Types {
        Types::new("", "main")
    }
}

impl Types {
    /// A table with the predeclared types. `path` is `-p`'s argument, `name` the package's name.
    pub fn new(path: &str, name: &str) -> Types {
        let types = Types {
            entries: boxcar::Vec::new(),
            named: boxcar::Vec::new(),
            pkgs: boxcar::Vec::new(),
            interned: Mutex::new(FxHashMap::default()),
            pkgs_by_path: Mutex::new(FxHashMap::default()),
            error: OnceLock::new(),
            front_end_types: OnceLock::new(),
        };
        let pkg = |path: &str, name: &str, prefix: &str| Pkg {
            path: path.into(),
            name: name.into(),
            prefix: prefix.into(),
        };
        types.pkgs.push(pkg(path, name, "\"\""));
        types.pkgs.push(pkg("", "", ""));
        for path in ["unsafe", "runtime"] {
            let id = types.pkgs.push(pkg(path, path, path));
            types.pkgs_by_path.lock().unwrap().insert(path.into(), PkgId(id as u32));
        }
        for (i, (ty, _)) in BASIC.iter().enumerate() {
            let id = TypeId(i as u32);
            let canon = match id {
                TypeId::BYTE => TypeId::UINT8,
                TypeId::RUNE => TypeId::INT32,
                _ => id,
            };
            types.entries.push(Entry {
                ty: ty.clone(),
                canon,
                layout: OnceLock::new(),
                structure: OnceLock::new(),
            });
        }
        let error = types.new_named(Name::new("error"), PkgId::BUILTIN, Pos::NONE, 0);
        let method = types.func(vec![], vec![TypeId::STRING], false);
        let iface = types.interface(vec![Method {
            name: Name::new("Error"),
            pkg: PkgId::BUILTIN,
            ty: method,
        }]);
        types.set_underlying(error, iface);
        types.error.set(error).expect("set once");
        types
    }

    /// The predeclared types that are not interfaces and no second names.
    pub const PREDECLARED: [TypeId; 18] = {
        let mut all = [TypeId::INVALID; 18];
        let mut i = 0;
        while i < all.len() {
            all[i] = TypeId(TypeId::INT8.0 + i as u32);
            i += 1;
        }
        all
    };

    /// The predeclared type `error`.
    pub fn error(&self) -> TypeId {
        *self.error.get().expect("set by new")
    }

    // -- packages ------------------------------------------------------------------------------

    pub fn pkg(&self, id: PkgId) -> &Pkg {
        &self.pkgs[id.0 as usize]
    }

    /// The package with this import path, registered at first mention. The path is escaped for
    /// link names (spec 33, section 1).
    pub fn pkg_by_path(&self, path: &str, name: &str) -> PkgId {
        let mut by_path = self.pkgs_by_path.lock().unwrap();
        *by_path.entry(path.into()).or_insert_with(|| {
            let pkg = Pkg {
                path: path.into(),
                name: name.into(),
                prefix: escape_path(path).as_str().into(),
            };
            PkgId(self.pkgs.push(pkg) as u32)
        })
    }

    // -- interning -----------------------------------------------------------------------------

    /// The structure behind an id.
    #[inline]
    pub fn get(&self, id: TypeId) -> &Type {
        &self.entries[id.0 as usize].ty
    }

    pub fn intern(&self, ty: Type) -> TypeId {
        if let Some(&id) = self.interned.lock().unwrap().get(&ty) {
            return id;
        }
        let canon_ty = self.canonical(&ty);
        let canon = canon_ty.map(|c| self.intern(c));
        let mut interned = self.interned.lock().unwrap();
        *interned.entry(ty.clone()).or_insert_with(|| {
            // Two threads may not intern at once, the lock is held: the next slot is known.
            let id = TypeId(self.entries.count() as u32);
            let entry = Entry {
                ty,
                canon: canon.unwrap_or(id),
                layout: OnceLock::new(),
                structure: OnceLock::new(),
            };
            let slot = self.entries.push(entry);
            assert_eq!(slot, id.0 as usize, "only this function appends");
            id
        })
    }

    /// `ty` with its parts replaced by their canonical types; `None` if nothing changes.
    fn canonical(&self, ty: &Type) -> Option<Type> {
        let c = |id: TypeId| self.entries[id.0 as usize].canon;
        let all = |ids: &[TypeId]| ids.iter().map(|&id| c(id)).collect::<Vec<_>>();
        let new = match ty {
            Type::Basic(_) | Type::Named(_) | Type::Ssa(_) => return None,
            Type::Ptr(e) => Type::Ptr(c(*e)),
            Type::Slice(e) => Type::Slice(c(*e)),
            Type::Array { elem, len, noalg } => {
                Type::Array { elem: c(*elem), len: *len, noalg: *noalg }
            }
            Type::Map { key, elem } => Type::Map { key: c(*key), elem: c(*elem) },
            Type::Chan { elem, dir } => Type::Chan { elem: c(*elem), dir: *dir },
            Type::Func(sig) => Type::Func(FuncSig {
                recv: sig.recv.map(c),
                params: all(&sig.params),
                results: all(&sig.results),
                variadic: sig.variadic,
            }),
            Type::Struct { fields, noalg } => Type::Struct {
                fields: fields.iter().map(|f| Field { ty: c(f.ty), ..f.clone() }).collect(),
                noalg: *noalg,
            },
            Type::MapPart(part, map) => Type::MapPart(*part, c(*map)),
            Type::Interface(methods) => Type::Interface(
                methods.iter().map(|m| Method { ty: c(m.ty), ..m.clone() }).collect(),
            ),
            Type::Results(tys) => Type::Results(all(tys)),
            Type::Tuple(a, b) => Type::Tuple(c(*a), c(*b)),
        };
        (new != *ty).then_some(new)
    }

    /// Whether the two are the same type of the language.
    pub fn identical(&self, a: TypeId, b: TypeId) -> bool {
        a == b || self.canon(a) == self.canon(b)
    }

    /// The representative of all types identical to `id`.
    pub fn canon(&self, id: TypeId) -> TypeId {
        self.entries[id.0 as usize].canon
    }

    pub(super) fn layout_cell(&self, id: TypeId) -> &OnceLock<Layout> {
        &self.entries[id.0 as usize].layout
    }

    pub(super) fn structure_cell(&self, id: TypeId) -> &OnceLock<TypeId> {
        &self.entries[id.0 as usize].structure
    }

    // -- constructors --------------------------------------------------------------------------

    pub fn ptr(&self, elem: TypeId) -> TypeId {
        self.intern(Type::Ptr(elem))
    }

    /// Whether the front end formed the pointer type to `elem`: gc remembers pointer types until
    /// it starts to compile functions (spec 33, section 3.1).
    pub fn is_ptr_elem(&self, elem: TypeId) -> bool {
        let ptr = self.interned.lock().unwrap().get(&Type::Ptr(elem)).copied();
        let end = self.front_end_types.get().copied().unwrap_or(u32::MAX);
        ptr.is_some_and(|p| p.0 < end)
    }

    /// The pointer type to `elem` as gc's back end makes it: if the front end did not form it, a new
    /// one at each call, identical to all others but not the same. Who compares ids tells them
    /// apart, as gc tells type objects apart.
    pub fn new_ptr(&self, elem: TypeId) -> TypeId {
        let shared = self.ptr(elem);
        if self.is_ptr_elem(elem) {
            return shared;
        }
        let canon = self.canon(shared);
        let _no_one_appends = self.interned.lock().unwrap();
        let (layout, structure) = (OnceLock::new(), OnceLock::new());
        let entry = Entry { ty: Type::Ptr(elem), canon, layout, structure };
        TypeId(self.entries.push(entry) as u32)
    }

    /// The map or channel type `ty` as another type expression of the source writes it: gc forms a
    /// new one for each, identical to all others but not the same (pointer and slice types it
    /// finds again). Stack slots are shared among values of the same one only.
    pub fn written_again(&self, ty: TypeId) -> TypeId {
        let (of, canon) = (self.get(ty).clone(), self.canon(ty));
        let _no_one_appends = self.interned.lock().unwrap();
        let (layout, structure) = (OnceLock::new(), OnceLock::new());
        TypeId(self.entries.push(Entry { ty: of, canon, layout, structure }) as u32)
    }

    /// Whether all mentions of the type share this id, or it was made by [`Types::new_ptr`].
    pub fn is_interned(&self, id: TypeId) -> bool {
        self.interned.lock().unwrap().get(self.get(id)) == Some(&id)
    }

    /// Notes that the front end is done with the program: pointer types formed from now on are not
    /// remembered. gc forms a few before, for the runtime's declarations and for its back end.
    pub fn end_front_end(&self) {
        use TypeId as T;
        let strings = self.slice(T::STRING);
        let string_ptrs = self.slice(self.ptr(T::STRING));
        let (bytes, any) = (self.slice(T::BYTE), self.empty_interface());
        let buffers = [(T::BYTE, 32), (T::BYTE, 4), (T::RUNE, 32)];
        for ty in [T::BOOL, T::BYTE, T::UINT8, T::INT16, T::INT32, T::UINT32, T::INT64, T::INT]
            .into_iter()
            .chain([T::UINTPTR, T::FLOAT32, T::FLOAT64, T::STRING, self.error(), any])
            .chain([strings, string_ptrs, bytes, self.slice(any)])
            .chain(buffers.map(|(elem, len)| self.array(elem, len)))
        {
            self.ptr(ty);
        }
        for ty in [T::STRING, T::BYTE, T::UINT8] {
            self.ptr(self.ptr(ty));
        }
        self.ptr(self.ptr(self.ptr(T::UINT8)));
        self.front_end_types.get_or_init(|| self.entries.count() as u32);
    }

    pub fn slice(&self, elem: TypeId) -> TypeId {
        self.intern(Type::Slice(elem))
    }

    pub fn array(&self, elem: TypeId, len: i64) -> TypeId {
        self.intern(Type::Array { elem, len, noalg: false })
    }

    pub fn map(&self, key: TypeId, elem: TypeId) -> TypeId {
        self.intern(Type::Map { key, elem })
    }

    pub fn chan(&self, elem: TypeId, dir: ChanDir) -> TypeId {
        self.intern(Type::Chan { elem, dir })
    }

    pub fn func(&self, params: Vec<TypeId>, results: Vec<TypeId>, variadic: bool) -> TypeId {
        self.intern(Type::Func(FuncSig { recv: None, params, results, variadic }))
    }

    /// An ordinary struct.
    pub fn structure(&self, fields: Vec<Field>) -> TypeId {
        self.intern(Type::Struct { fields, noalg: false })
    }

    /// `methods` are sorted here.
    pub fn interface(&self, mut methods: Vec<Method>) -> TypeId {
        methods.sort_by(|a, b| {
            let key = |m: &Method| (!m.name.is_exported(), m.name.as_str());
            key(a)
                .cmp(&key(b))
                .then_with(|| self.pkg(a.pkg).path.as_str().cmp(self.pkg(b.pkg).path.as_str()))
        });
        self.intern(Type::Interface(methods))
    }

    /// `interface{}`
    pub fn empty_interface(&self) -> TypeId {
        self.intern(Type::Interface(Vec::new()))
    }

    pub fn results(&self, tys: Vec<TypeId>) -> TypeId {
        self.intern(Type::Results(tys))
    }

    pub fn tuple(&self, a: TypeId, b: TypeId) -> TypeId {
        self.intern(Type::Tuple(a, b))
    }

    /// A new defined type without an underlying type yet. Every call makes a different type.
    pub fn new_named(&self, name: Name, pkg: PkgId, pos: Pos, vargen: u32) -> TypeId {
        let named = NamedId(self.named.push(Named {
            name,
            pkg,
            pos,
            vargen,
            not_in_heap: OnceLock::new(),
            underlying: OnceLock::new(),
            methods: RwLock::new(Vec::new()),
        }) as u32);
        self.intern(Type::Named(named))
    }

    pub fn named(&self, id: NamedId) -> &Named {
        &self.named[id.0 as usize]
    }

    /// The defined type behind `id`, if it is one.
    pub fn as_named(&self, id: TypeId) -> Option<&Named> {
        match self.get(id) {
            Type::Named(n) => Some(self.named(*n)),
            _ => None,
        }
    }

    /// Gives a defined type its underlying type (flattened through other defined types).
    pub fn set_underlying(&self, named: TypeId, underlying: TypeId) {
        let under = self.under(underlying);
        let cell = &self.as_named(named).expect("a defined type").underlying;
        assert!(cell.set(under).is_ok(), "underlying type set twice");
    }

    // -- queries -------------------------------------------------------------------------------

    /// The underlying type; a defined type without one yet is its own.
    #[inline]
    pub fn under(&self, id: TypeId) -> TypeId {
        match self.get(id) {
            Type::Named(n) => self.named(*n).underlying.get().copied().unwrap_or(id),
            Type::MapPart(..) => *self.structure_cell(id).get().expect("set when it was made"),
            _ => id,
        }
    }

    /// Structure of the underlying type.
    #[inline]
    pub fn under_get(&self, id: TypeId) -> &Type {
        self.get(self.under(id))
    }

    #[inline]
    pub fn kind(&self, id: TypeId) -> Kind {
        match self.under_get(id) {
            Type::Basic(k) => *k,
            Type::Named(_) | Type::MapPart(..) => Kind::Forward,
            Type::Ptr(_) => Kind::Ptr,
            Type::Slice(_) => Kind::Slice,
            Type::Array { .. } => Kind::Array,
            Type::Map { .. } => Kind::Map,
            Type::Chan { .. } => Kind::Chan,
            Type::Func(_) => Kind::Func,
            Type::Struct { .. } => Kind::Struct,
            Type::Interface(_) => Kind::Interface,
            Type::Results(_) => Kind::Results,
            Type::Tuple(..) => Kind::Tuple,
            Type::Ssa(_) => Kind::Ssa,
        }
    }

    /// Element of a pointer, slice, array, map or channel type.
    pub fn elem(&self, id: TypeId) -> TypeId {
        match self.under_get(id) {
            Type::Ptr(e) | Type::Slice(e) => *e,
            Type::Array { elem, .. } | Type::Map { elem, .. } | Type::Chan { elem, .. } => *elem,
            _ => panic!("{} has no element type", self.display(id)),
        }
    }

    pub fn map_key(&self, id: TypeId) -> TypeId {
        match self.under_get(id) {
            Type::Map { key, .. } => *key,
            _ => panic!("{} is no map type", self.display(id)),
        }
    }

    pub fn array_len(&self, id: TypeId) -> i64 {
        match self.under_get(id) {
            Type::Array { len, .. } => *len,
            _ => panic!("{} is no array type", self.display(id)),
        }
    }

    pub fn chan_dir(&self, id: TypeId) -> ChanDir {
        match self.under_get(id) {
            Type::Chan { dir, .. } => *dir,
            _ => panic!("{} is no channel type", self.display(id)),
        }
    }

    /// Fields of a struct type.
    pub fn fields(&self, id: TypeId) -> &[Field] {
        match self.under_get(id) {
            Type::Struct { fields, .. } => fields,
            _ => panic!("{} is no struct type", self.display(id)),
        }
    }

    pub fn sig(&self, id: TypeId) -> &FuncSig {
        match self.under_get(id) {
            Type::Func(sig) => sig,
            _ => panic!("{} is no function type", self.display(id)),
        }
    }

    /// Methods of an interface type.
    pub fn interface_methods(&self, id: TypeId) -> &[Method] {
        match self.under_get(id) {
            Type::Interface(methods) => methods,
            _ => panic!("{} is no interface type", self.display(id)),
        }
    }

    pub fn is_interface(&self, id: TypeId) -> bool {
        self.kind(id) == Kind::Interface
    }

    /// Whether `id` is an interface type without methods.
    pub fn is_empty_interface(&self, id: TypeId) -> bool {
        matches!(self.under_get(id), Type::Interface(m) if m.is_empty())
    }

    /// Integers of every size, and `uintptr`.
    pub fn is_integer(&self, id: TypeId) -> bool {
        (Kind::Int8..=Kind::Uintptr).contains(&self.kind(id))
            || matches!(id, TypeId::UNTYPED_INT | TypeId::UNTYPED_RUNE)
    }

    pub fn is_signed(&self, id: TypeId) -> bool {
        matches!(self.kind(id), Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 | Kind::Int)
    }

    pub fn is_unsigned(&self, id: TypeId) -> bool {
        self.is_integer(id) && !self.is_signed(id) && self.kind(id) != Kind::Ideal
    }

    pub fn is_float(&self, id: TypeId) -> bool {
        matches!(self.kind(id), Kind::Float32 | Kind::Float64) || id == TypeId::UNTYPED_FLOAT
    }

    pub fn is_complex(&self, id: TypeId) -> bool {
        matches!(self.kind(id), Kind::Complex64 | Kind::Complex128) || id == TypeId::UNTYPED_COMPLEX
    }

    pub fn is_string(&self, id: TypeId) -> bool {
        self.kind(id) == Kind::String
    }

    pub fn is_bool(&self, id: TypeId) -> bool {
        self.kind(id) == Kind::Bool
    }

    /// One machine word holding a pointer: pointers, channels, maps, funcs, `unsafe.Pointer`.
    pub fn is_ptr_shaped(&self, id: TypeId) -> bool {
        use Kind::*;
        matches!(self.kind(id), Ptr | UnsafePtr | Func | Chan | Map)
    }

    /// Whether an interface's data word holds the value itself (spec 12, section 12.2, case 1).
    pub fn is_direct_interface(&self, id: TypeId) -> bool {
        match self.under_get(id) {
            Type::Array { elem, len, .. } => *len == 1 && self.is_direct_interface(*elem),
            Type::Struct { fields, .. } => {
                fields.len() == 1 && self.is_direct_interface(fields[0].ty)
            }
            _ => self.is_ptr_shaped(id),
        }
    }
}

/// Escapes an import path for link names: control characters, `%`, `"`, bytes from 0x7f on, and
/// dots after the last slash become `%xx` (spec 33, section 1).
pub fn escape_path(path: &str) -> String {
    let after_slash = path.rfind('/').map_or(0, |i| i + 1);
    let mut out = String::with_capacity(path.len());
    for (i, b) in path.bytes().enumerate() {
        if b <= b' ' || b == b'%' || b == b'"' || b >= 0x7f || (b == b'.' && i >= after_slash) {
            out.push_str(&format!("%{b:02x}"));
        } else {
            out.push(b as char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_and_uint8_are_identical_but_distinct() {
        let types = Types::default();
        let (a, b) = (types.slice(TypeId::BYTE), types.slice(TypeId::UINT8));
        assert_ne!(a, b);
        assert!(types.identical(a, b));
        assert!(!types.identical(a, types.slice(TypeId::INT8)));
    }

    #[test]
    fn types_are_interned() {
        let types = Types::default();
        assert_eq!(types.ptr(TypeId::INT), types.ptr(TypeId::INT));
        let t = types.new_named("T".into(), PkgId::LOCAL, Pos::NONE, 0);
        types.set_underlying(t, types.slice(TypeId::INT));
        assert_eq!(types.kind(t), Kind::Slice);
        assert_ne!(t, types.under(t));
    }

    #[test]
    fn dots_after_the_last_slash_are_escaped() {
        assert_eq!(escape_path("gopkg.in/yaml.v2"), "gopkg.in/yaml%2ev2");
    }
}
