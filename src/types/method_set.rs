//! Method sets: every method that a selector on the type reaches, promoted ones included (spec 33,
//! section 5.1).

use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::intern::Name;
use crate::tree::FuncId;
use crate::types::{PkgId, Type, TypeId, Types};

/// How a method is reached and what it is.
#[derive(Clone, Debug)]
pub struct Selected {
    pub name: Name,
    /// Package of an unexported name; `BUILTIN` for exported ones.
    pub pkg: PkgId,
    /// Function type without receiver.
    pub ty: TypeId,
    /// Embedded fields on the way, by index, outermost first.
    pub path: Vec<u32>,
    /// The type that declares it: a defined type, or the embedded interface type.
    pub owner: TypeId,
    /// Index into the owner's interface methods, if it is an interface's.
    pub interface_index: Option<u32>,
    /// Declared with a pointer receiver.
    pub ptr_recv: bool,
    /// The declaration, for methods of defined types of this package.
    pub func: Option<FuncId>,
    /// An embedded pointer lies on the way.
    through_ptr: bool,
}

/// The struct or defined type that selectors on `ty` look into: `ty`, or what it points to.
pub fn base(types: &Types, ty: TypeId) -> TypeId {
    match types.get(ty) {
        Type::Ptr(elem) => *elem,
        _ => ty,
    }
}

/// Methods of `ty`, sorted: exported by name, then unexported by name and package.
pub fn method_set(types: &Types, ty: TypeId) -> Vec<Selected> {
    let root = base(types, ty);
    let is_ptr = root != ty;
    // A pointer to a pointer, or to an interface, has no methods.
    if is_ptr && (matches!(types.get(root), Type::Ptr(_)) || types.is_interface(root)) {
        return Vec::new();
    }
    let mut found: Vec<Selected> = Vec::new();
    // Names met at shallower depths, fields included: they hide deeper ones.
    let mut hidden: FxHashSet<(Name, PkgId)> = FxHashSet::default();
    let mut seen: FxHashSet<TypeId> = FxHashSet::default();
    let mut level = vec![(root, Vec::<u32>::new(), false)];
    while !level.is_empty() {
        let mut at_this_depth: FxHashMap<(Name, PkgId), u32> = FxHashMap::default();
        let mut candidates = Vec::new();
        let mut next = Vec::new();
        for (t, path, through_ptr) in &level {
            seen.insert(*t);
            if let Some(named) = types.as_named(*t) {
                for m in named.methods.read().expect("not poisoned").iter() {
                    *at_this_depth.entry((m.name, m.pkg)).or_default() += 1;
                    candidates.push(Selected {
                        name: m.name,
                        pkg: m.pkg,
                        ty: without_receiver(types, m.ty),
                        path: path.clone(),
                        owner: *t,
                        interface_index: None,
                        ptr_recv: m.ptr_recv,
                        func: m.func,
                        through_ptr: *through_ptr,
                    });
                }
            }
            match types.under_get(*t) {
                Type::Interface(methods) => {
                    for (i, m) in methods.iter().enumerate() {
                        *at_this_depth.entry((m.name, m.pkg)).or_default() += 1;
                        candidates.push(Selected {
                            name: m.name,
                            pkg: m.pkg,
                            ty: m.ty,
                            path: path.clone(),
                            owner: *t,
                            interface_index: Some(i as u32),
                            ptr_recv: false,
                            func: None,
                            through_ptr: *through_ptr,
                        });
                    }
                }
                Type::Struct { fields, .. } => {
                    for (i, f) in fields.iter().enumerate() {
                        *at_this_depth.entry((f.name, f.pkg)).or_default() += 1;
                        if f.embedded {
                            let elem = base(types, f.ty);
                            let mut path = path.clone();
                            path.push(i as u32);
                            next.push((elem, path, *through_ptr || elem != f.ty));
                        }
                    }
                }
                _ => {}
            }
        }
        for c in candidates {
            let key = (c.name, c.pkg);
            if at_this_depth[&key] == 1 && !hidden.contains(&key) && !c.name.is_blank() {
                found.push(c);
            }
        }
        hidden.extend(at_this_depth.into_keys());
        next.retain(|(t, _, _)| !seen.contains(t));
        level = next;
    }
    found.retain(|m| is_ptr || m.interface_index.is_some() || !m.ptr_recv || m.through_ptr);
    found.sort_by(|a, b| order(types, a, b));
    found
}

/// Exported names first, then by name, then by package path.
fn order(types: &Types, a: &Selected, b: &Selected) -> Ordering {
    let key = |m: &Selected| (!m.name.is_exported(), m.name.as_str());
    key(a).cmp(&key(b)).then_with(|| {
        let path = |m: &Selected| types.pkg(m.pkg).path.as_str();
        path(a).cmp(path(b))
    })
}

/// The function type `func(params) results` of a method's type.
pub fn without_receiver(types: &Types, ty: TypeId) -> TypeId {
    let sig = types.sig(ty);
    types.func(sig.params.clone(), sig.results.clone(), sig.variadic)
}

/// `func(receiver, params) results`.
pub fn receiver_first(types: &Types, recv: TypeId, ty: TypeId) -> TypeId {
    let sig = types.sig(ty);
    let params = std::iter::once(recv).chain(sig.params.iter().copied()).collect();
    types.func(params, sig.results.clone(), sig.variadic)
}

/// Link name of method `name` (of package `pkg` if unexported) with receiver type `recv`
/// (spec 10, section 9).
pub fn link_name(types: &Types, recv: TypeId, name: Name, pkg: PkgId) -> Name {
    let root = base(types, recv);
    let is_ptr = root != recv;
    let (prefix, owner, own_pkg) = match types.as_named(root) {
        Some(named) => {
            let vargen =
                if named.vargen > 0 { format!("·{}", named.vargen) } else { String::new() };
            let prefix = match named.pkg {
                PkgId::BUILTIN => "go.builtin",
                p => types.pkg(p).prefix.as_str(),
            };
            (prefix, format!("{}{vargen}", named.name), Some(named.pkg))
        }
        None => ("go", types.link_name(root), None),
    };
    let owner = if is_ptr { format!("(*{owner})") } else { owner };
    let foreign = !name.is_exported() && own_pkg != Some(pkg) && pkg != PkgId::BUILTIN;
    let qualifier = if foreign { format!("{}.", types.pkg(pkg).prefix) } else { String::new() };
    Name::new(&format!("{prefix}.{owner}.{qualifier}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;
    use crate::types::Field;
    use crate::types::table::DeclaredMethod;

    fn method(types: &Types, on: TypeId, name: &str, ptr_recv: bool) {
        let recv = if ptr_recv { types.ptr(on) } else { on };
        let sig = crate::types::FuncSig { recv: Some(recv), ..Default::default() };
        let pkg = if Name::new(name).is_exported() { PkgId::BUILTIN } else { PkgId::LOCAL };
        types.as_named(on).expect("defined").methods.write().expect("lock").push(DeclaredMethod {
            name: name.into(),
            pkg,
            ptr_recv,
            ty: types.intern(Type::Func(sig)),
            pos: Pos::NONE,
            func: None,
        });
    }

    fn defined(types: &Types, name: &str, under: TypeId) -> TypeId {
        let t = types.new_named(name.into(), PkgId::LOCAL, Pos::NONE, 0);
        types.set_underlying(t, under);
        t
    }

    fn embed(name: &str, ty: TypeId) -> Field {
        Field { name: name.into(), pkg: PkgId::LOCAL, ty, embedded: true, tag: None }
    }

    fn names(types: &Types, ty: TypeId) -> Vec<&'static str> {
        method_set(types, ty).iter().map(|m| m.name.as_str()).collect()
    }

    #[test]
    fn promotion_depends_on_the_receiver() {
        let types = Types::default();
        let inner = defined(&types, "inner", TypeId::INT);
        method(&types, inner, "Val", false);
        method(&types, inner, "ptr", true);
        let by_value = defined(&types, "outer", types.structure(vec![embed("inner", inner)]));
        assert_eq!(names(&types, by_value), ["Val"]);
        assert_eq!(names(&types, types.ptr(by_value)), ["Val", "ptr"]);
        let embedded = embed("inner", types.ptr(inner));
        let by_ptr = defined(&types, "outer2", types.structure(vec![embedded]));
        assert_eq!(names(&types, by_ptr), ["Val", "ptr"]);
    }

    #[test]
    fn equal_depth_is_ambiguous() {
        let types = Types::default();
        let (a, b) = (defined(&types, "a", TypeId::INT), defined(&types, "b", TypeId::INT));
        method(&types, a, "M", false);
        method(&types, b, "M", false);
        let both = defined(&types, "c", types.structure(vec![embed("a", a), embed("b", b)]));
        assert!(names(&types, both).is_empty());
    }

    #[test]
    fn link_names() {
        let types = Types::default();
        let t = defined(&types, "T", TypeId::INT);
        let name = |recv| link_name(&types, recv, "m".into(), PkgId::LOCAL).as_str();
        assert_eq!(name(t), "\"\".T.m");
        assert_eq!(name(types.ptr(t)), "\"\".(*T).m");
        let anon = types.structure(vec![embed("T", t)]);
        assert_eq!(name(types.ptr(anon)), "go.(*struct { \"\".T }).\"\".m");
        let error = link_name(&types, types.error(), "Error".into(), PkgId::BUILTIN);
        assert_eq!(error.as_str(), "go.builtin.error.Error");
    }
}
