//! Predeclared names.

use super::Checker;
use super::scope::{Env, Obj, ObjKind, State};
use crate::intern::Name;
use crate::source::Pos;
use crate::tree::{Const, Op};
use crate::types::{PkgId, TypeId};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Builtin {
    Append,
    Cap,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    Alignof,
    Offsetof,
    Sizeof,
}

impl Builtin {
    /// As messages spell it.
    pub fn name(self) -> &'static str {
        match self {
            Builtin::Append => "append",
            Builtin::Cap => "cap",
            Builtin::Close => "close",
            Builtin::Complex => "complex",
            Builtin::Copy => "copy",
            Builtin::Delete => "delete",
            Builtin::Imag => "imag",
            Builtin::Len => "len",
            Builtin::Make => "make",
            Builtin::New => "new",
            Builtin::Panic => "panic",
            Builtin::Print => "print",
            Builtin::Println => "println",
            Builtin::Real => "real",
            Builtin::Recover => "recover",
            Builtin::Alignof => "unsafe.Alignof",
            Builtin::Offsetof => "unsafe.Offsetof",
            Builtin::Sizeof => "unsafe.Sizeof",
        }
    }

    /// The op of its calls; `Make` and those of `unsafe` have none of their own.
    pub fn op(self) -> Op {
        match self {
            Builtin::Append => Op::Append,
            Builtin::Cap => Op::Cap,
            Builtin::Close => Op::Close,
            Builtin::Complex => Op::Complex,
            Builtin::Copy => Op::Copy,
            Builtin::Delete => Op::Delete,
            Builtin::Imag => Op::Imag,
            Builtin::Len => Op::Len,
            Builtin::Make => Op::MakeSlice,
            Builtin::New => Op::New,
            Builtin::Panic => Op::Panic,
            Builtin::Print => Op::Print,
            Builtin::Println => Op::Println,
            Builtin::Real => Op::Real,
            Builtin::Recover => Op::Recover,
            Builtin::Alignof | Builtin::Offsetof | Builtin::Sizeof => Op::Literal,
        }
    }
}

const TYPES: [(&str, TypeId); 19] = [
    ("int8", TypeId::INT8),
    ("int16", TypeId::INT16),
    ("int32", TypeId::INT32),
    ("int64", TypeId::INT64),
    ("int", TypeId::INT),
    ("uint8", TypeId::UINT8),
    ("uint16", TypeId::UINT16),
    ("uint32", TypeId::UINT32),
    ("uint64", TypeId::UINT64),
    ("uint", TypeId::UINT),
    ("uintptr", TypeId::UINTPTR),
    ("float32", TypeId::FLOAT32),
    ("float64", TypeId::FLOAT64),
    ("complex64", TypeId::COMPLEX64),
    ("complex128", TypeId::COMPLEX128),
    ("bool", TypeId::BOOL),
    ("string", TypeId::STRING),
    ("byte", TypeId::BYTE),
    ("rune", TypeId::RUNE),
];

const BUILTINS: [Builtin; 15] = [
    Builtin::Append,
    Builtin::Cap,
    Builtin::Close,
    Builtin::Complex,
    Builtin::Copy,
    Builtin::Delete,
    Builtin::Imag,
    Builtin::Len,
    Builtin::Make,
    Builtin::New,
    Builtin::Panic,
    Builtin::Print,
    Builtin::Println,
    Builtin::Real,
    Builtin::Recover,
];

impl<'a> Checker<'a, '_> {
    pub(super) fn declare_universe(&mut self) {
        let error = self.types().error();
        for (name, ty) in TYPES.into_iter().chain([("error", error)]) {
            self.predeclare(PkgId::BUILTIN, name, ObjKind::Type { decl: None, ty });
        }
        for b in BUILTINS {
            self.predeclare(PkgId::BUILTIN, b.name(), ObjKind::Builtin(b));
        }
        for b in [Builtin::Alignof, Builtin::Offsetof, Builtin::Sizeof] {
            let name = b.name().strip_prefix("unsafe.").unwrap_or_default();
            self.predeclare(PkgId::UNSAFE, name, ObjKind::Builtin(b));
        }
        let pointer = ObjKind::Type { decl: None, ty: TypeId::UNSAFE_POINTER };
        self.predeclare(PkgId::UNSAFE, "Pointer", pointer);
        for b in [true, false] {
            let value = Some((TypeId::UNTYPED_BOOL, Const::Bool(b)));
            let name = if b { "true" } else { "false" };
            self.predeclare(PkgId::BUILTIN, name, ObjKind::Const { source: None, value });
        }
        self.predeclare(PkgId::BUILTIN, "nil", ObjKind::Nil);
        self.predeclare(PkgId::BUILTIN, "iota", ObjKind::Iota);
    }

    fn predeclare(&mut self, pkg: PkgId, name: &str, kind: ObjKind<'a>) {
        let name = Name::new(name);
        let obj = self.objs.push(Obj {
            name,
            pos: Pos::NONE,
            previous: Pos::NONE,
            env: Env { pkg, file: 0 },
            state: State::Done,
            kind,
        });
        if pkg == PkgId::BUILTIN {
            self.universe.insert(name, obj);
        } else {
            self.globals.insert((pkg, name), obj);
        }
    }
}
