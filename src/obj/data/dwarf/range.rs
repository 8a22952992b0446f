//! `go.range.F`: lists of code ranges (spec 33, section 8.6).

use super::Writer;
use crate::obj::{RelocKind, SymData, SymId};
use crate::options::Goos;
use crate::package::Package;

/// Code bytes `start..end`, offsets in the function.
pub type Range = (u32, u32);

/// The lists of a function, as they are appended.
pub struct Ranges {
    out: Writer,
    text: SymId,
    /// Lists hold offsets after a base entry; without one, addresses.
    has_base: bool,
}

impl Ranges {
    pub fn new(pkg: &Package, text: SymId) -> Ranges {
        Ranges { out: Writer::default(), text, has_base: pkg.options.goos != Goos::Darwin }
    }

    /// Appends a list and gives its offset.
    pub fn list(&mut self, ranges: &[Range]) -> usize {
        let at = self.out.len();
        begin_list(&mut self.out, self.text, self.has_base);
        for &range in ranges {
            bounds(&mut self.out, self.text, self.has_base, range);
        }
        self.out.word(0);
        self.out.word(0);
        at
    }

    pub fn finish(self) -> SymData {
        self.out.data
    }
}

/// The base entry of a list of ranges or locations.
pub(super) fn begin_list(out: &mut Writer, text: SymId, has_base: bool) {
    if has_base {
        out.word(u64::MAX);
        out.address(text, 0);
    }
}

/// Begin and end of a list's entry.
pub(super) fn bounds(out: &mut Writer, text: SymId, has_base: bool, (start, end): Range) {
    for pc in [start, end] {
        if has_base {
            out.word(u64::from(pc));
        } else {
            out.reloc(8, RelocKind::AddrCuOff, text, i64::from(pc));
        }
    }
}
