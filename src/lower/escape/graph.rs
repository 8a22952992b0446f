//! Locations, holes and flows.

use rustc_hash::FxHashMap;

use super::tag::ParamTag;
use crate::index::{PrimaryMap, entity_impl};
use crate::intern::Name;
use crate::lower::capture::outermost;
use crate::package::Package;
use crate::tree::{Class, Decl, FuncId, NodeId, Op, VarId};
use crate::types::TypeId;

/// Largest variable that may stay on the stack, in bytes (spec 11, section 12).
const MAX_STACK_VAR: i64 = 10 * 1024 * 1024;
/// `new`, `&T{}` and `make` of this size and more go to the heap, in bytes.
const MAX_IMPLICIT: i64 = 64 * 1024;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocId(u32);
entity_impl!(LocId, "loc");

/// What a location stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    Var(VarId),
    /// An allocating expression.
    Expr(NodeId),
    /// A range operand, a type switch's value, or a junction of flows.
    Temp,
}

/// A place where values are: a variable or what an expression allocates.
#[derive(Clone, Debug)]
pub struct Location {
    pub of: Of,
    /// `None` only for the heap and the blank location.
    pub func: Option<FuncId>,
    pub edges: Vec<Edge>,
    pub loop_depth: i32,
    /// Search number and dereferences during solving.
    pub visit: u32,
    pub derefs: i32,
    pub escapes: bool,
    /// Lives no longer than its statement.
    pub transient: bool,
    pub leak: ParamTag,
}

/// `src`, dereferenced `derefs` times, flows to the location that holds the edge.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub src: LocId,
    pub derefs: i32,
}

/// Where an expression's value goes: into `dst` after `derefs` dereferences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hole {
    pub dst: LocId,
    pub derefs: i32,
}

impl Hole {
    /// The hole for the address of something whose value goes here.
    pub fn addr(self) -> Hole {
        Hole { derefs: self.derefs - 1, ..self }
    }

    pub fn deref(self) -> Hole {
        self.shift(1)
    }

    pub fn shift(self, by: i32) -> Hole {
        Hole { derefs: self.derefs + by, ..self }
    }
}

/// The graph of one group of functions.
pub struct Analysis<'a> {
    pub pkg: &'a mut Package,
    pub group: Vec<FuncId>,
    pub locs: PrimaryMap<LocId, Location>,
    pub vars: FxHashMap<VarId, LocId>,
    /// Locations in order of creation.
    pub order: Vec<LocId>,
    pub heap: LocId,
    pub blank: LocId,
    /// Labels of the walked function that a later `goto` jumps back to.
    pub looping: FxHashMap<Name, ()>,
    /// The function that is walked, and the loops around the statement that is walked.
    pub func: FuncId,
    pub loop_depth: i32,
}

impl<'a> Analysis<'a> {
    pub fn new(pkg: &'a mut Package, group: &[FuncId]) -> Analysis<'a> {
        let special = Location {
            of: Of::Temp,
            func: None,
            edges: Vec::new(),
            loop_depth: 0,
            visit: 0,
            derefs: 0,
            escapes: false,
            transient: false,
            leak: ParamTag::default(),
        };
        let mut locs = PrimaryMap::new();
        let heap = locs.push(Location { escapes: true, ..special.clone() });
        let blank = locs.push(special);
        Analysis {
            pkg,
            func: group[0],
            group: group.to_vec(),
            locs,
            vars: FxHashMap::default(),
            order: Vec::new(),
            heap,
            blank,
            looping: FxHashMap::default(),
            loop_depth: 1,
        }
    }

    pub fn heap_hole(&self) -> Hole {
        Hole { dst: self.heap, derefs: 0 }
    }

    pub fn discard_hole(&self) -> Hole {
        Hole { dst: self.blank, derefs: 0 }
    }

    /// Locations for everything that `f` declares.
    pub fn declare_variables(&mut self, f: FuncId) {
        self.func = f;
        self.loop_depth = 1;
        for d in self.pkg.tree.funcs[f].dcl.clone() {
            if let Decl::Var(v) = d {
                let loc = self.location(Of::Var(v), false);
                self.vars.insert(v, loc);
            }
        }
    }

    /// A new location at the current loop depth.
    pub fn location(&mut self, of: Of, transient: bool) -> LocId {
        let loc = self.locs.push(Location {
            of,
            func: Some(self.func),
            edges: Vec::new(),
            loop_depth: self.loop_depth,
            visit: 0,
            derefs: 0,
            escapes: false,
            transient,
            leak: ParamTag::default(),
        });
        self.order.push(loc);
        if self.is_too_large(of) {
            let hole = self.heap_hole().addr();
            self.flow(hole, loc);
        }
        loc
    }

    /// Whether size alone forces it to the heap.
    fn is_too_large(&self, of: Of) -> bool {
        let types = &self.pkg.types;
        let n = match of {
            Of::Temp => return false,
            Of::Var(v) => {
                let v = &self.pkg.tree.vars[v];
                return v.class == Class::Auto && types.size(v.ty) > MAX_STACK_VAR;
            }
            Of::Expr(n) => n,
        };
        let node = self.pkg.tree.nodes[n];
        match node.op {
            Op::New | Op::PtrLit => types.size(types.elem(node.ty)) >= MAX_IMPLICIT,
            Op::MakeSlice => {
                let elem = types.size(types.elem(node.ty));
                let constant = |n: NodeId| self.pkg.tree.const_of(n).and_then(|c| c.as_i64());
                let len = node.left.expand().map(constant);
                let cap = node.right.expand().map(constant).or(len);
                match (len.flatten(), cap.flatten()) {
                    (Some(_), Some(cap)) => elem != 0 && cap >= MAX_IMPLICIT / elem,
                    _ => true,
                }
            }
            _ => node.ty != TypeId::INVALID && types.size(node.ty) > MAX_STACK_VAR,
        }
    }

    /// The location of a variable; closure views share the variable they stand for. `None` for
    /// variables that no function of the group declares.
    pub fn var_location(&self, v: VarId) -> Option<LocId> {
        self.vars.get(&outermost(self.pkg, v)).copied()
    }

    pub fn hole(&self, dst: LocId) -> Hole {
        Hole { dst, derefs: 0 }
    }

    /// `src` flows into `k`.
    pub fn flow(&mut self, k: Hole, src: LocId) {
        if k.dst == self.blank || (k.dst == src && k.derefs >= 0) {
            return;
        }
        self.locs[k.dst].edges.push(Edge { src, derefs: k.derefs });
    }

    /// A location for what `n` allocates; its address flows into `k`, its contents into the result.
    pub fn spill(&mut self, k: Hole, n: NodeId) -> Hole {
        let loc = self.location(Of::Expr(n), true);
        self.flow(k.addr(), loc);
        self.hole(loc)
    }

    /// One hole that feeds all of `holes`.
    pub fn tee(&mut self, holes: &[Hole]) -> Hole {
        match holes {
            [] => self.discard_hole(),
            [one] => *one,
            _ => {
                let loc = self.location(Of::Temp, true);
                for &k in holes {
                    self.flow(k, loc);
                }
                self.hole(loc)
            }
        }
    }

    /// The hole after a type assertion or switch to `ty`.
    pub fn asserted(&self, k: Hole, ty: TypeId) -> Hole {
        let types = &self.pkg.types;
        if types.is_interface(ty) || types.is_direct_interface(ty) { k } else { k.deref() }
    }
}
