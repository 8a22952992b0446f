//! Problems found in the program being compiled.
//!
//! Stages push into one [`Diagnostics`] and carry on. The sink reproduces gc's bookkeeping:
//! repeated texts on one line are dropped, the tenth error ends the collection, and the report is
//! sorted by position (spec 10, section 4). Rendering (one-line or with source excerpts) is
//! separate, see [`render`].

pub mod render;

use crate::source::{Pos, Sources};

/// Errors after which gc gives up, unless `-e` is given.
pub const ERROR_LIMIT: usize = 10;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Error,
    /// A decision reported by `-m` or `-live`.
    Note,
}

/// One message. `text` is gc's wording and may hold further lines, each starting with a tab.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub severity: Severity,
    pub pos: Pos,
    pub text: String,
    /// go9's own hint, shown only by the excerpt renderer.
    pub help: Option<String>,
}

/// Collects diagnostics of one compilation.
#[derive(Default)]
pub struct Diagnostics {
    pending: Vec<Diagnostic>,
    /// Already in final order.
    flushed: Vec<Diagnostic>,
    n_errors: usize,
    n_syntax_errors: usize,
    no_limit: bool,
    /// Position of the error that reached the limit.
    too_many_at: Option<Pos>,
    last_syntax_line: Option<Pos>,
    last_other: Option<(Pos, String)>,
}

impl Diagnostics {
    pub fn new(no_limit: bool) -> Diagnostics {
        Diagnostics { no_limit, ..Default::default() }
    }

    /// Records an error with gc's wording. After the limit was reached, everything is dropped.
    pub fn error(&mut self, pos: Pos, text: impl Into<String>) {
        self.push(pos, text.into(), None);
    }

    /// Records an error with a hint of go9's own.
    pub fn error_with_help(&mut self, pos: Pos, text: impl Into<String>, help: impl Into<String>) {
        self.push(pos, text.into(), Some(help.into()));
    }

    fn push(&mut self, pos: Pos, text: String, help: Option<String>) {
        if self.too_many_at.is_some() {
            return;
        }
        if text.starts_with("syntax error") {
            self.n_syntax_errors += 1;
            if self.last_syntax_line.is_some_and(|p| p.same_file_and_line(pos)) {
                return;
            }
            self.last_syntax_line = Some(pos);
        } else {
            let repeated = |(p, t): &(Pos, String)| p.same_file_and_line(pos) && *t == text;
            if self.last_other.as_ref().is_some_and(repeated) {
                return;
            }
            self.last_other = Some((pos, text.clone()));
        }
        self.n_errors += 1;
        self.pending.push(Diagnostic { severity: Severity::Error, pos, text, help });
        if self.n_errors >= ERROR_LIMIT && !self.no_limit {
            self.too_many_at = Some(pos);
        }
    }

    /// Records a note that is printed at once, in the order of the calls.
    pub fn note(&mut self, pos: Pos, text: impl Into<String>) {
        let text = text.into();
        self.flushed.push(Diagnostic { severity: Severity::Note, pos, text, help: None });
    }

    pub fn has_errors(&self) -> bool {
        self.n_errors > 0
    }

    pub fn n_errors(&self) -> usize {
        self.n_errors
    }

    pub fn has_syntax_errors(&self) -> bool {
        self.n_syntax_errors > 0
    }

    /// Whether the limit was reached: nothing further will be reported.
    pub fn is_full(&self) -> bool {
        self.too_many_at.is_some()
    }

    /// Everything in the order in which gc prints it: notes in call order, then the errors
    /// sorted by position, equal lines once, then `too many errors` if the limit was reached.
    pub fn finish(mut self, sources: &Sources) -> Vec<Diagnostic> {
        self.pending.sort_by_key(|d| {
            let pos = sources.outermost(d.pos);
            (pos.base(), pos.line(), pos.col())
        });
        let mut out = self.flushed;
        let mut last: Option<(String, String)> = None;
        for d in self.pending {
            let key = (sources.describe(d.pos), d.text.clone());
            if last.as_ref() == Some(&key) {
                continue;
            }
            last = Some(key);
            out.push(d);
        }
        if let Some(pos) = self.too_many_at {
            let text = "too many errors".to_owned();
            out.push(Diagnostic { severity: Severity::Error, pos, text, help: None });
        }
        out
    }
}
