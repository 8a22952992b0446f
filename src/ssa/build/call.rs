//! Calls, `defer`, `go`, and calls of the runtime (spec 20, section 13).
//!
//! Arguments are stored from 0(SP) upward, results are read behind them. A `defer` outside loops
//! fills a record in the frame instead.

use super::Builder;
use super::stmt::left;
use crate::intern::Name;
use crate::ssa::func::{Aux, BlockKind, Likely, ValueId};
use crate::ssa::op::Op;
use crate::tree::{self, Class, NodeId, Op as T};
use crate::types::layout::{ArgLayout, round_up};
use crate::types::{Field, PkgId, Type, TypeId};

/// Offset of the method table in an itab.
const ITAB_METHODS: i64 = 24;

/// What a call goes to.
#[derive(Default)]
struct Callee {
    /// A function known by name.
    direct: Option<Name>,
    /// A closure object.
    closure: Option<ValueId>,
    /// Code of an interface method.
    code: Option<ValueId>,
    /// Data word of the interface.
    receiver: Option<ValueId>,
}

/// Types and offsets of a call's arguments and results.
struct Signature {
    /// With the receiver of a method first.
    params: Vec<TypeId>,
    results: Vec<TypeId>,
    layout: ArgLayout,
}

impl Builder<'_> {
    /// A call; the address of its first result.
    pub(super) fn call(&mut self, n: NodeId) -> Option<ValueId> {
        let callee = self.callee(n, true);
        let sig = self.signature(n);
        self.stmts(self.tree.nodes[n].list);
        if let Some(word) = callee.receiver {
            let at = self.sp_offset(self.types.new_ptr(TypeId::UINTPTR), 0);
            self.store(TypeId::UINTPTR, at, word);
        }
        self.store_arguments(n, &sig, None, 0);
        let size = sig.size();
        if let Some(closure) = callee.closure {
            let code = self.load(TypeId::UINTPTR, closure);
            self.mem_op(Op::ClosureCall, size, Aux::None, &[code, closure], true);
        } else if let Some(code) = callee.code {
            self.mem_op(Op::InterCall, size, Aux::None, &[code], true);
        } else {
            let name = callee.direct.expect("a direct call names its function");
            let sym = self.pkg.syms.lookup_name(name);
            self.mem_op(Op::StaticCall, size, Aux::Sym(sym), &[], true);
        }
        let &result = sig.results.first()?;
        Some(self.sp_offset(self.types.new_ptr(result), sig.result_offset()))
    }

    /// `go f(x)`
    pub(super) fn go(&mut self, n: NodeId) {
        self.call_later(n, "newproc");
    }

    /// `defer f(x)`. `on_stack`: the record goes in the frame.
    pub(super) fn defer(&mut self, n: NodeId, on_stack: bool) {
        let call = if on_stack { self.defer_on_stack(n) } else { self.call_later(n, "deferproc") };
        // The call returns a second time when the function recovers: straight to the exit.
        let b = self.end_block();
        self.f.b_mut(b).kind = BlockKind::Defer;
        self.f.set_control(b, Some(call));
        let next = self.new_block();
        self.f.add_edge(b, next);
        let recovered = self.new_block();
        self.start_block(recovered);
        self.exit();
        self.f.add_edge(b, recovered);
        self.f.b_mut(b).likely = Likely::Likely;
        self.start_block(next);
    }

    /// Passes the call to `newproc` or `deferproc`: size, closure, arguments.
    fn call_later(&mut self, n: NodeId, runtime_func: &str) -> ValueId {
        let callee = self.callee(n, false);
        let closure = callee.closure.expect("a closure to call later");
        let sig = self.signature(n);
        self.stmts(self.tree.nodes[n].list);
        let word_ptr = self.types.new_ptr(TypeId::UINTPTR);
        let size = self.const_int(TypeId::UINT32, sig.size());
        let at = self.sp_offset(self.types.new_ptr(TypeId::UINT32), 0);
        self.store(TypeId::UINT32, at, size);
        let at = self.sp_offset(word_ptr, 8);
        self.store(TypeId::UINTPTR, at, closure);
        if let Some(word) = callee.receiver {
            let at = self.sp_offset(word_ptr, 16);
            self.store(TypeId::UINTPTR, at, word);
        }
        self.store_arguments(n, &sig, None, 16);
        let sym = self.sym(&format!("runtime.{runtime_func}"));
        self.mem_op(Op::StaticCall, sig.size() + 16, Aux::Sym(sym), &[], true)
    }

    fn defer_on_stack(&mut self, n: NodeId) -> ValueId {
        let callee = self.callee(n, false);
        let closure = callee.closure.expect("a closure to call later");
        let sig = self.signature(n);
        let size = sig.size();
        self.stmts(self.tree.nodes[n].list);
        let record_ty = self.defer_record(size);
        let offset_of = |i: usize| self.types.field_offset(record_ty, i);
        let (size_at, closure_at, args_at) = (offset_of(0), offset_of(5), offset_of(8));
        let record = self.f.new_temp(record_ty, self.tree.nodes[n].pos);
        self.mem_op(Op::VarDef, 0, Aux::Local(record), &[], true);
        let mem = self.mem();
        let ty = self.types.new_ptr(record_ty);
        let args = [self.sp, mem];
        let addr = self.val_marked(Op::LocalAddr, ty, 0, Aux::Local(record), &args, false);

        let at = self.off_ptr(self.types.new_ptr(TypeId::UINT32), size_at, addr);
        let size_value = self.const_int(TypeId::UINT32, size);
        self.store(TypeId::UINT32, at, size_value);
        let closure_ty = self.f.v(closure).ty;
        let at = self.off_ptr(self.types.new_ptr(closure_ty), closure_at, addr);
        self.store(closure_ty, at, closure);
        if let Some(word) = callee.receiver {
            // The receiver of an interface method is a pointer to nothing in particular.
            let any = self.types.new_ptr(self.types.structure(Vec::new()));
            let at = self.off_ptr(self.types.new_ptr(any), args_at, addr);
            self.store(TypeId::UINTPTR, at, word);
        }
        self.store_arguments(n, &sig, Some(addr), args_at);

        let at = self.sp_offset(TypeId::UINTPTR, 0);
        self.store(TypeId::UINTPTR, at, addr);
        let sym = self.sym("runtime.deferprocStack");
        self.mem_op(Op::StaticCall, size.max(8), Aux::Sym(sym), &[], true)
    }

    /// The runtime's `_defer` record with room for `size` bytes of arguments.
    fn defer_record(&self, size: i64) -> TypeId {
        let field = |name: &str, ty: TypeId| Field {
            name: Name::new(name),
            pkg: PkgId::LOCAL,
            ty,
            embedded: false,
            tag: None,
        };
        let fields = vec![
            field("siz", TypeId::UINT32),
            field("started", TypeId::BOOL),
            field("heap", TypeId::BOOL),
            field("sp", TypeId::UINTPTR),
            field("pc", TypeId::UINTPTR),
            field("fn", TypeId::UINTPTR),
            field("_panic", TypeId::UINTPTR),
            field("link", TypeId::UINTPTR),
            field("args", self.types.array(TypeId::UINT8, size)),
        ];
        self.types.intern(Type::Struct { fields, noalg: true })
    }

    /// What a call node calls. A call that happens later always goes through a closure object.
    fn callee(&mut self, n: NodeId, now: bool) -> Callee {
        let tree = self.tree;
        let fun = left(tree, n);
        match tree.op(n) {
            T::CallFunc => {
                let var = tree.var_of(fun).map(|v| &tree.vars[v]);
                if let Some(var) = var.filter(|v| now && v.class == Class::Func) {
                    return Callee { direct: Some(var.link_name), ..Callee::default() };
                }
                let closure = self.expr(fun);
                Callee { closure: Some(closure), ..Callee::default() }
            }
            T::CallMeth => {
                let method = tree.right(fun).and_then(|m| tree.var_of(m));
                let name = tree.vars[method.expect("a method has a name")].link_name;
                if now {
                    return Callee { direct: Some(name), ..Callee::default() };
                }
                let closure = self.func_value(name.as_str(), TypeId::UINT8);
                Callee { closure: Some(closure), ..Callee::default() }
            }
            T::CallInter => {
                let tree::Aux::Method { index } = tree.nodes[fun].aux else {
                    panic!("an interface call names no method")
                };
                let iface = self.expr(left(tree, fun));
                let tab = self.val(Op::ITab, TypeId::UINTPTR, &[iface]);
                self.nil_check(tab);
                let offset = ITAB_METHODS + 8 * i64::from(index);
                let slot = self.off_ptr(self.types.new_ptr(TypeId::UINTPTR), offset, tab);
                let code = if now { Some(self.load(TypeId::UINTPTR, slot)) } else { None };
                let receiver = self.val(Op::IData, TypeId::UINTPTR, &[iface]);
                let closure = if now { None } else { Some(slot) };
                Callee { direct: None, closure, code, receiver: Some(receiver) }
            }
            op => panic!("{op:?} is no call"),
        }
    }

    fn signature(&self, n: NodeId) -> Signature {
        let ty = self.tree.ty(left(self.tree, n));
        let sig = self.types.sig(ty);
        let params = sig.recv.iter().chain(&sig.params).copied().collect();
        let is_inter = self.tree.op(n) == T::CallInter;
        let layout = if is_inter {
            // The receiver word comes first; `params` does not list it.
            let with_word = [TypeId::UINTPTR].iter().chain(&sig.params).copied().collect();
            let ty = self.types.func(with_word, sig.results.clone(), false);
            let mut layout = self.types.arg_layout(ty);
            layout.params.remove(0);
            layout
        } else {
            self.types.arg_layout(ty)
        };
        Signature { params, results: sig.results.clone(), layout }
    }

    /// Stores the arguments at `start` bytes from `base`, or from SP.
    fn store_arguments(&mut self, n: NodeId, sig: &Signature, base: Option<ValueId>, start: i64) {
        let tree = self.tree;
        let args = tree.items(tree.nodes[n].rlist);
        debug_assert_eq!(args.len(), sig.params.len(), "arguments of a call");
        for ((&arg, &ty), &offset) in args.iter().zip(&sig.params).zip(&sig.layout.params) {
            let ptr = self.types.new_ptr(ty);
            let to = match base {
                None => self.sp_offset(ptr, start + offset),
                Some(base) => self.off_ptr(ptr, start + offset, base),
            };
            if self.can_ssa_type(ty) {
                let value = self.expr(arg);
                self.store_value(ty, to, value, Default::default(), false);
            } else {
                let from = self.addr(arg, false);
                self.copy_memory(ty, to, from);
            }
        }
    }

    // -- the runtime ---------------------------------------------------------------------------

    /// Calls `runtime.NAME`; its results.
    pub(super) fn runtime_call(
        &mut self,
        name: &str,
        args: &[ValueId],
        results: &[TypeId],
    ) -> Vec<ValueId> {
        let mut offset = self.store_runtime_args(args);
        let call = self.static_runtime_call(name);
        let values = results
            .iter()
            .map(|&ty| {
                offset = round_up(offset, self.types.align(ty));
                let at = self.sp_offset(self.types.new_ptr(ty), offset);
                offset += self.types.size(ty);
                self.load(ty, at)
            })
            .collect();
        self.f.v_mut(call).auxint = round_up(offset, 8);
        values
    }

    /// Calls `runtime.NAME`, which does not return: the block ends.
    pub(super) fn runtime_panic(&mut self, name: &str, args: &[ValueId]) {
        let size = self.store_runtime_args(args);
        let call = self.static_runtime_call(name);
        self.end_exit(call);
        self.f.v_mut(call).auxint = size;
    }

    fn store_runtime_args(&mut self, args: &[ValueId]) -> i64 {
        let mut offset = 0;
        for &arg in args {
            let ty = self.f.v(arg).ty;
            offset = round_up(offset, self.types.align(ty));
            let at = self.sp_offset(self.types.new_ptr(ty), offset);
            self.store(ty, at, arg);
            offset += self.types.size(ty);
        }
        round_up(offset, 8)
    }

    fn static_runtime_call(&mut self, name: &str) -> ValueId {
        let sym = self.sym(&format!("runtime.{name}"));
        self.mem_op(Op::StaticCall, 0, Aux::Sym(sym), &[], true)
    }

    /// A temporary in memory and its address, for values too large for SSA.
    pub(super) fn memory_temp(&mut self, n: NodeId, ty: TypeId) -> (Aux, ValueId) {
        let temp = self.f.new_temp(ty, self.tree.nodes[n].pos);
        let aux = Aux::Local(temp);
        self.mem_op(Op::VarDef, 0, aux, &[], true);
        let mem = self.mem();
        let args = [self.sp, mem];
        let addr = self.val_marked(Op::LocalAddr, self.types.new_ptr(ty), 0, aux, &args, false);
        (aux, addr)
    }
}

impl Signature {
    /// Size of the argument area in bytes.
    fn size(&self) -> i64 {
        self.layout.size
    }

    fn result_offset(&self) -> i64 {
        self.layout.results[0]
    }
}
