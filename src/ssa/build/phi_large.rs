//! Phi placement at dominance frontiers, for functions of more than 500 blocks (spec 20,
//! section 18; after Sreedhar and Gao, "A linear time algorithm for placing phi-nodes").

use rustc_hash::FxHashMap;

use super::{Builder, Place};
use crate::index::EntityRef;
use crate::source::Pos;
use crate::ssa::cfg::Dominators;
use crate::ssa::func::{Aux, BlockId, ValueId};
use crate::ssa::gosort::heap;
use crate::ssa::op::Op;
use crate::ssa::sparse::SparseSet;
use crate::types::TypeId;

/// A variable that is read in another block than it is set in.
struct Variable {
    place: Place,
    ty: TypeId,
    /// Blocks that set it.
    defs: Vec<BlockId>,
}

/// Sets of blocks, kept from one variable to the next.
struct Scratch {
    queued: SparseSet,
    has_phi: SparseSet,
    has_def: SparseSet,
    roots: Vec<BlockId>,
    work: Vec<BlockId>,
}

/// Work of the final walk over the dominator tree.
enum Step {
    Enter(BlockId),
    /// What a variable was outside of the subtree that is done.
    Restore(usize, ValueId),
}

impl Builder<'_> {
    pub(super) fn place_phis_at_frontiers(&mut self) {
        let (mut vars, numbers) = self.variables_across_blocks();
        if vars.is_empty() {
            return;
        }
        for &b in &self.f.layout {
            for place in self.ends[b.index()].keys() {
                if let Some(&n) = numbers.get(place) {
                    vars[n].defs.push(b);
                }
            }
        }
        let dom = self.f.dominators();
        let levels = levels(&dom, self.f.entry, self.f.n_blocks());
        let n = self.f.n_blocks();
        let mut scratch = Scratch {
            queued: SparseSet::new(n),
            has_phi: SparseSet::new(n),
            has_def: SparseSet::new(n),
            roots: Vec::new(),
            work: Vec::new(),
        };
        let none = self.f.new_value(self.f.entry, Op::Unknown, TypeId::INVALID, Pos::NONE, &[]);
        for (i, var) in vars.iter().enumerate() {
            self.place_phis_of(i, var, &dom, &levels, none, &mut scratch);
        }
        self.resolve(&vars, &numbers, &dom, none);
        for b in self.f.layout.clone() {
            for v in self.f.b(b).values.clone() {
                if self.f.op(v) == Op::Phi {
                    self.f.v_mut(v).auxint = 0;
                }
            }
        }
    }

    /// Numbers the variables by their first reference. A reference whose only predecessor sets the
    /// variable is resolved at once.
    fn variables_across_blocks(&mut self) -> (Vec<Variable>, FxHashMap<Place, usize>) {
        let mut vars = Vec::new();
        let mut numbers = FxHashMap::default();
        for v in self.forward_refs() {
            let place = self.forward_place[&v];
            if let [edge] = self.f.b(self.f.v(v).block).preds[..]
                && let Some(&value) = self.ends[edge.block.index()].get(&place)
            {
                self.f.v_mut(v).op = Op::Copy;
                self.f.add_arg(v, value);
                continue;
            }
            numbers.entry(place).or_insert_with(|| {
                vars.push(Variable { place, ty: self.f.v(v).ty, defs: Vec::new() });
                vars.len() - 1
            });
        }
        (vars, numbers)
    }

    /// From the deepest definition up: blocks just outside the subtree that a definition dominates
    /// get a phi, which is a definition too. The phi's number is in its `auxint` for now.
    fn place_phis_of(
        &mut self,
        n: usize,
        var: &Variable,
        dom: &Dominators,
        levels: &[u32],
        none: ValueId,
        s: &mut Scratch,
    ) {
        s.queued.clear();
        s.has_phi.clear();
        s.has_def.clear();
        let deeper = |a: &BlockId, b: &BlockId| levels[a.index()] > levels[b.index()];
        s.roots.clear();
        s.roots.extend(&var.defs);
        for b in &var.defs {
            s.has_def.add(b.index());
        }
        heap::init(&mut s.roots, deeper);
        while let Some(root) = heap::pop(&mut s.roots, deeper) {
            let root_level = levels[root.index()];
            s.work.push(root);
            s.queued.add(root.index());
            while let Some(b) = s.work.pop() {
                for i in 0..self.f.b(b).succs.len() {
                    let c = self.f.b(b).succs[i].block;
                    if levels[c.index()] > root_level || s.has_phi.contains(c.index()) {
                        continue;
                    }
                    s.has_phi.add(c.index());
                    let pos = self.f.b(root).pos;
                    let args = vec![none; self.f.b(c).preds.len()];
                    let phi =
                        self.f.new_value_aux(c, Op::Phi, var.ty, pos, n as i64, Aux::None, &args);
                    self.note_name(var.place, phi);
                    if !s.has_def.contains(c.index()) {
                        heap::push(&mut s.roots, c, deeper);
                        s.has_def.add(c.index());
                    }
                }
                for c in dom.children(b) {
                    if !s.queued.contains(c.index()) {
                        s.work.push(c);
                        s.queued.add(c.index());
                    }
                }
            }
        }
    }

    /// Walks the dominator tree with the current value of each variable.
    fn resolve(
        &mut self,
        vars: &[Variable],
        numbers: &FxHashMap<Place, usize>,
        dom: &Dominators,
        none: ValueId,
    ) {
        let mut current = vec![none; vars.len()];
        let mut stack = vec![Step::Enter(self.f.entry)];
        while let Some(step) = stack.pop() {
            let b = match step {
                Step::Restore(n, v) => {
                    current[n] = v;
                    continue;
                }
                Step::Enter(b) => b,
            };
            let values = self.f.b(b).values.clone();
            for &v in values.iter().filter(|&&v| self.f.op(v) == Op::Phi) {
                let n = self.f.v(v).auxint as usize;
                stack.push(Step::Restore(n, std::mem::replace(&mut current[n], v)));
            }
            for &v in &values {
                if self.f.op(v) == Op::FwdRef {
                    let n = numbers[&self.forward_place[&v]];
                    self.f.v_mut(v).op = Op::Copy;
                    self.f.add_arg(v, current[n]);
                }
            }
            for (place, &v) in &self.ends[b.index()] {
                if let Some(&n) = numbers.get(place) {
                    stack.push(Step::Restore(n, std::mem::replace(&mut current[n], v)));
                }
            }
            for e in self.f.b(b).succs.clone() {
                // Phis are the last values of a block while they are placed.
                for k in (0..self.f.b(e.block).values.len()).rev() {
                    let v = self.f.b(e.block).values[k];
                    if self.f.op(v) != Op::Phi {
                        break;
                    }
                    let value = current[self.f.v(v).auxint as usize];
                    if value != none {
                        self.f.set_arg(v, e.index as usize, value);
                    }
                }
            }
            stack.extend(dom.children(b).map(Step::Enter));
        }
    }
}

/// Depth of each block in the dominator tree.
fn levels(dom: &Dominators, entry: BlockId, n_blocks: usize) -> Vec<u32> {
    let mut levels = vec![0; n_blocks];
    let mut work = vec![entry];
    while let Some(b) = work.pop() {
        for c in dom.children(b) {
            levels[c.index()] = levels[b.index()] + 1;
            work.push(c);
        }
    }
    levels
}
