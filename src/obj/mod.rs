//! From instruction lists to bytes, symbols and the listing.

pub mod assemble;
pub mod data;
pub mod elf;
pub mod encode;
pub mod listing;
pub mod prog;
pub mod prologue;
pub mod read;
pub mod rewrite;
pub mod sym;

use prog::{Prog, TextFlags};
pub use sym::{Reloc, RelocKind, SymData, SymId, SymKind, SymTab};

/// A compiled function: what its listing entry shows. Filled in by the assembler.
#[derive(Clone, Debug, Default)]
pub struct FuncText {
    pub sym: Option<SymId>,
    /// Size of parameters and results in bytes, rounded up to 8.
    pub args: i64,
    /// Frame size including the saved BP.
    pub locals: i64,
    /// As declared, with `nosplit` also for functions that need no stack check.
    pub flags: TextFlags,
    /// Final instructions in order, with their `pc`; branches name indices of this list.
    pub progs: Vec<Prog>,
    /// For each instruction as emitted: the index of its first final one.
    pub moved: Vec<u32>,
    pub code: Vec<u8>,
    pub relocs: Vec<Reloc>,
}
