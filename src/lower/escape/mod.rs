//! Escape analysis: what may live on the stack.
//!
//! For each group of the call graph a graph of *locations* (variables and allocating expressions)
//! is built whose edges say which values flow where, with a count of dereferences:
//!
//! ```text
//! p = &q    edge p <- q with -1        p = *q    edge p <- q with 1
//! p = q     edge p <- q with 0         p = **q   edge p <- q with 2
//! ```
//!
//! Solving finds the locations whose address reaches something that outlives them. Rule: spec 11,
//! sections 7 to 16.
//!
//! Reading order: [`graph`], [`stmt`], [`expr`], [`call`], [`solve`], [`result`], [`tag`].

mod call;
mod expr;
mod graph;
pub(crate) mod imported;
mod result;
mod selfassign;
mod solve;
mod stmt;
mod tag;

use crate::package::Package;
use crate::tree::{FuncFlags, FuncId};
use graph::Analysis;

pub use tag::ParamTag;

/// Analyses every function of the package.
pub fn run(pkg: &mut Package) {
    for group in super::callgraph::groups(pkg) {
        functions(pkg, &group.funcs);
    }
}

/// Analyses functions that may call each other; whatever else they call has been analysed.
pub fn functions(pkg: &mut Package, funcs: &[FuncId]) {
    let mut a = Analysis::new(pkg, funcs);
    for &f in funcs {
        a.declare_variables(f);
    }
    for &f in funcs {
        a.walk_function(f);
    }
    a.solve();
    a.finish();
    for &f in funcs {
        tag::tag_parameters(pkg, f);
    }
}

/// Tags the parameters of an imported function from its body, once and without messages.
fn tag_imported(pkg: &mut Package, f: FuncId) {
    let func = &pkg.tree.funcs[f];
    if !func.flags.contains(FuncFlags::IMPORTED) || func.flags.contains(FuncFlags::TAGGED) {
        return;
    }
    pkg.tree.funcs[f].flags |= FuncFlags::TAGGED;
    if !pkg.tree.funcs[f].has_body {
        imported::tag_from_directive(pkg, f);
        tag::tag_parameters(pkg, f);
        return;
    }
    let verbose = std::mem::take(&mut pkg.options.verbose);
    let mut a = Analysis::new(pkg, &[f]);
    a.declare_variables(f);
    a.walk_function(f);
    a.solve();
    a.record_leaks();
    pkg.options.verbose = verbose;
    tag::tag_parameters(pkg, f);
}
