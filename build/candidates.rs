//! Which rules of an op can match at all, judged by what a glance at a value shows: the ops of its
//! operands and of theirs, its integer and the kind of its type. The result is Rust code that gives the rules left as a
//! set of bits, so that a rule which cannot match costs nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use super::rules::{Expr, OpFacts, split_kind};

/// Where a value is found, seen from the matched one: operand, operand of that. Shorter first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Path(usize, Vec<usize>);

const MAX_DEPTH: usize = 2;

/// What a rule demands at a glance, in one order of the exchangeable operands.
#[derive(Clone, Default)]
pub struct Shape {
    ops: BTreeMap<Path, String>,
    /// Kind of the type.
    kind: Option<String>,
    int: Option<i64>,
}

impl Shape {
    /// The shapes of a pattern: two if its operands are exchanged. The op of the head is not part
    /// of them unless `with_head` (the control of a block).
    pub fn all(
        pattern: &Expr,
        swaps: bool,
        with_head: bool,
        facts: &HashMap<String, OpFacts>,
    ) -> Vec<Shape> {
        let Expr::Op { op, ty, int, args, .. } = pattern else { return vec![Shape::default()] };
        let orders = if swaps { 2 } else { 1 };
        let shape = |order: usize| {
            let int = int.as_deref().and_then(|n| n.parse().ok());
            let kind = ty.as_deref().and_then(|t| split_kind(t).1).map(|k| format!("Kind::{k}"));
            let mut shape = Shape { int, kind, ..Shape::default() };
            if with_head {
                shape.ops.insert(Path(0, vec![]), op.clone());
            }
            for (i, arg) in args.iter().flatten().enumerate() {
                shape.add(arg, vec![if order == 1 && i < 2 { 1 - i } else { i }], facts);
            }
            shape
        };
        (0..orders).map(shape).collect()
    }

    fn add(&mut self, e: &Expr, path: Vec<usize>, facts: &HashMap<String, OpFacts>) {
        let Expr::Op { op, args, .. } = e else { return };
        // Operands that may be exchanged are found in no fixed place.
        let commutes = facts.get(op).is_some_and(|f| f.commutative);
        if path.len() < MAX_DEPTH && !commutes {
            for (i, arg) in args.iter().flatten().enumerate() {
                self.add(arg, [&path[..], &[i]].concat(), facts);
            }
        }
        self.ops.insert(Path(path.len(), path), op.clone());
    }
}

/// A statement that clears in `left` the bits whose key is neither absent nor what `subject` gives.
fn narrow(subject: &str, keys: &[Option<String>]) -> String {
    let bits = |wanted: Option<&str>| {
        let fits = |k: &Option<String>| k.is_none() || k.as_deref() == wanted;
        keys.iter().enumerate().filter(|(_, k)| fits(k)).fold(0u64, |m, (i, _)| m | 1 << i)
    };
    let seen: BTreeSet<&str> = keys.iter().flatten().map(String::as_str).collect();
    // Subjects with the same bits share an arm.
    let mut arms: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for key in seen {
        arms.entry(bits(Some(key))).or_default().push(key);
    }
    let keyed =
        keys.iter().enumerate().filter(|(_, k)| k.is_some()).fold(0u64, |m, (i, _)| m | 1 << i);
    let mut text = format!("if left & {keyed:#x} != 0 {{ left &= match {subject} {{ ");
    for (bits, keys) in &arms {
        write!(text, "{} => {bits:#x}, ", keys.join(" | ")).unwrap();
    }
    write!(text, "_ => {:#x} }} }} ", bits(None)).unwrap();
    text
}

/// The expression for the candidates among the rules `first..`, which have these shapes.
pub fn expression(first: usize, shapes: &[Vec<Shape>]) -> Result<String, String> {
    let flat: Vec<&Shape> = shapes.iter().flatten().collect();
    if flat.len() > 64 {
        return Err("more than 64 rules for one op (exchangeable operands count twice)".to_owned());
    }
    let rules: Vec<usize> =
        shapes.iter().enumerate().flat_map(|(i, s)| s.iter().map(move |_| first + i)).collect();
    let all = u64::MAX >> (64 - flat.len());
    let mut tests = String::new();
    let keys: Vec<Option<String>> = flat.iter().map(|s| s.int.map(|n| n.to_string())).collect();
    if keys.iter().any(Option::is_some) {
        tests.push_str(&narrow("f.v(v).auxint", &keys));
    }
    let keys: Vec<Option<String>> = flat.iter().map(|s| s.kind.clone()).collect();
    if keys.iter().any(Option::is_some) {
        tests.push_str(&narrow("types.kind(f.v(v).ty)", &keys));
    }
    let paths: BTreeSet<&Path> = flat.iter().flat_map(|s| s.ops.keys()).collect();
    for path in paths {
        let keys: Vec<Option<String>> =
            flat.iter().map(|s| s.ops.get(path).map(|op| format!("Op::{op}"))).collect();
        tests.push_str(&narrow(&format!("op_at(f, v, &{:?})", path.1), &keys));
    }
    let declare = if tests.is_empty() { "let" } else { "let mut" };
    Ok(format!("{{ {declare} left = {all:#x}; {tests}Candidates {{ rules: &{rules:?}, left }} }}"))
}
