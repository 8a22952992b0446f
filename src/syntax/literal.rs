//! Scanning of literals: where each ends, what is wrong with it.
//!
//! Each scanner gets the text from the literal's first byte on and gives its length, its kind and
//! the problems with their offsets (spec 10, section 6.1). Once a number or character has a
//! problem, follow-up problems of the same literal are not reported.

use super::ast::LitKind;

pub const BOM: &[u8] = b"\xef\xbb\xbf";
pub const BOM_CHAR: char = '\u{feff}';

type Scanned = (usize, LitKind, Vec<(usize, String)>);

/// The first character and its length in bytes; a byte that is no UTF-8 gives U+FFFD.
pub fn decode(text: &[u8]) -> Option<(char, usize)> {
    let first = *text.first()?;
    if first < 0x80 {
        return Some((first as char, 1));
    }
    let head = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(s) => s,
        Err(e) => std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default(),
    };
    Some(valid.chars().next().map_or(('\u{fffd}', 1), |c| (c, c.len_utf8())))
}

/// A decimal digit of any script.
pub fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || c >= '\u{80}' && c.is_numeric() && !is_letter_or_other_number(c)
}

/// Numeric characters that are no decimal digits: fractions, Roman numerals, circled numbers.
fn is_letter_or_other_number(c: char) -> bool {
    matches!(c as u32, 0xb2 | 0xb3 | 0xb9 | 0xbc..=0xbe | 0x2070..=0x2189 | 0x2460..=0x24ff
        | 0x2776..=0x2793 | 0x3007 | 0x3021..=0x3029 | 0x3038..=0x303a | 0x3192..=0x3195
        | 0x3220..=0x3229 | 0x3248..=0x324f | 0x3251..=0x325f | 0x3280..=0x3289
        | 0x32b1..=0x32bf | 0x9f4..=0x9f9 | 0xb72..=0xb77 | 0xbf0..=0xbf2 | 0xc78..=0xc7e
        | 0xd58..=0xd5e | 0xd70..=0xd78 | 0xf2a..=0xf33 | 0x1369..=0x137c | 0x16ee..=0x16f0
        | 0x17f0..=0x17f9 | 0x19da | 0x2cfd | 0x10107..=0x10133 | 0x1f100..=0x1f10c)
}

/// `U+0040 '@'`; characters that do not print have no quoted part.
pub fn unicode(c: char) -> String {
    if !matches!(c, '\'' | '"' | '\\') && c.escape_debug().len() > 1 {
        format!("U+{:04X}", c as u32)
    } else {
        format!("U+{:04X} '{c}'", c as u32)
    }
}

/// Bytes that may stand nowhere in a source file, with their offsets.
pub fn encoding_errors(text: &[u8]) -> Vec<(usize, &'static str)> {
    let mut errors = Vec::new();
    let valid = std::str::from_utf8(text);
    if valid.is_ok() && !text.contains(&0) && !text.get(1..).is_some_and(contains_bom) {
        return errors;
    }
    let mut at = 0;
    while let Some((c, len)) = decode(&text[at..]) {
        if c == '\0' {
            errors.push((at, "invalid NUL character"));
        } else if c == '\u{fffd}' && len == 1 {
            errors.push((at, "invalid UTF-8 encoding"));
        } else if c == BOM_CHAR && at > 0 {
            errors.push((at, "invalid BOM in the middle of the file"));
        }
        at += len;
    }
    errors
}

fn contains_bom(text: &[u8]) -> bool {
    text.contains(&BOM[0]) && text.windows(BOM.len()).any(|w| w == BOM)
}

fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// Which kinds of characters a run of digits held.
#[derive(Clone, Copy, Default)]
struct Seen {
    digit: bool,
    separator: bool,
}

/// Skips digits and separators. With a base up to ten any decimal digit counts, and the first one
/// too large for the base is noted in `invalid`.
fn digits(text: &[u8], at: &mut usize, base: u8, invalid: &mut Option<usize>) -> Seen {
    let mut seen = Seen::default();
    loop {
        let c = byte(text, *at);
        if c == b'_' {
            seen.separator = true;
        } else if c.is_ascii_digit() {
            if c - b'0' >= base && invalid.is_none() {
                *invalid = Some(*at);
            }
            seen.digit = true;
        } else if base == 16 && c.is_ascii_hexdigit() {
            seen.digit = true;
        } else {
            return seen;
        }
        *at += 1;
    }
}

/// An integer, floating-point or imaginary literal.
pub fn number(text: &[u8]) -> Scanned {
    let mut at = 0;
    let mut problem: Option<(usize, String)> = None;
    let mut report = |at: usize, text: String| {
        if problem.is_none() {
            problem = Some((at, text));
        }
    };
    let mut kind = LitKind::Int;
    let (mut base, mut prefix) = (10, 0);
    let mut seen = Seen::default();
    let mut invalid = None;
    if text[0] != b'.' {
        if text[0] == b'0' {
            at = 2;
            (base, prefix) = match byte(text, 1) | 0x20 {
                b'x' => (16, b'x'),
                b'o' => (8, b'o'),
                b'b' => (2, b'b'),
                _ => {
                    at = 1;
                    seen.digit = true;
                    (8, b'0')
                }
            };
        }
        let run = digits(text, &mut at, base, &mut invalid);
        seen = Seen { digit: seen.digit | run.digit, separator: run.separator };
    }
    let name = match prefix {
        b'x' => "hexadecimal literal",
        b'o' | b'0' => "octal literal",
        b'b' => "binary literal",
        _ => "decimal literal",
    };
    if byte(text, at) == b'.' {
        kind = LitKind::Float;
        if matches!(prefix, b'o' | b'b') {
            report(at, format!("invalid radix point in {name}"));
        }
        at += 1;
        let run = digits(text, &mut at, base, &mut invalid);
        seen = Seen { digit: seen.digit | run.digit, separator: seen.separator | run.separator };
    }
    if !seen.digit {
        report(at, format!("{name} has no digits"));
    }
    let c = byte(text, at);
    if matches!(c | 0x20, b'e' | b'p') {
        let hex = c | 0x20 == b'p';
        if !hex && !matches!(prefix, 0 | b'0') {
            report(at, format!("'{}' exponent requires decimal mantissa", c as char));
        }
        if hex && prefix != b'x' {
            report(at, format!("'{}' exponent requires hexadecimal mantissa", c as char));
        }
        at += 1;
        kind = LitKind::Float;
        if matches!(byte(text, at), b'+' | b'-') {
            at += 1;
        }
        let run = digits(text, &mut at, 10, &mut None);
        seen.separator |= run.separator;
        if !run.digit {
            report(at, "exponent has no digits".to_owned());
        }
    } else if prefix == b'x' && kind == LitKind::Float {
        report(at, "hexadecimal mantissa requires a 'p' exponent".to_owned());
    }
    if byte(text, at) == b'i' {
        kind = LitKind::Imag;
        at += 1;
    }
    if kind == LitKind::Int
        && let Some(at) = invalid
    {
        report(at, format!("invalid digit '{}' in {name}", text[at] as char));
    }
    if seen.separator
        && let Some(at) = misplaced_separator(&text[..at])
    {
        report(at, "'_' must separate successive digits".to_owned());
    }
    (at, kind, problem.into_iter().collect())
}

/// Offset of the first `_` that does not stand between two digits; a base prefix counts as a digit.
fn misplaced_separator(lit: &[u8]) -> Option<usize> {
    let prefix = if lit[0] == b'0' { byte(lit, 1) | 0x20 } else { 0 };
    let has_prefix = matches!(prefix, b'x' | b'o' | b'b');
    let is_digit = |c: u8| c.is_ascii_digit() || prefix == b'x' && c.is_ascii_hexdigit();
    let first = if has_prefix { 2 } else { 0 };
    (first..lit.len()).find(|&i| {
        let before = i > first && is_digit(lit[i - 1]) || i == first && has_prefix;
        let next = byte(lit, i + 1);
        lit[i] == b'_' && !(before && (next == b'_' || is_digit(next)))
    })
}

/// An interpreted string.
pub fn string(text: &[u8]) -> Scanned {
    let mut problems = Vec::new();
    let mut at = 1;
    loop {
        match text.get(at) {
            Some(b'"') => {
                at += 1;
                break;
            }
            Some(b'\\') => escape(text, &mut at, b'"', &mut problems),
            Some(b'\n') => {
                problems.push((at, "newline in string".to_owned()));
                break;
            }
            Some(_) => at += 1,
            None => {
                problems.push((0, "string not terminated".to_owned()));
                break;
            }
        }
    }
    (at, LitKind::String, problems)
}

/// A string in backquotes.
pub fn raw_string(text: &[u8]) -> Scanned {
    match text[1..].iter().position(|&b| b == b'`') {
        Some(i) => (i + 2, LitKind::String, Vec::new()),
        None => (text.len(), LitKind::String, vec![(0, "string not terminated".to_owned())]),
    }
}

/// A character in single quotes.
pub fn rune(text: &[u8]) -> Scanned {
    let mut problems: Vec<(usize, String)> = Vec::new();
    let mut at = 1;
    let mut n_chars = 0;
    let mut terminated = true;
    loop {
        match text.get(at) {
            Some(b'\'') => {
                at += 1;
                break;
            }
            Some(b'\\') => escape(text, &mut at, b'\'', &mut problems),
            Some(b'\n') => {
                if problems.is_empty() {
                    problems.push((at, "newline in character literal".to_owned()));
                }
                terminated = false;
                break;
            }
            Some(_) => {
                let (c, len) = decode(&text[at..]).unwrap_or(('\0', 1));
                at += len;
                // The scanner drops what is no character.
                if c == '\0' || c == '\u{fffd}' && len == 1 || c == BOM_CHAR {
                    continue;
                }
            }
            None => {
                if problems.is_empty() {
                    let text = "invalid character literal (missing closing ')";
                    problems.push((0, text.to_owned()));
                }
                terminated = false;
                break;
            }
        }
        n_chars += 1;
    }
    if problems.is_empty() && terminated && n_chars == 0 {
        // The scanner is at the closing quote when it finds out.
        let text = "empty character literal or unescaped ' in character literal";
        problems.push((at - 1, text.to_owned()));
    } else if problems.is_empty() && n_chars != 1 {
        problems.push((0, "invalid character literal (more than one character)".to_owned()));
    }
    (at, LitKind::Rune, problems)
}

/// Skips an escape sequence; `at` is at the backslash.
fn escape(text: &[u8], at: &mut usize, quote: u8, problems: &mut Vec<(usize, String)>) {
    *at += 1;
    let Some(&c) = text.get(*at) else { return };
    let (n, base, max) = match c {
        b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => {
            *at += 1;
            return;
        }
        _ if c == quote => {
            *at += 1;
            return;
        }
        b'0'..=b'7' => (3, 8, 255),
        b'x' => (2, 16, 255),
        b'u' => (4, 16, 0x10ffff),
        b'U' => (8, 16, 0x10ffff),
        _ => {
            problems.push((*at, "unknown escape sequence".to_owned()));
            *at += decode(&text[*at..]).map_or(1, |(_, len)| len);
            return;
        }
    };
    if base == 16 {
        *at += 1;
    }
    let mut value: u32 = 0;
    for _ in 0..n {
        let Some((c, _)) = decode(&text[*at..]) else { return };
        let Some(digit) = c.to_digit(base) else {
            let kind = if base == 8 { "octal" } else { "hex" };
            let text = format!("non-{kind} character in escape sequence: {c}");
            problems.push((*at, text));
            return;
        };
        value = value.wrapping_mul(base) + digit;
        *at += 1;
    }
    if value > max && base == 8 {
        problems.push((*at, format!("octal escape value > 255: {value}")));
    } else if value > max || (0xd800..0xe000).contains(&value) {
        problems.push((*at, "escape sequence is invalid Unicode code point".to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scan: fn(&[u8]) -> Scanned, text: &str, len: usize, problem: Option<(usize, &str)>) {
        let (got, _, problems) = scan(text.as_bytes());
        let first = problems.first().map(|(at, text)| (*at, text.as_str()));
        assert_eq!((got, first), (len, problem), "{text}");
    }

    #[test]
    fn numbers() {
        check(number, "0x1p-2+", 6, None);
        check(number, "1_000.5e1_0i;", 12, None);
        check(number, "0x_1", 4, None);
        check(number, "0xg", 2, Some((2, "hexadecimal literal has no digits")));
        check(number, "08", 2, Some((1, "invalid digit '8' in octal literal")));
        check(number, "08.5", 4, None);
        check(number, "0b12", 4, Some((3, "invalid digit '2' in binary literal")));
        check(number, "1e", 2, Some((2, "exponent has no digits")));
        check(number, "1__0", 4, Some((2, "'_' must separate successive digits")));
        check(number, "0x1.0", 5, Some((5, "hexadecimal mantissa requires a 'p' exponent")));
    }

    #[test]
    fn quoted() {
        check(string, r#""a\n\x41\u00e9""#, 15, None);
        check(string, r#""\q""#, 4, Some((2, "unknown escape sequence")));
        check(string, "\"abc\n", 4, Some((4, "newline in string")));
        check(rune, "'ab'", 4, Some((0, "invalid character literal (more than one character)")));
        let empty = "empty character literal or unescaped ' in character literal";
        check(rune, "''", 2, Some((1, empty)));
        check(rune, "'é'", 4, None);
    }
}
