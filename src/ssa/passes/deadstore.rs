//! Stores that nobody can see (spec 21, section 13): dead auto elim, dse, elim unread autos.
//!
//! An eliminated store becomes a copy of the memory it took.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::PassContext;
use crate::index::EntityRef;
use crate::ssa::func::{Aux, BlockId, Func, LocalClass, LocalId, ValueId};
use crate::ssa::op::{Op, SymEffect};
use crate::ssa::store_order::StoreOrder;
use crate::types::TypeId;

fn is_memory(f: &Func, v: ValueId) -> bool {
    f.is_memory(v)
}

/// The local in a value's aux.
fn auto_of(f: &Func, v: ValueId) -> Option<LocalId> {
    match f.v(v).aux {
        Aux::Local(n) if f.locals[n].class == LocalClass::Auto => Some(n),
        _ => None,
    }
}

fn skip(f: &mut Func, store: ValueId) {
    let Some(m) = f.memory_arg(store) else { return };
    f.set_args(store, &[m]);
    let value = f.v_mut(store);
    value.op = Op::Copy;
    value.aux = Aux::None;
    value.auxint = 0;
}

/// dse: inside a block, a store to an address that a later store of at least the same size
/// overwrites, with nothing reading in between.
pub fn dse(f: &mut Func, cx: &PassContext) {
    let mut chains = StoreOrder::default();
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        dse_block(f, cx, b, &mut chains);
    }
}

fn dse_block(f: &mut Func, cx: &PassContext, b: BlockId, chains: &mut StoreOrder) {
    // Memory states that something other than a store sees.
    let mut read: FxHashSet<ValueId> = FxHashSet::default();
    let mut stores = Vec::new();
    for &v in &f.b(b).values {
        let value = f.v(v);
        if value.op == Op::Phi {
            continue;
        }
        let overwrites = matches!(value.op, Op::Store | Op::Zero | Op::VarDef | Op::VarKill);
        if is_memory(f, v) {
            stores.push(v);
        }
        if is_memory(f, v) && overwrites {
            continue;
        }
        read.extend(value.args.iter().filter(|&&a| f.v(a).block == b && is_memory(f, a)));
    }
    let Some(last) = chains.last_store(f, &stores) else { return };
    // Sizes of what will be overwritten, by pointer.
    let mut shadowed: FxHashMap<ValueId, i64> = FxHashMap::default();
    let mut at = Some(last);
    while let Some(v) = at {
        if read.contains(&v) {
            shadowed.clear();
        }
        let size = match (f.op(v), f.v(v).aux) {
            (Op::Store, Aux::Type(t)) => Some(cx.types.size(t)),
            (Op::Zero, _) => Some(f.v(v).auxint),
            _ => None,
        };
        if let Some(size) = size {
            let p = f.arg(v, 0);
            if shadowed.get(&p).is_some_and(|&s| s >= size) {
                skip(f, v);
            } else {
                shadowed.insert(p, size.min(0x7fff_ffff));
            }
        }
        if f.op(v) == Op::Phi {
            return;
        }
        let here = |a: &&ValueId| f.v(**a).block == b && is_memory(f, **a);
        at = f.v(v).args.iter().find(here).copied();
    }
}

/// What is known about locals while following their addresses.
struct Autos {
    /// Values that hold the address of a local, or a pointer made from it.
    address: Vec<Option<LocalId>>,
    /// Stores, VarDefs and VarKills that go with the local.
    goes_with: Vec<Option<LocalId>>,
    /// Locals that must stay.
    used: FxHashSet<LocalId>,
}

/// dead auto elim: locals that are only written. Gives up after four sweeps without a fixpoint.
pub fn dead_auto_elim(f: &mut Func, _: &PassContext) {
    let n = f.n_values();
    let mut autos =
        Autos { address: vec![None; n], goes_with: vec![None; n], used: FxHashSet::default() };
    let mut sweeps = 0;
    loop {
        if sweeps == 4 {
            return;
        }
        sweeps += 1;
        let mut changed = false;
        for &b in &f.layout {
            for &v in &f.b(b).values {
                changed |= autos.visit(f, v);
            }
            if let Some(n) = f.control(b).and_then(|c| autos.address[c.index()]) {
                changed |= autos.used.insert(n);
            }
        }
        if !changed {
            break;
        }
    }
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            if autos.goes_with[v.index()].is_some_and(|n| !autos.used.contains(&n)) {
                skip(f, v);
            }
        }
    }
}

impl Autos {
    fn go_with(&mut self, v: ValueId, n: LocalId) -> bool {
        self.goes_with[v.index()].replace(n).is_none()
    }

    /// Notes what `v` says; whether that was new.
    fn visit(&mut self, f: &Func, v: ValueId) -> bool {
        let value = f.v(v);
        let mut args = &value.args[..];
        let mut changed = false;
        match value.op {
            Op::Addr | Op::LocalAddr => {
                let Some(n) = auto_of(f, v) else { return false };
                return self.address[v.index()].replace(n).is_none();
            }
            Op::VarDef | Op::VarKill => {
                return auto_of(f, v).is_some_and(|n| self.go_with(v, n));
            }
            Op::VarLive => return auto_of(f, v).is_some_and(|n| self.used.insert(n)),
            Op::Store | Op::Move | Op::Zero => {
                if let Some(n) = self.address[args[0].index()] {
                    changed = self.go_with(v, n);
                }
                args = &args[1..];
            }
            _ => {}
        }
        if (value.uses == 0 && value.op != Op::NilCheck) || args.is_empty() {
            return changed;
        }
        let held: SmallVec<[LocalId; 4]> =
            args.iter().filter_map(|a| self.address[a.index()]).collect();
        let ends_tracking = matches!(value.ty, TypeId::MEM | TypeId::FLAGS)
            || value.op == Op::Phi
            || f.memory_arg(v).is_some();
        if ends_tracking {
            for n in held {
                changed |= self.used.insert(n);
            }
            return changed;
        }
        // The address lives on in `v`; of two locals the second is given up.
        let mut tracked = None;
        for n in held {
            if self.used.contains(&n) {
                continue;
            }
            match tracked {
                None => tracked = Some(n),
                Some(first) if first != n => changed |= self.used.insert(n),
                _ => {}
            }
        }
        let Some(n) = tracked else { return changed };
        match self.address[v.index()] {
            None => {
                self.address[v.index()] = Some(n);
                true
            }
            Some(known) if known != n => self.used.insert(n) | changed,
            _ => changed,
        }
    }
}

/// elim unread autos: after lowering, stores to locals that nothing reads before or after.
pub fn elim_unread_autos(f: &mut Func, _: &PassContext) {
    let mut read: FxHashSet<LocalId> = FxHashSet::default();
    let mut stores = Vec::new();
    for &b in &f.layout {
        for &v in &f.b(b).values {
            let Some(n) = auto_of(f, v) else { continue };
            match f.op(v).info().sym {
                SymEffect::None | SymEffect::Write => {
                    if !read.contains(&n) {
                        stores.push((v, n));
                    }
                }
                _ => {
                    if f.v(v).uses > 0 {
                        read.insert(n);
                    }
                }
            }
        }
    }
    for (store, n) in stores {
        if !read.contains(&n) {
            skip(f, store);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;
    use crate::ssa::passes::with_test_func;

    #[test]
    fn an_overwritten_store_becomes_a_copy_unless_something_reads_it() {
        for reads in [false, true] {
            with_test_func(|f, cx| {
                let (b, pos) = (f.entry, Pos::NONE);
                let int = Aux::Type(TypeId::INT);
                let m = f.new_value(b, Op::InitMem, TypeId::MEM, pos, &[]);
                let p = f.new_value(b, Op::Arg, cx.types.ptr(TypeId::INT), pos, &[]);
                let x = f.new_value(b, Op::Const64, TypeId::INT, pos, &[]);
                let one = f.new_value_aux(b, Op::Store, TypeId::MEM, pos, 0, int, &[p, x, m]);
                if reads {
                    f.new_value(b, Op::Load, TypeId::INT, pos, &[p, one]);
                }
                let two = f.new_value_aux(b, Op::Store, TypeId::MEM, pos, 0, int, &[p, x, one]);
                f.set_control(b, Some(two));
                dse(f, cx);
                assert_eq!(f.op(one) == Op::Copy, !reads);
                assert_eq!(f.op(two), Op::Store);
            });
        }
    }
}
