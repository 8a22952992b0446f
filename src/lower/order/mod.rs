//! order: fixes the order of evaluation.
//!
//! Every sub-expression whose evaluation can be observed (calls, receives, map reads, ...) moves
//! out into a statement of its own, in front of the statement that uses it, with a temporary for
//! its value. After this pass `walk` may evaluate what is left of an expression in any order.
//!
//! ```text
//! before: s[f(1)] = f(2)          after: t2 = f(1)
//!                                        t3 = f(2)
//!                                        s[t2] = t3
//!                                        kill t3
//!                                        kill t2
//! ```
//!
//! Temporaries come from a pool per function and type and go back to it when the statement is
//! done, so their numbers and the order of the pool are part of the output (spec 12, sections 2
//! to 5).

mod expr;
mod select;
mod stmt;

use rustc_hash::FxHashMap;

use super::forms::Forms;
use crate::package::Package;
use crate::tree::{FuncId, NodeId, NodeList, Op, VarFlags, VarId};
use crate::types::TypeId;

/// Orders the body of a function.
pub fn run(pkg: &mut Package, func: FuncId) {
    let body = pkg.tree.funcs[func].body;
    let saved = pkg.cur_pos;
    let mut forms = Forms::new(pkg, func);
    let mut order =
        Order { f: &mut forms, out: Vec::new(), temps: Vec::new(), free: FxHashMap::default() };
    let body = order.block(body, Vec::new());
    pkg.tree.funcs[func].body = body;
    pkg.cur_pos = saved;
}

/// Orders a statement that another pass made, with a pool of its own.
pub(super) fn one_statement(f: &mut Forms, n: NodeId) -> NodeId {
    let mut order = Order { f, out: Vec::new(), temps: Vec::new(), free: FxHashMap::default() };
    order.stmt_in_place(n)
}

struct Order<'f, 'a> {
    f: &'f mut Forms<'a>,
    /// Statements made so far.
    out: Vec<NodeId>,
    /// Temporaries in use, in order of acquisition.
    temps: Vec<VarId>,
    /// Temporaries that may be used again, by canonical type.
    free: FxHashMap<TypeId, Vec<VarId>>,
}

impl Order<'_, '_> {
    // -- temporaries (spec 12, sections 2.3 and 2.4) ---------------------------------------------

    /// A temporary from the pool, or a new one; `clear` zeroes it.
    fn temp(&mut self, ty: TypeId, clear: bool) -> VarId {
        let key = self.f.types().canon(ty);
        let reused = match self.free.get_mut(&key) {
            Some(bucket) if !bucket.is_empty() => Some(bucket.swap_remove(0)),
            _ => None,
        };
        let var = match reused {
            Some(var) => var,
            None => {
                let node = self.f.temp(ty);
                self.f.var(node).expect("a temporary is a name")
            }
        };
        if clear {
            let node = self.node_of(var);
            let zero = self.f.zero(node);
            self.out.push(zero);
        }
        self.temps.push(var);
        var
    }

    fn node_of(&self, var: VarId) -> NodeId {
        self.f.pkg.tree.vars[var].node
    }

    /// A temporary that holds the value of `n`.
    fn copy(&mut self, n: NodeId, clear: bool) -> NodeId {
        let var = self.temp(self.f.ty(n), clear);
        let t = self.node_of(var);
        let assign = self.f.assign(t, n);
        self.out.push(assign);
        t
    }

    fn mark(&self) -> usize {
        self.temps.len()
    }

    /// Returns the temporaries since `mark` to the pool.
    fn release(&mut self, mark: usize) {
        for var in self.temps.drain(mark..) {
            let key = self.f.pkg.types.canon(self.f.pkg.tree.vars[var].ty);
            self.free.entry(key).or_default().push(var);
        }
    }

    /// Lifetime-end marks of the temporaries since `mark`, latest first.
    fn kills(&mut self, mark: usize) -> Vec<NodeId> {
        let mut out = Vec::new();
        for i in (mark..self.temps.len()).rev() {
            let var = self.temps[i];
            let node = self.node_of(var);
            let v = &mut self.f.pkg.tree.vars[var];
            if v.flags.contains(VarFlags::KEEP_ALIVE) {
                v.flags.remove(VarFlags::KEEP_ALIVE);
                v.flags |= VarFlags::ADDR_TAKEN;
                out.push(self.f.un(Op::VarLive, TypeId::INVALID, node));
            }
            out.push(self.f.un(Op::VarKill, TypeId::INVALID, node));
        }
        out
    }

    /// Ends a scope of temporaries.
    fn clean(&mut self, mark: usize) {
        let kills = self.kills(mark);
        self.out.extend(kills);
        self.release(mark);
    }

    // -- scopes ----------------------------------------------------------------------------------

    /// Orders a nested list of statements, after `prefix`, in a scope of its own.
    fn block(&mut self, list: NodeList, prefix: Vec<NodeId>) -> NodeList {
        let out = std::mem::take(&mut self.out);
        let temps = std::mem::take(&mut self.temps);
        for n in prefix {
            self.stmt(n);
        }
        self.stmt_list(list);
        self.clean(0);
        self.temps = temps;
        let body = std::mem::replace(&mut self.out, out);
        self.f.list(&body)
    }

    /// Orders an expression whose statements stay with it, on its init list. Its temporaries
    /// belong to the enclosing scope.
    fn expr_in_place(&mut self, n: NodeId) -> NodeId {
        let out = std::mem::take(&mut self.out);
        let n = self.expr(n, None);
        let init = std::mem::replace(&mut self.out, out);
        self.f.add_init(n, &init)
    }

    fn list_in_place(&mut self, list: NodeList) -> NodeList {
        let mut items = self.f.items(list);
        for n in &mut items {
            *n = self.expr_in_place(*n);
        }
        self.f.list(&items)
    }

    /// Orders one statement where it stands, in a scope of its own; gives a block.
    fn stmt_in_place(&mut self, n: NodeId) -> NodeId {
        let out = std::mem::take(&mut self.out);
        let mark = self.mark();
        self.stmt(n);
        self.clean(mark);
        let stmts = std::mem::replace(&mut self.out, out);
        self.f.block(&stmts)
    }

    /// Moves the init list of `n` to the statements made so far.
    fn init(&mut self, n: NodeId) {
        for s in self.f.take_init(n) {
            self.stmt(s);
        }
    }

    fn stmt_list(&mut self, list: NodeList) {
        for n in self.f.items(list) {
            self.stmt(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::testing::Bench;
    use crate::tree::Op;
    use crate::types::TypeId;
    use expect_test::expect;

    #[test]
    fn calls_move_out_and_temporaries_are_used_again() {
        let mut b = Bench::new();
        let ints = b.pkg.types.slice(TypeId::INT);
        let s = b.local("s", ints);
        let mut body = Vec::new();
        for _ in 0..2 {
            let (i, v) = (b.call(1), b.call(2));
            let mut f = b.forms();
            let place = f.index(s, i);
            body.push(f.assign(place, v));
        }
        let text = b.lowered(&body, false);
        let temps: Vec<&str> = text
            .lines()
            .filter_map(|l| l.trim_start_matches(".   ").strip_prefix("NAME-.autotmp_"))
            .map(|l| &l[..1])
            .collect();
        // Assigned, used and killed in the first statement, then the same two again.
        assert_eq!(temps.concat(), "121221121221");
    }

    #[test]
    fn short_circuits_become_tests_of_a_temporary() {
        let mut b = Bench::new();
        let (x, p, q) =
            (b.local("x", TypeId::BOOL), b.local("p", TypeId::BOOL), b.local("q", TypeId::BOOL));
        let mut f = b.forms();
        let and = f.bin(Op::AndAnd, TypeId::BOOL, p, q);
        let assign = f.assign(x, and);
        let text = b.lowered(&[assign], false);
        expect![[r#"
            func "".f func()
            enter
            body
            .   AS l(1)
            .   .   NAME-.autotmp_3 class(PAUTO) bool
            .   .   NAME-p class(PAUTO) bool
            .   IF l(1)
            .   .   NAME-.autotmp_3 class(PAUTO) bool
            .   IF-body
            .   .   AS l(1)
            .   .   .   NAME-.autotmp_3 class(PAUTO) bool
            .   .   .   NAME-q class(PAUTO) bool
            .   AS l(1)
            .   .   NAME-x class(PAUTO) bool
            .   .   NAME-.autotmp_3 class(PAUTO) bool
            .   VARKILL l(1)
            .   .   NAME-.autotmp_3 class(PAUTO) bool
        "#]]
        .assert_eq(&text);
    }
}
