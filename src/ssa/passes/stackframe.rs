//! stackframe: which variables are used, their order in the frame and their offsets (spec 21,
//! section 25; spec 32, section 1).
//!
//! Parameters and results come first in the list. Locals follow in the order in which they lie
//! downwards from the top of the frame: with pointers before without, wider before narrower, then
//! by name. Locals that nothing uses leave the list.

use crate::ssa::func::{Declared, Local, LocalClass, LocalId};
use crate::ssa::gosort;
use crate::ssa::{Aux, Func, Location};
use crate::types::layout::round_up;
use crate::types::{Kind, TypeId, Types};

use super::PassContext;

pub fn run(f: &mut Func, cx: &PassContext) {
    mark_used(f);
    let mut declared = std::mem::take(&mut f.declared);
    gosort::sort_by(&mut declared, |&a, &b| comes_before(f, cx.types, a, b));
    let mut order: Vec<LocalId> = declared
        .iter()
        .filter_map(|d| match *d {
            Declared::Local(l) => Some(l),
            Declared::Elsewhere | Declared::Nothing(..) => None,
        })
        .collect();
    let is_unused_auto = |l: &Local| l.class == LocalClass::Auto && !l.used;
    let end = order.iter().position(|&l| is_unused_auto(&f.locals[l])).unwrap_or(order.len());
    order.truncate(end);
    let mut size = 0;
    let mut ptr_size = 0;
    let mut after_pointers = false;
    for &id in &order {
        let local = &mut f.locals[id];
        if local.class != LocalClass::Auto {
            continue;
        }
        let width = match cx.types.size(local.ty) {
            // An empty variable may not share its address with what lies above it, or a pointer
            // one past its end would keep that alive.
            0 if after_pointers => 1,
            w => w,
        };
        size = round_up(size + width, cx.types.align(local.ty));
        after_pointers = cx.types.has_pointers(local.ty);
        if after_pointers {
            ptr_size = size;
        }
        local.offset = -size;
    }
    f.frame_size = round_up(size, 8);
    f.frame_ptr_size = round_up(ptr_size, 8);
    f.decl_order = order;
}

/// A local is used if it is the home of a value or named by one.
fn mark_used(f: &mut Func) {
    for local in f.locals.values_mut() {
        if local.class == LocalClass::Auto {
            local.used = false;
        }
    }
    for home in f.homes.values() {
        if let Some(Location::Slot(slot)) = *home {
            f.locals[f.slots[slot].local].used = true;
        }
    }
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for j in 0..f.b(b).values.len() {
            if let Aux::Local(local) = f.v(f.b(b).values[j]).aux {
                f.locals[local].used = true;
            }
        }
    }
}

/// The order of the frame's variables.
fn comes_before(f: &Func, types: &Types, a: Declared, b: Declared) -> bool {
    let local = |d| match d {
        Declared::Local(l) => Some(&f.locals[l]),
        _ => None,
    };
    let auto = |d| match d {
        Declared::Local(l) => f.locals[l].class == LocalClass::Auto,
        Declared::Elsewhere => false,
        Declared::Nothing(..) => true,
    };
    if auto(a) != auto(b) {
        return auto(b);
    }
    if !auto(a) {
        let offset = |d| local(d).map_or(0, |l| l.offset);
        return offset(a) < offset(b);
    }
    let used = |d| local(d).is_some_and(|l| l.used);
    if used(a) != used(b) {
        return used(a);
    }
    let pointers = |d| match d {
        Declared::Local(l) => types.has_pointers(f.locals[l].ty),
        // To gc, whatever is not known to have none has pointers.
        Declared::Nothing(_, ty) => is_untyped_number(types, ty) || types.has_pointers(ty),
        Declared::Elsewhere => false,
    };
    if pointers(a) != pointers(b) {
        return pointers(a);
    }
    let need_zero = |d| local(d).is_some_and(|l| l.need_zero);
    if need_zero(a) != need_zero(b) {
        return need_zero(a);
    }
    let width = |d| match d {
        Declared::Local(l) => types.size(f.locals[l].ty),
        Declared::Nothing(_, ty) if is_untyped_number(types, ty) => -1,
        Declared::Nothing(_, ty) => types.size(ty),
        Declared::Elsewhere => 0,
    };
    if width(a) != width(b) {
        return width(a) > width(b);
    }
    let name = |d| match d {
        Declared::Local(l) => f.locals[l].name.as_str(),
        Declared::Nothing(name, _) => name.as_str(),
        Declared::Elsewhere => "",
    };
    name(a) < name(b)
}

fn is_untyped_number(types: &Types, ty: TypeId) -> bool {
    ty == TypeId::INVALID || types.kind(ty) == Kind::Ideal
}
