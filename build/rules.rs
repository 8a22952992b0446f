//! Compiles the rewrite rules of `src/ssa/rules/*.rules` to `rules_NAME.rs`: tables of patterns and
//! results that `ssa::rewrite` walks, a function that picks the rules worth trying on a value
//! (`candidates`), and one small function for each distinct Rust expression in a rule. Tables
//! instead of code keep rustc fast. The notation is described in `src/ssa/rules/README.md`.

use std::collections::HashMap;
use std::fmt::Write;
use std::{env, fs, path::Path};

use super::candidates::{self, Shape};

/// Facts about an op that the compiler needs: whether it is commutative, and its fixed result type.
pub struct OpFacts {
    pub commutative: bool,
    /// Faults if an argument is nil.
    pub faults: bool,
    pub typ: String,
}

/// Type names that a result may use without binding them.
const TYPES: &[(&str, &str)] = &[
    ("bool", "BOOL"),
    ("int", "INT"),
    ("int8", "INT8"),
    ("int16", "INT16"),
    ("int32", "INT32"),
    ("int64", "INT64"),
    ("uint", "UINT"),
    ("uint8", "UINT8"),
    ("uint16", "UINT16"),
    ("uint32", "UINT32"),
    ("uint64", "UINT64"),
    ("uintptr", "UINTPTR"),
    ("float32", "FLOAT32"),
    ("float64", "FLOAT64"),
    ("string", "STRING"),
    ("mem", "MEM"),
    ("flags", "FLAGS"),
    ("void", "VOID"),
    ("int128", "INT128"),
];

/// "No slot", "no swap bit".
const NONE: u8 = 255;

/// A pattern or a result, as written.
#[derive(Debug)]
pub enum Expr {
    Any,
    Name(String),
    Op {
        bind: Option<String>,
        op: String,
        ty: Option<String>,
        int: Option<String>,
        aux: Option<String>,
        /// `None`: arguments are not looked at.
        args: Option<Vec<Expr>>,
    },
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> char {
        self.text[self.at..].chars().next().unwrap_or('\0')
    }

    fn skip_spaces(&mut self) {
        while self.peek() == ' ' {
            self.at += 1;
        }
    }

    fn eat(&mut self, c: char) -> bool {
        self.skip_spaces();
        let found = self.peek() == c;
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn word(&mut self) -> Result<&'a str, String> {
        self.skip_spaces();
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if len == 0 {
            return Err(format!("a name is expected at `{rest}`"));
        }
        self.at += len;
        Ok(&rest[..len])
    }

    /// The text up to the bracket that closes an already consumed one.
    fn balanced(&mut self, close: char) -> Result<String, String> {
        let start = self.at;
        let mut depth = 0;
        for (i, c) in self.text[start..].char_indices() {
            if depth == 0 && c == close {
                self.at = start + i + 1;
                return Ok(self.text[start..start + i].trim().to_owned());
            }
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
        }
        Err(format!("`{close}` is missing after `{}`", &self.text[start..]))
    }

    fn expr(&mut self) -> Result<Expr, String> {
        let mut word = self.word()?;
        if word == "_" {
            return Ok(Expr::Any);
        }
        let mut bind = None;
        if !word.starts_with(char::is_uppercase) {
            if !self.eat(':') {
                return Ok(Expr::Name(word.to_owned()));
            }
            bind = Some(word.to_owned());
            word = self.word()?;
        }
        let (mut ty, mut int, mut aux) = (None, None, None);
        loop {
            let (part, close) = match self.peek() {
                '<' => (&mut ty, '>'),
                '[' => (&mut int, ']'),
                '{' => (&mut aux, '}'),
                _ => break,
            };
            self.at += 1;
            *part = Some(self.balanced(close)?);
        }
        let mut args = None;
        if self.peek() == '(' {
            self.at += 1;
            let mut list = Vec::new();
            while !self.eat(')') {
                list.push(self.expr()?);
                if !self.eat(',') && self.peek() != ')' {
                    return Err(format!("`,` or `)` is expected at `{}`", &self.text[self.at..]));
                }
            }
            args = Some(list);
        }
        Ok(Expr::Op { bind, op: word.to_owned(), ty, int, aux, args })
    }

    fn whole(text: &str) -> Result<Expr, String> {
        let mut p = Parser { text, at: 0 };
        let e = p.expr()?;
        p.skip_spaces();
        if p.at < text.len() {
            return Err(format!("`{}` is left over", &text[p.at..]));
        }
        Ok(e)
    }
}

/// What a name stands for in a rule's expressions.
#[derive(Clone, Copy, PartialEq)]
enum Slot {
    Value(u8),
    Int(u8),
    Aux(u8),
    Type(u8),
    Block,
}

/// State of one rule's translation.
struct Rule<'a> {
    facts: &'a HashMap<String, OpFacts>,
    names: Vec<(String, Slot)>,
    /// Lowest swap bit that each binding depends on.
    depends: HashMap<String, u8>,
    counts: HashMap<String, u32>,
    n_slots: [u8; 4],
    n_bits: u8,
    /// The pattern has an op that can fault.
    faults: bool,
    pats: Vec<String>,
    results: Vec<String>,
}

/// The functions made from expressions, without duplicates.
#[derive(Default)]
struct Functions {
    by_body: HashMap<String, usize>,
    text: String,
}

impl Functions {
    fn add(&mut self, returns: &str, body: String) -> String {
        let key = format!("{returns} {body}");
        let n = self.by_body.len();
        let id = *self.by_body.entry(key).or_insert(n);
        if id == n {
            writeln!(self.text, "fn e{id}(this: &mut Match<'_>) -> {returns} {{ {body} }}")
                .unwrap();
        }
        format!("e{id}")
    }
}

/// The name and the kind of a type's pattern, `t` or `t:Kind`.
pub fn split_kind(ty: &str) -> (&str, Option<&str>) {
    ty.split_once(':').map_or((ty, None), |(name, kind)| (name.trim(), Some(kind.trim())))
}

/// Whether an integer's pattern is a name, not a constant.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Identifiers of a Rust expression that can be names of the rule.
fn identifiers(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let c = rest.chars().next().expect("not at the end");
        if !is_word(c) {
            at += c.len_utf8();
            continue;
        }
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let before = text[..at].trim_end();
        let qualified =
            before.ends_with("::") || (before.ends_with('.') && !before.ends_with(".."));
        if !c.is_numeric() && !qualified {
            out.push(&rest[..len]);
        }
        at += len;
    }
    out
}

impl<'a> Rule<'a> {
    fn slot(&self, name: &str) -> Option<Slot> {
        self.names.iter().find(|(n, _)| n == name).map(|(_, s)| *s)
    }

    fn new_slot(&mut self, name: &str, kind: usize, dep: u8) -> u8 {
        let n = self.n_slots[kind];
        self.n_slots[kind] += 1;
        let slot = [Slot::Value, Slot::Int, Slot::Aux, Slot::Type][kind](n);
        self.names.push((name.to_owned(), slot));
        self.depends.insert(name.to_owned(), dep);
        n
    }

    fn count_names(&mut self, e: &Expr) {
        let mut count = |name: &str| *self.counts.entry(name.to_owned()).or_default() += 1;
        match e {
            Expr::Any => count("_"),
            Expr::Name(n) => count(n),
            Expr::Op { bind, args, .. } => {
                if let Some(n) = bind {
                    count(n);
                }
                for a in args.iter().flatten() {
                    self.count_names(a);
                }
            }
        }
    }

    /// Whether a commutative node is tried both ways: not if both operands are names that occur
    /// nowhere else, or the same name twice and nowhere else (spec 22, section 3).
    fn swaps(&self, op: &str, args: &[Expr]) -> bool {
        if args.len() < 2 || !self.facts.get(op).is_some_and(|f| f.commutative) {
            return false;
        }
        fn plain(e: &Expr) -> Option<&str> {
            match e {
                Expr::Any => Some("_"),
                Expr::Name(n) => Some(n),
                Expr::Op { .. } => None,
            }
        }
        match (plain(&args[0]), plain(&args[1])) {
            (Some(a), Some(b)) if a == b => self.counts[a] != 2,
            (Some(a), Some(b)) => self.counts[a] != 1 || self.counts[b] != 1,
            _ => true,
        }
    }

    /// Numbers the swap bits: the one that varies fastest is 0, so operands before their operator
    /// and the first operand's before the second's.
    fn number_swaps(&mut self, e: &Expr, bits: &mut Vec<u8>) {
        if let Expr::Op { op, args, .. } = e {
            let at = bits.len();
            bits.push(NONE);
            for a in args.iter().flatten() {
                self.number_swaps(a, bits);
            }
            if self.swaps(op, args.as_deref().unwrap_or(&[])) {
                bits[at] = self.n_bits;
                self.n_bits += 1;
            }
        }
    }

    /// The variants of a pattern in the order in which they are tried, as sets of swap bits. In an
    /// exchanged node the operand that now comes first varies fastest.
    fn variants(e: &Expr, bits: &mut std::slice::Iter<'_, u8>) -> Vec<u16> {
        let Expr::Op { args, .. } = e else { return vec![0] };
        let bit = *bits.next().expect("one for each operator");
        let mut operands: Vec<Vec<u16>> =
            args.iter().flatten().map(|a| Self::variants(a, bits)).collect();
        let product = |operands: &[Vec<u16>], own: u16| {
            operands.iter().fold(vec![own], |before, operand| {
                operand.iter().flat_map(|o| before.iter().map(move |b| b | o)).collect()
            })
        };
        let mut all = product(&operands, 0);
        if bit != NONE {
            operands.swap(0, 1);
            all.extend(product(&operands, 1 << bit));
        }
        all
    }

    fn pattern(
        &mut self,
        e: &Expr,
        dep: u8,
        bits: &mut std::slice::Iter<'_, u8>,
    ) -> Result<(), String> {
        match e {
            Expr::Any => self.pats.push("Pat::Any".to_owned()),
            Expr::Name(n) => {
                let text = match self.slot(n) {
                    Some(Slot::Value(s)) => {
                        format!("Pat::Same({s}, {})", dep.min(self.depends[n]))
                    }
                    Some(_) => return Err(format!("`{n}` is no value")),
                    None => format!("Pat::Bind({})", self.new_slot(n, 0, dep)),
                };
                self.pats.push(text);
            }
            Expr::Op { bind, op, ty, int, aux, args } => {
                self.check_op(op)?;
                self.faults |= self.facts.get(op).is_some_and(|f| f.faults);
                let bit = *bits.next().expect("one for each operator");
                let bind = match bind {
                    Some(n) => self.new_slot(n, 0, dep),
                    None => NONE,
                };
                let mut skip = dep;
                let ty = match ty.as_deref().map(split_kind) {
                    Some((_, Some(kind))) if !self.pats.is_empty() => {
                        return Err(format!("kind {kind} below the head"));
                    }
                    Some((n, _)) if self.slot(n).is_none() => self.new_slot(n, 3, dep),
                    Some((n, _)) => return Err(format!("type `{n}` occurs twice")),
                    None => NONE,
                };
                let int = match int.as_deref() {
                    None | Some("_") => "IntPat::Any".to_owned(),
                    Some(n) if is_name(n) => match self.slot(n) {
                        Some(Slot::Int(s)) => {
                            skip = skip.min(self.depends[n]);
                            format!("IntPat::Same({s})")
                        }
                        Some(_) => return Err(format!("`{n}` is no integer")),
                        None => format!("IntPat::Bind({})", self.new_slot(n, 1, dep)),
                    },
                    Some(value) => format!("IntPat::Is({value})"),
                };
                let aux = match aux.as_deref() {
                    None | Some("_") => "AuxPat::Any".to_owned(),
                    Some(n) => match (n.strip_prefix(':'), self.slot(n)) {
                        (Some(t), _) if self.slot(t).is_none() => {
                            format!("AuxPat::Type({})", self.new_slot(t, 3, dep))
                        }
                        (Some(t), _) => return Err(format!("type `{t}` occurs twice")),
                        (None, Some(Slot::Aux(s))) => {
                            skip = skip.min(self.depends[n]);
                            format!("AuxPat::Same({s})")
                        }
                        (None, Some(_)) => return Err(format!("`{n}` is no aux")),
                        (None, None) => format!("AuxPat::Bind({})", self.new_slot(n, 2, dep)),
                    },
                };
                let nargs = args.as_ref().map_or(NONE, |a| a.len() as u8);
                self.pats.push(format!(
                    "Pat::Op(OpPat {{ op: Op::{op}, nargs: {nargs}, bind: {bind}, ty: {ty}, int: {int}, \
                     aux: {aux}, swap: {bit}, skip: {skip} }})"
                ));
                let inner = if bit == NONE { dep } else { bit };
                for a in args.iter().flatten() {
                    self.pattern(a, inner, bits)?;
                }
            }
        }
        Ok(())
    }

    fn check_op(&self, op: &str) -> Result<(), String> {
        match op == "Invalid" || self.facts.contains_key(op) {
            true => Ok(()),
            false => Err(format!("there is no op {op}")),
        }
    }

    fn uses_names(&self, text: &str) -> bool {
        identifiers(text).iter().any(|id| self.slot(id).is_some() || ["v", "f", "cx"].contains(id))
    }

    /// The function for a Rust expression: binds the names it uses.
    fn function(
        &mut self,
        fns: &mut Functions,
        returns: &str,
        expr: &str,
    ) -> Result<String, String> {
        let mut lets = String::new();
        let ids = identifiers(expr);
        for (name, slot) in &self.names {
            if ids.contains(&name.as_str()) && !expr.contains(&format!("Some({name})")) {
                match slot {
                    Slot::Value(s) => write!(lets, "let {name} = this.values[{s}]; "),
                    Slot::Int(s) => write!(lets, "let {name} = this.ints[{s}]; "),
                    Slot::Aux(s) => write!(lets, "let {name} = this.auxes[{s}]; "),
                    Slot::Type(s) => write!(lets, "let {name} = this.types[{s}]; "),
                    Slot::Block => write!(lets, "let {name} = this.block; "),
                }
                .unwrap();
            }
        }
        for (name, text) in [
            ("v", "let v = this.v; "),
            ("cx", "let cx = this.cx; "),
            ("types", "let types = this.cx.types; "),
            ("f", "let f = &mut *this.f; "),
        ] {
            if ids.contains(&name) && self.slot(name).is_none() {
                lets.push_str(text);
            }
        }
        Ok(fns.add(returns, format!("{lets}{expr}")))
    }

    /// The condition's function. A `let Some(n) = ...` binds `n` for what follows: the block that
    /// the result is made in if the result says `@n`, an integer otherwise.
    fn condition(
        &mut self,
        fns: &mut Functions,
        cond: &str,
        result: &str,
    ) -> Result<String, String> {
        let mut stores = String::new();
        let mut rest = cond;
        while let Some(i) = rest.find("let Some(") {
            rest = &rest[i + "let Some(".len()..];
            let name = &rest[..rest.find(')').ok_or("`)` is missing")?];
            if result.starts_with(&format!("@{name} ")) {
                self.names.push((name.to_owned(), Slot::Block));
                write!(stores, "this.block = {name}; ").unwrap();
            } else {
                let s = self.new_slot(name, 1, 0);
                write!(stores, "this.ints[{s}] = {name}; ").unwrap();
            }
        }
        let body = match stores.is_empty() {
            true => cond.to_owned(),
            false => format!("if {cond} {{ {stores}true }} else {{ false }}"),
        };
        self.function(fns, "bool", &body)
    }

    fn type_result(&mut self, fns: &mut Functions, text: &str) -> Result<String, String> {
        if let Some(Slot::Type(s)) = self.slot(text) {
            return Ok(format!("TyRes::Slot({s})"));
        }
        if let Some(x) = text.strip_suffix(".type") {
            return match (x, self.slot(x)) {
                (_, Some(Slot::Value(s))) => Ok(format!("TyRes::Of({s})")),
                ("v", None) => Ok("TyRes::OfHead".to_owned()),
                _ => Err(format!("`{x}` is no value")),
            };
        }
        if let Some((_, k)) = TYPES.iter().find(|(n, _)| *n == text) {
            return Ok(format!("TyRes::Is(TypeId::{k})"));
        }
        if let Some((a, b)) = text.split_once(',') {
            let id = |t: &str| TYPES.iter().find(|(n, _)| *n == t).map(|(_, k)| *k);
            if let (Some(a), Some(b)) = (id(a.trim()), id(b.trim())) {
                return Ok(format!("TyRes::Pair(TypeId::{a}, TypeId::{b})"));
            }
        }
        Ok(format!("TyRes::Fn({})", self.function(fns, "TypeId", text)?))
    }

    fn result(&mut self, fns: &mut Functions, e: &Expr, top: bool) -> Result<(), String> {
        match e {
            Expr::Any => return Err("`_` in a result".to_owned()),
            Expr::Name(n) => match (n.as_str(), self.slot(n)) {
                (_, Some(Slot::Value(s))) => self.results.push(format!("Res::Val({s})")),
                _ => return Err(format!("`{n}` is no value")),
            },
            Expr::Op { bind, op, ty, int, aux, args } => {
                self.check_op(op)?;
                if bind.is_some() {
                    return Err("a name is bound in a result".to_owned());
                }
                let ty = match ty {
                    Some(t) => self.type_result(fns, t)?,
                    None if top => "TyRes::Keep".to_owned(),
                    None => match self.facts.get(op).map(|f| f.typ.clone()) {
                        Some(t) if !t.is_empty() => self.type_result(fns, &t)?,
                        _ => return Err(format!("{op} needs a type")),
                    },
                };
                let int = match int.as_deref() {
                    None => "IntRes::Is(0)".to_owned(),
                    Some(text) => match self.slot(text) {
                        Some(Slot::Int(s)) => format!("IntRes::Slot({s})"),
                        _ if !text.contains('(') && !self.uses_names(text) => {
                            format!("IntRes::Is({text})")
                        }
                        _ => format!("IntRes::Fn({})", self.function(fns, "i64", text)?),
                    },
                };
                let aux = match aux.as_deref() {
                    None => "AuxRes::None".to_owned(),
                    Some(text) => match (text.strip_prefix(':'), self.slot(text)) {
                        (Some(t), _) => format!("AuxRes::Type({})", self.type_result(fns, t)?),
                        (None, Some(Slot::Aux(s))) => format!("AuxRes::Slot({s})"),
                        _ => format!("AuxRes::Fn({})", self.function(fns, "Aux", text)?),
                    },
                };
                let nargs = args.as_ref().map_or(0, Vec::len);
                self.results.push(format!(
                    "Res::New(NewRes {{ op: Op::{op}, nargs: {nargs}, ty: {ty}, int: {int}, aux: {aux} }})"
                ));
                for a in args.iter().flatten() {
                    self.result(fns, a, false)?;
                }
            }
        }
        Ok(())
    }
}

/// The lines of a file with `for` expanded, with their line numbers.
fn expand(text: &str) -> Result<Vec<(usize, String)>, String> {
    let mut logical: Vec<(usize, String)> = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('#') || (line.is_empty() && open.is_none()) {
            continue;
        }
        let (at, mut whole) = match open.take() {
            Some((at, before)) => (at, before + " " + line),
            None => (i + 1, line.to_owned()),
        };
        match whole.strip_suffix('\\') {
            Some(cut) => {
                whole = cut.trim_end().to_owned();
                open = Some((at, whole));
            }
            None => logical.push((at, whole)),
        }
    }
    let mut out = Vec::new();
    expand_lines(&logical, &mut out)?;
    Ok(out)
}

fn expand_lines(lines: &[(usize, String)], out: &mut Vec<(usize, String)>) -> Result<(), String> {
    let mut i = 0;
    while i < lines.len() {
        let (at, line) = &lines[i];
        i += 1;
        let Some(header) = line.strip_prefix("for ") else {
            out.push((*at, line.clone()));
            continue;
        };
        let (header, rest) = header.split_once(": ").map_or_else(
            || (header.strip_suffix(':').unwrap_or(header), ""),
            |(h, r)| (h, r.trim()),
        );
        let (names, values) = header.split_once(" in ").ok_or(format!("line {at}: no `in`"))?;
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        let body: Vec<(usize, String)> = if rest.is_empty() {
            let mut depth = 1;
            let start = i;
            while depth > 0 {
                let line = &lines.get(i).ok_or(format!("line {at}: no `end`"))?.1;
                if line == "end" {
                    depth -= 1;
                } else if line.starts_with("for ") && line.ends_with(':') {
                    depth += 1;
                }
                i += 1;
            }
            lines[start..i - 1].to_vec()
        } else {
            vec![(*at, rest.to_owned())]
        };
        for value in values.split_whitespace() {
            let parts: Vec<&str> = value.split(',').collect();
            if parts.len() != names.len() {
                return Err(format!("line {at}: `{value}` does not fit the names"));
            }
            let mut copy = body.clone();
            for (_, line) in &mut copy {
                for (name, part) in names.iter().zip(&parts) {
                    let part = if *part == "-" { "" } else { part };
                    *line = substitute(line, name, &part.replace(';', ", "));
                }
            }
            expand_lines(&copy, out)?;
        }
    }
    Ok(())
}

/// Replaces `${name}` and `$name` (as a whole word) by `value`.
fn substitute(line: &str, name: &str, value: &str) -> String {
    let line = line.replace(&format!("${{{name}}}"), value);
    let mut out = String::new();
    let mut rest = line.as_str();
    let key = format!("${name}");
    while let Some(i) = rest.find(&key) {
        let after = &rest[i + key.len()..];
        out.push_str(&rest[..i]);
        match name.len() > 1 && after.starts_with(|c: char| c.is_ascii_lowercase()) {
            true => out.push_str(&key),
            false => out.push_str(value),
        }
        rest = after;
    }
    out + rest
}

/// Splits `left [if cond] => result`.
fn split_rule(text: &str) -> Result<(&str, Option<&str>, &str), String> {
    let (left, result) = text.split_once(" => ").ok_or("no `=>`")?;
    match left.split_once(" if ") {
        Some((pattern, cond)) => Ok((pattern.trim(), Some(cond.trim()), result.trim())),
        None => Ok((left.trim(), None, result.trim())),
    }
}

struct Compiled {
    head: String,
    text: String,
    shapes: Vec<Shape>,
}

fn compile_rule(
    at: usize,
    text: &str,
    facts: &HashMap<String, OpFacts>,
    fns: &mut Functions,
    max: &mut [u8; 4],
) -> Result<Compiled, String> {
    let (left, cond, result) = split_rule(text)?;
    let mut rule = Rule {
        facts,
        names: Vec::new(),
        depends: HashMap::new(),
        counts: HashMap::new(),
        n_slots: [0; 4],
        n_bits: 0,
        faults: false,
        pats: Vec::new(),
        results: Vec::new(),
    };
    let block_kind = left.strip_prefix("block ");
    // A block's pattern is its kind and the pattern of its control.
    let (kind, pattern) = match block_kind {
        Some(rest) => match rest.split_once('(') {
            Some((kind, p)) => (kind.trim(), p.strip_suffix(')').ok_or("`)` is missing")?),
            None => (rest.trim(), "_"),
        },
        None => ("", left),
    };
    let pattern = Parser::whole(pattern)?;
    rule.count_names(&pattern);
    let mut bits = Vec::new();
    rule.number_swaps(&pattern, &mut bits);
    if rule.n_bits > 12 {
        return Err("too many commutative operators".to_owned());
    }
    let order = Rule::variants(&pattern, &mut bits.iter());
    let counts_up = order.iter().enumerate().all(|(i, &v)| i == v as usize);
    let order = if counts_up { Vec::new() } else { order };
    rule.pattern(&pattern, NONE, &mut bits.iter())?;
    let cond = match cond {
        Some(c) => format!("Some({})", rule.condition(fns, c, result)?),
        None => "None".to_owned(),
    };
    let (head, out) = if block_kind.is_some() {
        let (result, swap) = match result.strip_suffix(" swapped") {
            Some(r) => (r.trim(), true),
            None => (result, false),
        };
        let (new_kind, control) = match result.split_once('(') {
            Some((k, c)) => (k.trim(), c.strip_suffix(')').ok_or("`)` is missing")?),
            None => (result, ""),
        };
        if !control.is_empty() {
            rule.result(fns, &Parser::whole(control)?, false)?;
        }
        let text = format!(
            "BlockRule {{ line: {at}, kind: BlockKind::{kind}, pattern: &[{}], bits: {}, order: &{order:?}, faults: {}, cond: {cond}, \
             new_kind: BlockKind::{new_kind}, control: &[{}], swap: {swap} }}",
            rule.pats.join(", "),
            rule.n_bits,
            rule.faults,
            rule.results.join(", "),
        );
        (format!("block {kind}"), text)
    } else {
        let Expr::Op { op: head, .. } = &pattern else {
            return Err("the pattern has no op".to_owned());
        };
        let mut result = result;
        let mut place = "Place::InPlace".to_owned();
        if let Some(rest) = result.strip_prefix('@') {
            let (name, rest) = rest.split_once(' ').ok_or("`@` without a result")?;
            place = match (name, rule.slot(name)) {
                (_, Some(Slot::Value(s))) => format!("Place::BlockOf({s})"),
                (_, Some(Slot::Block)) => "Place::Block".to_owned(),
                ("entry", None) => "Place::Entry".to_owned(),
                _ => return Err(format!("`@{name}` names no block")),
            };
            result = rest;
        }
        let top = place == "Place::InPlace";
        rule.result(fns, &Parser::whole(result)?, top)?;
        let text = format!(
            "Rule {{ line: {at}, pattern: &[{}], bits: {}, order: &{order:?}, faults: {}, cond: {cond}, place: {place}, result: &[{}] }}",
            rule.pats.join(", "),
            rule.n_bits,
            rule.faults,
            rule.results.join(", "),
        );
        (head.clone(), text)
    };
    for (m, n) in max.iter_mut().zip(rule.n_slots) {
        *m = n.max(*m);
    }
    let swaps = bits.first().is_some_and(|&b| b != NONE);
    let shapes = Shape::all(&pattern, swaps, block_kind.is_some(), facts);
    Ok(Compiled { head, text: out, shapes })
}

/// Groups rules by head in order of first occurrence; file order inside a group.
fn group(rules: Vec<Compiled>) -> Vec<Vec<Compiled>> {
    let mut groups: Vec<Vec<Compiled>> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    for r in rules {
        let i = *index.entry(r.head.clone()).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[i].push(r);
    }
    groups
}

/// The table of the rules, and the function that gives the candidates for a value or block.
fn table(groups: &[Vec<Compiled>], ty: &str, key: &str, strip: &str) -> Result<String, String> {
    let total: usize = groups.iter().map(Vec::len).sum();
    let upper = ty.to_uppercase();
    let mut rows = format!("static {upper}S: [{ty}; {total}] = [\n");
    let mut heads = format!(
        "fn {}s(f: &Func, types: &Types, key: {key}, v: ValueId) -> Candidates {{\n    match key {{\n",
        ty.to_lowercase(),
    );
    let mut at = 0;
    for rules in groups {
        for r in rules {
            writeln!(rows, "    {},", r.text).unwrap();
        }
        let head = rules[0].head.strip_prefix(strip).unwrap_or(&rules[0].head);
        let shapes: Vec<Vec<Shape>> = rules.iter().map(|r| r.shapes.clone()).collect();
        let found = candidates::expression(at, &shapes).map_err(|e| format!("{head}: {e}"))?;
        writeln!(heads, "        {key}::{head} => {found}").unwrap();
        at += rules.len();
    }
    writeln!(rows, "];\n").unwrap();
    writeln!(heads, "        _ => Candidates::NONE,\n    }}\n}}\n").unwrap();
    Ok(rows + &heads)
}

/// Compiles every rule file. `facts` comes from the op tables.
pub fn generate(facts: &HashMap<String, OpFacts>) {
    let dir = "src/ssa/rules";
    println!("cargo:rerun-if-changed={dir}");
    let out_dir = env::var("OUT_DIR").expect("set by cargo");
    let mut files: Vec<_> = fs::read_dir(dir)
        .expect(dir)
        .map(|e| e.expect(dir).path())
        .filter(|p| p.extension().is_some_and(|x| x == "rules"))
        .collect();
    files.sort();
    for path in files {
        let name = path.file_stem().expect("a file").to_string_lossy().into_owned();
        println!("cargo:rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).expect("a rule file");
        let lines = expand(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut fns = Functions::default();
        let mut max = [1u8; 4];
        let (mut rules, mut blocks) = (Vec::new(), Vec::new());
        for (at, line) in &lines {
            let rule = compile_rule(*at, line, facts, &mut fns, &mut max)
                .unwrap_or_else(|e| panic!("{}:{at}: {e}\n{line}", path.display()));
            if rule.head.starts_with("block ") { &mut blocks } else { &mut rules }.push(rule);
        }
        for (n, limit) in max.iter().zip([32, 24, 16, 24]) {
            assert!(n <= &limit, "{}: a rule binds too many names", path.display());
        }
        let (rules, blocks) = (group(rules), group(blocks));
        let total: usize = rules.iter().chain(&blocks).map(Vec::len).sum();
        let mut out = fns.text;
        for table in
            [table(&rules, "Rule", "Op", ""), table(&blocks, "BlockRule", "BlockKind", "block ")]
        {
            out.push_str(&table.unwrap_or_else(|e| panic!("{}: {e}", path.display())));
        }
        writeln!(
            out,
            "static FIRED: [AtomicU32; {total}] = [const {{ AtomicU32::new(0) }}; {total}];\n\
             /// The rules of `{name}.rules`.\n\
             pub static SET: RuleSet = RuleSet {{ name: \"{name}\", all: &RULES, of: rules, \
             all_blocks: &BLOCKRULES, of_block: blockrules, fired: &FIRED }};"
        )
        .unwrap();
        fs::write(Path::new(&out_dir).join(format!("rules_{name}.rs")), out)
            .expect("OUT_DIR is writable");
    }
}
