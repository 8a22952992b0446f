//! Parameter tags: what a call does with an argument (spec 11, section 15).

use crate::package::Package;
use crate::syntax::ast::Pragma;
use crate::tree::{FuncFlags, FuncId};
use crate::types::Kind;

/// Where a parameter's value flows, as kept in `Var.esc_tag`.
///
/// ```text
/// bits 0-2   0 unknown or heap, 1 none, 2 to results, 3 heap
/// bit  3     what it points to escapes
/// bits 4..   3 bits for each of the first four results: dereferences + 1, 0 if none
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ParamTag(pub u32);

const STATE: u32 = 7;
const STATE_NONE: u32 = 1;
const STATE_RESULT: u32 = 2;
const STATE_HEAP: u32 = 3;
const CONTENT: u32 = 1 << 3;
const FIRST_RESULT: u32 = 4;
const BITS: u32 = 3;
/// Highest number of dereferences that is told apart.
const MAX_LEVEL: i32 = 6;

impl ParamTag {
    /// Results that a tag can name; flows to later ones count as flows to the heap.
    pub const RESULTS: usize = 4;
    /// The value goes nowhere.
    pub const NONE: ParamTag = ParamTag(STATE_NONE);

    pub fn is_heap(self) -> bool {
        matches!(self.0 & STATE, 0 | STATE_HEAP)
    }

    pub fn is_none(self) -> bool {
        self == ParamTag::NONE
    }

    pub fn content_escapes(self) -> bool {
        self.0 & CONTENT != 0
    }

    /// Dereferences on the way to result `i`.
    pub fn result(self, i: usize) -> Option<i32> {
        let level = self.0 >> (FIRST_RESULT + BITS * i as u32) & ((1 << BITS) - 1);
        (level > 0).then_some(level as i32 - 1)
    }

    pub fn set_result(&mut self, i: usize, derefs: Option<i32>) {
        let shift = FIRST_RESULT + BITS * i as u32;
        let level = derefs.map_or(0, |d| d.min(MAX_LEVEL) as u32 + 1);
        self.0 = self.0 & !(((1 << BITS) - 1) << shift) | level << shift;
    }

    pub fn set_content_escapes(&mut self) {
        self.0 |= CONTENT;
    }

    /// Records a flow to a result (`None`: elsewhere, so to the heap).
    pub fn add(&mut self, result: Option<usize>, derefs: i32) {
        if self.0 & STATE == STATE_HEAP {
            return;
        }
        match result {
            Some(i) if i < ParamTag::RESULTS => {
                if self.result(i).is_none_or(|old| derefs < old) {
                    self.set_result(i, Some(derefs));
                }
            }
            _ if derefs > 0 => self.set_content_escapes(),
            _ => self.0 = STATE_HEAP,
        }
    }

    /// Whether callers that know this tag are right about a parameter with tag `real`.
    pub fn allows(self, real: ParamTag) -> bool {
        if self.is_heap() {
            return true;
        }
        let results_allowed = (0..ParamTag::RESULTS).all(|i| {
            real.result(i).is_none_or(|level| {
                self.result(i).is_some_and(|said| said <= level)
                    || level > 0 && self.content_escapes()
            })
        });
        !real.is_heap() && (self.content_escapes() || !real.content_escapes()) && results_allowed
    }

    /// The final form: with escaping content, flows of content to results say nothing more.
    pub fn finish(mut self) -> ParamTag {
        if self.0 & STATE == STATE_HEAP {
            return self;
        }
        if self.content_escapes() {
            for i in 0..ParamTag::RESULTS {
                if self.result(i).is_some_and(|level| level >= 1) {
                    self.set_result(i, None);
                }
            }
        }
        let state = if self.0 >> FIRST_RESULT != 0 { STATE_RESULT } else { STATE_NONE };
        ParamTag(self.0 & !STATE | state)
    }
}

/// Completes the tags of an analysed function; functions without body get them here.
pub fn tag_parameters(pkg: &mut Package, f: FuncId) {
    let func = &pkg.tree.funcs[f];
    let (has_body, pragma, pos) = (func.has_body, func.pragma, func.pos);
    let params = func.params.clone();
    let imported = func.flags.contains(FuncFlags::IMPORTED);
    let verbose = pkg.options.verbose > 0 && !imported;
    let uintptr_escapes = pragma.contains(Pragma::UINTPTR_ESCAPES);
    if has_body && !uintptr_escapes {
        return;
    }
    let sig = pkg.types.sig(pkg.tree.funcs[f].ty).clone();
    for (i, &param) in params.iter().enumerate() {
        let ty = match param {
            Some(p) => pkg.tree.vars[p].ty,
            None => match sig.params.get(i) {
                Some(&ty) => ty,
                None => continue,
            },
        };
        let name = match param {
            Some(p) => pkg.tree.vars[p].name.as_str().to_owned(),
            None => format!("arg#{}", i + 1),
        };
        let is_uintptr = pkg.types.kind(ty) == Kind::Uintptr;
        let is_variadic_uintptr = sig.variadic
            && i + 1 == params.len()
            && pkg.types.kind(pkg.types.elem(ty)) == Kind::Uintptr;
        let func_name = crate::lower::inline::short_name(pkg, f);
        let text = match () {
            () if !has_body && is_uintptr => {
                format!("{func_name} assuming {name} is unsafe uintptr")
            }
            () if uintptr_escapes && is_uintptr => {
                format!("{func_name} marking {name} as escaping uintptr")
            }
            () if uintptr_escapes && is_variadic_uintptr => {
                format!("{func_name} marking {name} as escaping ...uintptr")
            }
            () => String::new(),
        };
        if verbose && !text.is_empty() {
            pkg.diags.note(pos, text);
        }
        if let (Some(p), true) = (param, !has_body && pragma.contains(Pragma::NOESCAPE)) {
            if pkg.types.has_pointers(ty) {
                pkg.tree.vars[p].esc_tag = ParamTag::NONE.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_hides_deeper_results() {
        let mut tag = ParamTag::default();
        tag.add(Some(0), 1);
        tag.add(Some(1), 0);
        tag.add(None, 2);
        let tag = tag.finish();
        assert!(tag.content_escapes() && !tag.is_heap());
        assert_eq!((tag.result(0), tag.result(1)), (None, Some(0)));
    }

    #[test]
    fn descriptions_may_say_more_but_not_less() {
        let tag = |result, derefs| {
            let mut tag = ParamTag::default();
            tag.add(result, derefs);
            tag.finish()
        };
        let (heap, content) = (tag(None, 0), tag(None, 1));
        assert!(heap.allows(content) && content.allows(ParamTag::NONE) && !content.allows(heap));
        assert!(
            tag(Some(0), 0).allows(tag(Some(0), 1)) && !tag(Some(0), 1).allows(tag(Some(0), 0))
        );
        assert!(!tag(Some(0), 0).allows(content) && !ParamTag::NONE.allows(tag(Some(1), 2)));
    }

    #[test]
    fn the_fifth_result_is_the_heap() {
        let mut tag = ParamTag::default();
        tag.add(Some(4), 0);
        assert!(tag.finish().is_heap());
        assert!(ParamTag::default().finish().is_none());
        let mut deep = ParamTag::default();
        deep.add(Some(3), 9);
        assert_eq!(deep.finish().result(3), Some(6));
    }
}
