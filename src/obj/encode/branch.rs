//! Code of a whole function: sizes of jumps (spec 31, section 5).
//!
//! All jumps start short. A pass lays out the code; a forward jump that turns out too far becomes
//! long for good, and another pass follows. A backward jump takes the size that its distance asks
//! for in each pass.

use super::{Code, Target, condition};
use crate::index::EntityRef;
use crate::obj::Reloc;
use crate::obj::prog::{As, Operand, Prog};

/// A forward jump that waits for its target.
#[derive(Clone, Copy)]
struct Waiting {
    prog: u32,
    /// Offset after the jump.
    end: u32,
    /// The next one with the same target, plus one.
    next: u32,
}

/// Encodes a function's final instructions; sets each `pc`.
pub fn encode(progs: &mut [Prog], target: &Target) -> (Vec<u8>, Vec<Reloc>) {
    let mut long = vec![false; progs.len()];
    let mut heads = vec![0u32; progs.len()];
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut code = Code::default();
    let mut pass = 0;
    loop {
        let mut again = false;
        code.bytes.clear();
        code.relocs.clear();
        waiting.clear();
        heads.fill(0);
        for i in 0..progs.len() {
            let pc = code.offset();
            progs[i].pc = pc;
            let mut w = heads[i];
            while w != 0 {
                let jump = waiting[w as usize - 1];
                w = jump.next;
                let distance = pc - jump.end;
                let end = jump.end as usize;
                if long[jump.prog as usize] {
                    code.bytes[end - 4..end].copy_from_slice(&distance.to_le_bytes());
                } else {
                    if distance > 127 {
                        long[jump.prog as usize] = true;
                        again = true;
                    }
                    code.bytes[end - 1] = distance as u8;
                }
            }
            let Operand::Branch(to) = progs[i].to else {
                code.instruction(&progs[i], target, pass > 0);
                continue;
            };
            let (op, to) = (progs[i].op, to.index());
            if to <= i {
                let distance = i64::from(progs[to].pc) - i64::from(pc + 2);
                let is_long = distance < -128;
                code.jump(op, is_long);
                let distance = progs[to].pc as i32 - code.offset() as i32;
                let end = code.bytes.len();
                if is_long {
                    code.bytes[end - 4..].copy_from_slice(&distance.to_le_bytes());
                } else {
                    code.bytes[end - 1] = distance as u8;
                }
            } else {
                code.jump(op, long[i]);
                let end = code.offset();
                waiting.push(Waiting { prog: i as u32, end, next: heads[to] });
                heads[to] = waiting.len() as u32;
            }
        }
        pass += 1;
        if !again {
            return (code.bytes, code.relocs);
        }
    }
}

impl Code {
    /// A jump with zero distance.
    fn jump(&mut self, op: As, long: bool) {
        match (condition(op), long) {
            (Some(c), false) => self.bytes.extend([0x70 | c, 0]),
            (Some(c), true) => self.bytes.extend([0x0f, 0x80 | c, 0, 0, 0, 0]),
            (None, false) => self.bytes.extend([0xeb, 0]),
            (None, true) => self.bytes.extend([0xe9, 0, 0, 0, 0]),
        }
    }
}
