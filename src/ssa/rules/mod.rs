//! The rewrite rules: data in `*.rules`, compiled by the build script (`build/rules.rs`); the
//! notation is described in `README.md` beside them. [`predicates`] holds what conditions call.

pub mod amd64_predicates;
pub mod predicates;

/// Architecture-independent rules, for `opt` and `late opt` (spec 22).
pub mod generic {
    #![allow(unused_parens, unused_imports, clippy::all)]
    use std::sync::atomic::AtomicU32;

    use super::predicates::*;
    use crate::ssa::func::{Aux, BlockKind};
    use crate::ssa::op::Op;
    use crate::ssa::rewrite::*;
    use crate::types::TypeId;

    include!(concat!(env!("OUT_DIR"), "/rules_generic.rs"));
}

/// Lowering to amd64 and its peephole rules, for `lower` (spec 23).
pub mod amd64 {
    #![allow(unused_parens, unused_imports, unused_variables, clippy::all)]
    use std::sync::atomic::AtomicU32;

    use super::amd64_predicates::*;
    use crate::ssa::func::{Aux, BlockKind};
    use crate::ssa::op::Op;
    use crate::ssa::rewrite::*;
    use crate::types::TypeId;

    include!(concat!(env!("OUT_DIR"), "/rules_amd64.rs"));
}
