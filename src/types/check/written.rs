//! Expressions as gc prints them before they are checked: for messages about names and targets
//! that come out while the tree is built (spec 10, section 6.4).

use crate::intern::Name;
use crate::syntax::ast::{BinaryOp, Expr, LitKind, UnaryOp};
use crate::tree;
use crate::types::{TypeId, check::constants};

/// The text of `e`: operators spaced, literals by value, composite and function literals by kind.
/// Types that are not names read `type`.
pub(super) fn text(e: &Expr) -> String {
    match e {
        Expr::Bad(_) => "_".to_owned(),
        Expr::Ident(id) => id.name.to_string(),
        Expr::Lit(lit) => match (lit.kind, constants::literal(lit.kind, lit.text.as_str())) {
            (LitKind::Int | LitKind::Float, Ok((_, value))) => {
                tree::fmt::konst(&value, TypeId::UNTYPED_FLOAT)
            }
            _ => lit.text.to_string(),
        },
        Expr::Composite(lit) => match &lit.ty {
            Some(ty) => format!("{} literal", text(ty)),
            None => "composite literal".to_owned(),
        },
        Expr::FuncLit { .. } => "func literal".to_owned(),
        Expr::Paren { x, .. } => format!("({})", text(x)),
        Expr::Selector { x, sel, .. } => format!("{}.{}", text(x), sel.name),
        Expr::Index { x, index, .. } => format!("{}[{}]", text(x), text(index)),
        Expr::Slice { x, bounds, three, .. } => {
            let [lo, hi, max] = bounds.each_ref().map(|b| b.as_ref().map_or(String::new(), text));
            match three {
                true => format!("{}[{lo}:{hi}:{max}]", text(x)),
                false => format!("{}[{lo}:{hi}]", text(x)),
            }
        }
        Expr::Assert { x, ty, .. } => format!("{}.({})", text(x), text(ty)),
        Expr::TypeGuard { x, .. } => format!("{}.(type)", text(x)),
        Expr::Call(call) => {
            let args: Vec<String> = call.args.iter().map(text).collect();
            let dots = if call.has_dots { "..." } else { "" };
            format!("{}({}{dots})", text(&call.fun), args.join(", "))
        }
        Expr::Unary { op, x, .. } => format!("{}{}", sign(*op), text(x)),
        Expr::Star { x, .. } => format!("*{}", text(x)),
        Expr::Binary { op, x, y, .. } => binary(*op, x, y),
        Expr::SliceType { elem, .. } => format!("[]{}", text(elem)),
        Expr::ArrayType { len, elem, .. } => {
            let len = len.as_ref().map_or("...".to_owned(), |n| text(n));
            format!("[{len}]{}", text(elem))
        }
        Expr::MapType { key, value, .. } => format!("map[{}]{}", text(key), text(value)),
        _ => "type".to_owned(),
    }
}

/// Leaves in `path` the expressions around the first mention of `name` outside function literals,
/// the mention first. Whether there is one.
pub(super) fn path_to<'e>(e: &'e Expr, name: Name, path: &mut Vec<&'e Expr>) -> bool {
    let found = match e {
        Expr::Ident(id) => id.name == name,
        Expr::Composite(lit) => lit.elems.iter().any(|el| path_to(&el.value, name, path)),
        Expr::Paren { x, .. }
        | Expr::Selector { x, .. }
        | Expr::Assert { x, .. }
        | Expr::Unary { x, .. }
        | Expr::Star { x, .. } => path_to(x, name, path),
        Expr::Index { x, index, .. } => path_to(x, name, path) || path_to(index, name, path),
        Expr::Slice { x, bounds, .. } => {
            path_to(x, name, path) || bounds.iter().flatten().any(|b| path_to(b, name, path))
        }
        Expr::Call(call) => {
            path_to(&call.fun, name, path) || call.args.iter().any(|a| path_to(a, name, path))
        }
        Expr::Binary { x, y, .. } => path_to(x, name, path) || path_to(y, name, path),
        _ => false,
    };
    if found && !matches!(e, Expr::Paren { .. }) {
        path.push(e);
    }
    found
}

fn sign(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "+",
        UnaryOp::Neg => "-",
        UnaryOp::Not => "!",
        UnaryOp::Com => "^",
        UnaryOp::Addr => "&",
        UnaryOp::Recv => "<-",
    }
}

fn binary(op: BinaryOp, x: &Expr, y: &Expr) -> String {
    format!("{} {op} {}", text(x), text(y))
}
