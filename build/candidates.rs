//! Which rules of an op can match at all, judged by what a glance at a value shows: the ops of its
//! first operands and its integer. The result is Rust code that gives the rules left as a set of
//! bits, so that a rule which cannot match costs nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::rules::Expr;

/// Number of operands looked at.
pub const OPERANDS: usize = 3;

/// What a rule demands at a glance, in one order of the exchangeable operands.
#[derive(Clone, Default)]
pub struct Shape {
    operands: [Option<String>; OPERANDS],
    int: Option<i64>,
}

fn op_of(e: &Expr) -> Option<String> {
    match e {
        Expr::Op { op, .. } => Some(op.clone()),
        _ => None,
    }
}

impl Shape {
    /// The shapes of a value's pattern: two if its operands are exchanged.
    pub fn of_value(pattern: &Expr, swaps: bool) -> Vec<Shape> {
        let Expr::Op { int, args, .. } = pattern else { return vec![Shape::default()] };
        let mut shape =
            Shape { int: int.as_deref().and_then(|n| n.parse().ok()), ..Shape::default() };
        for (slot, arg) in shape.operands.iter_mut().zip(args.iter().flatten()) {
            *slot = op_of(arg);
        }
        shape.in_both_orders(swaps, 0)
    }

    /// The shapes of the pattern of a block's control: "operands" are the control and its own.
    pub fn of_control(pattern: &Expr, swaps: bool) -> Vec<Shape> {
        let mut shape = Shape::default();
        shape.operands[0] = op_of(pattern);
        if let Expr::Op { args, .. } = pattern {
            for (slot, arg) in shape.operands[1..].iter_mut().zip(args.iter().flatten()) {
                *slot = op_of(arg);
            }
        }
        shape.in_both_orders(swaps, 1)
    }

    fn in_both_orders(self, swaps: bool, first: usize) -> Vec<Shape> {
        let mut other = self.clone();
        other.operands.swap(first, first + 1);
        if swaps { vec![self, other] } else { vec![self] }
    }
}

/// A `match` on `subject` that gives the bits whose key is the subject or absent.
fn mask(subject: &str, keys: &[Option<String>]) -> Option<String> {
    let bits = |wanted: Option<&str>| {
        let fits = |k: &Option<String>| k.is_none() || k.as_deref() == wanted;
        keys.iter().enumerate().filter(|(_, k)| fits(k)).fold(0u64, |m, (i, _)| m | 1 << i)
    };
    // Subjects with the same bits share an arm.
    let mut arms: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    let mut seen: Vec<&str> = keys.iter().flatten().map(String::as_str).collect();
    seen.sort_unstable();
    seen.dedup();
    for key in &seen {
        arms.entry(bits(Some(key))).or_default().push(key);
    }
    if seen.is_empty() {
        return None;
    }
    let mut text = format!("(match {subject} {{ ");
    for (bits, keys) in &arms {
        write!(text, "{} => {bits:#x}, ", keys.join(" | ")).unwrap();
    }
    write!(text, "_ => {:#x} }})", bits(None)).unwrap();
    Some(text)
}

/// The expression for the candidates among the rules `first..`, which have these shapes.
pub fn expression(first: usize, shapes: &[Vec<Shape>]) -> Result<String, String> {
    let flat: Vec<&Shape> = shapes.iter().flatten().collect();
    if flat.len() > 64 {
        return Err(
            "more than 64 rules for one op (those with exchanged operands count twice)".to_owned()
        );
    }
    let rules: Vec<usize> =
        shapes.iter().enumerate().flat_map(|(i, s)| s.iter().map(move |_| first + i)).collect();
    let mut masks = vec![format!("{:#x}", u64::MAX >> (64 - flat.len()))];
    for i in 0..OPERANDS {
        let keys: Vec<Option<String>> =
            flat.iter().map(|s| s.operands[i].as_ref().map(|op| format!("Op::{op}"))).collect();
        masks.extend(mask(&format!("operands[{i}]"), &keys));
    }
    let keys: Vec<Option<String>> = flat.iter().map(|s| s.int.map(|n| n.to_string())).collect();
    masks.extend(mask("int", &keys));
    Ok(format!("Candidates {{ rules: &{rules:?}, left: {} }}", masks.join(" & ")))
}
