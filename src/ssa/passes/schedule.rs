//! schedule: the order of values inside each block (spec 21, section 19).
//!
//! The schedule grows from the block's end. A heap holds the values whose users are all placed; the
//! one that should come last is taken: by kind of value, then by position in the source, then with
//! fewer arguments, then with the higher number.
//!
//! Leaves: phis first, arguments next; a memory state's readers before its successor; the value
//! that decides the block's end, and what depends on it, last.

use rustc_hash::FxHashMap;

use crate::index::EntityRef;
use crate::ssa::heap::Heap;
use crate::ssa::{BlockId, Func, Op, ValueId};
use crate::types::{Type, TypeId, Types};

use super::PassContext;

/// Kinds of values, from the top of the block to its bottom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
enum Score {
    /// Also the closure pointer, whose register the next instruction may overwrite.
    #[default]
    Phi,
    Arg,
    /// Nil checks come before loads from the same address.
    NilCheck,
    /// Parts of a pair follow it directly.
    ReadTuple,
    VarDef,
    Memory,
    /// Readers of flags come early, to keep the flags' lifetime short.
    ReadFlags,
    Default,
    Flags,
    Control,
}

pub fn run(f: &mut Func, cx: &PassContext) {
    let n = f.n_values();
    let mut scheduler = Scheduler {
        scores: vec![Score::default(); n],
        uses: vec![0; n],
        next_memory: vec![None; n],
        readers: vec![Vec::new(); n],
    };
    for &b in &f.layout {
        for &v in &f.b(b).values {
            scheduler.scores[v.index()] = score(f, cx.types, v);
        }
    }
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        let order = scheduler.block(f, b);
        f.b_mut(b).values = order;
    }
    f.scheduled = true;
}

fn score(f: &Func, types: &Types, v: ValueId) -> Score {
    let value = f.v(v);
    match value.op {
        Op::LoweredGetClosurePtr | Op::Phi => Score::Phi,
        Op::LoweredNilCheck => Score::NilCheck,
        Op::Arg => Score::Arg,
        Op::VarDef => Score::VarDef,
        _ if f.is_memory(v) => Score::Memory,
        Op::Select0 | Op::Select1 => Score::ReadTuple,
        _ if makes_flags(types, value.ty) => Score::Flags,
        _ if value.args.iter().any(|&a| f.v(a).ty == TypeId::FLAGS) => Score::ReadFlags,
        _ => Score::Default,
    }
}

fn makes_flags(types: &Types, ty: TypeId) -> bool {
    ty == TypeId::FLAGS || matches!(types.get(ty), Type::Tuple(_, TypeId::FLAGS))
}

struct Scheduler {
    scores: Vec<Score>,
    /// Users of each value in the block that are not placed yet.
    uses: Vec<i32>,
    /// The memory state that follows one in the block at hand.
    next_memory: Vec<Option<ValueId>>,
    /// Readers of the state before a memory state: they must precede it.
    readers: Vec<Vec<ValueId>>,
}

impl Scheduler {
    fn block(&mut self, f: &Func, b: BlockId) -> Vec<ValueId> {
        let values = &f.b(b).values;
        self.count_uses(f, b);
        self.score_control(f, b);
        let scores = &self.scores;
        let later = |&x: &ValueId, &y: &ValueId| comes_later(f, scores, x, y);
        let mut heap = Heap::new();
        for &v in values.iter().filter(|v| self.uses[v.index()] == 0) {
            heap.push(v, later);
        }
        let mut order = Vec::with_capacity(values.len());
        // Parts of pairs wait until the pair is placed.
        let mut parts: FxHashMap<ValueId, [Option<ValueId>; 2]> = FxHashMap::default();
        while let Some(v) = heap.pop(later) {
            let value = f.v(v);
            match value.op {
                Op::Select0 => parts.entry(value.args[0]).or_default()[0] = Some(v),
                Op::Select1 => parts.entry(value.args[0]).or_default()[1] = Some(v),
                _ => {
                    if let Some([first, second]) = parts.remove(&v) {
                        order.extend(second);
                        order.extend(first);
                    }
                    order.push(v);
                }
            }
            let in_block = value.args.iter().copied().filter(|&a| f.v(a).block == b);
            for a in in_block.chain(self.readers[v.index()].iter().copied()) {
                let uses = &mut self.uses[a.index()];
                *uses -= 1;
                if *uses == 0 {
                    heap.push(a, later);
                }
            }
        }
        assert_eq!(order.len(), values.len(), "schedule: {b} of {} is no acyclic graph", f.name);
        order.reverse();
        order
    }

    fn count_uses(&mut self, f: &Func, b: BlockId) {
        let values = &f.b(b).values;
        for &v in values {
            let value = f.v(v);
            if value.op != Op::Phi && f.is_memory(v) {
                for &a in value.args.iter().filter(|&&a| f.is_memory(a)) {
                    self.next_memory[a.index()] = Some(v);
                }
            }
        }
        for &v in values {
            let value = f.v(v);
            if value.op == Op::Phi {
                // Its arguments come from before the block.
                continue;
            }
            for &a in &value.args {
                if f.v(a).block == b {
                    self.uses[a.index()] += 1;
                }
                if f.is_memory(v) || !f.is_memory(a) {
                    continue;
                }
                if let Some(next) = self.next_memory[a.index()].filter(|&n| f.v(n).block == b) {
                    self.readers[next.index()].push(v);
                    self.uses[v.index()] += 1;
                }
            }
        }
    }

    /// The control, and what uses it directly, goes to the end.
    fn score_control(&mut self, f: &Func, b: BlockId) {
        let Some(control) = f.control(b) else { return };
        if matches!(f.op(control), Op::Phi | Op::Arg) {
            return;
        }
        self.scores[control.index()] = Score::Control;
        for &v in &f.b(b).values {
            if f.op(v) != Op::Phi && f.v(v).args.contains(&control) {
                self.scores[v.index()] = Score::Control;
            }
        }
    }
}

/// Whether `x` is placed below `y`.
fn comes_later(f: &Func, scores: &[Score], x: ValueId, y: ValueId) -> bool {
    let (sx, sy) = (scores[x.index()], scores[y.index()]);
    if sx != sy {
        return sx > sy;
    }
    let (vx, vy) = (f.v(x), f.v(y));
    if vx.pos != vy.pos {
        return vx.pos > vy.pos;
    }
    if vx.op != Op::Phi && vx.args.len() != vy.args.len() {
        return vx.args.len() < vy.args.len();
    }
    x > y
}
