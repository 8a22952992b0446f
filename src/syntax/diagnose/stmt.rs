//! Statements and their headers.

use super::{Header, Operand, Shape, Simple, Walk, spell};
use crate::source::Pos;
use crate::syntax::token::{SemiKind, Token};

impl Walk<'_> {
    fn simple(&mut self, header: Header) -> (Simple, Pos) {
        if header == Header::For && self.at(Token::Range) {
            return self.range();
        }
        let start = self.tape.len();
        let first = self.exprs();
        self.simple_rest(first, start, header)
    }

    fn range(&mut self) -> (Simple, Pos) {
        let pos = self.pos;
        self.next();
        self.expr();
        (Simple::Range, pos)
    }

    /// What follows the expressions that a statement begins with; `start` is where these begin on
    /// the tape.
    fn simple_rest(
        &mut self,
        (first, more): (Operand, bool),
        start: usize,
        header: Header,
    ) -> (Simple, Pos) {
        let pos = self.pos;
        match self.token {
            Token::Assign | Token::Define => {
                let define = self.at(Token::Define);
                let targets = start..self.tape.len();
                self.next();
                if header == Header::For && self.at(Token::Range) {
                    return self.range();
                }
                let (x, several) = self.exprs();
                if define && x.shape != Shape::Guard {
                    let targets = self.tape.get(targets).unwrap_or_default().to_vec();
                    self.scopes.define(&targets, pos);
                }
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

    fn scoped_block(&mut self, context: &str) {
        self.scopes.open();
        self.block(context);
        self.scopes.close();
    }

    pub(super) fn block(&mut self, context: &str) {
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
                let start = self.tape.len();
                let (first, more) = self.exprs();
                if first.shape == Shape::Name && !first.parens && !more && self.at(Token::Colon) {
                    return self.labeled();
                }
                self.simple_rest((first, more), start, Header::None);
            }
            Token::LBrace => self.scoped_block(""),
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
                self.scopes.open();
                self.header(Header::For);
                self.scoped_block("for clause");
                self.scopes.close();
            }
            Token::If => self.if_stmt(),
            Token::Switch => {
                self.scopes.open();
                self.header(Header::Switch);
                self.clauses("switch", |w| {
                    w.exprs();
                });
                self.scopes.close();
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
        let mut open = 0;
        loop {
            self.scopes.open();
            open += 1;
            self.header(Header::If);
            self.scoped_block("if clause");
            if !self.got(Token::Else) {
                break;
            }
            match self.token {
                Token::If => {}
                Token::LBrace => {
                    self.scoped_block("");
                    break;
                }
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.skip_to(|t| matches!(t, Token::Name(_) | Token::RBrace));
                    break;
                }
            }
        }
        for _ in 0..open {
            self.scopes.close();
        }
    }

    /// The braces of a `switch` or `select`; `case` reads what stands between `case` and `:`.
    fn clauses(&mut self, keyword: &str, case: fn(&mut Self)) {
        if !self.got(Token::LBrace) {
            self.syntax_error(&format!("missing {{ after {keyword} clause"));
            self.skip_to(|t| matches!(t, Token::Case | Token::Default | Token::RBrace));
        }
        while !matches!(self.token, Token::Eof | Token::RBrace) {
            self.scopes.open();
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
            self.scopes.close();
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
