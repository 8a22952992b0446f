//! Turns a function in SSA form, after register allocation and frame layout, into instructions.
//!
//! Before: `v12 = SUBQ <uint> v4 v13 : BX` with v13 in DX.  After: `SUBQ DX, BX`.
//!
//! Blocks are emitted in layout order, values in schedule order, then the block's jumps. PCDATA
//! appears where the liveness of the next instruction differs from that of the previous one
//! (spec 32, section 6). The frame's prologue and epilogue are the assembler's work.
//!
//! Reading order: this file (the walk), `value` (one op at a time), `block` (jumps), `operand`
//! (addresses), `zero` (entry code for variables that liveness finds ambiguous), `dump`.

mod block;
pub mod dump;
mod operand;
mod value;
mod zero;

use crate::amd64::liveness::{Liveness, MapIndex};
use crate::index::{EntityRef, SecondaryMap};
use crate::obj::SymId;
use crate::obj::prog::{As, Mem, Operand, Prog, ProgFunc, ProgId, TextFlags};
use crate::source::{BOGUS_LINE, Pos, StmtMark};
use crate::ssa::passes::PassContext;
use crate::ssa::reg::Reg;
use crate::ssa::{BlockId, BlockKind, Func, Location, Op, ValueId};
use crate::types::TypeId;
use crate::types::layout::round_up;

/// What an instruction was emitted for (dumps show it).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Owner {
    /// TEXT, FUNCDATA, entry code.
    #[default]
    Func,
    Value(ValueId),
    Block(BlockId),
}

/// An emitted function, with the owner of each instruction.
pub struct Emitted {
    pub func: ProgFunc,
    pub owners: Vec<Owner>,
    /// Instructions before the first that `block_starts` and `value_ends` count.
    pub head: u32,
    /// For each block: the index of its first instruction, or of what follows if it has none.
    pub block_starts: SecondaryMap<BlockId, u32>,
    /// For each value: the index of the instruction that was emitted after it.
    pub value_ends: SecondaryMap<ValueId, u32>,
}

/// Emits `f`.
pub fn emit(f: &Func, liveness: &Liveness, cx: &PassContext) -> ProgFunc {
    emit_with_owners(f, liveness, cx).func
}

/// Emits `f` and tells which value or block each instruction comes from.
pub fn emit_with_owners(f: &Func, liveness: &Liveness, cx: &PassContext) -> Emitted {
    let mut e = Emitter::new(f, liveness, cx);
    e.run();
    e.finish()
}

/// Where a jump goes.
#[derive(Clone, Copy)]
enum Target {
    Block(BlockId),
    /// Inside the code of one value.
    Prog(ProgId),
}

struct Emitter<'a> {
    f: &'a Func,
    cx: &'a PassContext<'a>,
    liveness: &'a Liveness,
    progs: Vec<Prog>,
    owners: Vec<Owner>,
    owner: Owner,
    /// Position of the next instruction.
    pos: Pos,
    /// Liveness of the next instruction, and that last told by PCDATA.
    next_live: MapIndex,
    prev_live: MapIndex,
    /// Bytes of outgoing arguments.
    max_arg: i64,
    /// First instruction of each block.
    starts: SecondaryMap<BlockId, u32>,
    value_ends: SecondaryMap<ValueId, u32>,
    /// First of the instructions of one line that were emitted last, in this block.
    run_start: Option<usize>,
    /// The value whose statement mark went to the function's first instruction.
    moved_mark: Option<ValueId>,
    /// Jumps, to be completed once the entry code is known.
    jumps: Vec<(ProgId, Target)>,
    /// Inline marks that no instruction has satisfied yet.
    inline_marks: Vec<ProgId>,
    /// Constant moves at a place where the flags are live.
    flags_live: SecondaryMap<ValueId, bool>,
}

impl<'a> Emitter<'a> {
    fn new(f: &'a Func, liveness: &'a Liveness, cx: &'a PassContext<'a>) -> Emitter<'a> {
        Emitter {
            f,
            cx,
            liveness,
            progs: Vec::with_capacity(f.n_values() * 2),
            owners: Vec::with_capacity(f.n_values() * 2),
            owner: Owner::Func,
            pos: f.pos,
            next_live: MapIndex::NONE,
            prev_live: MapIndex::NONE,
            max_arg: 0,
            starts: SecondaryMap::new(),
            value_ends: SecondaryMap::new(),
            run_start: None,
            moved_mark: None,
            jumps: Vec::new(),
            inline_marks: Vec::new(),
            flags_live: SecondaryMap::new(),
        }
    }

    fn run(&mut self) {
        self.funcdata();
        let first = self.first_statement();
        self.moved_mark = first;
        let mut first_pos = first.map(|v| self.f.v(v).pos);
        for i in 0..self.f.layout.len() {
            let b = self.f.layout[i];
            self.starts[b] = self.progs.len() as u32;
            self.next_live = MapIndex::NONE;
            self.run_start = None;
            self.mark_live_flags(b);
            for &v in &self.f.b(b).values {
                self.owner = Owner::Value(v);
                let mut pos = self.f.v(v).pos;
                if first == Some(v) {
                    pos = pos.with_stmt(StmtMark::Default);
                }
                self.set_value_pos(v, pos);
                self.next_live = self.liveness.maps[v];
                if !emits_nothing(self.f.op(v)) {
                    // An inline mark may still vanish: the position waits for a real instruction.
                    if self.f.op(v) != Op::InlMark
                        && let Some(p) = first_pos.take()
                    {
                        self.pos = p;
                    }
                    self.value(v);
                }
                self.value_ends[v] = self.progs.len() as u32;
            }
            self.block_end(b, i);
        }
        self.resolve_inline_marks();
    }

    /// FUNCDATA lines, at the function's position.
    fn funcdata(&mut self) {
        let l = self.liveness;
        let syms = [Some(&l.args), Some(&l.locals), Some(&l.regs), l.stack_objects.as_ref()];
        for (i, data) in syms.into_iter().enumerate() {
            if let Some(data) = data {
                let to = Operand::Mem(Mem::global(data.sym, 0));
                self.push(As::FUNCDATA, Operand::Const(i as i64), to);
            }
        }
    }

    /// The first value of the entry block that starts a statement. Its position is given to the
    /// first instruction of the function, so that debuggers stop there.
    fn first_statement(&self) -> Option<ValueId> {
        let f = self.f;
        let starts = |v: &ValueId| f.v(*v).pos.stmt() == StmtMark::Stmt;
        f.b(f.entry).values.iter().copied().find(starts)
    }

    /// Moves the current position to the value's. Copies, spills and reloads take theirs even if
    /// unknown; other values without position keep the current one.
    fn set_value_pos(&mut self, v: ValueId, pos: Pos) {
        match self.f.op(v) {
            Op::Phi | Op::Copy | Op::LoadReg | Op::StoreReg => self.pos = pos.not_stmt(),
            _ if !pos.is_known() => {}
            _ if pos.stmt() == StmtMark::Stmt => self.pos = pos,
            _ => self.pos = pos.not_stmt(),
        }
    }

    /// Finds the constant moves of `b` that must leave the flags alone (spec 31, section 9,
    /// "Flags live").
    fn mark_live_flags(&mut self, b: BlockId) {
        let f = self.f;
        let is_flags = |v: ValueId| f.v(v).ty == TypeId::FLAGS;
        let mut live = f.b(b).flags_live_at_end || f.control(b).is_some_and(is_flags);
        for &v in f.b(b).values.iter().rev() {
            if live && matches!(f.op(v), Op::MOVLconst | Op::MOVQconst) {
                self.flags_live[v] = true;
            }
            live = (live && !is_flags(v)) || f.v(v).args.iter().any(|&a| is_flags(a));
        }
    }

    /// The jumps at the end of `b`, the `i`th block of the layout.
    fn block_end(&mut self, b: BlockId, i: usize) {
        let f = self.f;
        let block = f.b(b);
        self.owner = Owner::Block(b);
        let mut pos = block.pos;
        let empty = self.starts[b] as usize == self.progs.len();
        if empty && block.succs.len() == 1 && block.succs[0].block == b {
            // A jump to itself as the only instruction confuses debuggers: give them something to
            // stop at, and a change of line.
            self.owner = Owner::Func;
            self.nop();
            self.owner = Owner::Block(b);
            let nop = self.progs.last_mut().expect("just pushed");
            nop.pos = nop.pos.with_stmt(StmtMark::Stmt);
            if !pos.is_known() {
                pos = if nop.pos.is_known() { nop.pos } else { f.pos };
            }
            pos = pos.with_line(BOGUS_LINE);
        }
        // With -N every block that goes on says so with a jump.
        let next = if self.cx.options.no_opt { None } else { f.layout.get(i + 1).copied() };
        self.pos = pos;
        self.block(b, next);
        if i + 1 == f.layout.len() && block.kind == BlockKind::Exit {
            // The return address of the last call must lie inside the function.
            self.owner = Owner::Func;
            self.nop();
        }
    }

    /// Lets instructions at the place of an inlined call stand for its mark (spec 31, section 9).
    fn resolve_inline_marks(&mut self) {
        let mut pending = std::mem::take(&mut self.inline_marks);
        let marks: Vec<ProgId> = pending.clone();
        let mut mark_at = marks.iter().copied().peekable();
        for i in 0..self.progs.len() {
            if pending.is_empty() {
                return;
            }
            if mark_at.next_if(|m| m.index() == i).is_some() {
                continue;
            }
            let p = &self.progs[i];
            if matches!(p.op, As::NOP | As::FUNCDATA | As::PCDATA | As::TEXT) {
                continue;
            }
            let pos = p.pos;
            let before = pending.len();
            let progs = &mut self.progs;
            pending.retain(|m| {
                let satisfied = progs[m.index()].pos.same_file_and_line(pos);
                if satisfied {
                    progs[m.index()] = Prog::new(As::NOP, Pos::NONE, Operand::None, Operand::None);
                }
                !satisfied
            });
            if pending.len() < before {
                self.progs[i].pos = pos.with_stmt(StmtMark::Stmt);
            }
        }
    }

    /// Puts TEXT and the entry code in front and names the targets of jumps.
    fn finish(mut self) -> Emitted {
        let f = self.f;
        let size = f.frame_size + self.max_arg;
        let frame = round_up(size, 8);
        let mut head = vec![Prog::new(As::TEXT, f.pos, Operand::None, Operand::None)];
        head.extend(zero::entry_code(f, self.cx, &self.liveness.need_zero, frame));
        let shift = head.len();
        for (p, target) in self.jumps.clone() {
            if let Target::Block(b) = target {
                self.unmark_jump(p, b);
            }
            let index = match target {
                Target::Block(b) => self.starts[b] as usize,
                Target::Prog(p) => p.index(),
            };
            self.progs[p.index()].to = Operand::Branch(ProgId::new(index + shift));
        }
        let mut owners = vec![Owner::Func; head.len()];
        owners.append(&mut self.owners);
        head.append(&mut self.progs);
        let flags = TextFlags {
            dupok: f.dupok,
            nosplit: f.nosplit_pragma,
            reflect_method: f.reflect_method,
            wrapper: f.wrapper,
            need_ctxt: f.need_ctxt,
            cfunc: f.systemstack_pragma,
            abi_internal: true,
            ..TextFlags::default()
        };
        let func = ProgFunc {
            sym: self.cx.syms.lookup_name(f.link_name),
            pos: f.pos,
            flags,
            frame,
            args: self.cx.types.arg_layout(f.ty).size,
            progs: head,
        };
        let (block_starts, value_ends) = (self.starts, self.value_ends);
        Emitted { func, owners, head: shift as u32, block_starts, value_ends }
    }

    // -- instructions --------------------------------------------------------------------------

    /// Appends an instruction, after the PCDATA that it needs.
    fn push(&mut self, op: As, from: Operand, to: Operand) -> ProgId {
        if self.next_live.reg != self.prev_live.reg {
            self.prev_live.reg = self.next_live.reg;
            self.pcdata(0, self.next_live.reg);
        }
        if self.next_live.stack != self.prev_live.stack {
            self.prev_live.stack = self.next_live.stack;
            self.pcdata(1, self.next_live.stack);
        }
        let id = self.push_raw(Prog::new(op, self.pos, from, to));
        if op != As::FUNCDATA {
            self.mark_statement(id);
        }
        id
    }

    /// Statement marks of a new instruction (spec 33, section 8.1, rules 3 and 4): one instruction
    /// takes the mark of the current position, and in a run of instructions of one line it is the
    /// first.
    fn mark_statement(&mut self, id: ProgId) {
        let is_stmt = self.pos.stmt() == StmtMark::Stmt;
        if is_stmt {
            self.pos = self.pos.not_stmt();
        }
        let i = id.index();
        match self.run_start {
            Some(first) if self.progs[first].pos.line() == self.progs[i].pos.line() => {
                if is_stmt {
                    let run = &mut self.progs[first];
                    run.pos = run.pos.with_stmt(StmtMark::Stmt);
                    self.progs[i].pos = self.progs[i].pos.not_stmt();
                }
            }
            _ => self.run_start = Some(i),
        }
    }

    /// A jump to a block needs no mark if the block begins with the statement (spec 33, section
    /// 8.1, rule 6).
    fn unmark_jump(&mut self, jump: ProgId, target: BlockId) {
        let vanishes = |op| {
            matches!(
                op,
                Op::Copy | Op::Phi | Op::VarKill | Op::VarDef | Op::Unknown | Op::FwdRef | Op::Arg
            )
        };
        let values = &self.f.b(target).values;
        let first = values.iter().find(|&&v| !vanishes(self.f.op(v)));
        let p = &mut self.progs[jump.index()];
        let begins = |v: ValueId| {
            let pos = self.f.v(v).pos;
            pos.line() == p.pos.line() && pos.stmt() == StmtMark::Stmt && self.moved_mark != Some(v)
        };
        if p.pos.stmt() != StmtMark::Stmt || first.is_some_and(|&v| begins(v)) {
            p.pos = p.pos.not_stmt();
        }
    }

    fn pcdata(&mut self, table: i64, value: i32) {
        let (from, to) = (Operand::Const(table), Operand::Const(i64::from(value)));
        self.push_raw(Prog::new(As::PCDATA, self.pos, from, to));
    }

    fn push_raw(&mut self, p: Prog) -> ProgId {
        self.progs.push(p);
        self.owners.push(self.owner);
        ProgId::new(self.progs.len() - 1)
    }

    /// Index of the instruction that is emitted next.
    fn pc(&self) -> ProgId {
        ProgId::new(self.progs.len())
    }

    /// The hardware no-op.
    fn nop(&mut self) -> ProgId {
        let ax = Operand::Reg(Reg::AX);
        let run = self.run_start;
        let id = self.push(As::XCHGL, ax, ax);
        // It is no part of a run of instructions.
        self.run_start = run;
        id
    }

    fn jump(&mut self, op: As, target: BlockId) -> ProgId {
        let p = self.push(op, Operand::None, Operand::None);
        self.jumps.push((p, Target::Block(target)));
        p
    }

    /// Gives an instruction a position of its own, unless that is unknown.
    fn set_pos(&mut self, p: ProgId, pos: Pos) {
        if pos.is_known() {
            self.progs[p.index()].pos = pos;
        }
    }

    // -- registers -----------------------------------------------------------------------------

    /// Register of `v`'s result; of the first one for a pair.
    fn reg(&self, v: ValueId) -> Reg {
        match self.f.homes[v] {
            Some(Location::Reg(r) | Location::Pair(Some(r), _)) => r,
            home => self.no_register(v, home),
        }
    }

    #[cold]
    fn no_register(&self, v: ValueId, home: Option<Location>) -> ! {
        panic!("emit: {}: {v} = {} is in {home:?}, not in a register", self.f.name, self.f.op(v))
    }

    /// Register of argument `i` of `v`.
    fn arg_reg(&self, v: ValueId, i: usize) -> Reg {
        self.reg(self.f.arg(v, i))
    }

    /// Notes that a call needs `bytes` of outgoing arguments.
    fn use_args(&mut self, bytes: i64) {
        self.max_arg = self.max_arg.max(bytes);
    }

    fn runtime(&self, name: &str) -> SymId {
        self.cx.syms.lookup(&format!("runtime.{name}"))
    }
}

/// Ops that leave no instruction and do not end the search for the function's first one.
fn emits_nothing(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        InitMem
            | Arg
            | SP
            | SB
            | Select0
            | Select1
            | GetG
            | VarDef
            | VarLive
            | VarKill
            | KeepAlive
            | Phi
            | Convert
    )
}
