//! Entries of variables (spec 33, section 8.3) and their location lists (section 8.7).

use super::leb::{sleb, uleb};
use super::range::{Range, begin_list, bounds};
use super::{Writer, code, inline};
use crate::intern::Name;
use crate::obj::SymId;
use crate::options::Goos;
use crate::package::Package;
use crate::source::{InlineId, Pos};
use crate::types::{Type, TypeId, Types};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Local,
    Param,
    Result,
}

#[derive(Clone, Debug)]
pub enum Location {
    /// Nowhere.
    Missing,
    /// At an offset from the canonical frame address throughout.
    Fixed(i64),
    /// Code ranges, each with an expression.
    List(Vec<(Range, Vec<u8>)>),
}

/// A variable of a compiled function.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: Name,
    pub kind: Kind,
    pub ty: TypeId,
    /// Position of the declaration.
    pub pos: Pos,
    /// Offset from the canonical frame address, for sorting.
    pub sort_offset: i64,
    pub location: Location,
    /// The expanded call that brought it.
    pub inlined: Option<InlineId>,
}

/// A variable left in the frame, or a parameter.
#[derive(Clone, Debug)]
pub struct FrameVar {
    pub name: Name,
    pub pos: Pos,
    pub ty: TypeId,
    pub kind: Kind,
    pub is_temp: bool,
    /// Split off another variable.
    pub is_piece: bool,
    /// From the canonical frame address.
    pub offset: i64,
    /// A location list exists for it or for a piece of it.
    pub is_covered: bool,
}

/// What a function says of its variables.
#[derive(Clone, Debug, Default)]
pub struct FuncDebug {
    /// Variables with location lists: name, position and so on, sort offset, lists.
    pub tracked: Vec<(FrameVar, Location)>,
    /// The declaration list after frame layout.
    pub frame: Vec<FrameVar>,
}

const OP_CALL_FRAME_CFA: u8 = 0x9c;
const OP_FBREG: u8 = 0x91;
const OP_REG0: u8 = 0x50;
const OP_REGX: u8 = 0x90;
const OP_PIECE: u8 = 0x93;

/// DWARF's numbers of AX CX DX BX SP BP SI DI; R8 to R15 keep theirs, X0 is 17.
const DWARF_REGS: [u64; 8] = [0, 2, 1, 3, 7, 6, 4, 5];

/// Appends the address of the stack slot at `offset` from the canonical frame address.
pub fn stack_expr(out: &mut Vec<u8>, offset: i64) {
    if offset == 0 {
        out.push(OP_CALL_FRAME_CFA);
    } else {
        out.push(OP_FBREG);
        sleb(out, offset);
    }
}

/// Appends "in the register" for an allocator register number.
pub fn reg_expr(out: &mut Vec<u8>, reg: u8) {
    let n = match reg {
        0..8 => DWARF_REGS[reg as usize],
        8..16 => u64::from(reg),
        _ => u64::from(reg) + 1,
    };
    if n < 32 {
        out.push(OP_REG0 + n as u8);
    } else {
        out.push(OP_REGX);
        uleb(out, n);
    }
}

/// Appends "the next `size` bytes of the variable are there".
pub fn piece_expr(out: &mut Vec<u8>, size: i64) {
    out.push(OP_PIECE);
    uleb(out, size as u64);
}

/// What an entry says of the variable besides its location.
pub(super) enum Identity {
    /// Name, line and type.
    Own,
    /// An entry of the abstract function: symbol, offset, whether it is a parameter.
    Abstract(SymId, usize, bool),
}

/// Line of a declaration, as a reader sees it.
fn line(pkg: &Package, pos: Pos) -> u64 {
    u64::from(pkg.sources.file_line(pos).1)
}

/// The symbol that describes a type to debuggers; it is never defined here.
pub(super) fn type_symbol(pkg: &Package, ty: TypeId) -> SymId {
    let name = pkg.types.descriptor_name(ty);
    pkg.syms.lookup(&name.replacen("type.", "go.info.", 1))
}

/// The records of a function's variables, in the order of spec 33, section 8.3.
pub fn records(pkg: &Package, func: crate::tree::FuncId, debug: FuncDebug) -> Vec<Variable> {
    let mut out: Vec<Variable> = Vec::new();
    let record = |v: &FrameVar, location| Variable {
        name: v.name,
        kind: v.kind,
        ty: v.ty,
        pos: v.pos,
        sort_offset: v.offset,
        location,
        // Results that the inliner named, and pieces, belong to the function itself.
        inlined: (!v.is_piece && !v.name.as_str().starts_with("~R"))
            .then(|| pkg.sources.base(v.pos.base()).inlined)
            .flatten(),
    };
    if pkg.options.no_opt {
        for v in debug.frame.iter().filter(|v| !v.is_temp) {
            out.push(record(v, Location::Fixed(v.offset)));
        }
    } else {
        for (v, location) in &debug.tracked {
            out.push(record(v, location.clone()));
        }
    }
    let covered = |v: &FrameVar| v.is_covered || pkg.options.no_opt && !v.is_temp;
    let is_shown = |name: Name| !name.as_str().starts_with('.');
    for v in inline::frame_vars(pkg, func, &debug.frame) {
        if covered(&v) || !is_shown(v.name) {
            continue;
        }
        let in_memory = v.kind == Kind::Param && !is_ssa_able(&pkg.types, v.ty);
        let location = if in_memory { Location::Fixed(v.offset) } else { Location::Missing };
        out.push(record(&v, location));
    }
    out
}

/// Whether values of the type can live in registers: up to four words, no longer arrays (spec 20,
/// section 3).
fn is_ssa_able(types: &Types, ty: TypeId) -> bool {
    if types.size(ty) > 4 * 8 {
        return false;
    }
    match types.under_get(ty) {
        Type::Array { elem, len, .. } => *len == 0 || *len == 1 && is_ssa_able(types, *elem),
        Type::Struct { fields, .. } => {
            fields.len() <= 4 && fields.iter().all(|f| is_ssa_able(types, f.ty))
        }
        _ => true,
    }
}

/// Writes a variable's entry.
pub(super) fn write(
    pkg: &Package,
    text: SymId,
    var: &Variable,
    identity: Identity,
    info: &mut Writer,
    loc: &mut Writer,
) {
    let is_list = matches!(&var.location, Location::List(l) if !l.is_empty());
    let is_param = var.kind != Kind::Local;
    match identity {
        Identity::Own => {
            info.byte(match (is_param, is_list) {
                (false, false) => code::LOCAL,
                (false, true) => code::LOCAL_LIST,
                (true, false) => code::PARAM,
                (true, true) => code::PARAM_LIST,
            });
            info.string(source_name(var.name));
            if is_param {
                info.byte(u8::from(var.kind == Kind::Result));
            }
            let mut decl_line = Vec::new();
            uleb(&mut decl_line, line(pkg, var.pos));
            info.bytes(&decl_line);
            let ty = type_symbol(pkg, var.ty);
            info.reference(ty, 0);
        }
        Identity::Abstract(sym, offset, is_param) => {
            info.byte(match (is_param, is_list) {
                (false, false) => code::LOCAL_CONCRETE,
                (false, true) => code::LOCAL_CONCRETE_LIST,
                (true, false) => code::PARAM_CONCRETE,
                (true, true) => code::PARAM_CONCRETE_LIST,
            });
            info.reference(sym, offset);
        }
    }
    match &var.location {
        Location::List(entries) if is_list => {
            let name = pkg.syms.name(text);
            let loc_sym = pkg.syms.lookup(&format!("go.loc.{name}"));
            info.reference(loc_sym, loc.len());
            let has_base = pkg.options.goos != Goos::Darwin;
            begin_list(loc, text, has_base);
            for (range, expr) in entries {
                bounds(loc, text, has_base, *range);
                loc.bytes(&(expr.len() as u16).to_le_bytes());
                loc.bytes(expr);
            }
            loc.word(0);
            loc.word(0);
        }
        Location::Fixed(offset) => {
            let mut expr = Vec::new();
            stack_expr(&mut expr, *offset);
            info.byte(expr.len() as u8);
            info.bytes(&expr);
        }
        _ => info.byte(0),
    }
}

/// A variable's name without the number that an import gave it.
pub(super) fn source_name(name: Name) -> &'static str {
    let name = name.as_str();
    name.split('·').next().unwrap_or(name)
}
