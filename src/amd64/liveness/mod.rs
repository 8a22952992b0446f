//! Which variables and registers hold live pointers at each instruction (spec 32).
//!
//! Runs on the finished function, after frame layout and block layout. [`compute`] only reads the
//! function; what it decides is in [`Liveness`]:
//!
//! - the pair of map numbers of each value, from which `emit` makes PCDATA (spec 32, section 6);
//! - the contents and names of the `gclocals·` symbols and of `F.stkobj` (sections 7 and 8);
//! - the variables to zero at entry (section 9);
//! - the lines of `-live` (section 10).

use crate::index::SecondaryMap;
use crate::obj::SymId;
use crate::obj::sym::SymData;
use crate::source::Pos;
use crate::ssa::{LocalId, ValueId};

/// Numbers of the stack map and the register map that hold at an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MapIndex {
    /// `PCDATA $1`: index into the args map and the locals map.
    pub stack: i32,
    /// `PCDATA $0`: index into the register map.
    pub reg: i32,
}

impl MapIndex {
    /// Not a safe point: nothing is known here.
    pub const NONE: MapIndex = MapIndex { stack: -2, reg: -2 };
}

impl Default for MapIndex {
    fn default() -> MapIndex {
        MapIndex::NONE
    }
}

/// A symbol that FUNCDATA refers to, with what it holds.
#[derive(Clone, Debug)]
pub struct FuncDataSym {
    pub sym: SymId,
    pub data: SymData,
}

/// A variable that the stack scanner finds through pointers (`F.stkobj`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StackObject {
    pub local: LocalId,
    /// Locals: from the top of the locals, negative. Parameters, results: from the arguments' start.
    pub offset: i64,
}

/// What liveness decided for a function.
pub struct Liveness {
    /// By value; [`MapIndex::NONE`] for values that are no safe point. `emit` starts each block
    /// with `NONE`, and the control instructions keep the last value's pair.
    pub maps: SecondaryMap<ValueId, MapIndex>,
    /// `FUNCDATA $0`, `$1`, `$2`.
    pub args: FuncDataSym,
    pub locals: FuncDataSym,
    pub regs: FuncDataSym,
    /// `FUNCDATA $3`, if the function has stack objects.
    pub stack_objects: Option<FuncDataSym>,
    /// Variables that entry code must zero, in declaration-list order (offsets decreasing).
    pub need_zero: Vec<LocalId>,
    /// Lines of `-live`, with their positions.
    pub report: Vec<(Pos, String)>,
}
