//! Parsing of a file: lexer, context, grammar, then what needs the whole file.

use lalrpop_util::{ParseError, lalrpop_mod};

use super::ast::{Decl, File, Pragma};
use super::build::{Builder, Segments};
use super::context::Context;
use super::diagnose::diagnose;
use super::lexer::Lexer;
use super::token::Token;
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
    parse_as(text, base, sources, diags, false)
}

/// Like [`parse_file`]; `privileged`: the file is package runtime's.
pub fn parse_as(
    text: &[u8],
    base: BaseId,
    sources: &Sources,
    diags: &mut Diagnostics,
    privileged: bool,
) -> Option<File> {
    let mut lexer = Lexer::new(text, base, sources);
    lexer.privileged = privileged;
    let mut builder = Builder::new(sources);
    let mut context = Context::new(&mut lexer);
    let parsed = go::FileParser::new().parse(&mut builder, &mut context);
    let eof = context.eof;
    match parsed {
        Ok((mut file, segments)) => {
            file.eof = eof;
            file.linknames = std::mem::take(&mut lexer.linknames);
            set_pragmas(&mut file, &segments, &lexer.segment_pragmas);
            let mut errors =
                if builder.has_mistake { diagnose(text, base, sources) } else { lexer.errors };
            errors.append(&mut builder.branch_errors);
            errors.sort_by_key(|e| e.pos);
            errors.append(&mut builder.late_errors);
            let failed = errors.iter().any(|e| e.text.starts_with("syntax error"));
            for e in errors {
                diags.error(e.pos, e.text);
            }
            if failed { None } else { Some(file) }
        }
        Err(ParseError::User { error }) if !error.text.starts_with("syntax error") => {
            // A bound of go9's own.
            for e in lexer.errors {
                diags.error(e.pos, e.text);
            }
            diags.error(error.pos, error.text);
            None
        }
        Err(error) => {
            let errors = diagnose(text, base, sources);
            if !errors.iter().any(|e| e.text.starts_with("syntax error")) {
                // The two readings of the language disagree; the grammar's is the one that counts.
                let (pos, token) = match error {
                    ParseError::UnrecognizedToken { token: (pos, token, _), .. }
                    | ParseError::ExtraToken { token: (pos, token, _) } => (pos, token),
                    ParseError::User { error } => (error.pos, Token::Eof),
                    ParseError::UnrecognizedEof { location, .. }
                    | ParseError::InvalidToken { location } => (location, Token::Eof),
                };
                // A file that ends inside a token was complained of already.
                if errors.is_empty() || !matches!(token, Token::Eof) {
                    diags.error(pos, format!("syntax error: unexpected {token}"));
                }
            }
            // Bodies in front of the problem were checked.
            let late = builder.late_errors;
            for e in builder.branch_errors.into_iter().chain(errors).chain(late) {
                diags.error(e.pos, e.text);
            }
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

    /// Problems of a body of statements, positions counted in the whole file.
    fn in_body(stmts: &str) -> Vec<String> {
        problems(format!("package p\nfunc f() {{\n{stmts}\n}}\n").as_bytes())
    }

    #[test]
    fn braces_in_headers() {
        for stmts in [
            "for range []int{1} {}",
            "for range [...]map[K]struct{}{{}} {}",
            "if x == (T{1}) {}",
            "if f := func() []int { return nil }; f() == nil {}",
            "switch x := y.(type) { case func() <-chan int: }",
            "if _, ok := x.(interface{ M() }); ok {} else if a[T{}] {}",
            "for x := (struct{ a int }{1}); x.a < 3; x.a++ {}",
            "switch (struct{}{}) {}",
            "if struct{}{} == x {}",
            "for range []func(int) int{nil} {}",
        ] {
            assert_eq!(in_body(stmts), Vec::<String>::new(), "{stmts}");
        }
    }

    #[test]
    fn wording() {
        let check = |stmts: &str, first: &str| assert_eq!(in_body(stmts)[0], first, "{stmts}");
        check("x = = 1", "x.go:3:5: syntax error: unexpected =, expecting expression");
        check("if x = 1 { }", "x.go:3:10: syntax error: assignment x = 1 used as value");
        check("x y", "x.go:3:3: syntax error: unexpected y at end of statement");
        check("f(1", "x.go:3:4: syntax error: unexpected newline, expecting comma or )");
        check("L: x = 1", "x.go:3:1: label L defined and not used");
        check("defer x", "x.go:3:7: expression in defer must be function call");
        check("goto L; x := 1; L:", "x.go:3:6: goto L jumps over declaration of x at x.go:3:11");
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "(".repeat(200_000);
        let found = in_body(&format!("x = {deep}"));
        assert!(found[0].ends_with("go9: nesting this deep is not supported"), "{found:?}");
        let fine = format!("x = {}1{}", "(".repeat(1000), ")".repeat(1000));
        assert_eq!(in_body(&fine), Vec::<String>::new());
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

    /// Of the programs in `GO9_INVALID_GO`, those whose golden diagnostics are the parser's.
    #[test]
    #[ignore = "needs a folder of invalid Go files with .err goldens"]
    fn invalid_files() {
        let (mut n, mut same, mut first) = (0, 0, 0);
        for entry in std::fs::read_dir(std::env::var("GO9_INVALID_GO").unwrap()).unwrap() {
            let path = entry.unwrap().path();
            let Ok(golden) = std::fs::read_to_string(path.with_extension("err")) else { continue };
            if path.extension().is_none_or(|e| e != "go") {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let found = problems(&std::fs::read(&path).unwrap());
            let found: String =
                found.iter().map(|l| l.replace("x.go:", &format!("{name}:")) + "\n").collect();
            if !golden.contains("syntax error") && found.is_empty() {
                continue;
            }
            n += 1;
            same += usize::from(found == golden);
            first += usize::from(found.lines().next() == golden.lines().next());
            if found != golden {
                eprintln!("--- {name}\n{golden}--- ours\n{found}");
            }
        }
        eprintln!("{n} programs, {same} equal, {first} with the right first line");
    }

    #[test]
    fn names_are_declared_although_the_syntax_is_wrong() {
        let found =
            in_body("for i := 0; i < 3; i := i + 1 {\n}\na, b := 1, 2\n{\na := b\n}\nvar b");
        assert_eq!(
            found,
            [
                "x.go:3:22: syntax error: cannot declare in post statement of for loop",
                "x.go:3:22: no new variables on left side of :=",
                "x.go:9:5: b redeclared in this block\n\tprevious declaration at x.go:5:6",
                "x.go:9:6: syntax error: unexpected newline, expecting type",
            ]
        );
    }
}
