//! Syntax errors in gc's words.
//!
//! The grammar says whether a file is a Go program; when it is not, this walk over the tokens says
//! what is wrong. It builds no tree. What it expects where, what it says, and how far it skips
//! after a problem (the *follow* set of the construct, and statement keywords inside functions)
//! are gc's behaviour: spec 10, section 6.2. Lexical problems come out in between, as the lexer
//! meets them.

mod decl;
mod expr;
mod scope;
mod stmt;
mod types;

use scope::Scopes;

use super::lexer::{LexError, Lexer};
use super::token::Token;
use crate::source::{BaseId, Pos, Sources};

/// Recursion bound; a file that nests deeper was refused before this walk (see `context`).
const DEPTH_MAX: usize = super::NESTING_MAX;

/// The problems of a file that the grammar rejects, in the order in which gc finds them.
pub fn diagnose(text: &[u8], base: BaseId, sources: &Sources) -> Vec<LexError> {
    let mut lexer = Lexer::new(text, base, sources);
    let (pos, token) = lexer.next_token();
    let mut walk = Walk {
        lexer,
        pos,
        token,
        tape: Vec::new(),
        scopes: Scopes::default(),
        functions: 0,
        nest: 0,
        depth: 0,
    };
    walk.file();
    let mut errors = walk.lexer.errors;
    // Without a syntax error the checker will see the names.
    if errors.iter().any(|e| e.text.starts_with("syntax error")) {
        errors.extend(walk.scopes.problems(sources));
    }
    errors
}

struct Walk<'a> {
    lexer: Lexer<'a>,
    pos: Pos,
    token: Token,
    /// Tokens consumed since the current statement began, for messages that quote it.
    tape: Vec<Token>,
    scopes: Scopes,
    /// Enclosing function bodies.
    functions: u32,
    /// Brackets around the current expression; -1 in a statement header outside brackets, where
    /// `T {` does not start a literal.
    nest: i32,
    depth: usize,
}

/// What kind of expression was read, as far as later messages depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A name or a selector: may be a literal's type outside headers.
    Name,
    Selector,
    /// An array, slice, struct or map type.
    LiteralType,
    Chan(ChanShape),
    Call,
    Guard,
    Other,
}

/// A channel type: its direction, and what `<-` in front of it would make of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChanShape {
    Both,
    Recv,
    /// `chan<- T`, with what an arrow in front makes of it: fine, `<-<-chan`, or no channel (the
    /// tape range of `T`).
    Send(Option<ArrowProblem>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ArrowProblem {
    TwoArrows,
    NoChannel(usize, usize),
}

#[derive(Clone, Copy)]
struct Operand {
    shape: Shape,
    parens: bool,
    pos: Pos,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Simple {
    Expr,
    /// `=`
    Assign,
    Define,
    Range,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Header {
    If,
    For,
    Switch,
    None,
}

impl Walk<'_> {
    fn next(&mut self) {
        self.tape.push(self.token);
        (self.pos, self.token) = self.lexer.next_token();
    }

    fn error_at(&mut self, pos: Pos, text: String) {
        self.lexer.errors.push(LexError { pos, text });
    }

    /// A syntax error at `pos`. A text that continues a sentence gets the current token in front.
    fn syntax_error_at(&mut self, pos: Pos, text: &str) {
        if matches!(self.token, Token::Eof) && !self.lexer.errors.is_empty() {
            return;
        }
        let token = self.token;
        let text = if text.starts_with("expecting ") {
            format!("syntax error: unexpected {token}, {text}")
        } else if ["in ", "at ", "after "].iter().any(|p| text.starts_with(p)) {
            format!("syntax error: unexpected {token} {text}")
        } else {
            format!("syntax error: {text}")
        };
        self.error_at(pos, text);
    }

    /// A problem that is no syntax error: gc's position is where it has read to.
    fn error(&mut self, text: &str) {
        self.error_at(self.lexer.read_pos(), text.to_owned());
    }

    fn syntax_error(&mut self, text: &str) {
        self.syntax_error_at(self.pos, text);
    }

    /// Skips to a token of `follow`, or inside functions to one that starts a statement.
    fn skip_to(&mut self, follow: fn(Token) -> bool) {
        while !matches!(self.token, Token::Eof)
            && !follow(self.token)
            && !(self.functions > 0 && starts_keyword_statement(self.token))
        {
            self.next();
        }
    }

    fn skip_one(&mut self) {
        if !matches!(self.token, Token::Eof) {
            self.next();
        }
    }

    fn at(&self, token: Token) -> bool {
        same(self.token, token)
    }

    fn got(&mut self, token: Token) -> bool {
        let found = self.at(token);
        if found {
            self.next();
        }
        found
    }

    fn want(&mut self, token: Token) {
        if !self.got(token) {
            self.syntax_error(&format!("expecting {}", wanted(token)));
            self.skip_one();
        }
    }

    fn got_assign(&mut self) -> bool {
        if self.at(Token::Define) {
            self.syntax_error("expecting =");
        }
        self.got(Token::Define) || self.got(Token::Assign)
    }

    /// Guards recursion: gives up on the rest of the file when too deep.
    fn descend(&mut self) -> bool {
        self.depth += 1;
        if self.depth < DEPTH_MAX {
            return true;
        }
        self.depth -= 1;
        while !matches!(self.token, Token::Eof) {
            self.next();
            self.tape.clear();
        }
        false
    }
}

fn same(a: Token, b: Token) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// The token as messages name it after `expecting`.
fn wanted(token: Token) -> String {
    match token {
        Token::Semi(_) => "semicolon or newline".to_owned(),
        token => token.to_string(),
    }
}

fn closes(token: Token) -> bool {
    matches!(token, Token::RParen | Token::RBrack | Token::RBrace)
}

fn ends_spec(token: Token) -> bool {
    matches!(token, Token::Semi(_) | Token::RParen)
}

fn starts_decl(token: Token) -> bool {
    matches!(token, Token::Const | Token::Type | Token::Var | Token::Func)
}

fn starts_type(token: Token) -> bool {
    matches!(
        token,
        Token::Name(_)
            | Token::Mul
            | Token::Arrow
            | Token::Func
            | Token::LBrack
            | Token::Chan
            | Token::Map
            | Token::Struct
            | Token::Interface
            | Token::LParen
    )
}

fn starts_keyword_statement(token: Token) -> bool {
    matches!(
        token,
        Token::Break
            | Token::Const
            | Token::Continue
            | Token::Defer
            | Token::Fallthrough
            | Token::For
            | Token::Go
            | Token::Goto
            | Token::If
            | Token::Return
            | Token::Select
            | Token::Switch
            | Token::Type
            | Token::Var
    )
}

fn is_binary(token: Token) -> bool {
    matches!(
        token,
        Token::OrOr
            | Token::AndAnd
            | Token::Eq
            | Token::Ne
            | Token::Lt
            | Token::Le
            | Token::Gt
            | Token::Ge
            | Token::Add
            | Token::Sub
            | Token::Or
            | Token::Xor
            | Token::Mul
            | Token::Div
            | Token::Rem
            | Token::And
            | Token::AndNot
            | Token::Shl
            | Token::Shr
    )
}

/// Source text of tokens with gc's spacing: around binary operators, after commas and keywords.
fn spell(tokens: &[Token]) -> String {
    let mut out = String::new();
    let mut prev = Token::Eof;
    for &token in tokens {
        let binary = is_binary(token) && prev.ends_statement()
            || matches!(token, Token::Assign | Token::Define | Token::AssignOp(_))
            || matches!(token, Token::Arrow) && prev.ends_statement();
        let text = match token {
            Token::Literal(lit) | Token::String(lit) => lit.text.to_string(),
            Token::Comma => ", ".to_owned(),
            Token::Semi(_) => "; ".to_owned(),
            Token::Chan | Token::Range => format!("{token} "),
            _ if binary => format!(" {token} "),
            _ => token.to_string(),
        };
        out.push_str(&text);
        prev = token;
    }
    out
}
