//! From SSA to amd64 instructions.

pub mod liveness;
