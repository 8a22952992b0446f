//! Whether an instruction of an assembly source can be encoded. What the compiler emits is not
//! checked: there, an instruction without a form is a bug.

use super::forms::row;
use super::{condition, system};
use crate::obj::prog::{As, Base, Mem, Operand, Prog};
use crate::ssa::reg::Reg;

/// Says what is wrong with `p`, an instruction after [`crate::obj::rewrite::rewrite`].
pub fn check(p: &Prog) -> Result<(), &'static str> {
    const BAD: Result<(), &str> = Err("invalid combination of operands");
    for x in [&p.from, &p.from3, &p.to] {
        if let Operand::Mem(m) = x {
            check_memory(m)?;
        }
    }
    let none = |x: &Operand| *x == Operand::None;
    match p.op {
        As::TEXT | As::FUNCDATA | As::PCDATA | As::NOP | As::END => return Ok(()),
        As::CALL | As::JMP => {
            let target = match p.to {
                Operand::Symbol(_) | Operand::Indirect(..) => true,
                Operand::Reg(r) => r.0 < 16,
                Operand::Mem(m) => !m.tls,
                Operand::Branch(_) => p.op == As::JMP,
                _ => false,
            };
            return if target && none(&p.from) && none(&p.from3) { Ok(()) } else { BAD };
        }
        As::RET if matches!(p.to, Operand::Symbol(_)) => {
            return if none(&p.from) { Ok(()) } else { BAD };
        }
        As::DUFFZERO | As::DUFFCOPY => {
            let fits = matches!(p.to, Operand::Const(c) if i32::try_from(c).is_ok());
            return if fits && none(&p.from) { Ok(()) } else { BAD };
        }
        As::BYTE | As::WORD | As::LONG | As::QUAD => {
            let Operand::Const(c) = p.from else { return BAD };
            let fits = match p.op {
                As::BYTE => (-0x80..0x100).contains(&c),
                As::WORD => (-0x8000..0x1_0000).contains(&c),
                As::LONG => (-0x8000_0000..0x1_0000_0000).contains(&c),
                _ => true,
            };
            return match (fits, none(&p.to)) {
                (false, _) => Err("constant does not fit"),
                (true, true) => Ok(()),
                (true, false) => BAD,
            };
        }
        op if condition(op).is_some() => {
            let is_branch = matches!(p.to, Operand::Branch(_)) && none(&p.from);
            return if is_branch { Ok(()) } else { BAD };
        }
        op if system::literal_bytes(op, 0).is_some() => {
            return if none(&p.from) && none(&p.to) { Ok(()) } else { BAD };
        }
        _ => {}
    }
    let (from, to) = match p.to {
        Operand::None => (Operand::None, p.from),
        to => (p.from, to),
    };
    let Some(row) = row(p.op) else { return Err("instruction is not supported") };
    let accepted = row.forms.iter().any(|f| {
        f.from.accepts(&from, false) && f.mid.accepts(&p.from3, false) && f.to.accepts(&to, false)
    });
    if accepted { Ok(()) } else { BAD }
}

fn check_memory(m: &Mem) -> Result<(), &'static str> {
    let general = |r: Reg| r.0 < 16;
    match m.index {
        Some((Reg::SP, _)) => return Err("SP cannot be an index"),
        Some((r, _)) if !general(r) => return Err("index is no general register"),
        Some(_) if matches!(m.base, Base::Global(_)) => {
            return Err("an address relative to SB cannot have an index");
        }
        Some((_, scale)) if !matches!(scale, 1 | 2 | 4 | 8) => {
            return Err("scale must be 1, 2, 4 or 8");
        }
        None if m.base == Base::Reg && m.reg.is_none() && !m.tls => {
            return Err("address without a register");
        }
        _ => {}
    }
    if m.base == Base::Reg && m.reg.is_some_and(|r| !general(r)) {
        return Err("base is no general register");
    }
    if i32::try_from(m.offset).is_err() {
        return Err("offset does not fit 32 bits");
    }
    Ok(())
}
