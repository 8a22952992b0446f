//! The variables that liveness tracks, and what each value does to them and to registers
//! (spec 32, sections 1 and 2).

use crate::index::SecondaryMap;
use crate::ssa::func::LocalClass;
use crate::ssa::op::SymEffect;
use crate::ssa::passes::PassContext;
use crate::ssa::reg::Reg;
use crate::ssa::{Aux, Func, LocalId, Location, Op, ValueId};
use crate::types::{Kind, Type, TypeId, Types};

/// The tracked variables, in declaration-list order after frame layout.
pub(super) struct Vars {
    pub(super) list: Vec<LocalId>,
    number: SecondaryMap<LocalId, Option<u32>>,
}

impl Vars {
    /// Every local, parameter and result left in the list whose type has pointers.
    pub(super) fn of(f: &Func, types: &Types) -> Vars {
        let list: Vec<LocalId> =
            f.decl_order.iter().copied().filter(|&l| types.has_pointers(f.locals[l].ty)).collect();
        let mut number = SecondaryMap::new();
        for (i, &l) in list.iter().enumerate() {
            number[l] = Some(i as u32);
        }
        Vars { list, number }
    }

    pub(super) fn number(&self, l: LocalId) -> Option<usize> {
        self.number[l].map(|n| n as usize)
    }
}

/// What a value does, seen backwards: first the kills, then the uses.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Effect {
    pub(super) kills: Option<usize>,
    pub(super) uses: Option<usize>,
    /// Registers by collector's number.
    pub(super) kills_regs: u32,
    pub(super) uses_regs: u32,
}

/// The collector's number of a register: the general registers without SP, in order.
fn gc_number(r: Reg) -> Option<u32> {
    match r.0 {
        n @ 0..=3 => Some(u32::from(n)),
        n @ 5..=15 => Some(u32::from(n) - 1),
        _ => None,
    }
}

fn reg_bit(r: Reg) -> u32 {
    gc_number(r).map_or(0, |n| 1 << n)
}

/// Types of several words: a store writes a part, so that only VarDef kills the whole.
fn is_fat(types: &Types, ty: TypeId) -> bool {
    use Kind::*;
    matches!(types.kind(ty), Struct | Array | Slice | String | Interface)
}

/// The effect of one value.
pub(super) fn of_value(f: &Func, cx: &PassContext, vars: &Vars, v: ValueId) -> Effect {
    let mut effect = Effect::default();
    if let Some((local, read, write)) = affected(f, v)
        && let Some(n) = vars.number(local)
    {
        let kills = write && (f.op(v) == Op::VarDef || !is_fat(cx.types, f.locals[local].ty));
        effect.uses = read.then_some(n);
        effect.kills = kills.then_some(n);
    }
    if f.op(v) != Op::Phi {
        effect.kills_regs = match f.homes[v] {
            Some(Location::Reg(r)) => reg_bit(r),
            Some(Location::Pair(a, b)) => a.map_or(0, reg_bit) | b.map_or(0, reg_bit),
            _ => 0,
        };
        for &a in &f.v(v).args {
            effect.uses_regs |= pointer_regs(f, cx.types, a);
        }
    }
    effect
}

/// Registers in which value `a` is a pointer into the heap.
fn pointer_regs(f: &Func, types: &Types, a: ValueId) -> u32 {
    let ty = f.v(a).ty;
    match f.homes[a] {
        Some(Location::Reg(r)) if types.has_heap_pointers(ty) => reg_bit(r),
        Some(Location::Pair(r0, r1)) => {
            let Type::Tuple(t0, t1) = *types.get(ty) else { return 0 };
            let part = |t, r: Option<Reg>| match r {
                Some(r) if types.has_heap_pointers(t) => reg_bit(r),
                _ => 0,
            };
            part(t0, r0) | part(t1, r1)
        }
        _ => 0,
    }
}

/// The variable that `v` touches: whether it reads it (taking the address counts) and writes it.
fn affected(f: &Func, v: ValueId) -> Option<(LocalId, bool, bool)> {
    let value = f.v(v);
    let slot_var = |c: ValueId| match f.homes[c] {
        Some(Location::Slot(s)) => Some(f.slots[s].local),
        _ => None,
    };
    let aux_var = match value.aux {
        Aux::Local(l) => Some(l),
        _ => None,
    };
    // Frame layout may have dropped the variable that such a mark names.
    let still_used = |l: &LocalId| {
        let local = &f.locals[*l];
        local.used || local.class != LocalClass::Auto
    };
    match value.op {
        Op::LoadReg => Some((slot_var(value.args[0])?, true, false)),
        Op::StoreReg => Some((slot_var(v)?, false, true)),
        Op::VarLive => Some((aux_var.filter(still_used)?, true, false)),
        Op::VarDef | Op::VarKill => Some((aux_var.filter(still_used)?, false, true)),
        Op::KeepAlive => Some((slot_var(value.args[0]).filter(still_used)?, true, false)),
        op => {
            let (read, write) = match op.info().sym {
                SymEffect::None => return None,
                SymEffect::Read | SymEffect::Addr => (true, false),
                SymEffect::Write => (false, true),
                SymEffect::ReadWrite => (true, true),
            };
            Some((aux_var?, read, write))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collector_numbers_leave_sp_out() {
        assert_eq!(gc_number(Reg::BX), Some(3));
        assert_eq!(gc_number(Reg::SP), None);
        assert_eq!(gc_number(Reg::BP), Some(4));
        assert_eq!(gc_number(Reg(15)), Some(14));
        assert_eq!(gc_number(Reg::X0), None);
        assert_eq!(gc_number(Reg::SB), None);
    }
}
