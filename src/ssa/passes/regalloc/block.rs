//! Allocation of one block: its start state, its values in schedule order, its end state
//! (spec 21, sections 22.3 to 22.5 and 22.7).

use smallvec::SmallVec;

use crate::index::EntityRef;
use crate::ssa::op::OpFlags;
use crate::ssa::reg::{Reg, RegMask};
use crate::ssa::{Aux, BlockId, Location, Op, ValueId};
use crate::types::Kind;

use super::desired::{Desired, Prefs};
use super::live::UNLIKELY;
use super::state::{Allocator, RegContent, lowest};

/// Preferences at one value: for its result and for its first three arguments.
#[derive(Clone, Copy, Default)]
struct Wishes {
    out: Prefs,
    args: [Prefs; 3],
}

/// Values that a register should keep from the block's start (scratch; clearing is free).
pub(super) struct LiveSet {
    stamps: Vec<u32>,
    now: u32,
}

impl LiveSet {
    pub(super) fn sized(n: usize) -> LiveSet {
        LiveSet { stamps: vec![0; n], now: 1 }
    }

    fn clear(&mut self) {
        self.now += 1;
    }

    fn contains(&self, v: ValueId) -> bool {
        self.stamps[v.index()] == self.now
    }

    fn set(&mut self, v: ValueId, live: bool) {
        self.stamps[v.index()] = if live { self.now } else { 0 };
    }
}

/// Allocates block `b`. `primary` is the predecessor whose end state it starts with, as an index;
/// `preload`: the block's only successor is the header of a loop that can go round without a call.
pub(super) fn allocate(
    a: &mut Allocator,
    b: BlockId,
    primary: usize,
    preload: bool,
    live_in_regs: &mut LiveSet,
) {
    a.block = b;
    enter_uses(a, b, live_in_regs);
    let mut phis = std::mem::take(&mut a.f.b_mut(b).values);
    let n_phis = phis.iter().take_while(|&&v| a.f.op(v) == Op::Phi).count();
    let schedule = phis.split_off(n_phis);
    match a.f.b(b).preds.len() {
        0 => {}
        1 => {
            let p = a.f.b(b).preds[0].block;
            let contents = a.end_regs[p].clone();
            a.set_contents(&contents);
            drop_dead(a, live_in_regs, 0);
        }
        _ => start_from_primary(a, b, primary, &phis, live_in_regs),
    }
    let (wishes, avoid) = wishes_of(a, b, &schedule);
    for (&v, wishes) in schedule.iter().zip(&wishes) {
        place_value(a, v, wishes, avoid);
    }
    end_block(a, b, preload, avoid);
}

/// Enters the uses that the block's values, its control and the code beyond make, farthest first,
/// and computes which values a register should keep from the block's start: those whose next use
/// is not beyond a call of this block.
fn enter_uses(a: &mut Allocator, b: BlockId, live_in_regs: &mut LiveSet) {
    live_in_regs.clear();
    let len = a.f.b(b).values.len();
    let at_end = std::mem::take(&mut a.live.at_end[b]);
    for e in &at_end {
        a.add_use(e.id, e.dist + len as i32, e.pos);
        live_in_regs.set(e.id, true);
    }
    a.live.at_end[b] = at_end;
    if let Some(c) = a.f.control(b).filter(|&c| a.state(c).needs_reg) {
        a.add_use(c, len as i32, a.f.b(b).pos);
        live_in_regs.set(c, true);
    }
    for i in (0..len).rev() {
        let v = a.f.b(b).values[i];
        live_in_regs.set(v, false);
        let op = a.f.op(v);
        if op == Op::Phi {
            // The edges see to the arguments.
            continue;
        }
        if op.is_call() {
            live_in_regs.clear();
            // A call leaves SP and SB alone; they stay wanted if something beyond it uses them.
            for fixed in [a.sp, a.sb].into_iter().flatten() {
                if a.state(fixed).uses.is_some() {
                    live_in_regs.set(fixed, true);
                }
            }
        }
        for j in 0..a.f.v(v).args.len() {
            let arg = a.f.arg(v, j);
            if a.state(arg).needs_reg {
                a.add_use(arg, i as i32, a.f.v(v).pos);
                live_in_regs.set(arg, true);
            }
        }
    }
}

/// Frees registers whose value is not live, except those in `keep`.
fn drop_dead(a: &mut Allocator, live_in_regs: &LiveSet, keep: RegMask) {
    let dead: SmallVec<[Reg; 8]> = a
        .held()
        .filter(|(r, held)| keep & r.mask() == 0 && !live_in_regs.contains(held.v))
        .map(|(r, _)| r)
        .collect();
    for r in dead {
        a.free_reg(r);
    }
}

/// Starts a block of several predecessors with the end state of the primary one, chooses the
/// registers of its phis, and records what every edge must bring.
fn start_from_primary(
    a: &mut Allocator,
    b: BlockId,
    primary: usize,
    phis: &[ValueId],
    live_in_regs: &LiveSet,
) {
    let p = a.f.b(b).preds[primary].block;
    let contents = a.end_regs[p].clone();
    a.set_contents(&contents);
    // Phis whose argument is in a register take that register.
    let mut taken: RegMask = 0;
    let mut chosen: SmallVec<[Option<Reg>; 8]> = SmallVec::new();
    for &v in phis {
        let arg = a.f.arg(v, primary);
        let r = if a.state(v).needs_reg {
            lowest(a.state(arg).regs & !taken & a.constraints.allocatable)
        } else {
            None
        };
        taken |= r.map_or(0, Reg::mask);
        chosen.push(r);
    }
    // An argument that is needed beside the phi moves out of the way, if there is room.
    for (&v, r) in phis.iter().zip(&chosen) {
        let Some(r) = *r else { continue };
        let arg = a.f.arg(v, primary);
        if live_in_regs.contains(arg) {
            let room = a.compatible(arg) & !a.busy.used & !taken;
            let state = a.state(arg);
            if let Some(to) = lowest(room).filter(|_| !state.remat && state.regs.count_ones() == 1)
            {
                a.block = p;
                let c = a.new_standing_for(Op::Copy, arg, a.f.v(arg).pos, a.content(r));
                a.block = b;
                a.note_copy(c);
                a.assign(to, arg, c);
                let pos = a.f.v(arg).pos;
                a.end_regs[p].push(RegContent { reg: to, v: arg, c, pos });
            }
        }
        a.free_reg(r);
    }
    a.f.b_mut(b).values.extend_from_slice(phis);
    // Phis whose argument was in memory take what is free.
    for (&v, r) in phis.iter().zip(&mut chosen) {
        if a.state(v).needs_reg && r.is_none() {
            *r = lowest(a.compatible(v) & !taken & !a.busy.used);
            taken |= r.map_or(0, Reg::mask);
        }
    }
    for (&v, r) in phis.iter().zip(&chosen) {
        match *r {
            Some(r) => a.assign(r, v, v),
            // The phi starts in memory; the edges store into its slot.
            None if a.state(v).needs_reg => a.state_mut(v).spill = Some(v),
            None => {}
        }
    }
    drop_dead(a, live_in_regs, taken);
    let start = a
        .held()
        .filter(|(r, _)| taken & r.mask() == 0)
        .map(|(reg, held)| RegContent { reg, v: held.v, c: held.c, pos: a.next_use_pos(held.v) })
        .collect();
    a.start_regs[b] = start;
}

/// The preferences of each value of the block, and the registers to keep free for them: the state
/// at the block's start, which holds for the whole block (spec 21, section 22.4).
fn wishes_of(a: &Allocator, b: BlockId, schedule: &[ValueId]) -> (Vec<Wishes>, RegMask) {
    let mut desired: Desired = a.live.desired[b].clone();
    for e in &a.f.b(b).succs {
        for x in &a.start_regs[e.block] {
            desired.add(x.v, x.reg);
        }
        for &phi in &a.f.b(e.block).values {
            if a.f.op(phi) != Op::Phi {
                break;
            }
            if let Some(r) = a.home_reg(phi) {
                desired.add(a.f.arg(phi, e.index as usize), r);
            }
        }
    }
    let mut wishes = vec![Wishes::default(); schedule.len()];
    for (&v, w) in schedule.iter().zip(&mut wishes).rev() {
        w.out = desired.step(a.f, v, &a.constraints);
        for (slot, &arg) in w.args.iter_mut().zip(&a.f.v(v).args) {
            *slot = desired.get(arg);
        }
    }
    (wishes, desired.avoid)
}

fn append(a: &mut Allocator, v: ValueId) {
    let b = a.block;
    a.f.b_mut(b).values.push(v);
}

/// Gives one value its registers and appends it to the new schedule.
fn place_value(a: &mut Allocator, v: ValueId, wishes: &Wishes, avoid: RegMask) {
    let op = a.f.op(v);
    match op {
        Op::SP | Op::SB => {
            let r = if op == Op::SP { Reg::SP } else { Reg::SB };
            a.assign(r, v, v);
            if op == Op::SP {
                a.sp = Some(v);
            } else {
                a.sb = Some(v);
            }
            return append(a, v);
        }
        Op::Select0 | Op::Select1 => {
            if a.state(v).needs_reg {
                let Some(Location::Pair(first, second)) = a.f.homes[a.f.arg(v, 0)] else {
                    panic!("regalloc: {v} selects from a value without results in registers");
                };
                let r = if op == Op::Select0 { first } else { second };
                a.assign(r.expect("regalloc: the selected result is in a register"), v, v);
            }
            append(a, v);
            return a.consume_args(v);
        }
        Op::Arg => {
            // Starts in memory: its home is its spill.
            a.state_mut(v).spill = Some(v);
            return append(a, v);
        }
        Op::KeepAlive => return keep_alive(a, v),
        _ => {}
    }
    let inputs = a.constraints.inputs(op);
    let outputs = a.constraints.outputs(op);
    let clobbers = op.info().clobbers;
    if inputs.is_empty() && outputs.is_empty() {
        a.free_regs(clobbers);
        append(a, v);
        return a.consume_args(v);
    }
    if a.state(v).remat {
        // Made again before each use instead.
        for i in 0..a.f.v(v).args.len() {
            let arg = a.f.arg(v, i);
            a.f.v_mut(arg).uses -= 1;
        }
        return a.consume_args(v);
    }
    let pos = a.f.v(v).pos;
    let mut args: SmallVec<[ValueId; 4]> = a.f.v(v).args.iter().copied().collect();
    for input in inputs {
        let arg = args[input.idx];
        let mut mask = input.regs;
        if mask & a.state(arg).regs == 0 {
            mask &= a.constraints.allocatable & !a.busy.pinned;
            if let Some(r) =
                wishes.args.get(input.idx).and_then(|w| w.first_in(mask & !a.busy.used))
            {
                mask = r.mask();
            }
            mask = prefer_outside(mask, avoid);
        }
        args[input.idx] = a.bring(arg, mask, true, pos);
    }
    if op.has(OpFlags::TWO) {
        save_overwritten(a, v, &mut args, wishes, avoid);
    }
    let keep_args = op.has(OpFlags::NOTINARGS);
    if !keep_args {
        a.busy.in_instruction = a.busy.pinned;
        a.busy.pinned = 0;
        a.consume_args(v);
    }
    a.free_regs(clobbers);
    a.busy.in_instruction |= clobbers;
    let mut results = [None; 2];
    let mut given: RegMask = 0;
    for output in outputs {
        let mut mask = output.regs & a.constraints.allocatable & !given;
        if mask == 0 {
            continue;
        }
        if op.has(OpFlags::TWO) && output.idx == 0 {
            mask = overwritten_register(a, v, &mut args, wishes, mask).mask();
        }
        if let Some(r) = wishes.out.first_in(mask & !a.busy.used) {
            mask = r.mask();
        }
        if mask & !avoid & !a.busy.pinned != 0 {
            mask &= !avoid;
        }
        let r = a.alloc_reg(mask);
        results[output.idx] = Some(r);
        given |= r.mask();
        a.busy.in_instruction |= r.mask();
    }
    if a.cx.types.kind(a.f.v(v).ty) == Kind::Tuple {
        // The selects take the registers.
        a.f.homes[v] = Some(Location::Pair(results[0], results[1]));
    } else if let Some(r) = results[0] {
        a.assign(r, v, v);
    }
    if keep_args {
        a.busy.pinned = 0;
        a.consume_args(v);
    }
    a.busy.in_instruction = 0;
    for (i, &c) in args.iter().enumerate() {
        a.f.set_arg(v, i, c);
    }
    append(a, v);
}

/// `mask` without the registers in `avoid`, unless nothing were left.
fn prefer_outside(mask: RegMask, avoid: RegMask) -> RegMask {
    if mask & !avoid != 0 { mask & !avoid } else { mask }
}

/// KeepAlive becomes a use of the value's home in memory, a VarLive of the variable whose address
/// it is, or nothing.
fn keep_alive(a: &mut Allocator, v: ValueId) {
    a.consume_args(v);
    let arg = a.f.arg(v, 0);
    let state = a.state(arg);
    let memory = a.f.arg(v, 1);
    if state.regs == 0 && !state.remat {
        let spill = a.spill(arg, a.block);
        a.f.set_arg(v, 0, spill);
    } else {
        a.f.set_args(v, &[memory]);
        let local = matches!(a.f.v(arg).aux, Aux::Local(_)) && a.state(arg).remat;
        let aux = if local { a.f.v(arg).aux } else { a.f.v(v).aux };
        let value = a.f.v_mut(v);
        value.op = if local { Op::VarLive } else { Op::Copy };
        value.aux = aux;
    }
    append(a, v);
}

/// Makes sure that a two-address instruction does not overwrite the only copy of a value that is
/// still needed. May exchange the arguments of a commutative one.
fn save_overwritten(
    a: &mut Allocator,
    v: ValueId,
    args: &mut [ValueId],
    wishes: &Wishes,
    avoid: RegMask,
) {
    let (arg0, commutative) = (a.f.arg(v, 0), a.f.op(v).is_commutative());
    let arg1 = commutative.then(|| a.f.arg(v, 1));
    let pos = a.f.v(v).pos;
    let may_overwrite = |a: &Allocator, x: ValueId| {
        !a.is_live_after(x) || a.state(x).remat || a.state(x).regs.count_ones() >= 2
    };
    if may_overwrite(a, arg0) {
        return;
    }
    if arg1.is_some_and(|x| may_overwrite(a, x)) {
        return args.swap(0, 1);
    }
    let free = a.compatible(arg0) & !a.busy.used;
    if free == 0 {
        // The argument is overwritten; later uses reload it.
        return;
    }
    if let Some(r) = wishes.out.first_in(free) {
        args[0] = a.bring(arg0, r.mask(), true, pos);
        return;
    }
    if let Some(r) = wishes.args[0].first_in(free) {
        let c = a.bring(arg0, r.mask(), true, pos);
        return a.note_copy(c);
    }
    if let Some(arg1) = arg1
        && let Some(r) = wishes.args[1].first_in(free)
    {
        let c = a.bring(arg1, r.mask(), true, pos);
        a.note_copy(c);
        return args.swap(0, 1);
    }
    let c = a.bring(arg0, prefer_outside(free, avoid), true, pos);
    a.note_copy(c);
}

/// The register that a two-address instruction leaves its result in: that of argument 0, or of
/// argument 1 if the instruction is commutative and the result is wanted there.
fn overwritten_register(
    a: &Allocator,
    v: ValueId,
    args: &mut [ValueId],
    wishes: &Wishes,
    mask: RegMask,
) -> Reg {
    let reg = |c| a.home_reg(c).expect("regalloc: the arguments are in registers");
    let r0 = reg(args[0]);
    if a.f.op(v).is_commutative() {
        let r1 = reg(args[1]);
        if let Some(r) = wishes.out.first_in(mask & !a.busy.used & (r0.mask() | r1.mask())) {
            if r == r1 {
                args.swap(0, 1);
            }
            return r;
        }
    }
    r0
}

/// Brings the control into a register, loads what a loop ahead wants, records what the registers
/// hold, and demands the spills of live values that are in none.
fn end_block(a: &mut Allocator, b: BlockId, preload: bool, avoid: RegMask) {
    if let Some(control) = a.f.control(b).filter(|&c| a.state(c).needs_reg) {
        let pos = a.f.b(b).pos;
        let c = a.bring(control, a.compatible(control), false, pos);
        a.f.set_control(b, Some(c));
        a.consume(control);
    }
    let at_end = std::mem::take(&mut a.live.at_end[b]);
    if preload {
        for e in at_end.iter().filter(|e| e.dist < UNLIKELY) {
            let state = a.state(e.id);
            if state.regs != 0 || state.remat {
                continue;
            }
            let free = prefer_outside(a.compatible(e.id) & !a.busy.used, avoid);
            if free != 0 {
                let pos = a.f.b(b).pos;
                a.bring(e.id, free, false, pos);
            }
        }
    }
    let end = a
        .held()
        .map(|(reg, held)| RegContent { reg, v: held.v, c: held.c, pos: crate::source::Pos::NONE })
        .collect();
    a.end_regs[b] = end;
    for e in &at_end {
        let state = a.state(e.id);
        if state.regs == 0 && !state.remat {
            let spill = a.spill(e.id, b);
            a.spill_live[b].push(spill);
        }
    }
    for e in &at_end {
        a.clear_end_use(e.id);
    }
    a.live.at_end[b] = at_end;
}
