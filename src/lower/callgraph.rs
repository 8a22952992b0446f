//! Functions of the package bottom up: callees before callers, mutually recursive ones together.
//!
//! The static call graph has an edge for each call whose callee is known and for each func
//! literal. Groups are its strongly connected components, except that a literal always joins the
//! group of the function around it. Rule: spec 11, section 1.

use crate::package::{Package, TopDecl};
use crate::tree::{Aux, Class, FuncFlags, FuncId, NodeFlags, NodeId, NodeList, Op, Tree};

/// Functions that are processed together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The root first, then the others in order of first visit.
    pub funcs: Vec<FuncId>,
    /// Whether a function of the group can call itself, directly or through others.
    pub recursive: bool,
}

/// All groups of the package in processing order.
pub fn groups(pkg: &Package) -> Vec<Group> {
    let mut v = Visitor {
        tree: &pkg.tree,
        number: vec![0; pkg.tree.funcs.len()],
        last: 0,
        stack: Vec::new(),
        groups: Vec::new(),
    };
    for decl in &pkg.top {
        if let TopDecl::Func(f) = *decl {
            if !is_nested_literal(&pkg.tree, f) {
                v.visit(f);
            }
        }
    }
    v.groups
}

/// Whether `f` is a func literal inside another function (those at package level stand alone).
pub fn is_nested_literal(tree: &Tree, f: FuncId) -> bool {
    let f = &tree.funcs[f];
    f.closure_node.is_some() && f.outer.is_some()
}

/// The function that a call is known to reach: a named function, a method of a concrete type, or
/// a func literal called where it stands.
pub fn static_callee(tree: &Tree, call: NodeId) -> Option<FuncId> {
    let callee = skip_wrapping(tree, tree.left(call)?);
    let name = match tree.op(callee) {
        Op::Name => callee,
        Op::DotMeth => tree.right(callee)?,
        Op::Closure => match tree.nodes[callee].aux {
            Aux::Func(f) => return Some(f),
            _ => return None,
        },
        _ => return None,
    };
    let var = &tree.vars[tree.var_of(name)?];
    if var.class == Class::Func { var.func } else { None }
}

/// The function that the called variable was declared with (`f := x.M`, `f := g`). gc finds it
/// through the variable's type, which is the function's own, and counts an edge, although the
/// variable may hold something else by the time of the call.
fn declared_value(tree: &Tree, call: NodeId) -> Option<FuncId> {
    let mut name = skip_wrapping(tree, tree.left(call)?);
    loop {
        let var = tree.var_of(name)?;
        let v = &tree.vars[var];
        if v.class == Class::Func {
            return v.func.filter(|&f| tree.funcs[f].recv.is_none());
        }
        let defn = &tree.nodes[v.outer.map_or(v, |o| &tree.vars[o]).defn?];
        if !defn.flags.contains(NodeFlags::COLAS) {
            return None;
        }
        let value = match defn.op {
            Op::As => defn.right.expand()?,
            Op::As2 => {
                let at = tree.items(defn.list).iter().position(|&t| tree.var_of(t) == Some(var))?;
                *tree.items(defn.rlist).get(at)?
            }
            _ => return None,
        };
        let value = skip_wrapping(tree, value);
        match tree.op(value) {
            Op::CallPart => return tree.vars[tree.var_of(tree.right(value)?)?].func,
            Op::Name if value != name => name = value,
            _ => return None,
        }
    }
}

/// The expression inside parentheses and position wrappers.
pub fn skip_wrapping(tree: &Tree, mut n: NodeId) -> NodeId {
    while let (Op::Wrapped | Op::Paren, Some(inner)) = (tree.op(n), tree.left(n)) {
        n = inner;
    }
    n
}

/// Calls `f` for every node under `list`: a node, then its init, left, right, list, body, rlist.
pub fn inspect(tree: &Tree, list: NodeList, f: &mut impl FnMut(NodeId)) {
    for &n in tree.items(list) {
        inspect_node(tree, n, f);
    }
}

fn inspect_node(tree: &Tree, n: NodeId, f: &mut impl FnMut(NodeId)) {
    f(n);
    let node = tree.nodes[n];
    inspect(tree, node.init, f);
    if let Some(l) = node.left.expand() {
        inspect_node(tree, l, f);
    }
    // The right side of a method selector is the method's name, which is part of the selector.
    if let (Some(r), false) = (node.right.expand(), node.op == Op::DotMeth) {
        inspect_node(tree, r, f);
    }
    if node.op != Op::Closure {
        inspect(tree, node.list, f);
    }
    inspect(tree, node.body, f);
    inspect(tree, node.rlist, f);
}

/// Number of a function whose group is done: larger than any other.
const DONE: u32 = u32::MAX;

struct Visitor<'a> {
    tree: &'a Tree,
    /// 0: not visited yet.
    number: Vec<u32>,
    last: u32,
    stack: Vec<FuncId>,
    groups: Vec<Group>,
}

impl Visitor<'_> {
    /// Visits `f` and what it reaches; returns the smallest number reached.
    fn visit(&mut self, f: FuncId) -> u32 {
        let index = crate::index::EntityRef::index(f);
        if self.number[index] != 0 {
            return self.number[index];
        }
        self.last += 2;
        let own = self.last - 1;
        self.number[index] = own;
        let mut min = self.last;
        self.stack.push(f);
        let mut reached = Vec::new();
        inspect(self.tree, self.tree.funcs[f].body, &mut |n| {
            let callee = match self.tree.op(n) {
                Op::CallFunc | Op::CallMeth => {
                    static_callee(self.tree, n).or_else(|| declared_value(self.tree, n))
                }
                Op::Closure => match self.tree.nodes[n].aux {
                    Aux::Func(f) => Some(f),
                    _ => None,
                },
                _ => None,
            };
            let local = |f: &FuncId| !self.tree.funcs[*f].flags.contains(FuncFlags::IMPORTED);
            reached.extend(callee.filter(local));
        });
        for callee in reached {
            min = min.min(self.visit(callee));
        }
        if (min == own || min == own + 1) && !is_nested_literal(self.tree, f) {
            let at = self.stack.iter().rposition(|&g| g == f).expect("pushed above");
            let funcs = self.stack.split_off(at);
            for &g in &funcs {
                self.number[crate::index::EntityRef::index(g)] = DONE;
            }
            self.groups.push(Group { funcs, recursive: min == own });
        }
        min
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::source::Pos;
    use crate::types::{PkgId, TypeId};

    /// Functions `0..n`, with a call of each named callee in the body.
    fn package(calls: &[&[usize]]) -> Package {
        let mut pkg = Package::new(Options::default(), "main");
        let ty = pkg.types.func(vec![], vec![], false);
        let mut names = Vec::new();
        for i in 0..calls.len() {
            let name = format!("f{i}").as_str().into();
            let f = pkg.tree.new_func(name, name, ty, Pos::NONE);
            let var = pkg.tree.new_var(name, PkgId::LOCAL, Class::Func, ty, Pos::NONE);
            pkg.tree.vars[var].func = Some(f);
            names.push(pkg.tree.vars[var].node);
            pkg.top.push(TopDecl::Func(f));
        }
        for (i, callees) in calls.iter().enumerate() {
            let body: Vec<NodeId> = callees
                .iter()
                .map(|&c| pkg.tree.unary(Op::CallFunc, Pos::NONE, TypeId::INVALID, names[c]))
                .collect();
            let TopDecl::Func(f) = pkg.top[i] else { continue };
            pkg.tree.funcs[f].body = pkg.tree.list(&body);
        }
        pkg
    }

    fn shape(calls: &[&[usize]]) -> Vec<(Vec<usize>, bool)> {
        let index = |f: &FuncId| crate::index::EntityRef::index(*f);
        let groups = groups(&package(calls));
        groups.iter().map(|g| (g.funcs.iter().map(index).collect(), g.recursive)).collect()
    }

    #[test]
    fn callees_come_first() {
        assert_eq!(
            shape(&[&[1], &[], &[0]]),
            [(vec![1], false), (vec![0], false), (vec![2], false)]
        );
    }

    #[test]
    fn cycles_are_one_recursive_group() {
        assert_eq!(shape(&[&[1], &[2, 0], &[]]), [(vec![2], false), (vec![0, 1], true)]);
        assert_eq!(shape(&[&[0]]), [(vec![0], true)]);
    }
}
