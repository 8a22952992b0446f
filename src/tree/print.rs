//! Prints the typed tree for `-d dump=walk` and friends: one node a line, children indented.

use std::fmt::Write;

use super::{Aux, FuncId, NodeId, NodeList, Tree};
use crate::types::{TypeId, Types};

/// Enter list and body of a function.
pub fn func(tree: &Tree, types: &Types, f: FuncId) -> String {
    let mut p = Printer { tree, types, out: String::new() };
    let f = &tree.funcs[f];
    let _ = writeln!(p.out, "func {} {}", f.link_name, types.display(f.ty));
    p.section("enter", f.enter, 0);
    p.section("body", f.body, 0);
    p.section("exit", f.exit, 0);
    p.out
}

struct Printer<'a> {
    tree: &'a Tree,
    types: &'a Types,
    out: String,
}

impl Printer<'_> {
    fn section(&mut self, name: &str, list: NodeList, depth: usize) {
        let items = self.tree.items(list);
        if !items.is_empty() {
            let _ = writeln!(self.out, "{}{name}", ".   ".repeat(depth));
            for &n in items {
                self.node(n, depth + 1);
            }
        }
    }

    fn node(&mut self, id: NodeId, depth: usize) {
        let n = &self.tree.nodes[id];
        let _ = write!(self.out, "{}{:?}", ".   ".repeat(depth), n.op);
        match n.aux {
            Aux::None => {}
            Aux::Var(v) => {
                let v = &self.tree.vars[v];
                let _ = write!(self.out, " {} {:?}", v.name, v.class);
            }
            Aux::Const(c) => {
                let _ = write!(self.out, " {:?}", self.tree.consts[c]);
            }
            Aux::Func(f) => {
                let _ = write!(self.out, " {}", self.tree.funcs[f].link_name);
            }
            other => {
                let _ = write!(self.out, " {other:?}");
            }
        }
        let _ = write!(self.out, " l({})", n.pos.line());
        if n.ty != TypeId::INVALID {
            let _ = write!(self.out, " {}", self.types.display(n.ty));
        }
        if !n.flags.is_empty() {
            let _ =
                write!(self.out, " {:?}", n.flags.iter_names().map(|f| f.0).collect::<Vec<_>>());
        }
        self.out.push('\n');
        self.section("init", n.init, depth + 1);
        for child in [n.left.expand(), n.right.expand()].into_iter().flatten() {
            self.node(child, depth + 1);
        }
        self.section("list", n.list, depth + 1);
        self.section("rlist", n.rlist, depth + 1);
        self.section("body", n.body, depth + 1);
    }
}
