//! Run-time checks: nil pointers, bounds, divisors (spec 20, section 9).

use super::Builder;
use super::ops::{op_for, resize_op};
use crate::ssa::func::{BlockKind, Likely, ValueId};
use crate::ssa::op::Op;
use crate::tree::{NodeId, Op as T};
use crate::types::TypeId;

/// What a bounds check compares: the `auxint` of `PanicBounds` for a signed index; the variant for
/// unsigned ones follows each.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub(super) enum Bounds {
    Index = 0,
    SliceAlen = 2,
    SliceAcap = 4,
    SliceB = 6,
    Slice3Alen = 8,
    Slice3Acap = 10,
    Slice3B = 12,
    Slice3C = 14,
}

impl Builder<'_> {
    pub(super) fn nil_check(&mut self, p: ValueId) {
        if self.f.nil_check_disabled {
            return;
        }
        let mem = self.mem();
        self.val(Op::NilCheck, TypeId::VOID, &[p, mem]);
    }

    /// Panics unless `index` is within `len`; the index as an `int`. No check if `bounded`.
    pub(super) fn bounds_check(
        &mut self,
        index: ValueId,
        len: ValueId,
        kind: Bounds,
        bounded: bool,
    ) -> ValueId {
        let index = self.extend_index(index);
        if bounded {
            return index;
        }
        let next = self.new_block();
        let panic = self.f.new_block(BlockKind::Exit);
        let signed = self.types.is_signed(self.f.v(index).ty);
        let op = if kind == Bounds::Index { Op::IsInBounds } else { Op::IsSliceInBounds };
        let ok = self.val(op, TypeId::BOOL, &[index, len]);
        let b = self.end_if(ok, Likely::Likely);
        self.f.add_edge(b, next);
        self.f.add_edge(b, panic);

        self.start_block(panic);
        let mem = self.mem();
        let code = kind as i64 + i64::from(!signed);
        let call = self.val_int(Op::PanicBounds, TypeId::MEM, code, &[index, len, mem]);
        let b = self.end_block();
        self.f.set_control(b, Some(call));

        self.start_block(next);
        index
    }

    /// An index narrower than a word, extended by its signedness; typed `int` then.
    fn extend_index(&mut self, index: ValueId) -> ValueId {
        let ty = self.f.v(index).ty;
        let size = self.types.size(ty);
        if size == 8 {
            return index;
        }
        let op = resize_op(size, 8, self.types.is_signed(ty));
        self.val(op, TypeId::INT, &[index])
    }

    /// Calls the runtime function unless `ok`. One call serves all checks of a line.
    pub(super) fn check(&mut self, ok: ValueId, panic: &str) {
        let b = self.end_if(ok, Likely::Likely);
        let next = self.new_block();
        let sym = self.sym(&format!("runtime.{panic}"));
        let pos = self.pos();
        let key = (sym, pos.base(), pos.line());
        let panic_block = match self.panics.get(&key) {
            Some(&known) => known,
            None => {
                let new = self.new_block();
                self.panics.insert(key, new);
                self.start_block(new);
                self.runtime_panic(panic, &[]);
                new
            }
        };
        self.f.add_edge(b, next);
        self.f.add_edge(b, panic_block);
        self.start_block(next);
    }

    /// `a / b`, `a % b` of integers.
    pub(super) fn int_divide(&mut self, n: NodeId, a: ValueId, b: ValueId) -> ValueId {
        let ty = self.tree.ty(n);
        let divisor = self.f.v(b);
        let nonzero = matches!(divisor.op, Op::Const8 | Op::Const16 | Op::Const32 | Op::Const64)
            && divisor.auxint != 0;
        if !nonzero {
            let zero = self.zero_value(ty);
            let op = op_for(self.types, T::Ne, ty);
            let ok = self.val(op, TypeId::BOOL, &[b, zero]);
            self.check(ok, "panicdivide");
        }
        let op = op_for(self.types, self.tree.op(n), ty);
        let ty = self.f.v(a).ty;
        self.val(op, ty, &[a, b])
    }
}
