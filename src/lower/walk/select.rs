//! `select` (spec 12, section 17.2).

use super::Walk;
use crate::tree::{NodeId, NodeList, Op};
use crate::types::{ChanDir, Field, PkgId, TypeId};

/// `runtime.scase.kind`
const KIND_RECV: i64 = 1;
const KIND_SEND: i64 = 2;
const KIND_DEFAULT: i64 = 3;

/// Fields of `runtime.scase`.
const SCASE_C: usize = 0;
const SCASE_ELEM: usize = 1;
const SCASE_KIND: usize = 2;

impl Walk<'_, '_> {
    pub(super) fn select(&mut self, n: NodeId) -> NodeId {
        let before = self.f.enter(n);
        let cases = self.f.items(self.f.n(n).list);
        let mut stmts = self.f.take_init(n);
        let lowered = match cases[..] {
            [] => vec![self.runtime_call("block", &[], &mut Vec::new())],
            [one] => self.select_one(one),
            [a, b] if self.comm(a).is_none() => self.select_or_default(b, a),
            [a, b] if self.comm(b).is_none() => self.select_or_default(a, b),
            _ => self.select_any(&cases),
        };
        stmts.extend(lowered);
        self.f.nm(n).list = NodeList::new();
        let body = self.f.list(&stmts);
        let body = self.stmts(body);
        self.f.nm(n).body = body;
        self.f.restore(before);
        n
    }

    /// The communication of a clause; the default has none.
    fn comm(&self, case: NodeId) -> Option<NodeId> {
        self.f.pkg.tree.items(self.f.n(case).list).first().copied()
    }

    fn body_of(&self, case: NodeId) -> Vec<NodeId> {
        self.f.items(self.f.n(case).body)
    }

    /// Channel of a receive or send.
    fn channel(&self, comm: NodeId) -> NodeId {
        match self.f.op(comm) {
            Op::Send => self.f.l(comm),
            _ => {
                let r = self.f.r(comm);
                if self.f.op(r) == Op::Recv { self.f.l(r) } else { r }
            }
        }
    }

    /// Target for `ok` of a receive.
    fn ok_target(&self, comm: NodeId) -> Option<NodeId> {
        match self.f.op(comm) {
            Op::Send => None,
            _ => self.f.pkg.tree.items(self.f.n(comm).list).first().copied(),
        }
    }

    /// A single clause: the plain operation.
    fn select_one(&mut self, case: NodeId) -> Vec<NodeId> {
        self.f.enter(case);
        let mut out = Vec::new();
        if let Some(comm) = self.comm(case) {
            out.extend(self.f.take_init(comm));
            let c = self.channel(comm);
            let op = self.plain_operation(comm, c);
            let nil = self.f.nil(self.f.ty(c));
            let is_nil = self.f.bin(Op::Eq, TypeId::BOOL, c, nil);
            let block = self.runtime_call("block", &[], &mut out);
            out.push(self.f.if_(is_nil, &[block], &[]));
            out.push(op);
        }
        out.extend(self.body_of(case));
        out.push(self.break_());
        out
    }

    fn plain_operation(&mut self, comm: NodeId, c: NodeId) -> NodeId {
        if self.f.op(comm) == Op::Send {
            return comm;
        }
        let elem = self.f.types().elem(self.f.ty(c));
        let pos = self.f.n(comm).pos;
        let recv = match self.f.right(comm) {
            Some(r) if self.f.op(r) == Op::Recv => r,
            _ => self.f.un(Op::Recv, elem, c),
        };
        match (self.f.left(comm), self.ok_target(comm)) {
            (None, None) => recv,
            (Some(v), None) => {
                let a = self.f.assign(v, recv);
                self.f.nm(a).pos = pos;
                a
            }
            (v, Some(ok)) => {
                let v = match v {
                    Some(v) => v,
                    None => self.f.blank(),
                };
                let a = self.f.nod(Op::As2Recv, TypeId::INVALID);
                let (list, rlist) = (self.f.list(&[v, ok]), self.f.list(&[recv]));
                let node = self.f.nm(a);
                node.pos = pos;
                node.list = list;
                node.rlist = rlist;
                a
            }
        }
    }

    /// Address of the value that is sent or received into.
    fn element_address(&mut self, case: NodeId) -> Option<NodeId> {
        let comm = self.comm(case)?;
        self.f.enter(case);
        let place = match self.f.op(comm) {
            Op::Send => self.f.r(comm),
            _ => self.f.left(comm)?,
        };
        Some(self.f.addr(place))
    }

    /// One clause and a default: an operation that does not wait.
    fn select_or_default(&mut self, case: NodeId, default: NodeId) -> Vec<NodeId> {
        let elem = self.element_address(case);
        let comm = self.comm(case).expect("the other clause is the default");
        self.f.enter(comm);
        let c = self.channel(comm);
        let ct = self.f.ty(c);
        let ptr = self.f.types().ptr(self.f.types().elem(ct));
        let elem = match elem {
            Some(e) => e,
            None => self.f.nil(ptr),
        };
        let mut init = Vec::new();
        let bool_result = [TypeId::BOOL];
        let test = self.f.nod(Op::If, TypeId::INVALID);
        let cond = match (self.f.op(comm), self.ok_target(comm)) {
            (Op::Send, _) => self.runtime_call_typed(
                "selectnbsend",
                &[self.directed(ct, ChanDir::Send), ptr],
                &bool_result,
                &[c, elem],
                &mut init,
            ),
            (_, None) => self.runtime_call_typed(
                "selectnbrecv",
                &[ptr, self.directed(ct, ChanDir::Recv)],
                &bool_result,
                &[elem, c],
                &mut init,
            ),
            (_, Some(ok)) => {
                let ok = self.f.addr(ok);
                let bool_ptr = self.f.types().ptr(TypeId::BOOL);
                self.runtime_call_typed(
                    "selectnbrecv2",
                    &[ptr, bool_ptr, self.directed(ct, ChanDir::Recv)],
                    &bool_result,
                    &[elem, ok, c],
                    &mut init,
                )
            }
        };
        let body = self.f.n(case).body;
        let other = self.f.n(default).body;
        let init = self.f.list(&init);
        let node = self.f.nm(test);
        node.left = cond.into();
        node.body = body;
        node.rlist = other;
        node.init = init;
        vec![test, self.break_()]
    }

    /// `runtime.scase`, 40 bytes.
    fn scase_type(&self) -> TypeId {
        let types = self.f.types();
        let field = |name: &str, ty| Field {
            name: name.into(),
            pkg: PkgId::LOCAL,
            ty,
            embedded: false,
            tag: None,
        };
        types.intern(crate::types::Type::Struct {
            fields: vec![
                field("c", TypeId::UNSAFE_POINTER),
                field("elem", TypeId::UNSAFE_POINTER),
                field("kind", TypeId::UINT16),
                field("pc", TypeId::UINTPTR),
                field("releasetime", TypeId::UINT64),
            ],
            noalg: true,
        })
    }

    /// The general form: a table of cases for `selectgo`, then dispatch on what it chose.
    fn select_any(&mut self, cases: &[NodeId]) -> Vec<NodeId> {
        let n = cases.len() as i64;
        let pos = self.f.pos();
        let elems: Vec<Option<NodeId>> = cases.iter().map(|&c| self.element_address(c)).collect();
        self.f.restore(pos);
        let table_type = self.f.types().array(self.scase_type(), n);
        let table = self.f.temp(table_type);
        let mut out = vec![self.f.zero(table)];
        let order_type = self.f.types().array(TypeId::UINT16, 2 * n);
        let order = self.f.temp(order_type);
        out.push(self.f.zero(order));

        for (i, (&case, elem)) in cases.iter().zip(elems).enumerate() {
            self.f.enter(case);
            let comm = self.comm(case);
            if let Some(comm) = comm {
                out.extend(self.f.take_init(comm));
            }
            let kind = match comm.map(|c| self.f.op(c)) {
                None => KIND_DEFAULT,
                Some(Op::Send) => KIND_SEND,
                Some(_) => KIND_RECV,
            };
            let kind = self.f.int_of(TypeId::UINT16, kind);
            out.push(self.set_scase(table, i, SCASE_KIND, kind));
            if let Some(comm) = comm {
                let c = self.channel(comm);
                let c = self.f.conv_nop(c, TypeId::UNSAFE_POINTER);
                out.push(self.set_scase(table, i, SCASE_C, c));
            }
            if let Some(elem) = elem {
                let elem = self.f.conv_nop(elem, TypeId::UNSAFE_POINTER);
                out.push(self.set_scase(table, i, SCASE_ELEM, elem));
            }
        }

        self.f.restore(pos);
        let chosen = self.f.temp(TypeId::INT);
        let recv_ok = self.f.temp(TypeId::BOOL);
        let run = self.f.nod(Op::As2Func, TypeId::INVALID);
        let cases_ptr = self.first_byte(table);
        let order_ptr = self.first_byte(order);
        let count = self.f.int(n);
        let mut init = Vec::new();
        let call = self.runtime_call("selectgo", &[cases_ptr, order_ptr, count], &mut init);
        out.extend(init);
        let (list, rlist) = (self.f.list(&[chosen, recv_ok]), self.f.list(&[call]));
        self.f.nm(run).list = list;
        self.f.nm(run).rlist = rlist;
        out.push(run);
        out.push(self.f.un(Op::VarKill, TypeId::INVALID, table));
        out.push(self.f.un(Op::VarKill, TypeId::INVALID, order));

        for (i, &case) in cases.iter().enumerate() {
            self.f.enter(case);
            let number = self.f.int(i as i64);
            let cond = self.f.bin(Op::Eq, TypeId::BOOL, chosen, number);
            let mut body = Vec::new();
            if let Some(ok) = self.comm(case).and_then(|c| self.ok_target(c)) {
                body.push(self.f.assign(ok, recv_ok));
            }
            body.extend(self.body_of(case));
            body.push(self.break_());
            out.push(self.f.if_(cond, &body, &[]));
        }
        out
    }

    /// `table[i].field = value`
    fn set_scase(&mut self, table: NodeId, i: usize, field: usize, value: NodeId) -> NodeId {
        let i = self.f.int(i as i64);
        let case = self.f.index(table, i);
        let place = self.f.field(case, field);
        self.f.assign(place, value)
    }

    /// `(*byte)(&array[0])`
    fn first_byte(&mut self, array: NodeId) -> NodeId {
        let zero = self.f.int(0);
        let first = self.f.index(array, zero);
        let at = self.f.addr(first);
        let ptr = self.f.types().ptr(TypeId::UINT8);
        self.f.conv_nop(at, ptr)
    }
}
