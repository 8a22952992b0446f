//! Rewrites of single instructions before encoding, and jump threading (spec 31, sections 4, 5.1).

use super::SymTab;
use super::prog::{As, Base, Mem, Operand, Prog, ProgId};
use crate::index::EntityRef;
use crate::options::Goos;
use crate::ssa::reg::Reg;

/// Jumps to jumps that are followed before a jump counts as endless.
const THREAD_MAX: usize = 5000;

/// Brings an instruction into the form that can be encoded.
pub fn rewrite(p: &mut Prog, syms: &SymTab) {
    match p.op {
        As::CALL | As::JMP | As::RET => {
            if let Operand::Mem(Mem { base: Base::Global(sym), offset: 0, .. }) = p.to {
                p.to = Operand::Symbol(sym);
            }
        }
        As::MOVQ | As::MOVL => {
            if let Operand::Addr(mem) = p.from {
                p.op = if p.op == As::MOVQ { As::LEAQ } else { As::LEAL };
                p.from = Operand::Mem(mem);
            }
        }
        _ => {}
    }
    if let Operand::Float(value) = p.from {
        float_constant(p, value, syms);
    }
}

/// A float constant comes from a read-only symbol named after its bits; +0 from XORPS.
fn float_constant(p: &mut Prog, value: f64, syms: &SymTab) {
    let single =
        matches!(p.op, As::MOVSS | As::ADDSS | As::SUBSS | As::MULSS | As::DIVSS | As::UCOMISS);
    let is_move = matches!(p.op, As::MOVSS | As::MOVSD);
    if is_move && value.to_bits() == 0 && matches!(p.to, Operand::Reg(r) if r.is_float()) {
        p.op = As::XORPS;
        p.from = p.to;
        return;
    }
    let name = if single {
        format!("$f32.{:08x}", (value as f32).to_bits())
    } else {
        format!("$f64.{:016x}", value.to_bits())
    };
    p.from = Operand::Mem(Mem::global(syms.lookup(&name), 0));
}

/// Points each jump at the end of the chain of unconditional jumps that it would run through.
pub fn thread_jumps(progs: &mut [Prog]) {
    for i in 0..progs.len() {
        let Operand::Branch(first) = progs[i].to else { continue };
        let mut to = first;
        for steps in 0.. {
            let next = &progs[to.index()];
            let (As::JMP, Operand::Branch(further)) = (next.op, next.to) else { break };
            if steps == THREAD_MAX {
                to = ProgId::new(i);
                break;
            }
            to = further;
        }
        progs[i].to = Operand::Branch(to);
    }
}

/// Instructions that load g into `reg` (spec 31, section 3).
pub fn load_g(goos: Goos, reg: Reg, like: &Prog) -> Vec<Prog> {
    let load = |from| Prog::new(As::MOVQ, like.pos, from, Operand::Reg(reg));
    if goos == Goos::Windows {
        let slot = Mem { reg: Some(reg), tls_index: true, ..Mem::default() };
        vec![load(Operand::Tls), load(Operand::Mem(slot))]
    } else {
        vec![load(Operand::Mem(Mem { tls: true, ..Mem::default() }))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;

    #[test]
    fn chains_of_jumps() {
        let jump =
            |op, to| Prog::new(op, Pos::NONE, Operand::None, Operand::Branch(ProgId::new(to)));
        let ret = Prog::new(As::RET, Pos::NONE, Operand::None, Operand::None);
        let mut progs = vec![jump(As::JEQ, 1), jump(As::JMP, 2), jump(As::JMP, 3), ret];
        thread_jumps(&mut progs);
        assert_eq!(progs[0].to, Operand::Branch(ProgId::new(3)));
        let mut endless = vec![jump(As::JNE, 1), jump(As::JMP, 2), jump(As::JMP, 1)];
        thread_jumps(&mut endless);
        assert_eq!(endless[0].to, Operand::Branch(ProgId::new(0)));
    }
}
