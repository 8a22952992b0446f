//! Reads a function back from the text that [`super::print`] makes, and from gc's dumps.
//!
//! What the text does not say has to come from elsewhere or is made up: positions are unknown,
//! the order of a block's list before `schedule` is the printed order, freed numbers are the gaps
//! in the numbering. Structure of defined types and of variables comes from [`ParseEnv`].

pub mod env;
pub mod typ;

pub use env::{LocalDecl, ParseEnv};

use smallvec::SmallVec;

use self::typ::TypeParser;
use super::func::{
    Aux, BlockId, BlockKind, Edge, Func, Likely, Local, LocalClass, LocalId, LocalSlot, Location,
    SlotId, ValAndOff, Value, ValueId,
};
use super::op::{AuxKind, Op};
use super::pipeline::PASSES;
use super::print::shown_name;
use super::reg::Reg;
use crate::index::EntityRef;
use crate::intern::Name;
use crate::quote::unquote;
use crate::source::Pos;
use crate::types::{Type, TypeId};

/// What went wrong and in which line.
pub type ParseError = String;

/// Reads a function as it stands after pass `after` (`start` before any). Lines before the header
/// (remarks of a pass) are skipped.
pub fn parse_func(env: &ParseEnv, text: &str, after: &str) -> Result<Func, ParseError> {
    let mut lines = text.lines().skip_while(|l| !is_header(l));
    let header = lines.next().ok_or("no header line")?;
    let at = header.find(" func(").ok_or("no type in the header line")?;
    let ty = TypeParser::new(env, &header[at + 1..]).parse_all()?;
    let mut f = Func::unrestored(Name::new(&header[..at]), ty);
    let index = |name: &str| PASSES.iter().position(|p| p.name == name);
    f.scheduled = index(after) >= index("schedule");
    f.allocated = index(after) >= index("regalloc");
    for decl in &env.locals {
        f.add_local(Local {
            class: decl.class,
            offset: decl.offset,
            addr_taken: decl.addr_taken,
            auto_temp: decl.name.as_str().starts_with(".autotmp_"),
            prefix: decl.prefix,
            ..Local::auto(decl.name, decl.ty, Pos::NONE)
        });
    }
    f.n_decls = f.n_decls.max(env.n_decls);
    let mut parser = Parser { env, f, block: None, used_names: Vec::new() };
    for line in lines {
        parser.line(line).map_err(|e| format!("{e}\n    in: {line}"))?;
    }
    parser.link_edges()?;
    parser.f.finish_restore();
    Ok(parser.f)
}

fn is_header(line: &str) -> bool {
    !line.starts_with(' ') && !line.starts_with("found ") && line.contains(" func(")
}

struct Parser<'a, 'e> {
    env: &'a ParseEnv<'e>,
    f: Func,
    block: Option<BlockId>,
    /// Slots that a `name` line already described, to tell variables of one name apart.
    used_names: Vec<SlotId>,
}

impl Parser<'_, '_> {
    fn line(&mut self, line: &str) -> Result<(), ParseError> {
        if let Some(rest) = line.strip_prefix("name ") {
            return self.name_line(rest);
        }
        if let Some(rest) = line.strip_prefix("    ") {
            if rest.starts_with('v') && rest.contains(" = ") {
                return self.value_line(rest);
            }
            return self.block_end(rest);
        }
        if let Some(rest) = line.strip_prefix("  ") {
            return self.block_start(rest);
        }
        if line.is_empty() { Ok(()) } else { Err("not a line of a function".to_owned()) }
    }

    fn block_start(&mut self, rest: &str) -> Result<(), ParseError> {
        let (b, preds) = rest.split_once(':').ok_or("no colon")?;
        let b = block_id(b)?;
        self.f.restore_block(b, BlockKind::Invalid);
        self.block = Some(b);
        for p in preds.trim_start_matches(" <-").split_whitespace().filter(|w| *w != "DEAD") {
            let edge = Edge { block: block_id(p)?, index: u32::MAX };
            self.f.b_mut(b).preds.push(edge);
        }
        if preds.is_empty() {
            self.f.entry = b;
        }
        Ok(())
    }

    fn block_end(&mut self, rest: &str) -> Result<(), ParseError> {
        let b = self.block.ok_or("no block")?;
        let (rest, likely) = match rest {
            r if r.ends_with(" (likely)") => (&r[..r.len() - 9], Likely::Likely),
            r if r.ends_with(" (unlikely)") => (&r[..r.len() - 11], Likely::Unlikely),
            r => (r, Likely::Unknown),
        };
        let (head, succs) = rest.split_once(" -> ").unwrap_or((rest, ""));
        let (kind, mut tail) = head.split_once(' ').unwrap_or((head, ""));
        let kind = block_kind(kind)?;
        if kind == BlockKind::RetJmp {
            let (sym, after) = tail.split_once(' ').unwrap_or((tail, ""));
            self.f.b_mut(b).aux = Aux::Sym(self.env.syms.lookup(sym));
            tail = after;
        }
        let control = if tail.is_empty() { None } else { Some(value_id(tail)?) };
        let block = self.f.b_mut(b);
        block.kind = kind;
        block.likely = likely;
        block.control = control.into();
        for s in succs.split_whitespace() {
            block.succs.push(Edge { block: block_id(s)?, index: u32::MAX });
        }
        Ok(())
    }

    /// Pairs up the k-th edge `b -> c` with the k-th mention of `b` before `c`.
    fn link_edges(&mut self) -> Result<(), ParseError> {
        for b in self.f.layout.clone() {
            for i in 0..self.f.b(b).succs.len() {
                let c = self.f.b(b).succs[i].block;
                if !self.f.layout.contains(&c) {
                    return Err(format!("{b} leads to {c}, which is missing"));
                }
                let j = self.f.b(c).preds.iter().position(|e| e.block == b && e.index == u32::MAX);
                let j = j.ok_or_else(|| format!("{b} is not before {c}"))?;
                self.f.b_mut(b).succs[i].index = j as u32;
                self.f.b_mut(c).preds[j].index = i as u32;
            }
        }
        for b in self.f.layout.clone() {
            if self.f.b(b).preds.iter().any(|e| e.index == u32::MAX) {
                return Err(format!("{b} has a predecessor that does not lead to it"));
            }
        }
        Ok(())
    }

    /// `vN = Op <type> {aux} [auxint] vARG.. : home (names) DEAD`
    fn value_line(&mut self, line: &str) -> Result<(), ParseError> {
        let block = self.block.ok_or("no block")?;
        let line = line.strip_suffix(" DEAD").unwrap_or(line);
        let (v, rest) = line.split_once(" = ").ok_or("no =")?;
        let v = value_id(v)?;
        let (op, rest) = rest.split_once(" <").ok_or("no type")?;
        let op = Op::by_name(op).ok_or_else(|| format!("no op {op}"))?;
        let mut types = TypeParser::new(self.env, rest);
        let ty = types.parse_value_type()?;
        types.expect(b'>')?;
        let mut rest = types.rest();
        let mut aux_text = None;
        if let Some(r) = rest.strip_prefix(" {") {
            let end = closing_brace(r).ok_or("no closing brace")?;
            aux_text = Some(&r[..end]);
            rest = &r[end + 1..];
        }
        let mut auxint_text = None;
        if let Some(r) = rest.strip_prefix(" [") {
            let end = r.find(']').ok_or("no closing bracket")?;
            auxint_text = Some(&r[..end]);
            rest = &r[end + 1..];
        }
        let mut args: SmallVec<[ValueId; 4]> = SmallVec::new();
        while let Some(r) = rest.strip_prefix(" v") {
            let n = r.bytes().take_while(u8::is_ascii_digit).count();
            args.push(value_id(&rest[1..n + 2])?);
            rest = &r[n..];
        }
        let aux = match aux_text {
            None => Aux::None,
            Some(text) => self.aux(op, ty, text, args.first().copied())?,
        };
        let auxint = auxint_text.map_or(Ok(0), |t| auxint(op, t))?;
        if let Some(r) = rest.strip_prefix(" : ") {
            let end = home_end(r);
            let home = self.home(&r[..end])?;
            self.f.homes[v] = Some(home);
        }
        let value =
            Value { op, ty, auxint, aux, args, block, pos: Pos::NONE, uses: 0, in_cache: false };
        self.f.restore_value(v, value);
        Ok(())
    }

    fn aux(
        &mut self,
        op: Op,
        ty: TypeId,
        text: &str,
        base: Option<ValueId>,
    ) -> Result<Aux, ParseError> {
        match op.info().aux {
            AuxKind::Type | AuxKind::TypeSize => {
                return Ok(Aux::Type(TypeParser::new(self.env, text).parse_all()?));
            }
            AuxKind::String => {
                let bytes = unquote(text).ok_or("a quoted string is expected")?;
                let chars: String = bytes.iter().map(|&b| b as char).collect();
                return Ok(Aux::Str(Name::new(&chars)));
            }
            _ => {}
        }
        let is_variable_op =
            matches!(op, Op::Arg | Op::LocalAddr | Op::VarDef | Op::VarKill | Op::VarLive);
        let declared = self.env.locals.iter().any(|d| d.printed() == text);
        if !is_variable_op && !declared && !text.starts_with(".autotmp_") {
            return Ok(Aux::Sym(self.env.syms.lookup(text)));
        }
        let _ = base;
        let want = match op {
            Op::Arg => Some(ty),
            Op::LocalAddr => match self.env.types.get(ty) {
                Type::Ptr(elem) => Some(*elem),
                _ => None,
            },
            _ => None,
        };
        Ok(Aux::Local(self.local(text, want, op == Op::Arg)))
    }

    /// The variable with this printed name, preferably of type `ty`; made if there is none.
    fn local(&mut self, name: &str, ty: Option<TypeId>, param: bool) -> LocalId {
        let fits = |l: &Local, strict: bool| {
            printed_name(l) == name
                && (!strict || ty.is_none_or(|ty| self.env.types.identical(l.ty, ty)))
        };
        for strict in [true, false] {
            if let Some((id, _)) = self.f.locals.iter().find(|(_, l)| fits(l, strict)) {
                // A variable of the right name but another type is a piece's parent (`s`, `s+8`),
                // unless the pieces were split off as variables of their own.
                if strict || ty.is_none() || param || self.env.locals_are_known() {
                    return id;
                }
            }
        }
        let class = if param { LocalClass::Param } else { LocalClass::Auto };
        let auto_temp = name.starts_with(".autotmp_");
        let ty = ty.unwrap_or(TypeId::UINTPTR);
        let local = Local::auto(Name::new(name), ty, Pos::NONE);
        let n_decls = self.f.n_decls;
        let id = self.f.add_local(Local { class, auto_temp, ..local });
        self.f.n_decls = n_decls.max(self.f.locals.len() as u32);
        id
    }

    /// `x[int]`, `s+8[int]`; a variable of that name and type is preferred.
    fn slot(&mut self, text: &str, fresh: bool) -> Result<SlotId, ParseError> {
        let open = text.find('[').ok_or("no [ in a name")?;
        let inner = text[open + 1..].strip_suffix(']').ok_or("no ] in a name")?;
        let ty = TypeParser::new(self.env, inner).parse_all()?;
        let (name, offset) = match text[..open].rsplit_once('+') {
            Some((name, n)) => (name, n.parse().map_err(|_| "an offset is expected")?),
            None => (&text[..open], 0),
        };
        if fresh {
            // The k-th `name x[t]` line is the k-th variable x of type t.
            let candidates: Vec<LocalId> = self
                .f
                .locals
                .iter()
                .filter(|(_, l)| {
                    printed_name(l) == name && (offset != 0 || l.ty == ty || self.f.allocated)
                })
                .map(|(id, _)| id)
                .collect();
            for local in candidates {
                let slot = self.f.slot(LocalSlot { local, ty, offset });
                if !self.used_names.contains(&slot) {
                    return Ok(slot);
                }
            }
        }
        let param =
            self.f.locals.values().any(|l| printed_name(l) == name && l.class != LocalClass::Auto);
        let mut local = self.local(name, Some(ty), param);
        let mut slot = self.f.slot(LocalSlot { local, ty, offset });
        if fresh && self.used_names.contains(&slot) {
            local = self.f.add_local(Local::auto(Name::new(name), ty, Pos::NONE));
            slot = self.f.slot(LocalSlot { local, ty, offset });
        }
        Ok(slot)
    }

    fn home(&mut self, text: &str) -> Result<Location, ParseError> {
        let reg = |name: &str| {
            if name == "nil" {
                return Ok(None);
            }
            Reg::by_name(name).map(Some).ok_or_else(|| format!("no register {name}"))
        };
        if let Some(inner) = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
            let (a, b) = inner.split_once(',').ok_or("a pair of registers is expected")?;
            return Ok(Location::Pair(reg(a)?, reg(b)?));
        }
        if let Some(r) = Reg::by_name(text) {
            return Ok(Location::Reg(r));
        }
        Ok(Location::Slot(self.slot(text, false)?))
    }

    /// `x[int]: [v1 v2]`
    fn name_line(&mut self, rest: &str) -> Result<(), ParseError> {
        let (slot, values) = rest.rsplit_once(": [").ok_or("no list of values")?;
        let slot = self.slot(slot, true)?;
        self.used_names.push(slot);
        self.f.names.push(slot);
        let values = values.strip_suffix(']').ok_or("no end of list")?;
        for v in values.split_whitespace() {
            let v = value_id(v)?;
            self.f.restore_number(v);
            self.f.named_values[slot].push(v);
        }
        Ok(())
    }
}

fn printed_name(l: &Local) -> String {
    shown_name(l.prefix.as_str(), l.name.as_str())
}

fn number(text: &str, prefix: char) -> Result<usize, ParseError> {
    let digits = text.strip_prefix(prefix).and_then(|d| d.parse().ok());
    digits.ok_or_else(|| format!("{text:?} is not {prefix}N"))
}

fn value_id(text: &str) -> Result<ValueId, ParseError> {
    number(text, 'v').map(ValueId::new)
}

fn block_id(text: &str) -> Result<BlockId, ParseError> {
    number(text, 'b').map(BlockId::new)
}

fn block_kind(name: &str) -> Result<BlockKind, ParseError> {
    use BlockKind::*;
    const ALL: [BlockKind; 22] = [
        Invalid, Plain, If, Defer, Ret, RetJmp, Exit, First, Eq, Ne, Lt, Le, Gt, Ge, Os, Oc, Ult,
        Ule, Ugt, Uge, Eqf, Nef,
    ];
    let all = ALL.iter().chain(&[Ord, Nan]);
    all.copied().find(|k| k.name() == name).ok_or_else(|| format!("no block kind {name}"))
}

fn auxint(op: Op, text: &str) -> Result<i64, ParseError> {
    let bad = || format!("{text:?} is no auxint of {op}");
    let int = |t: &str| t.parse::<i64>().map_err(|_| bad());
    match op.info().aux {
        AuxKind::Bool => Ok(i64::from(text == "true")),
        AuxKind::Float32 | AuxKind::Float64 => {
            text.parse::<f64>().map(|x| x.to_bits() as i64).map_err(|_| bad())
        }
        _ => match text.strip_prefix("val=") {
            Some(rest) => {
                let (val, off) = rest.split_once(",off=").ok_or_else(bad)?;
                Ok(ValAndOff::new(int(val)? as i32, int(off)? as i32).0)
            }
            None => int(text),
        },
    }
}

/// Where the brace that opened before `text` closes; quoted strings are skipped.
fn closing_brace(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0;
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'"' => {
                i += 1;
                while i < bytes.len() && bytes[i] != b'"' {
                    i += if bytes[i] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(i),
            b'}' => depth -= 1,
            _ => {}
        }
        i += 1;
    }
    None
}

/// Where a home ends: at ` (` outside brackets, or at the end of the line.
fn home_end(text: &str) -> usize {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            ' ' if depth == 0 => return i,
            _ => {}
        }
    }
    text.len()
}
