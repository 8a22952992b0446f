//! Expressions (spec 20, section 7). Operands are evaluated left to right before the op is made.

use super::check::Bounds;
use super::ops::{op_for, shift_op};
use super::slice::Parts;
use super::stmt::{left, right};
use super::{Builder, Place};
use crate::ssa::func::{Aux, Likely, ValueId};
use crate::ssa::op::Op;
use crate::tree::konst::to_f32;
use crate::tree::{self, Class, Const, NodeFlags, NodeId, Op as T};
use crate::types::{Kind, TypeId};

impl Builder<'_> {
    /// The value of an expression.
    pub(super) fn expr(&mut self, n: NodeId) -> ValueId {
        let pushed = self.tree.sets_pos(n);
        if pushed {
            self.push_pos(self.tree.nodes[n].pos);
        }
        self.stmts(self.tree.nodes[n].init);
        let v = self.expr_inner(n);
        if pushed {
            self.pop_pos();
        }
        v
    }

    fn expr_inner(&mut self, n: NodeId) -> ValueId {
        let tree = self.tree;
        let node = &tree.nodes[n];
        let ty = node.ty;
        match node.op {
            T::Name => self.name(n),
            T::NameOffset | T::ClosureVar | T::Result => {
                let addr = self.addr(n, false);
                self.load(ty, addr)
            }
            T::Literal => self.literal(ty, tree.const_of(n).expect("a literal has a value")),
            T::FuncPtr => {
                let var = tree.var_of(left(tree, n)).expect("a function's name");
                let sym = self.pkg.syms.lookup_name(tree.vars[var].link_name);
                self.entry(Op::Addr, ty, 0, Aux::Sym(sym), &[self.sb])
            }
            T::BytesToStrTmp => {
                let slice = self.expr(left(tree, n));
                self.string_of_slice(ty, slice)
            }
            T::StrToBytesTmp => {
                let s = self.expr(left(tree, n));
                let byte_ptr = self.byte_ptr();
                let ptr = self.val(Op::StringPtr, byte_ptr, &[s]);
                let len = self.val(Op::StringLen, TypeId::INT, &[s]);
                self.val(Op::SliceMake, ty, &[ptr, len, len])
            }
            T::ConvNop => self.retype(n),
            T::Conv => self.convert(n),
            T::DotType => self.dottype(n, false).0,
            T::Lt | T::Le | T::Gt | T::Ge | T::Eq | T::Ne => self.comparison(n),
            T::Mul if self.types.is_complex(ty) => self.complex_mul(n),
            T::Div if self.types.is_complex(ty) => self.complex_div(n),
            T::Add | T::Sub if self.types.is_complex(ty) => self.complex_add(n),
            T::Div | T::Mod if self.types.is_integer(ty) => {
                let a = self.expr(left(tree, n));
                let b = self.expr(right(tree, n));
                self.int_divide(n, a, b)
            }
            T::Add | T::Sub | T::Mul | T::Div | T::And | T::Or | T::Xor => {
                let a = self.expr(left(tree, n));
                let b = self.expr(right(tree, n));
                let op = op_for(self.types, node.op, ty);
                self.val(op, self.f.v(a).ty, &[a, b])
            }
            T::Shl | T::Shr => self.shift(n),
            T::AndAnd | T::OrOr => self.and_or_value(n),
            T::Complex => {
                let real = self.expr(left(tree, n));
                let imag = self.expr(right(tree, n));
                self.val(Op::ComplexMake, ty, &[real, imag])
            }
            T::Neg if self.types.is_complex(ty) => self.complex_neg(n),
            T::Neg | T::Not | T::Com => {
                let a = self.expr(left(tree, n));
                let op = op_for(self.types, node.op, ty);
                self.val(op, self.f.v(a).ty, &[a])
            }
            T::Real | T::Imag => {
                let a = self.expr(left(tree, n));
                let op = op_for(self.types, node.op, tree.ty(left(tree, n)));
                self.val(op, ty, &[a])
            }
            T::Plus | T::Paren => self.expr(left(tree, n)),
            T::Addr => self.addr(left(tree, n), node.flags.contains(NodeFlags::BOUNDED)),
            T::Deref => {
                let p = self.checked_pointer(left(tree, n), false);
                self.load(ty, p)
            }
            T::Dot => self.field(n),
            T::DotPtr => {
                let p = self.checked_pointer(left(tree, n), false);
                let field = self.off_ptr(self.types.new_ptr(ty), self.field_offset(n), p);
                self.load(ty, field)
            }
            T::Index => self.index(n),
            T::Len | T::Cap => self.len_or_cap(n),
            T::SlicePtr => {
                let a = self.expr(left(tree, n));
                let slice = self.types.kind(tree.ty(left(tree, n))) == Kind::Slice;
                self.val(if slice { Op::SlicePtr } else { Op::StringPtr }, ty, &[a])
            }
            T::ITab | T::IData => {
                let a = self.expr(left(tree, n));
                self.val(if node.op == T::ITab { Op::ITab } else { Op::IData }, ty, &[a])
            }
            T::IfaceMake => {
                let tab = self.expr(left(tree, n));
                let data = self.expr(right(tree, n));
                self.val(Op::IMake, ty, &[tab, data])
            }
            T::SliceHeader => {
                let ptr = self.expr(left(tree, n));
                let list = tree.items(node.list);
                let len = self.expr(list[0]);
                let cap = self.expr(list[1]);
                self.val(Op::SliceMake, ty, &[ptr, len, cap])
            }
            T::Slice | T::SliceArr | T::SliceStr | T::Slice3 | T::Slice3Arr => {
                let v = self.expr(left(tree, n));
                let mut bounds = [None; 3];
                for (bound, &b) in bounds.iter_mut().zip(tree.items(node.list)) {
                    if tree.op(b) != T::Nil {
                        *bound = Some(self.expr(b));
                    }
                }
                let bounded = node.flags.contains(NodeFlags::BOUNDED);
                let Parts { ptr, len, cap } = self.slice(v, bounds, bounded);
                if node.op == T::SliceStr {
                    self.val(Op::StringMake, ty, &[ptr, len])
                } else {
                    self.val(Op::SliceMake, ty, &[ptr, len, cap])
                }
            }
            T::CallFunc | T::CallMeth | T::CallInter => {
                if self.is_intrinsic(n) {
                    return self.intrinsic(n).expect("an intrinsic with a result");
                }
                let result = self.call(n).expect("a call with a result");
                self.load(ty, result)
            }
            T::GetG => {
                let mem = self.mem();
                self.val(Op::GetG, ty, &[mem])
            }
            T::Append => self.append_value(n),
            T::StructLit | T::ArrayLit => self.zero_value(ty),
            T::New => {
                if self.types.size(self.types.elem(ty)) == 0 {
                    let base = self.sym("runtime.zerobase");
                    return self.val_aux(Op::Addr, ty, 0, Aux::Sym(base), &[self.sb]);
                }
                let word = self.expr(left(tree, n));
                self.runtime_call("newobject", &[word], &[ty])[0]
            }
            op => panic!("{op:?} is no expression that SSA construction knows"),
        }
    }

    fn name(&mut self, n: NodeId) -> ValueId {
        let ty = self.tree.ty(n);
        let var = self.tree.var_of(n).expect("a name has a variable");
        let data = &self.tree.vars[var];
        if data.class == Class::Func {
            return self.func_value(data.link_name.as_str(), data.ty);
        }
        if self.can_ssa_var(var) {
            let place = Place::Local(self.local(var));
            return self.variable(place, ty);
        }
        let addr = self.addr(n, false);
        self.load(ty, addr)
    }

    /// The value of a declared function: the address of its closure object.
    pub(super) fn func_value(&mut self, link_name: &str, ty: TypeId) -> ValueId {
        self.pkg.demands.func_value(crate::intern::Name::new(link_name));
        let sym = self.sym(&format!("{link_name}·f"));
        self.entry(Op::Addr, self.types.new_ptr(ty), 0, Aux::Sym(sym), &[self.sb])
    }

    fn literal(&mut self, ty: TypeId, value: &Const) -> ValueId {
        let types = self.types;
        match value {
            Const::Int(_) if types.is_float(ty) => {
                let x = value.as_f64().expect("a number");
                self.f.const_float(types, ty, x)
            }
            Const::Int(_) if types.is_complex(ty) => {
                let x = value.as_f64().expect("a number");
                self.complex_const(ty, x, 0.0)
            }
            Const::Int(_) => {
                let n = value.as_i64().expect("the checker keeps constants in range");
                self.const_int(ty, n)
            }
            Const::Str(s) if s.is_empty() => self.f.const_empty_string(types, ty),
            Const::Str(s) => {
                // The aux maps bytes to characters.
                let chars: String = s.iter().map(|&b| b as char).collect();
                let aux = Aux::Str(crate::intern::Name::new(&chars));
                self.entry(Op::ConstString, ty, 0, aux, &[])
            }
            Const::Bool(b) => self.const_bool(*b),
            Const::Nil => match types.kind(ty) {
                Kind::Slice => self.f.const_slice(types, ty),
                Kind::Interface => self.f.const_interface(types, ty),
                // A nil pointer that was written is the number 0 to gc; a zero value is not.
                Kind::Ptr | Kind::UnsafePtr => self.const_int(ty, 0),
                _ => self.f.const_nil(types, ty),
            },
            Const::Float(_) if types.is_complex(ty) => {
                let x = value.as_f64().expect("a number");
                self.complex_const(ty, x, 0.0)
            }
            Const::Float(_) => {
                let x = self.float_of(value, ty);
                self.f.const_float(types, ty, x)
            }
            Const::Complex(parts) => {
                let part = self.complex_part(ty);
                let real = self.float_of(&Const::Float(parts.0.clone()), part);
                let imag = self.float_of(&Const::Float(parts.1.clone()), part);
                self.complex_const(ty, real, imag)
            }
        }
    }

    /// Nearest value of the float type. A `float32` is rounded once, from all digits.
    fn float_of(&self, value: &Const, ty: TypeId) -> f64 {
        match value {
            Const::Float(f) if self.types.size(ty) == 4 => f64::from(to_f32(f)),
            _ => value.as_f64().expect("a number"),
        }
    }

    fn complex_const(&mut self, ty: TypeId, real: f64, imag: f64) -> ValueId {
        let part = self.complex_part(ty);
        let real = self.f.const_float(self.types, part, real);
        let imag = self.f.const_float(self.types, part, imag);
        self.val(Op::ComplexMake, ty, &[real, imag])
    }

    pub(super) fn string_of_slice(&mut self, ty: TypeId, slice: ValueId) -> ValueId {
        let byte_ptr = self.byte_ptr();
        let ptr = self.val(Op::SlicePtr, byte_ptr, &[slice]);
        let len = self.val(Op::SliceLen, TypeId::INT, &[slice]);
        self.val(Op::StringMake, ty, &[ptr, len])
    }

    fn comparison(&mut self, n: NodeId) -> ValueId {
        let tree = self.tree;
        let a = self.expr(left(tree, n));
        let b = self.expr(right(tree, n));
        let ty = tree.ty(left(tree, n));
        if self.types.is_complex(ty) {
            return self.complex_equality(n, ty, a, b);
        }
        let op = op_for(self.types, tree.op(n), ty);
        self.val(op, TypeId::BOOL, &[a, b])
    }

    fn shift(&mut self, n: NodeId) -> ValueId {
        let tree = self.tree;
        let a = self.expr(left(tree, n));
        let b = self.expr(right(tree, n));
        let amount = self.f.v(b).ty;
        if self.types.is_signed(amount) {
            let zero = self.zero_value(amount);
            let op = op_for(self.types, T::Ge, amount);
            let ok = self.val(op, TypeId::BOOL, &[b, zero]);
            self.check(ok, "panicshift");
        }
        let op = shift_op(self.types, tree.op(n), tree.ty(n), amount);
        self.val(op, self.f.v(a).ty, &[a, b])
    }

    /// A pointer's value; a nil check unless it cannot be nil. A node that reads through the pointer
    /// is not asked for its own `bounded` flag: gc checks all the same.
    pub(super) fn checked_pointer(&mut self, n: NodeId, bounded: bool) -> ValueId {
        let p = self.expr(n);
        if !bounded && !self.tree.nodes[n].flags.contains(NodeFlags::NON_NIL) {
            self.nil_check(p);
        }
        p
    }

    pub(super) fn field_offset(&self, n: NodeId) -> i64 {
        match self.tree.nodes[n].aux {
            tree::Aux::Field { offset, .. } => i64::from(offset),
            _ => panic!("{:?} selects no field", self.tree.op(n)),
        }
    }

    fn field(&mut self, n: NodeId) -> ValueId {
        let tree = self.tree;
        let ty = tree.ty(n);
        let base = left(tree, n);
        if tree.op(base) == T::StructLit {
            return self.zero_value(ty);
        }
        if self.is_place(n) && !self.can_ssa(n) {
            let addr = self.addr(n, false);
            return self.load(ty, addr);
        }
        let index = self.field_index(n) as i64;
        let v = self.expr(base);
        self.val_int(Op::StructSelect, ty, index, &[v])
    }

    /// Whether the expression denotes a place in memory or a variable.
    fn is_place(&self, n: NodeId) -> bool {
        let tree = self.tree;
        match tree.op(n) {
            T::Index => match self.types.kind(tree.ty(left(tree, n))) {
                Kind::Array => self.is_place(left(tree, n)),
                Kind::String => false,
                _ => true,
            },
            T::Deref | T::DotPtr | T::ClosureVar | T::NameOffset => true,
            T::Dot => self.is_place(left(tree, n)),
            T::Name => tree.var_of(n).is_some_and(|v| tree.vars[v].class != Class::Func),
            _ => false,
        }
    }

    fn index(&mut self, n: NodeId) -> ValueId {
        let tree = self.tree;
        let (base, at) = (left(tree, n), right(tree, n));
        let base_ty = tree.ty(base);
        let bounded = tree.nodes[n].flags.contains(NodeFlags::BOUNDED);
        match self.types.kind(base_ty) {
            Kind::String => {
                let constant = tree.const_of(at).and_then(Const::as_i64);
                if bounded
                    && let Some(s) = tree.const_of(base).and_then(Const::as_str)
                    && let Some(i) = constant
                {
                    let byte = s[i as usize] as i8;
                    return self.val_int(Op::Const8, TypeId::UINT8, i64::from(byte), &[]);
                }
                let s = self.expr(base);
                let i = self.expr(at);
                let len = self.val(Op::StringLen, TypeId::INT, &[s]);
                let i = self.bounds_check(i, len, Bounds::Index, bounded);
                let byte_ptr = self.byte_ptr();
                let ptr = self.val(Op::StringPtr, byte_ptr, &[s]);
                let ptr = match constant {
                    Some(offset) => self.off_ptr(byte_ptr, offset, ptr),
                    None => self.val(Op::AddPtr, byte_ptr, &[ptr, i]),
                };
                self.load(TypeId::UINT8, ptr)
            }
            Kind::Array if self.can_ssa_type(base_ty) => {
                let a = self.expr(base);
                let i = self.expr(at);
                let len = self.types.array_len(base_ty);
                if len == 0 {
                    // The check fails always; the value is never used.
                    let zero = self.const_int(TypeId::INT, 0);
                    self.bounds_check(zero, zero, Bounds::Index, false);
                    return self.val(Op::Unknown, tree.ty(n), &[]);
                }
                let len = self.const_int(TypeId::INT, len);
                self.bounds_check(i, len, Bounds::Index, bounded);
                self.val_int(Op::ArraySelect, tree.ty(n), 0, &[a])
            }
            _ => {
                let addr = self.addr(n, false);
                self.load(self.types.elem(base_ty), addr)
            }
        }
    }

    fn len_or_cap(&mut self, n: NodeId) -> ValueId {
        let tree = self.tree;
        let is_len = tree.op(n) == T::Len;
        let operand = left(tree, n);
        let ty = tree.ty(operand);
        match self.types.kind(ty) {
            Kind::Slice => {
                let a = self.expr(operand);
                self.val(if is_len { Op::SliceLen } else { Op::SliceCap }, TypeId::INT, &[a])
            }
            Kind::String => {
                let a = self.expr(operand);
                self.val(Op::StringLen, TypeId::INT, &[a])
            }
            Kind::Map | Kind::Chan => {
                let a = self.expr(operand);
                self.count_of_reference(n, a, is_len)
            }
            Kind::Ptr => {
                let len = self.types.array_len(self.types.elem(ty));
                self.const_int(TypeId::INT, len)
            }
            _ => {
                let len = self.types.array_len(ty);
                self.const_int(TypeId::INT, len)
            }
        }
    }

    /// Length of a map or channel, capacity of a channel: a word behind the pointer, 0 if nil
    /// (spec 20, section 15).
    fn count_of_reference(&mut self, n: NodeId, x: ValueId, is_len: bool) -> ValueId {
        let ty = self.tree.ty(n);
        let nil = self.f.const_nil(self.types, TypeId::UINTPTR);
        let is_nil = self.val(Op::EqPtr, TypeId::BOOL, &[x, nil]);
        self.choose(
            n,
            ty,
            is_nil,
            Likely::Unlikely,
            |b| b.zero_value(ty),
            |b| {
                if is_len {
                    return b.load(ty, x);
                }
                let at = b.off_ptr(b.types.new_ptr(ty), 8, x);
                b.load(ty, at)
            },
        )
    }
}
