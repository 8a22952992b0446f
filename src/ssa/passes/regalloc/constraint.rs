//! What an op demands of registers, in the order in which the allocator fills the demands: most
//! constrained first (spec 21, section 22.5).

use smallvec::SmallVec;

use crate::ssa::op::Op;
use crate::ssa::reg::RegMask;
use crate::types::{Kind, TypeId, Types};

/// Registers that argument or result number `idx` may be in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Operand {
    pub(super) idx: usize,
    pub(super) regs: RegMask,
}

pub(super) type Operands = SmallVec<[Operand; 4]>;

/// AX to R15 without SP.
const GENERAL: RegMask = 0xffef;
/// X0 to X15.
const FLOAT: RegMask = 0xffff_0000;

/// The demands of all ops on this machine.
pub(super) struct Constraints {
    /// Registers that values may be given: not SP and SB, and not BP, which holds the frame pointer.
    pub(super) allocatable: RegMask,
}

impl Constraints {
    pub(super) fn new() -> Constraints {
        Constraints { allocatable: (GENERAL | FLOAT) & !(1 << 5) }
    }

    /// Inputs in registers, fewest registers first, then by number. Not limited to allocatable
    /// registers: SP and SB count.
    pub(super) fn inputs(&self, op: Op) -> Operands {
        if op == Op::Convert {
            return SmallVec::from_slice(&[Operand { idx: 0, regs: GENERAL & self.allocatable }]);
        }
        sorted(op.info().ins)
    }

    /// Results in registers, fewest registers first, then by number.
    pub(super) fn outputs(&self, op: Op) -> Operands {
        if op == Op::Convert {
            return SmallVec::from_slice(&[Operand { idx: 0, regs: GENERAL & self.allocatable }]);
        }
        sorted(op.info().outs)
    }

    /// Registers that can hold a value of type `ty`.
    pub(super) fn compatible(&self, types: &Types, ty: TypeId) -> RegMask {
        let float = ty == TypeId::INT128 || types.is_float(ty);
        self.allocatable & if float { FLOAT } else { GENERAL }
    }
}

fn sorted(masks: &[RegMask]) -> Operands {
    let mut list: Operands = masks
        .iter()
        .enumerate()
        .filter(|(_, m)| **m != 0)
        .map(|(idx, &regs)| Operand { idx, regs })
        .collect();
    list.sort_by_key(|o| (o.regs.count_ones(), o.idx));
    list
}

/// Whether a value of this type goes into a register at all.
pub(super) fn needs_register(types: &Types, ty: TypeId) -> bool {
    !matches!(ty, TypeId::MEM | TypeId::VOID | TypeId::FLAGS) && types.kind(ty) != Kind::Tuple
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_constrained_first() {
        let order: Vec<usize> =
            sorted(&[0x1_0000_ffff, 0xffef, 0, 2]).iter().map(|o| o.idx).collect();
        assert_eq!(order, [3, 1, 0]);
    }
}
