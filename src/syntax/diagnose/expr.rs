//! Expressions and literals.

use super::{ArrowProblem, ChanShape, Operand, Shape, Walk, is_binary, spell};
use crate::syntax::token::Token;

impl Walk<'_> {
    pub(super) fn expr(&mut self) -> Operand {
        let mut x = self.unary();
        while is_binary(self.token) {
            x = Operand { shape: Shape::Other, parens: false, pos: self.pos };
            self.next();
            self.unary();
        }
        x
    }

    /// Gives the first expression, and whether there are more.
    pub(super) fn exprs(&mut self) -> (Operand, bool) {
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

    pub(super) fn primary(&mut self) -> Operand {
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
}
