//! Finds what outlives what (spec 11, section 13).
//!
//! From each location the flows are followed backwards with the least number of dereferences
//! (Bellman-Ford, since address-taking counts -1; a negative sum counts as 0 further on, so there
//! are no negative cycles). Cost: O(locations * edges) at worst; graphs are those of one function.

use super::graph::{Analysis, LocId, Of};
use crate::tree::{Class, FuncFlags, FuncId, Tree};

impl Analysis<'_> {
    /// Visits every location as a root, the heap last: earlier roots may have added edges to it.
    pub fn solve(&mut self) {
        let mut visit = 0;
        for i in 0..self.order.len() {
            visit += 1;
            self.walk_one(self.order[i], visit);
        }
        self.walk_one(self.heap, visit + 1);
    }

    fn walk_one(&mut self, root: LocId, visit: u32) {
        self.locs[root].visit = visit;
        self.locs[root].derefs = 0;
        let mut worklist = vec![root];
        while let Some(l) = worklist.pop() {
            let derefs = self.locs[l].derefs;
            let address_of = derefs < 0;
            let base = derefs.max(0);
            if address_of && !self.locs[root].transient {
                self.locs[l].transient = false;
            }
            if self.outlives(root, l) {
                if self.is_class(l, Class::Param) {
                    self.leak(l, root, base);
                }
                if address_of && !self.locs[l].escapes {
                    self.locs[l].escapes = true;
                    if root != self.heap {
                        let hole = self.heap_hole();
                        self.flow(hole, l);
                    }
                }
            }
            for i in 0..self.locs[l].edges.len() {
                let edge = self.locs[l].edges[i];
                let derefs = base + edge.derefs;
                let src = &mut self.locs[edge.src];
                if src.visit != visit || src.derefs > derefs {
                    src.visit = visit;
                    src.derefs = derefs;
                    worklist.push(edge.src);
                }
            }
        }
    }

    /// Whether values stored in `l` may be used after `other` is gone.
    fn outlives(&self, l: LocId, other: LocId) -> bool {
        if l == self.heap {
            return true;
        }
        let tree = &self.pkg.tree;
        let (Some(lf), Some(of)) = (self.locs[l].func, self.locs[other].func) else {
            return false;
        };
        if self.is_class(l, Class::Result) {
            // What callers do with results is unknown, except for a literal called where it
            // stands: that may return what its enclosing function holds.
            let direct = tree.funcs[lf].flags.contains(FuncFlags::CALLED_DIRECTLY);
            return !(encloses(tree, of, lf) && direct);
        }
        (lf == of && self.locs[l].loop_depth < self.locs[other].loop_depth)
            || encloses(tree, lf, of)
    }

    fn is_class(&self, l: LocId, class: Class) -> bool {
        match self.locs[l].of {
            Of::Var(v) => self.pkg.tree.vars[v].class == class,
            _ => false,
        }
    }

    /// Parameter `l`, dereferenced `derefs` times, flows to `root`.
    fn leak(&mut self, l: LocId, root: LocId, derefs: i32) {
        let mut to_result = None;
        if let (Of::Var(v), true) = (self.locs[root].of, self.locs[root].func == self.locs[l].func)
        {
            if let Some(f) = self.locs[root].func {
                to_result = self.pkg.tree.funcs[f].results.iter().position(|&r| r == v);
            }
        }
        self.locs[l].leak.add(to_result, derefs);
    }
}

/// Whether `inner` is a literal nested (at any depth) in `outer`.
fn encloses(tree: &Tree, outer: FuncId, inner: FuncId) -> bool {
    let mut f = inner;
    while let Some(around) = tree.funcs[f].outer {
        if around == outer {
            return true;
        }
        f = around;
    }
    false
}
