//! Syntax errors in gc's words.
//!
//! The grammar says whether a file is a Go program; when it is not, this walk over the tokens says
//! what is wrong. It builds no tree. What it expects where, what it says, and how far it skips
//! after a problem (the *follow* set of the construct, and statement keywords inside functions)
//! are gc's behaviour: spec 10, section 6.2. Lexical problems come out in between, as the lexer
//! meets them.

use super::lexer::{LexError, Lexer};
use super::token::{SemiKind, Token};
use crate::source::{BaseId, Pos, Sources};

/// Recursion bound; a file that nests deeper was refused before this walk (see `context`).
const DEPTH_MAX: usize = super::NESTING_MAX;

/// The problems of a file that the grammar rejects, in the order in which gc finds them.
pub fn diagnose(text: &[u8], base: BaseId, sources: &Sources) -> Vec<LexError> {
    let mut lexer = Lexer::new(text, base, sources);
    let (pos, token) = lexer.next_token();
    let mut walk = Walk { lexer, pos, token, tape: Vec::new(), functions: 0, nest: 0, depth: 0 };
    walk.file();
    walk.lexer.errors
}

struct Walk<'a> {
    lexer: Lexer<'a>,
    pos: Pos,
    token: Token,
    /// Tokens consumed since the current statement began, for messages that quote it.
    tape: Vec<Token>,
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

    // -----------------------------------------------------------------------------------------
    // Declarations

    fn file(&mut self) {
        if !self.got(Token::Package) {
            self.syntax_error("package statement must be first");
            return;
        }
        self.name();
        self.want(Token::Semi(SemiKind::Written));
        if !self.lexer.errors.is_empty() {
            return;
        }
        while self.got(Token::Import) {
            self.group(Walk::import_spec);
            self.want(Token::Semi(SemiKind::Written));
        }
        let mut bodiless_func = false;
        while !matches!(self.token, Token::Eof) {
            self.tape.clear();
            let after_bodiless = std::mem::take(&mut bodiless_func);
            match self.token {
                Token::Const | Token::Type | Token::Var => self.decl(),
                Token::Func => {
                    self.next();
                    bodiless_func = self.func_decl();
                }
                token => {
                    let text = if after_bodiless && matches!(token, Token::LBrace) {
                        "unexpected semicolon or newline before {"
                    } else {
                        "non-declaration statement outside function body"
                    };
                    self.syntax_error(text);
                    self.skip_to(starts_decl);
                    continue;
                }
            }
            if !matches!(self.token, Token::Eof) && !self.got(Token::Semi(SemiKind::Written)) {
                self.syntax_error("after top level declaration");
                self.skip_to(starts_decl);
            }
        }
    }

    fn decl(&mut self) {
        let keyword = self.token;
        self.next();
        self.group(match keyword {
            Token::Const => Walk::const_spec,
            Token::Type => Walk::type_spec,
            _ => Walk::var_spec,
        });
    }

    fn group(&mut self, spec: fn(&mut Self)) {
        if self.at(Token::LParen) {
            self.list(Token::LParen, Token::Semi(SemiKind::Written), Token::RParen, |w| {
                spec(w);
                false
            });
        } else {
            spec(self);
        }
    }

    /// Items between `open` and `close`; `item` says whether it was the last that may come.
    fn list(
        &mut self,
        open: Token,
        separator: Token,
        close: Token,
        mut item: impl FnMut(&mut Self) -> bool,
    ) {
        self.want(open);
        let mut done = false;
        while !matches!(self.token, Token::Eof) && !self.at(close) && !done {
            done = item(self);
            if !self.got(separator) && !self.at(close) {
                let text = format!("expecting {} or {}", wanted(separator), wanted(close));
                self.syntax_error(&text);
                self.skip_to(closes);
                if !self.at(close) {
                    return;
                }
            }
        }
        self.want(close);
    }

    fn import_spec(&mut self) {
        if matches!(self.token, Token::Name(_) | Token::Dot) {
            self.next();
        }
        if !self.literal() {
            self.syntax_error("missing import path");
            self.skip_to(ends_spec);
        }
    }

    fn const_spec(&mut self) {
        self.names();
        if !matches!(self.token, Token::Eof | Token::Semi(_) | Token::RParen) {
            self.type_opt();
            if self.got_assign() {
                self.exprs();
            }
        }
    }

    fn type_spec(&mut self) {
        self.name();
        self.got_assign();
        if self.type_opt().is_none() {
            self.syntax_error("in type declaration");
            self.skip_to(ends_spec);
        }
    }

    fn var_spec(&mut self) {
        self.names();
        if !self.got_assign() {
            self.type_();
            if !self.got_assign() {
                return;
            }
        }
        self.exprs();
    }

    /// Gives whether a function without a body was read.
    fn func_decl(&mut self) -> bool {
        if self.at(Token::LParen) {
            match self.params() {
                0 => self.error("method has no receiver"),
                1 => {}
                _ => self.error("method has multiple receivers"),
            }
        }
        if !matches!(self.token, Token::Name(_)) {
            self.syntax_error("expecting name or (");
            self.skip_to(|t| matches!(t, Token::LBrace | Token::Semi(_)));
            return false;
        }
        self.next();
        self.signature();
        if self.at(Token::LBrace) {
            self.body();
            return false;
        }
        true
    }

    fn body(&mut self) {
        self.functions += 1;
        self.block("");
        self.functions -= 1;
    }

    fn name(&mut self) {
        if matches!(self.token, Token::Name(_)) {
            self.next();
        } else {
            self.syntax_error("expecting name");
            self.skip_one();
        }
    }

    fn names(&mut self) {
        self.name();
        self.more_names();
    }

    fn more_names(&mut self) {
        while self.got(Token::Comma) {
            self.name();
        }
    }

    fn literal(&mut self) -> bool {
        let found = matches!(self.token, Token::Literal(_) | Token::String(_));
        if found {
            self.next();
        }
        found
    }

    fn signature(&mut self) {
        self.params();
        if self.at(Token::LParen) {
            self.params();
        } else {
            self.type_opt();
        }
    }

    /// Gives the number of parameters.
    fn params(&mut self) -> usize {
        let pos = self.pos;
        // For each entry, whether it has a name and a type; a lone name could be either.
        let mut entries: Vec<(bool, bool)> = Vec::new();
        self.list(Token::LParen, Token::Comma, Token::RParen, |w| {
            entries.extend(w.param());
            false
        });
        let named = entries.iter().filter(|e| **e == (true, true)).count();
        if named > 0 {
            let mut has_type = false;
            let mut mixed = false;
            for &(name, ty) in entries.iter().rev() {
                mixed |= !name || !ty && !has_type;
                has_type |= ty;
            }
            if mixed {
                self.syntax_error_at(pos, "mixed named and unnamed function parameters");
            }
        }
        entries.len()
    }

    fn param(&mut self) -> Option<(bool, bool)> {
        match self.token {
            Token::Name(_) => {
                self.next();
                match self.token {
                    Token::Dot => {
                        self.qualified();
                        Some((false, true))
                    }
                    Token::Dots => {
                        self.dots();
                        Some((true, true))
                    }
                    token if starts_type(token) => {
                        self.type_();
                        Some((true, true))
                    }
                    _ => Some((true, false)),
                }
            }
            Token::Dots => {
                self.dots();
                Some((false, true))
            }
            token if starts_type(token) => {
                self.type_();
                Some((false, true))
            }
            _ => {
                self.syntax_error("expecting )");
                self.skip_to(|t| matches!(t, Token::Comma | Token::RParen));
                None
            }
        }
    }

    fn dots(&mut self) {
        self.next();
        if self.type_opt().is_none() {
            self.syntax_error("final argument in variadic function missing type");
        }
    }

    // -----------------------------------------------------------------------------------------
    // Types

    fn type_(&mut self) -> Shape {
        self.type_opt().unwrap_or_else(|| {
            self.syntax_error("expecting type");
            self.skip_to(|t| {
                matches!(t, Token::Comma | Token::Colon | Token::Semi(_)) || closes(t)
            });
            Shape::Other
        })
    }

    fn type_opt(&mut self) -> Option<Shape> {
        if !self.descend() {
            return None;
        }
        let shape = self.type_opt_inner();
        self.depth -= 1;
        shape
    }

    fn type_opt_inner(&mut self) -> Option<Shape> {
        Some(match self.token {
            Token::Mul => {
                self.next();
                self.type_();
                Shape::Other
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Chan);
                self.chan_elem();
                Shape::Chan(ChanShape::Recv)
            }
            Token::Func => {
                self.next();
                self.signature();
                Shape::Other
            }
            Token::LBrack => {
                self.next();
                if !self.got(Token::RBrack) {
                    self.nest += 1;
                    if !self.got(Token::Dots) {
                        self.expr();
                    }
                    self.want(Token::RBrack);
                    self.nest -= 1;
                }
                self.type_();
                Shape::LiteralType
            }
            Token::Chan => {
                self.next();
                let send = self.got(Token::Arrow);
                let start = self.tape.len();
                let elem = self.chan_elem();
                Shape::Chan(match (send, elem) {
                    (false, _) => ChanShape::Both,
                    (true, Shape::Chan(ChanShape::Both)) => ChanShape::Send(None),
                    (true, Shape::Chan(ChanShape::Recv)) => {
                        ChanShape::Send(Some(ArrowProblem::TwoArrows))
                    }
                    (true, Shape::Chan(ChanShape::Send(problem))) => ChanShape::Send(problem),
                    (true, _) => {
                        let end = self.tape.len();
                        ChanShape::Send(Some(ArrowProblem::NoChannel(start, end)))
                    }
                })
            }
            Token::Map => {
                self.next();
                self.want(Token::LBrack);
                self.type_();
                self.want(Token::RBrack);
                self.type_();
                Shape::LiteralType
            }
            Token::Struct => {
                self.next();
                self.list(Token::LBrace, Token::Semi(SemiKind::Written), Token::RBrace, |w| {
                    w.field();
                    false
                });
                Shape::LiteralType
            }
            Token::Interface => {
                self.next();
                self.list(Token::LBrace, Token::Semi(SemiKind::Written), Token::RBrace, |w| {
                    w.method();
                    false
                });
                Shape::Other
            }
            Token::Name(_) => {
                self.next();
                self.qualified();
                Shape::Name
            }
            Token::LParen => {
                self.next();
                let shape = self.type_();
                self.want(Token::RParen);
                shape
            }
            _ => return None,
        })
    }

    fn chan_elem(&mut self) -> Shape {
        self.type_opt().unwrap_or_else(|| {
            self.syntax_error("missing channel element type");
            Shape::Other
        })
    }

    /// The rest of a type name, `.Name`.
    fn qualified(&mut self) {
        if self.got(Token::Dot) {
            self.name();
        }
    }

    fn type_name(&mut self) {
        if matches!(self.token, Token::Name(_)) {
            self.next();
        } else {
            self.syntax_error("expecting name");
            self.skip_to(|t| matches!(t, Token::Dot | Token::Semi(_) | Token::RBrace));
        }
        self.qualified();
    }

    fn field(&mut self) {
        match self.token {
            Token::Name(_) => {
                self.next();
                match self.token {
                    Token::Dot
                    | Token::Literal(_)
                    | Token::String(_)
                    | Token::Semi(_)
                    | Token::RBrace => self.qualified(),
                    _ => {
                        self.more_names();
                        self.type_();
                    }
                }
                self.literal();
            }
            Token::LParen | Token::Mul => {
                let mut parens = self.got(Token::LParen);
                let star = self.got(Token::Mul);
                if star && !parens {
                    parens = self.got(Token::LParen);
                }
                self.type_name();
                if parens {
                    self.want(Token::RParen);
                }
                self.literal();
                if parens {
                    self.syntax_error("cannot parenthesize embedded type");
                }
            }
            _ => {
                self.syntax_error("expecting field name or embedded type");
                self.skip_to(|t| matches!(t, Token::Semi(_) | Token::RBrace));
            }
        }
    }

    fn method(&mut self) {
        match self.token {
            Token::Name(_) => {
                self.next();
                if self.at(Token::Comma) {
                    self.more_names();
                    self.syntax_error("name list not allowed in interface type");
                }
                if self.at(Token::LParen) {
                    self.signature();
                } else {
                    self.qualified();
                }
            }
            Token::LParen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                self.type_name();
                self.want(Token::RParen);
            }
            _ => {
                self.syntax_error("expecting method or interface name");
                self.skip_to(|t| matches!(t, Token::Semi(_) | Token::RBrace));
            }
        }
    }

    // -----------------------------------------------------------------------------------------
    // Expressions

    fn expr(&mut self) -> Operand {
        let mut x = self.unary();
        while is_binary(self.token) {
            x = Operand { shape: Shape::Other, parens: false, pos: self.pos };
            self.next();
            self.unary();
        }
        x
    }

    /// Gives the first expression, and whether there are more.
    fn exprs(&mut self) -> (Operand, bool) {
        let first = self.expr();
        let mut more = false;
        while self.got(Token::Comma) {
            self.expr();
            more = true;
        }
        (first, more)
    }

    fn unary(&mut self) -> Operand {
        let pos = self.pos;
        if !self.descend() {
            return Operand { shape: Shape::Other, parens: false, pos };
        }
        let x = match self.token {
            Token::Mul | Token::Add | Token::Sub | Token::Not | Token::Xor | Token::And => {
                self.next();
                self.unary();
                Operand { shape: Shape::Other, parens: false, pos }
            }
            Token::Arrow => {
                self.next();
                let x = self.unary();
                let mut shape = Shape::Other;
                if let (Shape::Chan(chan), false) = (x.shape, x.parens) {
                    shape = Shape::Chan(ChanShape::Recv);
                    match chan {
                        ChanShape::Both | ChanShape::Send(None) => {}
                        ChanShape::Recv | ChanShape::Send(Some(ArrowProblem::TwoArrows)) => {
                            self.syntax_error("unexpected <-, expecting chan");
                        }
                        ChanShape::Send(Some(ArrowProblem::NoChannel(start, end))) => {
                            let elem = spell(self.tape.get(start..end).unwrap_or_default());
                            self.syntax_error(&format!("unexpected {elem}, expecting chan"));
                        }
                    }
                }
                Operand { shape, parens: false, pos }
            }
            _ => self.primary(),
        };
        self.depth -= 1;
        x
    }

    fn operand(&mut self) -> Operand {
        let pos = self.pos;
        let mut parens = false;
        let shape = match self.token {
            Token::Name(_) => {
                self.next();
                Shape::Name
            }
            Token::Literal(_) | Token::String(_) => {
                self.next();
                Shape::Other
            }
            Token::LParen => {
                self.next();
                self.nest += 1;
                let x = self.expr();
                self.nest -= 1;
                self.want(Token::RParen);
                parens = true;
                x.shape
            }
            Token::Func => {
                self.next();
                let pos = self.pos;
                self.signature();
                if self.at(Token::LBrace) {
                    self.nest += 1;
                    let tape = self.tape.len();
                    self.body();
                    self.tape.truncate(tape);
                    self.nest -= 1;
                } else {
                    return Operand { shape: Shape::Other, parens, pos };
                }
                Shape::Other
            }
            Token::LBrack | Token::Chan | Token::Map | Token::Struct | Token::Interface => {
                self.type_()
            }
            _ => {
                self.syntax_error("expecting expression");
                self.skip_one();
                Shape::Other
            }
        };
        Operand { shape, parens, pos }
    }

    fn primary(&mut self) -> Operand {
        let mut x = self.operand();
        loop {
            let pos = self.pos;
            let shape = match self.token {
                Token::Dot => {
                    self.next();
                    match self.token {
                        Token::Name(_) => {
                            self.next();
                            Shape::Selector
                        }
                        Token::LParen => {
                            self.next();
                            let guard = self.got(Token::Type);
                            if !guard {
                                self.type_();
                            }
                            self.want(Token::RParen);
                            if guard { Shape::Guard } else { Shape::Other }
                        }
                        _ => {
                            self.syntax_error("expecting name or (");
                            self.skip_to(|t| matches!(t, Token::Semi(_) | Token::RParen));
                            continue;
                        }
                    }
                }
                Token::LBrack => {
                    self.next();
                    self.nest += 1;
                    self.index();
                    self.nest -= 1;
                    Shape::Other
                }
                Token::LParen => {
                    self.nest += 1;
                    self.list(Token::LParen, Token::Comma, Token::RParen, |w| {
                        w.expr();
                        w.got(Token::Dots)
                    });
                    self.nest -= 1;
                    Shape::Call
                }
                Token::LBrace => {
                    let literal = match x.shape {
                        Shape::Name | Shape::Selector => self.nest >= 0,
                        Shape::LiteralType => true,
                        _ => false,
                    };
                    if !literal {
                        return x;
                    }
                    if x.parens {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    self.literal_value();
                    Shape::Other
                }
                _ => return x,
            };
            x = Operand { shape, parens: false, pos };
        }
    }

    /// What stands in the brackets of an index or slice expression, and the closing bracket.
    fn index(&mut self) {
        if !self.at(Token::Colon) {
            self.expr();
            if self.got(Token::RBrack) {
                return;
            }
        }
        self.want(Token::Colon);
        let middle = !matches!(self.token, Token::Colon | Token::RBrack);
        if middle {
            self.expr();
        }
        if self.got(Token::Colon) {
            if !middle {
                self.error("middle index required in 3-index slice");
            }
            if self.at(Token::RBrack) {
                self.error("final index required in 3-index slice");
            } else {
                self.expr();
            }
        }
        self.want(Token::RBrack);
    }

    fn literal_value(&mut self) {
        self.nest += 1;
        self.list(Token::LBrace, Token::Comma, Token::RBrace, |w| {
            w.element();
            if w.got(Token::Colon) {
                w.element();
            }
            false
        });
        self.nest -= 1;
    }

    fn element(&mut self) {
        if !self.at(Token::LBrace) {
            self.expr();
        } else if self.descend() {
            self.literal_value();
            self.depth -= 1;
        }
    }

    // -----------------------------------------------------------------------------------------
    // Statements

    fn simple(&mut self, header: Header) -> (Simple, Pos) {
        if header == Header::For && self.at(Token::Range) {
            return self.range();
        }
        let first = self.exprs();
        self.simple_rest(first, header)
    }

    fn range(&mut self) -> (Simple, Pos) {
        let pos = self.pos;
        self.next();
        self.expr();
        (Simple::Range, pos)
    }

    fn simple_rest(&mut self, (first, more): (Operand, bool), header: Header) -> (Simple, Pos) {
        let pos = self.pos;
        match self.token {
            Token::Assign | Token::Define => {
                let define = self.at(Token::Define);
                self.next();
                if header == Header::For && self.at(Token::Range) {
                    return self.range();
                }
                let (x, several) = self.exprs();
                let bare = |x: Operand, shape| x.shape == shape && !x.parens;
                if header == Header::Switch
                    && define
                    && bare(x, Shape::Guard)
                    && !several
                    && bare(first, Shape::Name)
                    && !more
                {
                    return (Simple::Expr, x.pos);
                }
                (if define { Simple::Define } else { Simple::Assign }, pos)
            }
            _ if more => {
                self.syntax_error("expecting := or = or comma");
                self.skip_to(|t| matches!(t, Token::Semi(_) | Token::RBrace));
                (Simple::Expr, first.pos)
            }
            Token::AssignOp(_) | Token::Arrow => {
                self.next();
                self.expr();
                (Simple::Other, pos)
            }
            Token::Inc | Token::Dec => {
                self.next();
                (Simple::Other, pos)
            }
            _ => (Simple::Expr, first.pos),
        }
    }

    fn header(&mut self, kind: Header) {
        self.next();
        if self.at(Token::LBrace) {
            if kind == Header::If {
                self.syntax_error("missing condition in if statement");
            }
            return;
        }
        let outer = std::mem::replace(&mut self.nest, -1);
        self.header_clauses(kind);
        self.nest = outer;
    }

    fn header_clauses(&mut self, kind: Header) {
        let mut start = self.tape.len();
        let mut cond = None;
        if !matches!(self.token, Token::Semi(_)) {
            if self.got(Token::Var) {
                let keyword = match kind {
                    Header::If => "if",
                    Header::For => "for",
                    _ => "switch",
                };
                let text = format!("var declaration not allowed in {keyword} initializer");
                self.syntax_error(&text);
                start = self.tape.len();
            }
            let init = self.simple(kind);
            if init.0 == Simple::Range {
                return;
            }
            cond = Some(init);
        }
        let mut semi = None;
        if !self.at(Token::LBrace) {
            cond = None;
            if let Token::Semi(kind) = self.token {
                semi = Some((self.pos, kind));
                self.next();
            } else {
                self.want(Token::LBrace);
                if !self.at(Token::LBrace) {
                    self.skip_to(|t| matches!(t, Token::LBrace | Token::RBrace));
                }
            }
            start = self.tape.len();
            if kind == Header::For {
                if !matches!(self.token, Token::Semi(_)) {
                    if self.at(Token::LBrace) {
                        self.syntax_error("expecting for loop condition");
                        return;
                    }
                    cond = Some(self.simple(Header::None));
                }
                let end = self.tape.len();
                self.want(Token::Semi(SemiKind::Written));
                if !self.at(Token::LBrace) {
                    let (post, pos) = self.simple(Header::None);
                    if post == Simple::Define {
                        let text = "cannot declare in post statement of for loop";
                        self.syntax_error_at(pos, text);
                    }
                }
                self.tape.truncate(end);
            } else if !self.at(Token::LBrace) {
                cond = Some(self.simple(kind));
            }
        }
        match (cond, semi) {
            (None, Some((pos, semi))) if kind == Header::If => {
                if semi == SemiKind::Written {
                    self.syntax_error_at(pos, "missing condition in if statement");
                } else {
                    let token = Token::Semi(semi);
                    let text = format!("unexpected {token}, expecting {{ after if clause");
                    self.syntax_error_at(pos, &text);
                }
            }
            (None, _) | (Some((Simple::Expr, _)), _) => {}
            (Some((simple, _)), _) => {
                let text = spell(self.tape.get(start..).unwrap_or_default());
                let what = if simple == Simple::Assign { "assignment " } else { "" };
                self.syntax_error(&format!("{what}{text} used as value"));
            }
        }
    }

    fn block(&mut self, context: &str) {
        if !self.got(Token::LBrace) {
            self.syntax_error(&format!("expecting {{ after {context}"));
            self.skip_to(|t| matches!(t, Token::Name(_) | Token::RBrace));
            if self.got(Token::RBrace) {
                return;
            }
        }
        self.stmts();
        self.want(Token::RBrace);
    }

    fn stmts(&mut self) {
        if !self.descend() {
            return;
        }
        while !matches!(self.token, Token::Eof | Token::RBrace | Token::Case | Token::Default) {
            if self.functions == 1 && self.nest == 0 {
                self.tape.clear();
            }
            if !self.stmt() {
                break;
            }
            if !self.got(Token::Semi(SemiKind::Written)) && !self.at(Token::RBrace) {
                self.syntax_error("at end of statement");
                self.skip_to(|t| {
                    matches!(t, Token::Semi(_) | Token::RBrace | Token::Case | Token::Default)
                });
                self.got(Token::Semi(SemiKind::Written));
            }
        }
        self.depth -= 1;
    }

    /// Reads a statement; gives false if none starts here.
    fn stmt(&mut self) -> bool {
        match self.token {
            Token::Name(_) => {
                let (first, more) = self.exprs();
                if first.shape == Shape::Name && !first.parens && !more && self.at(Token::Colon) {
                    return self.labeled();
                }
                self.simple_rest((first, more), Header::None);
            }
            Token::LBrace => self.block(""),
            Token::Var | Token::Const | Token::Type => self.decl(),
            Token::Add | Token::Sub | Token::Mul | Token::And | Token::Xor | Token::Not => {
                self.simple(Header::None);
            }
            Token::Literal(_)
            | Token::String(_)
            | Token::Func
            | Token::LParen
            | Token::LBrack
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Arrow => {
                self.simple(Header::None);
            }
            Token::For => {
                self.header(Header::For);
                self.block("for clause");
            }
            Token::If => self.if_stmt(),
            Token::Switch => {
                self.header(Header::Switch);
                self.clauses("switch", |w| {
                    w.exprs();
                });
            }
            Token::Select => {
                self.next();
                self.clauses("select", |w| {
                    w.simple(Header::None);
                });
            }
            Token::Fallthrough => self.next(),
            Token::Break | Token::Continue => {
                self.next();
                if matches!(self.token, Token::Name(_)) {
                    self.next();
                }
            }
            Token::Go | Token::Defer => self.started_call(),
            Token::Goto => {
                self.next();
                self.name();
            }
            Token::Return => {
                self.next();
                if !matches!(self.token, Token::Semi(_) | Token::RBrace) {
                    self.exprs();
                }
            }
            Token::Semi(_) => {}
            _ => return false,
        }
        true
    }

    fn labeled(&mut self) -> bool {
        let pos = self.pos;
        self.next();
        if self.at(Token::RBrace) {
            return true;
        }
        if !self.descend() {
            return false;
        }
        let found = self.stmt();
        self.depth -= 1;
        if !found {
            self.syntax_error_at(pos, "missing statement after label");
        }
        found
    }

    fn if_stmt(&mut self) {
        loop {
            self.header(Header::If);
            self.block("if clause");
            if !self.got(Token::Else) {
                return;
            }
            match self.token {
                Token::If => {}
                Token::LBrace => return self.block(""),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.skip_to(|t| matches!(t, Token::Name(_) | Token::RBrace));
                    return;
                }
            }
        }
    }

    /// The braces of a `switch` or `select`; `case` reads what stands between `case` and `:`.
    fn clauses(&mut self, keyword: &str, case: fn(&mut Self)) {
        if !self.got(Token::LBrace) {
            self.syntax_error(&format!("missing {{ after {keyword} clause"));
            self.skip_to(|t| matches!(t, Token::Case | Token::Default | Token::RBrace));
        }
        while !matches!(self.token, Token::Eof | Token::RBrace) {
            if self.got(Token::Case) {
                case(self);
            } else if !self.got(Token::Default) {
                self.syntax_error("expecting case or default or }");
                self.skip_to(|t| {
                    matches!(t, Token::Colon | Token::Case | Token::Default | Token::RBrace)
                });
            }
            self.want(Token::Colon);
            self.stmts();
        }
        self.want(Token::RBrace);
    }

    fn started_call(&mut self) {
        let keyword = self.token;
        self.next();
        let x = self.primary();
        if x.parens {
            self.error_at(x.pos, format!("expression in {keyword} must not be parenthesized"));
        }
        if x.shape != Shape::Call {
            self.error_at(x.pos, format!("expression in {keyword} must be function call"));
        }
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
