//! `select`: stricter than other statements, every operand goes into a temporary (spec 12,
//! section 17.1).

use super::Order;
use crate::tree::{NodeFlags, NodeId, NodeList, Op};
use crate::types::TypeId;

impl Order<'_, '_> {
    pub(super) fn select(&mut self, n: NodeId) {
        let mark = self.mark();
        let cases = self.f.items(self.f.n(n).list);
        // What each body starts with: declaration and assignment of the received value.
        let mut heads = Vec::new();
        for &case in &cases {
            let before = self.f.enter(case);
            let comm = self.f.items(self.f.n(case).list).first().copied();
            let head = match comm {
                Some(c) if matches!(self.f.op(c), Op::SelRecv | Op::SelRecv2) => self.receive(c),
                Some(c) if self.f.op(c) == Op::Send => {
                    self.send(c);
                    Vec::new()
                }
                _ => Vec::new(),
            };
            let head = self.f.list(&head);
            let head = self.block(head, Vec::new());
            heads.push(self.f.items(head));
            // gc leaves the clause's line current for what follows.
            let _ = before;
        }
        for (&case, mut stmts) in cases.iter().zip(heads) {
            let body = self.block(self.f.n(case).body, Vec::new());
            stmts.extend(self.kills(mark));
            stmts.extend(self.f.items(body));
            let body = self.f.list(&stmts);
            self.f.nm(case).body = body;
        }
        self.out.push(n);
        self.release(mark);
    }

    /// `case v, ok = <-c`: c, and temporaries for v and ok.
    fn receive(&mut self, comm: NodeId) -> Vec<NodeId> {
        let declares = self.f.has_flag(comm, NodeFlags::COLAS);
        self.f.nm(comm).init = NodeList::new();
        let recv = self.f.r(comm);
        let wrapped = self.f.op(recv) == Op::Recv;
        let chan = if wrapped { self.f.l(recv) } else { recv };
        let mut chan = self.expr(chan, None);
        if self.f.op(chan) != Op::Name {
            chan = self.copy(chan, false);
        }
        if wrapped {
            self.f.set_left(recv, chan);
        } else {
            self.f.set_right(comm, chan);
        }
        let mut head = Vec::new();
        let target = self.f.left(comm).filter(|&t| !self.f.is_blank(t));
        self.f.nm(comm).left = None.into();
        if let Some(t) = target {
            if declares {
                head.push(self.f.un(Op::Dcl, TypeId::INVALID, t));
            }
            let elem = self.f.types().elem(self.f.ty(chan));
            let clear = self.f.types().has_pointers(elem);
            let v = self.temp(elem, clear);
            let v = self.node_of(v);
            self.f.set_left(comm, v);
            let value = self.f.assign_conv(v, self.f.ty(t));
            head.push(self.f.assign(t, value));
        }
        let ok = self.f.items(self.f.n(comm).list).first().copied();
        self.f.nm(comm).list = NodeList::new();
        if let Some(ok) = ok.filter(|&o| !self.f.is_blank(o)) {
            if declares {
                head.push(self.f.un(Op::Dcl, TypeId::INVALID, ok));
            }
            let t = self.temp(TypeId::BOOL, false);
            let t = self.node_of(t);
            let list = self.f.list(&[t]);
            self.f.nm(comm).list = list;
            let value = self.ok_value(ok, t);
            head.push(self.f.assign(ok, value));
        }
        head
    }

    fn send(&mut self, comm: NodeId) {
        let chan = self.f.l(comm);
        let mut chan = self.expr(chan, None);
        if !self.f.is_auto_temp(chan) {
            chan = self.copy(chan, false);
        }
        self.f.set_left(comm, chan);
        let value = self.f.r(comm);
        let mut value = self.expr(value, None);
        if !self.f.is_auto_temp(value) {
            value = self.copy(value, false);
        }
        self.f.set_right(comm, value);
    }
}
