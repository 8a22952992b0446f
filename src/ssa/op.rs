//! The ops of SSA and the facts about each, from the tables in `src/ssa/ops/`.

use std::fmt;

use super::reg::RegMask;

include!(concat!(env!("OUT_DIR"), "/op_table.rs"));

/// What a value's `auxint` and `aux` mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuxKind {
    None,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    Float32,
    /// `auxint` holds the bits of the value as `f64` (both float kinds).
    Float64,
    String,
    Sym,
    SymOff,
    /// Value and offset packed in `auxint`, see [`super::func::ValAndOff`]; and a symbol.
    SymValOff,
    Type,
    /// Type in `aux`, size in bytes in `auxint`.
    TypeSize,
}

bitflags::bitflags! {
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub struct OpFlags: u16 {
        const COMM = 1;
        const CALL = 1 << 1;
        const ZEROWIDTH = 1 << 2;
        /// Has effects beside its result (atomics).
        const EFFECTS = 1 << 3;
        const NILCHECK = 1 << 4;
        const FAULT0 = 1 << 5;
        const FAULT1 = 1 << 6;
        /// The result takes the register of argument 0.
        const TWO = 1 << 7;
        const CLOBFLAGS = 1 << 8;
        const REMAT = 1 << 9;
        /// The result may not share a register with an argument.
        const NOTINARGS = 1 << 10;
    }
}

/// What an op does with the variable or symbol in its aux.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymEffect {
    None,
    Read,
    Write,
    ReadWrite,
    Addr,
}

/// The facts about an op.
pub struct OpInfo {
    pub name: &'static str,
    /// Number of arguments; -1: any.
    pub args: i8,
    pub aux: AuxKind,
    pub flags: OpFlags,
    pub sym: SymEffect,
    /// Registers that each argument may be in (machine ops; no entry: not in a register).
    pub ins: &'static [RegMask],
    /// Registers that each result may be in.
    pub outs: &'static [RegMask],
    pub clobbers: RegMask,
    /// The instruction, where one op is one instruction.
    pub asm: &'static str,
    /// Factor of the index argument in an address, 0 without index.
    pub scale: u8,
    /// An amd64 op (else architecture-independent).
    pub machine: bool,
    /// Result type if the op fixes it (`flags`, `mem`, ...).
    pub typ: &'static str,
}

/// The flags alone, close together: they are asked for all the time.
static OP_FLAGS: [OpFlags; OP_INFO.len()] = {
    let mut flags = [OpFlags::empty(); OP_INFO.len()];
    let mut i = 0;
    while i < flags.len() {
        flags[i] = OP_INFO[i].flags;
        i += 1;
    }
    flags
};

impl Op {
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        &OP_INFO[self as usize]
    }

    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Whether the result is a pair of a value and the memory after it (atomic operations).
    #[inline]
    pub fn makes_memory_pair(self) -> bool {
        use Op::*;
        matches!(
            self,
            AtomicLoad8
                | AtomicLoad32
                | AtomicLoad64
                | AtomicLoadPtr
                | AtomicLoadAcq32
                | AtomicExchange32
                | AtomicExchange64
                | AtomicAdd32
                | AtomicAdd64
                | AtomicCompareAndSwap32
                | AtomicCompareAndSwap64
                | AtomicCompareAndSwapRel32
                | MOVBatomicload
                | MOVLatomicload
                | MOVQatomicload
                | XCHGL
                | XCHGQ
                | XADDLlock
                | XADDQlock
                | CMPXCHGLlock
                | CMPXCHGQlock
        )
    }

    #[inline]
    pub fn is_call(self) -> bool {
        self.has(OpFlags::CALL)
    }

    #[inline]
    pub fn is_commutative(self) -> bool {
        self.has(OpFlags::COMM)
    }

    #[inline]
    pub fn has(self, flag: OpFlags) -> bool {
        OP_FLAGS[self as usize].contains(flag)
    }

    /// Whether every argument may be dropped with the value's last use, without effects lost.
    #[inline]
    pub fn has_effects(self) -> bool {
        self.has(OpFlags::EFFECTS)
    }

    /// The op with this name in the tables.
    pub fn by_name(name: &str) -> Option<Op> {
        use std::sync::LazyLock;
        static BY_NAME: LazyLock<rustc_hash::FxHashMap<&'static str, Op>> =
            LazyLock::new(|| ALL_OPS.iter().map(|op| (op.name(), *op)).collect());
        BY_NAME.get(name).copied()
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssa::reg::Reg;

    #[test]
    fn machine_op_facts() {
        let shift = Op::SHLQ.info();
        assert_eq!(shift.ins[1], Reg::CX.mask());
        assert!(shift.flags.contains(OpFlags::TWO | OpFlags::CLOBFLAGS));
        assert_eq!(Op::MOVQstoreidx8.info().scale, 8);
        assert!(!Op::ADDQ.has(OpFlags::TWO), "ADDQ becomes LEAQ when registers differ");
        for op in ALL_OPS.iter().filter(|op| op.info().machine) {
            let info = op.info();
            assert!(info.ins.len() <= info.args as usize, "{op}");
            if op.has(OpFlags::TWO) {
                assert_eq!(info.ins[0], info.outs[0], "{op}");
            }
        }
    }
}
