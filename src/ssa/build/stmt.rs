//! Statements (spec 20, section 5).

use super::{Builder, Label, Place};
use crate::intern::Name;
use crate::options::DeferKind;
use crate::source::StmtMark;
use crate::ssa::func::{Aux, BlockId, BlockKind, Likely};
use crate::ssa::op::Op;
use crate::tree::{self, Esc, NodeFlags, NodeId, NodeList, Op as T};
use crate::types::{PkgId, TypeId};

/// Runtime functions that do not return: the block ends after a call of one.
const NO_RETURN: [&str; 6] =
    ["throwinit", "gopanic", "panicwrap", "block", "panicmakeslicelen", "panicmakeslicecap"];

impl Builder<'_> {
    pub(super) fn stmts(&mut self, list: NodeList) {
        let tree = self.tree;
        for &n in tree.items(list) {
            self.stmt(n);
        }
    }

    pub(super) fn stmt(&mut self, n: NodeId) {
        // Marks of a variable's life are invisible to the reader of a listing.
        let visible = !matches!(self.tree.op(n), T::VarDef | T::VarKill | T::VarLive);
        if visible {
            self.push_pos(self.tree.nodes[n].pos);
        }
        // Without an open block the code is unreachable, unless a label lets a goto come.
        if self.cur.is_some() || self.tree.op(n) == T::Label {
            self.stmt_inner(n);
        }
        if visible {
            self.pop_pos();
        }
    }

    fn stmt_inner(&mut self, n: NodeId) {
        let tree = self.tree;
        let node = &tree.nodes[n];
        self.stmts(node.init);
        match node.op {
            T::Empty | T::Dcl | T::DclConst | T::DclType | T::Fallthrough => {}
            T::Block => {
                self.stmts(node.list);
                self.stmts(node.body);
            }
            T::CallFunc | T::CallMeth | T::CallInter => self.call_stmt(n),
            T::ExprStmt => {
                self.expr(left(tree, n));
            }
            T::Defer => {
                let may_stack = self.pkg.options.defer_kind == DeferKind::Stack;
                self.defer(left(tree, n), may_stack && node.esc == Esc::Never);
            }
            T::Go => self.go(left(tree, n)),
            T::As2DotType => self.assign_dottype(n),
            T::As2Func => {
                let list = tree.items(node.list);
                let tuple = self.intrinsic(tree.items(node.rlist)[0]).expect("a pair of results");
                let first = self.val(Op::Select0, tree.ty(list[0]), &[tuple]);
                let second = self.val(Op::Select1, tree.ty(list[1]), &[tuple]);
                self.assign(list[0], Some(first), false, Default::default());
                self.assign(list[1], Some(second), false, Default::default());
            }
            T::As => self.assignment(n),
            T::Label => self.label_stmt(name_of(tree, n).expect("labels have names")),
            T::Goto => {
                let label = name_of(tree, n).expect("goto names a label");
                let target = self.label_target(label);
                self.jump_stmt(target);
            }
            T::Break | T::Continue => self.leave_loop(n),
            T::If => self.if_stmt(n),
            T::For => self.for_stmt(n),
            T::ForUntil => self.for_until_stmt(n),
            T::Switch | T::Select => self.switch_stmt(n),
            T::Return => {
                self.stmts(node.list);
                let b = self.exit();
                self.f.b_mut(b).pos = self.last_pos.with_stmt(StmtMark::Stmt);
            }
            T::TailCall => {
                self.stmts(node.list);
                let tree::Aux::Var(target) = node.aux else { panic!("a tail call names nothing") };
                let sym = self.pkg.syms.lookup_name(tree.vars[target].link_name);
                let b = self.exit();
                self.f.b_mut(b).kind = BlockKind::RetJmp;
                self.f.b_mut(b).aux = Aux::Sym(sym);
            }
            T::CheckNil => {
                let p = self.expr(left(tree, n));
                self.nil_check(p);
            }
            T::InlMark => {
                let tree::Aux::Int(index) = node.aux else { panic!("an inline mark has an index") };
                let mem = self.mem();
                self.val_int(Op::InlMark, TypeId::VOID, index, &[mem]);
            }
            T::VarDef | T::VarKill | T::VarLive => self.life_mark(node.op, left(tree, n)),
            op => panic!("{op:?} is no statement that SSA construction knows"),
        }
    }

    /// The start or end of the life of a variable in memory.
    fn life_mark(&mut self, op: T, name: NodeId) {
        if op != T::VarLive && self.can_ssa(name) {
            return;
        }
        let var = self.tree.var_of(name).expect("a life mark names a variable");
        let (op, stmt) = match op {
            T::VarDef => (Op::VarDef, false),
            T::VarKill => (Op::VarKill, false),
            _ => (Op::VarLive, true),
        };
        let local = self.local(var);
        self.mem_op(op, 0, Aux::Local(local), &[], stmt);
    }

    fn call_stmt(&mut self, n: NodeId) {
        if self.is_intrinsic(n) {
            self.intrinsic(n);
            return;
        }
        self.call(n);
        let callee = self.tree.left(n).and_then(|l| self.tree.var_of(l));
        let Some(callee) = callee.filter(|_| self.tree.op(n) == T::CallFunc) else { return };
        let var = &self.tree.vars[callee];
        let returns = match var.pkg {
            PkgId::RUNTIME => !NO_RETURN.contains(&var.name.as_str()),
            PkgId::LOCAL => {
                self.pkg.options.package_path != "runtime"
                    || var.name.as_str() != "throw" && !NO_RETURN.contains(&var.name.as_str())
            }
            _ => true,
        };
        if var.class == tree::Class::Func && !returns {
            let mem = self.mem();
            self.end_exit(mem);
        }
    }

    // -- jumps ---------------------------------------------------------------------------------

    /// Ends the block with a jump that the source shows.
    fn jump_stmt(&mut self, to: BlockId) {
        let b = self.end_block();
        self.f.b_mut(b).pos = self.last_pos.with_stmt(StmtMark::Stmt);
        self.f.add_edge(b, to);
    }

    fn label(&mut self, name: Name) -> &mut Label {
        self.labels.entry(name).or_default()
    }

    /// The block that a label stands for; a goto may ask before the label is met.
    fn label_target(&mut self, name: Name) -> BlockId {
        if let Some(b) = self.label(name).target {
            return b;
        }
        let b = self.new_block();
        self.label(name).target = Some(b);
        b
    }

    fn label_stmt(&mut self, name: Name) {
        let target = self.label_target(name);
        if self.cur.is_some() {
            self.jump(target);
        }
        self.start_block(target);
    }

    fn leave_loop(&mut self, n: NodeId) {
        let is_break = self.tree.op(n) == T::Break;
        let to = match name_of(self.tree, n) {
            None if is_break => self.break_to,
            None => self.continue_to,
            Some(name) if is_break => self.label(name).break_to,
            Some(name) => self.label(name).continue_to,
        };
        self.jump_stmt(to.expect("break and continue stand inside of what they leave"));
    }

    // -- branches and loops ----------------------------------------------------------------------

    fn if_stmt(&mut self, n: NodeId) {
        let node = &self.tree.nodes[n];
        let end = self.new_block();
        let then = if node.body.is_empty() { end } else { self.new_block() };
        let otherwise = if node.rlist.is_empty() { end } else { self.new_block() };
        let likely =
            if node.flags.contains(NodeFlags::LIKELY) { Likely::Likely } else { Likely::Unknown };
        self.branch(left(self.tree, n), then, otherwise, likely);
        for (start, list) in [(then, node.body), (otherwise, node.rlist)] {
            if !list.is_empty() {
                self.start_block(start);
                self.stmts(list);
                if self.cur.is_some() {
                    self.jump(end);
                }
            }
        }
        self.start_block(end);
    }

    /// The body of a loop; `continue` goes to `next`, `break` to `end`.
    fn loop_body(&mut self, n: NodeId, next: BlockId, end: BlockId) {
        let outer = (self.break_to, self.continue_to);
        (self.break_to, self.continue_to) = (Some(end), Some(next));
        if let Some(name) = name_of(self.tree, n) {
            let label = self.label(name);
            (label.break_to, label.continue_to) = (Some(end), Some(next));
        }
        self.stmts(self.tree.nodes[n].body);
        (self.break_to, self.continue_to) = outer;
        if self.cur.is_some() {
            self.jump(next);
        }
    }

    fn for_stmt(&mut self, n: NodeId) {
        let node = &self.tree.nodes[n];
        let [test, body, next, end] = std::array::from_fn(|_| self.new_block());
        // An empty loop still needs a line.
        self.f.b_mut(body).pos = node.pos;
        self.jump(test);
        self.start_block(test);
        match node.left.expand() {
            Some(condition) => self.branch(condition, body, end, Likely::Likely),
            None => {
                self.jump(body);
            }
        }
        self.start_block(body);
        self.loop_body(n, next, end);
        self.start_block(next);
        if let Some(post) = node.right.expand() {
            self.stmt(post);
        }
        if self.cur.is_some() {
            let b = self.jump(test);
            if !self.f.b(b).pos.is_known() {
                self.f.b_mut(b).pos = self.f.b(test).pos;
            }
        }
        self.start_block(end);
    }

    /// A loop that tests its condition after the body and the post statement.
    fn for_until_stmt(&mut self, n: NodeId) {
        let node = &self.tree.nodes[n];
        let [late, body, next, end] = std::array::from_fn(|_| self.new_block());
        self.f.b_mut(body).pos = node.pos;
        self.jump(body);
        self.start_block(body);
        self.loop_body(n, next, end);
        self.start_block(next);
        if let Some(post) = node.right.expand() {
            self.stmt(post);
        }
        self.branch(left(self.tree, n), late, end, Likely::Likely);
        self.start_block(late);
        self.stmts(node.list);
        self.jump(body);
        self.start_block(end);
    }

    /// Lowered switches and selects: jumps, with `break` at the end of every path.
    fn switch_stmt(&mut self, n: NodeId) {
        let end = self.new_block();
        let outer = self.break_to.replace(end);
        if let Some(name) = name_of(self.tree, n) {
            self.label(name).break_to = Some(end);
        }
        self.stmts(self.tree.nodes[n].body);
        self.break_to = outer;
        if self.cur.is_some() {
            let mem = self.mem();
            self.end_exit(mem);
        }
        self.start_block(end);
    }

    /// The end of the function (spec 20, section 17). The block that returns.
    pub(super) fn exit(&mut self) -> BlockId {
        if self.f.has_defer {
            self.runtime_call("deferreturn", &[], &[]);
        }
        self.stmts(self.tree.funcs[self.func].exit);
        for id in self.returns.clone() {
            let ty = self.f.locals[id].ty;
            let value = self.variable(Place::Local(id), ty);
            self.mem_op(Op::VarDef, 0, Aux::Local(id), &[], true);
            self.store(ty, self.addresses[&id], value);
        }
        let mem = self.mem();
        let b = self.end_block();
        self.f.b_mut(b).kind = BlockKind::Ret;
        self.f.set_control(b, Some(mem));
        b
    }
}

/// The operand of a node that must have one.
pub(super) fn left(tree: &tree::Tree, n: NodeId) -> NodeId {
    tree.left(n).unwrap_or_else(|| panic!("{:?} without operand", tree.op(n)))
}

pub(super) fn right(tree: &tree::Tree, n: NodeId) -> NodeId {
    tree.right(n).unwrap_or_else(|| panic!("{:?} without right operand", tree.op(n)))
}

fn name_of(tree: &tree::Tree, n: NodeId) -> Option<Name> {
    match tree.nodes[n].aux {
        tree::Aux::Name(name) => Some(name),
        _ => None,
    }
}
