//! Whether two expressions without effects denote the same place (spec 12, section 3).

use super::stmt::{left, right};
use crate::tree::{NodeId, Op as T, Tree};
use crate::types::Types;

/// Same operator, identical types, same parts; no calls anywhere.
pub(super) fn same_safe(tree: &Tree, types: &Types, a: NodeId, b: NodeId) -> bool {
    if tree.op(a) != tree.op(b) || !types.identical(tree.ty(a), tree.ty(b)) {
        return false;
    }
    let lefts = || same_safe(tree, types, left(tree, a), left(tree, b));
    let rights = || same_safe(tree, types, right(tree, a), right(tree, b));
    let (na, nb) = (&tree.nodes[a], &tree.nodes[b]);
    match na.op {
        T::Name | T::ClosureVar => na.aux == nb.aux,
        T::NameOffset => na.aux == nb.aux && lefts(),
        T::Dot | T::DotPtr => na.aux == nb.aux && lefts(),
        T::Deref | T::ConvNop | T::Not | T::Com | T::Plus | T::Neg => lefts(),
        // Conversions between simple types only: others would compare unlike values.
        T::Conv => types.is_integer(na.ty) && lefts(),
        T::Index
        | T::IndexMap
        | T::Add
        | T::Sub
        | T::Or
        | T::Xor
        | T::Mul
        | T::Shl
        | T::Shr
        | T::And
        | T::AndNot
        | T::Div
        | T::Mod => lefts() && rights(),
        T::Literal => tree.const_of(a) == tree.const_of(b),
        _ => false,
    }
}
