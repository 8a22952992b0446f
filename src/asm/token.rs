//! Tokens of assembly sources.

use std::fmt;

use crate::intern::Name;
use crate::ssa::reg::{LOW_NAMES, Reg};

/// A register by name; the pseudo registers of Plan 9 beside those of the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AsmReg {
    Machine(Reg),
    /// Static base: global symbols.
    Sb,
    /// Frame pointer: arguments.
    Fp,
    /// The instruction itself, in `N(PC)`.
    Pc,
    /// Thread-local storage.
    Tls,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Token {
    /// End of a line.
    End,
    /// `;`: end of a statement.
    Semicolon,
    Name(Name),
    Reg(AsmReg),
    Int(u64),
    Float(f64),
    Str(Vec<u8>),
    Text,
    Data,
    Globl,
    Comma,
    Colon,
    Dollar,
    LParen,
    RParen,
    Less,
    Greater,
    Plus,
    Minus,
    Or,
    Xor,
    Tilde,
    Star,
    Slash,
    Percent,
    Shl,
    Shr,
    And,
    /// `#`, in front of a directive.
    Hash,
    /// `\`, in macro definitions.
    Backslash,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Token::End => "end of line",
            Token::Semicolon => ";",
            Token::Name(name) => return f.write_str(name.as_str()),
            Token::Reg(AsmReg::Machine(r)) => r.name(),
            Token::Reg(AsmReg::Sb) => "SB",
            Token::Reg(AsmReg::Fp) => "FP",
            Token::Reg(AsmReg::Pc) => "PC",
            Token::Reg(AsmReg::Tls) => "TLS",
            Token::Int(value) => return write!(f, "{value}"),
            Token::Float(value) => return write!(f, "{value:?}"),
            Token::Str(bytes) => return f.write_str(&crate::quote::quote(bytes)),
            Token::Text => "TEXT",
            Token::Data => "DATA",
            Token::Globl => "GLOBL",
            Token::Comma => ",",
            Token::Colon => ":",
            Token::Dollar => "$",
            Token::LParen => "(",
            Token::RParen => ")",
            Token::Less => "<",
            Token::Greater => ">",
            Token::Plus => "+",
            Token::Minus => "-",
            Token::Or => "|",
            Token::Xor => "^",
            Token::Tilde => "~",
            Token::Star => "*",
            Token::Slash => "/",
            Token::Percent => "%",
            Token::Shl => "<<",
            Token::Shr => ">>",
            Token::And => "&",
            Token::Hash => "#",
            Token::Backslash => "\\",
        };
        f.write_str(text)
    }
}

impl Token {
    /// What a word is once macros are expanded.
    pub fn of_word(word: Name) -> Token {
        let text = word.as_str();
        match text {
            "TEXT" => return Token::Text,
            "DATA" => return Token::Data,
            "GLOBL" => return Token::Globl,
            "SB" => return Token::Reg(AsmReg::Sb),
            "FP" => return Token::Reg(AsmReg::Fp),
            "PC" => return Token::Reg(AsmReg::Pc),
            "TLS" => return Token::Reg(AsmReg::Tls),
            _ => {}
        }
        let low = || LOW_NAMES.iter().position(|n| *n == text).map(|i| Reg(Reg::AL.0 + i as u8));
        let byte = || {
            let full = Reg::by_name(text.strip_suffix('B')?)?;
            (4..16).contains(&full.0).then_some(full)
        };
        match Reg::by_name(text).or_else(low).or_else(byte) {
            Some(r) => Token::Reg(AsmReg::Machine(r)),
            None => Token::Name(word),
        }
    }
}
