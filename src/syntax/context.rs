//! Between lexer and grammar: tokens whose role one token of lookahead cannot tell.
//!
//! - `{` in the header of `if`, `for` and `switch` opens the body (`BodyBrace`), unless it belongs
//!   to a composite literal of a written-out type (`range []int{1, 2}`), to a struct or interface
//!   type, or to a function literal. Inside parentheses and brackets it is an ordinary brace, as
//!   outside headers. `range T{1}` takes the brace for the body, as Go's grammar has it.
//! - `)` that ends the parameters right after `func` is `RParenResult` if a result type follows.
//!
//! The stream also bounds how deep the tree can get ([`NESTING_MAX`]), before the tree exists.

use super::lexer::{LexError, Lexer};
use super::token::Token;
use crate::source::Pos;

/// Bound on the depth of the syntax tree. Recursive walks over the tree need a stack for this many
/// levels. The measure counts operators and brackets, so it never falls short of the depth.
pub const NESTING_MAX: usize = 10_000;

/// State at one bracket level, kept while inner levels are read.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Between `if`, `for` or `switch` and the body's brace.
    header: bool,
    /// In a header: the tokens since `[...]` or `map[...]` in operand position are a type so far.
    in_type: bool,
    /// In a header: a function literal's signature, whose body is due.
    in_func: bool,
    /// Operators since the last separator: the depth that this level may add to the tree.
    depth: usize,
    /// What the bracket that opened the level is.
    opener: Opener,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Opener {
    #[default]
    Other,
    /// Parameters right after `func`.
    Params,
    /// The bracket of an array, slice or map type in operand position.
    TypeBracket,
    /// The braces of a struct type.
    Struct,
}

/// The token stream that the grammar reads.
pub struct Context<'l, 'a> {
    lexer: &'l mut Lexer<'a>,
    peeked: Option<(Pos, Token)>,
    level: Level,
    outer: Vec<Level>,
    /// Sum of `depth` of the outer levels.
    outer_depth: usize,
    prev: Token,
    /// `prev` closed a struct type's braces.
    after_struct: bool,
    /// Position of the end of the file, once read.
    pub eof: Pos,
}

impl<'l, 'a> Context<'l, 'a> {
    pub fn new(lexer: &'l mut Lexer<'a>) -> Context<'l, 'a> {
        Context {
            lexer,
            peeked: None,
            level: Level::default(),
            outer: Vec::new(),
            outer_depth: 0,
            prev: Token::Eof,
            after_struct: false,
            eof: Pos::NONE,
        }
    }

    fn open(&mut self, opener: Opener) {
        self.outer_depth += self.level.depth + 1;
        self.outer.push(self.level);
        self.level = Level { opener, ..Level::default() };
    }

    /// Returns what the closed level was.
    fn close(&mut self) -> Opener {
        let opener = self.level.opener;
        if let Some(level) = self.outer.pop() {
            self.level = level;
            self.outer_depth -= level.depth + 1;
        }
        opener
    }

    /// Whether a `[` after `prev` starts a type rather than an index.
    fn starts_operand(&self) -> bool {
        !matches!(
            self.prev,
            Token::Name(_)
                | Token::Literal(_)
                | Token::String(_)
                | Token::RParen
                | Token::RBrack
                | Token::RBrace
        )
    }

    fn brace(&mut self) -> Token {
        let level = &mut self.level;
        let (token, opener) = if matches!(self.prev, Token::Struct) {
            (Token::LBrace, Opener::Struct)
        } else if !level.header || matches!(self.prev, Token::Interface) {
            (Token::LBrace, Opener::Other)
        } else if level.in_func || level.in_type || self.after_struct {
            level.in_func = false;
            level.in_type = false;
            (Token::LBrace, Opener::Other)
        } else {
            level.header = false;
            (Token::BodyBrace, Opener::Other)
        };
        self.open(opener);
        token
    }

    /// Whether the type that `in_type` tracks goes on with `token`.
    fn continues_type(&self, token: Token) -> bool {
        match token {
            Token::Name(_)
            | Token::Dot
            | Token::Chan
            | Token::Arrow
            | Token::Map
            | Token::Func
            | Token::Struct
            | Token::Interface
            | Token::LBrack => true,
            // A star after a complete type multiplies.
            Token::Mul => {
                matches!(self.prev, Token::RBrack | Token::Mul | Token::Chan | Token::Arrow)
            }
            Token::LParen => {
                matches!(self.prev, Token::Func | Token::RParenResult | Token::RBrack)
            }
            _ => false,
        }
    }

    fn classify(&mut self, token: Token) -> Token {
        if self.level.in_type
            && !matches!(token, Token::LBrace | Token::RBrace | Token::RBrack | Token::RParen)
        {
            self.level.in_type = self.continues_type(token);
        }
        match token {
            Token::If | Token::For | Token::Switch => self.level.header = true,
            Token::Func if self.level.header && !self.level.in_type => self.level.in_func = true,
            Token::LBrace => return self.brace(),
            Token::LParen => {
                let params = matches!(self.prev, Token::Func);
                self.open(if params { Opener::Params } else { Opener::Other });
            }
            Token::LBrack => {
                let in_type = self.level.in_type || self.starts_operand();
                self.open(if in_type { Opener::TypeBracket } else { Opener::Other });
            }
            Token::RBrack => {
                if self.close() == Opener::TypeBracket && self.level.header {
                    self.level.in_type = true;
                }
            }
            Token::RBrace => {
                self.after_struct = self.close() == Opener::Struct;
                return token;
            }
            Token::RParen => {
                if self.close() == Opener::Params {
                    let next = self.lexer.next_token();
                    self.peeked = Some(next);
                    if starts_type(next.1) {
                        return Token::RParenResult;
                    }
                }
            }
            _ => {}
        }
        self.after_struct = false;
        token
    }

    /// Counts what may deepen the tree.
    fn measure(&mut self, token: Token) {
        match token {
            Token::Semi(_) | Token::Comma => self.level.depth = 0,
            Token::Name(_) | Token::Literal(_) | Token::String(_) => {}
            _ => self.level.depth += 1,
        }
    }
}

fn starts_type(token: Token) -> bool {
    matches!(
        token,
        Token::Name(_)
            | Token::LParen
            | Token::LBrack
            | Token::Mul
            | Token::Arrow
            | Token::Func
            | Token::Struct
            | Token::Interface
            | Token::Map
            | Token::Chan
    )
}

impl Iterator for Context<'_, '_> {
    type Item = Result<(Pos, Token, Pos), LexError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (pos, token) = match self.peeked.take() {
            Some(next) => next,
            None => self.lexer.next_token(),
        };
        if let Token::Eof = token {
            self.eof = pos;
            return None;
        }
        let token = self.classify(token);
        self.prev = token;
        self.measure(token);
        if self.outer_depth + self.level.depth > NESTING_MAX {
            let text = "go9: nesting this deep is not supported".to_owned();
            return Some(Err(LexError { pos, text }));
        }
        Some(Ok((pos, token, pos)))
    }
}
