//! Lexical blocks: which variables and which code belong to each (spec 33, section 8.4).

use super::range::{Range, Ranges};
use super::variable::{self, Identity, Variable};
use super::{Writer, code, inline};
use crate::obj::FuncText;
use crate::package::Package;
use crate::source::Pos;
use crate::tree::{FuncId, ScopeMark};

/// The scope that a position is in: that of the last mark not after it.
fn scope_at(pkg: &Package, marks: &[ScopeMark], pos: Pos) -> usize {
    if !pos.is_known() {
        return 0;
    }
    let key = |p: Pos| (pkg.sources.base(p.base()).file.as_str(), p.line(), p.col());
    let at = key(pos);
    let n = marks.partition_point(|m| key(m.pos) <= at);
    if n == 0 { 0 } else { marks[n - 1].scope as usize }
}

#[derive(Default)]
struct Scope {
    /// Indices of variables, in their final order.
    vars: Vec<usize>,
    ranges: Vec<Range>,
}

/// Adds the ranges of a nested scope to those of its parent.
fn merge(parent: &[Range], child: &[Range]) -> Vec<Range> {
    let mut out: Vec<Range> = Vec::with_capacity(parent.len() + child.len());
    let (mut a, mut b) = (parent.iter().peekable(), child.iter().peekable());
    while let Some(&&next) = match (a.peek(), b.peek()) {
        (Some(x), Some(y)) if y.0 < x.0 => b.peek(),
        (Some(_), _) => a.peek(),
        (None, _) => b.peek(),
    } {
        let from_b = a.peek().is_none_or(|x| b.peek().is_some_and(|y| y.0 < x.0));
        if from_b {
            b.next();
        } else {
            a.next();
        }
        match out.last_mut() {
            Some(last) if next.0 <= last.1 => last.1 = next.1,
            _ => out.push(next),
        }
    }
    out
}

/// Writes the function's own variables and lexical blocks.
pub fn write(
    pkg: &Package,
    func: FuncId,
    text: &FuncText,
    vars: &[Variable],
    info: &mut Writer,
    loc: &mut Writer,
    ranges: &mut Ranges,
) {
    let f = &pkg.tree.funcs[func];
    let mut scopes: Vec<Scope> = Vec::new();
    scopes.resize_with(f.scope_parents.len() + 1, Scope::default);
    let mut order: Vec<(usize, usize)> =
        vars.iter().enumerate().map(|(i, v)| (scope_at(pkg, &f.scope_marks, v.pos), i)).collect();
    order.sort_by_key(|&(scope, i)| (scope, vars[i].sort_offset));
    for (scope, i) in order {
        scopes[scope].vars.push(i);
    }
    // Runs of instructions at one position, given to the scope of the position.
    let progs = &text.progs;
    let mut i = 0;
    while i < progs.len() {
        let run_end = (i..progs.len()).find(|&j| progs[j].pos != progs[i].pos);
        let end = run_end.map_or(text.code.len() as u32, |j| progs[j].pc);
        let range = (progs[i].pc, end);
        if range.0 < range.1 {
            let list = &mut scopes[scope_at(pkg, &f.scope_marks, progs[i].pos)].ranges;
            match list.last_mut() {
                Some(last) if last.1 == range.0 => last.1 = range.1,
                _ => list.push(range),
            }
        }
        i = run_end.unwrap_or(progs.len());
    }
    for s in (1..scopes.len()).rev() {
        let parent = f.scope_parents[s - 1] as usize;
        let merged = merge(&scopes[parent].ranges, &scopes[s].ranges);
        scopes[parent].ranges = merged;
    }
    let text_sym = pkg.syms.lookup_name(f.link_name);
    let mut out = ScopeWriter {
        pkg,
        parents: &f.scope_parents,
        scopes: &scopes,
        vars,
        abstract_vars: inline::AbstractVars::of(pkg, f.link_name),
        text: text_sym,
        info,
        loc,
        ranges,
    };
    out.scope(0);
}

struct ScopeWriter<'a> {
    pkg: &'a Package,
    parents: &'a [u32],
    scopes: &'a [Scope],
    vars: &'a [Variable],
    abstract_vars: Option<inline::AbstractVars>,
    text: crate::obj::SymId,
    info: &'a mut Writer,
    loc: &'a mut Writer,
    ranges: &'a mut Ranges,
}

impl ScopeWriter<'_> {
    /// Writes variables and nested scopes of `s`; gives the first scope that is not inside.
    fn scope(&mut self, s: usize) -> usize {
        let own = self.scopes[s].vars.iter().filter(|&&i| self.vars[i].inlined.is_none());
        let mut own: Vec<usize> = own.copied().collect();
        if let Some(a) = &self.abstract_vars {
            own.sort_by_key(|&i| a.index(self.pkg, &self.vars[i]).unwrap_or(usize::MAX));
        }
        for i in own {
            let var = &self.vars[i];
            let identity = self.abstract_vars.as_ref().and_then(|a| a.identity(self.pkg, var));
            let identity = identity.unwrap_or(Identity::Own);
            variable::write(self.pkg, self.text, var, identity, self.info, self.loc);
        }
        let mut next = s + 1;
        while next < self.scopes.len() && self.parents[next - 1] as usize == s {
            next = self.nested(next);
        }
        next
    }

    fn nested(&mut self, s: usize) -> usize {
        // A block without variables of its own is not described.
        if self.scopes[s].vars.iter().all(|&i| self.vars[i].inlined.is_some()) {
            return self.scope(s);
        }
        if let [(start, end)] = self.scopes[s].ranges[..] {
            self.info.byte(code::BLOCK);
            self.info.address(self.text, i64::from(start));
            self.info.address(self.text, i64::from(end));
        } else {
            self.info.byte(code::BLOCK_RANGES);
            let at = self.ranges.list(&self.scopes[s].ranges);
            let name = self.pkg.syms.name(self.text);
            let sym = self.pkg.syms.lookup(&format!("go.range.{name}"));
            self.info.reference(sym, at);
        }
        let next = self.scope(s);
        self.info.byte(code::END_OF_CHILDREN);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[test]
    fn a_range_inside_another_shortens_it() {
        assert_eq!(merge(&[(0, 4), (10, 20)], &[(4, 10)]), [(0, 20)]);
        assert_eq!(merge(&[(0, 30)], &[(5, 10), (40, 50)]), [(0, 10), (40, 50)]);
    }
}
