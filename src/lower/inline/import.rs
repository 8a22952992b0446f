//! Bodies of imported functions.
//!
//! gc reads them from export data, which has lost something: columns, the source form of
//! constants, which conversions were implicit, and that `x := e` declared its variable. What is
//! inlined must look the same, so the kept body is put into that form. Files are known by the
//! name that a line directive gives them (`$GOROOT/src/fmt/print.go`).

use rustc_hash::FxHashMap;

use super::{copy, cost, judge, kept_declarations};
use crate::intern::Name;
use crate::lower::callgraph::{inspect, static_callee};
use crate::package::{ItabPair, Package};
use crate::source::{BaseId, Pos, PosBase};
use crate::tree::{Class, FuncFlags, FuncId, InlineBody, NodeFlags, NodeId, NodeList, Op, VarId};
use crate::types::{PkgId, Type, TypeId};

/// Judges an imported function, the functions it calls first.
pub fn check(pkg: &mut Package, f: FuncId) {
    let func = &mut pkg.tree.funcs[f];
    if func.flags.contains(FuncFlags::INLINE_CHECKED) || !func.flags.contains(FuncFlags::IMPORTED) {
        return;
    }
    func.flags |= FuncFlags::INLINE_CHECKED;
    let body = func.body;
    check_callees(pkg, f);
    if let Ok(cost::Verdict { cost, used }) = judge(pkg, f) {
        let dcl = kept_declarations(pkg, f, &used);
        let body = copy::Copier::plain(pkg).list(body);
        let body = Normaliser::new(pkg).statements(body);
        Normaliser::new(pkg).variables(f, &dcl);
        pkg.tree.funcs[f].inline = Some(Box::new(InlineBody { cost, dcl, body }));
    }
}

/// Judges the imported functions that `f` calls, whose cost is part of its own.
pub fn check_callees(pkg: &mut Package, f: FuncId) {
    let mut callees = Vec::new();
    inspect(&pkg.tree, pkg.tree.funcs[f].body, &mut |n| {
        if matches!(pkg.tree.op(n), Op::CallFunc | Op::CallMeth) {
            callees.extend(static_callee(&pkg.tree, n));
        }
    });
    for callee in callees {
        check(pkg, callee);
    }
}

/// What checking an imported body brings when it is expanded for the first time: itabs of the
/// pointer-shaped types it converts to interfaces or asserts (spec 10, section 10).
pub fn first_use(pkg: &mut Package, f: FuncId) {
    let func = &mut pkg.tree.funcs[f];
    if !func.flags.contains(FuncFlags::IMPORTED) || func.flags.contains(FuncFlags::EXPANDED) {
        return;
    }
    func.flags |= FuncFlags::EXPANDED;
    let body = func.inline.as_ref().map(|i| i.body).unwrap_or_default();
    let mut found = Vec::new();
    inspect(&pkg.tree, body, &mut |n| {
        let node = &pkg.tree.nodes[n];
        let Some(operand) = node.left.expand() else { return };
        let from = pkg.tree.ty(operand);
        match (node.op, pkg.types.get(node.ty)) {
            (Op::ConvIface, _) => found.push(ItabPair { concrete: from, interface: node.ty }),
            (Op::DotType | Op::DotType2, Type::Results(tys)) if !tys.is_empty() => {
                found.push(ItabPair { concrete: tys[0], interface: from });
            }
            (Op::DotType | Op::DotType2, _) => {
                found.push(ItabPair { concrete: node.ty, interface: from });
            }
            _ => {}
        }
    });
    for pair in found {
        let (types, c) = (&pkg.types, pair.concrete);
        let wanted = !types.is_interface(c)
            && types.is_direct_interface(c)
            && types.is_interface(pair.interface)
            && !types.is_empty_interface(pair.interface);
        if wanted && !pkg.early_itabs.contains(&pair) {
            pkg.early_itabs.push(pair);
        }
    }
}

struct Normaliser<'a> {
    pkg: &'a mut Package,
    bases: FxHashMap<BaseId, BaseId>,
    /// The node is a constant size of `make`.
    in_make: bool,
}

impl<'a> Normaliser<'a> {
    fn new(pkg: &'a mut Package) -> Normaliser<'a> {
        Normaliser { pkg, bases: FxHashMap::default(), in_make: false }
    }

    fn pos(&mut self, pos: Pos) -> Pos {
        if !pos.is_known() {
            return pos;
        }
        let (file, line) = self.pkg.sources.file_line(pos);
        let sources = &self.pkg.sources;
        let base = *self.bases.entry(pos.base()).or_insert_with(|| {
            sources.add_base(PosBase { file, abs_file: file, directive: None, inlined: None })
        });
        Pos::new(base, line, 0)
    }

    /// Export data numbers locals: results, named parameters and locals count (`slice·5`),
    /// temporaries do not.
    /// Capitalised names lose their package.
    fn variables(&mut self, f: FuncId, kept: &[VarId]) {
        let func = &self.pkg.tree.funcs[f];
        let mut number = func.results.len();
        let declared: Vec<VarId> = func.dcl.iter().filter_map(|d| d.var()).collect();
        for var in declared {
            let v = &self.pkg.tree.vars[var];
            let (class, name, pos) = (v.class, v.name, v.pos);
            let is_temp = name.as_str().starts_with('.');
            if class != Class::Result && !is_temp {
                number += 1;
            }
            if !kept.contains(&var) {
                continue;
            }
            let pos = self.pos(pos);
            let v = &mut self.pkg.tree.vars[var];
            v.pos = pos;
            if name.is_exported() || is_temp {
                v.pkg = PkgId::LOCAL;
            }
            if class == Class::Auto && !is_temp {
                v.name = Name::new(&format!("{name}·{number}"));
            }
            let node = v.node;
            self.pkg.tree.nodes[node].pos = pos;
        }
    }

    /// A list of statements. Declarations stand alone and zero their variable.
    fn statements(&mut self, list: NodeList) -> NodeList {
        let mut out = Vec::with_capacity(list.len());
        let items = self.pkg.tree.to_vec(list);
        for (i, &n) in items.iter().enumerate() {
            self.node(n);
            let node = self.pkg.tree.nodes[n];
            if node.op == Op::Dcl {
                let next = items.get(i + 1).map(|&s| self.pkg.tree.nodes[s]);
                let zeroed = next
                    .is_some_and(|s| s.op == Op::As && s.left == node.left && s.right.is_none());
                self.declaration(n, node.pos, !zeroed, &mut out);
                continue;
            }
            let init = self.pkg.tree.to_vec(node.init);
            if init.iter().any(|&d| self.pkg.tree.op(d) == Op::Dcl) {
                out.extend(init);
                self.pkg.tree.nodes[n].init = NodeList::new();
            }
            self.pkg.tree.nodes[n].flags -= NodeFlags::COLAS;
            out.push(n);
        }
        self.pkg.tree.list(&out)
    }

    fn declaration(&mut self, dcl: NodeId, pos: Pos, zero: bool, out: &mut Vec<NodeId>) {
        out.push(dcl);
        if let (true, Some(name)) = (zero, self.pkg.tree.left(dcl)) {
            out.push(self.pkg.tree.unary(Op::As, pos, TypeId::INVALID, name));
        }
    }

    fn each(&mut self, list: NodeList) {
        for n in self.pkg.tree.to_vec(list) {
            self.node(n);
        }
    }

    fn node(&mut self, n: NodeId) {
        let node = self.pkg.tree.nodes[n];
        if node.op == Op::Name {
            return;
        }
        let pos = self.pos(node.pos);
        let now = &mut self.pkg.tree.nodes[n];
        now.pos = pos;
        now.orig = None.into();
        if !self.in_make {
            now.flags -= NodeFlags::FROM_UNTYPED;
        }
        if matches!(node.op, Op::ConvIface | Op::Conv | Op::ConvNop) {
            now.flags -= NodeFlags::IMPLICIT;
        }
        // Constant sizes of `make` stay untyped.
        let is_make = matches!(node.op, Op::MakeSlice | Op::MakeMap | Op::MakeChan);
        for child in [node.left.expand(), node.right.expand()].into_iter().flatten() {
            self.in_make = is_make && self.pkg.tree.op(child) == Op::Literal;
            self.node(child);
            self.in_make = false;
        }
        self.each(node.list);
        self.literal_positions(n, pos);
        let is_block = matches!(node.op, Op::If);
        let rlist = if is_block { self.statements(node.rlist) } else { node.rlist };
        if !is_block {
            self.each(node.rlist);
        }
        let init = self.statements(node.init);
        let body = self.statements(node.body);
        let now = &mut self.pkg.tree.nodes[n];
        (now.rlist, now.body, now.init) = (rlist, body, init);
    }

    /// Struct literals lose the positions of their keys, so the address of one has its own.
    fn literal_positions(&mut self, n: NodeId, pos: Pos) {
        let node = self.pkg.tree.nodes[n];
        match node.op {
            Op::StructLit => {
                for key in self.pkg.tree.to_vec(node.list) {
                    self.pkg.tree.nodes[key].pos = pos;
                }
            }
            Op::PtrLit => {
                let Some(lit) = node.left.expand() else { return };
                let l = self.pkg.tree.nodes[lit];
                if l.op == Op::StructLit && !l.list.is_empty() {
                    self.pkg.tree.nodes[n].pos = l.pos;
                }
            }
            _ => {}
        }
    }
}
