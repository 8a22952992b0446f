//! Tree passes between checking and SSA: each lowers the language a little further.

pub mod generate;
