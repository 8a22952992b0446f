//! Code with sentences as text, JSON and HTML.

use std::fmt::Write;

use super::Lang;
use super::bytes::Piece;
use super::code::{Code, Insn};
use super::html::{self, escape};
use super::region::Region;
use super::term::{self, BOLD, CYAN, DIM, Style, YELLOW};

/// A source file by the name that positions have.
pub struct Source {
    pub name: String,
    pub lines: Vec<String>,
}

impl Source {
    pub fn new(name: &str, text: &str) -> Source {
        let lines = text.lines().map(|l| l.trim_end_matches('\r').to_owned()).collect();
        Source { name: name.to_owned(), lines }
    }
}

/// Lines of a file, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub first: u32,
    pub last: u32,
}

impl Range {
    /// `12-20` or `12`.
    pub fn parse(text: &str) -> Option<Range> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let range = Range { first: first.parse().ok()?, last: last.parse().ok()? };
        (1 <= range.first && range.first <= range.last).then_some(range)
    }
}

/// Leaves only the instructions of the lines, and the functions that have some.
pub fn keep_lines(code: &mut Vec<Code>, file: &str, range: Range) {
    let inside = |line: u32| (range.first..=range.last).contains(&line);
    for c in code.iter_mut() {
        c.insns.retain(|i| i.file == file && inside(i.line) || i.expanded_at.is_some_and(inside));
    }
    code.retain(|c| !c.insns.is_empty());
}

/// The functions as JSON.
pub fn json(code: &[Code]) -> String {
    let mut text = serde_json::to_string_pretty(code).expect("code has string keys");
    text.push('\n');
    text
}

fn line_text<'s>(sources: &'s [Source], file: &str, line: u32) -> Option<&'s str> {
    let source = sources.iter().find(|s| s.name == file)?;
    source.lines.get(line.checked_sub(1)? as usize).map(String::as_str)
}

fn summary(c: &Code, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "{} bytes of code, frame {} bytes, parameters and results {} bytes",
            c.size, c.frame, c.args
        ),
        Lang::Zh => {
            format!("代码 {} 字节，栈帧 {} 字节，参数和结果 {} 字节", c.size, c.frame, c.args)
        }
    }
}

/// Text for a terminal. `bytes`: with the encoding of each instruction.
pub fn text(code: &[Code], sources: &[Source], bytes: bool, style: &Style) -> String {
    let mut out = String::new();
    for (i, c) in code.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        function(&mut out, c, sources, bytes, style);
    }
    out
}

fn function(out: &mut String, c: &Code, sources: &[Source], bytes: bool, style: &Style) {
    let lang = style.lang;
    let _ = writeln!(out, "{}  {}:{}", style.paint(BOLD, &c.func), c.file, c.line);
    for part in term::wrap(&summary(c, lang), style.width) {
        let _ = writeln!(out, "{}", style.paint(DIM, &part));
    }
    let mut line = None;
    let mut region = None;
    // The widest instruction that leaves most of the line to its sentence.
    let widest = c.insns.iter().map(|i| term::width(&i.text)).max().unwrap_or(0);
    let column = widest.clamp(16, (style.width / 3).max(24));
    for insn in &c.insns {
        let here = (insn.file.clone(), insn.line, insn.expanded_at);
        if line.as_ref() != Some(&here) {
            source_line(out, insn, sources, style);
            line = Some(here);
        }
        if insn.region != region {
            region = insn.region;
            if let Some(r) = region {
                let text = heading(r, lang);
                for part in term::wrap(&text, style.width.saturating_sub(8)) {
                    let _ = writeln!(
                        out,
                        "      {} {}",
                        style.paint(YELLOW, "┊"),
                        style.paint(YELLOW, &part)
                    );
                }
            }
        }
        instruction(out, insn, bytes, column, style);
    }
}

fn heading(r: Region, lang: Lang) -> String {
    format!("{}{}{}", r.name(lang), lang.pick(": ", "："), r.reason(lang))
}

fn source_line(out: &mut String, insn: &Insn, sources: &[Source], style: &Style) {
    let text = line_text(sources, &insn.file, insn.line).map(|t| t.replace('\t', "    "));
    let place = match (&text, insn.line) {
        (_, 0) => style.lang.pick("(no line)", "（无行号）").to_owned(),
        (Some(_), n) => n.to_string(),
        (None, n) => format!("{}:{n}", insn.file),
    };
    let expanded = match (insn.expanded_at, style.lang) {
        (None, _) => String::new(),
        (Some(n), Lang::En) => format!("   (expanded into line {n})"),
        (Some(n), Lang::Zh) => format!("   （内联到第 {n} 行）"),
    };
    let text = term::cut(
        &format!("{}{expanded}", text.unwrap_or_default()),
        style.width.saturating_sub(8),
    );
    let _ = writeln!(
        out,
        "{} {}",
        style.paint(CYAN, &format!("{place:>5} │")),
        style.paint(BOLD, &text)
    );
}

fn instruction(out: &mut String, insn: &Insn, bytes: bool, column: usize, style: &Style) {
    let text = insn.text.trim_end();
    let prefix = 8;
    let say_width = style.width.saturating_sub(prefix + column + 4);
    let mut says = term::wrap(&insn.say, say_width.max(24)).into_iter();
    let gap = " ".repeat(prefix);
    let dim = |t: &str| style.paint(DIM, t);
    let plain = |t: &str| t.to_owned();
    let shade: &dyn Fn(&str) -> String = if insn.pseudo { &dim } else { &plain };
    let side_by_side = style.width >= 72;
    let pc = dim(&format!("{:>7} ", format!("{:05}", insn.pc)));
    if side_by_side && term::width(text) <= column {
        let first = says.next().unwrap_or_default();
        let _ = writeln!(
            out,
            "{pc}{}  {}",
            shade(&term::pad(text, column)),
            dim_if(style, insn.pseudo, &first)
        );
    } else {
        let _ =
            writeln!(out, "{pc}{}", shade(&term::cut(text, style.width.saturating_sub(prefix))));
        if !side_by_side {
            for part in term::wrap(&insn.say, style.width.saturating_sub(prefix + 4)) {
                let _ = writeln!(out, "{gap}  {}", dim_if(style, insn.pseudo, &part));
            }
            says = Vec::new().into_iter();
        }
    }
    for part in says {
        let _ = writeln!(out, "{gap}{}  {}", " ".repeat(column), dim_if(style, insn.pseudo, &part));
    }
    if bytes {
        for pieces in &insn.encoding {
            let line = encoding(pieces, style.lang);
            for part in term::wrap(&line, style.width.saturating_sub(prefix)) {
                let _ = writeln!(out, "{gap}{}", dim(&part));
            }
        }
    }
    for r in &insn.relocations {
        for (i, part) in term::wrap(r, style.width.saturating_sub(prefix + 4)).iter().enumerate() {
            let lead = if i == 0 { "↳ " } else { "  " };
            let _ = writeln!(out, "{gap}{}", dim(&format!("{lead}{part}")));
        }
    }
}

fn dim_if(style: &Style, dim: bool, text: &str) -> String {
    if dim { style.paint(DIM, text) } else { text.to_owned() }
}

/// `REX 48 (W) | opcode 8b | ...`
fn encoding(pieces: &[Piece], lang: Lang) -> String {
    let one = |p: &Piece| {
        let fields = if p.fields.is_empty() { String::new() } else { format!(" ({})", p.fields) };
        format!("{} {}{fields}", p.kind.name(lang), p.bytes)
    };
    pieces.iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// A self-contained page: the source of each function beside its code.
pub fn html(code: &[Code], sources: &[Source], bytes: bool, title: &str, lang: Lang) -> String {
    let mut body = String::new();
    for c in code {
        section(&mut body, c, sources, bytes, lang);
    }
    html::page(title, &body, lang)
}

fn section(out: &mut String, c: &Code, sources: &[Source], bytes: bool, lang: Lang) {
    let _ = write!(
        out,
        "<section class=func><h2>{}</h2><p class=note>{}:{} · {}</p><div class=pair>",
        escape(&c.func),
        escape(&c.file),
        c.line,
        summary(c, lang)
    );
    source_pane(out, c, sources);
    out.push_str("<div class=code>");
    let mut region = None;
    for insn in &c.insns {
        if insn.region != region {
            region = insn.region;
            if let Some(r) = region {
                let _ = write!(out, "<div class=region>{}</div>", escape(&heading(r, lang)));
            }
        }
        row(out, insn, bytes, lang);
    }
    out.push_str("</div></div></section>\n");
}

/// The lines of the files that the function's code comes from.
fn source_pane(out: &mut String, c: &Code, sources: &[Source]) {
    out.push_str("<div class=src>");
    for source in sources {
        let lines: Vec<u32> =
            c.insns.iter().filter(|i| i.file == source.name).map(|i| i.line).collect();
        let (Some(&first), Some(&last)) = (lines.iter().min(), lines.iter().max()) else {
            continue;
        };
        for n in first.max(1)..=last {
            let Some(text) = source.lines.get(n as usize - 1) else { break };
            let has = lines.contains(&n);
            let attributes = match has {
                true => format!(" class=has tabindex=0 data-line=\"{}\"", key(&source.name, n)),
                false => String::new(),
            };
            let _ = write!(
                out,
                "<div{attributes}><span class=n>{n}</span><span class=t>{}</span></div>",
                escape(text)
            );
        }
    }
    out.push_str("</div>");
}

fn key(file: &str, line: u32) -> String {
    escape(&format!("{file}:{line}"))
}

fn row(out: &mut String, insn: &Insn, bytes: bool, lang: Lang) {
    let pseudo = if insn.pseudo { " pseudo" } else { "" };
    let _ = write!(
        out,
        "<div class=\"row{pseudo}\" tabindex=0 data-line=\"{}\"><span class=pc>{:05}</span>\
         <span class=insn>{}</span><span class=say>{}</span>",
        key(&insn.file, insn.line),
        insn.pc,
        escape(insn.text.trim_end()),
        escape(&insn.say)
    );
    for pieces in insn.encoding.iter().filter(|_| bytes) {
        let parts = pieces.iter().map(|p| {
            let fields =
                if p.fields.is_empty() { String::new() } else { format!(" ({})", p.fields) };
            format!("{} <b>{}</b>{}", p.kind.name(lang), p.bytes, escape(&fields))
        });
        let _ = write!(out, "<span class=bytes>{}</span>", parts.collect::<Vec<_>>().join(" · "));
    }
    for r in &insn.relocations {
        let _ = write!(out, "<span class=rel>↳ {}</span>", escape(r));
    }
    out.push_str("</div>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(Range::parse("12-20"), Some(Range { first: 12, last: 20 }));
        assert_eq!(Range::parse("7"), Some(Range { first: 7, last: 7 }));
        for bad in ["", "a", "0", "9-3", "-4", "4-"] {
            assert_eq!(Range::parse(bad), None, "{bad}");
        }
    }
}
