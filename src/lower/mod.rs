//! Tree passes between checking and SSA: each lowers the language a little further.
//!
//! Reading order: [`capture`], [`callgraph`], [`inline`], [`escape`], [`closure`].

pub mod callgraph;
pub mod capture;
pub mod closure;
pub mod escape;
pub mod generate;
pub mod inline;
