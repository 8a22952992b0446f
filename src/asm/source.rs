//! From tokens to statements: directives (`#define` and its like) and macros.
//!
//! A macro's body may hold several statements: a backslash at the end of a line continues it, and the
//! line's end stays in the body. What a macro stands for is read again, so macros may use others.

use rustc_hash::FxHashMap;

use super::lexer::{Directive, Lexed, Lexeme, Problem, lex};
use super::token::Token;
use crate::intern::Name;

/// Expansions in one file before macros count as endless.
const EXPANSIONS_MAX: usize = 1 << 16;
/// Tokens that a file may expand to.
const TOKENS_MAX: usize = 1 << 24;

const PRELUDE: &str = include_str!("prelude.s");

/// Files whose names the prelude defines.
const INCLUDES: [&str; 5] = ["textflag.h", "funcdata.h", "go_tls.h", "go_asm.h", "asm_amd64.h"];

/// A statement's tokens, without the end.
#[derive(Debug)]
pub struct Statement {
    pub line: u32,
    pub tokens: Vec<Token>,
}

pub struct Read {
    pub statements: Vec<Statement>,
    pub directives: Vec<Directive>,
    pub problems: Vec<Problem>,
}

#[derive(Clone)]
struct Macro {
    /// `None`: used without parentheses.
    params: Option<Vec<Name>>,
    body: Vec<Token>,
    built_in: bool,
}

#[derive(Default)]
struct Reader {
    macros: FxHashMap<Name, Macro>,
    built_in: bool,
    /// One for each open `#ifdef`: whether its lines count, and the line it is in.
    conditions: Vec<(bool, u32)>,
    statements: Vec<Statement>,
    problems: Vec<Problem>,
    n_expansions: usize,
    n_tokens: usize,
}

/// Reads a file; `defines` are names with what they stand for.
pub fn read(text: &str, defines: &[(String, String)]) -> Read {
    let mut reader = Reader { built_in: true, ..Reader::default() };
    reader.tokens(lex(PRELUDE).tokens);
    for (name, value) in defines {
        let body = lex(value).tokens.into_iter().map(|t| t.token);
        let body = body.filter(|t| *t != Token::End).collect();
        let made = Macro { params: None, body, built_in: true };
        reader.macros.insert(Name::new(name), made);
    }
    reader.built_in = false;
    let Lexed { tokens, directives, mut problems } = lex(text);
    reader.tokens(tokens);
    if let Some((_, line)) = reader.conditions.last() {
        problems.push(Problem { line: *line, text: "#ifdef without #endif".to_owned() });
    }
    problems.append(&mut reader.problems);
    problems.sort_by_key(|p| p.line);
    Read { statements: reader.statements, directives, problems }
}

impl Reader {
    fn problem(&mut self, line: u32, text: impl Into<String>) {
        self.problems.push(Problem { line, text: text.into() });
    }

    fn tokens(&mut self, mut tokens: Vec<Lexeme>) {
        // A stack: the next token is the last one.
        tokens.reverse();
        let mut current = Statement { line: 0, tokens: Vec::new() };
        while let Some(t) = tokens.pop() {
            if t.token == Token::Hash && current.tokens.is_empty() {
                self.directive(t.line, &mut tokens);
                continue;
            }
            if self.conditions.iter().any(|c| !c.0) {
                continue;
            }
            if current.tokens.is_empty() {
                current.line = t.line;
            }
            match t.token {
                Token::End | Token::Semicolon => {
                    let next = Statement { line: 0, tokens: Vec::new() };
                    let done = std::mem::replace(&mut current, next);
                    if !done.tokens.is_empty() {
                        self.statements.push(done);
                    }
                    if self.n_expansions > EXPANSIONS_MAX || self.n_tokens > TOKENS_MAX {
                        return self.problem(t.line, "macros expand to too much");
                    }
                }
                Token::Name(word) if self.macros.contains_key(&word) => {
                    match self.expand(t.line, word, &mut tokens) {
                        true => {}
                        false => current.tokens.push(Token::of_word(word)),
                    }
                }
                Token::Name(word) => current.tokens.push(Token::of_word(word)),
                token => current.tokens.push(token),
            }
        }
    }

    /// Replaces a macro's name, which was taken off `rest`, by its body. `false` if it is none here.
    fn expand(&mut self, line: u32, word: Name, rest: &mut Vec<Lexeme>) -> bool {
        let mac = &self.macros[&word];
        let mut args: FxHashMap<Name, Vec<Token>> = FxHashMap::default();
        if let Some(params) = &mac.params {
            if rest.last().is_none_or(|t| t.token != Token::LParen) {
                return false;
            }
            let given = match arguments(rest) {
                Some(given) => given,
                None => {
                    self.problem(line, format!("arguments of macro {word} are not closed"));
                    return true;
                }
            };
            let n = if params.is_empty() && given == [vec![]] { 0 } else { given.len() };
            if n != params.len() {
                let n_params = params.len();
                self.problem(line, format!("macro {word} needs {n_params} arguments, not {n}"));
                return true;
            }
            args = params.iter().copied().zip(given).collect();
        }
        self.n_expansions += 1;
        if self.n_expansions > EXPANSIONS_MAX || self.n_tokens > TOKENS_MAX {
            // The statement ends here; the reader gives up at its end.
            rest.push(Lexeme { line, token: Token::End, glued: false });
            return true;
        }
        let body = self.macros[&word].body.clone();
        let mut out = Vec::new();
        for token in body {
            match &token {
                Token::Name(name) if args.contains_key(name) => out.extend_from_slice(&args[name]),
                _ => out.push(token),
            }
        }
        self.n_tokens += out.len();
        rest.extend(out.into_iter().rev().map(|token| Lexeme { line, token, glued: false }));
        true
    }

    /// The rest of a line that starts with `#`.
    fn directive(&mut self, line: u32, rest: &mut Vec<Lexeme>) {
        let word = match rest.last() {
            Some(Lexeme { token: Token::Name(word), .. }) => word.as_str(),
            _ => "",
        };
        if !word.is_empty() {
            rest.pop();
        }
        let enabled = self.conditions.iter().all(|c| c.0);
        match word {
            "ifdef" | "ifndef" => {
                let name = self.word(line, rest);
                let known = name.is_some_and(|n| self.macros.contains_key(&n));
                self.conditions.push((known == (word == "ifdef"), line));
            }
            "else" => match self.conditions.last_mut() {
                Some(c) => c.0 = !c.0,
                None => self.problem(line, "#else without #ifdef"),
            },
            "endif" => {
                if self.conditions.pop().is_none() {
                    self.problem(line, "#endif without #ifdef");
                }
            }
            _ if !enabled => return skip_line(rest),
            "define" => return self.define(line, rest),
            "undef" => {
                if let Some(name) = self.word(line, rest) {
                    self.macros.remove(&name);
                }
            }
            "include" => match rest.pop().map(|t| t.token) {
                Some(Token::Str(name)) => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    if !INCLUDES.contains(&name.as_str()) {
                        let text = format!("#include {name:?}: only the names of Go's own files");
                        self.problem(line, text + " are known, and need no #include");
                    }
                }
                token => {
                    self.problem(line, "#include needs a name in quotes");
                    if token == Some(Token::End) {
                        return;
                    }
                }
            },
            _ => {
                self.problem(line, format!("unknown directive #{word}"));
                return skip_line(rest);
            }
        }
        match rest.pop() {
            Some(Lexeme { token: Token::End, .. }) | None => {}
            Some(t) => {
                self.problem(line, format!("unexpected {} after #{word}", t.token));
                skip_line(rest);
            }
        }
    }

    fn word(&mut self, line: u32, rest: &mut Vec<Lexeme>) -> Option<Name> {
        match rest.last() {
            Some(&Lexeme { token: Token::Name(name), .. }) => {
                rest.pop();
                Some(name)
            }
            _ => {
                self.problem(line, "directive needs a name");
                None
            }
        }
    }

    fn define(&mut self, line: u32, rest: &mut Vec<Lexeme>) {
        let Some(name) = self.word(line, rest) else { return skip_line(rest) };
        let mut params = None;
        if rest.last().is_some_and(|t| t.token == Token::LParen && t.glued) {
            let Some(given) = arguments(rest) else {
                self.problem(line, format!("parameters of macro {name} are not closed"));
                return skip_line(rest);
            };
            let mut names = Vec::new();
            for tokens in &given {
                match tokens[..] {
                    [Token::Name(param)] => names.push(param),
                    [] if given.len() == 1 => {}
                    _ => self.problem(line, format!("bad parameter of macro {name}")),
                }
            }
            params = Some(names);
        }
        let mut body = Vec::new();
        loop {
            match rest.pop().map(|t| t.token) {
                None | Some(Token::End) => break,
                Some(Token::Backslash) => {
                    if rest.last().is_some_and(|t| t.token == Token::End) {
                        rest.pop();
                        body.push(Token::End);
                    } else {
                        self.problem(line, "\\ stands in front of something in a macro");
                    }
                }
                Some(token) => body.push(token),
            }
        }
        let made = Macro { params, body, built_in: self.built_in };
        if self.macros.get(&name).is_some_and(|m| !m.built_in) {
            self.problem(line, format!("macro {name} redefined"));
        }
        self.macros.insert(name, made);
    }
}

fn skip_line(rest: &mut Vec<Lexeme>) {
    while rest.pop().is_some_and(|t| t.token != Token::End) {}
}

/// Takes `(a, b)` off `rest`, split at commas outside parentheses. `None` if it does not end on the
/// line.
fn arguments(rest: &mut Vec<Lexeme>) -> Option<Vec<Vec<Token>>> {
    rest.pop();
    let mut args = vec![Vec::new()];
    let mut depth = 0;
    loop {
        match rest.last()?.token {
            Token::End | Token::Semicolon => return None,
            Token::RParen if depth == 0 => {
                rest.pop();
                return Some(args);
            }
            Token::Comma if depth == 0 => {
                rest.pop();
                args.push(Vec::new());
                continue;
            }
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        let token = rest.pop()?.token;
        args.last_mut()?.push(token);
    }
}
