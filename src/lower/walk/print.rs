//! `print` and `println` (spec 12, section 20).

use super::{Init, Walk};
use crate::tree::{NodeId, Op};
use crate::types::{Kind, TypeId};

impl Walk<'_, '_> {
    pub(super) fn print(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        // All operands are evaluated before the lock is taken.
        let mut items = self.f.items(self.f.n(n).list);
        for a in &mut items {
            let cheap = self.cheap(*a, init);
            *a = self.expr(cheap, init);
        }
        if self.f.op(n) == Op::Println {
            let mut spaced = Vec::with_capacity(items.len() * 2);
            for (i, a) in items.into_iter().enumerate() {
                if i > 0 {
                    spaced.push(self.f.string(b" "));
                }
                spaced.push(a);
            }
            spaced.push(self.f.string(b"\n"));
            items = spaced;
        }
        let items = self.merge_constants(&items);
        let mut calls = vec![self.runtime_call("printlock", &[], init)];
        for a in items {
            calls.push(self.print_piece(a));
        }
        calls.push(self.runtime_call("printunlock", &[], init));
        for c in &mut calls {
            *c = self.expr(*c, init);
        }
        self.empty_with(&calls, init)
    }

    /// Joins neighbouring constant strings.
    fn merge_constants(&mut self, items: &[NodeId]) -> Vec<NodeId> {
        let mut out = Vec::new();
        let mut text: Option<Vec<u8>> = None;
        for &a in items {
            match self.f.str_const(a) {
                Some(s) => {
                    let s = s.to_vec();
                    text.get_or_insert_default().extend(s);
                }
                None => {
                    if let Some(t) = text.take() {
                        out.push(self.f.string(&t));
                    }
                    out.push(a);
                }
            }
        }
        if let Some(t) = text {
            out.push(self.f.string(&t));
        }
        out
    }

    /// The call that prints one operand.
    fn print_piece(&mut self, a: NodeId) -> NodeId {
        let ty = self.f.ty(a);
        let types = self.f.types();
        let own_type = |name| (name, vec![ty]);
        let (name, params) = match types.kind(ty) {
            Kind::Interface if types.is_empty_interface(ty) => own_type("printeface"),
            Kind::Interface => own_type("printiface"),
            Kind::Ptr | Kind::Chan | Kind::Map | Kind::Func | Kind::UnsafePtr => {
                own_type("printpointer")
            }
            Kind::Slice => own_type("printslice"),
            Kind::String => match self.f.str_const(a) {
                Some(b" ") => ("printsp", vec![]),
                Some(b"\n") => ("printnl", vec![]),
                _ => ("printstring", vec![TypeId::STRING]),
            },
            Kind::Bool => ("printbool", vec![TypeId::BOOL]),
            Kind::Float32 | Kind::Float64 => ("printfloat", vec![TypeId::FLOAT64]),
            Kind::Complex64 | Kind::Complex128 => ("printcomplex", vec![TypeId::COMPLEX128]),
            _ if types.is_signed(ty) => ("printint", vec![TypeId::INT64]),
            _ => {
                let hex = types
                    .as_named(ty)
                    .is_some_and(|n| self.f.pkg.is_runtime(n.pkg) && n.name.as_str() == "hex");
                (if hex { "printhex" } else { "printuint" }, vec![TypeId::UINT64])
            }
        };
        let callee = self.f.runtime_fn(name, &params, &[]);
        let args: Vec<NodeId> = params.iter().map(|&p| self.f.conv(a, p)).collect();
        self.unwalked_call(callee, &args)
    }
}
