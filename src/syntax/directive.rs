//! Directives in comments: `//go:` pragmas, `//go:linkname`, `//line` (spec 10, section 2.3).

use super::ast::{Linkname, Pragma};
use crate::intern::Name;
use crate::source::{BaseId, LineDirective, Pos, PosBase, Sources};

/// Largest line or column that a `//line` directive may give.
const MAX: u64 = 1 << 30;

/// What a `//go:` comment says.
pub enum Directive {
    /// Flags for the declaration that it stands in front of; empty if unknown.
    Pragma(Pragma),
    Linkname(Linkname),
    /// Flags that only package runtime may give; the error for others.
    Privileged(Pragma, String),
    /// A misuse; the text is gc's.
    Error(String),
}

/// Reads a `go:` comment; `text` has no slashes.
pub fn go_directive(text: &str, pos: Pos) -> Directive {
    if text.starts_with("go:linkname ") {
        let fields: Vec<&str> = text.split_whitespace().collect();
        return match fields[1..] {
            [local] => Directive::Linkname(Linkname { pos, local: local.into(), remote: None }),
            [local, remote] => Directive::Linkname(Linkname {
                pos,
                local: local.into(),
                remote: Some(remote.into()),
            }),
            _ => Directive::Error("usage: //go:linkname localname [linkname]".to_owned()),
        };
    }
    if text.starts_with("go:cgo_") && !text.starts_with("go:cgo_import_dynamic ") {
        return Directive::Error(format!("//{text} only allowed in cgo-generated code"));
    }
    let verb = text.split(' ').next().unwrap_or(text);
    let privileged =
        |pragma| Directive::Privileged(pragma, format!("//{verb} only allowed in runtime"));
    let pragma = match verb {
        "go:noinline" => Pragma::NOINLINE,
        "go:nosplit" => Pragma::NOSPLIT,
        "go:noescape" => Pragma::NOESCAPE,
        // Race instrumentation is not ours to leave out, but such functions are not inlined.
        "go:norace" => Pragma::NORACE,
        "go:notinheap" => Pragma::NOTINHEAP,
        "go:nocheckptr" => Pragma::NOCHECKPTR,
        "go:uintptrescapes" => Pragma::UINTPTR_ESCAPES,
        "go:systemstack" => return privileged(Pragma::SYSTEMSTACK),
        "go:nowritebarrier" => return privileged(Pragma::NOWRITEBARRIER),
        "go:nowritebarrierrec" => return privileged(Pragma::NOWRITEBARRIERREC),
        "go:yeswritebarrierrec" => return privileged(Pragma::YESWRITEBARRIERREC),
        _ => Pragma::empty(),
    };
    Directive::Pragma(pragma)
}

/// A `//line` directive's file, line and column; the file is `None` for the previous one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    file: Option<&'a str>,
    line: u32,
    col: u32,
}

/// The text behind the last colon: its offset and value.
fn trailing_number(text: &str) -> Option<(usize, Option<u64>)> {
    let at = text.rfind(':')? + 1;
    let digits = &text[at..];
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    Some((at, if plain { digits.parse().ok() } else { None }))
}

/// Reads `FILE:LINE[:COL]`. `None` if it is no directive at all; an error has the offset in `text`.
pub fn line_directive(text: &str) -> Result<Option<Line<'_>>, (usize, String)> {
    let Some((at, number)) = trailing_number(text) else { return Ok(None) };
    let bad_line = |at: usize| (at, format!("invalid line number: {}", &text[at..]));
    let Some(last) = number else { return Err(bad_line(at)) };
    let valid = |n: u64| n > 0 && n <= MAX;
    match trailing_number(&text[..at - 1]) {
        Some((line_at, Some(line))) => {
            if !valid(last) {
                return Err((at, format!("invalid column number: {}", &text[at..])));
            }
            let inner = &text[..at - 1];
            if !valid(line) {
                return Err((line_at, format!("invalid line number: {}", &inner[line_at..])));
            }
            let file = &inner[..line_at - 1];
            let file = if file.is_empty() { None } else { Some(file) };
            Ok(Some(Line { file, line: line as u32, col: last as u32 }))
        }
        _ if valid(last) => {
            Ok(Some(Line { file: Some(&text[..at - 1]), line: last as u32, col: 0 }))
        }
        _ => Err(bad_line(at)),
    }
}

/// Registers the base that holds from `at` (line, column) on.
pub fn add_line_base(
    sources: &Sources,
    file: BaseId,
    current: BaseId,
    line: Line<'_>,
    at: (u32, u32),
) -> BaseId {
    let whole = sources.base(file);
    let name = match line.file {
        Some(name) => Name::new(name),
        None => match sources.base(current).directive {
            Some(d) => d.file,
            None => whole.file,
        },
    };
    // The directory that the compiled file's absolute name adds also holds for the named file.
    let abs_file = match whole.abs_file.as_str().strip_suffix(whole.file.as_str()) {
        Some(dir) if !name.as_str().starts_with('/') => Name::new(&format!("{dir}{name}")),
        _ => name,
    };
    let directive =
        LineDirective { file: name, line: line.line, col: line.col, at_line: at.0, at_col: at.1 };
    sources.add_base(PosBase {
        file: whole.file,
        abs_file,
        directive: Some(directive),
        inlined: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_forms() {
        let line = |file, line, col| Ok(Some(Line { file, line, col }));
        assert_eq!(line_directive("a.go:7"), line(Some("a.go"), 7, 0));
        assert_eq!(line_directive("a.go:7:3"), line(Some("a.go"), 7, 3));
        assert_eq!(line_directive(":7:3"), line(None, 7, 3));
        assert_eq!(line_directive("c:a.go:7"), line(Some("c:a.go"), 7, 0));
        assert_eq!(line_directive("a.go"), Ok(None));
        assert_eq!(line_directive("a.go:x"), Err((5, "invalid line number: x".to_owned())));
        assert_eq!(line_directive("a.go:0"), Err((5, "invalid line number: 0".to_owned())));
        assert_eq!(line_directive("a.go:1:0"), Err((7, "invalid column number: 0".to_owned())));
    }
}
