//! A report as text.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Cause, Difference, Report, Row, step};
use crate::explain::Lang;

/// Equal rows shown around a difference.
const CONTEXT: usize = 2;
/// Width of a column of the two-column form, in characters.
const COLUMN: usize = 58;

/// How a report is shown.
#[derive(Clone, Copy, Default, Debug)]
pub struct Style {
    /// With terminal colours.
    pub color: bool,
    /// Golden left, other right; otherwise one below the other.
    pub side_by_side: bool,
    /// No instructions, one line a symbol.
    pub brief: bool,
    pub lang: Lang,
}

const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const DIM: &str = "\x1b[2m";
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

impl Style {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{code}{text}{PLAIN}")
        } else {
            text.to_owned()
        }
    }
}

/// The whole report: what matters first (a summary), then each symbol that differs.
pub fn text(report: &Report, style: &Style) -> String {
    let lang = style.lang;
    let mut out = summary(report, lang);
    out.push('\n');
    if report.is_equal() {
        return out;
    }
    for (cause, n) in causes(report) {
        let _ = writeln!(out, "{n:6}  {}", cause.explain(lang));
    }
    if let Some((a, b)) = &report.order {
        let _ = match lang {
            Lang::En => writeln!(out, "order: {b} stands where {a} should"),
            Lang::Zh => writeln!(out, "顺序：{a} 的位置上是 {b}"),
        };
    }
    for s in &report.symbols {
        let name = style.paint(BOLD, &s.name);
        match &s.difference {
            Difference::Missing => {
                let _ = writeln!(out, "{name}: {}", lang.pick("missing", "缺失"));
            }
            Difference::Extra => {
                let _ = writeln!(out, "{name}: {}", lang.pick("not in the golden", "基准中没有"));
            }
            Difference::Data { facts } => {
                for (what, a, b) in facts {
                    let _ = writeln!(out, "{name}: {what} {a} -> {b}");
                }
            }
            Difference::Func { head, rows } => {
                let mut own: BTreeMap<Cause, usize> = BTreeMap::new();
                for cause in rows.iter().filter_map(|r| r.cause) {
                    *own.entry(cause).or_default() += 1;
                }
                let facts = head.iter().map(|(what, a, b)| format!("{what} {a} -> {b}"));
                let counts = own.iter().map(|(cause, n)| format!("{n} {}", cause.name()));
                let all: Vec<String> = facts.chain(counts).collect();
                let _ = writeln!(out, "{name}: {}", all.join(", "));
                if let Some(step) = step::of(&s.difference) {
                    let note = lang.pick("first parts ways in", "最早的分歧步骤");
                    let _ = writeln!(
                        out,
                        "  {}",
                        style.paint(DIM, &format!("{note}: {}", step.name(lang)))
                    );
                }
                if !style.brief {
                    hunks(&mut out, rows, style);
                }
            }
        }
    }
    out
}

/// How many of each kind.
fn causes(report: &Report) -> BTreeMap<Cause, usize> {
    let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
    for s in &report.symbols {
        if let Difference::Func { rows, .. } = &s.difference {
            for cause in rows.iter().filter_map(|r| r.cause) {
                *causes.entry(cause).or_default() += 1;
            }
        }
    }
    causes
}

/// One line: how many functions and data symbols differ.
pub(super) fn summary(report: &Report, lang: Lang) -> String {
    let (n_funcs, n_data) = (report.n_funcs, report.n_data);
    if report.is_equal() {
        return match lang {
            Lang::En => format!("equal: {n_funcs} functions, {n_data} data symbols"),
            Lang::Zh => format!("相同：{n_funcs} 个函数，{n_data} 个数据符号"),
        };
    }
    let funcs = report.symbols.iter().filter(|s| s.is_text).count();
    let others = report.symbols.len() - funcs;
    // Of all that either has.
    let extra = |text: bool| {
        let is =
            |s: &&super::SymbolDiff| s.is_text == text && matches!(s.difference, Difference::Extra);
        report.symbols.iter().filter(is).count()
    };
    let (n_funcs, n_data) = (n_funcs + extra(true), n_data + extra(false));
    match lang {
        Lang::En => {
            format!("{funcs} of {n_funcs} functions differ, {others} of {n_data} data symbols")
        }
        Lang::Zh => {
            format!("{n_funcs} 个函数中 {funcs} 个不同，{n_data} 个数据符号中 {others} 个不同")
        }
    }
}

/// The rows that differ with some around them: `-` golden, `+` other.
fn hunks(out: &mut String, rows: &[Row], style: &Style) {
    let near = |i: usize| {
        let (from, to) = (i.saturating_sub(CONTEXT), (i + CONTEXT + 1).min(rows.len()));
        rows[from..to].iter().any(|r| r.cause.is_some())
    };
    let mut skipped = false;
    let mut shown: Option<Cause> = None;
    for (i, row) in rows.iter().enumerate() {
        if !near(i) {
            skipped = true;
            continue;
        }
        if std::mem::take(&mut skipped) {
            let _ = writeln!(out, "  ...");
        }
        // The explanation stands once for rows of the same cause.
        let note = match row.cause {
            Some(cause) if shown != Some(cause) => cause.explain(style.lang),
            _ => "",
        };
        shown = row.cause;
        if style.side_by_side {
            columns(out, row, note, style);
        } else {
            lines(out, row, note, style);
        }
    }
}

fn side(side: &Option<(String, String)>) -> Option<String> {
    side.as_ref().map(|(pos, text)| format!("{pos:<16} {}", text.replace('\t', " ")))
}

fn lines(out: &mut String, row: &Row, note: &str, style: &Style) {
    let (golden, other) = (side(&row.golden), side(&row.other));
    if row.cause.is_none() {
        let _ = writeln!(out, "  {}", golden.unwrap_or_default());
        return;
    }
    let note =
        if note.is_empty() { String::new() } else { style.paint(DIM, &format!(" ; {note}")) };
    let has_other = other.is_some();
    if let Some(text) = golden {
        let note = if has_other { "" } else { &note };
        let _ = writeln!(out, "{}{note}", style.paint(RED, &format!("- {text}")));
    }
    if let Some(text) = other {
        let _ = writeln!(out, "{}{note}", style.paint(GREEN, &format!("+ {text}")));
    }
}

fn columns(out: &mut String, row: &Row, note: &str, style: &Style) {
    let fit = |text: Option<String>| {
        let text = text.unwrap_or_default();
        let cut: String = text.chars().take(COLUMN).collect();
        format!("{cut:<COLUMN$}")
    };
    let (left, right) = (fit(side(&row.golden)), fit(side(&row.other)));
    if row.cause.is_none() {
        let _ = writeln!(out, "{left}   {}", right.trim_end());
        return;
    }
    let (left, right) = (style.paint(RED, &left), style.paint(GREEN, &right));
    let note = style.paint(DIM, note);
    let _ = writeln!(out, "{}", format!("{left} | {right} {note}").trim_end());
}
