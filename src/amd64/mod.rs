//! From SSA to amd64 instructions.

pub mod debug;
pub mod emit;
pub mod liveness;
