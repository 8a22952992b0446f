//! Abstract functions, and the expanded calls that refer to them (spec 33, sections 8.2 and 8.5).

use rustc_hash::FxHashMap;

use super::range::{Range, Ranges};
use super::variable::{self, FrameVar, Identity, Kind, Variable, source_name};
use super::{EXTERNAL, Writer, code, leb};
use crate::intern::Name;
use crate::obj::{FuncText, RelocKind, SymData, SymId, SymKind};
use crate::options::Goos;
use crate::package::Package;
use crate::source::{InlineId, Pos};
use crate::tree::{Class, FuncId, VarId};

/// Marks a function as inlined in its abstract entry.
const INLINED: u8 = 1;

fn abstract_name(link_name: Name) -> String {
    format!("go.info.{link_name}$abstract")
}

/// The abstract entry of a function, if a call of it was expanded in this compilation.
pub fn abstract_of(pkg: &Package, link_name: Name) -> Option<SymId> {
    let sym = pkg.syms.lookup(&abstract_name(link_name));
    pkg.syms.is_registered(sym).then_some(sym)
}

/// Whether a variable counts in the pre-inlining list.
fn is_listed(pkg: &Package, v: VarId) -> bool {
    let name = pkg.tree.vars[v].name;
    source_name(name) != "_" && !name.as_str().starts_with('.')
}

/// Whether the abstract entry describes a listed variable: unnamed results are left to the
/// concrete function.
fn is_abstract(pkg: &Package, v: VarId) -> bool {
    !pkg.tree.vars[v].name.as_str().starts_with('~')
}

/// Variables of a function as they were before calls in it were expanded.
fn original_vars(pkg: &Package, func: FuncId) -> Vec<VarId> {
    let body = pkg.tree.funcs[func].inline.as_ref();
    let dcl = body.map_or(&[][..], |b| &b.dcl);
    dcl.iter().copied().filter(|&v| is_listed(pkg, v)).collect()
}

/// The variables that a function describes beside those with location lists: what is left in the
/// frame, or, if calls of it were expanded, what it declared.
pub(super) fn frame_vars(pkg: &Package, func: FuncId, frame: &[FrameVar]) -> Vec<FrameVar> {
    let link_name = pkg.tree.funcs[func].link_name;
    if abstract_of(pkg, link_name).is_none() {
        return frame.to_vec();
    }
    let in_frame = |name: Name, pos: Pos| {
        frame
            .iter()
            .find(|v| v.name == name && v.pos.same_file_and_line(pos) && v.pos.col() == pos.col())
    };
    original_vars(pkg, func)
        .into_iter()
        .map(|v| {
            let var = &pkg.tree.vars[v];
            if let Some(found) = in_frame(var.name, var.pos) {
                return found.clone();
            }
            let class = var.stack_copy.map_or(var.class, |copy| pkg.tree.vars[copy].class);
            FrameVar {
                name: var.name,
                pos: var.pos,
                ty: var.ty,
                kind: match class {
                    Class::Param => Kind::Param,
                    Class::Result => Kind::Result,
                    _ => Kind::Local,
                },
                is_temp: false,
                is_piece: false,
                offset: if matches!(class, Class::Param | Class::Result) { var.offset } else { 0 },
                is_covered: false,
            }
        })
        .collect()
}

/// Registers the abstract entries of functions that were inlined since the last call, in the order of
/// their first expanded call.
pub fn register_abstract(pkg: &mut Package) {
    if !pkg.options.dwarf {
        return;
    }
    while let Some(&func) = pkg.demands.inlined.get(pkg.descriptors.n_abstract) {
        pkg.descriptors.n_abstract += 1;
        let sym = pkg.syms.lookup(&abstract_name(pkg.tree.funcs[func].link_name));
        pkg.syms.register_data(sym);
        for v in original_vars(pkg, func) {
            let ty = pkg.tree.vars[v].ty;
            pkg.demands.descriptor(&pkg.types, ty);
        }
    }
}

/// Defines the abstract entries that were registered. Call once it is known which variables moved
/// to the heap.
pub fn define_abstracts(pkg: &mut Package) {
    let funcs: Vec<FuncId> = pkg.tree.funcs.keys().collect();
    for func in funcs {
        let link_name = pkg.tree.funcs[func].link_name;
        if pkg.tree.funcs[func].inline.is_some()
            && let Some(sym) = abstract_of(pkg, link_name)
            && pkg.syms.get(sym).bytes.is_empty()
        {
            define_abstract(pkg, func, link_name, sym);
        }
    }
}

fn define_abstract(pkg: &mut Package, func: FuncId, link_name: Name, sym: SymId) {
    let mut out = Writer::default();
    out.byte(code::ABSTRACT_FUNCTION);
    let name = link_name.as_str();
    let path = pkg.types.pkg(crate::types::PkgId::LOCAL).path;
    let path = crate::types::table::escape_path(path.as_str());
    out.string(&name.replace("\"\"", &path));
    out.byte(INLINED);
    out.byte(EXTERNAL);
    for v in original_vars(pkg, func).into_iter().filter(|&v| is_abstract(pkg, v)) {
        let var = &pkg.tree.vars[v];
        // A variable that moved to the heap counts as what its stack copy is.
        let class = match var.stack_copy {
            Some(copy) => pkg.tree.vars[copy].class,
            None => var.class,
        };
        let is_param = matches!(class, Class::Param | Class::Result);
        out.byte(if is_param { code::PARAM_ABSTRACT } else { code::LOCAL_ABSTRACT });
        out.string(source_name(var.name));
        if is_param {
            out.byte(u8::from(class == Class::Result));
        } else {
            let mut line = Vec::new();
            leb::uleb(&mut line, u64::from(pkg.sources.file_line(var.pos).1));
            out.bytes(&line);
        }
        let ty = variable::type_symbol(pkg, var.ty);
        out.reference(ty, 0);
    }
    out.byte(code::END_OF_CHILDREN);
    let data = SymData { kind: SymKind::DwarfInfo, dupok: true, ..out.data };
    *pkg.syms.get_mut(sym) = data;
}

/// Key by which a variable is found in the abstract entry of its function.
type VarKey = (&'static str, Name, u32, u32);

fn var_key(pkg: &Package, name: Name, pos: Pos) -> VarKey {
    (source_name(name), pkg.sources.base(pos.base()).file, pos.line(), pos.col())
}

/// The listed variables of a function with an abstract entry: place in the list, offset of what the
/// entry says of it.
pub(super) struct AbstractVars {
    sym: SymId,
    by_key: FxHashMap<VarKey, (usize, Option<usize>)>,
}

impl AbstractVars {
    /// Those of `link_name`, if it has an abstract entry.
    pub fn of(pkg: &Package, link_name: Name) -> Option<AbstractVars> {
        let sym = abstract_of(pkg, link_name)?;
        let func = pkg.tree.funcs.iter().find(|(_, f)| f.link_name == link_name)?.0;
        let mut by_key = FxHashMap::default();
        let mut at = 1 + abstract_header(pkg, sym);
        for (i, v) in original_vars(pkg, func).into_iter().enumerate() {
            let var = &pkg.tree.vars[v];
            let entry = is_abstract(pkg, v).then_some(at);
            by_key.insert(var_key(pkg, var.name, var.pos), (i, entry));
            if entry.is_some() {
                at += entry_size(pkg, sym, at);
            }
        }
        Some(AbstractVars { sym, by_key })
    }

    fn find(&self, pkg: &Package, var: &Variable) -> Option<&(usize, Option<usize>)> {
        self.by_key.get(&var_key(pkg, var.name, var.pos))
    }

    /// Place in the abstract entry's list.
    pub fn index(&self, pkg: &Package, var: &Variable) -> Option<usize> {
        self.find(pkg, var).map(|e| e.0)
    }

    pub fn identity(&self, pkg: &Package, var: &Variable) -> Option<Identity> {
        let at = self.find(pkg, var)?.1?;
        let is_param = pkg.syms.get(self.sym).bytes[at] == code::PARAM_ABSTRACT;
        Some(Identity::Abstract(self.sym, at, is_param))
    }
}

/// Bytes between the code of an abstract function and its first child.
fn abstract_header(pkg: &Package, sym: SymId) -> usize {
    let bytes = &pkg.syms.get(sym).bytes;
    let name_end = bytes.iter().position(|&b| b == 0).expect("the name ends");
    // Terminator and two flags; the code itself is counted by the caller.
    name_end - 1 + 3
}

/// Bytes of the abstract variable at `at`.
fn entry_size(pkg: &Package, sym: SymId, at: usize) -> usize {
    let bytes = &pkg.syms.get(sym).bytes[at..];
    let name_end = 1 + bytes[1..].iter().position(|&b| b == 0).expect("the name ends") + 1;
    let number = if bytes[0] == code::PARAM_ABSTRACT {
        1
    } else {
        1 + bytes[name_end..].iter().position(|&b| b & 0x80 == 0).expect("the number ends")
    };
    name_end + number + 4
}

/// An expanded call of the function being described.
struct Call {
    id: InlineId,
    children: Vec<usize>,
    ranges: Vec<Range>,
    vars: Vec<usize>,
    is_root: bool,
}

#[derive(Default)]
struct Calls {
    calls: Vec<Call>,
    by_id: FxHashMap<InlineId, usize>,
}

impl Calls {
    /// The call's place in the table; callers are entered before it.
    fn enter(&mut self, pkg: &Package, id: InlineId) -> usize {
        if let Some(&i) = self.by_id.get(&id) {
            return i;
        }
        let parent = pkg.sources.inlined_call(id).parent.map(|p| self.enter(pkg, p));
        let i = self.calls.len();
        self.calls.push(Call {
            id,
            children: Vec::new(),
            ranges: Vec::new(),
            vars: Vec::new(),
            is_root: parent.is_none(),
        });
        self.by_id.insert(id, i);
        if let Some(p) = parent {
            self.calls[p].children.push(i);
        }
        i
    }

    fn is_empty(&self, i: usize) -> bool {
        let c = &self.calls[i];
        c.ranges.is_empty() && c.children.iter().all(|&c| self.is_empty(c))
    }
}

/// Writes the expanded calls of a function.
pub(super) fn write_calls(
    pkg: &Package,
    func: FuncId,
    text: &FuncText,
    vars: &[Variable],
    info: &mut Writer,
    loc: &mut Writer,
    ranges: &mut Ranges,
) {
    let inlined_at = |pos: Pos| pkg.sources.base(pos.base()).inlined;
    let mut table = Calls::default();
    for p in &text.progs {
        if let Some(id) = inlined_at(p.pos) {
            table.enter(pkg, id);
        }
    }
    for (i, v) in vars.iter().enumerate() {
        if let Some(id) = v.inlined {
            let call = table.enter(pkg, id);
            table.calls[call].vars.push(i);
        }
    }
    // Runs of instructions of one call.
    let progs = &text.progs;
    let mut i = 0;
    while i < progs.len() {
        let id = inlined_at(progs[i].pos);
        let run_end = (i..progs.len()).find(|&j| inlined_at(progs[j].pos) != id);
        let end = run_end.map_or(text.code.len() as u32, |j| progs[j].pc);
        if let Some(id) = id
            && progs[i].pc < end
        {
            let call = table.by_id[&id];
            table.calls[call].ranges.push((progs[i].pc, end));
        }
        i = run_end.unwrap_or(progs.len());
    }
    let text_sym = pkg.syms.lookup_name(pkg.tree.funcs[func].link_name);
    let mut out = CallWriter { pkg, text: text_sym, table: &table, vars, info, loc, ranges };
    for i in 0..table.calls.len() {
        if table.calls[i].is_root {
            out.call(i);
        }
    }
}

struct CallWriter<'a> {
    pkg: &'a Package,
    text: SymId,
    table: &'a Calls,
    vars: &'a [Variable],
    info: &'a mut Writer,
    loc: &'a mut Writer,
    ranges: &'a mut Ranges,
}

impl CallWriter<'_> {
    fn call(&mut self, i: usize) {
        if self.table.is_empty(i) {
            return;
        }
        let pkg = self.pkg;
        let call = &self.table.calls[i];
        let site = pkg.sources.inlined_call(call.id);
        let callee = pkg.syms.lookup(&abstract_name(site.callee));
        if let [(start, end)] = call.ranges[..] {
            self.info.byte(code::INLINED_ONE_RANGE);
            self.info.reference(callee, 0);
            self.info.address(self.text, i64::from(start));
            self.info.address(self.text, i64::from(end));
        } else {
            self.info.byte(code::INLINED_RANGES);
            self.info.reference(callee, 0);
            let at = self.ranges.list(&call.ranges);
            let name = pkg.syms.name(self.text);
            let sym = pkg.syms.lookup(&format!("go.range.{name}"));
            self.info.reference(sym, at);
        }
        let file = pkg.sources.base(site.pos.base()).abs_file;
        let file = pkg.syms.lookup(&format!("gofile..{file}"));
        self.info.reloc(4, RelocKind::DwarfFileRef, file, 0);
        if pkg.options.goos == Goos::Darwin {
            self.info.bytes(&site.pos.line().to_le_bytes());
        } else {
            let mut line = Vec::new();
            leb::uleb(&mut line, u64::from(site.pos.line()));
            self.info.bytes(&line);
        }
        if let Some(abstract_vars) = AbstractVars::of(pkg, site.callee) {
            let mut vars: Vec<(usize, usize)> = call
                .vars
                .iter()
                .filter_map(|&v| Some((abstract_vars.index(pkg, &self.vars[v])?, v)))
                .collect();
            vars.sort_unstable();
            for (_, v) in vars {
                let var = &self.vars[v];
                let Some(identity) = abstract_vars.identity(pkg, var) else { continue };
                variable::write(pkg, self.text, var, identity, self.info, self.loc);
            }
        }
        for &child in &call.children {
            self.call(child);
        }
        self.info.byte(code::END_OF_CHILDREN);
    }
}
