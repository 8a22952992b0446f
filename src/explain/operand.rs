//! Operands, conditions, PCDATA and FUNCDATA in words.

use super::code::{Program, Scene};
use super::frame::{self, SlotKind};
use super::frame_view::word_name;
use super::sentence::{runtime_purpose, runtime_word};
use super::{Lang, shape};
use crate::index::EntityRef;
use crate::obj::listing;
use crate::obj::prog::{As, Base, Mem, Operand, Prog};
use crate::ssa::func::LocalSlot;
use crate::ssa::reg::Reg;
use crate::ssa::{Aux, Location, Op, ValueId};
use crate::types::{Kind, TypeId, Types};

/// Instructions that are followed to find the call that an argument is for.
const STEPS_MAX: usize = 300;
/// Characters of a string constant that are shown.
const STRING_MAX: usize = 32;

/// Describes the operands of the final instruction `at`.
pub(super) struct Operands<'s> {
    pub(super) scene: &'s Scene<'s>,
    pub(super) at: usize,
}

impl Operands<'_> {
    fn lang(&self) -> Lang {
        self.scene.program.lang
    }

    fn prog(&self) -> &Prog {
        &self.scene.text.progs[self.at]
    }

    fn types(&self) -> &Types {
        &self.scene.program.held.types
    }

    /// An operand in words; `written`: what the instruction leaves in it is meant.
    pub(super) fn operand(&self, x: &Operand, written: bool) -> String {
        match x {
            Operand::None => String::new(),
            Operand::Reg(r) => self.register(*r, written),
            Operand::Tls => "TLS".to_owned(),
            Operand::Const(c) => constant(*c),
            Operand::Float(value) => value.to_string(),
            Operand::Mem(m) => self.memory(m),
            Operand::Addr(m) => match self.lang() {
                Lang::En => format!("the address of {}", self.memory(m)),
                Lang::Zh => format!("{} 的地址", self.memory(m)),
            },
            // Only in hand-written assembly.
            Operand::Indirect(..) => frame::instruction(
                self.scene.program.held,
                self.scene.program.sources,
                self.scene.text,
                self.prog(),
            ),
            Operand::Branch(to) => self.scene.target_pc(*to).to_string(),
            Operand::Symbol(sym) => self.callee(self.scene.program.held.syms.name(*sym).as_str()),
        }
    }

    /// A function that is called.
    fn callee(&self, name: &str) -> String {
        let purpose =
            name.strip_prefix("runtime.").and_then(|short| runtime_purpose(short, self.lang()));
        match (purpose, self.lang()) {
            (Some(purpose), Lang::En) => format!("{name}, which {purpose}"),
            (Some(purpose), Lang::Zh) => format!("{name}（{purpose}）"),
            (None, _) => plain(name).to_owned(),
        }
    }

    // -- registers ------------------------------------------------------------------------------

    /// A register, with what the program calls its contents.
    fn register(&self, r: Reg, written: bool) -> String {
        let note = match self.scene.value(self.at) {
            Some(v) if written => self.result_name(v, r),
            Some(v) => self.argument_name(v, r),
            None => None,
        };
        match (note, self.lang()) {
            (None, _) => r.name().to_owned(),
            (Some(note), Lang::En) => format!("{} ({note})", r.name()),
            (Some(note), Lang::Zh) => format!("{}（{note}）", r.name()),
        }
    }

    fn result_name(&self, v: ValueId, r: Reg) -> Option<String> {
        let f = &self.scene.h.ssa;
        // Only the last instruction of a value makes its result.
        let finished = self.scene.last_insn[v] == Some(self.at);
        (finished && f.homes[v] == Some(Location::Reg(r))).then(|| self.names(v)).flatten()
    }

    fn argument_name(&self, v: ValueId, r: Reg) -> Option<String> {
        let a = self.argument(v, r)?;
        self.value_name(a)
    }

    /// The argument of `v` that is in register `r`.
    fn argument(&self, v: ValueId, r: Reg) -> Option<ValueId> {
        let f = &self.scene.h.ssa;
        f.v(v).args.iter().copied().find(|&a| f.homes[a] == Some(Location::Reg(r)))
    }

    /// What the program calls a value, or what it is.
    fn value_name(&self, v: ValueId) -> Option<String> {
        let f = &self.scene.h.ssa;
        if let Some(names) = self.names(v) {
            return Some(names);
        }
        let value = f.v(v);
        match (value.op, value.aux) {
            (Op::Copy | Op::LoadReg | Op::StoreReg | Op::LoweredNilCheck, _) => {
                self.value_name(*value.args.first()?)
            }
            (Op::LEAQ, Aux::Sym(sym)) => {
                let name = self.scene.program.held.syms.name(sym).as_str();
                if let Some(func) = name.strip_suffix("·f") {
                    let func = plain(func);
                    return Some(match self.lang() {
                        Lang::En => format!("the closure {func}"),
                        Lang::Zh => format!("闭包 {func}"),
                    });
                }
                Some(self.address_of(&self.symbol(name, value.auxint)))
            }
            (Op::LEAQ, Aux::Local(local)) => {
                let local = &f.locals[local];
                if shape::is_defer_record(self.types(), local.ty) {
                    let record = self.lang().pick("the _defer record", "_defer 记录");
                    return Some(self.address_of(record));
                }
                let path = shape::path_at(self.types(), local.ty, value.auxint);
                Some(self.address_of(&format!("{}{path}", local.name)))
            }
            (Op::MOVQconst | Op::MOVLconst, _) => Some(value.auxint.to_string()),
            (Op::LoweredGetClosurePtr, _) => {
                Some(self.lang().pick("the closure", "闭包").to_owned())
            }
            _ => None,
        }
    }

    fn address_of(&self, what: &str) -> String {
        match self.lang() {
            Lang::En => format!("the address of {what}"),
            Lang::Zh => format!("{what} 的地址"),
        }
    }

    /// The variables, or parts of them, that `v` is a value of.
    fn names(&self, v: ValueId) -> Option<String> {
        let f = &self.scene.h.ssa;
        let mut names: Vec<String> =
            self.scene.names[v].iter().map(|&s| self.slot_name(f.slots[s])).collect();
        names.dedup();
        names.truncate(2);
        (!names.is_empty()).then(|| names.join(", "))
    }

    fn slot_name(&self, slot: LocalSlot) -> String {
        let local = &self.scene.h.ssa.locals[slot.local];
        let types = self.types();
        if types.size(local.ty) == types.size(slot.ty) {
            return local.name.as_str().to_owned();
        }
        format!("{}{}", local.name, shape::path_at(types, local.ty, slot.offset))
    }

    // -- memory ---------------------------------------------------------------------------------

    fn memory(&self, m: &Mem) -> String {
        if m.tls || m.tls_index {
            return self.lang().pick("g in thread-local storage", "线程局部存储中的 g").to_owned();
        }
        match m.base {
            Base::Global(sym) => {
                let name = self.scene.program.held.syms.name(sym);
                self.symbol(name.as_str(), m.offset)
            }
            Base::Auto { name, .. } | Base::Param { name, .. } => {
                let place = self.frame_place(name.as_str(), m.offset);
                match m.index {
                    Some((r, scale)) => {
                        let index = self.scaled(r, scale);
                        match self.lang() {
                            Lang::En => format!("{place} plus {index}"),
                            Lang::Zh => format!("{place}加 {index}"),
                        }
                    }
                    None => place,
                }
            }
            Base::Reg if m.reg == Some(Reg::SP) && m.index.is_none() => self.stack_word(m.offset),
            Base::Reg => self.through_register(m),
        }
    }

    /// A word of the frame by the name of its variable.
    fn frame_place(&self, name: &str, offset: i64) -> String {
        let lang = self.lang();
        let frame = &self.scene.frame;
        let slot = frame
            .slots
            .iter()
            .find(|s| s.name == name && s.offset <= offset && offset < s.offset + s.size.max(1));
        let Some(slot) = slot else {
            return match name {
                ".fp" | "" => lang.pick("the start of the parameters", "参数区的起点").to_owned(),
                _ => format!("{name}{offset:+}(SP)"),
            };
        };
        let inside = slot.parts.iter().find(|p| p.offset <= offset && offset < p.offset + p.size);
        let path = match inside {
            Some(p) if p.offset == offset => p.path.clone(),
            Some(p) => format!("{}{:+}", p.path, offset - p.offset),
            None if offset != slot.offset => format!("{:+}", offset - slot.offset),
            None => String::new(),
        };
        // The start of something with parts may be meant as a whole: an address, 16 bytes.
        let whole = offset == slot.offset && self.is_whole();
        let mut dotted = match path.chars().next() {
            _ if whole => String::new(),
            None => String::new(),
            Some('[' | '+' | '-') => path.clone(),
            Some(_) => format!(".{path}"),
        };
        if !whole && self.prog().op == As::MOVUPS {
            dotted += lang.pick(" and the 8 bytes behind it", "及其后 8 字节");
        }
        match slot.kind {
            SlotKind::DeferRecord if whole => {
                lang.pick("the _defer record", "_defer 记录").to_owned()
            }
            SlotKind::DeferRecord => match lang {
                Lang::En => format!("{path} of the _defer record"),
                Lang::Zh => format!(" _defer 记录的 {path}"),
            },
            SlotKind::Param => format!("{} {name}{dotted}", lang.pick("parameter", "参数")),
            SlotKind::Result => format!("{} {name}{dotted}", lang.pick("result", "结果")),
            SlotKind::Variable => format!("{} {name}{dotted}", lang.pick("variable", "变量")),
            SlotKind::Spill => match (self.spilled(), lang) {
                (Some(of), Lang::En) => format!("the spill slot of {of}"),
                (Some(of), Lang::Zh) => format!(" {of} 的溢出槽"),
                (None, Lang::En) => format!("the spill slot {name}"),
                (None, Lang::Zh) => format!("溢出槽 {name}"),
            },
            _ => format!("{} {name}{dotted}", lang.pick("temporary", "临时变量")),
        }
    }

    /// Whether the instruction means more than a word: an address, or a vector move.
    fn is_whole(&self) -> bool {
        matches!(self.prog().op, As::LEAQ | As::MOVUPS)
    }

    /// The variable whose value a spill or reload moves.
    fn spilled(&self) -> Option<String> {
        let f = &self.scene.h.ssa;
        let v = self.scene.value(self.at)?;
        match f.op(v) {
            Op::StoreReg | Op::LoadReg => {
                let a = f.arg(v, 0);
                self.names(v).or_else(|| self.value_name(a))
            }
            _ => None,
        }
    }

    /// `N(SP)` without name: an argument or result of a call.
    fn stack_word(&self, offset: i64) -> String {
        let lang = self.lang();
        let call = match self.prog().to {
            Operand::Mem(m) if m.reg == Some(Reg::SP) => self.next_call(),
            _ if self.reads_result() => self.previous_call(),
            _ => self.next_call(),
        };
        let in_area = self.scene.frame.slots.iter().any(|s| {
            s.kind == SlotKind::Outgoing && (s.offset..s.offset + s.size).contains(&offset)
        });
        if !in_area {
            return match lang {
                Lang::En => format!("the frame's word at {offset}(SP)"),
                Lang::Zh => format!("栈帧中 {offset}(SP) 处的字"),
            };
        }
        let Some(call) = call else {
            return match lang {
                Lang::En => format!("the outgoing word {offset}(SP)"),
                Lang::Zh => format!("传出参数区 {offset}(SP)"),
            };
        };
        let Operand::Symbol(sym) = self.scene.text.progs[call].to else {
            return match lang {
                Lang::En => format!("{offset}(SP) (for the call at {})", self.pc(call)),
                Lang::Zh => format!(" {offset}(SP)（属于 {} 处的调用）", self.pc(call)),
            };
        };
        let name = self.scene.program.held.syms.name(sym);
        let callee = plain(name.as_str());
        match (self.argument_word(name.as_str(), offset), lang) {
            (Some(word), Lang::En) => format!("{offset}(SP) ({word} of {callee})"),
            (Some(word), Lang::Zh) => format!(" {offset}(SP)（{callee} 的 {word}）"),
            (None, Lang::En) => format!("{offset}(SP) (for {callee})"),
            (None, Lang::Zh) => format!(" {offset}(SP)（属于 {callee}）"),
        }
    }

    fn pc(&self, at: usize) -> u32 {
        self.scene.text.progs[at].pc
    }

    /// What a function has at an offset of its argument area: `argument x`, `result ~r1`.
    fn argument_word(&self, name: &str, offset: i64) -> Option<String> {
        let program = self.scene.program;
        let lang = self.lang();
        if let Some(short) = name.strip_prefix("runtime.") {
            return runtime_word(short, offset).map(str::to_owned);
        }
        let id = *program.funcs.get(&crate::intern::Name::new(name))?;
        let func = &program.held.tree.funcs[id];
        let types = self.types();
        let places = types.arg_layout(func.ty);
        let sig = types.sig(func.ty);
        let tys = sig.recv.iter().chain(&sig.params).zip(&places.params);
        let mut vars: Vec<_> = func.recv.iter().map(|&r| Some(r)).collect();
        vars.extend(func.params.iter().copied());
        let inside = |ty: TypeId, at: i64| at <= offset && offset < at + types.size(ty).max(1);
        let var_name = |var: Option<crate::tree::VarId>| {
            var.map_or("_", |v| program.held.tree.vars[v].name.as_str())
        };
        for (i, (&ty, &at)) in tys.enumerate() {
            if inside(ty, at) {
                let path = shape::path_at(types, ty, offset - at);
                let name = var_name(vars.get(i).copied().flatten());
                return Some(format!("{} {name}{path}", lang.pick("argument", "参数")));
            }
        }
        let results = sig.results.iter().zip(&places.results).zip(&func.results);
        for ((&ty, &at), &var) in results {
            if inside(ty, at) {
                let path = shape::path_at(types, ty, offset - at);
                let name = var_name(Some(var));
                return Some(format!("{} {name}{path}", lang.pick("result", "结果")));
            }
        }
        None
    }

    /// The next call that takes arguments, on the way that falls through or jumps without condition.
    fn next_call(&self) -> Option<usize> {
        let progs = &self.scene.text.progs;
        let mut at = self.at + 1;
        for _ in 0..STEPS_MAX {
            let p = progs.get(at)?;
            match (p.op, p.to) {
                (As::CALL, to) if !self.is_barrier(to) => return Some(at),
                (As::JMP, Operand::Branch(to)) => {
                    at = to.index();
                    continue;
                }
                (As::RET | As::JMP, _) => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// The write barrier takes its arguments in registers.
    fn is_barrier(&self, to: Operand) -> bool {
        let syms = &self.scene.program.held.syms;
        matches!(to, Operand::Symbol(s) if syms.name(s).as_str().starts_with("runtime.gcWriteBarrier"))
    }

    /// Whether the value reads memory as a call left it.
    fn reads_result(&self) -> bool {
        self.previous_call().is_some()
    }

    /// The call whose results the value reads: the last one in its memory's history.
    fn previous_call(&self) -> Option<usize> {
        let f = &self.scene.h.ssa;
        let v = self.scene.value(self.at)?;
        if !matches!(self.prog().from, Operand::Mem(_)) {
            return None;
        }
        let mut mem = *f.v(v).args.last()?;
        for _ in 0..STEPS_MAX {
            let value = f.v(mem);
            match value.op {
                op if op.is_call() && op != Op::LoweredWB => return self.scene.last_insn[mem],
                Op::Phi | Op::InitMem => return None,
                _ => mem = *value.args.last()?,
            }
        }
        None
    }

    /// Memory behind a pointer in a register.
    fn through_register(&self, m: &Mem) -> String {
        let lang = self.lang();
        let is_lea = matches!(self.prog().op, As::LEAQ | As::LEAL | As::LEAW);
        let base = m.reg;
        if let (false, None, Some(r)) = (is_lea, m.index, base)
            && let Some(v) = self.scene.value(self.at)
            && let Some(a) = self.argument(v, r)
            && let Some(text) = self.pointee(a, r, m.offset)
        {
            return text;
        }
        let mut sum = base.map_or(String::new(), |r| self.register(r, false));
        if let Some((r, scale)) = m.index {
            let join = if sum.is_empty() { "" } else { " + " };
            sum = format!("{sum}{join}{}", self.scaled(r, scale));
        }
        match m.offset {
            0 => {}
            n if n > 0 => sum = format!("{sum} + {n}"),
            n => sum = format!("{sum} - {}", -n),
        }
        match (is_lea, lang) {
            (true, _) => sum,
            (false, Lang::En) => format!("memory at {sum}"),
            (false, Lang::Zh) => format!("地址 {sum} 处的内存"),
        }
    }

    fn scaled(&self, r: Reg, scale: u8) -> String {
        match scale {
            1 => self.register(r, false),
            n => format!("{}*{n}", self.register(r, false)),
        }
    }

    /// What the pointer value `a` in register `r` points to, `offset` bytes on.
    fn pointee(&self, a: ValueId, r: Reg, offset: i64) -> Option<String> {
        let (types, f, lang) = (self.types(), &self.scene.h.ssa, self.lang());
        let ty = f.v(a).ty;
        if self.is_closure(a) {
            return Some(self.captured(r, offset));
        }
        if types.kind(ty) == Kind::Func && offset == 0 {
            let register = self.register(r, false);
            return Some(match lang {
                Lang::En => format!("the code address in the function value {register}"),
                Lang::Zh => format!("函数值 {register} 中的代码地址"),
            });
        }
        if types.kind(ty) != Kind::Ptr {
            return None;
        }
        let elem = types.elem(ty);
        if offset < 0 || offset >= types.size(elem) {
            return None;
        }
        let path = shape::path_at(types, elem, offset);
        let register = self.register(r, false);
        let shown = types.display(elem);
        let shown = if shown.chars().count() > 40 { "struct".to_owned() } else { shown };
        let path = path.trim_start_matches('.');
        let is_part = !path.is_empty() && !(self.is_whole() && offset == 0);
        Some(match (is_part, lang) {
            (true, Lang::En) => format!("{path} of the {shown} that {register} points to"),
            (true, Lang::Zh) => format!(" {register} 所指 {shown} 的 {path}"),
            (false, Lang::En) => format!("the {shown} that {register} points to"),
            (false, Lang::Zh) => format!(" {register} 所指的 {shown}"),
        })
    }

    /// A word of the closure that this function was called with.
    fn captured(&self, r: Reg, offset: i64) -> String {
        let name = self.scene.value(self.at).and_then(|v| self.names(v));
        match (name, self.lang()) {
            (Some(name), Lang::En) => {
                format!("captured variable {name} ({offset} bytes into the closure)")
            }
            (Some(name), Lang::Zh) => format!("捕获的变量 {name}（闭包的第 {offset} 字节处）"),
            (None, Lang::En) => format!("the captured word at {offset}({})", r.name()),
            (None, Lang::Zh) => format!(" {offset}({}) 处捕获的字", r.name()),
        }
    }

    /// Whether the value is the closure that this function was called with.
    fn is_closure(&self, v: ValueId) -> bool {
        let f = &self.scene.h.ssa;
        match f.op(v) {
            Op::LoweredGetClosurePtr => true,
            Op::Copy | Op::LoadReg | Op::StoreReg => self.is_closure(f.arg(v, 0)),
            _ => false,
        }
    }

    /// A global symbol.
    fn symbol(&self, name: &str, offset: i64) -> String {
        let lang = self.lang();
        let at = if offset == 0 { String::new() } else { format!("{offset:+}") };
        let say = |en: String, zh: String| if lang == Lang::En { en } else { zh };
        if let Some(text) = name.strip_prefix("go.string.") {
            if !text.starts_with('"') {
                return say("the bytes of a long string".into(), "一个长字符串的字节".into());
            }
            let text = super::term::cut(text, STRING_MAX);
            return say(format!("the bytes of the string {text}"), format!("字符串 {text} 的字节"));
        }
        if let Some(ty) = name.strip_prefix("type.").filter(|_| !name.starts_with("type..")) {
            let ty = ty.trim_start_matches("noalg.").replace("\"\".", "");
            return say(format!("the type descriptor of {ty}"), format!(" {ty} 的类型描述符"));
        }
        if let Some(pair) = name.strip_prefix("go.itab.")
            && let Some((concrete, interface)) = pair.rsplit_once(',')
        {
            let [concrete, interface] = [concrete, interface].map(|t| t.replace("\"\".", ""));
            return say(
                format!("the itab of {concrete} as {interface}"),
                format!(" {concrete} 作为 {interface} 的 itab"),
            );
        }
        if let Some(func) = name.strip_suffix("·f") {
            let func = plain(func);
            return say(format!("the function value {func}"), format!("函数值 {func}"));
        }
        if let Some(bits) = name.strip_prefix("$f64.").and_then(|b| u64::from_str_radix(b, 16).ok())
        {
            let value = f64::from_bits(bits);
            return say(format!("constant {value}"), format!("常量 {value}"));
        }
        if let Some(bits) = name.strip_prefix("$f32.").and_then(|b| u32::from_str_radix(b, 16).ok())
        {
            let value = f32::from_bits(bits);
            return say(format!("constant {value}"), format!("常量 {value}"));
        }
        if name == "runtime.writeBarrier" {
            return say("the write barrier's flag".into(), "写屏障标志".into());
        }
        if name.contains(".stmp_") || name.contains("statictmp_") {
            return say(format!("static data {name}{at}"), format!("静态数据 {name}{at}"));
        }
        if self.scene.program.funcs.contains_key(&crate::intern::Name::new(name)) {
            let func = plain(name);
            return say(format!("the code of {func}"), format!(" {func} 的代码"));
        }
        let name = plain(name);
        say(format!("package variable {name}{at}"), format!("包变量 {name}{at}"))
    }

    // -- conditions -----------------------------------------------------------------------------

    /// The condition of the instruction, from the comparison that set the flags.
    pub(super) fn condition(&self) -> String {
        let f = &self.scene.h.ssa;
        let flags = match self.scene.owner(self.at) {
            Some(crate::amd64::emit::Owner::Block(b)) => f.control(b),
            Some(crate::amd64::emit::Owner::Value(v)) => {
                f.v(v).args.iter().copied().find(|&a| f.v(a).ty == TypeId::FLAGS)
            }
            _ => None,
        };
        let cc = condition_code(self.prog().op);
        let known = flags.and_then(|v| self.comparison(v, cc));
        known.unwrap_or_else(|| generic(cc, self.lang()))
    }

    /// What the condition says about the operands of the comparison `v`.
    fn comparison(&self, v: ValueId, cc: &str) -> Option<String> {
        let f = &self.scene.h.ssa;
        let (op, source) = match f.op(v) {
            Op::Select0 | Op::Select1 => (f.op(f.arg(v, 0)), f.arg(v, 0)),
            op => (op, v),
        };
        let lang = self.lang();
        let at = self.scene.last_insn[source]?;
        let p = &self.scene.text.progs[at];
        let there = Operands { scene: self.scene, at };
        let (x, y) = (there.operand(&p.from, false), there.operand(&p.to, false));
        let signed = lang.pick(" (signed)", "（有符号）");
        let unsigned = lang.pick(" (unsigned)", "（无符号）");
        let relation = |a: &str, b: &str| {
            Some(match cc {
                "EQ" => format!("{a} = {b}"),
                "NE" => format!("{a} ≠ {b}"),
                "LT" => format!("{a} < {b}{signed}"),
                "LE" => format!("{a} ≤ {b}{signed}"),
                "GT" => format!("{a} > {b}{signed}"),
                "GE" => format!("{a} ≥ {b}{signed}"),
                "CS" => format!("{a} < {b}{unsigned}"),
                "LS" => format!("{a} ≤ {b}{unsigned}"),
                "HI" => format!("{a} > {b}{unsigned}"),
                "CC" => format!("{a} ≥ {b}{unsigned}"),
                _ => return None,
            })
        };
        match p.op {
            As::CMPQ | As::CMPL | As::CMPW | As::CMPB => relation(&x, &y),
            As::TESTQ | As::TESTL | As::TESTW | As::TESTB if p.from == p.to => match cc {
                "MI" => Some(format!("{x} < 0")),
                "PL" => Some(format!("{x} ≥ 0")),
                // Nothing is below 0 without sign.
                "LS" => Some(format!("{x} = 0")),
                "HI" => Some(format!("{x} ≠ 0")),
                "EQ" | "NE" | "LT" | "LE" | "GT" | "GE" => relation(&x, "0"),
                _ => None,
            },
            As::TESTQ | As::TESTL | As::TESTW | As::TESTB => {
                let both = format!("{y} & {x}");
                match cc {
                    "EQ" | "NE" | "LT" | "LE" | "GT" | "GE" => relation(&both, "0"),
                    _ => None,
                }
            }
            As::BTQ | As::BTL => {
                let bit = match cc {
                    "CS" => 1,
                    "CC" => 0,
                    _ => return None,
                };
                Some(match lang {
                    Lang::En => format!("bit {x} of {y} is {bit}"),
                    Lang::Zh => format!("{y} 的第 {x} 位是 {bit}"),
                })
            }
            As::UCOMISD | As::UCOMISS => {
                let nan = lang.pick(" or one is NaN", "，或有 NaN");
                Some(match cc {
                    "HI" => format!("{y} > {x}"),
                    "CC" => format!("{y} ≥ {x}"),
                    "CS" => format!("{y} < {x}{nan}"),
                    "LS" => format!("{y} ≤ {x}{nan}"),
                    "EQ" => format!("{y} = {x}{nan}"),
                    "NE" => format!("{y} ≠ {x}"),
                    "PS" => lang.pick("one of them is NaN", "其中有 NaN").to_owned(),
                    "PC" => lang.pick("neither is NaN", "都不是 NaN").to_owned(),
                    _ => return None,
                })
            }
            As::BSFQ | As::BSFL | As::BSRQ | As::BSRL => match cc {
                "EQ" => Some(lang.pick("no bit was set", "没有为 1 的位").to_owned()),
                "NE" => Some(lang.pick("a bit was set", "有为 1 的位").to_owned()),
                _ => None,
            },
            // The exchange is followed by SETEQ of the same value.
            As::SETEQ if matches!(op, Op::CMPXCHGLlock | Op::CMPXCHGQlock) => {
                Some(lang.pick("the exchange took place", "交换成功").to_owned())
            }
            _ => None,
        }
    }

    // -- pseudo instructions --------------------------------------------------------------------

    /// TEXT: what is known of the function as a whole.
    pub(super) fn text_sentence(&self) -> String {
        let lang = self.lang();
        let text = self.scene.text;
        let name = plain(&self.scene.frame.func).to_owned();
        let mut words = Vec::new();
        for (set, word) in listing::flag_words(&text.flags) {
            let note = match word {
                "NOSPLIT" => lang.pick("no stack check", "不检查栈"),
                "DUPOK" => {
                    lang.pick("other packages may define it too", "其他包也可以有同样的定义")
                }
                "WRAPPER" => lang.pick("a wrapper that the compiler made", "编译器生成的包装函数"),
                "NEEDCTXT" => {
                    lang.pick("finds captured variables through DX", "通过 DX 找到捕获的变量")
                }
                "ABIInternal" => lang.pick("Go's own calling convention", "Go 自己的调用约定"),
                "REFLECTMETHOD" => lang.pick("keeps methods for reflection", "为反射保留方法"),
                _ => "",
            };
            if set && !note.is_empty() {
                words.push(match lang {
                    Lang::En => format!("{word}: {note}"),
                    Lang::Zh => format!("{word}：{note}"),
                });
            }
        }
        let flags = words.join(lang.pick("; ", "；"));
        match lang {
            Lang::En => format!(
                "begins {name}: a frame of {} bytes, {} bytes of parameters and results; {flags}",
                text.locals, text.args
            ),
            Lang::Zh => format!(
                "{name} 开始：栈帧 {} 字节，参数和结果 {} 字节；{flags}",
                text.locals, text.args
            ),
        }
    }

    /// PCDATA: which maps hold from here on.
    pub(super) fn pcdata(&self) -> String {
        let lang = self.lang();
        let p = self.prog();
        let (Operand::Const(table), Operand::Const(n)) = (p.from, p.to) else {
            return String::new();
        };
        let stack = table == 1;
        let map = match stack {
            true => lang.pick("stack map", "栈指针图"),
            false => lang.pick("register map", "寄存器指针图"),
        };
        if n < 0 {
            let why = match (n, stack) {
                (-2, _) => lang.pick(
                    "no safe point: the goroutine cannot be stopped here",
                    "不是安全点：不能在这里停下 goroutine",
                ),
                _ => lang.pick("as at the function's entry", "与函数入口相同"),
            };
            return match lang {
                Lang::En => format!("{map} {n} from here on: {why}"),
                Lang::Zh => format!("从这里起{map} {n}：{why}"),
            };
        }
        let live =
            if stack { self.live_words(n as usize) } else { self.live_registers(n as usize) };
        let live = match (live.is_empty(), lang) {
            (true, _) => lang.pick("no live pointers", "没有活跃指针").to_owned(),
            (false, Lang::En) => format!("live pointers {}", live.join(", ")),
            (false, Lang::Zh) => format!("活跃指针 {}", live.join("，")),
        };
        match lang {
            Lang::En => format!("{map} {n} from here on: {live}"),
            Lang::Zh => format!("从这里起{map} {n}：{live}"),
        }
    }

    fn live_words(&self, n: usize) -> Vec<String> {
        let frame = &self.scene.frame;
        let Some(map) = frame.maps.get(n) else { return Vec::new() };
        map.args.iter().chain(&map.locals).map(|&w| spaceless(&word_name(frame, w))).collect()
    }

    fn live_registers(&self, n: usize) -> Vec<String> {
        let held = self.scene.program.held;
        let Some(sym) = frame::funcdata(self.scene.text, 2) else { return Vec::new() };
        let maps = frame::bitmaps(&held.syms.get(sym).bytes);
        let bits = maps.get(n).map(Vec::as_slice).unwrap_or_default();
        // The collector numbers the general registers without SP.
        let name = |&b: &usize| Reg(if b < 4 { b } else { b + 1 } as u8).name().to_owned();
        bits.iter().map(name).collect()
    }

    /// FUNCDATA: which table of the function a symbol is.
    pub(super) fn funcdata(&self) -> String {
        let lang = self.lang();
        let p = self.prog();
        let Operand::Const(n) = p.from else { return String::new() };
        let held = self.scene.program.held;
        let bytes = frame::funcdata(self.scene.text, n).map(|s| &held.syms.get(s).bytes[..]);
        let word = |at: usize| {
            let b = bytes.and_then(|b| b.get(at..at + 4))?;
            Some(u32::from_le_bytes(b.try_into().ok()?))
        };
        let (maps, bits) = (word(0).unwrap_or(0), word(4).unwrap_or(0));
        let (en, zh) = match n {
            0 => ("pointer words among parameters and results", "参数和结果中的指针字"),
            1 => ("pointer words among locals", "局部变量中的指针字"),
            2 => ("registers that hold pointers", "存有指针的寄存器"),
            3 => {
                return match lang {
                    Lang::En => format!(
                        "table of {maps} stack objects: variables whose address is taken, which the collector scans when it finds a pointer to them"
                    ),
                    Lang::Zh => format!(
                        "{maps} 个栈对象的表：被取过地址的变量，回收器找到指向它们的指针时才扫描"
                    ),
                };
            }
            _ => ("table", "表"),
        };
        match lang {
            Lang::En => {
                let s = if maps == 1 { "" } else { "s" };
                let b = if bits == 1 { "" } else { "s" };
                format!("table of {en}: {maps} map{s} of {bits} bit{b}")
            }
            Lang::Zh => format!("{zh}的表：{maps} 张图，每张 {bits} 位"),
        }
    }
}

/// `p 8(SP)` as listings write it: `p+8(SP)`.
fn spaceless(word: &str) -> String {
    word.replacen(' ', "+", 1)
}

/// A name without the prefix of the package that is compiled.
pub fn plain(name: &str) -> &str {
    name.strip_prefix("\"\".").unwrap_or(name)
}

/// A constant; large ones in base 16 as well.
fn constant(c: i64) -> String {
    if c.unsigned_abs() > 0xffff { format!("{c} ({c:#x})") } else { c.to_string() }
}

/// The condition of a jump, SETcc or CMOVcc: the last two letters of its name.
fn condition_code(op: As) -> &'static str {
    let name = op.name();
    &name[name.len().saturating_sub(2)..]
}

/// The condition if the comparison is not known.
fn generic(cc: &str, lang: Lang) -> String {
    let (en, zh) = match cc {
        "EQ" => ("the result was 0", "结果为 0"),
        "NE" => ("the result was not 0", "结果不为 0"),
        "LT" => ("less (signed)", "小于（有符号）"),
        "LE" => ("less or equal (signed)", "小于等于（有符号）"),
        "GT" => ("greater (signed)", "大于（有符号）"),
        "GE" => ("greater or equal (signed)", "大于等于（有符号）"),
        "CS" => ("the carry flag is set", "进位标志为 1"),
        "CC" => ("the carry flag is clear", "进位标志为 0"),
        "HI" => ("above (unsigned)", "大于（无符号）"),
        "LS" => ("below or equal (unsigned)", "小于等于（无符号）"),
        "MI" => ("the result was negative", "结果为负"),
        "PL" => ("the result was not negative", "结果非负"),
        "OS" => ("the operation overflowed", "运算溢出"),
        "OC" => ("the operation did not overflow", "运算没有溢出"),
        "PS" => ("one operand was NaN", "有操作数是 NaN"),
        _ => ("no operand was NaN", "没有操作数是 NaN"),
    };
    lang.pick(en, zh).to_owned()
}

impl Program<'_> {
    /// The text of a source line is looked up by file name as positions give it.
    pub fn is_local(&self, file: &str) -> bool {
        !file.is_empty() && file != "<autogenerated>"
    }
}
