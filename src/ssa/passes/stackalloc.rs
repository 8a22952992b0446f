//! stackalloc: slots in the frame for values that register allocation left in memory: spills,
//! arguments, phis in memory (spec 21, section 23). Runs as a part of `regalloc`.
//!
//! A value takes the slot of a variable it is a value of, if the variable's piece has exactly its
//! type and no value that is live at the same time sits there. Otherwise it shares a temporary of
//! its type with values that it does not interfere with.

use smallvec::SmallVec;

use crate::index::{EntityRef, SecondaryMap};
use crate::ssa::func::LocalSlot;
use crate::ssa::{Aux, BlockId, Func, Location, Op, SlotId, ValueId};
use crate::types::{Type, TypeId, Types};

use super::PassContext;
use super::regalloc::is_rematerialisable;

/// What stackalloc knows of a value.
#[derive(Clone, Copy, Default)]
struct Need {
    slot: bool,
    /// The StoreReg of the value.
    spill: Option<ValueId>,
}

/// Values in insertion order; removing one moves the last into the hole.
struct OrderedSet {
    dense: Vec<ValueId>,
    sparse: Vec<u32>,
}

impl OrderedSet {
    fn sized(n: usize) -> OrderedSet {
        OrderedSet { dense: Vec::new(), sparse: vec![0; n] }
    }

    fn index(&self, v: ValueId) -> Option<usize> {
        let i = self.sparse[v.index()] as usize;
        (self.dense.get(i) == Some(&v)).then_some(i)
    }

    fn add(&mut self, v: ValueId) {
        if self.index(v).is_none() {
            self.sparse[v.index()] = self.dense.len() as u32;
            self.dense.push(v);
        }
    }

    fn add_all(&mut self, vs: &[ValueId]) {
        vs.iter().for_each(|&v| self.add(v));
    }

    fn remove(&mut self, v: ValueId) {
        if let Some(i) = self.index(v) {
            self.dense.swap_remove(i);
            if let Some(moved) = self.dense.get(i) {
                self.sparse[moved.index()] = i as u32;
            }
        }
    }
}

/// Assigns the slots. `spill_live` has the spills that each block's end demands. Returns the values
/// with slots that are live at the end of each block, in order of discovery.
pub(super) fn allocate(
    f: &mut Func,
    cx: &PassContext,
    postorder: &[BlockId],
    spill_live: &SecondaryMap<BlockId, Vec<ValueId>>,
) -> SecondaryMap<BlockId, Vec<ValueId>> {
    let mut needs = vec![Need::default(); f.n_values()];
    for &b in &f.layout {
        for &v in &f.b(b).values {
            let value = f.v(v);
            needs[v.index()].slot = !matches!(value.ty, TypeId::MEM | TypeId::VOID | TypeId::FLAGS)
                && f.homes[v].is_none()
                && !is_rematerialisable(f, v);
            if value.op == Op::StoreReg {
                needs[value.args[0].index()].spill = Some(v);
            }
        }
    }
    let live = live_at_ends(f, &needs, postorder, spill_live);
    let interference = interferences(f, cx.types, &needs, &live);
    assign(f, cx.types, &needs, &interference);
    live
}

/// Backward liveness of values with slots, and of spills at the blocks that demand them.
fn live_at_ends(
    f: &Func,
    needs: &[Need],
    postorder: &[BlockId],
    spill_live: &SecondaryMap<BlockId, Vec<ValueId>>,
) -> SecondaryMap<BlockId, Vec<ValueId>> {
    let mut at_end: SecondaryMap<BlockId, Vec<ValueId>> = SecondaryMap::new();
    let mut live = OrderedSet::sized(f.n_values());
    let mut merged = OrderedSet::sized(f.n_values());
    let mut phis = Vec::new();
    loop {
        let mut changed = false;
        for &b in postorder {
            live.dense.clear();
            live.add_all(&at_end[b]);
            phis.clear();
            for &v in f.b(b).values.iter().rev() {
                live.remove(v);
                let value = f.v(v);
                if value.op == Op::Phi {
                    if !matches!(value.ty, TypeId::MEM | TypeId::VOID) {
                        phis.push(v);
                    }
                    continue;
                }
                for &a in value.args.iter().filter(|a| needs[a.index()].slot) {
                    live.add(a);
                }
            }
            for (i, e) in f.b(b).preds.iter().enumerate() {
                let p = e.block;
                merged.dense.clear();
                merged.add_all(&at_end[p]);
                merged.add_all(&live.dense);
                merged.add_all(&spill_live[p]);
                for &phi in &phis {
                    let a = f.arg(phi, i);
                    if needs[a.index()].slot {
                        merged.add(a);
                    }
                    if let Some(spill) = needs[a.index()].spill {
                        merged.add(spill);
                    }
                }
                if merged.dense.len() != at_end[p].len() {
                    at_end[p].clone_from(&merged.dense);
                    changed = true;
                }
            }
        }
        if !changed {
            return at_end;
        }
    }
}

/// For each value with a slot, the ones it may not share with: live at the same time, and of the
/// same type or an argument.
fn interferences(
    f: &Func,
    types: &Types,
    needs: &[Need],
    at_end: &SecondaryMap<BlockId, Vec<ValueId>>,
) -> Vec<SmallVec<[ValueId; 2]>> {
    let mut list = vec![SmallVec::new(); f.n_values()];
    let mut live = OrderedSet::sized(f.n_values());
    for &b in &f.layout {
        live.dense.clear();
        live.add_all(&at_end[b]);
        for &v in f.b(b).values.iter().rev() {
            let value = f.v(v);
            if needs[v.index()].slot {
                live.remove(v);
                for &w in &live.dense {
                    if types.identical(value.ty, f.v(w).ty)
                        || value.op == Op::Arg
                        || f.op(w) == Op::Arg
                    {
                        list[v.index()].push(w);
                        list[w.index()].push(v);
                    }
                }
            }
            for &a in value.args.iter().filter(|a| needs[a.index()].slot) {
                live.add(a);
            }
            // Arguments are live from the function's start.
            if value.op == Op::Arg && needs[v.index()].slot {
                live.add(v);
            }
        }
    }
    list
}

fn assign(f: &mut Func, types: &Types, needs: &[Need], interference: &[SmallVec<[ValueId; 2]>]) {
    // The last name wins.
    let mut names: Vec<Option<SlotId>> = vec![None; f.n_values()];
    for &slot in &f.names {
        for &v in &f.named_values[slot] {
            names[v.index()] = Some(slot);
        }
    }
    for v in f.b(f.entry).values.clone() {
        let value = f.v(v);
        if let (Op::Arg, Aux::Local(local)) = (value.op, value.aux) {
            let slot = LocalSlot { local, ty: value.ty, offset: value.auxint };
            let slot = f.slot(slot);
            f.homes[v] = Some(Location::Slot(slot));
        }
    }
    // Temporaries by exact type (`byte` is not `uint8` here), and which of them a value got.
    let mut temporaries: Vec<(TypeId, Vec<SlotId>)> = Vec::new();
    let mut chosen: Vec<Option<u32>> = vec![None; f.n_values()];
    let mut busy = Vec::new();
    for b in f.layout.clone() {
        for v in f.b(b).values.clone() {
            let (op, ty) = (f.op(v), f.v(v).ty);
            if !needs[v.index()].slot || op == Op::Arg {
                continue;
            }
            let named = if op == Op::StoreReg { f.arg(v, 0) } else { v };
            if let Some(name) = names[named.index()]
                && types.identical(ty, f.slots[name].ty)
                && !interference[v.index()].iter().any(|&w| shares(f, w, name))
            {
                f.homes[v] = Some(Location::Slot(name));
                continue;
            }
            let known = temporaries.iter().position(|(t, _)| *t == ty);
            let of_type = match known.filter(|_| is_one_object(types, ty)) {
                Some(i) => i,
                None => {
                    temporaries.push((ty, Vec::new()));
                    temporaries.len() - 1
                }
            };
            busy.clear();
            busy.resize(temporaries[of_type].1.len(), false);
            for w in &interference[v.index()] {
                if let Some(i) = chosen[w.index()]
                    && let Some(slot) = busy.get_mut(i as usize)
                {
                    *slot = true;
                }
            }
            let i = busy.iter().position(|used| !used).unwrap_or_else(|| {
                let local = f.new_temp(ty, f.v(v).pos);
                let slot = f.slot(LocalSlot { local, ty, offset: 0 });
                temporaries[of_type].1.push(slot);
                busy.len()
            });
            f.homes[v] = Some(Location::Slot(temporaries[of_type].1[i]));
            chosen[v.index()] = Some(i as u32);
        }
    }
}

/// Whether gc has one type object for all values of the type. A pointer type that the front end did
/// not form is made anew at each mention, and slots are shared by object; construction keeps them
/// apart (`Types::new_ptr`), the passes do not.
fn is_one_object(types: &Types, ty: TypeId) -> bool {
    match *types.get(ty) {
        Type::Ptr(elem) => types.is_ptr_elem(elem) || !types.is_interned(ty),
        _ => true,
    }
}

/// Whether `w` sits in the piece of a variable that `name` is.
fn shares(f: &Func, w: ValueId, name: SlotId) -> bool {
    let Some(Location::Slot(slot)) = f.homes[w] else { return false };
    let (a, b) = (f.slots[slot], f.slots[name]);
    a.local == b.local && a.offset == b.offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_keep_insertion_order() {
        let v = ValueId::new;
        let mut s = OrderedSet::sized(9);
        s.add_all(&[v(3), v(8), v(5), v(3)]);
        s.remove(v(3));
        assert_eq!(s.dense, [v(5), v(8)]);
        s.add(v(3));
        assert_eq!(s.dense, [v(5), v(8), v(3)]);
    }
}
