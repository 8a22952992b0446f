//! What a dump's text leaves out: the structure of defined types and the list of variables.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::super::func::LocalClass;
use super::super::print::shown_name;
use super::ParseError;
use super::typ::TypeParser;
use crate::intern::Name;
use crate::obj::SymTab;
use crate::source::Pos;
use crate::types::{PkgId, TypeId, Types};

/// A variable of the function that is read.
#[derive(Clone, Debug)]
pub struct LocalDecl {
    pub name: Name,
    /// Link prefix, as [`super::super::func::Local`] has it.
    pub prefix: Name,
    pub class: LocalClass,
    pub offset: i64,
    pub addr_taken: bool,
    pub ty: TypeId,
}

impl LocalDecl {
    /// The name as values show it.
    pub fn printed(&self) -> String {
        shown_name(self.prefix.as_str(), self.name.as_str())
    }
}

/// Surroundings of a function in text form.
pub struct ParseEnv<'a> {
    pub types: &'a Types,
    pub syms: &'a SymTab,
    /// Variables known beforehand, in declaration-list order.
    pub locals: Vec<LocalDecl>,
    /// Least length of the declaration list (numbers new temporaries).
    pub n_decls: u32,
    named: RefCell<FxHashMap<String, TypeId>>,
    /// Text of `type NAME ...` declarations that were not needed yet, and of constants.
    pending: RefCell<FxHashMap<String, String>>,
    consts: FxHashMap<String, i64>,
}

impl<'a> ParseEnv<'a> {
    pub fn new(types: &'a Types, syms: &'a SymTab) -> ParseEnv<'a> {
        ParseEnv {
            types,
            syms,
            locals: Vec::new(),
            n_decls: 0,
            named: RefCell::default(),
            pending: RefCell::default(),
            consts: FxHashMap::default(),
        }
    }

    pub(super) fn locals_are_known(&self) -> bool {
        !self.locals.is_empty()
    }

    pub(super) fn constant(&self, name: &str) -> Option<i64> {
        self.consts.get(name).copied()
    }

    /// The type of this name: predeclared, declared, or a new defined type. One without a
    /// declaration is a pointer-sized integer.
    pub(super) fn named_type(&self, name: &str) -> TypeId {
        if let Some(ty) = predeclared(self.types, name) {
            return ty;
        }
        if let Some(&ty) = self.named.borrow().get(name) {
            return ty;
        }
        let (pkg, base) = match name.rsplit_once('.') {
            Some((pkg, base)) => (self.types.pkg_by_path(pkg, pkg), base),
            None => (PkgId::LOCAL, name),
        };
        let text = self.pending.borrow_mut().remove(name);
        if let Some(alias) = text.as_deref().and_then(|t| t.strip_prefix('=')) {
            let ty = TypeParser::new(self, alias).parse_type().unwrap_or(TypeId::UINTPTR);
            self.named.borrow_mut().insert(name.to_owned(), ty);
            return ty;
        }
        let ty = self.types.new_named(Name::new(base), pkg, Pos::NONE, 0);
        self.named.borrow_mut().insert(name.to_owned(), ty);
        let underlying = text
            .and_then(|t| TypeParser::new(self, &t).parse_type().ok())
            .unwrap_or(TypeId::UINTPTR);
        self.types.set_underlying(ty, underlying);
        ty
    }

    /// Collects the type declarations and simple integer constants of Go source text, so that
    /// names of its types mean their structure. The first declaration of a name wins.
    pub fn declare(&mut self, source: &str) {
        let lines: Vec<&str> = source.lines().collect();
        let mut offset = 0;
        let mut group = "";
        let mut iota = 0;
        let mut last_const = String::new();
        for line in lines {
            let code = line.split("//").next().unwrap_or("").trim();
            let start = offset + line.len() - line.trim_start().len();
            offset += line.len() + 1;
            if matches!(code, "type (" | "const (") {
                (group, iota) = (&code[..code.len() - 2], 0);
                continue;
            }
            if code == ")" {
                group = "";
            }
            let (kind, decl, at) = if let Some(d) = code.strip_prefix("type ") {
                ("type", d, start + 5)
            } else if let Some(d) = code.strip_prefix("const ") {
                iota = 0;
                ("const", d, start + 6)
            } else if group.is_empty() {
                continue;
            } else {
                (group, code, start)
            };
            let n = decl.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(decl.len());
            let name = &decl[..n];
            if name.is_empty() {
                continue;
            }
            if kind == "type" {
                let text = source[at + n..].trim_start().to_owned();
                self.pending.borrow_mut().entry(name.to_owned()).or_insert(text);
                continue;
            }
            if let Some((_, value)) = decl.split_once('=') {
                last_const = value.to_owned();
            }
            self.consts.insert("iota".to_owned(), iota);
            iota += 1;
            if let Some(n) = TypeParser::new(self, &last_const).parse_const() {
                self.consts.entry(name.to_owned()).or_insert(n);
            }
        }
    }

    /// Collects the variables that a dump's `== tree` section mentions.
    pub fn declare_locals(&mut self, tree: &str) -> Result<(), ParseError> {
        let mut seen = FxHashMap::default();
        for line in tree.lines() {
            let line = line.trim_start_matches(['.', ' ']);
            let Some(rest) = line.strip_prefix("NAME-") else { continue };
            let mut words = rest.split(' ');
            let qualified = words.next().unwrap_or("");
            let Some((pkg, name)) = qualified.split_once('.') else { continue };
            let (mut class, mut offset, mut gen_, mut addr_taken) = (None, 0, 0, false);
            let mut used = qualified.len() + 1;
            for w in words {
                let inner = w.split_once('(').map_or("", |(_, v)| v.trim_end_matches(')'));
                match w.split('(').next().unwrap_or("") {
                    "class" => {
                        class = match inner {
                            "PPARAM" => Some(LocalClass::Param),
                            "PPARAMOUT" => Some(LocalClass::Result),
                            "PAUTO" => Some(LocalClass::Auto),
                            _ => None,
                        }
                    }
                    "x" => offset = inner.parse().unwrap_or(0),
                    "g" => gen_ = inner.parse().unwrap_or(0),
                    "addrtaken" => addr_taken = true,
                    "a" | "l" | "esc" | "tc" | "ld" | "d" | "s" | "colas" | "implicit" => {}
                    "assigned" | "used" | "embedded" | "nonnil" | "bounded" | "hascall" => {}
                    _ => break,
                }
                used += w.len() + 1;
            }
            let Some(class) = class else { continue };
            let ty_text = strip_kind(rest.get(used..).unwrap_or(""));
            let ty_text = &ty_text.replace("main.", "");
            let Ok(ty) = TypeParser::new(self, ty_text).parse_type() else { continue };
            let prefix = if pkg == "main" { "\"\"" } else { pkg };
            let key = (qualified.to_owned(), gen_, ty, class as u8);
            if let Some(&i) = seen.get(&key) {
                let decl: &mut LocalDecl = &mut self.locals[i];
                decl.addr_taken |= addr_taken;
                continue;
            }
            seen.insert(key, self.locals.len());
            let (name, prefix) = (Name::new(name), Name::new(prefix));
            self.locals.push(LocalDecl { name, prefix, class, offset, addr_taken, ty });
            if let Some(n) = name.as_str().strip_prefix(".autotmp_") {
                self.n_decls = self.n_decls.max(n.parse::<u32>().map_or(0, |n| n + 1));
            }
        }
        Ok(())
    }
}

/// Drops the `PTR-` of `PTR-*int`.
fn strip_kind(text: &str) -> &str {
    let n = text.bytes().take_while(u8::is_ascii_uppercase).count();
    if n > 0 && text[n..].starts_with('-') { &text[n + 1..] } else { text }
}

fn predeclared(types: &Types, name: &str) -> Option<TypeId> {
    if name == "error" {
        return Some(types.error());
    }
    const NAMES: [&str; 25] = [
        "int8",
        "uint8",
        "int16",
        "uint16",
        "int32",
        "uint32",
        "int64",
        "uint64",
        "int",
        "uint",
        "uintptr",
        "complex64",
        "complex128",
        "float32",
        "float64",
        "bool",
        "string",
        "unsafe.Pointer",
        "byte",
        "rune",
        "mem",
        "flags",
        "void",
        "int128",
        "any",
    ];
    const IDS: [TypeId; 25] = [
        TypeId::INT8,
        TypeId::UINT8,
        TypeId::INT16,
        TypeId::UINT16,
        TypeId::INT32,
        TypeId::UINT32,
        TypeId::INT64,
        TypeId::UINT64,
        TypeId::INT,
        TypeId::UINT,
        TypeId::UINTPTR,
        TypeId::COMPLEX64,
        TypeId::COMPLEX128,
        TypeId::FLOAT32,
        TypeId::FLOAT64,
        TypeId::BOOL,
        TypeId::STRING,
        TypeId::UNSAFE_POINTER,
        TypeId::BYTE,
        TypeId::RUNE,
        TypeId::MEM,
        TypeId::FLAGS,
        TypeId::VOID,
        TypeId::INT128,
        TypeId::ANY,
    ];
    NAMES.iter().position(|n| *n == name).map(|i| IDS[i])
}
