//! stackframe: which variables are used, their order in the frame and their offsets (spec 21,
//! section 25; spec 32, section 1).
//!
//! Parameters and results come first in the list. Locals follow in the order in which they lie
//! downwards from the top of the frame: with pointers before without, wider before narrower, then
//! by name. Locals that nothing uses leave the list.

use std::cmp::Reverse;

use crate::intern::Name;
use crate::ssa::func::{Declared, Local, LocalClass, LocalId};
use crate::ssa::gosort;
use crate::ssa::{Aux, Func, Location};
use crate::types::layout::round_up;
use crate::types::{Kind, TypeId, Types};

use super::PassContext;

pub fn run(f: &mut Func, cx: &PassContext) {
    mark_used(f);
    let mut declared: Vec<(Rank, Option<LocalId>)> = std::mem::take(&mut f.declared)
        .into_iter()
        .map(|d| match d {
            Declared::Local(l) => (Rank::of_local(&f.locals[l], cx.types), Some(l)),
            Declared::Elsewhere => (Rank::at_offset(0), None),
            Declared::Nothing(name, ty) => (Rank::of_nothing(name, ty, cx.types), None),
        })
        .collect();
    gosort::sort_by(&mut declared, |a, b| a.0 < b.0);
    let mut order: Vec<LocalId> = declared.iter().filter_map(|d| d.1).collect();
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

/// Place in the order of the frame's variables: compared field by field.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    auto: bool,
    /// Of parameters and results; in locals 0, as all fields below are the same in parameters.
    offset: i64,
    unused: bool,
    no_pointers: bool,
    no_need_of_zero: bool,
    width: Reverse<i64>,
    name: &'static str,
}

impl Rank {
    fn at_offset(offset: i64) -> Rank {
        Rank {
            auto: false,
            offset,
            unused: false,
            no_pointers: false,
            no_need_of_zero: false,
            width: Reverse(0),
            name: "",
        }
    }

    fn of_local(l: &Local, types: &Types) -> Rank {
        if l.class != LocalClass::Auto {
            return Rank::at_offset(l.offset);
        }
        Rank {
            auto: true,
            offset: 0,
            unused: !l.used,
            no_pointers: !types.has_pointers(l.ty),
            no_need_of_zero: !l.need_zero,
            width: Reverse(types.size(l.ty)),
            name: l.name.as_str(),
        }
    }

    /// A constant or a type. To gc, whatever is not known to have no pointers has some.
    fn of_nothing(name: Name, ty: TypeId, types: &Types) -> Rank {
        let untyped = is_untyped_number(types, ty);
        Rank {
            auto: true,
            offset: 0,
            unused: true,
            no_pointers: !untyped && !types.has_pointers(ty),
            no_need_of_zero: true,
            width: Reverse(if untyped { -1 } else { types.size(ty) }),
            name: name.as_str(),
        }
    }
}

fn is_untyped_number(types: &Types, ty: TypeId) -> bool {
    ty == TypeId::INVALID || types.kind(ty) == Kind::Ideal
}
