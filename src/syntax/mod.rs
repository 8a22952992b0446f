//! From bytes to the syntax tree.

pub mod ast;
