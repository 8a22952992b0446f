//! The rewrite engine (spec 22, section 1): sweeps over a function, applying the rules of one set.
//!
//! A rule set is compiled from `src/ssa/rules/NAME.rules` by the build script into the tables that
//! this module walks; `src/ssa/rules/README.md` describes the notation. The order of everything
//! here is visible in the output: value numbers are handed out as results are built, and a rule
//! sees use counts as earlier rules left them.
//!
//! ```text
//! rule     Add64(Const64[c], Const64[d]) => Const64[c + d]
//! before   v5 = Add64 <int> v3 v4          after   v5 = Const64 <int> [7]
//! ```

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rustc_hash::FxHashMap;

use super::func::{Aux, BlockId, BlockKind, Func, ValueId};
use super::op::{Op, OpFlags};
use super::passes::copyelim::{copy_source, has_copy_arg};
use super::passes::{PassContext, phielim};
use crate::index::EntityRef;
use crate::source::{BaseId, Pos, StmtMark};
use crate::types::{TypeId, Types};

/// "No slot", "no swap bit", "arguments are not looked at".
const NONE: u8 = 255;

/// A node of a pattern; patterns are stored in preorder.
#[derive(Clone, Copy)]
pub enum Pat {
    Any,
    /// Binds a value slot.
    Bind(u8),
    /// The value bound before; and the lowest swap bit that the outcome depends on.
    Same(u8, u8),
    Op(OpPat),
}

#[derive(Clone, Copy)]
pub struct OpPat {
    pub op: Op,
    /// Number of arguments, or `NONE`.
    pub nargs: u8,
    /// Value slot, or `NONE`.
    pub bind: u8,
    /// Type slot, or `NONE`.
    pub ty: u8,
    pub int: IntPat,
    pub aux: AuxPat,
    /// Bit of the variant number that exchanges the first two operands, or `NONE`.
    pub swap: u8,
    /// The lowest swap bit that the outcome depends on (`NONE`: on none).
    pub skip: u8,
}

#[derive(Clone, Copy)]
pub enum IntPat {
    Any,
    Bind(u8),
    Same(u8),
    Is(i64),
}

#[derive(Clone, Copy)]
pub enum AuxPat {
    Any,
    Bind(u8),
    Same(u8),
    /// The aux is a type; binds a type slot.
    Type(u8),
}

/// A node of a result, in preorder.
#[derive(Clone, Copy)]
pub enum Res {
    Val(u8),
    New(NewRes),
}

#[derive(Clone, Copy)]
pub struct NewRes {
    pub op: Op,
    pub nargs: u8,
    pub ty: TyRes,
    pub int: IntRes,
    pub aux: AuxRes,
}

#[derive(Clone, Copy)]
pub enum TyRes {
    /// The rewritten value keeps its type.
    Keep,
    Slot(u8),
    /// Type of a bound value.
    Of(u8),
    OfHead,
    Is(TypeId),
    /// Two results.
    Pair(TypeId, TypeId),
    Fn(fn(&mut Match<'_>) -> TypeId),
}

#[derive(Clone, Copy)]
pub enum IntRes {
    Slot(u8),
    Is(i64),
    Fn(fn(&mut Match<'_>) -> i64),
}

#[derive(Clone, Copy)]
pub enum AuxRes {
    None,
    Slot(u8),
    Type(TyRes),
    Fn(fn(&mut Match<'_>) -> Aux),
}

/// Where a result is made.
#[derive(Clone, Copy)]
pub enum Place {
    /// The matched value is rewritten.
    InPlace,
    /// In the block of a bound value; the matched value becomes a copy of it.
    BlockOf(u8),
    /// In the block that the condition found.
    Block,
    /// In the entry block.
    Entry,
}

pub struct Rule {
    /// Line in the rule file.
    pub line: u32,
    pub pattern: &'static [Pat],
    /// Number of swap bits.
    pub bits: u8,
    /// The variants in order, as sets of swap bits; empty: in counting order.
    pub order: &'static [u16],
    /// The pattern has an op that can fault on a nil pointer.
    pub faults: bool,
    pub cond: Option<fn(&mut Match<'_>) -> bool>,
    pub place: Place,
    pub result: &'static [Res],
}

pub struct BlockRule {
    pub line: u32,
    pub kind: BlockKind,
    /// Pattern of the control value.
    pub pattern: &'static [Pat],
    pub bits: u8,
    pub order: &'static [u16],
    pub faults: bool,
    pub cond: Option<fn(&mut Match<'_>) -> bool>,
    pub new_kind: BlockKind,
    /// The new control; empty: none.
    pub control: &'static [Res],
    /// Exchange the successors.
    pub swap: bool,
}

/// The rules that a glance at a value does not rule out, in order.
pub struct Candidates {
    /// Indices of rules, in order; one twice in succession if its operands are exchangeable.
    pub rules: &'static [u16],
    /// Indices into `rules`, as bits, of those left.
    pub left: u64,
}

impl Candidates {
    pub const NONE: Candidates = Candidates { rules: &[], left: 0 };
}

/// The op at a path of operands from `v`; `Invalid` where there is none.
#[inline]
pub fn op_at(f: &Func, v: ValueId, path: &[usize]) -> Op {
    let end = path.iter().try_fold(v, |v, &i| f.v(v).args.get(i).copied());
    end.map_or(Op::Invalid, |v| f.op(v))
}

impl Iterator for Candidates {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.left == 0 {
            return None;
        }
        let i = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        let rule = self.rules[i];
        if self.rules.get(i + 1) == Some(&rule) {
            self.left &= !(1 << (i + 1));
        }
        Some(usize::from(rule))
    }
}

/// The rules of one file.
pub struct RuleSet {
    pub name: &'static str,
    pub all: &'static [Rule],
    /// Candidates of `all` for a value with this op.
    pub of: fn(&Func, &Types, Op, ValueId) -> Candidates,
    pub all_blocks: &'static [BlockRule],
    /// Candidates of `all_blocks` for a block of this kind with this control.
    pub of_block: fn(&Func, &Types, BlockKind, ValueId) -> Candidates,
    /// How often each rule fired (values' rules, then blocks'), while [`count_fired`] is on.
    pub fired: &'static [AtomicU32],
}

static COUNTING: AtomicBool = AtomicBool::new(false);

/// Turns the counting of fired rules on or off, for the whole process (tests prove with it that
/// each rule is exercised).
pub fn count_fired(on: bool) {
    COUNTING.store(on, Ordering::Relaxed);
}

impl RuleSet {
    /// Lines of the rule file whose rules never fired while counting was on. A line that stands
    /// for a family is listed once for each member.
    pub fn never_fired(&self) -> Vec<u32> {
        let lines = self.all.iter().map(|r| r.line).chain(self.all_blocks.iter().map(|r| r.line));
        lines
            .zip(self.fired)
            .filter(|(_, n)| n.load(Ordering::Relaxed) == 0)
            .map(|(line, _)| line)
            .collect()
    }

    fn note(&self, rule: usize) {
        if COUNTING.load(Ordering::Relaxed) {
            self.fired[rule].fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// State of an attempt to match: what the pattern's names are bound to. Expressions in rules see
/// `v` (the value being rewritten), `f`, `cx` and the bound names.
pub struct Match<'a> {
    pub f: &'a mut Func,
    pub cx: &'a PassContext<'a>,
    pub v: ValueId,
    pub values: [ValueId; 32],
    pub ints: [i64; 24],
    pub auxes: [Aux; 16],
    pub types: [TypeId; 24],
    /// Block that the condition bound.
    pub block: BlockId,
    /// Which operands are exchanged.
    variant: u32,
    /// Position for the new values of the result.
    pos: Pos,
}

impl<'a> Match<'a> {
    pub fn new(f: &'a mut Func, cx: &'a PassContext<'a>) -> Match<'a> {
        let block = f.entry;
        Match {
            f,
            cx,
            v: ValueId::new(0),
            values: [ValueId::new(0); 32],
            ints: [0; 24],
            auxes: [Aux::None; 16],
            types: [TypeId::INVALID; 24],
            block,
            variant: 0,
            pos: Pos::NONE,
        }
    }

    /// Tries the variants of a pattern on `v` in order (spec 22, section 3). A failed test that
    /// depends on no swap bit below `skip` rules out all variants that differ only there.
    fn find(
        &mut self,
        pattern: &'static [Pat],
        bits: u8,
        order: &'static [u16],
        faults: bool,
        cond: Option<fn(&mut Match<'_>) -> bool>,
        v: ValueId,
    ) -> bool {
        self.v = v;
        let end = 1u32 << bits;
        let mut i = 0u32;
        while i < end {
            self.variant = order.get(i as usize).map_or(i, |&v| u32::from(v));
            let skip = match self.node(pattern, &mut 0, v) {
                Ok(()) => {
                    // Before the condition, which may kill matched values.
                    self.pos = self.f.v(v).pos;
                    if faults {
                        self.note_faulting(pattern, 0, v);
                    }
                    match cond {
                        Some(cond) if !cond(self) => 0,
                        _ => return true,
                    }
                }
                Err(NONE) => return false,
                // In an order of its own only the slowest bit has a known place.
                Err(skip) if order.is_empty() || skip + 1 == bits => skip,
                Err(_) => 0,
            };
            i = (i | ((1 << skip) - 1)) + 1;
        }
        false
    }

    /// Matches a pattern, whose head is an op, at `v`.
    fn node(&mut self, pattern: &'static [Pat], at: &mut usize, v: ValueId) -> Result<(), u8> {
        let Pat::Op(p) = &pattern[*at] else { return self.leaf(&pattern[*at], v) };
        *at += 1;
        let value = self.f.v(v);
        let n = value.args.len();
        if value.op != p.op || (p.nargs != NONE && n != p.nargs as usize) {
            return Err(p.skip);
        }
        match p.int {
            IntPat::Any => {}
            IntPat::Bind(s) => self.ints[s as usize] = value.auxint,
            IntPat::Same(s) if self.ints[s as usize] == value.auxint => {}
            IntPat::Is(n) if n == value.auxint => {}
            _ => return Err(p.skip),
        }
        match (p.aux, value.aux) {
            (AuxPat::Any, _) => {}
            (AuxPat::Bind(s), aux) => self.auxes[s as usize] = aux,
            (AuxPat::Same(s), aux) if self.auxes[s as usize] == aux => {}
            (AuxPat::Type(s), Aux::Type(t)) => self.types[s as usize] = t,
            _ => return Err(p.skip),
        }
        if p.bind != NONE {
            self.values[p.bind as usize] = v;
        }
        if p.ty != NONE {
            self.types[p.ty as usize] = value.ty;
        }
        if p.nargs == NONE {
            return Ok(());
        }
        let swapped = p.swap != NONE && self.variant >> p.swap & 1 == 1;
        for i in 0..n {
            let arg = self.f.arg(v, if swapped && i < 2 { 1 - i } else { i });
            match &pattern[*at] {
                Pat::Op(_) => self.node(pattern, at, arg)?,
                leaf => {
                    *at += 1;
                    self.leaf(leaf, arg)?;
                }
            }
        }
        Ok(())
    }

    #[inline]
    fn leaf(&mut self, pat: &Pat, v: ValueId) -> Result<(), u8> {
        match pat {
            Pat::Bind(s) => self.values[*s as usize] = v,
            Pat::Same(s, skip) if self.values[*s as usize] != v => return Err(*skip),
            _ => {}
        }
        Ok(())
    }

    /// New values get the position of the last matched value that can fault on a nil pointer,
    /// reading operands in their actual order, a parent before its operands; else that of `v`.
    /// Visits one pattern node; returns the index of the node after its subtree.
    fn note_faulting(&mut self, pattern: &'static [Pat], at: usize, v: ValueId) -> usize {
        let Pat::Op(p) = &pattern[at] else { return at + 1 };
        if p.op.info().flags.intersects(OpFlags::FAULT0 | OpFlags::FAULT1) {
            self.pos = self.f.v(v).pos;
        }
        if p.nargs == NONE {
            return at + 1;
        }
        let swapped = p.swap != NONE && self.variant >> p.swap & 1 == 1;
        let mut next = at + 1;
        let mut first_of_swapped = None;
        for i in 0..p.nargs as usize {
            let arg = self.f.arg(v, if swapped && i < 2 { 1 - i } else { i });
            match (swapped, i) {
                (true, 0) => {
                    // The pattern's first operand is the second in actual order.
                    first_of_swapped = Some((next, arg));
                    next = self.subtree_end(pattern, next);
                }
                (true, 1) => {
                    next = self.note_faulting(pattern, next, arg);
                    if let Some((at, arg)) = first_of_swapped {
                        self.note_faulting(pattern, at, arg);
                    }
                }
                _ => next = self.note_faulting(pattern, next, arg),
            }
        }
        next
    }

    fn subtree_end(&self, pattern: &'static [Pat], at: usize) -> usize {
        match &pattern[at] {
            Pat::Op(p) if p.nargs != NONE => {
                (0..p.nargs).fold(at + 1, |next, _| self.subtree_end(pattern, next))
            }
            _ => at + 1,
        }
    }

    fn ty(&mut self, ty: TyRes) -> TypeId {
        match ty {
            TyRes::Keep | TyRes::OfHead => self.f.v(self.v).ty,
            TyRes::Slot(s) => self.types[s as usize],
            TyRes::Of(s) => self.f.v(self.values[s as usize]).ty,
            TyRes::Is(t) => t,
            TyRes::Pair(a, b) => self.cx.types.tuple(a, b),
            TyRes::Fn(e) => e(self),
        }
    }

    fn int(&mut self, int: IntRes) -> i64 {
        match int {
            IntRes::Slot(s) => self.ints[s as usize],
            IntRes::Is(n) => n,
            IntRes::Fn(e) => e(self),
        }
    }

    fn aux(&mut self, aux: AuxRes) -> Aux {
        match aux {
            AuxRes::None => Aux::None,
            AuxRes::Slot(s) => self.auxes[s as usize],
            AuxRes::Type(t) => Aux::Type(self.ty(t)),
            AuxRes::Fn(e) => e(self),
        }
    }

    /// Makes the value of a result node and below it, outer before inner.
    fn build(&mut self, result: &'static [Res], at: &mut usize, b: BlockId, pos: Pos) -> ValueId {
        let node = &result[*at];
        *at += 1;
        let n = match node {
            Res::Val(s) => return self.values[*s as usize],
            Res::New(n) => n,
        };
        let ty = self.ty(n.ty);
        let new = self.f.new_value(b, n.op, ty, pos, &[]);
        self.fill(n, new, result, at, b, pos);
        new
    }

    /// Gives `v` the integer, aux and arguments of a result node.
    fn fill(
        &mut self,
        n: &NewRes,
        v: ValueId,
        result: &'static [Res],
        at: &mut usize,
        b: BlockId,
        pos: Pos,
    ) {
        self.f.v_mut(v).auxint = self.int(n.int);
        self.f.v_mut(v).aux = self.aux(n.aux);
        for _ in 0..n.nargs {
            let arg = self.build(result, at, b, pos);
            self.f.add_arg(v, arg);
        }
    }

    /// Rewrites `v` as the matched rule says.
    fn apply(&mut self, rule: &'static Rule) {
        let v = self.v;
        let pos = self.pos;
        let b = match rule.place {
            Place::InPlace => {
                match &rule.result[0] {
                    Res::Val(s) => self.f.make_copy(v, self.values[*s as usize]),
                    Res::New(n) => {
                        let b = self.f.v(v).block;
                        self.f.reset(v, n.op);
                        let ty = self.ty(n.ty);
                        self.f.v_mut(v).ty = ty;
                        self.fill(n, v, rule.result, &mut 1, b, pos);
                    }
                }
                return;
            }
            Place::BlockOf(s) => self.f.v(self.values[s as usize]).block,
            Place::Block => self.block,
            Place::Entry => self.f.entry,
        };
        let new = self.build(rule.result, &mut 0, b, pos);
        self.f.make_copy(v, new);
    }

    /// Applies the first rule that matches `v`.
    fn rewrite_value(&mut self, set: &'static RuleSet, v: ValueId) -> bool {
        for i in (set.of)(self.f, self.cx.types, self.f.op(v), v) {
            let rule = &set.all[i];
            if self.find(rule.pattern, rule.bits, rule.order, rule.faults, rule.cond, v) {
                set.note(i);
                self.apply(rule);
                return true;
            }
        }
        false
    }

    /// Applies the first block rule that matches `b`.
    fn rewrite_block(&mut self, set: &'static RuleSet, b: BlockId) -> bool {
        let Some(c) = self.f.control(b) else { return false };
        for i in (set.of_block)(self.f, self.cx.types, self.f.b(b).kind, c) {
            let rule = &set.all_blocks[i];
            if !self.find(rule.pattern, rule.bits, rule.order, rule.faults, rule.cond, c) {
                continue;
            }
            set.note(set.all.len() + i);
            let pos = self.pos;
            let control = match rule.control.is_empty() {
                true => None,
                false => Some(self.build(rule.control, &mut 0, b, pos)),
            };
            self.f.b_mut(b).kind = rule.new_kind;
            self.f.b_mut(b).aux = Aux::None;
            self.f.set_control(b, control);
            if rule.swap {
                self.f.swap_succs(b);
            }
            return true;
        }
        false
    }
}

/// Statement boundaries that lost their value, by file and line: the block they were in. They are
/// handed to another value of that block and line at the end.
type LostMarks = FxHashMap<(BaseId, u32), BlockId>;

fn line_key(pos: Pos) -> (BaseId, u32) {
    (pos.base(), pos.line())
}

/// Applies the rules of `set` until nothing changes; then removes the values that became invalid.
pub fn run(f: &mut Func, cx: &PassContext, set: &'static RuleSet) {
    let mut lost = LostMarks::default();
    let mut m = Match::new(f, cx);
    let mut last = None;
    while sweep(&mut m, set, &mut lost, &mut last) {}
    remove_invalid(m.f, &mut lost);
}

/// One sweep over all blocks; whether anything changed.
///
/// What a visit does depends on the function alone, so a sweep that changed nothing up to the block
/// (its index) that was the `last` where the function changed will change nothing behind it either,
/// and ends.
fn sweep(
    m: &mut Match<'_>,
    set: &'static RuleSet,
    lost: &mut LostMarks,
    last: &mut Option<usize>,
) -> bool {
    let before = last.take();
    let mut changed = false;
    for i in 0..m.f.layout.len() {
        if last.is_none() && before.is_some_and(|before| before < i) {
            return false;
        }
        let b = m.f.layout[i];
        while let Some(c) = m.f.control(b).filter(|&c| m.f.op(c) == Op::Copy) {
            let of = m.f.arg(c, 0);
            m.f.set_control(b, Some(of));
            *last = Some(i);
        }
        let mut here = m.rewrite_block(set, b);
        // Values made in this block during the sweep wait for the next one.
        for j in 0..m.f.b(b).values.len() {
            let v = m.f.b(b).values[j];
            here |= phielim::eliminate(m.f, v);
            here |= elide_copies(m.f, v, lost);
            if m.rewrite_value(set, v) {
                here = true;
                move_mark_off_poor_op(m.f, b, j);
            }
        }
        if here {
            changed = true;
            *last = Some(i);
        }
    }
    changed
}

/// Replaces arguments of `v` that are copies by what is copied. A copy without uses left turns
/// invalid at once, so that conditions on use counts hold reliably.
#[inline]
fn elide_copies(f: &mut Func, v: ValueId, lost: &mut LostMarks) -> bool {
    if !has_copy_arg(f, v) {
        return false;
    }
    for i in 0..f.v(v).args.len() {
        let a = f.arg(v, i);
        if f.op(a) == Op::Copy {
            elide_copy(f, v, i, a, lost);
        }
    }
    true
}

/// Replaces argument `i` of `v`, the copy `a`.
fn elide_copy(f: &mut Func, v: ValueId, i: usize, a: ValueId, lost: &mut LostMarks) {
    let of = copy_source(f, a);
    f.set_arg(v, i, of);
    let pos = f.v(a).pos;
    if pos.stmt() == StmtMark::Stmt {
        let block = f.v(a).block;
        let fits = |u: ValueId, f: &Func| f.v(u).block == block && f.v(u).pos.line() == pos.line();
        if fits(of, f) && f.v(of).pos.stmt() != StmtMark::NotStmt {
            mark(f, of, StmtMark::Stmt);
        } else if fits(v, f) {
            mark(f, v, StmtMark::Stmt);
        } else {
            lost.insert(line_key(pos), block);
        }
        mark(f, a, StmtMark::NotStmt);
    }
    let mut unused = a;
    while f.v(unused).uses == 0 {
        let Some(&next) = f.v(unused).args.first() else { break };
        f.reset(unused, Op::Invalid);
        unused = next;
    }
}

fn mark(f: &mut Func, v: ValueId, mark: StmtMark) {
    let value = f.v_mut(v);
    value.pos = value.pos.with_stmt(mark);
}

/// Whether debuggers should rather not stop at `op`: it is likely to vanish.
fn is_poor_statement_op(op: Op) -> bool {
    matches!(
        op,
        Op::Addr
            | Op::LocalAddr
            | Op::OffPtr
            | Op::StructSelect
            | Op::ConstBool
            | Op::Const8
            | Op::Const16
            | Op::Const32
            | Op::Const64
            | Op::Const32F
            | Op::Const64F
    )
}

/// Index at or after `i` in `b`'s list where the statement of value `i` had better start: if its op is
/// poor, the next value that may carry a mark, provided that it is on the same line (spec 21,
/// section 3).
fn better_statement_index(f: &Func, b: BlockId, i: usize) -> usize {
    let values = &f.b(b).values;
    let v = f.v(values[i]);
    if !is_poor_statement_op(v.op) {
        return i;
    }
    let may_carry = |u: &ValueId| f.v(*u).pos.stmt() != StmtMark::NotStmt;
    match values[i + 1..].iter().position(may_carry) {
        Some(k) if f.v(values[i + 1 + k]).pos.line() == v.pos.line() => i + 1 + k,
        _ => i,
    }
}

/// After value `j` of `b` changed: passes its statement mark on if its op is now a poor place.
fn move_mark_off_poor_op(f: &mut Func, b: BlockId, j: usize) {
    let v = f.b(b).values[j];
    if f.v(v).pos.stmt() != StmtMark::Stmt {
        return;
    }
    let k = better_statement_index(f, b, j);
    if k != j {
        let to = f.b(b).values[k];
        mark(f, v, StmtMark::NotStmt);
        mark(f, to, StmtMark::Stmt);
    }
}

/// Frees invalid values in block and list order, and hands out the lost statement marks.
fn remove_invalid(f: &mut Func, lost: &mut LostMarks) {
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        let values = std::mem::take(&mut f.b_mut(b).values);
        let mut kept = Vec::with_capacity(values.len());
        for v in values {
            let pos = f.v(v).pos;
            if f.op(v) == Op::Invalid {
                if pos.stmt() == StmtMark::Stmt {
                    lost.insert(line_key(pos), b);
                }
                f.free_value(v);
                continue;
            }
            if !lost.is_empty()
                && pos.stmt() != StmtMark::NotStmt
                && lost.get(&line_key(pos)) == Some(&b)
            {
                lost.remove(&line_key(pos));
                mark(f, v, StmtMark::Stmt);
            }
            kept.push(v);
        }
        let pos = f.b(b).pos;
        if lost.get(&line_key(pos)) == Some(&b) {
            lost.remove(&line_key(pos));
            f.b_mut(b).pos = pos.with_stmt(StmtMark::Stmt);
        }
        f.b_mut(b).values = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssa::passes::with_test_func;
    use crate::ssa::rules::generic;

    fn value(f: &mut Func, op: Op, auxint: i64, args: &[ValueId]) -> ValueId {
        let b = f.entry;
        f.new_value_aux(b, op, TypeId::INT64, Pos::NONE, auxint, Aux::None, args)
    }

    #[test]
    fn constants_fold_and_unused_copies_vanish() {
        with_test_func(|f, cx| {
            let one = value(f, Op::Const64, 1, &[]);
            let two = value(f, Op::Const64, 2, &[]);
            let sum = value(f, Op::Add64, 0, &[one, two]);
            let copy = value(f, Op::Copy, 0, &[sum]);
            let keep = value(f, Op::KeepAlive, 0, &[copy, copy]);
            run(f, cx, &generic::SET);
            assert_eq!((f.op(sum), f.v(sum).auxint), (Op::Const64, 3));
            assert_eq!(f.v(keep).args.as_slice(), [sum, sum]);
            assert_eq!(f.free_list(), [copy]);
            assert_eq!((f.v(one).uses, f.v(sum).uses), (0, 2));
        });
    }

    #[test]
    fn commuted_operands_match_in_the_order_of_the_variants() {
        // (a*b) + (b*a) as x*y + x*z: as written x cannot be bound; the next variant exchanges the
        // first product's operands, so x is b.
        with_test_func(|f, cx| {
            let a = value(f, Op::Arg, 0, &[]);
            let b = value(f, Op::Arg, 8, &[]);
            let p = value(f, Op::Mul64, 0, &[a, b]);
            let q = value(f, Op::Mul64, 0, &[b, a]);
            let sum = value(f, Op::Add64, 0, &[p, q]);
            value(f, Op::KeepAlive, 0, &[sum, sum]);
            run(f, cx, &generic::SET);
            assert_eq!(f.op(sum), Op::Mul64);
            assert_eq!(f.arg(sum, 0), b);
            let inner = f.arg(sum, 1);
            assert_eq!((f.op(inner), f.v(inner).args.as_slice()), (Op::Add64, &[a, a][..]));
        });
    }

    #[test]
    fn an_inverted_condition_exchanges_the_successors() {
        with_test_func(|f, cx| {
            let c = value(f, Op::Arg, 0, &[]);
            let not = value(f, Op::Not, 0, &[c]);
            let b = f.entry;
            f.b_mut(b).kind = BlockKind::If;
            f.set_control(b, Some(not));
            let (yes, no) = (f.new_block(BlockKind::Exit), f.new_block(BlockKind::Exit));
            f.add_edge(b, yes);
            f.add_edge(b, no);
            run(f, cx, &generic::SET);
            assert_eq!(f.control(b), Some(c));
            assert_eq!(f.b(b).succs[0].block, no);
        });
    }
}
