//! The linker: symbols of several packages become one static executable.
//!
//! ```text
//! objects -> reach (what the entry point refers to) -> layout (addresses) -> pcln (function table)
//!          -> image (bytes, relocations applied) -> elf (headers, symbol table)
//! ```
//!
//! Symbols of different packages meet by name: the prefix `""` of a package's own symbols becomes
//! its import path. Nothing depends on the order in which threads met the names.

pub mod elf;
pub mod image;
pub mod layout;
pub mod object;
pub mod pcln;
pub mod reach;
pub mod store;

pub use reach::Program;

/// Name of the symbol that the kernel starts.
pub const ENTRY: &str = "_rt0_amd64_linux";
