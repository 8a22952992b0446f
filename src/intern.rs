//! Interned names: identifiers, symbol names, file names. Equality is comparison of two integers.
//!
//! The interner is process-wide and append-only, so a `Name` can be resolved anywhere without a
//! context or a lock. Nothing in the output may depend on the integer behind a name, only on its text.

use std::fmt;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::sync::{LazyLock, Mutex};

use rustc_hash::{FxBuildHasher, FxHashMap};

static NAMES: LazyLock<Interner> = LazyLock::new(Interner::new);

/// Number of tables that texts are spread over, so that threads rarely wait for each other.
const SHARDS: usize = 16;

struct Interner {
    /// By number.
    texts: boxcar::Vec<&'static str>,
    /// By text; a text's hash chooses the table.
    shards: [Mutex<FxHashMap<&'static str, Name>>; SHARDS],
}

impl Interner {
    fn new() -> Interner {
        let names = Interner { texts: boxcar::Vec::new(), shards: Default::default() };
        for (name, text) in [(Name::BLANK, "_"), (Name::EMPTY, ""), (Name::LOCAL_PREFIX, "\"\"")] {
            assert!(names.intern(text) == name);
        }
        names
    }

    fn intern(&self, text: &str) -> Name {
        // The tables use the low and the topmost bits.
        let shard = (FxBuildHasher.hash_one(text) >> 32) as usize % SHARDS;
        let mut shard = self.shards[shard].lock().expect("no panic while interning");
        if let Some(&name) = shard.get(text) {
            return name;
        }
        let text: &'static str = Box::leak(text.into());
        let name = Name::from_index(self.texts.push(text));
        shard.insert(text, name);
        name
    }
}

/// An interned string (4 bytes; `Option<Name>` is 4 bytes too).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name(NonZeroU32);

impl Name {
    /// The blank identifier `_`.
    pub const BLANK: Name = Name(NonZeroU32::MIN);
    /// The empty text.
    pub const EMPTY: Name = Name(NonZeroU32::MIN.saturating_add(1));
    /// `""`, the link prefix of the package being compiled.
    pub const LOCAL_PREFIX: Name = Name(NonZeroU32::MIN.saturating_add(2));

    fn from_index(index: usize) -> Name {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Name(number.expect("fewer than 2^32 names"))
    }

    /// Interns `text`.
    pub fn new(text: &str) -> Name {
        NAMES.intern(text)
    }

    /// The text of the name.
    #[inline]
    pub fn as_str(self) -> &'static str {
        NAMES.texts[self.0.get() as usize - 1]
    }

    /// Whether the name is the blank identifier `_`.
    #[inline]
    pub fn is_blank(self) -> bool {
        self == Name::BLANK
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_for_one_text() {
        let (a, b) = (Name::new("a name"), Name::new("another"));
        assert!(a == Name::new("a name") && a != b);
        assert_eq!((a.as_str(), b.as_str()), ("a name", "another"));
        assert!(Name::new("_").is_blank() && !a.is_blank());
    }

    #[test]
    fn threads_agree_on_names() {
        let intern = || (0..200).map(|i| Name::new(&format!("n{i}"))).collect::<Vec<_>>();
        let other = std::thread::spawn(intern);
        let here = intern();
        assert!(here == other.join().expect("no panic"));
    }
}
