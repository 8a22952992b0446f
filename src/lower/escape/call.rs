//! Flows of calls, `go` and `defer` (spec 11, section 11).

use super::graph::{Analysis, Hole, Of};
use super::tag::ParamTag;
use crate::lower::callgraph::{skip_wrapping, static_callee};
use crate::syntax::ast::Pragma;
use crate::tree::{Esc, FuncId, NodeFlags, NodeId, Op, VarId};
use crate::types::Kind;

impl Analysis<'_> {
    /// A call (of a function or a builtin) whose results flow into `results`; `stmt` is the `go` or
    /// `defer` around it.
    pub fn call(&mut self, results: &[Hole], call: NodeId, stmt: Option<NodeId>) {
        match self.pkg.tree.op(call) {
            Op::CallFunc | Op::CallMeth | Op::CallInter => self.call_func(results, call, stmt),
            _ => self.builtin(results, call, stmt),
        }
    }

    fn call_func(&mut self, results: &[Hole], call: NodeId, stmt: Option<NodeId>) {
        let node = self.pkg.tree.nodes[call];
        let Some(left) = node.left.expand() else { return };
        let callee = static_callee(&self.pkg.tree, call);
        let in_group = callee.filter(|f| self.group.contains(f));
        if let Some(f) = callee {
            super::tag_imported(self.pkg, f);
        }
        if let Some(f) = in_group {
            for (i, r) in self.pkg.tree.funcs[f].results.clone().into_iter().enumerate() {
                if let Some(&k) = results.get(i) {
                    let name = self.pkg.tree.vars[r].node;
                    self.expr(k, name);
                }
            }
        }
        // `T.M(x)` passes the receiver as the first argument.
        let is_method_call = node.op != Op::CallFunc;
        let mut params: Vec<Option<VarId>> = Vec::new();
        let mut recv = None;
        if let Some(f) = callee {
            let func = &self.pkg.tree.funcs[f];
            recv = func.recv;
            if let (Some(r), false) = (func.recv, is_method_call) {
                params.push(Some(r));
            }
            params.extend(&func.params);
        }
        match node.op {
            Op::CallFunc => {
                let hole = self.argument(self.discard_hole(), stmt);
                self.expr(hole, left);
            }
            _ => {
                let hole = self.param_hole(results, callee, in_group.is_some(), recv);
                let hole = self.argument(hole, stmt);
                let selector = skip_wrapping(&self.pkg.tree, left);
                let init = self.pkg.tree.nodes[selector].init;
                self.stmts(init);
                if let Some(x) = self.pkg.tree.left(selector) {
                    self.expr(hole, x);
                }
            }
        }
        let sig_ty = match callee {
            Some(f) => self.pkg.tree.funcs[f].ty,
            None => self.pkg.tree.ty(skip_wrapping(&self.pkg.tree, left)),
        };
        let sig = self.pkg.types.sig(sig_ty);
        let variadic = sig.variadic && !node.flags.contains(NodeFlags::DOTS);
        let slice_ty = sig.params.last().copied();
        let n_params = if callee.is_some() { params.len() } else { sig.params.len() };
        let mut holes = Vec::with_capacity(n_params);
        for i in 0..n_params {
            let param = params.get(i).copied().flatten();
            let hole = self.param_hole(results, callee, in_group.is_some(), param);
            holes.push(self.argument(hole, stmt));
        }
        // Extra arguments share the hole of a slice that is made for them.
        let mut extra = self.heap_hole();
        if let (true, Some(ty), Some(hole)) = (variadic, slice_ty, holes.last().copied()) {
            holes.pop();
            let dots = self.pkg.tree.node(Op::DotsArg, node.pos, ty);
            self.pkg.tree.nodes[call].right = dots.into();
            extra = self.spill(hole, dots);
        }
        let uintptr_escapes =
            callee.is_some_and(|f| self.pkg.tree.funcs[f].pragma.contains(Pragma::UINTPTR_ESCAPES));
        for (i, arg) in self.pkg.tree.to_vec(node.list).into_iter().enumerate() {
            let hole = holes.get(i).copied().unwrap_or(extra);
            let arg = if uintptr_escapes { self.behind_uintptr(arg) } else { arg };
            self.expr(hole, arg);
        }
    }

    /// The pointer behind `uintptr(unsafe.Pointer(p))`, if the argument is that.
    fn behind_uintptr(&self, arg: NodeId) -> NodeId {
        let types = &self.pkg.types;
        let tree = &self.pkg.tree;
        match tree.left(arg) {
            Some(p)
                if matches!(tree.op(arg), Op::Conv | Op::ConvNop)
                    && types.kind(tree.ty(arg)) == Kind::Uintptr
                    && types.kind(tree.ty(p)) == Kind::UnsafePtr =>
            {
                p
            }
            _ => arg,
        }
    }

    /// Where an argument goes that is passed as `param` of `callee`.
    fn param_hole(
        &mut self,
        results: &[Hole],
        callee: Option<FuncId>,
        in_group: bool,
        param: Option<VarId>,
    ) -> Hole {
        let Some(f) = callee else { return self.heap_hole() };
        let named = param.filter(|&p| self.pkg.tree.vars[p].name.as_str() != "_");
        if in_group {
            let name = named.map(|p| self.pkg.tree.vars[p].node);
            return self.target(name);
        }
        let tag = match named {
            Some(p) => ParamTag(self.pkg.tree.vars[p].esc_tag),
            None if self.pkg.tree.funcs[f].has_body => ParamTag::NONE,
            None if self.pkg.tree.funcs[f].pragma.contains(Pragma::NOESCAPE) => ParamTag::NONE,
            None => ParamTag::default(),
        };
        if tag.is_heap() {
            return self.heap_hole();
        }
        let mut holes = Vec::new();
        if tag.content_escapes() {
            holes.push(self.heap_hole().deref());
        }
        for (i, &k) in results.iter().enumerate().take(ParamTag::RESULTS) {
            if let Some(level) = tag.result(i) {
                holes.push(k.shift(level));
            }
        }
        self.tee(&holes)
    }

    /// What `go` and `defer` do to the hole of an argument, receiver or callee.
    fn argument(&mut self, k: Hole, stmt: Option<NodeId>) -> Hole {
        let Some(stmt) = stmt else { return k };
        if self.pkg.tree.op(stmt) == Op::Defer && self.loop_depth == 1 {
            // Runs at most once: the record is in the frame, and so may be what it refers to, but
            // until the function ends, not just until the statement does.
            self.pkg.tree.nodes[stmt].esc = Esc::Never;
            let late = self.location(Of::Temp, false);
            let late = self.hole(late);
            return self.tee(&[k, late]);
        }
        self.heap_hole()
    }

    fn builtin(&mut self, results: &[Hole], call: NodeId, stmt: Option<NodeId>) {
        let node = self.pkg.tree.nodes[call];
        let (left, right) = (node.left.expand(), node.right.expand());
        let discard = self.discard_hole();
        let contents_escape = |a: &Self, n: NodeId| {
            let ty = a.pkg.tree.ty(n);
            a.pkg.types.kind(ty) == Kind::Slice && a.pkg.types.has_pointers(a.pkg.types.elem(ty))
        };
        match node.op {
            Op::Append => {
                let args = self.pkg.tree.to_vec(node.list);
                let Some((&slice, added)) = args.split_first() else { return };
                let mut k = results.first().copied().unwrap_or(discard);
                if contents_escape(self, slice) {
                    let heap = self.heap_hole().deref();
                    k = self.tee(&[k, heap]);
                }
                self.argument_expr(k, slice, stmt);
                let dots = node.flags.contains(NodeFlags::DOTS);
                for &arg in added {
                    let hole = match dots {
                        true if contents_escape(self, arg) => self.heap_hole().deref(),
                        true => discard,
                        false => self.heap_hole(),
                    };
                    self.argument_expr(hole, arg, stmt);
                }
            }
            Op::Copy => {
                let copied = match right {
                    Some(r) if contents_escape(self, r) => self.heap_hole().deref(),
                    _ => discard,
                };
                for (n, hole) in [(left, discard), (right, copied)] {
                    if let Some(n) = n {
                        self.argument_expr(hole, n, stmt);
                    }
                }
            }
            Op::Panic => {
                if let Some(l) = left {
                    self.argument_expr(self.heap_hole(), l, stmt);
                }
            }
            _ => {
                let mut args = self.pkg.tree.to_vec(node.list);
                args.extend(left);
                args.extend(right);
                for arg in args {
                    self.argument_expr(discard, arg, stmt);
                }
            }
        }
    }

    fn argument_expr(&mut self, k: Hole, n: NodeId, stmt: Option<NodeId>) {
        let hole = self.argument(k, stmt);
        self.expr(hole, n);
    }
}
