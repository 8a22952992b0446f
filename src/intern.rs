//! Interned names: identifiers, symbol names, file names. Equality is comparison of two integers.
//!
//! The interner is process-wide and append-only, so a `Name` can be resolved anywhere without a
//! context. Nothing in the output may depend on the integer behind a name, only on its text.

use std::fmt;
use std::sync::LazyLock;

use lasso::{Spur, ThreadedRodeo};

static NAMES: LazyLock<ThreadedRodeo> = LazyLock::new(ThreadedRodeo::new);

/// An interned string (4 bytes; `Option<Name>` is 4 bytes too).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name(Spur);

impl Name {
    /// Interns `text`.
    pub fn new(text: &str) -> Name {
        Name(NAMES.get_or_intern(text))
    }

    /// The text of the name.
    pub fn as_str(self) -> &'static str {
        NAMES.resolve(&self.0)
    }

    /// Whether the name is the blank identifier `_`.
    pub fn is_blank(self) -> bool {
        self.as_str() == "_"
    }

    /// Whether Go exports the name: its first character is an upper-case letter.
    pub fn is_exported(self) -> bool {
        self.as_str().chars().next().is_some_and(char::is_uppercase)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name::new(text)
    }
}
