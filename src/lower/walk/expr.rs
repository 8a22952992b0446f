//! Expressions: one arm for each op; what takes more than a few lines has a file of its own.

use super::{Init, Walk};
use crate::tree::{Aux, Class, Const, NodeFlags, NodeId, Op, VarFlags};
use crate::types::{Kind, TypeId};

impl Walk<'_, '_> {
    /// Lowers an expression or simple statement; statements it needs go on `init`.
    pub(super) fn expr(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        for s in self.f.take_init(n) {
            let s = self.stmt(s);
            init.push(s);
        }
        let before = self.f.enter(n);
        if let Some(place) = self.heap_place(n, init) {
            return place;
        }
        let n = self.expr_at(n, init);
        self.fold(n);
        if let Some(Const::Str(s)) = self.f.constant(n) {
            let s = s.clone();
            self.f.pkg.syms.define_string(&s);
        }
        self.f.update_has_call(n);
        self.f.restore(before);
        n
    }

    /// A variable that lives on the heap is what its address variable points to.
    fn heap_place(&mut self, n: NodeId, init: &mut Init) -> Option<NodeId> {
        if self.f.class(n) != Some(Class::AutoHeap) {
            return None;
        }
        let var = self.f.var(n)?;
        let addr = self.f.pkg.tree.vars[var].heap_addr?;
        let addr = self.f.pkg.tree.vars[addr].node;
        let place = self.f.deref(addr);
        let place = self.expr(place, init);
        self.f.set_flag(addr, NodeFlags::NON_NIL, true);
        Some(place)
    }

    fn left_operand(&mut self, n: NodeId, init: &mut Init) {
        if let Some(l) = self.f.left(n) {
            let l = self.expr(l, init);
            self.f.set_left(n, l);
        }
    }

    fn right_operand(&mut self, n: NodeId, init: &mut Init) {
        if let Some(r) = self.f.right(n) {
            let r = self.expr(r, init);
            self.f.set_right(n, r);
        }
    }

    fn operands(&mut self, n: NodeId, init: &mut Init) {
        self.left_operand(n, init);
        self.right_operand(n, init);
    }

    fn expr_at(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        match self.f.op(n) {
            Op::Name
            | Op::NameOffset
            | Op::Literal
            | Op::Type
            | Op::Nil
            | Op::Empty
            | Op::GetG
            | Op::ClosureVar
            | Op::FuncPtr
            | Op::Result => n,
            Op::Wrapped | Op::Paren | Op::ExprStmt => {
                let l = self.f.l(n);
                self.expr(l, init)
            }
            Op::Not
            | Op::Neg
            | Op::Plus
            | Op::Com
            | Op::Real
            | Op::Imag
            | Op::DotMeth
            | Op::DotInter
            | Op::Deref
            | Op::SlicePtr
            | Op::ITab
            | Op::IData
            | Op::Dot
            | Op::DotPtr
            | Op::BytesToStrTmp
            | Op::StrToBytesTmp
            | Op::CheckNil => {
                self.left_operand(n, init);
                n
            }
            Op::Addr => {
                self.left_operand(n, init);
                n
            }
            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::And
            | Op::Or
            | Op::Xor
            | Op::Shl
            | Op::Shr
            | Op::IfaceMake
            | Op::Complex => {
                if self.f.op(n) == Op::Add && self.f.types().is_string(self.f.ty(n)) {
                    return self.two_strings(n, init);
                }
                self.operands(n, init);
                n
            }
            Op::AndNot => {
                self.left_operand(n, init);
                let (ty, r) = (self.f.ty(n), self.f.r(n));
                let r = self.complement(ty, r);
                let r = self.expr(r, init);
                self.f.set_right(n, r);
                self.f.nm(n).op = Op::And;
                n
            }
            Op::Div | Op::Mod => self.divide(n, init),
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => self.compare(n, init),
            Op::AndAnd | Op::OrOr => {
                self.left_operand(n, init);
                // What the right side needs runs only if the left side lets it.
                let mut late = Vec::new();
                let r = self.f.r(n);
                let r = self.expr(r, &mut late);
                let r = self.f.add_init(r, &late);
                self.f.set_right(n, r);
                self.range_test(n, init)
            }
            Op::Len | Op::Cap => self.len_or_cap(n, init),
            Op::DotType | Op::DotType2 => {
                self.left_operand(n, init);
                let (from, to) = (self.f.ty(self.f.l(n)), self.assertion_target(n));
                let word = self.f.type_word(to);
                self.f.set_right(n, word);
                if self.f.op(n) == Op::DotType {
                    // The panic names the operand's static type.
                    let source = self.f.type_word(from);
                    self.f.set_right(word, source);
                }
                let types = self.f.types();
                if !types.is_interface(to) && !types.is_empty_interface(from) {
                    let itab = self.f.itab_word(to, from);
                    let list = self.f.list(&[itab]);
                    self.f.nm(n).list = list;
                }
                n
            }
            op if op.is_call() => {
                self.call(n, init);
                n
            }
            Op::As | Op::AsOp => self.assign(n, init),
            Op::As2 => self.assign_parallel(n, init),
            Op::As2Func => self.assign_results(n, init),
            Op::As2Recv => self.assign_received(n, init),
            Op::As2MapR => self.assign_map_read(n, init),
            Op::As2DotType => {
                let mut targets = self.f.items(self.f.n(n).list);
                for t in &mut targets {
                    let safe = self.safe(*t, init);
                    *t = self.expr(safe, init);
                }
                let list = self.f.list(&targets);
                self.f.nm(n).list = list;
                let r = self.f.items(self.f.n(n).rlist)[0];
                self.f.nm(r).op = Op::DotType2;
                let r = self.expr(r, init);
                let rlist = self.f.list(&[r]);
                self.f.nm(n).rlist = rlist;
                n
            }
            Op::Conv | Op::ConvNop => {
                self.left_operand(n, init);
                n
            }
            Op::ConvIface => self.to_interface(n, init),
            Op::Index => self.index(n, init),
            Op::IndexMap => self.map_index(n, init),
            Op::Slice | Op::SliceArr | Op::SliceStr | Op::Slice3 | Op::Slice3Arr => {
                self.slice(n, init)
            }
            Op::SliceHeader => {
                self.left_operand(n, init);
                let list = self.exprs(self.f.n(n).list, init);
                self.f.nm(n).list = list;
                n
            }
            Op::New => self.new(n, init),
            Op::MakeSlice => self.make_slice(n, init),
            Op::MakeMap => self.make_map(n, init),
            Op::MakeChan => self.make_chan(n, init),
            Op::AddStr => self.concat(n, init),
            Op::RuneToStr | Op::BytesToStr | Op::RunesToStr | Op::StrToBytes | Op::StrToRunes => {
                self.string_conversion(n, init)
            }
            Op::Copy => self.copy(n, init),
            Op::Close => {
                let c = self.f.l(n);
                let ty = self.f.ty(c);
                self.runtime_call_typed("closechan", &[ty], &[], &[c], init)
            }
            Op::Delete => self.delete(n, init),
            Op::Print | Op::Println => self.print(n, init),
            Op::Panic => {
                let v = self.f.l(n);
                self.runtime_call("gopanic", &[v], init)
            }
            Op::Recover => {
                let fp = self.frame_pointer();
                let ptr = self.f.types().ptr(TypeId::INT32);
                let arg = self.f.un(Op::Addr, ptr, fp);
                self.runtime_call("gorecover", &[arg], init)
            }
            Op::Send => self.send(n, init),
            Op::ArrayLit | Op::SliceLit | Op::MapLit | Op::StructLit | Op::PtrLit => {
                self.literal(n, init)
            }
            Op::Closure => self.closure(n, init),
            Op::CallPart => self.method_value(n, init),
            op => panic!("walk: {op:?} does not belong here"),
        }
    }

    /// The pseudo variable for the first word of the argument area.
    fn frame_pointer(&mut self) -> NodeId {
        let key = (crate::intern::Name::new(".fp"), TypeId::INT32);
        if let Some(&n) = self.f.runtime.get(&key) {
            return n;
        }
        let (func, pos) = (self.f.func, self.f.pos());
        let pkg = crate::types::PkgId::LOCAL;
        let v = self.f.pkg.tree.new_var(key.0, pkg, Class::Param, TypeId::INT32, pos);
        let var = &mut self.f.pkg.tree.vars[v];
        var.owner = Some(func);
        var.flags |= VarFlags::USED | VarFlags::ADDR_TAKEN;
        let node = var.node;
        self.f.runtime.insert(key, node);
        node
    }

    /// Type that an assertion is to.
    fn assertion_target(&self, n: NodeId) -> TypeId {
        match self.f.types().get(self.f.ty(n)) {
            crate::types::Type::Results(tys) => tys[0],
            _ => self.f.ty(n),
        }
    }

    /// `^x`, folded if x is a literal.
    fn complement(&mut self, ty: TypeId, x: NodeId) -> NodeId {
        if let Some(v) = self.f.constant(x).cloned()
            && let Const::Int(v) = v
        {
            let v = crate::lower::facts::wrap_int(self.f.types(), &(-v - 1), ty);
            return self.f.lit(ty, Const::Int(v));
        }
        self.f.un(Op::Com, ty, x)
    }

    /// Complex division is a call; SSA does the others.
    fn divide(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        self.operands(n, init);
        let ty = self.f.ty(n);
        if !(self.f.op(n) == Op::Div && self.f.types().is_complex(ty)) {
            return n;
        }
        let (l, r) = (self.f.l(n), self.f.r(n));
        let l = self.f.conv(l, TypeId::COMPLEX128);
        let r = self.f.conv(r, TypeId::COMPLEX128);
        let call = self.runtime_call("complex128div", &[l, r], init);
        self.f.conv(call, ty)
    }

    /// Lengths of arrays are constants; the operand is evaluated for its effects.
    fn len_or_cap(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        if self.f.is_rune_count(n) {
            let s = self.f.l(self.f.l(n));
            let s = self.f.conv(s, TypeId::STRING);
            return self.runtime_call("countrunes", &[s], init);
        }
        self.left_operand(n, init);
        let x = self.f.l(n);
        let mut ty = self.f.ty(x);
        if self.f.types().kind(ty) == Kind::Ptr {
            ty = self.f.types().elem(ty);
        }
        if self.f.types().kind(ty) != Kind::Array {
            return n;
        }
        self.safe(x, init);
        let len = self.f.types().array_len(ty);
        self.become_literal(n, Const::int(len));
        n
    }

    /// Makes `n` a literal in place.
    fn become_literal(&mut self, n: NodeId, value: Const) {
        let id = self.f.pkg.tree.consts.push(value);
        let node = self.f.nm(n);
        node.op = Op::Literal;
        node.aux = Aux::Const(id);
        node.left = None.into();
        node.right = None.into();
        node.list = crate::tree::NodeList::new();
    }

    fn index(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        self.left_operand(n, init);
        let written = self.f.r(n);
        self.right_operand(n, init);
        if self.f.has_flag(n, NodeFlags::BOUNDED) {
            return n;
        }
        let x = self.f.l(n);
        let len = match self.f.types().kind(self.f.ty(x)) {
            Kind::Array => Some(self.f.types().array_len(self.f.ty(x))),
            Kind::Ptr => {
                let elem = self.f.types().elem(self.f.ty(x));
                Some(self.f.types().array_len(elem))
            }
            _ => self.f.str_const(x).map(|s| s.len() as i64),
        };
        if let Some(len) = len {
            let bounded = self.f.is_bounded_index(written, len);
            self.f.set_flag(n, NodeFlags::BOUNDED, bounded);
            let constant = self.f.small_int(self.f.r(n)).is_some();
            if self.f.pkg.options.verbose > 0 && bounded && !constant {
                let pos = self.f.n(n).pos;
                self.f.pkg.diags.note(pos, "index bounds check elided");
            }
            if constant && !bounded {
                let pos = self.f.n(n).pos;
                self.f.pkg.diags.error(pos, "index out of bounds");
            }
        }
        n
    }

    /// Slicing loses bounds that change nothing (spec 12, section 23.5).
    fn slice(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        self.left_operand(n, init);
        let mut bounds = self.f.bounds(n);
        for (i, b) in bounds.iter_mut().enumerate() {
            let Some(bound) = *b else { continue };
            let bound = self.expr(bound, init);
            *b = (i != 0 || !self.f.is_zero(bound)).then_some(bound);
        }
        self.f.set_bounds(n, bounds);
        let x = self.f.l(n);
        let three = matches!(self.f.op(n), Op::Slice3 | Op::Slice3Arr);
        if three {
            let whole = bounds[2]
                .is_some_and(|m| self.f.op(m) == Op::Cap && self.f.same_safe(x, self.f.l(m)));
            if !whole {
                return n;
            }
            let op = if self.f.op(n) == Op::Slice3 { Op::Slice } else { Op::SliceArr };
            self.f.nm(n).op = op;
            bounds[2] = None;
        }
        self.reduce_slice(n, bounds)
    }

    fn reduce_slice(&mut self, n: NodeId, mut bounds: [Option<NodeId>; 3]) -> NodeId {
        let x = self.f.l(n);
        if bounds[1].is_some_and(|h| self.f.op(h) == Op::Len && self.f.same_safe(x, self.f.l(h))) {
            bounds[1] = None;
        }
        self.f.set_bounds(n, bounds);
        let all = bounds[0].is_none() && bounds[1].is_none();
        if all && matches!(self.f.op(n), Op::Slice | Op::SliceStr) { x } else { n }
    }

    /// Expressions that turned out constant once their parts were lowered.
    fn fold(&mut self, n: NodeId) {
        let op = self.f.op(n);
        let (Some(l), Some(r)) = (self.f.left(n), self.f.right(n)) else {
            if op == Op::Not
                && let Some(l) = self.f.left(n)
                && let Some(v) = self.f.constant(l).and_then(Const::as_bool)
            {
                self.become_literal(n, Const::Bool(!v));
            }
            return;
        };
        let is_op = op.is_comparison()
            || matches!(op, Op::Add | Op::Sub | Op::Mul | Op::And | Op::Or | Op::Xor);
        if !is_op {
            return;
        }
        let (Some(Const::Int(a)), Some(Const::Int(b))) = (self.f.constant(l), self.f.constant(r))
        else {
            return;
        };
        let (a, b) = (a.clone(), b.clone());
        let value = match op {
            Op::Eq => Const::Bool(a == b),
            Op::Ne => Const::Bool(a != b),
            Op::Lt => Const::Bool(a < b),
            Op::Le => Const::Bool(a <= b),
            Op::Gt => Const::Bool(a > b),
            Op::Ge => Const::Bool(a >= b),
            Op::Add => Const::Int(a + b),
            Op::Sub => Const::Int(a - b),
            Op::Mul => Const::Int(a * b),
            Op::And => Const::Int(a & b),
            Op::Or => Const::Int(a | b),
            _ => Const::Int(a ^ b),
        };
        let value = match value {
            Const::Int(v) => {
                let ty = self.f.ty(n);
                Const::Int(crate::lower::facts::wrap_int(self.f.types(), &v, ty))
            }
            v => v,
        };
        self.become_literal(n, value);
    }
}
