//! Prints the typed tree for `-d dump=walk` and friends: one node a line, children indented.
//!
//! The form follows the dumps that gc's `-W` gives, so that the two compare line by line: ops by
//! gc's names, the init list in front of its node, then left, right and the lists.
//!
//! ```text
//! .   AS l(4)
//! .   .   NAME-~r1 class(PPARAMOUT) int
//! .   .   ADD l(4) int
//! ```

use std::fmt::Write;

use super::{Aux, Class, Const, FuncId, NodeFlags, NodeId, NodeList, Op, Tree};
use crate::types::{Kind, PkgId, TypeId, Types};

/// Enter list, body and exit list of a function.
pub fn func(tree: &Tree, types: &Types, f: FuncId) -> String {
    let mut p = Printer { tree, types, out: String::new() };
    let f = &tree.funcs[f];
    let _ = writeln!(p.out, "func {} {}", f.link_name, types.display(f.ty));
    for (name, list) in [("enter", f.enter), ("body", f.body), ("exit", f.exit)] {
        if name != "exit" || !list.is_empty() {
            let _ = writeln!(p.out, "{name}");
            p.items(list, 1);
        }
    }
    p.out
}

/// gc's name of an op.
fn op_name(op: Op) -> String {
    let name = match op {
        Op::Shl => "LSH",
        Op::Shr => "RSH",
        Op::Com => "BITNOT",
        Op::New => "NEWOBJ",
        Op::IfaceMake => "EFACE",
        Op::SlicePtr => "SPTR",
        Op::FuncPtr => "CFUNC",
        Op::NameOffset => "NAME",
        Op::Fallthrough => "FALL",
        Op::TailCall => "RETJMP",
        Op::BytesToStrTmp => "BYTES2STRTMP",
        Op::StrToBytesTmp => "STR2BYTESTMP",
        _ => return format!("{op:?}").to_uppercase(),
    };
    name.to_owned()
}

struct Printer<'a> {
    tree: &'a Tree,
    types: &'a Types,
    out: String,
}

impl Printer<'_> {
    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.out.push_str(".   ");
        }
    }

    fn items(&mut self, list: NodeList, depth: usize) {
        for &n in self.tree.items(list) {
            self.node(n, depth);
        }
    }

    fn section(&mut self, op: Op, name: &str, list: NodeList, depth: usize) {
        if !list.is_empty() {
            self.indent(depth);
            let _ = writeln!(self.out, "{}-{name}", op_name(op));
            self.items(list, depth + 1);
        }
    }

    fn node(&mut self, id: NodeId, depth: usize) {
        let n = &self.tree.nodes[id];
        if n.op == Op::Nil {
            self.indent(depth);
            self.out.push_str("<nil>\n");
            return;
        }
        self.section(n.op, "init", n.init, depth);
        self.indent(depth);
        self.out.push_str(&op_name(n.op));
        let after = matches!(n.aux, Aux::Field { .. } | Aux::Method { .. } | Aux::Name(_))
            || matches!(n.aux, Aux::Int(_)) && n.op != Op::NameOffset;
        if !after {
            self.payload(id);
        }
        if self.tree.sets_pos(id) {
            let _ = write!(self.out, " l({})", n.pos.line());
        }
        if after {
            self.payload(id);
        }
        let flags = [
            (NodeFlags::LIKELY, "likely"),
            (NodeFlags::UNLIKELY, "unlikely"),
            (NodeFlags::BOUNDED, "bounded"),
            (NodeFlags::NON_NIL, "nonnil"),
            (NodeFlags::HAS_CALL, "hascall"),
        ];
        for (flag, text) in flags {
            if n.flags.contains(flag) && n.op != Op::Name {
                let _ = write!(self.out, " {text}");
            }
        }
        let statement = matches!(
            n.op,
            Op::As | Op::Switch | Op::Select | Op::For | Op::ForUntil | Op::If | Op::Block
        );
        if n.ty != TypeId::INVALID && !statement {
            let _ = write!(self.out, " {}", self.types.display(n.ty));
        }
        self.out.push('\n');
        let method = matches!(n.op, Op::DotMeth | Op::CallPart);
        if n.op == Op::NameOffset {
            return;
        }
        for child in [n.left.expand(), n.right.expand().filter(|_| !method)].into_iter().flatten() {
            self.node(child, depth + 1);
        }
        self.section(n.op, "list", n.list, depth);
        self.section(n.op, "rlist", n.rlist, depth);
        self.section(n.op, "body", n.body, depth);
    }

    /// What stands after the op's name: a variable with its class, a constant, an offset.
    fn payload(&mut self, id: NodeId) {
        let n = &self.tree.nodes[id];
        match n.aux {
            Aux::None => {}
            Aux::Var(v) => self.variable(v),
            Aux::Const(c) => {
                let nil_pointer = matches!(self.types.kind(n.ty), Kind::Ptr | Kind::UnsafePtr);
                let text = match &self.tree.consts[c] {
                    Const::Nil if nil_pointer => "0".to_owned(),
                    c => constant(c),
                };
                let _ = write!(self.out, "-{text}");
            }
            Aux::Func(f) => {
                let _ = write!(self.out, "-{}", self.tree.funcs[f].link_name);
            }
            // Loops and switches carry the label that stands before them.
            Aux::Name(_) if !matches!(n.op, Op::Goto | Op::Label | Op::Break | Op::Continue) => {}
            Aux::Name(name) => {
                let _ = write!(self.out, " {name}");
            }
            Aux::Op(op) => {
                let _ = write!(self.out, "-{}", op_name(op));
            }
            Aux::Field { offset, .. } => {
                let _ = write!(self.out, " x({offset})");
            }
            Aux::Method { index } => {
                let _ = write!(self.out, " x({})", index * 8);
            }
            Aux::Int(v) if n.op == Op::NameOffset => {
                if let Some(Aux::Var(var)) = n.left.expand().map(|l| self.tree.nodes[l].aux) {
                    self.variable(var);
                }
                let _ = write!(self.out, " x({v})");
            }
            Aux::Int(v) => {
                let _ = write!(self.out, " x({v})");
            }
        }
    }

    fn variable(&mut self, v: super::VarId) {
        let v = &self.tree.vars[v];
        let class = match v.class {
            Class::Extern => "PEXTERN",
            Class::Auto => "PAUTO",
            Class::AutoHeap => "PAUTOHEAP",
            Class::Param => "PPARAM",
            Class::Result => "PPARAMOUT",
            Class::Func => "PFUNC",
        };
        let pkg = match v.pkg {
            PkgId::LOCAL | PkgId::BUILTIN => String::new(),
            pkg => format!("{}.", self.types.pkg(pkg).name),
        };
        let _ = write!(self.out, "-{pkg}{}", v.name);
        if !v.name.is_blank() {
            let _ = write!(self.out, " class({class})");
        }
    }
}

/// A constant as dumps show it.
fn constant(c: &Const) -> String {
    match c {
        Const::Nil => "nil".to_owned(),
        Const::Bool(b) => b.to_string(),
        Const::Str(s) => crate::quote::quote(s),
        Const::Int(v) => v.to_string(),
        Const::Float(f) => format!("{}", f.to_f64().value()),
        Const::Complex(c) => {
            format!("({}+{}i)", c.0.to_f64().value(), c.1.to_f64().value())
        }
    }
}
