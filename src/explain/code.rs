//! The code of a function as readers see it: each instruction with its bytes, relocations, the region
//! it belongs to and a sentence that says what it does here.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::bytes::{self, Piece};
use super::frame::{self, Frame};
use super::operand::Operands;
use super::region::Region;
use super::{Lang, sentence};
use crate::amd64::emit::Owner;
use crate::driver::{Held, HeldFunc};
use crate::index::SecondaryMap;
use crate::intern::Name;
use crate::obj::prog::{As, Mem, Operand, Prog};
use crate::obj::{FuncText, Reloc, RelocKind};
use crate::source::Sources;
use crate::ssa::reg::Reg;
use crate::ssa::{Aux, BlockId, BlockKind, Op, SlotId, ValueId};
use crate::tree::FuncId;

/// A function.
#[derive(Clone, Debug, Serialize)]
pub struct Code {
    /// Link name.
    pub func: String,
    pub file: String,
    pub line: u32,
    /// Bytes of code, of the frame with the saved BP, of parameters and results.
    pub size: usize,
    pub frame: i64,
    pub args: i64,
    pub insns: Vec<Insn>,
}

/// An instruction.
#[derive(Clone, Debug, Serialize)]
pub struct Insn {
    pub pc: u32,
    /// Bytes of code.
    pub size: usize,
    pub file: String,
    pub line: u32,
    /// The line of the call, for code of an expanded function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expanded_at: Option<u32>,
    /// As the listing has it, a space for the tab.
    pub text: String,
    /// What it does.
    pub say: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Makes no code.
    pub pseudo: bool,
    /// The encoding; several if the instruction is several of the machine.
    pub encoding: Vec<Vec<Piece>>,
    pub relocations: Vec<String>,
}

/// Functions by link name, for names of arguments.
pub struct Program<'h> {
    pub held: &'h Held,
    pub sources: &'h Sources,
    pub lang: Lang,
    pub funcs: FxHashMap<Name, FuncId>,
}

impl<'h> Program<'h> {
    pub fn new(held: &'h Held, sources: &'h Sources, lang: Lang) -> Program<'h> {
        let funcs = held.tree.funcs.iter().map(|(id, f)| (f.link_name, id)).collect();
        Program { held, sources, lang, funcs }
    }

    /// The code of the functions that are asked for, in the order of the text list.
    pub fn code(&self, func: Option<&str>) -> Vec<Code> {
        let named = |h: &&HeldFunc| super::is_named(self.held.syms.name(h.sym).as_str(), func);
        self.held.funcs.iter().filter(named).map(|h| Scene::new(self, h).code()).collect()
    }
}

/// A function with what its sentences need.
pub struct Scene<'p> {
    pub program: &'p Program<'p>,
    pub h: &'p HeldFunc,
    pub text: &'p FuncText,
    pub frame: Frame,
    /// For each final instruction: the emitted one that it comes from.
    emitted: Vec<Option<usize>>,
    /// For each value: the final instruction that ends its code.
    pub last_insn: SecondaryMap<ValueId, Option<usize>>,
    /// For each value: which instruction of its code an instruction is, by emitted index.
    nth: Vec<usize>,
    pub names: SecondaryMap<ValueId, Vec<SlotId>>,
    /// Blocks that end with a check, and what it checks.
    checks: SecondaryMap<BlockId, Option<Check>>,
    blocks: SecondaryMap<BlockId, Option<Region>>,
    /// First final instruction of each block's code.
    starts: SecondaryMap<BlockId, Option<usize>>,
    /// First emitted instruction that is neither TEXT nor entry code.
    body_start: usize,
}

/// A test at the end of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Check {
    region: Region,
    /// The successor that is taken when it fails.
    failure: BlockId,
}

impl<'p> Scene<'p> {
    pub fn new(program: &'p Program<'p>, h: &'p HeldFunc) -> Scene<'p> {
        let text = frame::text_of(program.held, h);
        let f = &h.ssa;
        let mut names: SecondaryMap<ValueId, Vec<SlotId>> = SecondaryMap::new();
        for &slot in &f.names {
            for &v in &f.named_values[slot] {
                names[v].push(slot);
            }
        }
        let head = h.owners.iter().zip(&text.moved).enumerate().position(|(i, (_, &at))| {
            i > 0 && text.progs.get(at as usize).is_some_and(|p| p.op == As::FUNCDATA)
        });
        let mut scene = Scene {
            program,
            h,
            text,
            frame: frame::frame(program.held, program.sources, h),
            emitted: vec![None; text.progs.len()],
            last_insn: SecondaryMap::new(),
            nth: vec![0; h.owners.len()],
            names,
            checks: SecondaryMap::new(),
            blocks: SecondaryMap::new(),
            starts: SecondaryMap::new(),
            body_start: head.unwrap_or(1),
        };
        scene.trace_back();
        scene.find_checks();
        scene
    }

    /// Finds which emitted instruction each final one comes from.
    fn trace_back(&mut self) {
        let (text, owners) = (self.text, &self.h.owners);
        let mut previous = None;
        for i in 1..text.moved.len().min(owners.len()) {
            let start = text.moved[i] as usize;
            let end = match text.moved.get(i + 1) {
                Some(&next) => next as usize,
                // The last one: up to its RET, if it is a return with an epilogue.
                None => {
                    let returns = |p: &Prog| match p.op {
                        As::RET => true,
                        As::JMP => matches!(p.to, Operand::Symbol(_)),
                        _ => false,
                    };
                    let steps = |p: &Prog| self.is_epilogue(p) || returns(p);
                    let tail = &text.progs[start..];
                    let n = tail.iter().take_while(|p| steps(p) && !returns(p)).count();
                    start + n + 1
                }
            };
            for at in start..end.min(text.progs.len()) {
                self.emitted[at] = Some(i);
            }
            let block = match owners[i] {
                Owner::Value(v) => Some(self.h.ssa.v(v).block),
                Owner::Block(b) => Some(b),
                Owner::Func => None,
            };
            if let Some(b) = block
                && self.starts[b].is_none()
            {
                self.starts[b] = Some(start);
            }
            if let Owner::Value(v) = owners[i] {
                self.last_insn[v] = Some(end.saturating_sub(1));
                let pseudo = matches!(text.progs[start].op, As::PCDATA | As::FUNCDATA);
                if previous == Some(v) {
                    self.nth[i] = self.nth[i - 1] + usize::from(!pseudo);
                } else {
                    self.nth[i] = usize::from(!pseudo);
                }
                previous = Some(v);
            } else {
                previous = None;
            }
        }
    }

    /// Whether the instruction takes the frame down.
    fn is_epilogue(&self, p: &Prog) -> bool {
        let size = self.text.locals;
        let to_bp = p.op == As::MOVQ
            && p.to == Operand::Reg(Reg::BP)
            && p.from == Operand::Mem(Mem::at(Reg::SP, size - 8));
        let up = p.to == Operand::Reg(Reg::SP)
            && match (p.op, p.from) {
                (As::ADDQ, Operand::Const(c)) => c == size,
                (As::SUBQ, Operand::Const(c)) => c == -size,
                _ => false,
            };
        size != 0 && (to_bp || up)
    }

    /// Finds the blocks that end with a check of the compiler.
    fn find_checks(&mut self) {
        let f = &self.h.ssa;
        for &b in &f.layout {
            let block = f.b(b);
            if let Some(region) = self.failure(b) {
                self.blocks[b] = Some(region);
            }
            if block.kind == BlockKind::Defer {
                let failure = block.succs[1].block;
                self.checks[b] = Some(Check { region: Region::DeferCheck, failure });
                continue;
            }
            let fails = |i: usize| {
                let to = block.succs.get(i)?.block;
                Some(Check { region: self.failure(to)?, failure: to })
            };
            if block.succs.len() == 2 {
                self.checks[b] = fails(1).or_else(|| fails(0));
            }
            if self.tests_barrier(b) {
                let failure = block.succs[0].block;
                self.checks[b] = Some(Check { region: Region::WriteBarrier, failure });
                for e in &block.succs {
                    if f.b(e.block).preds.len() == 1 {
                        self.blocks[e.block] = Some(Region::WriteBarrier);
                    }
                }
            }
        }
    }

    /// Whether the block ends with the test of the write barrier's flag.
    fn tests_barrier(&self, b: BlockId) -> bool {
        let f = &self.h.ssa;
        let Some(control) = f.control(b) else { return false };
        match f.v(control).aux {
            Aux::Sym(sym) => self.program.held.syms.name(sym).as_str() == "runtime.writeBarrier",
            _ => false,
        }
    }

    /// What a block that never returns reports, if it is the failure of a check.
    fn failure(&self, b: BlockId) -> Option<Region> {
        let f = &self.h.ssa;
        if f.b(b).kind != BlockKind::Exit {
            return None;
        }
        f.b(b).values.iter().find_map(|&v| match (f.op(v), f.v(v).aux) {
            (op, _) if is_bounds_failure(op) => Some(Region::BoundsCheck),
            (Op::CALLstatic, Aux::Sym(sym)) => match self.program.held.syms.name(sym).as_str() {
                "runtime.panicdivide" => Some(Region::DivideCheck),
                "runtime.panicshift" => Some(Region::ShiftCheck),
                "runtime.panicwrap" => Some(Region::NilCheck),
                _ => None,
            },
            _ => None,
        })
    }

    /// What emitted a final instruction.
    pub fn owner(&self, at: usize) -> Option<Owner> {
        self.emitted[at].map(|e| self.h.owners[e])
    }

    /// The value that a final instruction belongs to.
    pub fn value(&self, at: usize) -> Option<ValueId> {
        match self.owner(at)? {
            Owner::Value(v) => Some(v),
            _ => None,
        }
    }

    pub fn code(&self) -> Code {
        let insns = (0..self.text.progs.len()).map(|at| self.insn(at)).collect();
        Code {
            func: self.frame.func.clone(),
            file: self.frame.file.clone(),
            line: self.frame.line,
            size: self.text.code.len(),
            frame: self.text.locals,
            args: self.text.args,
            insns,
        }
    }

    fn insn(&self, at: usize) -> Insn {
        let (program, text) = (self.program, self.text);
        let p = &text.progs[at];
        let end = text.progs.get(at + 1).map_or(text.code.len(), |next| next.pc as usize);
        let code = &text.code[p.pc as usize..end.max(p.pc as usize)];
        let (file, line) = match p.pos.is_known() {
            true => program.sources.file_line(p.pos),
            false => (Name::new(""), 0),
        };
        let outermost = program.sources.outermost(p.pos);
        let expanded = p.pos.is_known() && outermost.base() != p.pos.base();
        let is_duff = matches!(p.op, As::DUFFZERO | As::DUFFCOPY);
        let here = |r: &&Reloc| (p.pc as usize..end).contains(&(r.offset as usize));
        let relocs = text.relocs.iter().filter(here).filter(|_| !code.is_empty());
        Insn {
            pc: p.pc,
            size: code.len(),
            file: file.as_str().to_owned(),
            line,
            expanded_at: expanded.then(|| program.sources.file_line(outermost).1),
            text: frame::instruction(program.held, program.sources, text, p),
            say: self.say(at),
            region: self.region(at),
            pseudo: code.is_empty(),
            encoding: match code.is_empty() {
                true => Vec::new(),
                false => bytes::split_all(code, is_duff),
            },
            relocations: relocs.map(|r| self.relocation(r, p.pc)).collect(),
        }
    }

    fn relocation(&self, r: &Reloc, pc: u32) -> String {
        let lang = self.program.lang;
        let target = r.target.map(|s| self.program.held.syms.name(s).as_str()).unwrap_or("");
        let addend = if r.addend == 0 { String::new() } else { format!("{:+}", r.addend) };
        let at = r.offset - pc;
        let place = match (lang, r.size) {
            (Lang::En, 0) => format!("at +{at}"),
            (Lang::En, n) => format!("{n} bytes at +{at}"),
            (Lang::Zh, 0) => format!("+{at} 处"),
            (Lang::Zh, n) => format!("+{at} 处 {n} 字节"),
        };
        let what = match r.kind {
            RelocKind::Call => match lang {
                Lang::En => format!("distance to {target}{addend}, which the linker fills in"),
                Lang::Zh => format!("到 {target}{addend} 的距离，由链接器填写"),
            },
            RelocKind::PcRel => match lang {
                Lang::En => {
                    format!("distance to the address {target}{addend}, which the linker fills in")
                }
                Lang::Zh => format!("到地址 {target}{addend} 的距离，由链接器填写"),
            },
            RelocKind::TlsLe | RelocKind::TlsIe => lang
                .pick(
                    "offset of g in thread-local storage, which the linker fills in",
                    "g 在线程局部存储中的偏移，由链接器填写",
                )
                .to_owned(),
            RelocKind::CallInd => lang
                .pick(
                    "marks an indirect call, for the linker's stack check",
                    "标记间接调用，供链接器做栈检查",
                )
                .to_owned(),
            _ => format!("{:?} {target}{addend}", r.kind),
        };
        format!("{place}{}{what}", lang.pick(": ", "："))
    }

    // -- regions and purposes -------------------------------------------------------------------

    /// Whether the instruction was put in front of the body by the assembler.
    fn is_prologue(&self, at: usize) -> bool {
        let body = self.text.moved.get(1).map_or(usize::MAX, |&m| m as usize);
        at > 0 && at < body
    }

    /// The region of a final instruction.
    pub fn region(&self, at: usize) -> Option<Region> {
        if at == 0 {
            return None;
        }
        let Some(e) = self.emitted[at] else {
            return Some(match (self.is_prologue(at), self.role(at)) {
                (true, Some("@frame_down" | "@frame_down_add" | "@save_bp" | "@set_bp")) => {
                    Region::Prologue
                }
                (true, Some(role)) if role.starts_with("@panic") => Region::PanicCheck,
                (true, _) => Region::StackCheck,
                (false, Some(role)) if role.starts_with("@panic") => Region::PanicFixup,
                (false, _) => Region::Morestack,
            });
        };
        if e < self.body_start {
            return Some(Region::Zeroing);
        }
        if self.is_return(at) {
            return Some(Region::Epilogue);
        }
        let f = &self.h.ssa;
        match self.h.owners[e] {
            Owner::Func => None,
            Owner::Block(b) => match self.checks[b] {
                Some(check) => Some(check.region),
                None => self.blocks[b],
            },
            Owner::Value(v) => {
                let b = f.v(v).block;
                let decides = f.control(b) == Some(v);
                match f.op(v) {
                    Op::LoweredNilCheck => Some(Region::NilCheck),
                    Op::LoweredWB => Some(Region::WriteBarrier),
                    Op::DUFFZERO | Op::REPSTOSQ => None,
                    Op::CALLstatic if self.calls(v, "runtime.deferreturn") => {
                        Some(Region::DeferExit)
                    }
                    _ if decides && !f.op(v).is_call() && self.checks[b].is_some() => {
                        self.checks[b].map(|c| c.region)
                    }
                    _ => self.blocks[b],
                }
            }
        }
    }

    /// Whether the instruction is a return or takes the frame down for one.
    fn is_return(&self, at: usize) -> bool {
        let Some(e) = self.emitted[at] else { return false };
        let group = |i: usize| self.emitted.get(i) == Some(&Some(e));
        let last = (at..).take_while(|&i| group(i)).last().unwrap_or(at);
        let p = &self.text.progs[last];
        let leaves = p.op == As::RET || p.op == As::JMP && matches!(p.to, Operand::Symbol(_));
        leaves && (at == last || self.is_epilogue(&self.text.progs[at]))
    }

    fn calls(&self, v: ValueId, name: &str) -> bool {
        match self.h.ssa.v(v).aux {
            Aux::Sym(sym) => self.program.held.syms.name(sym).as_str() == name,
            _ => false,
        }
    }

    /// The key of a sentence that says more than the opcode's.
    pub fn role(&self, at: usize) -> Option<&'static str> {
        let p = &self.text.progs[at];
        if matches!(p.op, As::PCDATA | As::FUNCDATA | As::TEXT) {
            return None;
        }
        let Some(e) = self.emitted[at] else {
            return if self.is_prologue(at) { prologue_role(p) } else { self.tail_role(p) };
        };
        if self.is_return(at) && self.is_epilogue(p) {
            let restores = p.to == Operand::Reg(Reg::BP);
            return Some(if restores { "@restore_bp" } else { "@frame_up" });
        }
        match self.h.owners[e] {
            Owner::Func if p.op == As::XCHGL => Some("@last_nop"),
            Owner::Func => None,
            Owner::Value(v) => self.value_role(v, p, self.nth[e]),
            Owner::Block(b) => self.block_role(b, p),
        }
    }

    fn value_role(&self, v: ValueId, p: &Prog, nth: usize) -> Option<&'static str> {
        let f = &self.h.ssa;
        let op = f.op(v);
        match op {
            Op::LoweredNilCheck => Some("@nil_check"),
            Op::InlMark if p.op == As::XCHGL => Some("@inline_mark"),
            Op::CALLclosure => Some("@call_closure"),
            Op::CALLinter => Some("@call_method"),
            Op::CALLstatic if p.op == As::XCHGL && self.calls(v, "runtime.deferreturn") => {
                Some("@deferreturn_nop")
            }
            Op::DIVQ | Op::DIVL | Op::DIVW => match p.op {
                As::CMPQ | As::CMPL | As::CMPW => Some("@divide_check"),
                As::JEQ => Some("@divide_jump"),
                As::JMP => Some("@divide_skip"),
                As::NEGQ | As::NEGL | As::NEGW => Some("@divide_negate"),
                As::XORL => Some("@divide_remainder"),
                _ => None,
            },
            Op::DIVQU | Op::DIVLU | Op::DIVWU if p.op == As::XORL => Some("@dividend_high"),
            Op::CVTSL2SD | Op::CVTSQ2SD | Op::CVTSQ2SS | Op::CVTSL2SS if nth == 1 => {
                Some("@clear_target")
            }
            Op::POPCNTQ | Op::POPCNTL if p.op == As::XORQ => Some("@clear_target"),
            _ => {
                let b = f.v(v).block;
                let check = self.checks[b].filter(|_| f.control(b) == Some(v))?;
                match (check.region, p.op) {
                    (Region::WriteBarrier, _) => Some("@barrier_test"),
                    (Region::BoundsCheck, As::CMPQ | As::CMPL | As::CMPW | As::CMPB) => {
                        Some("@bounds_compare")
                    }
                    _ => None,
                }
            }
        }
    }

    fn block_role(&self, b: BlockId, p: &Prog) -> Option<&'static str> {
        let check = self.checks[b]?;
        let Operand::Branch(to) = p.to else {
            return (check.region == Region::DeferCheck).then_some("@defer_test");
        };
        match check.region {
            Region::DeferCheck if p.op == As::JNE => Some("@defer_jump"),
            Region::WriteBarrier if p.op != As::JMP => Some("@barrier_jump"),
            Region::BoundsCheck | Region::DivideCheck | Region::ShiftCheck if p.op != As::JMP => {
                let start = self.starts[check.failure];
                let fails = start.is_some_and(|s| self.text.progs[s].pc == self.target_pc(to));
                Some(if fails { "@bounds_jump" } else { "@bounds_pass" })
            }
            _ => None,
        }
    }

    pub fn target_pc(&self, to: crate::obj::prog::ProgId) -> u32 {
        use crate::index::EntityRef;
        self.text.progs.get(to.index()).map_or(0, |p| p.pc)
    }

    /// Instructions behind the body: morestack, and the fix-up of wrappers.
    fn tail_role(&self, p: &Prog) -> Option<&'static str> {
        let (bx, di) = (Operand::Mem(Mem::at(Reg::BX, 0)), Operand::Reg(Reg::DI));
        match (p.op, p.from, p.to) {
            (As::NOP, ..) => Some("@tail_nop"),
            (As::JMP, _, Operand::Branch(to)) if self.target_pc(to) == 0 => Some("@retry"),
            (As::JMP, ..) => Some("@panic_back"),
            (As::LEAQ, _, to) if to == di => Some("@panic_argp"),
            (As::CMPQ, from, _) if from == bx => Some("@panic_compare"),
            (As::JNE, ..) => Some("@panic_differs"),
            (As::MOVQ, _, to) if to == bx => Some("@panic_fix"),
            _ => None,
        }
    }

    // -- sentences ------------------------------------------------------------------------------

    /// What the instruction does.
    fn say(&self, at: usize) -> String {
        let lang = self.program.lang;
        let operands = Operands { scene: self, at };
        let p = &self.text.progs[at];
        match p.op {
            As::TEXT => return operands.text_sentence(),
            As::PCDATA => return operands.pcdata(),
            As::FUNCDATA => return operands.funcdata(),
            _ => {}
        }
        let list = operand_list(p);
        let form = form(p, &list);
        let same = matches!(list[..], [Operand::Reg(a), Operand::Reg(b)] if a == b);
        let found = self
            .role(at)
            .and_then(|role| sentence::sentence(role, &form, same))
            .or_else(|| sentence::sentence(p.op.name(), &form, same));
        let Some(found) = found else {
            // Every mnemonic has a sentence for the operands that the back end gives it.
            return p.op.name().to_owned();
        };
        let text = sentence::fill(found.template(lang), |name| match name {
            "cond" => operands.condition(),
            _ => {
                let written = name.ends_with('=');
                let index = name.trim_end_matches('=').parse::<usize>().unwrap_or(0);
                let operand = list.get(index.wrapping_sub(1));
                operand.map_or(String::new(), |x| operands.operand(x, written))
            }
        });
        if lang == Lang::Zh { sentence::tidy(&text) } else { text }
    }
}

fn is_bounds_failure(op: Op) -> bool {
    matches!(op, Op::LoweredPanicBoundsA | Op::LoweredPanicBoundsB | Op::LoweredPanicBoundsC)
}

/// The operands in the order of the listing.
pub fn operand_list(p: &Prog) -> Vec<Operand> {
    [p.from, p.from3, p.to].into_iter().filter(|x| *x != Operand::None).collect()
}

/// A letter for each operand, as `sentences.txt` describes it.
pub fn form(p: &Prog, list: &[Operand]) -> String {
    if list.is_empty() {
        return "-".to_owned();
    }
    let is_lea = matches!(p.op, As::LEAQ | As::LEAL | As::LEAW);
    let letter = |x: &Operand| match x {
        Operand::None => "-",
        Operand::Reg(r) if r.is_float() => "x",
        Operand::Reg(_) => "r",
        Operand::Tls => "l",
        Operand::Mem(Mem { tls: true, .. }) => "t",
        Operand::Const(_) | Operand::Float(_) => "i",
        Operand::Mem(m) if is_lea && m.reg.is_some_and(|r| r != Reg::SP) => "e",
        Operand::Mem(_) | Operand::Addr(_) | Operand::Indirect(..) => "m",
        Operand::Branch(_) => "b",
        Operand::Symbol(_) => "s",
    };
    list.iter().map(letter).collect::<Vec<_>>().join(",")
}

/// Instructions in front of the body.
fn prologue_role(p: &Prog) -> Option<&'static str> {
    const G_PANIC: i64 = 32;
    let (si, sp) = (Operand::Reg(Reg::SI), Operand::Reg(Reg::SP));
    let guard = matches!(p.from, Operand::Mem(m) if m.reg == Some(Reg::CX) && m.offset < G_PANIC);
    match (p.op, p.from, p.to) {
        (As::CMPQ, from, Operand::Const(-1314)) if from == si => Some("@guard_preempt"),
        (As::CMPQ, _, Operand::Const(_)) => Some("@guard_enough"),
        (As::CMPQ, ..) => Some("@guard_compare"),
        (As::LEAQ, Operand::Mem(m), Operand::Reg(Reg::AX)) if m.offset == 880 => Some("@guard_sp"),
        (As::LEAQ, _, Operand::Reg(Reg::AX)) => Some("@guard_address"),
        (As::LEAQ, _, Operand::Reg(Reg::BP)) => Some("@set_bp"),
        (As::MOVQ, _, to) if to == si && guard => Some("@guard_load"),
        (As::JEQ, ..) => Some("@guard_preempt_jump"),
        (As::JLS, ..) => Some("@guard_jump"),
        (As::SUBQ, from, _) if from == si => Some("@guard_distance"),
        (As::SUBQ, _, to) if to == sp => Some("@frame_down"),
        (As::ADDQ, _, to) if to == sp => Some("@frame_down_add"),
        (As::MOVQ, Operand::Reg(Reg::BP), _) => Some("@save_bp"),
        (As::MOVQ, _, Operand::Reg(Reg::BX)) => Some("@panic_load"),
        (As::TESTQ, ..) => Some("@panic_test"),
        (As::JNE, ..) => Some("@panic_jump"),
        (As::NOP, ..) => Some("@panic_nop"),
        _ => None,
    }
}
