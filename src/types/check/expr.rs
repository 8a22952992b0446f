//! Expressions: names, literals, selections, indexing, slicing, unary operators.

use super::scope::{ObjId, ObjKind};
use super::{Checker, Res, Want, constants};
use crate::intern::Name;
use crate::source::Pos;
use crate::syntax::ast::{self, Expr, LitKind};
use crate::tree::{Aux, Class, Const, NodeFlags, NodeId, Op, VarFlags, VarId};
use crate::types::table::ChanDir;
use crate::types::{Kind, PkgId, Type, TypeId};

/// Nesting of expressions that is accepted.
const MAX_DEPTH: u32 = 20_000;

impl<'a> Checker<'a, '_> {
    /// A single value.
    pub(super) fn value(&mut self, e: &'a Expr) -> Res {
        self.expr(e, Want::Value)
    }

    /// A single value, of its default type if it is untyped.
    pub(super) fn typed_value(&mut self, e: &'a Expr) -> Res {
        let n = self.value(e)?;
        self.default_value(n)
    }

    /// Checks `e`. The current position is the expression's while it is being checked, if it has
    /// one (spec 10, section 2.1).
    pub(super) fn expr(&mut self, e: &'a Expr, want: Want) -> Res {
        if self.stopped {
            return None;
        }
        let saved = self.pos;
        if !matches!(e, Expr::Ident(_)) && e.pos().is_known() {
            self.pos = written_pos(e);
        }
        self.depth += 1;
        let result = if self.depth > MAX_DEPTH {
            self.error("go9: expression nested too deeply");
            self.stopped = true;
            None
        } else {
            self.expr_inner(e, want).and_then(|n| self.fits(n, want))
        };
        self.depth -= 1;
        self.pos = saved;
        result
    }

    /// Rejects types and calls without a single result where a value is wanted.
    fn fits(&mut self, n: NodeId, want: Want) -> Res {
        let ty = self.ty(n);
        if self.op(n) == Op::Type {
            if !matches!(want, Want::ValueOrType | Want::Callee) {
                let text = self.show_type(ty);
                self.error(format!("type {text} is not an expression"));
                return None;
            }
            return Some(n);
        }
        if let Type::Results(tys) = self.types().get(ty)
            && !matches!(want, Want::Effect)
        {
            if tys.is_empty() {
                let text = self.show(n);
                self.error(format!("{text} used as value"));
                return None;
            }
            if want != Want::Multi {
                let callee = self.pkg.tree.left(n).map_or(String::new(), |l| self.show(l));
                let text = format!("{callee}()");
                self.error(format!("multiple-value {text} in single-value context"));
                return None;
            }
        }
        Some(n)
    }

    fn expr_inner(&mut self, e: &'a Expr, want: Want) -> Res {
        match e {
            Expr::Bad(_) => None,
            Expr::Ident(id) => self.ident(id, want),
            Expr::Lit(lit) => self.literal(lit),
            Expr::Composite(lit) => self.composite(lit, None),
            Expr::Call(call) => self.call(call, want),
            Expr::FuncLit { ty, body, .. } => self.func_lit(ty, body, want == Want::Callee),
            Expr::Paren { x, .. } => self.expr(x, want),
            Expr::Selector { x, sel, .. } => self.selector(x, sel, want),
            Expr::Index { x, index, .. } => self.index(x, index),
            Expr::Slice { x, bounds, three, .. } => self.slice(x, bounds, *three),
            Expr::Assert { x, ty, .. } => self.assertion(x, ty),
            Expr::Unary { pos, op, x } => self.unary(*pos, *op, x),
            Expr::Star { x, .. } => self.star(x),
            Expr::Binary { .. } => self.binary(e),
            Expr::TypeGuard { .. } => {
                self.error("use of .(type) outside type switch");
                None
            }
            Expr::ArrayType { .. }
            | Expr::SliceType { .. }
            | Expr::Dots { .. }
            | Expr::MapType { .. }
            | Expr::ChanType { .. }
            | Expr::FuncType(_)
            | Expr::StructType { .. }
            | Expr::InterfaceType { .. } => {
                let ty = self.type_expr(e);
                self.type_node(ty)
            }
        }
    }

    pub(super) fn type_node(&mut self, ty: TypeId) -> Res {
        (ty != TypeId::INVALID).then(|| self.node(Op::Type, ty))
    }

    fn literal(&mut self, lit: &ast::BasicLit) -> Res {
        let parsed = match lit.bad {
            // A number without digits is reported twice.
            true if lit.kind == LitKind::Float && lacks_digits(lit.text.as_str()) => {
                constants::literal(lit.kind, lit.text.as_str())
            }
            // An integer that cannot be read has no value at all.
            true if lit.kind == LitKind::Int => return None,
            true => Ok(zero_literal(lit.kind)),
            false => constants::literal(lit.kind, lit.text.as_str()),
        };
        let (ty, value) = parsed.unwrap_or_else(|problem| {
            self.error(problem);
            zero_literal(lit.kind)
        });
        Some(self.pkg.tree.lit(self.pos, ty, value))
    }

    // -- names ---------------------------------------------------------------------------------------

    fn ident(&mut self, id: &'a ast::Ident, want: Want) -> Res {
        if id.name.is_blank() {
            if want != Want::Target {
                self.error("cannot use _ as value");
                return None;
            }
            return Some(self.blank());
        }
        let Some(obj) = self.lookup_name(id.name) else {
            self.error_at(id.pos, format!("undefined: {}", id.name));
            return None;
        };
        // As a target it is the declared name itself, which has no position of its own.
        if want != Want::Target && self.use_has_pos(obj, id.pos) {
            self.pos = id.pos;
        }
        let n = self.use_object(obj, id.name, id.pos, want)?;
        // Reported here, while the position is the name's.
        self.fits(n, want)
    }

    /// The node of `_` as a target.
    pub(super) fn blank(&mut self) -> NodeId {
        if let Some(n) = self.blank_node {
            return n;
        }
        let tree = &mut self.pkg.tree;
        let pos = crate::source::Pos::NONE;
        let var = tree.new_var(Name::BLANK, PkgId::LOCAL, Class::Auto, TypeId::BLANK, pos);
        let n = tree.vars[var].node;
        self.blank_node = Some(n);
        n
    }

    /// A use of a resolved name, written `name` at `at`.
    pub(super) fn use_object(&mut self, obj: ObjId, name: Name, at: Pos, want: Want) -> Res {
        self.resolve(obj);
        if self.stopped {
            return None;
        }
        self.mark_dot_import(obj);
        let o = &self.objs[obj];
        let (pos, env) = (o.pos, o.env);
        match o.kind.clone() {
            ObjKind::Const { value, .. } => {
                let (ty, value) = value?;
                Some(self.named_literal(obj, name, pos, ty, value))
            }
            ObjKind::Nil => {
                Some(self.named_literal(obj, name, pos, TypeId::UNTYPED_NIL, Const::Nil))
            }
            ObjKind::Iota => match self.cx.iota {
                Some(iota) => {
                    let value = Const::int(i64::from(iota));
                    Some(self.named_literal(obj, name, pos, TypeId::UNTYPED_INT, value))
                }
                None => {
                    self.error("undefined: iota");
                    None
                }
            },
            ObjKind::Type { ty, .. } => {
                if ty == TypeId::INVALID {
                    return None;
                }
                if self.type_decl_depth == 0
                    && matches!(self.types().under_get(ty), Type::Named(_))
                    && env.pkg == PkgId::LOCAL
                    && self.cx.funcs.is_empty()
                {
                    let text = self.show_type(ty);
                    self.error_at(pos, format!("invalid recursive type {text}"));
                    self.stopped = true;
                    return None;
                }
                self.type_node(ty)
            }
            ObjKind::Var { var, group } => {
                if self.pkg.tree.vars[var].ty == TypeId::INVALID {
                    return None;
                }
                if group.is_some() {
                    self.note_ref(var);
                    return Some(self.node_of(var));
                }
                let var = self.local_view(var, at);
                if want != Want::Target {
                    self.pkg.tree.vars[var].flags |= VarFlags::USED;
                }
                Some(self.node_of(var))
            }
            ObjKind::Func { var, .. } => {
                if self.pkg.tree.vars[var].ty == TypeId::INVALID {
                    return None;
                }
                self.note_ref(var);
                self.use_imported(var);
                Some(self.node_of(var))
            }
            ObjKind::Builtin(b) => {
                self.error(format!("use of builtin {} not in function call", b.name()));
                None
            }
            ObjKind::Package { import, .. } => {
                self.imports[import].used = true;
                self.error(format!("use of package {name} without selector"));
                None
            }
        }
    }

    /// A literal that a name stands for: it has no position of its own.
    fn named_literal(
        &mut self,
        obj: ObjId,
        name: Name,
        pos: crate::source::Pos,
        ty: TypeId,
        value: Const,
    ) -> NodeId {
        let env = self.objs[obj].env;
        let shown = match env.pkg {
            PkgId::LOCAL | PkgId::BUILTIN => name,
            p => Name::new(&format!("{}.{name}", self.types().pkg(p).name)),
        };
        let n = self.pkg.tree.lit(pos, ty, value);
        let orig = self.pkg.tree.node(Op::SourceName, pos, ty);
        self.pkg.tree.nodes[orig].aux = Aux::Name(shown);
        self.pkg.tree.nodes[n].orig = orig.into();
        n
    }

    /// The variable by which the current function knows `var`: itself, or a view of it in the
    /// literal being checked (spec 11, section 6).
    fn local_view(&mut self, var: VarId, pos: Pos) -> VarId {
        let Some(owner) = self.pkg.tree.vars[var].owner else { return var };
        let Some(top) = self.cx.funcs.len().checked_sub(1) else { return var };
        if self.cx.funcs[top].func == owner {
            return var;
        }
        if let Some(&view) = self.cx.funcs[top].views.get(&var) {
            return view;
        }
        let Some(home) = self.cx.funcs.iter().position(|f| f.func == owner) else { return var };
        let depth = self.cx.funcs[home].depth;
        let v = &mut self.pkg.tree.vars[var];
        if !v.flags.contains(VarFlags::CAPTURED) {
            v.flags |= VarFlags::CAPTURED;
            // What was assigned on the straight way to the literal does not count.
            if v.depth == depth {
                v.flags -= VarFlags::ASSIGNED;
            }
        }
        v.flags |= VarFlags::USED;
        self.new_view(top, var, pos)
    }

    /// Adds a view of `var` to the function at `index` of the stack; `pos` is where the variable was
    /// first mentioned there.
    pub(super) fn new_view(&mut self, index: usize, var: VarId, pos: Pos) -> VarId {
        let func = self.cx.funcs[index].func;
        let (name, ty, flags) = {
            let v = &self.pkg.tree.vars[var];
            (v.name, v.ty, v.flags & (VarFlags::NAMED | VarFlags::VARIADIC))
        };
        let pkg = self.cx.env.pkg;
        let view = self.pkg.tree.new_var(name, pkg, Class::AutoHeap, ty, pos);
        let v = &mut self.pkg.tree.vars[view];
        v.flags = flags | VarFlags::CLOSURE_VAR | VarFlags::USED;
        v.owner = Some(func);
        v.outer = Some(var);
        self.pkg.tree.funcs[func].captures.push(view);
        let state = &mut self.cx.funcs[index];
        state.views.insert(var, view);
        state.captured.push(var);
        view
    }

    /// The variable that a chain of views leads to.
    pub(super) fn original(&self, mut var: VarId) -> VarId {
        while let Some(outer) = self.pkg.tree.vars[var].outer {
            var = outer;
        }
        var
    }

    // -- indexing and slicing ------------------------------------------------------------------------

    /// Untyped numbers used as an index become `int`.
    fn index_value(&mut self, e: &'a Expr) -> Res {
        let n = self.value(e)?;
        match self.types().kind(self.ty(n)) {
            Kind::Ideal => self.default_lit(n, TypeId::INT),
            _ => Some(n),
        }
    }

    fn index(&mut self, x: &'a Expr, index: &'a Expr) -> Res {
        let left = self.typed_value(x);
        let is_map = left.is_some_and(|l| self.types().kind(self.ty(l)) == Kind::Map);
        if is_map {
            let right = self.value(index);
            let (left, right) = (left?, right?);
            let ty = self.ty(left);
            let (key, elem) = (self.types().map_key(ty), self.types().elem(ty));
            let right = self.assign_conv(right, key, "map index")?;
            return Some(self.binary_node(Op::IndexMap, elem, left, right));
        }
        let right = self.index_operand(index, left);
        let (left, right) = (left?, right?);
        let left = self.implicit_star(left);
        let ty = self.ty(left);
        let (elem, what, len) = match self.types().under_get(ty) {
            Type::Slice(e) => (*e, "slice", None),
            Type::Array { elem, len, .. } => (*elem, "array", Some(*len)),
            Type::Basic(Kind::String) => (TypeId::BYTE, "string", None),
            _ => {
                let n = self.binary_node(Op::Index, TypeId::INVALID, left, right);
                let (e, t) = (self.show(n), self.show_type(ty));
                self.error(format!("invalid operation: {e} (type {t} does not support indexing)"));
                return None;
            }
        };
        let n = self.binary_node(Op::Index, elem, left, right);
        let shown = self.show(right);
        if !self.types().is_integer(self.ty(right)) {
            self.error(format!("non-integer {what} index {shown}"));
            return Some(n);
        }
        if let Some(Const::Int(i)) = self.konst(right) {
            let bytes = match self.konst(left) {
                Some(Const::Str(s)) => Some(s.len()),
                _ => None,
            };
            let i = i.clone();
            let beyond = |n: i64| i >= dashu_int::IBig::from(n);
            let why = match (len, bytes) {
                _ if i < dashu_int::IBig::ZERO => "index must be non-negative".to_owned(),
                (Some(n), _) if beyond(n) => format!("out of bounds for {n}-element array"),
                (_, Some(n)) if beyond(n as i64) => format!("out of bounds for {n}-byte string"),
                _ if i > dashu_int::IBig::from(i64::MAX) => "index too large".to_owned(),
                _ => return Some(n),
            };
            self.error(format!("invalid {what} index {shown} ({why})"));
        }
        Some(n)
    }

    /// The operand of an index: an integer where `left` takes one, else as it is.
    fn index_operand(&mut self, e: &'a Expr, left: Res) -> Res {
        let n = self.value(e)?;
        if left.is_none() {
            return Some(n);
        }
        match self.types().kind(self.ty(n)) {
            Kind::Ideal => self.default_lit(n, TypeId::INT),
            _ => Some(n),
        }
    }

    /// `*x` for a pointer to array, put in where an array is indexed through it.
    pub(super) fn implicit_star(&mut self, n: NodeId) -> NodeId {
        match self.types().under_get(self.ty(n)) {
            Type::Ptr(e) if matches!(self.types().under_get(*e), Type::Array { .. }) => {
                let star = self.unary_node(Op::Deref, *e, n);
                self.pkg.tree.nodes[star].flags |= NodeFlags::IMPLICIT;
                star
            }
            _ => n,
        }
    }

    fn slice(&mut self, x: &'a Expr, bounds: &'a [Option<Expr>; 3], three: bool) -> Res {
        let left = self.typed_value(x);
        let mut failed = false;
        let mut ends: Vec<Option<NodeId>> = Vec::with_capacity(3);
        for bound in &bounds[..if three { 3 } else { 2 }] {
            let n = bound.as_ref().map(|b| self.index_value(b));
            failed |= matches!(n, Some(None));
            ends.push(n.flatten());
        }
        let mut left = left?;
        if failed {
            return None;
        }
        let (mut op, mut len, mut bytes) = (Op::Slice, None, None);
        let mut nodes = Vec::with_capacity(ends.len());
        for end in &ends {
            let nil = end.unwrap_or_else(|| self.node(Op::Nil, TypeId::INVALID));
            nodes.push(nil);
        }
        let shown = |c: &mut Self, left: NodeId, nodes: &[NodeId]| {
            let n = c.unary_node(Op::Slice, TypeId::INVALID, left);
            let list = c.pkg.tree.list(nodes);
            c.pkg.tree.nodes[n].list = list;
            c.show(n)
        };
        if matches!(self.types().under_get(self.ty(left)), Type::Array { .. }) {
            if !self.is_lvalue(left) {
                let text = shown(self, left, &nodes);
                self.error(format!("invalid operation {text} (slice of unaddressable value)"));
                return None;
            }
            self.mark_addr_taken(left);
            let ptr = self.types().ptr(self.ty(left));
            left = self.unary_node(Op::Addr, ptr, left);
            self.pkg.tree.nodes[left].flags |= NodeFlags::IMPLICIT;
        }
        let mut ty = self.ty(left);
        match self.types().under_get(ty) {
            Type::Slice(_) => {}
            Type::Basic(Kind::String) => {
                if three {
                    let text = shown(self, left, &nodes);
                    self.error(format!("invalid operation {text} (3-index slice of string)"));
                    return None;
                }
                op = Op::SliceStr;
                bytes = match self.konst(left) {
                    Some(Const::Str(s)) => Some(s.len() as i64),
                    _ => None,
                };
            }
            Type::Ptr(e) if matches!(self.types().under_get(*e), Type::Array { .. }) => {
                op = Op::SliceArr;
                len = Some(self.types().array_len(*e));
                ty = self.types().slice(self.types().elem(*e));
            }
            _ => {
                let text = self.show_typed(left);
                self.error(format!("cannot slice {text}"));
                return None;
            }
        }
        if three {
            op = if op == Op::SliceArr { Op::Slice3Arr } else { Op::Slice3 };
        }
        for &end in ends.iter().flatten() {
            if !self.check_slice_index(end, len, bytes) {
                return None;
            }
        }
        if !self.check_slice_order(&ends) {
            return None;
        }
        let n = self.unary_node(op, ty, left);
        let list = self.pkg.tree.list(&nodes);
        self.pkg.tree.nodes[n].list = list;
        Some(n)
    }

    fn check_slice_index(&mut self, n: NodeId, len: Option<i64>, bytes: Option<i64>) -> bool {
        let shown = self.show(n);
        if !self.types().is_integer(self.ty(n)) {
            let t = self.show_type(self.ty(n));
            self.error(format!("invalid slice index {shown} (type {t})"));
            return false;
        }
        let Some(Const::Int(i)) = self.konst(n) else { return true };
        let i = i.clone();
        let beyond = |n: i64| i > dashu_int::IBig::from(n);
        let why = match (len, bytes) {
            _ if i < dashu_int::IBig::ZERO => "index must be non-negative".to_owned(),
            (Some(n), _) if beyond(n) => format!("out of bounds for {n}-element array"),
            (_, Some(n)) if beyond(n) => format!("out of bounds for {n}-byte string"),
            _ if beyond(i64::MAX) => "index too large".to_owned(),
            _ => return true,
        };
        self.error(format!("invalid slice index {shown} ({why})"));
        false
    }

    fn check_slice_order(&mut self, ends: &[Option<NodeId>]) -> bool {
        for (i, &a) in ends.iter().enumerate() {
            for &b in &ends[i + 1..] {
                if let (Some(a), Some(b)) = (a, b)
                    && let (Some(Const::Int(x)), Some(Const::Int(y))) =
                        (self.konst(a), self.konst(b))
                    && x > y
                {
                    let (x, y) = (x.to_string(), y.to_string());
                    self.error(format!("invalid slice index: {x} > {y}"));
                    return false;
                }
            }
        }
        true
    }

    fn assertion(&mut self, x: &'a Expr, ty: &'a Expr) -> Res {
        let left = self.typed_value(x)?;
        let from = self.ty(left);
        if !self.types().is_interface(from) {
            let to = self.type_expr(ty);
            let n = self.unary_node(Op::DotType, to, left);
            let (e, t) = (self.show(n), self.show_type(from));
            self.error(format!("invalid type assertion: {e} (non-interface type {t} on left)"));
            return None;
        }
        let to = self.type_expr(ty);
        if to == TypeId::INVALID {
            return None;
        }
        if !self.types().is_interface(to)
            && let Err(missing) = self.implements(to, from)
        {
            let (a, b) = (self.show_type(to), self.show_type(from));
            let detail = self.missing_detail(&missing, "\t\t");
            self.error(format!(
                "impossible type assertion:\n\t{a} does not implement {b} {detail}"
            ));
            return None;
        }
        Some(self.unary_node(Op::DotType, to, left))
    }

    // -- unary operators -----------------------------------------------------------------------------

    fn star(&mut self, x: &'a Expr) -> Res {
        let n = self.expr(x, Want::ValueOrType)?;
        if self.op(n) == Op::Type {
            let ty = self.types().ptr(self.ty(n));
            return self.type_node(ty);
        }
        let n = match self.is_nil(n) {
            true => n,
            false => self.default_value(n)?,
        };
        match self.types().under_get(self.ty(n)) {
            Type::Ptr(e) => {
                let e = *e;
                Some(self.unary_node(Op::Deref, e, n))
            }
            _ => {
                let text = self.show_typed(n);
                self.error(format!("invalid indirect of {text}"));
                None
            }
        }
    }

    fn unary(&mut self, pos: Pos, op: ast::UnaryOp, x: &'a Expr) -> Res {
        match op {
            ast::UnaryOp::Addr => self.address(pos, x),
            ast::UnaryOp::Recv => self.receive(x),
            ast::UnaryOp::Plus => self.arithmetic_unary(Op::Plus, x),
            ast::UnaryOp::Neg => self.arithmetic_unary(Op::Neg, x),
            ast::UnaryOp::Not => self.arithmetic_unary(Op::Not, x),
            ast::UnaryOp::Com => self.arithmetic_unary(Op::Com, x),
        }
    }

    fn address(&mut self, pos: Pos, x: &'a Expr) -> Res {
        let mut inner = x;
        while let Expr::Paren { x, .. } = inner {
            inner = x;
        }
        if let Expr::Composite(lit) = inner {
            return self.address_of_literal(lit, pos);
        }
        let n = self.value(x)?;
        if !self.is_lvalue(n) {
            let text = self.show(n);
            self.error(format!("cannot take the address of {text}"));
            if self.is_nil(n) {
                self.error("use of untyped nil");
            }
            return None;
        }
        self.mark_addr_taken(n);
        let ptr = self.types().ptr(self.ty(n));
        Some(self.unary_node(Op::Addr, ptr, n))
    }

    fn receive(&mut self, x: &'a Expr) -> Res {
        let n = self.typed_value(x)?;
        let Type::Chan { elem, dir } = *self.types().under_get(self.ty(n)) else {
            let (e, t) = (self.show(n), self.show_type(self.ty(n)));
            self.error(format!("invalid operation: <-{e} (receive from non-chan type {t})"));
            return None;
        };
        let recv = self.unary_node(Op::Recv, elem, n);
        if dir == ChanDir::Send {
            let (e, t) = (self.show(recv), self.show_type(self.ty(n)));
            self.error(format!("invalid operation: {e} (receive from send-only type {t})"));
            return None;
        }
        Some(recv)
    }
}

/// The position that an expression has as a node: `&T{...}` is one node, at the brace.
pub(super) fn written_pos(e: &Expr) -> Pos {
    let Expr::Unary { op: ast::UnaryOp::Addr, x, pos } = e else { return e.pos() };
    let mut inner = &**x;
    while let Expr::Paren { x, .. } = inner {
        inner = x;
    }
    match inner {
        Expr::Composite(lit) => lit.pos,
        _ => *pos,
    }
}

/// Whether a malformed number is one that gc tries to read all the same: its mantissa and
/// exponent are of one kind.
fn lacks_digits(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let other_radix = text.starts_with("0b") || text.starts_with("0o");
    !other_radix && (text.starts_with("0x") || !text.contains('p'))
}

fn zero_literal(kind: LitKind) -> (TypeId, Const) {
    match kind {
        LitKind::Int => (TypeId::UNTYPED_INT, Const::int(0)),
        LitKind::Rune => (TypeId::UNTYPED_RUNE, Const::int(0)),
        LitKind::Float => (TypeId::UNTYPED_FLOAT, Const::Float(constants::zero())),
        LitKind::Imag => {
            let zero = (constants::zero(), constants::zero());
            (TypeId::UNTYPED_COMPLEX, Const::Complex(Box::new(zero)))
        }
        LitKind::String => (TypeId::UNTYPED_STRING, Const::Str(Box::default())),
    }
}
