//! A report as a page: golden left, other right.

use std::fmt::Write;

use super::{Difference, Report, Row, step};
use crate::explain::Lang;
use crate::explain::html::{self as page, escape};

/// Equal rows shown around a difference.
const CONTEXT: usize = 3;

/// One self-contained page.
pub fn html(report: &Report, hints: &[String], title: &str, lang: Lang) -> String {
    let mut body = format!("<p class=note>{}</p>", escape(&super::render::summary(report, lang)));
    for hint in hints {
        let _ = write!(body, "<p class=region>{}</p>", escape(hint));
    }
    for s in &report.symbols {
        let _ = write!(body, "<section><h2>{}</h2>", escape(&s.name));
        match &s.difference {
            Difference::Missing => note(&mut body, lang.pick("missing", "缺失")),
            Difference::Extra => note(&mut body, lang.pick("not in the golden", "基准中没有")),
            Difference::Data { facts } => {
                for (what, a, b) in facts {
                    note(&mut body, &format!("{what}: {a} → {b}"));
                }
            }
            Difference::Func { head, rows } => {
                for (what, a, b) in head {
                    note(&mut body, &format!("{what}: {a} → {b}"));
                }
                if let Some(step) = step::of(&s.difference) {
                    let parts = lang.pick("first parts ways in", "最早的分歧步骤");
                    note(&mut body, &format!("{parts}: {}", step.name(lang)));
                }
                table(&mut body, rows, lang);
            }
        }
        body.push_str("</section>\n");
    }
    page::page(title, &body, lang)
}

fn note(out: &mut String, text: &str) {
    let _ = write!(out, "<p class=note>{}</p>", escape(text));
}

fn table(out: &mut String, rows: &[Row], lang: Lang) {
    out.push_str("<div class=scroll><table class=diff><tbody>");
    let near = |i: usize| {
        let (from, to) = (i.saturating_sub(CONTEXT), (i + CONTEXT + 1).min(rows.len()));
        rows[from..to].iter().any(|r| r.cause.is_some())
    };
    let mut skipped = 0;
    for (i, row) in rows.iter().enumerate() {
        if !near(i) {
            skipped += 1;
            continue;
        }
        if skipped > 0 {
            let same = match lang {
                Lang::En => format!("{skipped} equal"),
                Lang::Zh => format!("{skipped} 行相同"),
            };
            let _ = write!(out, "<tr class=gap><td colspan=3>{same}</td></tr>");
            skipped = 0;
        }
        let cell = |side: &Option<(String, String)>| match side {
            Some((pos, text)) => {
                format!("{} <i>{}</i>", escape(&text.replace('\t', " ")), escape(pos))
            }
            None => String::new(),
        };
        let class = if row.cause.is_some() { " class=bad" } else { "" };
        let why = row.cause.map_or("", |c| c.explain(lang));
        let pos = row.golden.as_ref().or(row.other.as_ref()).map_or("", |(p, _)| p.as_str());
        let _ = write!(
            out,
            "<tr{class} tabindex=0 data-line=\"{}\"><td>{}<td>{}<td class=why>{why}</tr>",
            escape(pos),
            cell(&row.golden),
            cell(&row.other)
        );
    }
    out.push_str("</tbody></table></div>");
}
