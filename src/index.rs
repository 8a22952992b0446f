//! Typed indices: every table of the compiler has its own `u32` id and a dense map keyed by it.
//!
//! Ids and maps come from `cranelift-entity`; this module re-exports them so that rooms name one
//! place. Iterating a `PrimaryMap` goes in creation order, which is the order gc's decisions rest on.

pub use cranelift_entity::packed_option::{PackedOption, ReservedValue};
pub use cranelift_entity::{
    EntityList, EntityRef, EntitySet, ListPool, PrimaryMap, SecondaryMap, entity_impl,
};
