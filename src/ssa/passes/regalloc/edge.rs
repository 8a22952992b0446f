//! The edge shuffle: on each edge into a block of several predecessors, the moves at the end of the
//! predecessor that bring about the block's start state (spec 21, section 24).

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::index::SecondaryMap;
use crate::source::Pos;
use crate::ssa::func::LocalSlot;
use crate::ssa::reg::{Reg, RegMask};
use crate::ssa::{BlockId, Location, Op, SlotId, ValueId};
use crate::types::TypeId;

use super::Shape;
use super::state::{Allocator, CopyUse, is_rematerialisable, lowest};

/// A register or a slot of the frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Reg(Reg),
    Slot(SlotId),
}

/// What a place holds: value `v` of the function before allocation, made by `c`.
#[derive(Clone, Copy, Debug)]
struct Content {
    v: ValueId,
    c: ValueId,
    /// The place has what the block's start demands of it.
    is_final: bool,
    pos: Pos,
}

/// A place that must hold `v` at the block's start.
#[derive(Clone, Copy, Debug)]
struct Destination {
    place: Place,
    v: ValueId,
    /// The phi argument to replace by the value that arrives: phi and argument number.
    splice: Option<(ValueId, usize)>,
    pos: Pos,
}

/// The state at the end of predecessor `p` while moves are appended to it.
struct Edge<'a, 'b> {
    a: &'a mut Allocator<'b>,
    p: BlockId,
    regs: [Option<Content>; 33],
    slots: FxHashMap<SlotId, Content>,
    /// Where each value is available, as values of the new schedule.
    copies: SecondaryMap<ValueId, SmallVec<[ValueId; 4]>>,
    /// Values that `copies` has or had something for, in order of first availability; a value that
    /// came back is listed again.
    available: Vec<ValueId>,
    /// Final contents that were destroyed and have to be made again.
    again: Vec<Destination>,
    used: RegMask,
    /// Registers that hold the only copy of their value.
    unique: RegMask,
    final_regs: RegMask,
    remat: RegMask,
}

/// Fixes up all merge edges. `stack_live` has the spills that are live at the end of each block.
pub(super) fn shuffle(
    a: &mut Allocator,
    shape: &Shape,
    stack_live: &SecondaryMap<BlockId, Vec<ValueId>>,
) {
    let mut e = Edge {
        p: a.f.entry,
        a,
        regs: [None; 33],
        slots: FxHashMap::default(),
        copies: SecondaryMap::new(),
        available: Vec::new(),
        again: Vec::new(),
        used: 0,
        unique: 0,
        final_regs: 0,
        remat: 0,
    };
    for &b in &shape.order {
        let n_preds = e.a.f.b(b).preds.len();
        if n_preds <= 1 {
            continue;
        }
        for i in 0..n_preds {
            let destinations = e.set_up(b, i, stack_live);
            e.process(destinations);
        }
    }
}

impl Edge<'_, '_> {
    /// Enters what the predecessor's end provides and returns what the block's start demands.
    fn set_up(
        &mut self,
        b: BlockId,
        index: usize,
        stack_live: &SecondaryMap<BlockId, Vec<ValueId>>,
    ) -> Vec<Destination> {
        self.p = self.a.f.b(b).preds[index].block;
        self.regs = [None; 33];
        self.slots.clear();
        for v in std::mem::take(&mut self.available) {
            self.copies[v].clear();
        }
        (self.used, self.unique, self.final_regs, self.remat) = (0, 0, 0, 0);
        let end = self.a.end_regs[self.p].clone();
        for x in &end {
            self.set(Place::Reg(x.reg), x.v, x.c, false, Pos::NONE);
        }
        for &spill in &stack_live[self.p] {
            let v = self.a.original(spill);
            let spill_of_v = self.a.state(v).spill.expect("regalloc: a live spill has a value");
            let at = self.a.f.v(spill_of_v).block;
            if !self.a.dom.dominates(at, self.p) {
                continue;
            }
            let Some(Location::Slot(slot)) = self.a.f.homes[spill] else {
                panic!("regalloc: spill {spill} has no slot");
            };
            self.set(Place::Slot(slot), v, spill_of_v, false, Pos::NONE);
        }
        let mut destinations: Vec<Destination> = self.a.start_regs[b]
            .iter()
            .map(|x| Destination { place: Place::Reg(x.reg), v: x.v, splice: None, pos: x.pos })
            .collect();
        for &phi in &self.a.f.b(b).values {
            let value = self.a.f.v(phi);
            if value.op != Op::Phi {
                break;
            }
            let place = match self.a.f.homes[phi] {
                Some(Location::Reg(r)) => Place::Reg(r),
                Some(Location::Slot(s)) => Place::Slot(s),
                _ => continue,
            };
            let splice = Some((phi, index));
            destinations.push(Destination { place, v: value.args[index], splice, pos: value.pos });
        }
        destinations
    }

    /// Makes the moves, in an order in which none destroys what another needs.
    fn process(&mut self, mut pending: Vec<Destination>) {
        while !pending.is_empty() {
            let before = pending.len();
            let mut postponed = Vec::new();
            for d in pending {
                if !self.reach(&d) {
                    postponed.push(d);
                }
            }
            pending = postponed;
            if pending.len() < before {
                pending.append(&mut self.again);
                continue;
            }
            // Only cycles are left: move the occupant of the first place out of the way.
            let d = pending[0];
            let Content { v, c, .. } =
                self.content(d.place).expect("a postponed place is occupied");
            let r = self.register_for(self.a.f.v(c).ty);
            self.erase(Place::Reg(r));
            let op = if matches!(d.place, Place::Reg(_)) { Op::Copy } else { Op::LoadReg };
            let c = self.append(op, self.a.f.v(c).ty, d.pos.not_stmt(), c);
            self.set(Place::Reg(r), v, c, false, d.pos.not_stmt());
        }
    }

    fn content(&self, place: Place) -> Option<Content> {
        match place {
            Place::Reg(r) => self.regs[r.0 as usize],
            Place::Slot(s) => self.slots.get(&s).copied(),
        }
    }

    fn content_mut(&mut self, place: Place) -> Option<&mut Content> {
        match place {
            Place::Reg(r) => self.regs[r.0 as usize].as_mut(),
            Place::Slot(s) => self.slots.get_mut(&s),
        }
    }

    fn place_of(&self, c: ValueId) -> Option<Place> {
        match self.a.f.homes[c] {
            Some(Location::Reg(r)) => Some(Place::Reg(r)),
            Some(Location::Slot(s)) => Some(Place::Slot(s)),
            _ => None,
        }
    }

    fn append(&mut self, op: Op, ty: TypeId, pos: Pos, arg: ValueId) -> ValueId {
        self.a.f.new_value(self.p, op, ty, pos, &[arg])
    }

    fn splice(&mut self, d: &Destination, c: ValueId) {
        if let Some((phi, i)) = d.splice {
            self.a.f.set_arg(phi, i, c);
        }
    }

    /// Brings the destination about, unless its place holds the only copy of a value that may
    /// still be needed.
    fn reach(&mut self, d: &Destination) -> bool {
        let pos = d.pos.not_stmt();
        if let Some(occupant) = self.content(d.place) {
            if occupant.v == d.v {
                let content = self.content_mut(d.place).expect("seen above");
                content.is_final = true;
                content.pos = pos;
                self.splice(d, occupant.c);
                if self.a.copy_use[occupant.c].is_some() {
                    self.a.copy_use[occupant.c] = Some(CopyUse::Used);
                }
                return true;
            }
            if self.copies[occupant.v].len() == 1 && !self.a.state(occupant.v).remat {
                return false;
            }
        }
        // The last register that holds the value; without one, what has it in memory.
        let mut source = None;
        for &c in &self.copies[d.v] {
            let place = self.place_of(c).expect("regalloc: available values have homes");
            if source.is_none() || matches!(place, Place::Reg(_)) {
                source = Some((c, place));
            }
        }
        self.erase(d.place);
        let remat = self.a.state(d.v).remat;
        let made = match (source.filter(|_| !remat), d.place) {
            (None, Place::Reg(_)) => {
                assert!(remat, "regalloc: no source for {} on the edge from {}", d.v, self.p);
                let own_pos = self.a.f.v(d.v).pos.not_stmt();
                self.reissue(d.v, own_pos)
            }
            (None, Place::Slot(slot)) => {
                assert!(remat, "regalloc: no source for {} on the edge from {}", d.v, self.p);
                let r = self.register_for(self.a.f.v(d.v).ty);
                self.erase(Place::Reg(r));
                let c = self.reissue(d.v, pos);
                self.set(Place::Reg(r), d.v, c, false, pos);
                let ty = self.a.f.slots[slot].ty;
                self.append(Op::StoreReg, ty, pos, c)
            }
            (Some((c, Place::Reg(_))), Place::Reg(_)) => {
                self.append(Op::Copy, self.a.f.v(c).ty, pos, c)
            }
            (Some((c, Place::Reg(_))), Place::Slot(slot)) => {
                self.append(Op::StoreReg, self.a.f.slots[slot].ty, pos, c)
            }
            (Some((c, Place::Slot(_))), Place::Reg(_)) => {
                self.append(Op::LoadReg, self.a.f.v(c).ty, pos, c)
            }
            (Some((c, Place::Slot(_))), Place::Slot(slot)) => {
                let ty = self.a.f.v(c).ty;
                let r = self.register_for(ty);
                self.erase(Place::Reg(r));
                let t = self.append(Op::LoadReg, ty, pos, c);
                self.set(Place::Reg(r), d.v, t, false, pos);
                self.append(Op::StoreReg, self.a.f.slots[slot].ty, pos, t)
            }
        };
        self.set(d.place, d.v, made, true, pos);
        self.splice(d, made);
        true
    }

    fn reissue(&mut self, v: ValueId, pos: Pos) -> ValueId {
        let p = self.p;
        self.a.reissue(v, p, pos)
    }

    /// Notes that `place` now holds `v`, made by `c`.
    fn set(&mut self, place: Place, v: ValueId, c: ValueId, is_final: bool, pos: Pos) {
        let content = Content { v, c, is_final, pos };
        match place {
            Place::Reg(r) => {
                self.a.f.homes[c] = Some(Location::Reg(r));
                self.regs[r.0 as usize] = Some(content);
            }
            Place::Slot(s) => {
                self.a.f.homes[c] = Some(Location::Slot(s));
                self.slots.insert(s, content);
            }
        }
        if self.copies[v].is_empty() {
            self.available.push(v);
        }
        self.copies[v].push(c);
        let Place::Reg(r) = place else { return };
        self.used |= r.mask();
        if is_final {
            self.final_regs |= r.mask();
        }
        match self.copies[v].len() {
            1 => self.unique |= r.mask(),
            2 => {
                if let Some(Place::Reg(first)) = self.place_of(self.copies[v][0]) {
                    self.unique &= !first.mask();
                }
            }
            _ => {}
        }
        if self.a.state(v).remat {
            self.remat |= r.mask();
        }
    }

    /// Forgets what `place` holds. A final content will have to be made again.
    fn erase(&mut self, place: Place) {
        let Some(content) = self.content(place) else { return };
        let Content { v, is_final, pos, .. } = content;
        match place {
            Place::Reg(r) => self.regs[r.0 as usize] = None,
            Place::Slot(s) => {
                self.slots.remove(&s);
            }
        }
        if is_final {
            self.again.push(Destination { place, v, splice: None, pos });
        }
        let at = self.copies[v].iter().position(|&c| self.place_of(c) == Some(place));
        if let Some(i) = at {
            self.copies[v].swap_remove(i);
        }
        if let Place::Reg(r) = place {
            self.used &= !r.mask();
            if is_final {
                self.final_regs &= !r.mask();
            }
            self.remat &= !r.mask();
        }
        if let [only] = self.copies[v][..]
            && let Some(Place::Reg(r)) = self.place_of(only)
        {
            self.unique |= r.mask();
        }
    }

    /// A register for a move through memory or out of a cycle: its content may be lost.
    fn register_for(&mut self, ty: TypeId) -> Reg {
        let all = self.a.constraints.compatible(self.a.cx.types, ty);
        let choices = [
            all & !self.used,
            all & !self.unique & !self.final_regs,
            all & !self.unique,
            all & self.remat,
        ];
        if let Some(r) = choices.into_iter().find_map(lowest) {
            return r;
        }
        // Every register holds the only copy of something: save one in a fresh word.
        for i in 0..self.available.len() {
            let v = self.available[i];
            for j in 0..self.copies[v].len() {
                let c = self.copies[v][j];
                let Some(Place::Reg(r)) = self.place_of(c) else { continue };
                if all & r.mask() == 0 {
                    continue;
                }
                if !is_rematerialisable(self.a.f, c) {
                    let pos = self.a.f.v(c).pos;
                    let saved = self.append(Op::StoreReg, self.a.f.v(c).ty, pos, c);
                    let local = self.a.f.new_temp(TypeId::INT64, pos);
                    let slot = self.a.f.slot(LocalSlot { local, ty: TypeId::INT64, offset: 0 });
                    self.set(Place::Slot(slot), v, saved, false, pos);
                }
                return r;
            }
        }
        panic!("regalloc: no register on the edge from {} of {}", self.p, self.a.f.name)
    }
}

/// Removes the copies made ahead of need that nothing came to use, and what only they used.
pub(super) fn delete_unused_copies(a: &mut Allocator) {
    loop {
        let before = a.copies.len();
        let copies = std::mem::take(&mut a.copies);
        for c in copies {
            if a.copy_use[c] == Some(CopyUse::Unused) && a.f.v(c).uses == 0 {
                a.copy_use[c] = None;
                a.f.free_value(c);
            } else {
                a.copies.push(c);
            }
        }
        if a.copies.len() == before {
            break;
        }
    }
    for i in 0..a.f.layout.len() {
        let b = a.f.layout[i];
        let mut values = std::mem::take(&mut a.f.b_mut(b).values);
        values.retain(|&v| a.f.op(v) != Op::Invalid);
        a.f.b_mut(b).values = values;
    }
}
