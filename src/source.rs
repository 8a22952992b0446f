//! Source positions.
//!
//! A position is a *base* (which file, which line directive, which inlined call) and a packed
//! word of line, column and statement mark. Passes compare positions as (base, word), so the
//! order in which bases are registered and the layout of the word are part of the contract
//! (spec 21, section 2, "Positions").
//!
//! ```text
//! word:  line 20 bits | column 8 bits (255 = unknown or larger) | xlogue 2 bits | stmt 2 bits
//! ```

use crate::index::entity_impl;
use crate::intern::Name;

/// A position base: index into [`Sources`]. Base 0 is "unknown".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BaseId(u32);
entity_impl!(BaseId);

/// Index into the inline tree of a package: one entry for each expanded call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InlineId(u32);
entity_impl!(InlineId, "inl");

/// Whether a position starts a statement, for debuggers and for tie-breaking in the scheduler.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u32)]
pub enum StmtMark {
    /// Nothing said.
    Default = 0,
    /// A statement starts here.
    Stmt = 1,
    /// No statement starts here.
    NotStmt = 2,
}

/// Highest line that a position can hold; larger lines saturate.
pub const LINE_MAX: u32 = (1 << 20) - 2;
/// Line shown for the jump of an empty infinite loop.
pub const BOGUS_LINE: u32 = (1 << 20) - 1;
/// Columns from here on are not recorded.
pub const COL_MAX: u32 = 255;

/// `xlogue` of the instruction from which on the frame is set up.
pub const PROLOGUE_END: u32 = 1;

/// A source position (8 bytes). The derived order is gc's: base first, then the packed word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pos {
    base: u32,
    word: u32,
}

impl Pos {
    /// The unknown position: sorts before every other.
    pub const NONE: Pos = Pos { base: 0, word: 0 };

    /// Line and column count from 1; columns are bytes; column 0 is unknown.
    pub fn new(base: BaseId, line: u32, col: u32) -> Pos {
        let line = if line == BOGUS_LINE { line } else { line.min(LINE_MAX) };
        Pos { base: base.0, word: line << 12 | col.min(COL_MAX) << 4 }
    }

    pub fn base(self) -> BaseId {
        BaseId(self.base)
    }

    pub fn line(self) -> u32 {
        self.word >> 12
    }

    /// 0 and 255 mean unknown.
    pub fn col(self) -> u32 {
        self.word >> 4 & 0xff
    }

    pub fn is_known(self) -> bool {
        self.base != 0 || self.line() != 0
    }

    pub fn stmt(self) -> StmtMark {
        if !self.is_known() {
            return StmtMark::NotStmt;
        }
        match self.word & 3 {
            0 => StmtMark::Default,
            1 => StmtMark::Stmt,
            _ => StmtMark::NotStmt,
        }
    }

    pub fn with_stmt(self, mark: StmtMark) -> Pos {
        if !self.is_known() {
            return self;
        }
        Pos { word: self.word & !3 | mark as u32, ..self }
    }

    pub fn not_stmt(self) -> Pos {
        self.with_stmt(StmtMark::NotStmt)
    }

    /// Prologue/epilogue mark (0 none, 1 prologue end, 2 epilogue begin).
    pub fn xlogue(self) -> u32 {
        self.word >> 2 & 3
    }

    pub fn with_xlogue(self, mark: u32) -> Pos {
        Pos { word: self.word & !0xc | (mark & 3) << 2, ..self }
    }

    /// The same place seen from another base (used when a body is inlined).
    pub fn with_base(self, base: BaseId) -> Pos {
        Pos { base: base.0, ..self }
    }

    pub fn with_line(self, line: u32) -> Pos {
        Pos { word: self.word & 0xfff | line << 12, ..self }
    }

    /// Same base (file and inlining) and line; column and marks are ignored.
    pub fn same_file_and_line(self, other: Pos) -> bool {
        self.base == other.base && self.line() == other.line()
    }
}

impl std::fmt::Debug for Pos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.base, self.line(), self.col())
    }
}

impl Default for Pos {
    fn default() -> Pos {
        Pos::NONE
    }
}

/// A `//line` directive: text after it is said to be in `file` from `line` on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LineDirective {
    pub file: Name,
    /// The line that the directive gives to the text right after it.
    pub line: u32,
    /// The column it gives (0: none, columns are then unknown).
    pub col: u32,
    /// Real line and column of the text right after the directive.
    pub at_line: u32,
    pub at_col: u32,
}

/// What a base stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PosBase {
    /// The file as named on the command line, or as an import recorded it.
    pub file: Name,
    /// Absolute, trimpath-rewritten name, for DWARF file references.
    pub abs_file: Name,
    pub directive: Option<LineDirective>,
    /// The expanded call that the code belongs to, if it was inlined.
    pub inlined: Option<InlineId>,
}

/// One expanded call.
#[derive(Clone, Copy, Debug)]
pub struct InlinedCall {
    pub parent: Option<InlineId>,
    /// Position of the call's opening parenthesis, in the caller.
    pub pos: Pos,
    /// Link name of the callee.
    pub callee: Name,
}

/// All bases and the inline tree of a compilation. Append-only and readable from every thread.
#[derive(Default)]
pub struct Sources {
    bases: boxcar::Vec<PosBase>,
    inlined: boxcar::Vec<InlinedCall>,
}

impl Sources {
    pub fn new() -> Sources {
        let sources = Sources::default();
        let none = Name::EMPTY;
        sources.bases.push(PosBase { file: none, abs_file: none, directive: None, inlined: None });
        sources
    }

    /// Registers a base; the order of registration decides comparisons.
    pub fn add_base(&self, base: PosBase) -> BaseId {
        BaseId(u32::try_from(self.bases.push(base)).expect("fewer than 2^32 position bases"))
    }

    /// Registers a file.
    pub fn add_file(&self, name: &str, abs_name: &str) -> BaseId {
        let (file, abs_file) = (Name::new(name), Name::new(abs_name));
        self.add_base(PosBase { file, abs_file, directive: None, inlined: None })
    }

    pub fn base(&self, id: BaseId) -> &PosBase {
        &self.bases[id.0 as usize]
    }

    pub fn add_inlined_call(&self, call: InlinedCall) -> InlineId {
        InlineId(u32::try_from(self.inlined.push(call)).expect("fewer than 2^32 inlined calls"))
    }

    pub fn inlined_call(&self, id: InlineId) -> &InlinedCall {
        &self.inlined[id.0 as usize]
    }

    /// Follows inlining outward: the position of the outermost call, or `pos` itself.
    pub fn outermost(&self, mut pos: Pos) -> Pos {
        while let Some(inl) = self.base(pos.base()).inlined {
            pos = self.inlined_call(inl).pos;
        }
        pos
    }

    /// File and line as a reader sees them (line directives applied).
    pub fn file_line(&self, pos: Pos) -> (Name, u32) {
        let base = self.base(pos.base());
        match base.directive {
            Some(d) => (d.file, d.line + (pos.line() - d.at_line)),
            None => (base.file, pos.line()),
        }
    }

    /// `file:line:col` of a diagnostic; the column is left out when unknown (spec 10, section 4).
    pub fn describe(&self, pos: Pos) -> String {
        let pos = self.outermost(pos);
        if !pos.is_known() {
            return "<unknown line number>".to_owned();
        }
        let (file, line) = self.file_line(pos);
        let col = match self.base(pos.base()).directive {
            Some(d) if d.col == 0 => 0,
            Some(d) if pos.line() == d.at_line => d.col + pos.col() - d.at_col,
            _ => pos.col(),
        };
        if col == 0 || pos.col() >= COL_MAX {
            format!("{file}:{line}")
        } else {
            format!("{file}:{line}:{col}")
        }
    }
}
