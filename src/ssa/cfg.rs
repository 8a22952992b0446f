//! Facts about the control flow graph: postorder, dominators, loops (spec 21, section 2).
//!
//! They are computed on demand and kept until [`Func::cfg_changed`] is called. An answer is shared
//! (`Arc`), so a pass may hold one while it edits the function; it then describes the graph as it
//! was.

use std::cell::RefCell;
use std::sync::Arc;

use super::func::{BlockId, BlockKind, Func, ValueId};
use crate::index::EntityRef;

/// What was computed for one version of the graph.
#[derive(Default)]
pub struct Cache {
    kept: RefCell<Kept>,
}

#[derive(Default)]
struct Kept {
    version: u32,
    postorder: Option<Arc<Vec<BlockId>>>,
    dominators: Option<Arc<Dominators>>,
    loops: Option<Arc<Loops>>,
}

impl Func {
    /// Reachable blocks, each after all successors that were met through it.
    pub fn postorder(&self) -> Arc<Vec<BlockId>> {
        self.keep(|k| &mut k.postorder, postorder)
    }

    pub fn dominators(&self) -> Arc<Dominators> {
        self.keep(|k| &mut k.dominators, Dominators::compute)
    }

    pub fn loops(&self) -> Arc<Loops> {
        self.keep(|k| &mut k.loops, Loops::compute)
    }

    fn keep<T>(
        &self,
        cell: impl Fn(&mut Kept) -> &mut Option<Arc<T>>,
        compute: impl Fn(&Func) -> T,
    ) -> Arc<T> {
        {
            let mut kept = self.cfg_cache.kept.borrow_mut();
            if kept.version != self.cfg_version {
                *kept = Kept { version: self.cfg_version, ..Kept::default() };
            }
            if let Some(known) = cell(&mut kept) {
                return known.clone();
            }
        }
        let new = Arc::new(compute(self));
        *cell(&mut self.cfg_cache.kept.borrow_mut()) = Some(new.clone());
        new
    }
}

/// Depth-first from the entry, successors in order.
fn postorder(f: &Func) -> Vec<BlockId> {
    let mut order = Vec::with_capacity(f.layout.len());
    let mut seen = vec![false; f.n_blocks()];
    // A block and the successor to look at next.
    let mut stack = vec![(f.entry, 0)];
    seen[f.entry.index()] = true;
    while let Some((b, next)) = stack.last_mut() {
        match f.b(*b).succs.get(*next) {
            Some(e) => {
                *next += 1;
                if !seen[e.block.index()] {
                    seen[e.block.index()] = true;
                    stack.push((e.block, 0));
                }
            }
            None => {
                order.push(*b);
                stack.pop();
            }
        }
    }
    order
}

/// The dominator tree. Unreachable blocks are not part of it.
pub struct Dominators {
    idom: Vec<Option<BlockId>>,
    first_child: Vec<Option<BlockId>>,
    next_sibling: Vec<Option<BlockId>>,
    /// Preorder number on entry, and a number after those of all descendants; 0 if unreachable.
    enter: Vec<u32>,
    exit: Vec<u32>,
    root: BlockId,
}

impl Dominators {
    pub fn compute(f: &Func) -> Dominators {
        let n = f.n_blocks();
        let mut tree = Dominators {
            idom: immediate_dominators(f),
            first_child: vec![None; n],
            next_sibling: vec![None; n],
            enter: vec![0; n],
            exit: vec![0; n],
            root: f.entry,
        };
        // Each block goes to the front: children are met in reverse block list order.
        for &b in &f.layout {
            if let Some(parent) = tree.idom[b.index()] {
                tree.next_sibling[b.index()] = tree.first_child[parent.index()].replace(b);
            }
        }
        tree.number();
        tree
    }

    fn number(&mut self) {
        let mut n = 0;
        let mut at = Some(self.root);
        while let Some(b) = at {
            n += 1;
            self.enter[b.index()] = n;
            at = self.first_child[b.index()];
            let mut done = b;
            while at.is_none() {
                n += 1;
                self.exit[done.index()] = n;
                at = self.next_sibling[done.index()];
                match self.idom[done.index()] {
                    Some(parent) => done = parent,
                    None => return,
                }
            }
        }
    }

    /// The immediate dominator; none for the entry and for unreachable blocks.
    pub fn idom(&self, b: BlockId) -> Option<BlockId> {
        self.idom[b.index()]
    }

    /// Blocks immediately dominated by `b`, in reverse block list order.
    pub fn children(&self, b: BlockId) -> impl Iterator<Item = BlockId> {
        std::iter::successors(self.first_child[b.index()], |c| self.next_sibling[c.index()])
    }

    pub fn first_child(&self, b: BlockId) -> Option<BlockId> {
        self.first_child[b.index()]
    }

    pub fn next_sibling(&self, b: BlockId) -> Option<BlockId> {
        self.next_sibling[b.index()]
    }

    pub fn is_reachable(&self, b: BlockId) -> bool {
        self.enter[b.index()] != 0
    }

    /// Whether every path to `b` goes through `a`; a block dominates itself.
    pub fn dominates(&self, a: BlockId, b: BlockId) -> bool {
        a == b || self.strictly_dominates(a, b)
    }

    pub fn strictly_dominates(&self, a: BlockId, b: BlockId) -> bool {
        let (a, b) = (a.index(), b.index());
        a != b && self.enter[a] < self.enter[b] && self.exit[b] < self.exit[a]
    }

    /// Preorder number: sorts blocks so that dominators come first.
    pub fn order(&self, b: BlockId) -> u32 {
        self.enter[b.index()]
    }

    /// A number after the preorder numbers of all blocks that `b` dominates: `order` and `end` span
    /// an interval that holds those of dominated blocks.
    pub fn end(&self, b: BlockId) -> u32 {
        self.exit[b.index()]
    }
}

/// Cooper, Harvey and Kennedy's iteration over reverse postorder.
fn immediate_dominators(f: &Func) -> Vec<Option<BlockId>> {
    let postorder = f.postorder();
    let mut number = vec![usize::MAX; f.n_blocks()];
    for (i, b) in postorder.iter().enumerate() {
        number[b.index()] = i;
    }
    let mut idom: Vec<Option<BlockId>> = vec![None; f.n_blocks()];
    idom[f.entry.index()] = Some(f.entry);
    let mut changed = true;
    while changed {
        changed = false;
        for &b in postorder.iter().rev().skip(1) {
            let mut new: Option<BlockId> = None;
            for e in &f.b(b).preds {
                if idom[e.block.index()].is_none() {
                    continue;
                }
                let Some(mut x) = new else {
                    new = Some(e.block);
                    continue;
                };
                let mut y = e.block;
                while x != y {
                    while number[x.index()] < number[y.index()] {
                        x = idom[x.index()].expect("processed");
                    }
                    while number[y.index()] < number[x.index()] {
                        y = idom[y.index()].expect("processed");
                    }
                }
                new = Some(x);
            }
            if idom[b.index()] != new {
                idom[b.index()] = new;
                changed = true;
            }
        }
    }
    idom[f.entry.index()] = None;
    idom
}

/// Index of a loop in [`Loops::list`].
pub type LoopIndex = usize;

/// A natural loop.
#[derive(Clone, Debug)]
pub struct Loop {
    pub header: BlockId,
    /// The loop around this one.
    pub outer: Option<LoopIndex>,
    /// 1 for outermost loops.
    pub depth: u32,
    /// Contains no other loop.
    pub is_inner: bool,
    /// Blocks whose innermost loop this is.
    pub n_blocks: u32,
    /// Every iteration makes a call.
    pub has_unavoidable_call: bool,
}

/// The loops of a function.
pub struct Loops {
    /// In the order in which headers were found.
    pub list: Vec<Loop>,
    /// Innermost loop of each block.
    of_block: Vec<Option<LoopIndex>>,
    pub has_irreducible: bool,
}

impl Loops {
    pub fn compute(f: &Func) -> Loops {
        let postorder = f.postorder();
        let dom = f.dominators();
        let mut loops =
            Loops { list: Vec::new(), of_block: vec![None; f.n_blocks()], has_irreducible: false };
        let mut visited = vec![false; f.n_blocks()];
        for &b in postorder.iter() {
            let mut innermost: Option<LoopIndex> = None;
            for e in &f.b(b).succs {
                let Some(l) = loops.loop_through(e.block, b, &dom, &visited) else { continue };
                innermost = Some(match innermost {
                    Some(i) if i != l => loops.relate(i, l, &dom),
                    _ => l,
                });
            }
            if let Some(l) = innermost {
                loops.of_block[b.index()] = Some(l);
                loops.list[l].n_blocks += 1;
            }
            visited[b.index()] = true;
        }
        for i in 0..loops.list.len() {
            let chain = std::iter::successors(Some(i), |&l| loops.list[l].outer);
            loops.list[i].depth = chain.count() as u32;
        }
        loops.find_unavoidable_calls(f, &postorder);
        loops
    }

    /// The innermost loop that `b` is in, as its successor `s` shows.
    fn loop_through(
        &mut self,
        s: BlockId,
        b: BlockId,
        dom: &Dominators,
        visited: &[bool],
    ) -> Option<LoopIndex> {
        let known = self.of_block[s.index()];
        if dom.dominates(s, b) {
            return Some(known.unwrap_or_else(|| {
                self.list.push(Loop {
                    header: s,
                    outer: None,
                    depth: 0,
                    is_inner: true,
                    n_blocks: 0,
                    has_unavoidable_call: false,
                });
                self.of_block[s.index()] = Some(self.list.len() - 1);
                self.list.len() - 1
            }));
        }
        if !visited[s.index()] {
            self.has_irreducible = true;
            return known;
        }
        // Outward to a loop whose header dominates `b`.
        let mut at = known;
        while let Some(l) = at {
            if dom.dominates(self.list[l].header, b) {
                break;
            }
            at = self.list[l].outer;
        }
        at
    }

    /// Nests two loops that share a block; the inner one.
    fn relate(&mut self, a: LoopIndex, b: LoopIndex, dom: &Dominators) -> LoopIndex {
        let (header_a, header_b) = (self.list[a].header, self.list[b].header);
        if dom.strictly_dominates(header_a, header_b) {
            self.nest(a, b, dom);
            return b;
        }
        if dom.strictly_dominates(header_b, header_a) {
            self.nest(b, a, dom);
        }
        a
    }

    /// Puts `inner` into `outer`, at the right place of the chain that `inner` already has.
    fn nest(&mut self, outer: LoopIndex, mut inner: LoopIndex, dom: &Dominators) {
        let header = self.list[outer].header;
        let mut above = self.list[inner].outer;
        while let Some(l) = above {
            if !dom.strictly_dominates(header, self.list[l].header) {
                break;
            }
            inner = l;
            above = self.list[l].outer;
        }
        if above == Some(outer) {
            return;
        }
        if let Some(l) = above {
            self.nest(l, outer, dom);
        }
        self.list[inner].outer = Some(outer);
        self.list[outer].is_inner = false;
    }

    /// The innermost loop of `b`.
    pub fn of(&self, b: BlockId) -> Option<LoopIndex> {
        self.of_block.get(b.index()).copied().flatten()
    }

    /// Nesting depth of `b`; 0 outside loops.
    pub fn depth(&self, b: BlockId) -> u32 {
        self.of(b).map_or(0, |l| self.list[l].depth)
    }

    /// Whether going to `b` ends an iteration of `l`. gc asks before it knows depths, so entering
    /// any other loop counts, even one inside `l`.
    fn ends_iteration(&self, l: LoopIndex, b: BlockId) -> bool {
        b == self.list[l].header || self.of(b) != Some(l)
    }

    fn find_unavoidable_calls(&mut self, f: &Func, postorder: &[BlockId]) {
        // Blocks with a call, and blocks already searched; shared by all loops as in gc.
        let mut closed = vec![false; f.n_blocks()];
        for &b in postorder {
            closed[b.index()] = f.b(b).kind == BlockKind::Defer
                || f.b(b).values.iter().any(|&v: &ValueId| f.op(v).is_call());
        }
        for l in 0..self.list.len() {
            let header = self.list[l].header;
            self.list[l].has_unavoidable_call =
                closed[header.index()] || !self.call_free_path(f, l, header, &mut closed);
        }
    }

    fn call_free_path(&self, f: &Func, l: LoopIndex, header: BlockId, closed: &mut [bool]) -> bool {
        let succs = |b: BlockId| f.b(b).succs.iter().map(|e| e.block);
        let mut work: Vec<BlockId> =
            succs(header).filter(|&s| !self.ends_iteration(l, s)).collect();
        while let Some(b) = work.pop() {
            if std::mem::replace(&mut closed[b.index()], true) {
                continue;
            }
            if succs(b).any(|s| self.ends_iteration(l, s)) {
                return true;
            }
            work.extend(succs(b).filter(|s| !closed[s.index()]));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intern::Name;
    use crate::source::Pos;
    use crate::types::TypeId;

    /// A function with these edges; blocks count from 1.
    fn graph(n: usize, edges: &[(usize, usize)]) -> Func {
        let name = Name::new("f");
        let mut f = Func::new(name, name, TypeId::VOID, Pos::NONE);
        for _ in 1..n {
            f.new_block(BlockKind::Plain);
        }
        for &(a, b) in edges {
            f.add_edge(BlockId::new(a), BlockId::new(b));
        }
        f
    }

    fn ids(list: impl IntoIterator<Item = BlockId>) -> Vec<usize> {
        list.into_iter().map(|b| b.index()).collect()
    }

    #[test]
    fn diamond_with_unreachable_block() {
        let f = graph(5, &[(1, 2), (1, 3), (2, 4), (3, 4), (5, 4)]);
        assert_eq!(ids(f.postorder().iter().copied()), [4, 2, 3, 1]);
        let dom = f.dominators();
        assert_eq!(ids(dom.children(BlockId::new(1))), [4, 3, 2]);
        assert!(dom.dominates(BlockId::new(1), BlockId::new(4)));
        assert!(!dom.dominates(BlockId::new(2), BlockId::new(4)));
        assert!(!dom.is_reachable(BlockId::new(5)));
        assert!(Arc::ptr_eq(&dom, &f.dominators()));
    }

    #[test]
    fn nested_loops() {
        // 2 heads the outer loop, 3 the inner one.
        let f = graph(6, &[(1, 2), (2, 3), (2, 6), (3, 4), (3, 5), (4, 3), (5, 2)]);
        let loops = f.loops();
        let inner = loops.of(BlockId::new(4)).unwrap();
        let outer = loops.of(BlockId::new(5)).unwrap();
        assert_eq!(loops.list[inner].outer, Some(outer));
        assert_eq!((loops.list[inner].depth, loops.list[outer].depth), (2, 1));
        assert_eq!(loops.depth(BlockId::new(6)), 0);
        assert!(loops.list[inner].is_inner && !loops.list[outer].is_inner);
        assert!(!loops.has_irreducible);
    }

    #[test]
    fn irreducible_graph() {
        let f = graph(4, &[(1, 2), (1, 3), (2, 3), (3, 2), (2, 4)]);
        assert!(f.loops().has_irreducible);
    }
}
