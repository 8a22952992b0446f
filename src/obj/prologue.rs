//! Frame, prologue and epilogue (spec 31, section 2).
//!
//! The frame of a function, from the hardware SP upward after the prologue:
//!
//! ```text
//! 0 .. outgoing arguments | locals | saved BP (8, if any) | return address | parameters, results
//! ```

use super::SymTab;
use super::prog::{As, Base, Mem, Operand, Prog, ProgFunc, ProgId};
use super::rewrite::load_g;
use crate::index::EntityRef;
use crate::options::Goos;
use crate::source::{PROLOGUE_END, Pos};
use crate::ssa::reg::Reg;

/// Bytes below the stack guard that a function may use without a check (Go's StackSmall): the
/// largest frame whose check compares SP itself.
const STACK_SMALL: i64 = 128;
/// Largest frame whose check compares an address below SP (StackBig).
const STACK_BIG: i64 = 4096;
/// Distance of the guard from the end of the stack (StackGuard).
const STACK_GUARD: i64 = 880;
/// Value of the guard that asks for preemption (StackPreempt).
const STACK_PREEMPT: i64 = -1314;
/// Frame limit of a leaf that calls only the panics of failed checks: 8 bytes for their return
/// address come on top.
const LEAF_CALLS_MAX: i64 = STACK_SMALL - 8;
/// `g.stackguard0`, `g.stackguard1`, `g._panic`.
const G_STACKGUARD0: i64 = 16;
const G_STACKGUARD1: i64 = 24;
const G_PANIC: i64 = 32;

/// A function with its frame laid out.
pub struct Framed {
    /// Frame size with the saved BP.
    pub frame: i64,
    pub nosplit: bool,
    pub progs: Vec<Prog>,
    /// For each instruction of the function as emitted: the index of its first one here.
    pub moved: Vec<u32>,
}

/// Lays out the frame of `func` and adds the code that sets it up and takes it down.
pub fn insert(func: &ProgFunc, goos: Goos, syms: &SymTab) -> Framed {
    let calls = |p: &Prog| matches!(p.op, As::CALL | As::DUFFZERO | As::DUFFCOPY);
    let has_call = func.progs.iter().any(calls);
    let frameless = func.frame == 0 && (func.flags.nosplit || !has_call);
    let bp = if frameless || func.flags.noframe { 0 } else { 8 };
    let frame = func.frame + bp;
    let nosplit = func.flags.nosplit || frame < STACK_SMALL && is_leaf(func, frame, syms);
    let mut b = Builder {
        func,
        goos,
        syms,
        frame,
        bp,
        nosplit,
        out: Vec::with_capacity(func.progs.len() + 24),
        patches: Vec::new(),
        pos: func.pos,
        moved: vec![0; func.progs.len()],
    };
    b.run();
    Framed { frame, nosplit, progs: b.out, moved: b.moved }
}

/// Whether a small function needs no stack check: all it calls are panics without arguments.
fn is_leaf(func: &ProgFunc, frame: i64, syms: &SymTab) -> bool {
    func.progs.iter().all(|p| match (p.op, p.to) {
        (As::CALL, Operand::Symbol(sym) | Operand::Mem(Mem { base: Base::Global(sym), .. })) => {
            let name = syms.name(sym).as_str();
            // DUFFZERO and DUFFCOPY may be written as the calls that they are.
            let is_duff = matches!(name, "runtime.duffzero" | "runtime.duffcopy");
            frame < LEAF_CALLS_MAX && (is_duff || is_check_failure(name))
        }
        (As::CALL, _) => false,
        (As::DUFFZERO | As::DUFFCOPY, _) => frame < LEAF_CALLS_MAX,
        _ => true,
    })
}

fn is_check_failure(name: &str) -> bool {
    matches!(name, "runtime.panicdivide" | "runtime.panicwrap" | "runtime.panicshift")
        || name.starts_with("runtime.panicIndex")
        || name.starts_with("runtime.panicSlice")
}

/// Places that jumps of the inserted code lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Morestack,
    WrapperFixup,
}

struct Builder<'a> {
    func: &'a ProgFunc,
    goos: Goos,
    syms: &'a SymTab,
    frame: i64,
    bp: i64,
    nosplit: bool,
    out: Vec<Prog>,
    /// Jumps forward, to be completed when their label is known.
    patches: Vec<(usize, Label)>,
    /// Position of inserted instructions.
    pos: Pos,
    moved: Vec<u32>,
}

impl Builder<'_> {
    fn push(&mut self, op: As, from: Operand, to: Operand) {
        self.out.push(Prog::new(op, self.pos, from, to));
    }

    fn jump(&mut self, op: As, label: Label) {
        self.patches.push((self.out.len(), label));
        self.push(op, Operand::None, Operand::None);
    }

    /// The next instruction is the label.
    fn bind(&mut self, label: Label) {
        let here = Operand::Branch(ProgId::new(self.out.len()));
        for &(p, l) in &self.patches {
            if l == label {
                self.out[p].to = here;
            }
        }
    }

    fn run(&mut self) {
        let func = self.func;
        let wrapper = func.flags.wrapper;
        self.out.push(func.progs[0]);
        if !self.nosplit || wrapper {
            let load = load_g(self.goos, Reg::CX, &func.progs[0]);
            self.out.extend(load);
        }
        if !self.nosplit {
            self.stack_check();
        }
        // Debuggers take the frame as set up from here on.
        self.pos = func.pos.with_xlogue(PROLOGUE_END);
        if self.frame != 0 {
            let p = adjust_sp(self.frame, &func.progs[0]);
            self.out.push(Prog { pos: self.pos, ..p });
        }
        if self.bp != 0 {
            let slot = Operand::Mem(Mem::at(Reg::SP, self.frame - 8));
            self.push(As::MOVQ, Operand::Reg(Reg::BP), slot);
            self.push(As::LEAQ, slot, Operand::Reg(Reg::BP));
        }
        let mut wrapper_end = 0;
        if wrapper {
            let bx = Operand::Reg(Reg::BX);
            self.push(As::MOVQ, Operand::Mem(Mem::at(Reg::CX, G_PANIC)), bx);
            self.push(As::TESTQ, bx, bx);
            self.jump(As::JNE, Label::WrapperFixup);
            wrapper_end = self.out.len();
            self.push(As::NOP, Operand::None, Operand::None);
        }
        self.pos = func.pos;
        self.body();
        let last = self.out.last().map_or(func.pos, |p| p.pos);
        if !self.nosplit {
            self.out.push(Prog::new(As::NOP, last, Operand::None, Operand::None));
            self.push(As::PCDATA, Operand::Const(1), Operand::Const(-1));
            self.push(As::PCDATA, Operand::Const(0), Operand::Const(-1));
            self.bind(Label::Morestack);
            let name = match func.flags {
                f if f.cfunc => "runtime.morestackc",
                f if f.need_ctxt => "runtime.morestack",
                _ => "runtime.morestack_noctxt",
            };
            let callee = Operand::Symbol(self.syms.lookup(name));
            self.push(As::CALL, Operand::None, callee);
            self.push(As::JMP, Operand::None, Operand::Branch(ProgId::new(1)));
        }
        if wrapper {
            self.wrapper_fixup(wrapper_end);
        }
    }

    /// Compares SP with the stack guard and leaves for `morestack` (spec 31, section 2.4).
    fn stack_check(&mut self) {
        let guard = if self.func.flags.cfunc { G_STACKGUARD1 } else { G_STACKGUARD0 };
        let guard = Operand::Mem(Mem::at(Reg::CX, guard));
        let (ax, si, sp) = (Operand::Reg(Reg::AX), Operand::Reg(Reg::SI), Reg::SP);
        if self.frame <= STACK_SMALL {
            self.push(As::CMPQ, Operand::Reg(sp), guard);
        } else if self.frame <= STACK_BIG {
            let low = Mem::at(sp, STACK_SMALL - self.frame);
            self.push(As::LEAQ, Operand::Mem(low), ax);
            self.push(As::CMPQ, ax, guard);
        } else {
            self.push(As::MOVQ, guard, si);
            self.push(As::CMPQ, si, Operand::Const(STACK_PREEMPT));
            self.jump(As::JEQ, Label::Morestack);
            self.push(As::LEAQ, Operand::Mem(Mem::at(sp, STACK_GUARD)), ax);
            self.push(As::SUBQ, si, ax);
            let need = self.frame + STACK_GUARD - STACK_SMALL;
            self.push(As::CMPQ, ax, Operand::Const(need));
        }
        self.jump(As::JLS, Label::Morestack);
    }

    /// Copies the body with epilogues. Named operands become relative to SP as it is at the
    /// instruction.
    fn body(&mut self) {
        let start = self.out.len();
        let old = &self.func.progs;
        let mut pushed = 0;
        for (i, p) in old.iter().enumerate().skip(1) {
            self.moved[i] = self.out.len() as u32;
            let mut p = *p;
            for x in [&mut p.from, &mut p.from3, &mut p.to] {
                if let Operand::Mem(m) = x {
                    match m.base {
                        Base::Auto { .. } => m.offset += self.frame - self.bp + pushed,
                        Base::Param { .. } => m.offset += self.frame + 8 + pushed,
                        _ => {}
                    }
                }
            }
            pushed += pushed_by(&p);
            let p = &p;
            match (p.op, p.from) {
                (As::RET, _) => self.epilogue(p),
                (As::MOVQ, Operand::Mem(Mem { tls: true, offset: 0, .. })) => match p.to {
                    Operand::Reg(reg) => self.out.extend(load_g(self.goos, reg, p)),
                    _ => self.out.push(*p),
                },
                _ => self.out.push(*p),
            }
        }
        for p in &mut self.out[start..] {
            if let Operand::Branch(to) = &mut p.to {
                *to = ProgId::new(self.moved[to.index()] as usize);
            }
        }
    }

    fn epilogue(&mut self, ret: &Prog) {
        if self.bp != 0 {
            let slot = Operand::Mem(Mem::at(Reg::SP, self.frame - 8));
            self.out.push(Prog::new(As::MOVQ, ret.pos, slot, Operand::Reg(Reg::BP)));
        }
        if self.frame != 0 {
            self.out.push(adjust_sp(-self.frame, ret));
        }
        let op = if ret.to == Operand::None { As::RET } else { As::JMP };
        self.out.push(Prog { op, ..*ret });
    }

    /// If the wrapper was called by a panicking goroutine's deferred call, the panic record points
    /// at our arguments: it is moved to those of the function that is called in turn.
    fn wrapper_fixup(&mut self, end: usize) {
        let last = self.out.last().map_or(self.func.pos, |p| p.pos);
        let (bx, di) = (Mem::at(Reg::BX, 0), Operand::Reg(Reg::DI));
        let end = Operand::Branch(ProgId::new(end));
        self.bind(Label::WrapperFixup);
        let argp = Operand::Mem(Mem::at(Reg::SP, self.frame + 8));
        for (op, from, to) in [
            (As::LEAQ, argp, di),
            (As::CMPQ, Operand::Mem(bx), di),
            (As::JNE, Operand::None, end),
            (As::MOVQ, Operand::Reg(Reg::SP), Operand::Mem(bx)),
            (As::JMP, Operand::None, end),
        ] {
            self.out.push(Prog::new(op, last, from, to));
        }
    }
}

/// Bytes that the instruction itself leaves on the stack; negative if it takes them.
pub fn pushed_by(p: &Prog) -> i64 {
    match p.op {
        As::PUSHQ | As::PUSHFQ => 8,
        As::POPQ | As::POPFQ => -8,
        _ => 0,
    }
}

/// Moves SP down by `size` bytes (up if negative). 128 fits an immediate byte only when negative.
fn adjust_sp(size: i64, like: &Prog) -> Prog {
    let (op, value) =
        if size == 128 || size < 0 && size != -128 { (As::ADDQ, -size) } else { (As::SUBQ, size) };
    Prog::new(op, like.pos, Operand::Const(value), Operand::Reg(Reg::SP))
}
