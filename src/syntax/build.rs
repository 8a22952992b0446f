//! What grammar actions do beyond filling in a node.
//!
//! An action that finds a mistake of form gives an error; the parse then fails like on an
//! unexpected token, and [`super::diagnose`] words the message.

use std::rc::Rc;

use lalrpop_util::ParseError;

use super::ast::*;
use super::branches;
use super::lexer::LexError;
use super::token::Token;
use crate::source::{Pos, Sources};

/// State of the actions: numbering, and problems that do not stop the parse.
pub struct Builder<'a> {
    sources: &'a Sources,
    n_const_groups: u32,
    /// Problems with labels and branches, of bodies in the order in which they end.
    pub branch_errors: Vec<LexError>,
    /// The tree stands, but has a mistake that `diagnose` has the words for.
    pub has_mistake: bool,
    /// Found when gc turns the finished tree into its internal form.
    pub late_errors: Vec<LexError>,
}

type Fallible<T> = Result<T, ParseError<Pos, Token, LexError>>;

fn malformed<T>(pos: Pos) -> Fallible<T> {
    let text = "syntax error: malformed program".to_owned();
    Err(ParseError::User { error: LexError { pos, text } })
}

/// A parameter as written: `T`, `name T` or a bare name that shares a later type.
pub struct Entry {
    pub name: Option<Ident>,
    pub ty: Expr,
}

/// Initialisation and tag of a `switch`.
pub type Header = (Option<SimpleStmt>, Option<SimpleStmt>);

pub fn file(package: Ident, imports: Vec<Vec<Decl>>, decls: Vec<Vec<Decl>>) -> (File, Segments) {
    let segments = imports.iter().chain(&decls).map(Vec::len).collect();
    let decls = imports.into_iter().chain(decls).flatten().collect();
    (
        File { package, decls, is_description: false, linknames: Vec::new(), eof: Pos::NONE },
        segments,
    )
}

/// How many declarations each import or declaration of the file holds, in order.
pub type Segments = Vec<usize>;

pub fn const_spec(pos: Pos, names: Vec<Ident>, ty: Option<Expr>, values: Vec<Expr>) -> ConstDecl {
    ConstDecl { pos, names, ty, values, group: 0, iota: 0 }
}

pub fn func(
    pos: Pos,
    recv: Option<Field>,
    name: Ident,
    ty: FuncType,
    body: Option<Block>,
) -> FuncDecl {
    FuncDecl { pos, recv, name, ty, body, pragma: Pragma::default() }
}

/// Gives the parameters of a list their names. In a list with names, bare entries are names that
/// share the type of the next entry that has one.
pub fn params(entries: Vec<Entry>) -> Fallible<Vec<Field>> {
    let field = |pos, name, ty| Field { pos, name, ty, embedded: false, tag: None };
    if entries.iter().all(|e| e.name.is_none()) {
        let fields = entries.into_iter().map(|e| field(e.ty.pos(), None, Rc::new(e.ty)));
        return Ok(fields.collect());
    }
    let mut shared: Option<Rc<Expr>> = None;
    let mut fields = Vec::with_capacity(entries.len());
    for entry in entries.into_iter().rev() {
        let (name, ty) = match (entry.name, entry.ty, &shared) {
            (Some(name), ty, _) => (name, Rc::new(ty)),
            (None, Expr::Ident(name), Some(ty)) => (name, ty.clone()),
            (None, ty, _) => return malformed(ty.pos()),
        };
        shared = Some(ty.clone());
        fields.push(field(name.pos, Some(name), ty));
    }
    fields.reverse();
    Ok(fields)
}

pub fn unnamed_result(ty: Expr) -> Vec<Field> {
    vec![Field { pos: ty.pos(), name: None, ty: Rc::new(ty), embedded: false, tag: None }]
}

pub fn fields(names: Vec<Ident>, ty: Expr, tag: Option<BasicLit>) -> Vec<Field> {
    let ty = Rc::new(ty);
    let field = |name: Ident| Field {
        pos: name.pos,
        name: Some(name),
        ty: ty.clone(),
        embedded: false,
        tag,
    };
    names.into_iter().map(field).collect()
}

pub fn embedded(pos: Pos, ty: Expr, tag: Option<BasicLit>) -> Vec<Field> {
    vec![Field { pos, name: None, ty: Rc::new(ty), embedded: true, tag }]
}

pub fn slice(pos: Pos, x: Expr, bounds: [Option<Expr>; 3], three: bool) -> Expr {
    Expr::Slice { pos, x: Box::new(x), bounds: Box::new(bounds), three }
}

pub fn call(pos: Pos, fun: Expr, (args, has_dots): (Vec<Expr>, bool)) -> Expr {
    Expr::Call(Box::new(Call { pos, fun, args, has_dots }))
}

/// A composite literal; only names, selectors and type literals may stand in front of it.
pub fn composite(pos: Pos, ty: Expr, elems: Vec<Element>, end: Pos) -> Fallible<Expr> {
    match ty {
        Expr::Ident(_)
        | Expr::Selector { .. }
        | Expr::ArrayType { .. }
        | Expr::SliceType { .. }
        | Expr::StructType { .. }
        | Expr::MapType { .. } => {
            Ok(Expr::Composite(Box::new(CompositeLit { pos, ty: Some(ty), elems, end })))
        }
        _ => malformed(pos),
    }
}

/// `<-x`. The arrow in front of a channel type belongs to the type: `<-chan T`, and
/// `<-chan<- chan T` is read as `<-chan (<-chan T)`.
pub fn receive(pos: Pos, x: Expr) -> Fallible<Expr> {
    match x {
        Expr::ChanType { dir: ChanDir::Both, elem, .. } => {
            Ok(Expr::ChanType { pos, dir: ChanDir::Recv, elem })
        }
        Expr::ChanType { pos: inner, dir: ChanDir::Send, elem } => {
            // The arrow that made the channel send-only is the element's.
            let elem = match *elem {
                elem @ Expr::ChanType { dir: ChanDir::Both | ChanDir::Send, .. } => {
                    receive(inner, elem)?
                }
                _ => return malformed(inner),
            };
            Ok(Expr::ChanType { pos, dir: ChanDir::Recv, elem: Box::new(elem) })
        }
        Expr::ChanType { pos: inner, dir: ChanDir::Recv, .. } => malformed(inner),
        x => Ok(Expr::Unary { pos, op: UnaryOp::Recv, x: Box::new(x) }),
    }
}

pub fn for_clause(
    init: Option<SimpleStmt>,
    cond: Option<Expr>,
    post: Option<SimpleStmt>,
) -> Fallible<ForHeader> {
    if let Some(SimpleStmt::Assign { pos, define: true, .. }) = post {
        return malformed(pos);
    }
    Ok(ForHeader::Clause { init, cond, post })
}

/// An expression switch, or a type switch if the tag is `x.(type)` or `v := x.(type)`.
pub fn switch(pos: Pos, (init, tag): Header, clauses: Vec<CaseClause>, end: Pos) -> Fallible<Stmt> {
    let bare_label = |c: &CaseClause| match c.body.last() {
        Some(Stmt::Labeled { pos, stmt, .. }) => match **stmt {
            // An empty statement takes the position of the token that ends it.
            Stmt::Empty(at) => (*pos, at),
            _ => (Pos::NONE, Pos::NONE),
        },
        _ => (Pos::NONE, Pos::NONE),
    };
    for pair in clauses.windows(2) {
        if bare_label(&pair[0]).1 == pair[1].pos {
            return malformed(pair[1].pos);
        }
    }
    let (bind, guard) = match tag {
        None => (None, None),
        Some(SimpleStmt::Expr(x)) => (None, Some(x)),
        Some(SimpleStmt::Assign { define: true, mut lhs, mut rhs, pos }) => {
            match (lhs.pop(), rhs.pop()) {
                (Some(Expr::Ident(name)), Some(x @ Expr::TypeGuard { .. }))
                    if lhs.is_empty() && rhs.is_empty() =>
                {
                    (Some(name), Some(x))
                }
                _ => return malformed(pos),
            }
        }
        Some(SimpleStmt::Assign { pos, .. })
        | Some(SimpleStmt::AssignOp { pos, .. })
        | Some(SimpleStmt::IncDec { pos, .. })
        | Some(SimpleStmt::Send { pos, .. }) => return malformed(pos),
    };
    Ok(match guard {
        Some(Expr::TypeGuard { pos: guard_pos, x }) => Stmt::TypeSwitch(Box::new(TypeSwitchStmt {
            pos,
            init,
            bind,
            guard_pos,
            x: *x,
            clauses,
            end,
        })),
        tag => Stmt::Switch(Box::new(SwitchStmt { pos, init, tag, clauses, end })),
    })
}

impl<'a> Builder<'a> {
    pub fn new(sources: &'a Sources) -> Builder<'a> {
        Builder {
            sources,
            n_const_groups: 0,
            branch_errors: Vec::new(),
            has_mistake: false,
            late_errors: Vec::new(),
        }
    }

    /// A function body that was read completely.
    pub fn body(&mut self, body: Block) -> Block {
        branches::check(&body, self.sources, &mut self.branch_errors, &mut self.late_errors);
        body
    }

    /// Numbers the specs of a group. A spec without values repeats the last one that has some;
    /// that is the checker's business.
    pub fn const_group(&mut self, specs: Vec<ConstDecl>) -> Vec<Decl> {
        let group = self.n_const_groups;
        self.n_const_groups += 1;
        let numbered = (0..).zip(specs);
        numbered.map(|(iota, spec)| Decl::Const(ConstDecl { group, iota, ..spec })).collect()
    }

    /// The receiver of a method.
    pub fn receiver(&mut self, mut list: Vec<Field>) -> Option<Field> {
        self.has_mistake |= list.len() != 1;
        list.truncate(1);
        let recv = list.pop();
        self.reject_dots(recv.iter());
        recv
    }

    fn reject_dots<'f>(&mut self, fields: impl Iterator<Item = &'f Field>) {
        for field in fields {
            if let Expr::Dots { elem, .. } = &*field.ty {
                let text = "syntax error: cannot use ... in receiver or result parameter list";
                self.late_errors.push(LexError { pos: elem.pos(), text: text.to_owned() });
            }
        }
    }

    pub fn signature(
        &mut self,
        pos: Pos,
        params: Vec<Field>,
        results: Option<Vec<Field>>,
    ) -> FuncType {
        let results = results.unwrap_or_default();
        if let Some((_, front)) = params.split_last() {
            for field in front {
                let Expr::Dots { elem, .. } = &*field.ty else { continue };
                let text = "syntax error: cannot use ... with non-final parameter";
                let (pos, text) = match field.name {
                    Some(name) => (name.pos, format!("{text} {}", name.name)),
                    None => (elem.pos(), text.to_owned()),
                };
                self.late_errors.push(LexError { pos, text });
            }
        }
        self.reject_dots(results.iter());
        FuncType { pos, params, results }
    }

    /// `x[lo:hi:max]`, where `hi` and `max` are required.
    pub fn slice3(&mut self, pos: Pos, x: Expr, [lo, hi, max]: [Option<Expr>; 3]) -> Expr {
        self.has_mistake |= hi.is_none() || max.is_none();
        let hi = hi.unwrap_or(Expr::Bad(pos));
        let max = max.unwrap_or(Expr::Bad(pos));
        slice(pos, x, [lo, Some(hi), Some(max)], true)
    }

    /// The operand of `go` and `defer`, which has to be a call.
    pub fn started_call(&mut self, mut x: Expr) -> Expr {
        while let Expr::Paren { x: inner, .. } = x {
            self.has_mistake = true;
            x = *inner;
        }
        if let Expr::Call(_) = x {
            return x;
        }
        self.has_mistake = true;
        call(x.pos(), x, (Vec::new(), false))
    }
}

impl BinaryOp {
    /// 1 (`||`) to 5 (`*`).
    pub fn precedence(self) -> u8 {
        match self {
            BinaryOp::OrOr => 1,
            BinaryOp::AndAnd => 2,
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => 3,
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::Xor => 4,
            BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::And
            | BinaryOp::AndNot
            | BinaryOp::Shl
            | BinaryOp::Shr => 5,
        }
    }
}

/// A row of operands and operators that is being grouped: `waiting` holds left operands whose
/// operators bind less tightly than what follows, so its precedences strictly increase.
pub struct Chain {
    waiting: Vec<(Expr, Pos, BinaryOp)>,
    last: Expr,
}

impl Chain {
    pub fn new(x: Expr, pos: Pos, op: BinaryOp, y: Expr) -> Chain {
        Chain { waiting: vec![(x, pos, op)], last: y }
    }

    /// Operators of one precedence group to the left.
    pub fn push(&mut self, pos: Pos, op: BinaryOp, y: Expr) {
        self.group(op.precedence());
        let x = std::mem::replace(&mut self.last, y);
        self.waiting.push((x, pos, op));
    }

    fn group(&mut self, precedence: u8) {
        while let Some((x, pos, op)) = self.waiting.pop_if(|w| w.2.precedence() >= precedence) {
            let y = std::mem::replace(&mut self.last, Expr::Bad(pos));
            self.last = Expr::Binary { pos, op, x: Box::new(x), y: Box::new(y) };
        }
    }

    pub fn finish(mut self) -> Expr {
        self.group(0);
        self.last
    }
}
