//! The facts that prove knows in a block, and what follows from a new one.

use rustc_hash::FxHashMap;

use super::poset::{Poset, is_int_const, unsigned_const};
use crate::ssa::func::{Aux, BlockId, Func, ValueId};
use crate::ssa::op::Op;
use crate::ssa::rules::predicates;
use crate::types::{TypeId, Types};

bitflags::bitflags! {
    /// The view in which two values are related.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Domain: u8 {
        const SIGNED = 1;
        const UNSIGNED = 2;
        const POINTER = 4;
        const BOOLEAN = 8;
        const BOTH = 3;
    }

    /// The relations that are possible between two values.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub struct Relation: u8 {
        const LT = 1;
        const EQ = 2;
        const GT = 4;
        const LE = 3;
        const NE = 5;
        const GE = 6;
    }
}

impl Relation {
    /// The relation with the operands exchanged.
    fn reversed(self) -> Relation {
        let mut r = self & Relation::EQ;
        r.set(Relation::LT, self.contains(Relation::GT));
        r.set(Relation::GT, self.contains(Relation::LT));
        r
    }
}

/// Bounds of a value, inclusive, signed and unsigned.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limit {
    pub min: i64,
    pub max: i64,
    pub umin: u64,
    pub umax: u64,
}

const NO_LIMIT: Limit = Limit { min: i64::MIN, max: i64::MAX, umin: 0, umax: u64::MAX };

impl Limit {
    fn intersect(self, o: Limit) -> Limit {
        Limit {
            min: self.min.max(o.min),
            max: self.max.min(o.max),
            umin: self.umin.max(o.umin),
            umax: self.umax.min(o.umax),
        }
    }
}

/// Two values in one domain, the smaller number first; absent: the constant false.
type Pair = (Option<ValueId>, ValueId, Domain);

enum Change {
    Checkpoint,
    Relation(Pair, Option<Relation>),
    Limit(ValueId, Option<Limit>),
}

pub struct Facts<'a> {
    types: &'a Types,
    unsat: bool,
    /// Checkpoints that were made while a contradiction was known.
    unsat_depth: u32,
    /// Pointer and boolean facts.
    relations: FxHashMap<Pair, Relation>,
    signed: Poset,
    unsigned: Poset,
    limits: FxHashMap<ValueId, Limit>,
    log: Vec<Change>,
    /// Length and capacity of slices, by slice: the last seen.
    lens: FxHashMap<ValueId, ValueId>,
    caps: FxHashMap<ValueId, ValueId>,
    /// The int64 constant 0.
    pub zero: ValueId,
}

/// `x` and `delta` if `v` is `x + delta` for a constant.
pub fn const_delta(f: &Func, v: ValueId) -> Option<(ValueId, i64)> {
    let konst = match f.op(v) {
        Op::Add32 | Op::Sub32 => Op::Const32,
        Op::Add64 | Op::Sub64 => Op::Const64,
        _ => return None,
    };
    let (x, y) = (f.arg(v, 0), f.arg(v, 1));
    let number = |c: ValueId| (f.op(c) == konst).then(|| f.v(c).auxint);
    match f.op(v) {
        Op::Add32 | Op::Add64 => match (number(x), number(y)) {
            (Some(c), _) => Some((y, c)),
            (_, Some(c)) => Some((x, c)),
            _ => None,
        },
        // Zero and the most negative number are their own negatives.
        _ => number(y).filter(|&c| c != c.wrapping_neg()).map(|c| (x, -c)),
    }
}

impl<'a> Facts<'a> {
    /// An empty table. The zero constant is made in the entry block if it is not there.
    pub fn new(f: &mut Func, types: &'a Types) -> Facts<'a> {
        Facts {
            types,
            unsat: false,
            unsat_depth: 0,
            relations: FxHashMap::default(),
            signed: Poset::new(false),
            unsigned: Poset::new(true),
            limits: FxHashMap::default(),
            log: Vec::new(),
            lens: FxHashMap::default(),
            caps: FxHashMap::default(),
            zero: f.const_int(types, TypeId::INT64, 0),
        }
    }

    /// Lengths and capacities are not negative.
    pub fn add_lengths(&mut self, f: &mut Func) {
        let zero = self.zero;
        for i in 0..f.layout.len() {
            let b = f.layout[i];
            for j in 0..f.b(b).values.len() {
                let v = f.b(b).values[j];
                if f.v(v).uses == 0 {
                    continue;
                }
                match f.op(v) {
                    Op::StringLen => {}
                    Op::SliceLen => {
                        self.lens.insert(f.arg(v, 0), v);
                    }
                    Op::SliceCap => {
                        self.caps.insert(f.arg(v, 0), v);
                    }
                    _ => continue,
                }
                self.update(f, b, Some(v), zero, Domain::SIGNED, Relation::GE);
            }
        }
    }

    /// Whether the facts contradict each other.
    pub fn is_unsat(&self) -> bool {
        self.unsat
    }

    pub fn limit(&self, v: ValueId) -> Option<&Limit> {
        self.limits.get(&v)
    }

    /// Bytes of a value.
    pub fn size(&self, f: &Func, v: ValueId) -> i64 {
        self.types.size(f.v(v).ty)
    }

    pub fn checkpoint(&mut self) {
        if self.unsat {
            self.unsat_depth += 1;
        }
        self.log.push(Change::Checkpoint);
        self.signed.checkpoint();
        self.unsigned.checkpoint();
    }

    /// Takes everything back to the last checkpoint.
    pub fn restore(&mut self) {
        if self.unsat_depth > 0 {
            self.unsat_depth -= 1;
        } else {
            self.unsat = false;
        }
        while let Some(change) = self.log.pop() {
            match change {
                Change::Checkpoint => break,
                Change::Relation(p, Some(r)) => {
                    self.relations.insert(p, r);
                }
                Change::Relation(p, None) => {
                    self.relations.remove(&p);
                }
                Change::Limit(v, Some(l)) => {
                    self.limits.insert(v, l);
                }
                Change::Limit(v, None) => {
                    self.limits.remove(&v);
                }
            }
        }
        self.signed.undo();
        self.unsigned.undo();
    }

    /// Adds `v r w` in every domain of `domains`; an absent `v` is false. `parent` is the block whose
    /// branch says so.
    pub fn add(
        &mut self,
        f: &mut Func,
        parent: BlockId,
        domains: Domain,
        v: Option<ValueId>,
        w: ValueId,
        r: Relation,
    ) {
        for d in domains.iter() {
            self.update(f, parent, v, w, d, r);
        }
    }

    /// Restricts the relation of `v` and `w` in one domain to `r`, and adds what follows.
    pub fn update(
        &mut self,
        f: &mut Func,
        parent: BlockId,
        v: Option<ValueId>,
        w: ValueId,
        d: Domain,
        r: Relation,
    ) {
        if self.unsat {
            return;
        }
        if v == Some(w) {
            self.unsat = !r.contains(Relation::EQ);
            return;
        }
        let numeric = d == Domain::SIGNED || d == Domain::UNSIGNED;
        let Some(v) = v.filter(|_| numeric) else {
            self.relate(v, w, d, r);
            return;
        };
        if !self.order(f, v, w, d, r) {
            self.unsat = true;
            return;
        }
        if is_int_const(f, v) {
            self.narrow(f, w, v, d, r.reversed());
        } else if is_int_const(f, w) {
            self.narrow(f, v, w, d, r);
        }
        if self.unsat {
            return;
        }
        // What follows is stated with the constant on the right, as narrowing leaves it.
        let (v, w, r) = if is_int_const(f, v) { (w, v, r.reversed()) } else { (v, w, r) };
        self.lengths(f, parent, v, w, d, r);
        // From here on the relation is > or >=, if it is an order.
        let (v, w, r) = match r {
            Relation::LT | Relation::LE => (w, v, r.reversed()),
            _ => (v, w, r),
        };
        self.fence_post(f, parent, v, w, d, r);
        if d == Domain::SIGNED && matches!(r, Relation::GT | Relation::GE) {
            self.shifted(f, parent, v, w, r);
        }
    }

    /// Pointer and boolean facts.
    fn relate(&mut self, v: Option<ValueId>, w: ValueId, d: Domain, r: Relation) {
        let (key, r) = match v {
            Some(v) if w < v => ((Some(w), v, d), r.reversed()),
            _ => ((v, w, d), r),
        };
        let known = self.relations.get(&key).copied();
        let old = known.unwrap_or(Relation::all());
        if old == r {
            return;
        }
        self.log.push(Change::Relation(key, known));
        self.relations.insert(key, old & r);
        self.unsat = (old & r).is_empty();
    }

    /// Enters a numeric fact into the partial order.
    fn order(&mut self, f: &Func, v: ValueId, w: ValueId, d: Domain, r: Relation) -> bool {
        let order = if d == Domain::SIGNED { &mut self.signed } else { &mut self.unsigned };
        match r {
            Relation::LT => order.set_order(f, v, w, true),
            Relation::LE => order.set_order(f, v, w, false),
            Relation::GT => order.set_order(f, w, v, true),
            Relation::GE => order.set_order(f, w, v, false),
            Relation::EQ => order.set_equal(f, v, w),
            _ => order.set_non_equal(f, v, w),
        }
    }

    /// Narrows the limits of `v` by `v r c`, with `c` a constant.
    fn narrow(&mut self, f: &Func, v: ValueId, c: ValueId, d: Domain, r: Relation) {
        let known = self.limits.get(&v).copied();
        let old = known.unwrap_or_else(|| initial_limit(f, v, d));
        let mut new = NO_LIMIT;
        if d == Domain::SIGNED {
            let c = f.v(c).auxint;
            match r {
                Relation::LT => new.max = c.wrapping_sub(1),
                Relation::LE => new.max = c,
                Relation::GE => new.min = c,
                Relation::GT => new.min = c.wrapping_add(1),
                Relation::EQ => (new.min, new.max) = (c, c),
                _ => {
                    new = old;
                    if c == new.min {
                        new.min = new.min.wrapping_add(1);
                    }
                    if c == new.max {
                        new.max = new.max.wrapping_sub(1);
                    }
                }
            }
            if new.min >= 0 {
                new.umin = new.min as u64;
            }
            if new.max != i64::MAX && old.min >= 0 && new.max >= 0 {
                new.umax = new.max as u64;
            }
        } else {
            let c = unsigned_const(f, c);
            match r {
                Relation::LT => new.umax = c.wrapping_sub(1),
                Relation::LE => new.umax = c,
                Relation::GE => new.umin = c,
                Relation::GT => new.umin = c.wrapping_add(1),
                Relation::EQ => (new.umin, new.umax) = (c, c),
                _ => {
                    new = old;
                    if c == new.umin {
                        new.umin = new.umin.wrapping_add(1);
                    }
                    if c == new.umax {
                        new.umax = new.umax.wrapping_sub(1);
                    }
                }
            }
        }
        let limit = old.intersect(new);
        self.log.push(Change::Limit(v, Some(old).filter(|&l| l != NO_LIMIT)));
        self.limits.insert(v, limit);
        self.unsat = limit.min > limit.max || limit.umin > limit.umax;
    }

    /// A slice's capacity is at least its length.
    fn lengths(
        &mut self,
        f: &mut Func,
        parent: BlockId,
        v: ValueId,
        w: ValueId,
        d: Domain,
        r: Relation,
    ) {
        let slice = |op: Op, v: ValueId| (f.op(v) == op).then(|| f.arg(v, 0));
        let (v_len, w_len) = (slice(Op::SliceLen, v), slice(Op::SliceLen, w));
        let (v_cap, w_cap) = (slice(Op::SliceCap, v), slice(Op::SliceCap, w));
        let of = |map: &FxHashMap<ValueId, ValueId>, s: Option<ValueId>| {
            s.and_then(|s| map.get(&s).copied())
        };
        let (v_len, w_len) = (of(&self.caps, v_len), of(&self.caps, w_len));
        let (v_cap, w_cap) = (of(&self.lens, v_cap), of(&self.lens, w_cap));
        if let Some(cap) = v_len.filter(|_| !r.contains(Relation::LT)) {
            self.update(f, parent, Some(cap), w, d, r | Relation::GT);
        }
        if let Some(cap) = w_len.filter(|_| !r.contains(Relation::GT)) {
            self.update(f, parent, Some(v), cap, d, r | Relation::LT);
        }
        if let Some(len) = v_cap.filter(|_| !r.contains(Relation::GT)) {
            self.update(f, parent, Some(len), w, d, r | Relation::LT);
        }
        if let Some(len) = w_cap.filter(|_| !r.contains(Relation::LT)) {
            self.update(f, parent, Some(v), len, d, r | Relation::GT);
        }
    }

    /// `x + 1 > w` says `x >= w`, and its kin.
    fn fence_post(
        &mut self,
        f: &mut Func,
        parent: BlockId,
        v: ValueId,
        w: ValueId,
        d: Domain,
        r: Relation,
    ) {
        let left = const_delta(f, v);
        let right = const_delta(f, w);
        match (r, left, right) {
            (Relation::GT, Some((x, 1)), _) => {
                self.update(f, parent, Some(x), w, d, Relation::GE);
            }
            (Relation::GT, _, Some((x, -1))) => {
                self.update(f, parent, Some(v), x, d, Relation::GE);
            }
            (Relation::GE, Some((x, -1)), _) => {
                let (smallest, _, _) = range(f.op(v));
                let above = self.limit(x).is_some_and(|l| match d {
                    Domain::SIGNED => l.min > smallest,
                    _ => l.umin > 0,
                });
                if above {
                    self.update(f, parent, Some(x), w, d, Relation::GT);
                }
            }
            (Relation::GE, _, Some((x, 1))) => {
                let (_, largest, ularge) = range(f.op(w));
                let below = self.limit(x).is_some_and(|l| match d {
                    Domain::SIGNED => l.max < largest,
                    _ => l.umax < ularge,
                });
                if below {
                    self.update(f, parent, Some(v), x, d, Relation::GT);
                }
            }
            _ => {}
        }
    }

    /// `x + delta > w` (or >=), signed: what it says of `x`.
    fn shifted(&mut self, f: &mut Func, parent: BlockId, v: ValueId, w: ValueId, r: Relation) {
        let Some((x, delta)) = const_delta(f, v) else { return };
        let wide = self.size(f, x) == 8;
        if !is_int_const(f, w) {
            let smallest = if wide { i64::MIN } else { i64::from(i32::MIN) };
            let cannot_wrap =
                delta < 0 && self.limit(x).is_some_and(|l| l.min >= smallest.wrapping_sub(delta));
            if cannot_wrap {
                self.update(f, parent, Some(x), w, Domain::SIGNED, r);
            }
            return;
        }
        // x > min and x <= max, or one of the two if the interval wraps around.
        let c = f.v(w).auxint;
        let (op, ty, min, max) = if wide {
            let (min, max) = (c.wrapping_sub(delta), i64::MAX.wrapping_sub(delta));
            (Op::Const64, TypeId::INT64, min, max)
        } else {
            let min = (c as i32).wrapping_sub(delta as i32);
            let max = i32::MAX.wrapping_sub(delta as i32);
            (Op::Const32, TypeId::INT32, i64::from(min), i64::from(max))
        };
        // The constants stay behind dead, but take numbers.
        let pos = f.b(parent).pos;
        let vmin = f.new_value_aux(parent, op, ty, pos, min, Aux::None, &[]);
        let vmax = f.new_value_aux(parent, op, ty, pos, max, Aux::None, &[]);
        let at_most = r | Relation::EQ;
        if min < max {
            self.update(f, parent, Some(x), vmin, Domain::SIGNED, r);
            self.update(f, parent, Some(vmax), x, Domain::SIGNED, at_most);
        } else if let Some(&l) = self.limit(x) {
            if l.max <= min {
                if !r.contains(Relation::EQ) || l.max < min {
                    self.update(f, parent, Some(vmax), x, Domain::SIGNED, at_most);
                }
            } else if l.min > max {
                self.update(f, parent, Some(x), vmin, Domain::SIGNED, r);
            }
        }
    }

    /// Whether `v` is known not to be negative.
    pub fn is_non_negative(&mut self, f: &Func, v: ValueId) -> bool {
        if predicates::is_non_negative(f, v) {
            return true;
        }
        let largest = match self.size(f, v) {
            1 => i64::from(i8::MAX),
            2 => i64::from(i16::MAX),
            4 => i64::from(i32::MAX),
            _ => i64::MAX,
        };
        if self.limit(v).is_some_and(|l| l.min >= 0 || l.umax <= largest as u64) {
            return true;
        }
        if let Some((x, delta)) = const_delta(f, v)
            && let Some(l) = self.limit(x)
        {
            let no_overflow = delta < 0 || l.max <= largest.wrapping_sub(delta);
            if delta != 0 && l.min >= delta.wrapping_neg() && no_overflow {
                return true;
            }
        }
        let zero = self.zero;
        self.signed.is_ordered_or_equal(f, zero, v)
    }
}

/// Limits of a value that none are known of: a constant's own number.
fn initial_limit(f: &Func, v: ValueId, d: Domain) -> Limit {
    let mut l = NO_LIMIT;
    if !is_int_const(f, v) {
        return l;
    }
    let (n, u) = (f.v(v).auxint, unsigned_const(f, v));
    if d == Domain::SIGNED {
        (l.min, l.max) = (n, n);
        if n >= 0 {
            (l.umin, l.umax) = (n as u64, n as u64);
        }
    } else {
        (l.umin, l.umax) = (u, u);
        if u as i64 >= 0 {
            (l.min, l.max) = (u as i64, u as i64);
        }
    }
    l
}

/// Smallest and largest signed and largest unsigned number of the width of an addition.
fn range(op: Op) -> (i64, i64, u64) {
    match op {
        Op::Add32 | Op::Sub32 => (i64::from(i32::MIN), i64::from(i32::MAX), u64::from(u32::MAX)),
        _ => (i64::MIN, i64::MAX, u64::MAX),
    }
}
