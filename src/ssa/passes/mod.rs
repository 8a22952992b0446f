//! The passes, one to a file; [`super::pipeline`] runs them in gc's order.

pub mod branchelim;
pub mod copyelim;
pub mod critical;
pub mod cse;
pub mod deadcode;
pub mod deadstore;
pub mod decompose_args;
pub mod decompose_builtin;
pub mod decompose_user;
pub mod flagalloc;
pub mod fuse;
pub mod late_nilcheck;
pub mod layout;
pub mod likelyadjust;
pub mod loop_rotate;
pub mod lower;
pub mod nilcheckelim;
pub mod number_lines;
pub mod opt;
pub mod phielim;
pub mod phiopt;
pub mod prove;
pub mod regalloc;
pub mod schedule;
pub mod shortcircuit;
mod split;
pub mod stackalloc;
pub mod stackframe;
#[cfg(test)]
pub(crate) mod testing;
pub mod tighten;
pub mod trim;
pub mod writebarrier;
pub mod zcse;

use crate::obj::{SymId, SymTab};
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
    /// The method whose address an itab holds at an offset, if the itab is known here.
    pub itab_method: Option<&'a ItabMethod<'a>>,
}

/// From an itab's symbol and an offset in bytes to the symbol of the method there.
pub type ItabMethod<'a> = dyn Fn(SymId, i64) -> Option<SymId> + Sync + 'a;

/// Calls `test` with an empty function and a context.
#[cfg(test)]
pub(crate) fn with_test_func(test: impl FnOnce(&mut crate::ssa::Func, &PassContext<'_>)) {
    let (types, syms, sources) = (Types::default(), SymTab::new(), Sources::new());
    let options = Options::default();
    let cx = PassContext {
        types: &types,
        syms: &syms,
        sources: &sources,
        options: &options,
        itab_method: None,
    };
    let ty = types.func(vec![], vec![], false);
    test(&mut crate::ssa::Func::new("f".into(), "f".into(), ty, crate::source::Pos::NONE), &cx);
}
