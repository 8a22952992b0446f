//! The forward data flow: where the pieces are at the end of each block (spec 33, section 8.7,
//! step 2).

use super::{Place, Slots, frame_offset, register_of};
use crate::index::{EntityRef, SecondaryMap};
use crate::ssa::op::OpFlags;
use crate::ssa::reg::{Reg, RegMask, regs};
use crate::ssa::{Aux, BlockId, Func, Location, Op, ValueId};

/// Pieces that are present, with their places, in slot order or in the order of a predecessor.
pub(super) type State = Vec<(usize, Place)>;

#[derive(Clone, Default)]
pub(super) struct BlockState {
    /// Some effect in the block touched a slot.
    pub relevant: bool,
    pub end: State,
    pub done: bool,
}

/// Variables whose locations changed since they were last looked at, in order of the change.
#[derive(Default)]
pub(super) struct Changed {
    pub vars: Vec<usize>,
    is_in: Vec<bool>,
}

impl Changed {
    pub fn add(&mut self, var: usize) {
        if self.is_in.len() <= var {
            self.is_in.resize(var + 1, false);
        }
        if !std::mem::replace(&mut self.is_in[var], true) {
            self.vars.push(var);
        }
    }

    pub fn clear(&mut self) {
        for v in self.vars.drain(..) {
            self.is_in[v] = false;
        }
    }
}

pub(super) struct Flow<'f> {
    pub f: &'f Func,
    pub slots: Slots,
    pub blocks: SecondaryMap<BlockId, BlockState>,
    pub changed: Changed,
    /// The working table: place of each slot, slots of each register.
    pub now: Vec<Place>,
    in_reg: Vec<Vec<usize>>,
}

const ALL_X: RegMask = 0xffff_0000;
const ALL_GP_BUT_SP: RegMask = 0xffef;

/// Registers that an op overwrites besides its result, as debug information sees it.
fn clobbers(op: Op) -> RegMask {
    let one = |r: Reg| r.mask();
    match op {
        _ if op.has(OpFlags::CALL) => ALL_X | ALL_GP_BUT_SP,
        Op::LoweredWB => ALL_X,
        Op::DUFFZERO => one(Reg::DI),
        Op::REPSTOSQ => one(Reg::DI) | one(Reg::CX),
        Op::DUFFCOPY => one(Reg::DI) | one(Reg::SI) | one(Reg::X0),
        Op::REPMOVSQ => one(Reg::DI) | one(Reg::SI) | one(Reg::CX),
        Op::HMULQ | Op::HMULL | Op::HMULQU | Op::HMULLU => one(Reg::AX),
        Op::MULQU | Op::MULLU => one(Reg::DX),
        Op::SETEQF | Op::SETNEF | Op::CMPXCHGLlock | Op::CMPXCHGQlock => one(Reg::AX),
        Op::CMOVQEQF | Op::CMOVLEQF | Op::CMOVWEQF => one(Reg::AX),
        _ => 0,
    }
}

impl<'f> Flow<'f> {
    pub fn new(f: &'f Func, slots: Slots) -> Flow<'f> {
        let n = slots.slots.len();
        Flow {
            f,
            slots,
            blocks: SecondaryMap::new(),
            changed: Changed::default(),
            now: vec![Place::default(); n],
            in_reg: vec![Vec::new(); 33],
        }
    }

    pub fn run(&mut self) {
        let order = self.f.postorder();
        for &b in order.iter().rev() {
            let (start, taken_over) = self.merge(b, None);
            let mut touched = false;
            let mut relevant = false;
            for &v in &self.f.b(b).values {
                self.inherit_names(v);
                let t = self.apply(v);
                touched |= t;
                relevant |= t;
            }
            let end = match start {
                Some(start) if taken_over && !touched => start,
                _ => self.present(),
            };
            self.blocks[b] = BlockState { relevant, end, done: true };
        }
    }

    fn present(&self) -> State {
        let there = self.now.iter().enumerate().filter(|(_, p)| !p.is_absent());
        there.map(|(i, &p)| (i, p)).collect()
    }

    fn reset(&mut self, state: &State) {
        self.now.fill(Place::default());
        for list in &mut self.in_reg {
            list.clear();
        }
        for &(slot, place) in state {
            self.now[slot] = place;
            for r in regs(place.regs) {
                self.in_reg[r.0 as usize].push(slot);
            }
        }
    }

    /// Makes the table what it is at the start of `b`: what all processed predecessors agree on.
    /// Gives the state if one predecessor's was taken over as it is. `previous`: the block emitted
    /// before, preferred as the base; whose variables change if it does not lead here.
    pub fn merge(&mut self, b: BlockId, previous: Option<BlockId>) -> (Option<State>, bool) {
        let preds: Vec<BlockId> =
            self.f.b(b).preds.iter().map(|e| e.block).filter(|&p| self.blocks[p].done).collect();
        let mut base = preds.first().copied();
        let mut follows = preds.len() == 1 && base == previous;
        if preds.len() > 1
            && let Some(prev) = previous
            && preds[1..].contains(&prev)
        {
            base = Some(prev);
            follows = true;
        }
        if let Some(prev) = previous
            && !follows
        {
            for i in 0..self.blocks[prev].end.len() {
                let (slot, _) = self.blocks[prev].end[i];
                self.changed.add(self.slots.slots[slot].var);
            }
        }
        let Some(base) = base else {
            self.reset(&Vec::new());
            return (Some(Vec::new()), true);
        };
        let base_state = self.blocks[base].end.clone();
        if preds.len() == 1 {
            self.reset(&base_state);
            return (Some(base_state), true);
        }
        let mut seen = vec![0usize; self.now.len()];
        for &(slot, place) in &base_state {
            self.now[slot] = place;
            seen[slot] = 1;
        }
        for &p in preds.iter().filter(|&&p| p != base) {
            for &(slot, place) in &self.blocks[p].end {
                seen[slot] += 1;
                let now = &mut self.now[slot];
                if now.stack != place.stack {
                    now.stack = None;
                }
                now.regs &= place.regs;
            }
        }
        let same =
            |&(slot, place): &(usize, Place)| seen[slot] == preds.len() && self.now[slot] == place;
        if base_state.iter().all(same) {
            self.reset(&base_state);
            return (Some(base_state), true);
        }
        for list in &mut self.in_reg {
            list.clear();
        }
        for &(slot, _) in &base_state {
            if seen[slot] != preds.len() {
                self.now[slot] = Place::default();
                continue;
            }
            for r in regs(self.now[slot].regs) {
                self.in_reg[r.0 as usize].push(slot);
            }
        }
        (None, false)
    }

    /// Spills and reloads are values of the variable whose value they move.
    fn inherit_names(&mut self, v: ValueId) {
        let f = self.f;
        let source = match f.op(v) {
            Op::StoreReg => f.arg(v, 0),
            Op::LoadReg => {
                let a = f.arg(v, 0);
                match f.op(a) {
                    Op::StoreReg => f.arg(a, 0),
                    Op::Arg | Op::Phi => a,
                    _ => return,
                }
            }
            _ => return,
        };
        let names = self.slots.of_value[source.index()].clone();
        self.slots.of_value[v.index()].extend(names);
    }

    fn touch(&mut self, slot: usize) {
        self.changed.add(self.slots.slots[slot].var);
    }

    fn stack_home(&self, v: ValueId) -> Option<i64> {
        match self.f.homes[v] {
            Some(Location::Slot(s)) => Some(frame_offset(self.f, s)),
            _ => None,
        }
    }

    /// Applies a value's effects to the table. Whether any slot was touched.
    pub fn apply(&mut self, v: ValueId) -> bool {
        let f = self.f;
        let value = f.v(v);
        let mut touched = false;
        for r in regs(clobbers(value.op)) {
            for slot in std::mem::take(&mut self.in_reg[r.0 as usize]) {
                self.now[slot].regs &= !r.mask();
                self.touch(slot);
                touched = true;
            }
        }
        match value.op {
            Op::VarDef | Op::VarKill => {
                let Aux::Local(local) = value.aux else { return touched };
                let Some(slot) = self.slots.of_local[local] else { return touched };
                let stack =
                    (value.op == Op::VarDef).then(|| frame_offset(f, self.slots.slots[slot].home));
                self.place(slot, Place { regs: 0, stack });
                touched = true;
            }
            Op::Arg => {
                let Some(stack) = self.stack_home(v) else { return touched };
                for slot in self.slots.of_value[v.index()].clone() {
                    self.place(slot, Place { regs: 0, stack: Some(stack) });
                    touched = true;
                }
            }
            Op::StoreReg => {
                let Some(stack) = self.stack_home(v) else { return touched };
                for slot in self.slots.of_value[v.index()].clone() {
                    if self.now[slot].is_absent() {
                        break;
                    }
                    self.now[slot].stack = Some(stack);
                    self.touch(slot);
                    touched = true;
                }
            }
            _ => {
                let Some(r) = register_of(f, v) else { return touched };
                if r == Reg::SP || r == Reg::SB {
                    return touched;
                }
                for slot in std::mem::take(&mut self.in_reg[r.0 as usize]) {
                    self.now[slot].regs &= !r.mask();
                    self.touch(slot);
                    touched = true;
                }
                let names = self.slots.of_value[v.index()].clone();
                for &slot in &names {
                    self.now[slot].regs |= r.mask();
                    self.touch(slot);
                    touched = true;
                }
                self.in_reg[r.0 as usize] = names;
            }
        }
        touched
    }

    /// Gives a slot a place that has no registers.
    fn place(&mut self, slot: usize, place: Place) {
        for r in regs(self.now[slot].regs) {
            self.in_reg[r.0 as usize].retain(|&s| s != slot);
        }
        self.now[slot] = place;
        self.touch(slot);
    }
}
