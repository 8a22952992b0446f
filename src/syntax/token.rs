//! Tokens of Go.

use std::fmt;

use super::ast::{BasicLit, BinaryOp};
use crate::intern::Name;

/// What made a semicolon; diagnostics name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SemiKind {
    /// `;`
    Written,
    /// Inserted at the end of a line.
    Newline,
    /// Inserted at the end of the file.
    Eof,
}

/// A token. Braces and parentheses come in two kinds each where one token of lookahead cannot tell
/// their role; [`super::context`] tells them apart.
#[derive(Clone, Copy, Debug)]
pub enum Token {
    Name(Name),
    Literal(BasicLit),
    String(BasicLit),

    Or,
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
    Xor,
    Mul,
    Div,
    Rem,
    And,
    AndNot,
    Shl,
    Shr,
    Not,
    Arrow,
    Assign,
    Define,
    /// `op=`
    AssignOp(BinaryOp),
    Inc,
    Dec,
    LParen,
    RParen,
    /// The `)` of a signature's parameters when a result follows.
    RParenResult,
    LBrack,
    RBrack,
    LBrace,
    /// The `{` of an `if`, `for` or `switch` body.
    BodyBrace,
    RBrace,
    Comma,
    Semi(SemiKind),
    Colon,
    Dot,
    Dots,

    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
    Eof,
}

impl Token {
    /// Whether a line that ends in this token ends the statement.
    pub fn ends_statement(self) -> bool {
        matches!(
            self,
            Token::Name(_)
                | Token::Literal(_)
                | Token::String(_)
                | Token::Break
                | Token::Continue
                | Token::Fallthrough
                | Token::Return
                | Token::Inc
                | Token::Dec
                | Token::RParen
                | Token::RBrack
                | Token::RBrace
        )
    }
}

/// The token as diagnostics name it after `unexpected`.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Token::Name(name) => name.as_str(),
            Token::Literal(lit) | Token::String(lit) => return write!(f, "literal {}", lit.text),
            Token::AssignOp(op) => return write!(f, "{op}="),
            Token::Or => "|",
            Token::OrOr => "||",
            Token::AndAnd => "&&",
            Token::Eq => "==",
            Token::Ne => "!=",
            Token::Lt => "<",
            Token::Le => "<=",
            Token::Gt => ">",
            Token::Ge => ">=",
            Token::Add => "+",
            Token::Sub => "-",
            Token::Xor => "^",
            Token::Mul => "*",
            Token::Div => "/",
            Token::Rem => "%",
            Token::And => "&",
            Token::AndNot => "&^",
            Token::Shl => "<<",
            Token::Shr => ">>",
            Token::Not => "!",
            Token::Arrow => "<-",
            Token::Assign => "=",
            Token::Define => ":=",
            Token::Inc => "++",
            Token::Dec => "--",
            Token::LParen => "(",
            Token::RParen | Token::RParenResult => ")",
            Token::LBrack => "[",
            Token::RBrack => "]",
            Token::LBrace | Token::BodyBrace => "{",
            Token::RBrace => "}",
            Token::Comma => "comma",
            Token::Semi(SemiKind::Written) => "semicolon",
            Token::Semi(SemiKind::Newline) => "newline",
            Token::Semi(SemiKind::Eof) | Token::Eof => "EOF",
            Token::Colon => ":",
            Token::Dot => ".",
            Token::Dots => "...",
            Token::Break => "break",
            Token::Case => "case",
            Token::Chan => "chan",
            Token::Const => "const",
            Token::Continue => "continue",
            Token::Default => "default",
            Token::Defer => "defer",
            Token::Else => "else",
            Token::Fallthrough => "fallthrough",
            Token::For => "for",
            Token::Func => "func",
            Token::Go => "go",
            Token::Goto => "goto",
            Token::If => "if",
            Token::Import => "import",
            Token::Interface => "interface",
            Token::Map => "map",
            Token::Package => "package",
            Token::Range => "range",
            Token::Return => "return",
            Token::Select => "select",
            Token::Struct => "struct",
            Token::Switch => "switch",
            Token::Type => "type",
            Token::Var => "var",
        };
        f.write_str(text)
    }
}

/// The operator as written.
impl fmt::Display for BinaryOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BinaryOp::OrOr => "||",
            BinaryOp::AndAnd => "&&",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Or => "|",
            BinaryOp::Xor => "^",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Rem => "%",
            BinaryOp::And => "&",
            BinaryOp::AndNot => "&^",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
        })
    }
}
