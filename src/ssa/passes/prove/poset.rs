//! A partial order of values, for prove (spec 21, section 11, "Poset").
//!
//! A graph with an edge `a -> b` for each known `a < b` (strict) or `a <= b`; equal values share a node.
//! Integer constants are linked to each other as they turn up. What can be asked is reachability. Every
//! change is logged, so that the state of a checkpoint comes back with [`Poset::undo`].
//!
//! It proves what gc's does and no more: `a <= b` against a known `b <= a` makes the two equal only if
//! one edge says so, not over a longer path.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ssa::func::{Func, ValueId};
use crate::ssa::op::Op;

/// Index of a node.
type Node = u32;

#[derive(Clone, Copy, PartialEq)]
struct Edge {
    to: Node,
    strict: bool,
}

/// What to take back.
enum Change {
    Checkpoint,
    NewNode,
    /// The last edge of a node is new.
    NewEdge(Node),
    /// Edge `.1` of node `.0` went to another node.
    Redirected(Node, usize, Edge),
    /// A node's edges moved to the node it was merged with.
    Edges(Node, Vec<Edge>),
    Value(ValueId, Option<Node>),
    Constant(i64, Option<Node>),
    NonEqual(Node, Node),
}

/// Partial order in the signed or the unsigned view of integers.
pub struct Poset {
    unsigned: bool,
    edges: Vec<Vec<Edge>>,
    values: FxHashMap<ValueId, Node>,
    /// Constants by value, and their nodes.
    constants: FxHashMap<i64, Node>,
    non_equal: FxHashSet<(Node, Node)>,
    log: Vec<Change>,
    /// Scratch of the search: round in which a node was seen, without or behind a strict edge.
    seen: Vec<[u32; 2]>,
    round: u32,
}

fn pair(a: Node, b: Node) -> (Node, Node) {
    (a.min(b), a.max(b))
}

/// Whether `v` is an integer constant.
pub fn is_int_const(f: &Func, v: ValueId) -> bool {
    matches!(f.op(v), Op::Const8 | Op::Const16 | Op::Const32 | Op::Const64)
}

/// The number of an integer constant, zero-extended from its width.
pub fn unsigned_const(f: &Func, v: ValueId) -> u64 {
    let n = f.v(v).auxint;
    match f.op(v) {
        Op::Const8 => u64::from(n as u8),
        Op::Const16 => u64::from(n as u16),
        Op::Const32 => u64::from(n as u32),
        _ => n as u64,
    }
}

impl Poset {
    pub fn new(unsigned: bool) -> Poset {
        Poset {
            unsigned,
            edges: Vec::new(),
            values: FxHashMap::default(),
            constants: FxHashMap::default(),
            non_equal: FxHashSet::default(),
            log: Vec::new(),
            seen: Vec::new(),
            round: 0,
        }
    }

    pub fn checkpoint(&mut self) {
        self.log.push(Change::Checkpoint);
    }

    /// Takes everything back to the last checkpoint.
    pub fn undo(&mut self) {
        while let Some(change) = self.log.pop() {
            match change {
                Change::Checkpoint => return,
                Change::NewNode => {
                    self.edges.pop();
                }
                Change::NewEdge(n) => {
                    self.edges[n as usize].pop();
                }
                Change::Redirected(n, i, edge) => self.edges[n as usize][i] = edge,
                Change::Edges(n, edges) => self.edges[n as usize] = edges,
                Change::Value(v, Some(n)) => {
                    self.values.insert(v, n);
                }
                Change::Value(v, None) => {
                    self.values.remove(&v);
                }
                Change::Constant(c, Some(n)) => {
                    self.constants.insert(c, n);
                }
                Change::Constant(c, None) => {
                    self.constants.remove(&c);
                }
                Change::NonEqual(a, b) => {
                    self.non_equal.remove(&(a, b));
                }
            }
        }
    }

    fn set_value(&mut self, v: ValueId, n: Node) {
        let old = self.values.insert(v, n);
        self.log.push(Change::Value(v, old));
    }

    fn set_constant(&mut self, c: i64, n: Node) {
        let old = self.constants.insert(c, n);
        self.log.push(Change::Constant(c, old));
    }

    fn new_node(&mut self, v: ValueId) -> Node {
        self.edges.push(Vec::new());
        self.log.push(Change::NewNode);
        let n = (self.edges.len() - 1) as Node;
        self.set_value(v, n);
        n
    }

    fn add_edge(&mut self, from: Node, to: Node, strict: bool) {
        self.edges[from as usize].push(Edge { to, strict });
        self.log.push(Change::NewEdge(from));
    }

    /// The node of `v`, if it has one. Constants get theirs here.
    fn lookup(&mut self, f: &Func, v: ValueId) -> Option<Node> {
        if let Some(&n) = self.values.get(&v) {
            return Some(n);
        }
        is_int_const(f, v).then(|| self.add_constant(f, v))
    }

    fn add_constant(&mut self, f: &Func, v: ValueId) -> Node {
        let c = if self.unsigned { unsigned_const(f, v) as i64 } else { f.v(v).auxint };
        if let Some(&n) = self.constants.get(&c) {
            self.set_value(v, n);
            return n;
        }
        let n = self.new_node(v);
        // Maps numbers so that the signed order of the keys is the order wanted.
        let flip = if self.unsigned { i64::MIN } else { 0 };
        let key = |c: i64| c ^ flip;
        let lower = self.constants.iter().filter(|(d, _)| key(**d) < key(c));
        let lower = lower.max_by_key(|(d, _)| key(**d)).map(|(_, n)| *n);
        let higher = self.constants.iter().filter(|(d, _)| key(**d) > key(c));
        let higher = higher.min_by_key(|(d, _)| key(**d)).map(|(_, n)| *n);
        if let Some(l) = lower {
            self.add_edge(l, n, true);
        }
        if let Some(h) = higher {
            self.add_edge(n, h, true);
        }
        self.set_constant(c, n);
        n
    }

    /// Whether there is a path, with a strict edge on it if `strict`.
    fn reaches(&mut self, from: Node, to: Node, strict: bool) -> bool {
        if from == to && !strict {
            return true;
        }
        self.seen.resize(self.edges.len(), [0; 2]);
        self.round += 1;
        let mut open = vec![(from, !strict)];
        while let Some((n, good)) = open.pop() {
            if n == to && good {
                return true;
            }
            let seen = &mut self.seen[n as usize][usize::from(good)];
            if std::mem::replace(seen, self.round) == self.round {
                continue;
            }
            open.extend(self.edges[n as usize].iter().map(|e| (e.to, good || e.strict)));
        }
        false
    }

    /// Merges node `b` into `a`.
    fn alias(&mut self, a: Node, b: Node) {
        for n in 0..self.edges.len() as Node {
            for i in 0..self.edges[n as usize].len() {
                let e = self.edges[n as usize][i];
                if e.to == b && n != a {
                    self.log.push(Change::Redirected(n, i, e));
                    self.edges[n as usize][i].to = a;
                }
            }
        }
        let moved = std::mem::take(&mut self.edges[b as usize]);
        for e in &moved {
            if e.to != a {
                self.add_edge(a, e.to, e.strict);
            }
        }
        self.log.push(Change::Edges(b, moved));
        let values: Vec<ValueId> =
            self.values.iter().filter(|(_, n)| **n == b).map(|(v, _)| *v).collect();
        for v in values {
            self.set_value(v, a);
        }
        let constants: Vec<i64> =
            self.constants.iter().filter(|(_, n)| **n == b).map(|(c, _)| *c).collect();
        for c in constants {
            self.set_constant(c, a);
        }
    }

    /// `a <= b` is known and `b <= a` is new. Fails if they are known to differ.
    fn collapse(&mut self, a: Node, b: Node) -> bool {
        if self.reaches(a, b, true) {
            return false;
        }
        if self.edges[a as usize].iter().any(|e| e.to == b) {
            self.alias(a, b);
        }
        true
    }

    /// Records `v < w`, or `v <= w`. Fails on a contradiction.
    pub fn set_order(&mut self, f: &Func, v: ValueId, w: ValueId, strict: bool) -> bool {
        let (a, b) = match (self.lookup(f, v), self.lookup(f, w)) {
            (Some(a), Some(b)) => (a, b),
            (a, b) => {
                let a = a.unwrap_or_else(|| self.new_node(v));
                let b = b.unwrap_or_else(|| self.new_node(w));
                self.add_edge(a, b, strict);
                return true;
            }
        };
        if a == b {
            return !strict;
        }
        let strict = strict || self.non_equal.contains(&pair(a, b));
        if self.reaches(a, b, false) {
            if strict && !self.reaches(a, b, true) {
                self.add_edge(a, b, true);
            }
            return true;
        }
        if self.reaches(b, a, false) {
            return !strict && self.collapse(b, a);
        }
        self.add_edge(a, b, strict);
        true
    }

    /// Records `v == w`. Fails on a contradiction.
    pub fn set_equal(&mut self, f: &Func, v: ValueId, w: ValueId) -> bool {
        match (self.lookup(f, v), self.lookup(f, w)) {
            (None, None) => {
                let n = self.new_node(v);
                self.set_value(w, n);
            }
            (Some(n), None) => self.set_value(w, n),
            (None, Some(n)) => self.set_value(v, n),
            (Some(a), Some(b)) => {
                if a == b {
                    return true;
                }
                if self.non_equal.contains(&pair(a, b)) {
                    return false;
                }
                if self.reaches(a, b, false) {
                    return self.collapse(a, b);
                }
                if self.reaches(b, a, false) {
                    return self.collapse(b, a);
                }
                self.alias(a, b);
            }
        }
        true
    }

    /// Records `v != w`. Fails on a contradiction.
    pub fn set_non_equal(&mut self, f: &Func, v: ValueId, w: ValueId) -> bool {
        let (known_a, known_b) = (self.lookup(f, v), self.lookup(f, w));
        let a = known_a.unwrap_or_else(|| self.new_node(v));
        let b = known_b.unwrap_or_else(|| self.new_node(w));
        if known_a.is_some() && known_b.is_some() && a == b {
            return false;
        }
        if self.non_equal.insert(pair(a, b)) {
            let (a, b) = pair(a, b);
            self.log.push(Change::NonEqual(a, b));
        } else {
            return true;
        }
        for (a, b) in [(a, b), (b, a)] {
            if self.reaches(a, b, false) && !self.reaches(a, b, true) {
                self.add_edge(a, b, true);
            }
        }
        true
    }

    /// Whether `v <= w` is known.
    pub fn is_ordered_or_equal(&mut self, f: &Func, v: ValueId, w: ValueId) -> bool {
        match (self.lookup(f, v), self.lookup(f, w)) {
            (Some(a), Some(b)) => a == b || self.reaches(a, b, false),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;
    use crate::ssa::func::Aux;
    use crate::ssa::passes::with_test_func;
    use crate::types::TypeId;

    #[test]
    fn orders_are_transitive_and_can_be_undone() {
        with_test_func(|f, _| {
            let mut value =
                |op, n| f.new_value_aux(f.entry, op, TypeId::INT64, Pos::NONE, n, Aux::None, &[]);
            let [x, y, z] = [0, 8, 16].map(|n| value(Op::Arg, n));
            let (three, five) = (value(Op::Const64, 3), value(Op::Const64, 5));
            let mut p = Poset::new(false);
            assert!(p.set_order(f, x, y, false));
            p.checkpoint();
            assert!(p.set_order(f, y, z, true));
            assert!(p.is_ordered_or_equal(f, x, z));
            assert!(!p.set_order(f, z, x, false));
            p.undo();
            assert!(!p.is_ordered_or_equal(f, x, z));
            // x <= 3 < 5 once both constants are there.
            assert!(p.set_order(f, x, three, false));
            assert!(p.is_ordered_or_equal(f, x, five));
            assert!(!p.set_order(f, five, x, false));
            // x != y makes x <= y strict.
            assert!(p.set_non_equal(f, x, y));
            assert!(!p.set_order(f, y, x, false));
        });
    }
}
