//! Desired registers: where a value should best be, from what later instructions demand
//! (spec 21, section 22.2).
//!
//! The state is propagated backwards. For each value it keeps up to four registers, best first, and
//! over all values the set of registers to keep free for them (`avoid`).

use crate::ssa::op::{Op, OpFlags};
use crate::ssa::reg::{Reg, RegMask};
use crate::ssa::{Func, ValueId};

use super::constraint::Constraints;

/// Up to four registers in order of priority; absent ones are at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Prefs([Option<Reg>; 4]);

impl Prefs {
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = Reg> + '_ {
        self.0.iter().flatten().copied()
    }

    /// The first preference that `mask` allows.
    pub(super) fn first_in(&self, mask: RegMask) -> Option<Reg> {
        self.iter().find(|r| mask & r.mask() != 0)
    }

    /// Makes `r` the best; what was before it moves down, the fourth drops out.
    fn prefer(&mut self, r: Reg) {
        let at = self.0.iter().position(|x| *x == Some(r)).unwrap_or(self.0.len() - 1);
        self.0.copy_within(..at, 1);
        self.0[0] = Some(r);
    }

    /// Drops the registers in `mask`. Whether any is left.
    fn drop_regs(&mut self, mask: RegMask) -> bool {
        let mut kept = [None; 4];
        for (slot, r) in kept.iter_mut().zip(self.iter().filter(|r| mask & r.mask() == 0)) {
            *slot = Some(r);
        }
        self.0 = kept;
        kept[0].is_some()
    }
}

/// The preferences of all values at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Desired {
    entries: Vec<(ValueId, Prefs)>,
    /// Registers that some later instruction wants for a value.
    pub(super) avoid: RegMask,
}

impl Desired {
    pub(super) fn get(&self, v: ValueId) -> Prefs {
        self.entries.iter().find(|e| e.0 == v).map(|e| e.1).unwrap_or_default()
    }

    pub(super) fn add(&mut self, v: ValueId, r: Reg) {
        self.avoid |= r.mask();
        let i = match self.entries.iter().position(|e| e.0 == v) {
            Some(i) => i,
            None => {
                self.entries.push((v, Prefs::default()));
                self.entries.len() - 1
            }
        };
        self.entries[i].1.prefer(r);
    }

    /// Adds all of `prefs`, keeping their order.
    pub(super) fn add_all(&mut self, v: ValueId, prefs: Prefs) {
        for r in prefs.iter().rev() {
            self.add(v, r);
        }
    }

    /// An instruction overwrites the registers in `mask`: nobody can want them across it.
    fn clobber(&mut self, mask: RegMask) {
        let mut i = 0;
        while i < self.entries.len() {
            if self.entries[i].1.drop_regs(mask) {
                i += 1;
            } else {
                self.entries.swap_remove(i);
            }
        }
        self.avoid &= !mask;
    }

    fn remove(&mut self, v: ValueId) -> Prefs {
        match self.entries.iter().position(|e| e.0 == v) {
            Some(i) => self.entries.swap_remove(i).1,
            None => Prefs::default(),
        }
    }

    /// Adds what a successor wants.
    pub(super) fn merge(&mut self, other: &Desired) {
        self.avoid |= other.avoid;
        for &(v, prefs) in &other.entries {
            self.add_all(v, prefs);
        }
    }

    /// Goes backwards over `v`. Returns what was wanted for its result.
    pub(super) fn step(&mut self, f: &Func, v: ValueId, constraints: &Constraints) -> Prefs {
        let prefs = self.remove(v);
        let value = f.v(v);
        if value.op == Op::Phi {
            return prefs;
        }
        self.clobber(value.op.info().clobbers);
        for input in constraints.inputs(value.op) {
            if input.regs.count_ones() == 1 {
                self.clobber(input.regs);
                self.add(value.args[input.idx], Reg(input.regs.trailing_zeros() as u8));
            }
        }
        if value.op.has(OpFlags::TWO) {
            if value.op.is_commutative() {
                self.add_all(value.args[1], prefs);
            }
            self.add_all(value.args[0], prefs);
        }
        prefs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::EntityRef;

    fn v(n: usize) -> ValueId {
        ValueId::new(n)
    }

    #[test]
    fn latest_wish_comes_first() {
        let mut d = Desired::default();
        for r in [0, 1, 2, 1, 3, 6] {
            d.add(v(5), Reg(r));
        }
        assert_eq!(d.get(v(5)).iter().map(|r| r.0).collect::<Vec<_>>(), [6, 3, 1, 2]);
        assert_eq!(d.avoid, 0b100_1111);
    }

    #[test]
    fn clobber_fills_the_hole_with_the_last_entry() {
        let mut d = Desired::default();
        d.add(v(1), Reg(0));
        d.add(v(2), Reg(1));
        d.add(v(3), Reg(2));
        d.clobber(1);
        assert_eq!(d.entries.iter().map(|e| e.0).collect::<Vec<_>>(), [v(3), v(2)]);
        assert_eq!(d.avoid, 0b110);
    }
}
