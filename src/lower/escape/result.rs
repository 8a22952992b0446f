//! What the solution means for the tree, and the messages (spec 11, sections 14 and 16).

use super::graph::{Analysis, LocId, Of};
use crate::intern::Name;
use crate::lower::inline::short_name;
use crate::package::Package;
use crate::tree::{Class, Decl, Esc, FuncId, NodeFlags, NodeId, VarFlags, VarId, fmt};
use crate::types::PkgId;

impl Analysis<'_> {
    /// Marks nodes and variables, moves variables to the heap, tags parameters.
    pub fn finish(mut self) {
        for i in 0..self.order.len() {
            let id = self.order[i];
            match self.locs[id].of {
                Of::Temp => {}
                Of::Expr(n) => self.expression(id, n),
                Of::Var(v) => self.variable(id, v),
            }
        }
    }

    /// Tags parameters only.
    pub fn record_leaks(self) {
        for &id in &self.order {
            let loc = &self.locs[id];
            if let Of::Var(v) = loc.of {
                if self.pkg.tree.vars[v].class == Class::Param && !loc.escapes {
                    self.pkg.tree.vars[v].esc_tag = loc.leak.finish().0;
                }
            }
        }
    }

    fn expression(&mut self, id: LocId, n: NodeId) {
        let loc = &self.locs[id];
        let (escapes, transient) = (loc.escapes, loc.transient);
        if self.pkg.options.verbose > 0 {
            let text = fmt::expr(&self.pkg.tree, &self.pkg.types, n);
            let text = match loc.func {
                Some(f) if !escapes => {
                    format!("{} {text} does not escape", short_name(self.pkg, f))
                }
                _ => format!("{text} escapes to heap"),
            };
            let pos = self.pkg.tree.nodes[n].pos;
            self.pkg.diags.note(pos, text);
        }
        let node = &mut self.pkg.tree.nodes[n];
        node.esc = if escapes { Esc::Heap } else { Esc::None };
        node.flags.set(NodeFlags::TRANSIENT, transient && !escapes);
    }

    fn variable(&mut self, id: LocId, v: VarId) {
        let loc = &self.locs[id];
        let (escapes, leak, func) = (loc.escapes, loc.leak, loc.func);
        let class = self.pkg.tree.vars[v].class;
        if escapes {
            if matches!(class, Class::Auto | Class::Param | Class::Result)
                && self.pkg.tree.vars[v].esc != Esc::Never
            {
                move_to_heap(self.pkg, v);
            }
            return;
        }
        if class != Class::Param {
            self.pkg.tree.vars[v].esc = Esc::None;
            return;
        }
        let tag = leak.finish();
        let var = &mut self.pkg.tree.vars[v];
        var.esc = if tag.is_heap() { Esc::Heap } else { Esc::None };
        let (ty, pos, name) = (var.ty, var.pos, var.name);
        if !self.pkg.types.has_pointers(ty) {
            return;
        }
        self.pkg.tree.vars[v].esc_tag = tag.0;
        if self.pkg.options.verbose == 0 {
            return;
        }
        let Some(f) = func else { return };
        let mut texts = Vec::new();
        if tag.is_none() {
            texts.push(format!("{} {name} does not escape", short_name(self.pkg, f)));
        } else if tag.is_heap() {
            texts.push(format!("leaking param: {name}"));
        } else {
            if tag.content_escapes() {
                texts.push(format!("leaking param content: {name}"));
            }
            for (i, &r) in self.pkg.tree.funcs[f].results.iter().enumerate().take(4) {
                if let Some(level) = tag.result(i) {
                    let result = self.pkg.tree.vars[r].name;
                    texts.push(format!("leaking param: {name} to result {result} level={level}"));
                }
            }
        }
        for text in texts {
            self.pkg.diags.note(pos, text);
        }
    }
}

/// Moves a local to the heap: uses of `v` go through the new local `&v`. A parameter or result
/// keeps its place in the argument area as a copy, and `v` joins the end of the declaration list.
fn move_to_heap(pkg: &mut Package, v: VarId) {
    let var = &pkg.tree.vars[v];
    let (name, ty, class, pos, offset) = (var.name, var.ty, var.class, var.pos, var.offset);
    let (var_pkg, flags) = (var.pkg, var.flags);
    let Some(owner) = var.owner else { return };
    if pkg.options.verbose > 0 {
        let text = format!("moved to heap: {}", qualified(pkg, v));
        pkg.diags.note(pos, text);
    }
    let addr = pkg.tree.new_temp(owner, pkg.types.ptr(ty), pos);
    let a = &mut pkg.tree.vars[addr];
    a.name = Name::new(&format!("&{name}"));
    a.flags -= VarFlags::AUTO_TEMP;
    a.esc = Esc::Unknown;
    if matches!(class, Class::Param | Class::Result) {
        let copy = pkg.tree.new_var(name, var_pkg, class, ty, pos);
        let c = &mut pkg.tree.vars[copy];
        c.offset = offset;
        c.owner = Some(owner);
        c.flags = flags - VarFlags::ADDR_TAKEN;
        c.heap_addr = Some(addr);
        replace_declaration(pkg, owner, v, copy);
        pkg.tree.vars[v].stack_copy = Some(copy);
    }
    let var = &mut pkg.tree.vars[v];
    var.class = Class::AutoHeap;
    var.offset = 0;
    var.heap_addr = Some(addr);
    var.esc = Esc::Heap;
}

fn replace_declaration(pkg: &mut Package, f: FuncId, v: VarId, copy: VarId) {
    let dcl = &mut pkg.tree.funcs[f].dcl;
    if let Some(d) = dcl.iter_mut().find(|d| **d == Decl::Var(v)) {
        *d = Decl::Var(copy);
    }
    dcl.push(Decl::Var(v));
}

/// A variable's name in messages.
fn qualified(pkg: &Package, v: VarId) -> String {
    let v = &pkg.tree.vars[v];
    match v.pkg {
        PkgId::LOCAL | PkgId::BUILTIN => v.name.as_str().to_owned(),
        other => format!("{}.{}", pkg.types.pkg(other).name, v.name),
    }
}
