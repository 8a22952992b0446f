//! The rewrite rules: data in `*.rules`, compiled by the build script (`build/rules.rs`); the
//! notation is described in `README.md` beside them. [`predicates`], [`magic`] and
//! [`amd64_predicates`] hold what conditions call.

pub mod amd64_predicates;
pub mod magic;
pub mod predicates;

/// A module with the tables of one rule file; `use`d are the modules that its conditions call.
macro_rules! rule_set {
    ($(#[$doc:meta])* $name:ident, $file:literal, $($used:ident)*) => {
        $(#[$doc])*
        pub mod $name {
            #![allow(unused_parens, unused_imports, unused_variables, clippy::all)]
            use std::sync::atomic::AtomicU32;

            $(use super::$used::*;)*
            use crate::ssa::func::{Aux, BlockKind, Func, ValueId};
            use crate::ssa::op::Op;
            use crate::ssa::rewrite::*;
            use crate::types::{Kind, TypeId, Types};

            include!(concat!(env!("OUT_DIR"), "/rules_", $file, ".rs"));
        }
    };
}

rule_set! {
    /// Architecture-independent rules, for `opt` and `late opt` (spec 22).
    generic, "generic", magic predicates
}
rule_set! {
    /// Strings, slices, interfaces and complex values by component (spec 22, section 16).
    dec, "dec", predicates
}
rule_set! {
    /// Parameters by component (spec 22, section 16).
    decargs, "decargs", predicates
}
rule_set! {
    /// Lowering to amd64 and its peephole rules, for `lower` (spec 23).
    amd64, "amd64", amd64_predicates
}
