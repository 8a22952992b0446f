//! Assignments that store nothing new (spec 11, section 10, "Self-assignment exception").

use crate::package::Package;
use crate::tree::{Aux, NodeId, Op};
use crate::types::Kind;

/// Whether `dst = src` moves a value within what already holds it.
pub fn is_self_assign(pkg: &Package, dst: NodeId, src: NodeId) -> bool {
    if is_slice_of_itself(pkg, dst, src) {
        return true;
    }
    let (d, s) = (&pkg.tree.nodes[dst], &pkg.tree.nodes[src]);
    if d.op != s.op {
        return false;
    }
    match d.op {
        Op::Dot | Op::DotPtr => {}
        Op::Index => {
            let indices = [d.right.expand(), s.right.expand()];
            if indices.into_iter().flatten().any(|i| may_affect_memory(pkg, i)) {
                return false;
            }
        }
        _ => return false,
    }
    match (d.left.expand(), s.left.expand()) {
        (Some(l), Some(r)) => is_same_safe(pkg, l, r),
        _ => false,
    }
}

/// The variable `p` of `*p` or `p.f`.
fn dereferenced(pkg: &Package, n: NodeId) -> Option<NodeId> {
    let node = &pkg.tree.nodes[n];
    let base = node.left.expand()?;
    (matches!(node.op, Op::Deref | Op::DotPtr) && pkg.tree.op(base) == Op::Name).then_some(base)
}

/// `p.buf = p.buf[i:j]` and the like.
fn is_slice_of_itself(pkg: &Package, dst: NodeId, src: NodeId) -> bool {
    let Some(base) = dereferenced(pkg, dst) else { return false };
    let s = &pkg.tree.nodes[src];
    let Some(sliced) = s.left.expand() else { return false };
    match s.op {
        Op::Slice | Op::Slice3 | Op::SliceStr => {}
        // Slicing an array in place makes a pointer to it that was not there before.
        Op::SliceArr | Op::Slice3Arr if pkg.tree.op(sliced) != Op::Addr => {}
        _ => return false,
    }
    dereferenced(pkg, sliced) == Some(base)
}

/// Conservative: whether evaluating `n` might have an effect.
fn may_affect_memory(pkg: &Package, n: NodeId) -> bool {
    let node = &pkg.tree.nodes[n];
    let child = |c: Option<NodeId>| c.is_some_and(|c| may_affect_memory(pkg, c));
    match node.op {
        Op::Name | Op::ClosureVar | Op::Literal => false,
        Op::Index
        | Op::Add
        | Op::Sub
        | Op::Or
        | Op::Xor
        | Op::Mul
        | Op::Shl
        | Op::Shr
        | Op::And
        | Op::AndNot
        | Op::Div
        | Op::Mod => child(node.left.expand()) || child(node.right.expand()),
        Op::Dot
        | Op::DotPtr
        | Op::Deref
        | Op::ConvNop
        | Op::Conv
        | Op::Len
        | Op::Cap
        | Op::Not
        | Op::Com
        | Op::Plus
        | Op::Neg
        | Op::Wrapped
        | Op::Paren => child(node.left.expand()),
        _ => true,
    }
}

/// Whether `l` and `r` are the same expression, one that may be evaluated twice.
fn is_same_safe(pkg: &Package, l: NodeId, r: NodeId) -> bool {
    let (a, b) = (&pkg.tree.nodes[l], &pkg.tree.nodes[r]);
    if a.op != b.op || !pkg.types.identical(a.ty, b.ty) {
        return false;
    }
    let child = |x: Option<NodeId>, y: Option<NodeId>| match (x, y) {
        (Some(x), Some(y)) => is_same_safe(pkg, x, y),
        _ => false,
    };
    let left = || child(a.left.expand(), b.left.expand());
    match a.op {
        Op::Name | Op::ClosureVar => l == r,
        Op::Dot | Op::DotPtr => match (a.aux, b.aux) {
            (Aux::Field { index: i, .. }, Aux::Field { index: j, .. }) => i == j && left(),
            _ => false,
        },
        Op::Deref | Op::ConvNop | Op::Not | Op::Com | Op::Plus | Op::Neg => left(),
        Op::Wrapped | Op::Paren => left(),
        Op::Conv => {
            let numeric = (Kind::Int8..=Kind::Bool).contains(&pkg.types.kind(a.ty));
            numeric && left()
        }
        Op::Index | Op::IndexMap => left() && child(a.right.expand(), b.right.expand()),
        _ if (Op::Add..=Op::OrOr).contains(&a.op) => {
            left() && child(a.right.expand(), b.right.expand())
        }
        Op::Literal => pkg.tree.const_of(l) == pkg.tree.const_of(r),
        _ => false,
    }
}
