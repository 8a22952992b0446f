//! Expressions and statements as gc's messages spell them (spec 10, section 5.2; spec 11,
//! section 5).
//!
//! The source form is wanted: a node's `orig` is printed where there is one, implicit `&`, `*`
//! and conversions are not shown. Parentheses come from precedence, not from the source.

use std::fmt::Write;

use super::{Aux, Const, NodeFlags, NodeId, NodeList, Op, Tree};
use crate::index::PackedOption;
use crate::quote::quote;
use crate::tree::konst::Float;
use crate::types::{PkgId, Type, TypeId, Types};

/// The expression or statement `n` in source form.
pub fn expr(tree: &Tree, types: &Types, n: NodeId) -> String {
    let mut p = Printer { tree, types, out: String::new() };
    p.node(n, 0);
    p.out
}

/// `E (type T)`, the `%L` form of messages; untyped nil is just `nil`.
pub fn expr_with_type(tree: &Tree, types: &Types, n: NodeId) -> String {
    let text = expr(tree, types, n);
    match tree.ty(n) {
        TypeId::INVALID | TypeId::UNTYPED_NIL => text,
        ty => format!("{text} (type {})", types.display(ty)),
    }
}

/// A statement list, items separated by `; ` (spec 11, section 5, "BODY in detail").
pub fn stmts(tree: &Tree, types: &Types, list: NodeList) -> String {
    let mut p = Printer { tree, types, out: String::new() };
    p.list(list, "; ");
    p.out
}

/// A constant of type `ty` (which tells runes from integers) in message form.
pub fn konst(value: &Const, ty: TypeId) -> String {
    match value {
        Const::Nil => "nil".to_owned(),
        Const::Bool(b) => b.to_string(),
        Const::Str(s) => quote(s),
        Const::Int(v) if ty == TypeId::UNTYPED_RUNE => match i64::try_from(v) {
            Ok(r) => rune(r),
            Err(_) => format!("('\\x00' + {v})"),
        },
        Const::Int(v) => v.to_string(),
        Const::Float(f) => float(f),
        Const::Complex(c) => {
            let (re, im) = (float(&c.0), float(&c.1));
            let zero = |f: &Float| f.repr().significand().is_zero();
            match () {
                () if zero(&c.0) => format!("{im}i"),
                () if zero(&c.1) => re,
                () if im.starts_with('-') => format!("({re}{im}i)"),
                () => format!("({re}+{im}i)"),
            }
        }
    }
}

fn rune(r: i64) -> String {
    match r {
        0x27 | 0x5c => format!("'\\u{r:04x}'"),
        0x20..=0x7f => format!("'{}'", r as u8 as char),
        0..=0xffff => format!("'\\u{r:04x}'"),
        0x10000..=0x10ffff => format!("'\\U{r:08x}'"),
        _ => format!("('\\x00' + {r})"),
    }
}

/// C's `%.6g`.
fn float(f: &Float) -> String {
    if f.repr().significand().is_zero() {
        return "0".to_owned();
    }
    let v = f.to_f64().value();
    if v.is_infinite() || v == 0.0 {
        return float_out_of_range(f);
    }
    let sci = format!("{v:.5e}");
    let (mantissa, exp) = sci.split_once('e').expect("an exponent");
    let exp: i32 = exp.parse().expect("a number");
    let trim = |s: &str| match s.contains('.') {
        true => s.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => s.to_owned(),
    };
    if !(-4..6).contains(&exp) {
        let sign = if exp < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), exp.abs());
    }
    trim(&format!("{v:.*}", (5 - exp) as usize))
}

/// A value that `f64` cannot hold: mantissa and decimal exponent from the logarithm.
fn float_out_of_range(f: &Float) -> String {
    let (significand, exp2) = f.repr().clone().into_parts();
    let bits = significand.to_string();
    let digits = bits.trim_start_matches('-');
    let lead: f64 = format!("0.{}", &digits[..digits.len().min(17)]).parse().unwrap_or(0.5);
    let log10 = lead.log10() + digits.len() as f64 + exp2 as f64 * std::f64::consts::LOG10_2;
    let exp = log10.floor();
    let sign = if bits.starts_with('-') { "-" } else { "" };
    format!(
        "{sign}{:.5}e{}{}",
        10f64.powf(log10 - exp),
        if exp < 0.0 { '-' } else { '+' },
        exp.abs()
    )
}

/// The spelling of an operator or builtin, if the op has one.
pub fn op_text(op: Op) -> &'static str {
    match op {
        Op::Add | Op::AddStr | Op::Plus => "+",
        Op::Sub | Op::Neg => "-",
        Op::Or => "|",
        Op::Xor | Op::Com => "^",
        Op::Mul | Op::Deref => "*",
        Op::Div => "/",
        Op::Mod => "%",
        Op::Shl => "<<",
        Op::Shr => ">>",
        Op::And | Op::Addr => "&",
        Op::AndNot => "&^",
        Op::Eq => "==",
        Op::Ne => "!=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
        Op::AndAnd => "&&",
        Op::OrOr => "||",
        Op::Not => "!",
        Op::Recv | Op::Send => "<-",
        Op::Complex => "complex",
        Op::Append => "append",
        Op::Cap => "cap",
        Op::Close => "close",
        Op::Copy => "copy",
        Op::Delete => "delete",
        Op::Len => "len",
        Op::MakeChan | Op::MakeMap | Op::MakeSlice => "make",
        Op::New => "new",
        Op::Panic => "panic",
        Op::Print => "print",
        Op::Println => "println",
        Op::Recover => "recover",
        Op::Real => "real",
        Op::Imag => "imag",
        Op::Break => "break",
        Op::Continue => "continue",
        Op::Goto => "goto",
        Op::Fallthrough => "fallthrough",
        Op::Go => "go",
        Op::Defer => "defer",
        Op::Select => "select",
        Op::Switch => "switch",
        _ => "",
    }
}

/// Binding strength: an operand with less than its context asks for gets parentheses. 0 for what
/// gc has no entry for (concatenations, `real`, `imag`, `complex`), which prints in parentheses
/// under every operator.
fn precedence(op: Op) -> u8 {
    match op {
        Op::Plus | Op::Neg | Op::Not | Op::Com | Op::Addr | Op::Deref | Op::Recv => 7,
        Op::Mul | Op::Div | Op::Mod | Op::Shl | Op::Shr | Op::And | Op::AndNot => 6,
        Op::Add | Op::Sub | Op::Or | Op::Xor => 5,
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => 4,
        Op::Send => 3,
        Op::AndAnd => 2,
        Op::OrOr => 1,
        Op::AddStr | Op::Real | Op::Imag | Op::Complex | Op::Recover | Op::InlinedCall => 0,
        Op::DotsArg | Op::Closure | Op::PtrLit => 0,
        _ => 8,
    }
}

struct Printer<'a> {
    tree: &'a Tree,
    types: &'a Types,
    out: String,
}

impl Printer<'_> {
    fn text(&mut self, s: &str) {
        self.out.push_str(s);
    }

    /// What stands for `n` in the source: without implicit operations, in original form.
    fn source_form(&self, mut n: NodeId) -> NodeId {
        loop {
            let node = &self.tree.nodes[n];
            let implicit = node.flags.contains(NodeFlags::IMPLICIT);
            n = match (node.op, node.orig.expand(), node.left.expand()) {
                // `[]rune("...")` of a constant shows as the literal that it became.
                (Op::SliceLit, Some(orig), _) if self.tree.op(orig) == Op::StrToRunes => return n,
                (_, Some(orig), _) if orig != n => orig,
                (Op::Addr | Op::Deref | Op::ConvIface | Op::ConvNop | Op::Conv, _, Some(l))
                    if implicit =>
                {
                    l
                }
                (Op::Wrapped, _, Some(l)) => l,
                _ => return n,
            };
        }
    }

    fn optional(&mut self, n: PackedOption<NodeId>, prec: u8) {
        match n.expand() {
            Some(n) => self.node(n, prec),
            None => self.text("<N>"),
        }
    }

    fn list(&mut self, list: NodeList, sep: &str) {
        for i in 0..list.len() {
            if i > 0 {
                self.text(sep);
            }
            self.node(self.tree.items(list)[i], 0);
        }
    }

    fn ty(&mut self, ty: TypeId) {
        let text = self.types.display(ty);
        self.text(&text);
    }

    fn node(&mut self, n: NodeId, prec: u8) {
        let n = self.source_form(n);
        let op = self.tree.op(n);
        if precedence(op) < prec {
            self.text("(");
            self.unparenthesised(n, op);
            self.text(")");
        } else {
            self.unparenthesised(n, op);
        }
    }

    fn unparenthesised(&mut self, n: NodeId, op: Op) {
        let node = self.tree.nodes[n];
        let strength = precedence(op);
        match op {
            Op::Name => self.name(n),
            Op::SourceName => {
                if let Aux::Name(name) = node.aux {
                    self.text(name.as_str());
                }
            }
            Op::Literal => self.literal(n),
            Op::Type => self.ty(node.ty),
            Op::ClosureVar => self.text("<node CLOSUREVAR>"),
            Op::DclConst => self.text("<node DCLCONST>"),
            Op::DclType => self.text("<node DCLTYPE>"),
            Op::Nil => self.text("<N>"),
            Op::DotsArg => self.text("... argument"),
            Op::Paren => {
                self.text("(");
                self.optional(node.left, 0);
                self.text(")");
            }
            Op::Closure => self.text("func literal"),
            Op::PtrLit | Op::ArrayLit | Op::SliceLit | Op::MapLit | Op::StructLit
                if node.flags.contains(NodeFlags::IMPLICIT) =>
            {
                self.text("composite literal");
            }
            Op::PtrLit => {
                self.text("&");
                let elem = self.types.elem(node.ty);
                self.ty(elem);
                self.text(" literal");
            }
            Op::ArrayLit | Op::SliceLit | Op::MapLit | Op::StructLit => {
                self.ty(node.ty);
                self.text(" literal");
            }
            Op::Key => {
                self.optional(node.left, 0);
                self.text(":");
                self.optional(node.right, 0);
            }
            Op::StructKey => self.optional(node.left, 0),
            Op::Dot | Op::DotPtr | Op::DotMeth | Op::DotInter | Op::CallPart => {
                self.optional(node.left, 8);
                self.text(".");
                let name = self.selected_name(n);
                self.text(&name);
            }
            Op::DotType | Op::DotType2 => {
                self.optional(node.left, 8);
                self.text(".(");
                let ty = match (op, self.types.get(node.ty)) {
                    (Op::DotType2, Type::Results(tys)) if !tys.is_empty() => tys[0],
                    _ => node.ty,
                };
                self.ty(ty);
                self.text(")");
            }
            Op::Index | Op::IndexMap => {
                self.optional(node.left, 8);
                self.text("[");
                self.optional(node.right, 0);
                self.text("]");
            }
            Op::Slice | Op::SliceArr | Op::SliceStr | Op::Slice3 | Op::Slice3Arr => {
                self.optional(node.left, 8);
                self.text("[");
                for (i, &bound) in self.tree.items(node.list).iter().enumerate() {
                    if i > 0 {
                        self.text(":");
                    }
                    if self.tree.op(bound) != Op::Nil {
                        self.node(bound, 0);
                    }
                }
                if node.list.is_empty() {
                    self.text(":");
                }
                self.text("]");
            }
            Op::Complex | Op::Copy => {
                self.text(op_text(op));
                self.text("(");
                if node.left.is_some() {
                    self.optional(node.left, 0);
                    self.text(", ");
                    self.optional(node.right, 0);
                } else {
                    self.list(node.list, ", ");
                }
                self.text(")");
            }
            Op::Conv | Op::ConvNop | Op::ConvIface | Op::BytesToStr | Op::RunesToStr => {
                self.conversion(n)
            }
            Op::StrToBytes | Op::StrToRunes | Op::RuneToStr => self.conversion(n),
            Op::BytesToStrTmp | Op::StrToBytesTmp => self.conversion(n),
            Op::Append
            | Op::Cap
            | Op::Close
            | Op::Delete
            | Op::Len
            | Op::Panic
            | Op::Print
            | Op::Println
            | Op::Recover
            | Op::Real
            | Op::Imag => {
                self.text(op_text(op));
                match node.left.expand() {
                    Some(l) => {
                        self.text("(");
                        self.node(l, 0);
                        self.text(")");
                    }
                    None => self.arguments(n),
                }
            }
            Op::CallFunc | Op::CallMeth | Op::CallInter => {
                self.optional(node.left, 8);
                self.arguments(n);
            }
            Op::InlinedCall => match *self.tree.items(node.rlist) {
                [] => self.list(node.body, "; "),
                [first, ..] => self.node(first, 0),
            },
            Op::MakeChan | Op::MakeMap | Op::MakeSlice => {
                self.text("make(");
                self.ty(node.ty);
                // A size that nobody wrote is not there, or is implicit.
                for size in [node.left.expand(), node.right.expand()].into_iter().flatten() {
                    if !self.tree.nodes[size].flags.contains(NodeFlags::IMPLICIT) {
                        self.text(", ");
                        self.node(size, 0);
                    }
                }
                self.text(")");
            }
            Op::New => {
                self.text("new(");
                let elem = self.types.elem(node.ty);
                self.ty(elem);
                self.text(")");
            }
            Op::Plus | Op::Neg | Op::Not | Op::Com | Op::Addr | Op::Deref | Op::Recv => {
                self.text(op_text(op));
                if node.left.expand().is_some_and(|l| self.tree.op(self.source_form(l)) == op) {
                    self.text(" ");
                }
                self.optional(node.left, strength + 1);
            }
            Op::AddStr => {
                if node.list.is_empty() {
                    self.optional(node.left, 5);
                    self.text(" + ");
                    self.optional(node.right, 6);
                } else {
                    self.list(node.list, " + ");
                }
            }
            Op::Send => {
                self.optional(node.left, strength);
                self.text(" <- ");
                self.optional(node.right, strength + 1);
            }
            _ if (1..=6).contains(&strength) => {
                self.optional(node.left, strength);
                let _ = write!(self.out, " {} ", op_text(op));
                self.optional(node.right, strength + 1);
            }
            _ => self.statement(n, op),
        }
    }

    fn name(&mut self, n: NodeId) {
        let Some(v) = self.tree.var_of(n) else { return };
        let v = &self.tree.vars[v];
        if v.pkg != PkgId::LOCAL && v.pkg != PkgId::BUILTIN {
            let pkg = self.types.pkg(v.pkg).name;
            self.text(pkg.as_str());
            self.text(".");
        }
        let name = v.name.as_str();
        self.text(if name.starts_with("~b") { "_" } else { name });
    }

    fn literal(&mut self, n: NodeId) {
        let Some(value) = self.tree.const_of(n) else { return };
        let ty = self.tree.ty(n);
        let text = konst(value, ty);
        let untyped = (TypeId::UNTYPED_INT..=TypeId::UNTYPED_NIL).contains(&ty)
            || ty == TypeId::INVALID
            || self.tree.nodes[n].flags.contains(NodeFlags::FROM_UNTYPED);
        if untyped || matches!(value, Const::Nil) {
            self.text(&text);
            return;
        }
        let ty = self.types.display(ty);
        let parens = ty.starts_with('*') || ty.starts_with("<-");
        let _ = if parens {
            write!(self.out, "({ty})({text})")
        } else {
            write!(self.out, "{ty}({text})")
        };
    }

    fn conversion(&mut self, n: NodeId) {
        let node = self.tree.nodes[n];
        let named = matches!(self.types.get(node.ty), Type::Basic(_) | Type::Named(_));
        if !named {
            self.text("(");
        }
        self.ty(node.ty);
        if !named {
            self.text(")");
        }
        self.text("(");
        self.optional(node.left, 0);
        self.text(")");
    }

    fn arguments(&mut self, n: NodeId) {
        let node = self.tree.nodes[n];
        self.text("(");
        self.list(node.list, ", ");
        if node.flags.contains(NodeFlags::DOTS) {
            self.text("...");
        }
        self.text(")");
    }

    /// Name of the field or method that a selector selects.
    fn selected_name(&self, n: NodeId) -> String {
        let node = &self.tree.nodes[n];
        let left_ty = node.left.expand().map(|l| self.tree.ty(l));
        match (node.aux, left_ty) {
            (Aux::Name(name), _) => return name.as_str().to_owned(),
            (Aux::Field { index, .. }, Some(mut ty)) => {
                if let Type::Ptr(elem) = self.types.under_get(ty) {
                    ty = *elem;
                }
                return self.types.fields(ty)[index as usize].name.as_str().to_owned();
            }
            (Aux::Method { index }, Some(ty)) if self.types.is_interface(ty) => {
                let methods = self.types.interface_methods(ty);
                return methods[index as usize].name.as_str().to_owned();
            }
            _ => {}
        }
        let Some(v) = node.right.expand().and_then(|r| self.tree.var_of(r)) else {
            return "<nil>".to_owned();
        };
        let name = self.tree.vars[v].name.as_str();
        let name = name.rsplit('.').next().unwrap_or(name);
        name.strip_suffix("-fm").unwrap_or(name).to_owned()
    }

    fn statement(&mut self, n: NodeId, op: Op) {
        let node = self.tree.nodes[n];
        let assign = if node.flags.contains(NodeFlags::COLAS) { " := " } else { " = " };
        match op {
            Op::As => {
                self.optional(node.left, 0);
                self.text(assign);
                self.optional(node.right, 0);
            }
            Op::AsOp => {
                self.optional(node.left, 0);
                let Aux::Op(by) = node.aux else { return };
                if node.flags.contains(NodeFlags::IMPLICIT) {
                    self.text(if by == Op::Add { "++" } else { "--" });
                } else {
                    let _ = write!(self.out, " {}= ", op_text(by));
                    self.optional(node.right, 0);
                }
            }
            Op::As2 => {
                self.list(node.list, ", ");
                self.text(assign);
                self.list(node.rlist, ", ");
            }
            Op::As2Func | Op::As2Recv | Op::As2MapR | Op::As2DotType => {
                self.list(node.list, ", ");
                self.text(" = ");
                self.list(node.rlist, ", ");
            }
            Op::Dcl => {
                self.text("var ");
                self.optional(node.left, 0);
                self.text(" ");
                if let Some(l) = node.left.expand() {
                    self.ty(self.tree.ty(l));
                }
            }
            Op::Return => {
                self.text("return ");
                self.list(node.list, ", ");
            }
            Op::Go | Op::Defer => {
                self.text(op_text(op));
                self.text(" ");
                self.optional(node.left, 0);
            }
            Op::If => {
                self.text("if ");
                self.optional(node.left, 0);
                self.text(" { ");
                self.list(node.body, "; ");
                self.text(" }");
                if !node.rlist.is_empty() {
                    self.text(" else { ");
                    self.list(node.rlist, "; ");
                    self.text(" }");
                }
            }
            Op::For | Op::ForUntil | Op::Range => self.text("for loop"),
            Op::Select | Op::Switch => {
                self.text(op_text(op));
                self.text(" statement");
            }
            Op::Block => self.list(node.list, "; "),
            Op::Break | Op::Continue | Op::Goto | Op::Fallthrough => {
                self.text(op_text(op));
                if let Aux::Name(label) = node.aux {
                    self.text(" ");
                    self.text(label.as_str());
                }
            }
            Op::Label => {
                if let Aux::Name(label) = node.aux {
                    self.text(label.as_str());
                    self.text(": ");
                }
            }
            Op::Empty => {}
            Op::ExprStmt => self.optional(node.left, 0),
            other => {
                let _ = write!(self.out, "<node {}>", format!("{other:?}").to_uppercase());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;
    use crate::tree::Class;

    fn name(tree: &mut Tree, name: &str, ty: TypeId) -> NodeId {
        let v = tree.new_var(name.into(), PkgId::LOCAL, Class::Auto, ty, Pos::NONE);
        tree.vars[v].node
    }

    #[test]
    fn parentheses_follow_precedence() {
        let (mut tree, types) = (Tree::new(), Types::default());
        let a = name(&mut tree, "a", TypeId::INT);
        let sum = tree.binary(Op::Add, Pos::NONE, TypeId::INT, a, a);
        let mul = tree.binary(Op::Mul, Pos::NONE, TypeId::INT, sum, a);
        let neg = tree.unary(Op::Neg, Pos::NONE, TypeId::INT, a);
        let negneg = tree.unary(Op::Neg, Pos::NONE, TypeId::INT, neg);
        assert_eq!(expr(&tree, &types, mul), "(a + a) * a");
        assert_eq!(expr(&tree, &types, negneg), "- (-a)");
        assert_eq!(expr_with_type(&tree, &types, neg), "-a (type int)");
    }

    #[test]
    fn constants_take_their_source_form() {
        let (mut tree, types) = (Tree::new(), Types::default());
        let typed = tree.lit(Pos::NONE, TypeId::INT, Const::int(65));
        assert_eq!(expr(&tree, &types, typed), "int(65)");
        let untyped = tree.lit(Pos::NONE, TypeId::UNTYPED_RUNE, Const::int(65));
        tree.nodes[typed].orig = untyped.into();
        assert_eq!(expr(&tree, &types, typed), "'A'");
        assert_eq!(rune(0xe9), "'\\u00e9'");
        assert_eq!(rune('\'' as i64), "'\\u0027'");
    }

    #[test]
    fn floats_have_six_digits() {
        let text = |v: f64| float(&Float::try_from(v).expect("finite"));
        assert_eq!(text(1e100), "1e+100");
        assert_eq!(text(1e-7), "1e-07");
        assert_eq!(text(12345678.9), "1.23457e+07");
        assert_eq!(text(100000.25), "100000");
        assert_eq!(text(3.0), "3");
        assert_eq!(text(0.5), "0.5");
    }

    #[test]
    fn implicit_conversions_do_not_show() {
        let (mut tree, types) = (Tree::new(), Types::default());
        let a = name(&mut tree, "a", TypeId::INT);
        let conv = tree.unary(Op::ConvIface, Pos::NONE, types.empty_interface(), a);
        assert_eq!(expr(&tree, &types, conv), "(interface {})(a)");
        tree.nodes[conv].flags |= NodeFlags::IMPLICIT;
        assert_eq!(expr(&tree, &types, conv), "a");
    }
}
