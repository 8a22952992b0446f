//! decompose args: parameters of composite type become one parameter a component
//! (spec 22, section 16). Nested ones end up as leaves, since the rules run to a fixpoint.

use super::PassContext;
use crate::ssa::func::Func;
use crate::ssa::rewrite;
use crate::ssa::rules::decargs;

pub fn run(f: &mut Func, cx: &PassContext) {
    rewrite::run(f, cx, &decargs::SET);
}
