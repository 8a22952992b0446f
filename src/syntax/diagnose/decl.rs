//! Declarations and parameter lists.

use super::{Walk, closes, ends_spec, starts_decl, starts_type, wanted};
use crate::syntax::token::{SemiKind, Token};

impl Walk<'_> {
    pub(super) fn file(&mut self) {
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

    pub(super) fn decl(&mut self) {
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
    pub(super) fn list(
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
        self.declared_name();
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
        self.scopes.params.clear();
        let mut receivers = 0;
        if self.at(Token::LParen) {
            receivers = self.params();
            match receivers {
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
        if receivers == 0 {
            self.declare_func();
        }
        self.next();
        let receiver = std::mem::take(&mut self.scopes.params);
        self.signature();
        self.scopes.params.splice(0..0, receiver);
        if self.at(Token::LBrace) {
            self.body();
            return false;
        }
        true
    }

    pub(super) fn body(&mut self) {
        self.functions += 1;
        self.scopes.open();
        self.scopes.declare_params();
        self.block("");
        self.scopes.close();
        self.functions -= 1;
    }

    pub(super) fn name(&mut self) {
        if matches!(self.token, Token::Name(_)) {
            self.next();
        } else {
            self.syntax_error("expecting name");
            self.skip_one();
        }
    }

    /// Names that are declared here.
    fn names(&mut self) {
        self.declared_name();
        while self.got(Token::Comma) {
            self.declared_name();
        }
    }

    fn declared_name(&mut self) {
        if let Token::Name(name) = self.token {
            self.scopes.declare(name, self.pos);
        }
        self.name();
    }

    /// The function whose name comes next; there may be many `init`.
    fn declare_func(&mut self) {
        if let Token::Name(name) = self.token
            && name.as_str() != "init"
        {
            self.scopes.declare(name, self.pos);
        }
    }

    pub(super) fn more_names(&mut self) {
        while self.got(Token::Comma) {
            self.name();
        }
    }

    pub(super) fn literal(&mut self) -> bool {
        let found = matches!(self.token, Token::Literal(_) | Token::String(_));
        if found {
            self.next();
        }
        found
    }

    pub(super) fn signature(&mut self) {
        self.scopes.params.clear();
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
        let mut names = Vec::new();
        let mut outer = std::mem::take(&mut self.scopes.params);
        self.list(Token::LParen, Token::Comma, Token::RParen, |w| {
            if let Token::Name(name) = w.token {
                names.push((name, w.pos));
            }
            entries.extend(w.param());
            false
        });
        let named = entries.iter().filter(|e| **e == (true, true)).count();
        if named > 0 {
            outer.append(&mut names);
        }
        self.scopes.params = outer;
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
}
