//! Concatenation of strings and conversions from and to them (spec 12, section 14).

use super::{Init, Walk};
use crate::lower::facts::{MAX_IMPLICIT_STACK_VAR, STRING_BUFFER};
use crate::tree::{Aux, Esc, NodeId, NodeList, Op};
use crate::types::TypeId;

impl Walk<'_, '_> {
    /// `a + b` of strings, when it was not flattened before.
    pub(super) fn two_strings(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let list = self.f.list(&[self.f.l(n), self.f.r(n)]);
        let node = self.f.nm(n);
        node.op = Op::AddStr;
        node.list = list;
        node.left = None.into();
        node.right = None.into();
        self.concat(n, init)
    }

    /// Address of a fresh buffer of `n` elements, or nil if the result of `of` escapes.
    fn buffer(&mut self, of: NodeId, elem: TypeId, n: i64) -> NodeId {
        let array = self.f.types().array(elem, n);
        if self.f.n(of).esc == Esc::None {
            let t = self.f.temp(array);
            return self.f.addr(t);
        }
        self.no_buffer(elem, n)
    }

    /// Nil for a buffer of `n` elements, typed as the runtime declares its parameter: with `byte`
    /// and `rune`, where a buffer of our own has `uint8` and `int32`.
    fn no_buffer(&mut self, elem: TypeId, n: i64) -> NodeId {
        let declared = if elem == TypeId::UINT8 { TypeId::BYTE } else { TypeId::RUNE };
        let ptr = self.f.types().ptr(self.f.types().array(declared, n));
        self.f.nil(ptr)
    }

    pub(super) fn concat(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let items = self.f.items(self.f.n(n).list);
        let fixed: usize = items.iter().filter_map(|&s| self.f.str_const(s)).map(<[u8]>::len).sum();
        let buf = if (fixed as i64) < STRING_BUFFER {
            self.buffer(n, TypeId::UINT8, STRING_BUFFER)
        } else {
            self.no_buffer(TypeId::UINT8, STRING_BUFFER)
        };
        let mut args = vec![buf];
        for &s in &items {
            args.push(self.f.conv(s, TypeId::STRING));
        }
        let ty = self.f.ty(n);
        let call = if items.len() <= 5 {
            self.runtime_call(&format!("concatstring{}", items.len()), &args, init)
        } else {
            let strings = self.f.types().slice(TypeId::STRING);
            let lit = self.f.nod(Op::SliceLit, strings);
            let list = self.f.list(&args[1..]);
            let prealloc = self.f.n(n).prealloc;
            let node = self.f.nm(lit);
            node.list = list;
            node.aux = Aux::Int(items.len() as i64);
            node.esc = Esc::None;
            node.prealloc = prealloc;
            self.runtime_call("concatstrings", &[args[0], lit], init)
        };
        self.f.nm(call).ty = ty;
        call
    }

    pub(super) fn string_conversion(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let (ty, x) = (self.f.ty(n), self.f.l(n));
        let (name, args) = match self.f.op(n) {
            Op::RuneToStr => {
                let buf = self.buffer(n, TypeId::UINT8, 4);
                let x = self.f.conv(x, TypeId::INT64);
                ("intstring", [buf, x])
            }
            Op::BytesToStr => {
                ("slicebytetostring", [self.buffer(n, TypeId::UINT8, STRING_BUFFER), x])
            }
            Op::RunesToStr => {
                ("slicerunetostring", [self.buffer(n, TypeId::UINT8, STRING_BUFFER), x])
            }
            Op::StrToBytes => {
                if let Some(s) = self.f.str_const(x) {
                    let len = s.len() as i64;
                    return self.constant_bytes(n, len, init);
                }
                let buf = self.buffer(n, TypeId::UINT8, STRING_BUFFER);
                let x = self.f.conv(x, TypeId::STRING);
                ("stringtoslicebyte", [buf, x])
            }
            _ => {
                let buf = self.buffer(n, TypeId::INT32, STRING_BUFFER);
                let x = self.f.conv(x, TypeId::STRING);
                ("stringtoslicerune", [buf, x])
            }
        };
        let call = self.runtime_call(name, &args, init);
        self.f.nm(call).ty = ty;
        call
    }

    /// `[]byte("const")`: an array filled from the string's data, sliced.
    fn constant_bytes(&mut self, n: NodeId, len: i64, init: &mut Init) -> NodeId {
        let s = self.f.l(n);
        let array = self.f.types().array(TypeId::UINT8, len);
        let at = if self.f.n(n).esc == Esc::None && len <= MAX_IMPLICIT_STACK_VAR {
            let t = self.f.temp(array);
            self.f.addr(t)
        } else {
            self.new_object(array)
        };
        let ptr = self.f.types().ptr(array);
        let p = self.f.temp(ptr);
        init.push(self.f.assign(p, at));
        if len > 0 {
            let data = self.f.slice_ptr(s);
            let data = self.f.conv_nop(data, ptr);
            let from = self.f.deref(data);
            let to = self.f.deref(p);
            let a = self.f.assign(to, from);
            let before = self.f.pos();
            init.push(self.stmt(a));
            self.f.restore(before);
        }
        let node = self.f.nm(n);
        node.op = Op::SliceArr;
        node.left = p.into();
        node.list = NodeList::new();
        self.expr(n, init)
    }
}
