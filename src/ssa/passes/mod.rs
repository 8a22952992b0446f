//! The passes, one to a file; [`super::pipeline`] runs them in gc's order.

pub mod copyelim;
pub mod deadcode;
pub mod layout;
pub mod loop_rotate;
pub mod lower;
pub mod number_lines;
pub mod phielim;
pub mod regalloc;
pub mod shortcircuit;
pub mod stackalloc;
pub mod stackframe;
pub mod trim;

use crate::obj::SymTab;
use crate::options::Options;
use crate::source::Sources;
use crate::types::Types;

/// What a pass may consult besides the function. Shared by all threads.
#[derive(Clone, Copy)]
pub struct PassContext<'a> {
    pub types: &'a Types,
    pub syms: &'a SymTab,
    pub sources: &'a Sources,
    pub options: &'a Options,
}
