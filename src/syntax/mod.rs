//! From bytes to the syntax tree.
//!
//! ```text
//! bytes -> lexer (logos, semicolons) -> context (braces of headers) -> grammar/go.lalrpop -> ast
//! ```

pub mod ast;
pub mod token;

mod branches;
mod build;
mod context;
mod diagnose;
mod directive;
mod lexer;
mod literal;
mod parse;

pub use context::NESTING_MAX;
pub use parse::{parse_as, parse_file};
