//! Parsing of a file: lexer, context, grammar, then what needs the whole file.

use lalrpop_util::{ParseError, lalrpop_mod};

use super::ast::{Decl, File, Pragma};
use super::build::{Builder, Segments};
use super::context::Context;
use super::lexer::{LexError, Lexer};
use crate::diag::Diagnostics;
use crate::source::{BaseId, Sources};

lalrpop_mod!(
    #[allow(clippy::all, unused)]
    go
);

/// Parses a file. `base` is the position base of the file; `//line` directives add more. Gives
/// `None` after a syntax error; problems of other kinds leave a usable tree.
pub fn parse_file(
    text: &[u8],
    base: BaseId,
    sources: &Sources,
    diags: &mut Diagnostics,
) -> Option<File> {
    let mut lexer = Lexer::new(text, base, sources);
    let mut builder = Builder::default();
    let mut context = Context::new(&mut lexer);
    let parsed = go::FileParser::new().parse(&mut builder, &mut context);
    let eof = context.eof;
    match parsed {
        Ok((mut file, segments)) => {
            file.eof = eof;
            file.linknames = std::mem::take(&mut lexer.linknames);
            set_pragmas(&mut file, &segments, &lexer.segment_pragmas);
            let mut errors = lexer.errors;
            errors.append(&mut builder.errors);
            errors.sort_by_key(|e| e.pos);
            errors.append(&mut builder.late_errors);
            let failed = errors.iter().any(|e| e.text.starts_with("syntax error"));
            for e in errors {
                diags.error(e.pos, e.text);
            }
            if failed { None } else { Some(file) }
        }
        Err(error) => {
            let error = match error {
                ParseError::User { error } => error,
                ParseError::UnrecognizedToken { token: (pos, token, _), .. }
                | ParseError::ExtraToken { token: (pos, token, _) } => {
                    LexError { pos, text: format!("syntax error: unexpected {token}") }
                }
                ParseError::UnrecognizedEof { location, .. }
                | ParseError::InvalidToken { location } => {
                    LexError { pos: location, text: "syntax error: unexpected EOF".to_owned() }
                }
            };
            for e in lexer.errors {
                diags.error(e.pos, e.text);
            }
            diags.error(error.pos, error.text);
            None
        }
    }
}

/// A declaration has the directives of its segment: those since the previous declaration's end,
/// and any inside it. The first segment is the package clause.
fn set_pragmas(file: &mut File, segments: &Segments, pragmas: &[Pragma]) {
    let mut decls = file.decls.iter_mut();
    for (&n, &pragma) in segments.iter().zip(pragmas.iter().skip(1)) {
        for decl in decls.by_ref().take(n) {
            match decl {
                Decl::Func(f) => f.pragma = pragma,
                Decl::Type(t) => t.pragma = pragma,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intern::Name;
    use crate::source::PosBase;

    fn problems(text: &[u8]) -> Vec<String> {
        let sources = Sources::new();
        let file = Name::new("x.go");
        let base =
            sources.add_base(PosBase { file, abs_file: file, directive: None, inlined: None });
        let mut diags = Diagnostics::new(false);
        parse_file(text, base, &sources, &mut diags);
        let found = diags.finish(&sources);
        found.iter().map(|d| format!("{}: {}", sources.describe(d.pos), d.text)).collect()
    }

    /// Every Go file below the folder `GO9_VALID_GO` parses without a problem.
    #[test]
    #[ignore = "needs a folder of valid Go files"]
    fn valid_files() {
        let mut folders = vec![std::path::PathBuf::from(std::env::var("GO9_VALID_GO").unwrap())];
        let mut failures = Vec::new();
        let (mut n, mut bytes) = (0, 0);
        let start = std::time::Instant::now();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    if path.file_name().is_some_and(|n| n != "errors") {
                        folders.push(path);
                    }
                } else if path.extension().is_some_and(|e| e == "go") {
                    let text = std::fs::read(&path).unwrap();
                    (n, bytes) = (n + 1, bytes + text.len());
                    let found = problems(&text);
                    if !found.is_empty() {
                        failures.push(format!("{}: {found:?}", path.display()));
                    }
                }
            }
        }
        eprintln!("{n} files, {bytes} bytes, {:?}", start.elapsed());
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}
