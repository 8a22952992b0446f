//! generic cse, lowered cse: one value for all that are computed alike (spec 21, section 8).
//!
//! Values are partitioned into classes: first by everything but their arguments, then classes are
//! split until the members' arguments agree class by class. In a final class a value replaces
//! all others that its block dominates. Class numbers matter: the first two arguments of commutative
//! ops are put in the order of their classes, and stay so.
//!
//! Before: v3 = Add64 v1 v2; v4 = Add64 v2 v1; v5 = Mul64 v3 v4
//! After:  v5 = Mul64 v3 v3, and v4 is unused
//!
//! Cost: sorting, O(n log n); each split adds a class.

use std::cmp::Ordering;

use super::PassContext;
use crate::index::EntityRef;
use crate::source::StmtMark;
use crate::ssa::func::{Aux, BlockId, Func, ValueId};
use crate::ssa::gosort;
use crate::ssa::op::Op;
use crate::types::{Type, TypeId};

/// Number of a class; unique values have the negative of their own number.
type Class = i64;

pub fn run(f: &mut Func, cx: &PassContext) {
    let keys = keys(f);
    let mut classes = initial_classes(cx, keys);
    let mut class_of: Vec<Class> = (0..f.n_values() as i64).map(|v| -v).collect();
    for (i, members) in classes.iter().enumerate() {
        for v in members {
            class_of[v.index()] = i as Class + 1;
        }
    }
    refine(f, &mut classes, &mut class_of);
    let mut replaced = replacements(f, classes);
    copy_selects(f, cx, &mut replaced);
    replace(f, &replaced);
}

/// What the first partition compares, and the value. Classes come in the order of the fields.
#[derive(Clone, Copy)]
struct Key {
    op: Op,
    auxint: i64,
    n_args: usize,
    /// Of a phi.
    block: Option<BlockId>,
    /// Not of the selects: two of one tuple must not stay apart because of their types.
    ty: TypeId,
    /// Number of the aux; absent comes first.
    aux: Option<u32>,
    v: ValueId,
}

/// The keys of all values but memory; auxes get numbers in order of first sight.
fn keys(f: &mut Func) -> Vec<Key> {
    let mut keys = Vec::with_capacity(f.n_values());
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            if f.is_memory(v) {
                continue;
            }
            let next = f.aux_numbers.len() as u32;
            let aux = match f.v(v).aux {
                Aux::None => None,
                aux => Some(*f.aux_numbers.entry(aux).or_insert(next)),
            };
            let value = f.v(v);
            keys.push(Key {
                op: value.op,
                auxint: value.auxint,
                n_args: value.args.len(),
                block: (value.op == Op::Phi).then_some(value.block),
                ty: match value.op {
                    Op::Select0 | Op::Select1 => TypeId::INVALID,
                    _ => value.ty,
                },
                aux,
                v,
            });
        }
    }
    keys
}

/// Compares by everything but the arguments and the number.
fn compare(cx: &PassContext, a: &Key, b: &Key) -> Ordering {
    let rest = |k: &Key| (k.op, k.auxint, k.n_args, k.block);
    rest(a).cmp(&rest(b)).then_with(|| cx.types.compare(a.ty, b.ty)).then_with(|| a.aux.cmp(&b.aux))
}

fn initial_classes(cx: &PassContext, mut keys: Vec<Key>) -> Vec<Vec<ValueId>> {
    // The order is total, so that it does not matter how it is sorted.
    keys.sort_unstable_by(|a, b| compare(cx, a, b).then(a.v.cmp(&b.v)));
    keys.chunk_by(|a, b| compare(cx, a, b).is_eq())
        .filter(|members| members.len() > 1)
        .map(|members| members.iter().map(|k| k.v).collect())
        .collect()
}

/// Splits classes whose members' arguments are in different classes, until none is left.
fn refine(f: &mut Func, classes: &mut Vec<Vec<ValueId>>, class_of: &mut [Class]) {
    let mut next = classes.len() as Class + 1;
    let mut changed = true;
    while changed {
        changed = false;
        let mut i = 0;
        while i < classes.len() {
            let mut members = std::mem::take(&mut classes[i]);
            if f.op(members[0]).is_commutative() {
                for &v in &members {
                    let args = &mut f.v_mut(v).args;
                    if class_of[args[0].index()] > class_of[args[1].index()] {
                        args.swap(0, 1);
                    }
                }
            }
            let arg_classes = |v: ValueId| f.v(v).args.iter().map(|a| class_of[a.index()]);
            gosort::sort_by(&mut members, |&v, &w| arg_classes(v).lt(arg_classes(w)));
            let alike = |v: ValueId, w: ValueId| arg_classes(v).eq(arg_classes(w));
            // Sorted: if the ends are alike, all are.
            if alike(members[0], members[members.len() - 1]) {
                classes[i] = members;
                i += 1;
                continue;
            }
            let runs: Vec<Vec<ValueId>> =
                members.chunk_by(|&v, &w| alike(v, w)).map(<[ValueId]>::to_vec).collect();
            changed = true;
            // The last class takes this one's place and is looked at next.
            classes.swap_remove(i);
            for run in runs {
                if let [v] = run[..] {
                    class_of[v.index()] = -(v.index() as Class);
                    continue;
                }
                for v in &run {
                    class_of[v.index()] = next;
                }
                next += 1;
                classes.push(run);
            }
        }
    }
}

/// For each value, the one that replaces it.
fn replacements(f: &Func, classes: Vec<Vec<ValueId>>) -> Vec<Option<ValueId>> {
    let dom = f.dominators();
    let mut replaced = vec![None; f.n_values()];
    for mut members in classes {
        gosort::sort_by_key(&mut members, |&v| dom.order(f.v(v).block));
        let mut left: Vec<Option<ValueId>> = members.into_iter().map(Some).collect();
        for i in 0..left.len() {
            let Some(v) = left[i].take() else { continue };
            for slot in &mut left[i + 1..] {
                let Some(w) = *slot else { continue };
                if !dom.dominates(f.v(v).block, f.v(w).block) {
                    break;
                }
                replaced[w.index()] = Some(v);
                *slot = None;
            }
        }
    }
    replaced
}

/// A select must be in the block of its tuple: when the tuple is replaced by one of another block,
/// the select is made again there.
fn copy_selects(f: &mut Func, cx: &PassContext, replaced: &mut [Option<ValueId>]) {
    // (tuple, op of the select, the copy)
    let mut copies: Vec<(ValueId, Op, ValueId)> = Vec::new();
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            let op = f.op(v);
            if !matches!(op, Op::Select0 | Op::Select1)
                || replaced.get(v.index()).is_none_or(Option::is_some)
            {
                continue;
            }
            let tuple = f.arg(v, 0);
            debug_assert!(matches!(cx.types.get(f.v(tuple).ty), Type::Tuple(..)));
            let Some(Some(t)) = replaced.get(tuple.index()).copied() else { continue };
            if f.v(t).block == b {
                continue;
            }
            let known = copies.iter().find(|c| c.0 == t && c.1 == op).map(|c| c.2);
            let copy = known.unwrap_or_else(|| {
                let (ty, pos) = (f.v(v).ty, f.v(v).pos.not_stmt());
                let block = f.v(t).block;
                let copy = f.new_value(block, op, ty, pos, &[tuple]);
                copies.push((t, op, copy));
                copy
            });
            replaced[v.index()] = Some(copy);
        }
    }
}

fn replace(f: &mut Func, replaced: &[Option<ValueId>]) {
    let by = |v: ValueId| replaced.get(v.index()).copied().flatten();
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            for k in 0..f.v(v).args.len() {
                let w = f.arg(v, k);
                let Some(x) = by(w) else { continue };
                pass_mark_to_user(f, w, v);
                f.set_arg(v, k, x);
            }
        }
        // Nil checks as controls are left to their own pass.
        if let Some(c) = f.control(b)
            && let Some(x) = by(c)
            && f.op(c) != Op::NilCheck
        {
            f.set_control(b, Some(x));
        }
    }
}

/// The mark of a value that is about to lose a use goes to the user if that is on the same line.
fn pass_mark_to_user(f: &mut Func, w: ValueId, v: ValueId) {
    let (from, to) = (f.v(w), f.v(v));
    if from.pos.stmt() != StmtMark::Stmt
        || from.block != to.block
        || from.pos.line() != to.pos.line()
    {
        return;
    }
    f.v_mut(v).pos = f.v(v).pos.with_stmt(StmtMark::Stmt);
    f.v_mut(w).pos = f.v(w).pos.not_stmt();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssa::passes::with_test_func;

    #[test]
    fn equal_values_merge_and_commutative_arguments_are_ordered() {
        with_test_func(|f, cx| {
            let b = f.entry;
            let pos = crate::source::Pos::NONE;
            let mut value = |op, n, args: &[ValueId]| {
                f.new_value_aux(b, op, TypeId::INT64, pos, n, Aux::None, args)
            };
            let x = value(Op::Arg, 0, &[]);
            let y = value(Op::Arg, 8, &[]);
            let p = value(Op::Add64, 0, &[x, y]);
            let q = value(Op::Add64, 0, &[y, x]);
            let user = value(Op::Mul64, 0, &[p, q]);
            run(f, cx);
            let args = f.v(user).args.clone();
            assert_eq!(args[0], args[1]);
            // Of two unique arguments the one with the larger number goes first.
            assert_eq!(f.v(args[0]).args.as_slice(), [y, x]);
        });
    }
}
