//! Types: the interned table, layout, and the checker that resolves a package.
//!
//! Reading order: [`table`] (what a type is), [`layout`] (sizes, pointers), [`print`] (how types
//! are spelled), then the checker.

pub mod alg;
pub mod check;
pub mod compare;
pub mod layout;
pub mod maps;
pub mod method_set;
pub mod print;
pub mod table;

pub use table::{
    ChanDir, Field, FuncSig, Kind, MapPart, Method, NamedId, PkgId, Type, TypeId, Types,
};
