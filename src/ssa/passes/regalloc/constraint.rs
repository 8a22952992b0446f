//! What an op demands of registers, in the order in which the allocator fills the demands: most
//! constrained first (spec 21, section 22.5).

use std::sync::LazyLock;

use crate::ssa::op::{ALL_OPS, Op};
use crate::ssa::reg::RegMask;
use crate::types::{Kind, TypeId, Types};

/// Registers that argument or result number `idx` may be in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Operand {
    pub(super) idx: usize,
    pub(super) regs: RegMask,
}

/// AX to R15 without SP.
const GENERAL: RegMask = 0xffef;
/// X0 to X15.
const FLOAT: RegMask = 0xffff_0000;

/// Registers that values may be given: not SP and SB, and not BP, which holds the frame pointer.
const ALLOCATABLE: RegMask = (GENERAL | FLOAT) & !(1 << 5);

/// The demands of one op.
struct Demands {
    inputs: Vec<Operand>,
    outputs: Vec<Operand>,
}

impl Demands {
    fn of(op: Op) -> Demands {
        if op == Op::Convert {
            let one = vec![Operand { idx: 0, regs: GENERAL & ALLOCATABLE }];
            return Demands { inputs: one.clone(), outputs: one };
        }
        Demands { inputs: sorted(op.info().ins), outputs: sorted(op.info().outs) }
    }
}

/// By number of the op.
static DEMANDS: LazyLock<Vec<Demands>> =
    LazyLock::new(|| ALL_OPS.iter().map(|&op| Demands::of(op)).collect());

/// The demands of all ops on this machine.
pub(super) struct Constraints {
    table: &'static [Demands],
    /// Registers that values may be given.
    pub(super) allocatable: RegMask,
}

impl Constraints {
    pub(super) fn new() -> Constraints {
        Constraints { table: &DEMANDS, allocatable: ALLOCATABLE }
    }

    /// Inputs in registers, fewest registers first, then by number. Not limited to allocatable
    /// registers: SP and SB count.
    pub(super) fn inputs(&self, op: Op) -> &'static [Operand] {
        &self.table[op as usize].inputs
    }

    /// Results in registers, fewest registers first, then by number.
    pub(super) fn outputs(&self, op: Op) -> &'static [Operand] {
        &self.table[op as usize].outputs
    }

    /// Registers that can hold a value of type `ty`.
    pub(super) fn compatible(&self, types: &Types, ty: TypeId) -> RegMask {
        let float = ty == TypeId::INT128 || types.is_float(ty);
        self.allocatable & if float { FLOAT } else { GENERAL }
    }
}

fn sorted(masks: &[RegMask]) -> Vec<Operand> {
    let mut list: Vec<Operand> = masks
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
