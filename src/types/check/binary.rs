//! Unary and binary arithmetic, comparisons, shifts; folding of constants.

use dashu_int::IBig;

use super::untyped::is_untyped_type;
use super::{Checker, Res, constants};
use crate::syntax::ast::{BinaryOp, Expr, LitKind};
use crate::tree::{Aux, Const, NodeId, Op};
use crate::types::{Kind, Type, TypeId};

pub fn tree_op(op: BinaryOp) -> Op {
    match op {
        BinaryOp::OrOr => Op::OrOr,
        BinaryOp::AndAnd => Op::AndAnd,
        BinaryOp::Eq => Op::Eq,
        BinaryOp::Ne => Op::Ne,
        BinaryOp::Lt => Op::Lt,
        BinaryOp::Le => Op::Le,
        BinaryOp::Gt => Op::Gt,
        BinaryOp::Ge => Op::Ge,
        BinaryOp::Add => Op::Add,
        BinaryOp::Sub => Op::Sub,
        BinaryOp::Or => Op::Or,
        BinaryOp::Xor => Op::Xor,
        BinaryOp::Mul => Op::Mul,
        BinaryOp::Div => Op::Div,
        BinaryOp::Rem => Op::Mod,
        BinaryOp::And => Op::And,
        BinaryOp::AndNot => Op::AndNot,
        BinaryOp::Shl => Op::Shl,
        BinaryOp::Shr => Op::Shr,
    }
}

impl<'a> Checker<'a, '_> {
    /// A binary expression. The chain of left operands is walked in a loop, so that long sums
    /// need no deep recursion; adjacent string literals in a chain of `+` are joined.
    pub(super) fn binary(&mut self, e: &'a Expr) -> Res {
        let mut chain = Vec::new();
        let mut at = e;
        while let Expr::Binary { pos, op, x, y } = at {
            chain.push((*pos, tree_op(*op), &**y));
            at = x;
        }
        let outer = self.pos;
        let mut left_expr = Some(at);
        let mut left: Res = None;
        // A run of literals being joined: the text so far and the node that stands for it.
        let mut text: Option<Vec<u8>> = string_literal(at);
        let mut i = chain.len();
        while i > 0 {
            i -= 1;
            let (pos, op, y) = chain[i];
            if op == Op::Add
                && let Some(t) = &mut text
                && let Some(more) = string_literal(y)
                && left_expr.is_some()
            {
                t.extend_from_slice(&more);
                continue;
            }
            if let Some(first) = left_expr.take() {
                self.pos = pos;
                left = match text.take() {
                    Some(t) if i + 1 < chain.len() => self.joined(first, t),
                    _ => self.value(first),
                };
            }
            self.pos = pos;
            let mut right_text = if op == Op::Add { string_literal(y) } else { None };
            if let Some(t) = &mut right_text {
                let mut joined = false;
                while i > 0
                    && chain[i - 1].1 == Op::Add
                    && let Some(more) = string_literal(chain[i - 1].2)
                {
                    t.extend_from_slice(&more);
                    joined = true;
                    i -= 1;
                }
                if !joined {
                    right_text = None;
                }
            }
            let right = match right_text {
                Some(t) => self.joined(y, t),
                None => self.value(y),
            };
            left = match (left, right) {
                (Some(l), Some(r)) => self.binary_op(op, l, r),
                _ => None,
            };
        }
        if let Some(first) = left_expr {
            // Literals all the way: one literal.
            left = match text {
                Some(t) => self.joined(first, t),
                None => self.value(first),
            };
        }
        self.pos = outer;
        left
    }

    fn joined(&mut self, at: &Expr, text: Vec<u8>) -> Res {
        Some(self.pkg.tree.lit(at.pos(), TypeId::UNTYPED_STRING, Const::Str(text.into())))
    }

    /// `l op r` of checked operands.
    pub(super) fn binary_op(&mut self, op: Op, l: NodeId, r: NodeId) -> Res {
        let shown = self.binary_node(op, TypeId::INVALID, l, r);
        if matches!(op, Op::Shl | Op::Shr) {
            let r = self.shift_count(shown, l, r)?;
            return self.finish_shift(shown, op, l, r);
        }
        let (l, r, ty) = self.operands(op, shown, l, r)?;
        let n = shown;
        let node = &mut self.pkg.tree.nodes[n];
        node.left = l.into();
        node.right = r.into();
        if op.is_comparison() {
            return self.finish_comparison(n, op, l, r);
        }
        self.pkg.tree.nodes[n].ty = ty;
        if let (Some(a), Some(b)) = (self.konst(l), self.konst(r)) {
            let (a, b) = (a.clone(), b.clone());
            return self.fold_binary(n, op, &a, &b, ty);
        }
        if op == Op::Add && self.types().kind(ty) == Kind::String {
            let mut parts = Vec::new();
            for operand in [l, r] {
                match self.op(operand) {
                    Op::AddStr => {
                        parts.extend(self.pkg.tree.to_vec(self.pkg.tree.nodes[operand].list))
                    }
                    _ => parts.push(operand),
                }
            }
            let list = self.pkg.tree.list(&parts);
            let node = &mut self.pkg.tree.nodes[n];
            node.op = Op::AddStr;
            node.left = None.into();
            node.right = None.into();
            node.list = list;
        }
        Some(n)
    }

    /// Checks operands of a binary operation other than a shift and brings them to one type.
    /// `shown` is the operation for messages. Gives the operands and their type.
    pub(super) fn operands(
        &mut self,
        op: Op,
        shown: NodeId,
        l: NodeId,
        r: NodeId,
    ) -> Option<(NodeId, NodeId, TypeId)> {
        let (l, r) = self.match_operands(l, r, false)?;
        let (lt, rt) = (self.ty(l), self.ty(r));
        let ideal = |c: &Self, t: TypeId| c.types().kind(t) == Kind::Ideal;
        let mut ty = if ideal(self, lt) { rt } else { lt };
        let mut interface_ok = false;
        if op.is_comparison() && !ideal(self, ty) && !self.types().identical(lt, rt) {
            for (from, to) in [(lt, rt), (rt, lt)] {
                if interface_ok || self.assignable(from, to).is_err() {
                    continue;
                }
                let types = &self.pkg.types;
                if types.is_interface(to) && !types.is_interface(from) && !types.is_comparable(from)
                {
                    let (e, kind) = (self.show(shown), self.kind_text(from));
                    let o = crate::tree::fmt::op_text(op);
                    self.error(format!(
                        "invalid operation: {e} (operator {o} not defined on {kind})"
                    ));
                    return None;
                }
                let both = types.is_interface(to) == types.is_interface(from);
                let big = types.size(from) >= 1 << 16;
                if both || big {
                    let conv = self.assignable(from, to).expect("just tested");
                    if from == lt {
                        let n = self.unary_node(conv, to, l);
                        return self.defined_on(op, shown, n, r, to);
                    }
                    let n = self.unary_node(conv, to, r);
                    return self.defined_on(op, shown, l, n, to);
                }
                ty = to;
                interface_ok = true;
            }
        }
        let (lt, rt) = (self.ty(l), self.ty(r));
        if !ideal(self, ty) && !self.types().identical(lt, rt) {
            let (l, r) = self.match_operands(l, r, true)?;
            let (lt, rt) = (self.ty(l), self.ty(r));
            let mixed = self.types().is_interface(lt) != self.types().is_interface(rt);
            if !(mixed && interface_ok) {
                let e = self.show(shown);
                let (a, b) = (self.show_type(lt), self.show_type(rt));
                self.error(format!("invalid operation: {e} (mismatched types {a} and {b})"));
                return None;
            }
        }
        self.defined_on(op, shown, l, r, ty)
    }

    /// Whether the operator is defined on `ty`, and comparisons on these operands.
    fn defined_on(
        &mut self,
        op: Op,
        shown: NodeId,
        l: NodeId,
        r: NodeId,
        ty: TypeId,
    ) -> Option<(NodeId, NodeId, TypeId)> {
        if !self.operator_fits(op, ty) {
            let (e, kind) = (self.show(shown), self.kind_text(ty));
            let o = crate::tree::fmt::op_text(op);
            self.error(format!("invalid operation: {e} (operator {o} not defined on {kind})"));
            return None;
        }
        let lt = self.ty(l);
        let nil = self.is_nil(l) || self.is_nil(r);
        let why = match self.types().under_get(lt) {
            Type::Array { .. } if !self.types().is_comparable(lt) => {
                Some(format!("{} cannot be compared", self.show_type(lt)))
            }
            Type::Slice(_) if !nil => Some("slice can only be compared to nil".to_owned()),
            Type::Map { .. } if !nil => Some("map can only be compared to nil".to_owned()),
            Type::Func(_) if !nil => Some("func can only be compared to nil".to_owned()),
            Type::Struct { .. } => self
                .incomparable_field(lt)
                .map(|f| format!("struct containing {} cannot be compared", self.show_type(f))),
            _ => None,
        };
        if let Some(why) = why {
            let e = self.show(shown);
            self.error(format!("invalid operation: {e} ({why})"));
            return None;
        }
        if matches!(op, Op::Div | Op::Mod)
            && let Some(Const::Int(i)) = self.konst(r)
            && i.is_zero()
        {
            self.error("division by zero");
            return None;
        }
        // Of two untyped numbers the larger kind wins.
        let (lt, rt) = (self.ty(l), self.ty(r));
        let ty = match is_untyped_type(lt) && is_untyped_type(rt) {
            true => lt.max(rt),
            false => lt,
        };
        Some((l, r, ty))
    }

    pub(super) fn incomparable_field(&self, ty: TypeId) -> Option<TypeId> {
        let Type::Struct { fields, .. } = self.types().under_get(ty) else { return None };
        fields.iter().map(|f| f.ty).find(|&t| !self.types().is_comparable(t))
    }

    /// Whether the operator is defined on a kind of type at all.
    pub(super) fn operator_fits(&self, op: Op, ty: TypeId) -> bool {
        use Kind::*;
        let types = self.types();
        let kind = match types.kind(ty) {
            Ideal => return !matches!(op, Op::AndAnd | Op::OrOr),
            kind => kind,
        };
        let number = types.is_integer(ty) || types.is_float(ty) || types.is_complex(ty);
        match op {
            Op::Add => number || kind == String,
            Op::Sub | Op::Mul | Op::Div => number,
            Op::Mod | Op::And | Op::Or | Op::Xor | Op::AndNot => types.is_integer(ty),
            Op::AndAnd | Op::OrOr => kind == Bool,
            Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                types.is_integer(ty) || types.is_float(ty) || kind == String
            }
            Op::Eq | Op::Ne => !matches!(kind, Nil | Blank | Results),
            _ => false,
        }
    }

    /// The class of a type as messages name it.
    pub(super) fn kind_text(&self, ty: TypeId) -> String {
        let text = match self.types().under_get(ty) {
            Type::Slice(_) => "slice",
            Type::Array { .. } => "array",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Func(_) => "func",
            Type::Struct { .. } => "struct",
            Type::Ptr(_) => "pointer",
            Type::Interface(_) => "interface",
            _ if ty == TypeId::UNTYPED_BOOL => "bool",
            _ if ty == TypeId::UNTYPED_STRING => "string",
            _ if is_untyped_type(ty) => return self.show_type(ty),
            _ => return self.show_type(self.types().under(ty)),
        };
        text.to_owned()
    }

    // -- shifts ----------------------------------------------------------------------------------------

    /// Checks a shift: the count becomes unsigned if untyped, the operand must be an integer.
    pub(super) fn shift_count(&mut self, shown: NodeId, l: NodeId, r: NodeId) -> Res {
        let r = self.default_lit(r, TypeId::UINT)?;
        let (lt, rt) = (self.ty(l), self.ty(r));
        if !self.types().is_integer(rt) {
            let (e, t) = (self.show(shown), self.show_type(rt));
            self.error(format!("invalid operation: {e} (shift count type {t}, must be integer)"));
            return None;
        }
        if self.types().kind(lt) != Kind::Ideal && !self.types().is_integer(lt) {
            let (e, t) = (self.show(shown), self.show_type(lt));
            self.error(format!("invalid operation: {e} (shift of type {t})"));
            return None;
        }
        Some(r)
    }

    fn finish_shift(&mut self, n: NodeId, op: Op, l: NodeId, r: NodeId) -> Res {
        let ty = self.ty(l);
        let node = &mut self.pkg.tree.nodes[n];
        node.right = r.into();
        node.ty = ty;
        let (Some(value), Some(count)) = (self.konst(l).cloned(), self.konst(r)) else {
            return Some(n);
        };
        let Const::Int(count) = count else { return Some(n) };
        let problem = if *count < IBig::ZERO {
            Some("invalid negative shift count")
        } else if op == Op::Shl && *count >= IBig::from(constants::MAX_INT_BITS) {
            Some("shift count too large")
        } else {
            None
        };
        if let Some(problem) = problem {
            let text = count.to_string();
            self.error(format!("{problem}: {text}"));
            return self.folded(n, Const::int(0), ty, "shift");
        }
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let value = match constants::to_int(&value) {
            Ok(v) => v,
            Err(_) => match self.represent(&value, ty, TypeId::INT)? {
                Const::Int(v) => v,
                _ => return None,
            },
        };
        let ty = match ty {
            TypeId::UNTYPED_FLOAT | TypeId::UNTYPED_COMPLEX => TypeId::UNTYPED_INT,
            ty => ty,
        };
        match constants::shift(op, &value, count) {
            Some(v) => self.folded(n, Const::Int(v), ty, "shift"),
            None => {
                self.error("constant shift overflow");
                self.folded(n, Const::int(0), ty, "shift")
            }
        }
    }

    // -- comparisons -----------------------------------------------------------------------------------

    fn finish_comparison(&mut self, n: NodeId, op: Op, l: NodeId, r: NodeId) -> Res {
        self.pkg.tree.nodes[n].ty = TypeId::UNTYPED_BOOL;
        if let (Some(a), Some(b)) = (self.konst(l), self.konst(r))
            && let (Some(a), Some(b)) = same_variant(a, b)
            && let Some(result) = constants::compare(op, &a, &b)
        {
            return self.folded(n, Const::Bool(result), TypeId::UNTYPED_BOOL, "");
        }
        let (l, r) = self.match_operands(l, r, true)?;
        let node = &mut self.pkg.tree.nodes[n];
        node.left = l.into();
        node.right = r.into();
        Some(n)
    }

    // -- folding ---------------------------------------------------------------------------------------

    fn fold_binary(&mut self, n: NodeId, op: Op, a: &Const, b: &Const, ty: TypeId) -> Res {
        let (Some(a), Some(b)) = same_variant(a, b) else { return Some(n) };
        if op == Op::Div {
            let zero = match &b {
                Const::Float(f) => constants::is_zero_float(f),
                Const::Complex(_) if b.is_zero() => {
                    self.error("complex division by zero");
                    return None;
                }
                _ => false,
            };
            if zero {
                self.error("division by zero");
                return None;
            }
        }
        match constants::binary(op, &a, &b) {
            Some(v) => {
                let what = match op {
                    Op::Add => "addition",
                    Op::Sub => "subtraction",
                    Op::Mul => "multiplication",
                    _ => "division",
                };
                self.folded(n, v, ty, what)
            }
            None => {
                let kind = match a {
                    Const::Complex(_) => "complex",
                    _ => "float",
                };
                let o = crate::tree::fmt::op_text(op);
                self.error(format!(
                    "invalid operation: operator {o} not defined on untyped {kind}"
                ));
                None
            }
        }
    }

    /// The literal that the constant expression `n` is. `what` names the operation for overflow.
    pub(super) fn folded(&mut self, n: NodeId, value: Const, ty: TypeId, what: &str) -> Res {
        let mut value = value;
        if let Const::Int(i) = &value
            && constants::bit_len(i) > constants::MAX_INT_BITS
        {
            self.error(format!("constant {what} overflow"));
            value = Const::int(0);
        }
        if !is_untyped_type(ty) {
            let kind = self.types().kind(ty);
            if matches!(value, Const::Int(_)) && self.types().is_integer(ty) {
                self.check_overflow(&value, ty);
            } else if kind != Kind::String && kind != Kind::Bool {
                value = self.represent(&value, ty, ty)?;
            }
        }
        let pos = self.pkg.tree.nodes[n].pos;
        let lit = self.pkg.tree.lit(pos, ty, value);
        self.pkg.tree.nodes[n].ty = ty;
        self.pkg.tree.nodes[lit].orig = n.into();
        Some(lit)
    }

    // -- unary -----------------------------------------------------------------------------------------

    pub(super) fn arithmetic_unary(&mut self, op: Op, x: &'a Expr) -> Res {
        let l = self.value(x)?;
        let ty = self.ty(l);
        let types = &self.pkg.types;
        let number = types.is_integer(ty) || types.is_float(ty) || types.is_complex(ty);
        let fits = match op {
            Op::Not => types.is_bool(ty),
            Op::Com => types.is_integer(ty) || types.kind(ty) == Kind::Ideal,
            _ => number,
        };
        if !fits {
            let (o, t) = (crate::tree::fmt::op_text(op), self.show_type(ty));
            self.error(format!("invalid operation: {o} {t}"));
            return None;
        }
        let n = self.unary_node(op, ty, l);
        let Some(value) = self.konst(l).cloned() else { return Some(n) };
        let types = &self.pkg.types;
        let value = match (op, value) {
            (Op::Plus, v) => v,
            (Op::Neg, v) => constants::negate(&v)?,
            (Op::Not, Const::Bool(b)) => Const::Bool(!b),
            (Op::Com, Const::Int(i)) => {
                // The complement of an unsigned value stays in its type.
                if types.is_unsigned(ty) {
                    let bits = 8 * types.size(ty) as u32;
                    let (_, ones) = constants::integer_range(bits, false);
                    Const::Int(ones ^ i)
                } else {
                    Const::Int(!i)
                }
            }
            (_, v) => {
                let kind = if matches!(v, Const::Complex(_)) { "complex" } else { "float" };
                let o = crate::tree::fmt::op_text(op);
                self.error(format!(
                    "invalid operation: operator {o} not defined on untyped {kind}"
                ));
                return None;
            }
        };
        self.folded(n, value, ty, "negation")
    }

    /// `l op= r` of checked operands: the right operand as it stays, converted.
    pub(super) fn op_assign(&mut self, stmt: NodeId, op: Op, l: NodeId, r: NodeId) -> Res {
        let node = &mut self.pkg.tree.nodes[stmt];
        node.left = l.into();
        node.right = r.into();
        node.aux = Aux::Op(op);
        if matches!(op, Op::Shl | Op::Shr) {
            return self.shift_count(stmt, l, r);
        }
        let (_, r, _) = self.operands(op, stmt, l, r)?;
        Some(r)
    }
}

/// The two values in the variant of the larger kind.
fn same_variant(a: &Const, b: &Const) -> (Option<Const>, Option<Const>) {
    let rank = |c: &Const| match c {
        Const::Int(_) => 1,
        Const::Float(_) => 2,
        Const::Complex(_) => 3,
        _ => 0,
    };
    let to = rank(a).max(rank(b));
    let lift = |c: &Const| match (to, rank(c)) {
        (_, 0) => Some(c.clone()),
        (t, r) if t == r => Some(c.clone()),
        (2, _) => constants::to_float(c).map(Const::Float),
        _ => constants::to_complex(c).map(|c| Const::Complex(Box::new(c))),
    };
    (lift(a), lift(b))
}

/// Bytes of a string literal that is written without parentheses.
fn string_literal(e: &Expr) -> Option<Vec<u8>> {
    let Expr::Lit(lit) = e else { return None };
    if lit.kind != LitKind::String {
        return None;
    }
    if lit.bad {
        return Some(Vec::new());
    }
    let (_, value) = constants::literal(lit.kind, lit.text.as_str()).ok()?;
    value.as_str().map(<[u8]>::to_vec)
}
