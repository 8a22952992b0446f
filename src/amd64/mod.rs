//! From SSA to amd64 instructions.

pub mod emit;
pub mod liveness;
