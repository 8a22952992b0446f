//! Flows of expressions (spec 11, section 9).

use super::graph::{Analysis, Hole};
use crate::tree::{Aux, NodeId, NodeList, Op, VarFlags};
use crate::types::{Kind, TypeId};

impl Analysis<'_> {
    /// Evaluates `n` for its effect.
    pub fn discard(&mut self, n: Option<NodeId>) {
        if let Some(n) = n {
            self.expr(self.discard_hole(), n);
        }
    }

    fn discards(&mut self, list: NodeList) {
        for n in self.pkg.tree.to_vec(list) {
            self.discard(Some(n));
        }
    }

    /// The value of `n` flows into `k`.
    pub fn expr(&mut self, k: Hole, n: NodeId) {
        let init = self.pkg.tree.nodes[n].init;
        self.stmts(init);
        self.expr_without_init(k, n);
    }

    pub fn expr_without_init(&mut self, k: Hole, n: NodeId) {
        let node = self.pkg.tree.nodes[n];
        let (left, right) = (node.left.expand(), node.right.expand());
        let pointerless = node.ty == TypeId::INVALID || !self.pkg.types.has_pointers(node.ty);
        let is_tuple = matches!(self.pkg.types.get(node.ty), crate::types::Type::Results(_));
        let k = if k.derefs >= 0 && pointerless && !is_tuple { self.discard_hole() } else { k };
        match node.op {
            Op::Name => {
                if let Some(loc) = self.pkg.tree.var_of(n).and_then(|v| self.var_location(v)) {
                    self.flow(k, loc);
                }
            }
            Op::Literal | Op::Type | Op::ClosureVar | Op::GetG | Op::Nil => {}
            Op::Wrapped | Op::Paren => {
                if let Some(l) = left {
                    self.expr(k, l);
                }
            }
            Op::Plus | Op::Neg | Op::Com | Op::Not | Op::Recv | Op::MakeChan => self.discard(left),
            Op::Addr => self.operand(k.addr(), left),
            Op::Deref | Op::DotPtr => self.operand(k.deref(), left),
            Op::Dot | Op::DotMeth | Op::DotInter => self.operand(k, left),
            Op::DotType | Op::DotType2 => {
                let ty = match self.pkg.types.get(node.ty) {
                    crate::types::Type::Results(tys) if !tys.is_empty() => tys[0],
                    _ => node.ty,
                };
                self.operand(self.asserted(k, ty), left);
            }
            Op::Index => {
                let kind = left.map(|l| self.pkg.types.kind(self.pkg.tree.ty(l)));
                self.operand(if kind == Some(Kind::Array) { k } else { k.deref() }, left);
                self.discard(right);
            }
            Op::IndexMap => {
                self.discard(left);
                self.discard(right);
            }
            Op::Slice | Op::SliceArr | Op::SliceStr | Op::Slice3 | Op::Slice3Arr => {
                self.operand(k, left);
                self.discards(node.list);
            }
            Op::Conv | Op::ConvNop => {
                let from = left.map(|l| self.pkg.types.kind(self.pkg.tree.ty(l)));
                let to_pointer = self.pkg.types.kind(node.ty) == Kind::UnsafePtr;
                match left {
                    Some(l) if to_pointer && from == Some(Kind::Uintptr) => self.unsafe_value(k, l),
                    _ => self.operand(k, left),
                }
            }
            Op::ConvIface => {
                // The location exists for every conversion; only values that the data word cannot
                // hold are stored there.
                let spilled = self.spill(k, n);
                let held = left.is_some_and(|l| {
                    let ty = self.pkg.tree.ty(l);
                    self.pkg.types.is_interface(ty) || self.pkg.types.is_direct_interface(ty)
                });
                self.operand(if held { k } else { spilled }, left);
            }
            Op::CallFunc | Op::CallMeth | Op::CallInter => self.call(&[k], n, None),
            Op::Len | Op::Cap | Op::Complex | Op::Real | Op::Imag | Op::Append | Op::Copy => {
                self.call(&[k], n, None);
            }
            Op::Recover => {}
            Op::New => {
                self.spill(k, n);
            }
            Op::MakeSlice => {
                self.spill(k, n);
                self.discard(left);
                self.discard(right);
            }
            Op::MakeMap => {
                self.spill(k, n);
                self.discard(left);
            }
            Op::CallPart => {
                self.spill(k, n);
                self.assign_heap(left);
            }
            Op::PtrLit => {
                let contents = self.spill(k, n);
                self.operand(contents, left);
            }
            Op::ArrayLit | Op::StructLit => self.elements(k, node.list),
            Op::SliceLit => {
                let contents = self.spill(k, n);
                self.elements(contents, node.list);
            }
            Op::MapLit => {
                self.spill(k, n);
                for key in self.pkg.tree.to_vec(node.list) {
                    let pair = self.pkg.tree.nodes[key];
                    self.assign_heap(pair.left.expand());
                    self.assign_heap(pair.right.expand());
                }
            }
            Op::Closure => {
                let contents = self.spill(k, n);
                let Aux::Func(f) = node.aux else { return };
                for view in self.pkg.tree.funcs[f].captures.clone() {
                    let by_value = self.pkg.tree.vars[view].flags.contains(VarFlags::BY_VALUE);
                    let hole = if by_value { contents } else { contents.addr() };
                    let origin = crate::lower::capture::outermost(self.pkg, view);
                    let name = self.pkg.tree.vars[origin].node;
                    self.expr(hole, name);
                }
            }
            Op::RunesToStr | Op::BytesToStr | Op::StrToRunes | Op::StrToBytes | Op::RuneToStr => {
                self.spill(k, n);
                self.discard(left);
            }
            Op::AddStr => {
                self.spill(k, n);
                self.discards(node.list);
            }
            _ => {
                self.discard(left);
                self.discard(right);
            }
        }
    }

    fn operand(&mut self, k: Hole, n: Option<NodeId>) {
        if let Some(n) = n {
            self.expr(k, n);
        }
    }

    fn elements(&mut self, k: Hole, list: NodeList) {
        for e in self.pkg.tree.to_vec(list) {
            let node = self.pkg.tree.nodes[e];
            match node.op {
                Op::Key => self.operand(k, node.right.expand()),
                Op::StructKey => self.operand(k, node.left.expand()),
                _ => self.expr(k, e),
            }
        }
    }

    /// Pointers hidden in the integer `n` flow into `k` (patterns that package unsafe allows).
    pub fn unsafe_value(&mut self, k: Hole, n: NodeId) {
        let node = self.pkg.tree.nodes[n];
        self.stmts(node.init);
        let (left, right) = (node.left.expand(), node.right.expand());
        match node.op {
            Op::Conv | Op::ConvNop => {
                let from = left.map(|l| self.pkg.types.kind(self.pkg.tree.ty(l)));
                match left {
                    Some(l) if from == Some(Kind::UnsafePtr) => self.expr(k, l),
                    _ => self.discard(left),
                }
            }
            Op::DotPtr if self.is_header_data(n) => self.operand(k.deref(), left),
            Op::DotPtr => self.discard(left),
            Op::Wrapped | Op::Paren | Op::Plus | Op::Neg | Op::Com => {
                if let Some(l) = left {
                    self.unsafe_value(k, l);
                }
            }
            Op::Add
            | Op::Sub
            | Op::Or
            | Op::Xor
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::And
            | Op::AndNot => {
                for side in [left, right].into_iter().flatten() {
                    self.unsafe_value(k, side);
                }
            }
            Op::Shl | Op::Shr => {
                if let Some(l) = left {
                    self.unsafe_value(k, l);
                }
                self.discard(right);
            }
            _ => self.expr_without_init(self.discard_hole(), n),
        }
    }

    /// Whether `n` selects `Data` of reflect's `SliceHeader` or `StringHeader`.
    pub fn is_header_data(&self, n: NodeId) -> bool {
        let tree = &self.pkg.tree;
        let types = &self.pkg.types;
        let node = &tree.nodes[n];
        let (Aux::Field { index, .. }, Some(l)) = (node.aux, node.left.expand()) else {
            return false;
        };
        if types.kind(node.ty) != Kind::Uintptr {
            return false;
        }
        let ty = tree.ty(l);
        let ty = if node.op == Op::DotPtr { types.elem(ty) } else { ty };
        types.as_named(ty).is_some_and(|named| {
            types.pkg(named.pkg).path.as_str() == "reflect"
                && matches!(named.name.as_str(), "SliceHeader" | "StringHeader")
                && types.fields(ty)[index as usize].name.as_str() == "Data"
        })
    }
}
