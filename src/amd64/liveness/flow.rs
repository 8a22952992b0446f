//! Data flow: what is live at each block's end and at each safe point (spec 32, section 3), and the
//! numbers of the maps (section 5).

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use crate::index::{EntityRef, SecondaryMap};
use crate::ssa::func::LocalClass;
use crate::ssa::passes::PassContext;
use crate::ssa::{BlockKind, Func, ValueId};

use super::MapIndex;
use super::effects::{self, Effect, Vars};
use super::safe::SafePoints;

/// A bit for each variable, by number; few functions have more than 128.
pub(super) type VarSet = SmallVec<[u64; 2]>;

/// Variables (by number) and registers (by collector's number) that hold live pointers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct LiveSet {
    pub(super) vars: VarSet,
    pub(super) regs: u32,
}

impl LiveSet {
    fn empty(n_vars: usize) -> LiveSet {
        LiveSet { vars: smallvec![0; n_vars.div_ceil(64)], regs: 0 }
    }

    fn set(&mut self, n: usize, live: bool) {
        let bit = 1 << (n % 64);
        if live {
            self.vars[n / 64] |= bit;
        } else {
            self.vars[n / 64] &= !bit;
        }
    }

    fn join(&mut self, other: &LiveSet) {
        for (a, b) in self.vars.iter_mut().zip(&other.vars) {
            *a |= b;
        }
        self.regs |= other.regs;
    }

    /// The set before a value, from the set after it.
    fn step_back(&mut self, e: Effect) {
        if let Some(n) = e.kills {
            self.set(n, false);
        }
        self.regs = self.regs & !e.kills_regs | e.uses_regs;
        if let Some(n) = e.uses {
            self.set(n, true);
        }
    }
}

/// Variable numbers in a set, ascending.
pub(super) fn numbers(vars: &[u64]) -> impl Iterator<Item = usize> + '_ {
    vars.iter()
        .enumerate()
        .flat_map(|(w, &word)| (0..64).filter(move |b| word >> b & 1 != 0).map(move |b| w * 64 + b))
}

/// The maps of a function, in the order of their numbers.
#[derive(Default)]
pub(super) struct Maps {
    pub(super) stack: Vec<VarSet>,
    pub(super) regs: Vec<u32>,
    pub(super) of_value: SecondaryMap<ValueId, MapIndex>,
    stack_numbers: FxHashMap<VarSet, i32>,
    reg_numbers: FxHashMap<u32, i32>,
    /// What was numbered last: it often comes again.
    last: Option<(LiveSet, MapIndex)>,
}

impl Maps {
    fn number(&mut self, live: &LiveSet) -> MapIndex {
        if let Some((last, index)) = &self.last
            && last == live
        {
            return *index;
        }
        let index = self.find(live);
        self.last = Some((live.clone(), index));
        index
    }

    fn find(&mut self, live: &LiveSet) -> MapIndex {
        let stack = match self.stack_numbers.get(&live.vars) {
            Some(&n) => n,
            None => {
                let n = self.stack.len() as i32;
                self.stack.push(live.vars.clone());
                self.stack_numbers.insert(live.vars.clone(), n);
                n
            }
        };
        let regs = &mut self.regs;
        let reg = *self.reg_numbers.entry(live.regs).or_insert_with(|| {
            regs.push(live.regs);
            regs.len() as i32 - 1
        });
        MapIndex { stack, reg }
    }
}

/// What data flow found.
pub(super) struct Flow {
    pub(super) maps: Maps,
    /// Whether each variable is live at entry.
    pub(super) entry: VarSet,
}

/// Runs the analysis. `always` are variables that are live at every safe point but the entry.
pub(super) fn run(
    f: &Func,
    cx: &PassContext,
    vars: &Vars,
    safe: &SafePoints,
    always: &[usize],
) -> Flow {
    let n = vars.list.len();
    let mut values = vec![Effect::default(); f.n_values()];
    for &b in &f.layout {
        for &v in &f.b(b).values {
            values[v.index()] = effects::of_value(f, cx, vars, v);
        }
    }
    let of_class = |class: LocalClass| {
        let mut set = LiveSet::empty(n);
        for (i, &l) in vars.list.iter().enumerate() {
            if f.locals[l].class == class {
                set.set(i, true);
            }
        }
        set
    };
    let (at_return, at_tail_call) = (of_class(LocalClass::Result), of_class(LocalClass::Param));
    let mut live_in = vec![LiveSet::empty(n); f.n_blocks()];
    let mut live_out = live_in.clone();
    loop {
        let mut changed = false;
        for &b in f.layout.iter().rev() {
            let mut set = match f.b(b).kind {
                BlockKind::Ret => at_return.clone(),
                BlockKind::RetJmp => at_tail_call.clone(),
                BlockKind::Exit => LiveSet::empty(n),
                _ => {
                    let mut set = LiveSet::empty(n);
                    for e in &f.b(b).succs {
                        set.join(&live_in[e.block.index()]);
                    }
                    set
                }
            };
            live_out[b.index()].clone_from(&set);
            for &v in f.b(b).values.iter().rev() {
                set.step_back(values[v.index()]);
            }
            if live_in[b.index()] != set {
                live_in[b.index()] = set;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut entry = live_in[f.entry.index()].clone();
    entry.regs = 0;
    let mut maps = Maps::default();
    maps.number(&entry);
    let mut at_values = Vec::new();
    for &b in &f.layout {
        let mut set = std::mem::take(&mut live_out[b.index()]);
        at_values.clear();
        for &v in f.b(b).values.iter().rev() {
            if safe.is_safe(f, v) {
                let mut here = set.clone();
                always.iter().for_each(|&i| here.set(i, true));
                at_values.push((v, here));
            }
            set.step_back(values[v.index()]);
        }
        for (v, here) in at_values.iter().rev() {
            maps.of_value[*v] = maps.number(here);
        }
    }
    Flow { maps, entry: entry.vars }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_wins_over_kill() {
        let mut s = LiveSet::empty(3);
        s.step_back(Effect { kills: Some(2), uses: Some(2), kills_regs: 1, uses_regs: 2 });
        assert_eq!(s, LiveSet { vars: smallvec![4], regs: 2 });
    }

    #[test]
    fn maps_are_numbered_by_first_occurrence() {
        let mut maps = Maps::default();
        let mut a = LiveSet::empty(1);
        assert_eq!(maps.number(&a), MapIndex { stack: 0, reg: 0 });
        a.regs = 2;
        assert_eq!(maps.number(&a), MapIndex { stack: 0, reg: 1 });
        a.set(0, true);
        assert_eq!(maps.number(&a), MapIndex { stack: 1, reg: 1 });
    }
}
