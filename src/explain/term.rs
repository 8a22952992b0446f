//! Text for terminals: columns of characters of one or two cells, wrapping, colour.

use super::Lang;

/// How a view is written on a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub lang: Lang,
    /// With terminal colours.
    pub color: bool,
    /// Columns that lines may take.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Style {
        Style { lang: Lang::En, color: false, width: 100 }
    }
}

pub const BOLD: &str = "\x1b[1m";
pub const DIM: &str = "\x1b[2m";
pub const RED: &str = "\x1b[31m";
pub const GREEN: &str = "\x1b[32m";
pub const YELLOW: &str = "\x1b[33m";
pub const BLUE: &str = "\x1b[34m";
pub const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

impl Style {
    pub fn paint(&self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{code}{text}{PLAIN}")
        } else {
            text.to_owned()
        }
    }
}

/// Cells that a character takes.
fn cells(c: char) -> usize {
    match c as u32 {
        0..=0x10ff => 1,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Cells that a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// The text filled up with spaces to `to` cells.
pub fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// The text cut to `to` cells; an ellipsis marks the cut.
pub fn cut(text: &str, to: usize) -> String {
    if width(text) <= to {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += cells(c);
        if used > to {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// Breaks a text into lines of at most `to` cells: at spaces, and between characters of two cells.
pub fn wrap(text: &str, to: usize) -> Vec<String> {
    let to = to.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        let w = width(piece);
        if used + width(piece.trim_end()) > to && used > 0 {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        if w > to {
            // A word that is longer than a line.
            for c in piece.chars() {
                if used + cells(c) > to {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += cells(c);
            }
            continue;
        }
        line.push_str(piece);
        used += w;
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Words with the spaces behind them; characters of two cells are words of their own, with the
/// punctuation behind them.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|&(_, n)| n);
        let end = i + c.len_utf8();
        let closes = |n: char| "，。；：、）」》！？".contains(n);
        let breaks = match next {
            None => true,
            Some(n) if closes(n) => false,
            Some(n) => (c == ' ' && n != ' ') || cells(c) == 2 || (cells(n) == 2 && c != ' '),
        };
        if breaks {
            out.push(&text[start..end]);
            start = end;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_cells() {
        assert_eq!(width("ab栈"), 4);
        assert_eq!(pad("栈", 4), "栈  ");
        assert_eq!(cut("abcdef", 4), "abc…");
    }

    #[test]
    fn wrapping() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(
            wrap("保存调用者的帧指针，然后返回", 12),
            ["保存调用者的", "帧指针，然后", "返回"]
        );
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
    }
}
