//! The jumps at the end of a block (spec 31, section 9, "Blocks").

use super::Emitter;
use crate::obj::prog::{As, Operand};
use crate::ssa::reg::Reg;
use crate::ssa::{Aux, BlockId, BlockKind, Likely};

impl Emitter<'_> {
    /// Emits the end of `b`; `next` is the block that follows.
    pub(super) fn block(&mut self, b: BlockId, next: Option<BlockId>) {
        let block = self.f.b(b);
        let succ = |i: usize| block.succs[i].block;
        match block.kind {
            BlockKind::Plain => self.jump_unless(next, succ(0)),
            BlockKind::Defer => {
                // deferproc returns 1 in AX when a panic was recovered: go to the epilogue.
                self.push(As::TESTL, Operand::Reg(Reg::AX), Operand::Reg(Reg::AX));
                self.jump(As::JNE, succ(1));
                self.jump_unless(next, succ(0));
            }
            BlockKind::Exit => {}
            BlockKind::Ret => {
                self.push(As::RET, Operand::None, Operand::None);
            }
            BlockKind::RetJmp => {
                let Aux::Sym(sym) = block.aux else {
                    panic!("emit: {}: {b} jumps to no symbol", self.f.name)
                };
                self.push(As::RET, Operand::None, Operand::Symbol(sym));
            }
            BlockKind::Eqf => {
                self.float_jump(b, As::JNE, succ(1));
                if next == Some(succ(0)) {
                    self.float_jump(b, As::JPS, succ(1));
                } else {
                    self.float_jump(b, As::JPC, succ(0));
                    self.jump_unless(next, succ(1));
                }
            }
            BlockKind::Nef => {
                self.float_jump(b, As::JNE, succ(0));
                if next == Some(succ(0)) {
                    self.float_jump(b, As::JPC, succ(1));
                } else {
                    self.float_jump(b, As::JPS, succ(0));
                    self.jump_unless(next, succ(1));
                }
            }
            kind => {
                let Some((taken, not_taken)) = conditions(kind) else {
                    panic!("emit: {}: {b} is of kind {}", self.f.name, kind.name())
                };
                if next == Some(succ(0)) {
                    self.jump(not_taken, succ(1));
                } else if next == Some(succ(1)) {
                    self.jump(taken, succ(0));
                } else if block.likely != Likely::Unlikely {
                    self.jump(taken, succ(0));
                    self.jump(As::JMP, succ(1));
                } else {
                    self.jump(not_taken, succ(1));
                    self.jump(As::JMP, succ(0));
                }
            }
        }
    }

    /// One of the two jumps of a float comparison: each has the block's position as it is.
    fn float_jump(&mut self, b: BlockId, op: As, target: BlockId) {
        let jump = self.jump(op, target);
        self.set_pos(jump, self.f.b(b).pos);
    }

    fn jump_unless(&mut self, next: Option<BlockId>, target: BlockId) {
        if next != Some(target) {
            self.jump(As::JMP, target);
        }
    }
}

/// The jump on the block's condition, and on its inverse.
fn conditions(kind: BlockKind) -> Option<(As, As)> {
    Some(match kind {
        BlockKind::Eq => (As::JEQ, As::JNE),
        BlockKind::Ne => (As::JNE, As::JEQ),
        BlockKind::Lt => (As::JLT, As::JGE),
        BlockKind::Ge => (As::JGE, As::JLT),
        BlockKind::Le => (As::JLE, As::JGT),
        BlockKind::Gt => (As::JGT, As::JLE),
        BlockKind::Os => (As::JOS, As::JOC),
        BlockKind::Oc => (As::JOC, As::JOS),
        BlockKind::Ult => (As::JCS, As::JCC),
        BlockKind::Uge => (As::JCC, As::JCS),
        BlockKind::Ugt => (As::JHI, As::JLS),
        BlockKind::Ule => (As::JLS, As::JHI),
        BlockKind::Ord => (As::JPC, As::JPS),
        BlockKind::Nan => (As::JPS, As::JPC),
        _ => return None,
    })
}
