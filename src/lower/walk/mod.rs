//! walk: replaces the language's constructs by simpler ones and by calls of the runtime.
//!
//! Works bottom up on what `order` left. What it produces is described in [`crate::tree::op`];
//! which construct becomes what, in spec 12, sections 6 to 23. Statements that an expression
//! needs in front of it go on the `init` list handed down.

mod append;
mod assign;
mod call;
mod closure;
mod compare;
mod complit;
mod convert;
mod expr;
mod make;
mod map;
mod print;
mod range;
mod select;
mod stmt;
mod string;
mod switch;
mod typeswitch;

use super::forms::Forms;
use super::order;
use crate::package::Package;
use crate::tree::{Class, FuncId, NodeId, NodeList, Op, VarFlags, VarId};

/// Lowers the body of an ordered function. The position of the last statement stays current: what
/// the next function makes without a position of its own gets it.
pub fn run(pkg: &mut Package, func: FuncId) {
    let mut forms = Forms::new(pkg, func);
    let mut walk = Walk { f: &mut forms };
    let body = walk.f.pkg.tree.funcs[func].body;
    let body = walk.stmts(body);
    walk.f.pkg.tree.funcs[func].body = body;
    let last = walk.f.pos();
    walk.zero_results();
    walk.heap_moves();
    pkg.cur_pos = last;
}

struct Walk<'f, 'a> {
    f: &'f mut Forms<'a>,
}

/// Statements that run before the expression being walked.
type Init = Vec<NodeId>;

impl Walk<'_, '_> {
    fn stmts(&mut self, list: NodeList) -> NodeList {
        if list.is_empty() {
            return list;
        }
        let mut items = self.f.items(list);
        self.stmt_slice(&mut items);
        self.f.list(&items)
    }

    fn stmt_slice(&mut self, items: &mut [NodeId]) {
        for n in items {
            *n = self.stmt(*n);
        }
    }

    fn exprs(&mut self, list: NodeList, init: &mut Init) -> NodeList {
        if list.is_empty() {
            return list;
        }
        let mut items = self.f.items(list);
        for n in &mut items {
            *n = self.expr(*n, init);
        }
        self.f.list(&items)
    }

    /// Orders and walks a statement made late, with a pool of its own.
    fn order_and_walk(&mut self, n: NodeId) -> NodeId {
        let n = order::one_statement(self.f, n);
        self.stmt(n)
    }

    // -- safe and cheap (spec 12, section 3) -------------------------------------------------------

    /// A name or literal with the value of `n`.
    fn cheap(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        match self.f.op(n) {
            Op::Name | Op::NameOffset | Op::Literal => n,
            _ => self.copy_expr(n, init),
        }
    }

    /// A fresh temporary with the value of `n`.
    fn copy_expr(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let ty = self.f.ty(n);
        let t = self.f.temp(ty);
        let assign = self.f.assign(t, n);
        let assign = self.expr(assign, init);
        init.push(assign);
        t
    }

    /// An expression that may be evaluated twice; if `n` is a place, it denotes the same place.
    fn safe(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        for s in self.f.take_init(n) {
            let s = self.stmt(s);
            init.push(s);
        }
        match self.f.op(n) {
            Op::Name | Op::Literal | Op::NameOffset => n,
            Op::Dot | Op::Len | Op::Cap | Op::DotPtr | Op::Deref => {
                let l = self.f.l(n);
                let safe = self.safe(l, init);
                if safe == l {
                    return n;
                }
                let c = self.f.copy(n);
                self.f.set_left(c, safe);
                self.expr(c, init)
            }
            Op::Index | Op::IndexMap => {
                let (l, r) = (self.f.l(n), self.f.r(n));
                let (sl, sr) = (self.safe(l, init), self.safe(r, init));
                if (sl, sr) == (l, r) {
                    return n;
                }
                let c = self.f.copy(n);
                self.f.set_left(c, sl);
                self.f.set_right(c, sr);
                self.expr(c, init)
            }
            Op::StructLit | Op::ArrayLit | Op::SliceLit if self.f.is_static_literal(n) => n,
            _ => self.cheap(n, init),
        }
    }

    // -- entry and exit of the function (spec 12, section 8) ---------------------------------------

    /// The result slots in the frame's argument area are zeroed at entry.
    fn zero_results(&mut self) {
        let func = self.f.func;
        let pos = self.f.pkg.tree.funcs[func].pos;
        self.f.restore(pos);
        let mut enter = Vec::new();
        for v in self.f.pkg.tree.funcs[func].results.clone() {
            if self.heap_copy(v).is_some() {
                continue;
            }
            let name = self.f.pkg.tree.vars[v].node;
            enter.push(self.f.zero(name));
        }
        self.append_enter(&enter);
    }

    /// Parameters and results that escape move to the heap at entry; results move back at exit.
    fn heap_moves(&mut self) {
        let func = self.f.func;
        let f = &self.f.pkg.tree.funcs[func];
        let (pos, end) = (f.pos, f.end_pos);
        let inputs: Vec<VarId> =
            f.recv.into_iter().chain(f.params.iter().flatten().copied()).collect();
        let results = f.results.clone();
        self.f.restore(pos);
        let mut enter = Vec::new();
        for (v, input) in
            inputs.iter().map(|&v| (v, true)).chain(results.iter().map(|&v| (v, false)))
        {
            let Some((heap, slot)) = self.heap_copy(v) else { continue };
            let dcl = self.f.un(Op::Dcl, crate::types::TypeId::INVALID, heap);
            enter.push(self.stmt(dcl));
            if input {
                let fill = self.f.assign(heap, slot);
                enter.push(self.stmt(fill));
            }
        }
        self.append_enter(&enter);
        self.f.restore(end);
        let mut exit = Vec::new();
        for v in results {
            if let Some((heap, slot)) = self.heap_copy(v) {
                let back = self.f.assign(slot, heap);
                exit.push(self.stmt(back));
            }
        }
        let exit = self.f.list(&exit);
        self.f.pkg.tree.funcs[func].exit = exit;
    }

    /// The heap variable and the argument slot of a parameter or result that moved to the heap.
    fn heap_copy(&self, v: VarId) -> Option<(NodeId, NodeId)> {
        let vars = &self.f.pkg.tree.vars;
        let slot = vars[v].stack_copy?;
        (vars[v].class == Class::AutoHeap).then(|| (vars[v].node, vars[slot].node))
    }

    fn append_enter(&mut self, stmts: &[NodeId]) {
        let func = self.f.func;
        let enter = self.f.pkg.tree.funcs[func].enter;
        let enter = self.f.pkg.tree.concat(enter, stmts);
        self.f.pkg.tree.funcs[func].enter = enter;
    }

    /// Whether a result lives on the heap or has its address taken: `return` then assigns all
    /// results in parallel.
    fn results_need_care(&self) -> bool {
        let func = &self.f.pkg.tree.funcs[self.f.func];
        func.results.iter().any(|&v| {
            self.heap_copy(v).is_some()
                || self.f.pkg.tree.vars[v].flags.contains(VarFlags::ADDR_TAKEN)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::testing::Bench;
    use crate::tree::{Aux, Op};
    use crate::types::TypeId;
    use expect_test::expect;

    #[test]
    fn println_locks_and_merges_constants() {
        let mut b = Bench::new();
        let mut f = b.forms();
        let print = f.nod(Op::Println, TypeId::INVALID);
        let (a, c) = (f.string(b"a"), f.string(b"b"));
        let list = f.list(&[a, c]);
        f.nm(print).list = list;
        let text = b.lowered(&[print], true);
        let calls: Vec<&str> = text
            .lines()
            .map(|l| l.trim_start_matches(".   "))
            .filter(|l| l.starts_with("NAME-runtime") || l.starts_with("LITERAL"))
            .collect();
        expect![[r#"
            [
                "NAME-runtime.printlock class(PFUNC) func()",
                "NAME-runtime.printstring class(PFUNC) func(string)",
                "LITERAL-\"a b\\n\" l(1) string",
                "NAME-runtime.printunlock class(PFUNC) func()",
            ]
        "#]]
        .assert_debug_eq(&calls);
    }

    #[test]
    fn map_element_update_is_one_assign_call() {
        let mut b = Bench::new();
        let map = b.pkg.types.map(TypeId::STRING, TypeId::INT);
        let m = b.local("m", map);
        let mut f = b.forms();
        let key = f.string(b"k");
        let place = f.bin(Op::IndexMap, TypeId::INT, m, key);
        f.nm(place).aux = Aux::Int(1);
        let one = f.int(1);
        let n = f.bin(Op::AsOp, TypeId::INVALID, place, one);
        f.nm(n).aux = Aux::Op(Op::Add);
        let text = b.lowered(&[n], true);
        assert_eq!(text.matches("mapassign_faststr").count(), 1);
        assert_eq!(text.matches("mapaccess").count(), 0);
        assert!(b.pkg.demands.types.contains(&map));
    }
}
