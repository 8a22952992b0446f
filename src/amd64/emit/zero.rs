//! Entry code that zeroes variables which may be live before they are set (spec 32, section 9).

use crate::obj::prog::{As, Mem, Operand, Prog};
use crate::ssa::passes::PassContext;
use crate::ssa::reg::Reg;
use crate::ssa::{Func, LocalId};

/// Instructions that zero `vars`, given in declaration-list order; they go between TEXT and
/// FUNCDATA. `frame` is the frame size in bytes without the saved BP: operands are relative to SP.
pub(super) fn entry_code(f: &Func, cx: &PassContext, vars: &[LocalId], frame: i64) -> Vec<Prog> {
    let mut code = Zeroing { f, out: Vec::new(), ax: false, x0: false };
    let (mut lo, mut hi) = (0, 0);
    for &var in vars {
        let local = &f.locals[var];
        let end = local.offset + cx.types.size(local.ty);
        if lo != hi && end >= lo - 16 {
            lo = local.offset;
            continue;
        }
        code.range(frame + lo, hi - lo);
        (lo, hi) = (local.offset, end);
    }
    code.range(frame + lo, hi - lo);
    code.out
}

struct Zeroing<'a> {
    f: &'a Func,
    out: Vec<Prog>,
    /// AX, X0 hold zero.
    ax: bool,
    x0: bool,
}

impl Zeroing<'_> {
    /// Zeroes `size` bytes at `at(SP)`.
    fn range(&mut self, at: i64, size: i64) {
        let sp = |offset: i64| Operand::Mem(Mem::at(Reg::SP, offset));
        match size {
            0 => {}
            8 => {
                self.zero_ax();
                self.push(As::MOVQ, Operand::Reg(Reg::AX), sp(at));
            }
            16..=64 => {
                self.zero_x0();
                for i in 0..size / 16 {
                    self.push(As::MOVUPS, Operand::Reg(Reg::X0), sp(at + 16 * i));
                }
                if size % 16 != 0 {
                    self.push(As::MOVUPS, Operand::Reg(Reg::X0), sp(at + size - 16));
                }
            }
            65..=1024 => {
                self.zero_x0();
                let (offset, adjust) = super::value::duffzero(size);
                self.push(As::LEAQ, sp(at + adjust), Operand::Reg(Reg::DI));
                self.push(As::DUFFZERO, Operand::None, Operand::Const(offset));
                if size % 16 != 0 {
                    let end = Operand::Mem(Mem::at(Reg::DI, -8));
                    self.push(As::MOVUPS, Operand::Reg(Reg::X0), end);
                }
            }
            _ => {
                self.zero_ax();
                self.push(As::MOVQ, Operand::Const(size / 8), Operand::Reg(Reg::CX));
                self.push(As::LEAQ, sp(at), Operand::Reg(Reg::DI));
                self.push(As::REP, Operand::None, Operand::None);
                self.push(As::STOSQ, Operand::None, Operand::None);
            }
        }
    }

    fn zero_ax(&mut self) {
        if !std::mem::replace(&mut self.ax, true) {
            self.push(As::MOVQ, Operand::Const(0), Operand::Reg(Reg::AX));
        }
    }

    fn zero_x0(&mut self) {
        if !std::mem::replace(&mut self.x0, true) {
            self.push(As::XORPS, Operand::Reg(Reg::X0), Operand::Reg(Reg::X0));
        }
    }

    fn push(&mut self, op: As, from: Operand, to: Operand) {
        self.out.push(Prog::new(op, self.f.pos, from, to));
    }
}
