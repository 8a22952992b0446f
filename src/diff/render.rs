//! A report as text.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Cause, Difference, Report, Row};

/// Equal rows shown around a difference.
const CONTEXT: usize = 2;

/// The whole report: each symbol that differs, then a summary.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
    let (mut funcs, mut data) = (0, 0);
    for s in &report.symbols {
        match &s.difference {
            Difference::Missing => {
                data += 1;
                let _ = writeln!(out, "{}: missing", s.name);
            }
            Difference::Extra => {
                data += 1;
                let _ = writeln!(out, "{}: not in the golden", s.name);
            }
            Difference::Data { facts } => {
                data += 1;
                for (what, a, b) in facts {
                    let _ = writeln!(out, "{}: {what} {a} -> {b}", s.name);
                }
            }
            Difference::Func { head, rows } => {
                funcs += 1;
                let _ = writeln!(out, "{}", s.name);
                for (what, a, b) in head {
                    let _ = writeln!(out, "  {what} {a} -> {b}");
                }
                for row in rows {
                    if let Some(cause) = row.cause {
                        *causes.entry(cause).or_default() += 1;
                    }
                }
                hunks(&mut out, rows);
            }
        }
    }
    if let Some((a, b)) = &report.order {
        let _ = writeln!(out, "order: {b} stands where {a} should");
    }
    if report.is_equal() {
        let _ =
            writeln!(out, "equal: {} functions, {} data symbols", report.n_funcs, report.n_data);
        return out;
    }
    let _ = writeln!(
        out,
        "{funcs} of {} functions differ, {data} other symbols (of {})",
        report.n_funcs, report.n_data
    );
    for (cause, n) in causes {
        let _ = writeln!(out, "{n:6}  {}", cause.explain());
    }
    out
}

/// The rows that differ with some around them: `-` golden, `+` other.
fn hunks(out: &mut String, rows: &[Row]) {
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
        let mut line = |mark: char, side: &Option<(String, String)>, note: &str| {
            let Some((pos, text)) = side else { return };
            let text = text.replace('\t', " ");
            let _ = match note {
                "" => writeln!(out, "{mark} {pos:<16} {text}"),
                note => writeln!(out, "{mark} {pos:<16} {text:<40} ; {note}"),
            };
        };
        match row.cause {
            None => line(' ', &row.golden, ""),
            Some(cause) => {
                // The explanation stands once for a row of the same.
                let note = if shown == Some(cause) { "" } else { cause.explain() };
                let (first, second) = if row.other.is_some() { ("", note) } else { (note, "") };
                line('-', &row.golden, first);
                line('+', &row.other, second);
            }
        }
        shown = row.cause;
    }
}
