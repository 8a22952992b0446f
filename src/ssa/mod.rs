//! SSA: functions as values in blocks, and the passes that take them to machine ops.
//!
//! Reading order: [`func`] (values, blocks, edges), [`op`] (the tables), then the passes in
//! the order of the pipeline.

pub mod build;
pub mod cfg;
pub mod debug;
pub mod func;
pub mod gosort;
pub mod heap;
pub mod live;
pub mod op;
pub mod parse;
pub mod passes;
pub mod pipeline;
pub mod print;
pub mod reg;
pub mod rewrite;
pub mod rules;
pub mod sparse;
pub mod store_order;
pub mod verify;

pub use func::{
    Aux, Block, BlockId, BlockKind, Edge, Func, Likely, LocalId, Location, SlotId, Value, ValueId,
};
pub use op::Op;
