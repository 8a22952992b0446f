//! The assembler for Plan 9 sources, as `go tool asm` reads them for amd64.
//!
//! ```text
//! text -> lexer -> source (macros, statements) -> grammar -> translate -> obj (code, data)
//! ```
//!
//! Instructions take the form that the compiler emits and go through the same frame layout and the
//! same encoder. Dialect: Go 1.13's, without `#include` (its constants are built in, see
//! `prelude.s`), x87 and AVX.

pub mod ast;
pub mod lexer;
pub mod names;
pub mod source;
pub mod token;
mod translate;
mod write;

use lalrpop_util::{ParseError, lalrpop_mod};

use crate::diag::{Diagnostic, Diagnostics};
use crate::obj::SymTab;
use crate::options::Options;
use crate::source::{BaseId, Pos, Sources};
use translate::Translator;

pub use write::write;

lalrpop_mod!(
    #[allow(clippy::all, unused)]
    grammar,
    "/asm.rs"
);

/// An assembly source.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub text: &'a [u8],
    /// Base of the file's positions.
    pub base: BaseId,
    /// Name of the file without its folder: part of the names that only the file knows.
    pub file: &'a str,
    /// Import path of the package; its functions are `"".name`, as in compiled code.
    pub package: &'a str,
    /// Macros with what they stand for (`-D`).
    pub defines: &'a [(String, String)],
}

/// A file as the command line gives it.
pub struct Input {
    pub name: String,
    pub text: Vec<u8>,
}

/// What assembling a package's files gave.
pub struct Outcome {
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
    pub syms: SymTab,
    pub failed: bool,
}

/// Assembles the files of one package.
pub fn assemble(files: &[Input], defines: &[(String, String)], options: &Options) -> Outcome {
    let sources = Sources::new();
    let mut syms = SymTab::new();
    let mut diags = Diagnostics::new(options.all_errors);
    for f in files {
        let base = sources.add_file(&f.name, &f.name);
        let file = f.name.rsplit('/').next().unwrap_or(&f.name);
        let package = &options.package_path;
        let source = Source { text: &f.text, base, file, package, defines };
        assemble_file(&source, options, &mut syms, &mut diags);
    }
    let failed = diags.has_errors();
    let diagnostics = diags.finish(&sources);
    Outcome { diagnostics, sources, syms, failed }
}

/// Assembles a file: functions go to the text list of `syms`, data to its data list. Problems go to
/// `diags`; after one, what was defined is incomplete.
pub fn assemble_file(
    source: &Source<'_>,
    options: &Options,
    syms: &mut SymTab,
    diags: &mut Diagnostics,
) {
    let pos = |line| Pos::new(source.base, line, 0);
    let text = match std::str::from_utf8(source.text) {
        Ok(text) => text,
        Err(e) => {
            let before = &source.text[..e.valid_up_to()];
            let line = before.iter().filter(|&&b| b == b'\n').count() as u32 + 1;
            return diags.error(pos(line), "source is not UTF-8");
        }
    };
    let read = source::read(text, source.defines);
    for p in read.problems {
        diags.error(pos(p.line), p.text);
    }
    let parser = grammar::LineParser::new();
    let mut translator = Translator::new(source, options, syms, diags);
    for d in &read.directives {
        translator.directive(d);
    }
    for statement in read.statements {
        let pos = pos(statement.line);
        let tokens = statement.tokens.into_iter().enumerate().map(|(i, t)| (i, t, i + 1));
        match parser.parse(tokens) {
            Ok(line) => translator.line(line, pos),
            Err(e) => translator.error(pos, describe(&e)),
        }
    }
    translator.finish();
}

fn describe(e: &ParseError<usize, token::Token, String>) -> String {
    match e {
        ParseError::UnrecognizedToken { token: (_, t, _), .. }
        | ParseError::ExtraToken { token: (_, t, _) } => format!("syntax error: unexpected {t}"),
        ParseError::UnrecognizedEof { .. } | ParseError::InvalidToken { .. } => {
            "syntax error: unexpected end of line".to_owned()
        }
        ParseError::User { error } => error.clone(),
    }
}
