//! Tree passes between checking and SSA: each lowers the language a little further.
//!
//! Reading order: [`capture`], [`callgraph`], [`inline`], [`escape`], [`closure`].

pub mod callgraph;
pub mod capture;
pub mod closure;
pub mod escape;
pub mod facts;
pub mod forms;
pub mod generate;
pub mod initorder;
pub mod inline;
pub mod order;
pub mod runtime;
pub mod sinit;
#[cfg(test)]
mod testing;
pub mod walk;
