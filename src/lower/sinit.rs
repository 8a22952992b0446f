//! Static data: constants that need an address, and package variables whose initialisers need no
//! code (spec 12, section 22.2; spec 33, section 6).
//!
//! Values are written straight into the variable's symbol. What cannot be written becomes a
//! statement of the package's `init` function.

use rustc_hash::FxHashMap;

use super::forms::Forms;
use super::initorder;
use crate::intern::Name;
use crate::obj::{RelocKind, SymData, SymId, SymKind};
use crate::package::{Package, TopDecl};
use crate::source::Pos;
use crate::tree::{Aux, Class, Const, Decl, FuncFlags, NodeId, NodeList, Op, VarFlags, VarId};
use crate::types::{Kind, PkgId, TypeId};

/// Part of a package variable or static temporary.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub var: VarId,
    /// Bytes from the start of the variable.
    pub offset: i64,
    pub ty: TypeId,
}

/// A read-only static temporary that holds a constant (spec 12, section 3, addr-temp).
pub fn constant_temp(f: &mut Forms, n: NodeId) -> NodeId {
    let ty = f.ty(n);
    let image = f.static_temp(ty, true);
    let var = f.var(image).expect("a static temporary is a name");
    if !f.is_zero(n) {
        f.write_static(Place { var, offset: 0, ty }, n);
    }
    image
}

/// Initialises the package's variables: data where possible, and the `init` function for the rest,
/// which is put at the end of the top-level list (spec 12, section 22.3). Call when every other
/// function is compiled.
pub fn run(pkg: &mut Package) {
    let Some(order) = initorder::order(pkg) else { return };
    let pos = pkg.cur_pos;
    let init = pkg.tree.new_func("init".into(), "\"\".init".into(), TypeId::INVALID, pos);
    let mut forms = Forms::new(pkg, init);
    let mut schedule = Schedule {
        f: &mut forms,
        out: Vec::new(),
        plans: FxHashMap::default(),
        temps: FxHashMap::default(),
    };
    for n in order {
        schedule.initialise(n);
    }
    let out = schedule.out;
    pkg.cur_pos = pos;
    if out.is_empty() {
        return;
    }
    finish_init(pkg, init, &out);
}

/// Gives the `init` function its statements.
fn finish_init(pkg: &mut Package, init: crate::tree::FuncId, out: &[NodeId]) {
    let ty = pkg.types.func(Vec::new(), Vec::new(), false);
    let pos = pkg.tree.nodes[out[0]].pos;
    let body = pkg.tree.list(out);
    let v = pkg.tree.new_var("init".into(), PkgId::LOCAL, Class::Func, ty, pos);
    pkg.tree.vars[v].link_name = "\"\".init".into();
    pkg.tree.vars[v].func = Some(init);
    for dcl in pkg.init_dcl.clone() {
        pkg.tree.vars[dcl].owner = Some(init);
        pkg.tree.funcs[init].dcl.push(Decl::Var(dcl));
    }
    let f = &mut pkg.tree.funcs[init];
    f.ty = ty;
    f.pos = pos;
    // No brace closes it: the exit has the position of the last statement.
    f.end_pos = Pos::NONE;
    f.var = Some(v);
    f.has_body = true;
    f.body = body;
    f.flags |= FuncFlags::PACKAGE_INIT;
    pkg.init_func = Some(init);
    pkg.top.push(TopDecl::Func(init));
}

impl Forms<'_> {
    /// A static temporary `.stmp_N`.
    pub fn static_temp(&mut self, ty: TypeId, read_only: bool) -> NodeId {
        let number = self.pkg.counters.static_temps;
        self.pkg.counters.static_temps += 1;
        let name = format!(".stmp_{number}");
        let link = Name::new(&format!("\"\".{}", self.pkg.scoped_name(&name)));
        let pos = self.pos();
        let v = self.pkg.tree.new_var(Name::new(&name), PkgId::LOCAL, Class::Extern, ty, pos);
        let var = &mut self.pkg.tree.vars[v];
        var.link_name = link;
        var.flags |= VarFlags::USED;
        var.flags.set(VarFlags::READ_ONLY, read_only);
        let node = var.node;
        self.pkg.externs.push(v);
        node
    }

    fn symbol(&self, var: VarId) -> SymId {
        self.pkg.syms.lookup_name(self.pkg.tree.vars[var].link_name)
    }

    /// Writes a constant that is not nil.
    pub fn write_static(&mut self, place: Place, n: NodeId) {
        let (sym, at) = (self.symbol(place.var), place.offset as usize);
        let size = self.types().size(place.ty) as usize;
        let Some(value) = self.constant(n).cloned() else {
            panic!("static data of {:?}", self.op(n))
        };
        match value {
            Const::Str(s) => {
                let data = self.pkg.syms.define_string(&s);
                let out = self.pkg.syms.get_mut(sym);
                out.put_reloc(at, 8, RelocKind::Addr, data, 0);
                out.put(at + 8, s.len() as u64, 8);
            }
            Const::Complex(parts) => {
                let half = size / 2;
                for (i, part) in [&parts.0, &parts.1].into_iter().enumerate() {
                    let bits = float_bits(crate::tree::konst::to_f64(part), half);
                    self.pkg.syms.get_mut(sym).put(at + i * half, bits, half);
                }
            }
            value => {
                let bits = match self.types().kind(place.ty) {
                    Kind::Float32 | Kind::Float64 => {
                        float_bits(value.as_f64().unwrap_or(0.0), size)
                    }
                    Kind::Complex64 | Kind::Complex128 => {
                        let half = size / 2;
                        let bits = float_bits(value.as_f64().unwrap_or(0.0), half);
                        self.pkg.syms.get_mut(sym).put(at + half, 0, half);
                        self.pkg.syms.get_mut(sym).put(at, bits, half);
                        return;
                    }
                    _ => value.as_i64().unwrap_or(0) as u64,
                };
                self.pkg.syms.get_mut(sym).put(at, bits, size);
            }
        }
    }

    /// Writes the address of `target + addend`.
    fn write_address(&mut self, place: Place, target: SymId, addend: i64) {
        let sym = self.symbol(place.var);
        let out = self.pkg.syms.get_mut(sym);
        out.put_reloc(place.offset as usize, 8, RelocKind::Addr, target, addend);
    }

    /// Writes a slice of the whole static array `array`.
    pub fn write_slice_header(&mut self, place: Place, array: VarId, len: i64) {
        let target = self.symbol(array);
        self.write_address(place, target, 0);
        let sym = self.symbol(place.var);
        let out = self.pkg.syms.get_mut(sym);
        out.put(place.offset as usize + 8, len as u64, 8);
        out.put(place.offset as usize + 16, len as u64, 8);
    }

    /// Writes the value of a function.
    fn write_func(&mut self, place: Place, link_name: Name) {
        self.pkg.demands.func_value(link_name);
        let target = self.pkg.syms.lookup(&format!("{link_name}·f"));
        self.write_address(place, target, 0);
    }

    /// A place as an operand.
    fn place_node(&mut self, place: Place) -> NodeId {
        let var = &self.pkg.tree.vars[place.var];
        let (name, ty) = (var.node, var.ty);
        if place.offset == 0 && self.types().identical(ty, place.ty) {
            return name;
        }
        let pos = self.pos();
        let n = self.pkg.tree.unary(Op::NameOffset, pos, place.ty, name);
        self.nm(n).aux = Aux::Int(place.offset);
        n
    }

    /// The static place that an expression denotes.
    fn static_place(&self, n: NodeId) -> Option<Place> {
        let ty = self.ty(n);
        match self.op(n) {
            Op::Name => {
                let var = self.var(n)?;
                (self.pkg.tree.vars[var].class == Class::Extern).then_some(Place {
                    var,
                    offset: 0,
                    ty,
                })
            }
            Op::Dot => {
                let Aux::Field { offset, .. } = self.n(n).aux else { return None };
                let p = self.static_place(self.l(n))?;
                Some(Place { offset: p.offset + i64::from(offset), ty, ..p })
            }
            Op::Index => {
                let l = self.l(n);
                if self.types().kind(self.ty(l)) != Kind::Array {
                    return None;
                }
                let p = self.static_place(l)?;
                let i = self.small_int(self.r(n)).filter(|&i| i >= 0)?;
                Some(Place { offset: p.offset + i * self.types().size(ty), ty, ..p })
            }
            _ => None,
        }
    }
}

/// Bits of a float of 4 or 8 bytes.
fn float_bits(v: f64, size: usize) -> u64 {
    if size == 4 { u64::from((v as f32).to_bits()) } else { v.to_bits() }
}

/// Splits initialisations into data and code.
struct Schedule<'f, 'a> {
    f: &'f mut Forms<'a>,
    /// Statements that need code, in order.
    out: Vec<NodeId>,
    /// Leaves of literals: byte offset and value, without zeros.
    plans: FxHashMap<NodeId, Vec<(i64, NodeId)>>,
    /// Static temporaries that hold what literals point to.
    temps: FxHashMap<NodeId, VarId>,
}

impl Schedule<'_, '_> {
    /// Initialises by the assignment `n`.
    fn initialise(&mut self, n: NodeId) {
        if !self.try_static(n) {
            self.out.push(n);
        }
    }

    fn try_static(&mut self, n: NodeId) -> bool {
        if self.f.op(n) != Op::As {
            return false;
        }
        let l = self.f.l(n);
        let Some(r) = self.f.right(n) else { return true };
        if self.f.is_blank(l) && self.f.can_discard(r) {
            return true;
        }
        let Some(place) = self.f.static_place(l).filter(|_| !self.f.is_blank(l)) else {
            return false;
        };
        let before = self.f.enter(n);
        let done = self.assign(place, r);
        self.f.restore(before);
        done
    }

    /// Initialises a place by code.
    fn by_code(&mut self, place: Place, value: NodeId) {
        let l = self.f.place_node(place);
        let a = self.f.assign_to(l, value);
        self.out.push(a);
    }

    /// Writes `r` into `place`, as far as it is static. Whether it is at all.
    fn assign(&mut self, place: Place, mut r: NodeId) -> bool {
        while self.f.op(r) == Op::ConvNop {
            r = self.f.l(r);
        }
        match self.f.op(r) {
            Op::Name => return self.copy(place, r),
            Op::Literal => {
                if !self.f.is_zero(r) {
                    self.f.write_static(place, r);
                }
            }
            Op::Addr => {
                let l = self.f.l(r);
                let Some(target) = self.f.static_place(l) else { return false };
                let sym = self.f.symbol(target.var);
                self.f.write_address(place, sym, target.offset);
            }
            Op::PtrLit => {
                let lit = self.f.l(r);
                let ty = self.f.ty(lit);
                let var = self.temp(r, ty);
                let sym = self.f.symbol(var);
                self.f.write_address(place, sym, 0);
                self.assign_or_code(Place { var, offset: 0, ty }, lit);
            }
            Op::StrToBytes => {
                let s = self.f.l(r);
                let Some(s) = self.f.str_const(s).map(<[u8]>::to_vec) else { return false };
                self.byte_data(place, &s);
            }
            Op::SliceLit => {
                let len = self.f.slice_lit_len(r);
                let elem = self.f.types().elem(self.f.ty(r));
                let array = self.f.types().array(elem, len);
                self.plan(r);
                let var = self.temp(r, array);
                self.f.write_slice_header(place, var, len);
                self.follow_plan(Place { var, offset: 0, ty: array }, r);
            }
            Op::ArrayLit | Op::StructLit => self.follow_plan(place, r),
            Op::Closure => {
                let Aux::Func(func) = self.f.n(r).aux else { return false };
                if !self.f.pkg.tree.funcs[func].captures.is_empty() {
                    return false;
                }
                let link_name = self.f.pkg.tree.funcs[func].link_name;
                self.f.write_func(place, link_name);
            }
            Op::ConvIface => return self.interface(place, r),
            _ => return false,
        }
        true
    }

    fn assign_or_code(&mut self, place: Place, value: NodeId) {
        if !self.assign(place, value) {
            self.by_code(place, value);
        }
    }

    /// The static temporary behind literal `n`.
    fn temp(&mut self, n: NodeId, ty: TypeId) -> VarId {
        let node = self.f.static_temp(ty, false);
        let var = self.f.var(node).expect("a static temporary is a name");
        self.temps.insert(n, var);
        var
    }

    /// `[]byte("const")` gets a symbol of its own.
    fn byte_data(&mut self, place: Place, s: &[u8]) {
        self.f.pkg.counters.byte_data += 1;
        let name = format!(".gobytes.{}", self.f.pkg.counters.byte_data);
        let name = format!("\"\".{}", self.f.pkg.scoped_name(&name));
        let syms = &mut self.f.pkg.syms;
        let sym = syms.lookup(&name);
        syms.register_data(sym);
        let mut data = SymData { kind: SymKind::NoPtrData, local: true, ..SymData::default() };
        data.put_bytes(0, s);
        *syms.get_mut(sym) = data;
        self.f.write_address(place, sym, 0);
        let out = self.f.symbol(place.var);
        let out = self.f.pkg.syms.get_mut(out);
        out.put(place.offset as usize + 8, s.len() as u64, 8);
        out.put(place.offset as usize + 16, s.len() as u64, 8);
    }

    // -- literals ----------------------------------------------------------------------------------

    /// Flattens a literal: nested structs and arrays become their leaves, zeros disappear.
    fn plan(&mut self, n: NodeId) {
        if self.plans.contains_key(&n) {
            return;
        }
        let mut leaves = Vec::new();
        let mut k = 0;
        let ty = self.f.ty(n);
        for e in self.f.items(self.f.n(n).list) {
            let (offset, value) = match self.f.op(e) {
                Op::StructKey => {
                    let Aux::Field { index, offset } = self.f.n(e).aux else { continue };
                    if self.f.types().fields(ty)[index as usize].name.is_blank() {
                        continue;
                    }
                    (i64::from(offset), self.f.l(e))
                }
                op => {
                    let mut value = e;
                    if op == Op::Key {
                        k = self.f.int_const(self.f.l(e)).unwrap_or(0);
                        value = self.f.r(e);
                    }
                    k += 1;
                    ((k - 1) * self.f.types().size(self.f.types().elem(ty)), value)
                }
            };
            if self.f.is_zero(value) {
                continue;
            }
            if matches!(self.f.op(value), Op::ArrayLit | Op::StructLit) {
                self.plan(value);
                leaves.extend(self.plans[&value].iter().map(|&(o, v)| (offset + o, v)));
            } else {
                leaves.push((offset, value));
            }
        }
        self.plans.insert(n, leaves);
    }

    fn follow_plan(&mut self, place: Place, n: NodeId) {
        self.plan(n);
        for (offset, value) in self.plans[&n].clone() {
            let part = Place { offset: place.offset + offset, ty: self.f.ty(value), ..place };
            if self.f.op(value) == Op::Literal {
                self.f.write_static(part, value);
                continue;
            }
            self.f.enter(value);
            self.assign_or_code(part, value);
        }
    }

    // -- copies of other variables -------------------------------------------------------------------

    /// Writes a copy of the initial value of variable (or function) `r`.
    fn copy(&mut self, place: Place, r: NodeId) -> bool {
        let Some(var) = self.f.var(r) else { return false };
        let v = &self.f.pkg.tree.vars[var];
        if v.class == Class::Func {
            let link_name = v.link_name;
            self.f.write_func(place, link_name);
            return true;
        }
        if v.class != Class::Extern || v.pkg != PkgId::LOCAL {
            return false;
        }
        let original = r;
        let Some(defn) = v.defn.filter(|&d| self.f.op(d) == Op::As) else { return false };
        let Some(mut r) = self.f.right(defn) else { return false };
        while self.f.op(r) == Op::ConvNop && !self.f.types().identical(self.f.ty(r), place.ty) {
            r = self.f.l(r);
        }
        match self.f.op(r) {
            Op::Name => {
                if !self.copy(place, r) {
                    let value = self.f.conv(r, place.ty);
                    self.by_code(place, value);
                }
            }
            Op::Literal => {
                if !self.f.is_zero(r) {
                    self.f.write_static(place, r);
                }
            }
            Op::Addr if self.f.op(self.f.l(r)) == Op::Name => {
                let l = self.f.l(r);
                let Some(target) = self.f.static_place(l) else { return false };
                let sym = self.f.symbol(target.var);
                self.f.write_address(place, sym, target.offset);
            }
            Op::PtrLit => {
                let Some(&temp) = self.temps.get(&r) else { return false };
                let sym = self.f.symbol(temp);
                self.f.write_address(place, sym, 0);
            }
            Op::SliceLit => {
                let Some(&temp) = self.temps.get(&r) else { return false };
                let len = self.f.slice_lit_len(r);
                self.f.write_slice_header(place, temp, len);
            }
            Op::ArrayLit | Op::StructLit => {
                let Some(plan) = self.plans.get(&r).cloned() else { return false };
                for (offset, value) in plan {
                    self.copy_leaf(place, original, offset, value);
                }
            }
            _ => return false,
        }
        true
    }

    /// One leaf of a copied literal; what needs code is read from the variable copied.
    fn copy_leaf(&mut self, place: Place, original: NodeId, offset: i64, value: NodeId) {
        let ty = self.f.ty(value);
        let part = Place { offset: place.offset + offset, ty, ..place };
        if self.f.op(value) == Op::Literal {
            return self.f.write_static(part, value);
        }
        if self.f.op(value) == Op::Name && self.copy(part, value) {
            return;
        }
        let var = self.f.var(original).expect("copies are of variables");
        let from = self.f.place_node(Place { var, offset, ty });
        self.by_code(part, from);
    }

    // -- interfaces ----------------------------------------------------------------------------------

    fn interface(&mut self, place: Place, r: NodeId) -> bool {
        let mut value = r;
        while self.f.op(value) == Op::ConvIface {
            value = self.f.l(value);
        }
        let ty = self.f.ty(value);
        if self.f.types().is_interface(ty) {
            return self.f.is_nil(value);
        }
        let word = self.f.dynamic_word(ty, place.ty);
        let word = self.f.l(word);
        let word = self.f.var(word).expect("a type word is the address of a name");
        let sym = self.f.symbol(word);
        self.f.write_address(place, sym, 0);
        let data = Place { offset: place.offset + 8, ty, ..place };
        if self.f.types().is_direct_interface(ty) {
            if !self.f.is_nil(value) {
                self.f.enter(value);
                self.assign_or_code(data, value);
            }
            return true;
        }
        let var = self.temp(value, ty);
        self.assign_or_code(Place { var, offset: 0, ty }, value);
        let sym = self.f.symbol(var);
        self.f.write_address(data, sym, 0);
        true
    }
}

impl Forms<'_> {
    /// Whether leaving the expression out cannot be noticed.
    fn can_discard(&self, n: NodeId) -> bool {
        let nonzero =
            |n: Option<NodeId>| n.and_then(|n| self.constant(n)).is_some_and(|c| !c.is_zero());
        let ok = match self.op(n) {
            Op::Name
            | Op::NameOffset
            | Op::Type
            | Op::Literal
            | Op::Nil
            | Op::Add
            | Op::Sub
            | Op::Or
            | Op::Xor
            | Op::AddStr
            | Op::Addr
            | Op::AndAnd
            | Op::OrOr
            | Op::BytesToStr
            | Op::RunesToStr
            | Op::StrToBytes
            | Op::StrToRunes
            | Op::Cap
            | Op::Len
            | Op::MapLit
            | Op::StructLit
            | Op::ArrayLit
            | Op::SliceLit
            | Op::PtrLit
            | Op::Conv
            | Op::ConvIface
            | Op::ConvNop
            | Op::Dot
            | Op::Eq
            | Op::Ne
            | Op::Lt
            | Op::Le
            | Op::Gt
            | Op::Ge
            | Op::Key
            | Op::StructKey
            | Op::Mul
            | Op::Shl
            | Op::Shr
            | Op::And
            | Op::AndNot
            | Op::New
            | Op::Not
            | Op::Com
            | Op::Plus
            | Op::Neg
            | Op::RuneToStr
            | Op::Real
            | Op::Imag
            | Op::Complex => true,
            Op::Div | Op::Mod => nonzero(self.right(n)),
            Op::MakeChan | Op::MakeMap => self.left(n).is_none_or(|l| self.int_const(l) == Some(0)),
            _ => false,
        };
        let node = self.n(n);
        let list_ok = |l: NodeList| self.pkg.tree.items(l).iter().all(|&i| self.can_discard(i));
        ok && [node.left, node.right]
            .into_iter()
            .filter_map(|o| o.expand())
            .all(|o| self.can_discard(o))
            && node.init.is_empty()
            && list_ok(node.list)
            && list_ok(node.rlist)
    }
}
