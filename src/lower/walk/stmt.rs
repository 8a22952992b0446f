//! Statements.

use super::{Init, Walk};
use crate::tree::{Aux, Class, FuncFlags, NodeFlags, NodeId, NodeList, Op};
use crate::types::TypeId;

impl Walk<'_, '_> {
    /// Lowers a statement; the current position is the statement's afterwards.
    pub(super) fn stmt(&mut self, n: NodeId) -> NodeId {
        self.f.enter(n);
        let init = self.f.n(n).init;
        let init = self.stmts(init);
        self.f.nm(n).init = init;
        match self.f.op(n) {
            Op::Break
            | Op::Continue
            | Op::Fallthrough
            | Op::Goto
            | Op::Label
            | Op::DclConst
            | Op::DclType
            | Op::VarDef
            | Op::VarKill
            | Op::VarLive
            | Op::InlMark
            | Op::TailCall => n,
            Op::CheckNil => {
                let mut init = self.f.take_init(n);
                let l = self.f.l(n);
                let l = self.expr(l, &mut init);
                self.f.set_left(n, l);
                self.f.add_init(n, &init)
            }
            Op::Dcl => self.declare(n),
            Op::Block => {
                let list = self.stmts(self.f.n(n).list);
                self.f.nm(n).list = list;
                n
            }
            Op::Recv => {
                let mut init = self.f.take_init(n);
                let c = self.f.l(n);
                let c = self.expr(c, &mut init);
                let call = self.receive_call(c, None, &mut init);
                self.f.add_init(call, &init)
            }
            Op::Go | Op::Defer => self.go_or_defer(n),
            Op::For | Op::ForUntil => {
                if let Some(cond) = self.f.left(n) {
                    let mut init = self.f.take_init(cond);
                    self.stmt_slice(&mut init);
                    let cond = self.expr(cond, &mut init);
                    let cond = self.f.add_init(cond, &init);
                    self.f.set_left(n, cond);
                }
                if let Some(post) = self.f.right(n) {
                    let post = self.stmt(post);
                    self.f.set_right(n, post);
                }
                if self.f.op(n) == Op::ForUntil {
                    let list = self.stmts(self.f.n(n).list);
                    self.f.nm(n).list = list;
                }
                let body = self.stmts(self.f.n(n).body);
                self.f.nm(n).body = body;
                n
            }
            Op::If => {
                let mut init = self.f.take_init(n);
                let cond = self.f.l(n);
                let cond = self.expr(cond, &mut init);
                self.f.set_left(n, cond);
                let init = self.f.list(&init);
                self.f.nm(n).init = init;
                let body = self.stmts(self.f.n(n).body);
                self.f.nm(n).body = body;
                let other = self.stmts(self.f.n(n).rlist);
                self.f.nm(n).rlist = other;
                n
            }
            Op::Return => self.return_stmt(n),
            Op::Select => self.select(n),
            Op::Switch => self.switch(n),
            Op::Range => self.range(n),
            _ => {
                let copy = self.f.op(n) == Op::Copy;
                let mut init = self.f.take_init(n);
                let e = self.expr(n, &mut init);
                if matches!(self.f.op(e), Op::Name | Op::Literal) {
                    // The value of an expression statement is of no use.
                    let empty = self.f.nod(Op::Empty, TypeId::INVALID);
                    return self.f.add_init(empty, &init);
                }
                let e = self.f.add_init(e, &init);
                if copy && self.f.op(e) == Op::ConvNop {
                    self.f.nm(e).op = Op::Empty;
                    self.f.nm(e).left = None.into();
                }
                e
            }
        }
    }

    /// The declaration of a variable that lives on the heap allocates it.
    fn declare(&mut self, n: NodeId) -> NodeId {
        let name = self.f.l(n);
        let heap = self
            .f
            .var(name)
            .filter(|&v| self.f.pkg.tree.vars[v].class == Class::AutoHeap)
            .and_then(|v| self.f.pkg.tree.vars[v].heap_addr);
        let Some(addr) = heap else { return n };
        let ty = self.f.ty(name);
        let addr = self.f.pkg.tree.vars[addr].node;
        let object = self.new_object(ty);
        let assign = self.f.assign(addr, object);
        self.f.set_flag(assign, NodeFlags::COLAS, true);
        self.stmt(assign)
    }

    /// `newobject(type)` in the form that SSA construction expands.
    pub(super) fn new_object(&mut self, ty: TypeId) -> NodeId {
        let word = self.f.type_word(ty);
        let ptr = self.f.types().ptr(ty);
        let n = self.f.un(Op::New, ptr, word);
        self.f.set_flag(n, NodeFlags::NON_NIL | NodeFlags::WALKED, true);
        n
    }

    fn go_or_defer(&mut self, n: NodeId) -> NodeId {
        if self.f.op(n) == Op::Defer {
            let func = self.f.func;
            self.f.pkg.tree.funcs[func].flags |= FuncFlags::HAS_DEFER;
        }
        let mut init = self.f.take_init(n);
        let call = self.f.l(n);
        let call = match self.f.op(call) {
            Op::Print | Op::Println => self.wrap_call(call, &mut init),
            Op::Delete if self.is_slow_delete(call) => self.wrap_call(call, &mut init),
            Op::Copy => self.copy_call(call, &mut init),
            _ => self.expr(call, &mut init),
        };
        self.f.set_left(n, call);
        let init = self.f.list(&init);
        self.f.nm(n).init = init;
        n
    }

    /// `return`: assignments into the results (spec 12, section 8.2).
    fn return_stmt(&mut self, n: NodeId) -> NodeId {
        let list = self.f.n(n).list;
        if list.is_empty() {
            return n;
        }
        let func = &self.f.pkg.tree.funcs[self.f.func];
        let results = func.results.clone();
        let named = results
            .first()
            .is_some_and(|&v| !self.f.pkg.tree.vars[v].name.as_str().starts_with("~r"));
        let mut init = self.f.take_init(n);
        let stmts = if named && list.len() > 1 || self.results_need_care() {
            let mut targets = Vec::new();
            for &v in &results {
                let place = match self.heap_copy(v) {
                    Some((heap, _)) => self.expr(heap, &mut Vec::new()),
                    None => self.f.pkg.tree.vars[v].node,
                };
                targets.push(place);
            }
            let mut values = self.f.items(list);
            if values == targets {
                Vec::new()
            } else {
                for v in &mut values {
                    let safe = self.safe(*v, &mut init);
                    *v = self.expr(safe, &mut init);
                }
                self.parallel(true, &mut targets, &mut values, &mut init)
            }
        } else {
            let values = self.exprs(list, &mut init);
            let values = self.f.items(values);
            let mut stmts = Vec::new();
            for (&v, value) in results.iter().zip(values) {
                let place = self.f.pkg.tree.vars[v].node;
                let a = self.f.assign(place, value);
                self.convert_assign(a, &mut init);
                stmts.push(a);
            }
            stmts
        };
        let (stmts, init) = (self.f.list(&stmts), self.f.list(&init));
        self.f.nm(n).list = stmts;
        self.f.nm(n).init = init;
        n
    }

    /// A jump to the end of the innermost loop, switch or select, or to the label's.
    pub(super) fn break_(&mut self) -> NodeId {
        self.f.nod(Op::Break, TypeId::INVALID)
    }

    /// A fresh label of this function, such as `.s3`.
    pub(super) fn label_name(&mut self, prefix: &str) -> crate::intern::Name {
        let func = &mut self.f.pkg.tree.funcs[self.f.func];
        let name = format!("{prefix}{}", func.n_labels);
        func.n_labels += 1;
        crate::intern::Name::new(&name)
    }

    pub(super) fn goto(&mut self, label: crate::intern::Name) -> NodeId {
        let n = self.f.nod(Op::Goto, TypeId::INVALID);
        self.f.nm(n).aux = Aux::Name(label);
        n
    }

    pub(super) fn label(&mut self, label: crate::intern::Name) -> NodeId {
        let n = self.f.nod(Op::Label, TypeId::INVALID);
        self.f.nm(n).aux = Aux::Name(label);
        n
    }

    /// Turns `n` into an empty statement whose init list holds `stmts`.
    pub(super) fn empty_with(&mut self, stmts: &[NodeId], init: &mut Init) -> NodeId {
        let n = self.f.nod(Op::Empty, TypeId::INVALID);
        let n = self.expr(n, init);
        let list = self.f.list(stmts);
        self.f.nm(n).init = list;
        n
    }

    pub(super) fn clear_lists(&mut self, n: NodeId) {
        self.f.nm(n).list = NodeList::new();
        self.f.nm(n).rlist = NodeList::new();
    }
}
