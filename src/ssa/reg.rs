//! Registers of amd64 by allocator number (spec 21, section 22).

/// A set of registers: bit `n` is register number `n`.
pub type RegMask = u64;

/// Names of the low bytes of AX, CX, DX, BX.
pub const LOW_NAMES: [&str; 4] = ["AL", "CL", "DL", "BL"];

/// Register number: AX CX DX BX SP BP SI DI R8..R15 are 0..15, X0..X15 are 16..31, SB is 32. AL, CL,
/// DL and BL, where an assembly source calls them so, are 48..51.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(pub u8);

pub const NAMES: [&str; 33] = [
    "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI", "R8", "R9", "R10", "R11", "R12", "R13", "R14",
    "R15", "X0", "X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9", "X10", "X11", "X12", "X13",
    "X14", "X15", "SB",
];

impl Reg {
    pub const AX: Reg = Reg(0);
    pub const CX: Reg = Reg(1);
    pub const DX: Reg = Reg(2);
    pub const BX: Reg = Reg(3);
    pub const SP: Reg = Reg(4);
    pub const BP: Reg = Reg(5);
    pub const SI: Reg = Reg(6);
    pub const DI: Reg = Reg(7);
    pub const X0: Reg = Reg(16);
    pub const SB: Reg = Reg(32);

    pub const AL: Reg = Reg(48);
    pub const CL: Reg = Reg(49);

    pub fn name(self) -> &'static str {
        match self.0.checked_sub(Reg::AL.0) {
            Some(low) => LOW_NAMES[low as usize],
            None => NAMES[self.0 as usize],
        }
    }

    pub fn mask(self) -> RegMask {
        1 << self.0
    }

    pub fn is_float(self) -> bool {
        (16..32).contains(&self.0)
    }

    /// The register with this name.
    pub fn by_name(name: &str) -> Option<Reg> {
        NAMES.iter().position(|n| *n == name).map(|i| Reg(i as u8))
    }
}

impl std::fmt::Debug for Reg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Registers in a mask, lowest number first.
pub fn regs(mut mask: RegMask) -> impl Iterator<Item = Reg> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let r = Reg(mask.trailing_zeros() as u8);
            mask &= mask - 1;
            r
        })
    })
}
