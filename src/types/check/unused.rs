//! Variables that are declared and never used (spec 10, section 6.12).
//!
//! gc looks for them when it lowers a function, so they are only reported in programs without
//! other errors, and after the decisions of `-m`.

use crate::package::{Package, TopDecl};
use crate::tree::{Class, Decl, FuncId, NodeId, Op, VarFlags, VarId};

/// Reports the unused variables of every function.
pub fn report(pkg: &mut Package) {
    for i in 0..pkg.top.len() {
        if let TopDecl::Func(f) = pkg.top[i] {
            report_in(pkg, f);
        }
    }
}

/// The guard of a type switch, if the variable belongs to one of its clauses.
fn guard_of(pkg: &Package, var: VarId) -> Option<NodeId> {
    pkg.tree.vars[var].defn.filter(|&d| pkg.tree.op(d) == Op::TypeSwitch)
}

fn report_in(pkg: &mut Package, f: FuncId) {
    let ours = VarFlags::INL_FORMAL | VarFlags::INL_LOCAL | VarFlags::AUTO_TEMP;
    let mut vars = Vec::new();
    for decl in &pkg.tree.funcs[f].dcl {
        let Decl::Var(var) = *decl else { continue };
        let v = &pkg.tree.vars[var];
        let local = matches!(v.class, Class::Auto | Class::AutoHeap);
        let written = v.flags.contains(VarFlags::NAMED) && !v.flags.intersects(ours);
        if local && written && v.owner == Some(f) && !v.flags.contains(VarFlags::CLOSURE_VAR) {
            vars.push(var);
        }
    }
    let used = |pkg: &Package, v: VarId| pkg.tree.vars[v].flags.contains(VarFlags::USED);
    // The variable of a type switch is used if any clause uses its own.
    let mut done: Vec<NodeId> =
        vars.iter().filter(|&&v| used(pkg, v)).filter_map(|&v| guard_of(pkg, v)).collect();
    for var in vars {
        if used(pkg, var) {
            continue;
        }
        let name = pkg.tree.vars[var].name;
        let mut pos = pkg.tree.vars[var].pos;
        if let Some(guard) = guard_of(pkg, var) {
            if done.contains(&guard) {
                continue;
            }
            done.push(guard);
            if let Some(bound) = pkg.tree.left(guard) {
                pos = pkg.tree.nodes[bound].pos;
            }
        }
        pkg.diags.error(pos, format!("{name} declared and not used"));
    }
}
