//! Slicing (spec 20, section 10).

use super::Builder;
use super::check::Bounds;
use crate::ssa::func::ValueId;
use crate::ssa::op::Op;
use crate::types::{Kind, TypeId};

/// Pointer, length and capacity of a slice.
pub(super) struct Parts {
    pub ptr: ValueId,
    pub len: ValueId,
    pub cap: ValueId,
}

impl Builder<'_> {
    /// `v[low:high:max]` of a slice, a string or a pointer to an array. The checks go from the
    /// last bound to the first, so that each compares with a bound that is known to be in range.
    pub(super) fn slice(
        &mut self,
        v: ValueId,
        [low, high, max]: [Option<ValueId>; 3],
        bounded: bool,
    ) -> Parts {
        let ty = self.f.v(v).ty;
        let whole = self.slice_operand(v);
        let is_slice = self.types.kind(ty) == Kind::Slice;
        let mut i = match low {
            Some(i) => i,
            None => self.const_int(TypeId::INT, 0),
        };
        let mut j = high.unwrap_or(whole.len);
        let mut k = max.unwrap_or(whole.cap);
        if max.is_some() {
            if k != whole.cap {
                let kind = if is_slice { Bounds::Slice3Acap } else { Bounds::Slice3Alen };
                k = self.bounds_check(k, whole.cap, kind, bounded);
            }
            if j != k {
                j = self.bounds_check(j, k, Bounds::Slice3B, bounded);
            }
            i = self.bounds_check(i, j, Bounds::Slice3C, bounded);
        } else {
            if j != k {
                let kind = if is_slice { Bounds::SliceAcap } else { Bounds::SliceAlen };
                j = self.bounds_check(j, k, kind, bounded);
            }
            i = self.bounds_check(i, j, Bounds::SliceB, bounded);
        }

        let len = self.val(Op::Sub64, TypeId::INT, &[j, i]);
        let cap = if j != k && !self.types.is_string(ty) {
            self.val(Op::Sub64, TypeId::INT, &[k, i])
        } else {
            len
        };
        if self.f.op(i) == Op::Const64 && self.f.v(i).auxint == 0 {
            return Parts { ptr: whole.ptr, len, cap };
        }
        // A slice without capacity must not point past the end of its object: the offset is
        // masked to zero then.
        let ptr_ty = self.f.v(whole.ptr).ty;
        let size = self.types.size(self.types.elem(ptr_ty));
        let stride = self.const_int(TypeId::INT, size);
        let delta = self.val(Op::Mul64, TypeId::INT, &[i, stride]);
        let mask = self.val(Op::Slicemask, TypeId::INT, &[cap]);
        let delta = self.val(Op::And64, TypeId::INT, &[delta, mask]);
        let ptr = self.val(Op::AddPtr, ptr_ty, &[whole.ptr, delta]);
        Parts { ptr, len, cap }
    }

    fn slice_operand(&mut self, v: ValueId) -> Parts {
        let ty = self.f.v(v).ty;
        match self.types.kind(ty) {
            Kind::Slice => {
                let elem = self.types.new_ptr(self.types.elem(ty));
                let ptr = self.val(Op::SlicePtr, elem, &[v]);
                let len = self.val(Op::SliceLen, TypeId::INT, &[v]);
                let cap = self.val(Op::SliceCap, TypeId::INT, &[v]);
                Parts { ptr, len, cap }
            }
            Kind::String => {
                let byte_ptr = self.byte_ptr();
                let ptr = self.val(Op::StringPtr, byte_ptr, &[v]);
                let len = self.val(Op::StringLen, TypeId::INT, &[v]);
                Parts { ptr, len, cap: len }
            }
            Kind::Ptr => {
                let array = self.types.elem(ty);
                self.nil_check(v);
                let elem = self.types.new_ptr(self.types.elem(array));
                let ptr = self.val(Op::Copy, elem, &[v]);
                let len = self.const_int(TypeId::INT, self.types.array_len(array));
                Parts { ptr, len, cap: len }
            }
            _ => panic!("{} is sliced", self.types.display(ty)),
        }
    }
}
