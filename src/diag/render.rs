//! Two renderings of the same diagnostics: gc's one-line form, and source excerpts for people.

use codespan_reporting::diagnostic::{Diagnostic as Report, Label};
use codespan_reporting::files::{Files, SimpleFiles};
use codespan_reporting::term;

use super::{Diagnostic, Severity};
use crate::source::Sources;

/// One line a diagnostic, `file:line:col: text`, as gc prints it.
pub fn one_line(diags: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for d in diags {
        if d.pos.is_known() {
            out.push_str(&sources.describe(d.pos));
            out.push_str(": ");
        }
        out.push_str(&d.text);
        out.push('\n');
    }
    out
}

/// Source excerpts. `files` holds (name on the command line, text) of every source file.
pub fn excerpts(diags: &[Diagnostic], sources: &Sources, files: &[(String, String)]) -> String {
    let mut db = SimpleFiles::new();
    let ids: Vec<_> =
        files.iter().map(|(name, text)| (name, db.add(name.clone(), text.clone()))).collect();
    let mut out = String::new();
    for d in diags {
        let mut lines = d.text.lines();
        let first = lines.next().unwrap_or_default();
        let mut report = match d.severity {
            Severity::Error => Report::error(),
            Severity::Note => Report::note(),
        }
        .with_message(first);
        let mut notes: Vec<String> = lines.map(|l| l.trim_start().to_owned()).collect();
        notes.extend(d.help.iter().map(|h| format!("help: {h}")));
        report = report.with_notes(notes);
        let pos = sources.outermost(d.pos);
        let file = sources.base(pos.base()).file;
        let place = ids.iter().find(|(name, _)| name.as_str() == file.as_str());
        if let Some((_, id)) = place
            && let Ok(range) = db.line_range(*id, (pos.line() as usize).saturating_sub(1))
        {
            let start = (range.start + (pos.col() as usize).saturating_sub(1)).min(range.end);
            report = report.with_labels(vec![Label::primary(*id, start..start)]);
        }
        let config = term::Config::default();
        if term::emit_to_string(&mut out, &config, &db, &report).is_err() {
            out.push_str(first);
            out.push('\n');
        }
    }
    out
}
