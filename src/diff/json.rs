//! A report as JSON, for tools.

use std::fmt::Write;

use super::{Difference, Report, Row, step};
use crate::explain::Lang;

/// One object: counts, order, and each symbol that differs with its rows (equal ones left out).
pub fn json(report: &Report) -> String {
    let mut out = format!(
        "{{\"equal\":{},\"functions\":{},\"data\":{},\"order\":",
        report.is_equal(),
        report.n_funcs,
        report.n_data
    );
    match &report.order {
        Some((a, b)) => {
            let _ = write!(out, "[{},{}]", string(a), string(b));
        }
        None => out.push_str("null"),
    }
    out.push_str(",\"symbols\":[");
    for (i, s) in report.symbols.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        let _ = write!(out, "{{\"name\":{},\"text\":{}", string(&s.name), s.is_text);
        match &s.difference {
            Difference::Missing => out.push_str(",\"difference\":\"missing\""),
            Difference::Extra => out.push_str(",\"difference\":\"extra\""),
            Difference::Data { facts } => {
                out.push_str(",\"difference\":\"data\",\"facts\":");
                list(&mut out, facts, fact);
            }
            Difference::Func { head, rows } => {
                out.push_str(",\"difference\":\"function\"");
                if let Some(step) = step::of(&s.difference) {
                    let _ = write!(out, ",\"step\":{}", string(step.name(Lang::En)));
                }
                out.push_str(",\"facts\":");
                list(&mut out, head, fact);
                out.push_str(",\"rows\":");
                let rows: Vec<&Row> = rows.iter().filter(|r| r.cause.is_some()).collect();
                list(&mut out, &rows, row);
            }
        }
        out.push('}');
    }
    out.push_str("]}\n");
    out
}

fn list<T>(out: &mut String, items: &[T], one: fn(&mut String, &T)) {
    out.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        one(out, item);
    }
    out.push(']');
}

fn fact(out: &mut String, (what, golden, other): &(&'static str, String, String)) {
    let (golden, other) = (string(golden), string(other));
    let _ = write!(out, "{{\"what\":\"{what}\",\"golden\":{golden},\"other\":{other}}}");
}

fn row(out: &mut String, row: &&Row) {
    let cause = row.cause.map_or("", |c| c.name());
    let _ = write!(out, "{{\"cause\":\"{cause}\"");
    for (key, side) in [("golden", &row.golden), ("other", &row.other)] {
        if let Some((pos, text)) = side {
            let (pos, text) = (string(pos), string(text));
            let _ = write!(out, ",\"{key}\":{{\"line\":{pos},\"text\":{text}}}");
        }
    }
    out.push('}');
}

/// A JSON string.
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
