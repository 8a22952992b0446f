//! `switch` on values (spec 12, section 10).
//!
//! Every clause becomes a label in front of its body; in front of all bodies stand the tests that
//! jump there. Runs of constants are sorted and searched by halving.

use dashu_int::IBig;

use super::Walk;
use crate::tree::{Const, NodeId, Op};
use crate::types::{Kind, TypeId};

/// Fewer cases than this are tested one after another.
pub(super) const BINARY_SEARCH_MIN: usize = 4;
/// Fewer consecutive values than this are no range.
const RANGE_MIN: usize = 2;

/// One test of a switch and where it jumps.
#[derive(Clone)]
struct Case {
    /// The clause, whose position the test gets.
    clause: NodeId,
    test: Test,
    jump: NodeId,
}

#[derive(Clone)]
enum Test {
    Value(NodeId),
    /// Both ends inclusive.
    Range(NodeId, NodeId),
}

/// What a switch compares with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    /// `switch true`: cases are conditions.
    True,
    /// `switch false`: cases are negated conditions.
    False,
    Value,
}

/// The labels and bodies of a switch, in source order, and its default.
pub(super) struct Bodies {
    /// Clause and jump to its body, without the default.
    pub clauses: Vec<(NodeId, NodeId)>,
    pub default: Option<NodeId>,
    pub stmts: Vec<NodeId>,
}

impl Walk<'_, '_> {
    pub(super) fn switch(&mut self, n: NodeId) -> NodeId {
        if self.f.left(n).is_some_and(|g| self.f.op(g) == Op::TypeSwitch) {
            return self.type_switch(n);
        }
        self.value_switch(n)
    }

    /// Lays the bodies out. `head` gives the statements that a clause's body starts with.
    pub(super) fn bodies(
        &mut self,
        n: NodeId,
        mut head: impl FnMut(&mut Self, NodeId) -> Vec<NodeId>,
    ) -> Bodies {
        let br = self.break_();
        let mut out = Bodies { clauses: Vec::new(), default: None, stmts: Vec::new() };
        let before = self.f.pos();
        for clause in self.f.items(self.f.n(n).list) {
            self.f.enter(clause);
            let label = self.label_name(".s");
            let jump = self.goto(label);
            if self.f.n(clause).list.is_empty() {
                out.default = Some(jump);
            } else {
                out.clauses.push((clause, jump));
            }
            let label = self.label(label);
            out.stmts.push(label);
            let first = head(self, clause);
            out.stmts.extend(first);
            out.stmts.extend(self.f.items(self.f.n(clause).body));
            // Lifetime marks may follow a fallthrough.
            let last = out.stmts.iter().rev().find(|&&s| self.f.op(s) != Op::VarKill);
            if last.is_none_or(|&s| self.f.op(s) != Op::Fallthrough) {
                out.stmts.push(br);
            }
        }
        if !out.stmts.is_empty() {
            out.stmts.push(br);
        }
        self.f.restore(before);
        out
    }

    fn value_switch(&mut self, n: NodeId) -> NodeId {
        let tag = match self.f.left(n) {
            Some(tag) => tag,
            None => self.f.boolean(true),
        };
        let tag_type = self.f.ty(tag);
        let bodies = self.bodies(n, |_, _| Vec::new());
        let cases: Vec<Case> = {
            let clauses = bodies.clauses.clone();
            clauses.into_iter().flat_map(|(c, jump)| self.cases_of(c, jump, tag_type)).collect()
        };
        let kind = match self.f.constant(tag) {
            Some(Const::Bool(true)) => Tag::True,
            Some(Const::Bool(false)) => Tag::False,
            _ => Tag::Value,
        };
        let all_constant = self
            .f
            .items(self.f.n(n).list)
            .into_iter()
            .flat_map(|c| self.f.items(self.f.n(c).list))
            .all(|e| self.f.op(e) == Op::Literal);
        if self.f.op(tag) == Op::BytesToStr && all_constant {
            self.f.nm(tag).op = Op::BytesToStrTmp;
        }
        let mut init = self.f.take_init(n);
        let tag = self.expr(tag, &mut init);
        let init = self.f.list(&init);
        self.f.nm(n).init = init;
        self.f.nm(n).left = None.into();

        let mut stmts = Vec::new();
        let name = match kind {
            Tag::True => self.f.boolean(true),
            Tag::False => self.f.boolean(false),
            Tag::Value if self.f.constant(tag).is_some_and(|c| *c != Const::Nil) => tag,
            Tag::Value => {
                let ty = self.f.ty(tag);
                let t = self.f.temp(ty);
                stmts.push(self.f.assign(t, tag));
                t
            }
        };
        let types = self.f.types();
        let ordered =
            types.is_integer(tag_type) || types.is_float(tag_type) || types.is_string(tag_type);
        let mut rest = &cases[..];
        while let Some(first) = rest.first() {
            let run = if ordered && self.is_searchable(first) {
                rest.iter().take_while(|c| self.is_searchable(c)).count()
            } else {
                1
            };
            let (now, later) = rest.split_at(run);
            let mut now = now.to_vec();
            if run > 1 {
                now.sort_by(|a, b| self.order_of(a, b));
            }
            let search = self.search(kind, name, &now);
            stmts.push(search);
            rest = later;
        }
        stmts.push(match bodies.default {
            Some(jump) => jump,
            None => self.break_(),
        });
        stmts.extend(bodies.stmts);
        self.clear_lists(n);
        let body = self.f.list(&stmts);
        let body = self.stmts(body);
        self.f.nm(n).body = body;
        n
    }

    /// The tests of one clause: each value, or ranges of consecutive integers.
    fn cases_of(&mut self, clause: NodeId, jump: NodeId, tag: TypeId) -> Vec<Case> {
        let values = self.f.items(self.f.n(clause).list);
        let value = |v| Case { clause, test: Test::Value(v), jump };
        let types = self.f.types();
        if types.is_interface(tag)
            || values.len() < RANGE_MIN
            || !types.is_integer(self.f.ty(values[0]))
        {
            return values.into_iter().map(value).collect();
        }
        let mut out = Vec::new();
        let mut rest = &values[..];
        while !rest.is_empty() {
            let run = rest.iter().take_while(|&&v| self.f.is_int_const(v)).count();
            if run < RANGE_MIN {
                let (one, later) = rest.split_at(1);
                out.push(value(one[0]));
                rest = later;
                continue;
            }
            let (now, later) = rest.split_at(run);
            rest = later;
            let mut sorted: Vec<(IBig, NodeId)> =
                now.iter().map(|&v| (self.integer(v), v)).collect();
            sorted.sort();
            let mut start = 0;
            for end in 1..=sorted.len() {
                let consecutive =
                    end < sorted.len() && sorted[end].0 == &sorted[end - 1].0 + IBig::ONE;
                if consecutive {
                    continue;
                }
                let (low, high) = (sorted[start].1, sorted[end - 1].1);
                if end - start >= RANGE_MIN {
                    out.push(Case { clause, test: Test::Range(low, high), jump });
                } else {
                    out.push(value(low));
                }
                start = end;
            }
        }
        out
    }

    fn integer(&self, n: NodeId) -> IBig {
        match self.f.constant(n) {
            Some(Const::Int(v)) => v.clone(),
            _ => IBig::ZERO,
        }
    }

    fn is_searchable(&self, case: &Case) -> bool {
        match case.test {
            Test::Range(..) => true,
            Test::Value(v) => {
                matches!(self.f.constant(v), Some(Const::Int(_) | Const::Float(_) | Const::Str(_)))
            }
        }
    }

    /// Order of constant cases: numbers by value, strings by length first.
    fn order_of(&self, a: &Case, b: &Case) -> std::cmp::Ordering {
        let low = |c: &Case| match c.test {
            Test::Range(low, _) => low,
            Test::Value(v) => v,
        };
        match (self.f.constant(low(a)), self.f.constant(low(b))) {
            (Some(Const::Int(a)), Some(Const::Int(b))) => a.cmp(b),
            (Some(Const::Str(a)), Some(Const::Str(b))) => {
                a.len().cmp(&b.len()).then_with(|| a.cmp(b))
            }
            (Some(a), Some(b)) => {
                a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(std::cmp::Ordering::Equal)
            }
            _ => std::cmp::Ordering::Equal,
        }
    }

    /// The tests of sorted cases.
    fn search(&mut self, tag: Tag, name: NodeId, cases: &[Case]) -> NodeId {
        if cases.len() < BINARY_SEARCH_MIN {
            let tests: Vec<NodeId> = cases.iter().map(|c| self.case_test(tag, name, c)).collect();
            return self.f.block(&tests);
        }
        let (low, high) = cases.split_at(cases.len() / 2);
        let middle = match low[low.len() - 1].test {
            Test::Range(_, high) => high,
            Test::Value(v) => v,
        };
        let mut cond = self.f.bin(Op::Le, TypeId::BOOL, name, middle);
        if self.f.str_const(middle).is_some() {
            let (a, b) = (self.f.len(name), self.f.len(middle));
            let shorter = self.f.bin(Op::Lt, TypeId::BOOL, a, b);
            let (a, b) = (self.f.len(name), self.f.len(middle));
            let same = self.f.bin(Op::Eq, TypeId::BOOL, a, b);
            let right = self.f.bin(Op::AndAnd, TypeId::BOOL, same, cond);
            cond = self.f.bin(Op::OrOr, TypeId::BOOL, shorter, right);
        }
        let below = self.search(tag, name, low);
        let above = self.search(tag, name, high);
        self.f.if_(cond, &[below], &[above])
    }

    /// `if tag == value { goto body }`
    fn case_test(&mut self, tag: Tag, name: NodeId, case: &Case) -> NodeId {
        let before = self.f.enter(case.clause);
        let cond = match case.test {
            Test::Range(low, high) => {
                let from = self.f.bin(Op::Ge, TypeId::BOOL, name, low);
                let to = self.f.bin(Op::Le, TypeId::BOOL, name, high);
                self.f.bin(Op::AndAnd, TypeId::BOOL, from, to)
            }
            Test::Value(v) => {
                let interface = self.f.types().kind(self.f.ty(v)) == Kind::Interface;
                match tag {
                    Tag::True if !interface => v,
                    Tag::False if !interface => self.f.un(Op::Not, TypeId::BOOL, v),
                    _ => self.f.bin(Op::Eq, TypeId::BOOL, name, v),
                }
            }
        };
        let test = self.f.if_(cond, &[case.jump], &[]);
        self.f.restore(before);
        test
    }
}
