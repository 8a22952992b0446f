//! From SSA to amd64 instructions.
