//! `switch` on types (spec 12, section 11): the hash of the dynamic type narrows the search, an
//! assertion decides.

use super::Walk;
use super::switch::BINARY_SEARCH_MIN;
use crate::tree::{Aux, NodeFlags, NodeId, Op};
use crate::types::TypeId;

/// Byte offset of the type hash in a type descriptor, and in an itab.
const HASH_OFFSET: i32 = 16;

/// One case: a type, its hash unless it is an interface type, and the statements that test it.
struct Case {
    hash: Option<u32>,
    test: NodeId,
}

impl Walk<'_, '_> {
    pub(super) fn type_switch(&mut self, n: NodeId) -> NodeId {
        let guard = self.f.l(n);
        self.f.nm(n).left = None.into();
        let mut init = self.f.take_init(n);
        let x = self.f.r(guard);
        let x = self.expr(x, &mut init);
        let init = self.f.list(&init);
        self.f.nm(n).init = init;

        let ty = self.f.ty(x);
        let face = self.f.temp(ty);
        let mut stmts = vec![self.f.assign(face, x)];
        let ok = self.f.temp(TypeId::BOOL);
        let hash = self.f.temp(TypeId::UINT32);

        // Clauses of one type get the value from the assertion; the others copy the interface.
        let bodies = self.bodies(n, |w, clause| {
            let list = w.f.items(w.f.n(clause).list);
            let single = list.len() == 1 && w.f.op(list[0]) != Op::Literal;
            match w.f.items(w.f.n(clause).rlist).first() {
                Some(&v) if !single => {
                    let dcl = w.f.un(Op::Dcl, TypeId::INVALID, v);
                    vec![dcl, w.f.assign_to(v, face)]
                }
                _ => Vec::new(),
            }
        });

        let mut nil_jump = None;
        let mut typed = Vec::new();
        for &(clause, jump) in &bodies.clauses {
            let list = self.f.items(self.f.n(clause).list);
            let var = match list.len() {
                1 => self.f.items(self.f.n(clause).rlist).first().copied(),
                _ => None,
            };
            for t in list {
                if self.f.op(t) == Op::Literal {
                    nil_jump = Some(jump);
                } else {
                    typed.push((t, var, jump));
                }
            }
        }

        let default = match bodies.default {
            Some(jump) => jump,
            None => self.break_(),
        };
        let tab = self.f.itab_of(face);
        let nil = self.f.nil(self.f.ty(tab));
        let is_nil = self.f.bin(Op::Eq, TypeId::BOOL, tab, nil);
        let (nil_jump, default) = match nil_jump {
            Some(jump) => (jump, default),
            None => {
                let label = self.label_name(".s");
                let jump = self.goto(label);
                let label = self.label(label);
                let block = self.f.nod(Op::Block, TypeId::INVALID);
                let list = self.f.list(&[label, default]);
                self.f.nm(block).list = list;
                (jump, block)
            }
        };
        stmts.push(self.f.if_(is_nil, &[nil_jump], &[]));

        let tab = self.f.itab_of(face);
        let load = self.f.un(Op::DotPtr, TypeId::UINT32, tab);
        self.f.nm(load).aux = Aux::Field { index: 0, offset: HASH_OFFSET };
        self.f.set_flag(load, NodeFlags::BOUNDED, true);
        stmts.push(self.f.assign(hash, load));

        let cases: Vec<Case> = typed
            .into_iter()
            .map(|(t, var, jump)| {
                let ty = self.f.ty(t);
                let interface = self.f.types().is_interface(ty);
                let hash = (!interface).then(|| self.f.types().hash(ty));
                Case { hash, test: self.type_test(face, ok, ty, var, jump) }
            })
            .collect();
        let mut rest = &cases[..];
        while let Some(first) = rest.first() {
            if first.hash.is_none() {
                stmts.push(first.test);
                rest = &rest[1..];
                continue;
            }
            let run = rest.iter().take_while(|c| c.hash.is_some()).count();
            let (now, later) = rest.split_at(run);
            rest = later;
            let batches = self.by_hash(now);
            let search = self.search_hashes(hash, &batches);
            stmts.push(search);
        }
        stmts.push(default);
        stmts.extend(bodies.stmts);
        self.clear_lists(n);
        let body = self.f.list(&stmts);
        let body = self.stmts(body);
        self.f.nm(n).body = body;
        n
    }

    /// Cases sorted by hash, those with equal hashes together in source order.
    fn by_hash(&mut self, cases: &[Case]) -> Vec<(u32, NodeId)> {
        let mut sorted: Vec<(u32, NodeId)> =
            cases.iter().map(|c| (c.hash.unwrap_or(0), c.test)).collect();
        sorted.sort_by_key(|c| c.0);
        let mut out: Vec<(u32, NodeId)> = Vec::new();
        let groups: Vec<Vec<(u32, NodeId)>> =
            sorted.chunk_by(|a, b| a.0 == b.0).map(<[_]>::to_vec).collect();
        for group in groups {
            let tests: Vec<NodeId> = group.iter().map(|g| g.1).collect();
            let block = self.f.block(&tests);
            out.push((group[0].0, block));
        }
        out
    }

    /// `v, ok = face.(T); if ok { goto body }`
    fn type_test(
        &mut self,
        face: NodeId,
        ok: NodeId,
        ty: TypeId,
        var: Option<NodeId>,
        jump: NodeId,
    ) -> NodeId {
        let mut stmts = Vec::new();
        let target = match var {
            Some(v) => {
                stmts.push(self.f.un(Op::Dcl, TypeId::INVALID, v));
                stmts.push(self.f.zero(v));
                v
            }
            None => self.f.blank(),
        };
        let assertion = self.f.un(Op::DotType2, ty, face);
        let assign = self.f.nod(Op::As2DotType, TypeId::INVALID);
        let (list, rlist) = (self.f.list(&[target, ok]), self.f.list(&[assertion]));
        self.f.nm(assign).list = list;
        self.f.nm(assign).rlist = rlist;
        let assign = self.expr(assign, &mut stmts);
        stmts.push(assign);
        stmts.push(self.f.if_(ok, &[jump], &[]));
        self.f.block(&stmts)
    }

    fn search_hashes(&mut self, hash: NodeId, cases: &[(u32, NodeId)]) -> NodeId {
        if cases.len() < BINARY_SEARCH_MIN {
            let tests: Vec<NodeId> = cases
                .iter()
                .map(|&(h, test)| {
                    let h = self.f.int_of(TypeId::UINT32, i64::from(h));
                    let same = self.f.bin(Op::Eq, TypeId::BOOL, hash, h);
                    self.f.if_(same, &[test], &[])
                })
                .collect();
            return self.f.block(&tests);
        }
        let (low, high) = cases.split_at(cases.len() / 2);
        let middle = self.f.int_of(TypeId::UINT32, i64::from(low[low.len() - 1].0));
        let cond = self.f.bin(Op::Le, TypeId::BOOL, hash, middle);
        let below = self.search_hashes(hash, low);
        let above = self.search_hashes(hash, high);
        self.f.if_(cond, &[below], &[above])
    }
}
