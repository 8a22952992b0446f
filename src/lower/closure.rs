//! Closure transformation: how a literal's body reaches its captured variables.
//!
//! A literal called where it stands gets them as leading parameters. Any other literal reads them
//! from the closure object behind the context register: small values into locals at entry, the
//! rest through a local pointer. Rule: spec 11, section 17.
//!
//! Layout of a closure object: offset 0 the code pointer, then each captured value or address at
//! the next offset that its alignment allows.

use crate::intern::Name;
use crate::package::{Package, TopDecl};
use crate::tree::{Aux, Class, Decl, FuncFlags, FuncId, NodeId, Op, VarFlags, VarId};
use crate::types::layout::{PTR_SIZE, round_up};
use crate::types::{FuncSig, PkgId, Type, TypeId};

/// Largest captured value that is copied to a local at entry, in bytes.
const MAX_COPIED: i64 = 2 * PTR_SIZE;

/// Transforms every literal of the package.
pub fn run(pkg: &mut Package) {
    for i in 0..pkg.top.len() {
        if let TopDecl::Func(f) = pkg.top[i] {
            if pkg.tree.funcs[f].closure_node.is_some() {
                if pkg.tree.funcs[f].flags.contains(FuncFlags::CALLED_DIRECTLY) {
                    add_parameters(pkg, f);
                } else {
                    load_from_context(pkg, f);
                }
            }
        }
    }
}

fn is_by_value(pkg: &Package, view: VarId) -> bool {
    pkg.tree.vars[view].flags.contains(VarFlags::BY_VALUE)
}

/// The local `&v` that points to what the view `view` stands for; `view` becomes an indirection.
fn pointer_for(pkg: &mut Package, f: FuncId, view: VarId, class: Class) -> VarId {
    let v = &pkg.tree.vars[view];
    let (name, ty, pos) = (Name::new(&format!("&{}", v.name)), v.ty, pkg.tree.funcs[f].pos);
    let addr = pkg.tree.new_var(name, PkgId::LOCAL, class, pkg.types.ptr(ty), pos);
    pkg.tree.vars[addr].owner = Some(f);
    pkg.tree.vars[addr].flags |= VarFlags::USED;
    pkg.tree.vars[view].class = Class::AutoHeap;
    pkg.tree.vars[view].heap_addr = Some(addr);
    addr
}

/// Captured variables become parameters in front of the declared ones.
fn add_parameters(pkg: &mut Package, f: FuncId) {
    let captures = pkg.tree.funcs[f].captures.clone();
    if captures.is_empty() {
        return;
    }
    let mut added = Vec::with_capacity(captures.len());
    for view in captures {
        let param =
            if is_by_value(pkg, view) { view } else { pointer_for(pkg, f, view, Class::Param) };
        pkg.tree.vars[param].class = Class::Param;
        added.push(param);
    }
    let sig = pkg.types.sig(pkg.tree.funcs[f].ty);
    let mut params: Vec<TypeId> = added.iter().map(|&p| pkg.tree.vars[p].ty).collect();
    params.extend(&sig.params);
    let sig = FuncSig { params, ..sig.clone() };
    let ty = pkg.types.intern(Type::Func(sig));
    let func = &mut pkg.tree.funcs[f];
    func.ty = ty;
    func.params.splice(0..0, added.iter().map(|&p| Some(p)));
    func.dcl.splice(0..0, added.iter().map(|&p| Decl::Var(p)));
    if let Some(var) = func.var {
        pkg.tree.vars[var].ty = ty;
        let node = pkg.tree.vars[var].node;
        pkg.tree.nodes[node].ty = ty;
    }
    set_argument_offsets(pkg, f);
}

/// Recomputes where the argument area holds parameters and results.
fn set_argument_offsets(pkg: &mut Package, f: FuncId) {
    let layout = pkg.types.arg_layout(pkg.tree.funcs[f].ty);
    let func = &pkg.tree.funcs[f];
    let mut offsets: Vec<(VarId, i64)> = Vec::new();
    for (param, &offset) in func.params.iter().zip(&layout.params) {
        offsets.extend(param.map(|p| (p, offset)));
    }
    offsets.extend(func.results.iter().copied().zip(layout.results.iter().copied()));
    for (var, offset) in offsets {
        let slot = pkg.tree.vars[var].stack_copy.unwrap_or(var);
        pkg.tree.vars[slot].offset = offset;
    }
}

/// Entry statements load captured variables from the closure object.
fn load_from_context(pkg: &mut Package, f: FuncId) {
    let captures = pkg.tree.funcs[f].captures.clone();
    if captures.is_empty() {
        return;
    }
    let pos = pkg.tree.funcs[f].pos;
    let mut entry: Vec<NodeId> = Vec::with_capacity(captures.len());
    let mut offset = PTR_SIZE;
    for view in captures {
        let by_value = is_by_value(pkg, view);
        let ty = pkg.tree.vars[view].ty;
        let held = if by_value { ty } else { pkg.types.ptr(ty) };
        offset = round_up(offset, pkg.types.align(held));
        let mut value = pkg.tree.node(Op::ClosureVar, pos, held);
        pkg.tree.nodes[value].aux = Aux::Int(offset);
        offset += pkg.types.size(held);
        let local = if by_value && pkg.types.size(ty) <= MAX_COPIED {
            pkg.tree.vars[view].class = Class::Auto;
            view
        } else {
            if by_value {
                value = pkg.tree.unary(Op::Addr, pos, pkg.types.ptr(ty), value);
            }
            pointer_for(pkg, f, view, Class::Auto)
        };
        pkg.tree.funcs[f].dcl.push(Decl::Var(local));
        let name = pkg.tree.vars[local].node;
        entry.push(pkg.tree.binary(Op::As, pos, TypeId::INVALID, name, value));
    }
    let func = &pkg.tree.funcs[f];
    let enter = pkg.tree.concat(func.enter, &entry);
    let func = &mut pkg.tree.funcs[f];
    func.enter = enter;
    func.flags |= FuncFlags::NEED_CTXT;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::source::Pos;

    fn literal(pkg: &mut Package, by_value: bool) -> (FuncId, VarId) {
        let ty = pkg.types.func(vec![TypeId::INT], vec![TypeId::INT], false);
        let f = pkg.tree.new_func("f.func1".into(), "\"\".f.func1".into(), ty, Pos::NONE);
        let view =
            pkg.tree.new_var("v".into(), PkgId::LOCAL, Class::AutoHeap, TypeId::INT8, Pos::NONE);
        pkg.tree.vars[view].flags.set(VarFlags::BY_VALUE, by_value);
        let closure = pkg.tree.node(Op::Closure, Pos::NONE, ty);
        let p = pkg.tree.new_var("p".into(), PkgId::LOCAL, Class::Param, TypeId::INT, Pos::NONE);
        let func = &mut pkg.tree.funcs[f];
        func.closure_node = Some(closure);
        func.captures.push(view);
        func.params.push(Some(p));
        func.dcl.push(Decl::Var(p));
        pkg.top.push(TopDecl::Func(f));
        (f, view)
    }

    #[test]
    fn small_values_become_locals() {
        let mut pkg = Package::new(Options::default(), "main");
        let (f, view) = literal(&mut pkg, true);
        run(&mut pkg);
        assert_eq!(pkg.tree.vars[view].class, Class::Auto);
        assert_eq!(pkg.tree.funcs[f].dcl.last(), Some(&Decl::Var(view)));
        assert!(pkg.tree.funcs[f].flags.contains(FuncFlags::NEED_CTXT));
    }

    #[test]
    fn direct_calls_get_parameters() {
        let mut pkg = Package::new(Options::default(), "main");
        let (f, view) = literal(&mut pkg, false);
        pkg.tree.funcs[f].flags |= FuncFlags::CALLED_DIRECTLY;
        run(&mut pkg);
        let addr = pkg.tree.vars[view].heap_addr.expect("by reference");
        assert_eq!(pkg.tree.vars[addr].name.as_str(), "&v");
        assert_eq!(pkg.tree.funcs[f].params[0], Some(addr));
        let p = pkg.tree.funcs[f].params[1].expect("named");
        assert_eq!(pkg.tree.vars[p].offset, 8);
        assert_eq!(pkg.types.sig(pkg.tree.funcs[f].ty).params.len(), 2);
    }
}
