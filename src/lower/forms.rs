//! What `order` and `walk` build trees with: the function at hand, the current position, and a
//! constructor for each form.
//!
//! Nodes made here get the *current position* ([`Package::cur_pos`]), which a pass sets when it
//! enters a node that has a position of its own (spec 10, section 2.2). Constructors return typed
//! nodes; conversions of literals fold at once.

use rustc_hash::FxHashMap;

use crate::index::PackedOption;
use crate::intern::Name;
use crate::package::Package;
use crate::source::Pos;
use crate::tree::{
    Aux, Class, Const, FuncId, Node, NodeFlags, NodeId, NodeList, Op, Tree, VarFlags, VarId,
};
use crate::types::{Kind, PkgId, TypeId, Types};

/// The function being lowered, with its package.
pub struct Forms<'a> {
    pub pkg: &'a mut Package,
    pub func: FuncId,
    /// Extern names made so far, by link name.
    pub(super) externs: FxHashMap<Name, NodeId>,
    /// Runtime functions made so far, by name and signature.
    pub(super) runtime: FxHashMap<(Name, TypeId), NodeId>,
}

impl<'a> Forms<'a> {
    pub fn new(pkg: &'a mut Package, func: FuncId) -> Forms<'a> {
        Forms { pkg, func, externs: FxHashMap::default(), runtime: FxHashMap::default() }
    }

    // -- access ----------------------------------------------------------------------------------

    pub fn tree(&mut self) -> &mut Tree {
        &mut self.pkg.tree
    }

    pub fn types(&self) -> &Types {
        &self.pkg.types
    }

    pub fn n(&self, n: NodeId) -> &Node {
        &self.pkg.tree.nodes[n]
    }

    pub fn nm(&mut self, n: NodeId) -> &mut Node {
        &mut self.pkg.tree.nodes[n]
    }

    pub fn op(&self, n: NodeId) -> Op {
        self.n(n).op
    }

    pub fn ty(&self, n: NodeId) -> TypeId {
        self.n(n).ty
    }

    /// The left operand, which the op must have.
    pub fn l(&self, n: NodeId) -> NodeId {
        match self.n(n).left.expand() {
            Some(l) => l,
            None => panic!("{:?} has no left operand", self.op(n)),
        }
    }

    /// The right operand, which the op must have.
    pub fn r(&self, n: NodeId) -> NodeId {
        match self.n(n).right.expand() {
            Some(r) => r,
            None => panic!("{:?} has no right operand", self.op(n)),
        }
    }

    pub fn left(&self, n: NodeId) -> Option<NodeId> {
        self.n(n).left.expand()
    }

    pub fn right(&self, n: NodeId) -> Option<NodeId> {
        self.n(n).right.expand()
    }

    pub fn set_left(&mut self, n: NodeId, l: NodeId) {
        self.nm(n).left = l.into();
    }

    pub fn set_right(&mut self, n: NodeId, r: NodeId) {
        self.nm(n).right = r.into();
    }

    pub fn clear_right(&mut self, n: NodeId) {
        self.nm(n).right = PackedOption::default();
    }

    pub fn has_flag(&self, n: NodeId, flag: NodeFlags) -> bool {
        self.n(n).flags.contains(flag)
    }

    pub fn set_flag(&mut self, n: NodeId, flag: NodeFlags, on: bool) {
        self.nm(n).flags.set(flag, on);
    }

    pub fn items(&self, list: NodeList) -> Vec<NodeId> {
        self.pkg.tree.items(list).to_vec()
    }

    pub fn list(&mut self, items: &[NodeId]) -> NodeList {
        self.pkg.tree.list(items)
    }

    pub fn var(&self, n: NodeId) -> Option<VarId> {
        self.pkg.tree.var_of(n)
    }

    pub fn constant(&self, n: NodeId) -> Option<&Const> {
        self.pkg.tree.const_of(n)
    }

    /// The value of an integer (or rune) literal that fits 64 bits.
    pub fn int_const(&self, n: NodeId) -> Option<i64> {
        match self.constant(n)? {
            c @ Const::Int(_) => c.as_i64(),
            _ => None,
        }
    }

    pub fn is_int_const(&self, n: NodeId) -> bool {
        matches!(self.constant(n), Some(Const::Int(_)))
    }

    pub fn str_const(&self, n: NodeId) -> Option<&[u8]> {
        self.constant(n)?.as_str()
    }

    pub fn is_nil(&self, n: NodeId) -> bool {
        matches!(self.constant(n), Some(Const::Nil))
    }

    /// The value of an integer literal of a narrow type or within 32 bits.
    pub fn small_int(&self, n: NodeId) -> Option<i64> {
        let v = self.int_const(n)?;
        let narrow = self.types().size(self.ty(n)) <= 4;
        (narrow || i32::try_from(v).is_ok()).then_some(v)
    }

    pub fn is_blank(&self, n: NodeId) -> bool {
        self.var(n).is_some_and(|v| self.pkg.tree.vars[v].name.is_blank())
    }

    pub fn class(&self, n: NodeId) -> Option<Class> {
        self.var(n).map(|v| self.pkg.tree.vars[v].class)
    }

    pub fn var_has(&self, n: NodeId, flag: VarFlags) -> bool {
        self.var(n).is_some_and(|v| self.pkg.tree.vars[v].flags.contains(flag))
    }

    pub fn is_auto_temp(&self, n: NodeId) -> bool {
        self.var_has(n, VarFlags::AUTO_TEMP)
    }

    // -- position --------------------------------------------------------------------------------

    pub fn pos(&self) -> Pos {
        self.pkg.cur_pos
    }

    /// Makes `n`'s position the current one, if it has its own; returns the one before.
    pub fn enter(&mut self, n: NodeId) -> Pos {
        let before = self.pkg.cur_pos;
        if self.pkg.tree.sets_pos(n) {
            self.pkg.cur_pos = self.n(n).pos;
        }
        before
    }

    pub fn restore(&mut self, pos: Pos) {
        self.pkg.cur_pos = pos;
    }

    // -- constructors ----------------------------------------------------------------------------

    pub fn nod(&mut self, op: Op, ty: TypeId) -> NodeId {
        let pos = self.pos();
        self.pkg.tree.node(op, pos, ty)
    }

    pub fn un(&mut self, op: Op, ty: TypeId, l: NodeId) -> NodeId {
        let pos = self.pos();
        self.pkg.tree.unary(op, pos, ty, l)
    }

    pub fn bin(&mut self, op: Op, ty: TypeId, l: NodeId, r: NodeId) -> NodeId {
        let pos = self.pos();
        self.pkg.tree.binary(op, pos, ty, l, r)
    }

    pub fn copy(&mut self, n: NodeId) -> NodeId {
        self.pkg.tree.copy(n)
    }

    /// `l = r`
    pub fn assign(&mut self, l: NodeId, r: NodeId) -> NodeId {
        self.bin(Op::As, TypeId::INVALID, l, r)
    }

    /// `l = r`, r converted to l's type.
    pub fn assign_to(&mut self, l: NodeId, r: NodeId) -> NodeId {
        let r = if self.is_blank(l) { r } else { self.assign_conv(r, self.ty(l)) };
        self.assign(l, r)
    }

    /// The blank name as a target.
    pub fn blank(&mut self) -> NodeId {
        let key = (Name::BLANK, TypeId::BLANK);
        if let Some(&n) = self.runtime.get(&key) {
            return n;
        }
        let v = self.pkg.tree.new_var(key.0, PkgId::LOCAL, Class::Auto, TypeId::BLANK, Pos::NONE);
        let node = self.pkg.tree.vars[v].node;
        self.runtime.insert(key, node);
        node
    }

    /// `l = 0`
    pub fn zero(&mut self, l: NodeId) -> NodeId {
        self.un(Op::As, TypeId::INVALID, l)
    }

    pub fn lit(&mut self, ty: TypeId, value: Const) -> NodeId {
        let pos = self.pos();
        self.pkg.tree.lit(pos, ty, value)
    }

    pub fn int(&mut self, v: i64) -> NodeId {
        self.int_of(TypeId::INT, v)
    }

    pub fn int_of(&mut self, ty: TypeId, v: i64) -> NodeId {
        self.lit(ty, Const::int(v))
    }

    pub fn boolean(&mut self, v: bool) -> NodeId {
        self.lit(TypeId::BOOL, Const::Bool(v))
    }

    pub fn string(&mut self, s: &[u8]) -> NodeId {
        self.lit(TypeId::STRING, Const::Str(s.into()))
    }

    pub fn nil(&mut self, ty: TypeId) -> NodeId {
        self.lit(ty, Const::Nil)
    }

    /// A fresh temporary (spec 12, section 2.1).
    pub fn temp(&mut self, ty: TypeId) -> NodeId {
        let pos = self.pos();
        let v = self.pkg.tree.new_temp(self.func, ty, pos);
        self.pkg.tree.vars[v].node
    }

    /// `&x`; marks the variable that holds x as address-taken.
    pub fn addr(&mut self, x: NodeId) -> NodeId {
        self.mark_addr_taken(x);
        let ty = self.types().ptr(self.ty(x));
        self.un(Op::Addr, ty, x)
    }

    /// Marks the variable that contains the place `x` as address-taken.
    pub fn mark_addr_taken(&mut self, x: NodeId) {
        let outer = self.outer_value(x);
        if let Some(v) = self.var(outer) {
            self.pkg.tree.vars[v].flags |= VarFlags::ADDR_TAKEN;
        }
    }

    /// The struct, array or variable that a write to place `n` changes.
    pub fn outer_value(&self, mut n: NodeId) -> NodeId {
        loop {
            n = match self.op(n) {
                Op::Dot | Op::Paren | Op::ConvNop => self.l(n),
                Op::Index if self.types().kind(self.ty(self.l(n))) == Kind::Array => self.l(n),
                _ => return n,
            };
        }
    }

    /// `*p`
    pub fn deref(&mut self, p: NodeId) -> NodeId {
        let ty = self.types().elem(self.ty(p));
        self.un(Op::Deref, ty, p)
    }

    /// `x.f` or `p.f`: field `index` of a struct value or of what a pointer points to.
    pub fn field(&mut self, x: NodeId, index: usize) -> NodeId {
        let xt = self.ty(x);
        let (op, st) = match self.types().kind(xt) {
            Kind::Ptr => (Op::DotPtr, self.types().elem(xt)),
            _ => (Op::Dot, xt),
        };
        let ty = self.types().fields(st)[index].ty;
        let offset = self.types().field_offset(st, index) as i32;
        let n = self.un(op, ty, x);
        self.nm(n).aux = Aux::Field { index: index as u32, offset };
        n
    }

    /// `x[i]` of string, slice or array.
    pub fn index(&mut self, x: NodeId, i: NodeId) -> NodeId {
        let xt = self.ty(x);
        let ty = match self.types().kind(xt) {
            Kind::String => TypeId::BYTE,
            _ => self.types().elem(xt),
        };
        self.bin(Op::Index, ty, x, i)
    }

    /// `x[i]` without a bounds check.
    pub fn index_unchecked(&mut self, x: NodeId, i: NodeId) -> NodeId {
        let n = self.index(x, i);
        self.set_flag(n, NodeFlags::BOUNDED, true);
        n
    }

    /// `len(x)`, a literal if x is a constant string or an array whose evaluation has no effect.
    pub fn len(&mut self, x: NodeId) -> NodeId {
        if self.types().kind(self.ty(x)) == Kind::Array && !self.has_effect(x) {
            let n = self.types().array_len(self.ty(x));
            return self.int(n);
        }
        if let Some(s) = self.str_const(x) {
            let n = s.len() as i64;
            return self.int(n);
        }
        self.un(Op::Len, TypeId::INT, x)
    }

    /// A call or receive inside: what keeps the length of an array from being constant.
    fn has_effect(&self, n: NodeId) -> bool {
        let node = self.n(n);
        let effect = matches!(
            node.op,
            Op::Append
                | Op::CallFunc
                | Op::CallMeth
                | Op::CallInter
                | Op::Cap
                | Op::Closure
                | Op::Complex
                | Op::Copy
                | Op::Imag
                | Op::Len
                | Op::MakeChan
                | Op::MakeMap
                | Op::MakeSlice
                | Op::New
                | Op::Real
                | Op::Recover
                | Op::Recv
        );
        let operands = [node.left, node.right].into_iter().filter_map(|o| o.expand());
        let list = self.pkg.tree.items(node.list).iter().copied();
        effect || operands.chain(list).any(|o| self.has_effect(o))
    }

    pub fn cap(&mut self, x: NodeId) -> NodeId {
        self.un(Op::Cap, TypeId::INT, x)
    }

    /// Pointer of a slice or string, typed `*elem`.
    pub fn slice_ptr(&mut self, x: NodeId) -> NodeId {
        let xt = self.ty(x);
        let elem = match self.types().kind(xt) {
            Kind::String => TypeId::UINT8,
            _ => self.types().elem(xt),
        };
        let ty = self.types().ptr(elem);
        self.un(Op::SlicePtr, ty, x)
    }

    /// Type or itab word of an interface, typed `*uintptr`.
    pub fn itab_of(&mut self, x: NodeId) -> NodeId {
        let ty = self.types().ptr(TypeId::UINTPTR);
        self.un(Op::ITab, ty, x)
    }

    pub fn nil_slice_bound(&mut self) -> NodeId {
        self.nod(Op::Nil, TypeId::INVALID)
    }

    /// `x[low:high]` of the given op and type; absent bounds are `None`.
    pub fn slice(
        &mut self,
        op: Op,
        ty: TypeId,
        x: NodeId,
        low: Option<NodeId>,
        high: Option<NodeId>,
    ) -> NodeId {
        let n = self.un(op, ty, x);
        self.set_bounds(n, [low, high, None]);
        n
    }

    /// Bounds of a slicing expression: low, high, max.
    pub fn bounds(&self, n: NodeId) -> [Option<NodeId>; 3] {
        let mut out = [None; 3];
        for (slot, &b) in out.iter_mut().zip(self.pkg.tree.items(self.n(n).list)) {
            *slot = Some(b).filter(|&b| self.op(b) != Op::Nil);
        }
        out
    }

    pub fn set_bounds(&mut self, n: NodeId, bounds: [Option<NodeId>; 3]) {
        let count = if matches!(self.op(n), Op::Slice3 | Op::Slice3Arr) { 3 } else { 2 };
        let list = match bounds {
            [None, None, None] => NodeList::new(),
            _ => {
                let items: Vec<_> = bounds[..count]
                    .iter()
                    .map(|b| b.unwrap_or_else(|| self.nil_slice_bound()))
                    .collect();
                self.list(&items)
            }
        };
        self.nm(n).list = list;
    }

    /// A block of statements, at the position of the first.
    pub fn block(&mut self, stmts: &[NodeId]) -> NodeId {
        let n = self.nod(Op::Block, TypeId::INVALID);
        let list = self.list(stmts);
        self.nm(n).list = list;
        if let Some(&first) = stmts.first() {
            self.nm(n).pos = self.n(first).pos;
        }
        n
    }

    /// `if cond { body } else { other }`
    pub fn if_(&mut self, cond: NodeId, body: &[NodeId], other: &[NodeId]) -> NodeId {
        let n = self.un(Op::If, TypeId::INVALID, cond);
        let (body, other) = (self.list(body), self.list(other));
        self.nm(n).body = body;
        self.nm(n).rlist = other;
        n
    }

    /// Statements that run before `n`, put before those it has. Names and literals, which are
    /// shared, are wrapped.
    pub fn add_init(&mut self, n: NodeId, init: &[NodeId]) -> NodeId {
        if init.is_empty() {
            return n;
        }
        let n = match self.op(n) {
            Op::Name | Op::Literal | Op::Type => {
                let ty = self.ty(n);
                self.un(Op::ConvNop, ty, n)
            }
            _ => n,
        };
        let mut items = init.to_vec();
        items.extend(self.items(self.n(n).init));
        let list = self.list(&items);
        self.nm(n).init = list;
        self.set_flag(n, NodeFlags::HAS_CALL, true);
        n
    }

    /// Takes the init list off a node.
    pub fn take_init(&mut self, n: NodeId) -> Vec<NodeId> {
        let items = self.items(self.n(n).init);
        if !items.is_empty() {
            self.nm(n).init = NodeList::new();
        }
        items
    }

    /// A name of class `Extern` with this link name, such as `type.T`: one node for each name.
    pub fn extern_name(&mut self, link_name: &str, ty: TypeId) -> NodeId {
        let name = Name::new(link_name);
        if let Some(&n) = self.externs.get(&name) {
            return n;
        }
        let v = self.pkg.tree.new_var(name, PkgId::BUILTIN, Class::Extern, ty, Pos::NONE);
        self.pkg.tree.vars[v].link_name = name;
        let node = self.pkg.tree.vars[v].node;
        self.externs.insert(name, node);
        node
    }

    /// A variable of package runtime.
    pub fn runtime_var(&mut self, name: &str, ty: TypeId) -> NodeId {
        let n = self.extern_name(&format!("runtime.{name}"), ty);
        let v = self.var(n).expect("a name");
        self.pkg.tree.vars[v].name = Name::new(name);
        self.pkg.tree.vars[v].pkg = PkgId::RUNTIME;
        n
    }

    /// The address of the descriptor of `ty`, as a `*uint8`.
    pub fn type_word(&mut self, ty: TypeId) -> NodeId {
        self.pkg.demands.descriptor(&self.pkg.types, ty);
        let link = self.pkg.types.descriptor_name(ty);
        let name = self.extern_name(&link, TypeId::UINT8);
        let ptr = self.types().ptr(TypeId::UINT8);
        self.un(Op::Addr, ptr, name)
    }

    /// The address of the itab of a concrete type in an interface type, as a `*uint8`.
    pub fn itab_word(&mut self, concrete: TypeId, interface: TypeId) -> NodeId {
        self.pkg.demands.itab(&self.pkg.types, concrete, interface);
        let types = &self.pkg.types;
        let link = format!("go.itab.{},{}", types.link_name(concrete), types.link_name(interface));
        let name = self.extern_name(&link, TypeId::UINT8);
        let ptr = self.types().ptr(TypeId::UINT8);
        self.un(Op::Addr, ptr, name)
    }

    /// The first word of an interface of type `to` that holds a `from`.
    pub fn dynamic_word(&mut self, from: TypeId, to: TypeId) -> NodeId {
        match self.types().is_empty_interface(to) {
            true => self.type_word(from),
            false => self.itab_word(from, to),
        }
    }

    // -- conversions -----------------------------------------------------------------------------

    /// `n` converted to `ty`: itself if the types are identical, a literal if it is one and the
    /// conversion is constant, else a `Conv` or `ConvNop`.
    pub fn conv(&mut self, n: NodeId, ty: TypeId) -> NodeId {
        if self.types().identical(self.ty(n), ty) {
            return n;
        }
        if let Some(folded) = self.fold_conv(n, ty) {
            return folded;
        }
        let from = self.ty(n);
        let op = if crate::lower::facts::same_representation(self.types(), from, ty) {
            Op::ConvNop
        } else {
            Op::Conv
        };
        self.un(op, ty, n)
    }

    /// A conversion node even if the types are identical: what is converted had no type yet when
    /// gc asked.
    pub fn conv_always(&mut self, n: NodeId, ty: TypeId) -> NodeId {
        if !self.types().identical(self.ty(n), ty) {
            return self.conv(n, ty);
        }
        self.un(Op::ConvNop, ty, n)
    }

    /// `n` seen as a value of type `ty`, whose representation is the same.
    pub fn conv_nop(&mut self, n: NodeId, ty: TypeId) -> NodeId {
        if self.types().identical(self.ty(n), ty) {
            return n;
        }
        self.un(Op::ConvNop, ty, n)
    }

    /// The implicit conversion of an assignment to a place of type `ty`.
    pub fn assign_conv(&mut self, n: NodeId, ty: TypeId) -> NodeId {
        let from = self.ty(n);
        if self.types().identical(from, ty) || self.types().kind(ty) == Kind::Blank {
            return n;
        }
        if self.is_nil(n) {
            return self.nil(ty);
        }
        if self.types().is_interface(ty) {
            let c = self.un(Op::ConvIface, ty, n);
            self.set_flag(c, NodeFlags::IMPLICIT, true);
            return c;
        }
        let c = self.conv(n, ty);
        if c != n {
            self.set_flag(c, NodeFlags::IMPLICIT, true);
        }
        c
    }

    /// Folds the conversion of a literal to a type of the same kind of constant.
    fn fold_conv(&mut self, n: NodeId, ty: TypeId) -> Option<NodeId> {
        let value = self.constant(n)?.clone();
        let types = self.types();
        let value = match &value {
            Const::Int(v) if types.is_integer(ty) => {
                Const::Int(crate::lower::facts::wrap_int(types, v, ty))
            }
            Const::Bool(_) if types.is_bool(ty) => value,
            Const::Str(_) if types.is_string(ty) => value,
            Const::Nil if types.kind(ty) != Kind::Interface => value,
            _ => return None,
        };
        Some(self.lit(ty, value))
    }
}
