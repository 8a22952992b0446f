//! Functions of package runtime that compiled code calls (spec 12, section 24).
//!
//! The table holds those whose types never vary. Functions that the runtime declares for any type
//! (maps, channels, slices) are made with the types of the call at hand.

use super::forms::Forms;
use crate::intern::Name;
use crate::source::Pos;
use crate::tree::{Class, NodeId, VarFlags};
use crate::types::{PkgId, TypeId, Types};

impl Forms<'_> {
    /// The name of runtime function `name` with this signature.
    pub fn runtime_fn(&mut self, name: &str, params: &[TypeId], results: &[TypeId]) -> NodeId {
        let ty = self.types().func(params.to_vec(), results.to_vec(), false);
        self.extern_fn(PkgId::RUNTIME, name, &format!("runtime.{name}"), ty)
    }

    /// The name of a function that the package does not declare.
    pub fn extern_fn(&mut self, pkg: PkgId, name: &str, link_name: &str, ty: TypeId) -> NodeId {
        let key = (Name::new(link_name), ty);
        if let Some(&n) = self.runtime.get(&key) {
            return n;
        }
        let v = self.pkg.tree.new_var(Name::new(name), pkg, Class::Func, ty, Pos::NONE);
        let var = &mut self.pkg.tree.vars[v];
        var.link_name = key.0;
        var.flags |= VarFlags::USED;
        let node = var.node;
        self.runtime.insert(key, node);
        node
    }

    /// The signature of a runtime function whose types never vary.
    pub fn runtime_sig(&self, name: &str) -> (Vec<TypeId>, Vec<TypeId>) {
        use TypeId as T;
        let t = self.types();
        let bytes = t.slice(T::BYTE);
        let runes = t.slice(T::RUNE);
        let byte_ptr = t.ptr(T::BYTE);
        let byte_buf = |t: &Types, n| t.ptr(t.array(T::BYTE, n));
        let (params, results): (Vec<T>, Vec<T>) = match name {
            "printbool" => (vec![T::BOOL], vec![]),
            "printfloat" => (vec![T::FLOAT64], vec![]),
            "printint" => (vec![T::INT64], vec![]),
            "printhex" | "printuint" => (vec![T::UINT64], vec![]),
            "printcomplex" => (vec![T::COMPLEX128], vec![]),
            "printstring" => (vec![T::STRING], vec![]),
            "printlock" | "printunlock" | "printnl" | "printsp" => (vec![], vec![]),
            "block" | "panicmakeslicelen" => (vec![], vec![]),
            "gopanic" => (vec![t.empty_interface()], vec![]),
            "gorecover" => (vec![t.ptr(T::INT32)], vec![t.empty_interface()]),
            "concatstrings" => (vec![byte_buf(t, 32), t.slice(T::STRING)], vec![T::STRING]),
            "concatstring2" | "concatstring3" | "concatstring4" | "concatstring5" => {
                let n = name.as_bytes()[12] - b'0';
                let mut params = vec![byte_buf(t, 32)];
                params.extend((0..n).map(|_| T::STRING));
                (params, vec![T::STRING])
            }
            "cmpstring" => (vec![T::STRING, T::STRING], vec![T::INT]),
            "intstring" => (vec![byte_buf(t, 4), T::INT64], vec![T::STRING]),
            "slicebytetostring" => (vec![byte_buf(t, 32), bytes], vec![T::STRING]),
            "slicerunetostring" => (vec![byte_buf(t, 32), runes], vec![T::STRING]),
            "stringtoslicebyte" => (vec![byte_buf(t, 32), T::STRING], vec![bytes]),
            "stringtoslicerune" => (vec![t.ptr(t.array(T::RUNE, 32)), T::STRING], vec![runes]),
            "decoderune" => (vec![T::STRING, T::INT], vec![T::RUNE, T::INT]),
            "countrunes" => (vec![T::STRING], vec![T::INT]),
            "makeslice" => (vec![byte_ptr, T::INT, T::INT], vec![T::UNSAFE_POINTER]),
            "fastrand" => (vec![], vec![T::UINT32]),
            "mapiternext" => unreachable!("depends on the map"),
            "selectgo" => (vec![byte_ptr, byte_ptr, T::INT], vec![T::INT, T::BOOL]),
            "complex128div" => (vec![T::COMPLEX128, T::COMPLEX128], vec![T::COMPLEX128]),
            "memclrNoHeapPointers" | "memclrHasPointers" => {
                (vec![T::UNSAFE_POINTER, T::UINTPTR], vec![])
            }
            _ => panic!("runtime.{name} has no fixed signature"),
        };
        (params, results)
    }
}
