//! Labels and branches of a function body (spec 10, section 6.3).
//!
//! Each body is checked when its last brace was read, function literals before the function around
//! them. Whether `fallthrough` is in place is found out later, when gc converts the tree; those
//! problems are kept apart.

use rustc_hash::FxHashMap;

use super::ast::*;
use super::lexer::LexError;
use crate::intern::Name;
use crate::source::{Pos, Sources};

/// Checks one body. Problems go to `errors`, misplaced `fallthrough`s to `late`.
pub fn check(
    body: &Block,
    sources: &Sources,
    errors: &mut Vec<LexError>,
    late: &mut Vec<LexError>,
) {
    let mut function = Function {
        sources,
        blocks: Vec::new(),
        labels: Vec::new(),
        by_name: FxHashMap::default(),
        errors,
        late,
    };
    let pending =
        function.block(None, Targets::default(), None, body.pos, Stmts::List(&body.stmts));
    function.no_fallthrough(&body.stmts);
    for goto in pending {
        match function.by_name.get(&goto.label.name) {
            Some(&label) => {
                let label = &mut function.labels[label];
                label.used = true;
                let start = function.blocks[label.block].start;
                let at = sources.describe(start);
                let text = format!("goto {} jumps into block starting at {at}", goto.label.name);
                function.error(goto.label.pos, text);
            }
            None => {
                let text = format!("label {} not defined", goto.label.name);
                function.error(goto.label.pos, text);
            }
        }
    }
    let labels = std::mem::take(&mut function.labels);
    for label in labels.iter().filter(|l| !l.used) {
        let text = format!("label {} defined and not used", label.ident.name);
        function.error(label.ident.pos, text);
    }
}

/// What unlabelled branches leave or repeat.
#[derive(Clone, Copy, Default)]
struct Targets {
    breakable: bool,
    in_loop: bool,
}

/// What a label stands in front of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labelled {
    Loop,
    Breakable,
    Other,
}

struct BlockScope {
    parent: Option<usize>,
    start: Pos,
    /// The label of the statement that the block belongs to.
    label: Option<(Name, Labelled)>,
}

struct Label {
    ident: Ident,
    block: usize,
    used: bool,
}

/// A `goto` whose label was not met yet.
#[derive(Clone, Copy)]
struct Goto {
    label: Ident,
    /// The last variable declared between it and here, in the block at hand.
    skips: Option<(Pos, Name)>,
}

/// A block's statements, or the lone statement behind `else`.
enum Stmts<'s> {
    List(&'s [Stmt]),
    One(&'s Stmt),
}

struct Function<'a> {
    sources: &'a Sources,
    blocks: Vec<BlockScope>,
    labels: Vec<Label>,
    by_name: FxHashMap<Name, usize>,
    errors: &'a mut Vec<LexError>,
    late: &'a mut Vec<LexError>,
}

impl Function<'_> {
    fn error(&mut self, pos: Pos, text: String) {
        self.errors.push(LexError { pos, text });
    }

    /// Walks a block; gives the gotos whose labels are not in it so far.
    fn block(
        &mut self,
        parent: Option<usize>,
        targets: Targets,
        label: Option<(Name, Labelled)>,
        start: Pos,
        stmts: Stmts<'_>,
    ) -> Vec<Goto> {
        let id = self.blocks.len();
        self.blocks.push(BlockScope { parent, start, label });
        let mut pending = Vec::new();
        match stmts {
            Stmts::List(list) => {
                for stmt in list {
                    self.stmt(id, targets, stmt, &mut pending);
                }
            }
            Stmts::One(stmt) => self.stmt(id, targets, stmt, &mut pending),
        }
        // Jumping out of the block leaves its variables behind.
        pending.iter_mut().for_each(|g| g.skips = None);
        pending
    }

    fn stmt(&mut self, block: usize, targets: Targets, stmt: &Stmt, pending: &mut Vec<Goto>) {
        let mut stmt = stmt;
        let mut label = None;
        while let Stmt::Labeled { label: ident, stmt: inner, .. } = stmt {
            stmt = inner;
            if ident.name.is_blank() {
                continue;
            }
            self.declare(block, *ident, pending);
            let kind = match stmt {
                Stmt::For(_) => Labelled::Loop,
                Stmt::Switch(_) | Stmt::TypeSwitch(_) | Stmt::Select { .. } => Labelled::Breakable,
                _ => Labelled::Other,
            };
            label = Some((ident.name, kind));
        }
        let inner = Targets { breakable: true, ..targets };
        match stmt {
            Stmt::Decl(decls) => {
                let var =
                    decls.iter().find_map(|d| if let Decl::Var(v) = d { Some(v) } else { None });
                if let Some(var) = var {
                    declare_var(var.pos, var.names[0].name, pending);
                }
            }
            Stmt::Simple(SimpleStmt::Assign { define: true, pos, lhs, .. }) => {
                let name = match lhs.first() {
                    Some(Expr::Ident(id)) => id.name,
                    _ => Name::BLANK,
                };
                let names: Vec<&str> = lhs
                    .iter()
                    .map(|x| if let Expr::Ident(id) = x { id.name.as_str() } else { "_" })
                    .collect();
                let name = if names.len() > 1 { Name::new(&names.join(", ")) } else { name };
                declare_var(*pos, name, pending);
            }
            Stmt::Branch { pos, kind, label } => {
                self.branch(block, targets, *pos, *kind, *label, pending)
            }
            Stmt::Block(b) => {
                pending.extend(self.block(
                    Some(block),
                    targets,
                    label,
                    b.pos,
                    Stmts::List(&b.stmts),
                ));
                self.no_fallthrough(&b.stmts);
            }
            Stmt::If(s) => {
                let then = Stmts::List(&s.then.stmts);
                pending.extend(self.block(Some(block), targets, label, s.then.pos, then));
                self.no_fallthrough(&s.then.stmts);
                if let Some(els) = &s.els {
                    let pos = stmt_pos(els);
                    pending.extend(self.block(Some(block), targets, label, pos, Stmts::One(els)));
                }
            }
            Stmt::For(s) => {
                let inner = Targets { breakable: true, in_loop: true };
                let body = Stmts::List(&s.body.stmts);
                pending.extend(self.block(Some(block), inner, label, s.body.pos, body));
                self.no_fallthrough(&s.body.stmts);
            }
            Stmt::Switch(s) => {
                for (i, c) in s.clauses.iter().enumerate() {
                    let body = Stmts::List(&c.body);
                    pending.extend(self.block(Some(block), inner, label, c.pos, body));
                    self.clause_fallthrough(c, false, i + 1 == s.clauses.len());
                }
            }
            Stmt::TypeSwitch(s) => {
                for (i, c) in s.clauses.iter().enumerate() {
                    let body = Stmts::List(&c.body);
                    pending.extend(self.block(Some(block), inner, label, c.pos, body));
                    self.clause_fallthrough(c, true, i + 1 == s.clauses.len());
                }
            }
            Stmt::Select { clauses, .. } => {
                for c in clauses {
                    let body = Stmts::List(&c.body);
                    pending.extend(self.block(Some(block), inner, label, c.pos, body));
                    self.no_fallthrough(&c.body);
                }
            }
            _ => {}
        }
    }

    fn declare(&mut self, block: usize, ident: Ident, pending: &mut Vec<Goto>) {
        let mut used = false;
        if let Some(&earlier) = self.by_name.get(&ident.name) {
            let at = self.sources.describe(self.labels[earlier].ident.pos);
            self.error(ident.pos, format!("label {} already defined at {at}", ident.name));
            self.labels[earlier].used = true;
            used = true;
        }
        let (found, rest) =
            pending.iter().partition::<Vec<Goto>, _>(|g| g.label.name == ident.name);
        *pending = rest;
        for goto in found {
            used = true;
            if let Some((pos, var)) = goto.skips {
                let at = self.sources.describe(pos);
                let text = format!("goto {} jumps over declaration of {var} at {at}", ident.name);
                self.error(goto.label.pos, text);
            }
        }
        match self.by_name.get(&ident.name) {
            Some(&earlier) => self.labels[earlier].used |= used,
            None => {
                self.by_name.insert(ident.name, self.labels.len());
                self.labels.push(Label { ident, block, used });
            }
        }
    }

    fn branch(
        &mut self,
        block: usize,
        targets: Targets,
        pos: Pos,
        kind: BranchKind,
        label: Option<Ident>,
        pending: &mut Vec<Goto>,
    ) {
        let Some(label) = label else {
            match kind {
                BranchKind::Break if !targets.breakable => {
                    self.error(pos, "break is not in a loop, switch, or select".to_owned());
                }
                BranchKind::Continue if !targets.in_loop => {
                    self.error(pos, "continue is not in a loop".to_owned());
                }
                _ => {}
            }
            return;
        };
        if kind == BranchKind::Goto {
            if !self.goto_back(block, label.name) {
                pending.push(Goto { label, skips: None });
            }
            return;
        }
        let verb = if kind == BranchKind::Break { "break" } else { "continue" };
        match self.enclosing(block, label.name) {
            None => self.error(label.pos, format!("{verb} label not defined: {}", label.name)),
            Some(Labelled::Loop) => {}
            Some(Labelled::Breakable) if kind == BranchKind::Break => {}
            Some(_) => self.error(label.pos, format!("invalid {verb} label {}", label.name)),
        }
    }

    /// Resolves a goto to a label met before, in this block or one around it.
    fn goto_back(&mut self, block: usize, name: Name) -> bool {
        let Some(&label) = self.by_name.get(&name) else { return false };
        let label = &mut self.labels[label];
        label.used = true;
        let mut at = Some(block);
        while let Some(b) = at {
            if b == label.block {
                return true;
            }
            at = self.blocks[b].parent;
        }
        false
    }

    /// What the label stands in front of, if that is around `block`; `Other` if it is elsewhere.
    fn enclosing(&mut self, block: usize, name: Name) -> Option<Labelled> {
        let &label = self.by_name.get(&name)?;
        self.labels[label].used = true;
        let mut at = Some(block);
        while let Some(b) = at {
            if let Some((found, kind)) = self.blocks[b].label
                && found == name
            {
                return Some(kind);
            }
            at = self.blocks[b].parent;
        }
        Some(Labelled::Other)
    }

    /// A `fallthrough` directly in a list that is no clause of an expression switch.
    fn no_fallthrough(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            if let Some(pos) = fallthrough_pos(stmt) {
                let text = "fallthrough statement out of place".to_owned();
                self.late.push(LexError { pos, text });
            }
        }
    }

    fn clause_fallthrough(&mut self, clause: &CaseClause, in_type_switch: bool, last: bool) {
        let Some((end, front)) = clause.body.split_last() else { return };
        self.no_fallthrough(front);
        let Some(pos) = fallthrough_pos(end) else { return };
        if in_type_switch {
            let text = "cannot fallthrough in type switch".to_owned();
            self.late.push(LexError { pos, text });
        }
        if last {
            let text = "cannot fallthrough final case in switch".to_owned();
            self.late.push(LexError { pos, text });
        }
    }
}

/// A `fallthrough` statement, perhaps labelled.
fn fallthrough_pos(stmt: &Stmt) -> Option<Pos> {
    match stmt {
        Stmt::Branch { pos, kind: BranchKind::Fallthrough, .. } => Some(*pos),
        Stmt::Labeled { stmt, .. } => fallthrough_pos(stmt),
        _ => None,
    }
}

/// Gotos that wait for their label now jump over this variable, should the label come in this
/// block.
fn declare_var(pos: Pos, name: Name, pending: &mut [Goto]) {
    for goto in pending {
        goto.skips = Some((pos, name));
    }
}

/// Position of what may stand behind `else`.
fn stmt_pos(stmt: &Stmt) -> Pos {
    match stmt {
        Stmt::Block(b) => b.pos,
        Stmt::If(s) => s.pos,
        _ => Pos::NONE,
    }
}
