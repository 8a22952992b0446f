//! A function in SSA form.
//!
//! Values and blocks are numbered from 1; a freed number goes on a last-in-first-out list and is
//! handed out again first (spec 21, section 2). Numbers break ties in later passes, so every pass
//! must create and free exactly when gc does.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::op::Op;
use super::reg::Reg;
use crate::index::{EntityRef, PackedOption, PrimaryMap, SecondaryMap, entity_impl};
use crate::intern::Name;
use crate::obj::SymId;
use crate::source::Pos;
use crate::types::{TypeId, Types};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(u32);
entity_impl!(ValueId, "v");

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(u32);
entity_impl!(BlockId, "b");

/// A parameter, result, local or temporary of the function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalId(u32);
entity_impl!(LocalId, "local");

/// A variable or a piece of one, as named values and stack homes use it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(u32);
entity_impl!(SlotId, "slot");

/// What a value refers to besides its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Aux {
    #[default]
    None,
    /// A link symbol: global, function, type descriptor.
    Sym(SymId),
    /// A variable of this function.
    Local(LocalId),
    /// The type that a store, move or zero writes.
    Type(TypeId),
    /// A string constant (its bytes, interned: arbitrary bytes are mapped to chars 0..=255).
    Str(Name),
}

/// Numbers that stand for constants without a number in the cache of constants: lists are searched
/// in order, so those of integers with the same number come between (spec 20, section 1).
const SLICE_KEY: i64 = 1122334455;
const INTERFACE_KEY: i64 = 2233445566;
const NIL_KEY: i64 = 3344556677;
const EMPTY_STRING_KEY: i64 = 4455667788;

/// A value. `uses` counts arguments and block controls that refer to it.
#[derive(Clone, Debug)]
pub struct Value {
    pub op: Op,
    pub ty: TypeId,
    pub auxint: i64,
    pub aux: Aux,
    pub args: SmallVec<[ValueId; 4]>,
    pub block: BlockId,
    pub pos: Pos,
    pub uses: i32,
    /// In the function's constant cache.
    pub in_cache: bool,
}

/// How a block ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BlockKind {
    Invalid,
    /// One successor.
    Plain,
    /// On the boolean control.
    If,
    /// A call that may return twice (defer).
    Defer,
    Ret,
    /// Tail call of the symbol in `aux`.
    RetJmp,
    /// Does not return; the control is the last memory.
    Exit,
    /// Only successor 0 is taken (prove).
    First,
    // amd64: on the flags control.
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Os,
    Oc,
    Ult,
    Ule,
    Ugt,
    Uge,
    Eqf,
    Nef,
    Ord,
    Nan,
}

impl BlockKind {
    /// The name in dumps.
    pub fn name(self) -> &'static str {
        use BlockKind::*;
        match self {
            Invalid => "BlockInvalid",
            Plain => "Plain",
            If => "If",
            Defer => "Defer",
            Ret => "Ret",
            RetJmp => "RetJmp",
            Exit => "Exit",
            First => "First",
            Eq => "EQ",
            Ne => "NE",
            Lt => "LT",
            Le => "LE",
            Gt => "GT",
            Ge => "GE",
            Os => "OS",
            Oc => "OC",
            Ult => "ULT",
            Ule => "ULE",
            Ugt => "UGT",
            Uge => "UGE",
            Eqf => "EQF",
            Nef => "NEF",
            Ord => "ORD",
            Nan => "NAN",
        }
    }
}

/// Which successor is expected: 0 is taken (`Likely`), 1 is taken (`Unlikely`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
#[repr(i8)]
pub enum Likely {
    Unlikely = -1,
    #[default]
    Unknown = 0,
    Likely = 1,
}

impl Likely {
    pub fn negate(self) -> Likely {
        match self {
            Likely::Unlikely => Likely::Likely,
            Likely::Unknown => Likely::Unknown,
            Likely::Likely => Likely::Unlikely,
        }
    }
}

/// One end of an edge: the block at the other end, and which of its edges back this is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    pub block: BlockId,
    pub index: u32,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub kind: BlockKind,
    pub likely: Likely,
    pub flags_live_at_end: bool,
    pub control: PackedOption<ValueId>,
    pub aux: Aux,
    pub pos: Pos,
    pub succs: SmallVec<[Edge; 2]>,
    pub preds: SmallVec<[Edge; 4]>,
    /// In list order; after `schedule`, in execution order.
    pub values: Vec<ValueId>,
}

/// Class of a variable in SSA.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalClass {
    Param,
    Result,
    Auto,
}

/// A variable of the function, in declaration-list order; the list's length numbers temporaries.
#[derive(Clone, Debug)]
pub struct Local {
    /// Name without package: `x`, `~r1`, `.autotmp_3`, `&x`.
    pub name: Name,
    /// Link prefix of the name in listings: `""`, or the path of the package it was inlined from.
    pub prefix: Name,
    pub ty: TypeId,
    pub class: LocalClass,
    pub addr_taken: bool,
    pub auto_temp: bool,
    /// A heap-moved result's pointer that must be zero at entry when the function defers.
    pub need_zero: bool,
    /// The local is `&r` for a result r that lives in the heap.
    pub heap_result_addr: bool,
    /// Parameter or result whose original moved to the heap: this is its stack copy.
    pub stack_copy: bool,
    /// Set by `stackframe`: appears in the code.
    pub used: bool,
    /// Parameters and results: offset in the argument area. Autos: offset from the top of the
    /// locals, negative, once the frame is laid out.
    pub offset: i64,
    pub pos: Pos,
    /// Made by splitting another variable (`s.ptr`).
    pub split_of: Option<SlotId>,
    /// Byte offset of this piece in the variable it was split from.
    pub split_offset: i64,
    /// Came from an expanded call.
    pub inlined: bool,
}

/// A variable, or the piece of one at `offset` with type `ty`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LocalSlot {
    pub local: LocalId,
    pub ty: TypeId,
    pub offset: i64,
}

/// Where register allocation put a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Location {
    Reg(Reg),
    /// In the frame.
    Slot(SlotId),
    /// Two results; an absent one is unused.
    Pair(Option<Reg>, Option<Reg>),
}

/// An entry of the declaration list. What is no variable of the frame has a place in it all the
/// same, which decides how `stackframe` orders variables of one name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Declared {
    Local(LocalId),
    /// A function, or a variable in the heap: sorts like a parameter at offset 0.
    Elsewhere,
    /// A constant or type, with its name and type: sorts like a local that nothing uses.
    Nothing(Name, TypeId),
}

/// A function. `blocks` is storage; `layout` is the block list in its current order.
pub struct Func {
    /// Source name, as in dumps and `-d dump=...,func=NAME`.
    pub name: Name,
    pub link_name: Name,
    pub ty: TypeId,
    pub pos: Pos,
    pub end_pos: Pos,
    values: Vec<Value>,
    blocks: Vec<Block>,
    free_values: Vec<ValueId>,
    free_blocks: Vec<BlockId>,
    pub layout: Vec<BlockId>,
    pub entry: BlockId,
    pub locals: PrimaryMap<LocalId, Local>,
    /// The declaration list, for `stackframe`.
    pub declared: Vec<Declared>,
    /// The variables among `declared`; `stackframe` sorts them and drops unused locals.
    pub decl_order: Vec<LocalId>,
    /// Length of the declaration list: number of the next temporary.
    pub n_decls: u32,
    pub slots: PrimaryMap<SlotId, LocalSlot>,
    slot_ids: FxHashMap<LocalSlot, SlotId>,
    /// Named values: slots in order of first naming, and the values of each.
    pub names: Vec<SlotId>,
    pub named_values: SecondaryMap<SlotId, Vec<ValueId>>,
    /// Constants by number (spec 20, section 1).
    constants: FxHashMap<i64, SmallVec<[ValueId; 4]>>,
    /// Results of register allocation.
    pub homes: SecondaryMap<ValueId, Option<Location>>,
    /// Blocks that end with the write barrier test.
    pub write_barrier_blocks: Vec<BlockId>,
    /// Size of the stack frame's locals in bytes, and of their pointer-holding part.
    pub frame_size: i64,
    pub frame_ptr_size: i64,
    pub has_defer: bool,
    pub need_ctxt: bool,
    pub wrapper: bool,
    pub dupok: bool,
    pub nosplit_pragma: bool,
    pub systemstack_pragma: bool,
    pub reflect_method: bool,
    pub nil_check_disabled: bool,
    /// Values are in execution order (`schedule` ran).
    pub scheduled: bool,
    /// Values have homes (`regalloc` ran).
    pub allocated: bool,
    /// Remarks of the passes for a dump; not collected if absent.
    pub remarks: Option<Vec<String>>,
    /// Numbers of auxes in order of first sight: cse sorts by them, in both of its runs.
    pub aux_numbers: FxHashMap<Aux, u32>,
    /// Which pass runs (some rules ask).
    pub pass: &'static str,
    /// Bumped by every change of the control flow graph; analyses cache against it.
    pub cfg_version: u32,
    /// Facts about the graph of the current version.
    pub cfg_cache: super::cfg::Cache,
}

impl Func {
    pub fn new(name: Name, link_name: Name, ty: TypeId, pos: Pos) -> Func {
        let value0 = Value {
            op: Op::Invalid,
            ty: TypeId::INVALID,
            auxint: 0,
            aux: Aux::None,
            args: SmallVec::new(),
            block: BlockId(0),
            pos: Pos::NONE,
            uses: 0,
            in_cache: false,
        };
        let mut f = Func {
            name,
            link_name,
            ty,
            pos,
            end_pos: pos,
            values: vec![value0],
            blocks: vec![Block::new(BlockKind::Invalid)],
            free_values: Vec::new(),
            free_blocks: Vec::new(),
            layout: Vec::new(),
            entry: BlockId(0),
            locals: PrimaryMap::new(),
            declared: Vec::new(),
            decl_order: Vec::new(),
            n_decls: 0,
            slots: PrimaryMap::new(),
            slot_ids: FxHashMap::default(),
            names: Vec::new(),
            named_values: SecondaryMap::new(),
            constants: FxHashMap::default(),
            homes: SecondaryMap::new(),
            write_barrier_blocks: Vec::new(),
            frame_size: 0,
            frame_ptr_size: 0,
            has_defer: false,
            need_ctxt: false,
            wrapper: false,
            dupok: false,
            nosplit_pragma: false,
            systemstack_pragma: false,
            reflect_method: false,
            nil_check_disabled: false,
            scheduled: false,
            allocated: false,
            remarks: None,
            aux_numbers: FxHashMap::default(),
            pass: "",
            cfg_version: 0,
            cfg_cache: super::cfg::Cache::default(),
        };
        f.entry = f.new_block(BlockKind::Plain);
        f
    }

    // -- access --------------------------------------------------------------------------------

    #[inline]
    pub fn v(&self, v: ValueId) -> &Value {
        &self.values[v.index()]
    }

    #[inline]
    pub fn v_mut(&mut self, v: ValueId) -> &mut Value {
        &mut self.values[v.index()]
    }

    #[inline]
    pub fn b(&self, b: BlockId) -> &Block {
        &self.blocks[b.index()]
    }

    #[inline]
    pub fn b_mut(&mut self, b: BlockId) -> &mut Block {
        &mut self.blocks[b.index()]
    }

    #[inline]
    pub fn op(&self, v: ValueId) -> Op {
        self.v(v).op
    }

    #[inline]
    pub fn arg(&self, v: ValueId, i: usize) -> ValueId {
        self.v(v).args[i]
    }

    #[inline]
    pub fn control(&self, b: BlockId) -> Option<ValueId> {
        self.b(b).control.expand()
    }

    /// One more than the largest value number: the size of a table keyed by values.
    #[inline]
    pub fn n_values(&self) -> usize {
        self.values.len()
    }

    #[inline]
    pub fn n_blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Freed value numbers, last in first out (for dumps and tests).
    pub fn free_list(&self) -> &[ValueId] {
        &self.free_values
    }

    /// Notes what a pass tells the reader of a dump.
    pub fn remark(&mut self, text: impl FnOnce() -> String) {
        if let Some(remarks) = &mut self.remarks {
            remarks.push(text());
        }
    }

    // -- restoring a function from text --------------------------------------------------------

    /// Puts a value at a given number and in its block's list. Arguments are not counted as uses
    /// yet; [`Func::finish_restore`] does that.
    pub fn restore_value(&mut self, v: ValueId, value: Value) {
        self.restore_number(v);
        let b = value.block;
        self.values[v.index()] = value;
        self.blocks[b.index()].values.push(v);
    }

    /// Makes room for a number; it is free unless a value is restored there.
    pub fn restore_number(&mut self, v: ValueId) {
        while self.values.len() <= v.index() {
            let invalid = self.values[0].clone();
            self.values.push(invalid);
        }
    }

    /// Makes a block with a given number, at the end of the block list. The caller sets the entry.
    pub fn restore_block(&mut self, b: BlockId, kind: BlockKind) {
        while self.blocks.len() <= b.index() {
            self.blocks.push(Block::new(BlockKind::Invalid));
        }
        self.blocks[b.index()] = Block::new(kind);
        self.layout.push(b);
    }

    /// A function without blocks, to be filled by `restore_block` and `restore_value`.
    pub fn unrestored(name: Name, ty: TypeId) -> Func {
        let mut f = Func::new(name, name, ty, Pos::NONE);
        f.blocks.truncate(1);
        f.layout.clear();
        f
    }

    /// Completes a restored function: use counts, free lists (gaps in the numbering), the
    /// constant cache (constants of the entry block).
    pub fn finish_restore(&mut self) {
        let mut listed = vec![false; self.values.len()];
        for &b in &self.layout {
            for &v in &self.blocks[b.index()].values {
                listed[v.index()] = true;
            }
        }
        for v in &mut self.values {
            v.uses = 0;
        }
        for i in 1..listed.len() {
            if listed[i] {
                for a in self.values[i].args.clone() {
                    self.values[a.index()].uses += 1;
                }
            } else {
                self.free_values.push(ValueId(i as u32));
            }
        }
        for &b in &self.layout {
            if let Some(c) = self.blocks[b.index()].control.expand() {
                self.values[c.index()].uses += 1;
            }
        }
        for i in 1..self.blocks.len() {
            if !self.layout.contains(&BlockId(i as u32)) {
                self.free_blocks.push(BlockId(i as u32));
            }
        }
        for v in self.blocks[self.entry.index()].values.clone() {
            let Some(key) = self.constant_key(v) else { continue };
            self.constants.entry(key).or_default().push(v);
            self.values[v.index()].in_cache = true;
        }
        self.cfg_changed();
    }

    /// The number that the cache of constants keeps `v` by, if it is of a kind that is kept.
    fn constant_key(&self, v: ValueId) -> Option<i64> {
        let value = self.v(v);
        match value.op {
            Op::ConstBool | Op::Const8 | Op::Const16 | Op::Const32 | Op::Const64 => {
                Some(value.auxint)
            }
            Op::Const32F | Op::Const64F => Some(value.auxint),
            Op::ConstNil => Some(NIL_KEY),
            Op::ConstSlice => Some(SLICE_KEY),
            Op::ConstInterface => Some(INTERFACE_KEY),
            Op::ConstString if value.aux == Aux::Str(Name::EMPTY) => Some(EMPTY_STRING_KEY),
            // A dead one may have lost its argument, which is SP.
            Op::OffPtr if value.args.first().is_none_or(|&a| self.op(a) == Op::SP) => {
                Some(value.auxint)
            }
            _ => None,
        }
    }

    // -- values --------------------------------------------------------------------------------

    /// A value that is in no block's list yet.
    fn alloc_value(&mut self, b: BlockId, op: Op, ty: TypeId, pos: Pos) -> ValueId {
        let value = Value {
            op,
            ty,
            auxint: 0,
            aux: Aux::None,
            args: SmallVec::new(),
            block: b,
            pos: if never_starts_statement(op) { pos.not_stmt() } else { pos },
            uses: 0,
            in_cache: false,
        };
        match self.free_values.pop() {
            Some(id) => {
                self.values[id.index()] = value;
                id
            }
            None => {
                self.values.push(value);
                ValueId((self.values.len() - 1) as u32)
            }
        }
    }

    /// Appends a value to `b`'s list.
    pub fn new_value(
        &mut self,
        b: BlockId,
        op: Op,
        ty: TypeId,
        pos: Pos,
        args: &[ValueId],
    ) -> ValueId {
        let v = self.alloc_value(b, op, ty, pos);
        self.blocks[b.index()].values.push(v);
        for &a in args {
            self.add_arg(v, a);
        }
        v
    }

    /// Appends a value with an integer and an aux.
    #[allow(clippy::too_many_arguments)]
    pub fn new_value_aux(
        &mut self,
        b: BlockId,
        op: Op,
        ty: TypeId,
        pos: Pos,
        auxint: i64,
        aux: Aux,
        args: &[ValueId],
    ) -> ValueId {
        let v = self.new_value(b, op, ty, pos, args);
        let value = self.v_mut(v);
        value.auxint = auxint;
        value.aux = aux;
        v
    }

    /// A value with a number but in no list (register allocation builds lists itself).
    pub fn new_value_no_list(&mut self, b: BlockId, op: Op, ty: TypeId, pos: Pos) -> ValueId {
        self.alloc_value(b, op, ty, pos)
    }

    #[inline]
    pub fn add_arg(&mut self, v: ValueId, a: ValueId) {
        self.values[v.index()].args.push(a);
        self.values[a.index()].uses += 1;
    }

    #[inline]
    pub fn set_arg(&mut self, v: ValueId, i: usize, a: ValueId) {
        let old = std::mem::replace(&mut self.values[v.index()].args[i], a);
        self.values[old.index()].uses -= 1;
        self.values[a.index()].uses += 1;
    }

    /// Drops all arguments.
    pub fn reset_args(&mut self, v: ValueId) {
        let args = std::mem::take(&mut self.values[v.index()].args);
        for a in args {
            self.values[a.index()].uses -= 1;
        }
    }

    pub fn set_args(&mut self, v: ValueId, args: &[ValueId]) {
        self.reset_args(v);
        for &a in args {
            self.add_arg(v, a);
        }
    }

    /// Turns `v` into `op` without arguments, integer or aux. A cached constant leaves the cache.
    pub fn reset(&mut self, v: ValueId, op: Op) {
        if self.v(v).in_cache {
            self.uncache(v);
        }
        self.reset_args(v);
        let value = self.v_mut(v);
        value.op = op;
        value.auxint = 0;
        value.aux = Aux::None;
        if op != Op::Copy && never_starts_statement(op) {
            value.pos = value.pos.not_stmt();
        }
    }

    /// Turns `v` into a copy of `of`, with its type.
    pub fn make_copy(&mut self, v: ValueId, of: ValueId) {
        self.reset(v, Op::Copy);
        self.v_mut(v).ty = self.v(of).ty;
        self.add_arg(v, of);
    }

    /// Whether `v` is a memory state, alone or as the second half of a pair.
    #[inline]
    pub fn is_memory(&self, v: ValueId) -> bool {
        self.v(v).ty == TypeId::MEM || self.v(v).op.makes_memory_pair()
    }

    /// The memory state that `v` takes: its last argument, if that is one.
    pub fn memory_arg(&self, v: ValueId) -> Option<ValueId> {
        let last = *self.v(v).args.last()?;
        self.is_memory(last).then_some(last)
    }

    /// A copy of the op `v` with the same arguments, at the end of `b`.
    pub fn copy_into(&mut self, v: ValueId, b: BlockId) -> ValueId {
        debug_assert!(self.memory_arg(v).is_none(), "{v} with memory is copied");
        let pos = self.v(v).pos.not_stmt();
        self.copy_into_at(v, b, pos)
    }

    /// Like [`Func::copy_into`], at position `pos`.
    pub fn copy_into_at(&mut self, v: ValueId, b: BlockId, pos: Pos) -> ValueId {
        let Value { op, ty, auxint, aux, args, .. } = self.v(v).clone();
        self.new_value_aux(b, op, ty, pos, auxint, aux, &args)
    }

    /// Frees a value that nothing uses and that was taken out of its list.
    pub fn free_value(&mut self, v: ValueId) {
        if self.v(v).in_cache {
            self.uncache(v);
        }
        debug_assert_eq!(self.v(v).uses, 0, "{v} is freed while in use");
        self.reset_args(v);
        let value = self.v_mut(v);
        value.op = Op::Invalid;
        value.ty = TypeId::INVALID;
        self.free_values.push(v);
    }

    fn uncache(&mut self, v: ValueId) {
        self.v_mut(v).in_cache = false;
        let key = self.constant_key(v).unwrap_or(0);
        match self.constants.get_mut(&key) {
            Some(list) if list.contains(&v) => list.retain(|c| *c != v),
            // It was changed in place.
            _ => self.constants.values_mut().for_each(|list| list.retain(|c| *c != v)),
        }
    }

    /// The shared constant of the entry block with this op, type and number, made on demand.
    /// `key` is the number that the cache is keyed by; `auxint` what the value holds.
    fn cached(
        &mut self,
        types: &Types,
        op: Op,
        ty: TypeId,
        key: i64,
        auxint: Option<i64>,
        arg: Option<ValueId>,
    ) -> ValueId {
        if let Some(list) = self.constants.get(&key) {
            for &v in list {
                if self.op(v) == op
                    && types.identical(self.v(v).ty, ty)
                    && (arg.is_none() || self.v(v).args[..] == [arg.unwrap()])
                {
                    return v;
                }
            }
        }
        let args: SmallVec<[ValueId; 1]> = arg.into_iter().collect();
        let v = self.new_value(self.entry, op, ty, Pos::NONE, &args);
        self.v_mut(v).auxint = auxint.unwrap_or(0);
        self.v_mut(v).in_cache = true;
        self.constants.entry(key).or_default().push(v);
        v
    }

    pub fn const_bool(&mut self, types: &Types, ty: TypeId, value: bool) -> ValueId {
        self.cached(types, Op::ConstBool, ty, i64::from(value), Some(i64::from(value)), None)
    }

    /// `value` is kept sign-extended from the constant's width.
    pub fn const_int(&mut self, types: &Types, ty: TypeId, value: i64) -> ValueId {
        let (op, value) = match types.size(ty) {
            1 => (Op::Const8, i64::from(value as i8)),
            2 => (Op::Const16, i64::from(value as i16)),
            4 => (Op::Const32, i64::from(value as i32)),
            _ => (Op::Const64, value),
        };
        self.cached(types, op, ty, value, Some(value), None)
    }

    pub fn const_float(&mut self, types: &Types, ty: TypeId, value: f64) -> ValueId {
        let (op, value) = match types.size(ty) {
            4 => (Op::Const32F, f64::from(value as f32)),
            _ => (Op::Const64F, value),
        };
        let bits = value.to_bits() as i64;
        self.cached(types, op, ty, bits, Some(bits), None)
    }

    pub fn const_nil(&mut self, types: &Types, ty: TypeId) -> ValueId {
        self.cached(types, Op::ConstNil, ty, NIL_KEY, None, None)
    }

    pub fn const_slice(&mut self, types: &Types, ty: TypeId) -> ValueId {
        self.cached(types, Op::ConstSlice, ty, SLICE_KEY, None, None)
    }

    pub fn const_interface(&mut self, types: &Types, ty: TypeId) -> ValueId {
        self.cached(types, Op::ConstInterface, ty, INTERFACE_KEY, None, None)
    }

    pub fn const_empty_string(&mut self, types: &Types, ty: TypeId) -> ValueId {
        let v = self.cached(types, Op::ConstString, ty, EMPTY_STRING_KEY, None, None);
        self.v_mut(v).aux = Aux::Str(Name::EMPTY);
        v
    }

    /// `OffPtr[offset] SP`, shared.
    pub fn const_offptr_sp(
        &mut self,
        types: &Types,
        ty: TypeId,
        offset: i64,
        sp: ValueId,
    ) -> ValueId {
        self.cached(types, Op::OffPtr, ty, offset, Some(offset), Some(sp))
    }

    // -- blocks and edges ----------------------------------------------------------------------

    /// Appends a block to the block list.
    pub fn new_block(&mut self, kind: BlockKind) -> BlockId {
        let b = match self.free_blocks.pop() {
            Some(id) => {
                self.blocks[id.index()] = Block::new(kind);
                id
            }
            None => {
                self.blocks.push(Block::new(kind));
                BlockId((self.blocks.len() - 1) as u32)
            }
        };
        self.layout.push(b);
        self.cfg_changed();
        b
    }

    /// Frees a block that was taken out of the block list.
    pub fn free_block(&mut self, b: BlockId) {
        *self.b_mut(b) = Block::new(BlockKind::Invalid);
        self.free_blocks.push(b);
    }

    pub fn cfg_changed(&mut self) {
        self.cfg_version += 1;
    }

    pub fn set_control(&mut self, b: BlockId, v: Option<ValueId>) {
        let old = std::mem::replace(&mut self.b_mut(b).control, v.into());
        if let Some(old) = old.expand() {
            self.v_mut(old).uses -= 1;
        }
        if let Some(v) = v {
            self.v_mut(v).uses += 1;
        }
    }

    /// Adds the edge `b -> c` at the end of both lists.
    pub fn add_edge(&mut self, b: BlockId, c: BlockId) {
        let i = self.b(b).succs.len() as u32;
        let j = self.b(c).preds.len() as u32;
        self.b_mut(b).succs.push(Edge { block: c, index: j });
        self.b_mut(c).preds.push(Edge { block: b, index: i });
        self.cfg_changed();
    }

    /// Removes predecessor `i` of `b`: the last one moves into its place. Phis are not touched.
    pub fn remove_pred(&mut self, b: BlockId, i: usize) {
        self.b_mut(b).preds.swap_remove(i);
        if let Some(&e) = self.b(b).preds.get(i) {
            self.b_mut(e.block).succs[e.index as usize].index = i as u32;
        }
        self.cfg_changed();
    }

    /// Removes successor `i` of `b`: the last one moves into its place.
    pub fn remove_succ(&mut self, b: BlockId, i: usize) {
        self.b_mut(b).succs.swap_remove(i);
        if let Some(&e) = self.b(b).succs.get(i) {
            self.b_mut(e.block).preds[e.index as usize].index = i as u32;
        }
        self.cfg_changed();
    }

    /// Exchanges the two successors and negates the likelihood.
    pub fn swap_succs(&mut self, b: BlockId) {
        self.b_mut(b).succs.swap(0, 1);
        for i in 0..2 {
            let e = self.b(b).succs[i];
            self.b_mut(e.block).preds[e.index as usize].index = i as u32;
        }
        let likely = self.b(b).likely.negate();
        self.b_mut(b).likely = likely;
    }

    // -- variables -----------------------------------------------------------------------------

    /// Adds a variable at the end of the declaration list.
    pub fn add_local(&mut self, local: Local) -> LocalId {
        let id = self.locals.push(local);
        self.decl_order.push(id);
        self.declared.push(Declared::Local(id));
        self.n_decls += 1;
        id
    }

    /// A temporary, numbered by the declaration list's length.
    pub fn new_temp(&mut self, ty: TypeId, pos: Pos) -> LocalId {
        let name = Name::new(&format!(".autotmp_{}", self.n_decls));
        self.add_local(Local { auto_temp: true, ..Local::auto(name, ty, pos) })
    }

    /// The interned slot.
    pub fn slot(&mut self, slot: LocalSlot) -> SlotId {
        if let Some(&id) = self.slot_ids.get(&slot) {
            return id;
        }
        let id = self.slots.push(slot);
        self.slot_ids.insert(slot, id);
        id
    }

    /// Records that `v` is a value of the variable piece `slot`.
    pub fn add_named_value(&mut self, slot: SlotId, v: ValueId) {
        if self.named_values[slot].is_empty() && !self.names.contains(&slot) {
            self.names.push(slot);
        }
        self.named_values[slot].push(v);
    }
}

/// Whether values of this op never begin a statement (spec 21, section 2, "Positions").
fn never_starts_statement(op: Op) -> bool {
    matches!(op, Op::Copy | Op::Phi | Op::VarKill | Op::VarDef | Op::Unknown | Op::FwdRef | Op::Arg)
}

impl Block {
    fn new(kind: BlockKind) -> Block {
        Block {
            kind,
            likely: Likely::Unknown,
            flags_live_at_end: false,
            control: None.into(),
            aux: Aux::None,
            pos: Pos::NONE,
            succs: SmallVec::new(),
            preds: SmallVec::new(),
            values: Vec::new(),
        }
    }
}

impl Local {
    /// A local variable of the package being compiled.
    pub fn auto(name: Name, ty: TypeId, pos: Pos) -> Local {
        Local {
            name,
            prefix: Name::LOCAL_PREFIX,
            ty,
            class: LocalClass::Auto,
            addr_taken: false,
            auto_temp: false,
            need_zero: false,
            heap_result_addr: false,
            stack_copy: false,
            used: false,
            offset: 0,
            pos,
            split_of: None,
            split_offset: 0,
            inlined: false,
        }
    }
}

/// A 32-bit value and a 32-bit offset packed in an `auxint`: value in the high half.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ValAndOff(pub i64);

impl ValAndOff {
    pub fn new(val: i32, off: i32) -> ValAndOff {
        ValAndOff(i64::from(val) << 32 | i64::from(off as u32))
    }

    pub fn val(self) -> i64 {
        self.0 >> 32
    }

    pub fn off(self) -> i64 {
        i64::from(self.0 as i32)
    }

    /// The pair with `delta` added to the offset, if it still fits.
    pub fn add_off(self, delta: i64) -> Option<ValAndOff> {
        let off = i32::try_from(self.off() + delta).ok()?;
        Some(ValAndOff::new(self.val() as i32, off))
    }
}
