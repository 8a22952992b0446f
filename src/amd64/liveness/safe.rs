//! Which values are safe points: places where the goroutine may be stopped and its stack scanned
//! (spec 32, section 4).

use crate::index::EntityRef;
use crate::ssa::passes::PassContext;
use crate::ssa::{Aux, BlockId, BlockKind, Func, Op, ValueId};

/// The values at which maps hold.
pub(super) struct SafePoints {
    /// Only calls are safe points.
    calls_only: bool,
    unsafe_values: Vec<bool>,
}

impl SafePoints {
    pub(super) fn of(f: &Func, cx: &PassContext) -> SafePoints {
        let calls_only = f.nosplit_pragma;
        let mut points = SafePoints { calls_only, unsafe_values: vec![false; f.n_values()] };
        if !calls_only {
            points.mark_write_barriers(f, cx);
            points.mark_conversions(f, cx);
        }
        points
    }

    pub(super) fn is_safe(&self, f: &Func, v: ValueId) -> bool {
        let op = f.op(v);
        if self.calls_only {
            return op.is_call();
        }
        !matches!(
            op,
            Op::InitMem
                | Op::Arg
                | Op::SP
                | Op::SB
                | Op::Select0
                | Op::Select1
                | Op::GetG
                | Op::VarDef
                | Op::VarLive
                | Op::KeepAlive
                | Op::Phi
        ) && !self.unsafe_values[v.index()]
    }

    fn mark(&mut self, values: &[ValueId]) {
        for v in values {
            self.unsafe_values[v.index()] = true;
        }
    }

    /// From the load of the write barrier flag to the end of both branches.
    fn mark_write_barriers(&mut self, f: &Func, cx: &PassContext) {
        let flag = cx.syms.lookup("runtime.writeBarrier");
        for &b in &f.write_barrier_blocks {
            let block = f.b(b);
            if block.kind == BlockKind::Plain && block.values.is_empty() {
                continue;
            }
            let [s0, s1] = block.succs[..] else { continue };
            if s0.block == s1.block {
                continue;
            }
            let Some(mut load) = f.control(b) else { continue };
            while f.v(load).aux != Aux::Sym(flag) {
                match f.v(load).args.first() {
                    Some(&a) => load = a,
                    None => panic!("liveness: no write barrier flag behind {b} of {}", f.name),
                }
            }
            if let Some(i) = block.values.iter().position(|&v| v == load) {
                self.mark(&block.values[i..]);
            }
            self.mark(&f.b(s0.block).values);
            self.mark(&f.b(s1.block).values);
        }
    }

    /// From the last call to each conversion of a `uintptr` to a pointer: in between the object is
    /// held by an integer only.
    fn mark_conversions(&mut self, f: &Func, cx: &PassContext) {
        let mut flooded = vec![false; f.n_blocks()];
        for &b in &f.layout {
            for (i, &v) in f.b(b).values.iter().enumerate() {
                if f.op(v) == Op::Convert && cx.types.is_ptr_shaped(f.v(v).ty) {
                    self.flood(f, b, i + 1, &mut flooded);
                }
            }
        }
    }

    /// Marks the first `n` values of `b` backwards up to a call, and goes on in the predecessors if
    /// there is none.
    fn flood(&mut self, f: &Func, b: BlockId, n: usize, flooded: &mut [bool]) {
        let mut work = vec![(b, n)];
        while let Some((b, n)) = work.pop() {
            let values = &f.b(b).values[..n];
            let call = values.iter().rposition(|&v| f.op(v).is_call());
            self.mark(&values[call.map_or(0, |i| i + 1)..]);
            if call.is_some() {
                continue;
            }
            for e in &f.b(b).preds {
                if !std::mem::replace(&mut flooded[e.block.index()], true) {
                    work.push((e.block, f.b(e.block).values.len()));
                }
            }
        }
    }
}
