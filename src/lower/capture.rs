//! Capture analysis: does a func literal hold a variable's value or its address?
//!
//! Before: the checker listed each literal's captured variables (`Func.captures`, the literal's
//! own views of them) and marked variables that are assigned or whose address is taken.
//! After: views captured by value carry `BY_VALUE`; the `Closure` node's list holds the values the
//! enclosing function stores in the closure object: the variable, or its address.
//! Rule: spec 11, section 6.

use crate::package::{Package, TopDecl};
use crate::source::Pos;
use crate::tree::{Class, FuncId, NodeId, Op, VarFlags, VarId};

/// Largest variable that a closure holds by value, in bytes.
const MAX_BY_VALUE: i64 = 128;

/// Runs the analysis over every literal, in the order of the top-level list (a nested literal
/// comes before the one around it).
pub fn run(pkg: &mut Package) {
    for i in 0..pkg.top.len() {
        if let TopDecl::Func(f) = pkg.top[i] {
            if pkg.tree.funcs[f].closure_node.is_some() {
                literal(pkg, f);
            }
        }
    }
}

/// The variable that a chain of closure views stands for.
pub fn outermost(pkg: &Package, mut var: VarId) -> VarId {
    while pkg.tree.vars[var].flags.contains(VarFlags::CLOSURE_VAR) {
        match pkg.tree.vars[var].outer {
            Some(outer) => var = outer,
            None => break,
        }
    }
    var
}

fn literal(pkg: &mut Package, f: FuncId) {
    let captures = pkg.tree.funcs[f].captures.clone();
    let pos = pkg.tree.funcs[f].pos;
    let mut values = Vec::with_capacity(captures.len());
    for view in captures {
        values.push(captured_value(pkg, f, view, pos));
    }
    let node = pkg.tree.funcs[f].closure_node.expect("only literals have captures");
    pkg.tree.nodes[node].list = pkg.tree.list(&values);
}

fn captured_value(pkg: &mut Package, f: FuncId, view: VarId, pos: Pos) -> NodeId {
    let outer = pkg.tree.vars[view].outer.expect("a view names the outer variable");
    let origin = outermost(pkg, view);
    let ty = pkg.tree.vars[view].ty;
    let size = pkg.types.size(ty);
    let o = &mut pkg.tree.vars[origin];
    let by_value = o.class != Class::Result
        && !o.flags.intersects(VarFlags::ADDR_TAKEN | VarFlags::ASSIGNED)
        && size <= MAX_BY_VALUE;
    if !by_value {
        o.flags |= VarFlags::ADDR_TAKEN;
    }
    let flags = o.flags;
    pkg.tree.vars[view].flags.set(VarFlags::BY_VALUE, by_value);
    if pkg.options.verbose > 1 {
        let text = format!(
            "{} capturing by {}: {} (addr={} assign={} width={size})",
            super::inline::display_name(pkg, f),
            if by_value { "value" } else { "ref" },
            pkg.tree.vars[view].name,
            flags.contains(VarFlags::ADDR_TAKEN),
            flags.contains(VarFlags::ASSIGNED),
        );
        let at = pkg.tree.vars[view].pos;
        pkg.diags.note(at, text);
    }
    let name = pkg.tree.vars[outer].node;
    if by_value { name } else { pkg.tree.unary(Op::Addr, pos, pkg.types.ptr(ty), name) }
}
