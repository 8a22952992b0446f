//! Calls of predeclared functions and of package unsafe.

use super::universe::Builtin;
use super::{Checker, Res, Want, constants};
use crate::intern::Name;
use crate::syntax::ast::{self, Expr};
use crate::tree::{Aux, Const, NodeFlags, NodeId, Op};
use crate::types::table::ChanDir;
use crate::types::{Kind, Type, TypeId};

impl<'a> Checker<'a, '_> {
    pub(super) fn builtin_call(&mut self, b: Builtin, call: &'a ast::Call, want: Want) -> Res {
        if call.has_dots && b != Builtin::Append {
            self.error(format!("invalid use of ... with builtin {}", b.name()));
        }
        let n = match b {
            Builtin::Append => self.append(call),
            Builtin::Cap | Builtin::Len => self.length(b, call),
            Builtin::Close => self.close(call),
            Builtin::Complex => self.complex(call),
            Builtin::Copy => self.copy(call),
            Builtin::Delete => self.delete(call),
            Builtin::Imag | Builtin::Real => self.complex_part(b, call),
            Builtin::Make => self.make(call),
            Builtin::New => self.new_value(call),
            Builtin::Panic => {
                let arg = self.one_argument(b, call)?;
                // The conversion to interface{} is walk's.
                let eface = self.types().empty_interface();
                let arg = self.default_lit(arg, eface)?;
                Some(self.unary_node(Op::Panic, TypeId::INVALID, arg))
            }
            Builtin::Print | Builtin::Println => self.print(b, call),
            Builtin::Recover => {
                if !call.args.is_empty() {
                    self.error("too many arguments to recover");
                    return None;
                }
                let ty = self.types().empty_interface();
                Some(self.node(Op::Recover, ty))
            }
            Builtin::Alignof | Builtin::Offsetof | Builtin::Sizeof => self.unsafe_call(b, call),
        }?;
        let statement_only = matches!(
            b,
            Builtin::Close | Builtin::Delete | Builtin::Panic | Builtin::Print | Builtin::Println
        );
        if statement_only && want != Want::Effect {
            let text = self.show(n);
            self.error(format!("{text} used as value"));
            return None;
        }
        Some(n)
    }

    /// The call as written, for messages.
    fn shown_call(&mut self, b: Builtin, args: &[NodeId]) -> String {
        let args: Vec<String> = args.iter().map(|&n| self.show(n)).collect();
        format!("{}({})", b.name(), args.join(", "))
    }

    fn checked_args(&mut self, call: &'a ast::Call) -> Option<Vec<NodeId>> {
        let args: Vec<Res> = call.args.iter().map(|e| self.value(e)).collect();
        args.into_iter().collect()
    }

    fn one_argument(&mut self, b: Builtin, call: &'a ast::Call) -> Res {
        if let [arg] = &call.args[..] {
            return self.value(arg);
        }
        let amount = if call.args.is_empty() { "missing argument" } else { "too many arguments" };
        let args = self.checked_args(call)?;
        let text = self.shown_call(b, &args);
        self.error(format!("{amount} to {}: {text}", b.name()));
        None
    }

    /// Two arguments, maybe the results of one call; the statement that spreads them is put into
    /// `init` of the node made from them.
    fn two_arguments(&mut self, b: Builtin, call: &'a ast::Call) -> Option<(NodeId, NodeId, Res)> {
        let args = self.arguments(&call.args, call.has_dots);
        let nodes: Option<Vec<NodeId>> = args.nodes.iter().copied().collect();
        let nodes = nodes?;
        if let [l, r] = nodes[..] {
            return Some((l, r, args.init));
        }
        let text = self.shown_call(b, &nodes);
        let amount = if nodes.len() < 2 { "not enough" } else { "too many" };
        self.error(format!("{amount} arguments in call to {text}"));
        None
    }

    fn attach_init(&mut self, n: NodeId, init: Res) -> NodeId {
        if let Some(stmt) = init {
            let list = self.pkg.tree.list(&[stmt]);
            self.pkg.tree.nodes[n].init = list;
        }
        n
    }

    fn length(&mut self, b: Builtin, call: &'a ast::Call) -> Res {
        let arg = self.one_argument(b, call)?;
        let arg = self.default_value(arg)?;
        let arg = self.implicit_star(arg);
        let ty = self.ty(arg);
        let fits = match self.types().kind(ty) {
            Kind::Array | Kind::Slice | Kind::Chan => true,
            Kind::String | Kind::Map => b == Builtin::Len,
            _ => false,
        };
        if !fits {
            let text = self.show_typed(arg);
            self.error(format!("invalid argument {text} for {}", b.name()));
            return None;
        }
        let n = self.unary_node(b.op(), TypeId::INT, arg);
        let value = match (self.konst(arg), self.types().under_get(ty)) {
            (Some(Const::Str(s)), _) => s.len() as i64,
            (_, Type::Array { len, .. }) if !self.has_call_or_receive(arg) => *len,
            _ => return Some(n),
        };
        self.folded(n, Const::int(value), TypeId::INT, "")
    }

    /// Whether evaluating `n` calls a function or receives: then it must be evaluated.
    fn has_call_or_receive(&self, n: NodeId) -> bool {
        let node = self.pkg.tree.nodes[n];
        let effect = node.op.is_call()
            || matches!(
                node.op,
                Op::Append
                    | Op::Cap
                    | Op::Close
                    | Op::Complex
                    | Op::Copy
                    | Op::Delete
                    | Op::Imag
                    | Op::Len
                    | Op::MakeChan
                    | Op::MakeMap
                    | Op::MakeSlice
                    | Op::New
                    | Op::Panic
                    | Op::Print
                    | Op::Println
                    | Op::Real
                    | Op::Recover
                    | Op::Recv
            );
        if effect {
            return true;
        }
        let operands = [node.left.expand(), node.right.expand()];
        let lists = self.pkg.tree.items(node.list).iter().copied();
        operands.into_iter().flatten().chain(lists).any(|x| self.has_call_or_receive(x))
    }

    fn complex_part(&mut self, b: Builtin, call: &'a ast::Call) -> Res {
        let arg = self.one_argument(b, call)?;
        let ty = self.ty(arg);
        let part = match self.types().kind(ty) {
            Kind::Complex64 => TypeId::FLOAT32,
            Kind::Complex128 => TypeId::FLOAT64,
            Kind::Ideal => TypeId::UNTYPED_FLOAT,
            _ => {
                let text = self.show_typed(arg);
                self.error(format!("invalid argument {text} for {}", b.name()));
                return None;
            }
        };
        let n = self.unary_node(b.op(), part, arg);
        let Some(value) = self.konst(arg) else {
            if part == TypeId::UNTYPED_FLOAT {
                let text = self.show_typed(arg);
                self.error(format!("invalid argument {text} for {}", b.name()));
                return None;
            }
            return Some(n);
        };
        let (re, im) = constants::to_complex(value)?;
        let value = if b == Builtin::Real { re } else { im };
        self.folded(n, Const::Float(value), part, "")
    }

    fn complex(&mut self, call: &'a ast::Call) -> Res {
        let (l, r, init) = self.two_arguments(Builtin::Complex, call)?;
        let shown = self.shown_call(Builtin::Complex, &[l, r]);
        let (l, r) = self.match_operands(l, r, false)?;
        let (lt, rt) = (self.ty(l), self.ty(r));
        let ideal = |c: &Self, t| c.types().kind(t) == Kind::Ideal;
        if !(ideal(self, lt) && ideal(self, rt)) && !self.types().identical(lt, rt) {
            let (a, b) = (self.show_type(lt), self.show_type(rt));
            self.error(format!("invalid operation: {shown} (mismatched types {a} and {b})"));
            return None;
        }
        let ty = match self.types().kind(lt) {
            Kind::Ideal => TypeId::UNTYPED_COMPLEX,
            Kind::Float32 => TypeId::COMPLEX64,
            Kind::Float64 => TypeId::COMPLEX128,
            _ => {
                let t = self.show_type(lt);
                self.error(format!(
                    "invalid operation: {shown} (arguments have type {t}, expected floating-point)"
                ));
                return None;
            }
        };
        let n = self.binary_node(Op::Complex, ty, l, r);
        if let (Some(a), Some(b)) = (self.konst(l), self.konst(r))
            && let (Some(re), Some(im)) = (constants::to_float(a), constants::to_float(b))
        {
            return self.folded(n, Const::Complex(Box::new((re, im))), ty, "");
        }
        Some(self.attach_init(n, init))
    }

    fn close(&mut self, call: &'a ast::Call) -> Res {
        let arg = self.one_argument(Builtin::Close, call)?;
        let arg = self.default_value(arg)?;
        let n = self.unary_node(Op::Close, TypeId::INVALID, arg);
        let ty = self.ty(arg);
        match self.types().under_get(ty) {
            Type::Chan { dir: ChanDir::Recv, .. } => {
                let e = self.show(n);
                self.error(format!("invalid operation: {e} (cannot close receive-only channel)"));
                None
            }
            Type::Chan { .. } => Some(n),
            _ => {
                let (e, t) = (self.show(n), self.show_type(ty));
                self.error(format!("invalid operation: {e} (non-chan type {t})"));
                None
            }
        }
    }

    fn delete(&mut self, call: &'a ast::Call) -> Res {
        let args = self.arguments(&call.args, call.has_dots);
        let nodes: Option<Vec<NodeId>> = args.nodes.iter().copied().collect();
        let nodes = nodes?;
        let (m, key) = match nodes[..] {
            [m, key] => (m, key),
            _ => {
                self.error(match nodes.len() {
                    0 => "missing arguments to delete",
                    1 => "missing second (key) argument to delete",
                    _ => "too many arguments to delete",
                });
                return None;
            }
        };
        let ty = self.ty(m);
        if self.types().kind(ty) != Kind::Map {
            let t = self.show_type(ty);
            self.error(format!("first argument to delete must be map; have {t}"));
            return None;
        }
        let n = self.node(Op::Delete, TypeId::INVALID);
        let key_ty = self.types().map_key(ty);
        // A key that does not fit leaves the call as it is.
        let key = self.assign_conv(key, key_ty, "delete").unwrap_or(key);
        let list = self.pkg.tree.list(&[m, key]);
        self.pkg.tree.nodes[n].list = list;
        Some(self.attach_init(n, args.init))
    }

    fn append(&mut self, call: &'a ast::Call) -> Res {
        if call.args.is_empty() {
            self.error("missing arguments to append");
            return None;
        }
        let args = self.arguments(&call.args, call.has_dots);
        let nodes: Option<Vec<NodeId>> = args.nodes.iter().copied().collect();
        let nodes = nodes?;
        let ty = self.ty(nodes[0]);
        let Type::Slice(elem) = *self.types().under_get(ty) else {
            let text = match self.is_nil(nodes[0]) {
                true => "typed slice; have untyped nil".to_owned(),
                false => format!("slice; have {}", self.show_type(ty)),
            };
            self.error(format!("first argument to append must be {text}"));
            return None;
        };
        let mut out = vec![nodes[0]];
        if call.has_dots {
            match nodes[..] {
                [_] => {
                    self.error("cannot use ... on first argument to append");
                    return None;
                }
                [_, more] => {
                    let from = self.ty(more);
                    let bytes = self.types().kind(elem) == Kind::Uint8;
                    out.push(if bytes && self.types().is_string(from) {
                        self.default_lit(more, TypeId::STRING)?
                    } else {
                        let under = self.types().under(ty);
                        self.assign_conv(more, under, "append")?
                    });
                }
                _ => {
                    self.error("too many arguments to append");
                    return None;
                }
            }
        } else {
            let mut failed = false;
            for &arg in &nodes[1..] {
                match self.assign_conv(arg, elem, "append") {
                    Some(n) => out.push(n),
                    None => failed = true,
                }
            }
            if failed {
                return None;
            }
        }
        let n = self.node(Op::Append, ty);
        let list = self.pkg.tree.list(&out);
        self.pkg.tree.nodes[n].list = list;
        if call.has_dots {
            self.pkg.tree.nodes[n].flags |= NodeFlags::DOTS;
        }
        Some(self.attach_init(n, args.init))
    }

    fn copy(&mut self, call: &'a ast::Call) -> Res {
        let (l, r, init) = self.two_arguments(Builtin::Copy, call)?;
        let (l, r) = (self.default_value(l)?, self.default_value(r)?);
        let (lt, rt) = (self.ty(l), self.ty(r));
        let slice_elem = |c: &Self, t: TypeId| match c.types().under_get(t) {
            Type::Slice(e) => Some(*e),
            _ => None,
        };
        let (a, b) = (self.show_type(lt), self.show_type(rt));
        let problem = match (slice_elem(self, lt), slice_elem(self, rt)) {
            (Some(x), None) if self.types().is_string(rt) => {
                match self.types().identical(x, TypeId::BYTE) {
                    true => None,
                    false => Some(format!(
                        "arguments to copy have different element types: {a} and string"
                    )),
                }
            }
            (None, None) => Some(format!("arguments to copy must be slices; have {a}, {b}")),
            (None, Some(_)) => Some(format!("first argument to copy should be slice; have {a}")),
            (Some(_), None) => {
                Some(format!("second argument to copy should be slice or string; have {b}"))
            }
            (Some(x), Some(y)) => match self.types().identical(x, y) {
                true => None,
                false => {
                    Some(format!("arguments to copy have different element types: {a} and {b}"))
                }
            },
        };
        if let Some(problem) = problem {
            self.error(problem);
            return None;
        }
        let n = self.binary_node(Op::Copy, TypeId::INT, l, r);
        Some(self.attach_init(n, init))
    }

    fn make(&mut self, call: &'a ast::Call) -> Res {
        let Some((ty, sizes)) = call.args.split_first() else {
            self.error("missing argument to make");
            return None;
        };
        let ty = self.type_expr(ty);
        if ty == TypeId::INVALID {
            return None;
        }
        let (op, what, max) = match self.types().kind(ty) {
            Kind::Slice => (Op::MakeSlice, "len", 2),
            Kind::Map => (Op::MakeMap, "size", 1),
            Kind::Chan => (Op::MakeChan, "buffer", 1),
            _ => {
                let t = self.show_type(ty);
                self.error(format!("cannot make type {t}"));
                return None;
            }
        };
        let t = self.show_type(ty);
        if sizes.is_empty() && op == Op::MakeSlice {
            self.error(format!("missing len argument to make({t})"));
            return None;
        }
        let mut checked = Vec::new();
        for size in sizes.iter().take(max) {
            checked.push(self.value(size));
        }
        let checked: Option<Vec<NodeId>> = checked.into_iter().collect();
        let mut out = Vec::new();
        for (i, size) in checked?.into_iter().enumerate() {
            let what = if i == 1 { "cap" } else { what };
            let size = match op {
                Op::MakeSlice => size,
                _ => self.default_lit(size, TypeId::INT)?,
            };
            out.push(self.make_size(size, &t, what)?);
        }
        if let [l, r] = out[..]
            && let (Some(Const::Int(x)), Some(Const::Int(y))) = (self.konst(l), self.konst(r))
            && x > y
        {
            self.error(format!("len larger than cap in make({t})"));
            return None;
        }
        if sizes.len() > max {
            self.error(format!("too many arguments to make({t})"));
            return None;
        }
        let left = match out.first() {
            Some(&l) => l,
            None => {
                let zero = self.pkg.tree.lit(self.pos, TypeId::INT, Const::int(0));
                self.pkg.tree.nodes[zero].flags |= NodeFlags::IMPLICIT;
                zero
            }
        };
        let n = self.unary_node(op, ty, left);
        self.pkg.tree.nodes[n].right = out.get(1).copied().into();
        Some(n)
    }

    fn make_size(&mut self, n: NodeId, t: &str, what: &str) -> Res {
        let ty = self.ty(n);
        if !self.types().is_integer(ty) && self.types().kind(ty) != Kind::Ideal {
            let have = self.show_type(ty);
            self.error(format!("non-integer {what} argument in make({t}) - {have}"));
            return None;
        }
        if let Some(value) = self.konst(n).cloned() {
            let Some(Const::Int(v)) = self.represent(&value, ty, TypeId::UNTYPED_INT) else {
                return None;
            };
            if v < dashu_int::IBig::ZERO {
                self.error(format!("negative {what} argument in make({t})"));
                return None;
            }
            if v > dashu_int::IBig::from(i64::MAX) {
                self.error(format!("{what} argument too large in make({t})"));
                return None;
            }
            if self.is_untyped(n) && !matches!(value, Const::Int(_)) {
                let lit = self.pkg.tree.lit(self.pos, TypeId::INT, Const::Int(v));
                self.pkg.tree.nodes[lit].orig = n.into();
                return Some(lit);
            }
        }
        self.default_lit(n, TypeId::INT)
    }

    fn new_value(&mut self, call: &'a ast::Call) -> Res {
        let Some(arg) = call.args.first() else {
            self.error("missing argument to new");
            return None;
        };
        let elem = self.type_expr(arg);
        if elem == TypeId::INVALID {
            return None;
        }
        if call.args.len() > 1 {
            let t = self.show_type(elem);
            self.error(format!("too many arguments to new({t})"));
            return None;
        }
        let ty_node = self.type_node(elem)?;
        let ptr = self.types().ptr(elem);
        Some(self.unary_node(Op::New, ptr, ty_node))
    }

    fn print(&mut self, b: Builtin, call: &'a ast::Call) -> Res {
        let args = self.checked_args(call)?;
        let mut out = Vec::with_capacity(args.len());
        for arg in args {
            // An integer constant is an int64 here, not an int.
            let arg = match (self.konst(arg), self.ty(arg)) {
                (Some(Const::Int(_)), TypeId::UNTYPED_INT) => {
                    self.default_lit(arg, TypeId::INT64)?
                }
                _ => self.default_value(arg)?,
            };
            out.push(arg);
        }
        let n = self.node(b.op(), TypeId::INVALID);
        let list = self.pkg.tree.list(&out);
        self.pkg.tree.nodes[n].list = list;
        Some(n)
    }

    // -- package unsafe --------------------------------------------------------------------------------

    fn unsafe_call(&mut self, b: Builtin, call: &'a ast::Call) -> Res {
        let arg = self.one_argument(b, call)?;
        let shown = self.shown_call(b, &[arg]);
        let value = match b {
            Builtin::Offsetof => self.offset_of(&call.args[0], arg, &shown)?,
            _ => {
                let arg = self.default_value(arg)?;
                let ty = self.ty(arg);
                if !self.check_complete(ty) {
                    return None;
                }
                match b {
                    Builtin::Sizeof => self.types().size(ty),
                    _ => self.types().align(ty),
                }
            }
        };
        let orig = self.node(Op::SourceName, TypeId::UINTPTR);
        self.pkg.tree.nodes[orig].aux = Aux::Name(Name::new(&shown));
        let lit = self.pkg.tree.lit(self.pos, TypeId::UINTPTR, Const::int(value));
        self.pkg.tree.nodes[lit].orig = orig.into();
        Some(lit)
    }

    /// Offset of the selected field in the value left of the selector.
    fn offset_of(&mut self, written: &Expr, n: NodeId, shown: &str) -> Option<i64> {
        let mut written = written;
        while let Expr::Paren { x, .. } = written {
            written = x;
        }
        let is_selector = matches!(written, Expr::Selector { .. });
        let mut at = n;
        let mut offset = 0;
        let problem = match self.op(n) {
            Op::Dot | Op::DotPtr if is_selector => loop {
                if let Aux::Field { offset: o, .. } = self.pkg.tree.nodes[at].aux {
                    offset += i64::from(o);
                }
                let Some(left) = self.pkg.tree.left(at) else { break None };
                if !self.pkg.tree.nodes[left].flags.contains(NodeFlags::IMPLICIT) {
                    break None;
                }
                if self.op(at) == Op::DotPtr {
                    let text = self.show(left);
                    break Some(format!(
                        "invalid expression {shown}: selector implies indirection of embedded {text}"
                    ));
                }
                at = left;
            },
            Op::CallPart => Some(format!("invalid expression {shown}: argument is a method value")),
            _ => Some(format!("invalid expression {shown}")),
        };
        match problem {
            Some(problem) => {
                self.error(problem);
                None
            }
            None => Some(offset),
        }
    }
}
