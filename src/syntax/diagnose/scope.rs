//! Names of the file as far as it could be read.
//!
//! gc builds the tree of a file even after syntax errors, and declares names while it does: what is
//! wrong with them is reported beside the syntax errors. Nothing later is.

use crate::intern::Name;
use crate::source::{Pos, Sources};
use crate::syntax::lexer::LexError;
use crate::syntax::token::Token;

/// A name that is declared twice in a block, or a `:=` that declares none.
struct Clash {
    pos: Pos,
    name: Option<(Name, Pos)>,
}

/// Blocks that are open, with what they declare.
#[derive(Default)]
pub struct Scopes {
    names: Vec<(Name, Pos)>,
    /// For each open block, how many names there were before it.
    marks: Vec<usize>,
    /// Parameters of the signature that was read last: its body, if there is one, declares them.
    pub params: Vec<(Name, Pos)>,
    clashes: Vec<Clash>,
}

impl Scopes {
    pub fn open(&mut self) {
        self.marks.push(self.names.len());
    }

    pub fn close(&mut self) {
        let len = self.marks.pop().unwrap_or_default();
        self.names.truncate(len);
    }

    fn find(&self, name: Name) -> Option<Pos> {
        let start = self.marks.last().copied().unwrap_or_default();
        self.names[start..].iter().rev().find(|n| n.0 == name).map(|n| n.1)
    }

    pub fn declare(&mut self, name: Name, pos: Pos) {
        if name.is_blank() {
            return;
        }
        if let Some(previous) = self.find(name) {
            self.clashes.push(Clash { pos, name: Some((name, previous)) });
        }
        self.names.push((name, pos));
    }

    pub fn declare_params(&mut self) {
        for (name, pos) in std::mem::take(&mut self.params) {
            self.declare(name, pos);
        }
    }

    /// The targets of a `:=` at `pos`. Targets other than names are left to the checker.
    pub fn define(&mut self, targets: &[Token], pos: Pos) {
        let mut any_new = false;
        for (i, token) in targets.iter().enumerate() {
            match *token {
                Token::Name(name) if i % 2 == 0 => {
                    if !name.is_blank() && self.find(name).is_none() {
                        self.names.push((name, pos));
                        any_new = true;
                    }
                }
                Token::Comma if i % 2 == 1 => {}
                _ => return,
            }
        }
        if !any_new {
            self.clashes.push(Clash { pos, name: None });
        }
    }

    /// The problems, in the order in which gc finds them.
    pub fn problems(&self, sources: &Sources) -> impl Iterator<Item = LexError> {
        self.clashes.iter().map(|clash| {
            let text = match clash.name {
                Some((name, previous)) => {
                    let previous = sources.describe(previous);
                    format!("{name} redeclared in this block\n\tprevious declaration at {previous}")
                }
                None => "no new variables on left side of :=".to_owned(),
            };
            LexError { pos: clash.pos, text }
        })
    }
}
