//! The assembler: a function's instructions to code, relocations and what its listing shows
//! (spec 31, section 1).

use super::encode::{self, Target};
use super::prog::ProgFunc;
use super::{FuncText, SymTab, prologue, rewrite};
use crate::options::Options;

/// Assembles `func`. Works from any thread.
pub fn assemble(mut func: ProgFunc, options: &Options, syms: &SymTab) -> FuncText {
    for p in &mut func.progs {
        rewrite::rewrite(p, syms);
    }
    if !options.no_opt {
        rewrite::thread_jumps(&mut func.progs);
    }
    let framed = prologue::insert(&func, options.goos, syms);
    let (mut progs, moved) = (framed.progs, framed.moved);
    let target = Target::new(options.goos, syms);
    let (code, relocs) = encode::encode(&mut progs, &target);
    let mut flags = func.flags;
    flags.nosplit = framed.nosplit;
    FuncText {
        sym: Some(func.sym),
        args: func.args,
        locals: framed.frame,
        flags,
        progs,
        moved,
        code,
        relocs,
    }
}
