//! The syntax tree: what was written, with positions, nothing resolved.
//!
//! Types and expressions share one enum, since the grammar cannot tell `T(x)` from `f(x)`.
//! Positions follow spec 10, section 2: an operator's position is the operator's, a call's its
//! opening parenthesis, a selector's its dot, an index's its bracket, and so on.

use crate::intern::Name;
use crate::source::Pos;

/// A name where it is written.
#[derive(Clone, Copy, Debug)]
pub struct Ident {
    pub pos: Pos,
    pub name: Name,
}

/// One source file.
#[derive(Debug)]
pub struct File {
    pub package: Ident,
    pub decls: Vec<Decl>,
    /// Describes a package of ours that is being compiled: its imports need not be used.
    pub is_description: bool,
    /// `//go:linkname` directives in source order.
    pub linknames: Vec<Linkname>,
    /// Position of the end of the file.
    pub eof: Pos,
}

#[derive(Debug)]
pub struct Linkname {
    pub pos: Pos,
    pub local: Name,
    /// The link-time name; absent in the one-argument form.
    pub remote: Option<Name>,
}

bitflags::bitflags! {
    /// `//go:` directives in front of a declaration.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
    pub struct Pragma: u16 {
        const NOINLINE = 1;
        const NOSPLIT = 1 << 1;
        const NOESCAPE = 1 << 2;
        const NORACE = 1 << 3;
        const SYSTEMSTACK = 1 << 4;
        const NOWRITEBARRIER = 1 << 5;
        const NOWRITEBARRIERREC = 1 << 6;
        const YESWRITEBARRIERREC = 1 << 7;
        const CGO_UNSAFE_ARGS = 1 << 8;
        const UINTPTR_ESCAPES = 1 << 9;
        const NOTINHEAP = 1 << 10;
        const NOCHECKPTR = 1 << 11;
    }
}

#[derive(Debug)]
pub enum Decl {
    Import(ImportDecl),
    /// `const` specs; those of one group share `group` and count `iota` from 0.
    Const(ConstDecl),
    Type(TypeDecl),
    Var(VarDecl),
    Func(Box<FuncDecl>),
}

#[derive(Debug)]
pub struct ImportDecl {
    /// The local name if present, else the path.
    pub pos: Pos,
    pub local: Option<Ident>,
    pub path: BasicLit,
}

#[derive(Debug)]
pub struct ConstDecl {
    pub pos: Pos,
    pub names: Vec<Ident>,
    pub ty: Option<Expr>,
    pub values: Vec<Expr>,
    /// Number of the parenthesised group in the file; specs outside groups get one of their own.
    pub group: u32,
    /// Index of the spec in its group.
    pub iota: u32,
}

#[derive(Debug)]
pub struct TypeDecl {
    pub pos: Pos,
    pub name: Ident,
    pub alias: bool,
    pub ty: Expr,
    pub pragma: Pragma,
}

#[derive(Debug)]
pub struct VarDecl {
    pub pos: Pos,
    pub names: Vec<Ident>,
    pub ty: Option<Expr>,
    pub values: Vec<Expr>,
}

#[derive(Debug)]
pub struct FuncDecl {
    /// The token after `func`: the name, or the parenthesis of the receiver.
    pub pos: Pos,
    pub recv: Option<Field>,
    pub name: Ident,
    pub ty: FuncType,
    pub body: Option<Block>,
    pub pragma: Pragma,
}

/// A parameter, a result, or a struct field. Names that share a type (`a, b int`) are one `Field`
/// each; they hold the same type expression.
#[derive(Debug)]
pub struct Field {
    pub pos: Pos,
    pub name: Option<Ident>,
    pub ty: std::rc::Rc<Expr>,
    /// Struct fields only.
    pub embedded: bool,
    pub tag: Option<BasicLit>,
}

#[derive(Debug)]
pub struct FuncType {
    /// The parenthesis of the parameters.
    pub pos: Pos,
    /// The last one may have the type `Expr::Dots`.
    pub params: Vec<Field>,
    pub results: Vec<Field>,
}

/// An element of an interface type: a method, or an embedded type.
#[derive(Debug)]
pub enum InterfaceElem {
    Method { name: Ident, ty: FuncType },
    Embedded(Expr),
}

#[derive(Debug)]
pub struct Block {
    /// `{`
    pub pos: Pos,
    pub stmts: Vec<Stmt>,
    /// `}`
    pub end: Pos,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Rune,
    String,
}

/// A literal as written.
#[derive(Clone, Copy, Debug)]
pub struct BasicLit {
    pub pos: Pos,
    pub kind: LitKind,
    pub text: Name,
    /// A lexical error was reported: the value is zero, and no further error is due.
    pub bad: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `+x`
    Plus,
    /// `-x`
    Neg,
    /// `!x`
    Not,
    /// `^x`
    Com,
    /// `&x`
    Addr,
    /// `<-x`
    Recv,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    OrOr,
    AndAnd,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    And,
    AndNot,
    Shl,
    Shr,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    Both,
    Send,
    Recv,
}

/// An element of a composite literal.
#[derive(Debug)]
pub struct Element {
    /// The key's position, or the value's.
    pub pos: Pos,
    pub key: Option<Expr>,
    pub value: Expr,
}

#[derive(Debug)]
pub struct CompositeLit {
    /// `{`
    pub pos: Pos,
    /// Absent in an elided element literal.
    pub ty: Option<Expr>,
    pub elems: Vec<Element>,
    /// `}`
    pub end: Pos,
}

#[derive(Debug)]
pub struct Call {
    /// `(`
    pub pos: Pos,
    pub fun: Expr,
    pub args: Vec<Expr>,
    /// `f(xs...)`
    pub has_dots: bool,
}

#[derive(Debug)]
pub enum Expr {
    /// A syntax error stood here.
    Bad(Pos),
    Ident(Ident),
    Lit(BasicLit),
    Composite(Box<CompositeLit>),
    /// `func(...) {...}`; position of `func`.
    FuncLit {
        pos: Pos,
        ty: Box<FuncType>,
        body: Box<Block>,
    },
    Paren {
        pos: Pos,
        x: Box<Expr>,
    },
    Selector {
        pos: Pos,
        x: Box<Expr>,
        sel: Ident,
    },
    Index {
        pos: Pos,
        x: Box<Expr>,
        index: Box<Expr>,
    },
    /// `x[lo:hi:max]`; `three` for the 3-index form.
    Slice {
        pos: Pos,
        x: Box<Expr>,
        bounds: Box<[Option<Expr>; 3]>,
        three: bool,
    },
    /// `x.(T)`
    Assert {
        pos: Pos,
        x: Box<Expr>,
        ty: Box<Expr>,
    },
    /// `x.(type)`; the guard of a type switch is taken apart by its statement, so this one is
    /// misplaced.
    TypeGuard {
        pos: Pos,
        x: Box<Expr>,
    },
    Call(Box<Call>),
    Unary {
        pos: Pos,
        op: UnaryOp,
        x: Box<Expr>,
    },
    /// `*x`, also the pointer type `*T`.
    Star {
        pos: Pos,
        x: Box<Expr>,
    },
    Binary {
        pos: Pos,
        op: BinaryOp,
        x: Box<Expr>,
        y: Box<Expr>,
    },
    /// `[N]T`; `len` is `None` for `[...]T`.
    ArrayType {
        pos: Pos,
        len: Option<Box<Expr>>,
        elem: Box<Expr>,
    },
    SliceType {
        pos: Pos,
        elem: Box<Expr>,
    },
    /// `...T`, only as the last parameter's type.
    Dots {
        pos: Pos,
        elem: Box<Expr>,
    },
    MapType {
        pos: Pos,
        key: Box<Expr>,
        value: Box<Expr>,
    },
    ChanType {
        pos: Pos,
        dir: ChanDir,
        elem: Box<Expr>,
    },
    FuncType(Box<FuncType>),
    StructType {
        pos: Pos,
        fields: Vec<Field>,
    },
    InterfaceType {
        pos: Pos,
        elems: Vec<InterfaceElem>,
    },
}

/// A statement that may stand before a `;` in a header or alone.
#[derive(Debug)]
pub enum SimpleStmt {
    Expr(Expr),
    /// `lhs = rhs`, `lhs := rhs`
    Assign {
        pos: Pos,
        define: bool,
        lhs: Vec<Expr>,
        rhs: Vec<Expr>,
    },
    /// `x op= y`
    AssignOp {
        pos: Pos,
        op: BinaryOp,
        lhs: Expr,
        rhs: Expr,
    },
    /// `x++`, `x--`
    IncDec {
        pos: Pos,
        inc: bool,
        x: Expr,
    },
    /// `ch <- x`
    Send {
        pos: Pos,
        ch: Expr,
        value: Expr,
    },
}

#[derive(Debug)]
pub struct IfStmt {
    pub pos: Pos,
    pub init: Option<SimpleStmt>,
    pub cond: Expr,
    pub then: Block,
    pub els: Option<Box<Stmt>>,
}

#[derive(Debug)]
pub struct ForStmt {
    pub pos: Pos,
    pub header: ForHeader,
    pub body: Block,
}

#[derive(Debug)]
pub enum ForHeader {
    Clause {
        init: Option<SimpleStmt>,
        cond: Option<Expr>,
        post: Option<SimpleStmt>,
    },
    /// `lhs := range x`; `pos` is the `range` keyword's. `lhs` has up to two expressions (more are
    /// an error of the checker).
    Range {
        pos: Pos,
        define: bool,
        lhs: Vec<Expr>,
        x: Expr,
    },
}

#[derive(Debug)]
pub struct SwitchStmt {
    pub pos: Pos,
    pub init: Option<SimpleStmt>,
    pub tag: Option<Expr>,
    pub clauses: Vec<CaseClause>,
    /// `}`
    pub end: Pos,
}

#[derive(Debug)]
pub struct TypeSwitchStmt {
    pub pos: Pos,
    pub init: Option<SimpleStmt>,
    /// `v := x.(type)`: the variable, the guard's dot, the expression.
    pub bind: Option<Ident>,
    pub guard_pos: Pos,
    pub x: Expr,
    pub clauses: Vec<CaseClause>,
    pub end: Pos,
}

#[derive(Debug)]
pub struct CaseClause {
    /// `case` or `default`
    pub pos: Pos,
    /// `None` for `default`.
    pub exprs: Option<Vec<Expr>>,
    /// `:`
    pub colon: Pos,
    pub body: Vec<Stmt>,
}

#[derive(Debug)]
pub struct CommClause {
    pub pos: Pos,
    /// `None` for `default`.
    pub comm: Option<SimpleStmt>,
    pub colon: Pos,
    pub body: Vec<Stmt>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BranchKind {
    Break,
    Continue,
    Goto,
    Fallthrough,
}

#[derive(Debug)]
pub enum Stmt {
    Empty(Pos),
    Simple(SimpleStmt),
    Decl(Vec<Decl>),
    Block(Block),
    /// `label: stmt`; `pos` is the `:`.
    Labeled {
        pos: Pos,
        label: Ident,
        stmt: Box<Stmt>,
    },
    If(Box<IfStmt>),
    For(Box<ForStmt>),
    Switch(Box<SwitchStmt>),
    TypeSwitch(Box<TypeSwitchStmt>),
    /// `end` is the closing brace.
    Select {
        pos: Pos,
        clauses: Vec<CommClause>,
        end: Pos,
    },
    Return {
        pos: Pos,
        results: Vec<Expr>,
    },
    Branch {
        pos: Pos,
        kind: BranchKind,
        label: Option<Ident>,
    },
    /// `call` is `Expr::Call` unless an error was reported.
    Go {
        pos: Pos,
        call: Expr,
    },
    Defer {
        pos: Pos,
        call: Expr,
    },
}

impl Expr {
    /// The position of the node (spec 10, section 2).
    pub fn pos(&self) -> Pos {
        match self {
            Expr::Bad(pos) => *pos,
            Expr::Ident(id) => id.pos,
            Expr::Lit(lit) => lit.pos,
            Expr::Composite(c) => c.pos,
            Expr::Call(c) => c.pos,
            Expr::FuncType(t) => t.pos,
            Expr::FuncLit { pos, .. }
            | Expr::Paren { pos, .. }
            | Expr::Selector { pos, .. }
            | Expr::Index { pos, .. }
            | Expr::Slice { pos, .. }
            | Expr::Assert { pos, .. }
            | Expr::TypeGuard { pos, .. }
            | Expr::Unary { pos, .. }
            | Expr::Star { pos, .. }
            | Expr::Binary { pos, .. }
            | Expr::ArrayType { pos, .. }
            | Expr::SliceType { pos, .. }
            | Expr::Dots { pos, .. }
            | Expr::MapType { pos, .. }
            | Expr::ChanType { pos, .. }
            | Expr::StructType { pos, .. }
            | Expr::InterfaceType { pos, .. } => *pos,
        }
    }
}
