//! opt, late opt: architecture-independent rewrites to a fixpoint (spec 22). A few rules hold only
//! in one of the two passes; they ask for [`Func::pass`].

use super::PassContext;
use crate::ssa::func::Func;
use crate::ssa::rewrite;
use crate::ssa::rules::generic;

pub fn run(f: &mut Func, cx: &PassContext) {
    rewrite::run(f, cx, &generic::SET);
}
