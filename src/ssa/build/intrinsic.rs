//! Functions that become ops instead of calls (spec 20, section 16).

use rustc_hash::FxHashMap;

use super::stmt::left;
use super::{Builder, Place};
use crate::ssa::func::{Aux, Likely, ValueId};
use crate::ssa::op::Op;
use crate::tree::{Class, NodeId, Op as T, Var};
use crate::types::{PkgId, TypeId};

/// What an intrinsic expands to.
#[derive(Clone, Copy)]
enum Kind {
    /// One op on the arguments.
    Plain(Op, TypeId),
    /// One op with a pair of results of this type.
    Pair(Op, TypeId),
    /// An op if a variable of the runtime says that the processor has it, else the call.
    IfCpu(&'static str, Op, TypeId),
    /// `string(b)` without copy.
    SliceToString,
    KeepAlive,
    /// The current goroutine's `*g`.
    GetG,
    /// 128 by 64 bit division with checks.
    Div,
    /// Atomic ops: read (result), write, exchange or add (result), compare and swap, and/or.
    Load(Op, TypeId),
    Write(Op),
    Update(Op, TypeId),
    CompareAndSwap(Op),
}

/// The intrinsic with this package path and name.
fn find(path: &str, name: &str) -> Option<Kind> {
    use Kind::*;
    const INT: TypeId = TypeId::INT;
    const U64: TypeId = TypeId::UINT64;
    const F64: TypeId = TypeId::FLOAT64;
    Some(match (path, name) {
        ("runtime", "slicebytetostringtmp") => SliceToString,
        ("runtime", "KeepAlive") => KeepAlive,
        ("runtime", "getg") => GetG,
        ("runtime", "getclosureptr") => Plain(Op::GetClosurePtr, TypeId::UINTPTR),
        ("runtime", "getcallerpc") => Plain(Op::GetCallerPC, TypeId::UINTPTR),
        ("runtime", "getcallersp") => Plain(Op::GetCallerSP, TypeId::UINTPTR),
        ("runtime/internal/math", "MulUintptr") => Pair(Op::Mul64uover, TypeId::UINT),
        ("runtime/internal/sys", "Ctz64") => Plain(Op::Ctz64, INT),
        ("runtime/internal/sys", "Ctz32") => Plain(Op::Ctz32, INT),
        ("runtime/internal/sys", "Ctz8") => Plain(Op::Ctz8, INT),
        ("runtime/internal/sys", "Bswap64") => Plain(Op::Bswap64, U64),
        ("runtime/internal/sys", "Bswap32") => Plain(Op::Bswap32, TypeId::UINT32),
        ("math/bits", name) => return bits(name),
        ("math/big", "mulWW") => Pair(Op::Mul64uhilo, U64),
        ("math/big", "divWW") => Pair(Op::Div128u, U64),
        ("math", "Sqrt") => Plain(Op::Sqrt, F64),
        ("math", "Trunc") => IfCpu("x86HasSSE41", Op::Trunc, F64),
        ("math", "Ceil") => IfCpu("x86HasSSE41", Op::Ceil, F64),
        ("math", "Floor") => IfCpu("x86HasSSE41", Op::Floor, F64),
        ("math", "RoundToEven") => IfCpu("x86HasSSE41", Op::RoundToEven, F64),
        ("runtime/internal/atomic", name) => return atomic(name),
        ("sync/atomic", name) => return atomic(sync_atomic(name)?),
        _ => return None,
    })
}

fn bits(name: &str) -> Option<Kind> {
    use Kind::*;
    const INT: TypeId = TypeId::INT;
    const U64: TypeId = TypeId::UINT64;
    Some(match name {
        "TrailingZeros64" => Plain(Op::Ctz64, INT),
        "TrailingZeros32" => Plain(Op::Ctz32, INT),
        "TrailingZeros16" => Plain(Op::Ctz16, INT),
        "TrailingZeros8" => Plain(Op::Ctz8, INT),
        "ReverseBytes64" => Plain(Op::Bswap64, U64),
        "ReverseBytes32" => Plain(Op::Bswap32, TypeId::UINT32),
        "Len64" | "Len" => Plain(Op::BitLen64, INT),
        "Len32" => Plain(Op::BitLen32, INT),
        "Len16" => Plain(Op::BitLen16, INT),
        "Len8" => Plain(Op::BitLen8, INT),
        "RotateLeft8" => Plain(Op::RotateLeft8, TypeId::UINT8),
        "RotateLeft16" => Plain(Op::RotateLeft16, TypeId::UINT16),
        "RotateLeft32" => Plain(Op::RotateLeft32, TypeId::UINT32),
        "RotateLeft64" | "RotateLeft" => Plain(Op::RotateLeft64, U64),
        "OnesCount64" | "OnesCount" => IfCpu("x86HasPOPCNT", Op::PopCount64, INT),
        "OnesCount32" => IfCpu("x86HasPOPCNT", Op::PopCount32, INT),
        "OnesCount16" => IfCpu("x86HasPOPCNT", Op::PopCount16, INT),
        "Mul64" | "Mul" => Pair(Op::Mul64uhilo, U64),
        "Add64" | "Add" => Pair(Op::Add64carry, U64),
        "Sub64" | "Sub" => Pair(Op::Sub64borrow, U64),
        "Div64" | "Div" => Div,
        _ => return None,
    })
}

/// Functions of `runtime/internal/atomic`.
fn atomic(name: &str) -> Option<Kind> {
    use Kind::*;
    const U32: TypeId = TypeId::UINT32;
    const U64: TypeId = TypeId::UINT64;
    Some(match name {
        "Load" | "LoadAcq" => Load(Op::AtomicLoad32, U32),
        "Load8" => Load(Op::AtomicLoad8, TypeId::UINT8),
        "Load64" | "Loadint64" | "Loaduint" | "Loaduintptr" => Load(Op::AtomicLoad64, U64),
        // The type is *uint8, which has no constant of its own.
        "Loadp" => Load(Op::AtomicLoadPtr, TypeId::INVALID),
        "Store" | "StoreRel" => Write(Op::AtomicStore32),
        "Store64" | "Storeuintptr" => Write(Op::AtomicStore64),
        "StorepNoWB" => Write(Op::AtomicStorePtrNoWB),
        "Xchg" => Update(Op::AtomicExchange32, U32),
        "Xchg64" | "Xchguintptr" => Update(Op::AtomicExchange64, U64),
        "Xadd" => Update(Op::AtomicAdd32, U32),
        "Xadd64" | "Xaddint64" | "Xadduintptr" => Update(Op::AtomicAdd64, U64),
        "Cas" | "CasRel" => CompareAndSwap(Op::AtomicCompareAndSwap32),
        "Cas64" | "Casuintptr" | "Casp1" => CompareAndSwap(Op::AtomicCompareAndSwap64),
        "And8" => Write(Op::AtomicAnd8),
        "Or8" => Write(Op::AtomicOr8),
        _ => return None,
    })
}

/// The function of `runtime/internal/atomic` that one of `sync/atomic` is.
fn sync_atomic(name: &str) -> Option<&'static str> {
    let wide = match () {
        _ if name.ends_with("int32") || name.ends_with("Int32") || name.ends_with("Uint32") => {
            false
        }
        _ if name.ends_with("Int64") || name.ends_with("Uint64") || name.ends_with("Uintptr") => {
            true
        }
        _ => return (name == "LoadPointer").then_some("Loadp"),
    };
    let kinds = [
        ("Load", "Load", "Load64"),
        ("Store", "Store", "Store64"),
        ("Swap", "Xchg", "Xchg64"),
        ("CompareAndSwap", "Cas", "Cas64"),
        ("Add", "Xadd", "Xadd64"),
    ];
    let suffix = ["Int32", "Int64", "Uint32", "Uint64", "Uintptr"];
    kinds.into_iter().find_map(|(prefix, narrow, wide_name)| {
        let rest = name.strip_prefix(prefix)?;
        suffix.contains(&rest).then_some(if wide { wide_name } else { narrow })
    })
}

impl Builder<'_> {
    fn kind_of_call(&self, n: NodeId) -> Option<Kind> {
        if self.tree.op(n) != T::CallFunc {
            return None;
        }
        let var = &self.tree.vars[self.tree.var_of(left(self.tree, n))?];
        if var.class != Class::Func {
            return None;
        }
        find(self.path_of(var), var.name.as_str())
    }

    fn path_of(&self, var: &Var) -> &str {
        match var.pkg {
            PkgId::LOCAL => &self.pkg.options.package_path,
            pkg => self.types.pkg(pkg).path.as_str(),
        }
    }

    pub(super) fn is_intrinsic(&self, n: NodeId) -> bool {
        self.kind_of_call(n).is_some()
    }

    /// Expands the call; its result, if it has one (a pair of results is one value).
    pub(super) fn intrinsic(&mut self, n: NodeId) -> Option<ValueId> {
        let kind = self.kind_of_call(n).expect("the caller asked");
        let args = self.intrinsic_args(n);
        match kind {
            Kind::Plain(op, ty) => Some(self.val(op, ty, &args)),
            Kind::Pair(op, ty) => Some(self.val(op, self.types.tuple(ty, ty), &args)),
            Kind::IfCpu(flag, op, ty) => Some(self.if_cpu_has(n, flag, op, ty, &args)),
            Kind::SliceToString => Some(self.string_of_slice(self.tree.ty(n), args[0])),
            Kind::KeepAlive => {
                let byte_ptr = self.byte_ptr();
                let data = self.val(Op::IData, byte_ptr, &[args[0]]);
                self.mem_op(Op::KeepAlive, 0, Aux::None, &[data], true);
                None
            }
            Kind::GetG => {
                let mem = self.mem();
                Some(self.val(Op::GetG, self.tree.ty(n), &[mem]))
            }
            Kind::Div => {
                let ty = TypeId::UINT64;
                let zero = self.zero_value(ty);
                let nonzero = self.val(Op::Neq64, TypeId::BOOL, &[args[2], zero]);
                self.check(nonzero, "panicdivide");
                let fits = self.val(Op::Less64U, TypeId::BOOL, &[args[0], args[2]]);
                self.check(fits, "panicoverflow");
                Some(self.val(Op::Div128u, self.types.tuple(ty, ty), &args))
            }
            Kind::Load(op, ty) => {
                let ty = if ty == TypeId::INVALID { self.byte_ptr() } else { ty };
                Some(self.atomic_with_result(op, ty, &args))
            }
            Kind::Update(op, ty) => Some(self.atomic_with_result(op, ty, &args)),
            Kind::CompareAndSwap(op) => Some(self.atomic_with_result(op, TypeId::BOOL, &args)),
            Kind::Write(op) => {
                self.mem_op(op, 0, Aux::None, &args, true);
                None
            }
        }
    }

    /// An op with a result and a new memory.
    fn atomic_with_result(&mut self, op: Op, ty: TypeId, args: &[ValueId]) -> ValueId {
        let mut args = args.to_vec();
        args.push(self.mem());
        let both = self.val(op, self.types.tuple(ty, TypeId::MEM), &args);
        let mem = self.val(Op::Select1, TypeId::MEM, &[both]);
        self.set_mem(mem);
        self.val(Op::Select0, ty, &[both])
    }

    /// The arguments' values. Assignments to argument temporaries are not made: a temporary stands
    /// for what it would be given.
    fn intrinsic_args(&mut self, n: NodeId) -> Vec<ValueId> {
        let tree = self.tree;
        let node = &tree.nodes[n];
        let mut temps: FxHashMap<NodeId, ValueId> = FxHashMap::default();
        for &a in tree.items(node.list) {
            let value = self.expr(super::stmt::right(tree, a));
            temps.insert(left(tree, a), value);
        }
        tree.items(node.rlist)
            .iter()
            .map(|a| match temps.get(a) {
                Some(&value) => value,
                None => self.expr(*a),
            })
            .collect()
    }

    /// The op where the processor has it, the call where not.
    fn if_cpu_has(
        &mut self,
        n: NodeId,
        flag: &str,
        op: Op,
        ty: TypeId,
        args: &[ValueId],
    ) -> ValueId {
        let flag = self.sym(&format!("runtime.{flag}"));
        let bool_ptr = self.types.new_ptr(TypeId::BOOL);
        let addr = self.entry(Op::Addr, bool_ptr, 0, Aux::Sym(flag), &[self.sb]);
        let has = self.load(TypeId::BOOL, addr);
        let b = self.end_if(has, Likely::Likely);
        let [with, without, end] = std::array::from_fn(|_| self.new_block());
        self.f.add_edge(b, with);
        self.f.add_edge(b, without);

        let place = Place::Node(n);
        self.start_block(with);
        let value = self.val(op, ty, args);
        self.vars.insert(place, value);
        self.jump(end);

        self.start_block(without);
        let result = self.call(n).expect("a call with a result");
        let value = self.load(ty, result);
        self.vars.insert(place, value);
        self.jump(end);

        self.start_block(end);
        self.variable(place, ty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sync_atomic() {
        assert_eq!(sync_atomic("AddInt64"), Some("Xadd64"));
        assert_eq!(sync_atomic("CompareAndSwapUint32"), Some("Cas"));
        assert_eq!(sync_atomic("LoadPointer"), Some("Loadp"));
        assert_eq!(sync_atomic("StorePointer"), None);
        assert!(find("math/bits", "OnesCount8").is_none());
    }
}
