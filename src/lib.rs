//! go9 compiles Go 1.13 packages to Plan 9 amd64 assembly, byte for byte as gc 1.13 lists it.
//!
//! ```text
//! source bytes -> syntax -> types (check) -> tree -> lower (inline, escape, closure, order, walk)
//!              -> ssa (build, passes) -> amd64 (instructions) -> obj (bytes, symbols, listing)
//!              -> link (executables)
//! ```
//!
//! Modules are declared in reading order; later ones never feed earlier ones. `ARCHITECTURE.md`
//! maps the rooms and the invariants between them.

pub mod index;
pub mod intern;
pub mod quote;

pub mod diag;
pub mod library;
pub mod options;
pub mod output;
pub mod source;

pub mod syntax;
pub mod types;

pub mod package;
pub mod tree;

pub mod lower;
pub mod ssa;

pub mod amd64;
pub mod obj;

pub mod asm;
pub mod link;

pub mod diff;

pub mod driver;

pub mod explain;
