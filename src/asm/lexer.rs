//! The lexer of assembly sources: bytes to tokens with their lines.

use logos::Logos;

use super::token::Token;
use crate::intern::Name;

/// A token and its line, from 1.
#[derive(Clone, Debug)]
pub struct Lexeme {
    pub line: u32,
    pub token: Token,
    /// Nothing stands between the token and the one before.
    pub glued: bool,
}

/// A problem in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub line: u32,
    pub text: String,
}

/// `//go9:WORD REST`: directives that other assemblers take for comments.
#[derive(Clone, Debug)]
pub struct Directive {
    pub line: u32,
    pub word: String,
    pub rest: String,
}

#[derive(Logos, Clone, Copy, PartialEq, Debug)]
#[logos(skip(r"[ \t\r]+"))]
enum Raw {
    #[token("\n")]
    Newline,
    #[token(";")]
    Semicolon,
    #[regex("//[^\n]*", allow_greedy = true)]
    LineComment,
    #[token("/*")]
    BlockComment,
    #[regex(r"[\p{L}_·∕][\p{L}\p{Nd}_·∕]*")]
    Word,
    #[regex(r"0[xX][0-9a-fA-F]+")]
    #[regex(r"[0-9]+")]
    Int,
    #[regex(r"[0-9]+\.[0-9]*([eE][+-]?[0-9]+)?")]
    #[regex(r"\.[0-9]+([eE][+-]?[0-9]+)?")]
    #[regex(r"[0-9]+[eE][+-]?[0-9]+")]
    Float,
    #[regex(r#""([^"\\\n]|\\[^\n])*""#)]
    Str,
    #[regex(r"'([^'\\\n]|\\[^\n])*'")]
    Char,
    #[token(",")]
    Comma,
    #[token(":")]
    Colon,
    #[token("$")]
    Dollar,
    #[token("(")]
    LParen,
    #[token(")")]
    RParen,
    #[token("<")]
    Less,
    #[token(">")]
    Greater,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("|")]
    Or,
    #[token("^")]
    Xor,
    #[token("~")]
    Tilde,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("%")]
    Percent,
    #[token("<<")]
    Shl,
    #[token(">>")]
    Shr,
    #[token("&")]
    And,
    #[token("#")]
    Hash,
    #[token("\\")]
    Backslash,
}

/// What a file holds.
#[derive(Default)]
pub struct Lexed {
    /// Words are [`Token::Name`] throughout; each line ends with [`Token::End`].
    pub tokens: Vec<Lexeme>,
    pub directives: Vec<Directive>,
    pub problems: Vec<Problem>,
}

/// Splits `text` into tokens. Every text lexes; problems are collected.
pub fn lex(text: &str) -> Lexed {
    let mut out = Lexed::default();
    let mut line = 1;
    let mut raw = Raw::lexer(text);
    let mut last_end = 0;
    while let Some(next) = raw.next() {
        let slice = raw.slice();
        let start = line;
        let token = match next {
            Ok(Raw::Newline) => {
                line += 1;
                Token::End
            }
            Ok(Raw::Semicolon) => Token::Semicolon,
            Ok(Raw::LineComment) => {
                if let Some(text) = slice.strip_prefix("//go9:") {
                    let text = text.trim();
                    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
                    let (word, rest) = (word.to_owned(), rest.trim().to_owned());
                    out.directives.push(Directive { line, word, rest });
                }
                continue;
            }
            Ok(Raw::BlockComment) => {
                let rest = raw.remainder();
                let end = rest.find("*/").map(|i| i + 2);
                let len = end.unwrap_or(rest.len());
                line += rest[..len].bytes().filter(|&b| b == b'\n').count() as u32;
                raw.bump(len);
                if end.is_none() {
                    out.problem(start, "comment is not closed");
                }
                continue;
            }
            Ok(Raw::Word) => Token::Name(Name::new(slice)),
            Ok(Raw::Int) => match int(slice) {
                Some(value) => Token::Int(value),
                None => {
                    out.problem(line, format!("bad number {slice}"));
                    Token::Int(0)
                }
            },
            Ok(Raw::Float) => Token::Float(slice.parse().unwrap_or(0.0)),
            Ok(Raw::Str) => match unquote(slice) {
                Some(bytes) => Token::Str(bytes),
                None => {
                    out.problem(line, format!("bad string {slice}"));
                    Token::Str(Vec::new())
                }
            },
            Ok(Raw::Char) => match unquote(slice).as_deref().and_then(only_char) {
                Some(c) => Token::Int(c),
                None => {
                    out.problem(line, format!("bad character {slice}"));
                    Token::Int(0)
                }
            },
            Ok(Raw::Comma) => Token::Comma,
            Ok(Raw::Colon) => Token::Colon,
            Ok(Raw::Dollar) => Token::Dollar,
            Ok(Raw::LParen) => Token::LParen,
            Ok(Raw::RParen) => Token::RParen,
            Ok(Raw::Less) => Token::Less,
            Ok(Raw::Greater) => Token::Greater,
            Ok(Raw::Plus) => Token::Plus,
            Ok(Raw::Minus) => Token::Minus,
            Ok(Raw::Or) => Token::Or,
            Ok(Raw::Xor) => Token::Xor,
            Ok(Raw::Tilde) => Token::Tilde,
            Ok(Raw::Star) => Token::Star,
            Ok(Raw::Slash) => Token::Slash,
            Ok(Raw::Percent) => Token::Percent,
            Ok(Raw::Shl) => Token::Shl,
            Ok(Raw::Shr) => Token::Shr,
            Ok(Raw::And) => Token::And,
            Ok(Raw::Hash) => Token::Hash,
            Ok(Raw::Backslash) => Token::Backslash,
            Err(()) => {
                out.problem(line, format!("unexpected {}", crate::quote::quote(slice.as_bytes())));
                continue;
            }
        };
        let glued = raw.span().start == last_end;
        last_end = raw.span().end;
        out.tokens.push(Lexeme { line: start, token, glued });
    }
    out.tokens.push(Lexeme { line, token: Token::End, glued: false });
    out
}

impl Lexed {
    fn problem(&mut self, line: u32, text: impl Into<String>) {
        self.problems.push(Problem { line, text: text.into() });
    }
}

/// A number in Go's notation: decimal, `0x`, or octal after a leading zero.
fn int(text: &str) -> Option<u64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u64::from_str_radix(hex, 16).ok();
    }
    if text.len() > 1 && text.starts_with('0') {
        return u64::from_str_radix(text, 8).ok();
    }
    text.parse().ok()
}

/// The bytes of a quoted text with Go's escapes.
fn unquote(text: &str) -> Option<Vec<u8>> {
    let inner = text.get(1..text.len() - 1)?;
    let mut out = Vec::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        let digits = |chars: &mut std::str::Chars<'_>, n: usize, radix| {
            let text: String = chars.by_ref().take(n).collect();
            let plain = text.len() == n && text.bytes().all(|b| b.is_ascii_hexdigit());
            u32::from_str_radix(&text, radix).ok().filter(|_| plain)
        };
        let byte = match chars.next()? {
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            c @ ('\\' | '\'' | '"') => c as u8,
            'x' => digits(&mut chars, 2, 16)? as u8,
            c @ '0'..='7' => {
                let high = c.to_digit(8)? << 6;
                u8::try_from(high + digits(&mut chars, 2, 8)?).ok()?
            }
            c @ ('u' | 'U') => {
                let n = if c == 'u' { 4 } else { 8 };
                let c = char::from_u32(digits(&mut chars, n, 16)?)?;
                out.extend(c.encode_utf8(&mut [0; 4]).bytes());
                continue;
            }
            _ => return None,
        };
        out.push(byte);
    }
    Some(out)
}

/// The number of the only character in `bytes`.
fn only_char(bytes: &[u8]) -> Option<u64> {
    if let [b] = bytes {
        return Some(u64::from(*b));
    }
    let mut chars = std::str::from_utf8(bytes).ok()?.chars();
    let c = chars.next()?;
    chars.next().is_none().then_some(c as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let l = lex(text);
        let mut out: Vec<String> = l.tokens.iter().map(|t| t.token.to_string()).collect();
        out.extend(l.problems.iter().map(|p| format!("{}: {}", p.line, p.text)));
        out.join(" ")
    }

    #[test]
    fn words_and_numbers() {
        assert_eq!(tokens("a·b∕c<>+0x10(SB)"), "a·b∕c < > + 16 ( SB ) end of line");
        assert_eq!(tokens("$010 $1.5e3 $'a' $'\\n'"), "$ 8 $ 1500.0 $ 97 $ 10 end of line");
        assert_eq!(tokens("$\"a\\x00\\101\""), "$ \"a\\x00A\" end of line");
        assert_eq!(tokens("MOVQ // x\n/* a\n b */ R"), "MOVQ end of line R end of line");
    }

    #[test]
    fn problems() {
        assert_eq!(tokens("\n@"), "end of line end of line 2: unexpected \"@\"");
        assert_eq!(
            tokens("0x1FFFFFFFFFFFFFFFFF"),
            "0 end of line 1: bad number 0x1FFFFFFFFFFFFFFFFF"
        );
        assert_eq!(tokens("/*\n\n"), "end of line 1: comment is not closed");
        assert_eq!(tokens("'ab'"), "0 end of line 1: bad character 'ab'");
        assert_eq!(tokens("09"), "0 end of line 1: bad number 09");
    }
}
