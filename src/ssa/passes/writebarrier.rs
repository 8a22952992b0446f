//! writebarrier: stores of pointers into the heap tell the garbage collector (spec 21, section 15).
//!
//! ```text
//! before   b1: v9 = Store {*T} p v m                      Ret v9
//! after    b1: If runtime.writeBarrier != 0 -> b2 b3 (unlikely)
//!          b2: v10 = WB {gcWriteBarrier} p v m            b3: v11 = Store {*T} p v m
//!          b4: v9 = Phi v10 v11                           Ret v9
//! ```
//!
//! A run of such stores shares one test. Runs of a block are split off from the last to the first.

use rustc_hash::FxHashMap;

use super::PassContext;
use crate::obj::SymId;
use crate::source::Pos;
use crate::ssa::func::{Aux, BlockId, BlockKind, Func, Likely, ValueId};
use crate::ssa::op::Op;
use crate::ssa::rules::predicates::is_sym;
use crate::ssa::store_order::StoreOrder;
use crate::types::layout::round_up;
use crate::types::{TypeId, Types};

/// Part of a fresh object that is still zero, in one memory state.
#[derive(Clone, Copy, PartialEq)]
struct ZeroRegion {
    base: ValueId,
    /// From here ...
    min: i64,
    /// ... to before here, in bytes from the base.
    max: i64,
}

/// By memory state.
type Zeroes = FxHashMap<ValueId, ZeroRegion>;

/// What the tests and calls refer to; made at the first need.
struct Globals {
    sb: ValueId,
    sp: ValueId,
    flag_addr: ValueId,
    zero: ValueId,
}

pub fn run(f: &mut Func, cx: &PassContext) {
    let zeroes = zero_regions(f, cx);
    let mut globals = None;
    let mut orders = StoreOrder::default();
    // Blocks made here hold nothing to expand.
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        let mut left = mark_stores(f, cx, b, &zeroes);
        if left == 0 {
            continue;
        }
        let globals = globals.get_or_insert_with(|| find_globals(f, cx));
        let ordered = orders.order(f, &f.b(b).values);
        f.b_mut(b).values = ordered;
        let mut first = true;
        while left > 0 {
            let (expanded, end) = expand_last_run(f, cx, globals, b);
            left -= expanded;
            // Later runs are split off first: their test has moved to the end block.
            f.write_barrier_blocks.push(if first { b } else { end });
            first = false;
        }
    }
}

fn is_barrier(op: Op) -> bool {
    matches!(op, Op::StoreWB | Op::MoveWB | Op::ZeroWB)
}

fn is_var_mark(op: Op) -> bool {
    matches!(op, Op::VarDef | Op::VarLive | Op::VarKill)
}

/// Turns the stores that need a barrier into their WB form; how many.
fn mark_stores(f: &mut Func, cx: &PassContext, b: BlockId, zeroes: &Zeroes) -> usize {
    let mut n = 0;
    for i in 0..f.b(b).values.len() {
        let v = f.b(b).values[i];
        let op = match f.op(v) {
            Op::Store => Op::StoreWB,
            Op::Move => Op::MoveWB,
            Op::Zero => Op::ZeroWB,
            _ => continue,
        };
        if needs_barrier(f, cx, v, zeroes) {
            f.v_mut(v).op = op;
            n += 1;
        }
    }
    n
}

fn stored_type(f: &Func, v: ValueId) -> TypeId {
    match f.v(v).aux {
        Aux::Type(t) => t,
        _ => panic!("writebarrier: {v} has no type"),
    }
}

/// `p` without constant offsets, and their sum.
fn base_and_offset(f: &Func, mut p: ValueId) -> (ValueId, i64) {
    let mut offset = 0;
    while f.op(p) == Op::OffPtr {
        offset += f.v(p).auxint;
        p = f.arg(p, 0);
    }
    (p, offset)
}

fn needs_barrier(f: &Func, cx: &PassContext, v: ValueId, zeroes: &Zeroes) -> bool {
    let t = stored_type(f, v);
    let ptr = f.arg(v, 0);
    if !cx.types.has_heap_pointers(t) || is_stack_addr(f, ptr) {
        return false;
    }
    let Some(mem) = f.memory_arg(v) else { return true };
    match f.op(v) {
        // Read-only data into a fresh object.
        Op::Move => !(is_read_only_global(f, cx, f.arg(v, 1)) && is_new_object(f, cx, ptr, mem)),
        // What is not in the heap into memory known to be zero.
        Op::Store if is_global_addr(f, f.arg(v, 1)) => {
            let (base, off) = base_and_offset(f, ptr);
            let end = off + cx.types.size(t);
            !zeroes.get(&mem).is_some_and(|z| base == z.base && off >= z.min && end <= z.max)
        }
        _ => true,
    }
}

/// The pointer behind address arithmetic.
fn address_base(f: &Func, mut p: ValueId) -> ValueId {
    while matches!(f.op(p), Op::OffPtr | Op::AddPtr | Op::PtrIndex | Op::Copy) {
        p = f.arg(p, 0);
    }
    p
}

fn is_stack_addr(f: &Func, p: ValueId) -> bool {
    matches!(f.op(address_base(f, p)), Op::SP | Op::LocalAddr)
}

/// Whether `p` points into the argument area, which calls overwrite.
fn is_volatile(f: &Func, p: ValueId) -> bool {
    f.op(address_base(f, p)) == Op::SP
}

/// The address of a global, or nil.
fn is_global_addr(f: &Func, v: ValueId) -> bool {
    match f.op(v) {
        Op::Addr => f.op(f.arg(v, 0)) == Op::SB,
        op => op == Op::ConstNil,
    }
}

/// The address of read-only data, or nil.
fn is_read_only_global(f: &Func, cx: &PassContext, v: ValueId) -> bool {
    match (f.op(v), f.v(v).aux) {
        (Op::ConstNil, _) => true,
        (Op::Addr, Aux::Sym(s)) => cx.syms.name(s).as_str().contains("..stmp_"),
        _ => false,
    }
}

/// Whether `v` is the result of the call of `runtime.newobject` that made memory state `mem`.
fn is_new_object(f: &Func, cx: &PassContext, v: ValueId, mem: ValueId) -> bool {
    if f.op(v) != Op::Load || f.arg(v, 1) != mem || f.op(mem) != Op::StaticCall {
        return false;
    }
    let p = f.arg(v, 0);
    is_sym(cx, f.v(mem).aux, "runtime.newobject")
        && f.op(p) == Op::OffPtr
        && f.op(f.arg(p, 0)) == Op::SP
        && f.v(p).auxint == 8
}

/// Memory states in which part of a fresh object is known to be zero.
fn zero_regions(f: &Func, cx: &PassContext) -> Zeroes {
    let values = || f.layout.iter().flat_map(|&b| f.b(b).values.iter().copied());
    let mut zeroes = Zeroes::default();
    for v in values() {
        if f.op(v) == Op::Load
            && let Some(mem) = f.memory_arg(v)
            && is_new_object(f, cx, v, mem)
        {
            let max = cx.types.size(cx.types.elem(f.v(v).ty));
            zeroes.insert(mem, ZeroRegion { base: v, min: 0, max });
        }
    }
    let mut changed = !zeroes.is_empty();
    while changed {
        changed = false;
        for v in values() {
            if f.op(v) != Op::Store {
                continue;
            }
            let Some(&z) = f.memory_arg(v).and_then(|m| zeroes.get(&m)) else { continue };
            let (base, off) = base_and_offset(f, f.arg(v, 0));
            let end = off + cx.types.size(stored_type(f, v));
            // Stores through other pointers may alias: nothing is known after them.
            if base != z.base || off < z.min || end > z.max {
                continue;
            }
            let rest = match () {
                () if off == z.min => ZeroRegion { min: end, ..z },
                () if end == z.max => ZeroRegion { max: off, ..z },
                // Objects tend to be filled from low to high addresses: keep the upper part.
                () => ZeroRegion { min: end, ..z },
            };
            changed |= zeroes.insert(v, rest) != Some(rest);
        }
    }
    zeroes
}

fn find_globals(f: &mut Func, cx: &PassContext) -> Globals {
    let entry = f.entry;
    let pos = f.b(entry).pos;
    let mut base = |op: Op| {
        let known = f.b(entry).values.iter().copied().find(|&v| f.op(v) == op);
        known.unwrap_or_else(|| f.new_value(entry, op, TypeId::UINTPTR, pos, &[]))
    };
    // Both are looked for before either is made; making one does not hide the other.
    let (sb, sp) = (base(Op::SB), base(Op::SP));
    let sym = Aux::Sym(cx.syms.lookup("runtime.writeBarrier"));
    let ty = cx.types.ptr(TypeId::UINT32);
    let flag_addr = f.new_value_aux(entry, Op::Addr, ty, pos, 0, sym, &[sb]);
    let zero = f.const_int(cx.types, TypeId::UINT32, 0);
    Globals { sb, sp, flag_addr, zero }
}

/// The last run of marked stores of a block: start, end, and the last marked store. Marks of
/// variables between the stores belong to it.
fn last_run(f: &Func, b: BlockId) -> (usize, usize, ValueId) {
    let mut run: Option<(usize, usize, ValueId)> = None;
    for (i, &v) in f.b(b).values.iter().enumerate().rev() {
        let op = f.op(v);
        if is_barrier(op) {
            run = Some(run.map_or((i, i + 1, v), |(_, end, last)| (i, end, last)));
        } else if run.is_some() && !is_var_mark(op) {
            break;
        }
    }
    run.expect("the block has marked stores")
}

/// Expands the last run of marked stores of `b`: how many stores, and the block after it.
fn expand_last_run(
    f: &mut Func,
    cx: &PassContext,
    globals: &Globals,
    b: BlockId,
) -> (usize, BlockId) {
    let types = cx.types;
    let (start, end, last) = last_run(f, b);
    let after = f.b_mut(b).values.split_off(end);
    let stores = f.b_mut(b).values.split_off(start);
    let mem = f.memory_arg(stores[0]).expect("a store takes memory");
    let pos = f.v(stores[0]).pos;

    let kind = f.b(b).kind;
    let then = f.new_block(BlockKind::Plain);
    let els = f.new_block(BlockKind::Plain);
    let done = f.new_block(kind);
    f.b_mut(then).pos = pos;
    f.b_mut(els).pos = pos;
    f.b_mut(done).pos = std::mem::replace(&mut f.b_mut(b).pos, pos);
    let control = f.control(b);
    f.set_control(done, control);
    f.b_mut(done).likely = f.b(b).likely;
    f.b_mut(done).aux = std::mem::take(&mut f.b_mut(b).aux);
    let succs = std::mem::take(&mut f.b_mut(b).succs);
    for e in &succs {
        f.b_mut(e.block).preds[e.index as usize].block = done;
    }
    f.b_mut(done).succs = succs;

    let flag = f.new_value(b, Op::Load, TypeId::UINT32, pos, &[globals.flag_addr, mem]);
    let test = f.new_value(b, Op::Neq32, TypeId::BOOL, pos, &[flag, globals.zero]);
    f.b_mut(b).kind = BlockKind::If;
    f.set_control(b, Some(test));
    f.b_mut(b).likely = Likely::Unlikely;
    f.add_edge(b, then);
    f.add_edge(b, els);
    f.add_edge(then, done);
    f.add_edge(els, done);

    let mut mem_then = mem;
    let mut mem_else = mem;
    let copies = copy_volatile(f, types, globals, then, &stores, &mut mem_then);
    let mut expanded = 0;
    for &w in &stores {
        let (op, pos, auxint, aux) = (f.op(w), f.v(w).pos, f.v(w).auxint, f.v(w).aux);
        if is_var_mark(op) {
            mem_then = f.new_value_aux(then, op, TypeId::MEM, pos, 0, aux, &[mem_then]);
            mem_else = f.new_value_aux(els, op, TypeId::MEM, pos, 0, aux, &[mem_else]);
            continue;
        }
        expanded += 1;
        let ptr = f.arg(w, 0);
        let val = (op != Op::ZeroWB).then(|| f.arg(w, 1));
        if let (Op::StoreWB, Some(val)) = (op, val) {
            let sym = Aux::Sym(cx.syms.lookup("runtime.gcWriteBarrier"));
            let args = [ptr, val, mem_then];
            mem_then = f.new_value_aux(then, Op::WB, TypeId::MEM, pos, 0, sym, &args);
        } else {
            let src = val.map(|v| copies.iter().find(|c| c.0 == v).map_or(v, |c| c.1));
            let name = if src.is_some() { "runtime.typedmemmove" } else { "runtime.typedmemclr" };
            let call = Call {
                function: cx.syms.lookup(name),
                descriptor: cx.syms.lookup(&types.descriptor_name(stored_type(f, w))),
                ptr,
                src,
            };
            mem_then = call.emit(f, types, globals, then, pos, mem_then);
        }
        let plain = match op {
            Op::StoreWB => Op::Store,
            Op::MoveWB => Op::Move,
            _ => Op::Zero,
        };
        let args: Vec<ValueId> = [Some(ptr), val, Some(mem_else)].into_iter().flatten().collect();
        mem_else = f.new_value_aux(els, plain, TypeId::MEM, pos, auxint, aux, &args);
    }
    for &(_, tmp) in &copies {
        let (pos, aux) = (f.v(mem_then).pos, f.v(tmp).aux);
        mem_then = f.new_value_aux(then, Op::VarKill, TypeId::MEM, pos, 0, aux, &[mem_then]);
    }

    // The last store, which later code refers to, becomes the memory phi.
    f.b_mut(done).values.push(last);
    f.v_mut(last).block = done;
    f.reset(last, Op::Phi);
    f.v_mut(last).ty = TypeId::MEM;
    f.set_args(last, &[mem_then, mem_else]);
    for &w in stores.iter().filter(|&&w| w != last) {
        f.reset_args(w);
    }
    for &w in stores.iter().filter(|&&w| w != last) {
        f.free_value(w);
    }
    for &w in &after {
        f.v_mut(w).block = done;
    }
    f.b_mut(done).values.extend(after);
    (expanded, done)
}

/// Sources of moves in the argument area are copied to temporaries before calls overwrite them:
/// (source, address of its copy).
fn copy_volatile(
    f: &mut Func,
    types: &Types,
    globals: &Globals,
    b: BlockId,
    stores: &[ValueId],
    mem: &mut ValueId,
) -> Vec<(ValueId, ValueId)> {
    let mut copies: Vec<(ValueId, ValueId)> = Vec::new();
    for &w in stores {
        if f.op(w) != Op::MoveWB {
            continue;
        }
        let src = f.arg(w, 1);
        if !is_volatile(f, src) || copies.iter().any(|c| c.0 == src) {
            continue;
        }
        let pos = f.v(w).pos;
        let t = types.elem(f.v(src).ty);
        let tmp = Aux::Local(f.new_temp(t, pos));
        *mem = f.new_value_aux(b, Op::VarDef, TypeId::MEM, pos, 0, tmp, &[*mem]);
        let ty = types.ptr(t);
        let addr = f.new_value_aux(b, Op::LocalAddr, ty, pos, 0, tmp, &[globals.sp, *mem]);
        let args = [addr, src, *mem];
        let size = types.size(t);
        *mem = f.new_value_aux(b, Op::Move, TypeId::MEM, pos, size, Aux::Type(t), &args);
        copies.push((src, addr));
    }
    copies
}

/// A call of `typedmemmove(type, dst, src)` or `typedmemclr(type, dst)`.
struct Call {
    function: SymId,
    descriptor: SymId,
    ptr: ValueId,
    src: Option<ValueId>,
}

impl Call {
    /// Stores the arguments and calls; the memory after it.
    fn emit(
        &self,
        f: &mut Func,
        types: &Types,
        globals: &Globals,
        b: BlockId,
        pos: Pos,
        mut mem: ValueId,
    ) -> ValueId {
        let ptr_ty = f.v(self.ptr).ty;
        let sym = Aux::Sym(self.descriptor);
        let descriptor = f.new_value_aux(b, Op::Addr, TypeId::UINTPTR, pos, 0, sym, &[globals.sb]);
        let args = [Some((descriptor, ptr_ty)), Some((self.ptr, ptr_ty))];
        let src = self.src.map(|s| (s, f.v(s).ty));
        let mut off = 0;
        for (arg, store_ty) in args.into_iter().chain([src]).flatten() {
            let ty = f.v(arg).ty;
            off = round_up(off, types.align(ty));
            let at = types.ptr(ty);
            let slot = f.new_value_aux(b, Op::OffPtr, at, pos, off, Aux::None, &[globals.sp]);
            let args = [slot, arg, mem];
            mem = f.new_value_aux(b, Op::Store, TypeId::MEM, pos, 0, Aux::Type(store_ty), &args);
            off += types.size(ty);
        }
        let size = round_up(off, 8);
        let sym = Aux::Sym(self.function);
        f.new_value_aux(b, Op::StaticCall, TypeId::MEM, pos, size, sym, &[mem])
    }
}
