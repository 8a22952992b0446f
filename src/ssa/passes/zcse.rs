//! zero arg cse: one value for all values without arguments that are equal (spec 21, section 7).
//! It lives in the entry block. The others stay, without uses, until the next deadcode.

use rustc_hash::FxHashMap;

use super::PassContext;
use crate::ssa::func::{Aux, Func, ValueId};
use crate::ssa::op::Op;
use crate::types::TypeId;

type Key = (Op, i64, Aux, TypeId);

fn key(f: &Func, v: ValueId) -> Key {
    let value = f.v(v);
    let n = match value.op {
        Op::Const32 => i64::from(value.auxint as i32),
        Op::Const16 => i64::from(value.auxint as i16),
        Op::Const8 | Op::ConstBool => i64::from(value.auxint as i8),
        _ => value.auxint,
    };
    (value.op, n, value.aux, value.ty)
}

pub fn run(f: &mut Func, _: &PassContext) {
    let mut first: FxHashMap<Key, ValueId> = FxHashMap::default();
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        let mut j = 0;
        while j < f.b(b).values.len() {
            let v = f.b(b).values[j];
            j += 1;
            if f.op(v).info().args != 0 {
                continue;
            }
            let entry = f.entry;
            if first.contains_key(&key(f, v)) {
                continue;
            }
            first.insert(key(f, v), v);
            if b != entry {
                // The block's last value takes its place and is looked at next.
                f.v_mut(v).block = entry;
                f.b_mut(entry).values.push(v);
                j -= 1;
                f.b_mut(b).values.swap_remove(j);
            }
        }
    }
    for i in 0..f.layout.len() {
        let b = f.layout[i];
        for j in 0..f.b(b).values.len() {
            let v = f.b(b).values[j];
            for k in 0..f.v(v).args.len() {
                let a = f.arg(v, k);
                if f.op(a).info().args != 0 {
                    continue;
                }
                if let Some(&to) = first.get(&key(f, a))
                    && to != a
                {
                    f.set_arg(v, k, to);
                }
            }
        }
    }
}
