//! Go's double-quoted spelling of a string, the one place that decides what is printable.

use std::fmt::Write;

/// `strconv.Quote`: printable Unicode stays, control characters and invalid UTF-8 are escaped.
pub fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            quote_char(&mut out, c, '"');
        }
        for b in chunk.invalid() {
            let _ = write!(out, "\\x{b:02x}");
        }
    }
    out.push('"');
    out
}

/// The bytes of a string that [`quote`] spelled; `None` if it is no such spelling.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let kind = *rest.as_bytes().get(at + 1)?;
        rest = &rest[at + 2..];
        let digits = match kind {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let code = if digits > 0 {
            let code = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
            rest = &rest[digits..];
            code
        } else {
            let i = b"abfnrtv\\\"'".iter().position(|&k| k == kind)?;
            u32::from(b"\x07\x08\x0c\n\r\t\x0b\\\"'"[i])
        };
        if kind == b'x' {
            out.push(code as u8);
        } else {
            let mut utf8 = [0; 4];
            out.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut utf8).as_bytes());
        }
    }
    out.extend_from_slice(rest.as_bytes());
    Some(out)
}

/// Appends `c` as it stands in a literal delimited by `delim`.
pub fn quote_char(out: &mut String, c: char, delim: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        c if c == delim => {
            out.push('\\');
            out.push(c);
        }
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        c if is_printable(c) => out.push(c),
        // Go 1.13 writes DEL as \u007f; later releases as \x7f.
        c if c < ' ' => {
            let _ = write!(out, "\\x{:02x}", c as u32);
        }
        c if (c as u32) < 0x10000 => {
            let _ = write!(out, "\\u{:04x}", c as u32);
        }
        c => {
            let _ = write!(out, "\\U{:08x}", c as u32);
        }
    }
}

/// Whether Go prints the character as it is: letters, marks, numbers, punctuation, symbols and
/// the ASCII space.
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    // `escape_debug` escapes what is not printable, and grapheme extenders, which Go prints.
    c.is_alphanumeric() || c.escape_debug().len() == 1 || is_mark(c)
}

/// Combining marks: extenders for Rust's escapes, printable for Go.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x610..=0x61a
        | 0x64b..=0x65f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20f0
        | 0x302a..=0x302f | 0x3099..=0x309a | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f)
}

/// Appends two lower-case hexadecimal digits for each byte.
pub fn push_hex(out: &mut String, bytes: &[u8]) {
    for &b in bytes {
        for digit in [b >> 4, b & 15] {
            out.push(char::from_digit(u32::from(digit), 16).expect("below 16"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unquoting() {
        for bytes in [&b"a\"b\\\n\xff\x07"[..], "\u{e9}\u{200b}".as_bytes()] {
            assert_eq!(unquote(&quote(bytes)).unwrap(), bytes);
        }
    }

    #[test]
    fn quoting() {
        assert_eq!(quote("a\"b\\\n\u{e9}\u{7f}".as_bytes()), "\"a\\\"b\\\\\\n\u{e9}\\u007f\"");
        assert_eq!(quote(&[0xff, b'x']), "\"\\xffx\"");
        assert_eq!(quote("\u{200b}".as_bytes()), "\"\\u200b\"");
    }
}
