//! Types.

use super::{ArrowProblem, ChanShape, Shape, Walk, closes};
use crate::syntax::token::{SemiKind, Token};

impl Walk<'_> {
    pub(super) fn type_(&mut self) -> Shape {
        self.type_opt().unwrap_or_else(|| {
            self.syntax_error("expecting type");
            self.skip_to(|t| {
                matches!(t, Token::Comma | Token::Colon | Token::Semi(_)) || closes(t)
            });
            Shape::Other
        })
    }

    pub(super) fn type_opt(&mut self) -> Option<Shape> {
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
    pub(super) fn qualified(&mut self) {
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
}
