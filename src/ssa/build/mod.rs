//! From the walked tree of a function to SSA (spec 20).
//!
//! ```text
//! [stmt], [cond]     statements, branches          [check], [slice]   run-time checks, slicing
//! [expr], [convert]  values                        [append], [assign] stores
//! [addr]             addresses                     [call], [dottype], [intrinsic]
//! [ops]              which op for which type       [phi], [phi_large] joining variables
//! ```
//!
//! The order in which values and blocks are made is behaviour: numbers break ties in later passes.
//! A variable that SSA can hold has a current value in each open block; reading one that this
//! block has not set leaves a forward reference (`FwdRef`), which [`phi`] resolves when all blocks
//! are there. Memory is one more variable.
//!
//! With `-N` no variable is held in SSA; every use is a load or store of its slot.

mod addr;
mod append;
mod assign;
mod call;
mod check;
mod cond;
mod convert;
mod dottype;
mod expr;
mod intrinsic;
mod ops;
mod phi;
mod phi_large;
mod same;
mod slice;
mod stmt;

use rustc_hash::{FxHashMap, FxHashSet};

use super::func::{
    Aux, BlockId, BlockKind, Declared, Func, Likely, Local, LocalClass, LocalId, LocalSlot, ValueId,
};
use super::op::Op;
use crate::index::EntityRef;
use crate::intern::Name;
use crate::obj::SymId;
use crate::package::Package;
use crate::source::{BaseId, Pos};
use crate::syntax::ast::Pragma;
use crate::tree::{Class, Decl, FuncFlags, FuncId, NodeId, Tree, VarFlags, VarId};
use crate::types::{PkgId, Type, TypeId, Types};

/// Builds the SSA form of a walked function. Needs nothing but the package, so functions may be
/// built side by side.
pub fn build(pkg: &Package, func: FuncId) -> Func {
    let mut b = Builder::new(pkg, func);
    b.build();
    b.f
}

/// What has a value of its own in a block: the key of the maps of current values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Place {
    Mem,
    Local(LocalId),
    /// Slice parts while `append` grows.
    Ptr,
    Len,
    NewLen,
    Cap,
    /// Type word of an interface conversion.
    Typ,
    /// `ok` and value of a comma-ok assertion.
    Ok,
    Val(u32),
    /// Result of an expression with branches.
    Node(NodeId),
}

type Values = FxHashMap<Place, ValueId>;

/// A label's blocks, as far as they are known.
#[derive(Clone, Copy, Default)]
struct Label {
    target: Option<BlockId>,
    break_to: Option<BlockId>,
    continue_to: Option<BlockId>,
}

struct Builder<'a> {
    pkg: &'a Package,
    tree: &'a Tree,
    types: &'a Types,
    func: FuncId,
    f: Func,
    /// The block being filled; none after a jump.
    cur: Option<BlockId>,
    /// Current values in the open block.
    vars: Values,
    /// Forward references made in the open block.
    forward: Values,
    /// Values at the end of finished blocks, by block number.
    ends: Vec<Values>,
    /// What each `FwdRef` stands for.
    forward_place: FxHashMap<ValueId, Place>,
    /// Positions of the statements and expressions around the current one, innermost last.
    lines: Vec<Pos>,
    /// The last known position that was entered.
    last_pos: Pos,
    init_mem: ValueId,
    sp: ValueId,
    sb: ValueId,
    locals: FxHashMap<VarId, LocalId>,
    /// Addresses of parameters and results.
    addresses: FxHashMap<LocalId, ValueId>,
    /// Results held in SSA, stored at exit.
    returns: Vec<LocalId>,
    /// Stack copies of parameters and results that moved to the heap.
    heap_copies: FxHashSet<VarId>,
    labels: FxHashMap<Name, Label>,
    break_to: Option<BlockId>,
    continue_to: Option<BlockId>,
    /// Blocks that call a panic function, by function and line.
    panics: FxHashMap<(SymId, BaseId, u32), BlockId>,
    n_vals: u32,
}

impl<'a> Builder<'a> {
    fn new(pkg: &'a Package, func: FuncId) -> Builder<'a> {
        let decl = &pkg.tree.funcs[func];
        let mut f = Func::new(decl.name, decl.link_name, decl.ty, decl.pos);
        f.end_pos = decl.end_pos;
        f.has_defer = decl.flags.contains(FuncFlags::HAS_DEFER);
        f.need_ctxt = decl.flags.contains(FuncFlags::NEED_CTXT);
        f.wrapper = decl.flags.contains(FuncFlags::WRAPPER);
        f.dupok = decl.flags.contains(FuncFlags::DUPOK);
        f.reflect_method = decl.flags.contains(FuncFlags::REFLECT_METHOD);
        f.nil_check_disabled = decl.flags.contains(FuncFlags::NIL_CHECK_DISABLED);
        f.nosplit_pragma = decl.pragma.contains(Pragma::NOSPLIT);
        f.systemstack_pragma = decl.pragma.contains(Pragma::SYSTEMSTACK);
        let entry = f.entry;
        let init_mem = f.new_value(entry, Op::InitMem, TypeId::MEM, Pos::NONE, &[]);
        let sp = f.new_value(entry, Op::SP, TypeId::UINTPTR, Pos::NONE, &[]);
        let sb = f.new_value(entry, Op::SB, TypeId::UINTPTR, Pos::NONE, &[]);
        Builder {
            pkg,
            tree: &pkg.tree,
            types: &pkg.types,
            func,
            f,
            cur: None,
            vars: Values::default(),
            forward: Values::default(),
            ends: Vec::new(),
            forward_place: FxHashMap::default(),
            lines: vec![decl.pos],
            last_pos: decl.pos,
            init_mem,
            sp,
            sb,
            locals: FxHashMap::default(),
            addresses: FxHashMap::default(),
            returns: Vec::new(),
            heap_copies: FxHashSet::default(),
            labels: FxHashMap::default(),
            break_to: None,
            continue_to: None,
            panics: FxHashMap::default(),
            n_vals: 0,
        }
    }

    /// The function's start, its statements, its end; then positions of blocks and phis
    /// (spec 20, section 2).
    fn build(&mut self) {
        self.declare_locals();
        self.start_block(self.f.entry);
        self.vars.insert(Place::Mem, self.init_mem);
        self.declare_arguments();

        let decl = &self.tree.funcs[self.func];
        self.stmts(decl.enter);
        self.stmts(decl.body);
        if self.cur.is_some() {
            self.push_pos(decl.end_pos);
            self.exit();
            self.pop_pos();
        }
        for i in 0..self.f.layout.len() {
            let b = self.f.layout[i];
            if self.f.b(b).pos != Pos::NONE {
                self.position_preds(b);
            }
        }
        self.insert_phis();
    }

    // -- variables -----------------------------------------------------------------------------

    fn declare_locals(&mut self) {
        let dcl = &self.tree.funcs[self.func].dcl;
        for d in dcl {
            if let Decl::Var(v) = *d
                && let Some(copy) = self.tree.vars[v].stack_copy
                && self.tree.vars[v].class == Class::AutoHeap
            {
                self.heap_copies.insert(copy);
            }
        }
        // `&r` of results in the heap: liveness zeroes it at entry in functions with defer.
        let heap_results: FxHashSet<VarId> = dcl
            .iter()
            .filter_map(|d| match *d {
                Decl::Var(v) if self.tree.vars[v].class == Class::AutoHeap => {
                    let var = &self.tree.vars[v];
                    let copy = var.stack_copy?;
                    (self.tree.vars[copy].class == Class::Result).then_some(var.heap_addr?)
                }
                _ => None,
            })
            .collect();
        for d in dcl {
            match *d {
                Decl::Var(v) if local_class(self.tree.vars[v].class).is_some() => {
                    let id = self.add_local(v);
                    self.f.locals[id].heap_result_addr = heap_results.contains(&v);
                }
                other => {
                    self.f.n_decls += 1;
                    self.f.declared.push(match other {
                        Decl::Counted(name, ty) => Declared::Nothing(name, ty),
                        Decl::Var(_) | Decl::Func => Declared::Elsewhere,
                    });
                }
            }
        }
    }

    /// Enters a variable of the tree in the function's list.
    fn add_local(&mut self, v: VarId) -> LocalId {
        let var = &self.tree.vars[v];
        let class = local_class(var.class)
            .unwrap_or_else(|| panic!("{} of class {:?} is no local", var.name, var.class));
        let prefix = match var.pkg {
            PkgId::LOCAL | PkgId::BUILTIN => Name::LOCAL_PREFIX,
            pkg => self.types.pkg(pkg).prefix,
        };
        let id = self.f.add_local(Local {
            class,
            prefix,
            addr_taken: var.flags.contains(VarFlags::ADDR_TAKEN),
            auto_temp: var.flags.contains(VarFlags::AUTO_TEMP),
            need_zero: var.flags.contains(VarFlags::NEED_ZERO),
            stack_copy: self.heap_copies.contains(&v),
            offset: var.offset,
            inlined: var.flags.intersects(VarFlags::INL_FORMAL | VarFlags::INL_LOCAL),
            ..Local::auto(var.name, var.ty, var.pos)
        });
        self.locals.insert(v, id);
        id
    }

    fn local(&mut self, v: VarId) -> LocalId {
        match self.locals.get(&v) {
            Some(&id) => id,
            None => {
                let n_decls = self.f.n_decls;
                let id = self.add_local(v);
                // The frame pointer's pseudo variable is in no declaration list.
                self.f.n_decls = n_decls;
                self.f.decl_order.pop();
                self.f.declared.pop();
                id
            }
        }
    }

    /// Addresses of parameters and results, then the values of parameters held in SSA.
    fn declare_arguments(&mut self) {
        let vars: Vec<VarId> = self.tree.funcs[self.func]
            .dcl
            .iter()
            .filter_map(|d| match *d {
                Decl::Var(v) => Some(v),
                Decl::Counted(..) | Decl::Func => None,
            })
            .collect();
        for &v in &vars {
            let var = &self.tree.vars[v];
            if !matches!(var.class, Class::Param | Class::Result) {
                continue;
            }
            let (id, ty) = (self.locals[&v], self.types.new_ptr(var.ty));
            let aux = Aux::Local(id);
            let addr = self.entry(Op::LocalAddr, ty, 0, aux, &[self.sp, self.init_mem]);
            self.addresses.insert(id, addr);
            if var.class == Class::Result && self.can_ssa_var(v) {
                self.returns.push(id);
            }
        }
        for &v in &vars {
            if self.tree.vars[v].class == Class::Param && self.can_ssa_var(v) {
                let (id, ty) = (self.locals[&v], self.tree.vars[v].ty);
                let arg = self.val_aux(Op::Arg, ty, 0, Aux::Local(id), &[]);
                self.vars.insert(Place::Local(id), arg);
                self.note_name(Place::Local(id), arg);
            }
        }
    }

    /// Whether the variable can be held in SSA (spec 20, section 3).
    fn can_ssa_var(&self, v: VarId) -> bool {
        let var = &self.tree.vars[v];
        if self.pkg.options.no_opt || var.flags.intersects(VarFlags::ADDR_TAKEN | VarFlags::NOT_SSA)
        {
            return false;
        }
        match var.class {
            Class::Extern | Class::Func | Class::AutoHeap => return false,
            Class::Result if self.f.has_defer => return false,
            // Generated wrappers update their receiver in place.
            Class::Param if var.name.as_str() == ".this" => return false,
            _ => {}
        }
        self.can_ssa_type(var.ty)
    }

    /// At most four words, at most four fields, arrays of at most one element.
    fn can_ssa_type(&self, ty: TypeId) -> bool {
        if self.types.size(ty) > 32 {
            return false;
        }
        match self.types.under_get(ty) {
            Type::Array { elem, len, .. } => *len == 0 || *len == 1 && self.can_ssa_type(*elem),
            Type::Struct { fields, .. } => {
                fields.len() <= 4 && fields.iter().all(|f| self.can_ssa_type(f.ty))
            }
            _ => true,
        }
    }

    /// The current value; a forward reference if this block has not set it.
    fn variable(&mut self, place: Place, ty: TypeId) -> ValueId {
        if let Some(&v) = self.vars.get(&place).or_else(|| self.forward.get(&place)) {
            return v;
        }
        assert!(
            self.cur != Some(self.f.entry),
            "{place:?} is read before it is set in the entry block of {}",
            self.f.name
        );
        let v = self.val(Op::FwdRef, ty, &[]);
        self.forward_place.insert(v, place);
        self.forward.insert(place, v);
        self.note_name(place, v);
        v
    }

    fn mem(&mut self) -> ValueId {
        self.variable(Place::Mem, TypeId::MEM)
    }

    fn set_mem(&mut self, v: ValueId) {
        self.vars.insert(Place::Mem, v);
    }

    /// Records `v` as a value of the source variable (spec 20, section 20).
    fn note_name(&mut self, place: Place, v: ValueId) {
        let Place::Local(id) = place else { return };
        let local = &self.f.locals[id];
        if local.auto_temp || local.class == LocalClass::Result {
            return;
        }
        let slot = self.f.slot(LocalSlot { local: id, ty: local.ty, offset: 0 });
        self.f.add_named_value(slot, v);
    }

    // -- positions -----------------------------------------------------------------------------

    /// Enters a position; an unknown one repeats the current.
    fn push_pos(&mut self, pos: Pos) {
        if pos.is_known() {
            self.last_pos = pos;
            self.lines.push(pos);
        } else {
            self.lines.push(self.pos());
        }
    }

    fn pop_pos(&mut self) {
        self.lines.pop();
    }

    fn pos(&self) -> Pos {
        *self.lines.last().expect("the function's position is below all")
    }

    /// Gives blocks without position that lead to `b` the first useful position in `b`.
    fn position_preds(&mut self, b: BlockId) {
        let mut best = None;
        for i in 0..self.f.b(b).preds.len() {
            let p = self.f.b(b).preds[i].block;
            if !self.lacks_pos(p) {
                continue;
            }
            let pos = *best.get_or_insert_with(|| {
                let values = &self.f.b(b).values;
                let useful = values
                    .iter()
                    .find(|&&v| !value_lacks_pos(&self.f, v) && self.f.v(v).pos != Pos::NONE);
                useful.map_or(self.f.b(b).pos, |&v| self.f.v(v).pos)
            });
            self.f.b_mut(p).pos = pos;
            self.position_preds(p);
        }
    }

    /// Whether the block should take its successor's position: it has none, is plain, and holds
    /// nothing that has a place in the source.
    fn lacks_pos(&self, b: BlockId) -> bool {
        let block = self.f.b(b);
        block.kind == BlockKind::Plain
            && block.pos == Pos::NONE
            && block.values.iter().all(|&v| value_lacks_pos(&self.f, v))
    }

    // -- blocks --------------------------------------------------------------------------------

    fn new_block(&mut self) -> BlockId {
        self.f.new_block(BlockKind::Plain)
    }

    fn start_block(&mut self, b: BlockId) {
        assert!(self.cur.is_none(), "{b} begins while a block is open in {}", self.f.name);
        self.cur = Some(b);
        self.vars.clear();
        self.forward.clear();
    }

    /// Ends the open block, which must exist.
    fn end_block(&mut self) -> BlockId {
        let b = self.cur.take().unwrap_or_else(|| panic!("no block is open in {}", self.f.name));
        if self.ends.len() <= b.index() {
            self.ends.resize_with(self.f.n_blocks(), Values::default);
        }
        self.ends[b.index()] = std::mem::take(&mut self.vars);
        self.forward.clear();
        let pos = if self.lacks_pos(b) { Pos::NONE } else { self.last_pos };
        self.f.b_mut(b).pos = pos;
        b
    }

    /// Ends the open block with a jump to `to`.
    fn jump(&mut self, to: BlockId) -> BlockId {
        let b = self.end_block();
        self.f.add_edge(b, to);
        b
    }

    /// Ends the open block with a branch on `control`; the caller adds the edges.
    fn end_if(&mut self, control: ValueId, likely: Likely) -> BlockId {
        let b = self.end_block();
        self.f.b_mut(b).kind = BlockKind::If;
        self.f.set_control(b, Some(control));
        self.f.b_mut(b).likely = likely;
        b
    }

    /// Ends the open block: execution does not go on after `control`.
    fn end_exit(&mut self, control: ValueId) -> BlockId {
        let b = self.end_block();
        self.f.b_mut(b).kind = BlockKind::Exit;
        self.f.set_control(b, Some(control));
        b
    }

    // -- values --------------------------------------------------------------------------------

    fn open_block(&self) -> BlockId {
        self.cur.unwrap_or_else(|| panic!("no block is open in {}", self.f.name))
    }

    /// A value in the open block, at the current position.
    fn val(&mut self, op: Op, ty: TypeId, args: &[ValueId]) -> ValueId {
        let (b, pos) = (self.open_block(), self.pos());
        self.f.new_value(b, op, ty, pos, args)
    }

    fn val_int(&mut self, op: Op, ty: TypeId, auxint: i64, args: &[ValueId]) -> ValueId {
        self.val_aux(op, ty, auxint, Aux::None, args)
    }

    fn val_aux(&mut self, op: Op, ty: TypeId, auxint: i64, aux: Aux, args: &[ValueId]) -> ValueId {
        self.val_marked(op, ty, auxint, aux, args, true)
    }

    /// A value that begins no statement unless `stmt`.
    fn val_marked(
        &mut self,
        op: Op,
        ty: TypeId,
        auxint: i64,
        aux: Aux,
        args: &[ValueId],
        stmt: bool,
    ) -> ValueId {
        let (b, pos) = (self.open_block(), self.pos());
        let pos = if stmt { pos } else { pos.not_stmt() };
        self.f.new_value_aux(b, op, ty, pos, auxint, aux, args)
    }

    /// A value in the entry block, without position.
    fn entry(&mut self, op: Op, ty: TypeId, auxint: i64, aux: Aux, args: &[ValueId]) -> ValueId {
        self.f.new_value_aux(self.f.entry, op, ty, Pos::NONE, auxint, aux, args)
    }

    fn const_int(&mut self, ty: TypeId, n: i64) -> ValueId {
        self.f.const_int(self.types, ty, n)
    }

    fn const_bool(&mut self, value: bool) -> ValueId {
        self.f.const_bool(self.types, TypeId::BOOL, value)
    }

    /// The argument area's address at `offset`, shared in the function.
    fn sp_offset(&mut self, ty: TypeId, offset: i64) -> ValueId {
        self.f.const_offptr_sp(self.types, ty, offset, self.sp)
    }

    fn off_ptr(&mut self, ty: TypeId, offset: i64, base: ValueId) -> ValueId {
        self.val_int(Op::OffPtr, ty, offset, &[base])
    }

    /// Reads memory.
    fn load(&mut self, ty: TypeId, addr: ValueId) -> ValueId {
        let mem = self.mem();
        self.val(Op::Load, ty, &[addr, mem])
    }

    /// A memory operation on the current memory, which becomes the current memory.
    fn mem_op(&mut self, op: Op, auxint: i64, aux: Aux, args: &[ValueId], stmt: bool) -> ValueId {
        let mem = self.mem();
        let args: smallvec::SmallVec<[ValueId; 4]> =
            args.iter().copied().chain(std::iter::once(mem)).collect();
        let v = self.val_marked(op, TypeId::MEM, auxint, aux, &args, stmt);
        self.set_mem(v);
        v
    }

    fn store(&mut self, ty: TypeId, addr: ValueId, v: ValueId) {
        self.mem_op(Op::Store, 0, Aux::Type(ty), &[addr, v], true);
    }

    fn zero(&mut self, ty: TypeId, addr: ValueId) {
        let size = self.types.size(ty);
        self.mem_op(Op::Zero, size, Aux::Type(ty), &[addr], true);
    }

    fn copy_memory(&mut self, ty: TypeId, to: ValueId, from: ValueId) {
        let size = self.types.size(ty);
        self.mem_op(Op::Move, size, Aux::Type(ty), &[to, from], true);
    }

    fn sym(&self, name: &str) -> SymId {
        self.pkg.syms.lookup(name)
    }

    fn byte_ptr(&self) -> TypeId {
        self.types.new_ptr(TypeId::UINT8)
    }
}

fn local_class(class: Class) -> Option<LocalClass> {
    match class {
        Class::Param => Some(LocalClass::Param),
        Class::Result => Some(LocalClass::Result),
        Class::Auto => Some(LocalClass::Auto),
        Class::Extern | Class::AutoHeap | Class::Func => None,
    }
}

/// Whether a value has no place of its own in the source.
fn value_lacks_pos(f: &Func, v: ValueId) -> bool {
    let value = f.v(v);
    match value.op {
        Op::VarDef | Op::VarKill | Op::VarLive | Op::Phi => true,
        Op::FwdRef | Op::Copy => value.ty == TypeId::MEM,
        _ => false,
    }
}
