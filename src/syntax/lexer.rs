//! The lexer: bytes to tokens with positions, with Go's automatic semicolons.
//!
//! logos splits the text; what a regular expression cannot say (literals with gc's diagnostics,
//! letters beyond ASCII, directives in comments) is done here and in [`super::literal`].
//! Messages and their positions follow spec 10, section 6.1.

use logos::Logos;

use super::ast::{BasicLit, BinaryOp, Linkname, LitKind, Pragma};
use super::directive;
use super::literal;
use super::token::{SemiKind, Token};
use crate::intern::Name;
use crate::source::{BaseId, Pos, Sources};

/// What logos recognises. Literals are only recognised by how they start.
#[derive(Logos, Clone, Copy, Debug)]
#[logos(utf8 = false)]
#[logos(skip(r"[ \t\r]+"))]
enum Raw {
    #[token("\n")]
    Newline,
    #[token("//")]
    LineComment,
    #[token("/*")]
    BlockComment,
    #[regex("[A-Za-z_][A-Za-z0-9_]*")]
    Word,
    #[regex(r"[0-9]|\.[0-9]")]
    Number,
    #[token("\"")]
    Quote,
    #[token("'")]
    Tick,
    #[token("`")]
    Backquote,
    #[token("|", |_| Token::Or)]
    #[token("||", |_| Token::OrOr)]
    #[token("&&", |_| Token::AndAnd)]
    #[token("==", |_| Token::Eq)]
    #[token("!=", |_| Token::Ne)]
    #[token("<", |_| Token::Lt)]
    #[token("<=", |_| Token::Le)]
    #[token(">", |_| Token::Gt)]
    #[token(">=", |_| Token::Ge)]
    #[token("+", |_| Token::Add)]
    #[token("-", |_| Token::Sub)]
    #[token("^", |_| Token::Xor)]
    #[token("*", |_| Token::Mul)]
    #[token("/", |_| Token::Div)]
    #[token("%", |_| Token::Rem)]
    #[token("&", |_| Token::And)]
    #[token("&^", |_| Token::AndNot)]
    #[token("<<", |_| Token::Shl)]
    #[token(">>", |_| Token::Shr)]
    #[token("!", |_| Token::Not)]
    #[token("<-", |_| Token::Arrow)]
    #[token("=", |_| Token::Assign)]
    #[token(":=", |_| Token::Define)]
    #[token("+=", |_| Token::AssignOp(BinaryOp::Add))]
    #[token("-=", |_| Token::AssignOp(BinaryOp::Sub))]
    #[token("|=", |_| Token::AssignOp(BinaryOp::Or))]
    #[token("^=", |_| Token::AssignOp(BinaryOp::Xor))]
    #[token("*=", |_| Token::AssignOp(BinaryOp::Mul))]
    #[token("/=", |_| Token::AssignOp(BinaryOp::Div))]
    #[token("%=", |_| Token::AssignOp(BinaryOp::Rem))]
    #[token("&=", |_| Token::AssignOp(BinaryOp::And))]
    #[token("&^=", |_| Token::AssignOp(BinaryOp::AndNot))]
    #[token("<<=", |_| Token::AssignOp(BinaryOp::Shl))]
    #[token(">>=", |_| Token::AssignOp(BinaryOp::Shr))]
    #[token("++", |_| Token::Inc)]
    #[token("--", |_| Token::Dec)]
    #[token("(", |_| Token::LParen)]
    #[token(")", |_| Token::RParen)]
    #[token("[", |_| Token::LBrack)]
    #[token("]", |_| Token::RBrack)]
    #[token("{", |_| Token::LBrace)]
    #[token("}", |_| Token::RBrace)]
    #[token(",", |_| Token::Comma)]
    #[token(";", |_| Token::Semi(SemiKind::Written))]
    #[token(":", |_| Token::Colon)]
    #[token(".", |_| Token::Dot)]
    #[token("...", |_| Token::Dots)]
    Punct(Token),
}

/// A problem found below the grammar; `text` is gc's wording.
#[derive(Clone, Debug)]
pub struct LexError {
    pub pos: Pos,
    pub text: String,
}

/// Reads tokens from a file. Problems are collected, never returned: every text lexes.
pub struct Lexer<'a> {
    raw: logos::Lexer<'a, Raw>,
    text: &'a [u8],
    sources: &'a Sources,
    /// Base of the file, and the one in force after `//line` directives.
    file: BaseId,
    base: BaseId,
    line: u32,
    /// Offset of the first byte of the current line.
    line_start: usize,
    /// The last token asks for a semicolon at the end of the line.
    wants_semi: bool,
    /// Open parentheses, brackets and braces.
    depth: usize,
    /// Directives since the last semicolon outside brackets, and those of earlier such segments:
    /// the package clause, imports and declarations, in order.
    pragma: Pragma,
    pub segment_pragmas: Vec<Pragma>,
    /// The file is package runtime's: it may give directives that others may not.
    pub privileged: bool,
    pub linknames: Vec<Linkname>,
    pub errors: Vec<LexError>,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a [u8], file: BaseId, sources: &'a Sources) -> Lexer<'a> {
        let mut lexer = Lexer {
            raw: Raw::lexer(text),
            text,
            sources,
            file,
            base: file,
            line: 1,
            line_start: 0,
            wants_semi: false,
            depth: 0,
            pragma: Pragma::default(),
            segment_pragmas: Vec::new(),
            privileged: false,
            linknames: Vec::new(),
            errors: Vec::new(),
        };
        if text.starts_with(literal::BOM) {
            lexer.raw.bump(literal::BOM.len());
        }
        for (offset, text) in literal::encoding_errors(text) {
            let before = &lexer.text[..offset];
            let line = before.iter().filter(|&&b| b == b'\n').count();
            let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
            let pos = Pos::new(file, line as u32 + 1, (offset - start) as u32 + 1);
            lexer.errors.push(LexError { pos, text: text.to_owned() });
        }
        lexer
    }

    /// Position of the byte at `offset`, which is on the current line.
    fn pos_at(&self, offset: usize) -> Pos {
        Pos::new(self.base, self.line, (offset - self.line_start) as u32 + 1)
    }

    /// Where gc's scanner has read to: the last byte of a token that ends in itself, such as a
    /// bracket or string, the one after others.
    pub fn read_pos(&self) -> Pos {
        let end = self.raw.span().end;
        let closed = matches!(
            self.raw.slice().last(),
            Some(b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';' | b'"' | b'`' | b'\'')
        );
        self.pos_at(end - usize::from(closed))
    }

    fn error_at(&mut self, offset: usize, text: impl Into<String>) {
        let pos = self.pos_at(offset);
        self.errors.push(LexError { pos, text: text.into() });
    }

    /// Accounts for the newlines in `text[from..to]`.
    fn count_lines(&mut self, from: usize, to: usize) {
        for (i, &b) in self.text[from..to].iter().enumerate() {
            if b == b'\n' {
                self.line += 1;
                self.line_start = from + i + 1;
            }
        }
    }

    /// The next token; `Token::Eof` at the end, again and again.
    pub fn next_token(&mut self) -> (Pos, Token) {
        loop {
            let wants_semi = self.wants_semi;
            let Some(raw) = self.raw.next() else {
                let pos = self.pos_at(self.text.len());
                if wants_semi {
                    return self.finish(pos, Token::Semi(SemiKind::Eof));
                }
                return (pos, Token::Eof);
            };
            let start = self.raw.span().start;
            let pos = self.pos_at(start);
            let token = match raw {
                Ok(Raw::Newline) => {
                    self.line += 1;
                    self.line_start = start + 1;
                    if !wants_semi {
                        continue;
                    }
                    Token::Semi(SemiKind::Newline)
                }
                Ok(Raw::LineComment) => {
                    let rest = self.raw.remainder();
                    let len = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                    self.raw.bump(len);
                    if start == self.line_start && matches!(rest.first(), Some(b'g' | b'l')) {
                        self.line_directive(start);
                    }
                    continue;
                }
                Ok(Raw::BlockComment) => {
                    let line = self.line;
                    self.block_comment(start);
                    if self.line == line || !wants_semi {
                        continue;
                    }
                    Token::Semi(SemiKind::Newline)
                }
                Ok(Raw::Word) => self.word(),
                Ok(Raw::Number) => self.literal(start, literal::number),
                Ok(Raw::Quote) => self.literal(start, literal::string),
                Ok(Raw::Tick) => self.literal(start, literal::rune),
                Ok(Raw::Backquote) => self.literal(start, literal::raw_string),
                Ok(Raw::Punct(token)) => token,
                Err(()) => match self.unusual(start) {
                    Some(token) => token,
                    None => continue,
                },
            };
            return self.finish(pos, token);
        }
    }

    /// Bookkeeping that depends on the token just read.
    fn finish(&mut self, pos: Pos, token: Token) -> (Pos, Token) {
        self.wants_semi = token.ends_statement();
        match token {
            Token::LParen | Token::LBrack | Token::LBrace => self.depth += 1,
            Token::RParen | Token::RBrack | Token::RBrace => {
                self.depth = self.depth.saturating_sub(1)
            }
            Token::Semi(_) if self.depth == 0 => {
                self.segment_pragmas.push(std::mem::take(&mut self.pragma));
            }
            _ => {}
        }
        (pos, token)
    }

    /// An identifier or keyword; letters beyond ASCII may continue it.
    fn word(&mut self) -> Token {
        if self.raw.remainder().first().is_some_and(|&b| b >= 0x80) {
            self.extend_word();
        }
        let word = self.raw.slice();
        keyword(word).unwrap_or_else(|| Token::Name(Name::new(&String::from_utf8_lossy(word))))
    }

    fn extend_word(&mut self) {
        while let Some((c, len)) = literal::decode(self.raw.remainder()) {
            if c < '\u{80}' {
                if !(c.is_ascii_alphanumeric() || c == '_') {
                    return;
                }
            } else if c == literal::BOM_CHAR {
                // Reported with the encoding errors.
            } else if !c.is_alphabetic() && !literal::is_digit(c) {
                let text = format!("invalid identifier character {}", literal::unicode(c));
                self.error_at(self.raw.span().end, text);
            }
            self.raw.bump(len);
        }
    }

    fn literal(
        &mut self,
        start: usize,
        scan: fn(&[u8]) -> (usize, LitKind, Vec<(usize, String)>),
    ) -> Token {
        let pos = self.pos_at(start);
        let (len, kind, problems) = scan(&self.text[start..]);
        self.raw.bump(start + len - self.raw.span().end);
        let bad = !problems.is_empty();
        for (offset, text) in problems {
            self.error_at(start + offset, text);
        }
        let text = Name::new(&String::from_utf8_lossy(&self.text[start..start + len]));
        if self.text[start] == b'`' {
            self.count_lines(start, start + len);
        }
        let lit = BasicLit { pos, kind, text, bad };
        if kind == LitKind::String { Token::String(lit) } else { Token::Literal(lit) }
    }

    /// A byte that starts no token in ASCII: a letter of another script, or a mistake.
    fn unusual(&mut self, start: usize) -> Option<Token> {
        let (c, len) = literal::decode(&self.text[start..])?;
        // logos may have taken several bytes as one error; go on after this character.
        if start + len > self.raw.span().end {
            self.raw.bump(start + len - self.raw.span().end);
        }
        if c.is_alphabetic() || literal::is_digit(c) {
            if literal::is_digit(c) {
                let text = format!("identifier cannot begin with digit {}", literal::unicode(c));
                self.error_at(start, text);
            }
            self.extend_word();
            let word = String::from_utf8_lossy(self.raw.slice());
            return Some(Token::Name(Name::new(&word)));
        }
        if c == '\0' || c == literal::BOM_CHAR {
            return None;
        }
        if c >= '\u{80}' {
            // The scanner takes any such character for a part of an identifier.
            let text = format!("invalid identifier character {}", literal::unicode(c));
            self.error_at(start, text);
            self.extend_word();
            let word = String::from_utf8_lossy(self.raw.slice());
            return Some(Token::Name(Name::new(&word)));
        }
        self.error_at(start, format!("invalid character {}", literal::unicode(c)));
        None
    }

    fn block_comment(&mut self, start: usize) {
        let rest = self.raw.remainder();
        let end = rest.windows(2).position(|w| w == b"*/");
        let len = end.map_or(rest.len(), |i| i + 2);
        self.raw.bump(len);
        let stop = self.raw.span().end;
        if end.is_none() {
            self.error_at(start, "comment not terminated");
        }
        let line = self.line;
        let text = &self.text[start + 2..stop - if end.is_some() { 2 } else { 0 }];
        if end.is_some() && text.starts_with(b"line ") && !text.contains(&b'\n') {
            let at = (line, (stop - self.line_start) as u32 + 1);
            self.change_base(start, text, at);
        }
        self.count_lines(start, stop);
    }

    /// A comment at the start of a line that may hold a directive.
    fn line_directive(&mut self, start: usize) {
        let text = self.raw.slice();
        let text = text[2..].strip_suffix(b"\r").unwrap_or(&text[2..]);
        if text.starts_with(b"line ") {
            self.change_base(start, text, (self.line + 1, 1));
        } else if text.starts_with(b"go:") {
            let pos = self.pos_at(start + 2);
            let text = String::from_utf8_lossy(text);
            match directive::go_directive(&text, pos) {
                directive::Directive::Pragma(p) => self.pragma |= p,
                directive::Directive::Linkname(l) => self.linknames.push(l),
                directive::Directive::Privileged(p, _) if self.privileged => self.pragma |= p,
                directive::Directive::Privileged(_, text) => {
                    self.errors.push(LexError { pos, text });
                }
                directive::Directive::Error(text) => self.errors.push(LexError { pos, text }),
            }
        }
    }

    /// `line FILE:LINE[:COL]`; `at` is the line and column of the text after the directive.
    fn change_base(&mut self, start: usize, text: &[u8], at: (u32, u32)) {
        let text = String::from_utf8_lossy(text).into_owned();
        let prefix = "line ".len();
        match directive::line_directive(&text[prefix..]) {
            Ok(None) => {}
            Ok(Some(line)) => {
                self.base = directive::add_line_base(self.sources, self.file, self.base, line, at);
            }
            Err((offset, text)) => self.error_at(start + 2 + prefix + offset, text),
        }
    }
}

fn keyword(word: &[u8]) -> Option<Token> {
    if !(2..=11).contains(&word.len()) || !word[0].is_ascii_lowercase() {
        return None;
    }
    Some(match word {
        b"break" => Token::Break,
        b"case" => Token::Case,
        b"chan" => Token::Chan,
        b"const" => Token::Const,
        b"continue" => Token::Continue,
        b"default" => Token::Default,
        b"defer" => Token::Defer,
        b"else" => Token::Else,
        b"fallthrough" => Token::Fallthrough,
        b"for" => Token::For,
        b"func" => Token::Func,
        b"go" => Token::Go,
        b"goto" => Token::Goto,
        b"if" => Token::If,
        b"import" => Token::Import,
        b"interface" => Token::Interface,
        b"map" => Token::Map,
        b"package" => Token::Package,
        b"range" => Token::Range,
        b"return" => Token::Return,
        b"select" => Token::Select,
        b"struct" => Token::Struct,
        b"switch" => Token::Switch,
        b"type" => Token::Type,
        b"var" => Token::Var,
        _ => return None,
    })
}
