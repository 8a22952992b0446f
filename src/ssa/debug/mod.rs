//! Where variables live as the function runs, for debuggers (spec 33, section 8.7).
//!
//! Two walks over the finished function: a forward data flow that finds where each piece of a
//! variable is at the end of each block (`flow`), and a walk in layout order that opens and closes
//! entries as locations change (`lists`). Places are blocks and values here; the back end turns them
//! into code offsets once there are any.

mod flow;
mod lists;

use crate::intern::Name;
use crate::ssa::func::LocalClass;
use crate::ssa::reg::RegMask;
use crate::ssa::{BlockId, Func, LocalId, Location, Op, SlotId, ValueId};

/// A place in the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Point {
    BlockStart(BlockId),
    /// Where the instruction after this value's begins.
    After(ValueId),
    /// The end of the function.
    End,
}

/// Where a piece of a variable is: in any of the registers, and at an offset from the canonical
/// frame address. Absent if neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    pub regs: RegMask,
    pub stack: Option<i64>,
}

impl Place {
    pub fn is_absent(self) -> bool {
        self.regs == 0 && self.stack.is_none()
    }
}

/// Between two points, the place of each piece in the order of their offsets.
#[derive(Clone, Debug)]
pub struct Entry {
    pub start: Point,
    pub end: Point,
    pub places: Vec<Place>,
}

/// A variable with a location list.
#[derive(Clone, Debug)]
pub struct DebugVar {
    pub local: LocalId,
    /// Sizes in bytes of the pieces, in the order of their offsets.
    pub piece_sizes: Vec<i64>,
    /// Offset from the canonical frame address of the first piece's home, for sorting.
    pub stack_offset: i64,
    pub entries: Vec<Entry>,
}

/// The location lists of a function, and which variables own a piece of one.
#[derive(Clone, Debug, Default)]
pub struct DebugInfo {
    /// In order of first appearance.
    pub vars: Vec<DebugVar>,
    /// Locals that hold a piece of one.
    owners: Vec<LocalId>,
}

impl DebugInfo {
    /// Whether a local holds a piece of a variable with a list.
    pub fn owns_piece(&self, local: LocalId) -> bool {
        self.owners.contains(&local)
    }
}

/// A piece that is tracked.
struct Slot {
    /// Index into the variables.
    var: usize,
    /// Offset in the variable.
    offset: i64,
    size: i64,
    /// The variable that holds the piece, and the offset there: its home if it has one.
    home: SlotId,
}

/// The tracked pieces and what belongs together.
struct Slots {
    slots: Vec<Slot>,
    /// For each variable: its local and its slots, sorted by offset.
    vars: Vec<(LocalId, Vec<usize>)>,
    /// For each value: the slots it is a value of, in the order of the name table.
    of_value: Vec<Vec<usize>>,
    /// For each local: its first slot.
    of_local: crate::index::SecondaryMap<LocalId, Option<usize>>,
}

/// Names that the compiler made up are not shown to debuggers.
fn is_synthetic(name: Name) -> bool {
    name.as_str().starts_with(['.', '~'])
}

/// Offset from the canonical frame address of byte `offset` of a variable (spec 33, section 8.3).
fn frame_offset(f: &Func, slot: SlotId) -> i64 {
    let s = f.slots[slot];
    let local = &f.locals[s.local];
    let base = if local.class == LocalClass::Auto { -16 } else { 0 };
    base + local.offset + s.offset
}

/// The variable that a piece belongs to in the end, and the piece's offset there.
fn top_variable(f: &Func, slot: SlotId) -> (LocalId, i64) {
    let (mut slot, mut offset) = (slot, 0);
    loop {
        let s = f.slots[slot];
        offset += s.offset;
        let local = &f.locals[s.local];
        match local.split_of {
            Some(of) => {
                offset += local.split_offset;
                slot = of;
            }
            None => return (s.local, offset),
        }
    }
}

impl Slots {
    fn collect(f: &mut Func, size_of: &dyn Fn(crate::types::TypeId) -> i64) -> Slots {
        let mut s = Slots {
            slots: Vec::new(),
            vars: Vec::new(),
            of_value: vec![Vec::new(); f.n_values()],
            of_local: crate::index::SecondaryMap::new(),
        };
        let mut var_of_local: crate::index::SecondaryMap<LocalId, Option<usize>> =
            crate::index::SecondaryMap::new();
        let names = f.names.clone();
        for id in names {
            let piece = f.slots[id];
            if is_synthetic(f.locals[piece.local].name) {
                continue;
            }
            let (local, offset) = top_variable(f, id);
            let var = *var_of_local[local].get_or_insert_with(|| {
                s.vars.push((local, Vec::new()));
                s.vars.len() - 1
            });
            let index = s.slots.len();
            s.vars[var].1.push(index);
            s.slots.push(Slot { var, offset, size: size_of(piece.ty), home: id });
            for &v in &f.named_values[id] {
                s.of_value[crate::index::EntityRef::index(v)].push(index);
            }
            s.of_local[piece.local].get_or_insert(index);
        }
        // Variables that only live in memory.
        for b in f.layout.clone() {
            for v in f.b(b).values.clone() {
                let value = f.v(v);
                let crate::ssa::Aux::Local(local) = value.aux else { continue };
                if !matches!(value.op, Op::VarDef | Op::VarKill)
                    || is_synthetic(f.locals[local].name)
                    || s.of_local[local].is_some()
                {
                    continue;
                }
                let ty = f.locals[local].ty;
                let home = f.slot(crate::ssa::func::LocalSlot { local, ty, offset: 0 });
                let var = *var_of_local[local].get_or_insert_with(|| {
                    s.vars.push((local, Vec::new()));
                    s.vars.len() - 1
                });
                let index = s.slots.len();
                s.vars[var].1.push(index);
                s.slots.push(Slot { var, offset: 0, size: size_of(ty), home });
                s.of_local[local] = Some(index);
            }
        }
        for (_, slots) in &mut s.vars {
            slots.sort_by_key(|&i| s.slots[i].offset);
        }
        s
    }
}

/// Location lists of `f`, which has been through every pass.
pub fn compute(f: &mut Func, types: &crate::types::Types) -> DebugInfo {
    let slots = Slots::collect(f, &|ty| types.size(ty));
    if slots.slots.is_empty() {
        return DebugInfo::default();
    }
    let mut flow = flow::Flow::new(f, slots);
    flow.run();
    let entries = lists::build(&mut flow);
    let slots = flow.slots;
    let vars = slots
        .vars
        .iter()
        .zip(entries)
        .map(|((local, pieces), entries)| DebugVar {
            local: *local,
            piece_sizes: pieces.iter().map(|&i| slots.slots[i].size).collect(),
            stack_offset: frame_offset(f, slots.slots[pieces[0]].home),
            entries,
        })
        .collect();
    let owners = slots.slots.iter().map(|s| f.slots[s.home].local).collect();
    DebugInfo { vars, owners }
}

/// Registers that hold a value's result, if exactly one does.
fn register_of(f: &Func, v: ValueId) -> Option<crate::ssa::reg::Reg> {
    match f.homes[v] {
        Some(Location::Reg(r)) => Some(r),
        _ => None,
    }
}
