//! From instruction lists to bytes, symbols and the listing.

pub mod data;
pub mod prog;
pub mod sym;

pub use sym::{Reloc, RelocKind, SymData, SymId, SymKind, SymTab};

/// A compiled function: what its listing entry shows. Filled in by the assembler.
#[derive(Clone, Debug, Default)]
pub struct FuncText {
    /// Size of parameters and results in bytes, rounded up to 8.
    pub args: i64,
    /// Frame size including the saved BP.
    pub locals: i64,
    pub nosplit: bool,
}
