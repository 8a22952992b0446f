//! Composite literals inside functions (spec 12, section 21).
//!
//! A literal is built into a *target* place. Its constant parts may come from a read-only static
//! image that is copied as a whole; the rest is assigned element by element, in source order.

use super::{Init, Walk};
use crate::lower::facts::is_ssa_type;
use crate::lower::sinit::Place;
use crate::tree::{Aux, Class, Const, Esc, NodeFlags, NodeId, Op};
use crate::types::{Kind, TypeId};

/// Which elements a pass over a literal assigns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Those that are not constants; the constants come with a static image.
    Dynamic,
    All,
}

/// What a slice literal consists of.
#[derive(Clone, Copy, Default)]
struct Mix {
    dynamic: bool,
    constant: bool,
}

impl Walk<'_, '_> {
    /// A local variable in the frame.
    fn is_simple_name(&self, n: NodeId) -> bool {
        !matches!(self.f.class(n), None | Some(Class::AutoHeap | Class::Extern))
    }

    /// A constant that is not nil, which is zero memory. A nil pointer is the constant 0, though.
    fn is_const_element(&self, n: NodeId) -> bool {
        match self.f.constant(n) {
            Some(Const::Nil) => self.f.types().kind(self.f.ty(n)) == Kind::Ptr,
            c => c.is_some(),
        }
    }

    /// `x = T{...}` of a local x that the literal does not mention: built in place. The statement
    /// becomes empty then.
    pub(super) fn assign_literal(&mut self, n: NodeId, init: &mut Init) -> bool {
        let (Some(l), Some(r)) = (self.f.left(n), self.f.right(n)) else { return false };
        let is_literal =
            matches!(self.f.op(r), Op::StructLit | Op::ArrayLit | Op::SliceLit | Op::MapLit);
        if !is_literal
            || !self.is_simple_name(l)
            || !self.f.types().identical(self.f.ty(l), self.f.ty(r))
            || self.target_is_used(l, r)
        {
            return false;
        }
        self.literal_into(r, l, init);
        let node = self.f.nm(n);
        node.op = Op::Empty;
        node.left = None.into();
        node.right = None.into();
        true
    }

    /// Whether assigning to `l` early could be seen by `r`.
    fn target_is_used(&self, l: NodeId, r: NodeId) -> bool {
        let result = self.f.class(l) == Some(Class::Result);
        result && self.f.has_flag(r, NodeFlags::HAS_CALL) || self.mentions(r, l)
    }

    fn mentions(&self, n: NodeId, name: NodeId) -> bool {
        match self.f.op(n) {
            Op::Name => n == name,
            Op::Literal => false,
            _ => {
                let node = self.f.n(n);
                let operands = [node.left, node.right].into_iter().filter_map(|o| o.expand());
                let list = self.f.pkg.tree.items(node.list).iter().copied();
                operands.chain(list).any(|o| self.mentions(o, name))
            }
        }
    }

    /// A literal as an operand: a static image used in place, or a temporary.
    pub(super) fn literal(&mut self, n: NodeId, init: &mut Init) -> NodeId {
        let ty = self.f.ty(n);
        if self.f.is_static_literal(n) && !is_ssa_type(self.f.types(), ty) {
            let image = self.f.static_temp(ty, true);
            self.fixed_static(n, image, false);
            return image;
        }
        let t = self.f.temp(ty);
        self.literal_into(n, t, init);
        t
    }

    /// Builds the literal into `target`.
    fn literal_into(&mut self, n: NodeId, target: NodeId, init: &mut Init) {
        match self.f.op(n) {
            Op::PtrLit => self.pointer_literal(n, target, init),
            Op::SliceLit => self.slice_literal(n, target, init),
            Op::MapLit => self.map_literal(n, target, init),
            Op::StructLit | Op::ArrayLit => self.aggregate(n, target, init),
            _ => init.push(self.f.assign(target, n)),
        }
    }

    fn pointer_literal(&mut self, n: NodeId, target: NodeId, init: &mut Init) {
        let at = match self.f.n(n).prealloc.expand() {
            Some(var) => {
                let backing = self.f.pkg.tree.vars[var].node;
                init.push(self.f.zero(backing));
                self.f.addr(backing)
            }
            None => {
                let (ty, esc) = (self.f.ty(n), self.f.n(n).esc);
                let new = self.f.nod(Op::New, ty);
                self.f.nm(new).esc = esc;
                new
            }
        };
        let at = self.expr(at, init);
        init.push(self.f.assign(target, at));
        let place = self.f.deref(target);
        let lit = self.f.l(n);
        self.literal_into(lit, place, init);
    }

    fn aggregate(&mut self, n: NodeId, target: NodeId, init: &mut Init) {
        let ty = self.f.ty(n);
        let listed = self.f.n(n).list.len() as i64;
        let simple = self.is_simple_name(target);
        if simple && listed > 4 {
            let image = self.f.static_temp(ty, true);
            let nested = self.f.op(n) == Op::ArrayLit;
            self.fixed_static(n, image, nested);
            let copy = self.f.assign(target, image);
            let copy = self.expr(copy, init);
            init.push(copy);
            return self.fixed(Part::Dynamic, n, target, init);
        }
        let components = match self.f.types().kind(ty) {
            Kind::Array => self.f.types().array_len(ty),
            _ => self.f.types().fields(ty).len() as i64,
        };
        if simple || listed < components {
            let zero = self.f.zero(target);
            let zero = self.expr(zero, init);
            init.push(zero);
        }
        self.fixed(Part::All, n, target, init);
    }

    /// Places and values of a literal's elements. `None` for blank fields' places.
    fn split(&mut self, n: NodeId, target: NodeId) -> Vec<(NodeId, Option<Step>)> {
        let mut k = 0;
        let items = self.f.items(self.f.n(n).list);
        let _ = target;
        items
            .into_iter()
            .map(|e| match self.f.op(e) {
                Op::StructKey => {
                    let Aux::Field { index, .. } = self.f.n(e).aux else {
                        panic!("walk: struct literal key without field")
                    };
                    (e, Some(Step::Field(index as usize)))
                }
                Op::Key => {
                    let key = self.f.l(e);
                    k = self.f.int_const(key).expect("the checker folded the index");
                    k += 1;
                    (self.f.r(e), Some(Step::Index(k - 1)))
                }
                _ => {
                    k += 1;
                    (e, Some(Step::Index(k - 1)))
                }
            })
            .collect()
    }

    /// Assigns the elements of a struct or array literal to the parts of `target`.
    fn fixed(&mut self, part: Part, n: NodeId, target: NodeId, init: &mut Init) {
        for (e, step) in self.split(n, target) {
            let (place, value) = match step {
                Some(Step::Field(i)) => {
                    let value = self.f.l(e);
                    let ty = self.f.ty(target);
                    let st = match self.f.types().kind(ty) {
                        Kind::Ptr => self.f.types().elem(ty),
                        _ => ty,
                    };
                    if self.f.types().fields(st)[i].name.is_blank() {
                        (self.f.blank(), value)
                    } else {
                        self.f.enter(e);
                        (self.f.field(target, i), value)
                    }
                }
                Some(Step::Index(i)) => {
                    let i = self.f.int(i);
                    (self.f.index(target, i), e)
                }
                None => continue,
            };
            match self.f.op(value) {
                Op::SliceLit if part == Part::Dynamic => {
                    self.slice_literal(value, place, init);
                    continue;
                }
                Op::StructLit | Op::ArrayLit => {
                    self.fixed(part, value, place, init);
                    continue;
                }
                _ => {}
            }
            if part == Part::Dynamic && self.is_const_element(value) {
                continue;
            }
            self.f.enter(place);
            let a = self.f.assign(place, value);
            let a = self.order_and_walk(a);
            init.push(a);
        }
    }

    /// Writes the constant elements into a static image; nested slice literals become static too
    /// if `nested` is set.
    pub(super) fn fixed_static(&mut self, n: NodeId, image: NodeId, nested: bool) {
        let var = self.f.var(image).expect("a static image is a name");
        let place = Place { var, offset: 0, ty: self.f.ty(n) };
        self.static_parts(n, place, nested);
    }

    fn static_parts(&mut self, n: NodeId, place: Place, nested: bool) {
        let image = self.f.pkg.tree.vars[place.var].node;
        for (e, step) in self.split(n, image) {
            let (part, value) = match step {
                Some(Step::Field(i)) => {
                    if self.f.types().fields(place.ty)[i].name.is_blank() {
                        continue;
                    }
                    // Code made after the image has the position of the last key.
                    self.f.enter(e);
                    let types = self.f.types();
                    let field = &types.fields(place.ty)[i];
                    let offset = place.offset + types.field_offset(place.ty, i);
                    (Place { offset, ty: field.ty, ..place }, self.f.l(e))
                }
                Some(Step::Index(i)) => {
                    let elem = self.f.types().elem(place.ty);
                    let offset = place.offset + i * self.f.types().size(elem);
                    (Place { offset, ty: elem, ..place }, e)
                }
                None => continue,
            };
            match self.f.op(value) {
                Op::SliceLit if nested => self.static_slice(value, part),
                Op::StructLit | Op::ArrayLit => self.static_parts(value, part, nested),
                _ if self.is_const_element(value) => self.f.write_static(part, value),
                _ => {}
            }
        }
    }

    /// A slice literal inside static data: its array is static as well. What is not constant in it
    /// would need code, which a literal in static data cannot have.
    fn static_slice(&mut self, n: NodeId, place: Place) {
        let len = self.f.slice_lit_len(n);
        let array = self.f.types().array(self.f.types().elem(self.f.ty(n)), len);
        let image = self.f.static_temp(array, false);
        let var = self.f.var(image).expect("a static image is a name");
        self.static_parts(n, Place { var, offset: 0, ty: array }, true);
        self.f.write_slice_header(place, var, len);
    }

    // -- slices (spec 12, section 21.4) --------------------------------------------------------------

    fn mix(&self, n: NodeId, top: bool) -> Mix {
        match self.f.op(n) {
            Op::SliceLit if !top => return Mix { dynamic: true, constant: false },
            Op::SliceLit => {
                if self.f.slice_lit_len(n) / 4 > self.f.n(n).list.len() as i64 {
                    return Mix { dynamic: true, constant: false };
                }
            }
            Op::ArrayLit | Op::StructLit => {}
            _ => {
                let constant = self.is_const_element(n);
                return Mix { dynamic: !constant, constant };
            }
        }
        let mut mix = Mix::default();
        for &e in self.f.pkg.tree.items(self.f.n(n).list) {
            let value = match self.f.op(e) {
                Op::Key => self.f.r(e),
                Op::StructKey => self.f.l(e),
                _ => e,
            };
            let m = self.mix(value, false);
            mix.dynamic |= m.dynamic;
            mix.constant |= m.constant;
        }
        mix
    }

    fn slice_literal(&mut self, n: NodeId, target: NodeId, init: &mut Init) {
        let ty = self.f.ty(n);
        let elem = self.f.types().elem(ty);
        let array = self.f.types().array(elem, self.f.slice_lit_len(n));
        let image = if self.mix(n, true).constant {
            let image = self.f.static_temp(array, true);
            self.fixed_static(n, image, false);
            Some(image)
        } else {
            None
        };
        let ptr = self.f.types().ptr(array);
        let p = self.f.temp(ptr);
        let at = self.slice_backing(n, array, image.is_some(), init);
        let a = self.f.assign(p, at);
        let a = self.expr(a, init);
        init.push(a);
        if let Some(image) = image {
            let whole = self.f.deref(p);
            let copy = self.f.assign(whole, image);
            let copy = self.expr(copy, init);
            init.push(copy);
        }
        for (value, step) in self.split(n, target) {
            let Some(Step::Index(i)) = step else { continue };
            let i = self.f.int(i);
            let whole = self.f.deref(p);
            self.f.set_flag(whole, NodeFlags::IMPLICIT, true);
            let place = self.f.index_unchecked(whole, i);
            if matches!(self.f.op(value), Op::ArrayLit | Op::StructLit) {
                let part = if image.is_some() { Part::Dynamic } else { Part::All };
                self.fixed(part, value, place, init);
                continue;
            }
            if image.is_some() && self.is_const_element(value) {
                continue;
            }
            self.f.enter(value);
            let a = self.f.assign(place, value);
            let a = self.order_and_walk(a);
            init.push(a);
        }
        let unnamed = self.f.types().slice(elem);
        let all = self.f.slice(Op::SliceArr, unnamed, p, None, None);
        let a = self.f.assign_to(target, all);
        let a = self.order_and_walk(a);
        init.push(a);
    }

    /// Address of the array behind a slice literal.
    fn slice_backing(&mut self, n: NodeId, array: TypeId, filled: bool, init: &mut Init) -> NodeId {
        let node = self.f.n(n);
        let backing = match (node.prealloc.expand(), node.esc) {
            (Some(var), _) => self.f.pkg.tree.vars[var].node,
            (None, Esc::None) => {
                // gc makes a temporary that it then forgets; its number is taken all the same.
                if !filled {
                    self.f.temp(array);
                }
                self.f.temp(array)
            }
            _ => return self.new_object_unwalked(array),
        };
        let clear = if filled {
            self.f.un(Op::VarDef, TypeId::INVALID, backing)
        } else {
            self.f.zero(backing)
        };
        init.push(clear);
        self.f.addr(backing)
    }

    fn new_object_unwalked(&mut self, ty: TypeId) -> NodeId {
        let ptr = self.f.types().ptr(ty);
        self.f.nod(Op::New, ptr)
    }
}

/// How an element is reached from the literal's place.
enum Step {
    Field(usize),
    Index(i64),
}
