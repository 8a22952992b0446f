//! The state of allocation: what each register holds, the pending uses of each value, and the moves
//! that bring a value into a register (spec 21, section 22.6).

use crate::index::{EntityRef, PackedOption, SecondaryMap};
use crate::source::Pos;
use crate::ssa::cfg::Dominators;
use crate::ssa::op::OpFlags;
use crate::ssa::passes::PassContext;
use crate::ssa::reg::{Reg, RegMask, regs};
use crate::ssa::{BlockId, Func, Location, Op, ValueId};

use super::constraint::{Constraints, needs_register};
use super::live::Live;

/// What a register holds: value `v` of the function before allocation, as made by `c`, which is
/// `v` itself or a copy, reload or reissue of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Held {
    pub(super) v: ValueId,
    pub(super) c: ValueId,
}

/// A register's content at the start or end of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct RegContent {
    pub(super) reg: Reg,
    pub(super) v: ValueId,
    pub(super) c: ValueId,
    /// Position of the next use (start of a block only).
    pub(super) pos: Pos,
}

/// A pending use of a value in the block, or beyond its end.
#[derive(Clone, Copy, Debug)]
struct Use {
    dist: i32,
    pos: Pos,
    next: Option<u32>,
}

/// What allocation knows of a value of the function before allocation.
#[derive(Clone, Default)]
pub(super) struct ValueState {
    /// Registers that hold it now.
    pub(super) regs: RegMask,
    /// First of its pending uses, nearest first.
    pub(super) uses: Option<u32>,
    /// Its StoreReg, or the value itself if it starts in memory.
    pub(super) spill: Option<ValueId>,
    /// Dominator-tree interval that covers the blocks which demand the spill.
    pub(super) restore_min: u32,
    pub(super) restore_max: u32,
    pub(super) needs_reg: bool,
    pub(super) remat: bool,
}

/// Whether a copy that was made ahead of need is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CopyUse {
    Unused,
    Used,
}

/// Which registers hold something, and what constrains picking one now.
#[derive(Clone, Copy, Default)]
pub(super) struct Busy {
    pub(super) used: RegMask,
    /// Arguments of the instruction at hand: may not be evicted.
    pub(super) pinned: RegMask,
    /// Registers the instruction at hand uses or overwrites.
    pub(super) in_instruction: RegMask,
}

pub(super) struct Allocator<'a> {
    pub(super) f: &'a mut Func,
    pub(super) cx: &'a PassContext<'a>,
    pub(super) constraints: Constraints,
    pub(super) live: Live,
    /// By number of the value before allocation.
    pub(super) values: Vec<ValueState>,
    uses: Vec<Use>,
    free_use: Option<u32>,
    /// The value that a copy, reload, reissue or spill stands for.
    pub(super) orig: SecondaryMap<ValueId, PackedOption<ValueId>>,
    pub(super) regs: [Option<Held>; 33],
    pub(super) busy: Busy,
    pub(super) block: BlockId,
    pub(super) sp: Option<ValueId>,
    pub(super) sb: Option<ValueId>,
    /// Contents demanded of every edge into a block with several predecessors.
    pub(super) start_regs: SecondaryMap<BlockId, Vec<RegContent>>,
    pub(super) end_regs: SecondaryMap<BlockId, Vec<RegContent>>,
    /// Spills that are live at the end of a block because the value is in no register there.
    pub(super) spill_live: SecondaryMap<BlockId, Vec<ValueId>>,
    /// Copies made ahead of need, in order of creation.
    pub(super) copies: Vec<ValueId>,
    pub(super) copy_use: SecondaryMap<ValueId, Option<CopyUse>>,
    pub(super) dom: &'a Dominators,
}

/// Whether `v` is cheaper to make again than to keep: its op says so and it has no argument but SP
/// or SB.
pub(in crate::ssa) fn is_rematerialisable(f: &Func, v: ValueId) -> bool {
    let value = f.v(v);
    value.op.has(OpFlags::REMAT) && value.args.iter().all(|&a| matches!(f.op(a), Op::SP | Op::SB))
}

impl<'a> Allocator<'a> {
    pub(super) fn new(
        f: &'a mut Func,
        cx: &'a PassContext<'a>,
        constraints: Constraints,
        dom: &'a Dominators,
        postorder: &[BlockId],
    ) -> Allocator<'a> {
        let mut values = vec![ValueState::default(); f.n_values()];
        let mut orig = SecondaryMap::new();
        for &b in &f.layout {
            for &v in &f.b(b).values {
                let state = &mut values[v.index()];
                state.needs_reg = needs_register(cx.types, f.v(v).ty);
                state.remat = state.needs_reg && is_rematerialisable(f, v);
                orig[v] = v.into();
            }
        }
        let live =
            super::live::compute(f, &constraints, postorder, &|v| values[v.index()].needs_reg);
        let block = f.entry;
        Allocator {
            f,
            cx,
            constraints,
            live,
            values,
            uses: Vec::new(),
            free_use: None,
            orig,
            regs: [None; 33],
            busy: Busy::default(),
            block,
            sp: None,
            sb: None,
            start_regs: SecondaryMap::new(),
            end_regs: SecondaryMap::new(),
            spill_live: SecondaryMap::new(),
            copies: Vec::new(),
            copy_use: SecondaryMap::new(),
            dom,
        }
    }

    pub(super) fn state(&self, v: ValueId) -> &ValueState {
        &self.values[v.index()]
    }

    pub(super) fn state_mut(&mut self, v: ValueId) -> &mut ValueState {
        &mut self.values[v.index()]
    }

    pub(super) fn compatible(&self, v: ValueId) -> RegMask {
        self.constraints.compatible(self.cx.types, self.f.v(v).ty)
    }

    /// The register that value `c` of the new schedule is in.
    pub(super) fn home_reg(&self, c: ValueId) -> Option<Reg> {
        match self.f.homes[c] {
            Some(Location::Reg(r)) => Some(r),
            _ => None,
        }
    }

    pub(super) fn original(&self, c: ValueId) -> ValueId {
        self.orig[c].expand().expect("regalloc: every value it makes stands for another")
    }

    // -- uses ----------------------------------------------------------------------------------

    /// Enters a use in front of those known: uses are entered last one first.
    pub(super) fn add_use(&mut self, v: ValueId, dist: i32, pos: Pos) {
        let next = self.state(v).uses;
        debug_assert!(next.is_none_or(|n| self.uses[n as usize].dist >= dist));
        let new = Use { dist, pos, next };
        let id = match self.free_use {
            Some(id) => {
                self.free_use = self.uses[id as usize].next;
                self.uses[id as usize] = new;
                id
            }
            None => {
                self.uses.push(new);
                (self.uses.len() - 1) as u32
            }
        };
        self.state_mut(v).uses = Some(id);
    }

    fn next_use(&self, v: ValueId) -> Option<&Use> {
        self.state(v).uses.map(|u| &self.uses[u as usize])
    }

    /// Position of the next use.
    pub(super) fn next_use_pos(&self, v: ValueId) -> Pos {
        self.next_use(v).map_or(Pos::NONE, |u| u.pos)
    }

    /// Takes the next use of `v` off the list. Whether it was the last one.
    fn take_use(&mut self, v: ValueId) -> bool {
        let id = self.state(v).uses.expect("regalloc: a use was entered for each argument");
        let next = self.uses[id as usize].next;
        self.uses[id as usize].next = self.free_use;
        self.free_use = Some(id);
        self.state_mut(v).uses = next;
        next.is_none()
    }

    /// Takes the next use; a value without further use gives up its registers.
    pub(super) fn consume(&mut self, v: ValueId) {
        if self.take_use(v) {
            let mask = self.state(v).regs;
            self.free_regs(mask);
        }
    }

    /// Takes the uses that `v` makes of its arguments.
    pub(super) fn consume_args(&mut self, v: ValueId) {
        for i in 0..self.f.v(v).args.len() {
            let a = self.f.arg(v, i);
            if self.state(a).needs_reg {
                self.consume(a);
            }
        }
    }

    /// Takes the last use of a value, which stood for all uses beyond the block.
    pub(super) fn clear_end_use(&mut self, v: ValueId) {
        let last = self.take_use(v);
        debug_assert!(last, "{v} has uses beyond the end of {}", self.block);
    }

    /// Whether `v` is used again after the instruction at hand.
    pub(super) fn is_live_after(&self, v: ValueId) -> bool {
        let Some(first) = self.next_use(v) else { return false };
        let mut u = first;
        while u.dist == first.dist {
            match u.next {
                Some(next) => u = &self.uses[next as usize],
                None => return false,
            }
        }
        true
    }

    // -- registers -----------------------------------------------------------------------------

    pub(super) fn assign(&mut self, r: Reg, v: ValueId, c: ValueId) {
        debug_assert!(self.regs[r.0 as usize].is_none(), "{r:?} is given to {v} while in use");
        self.regs[r.0 as usize] = Some(Held { v, c });
        self.state_mut(v).regs |= r.mask();
        self.busy.used |= r.mask();
        self.f.homes[c] = Some(Location::Reg(r));
    }

    pub(super) fn free_reg(&mut self, r: Reg) {
        if let Some(held) = self.regs[r.0 as usize].take() {
            self.state_mut(held.v).regs &= !r.mask();
            self.busy.used &= !r.mask();
        }
    }

    pub(super) fn free_regs(&mut self, mask: RegMask) {
        for r in regs(mask & self.busy.used) {
            self.free_reg(r);
        }
    }

    /// Makes the registers hold exactly `contents`.
    pub(super) fn set_contents(&mut self, contents: &[RegContent]) {
        self.free_regs(!0);
        for e in contents {
            self.assign(e.reg, e.v, e.c);
        }
    }

    /// Registers that hold something, lowest first, with what they hold.
    pub(super) fn held(&self) -> impl Iterator<Item = (Reg, Held)> + '_ {
        regs(self.busy.used).map(|r| {
            (r, self.regs[r.0 as usize].expect("regalloc: a used register holds something"))
        })
    }

    /// What register `r` holds of some value, as the value of the new schedule.
    pub(super) fn content(&self, r: Reg) -> ValueId {
        self.regs[r.0 as usize].expect("regalloc: the register holds a value").c
    }

    /// A register of `mask` that is free, or freed now: the lowest free one, else the one whose
    /// value is used farthest away (the lowest among equals).
    pub(super) fn alloc_reg(&mut self, mask: RegMask) -> Reg {
        let mask = mask & self.constraints.allocatable & !self.busy.pinned;
        if let Some(r) = lowest(mask & !self.busy.used) {
            return r;
        }
        let mut best: Option<(Reg, i32)> = None;
        for r in regs(mask) {
            let held = self.regs[r.0 as usize].expect("regalloc: no register of the mask is free");
            let dist = self.next_use(held.v).map_or(0, |u| u.dist);
            if best.is_none_or(|(_, d)| dist > d) {
                best = Some((r, dist));
            }
        }
        let (r, _) = best.unwrap_or_else(|| {
            panic!("regalloc: no register can be freed in {} of {}", self.block, self.f.name)
        });
        let Held { v, c } = self.regs[r.0 as usize].expect("seen above");
        let room = self.compatible(v) & !self.busy.used & !self.busy.in_instruction & !r.mask();
        let state = self.state(v);
        if room != 0 && !state.remat && state.regs.count_ones() == 1 {
            let to = lowest(room).expect("not empty");
            let copy = self.new_standing_for(Op::Copy, v, self.f.v(v).pos, c);
            self.note_copy(copy);
            self.assign(to, v, copy);
        }
        self.free_reg(r);
        r
    }

    /// Notes that `c` was made ahead of need: it is removed in the end unless something uses it.
    pub(super) fn note_copy(&mut self, c: ValueId) {
        self.copies.push(c);
        self.copy_use[c] = Some(CopyUse::Unused);
    }

    /// A new value of the block at hand that stands for `v`, made from `arg`.
    pub(super) fn new_standing_for(
        &mut self,
        op: Op,
        v: ValueId,
        pos: Pos,
        arg: ValueId,
    ) -> ValueId {
        let c = self.f.new_value(self.block, op, self.f.v(v).ty, pos, &[arg]);
        self.orig[c] = v.into();
        c
    }

    /// Makes `v` again at the end of block `b`.
    pub(super) fn reissue(&mut self, v: ValueId, b: BlockId, pos: Pos) -> ValueId {
        let c = self.f.copy_into_at(v, b, pos);
        self.orig[c] = v.into();
        c
    }

    /// The spill of `v`, made on first demand; block `b` demands it.
    pub(super) fn spill(&mut self, v: ValueId, b: BlockId) -> ValueId {
        let (min, max) = (self.dom.order(b), self.dom.end(b));
        if let Some(spill) = self.state(v).spill {
            let state = self.state_mut(v);
            state.restore_min = state.restore_min.min(min);
            state.restore_max = state.restore_max.max(max);
            return spill;
        }
        let (ty, pos) = (self.f.v(v).ty, self.f.v(v).pos);
        let spill = self.f.new_value_no_list(BlockId::new(0), Op::StoreReg, ty, pos);
        self.orig[spill] = v.into();
        let state = self.state_mut(v);
        state.spill = Some(spill);
        state.restore_min = min;
        state.restore_max = max;
        spill
    }

    /// Brings `v` into a register of `mask` and returns the value that makes it. `pin`: the
    /// register may not be evicted by further arguments of the same instruction.
    pub(super) fn bring(&mut self, v: ValueId, mask: RegMask, pin: bool, pos: Pos) -> ValueId {
        let pos = pos.not_stmt();
        if let Some(r) = lowest(mask & self.state(v).regs) {
            if pin {
                self.busy.pinned |= r.mask();
            }
            return self.content(r);
        }
        let r = self.alloc_reg(mask);
        let c = if let Some(from) = lowest(self.state(v).regs) {
            self.new_standing_for(Op::Copy, v, pos, self.content(from))
        } else if self.state(v).remat {
            self.reissue(v, self.block, pos)
        } else {
            let spill = self.spill(v, self.block);
            self.new_standing_for(Op::LoadReg, v, pos, spill)
        };
        self.assign(r, v, c);
        if pin {
            self.busy.pinned |= r.mask();
        }
        c
    }
}

/// The lowest register of a mask.
pub(super) fn lowest(mask: RegMask) -> Option<Reg> {
    (mask != 0).then(|| Reg(mask.trailing_zeros() as u8))
}
