//! The order in which package variables are initialised (spec 12, section 22.1).
//!
//! Initialisers are taken in source order. One that depends on a variable not initialised yet
//! waits; whenever a variable is done, those that waited for it alone become ready, and among the
//! ready ones the earliest declared goes first.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::package::{Package, TopDecl};
use crate::source::Pos;
use crate::tree::{Class, NodeId, Op, VarId};

/// The package's initialisers in order; `None` if there is a cycle, which is reported.
pub fn order(pkg: &mut Package) -> Option<Vec<NodeId>> {
    // The checker meets variables when they are first used; gc takes them as they are written.
    let refs: FxHashMap<NodeId, &Vec<VarId>> =
        pkg.init_refs.iter().map(|(n, refs)| (*n, refs)).collect();
    let inits: Vec<(NodeId, Vec<VarId>)> = pkg
        .top
        .iter()
        .filter_map(|decl| match decl {
            TopDecl::Init(n) => Some((*n, refs.get(n).map_or_else(Vec::new, |&r| r.clone()))),
            TopDecl::Func(_) => None,
        })
        .collect();
    let owner = owners(pkg, &inits);
    let depends: Vec<Vec<usize>> =
        inits.iter().map(|(_, refs)| dependencies(pkg, refs, &owner)).collect();

    let n = inits.len();
    let mut done = vec![false; n];
    let mut missing = vec![0usize; n];
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut ready: Vec<usize> = Vec::new();
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        for &d in &depends[i] {
            if !done[d] {
                missing[i] += 1;
                waiting[d].push(i);
            }
        }
        if missing[i] == 0 {
            ready.push(i);
        }
        while let Some(k) = earliest(pkg, &inits, &ready) {
            let next = ready.swap_remove(k);
            out.push(inits[next].0);
            done[next] = true;
            for w in std::mem::take(&mut waiting[next]) {
                missing[w] -= 1;
                if missing[w] == 0 {
                    ready.push(w);
                }
            }
        }
    }
    match (0..n).find(|&i| !done[i]) {
        None => Some(out),
        Some(first) => {
            report_loop(pkg, &inits, &owner, first);
            None
        }
    }
}

/// Which initialiser defines a variable.
fn owners(pkg: &Package, inits: &[(NodeId, Vec<VarId>)]) -> FxHashMap<VarId, usize> {
    let mut owner = FxHashMap::default();
    for (i, &(n, _)) in inits.iter().enumerate() {
        for v in targets(pkg, n) {
            owner.insert(v, i);
        }
    }
    owner
}

/// Variables that an initialiser assigns.
fn targets(pkg: &Package, n: NodeId) -> Vec<VarId> {
    let node = &pkg.tree.nodes[n];
    match node.op {
        Op::As => node.left.expand().and_then(|l| pkg.tree.var_of(l)).into_iter().collect(),
        _ => pkg.tree.items(node.list).iter().filter_map(|&t| pkg.tree.var_of(t)).collect(),
    }
}

/// Initialisers that `refs` reach, through functions.
fn dependencies(pkg: &Package, refs: &[VarId], owner: &FxHashMap<VarId, usize>) -> Vec<usize> {
    let mut seen = FxHashSet::default();
    let mut stack: Vec<VarId> = refs.iter().rev().copied().collect();
    let mut out = Vec::new();
    while let Some(v) = stack.pop() {
        if !seen.insert(v) {
            continue;
        }
        if let Some(&i) = owner.get(&v) {
            if !out.contains(&i) {
                out.push(i);
            }
            continue;
        }
        if let Some(func) = pkg.tree.vars[v].func {
            stack.extend(pkg.tree.funcs[func].refs.iter().rev());
        }
    }
    out
}

/// The ready initialiser whose first variable is declared first.
fn earliest(pkg: &Package, inits: &[(NodeId, Vec<VarId>)], ready: &[usize]) -> Option<usize> {
    (0..ready.len()).min_by_key(|&k| declared_at(pkg, inits[ready[k]].0))
}

fn declared_at(pkg: &Package, n: NodeId) -> Pos {
    let first = targets(pkg, n).first().copied();
    first.map_or(pkg.tree.nodes[n].pos, |v| pkg.tree.vars[v].pos)
}

/// `initialization loop`, with the way round it.
fn report_loop(
    pkg: &mut Package,
    inits: &[(NodeId, Vec<VarId>)],
    owner: &FxHashMap<VarId, usize>,
    first: usize,
) {
    let Some(path) = inits.iter().enumerate().skip(first).find_map(|(_, (n, _))| {
        let start = targets(pkg, *n).first().copied()?;
        let mut path = vec![start];
        find_loop(pkg, inits, owner, start, &mut path, &mut FxHashSet::default()).then_some(path)
    }) else {
        return;
    };
    let mut text = "initialization loop:\n".to_owned();
    for (i, &v) in path.iter().enumerate() {
        let var = &pkg.tree.vars[v];
        let place = pkg.sources.describe(var.pos);
        let more = if i + 1 < path.len() { " refers to\n" } else { "" };
        text.push_str(&format!("\t{place}: {}{more}", var.name));
    }
    let pos = pkg.tree.vars[path[0]].pos;
    pkg.diags.error(pos, text);
}

/// Extends `path` to one that returns to its start.
fn find_loop(
    pkg: &Package,
    inits: &[(NodeId, Vec<VarId>)],
    owner: &FxHashMap<VarId, usize>,
    at: VarId,
    path: &mut Vec<VarId>,
    seen: &mut FxHashSet<VarId>,
) -> bool {
    let refs: &[VarId] = match owner.get(&at) {
        Some(&i) => &inits[i].1,
        None => match pkg.tree.vars[at].func {
            Some(func) if pkg.tree.vars[at].class == Class::Func => &pkg.tree.funcs[func].refs,
            _ => return false,
        },
    };
    for &next in refs {
        if next == path[0] {
            path.push(next);
            return true;
        }
        if seen.insert(next) {
            path.push(next);
            if find_loop(pkg, inits, owner, next, path, seen) {
                return true;
            }
            path.pop();
        }
    }
    false
}
