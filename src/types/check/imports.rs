//! Imported packages: descriptions in Go source, embedded in the compiler.
//!
//! `runtime-asm/std/PATH/*.go` declares what package `PATH` exports (and what its inlinable bodies
//! mention), with `//line` directives that give the positions of the real source. A function
//! without body is known by its signature alone. A package has an init task if its description
//! declares `func init()`.

use rustc_hash::FxHashSet;

use crate::intern::Name;
use crate::library::Part;
use crate::options::Goos;
use crate::package::{Import, Package};
use crate::source::PosBase;
use crate::syntax::ast;
use crate::types::PkgId;

/// An imported package, parsed.
pub struct Unit {
    pub pkg: PkgId,
    pub files: Vec<ast::File>,
}

/// Import path of a spec, or what is wrong with its text.
pub fn path_of(lit: &ast::BasicLit) -> String {
    match super::constants::literal(ast::LitKind::String, lit.text.as_str()) {
        Ok((_, value)) => String::from_utf8_lossy(value.as_str().unwrap_or_default()).into_owned(),
        Err(_) => String::new(),
    }
}

/// Loads every package that `files` import, directly or not, dependencies first. Problems are
/// reported; the first import that cannot be found ends the compilation (`None`).
pub fn load(pkg: &mut Package, files: &[ast::File]) -> Option<Vec<Unit>> {
    let mut units = Vec::new();
    let mut seen = FxHashSet::default();
    for file in files {
        for decl in &file.decls {
            let ast::Decl::Import(import) = decl else { continue };
            if import.path.bad {
                continue;
            }
            if import.path.kind != ast::LitKind::String {
                pkg.diags.error(import.path.pos, "import path must be a string");
                continue;
            }
            let path = path_of(&import.path);
            if let Some(problem) = bad_path(&path) {
                pkg.diags.error(import.path.pos, problem);
                continue;
            }
            if path == "main" {
                pkg.diags.error(import.path.pos, "cannot import \"main\"");
                return None;
            }
            if path != "unsafe" && !pkg.options.library.has(&path) {
                let quoted = crate::quote::quote(path.as_bytes());
                pkg.diags.error(import.path.pos, format!("can't find import: {quoted}"));
                return None;
            }
            let id = match path.as_str() {
                "unsafe" => PkgId::UNSAFE,
                _ => load_one(pkg, &path, &mut seen, &mut units)?,
            };
            if !pkg.imports.iter().any(|i| i.pkg == id) {
                let has_init_task = units.iter().any(|u| u.pkg == id && declares_init(u));
                pkg.imports.push(Import { pkg: id, has_init_task });
            }
        }
    }
    Some(units)
}

fn declares_init(unit: &Unit) -> bool {
    let is_init = |d: &ast::Decl| match d {
        ast::Decl::Func(f) => f.recv.is_none() && f.name.name.as_str() == "init",
        _ => false,
    };
    unit.files.iter().any(|f| f.decls.iter().any(is_init))
}

fn load_one(
    pkg: &mut Package,
    path: &str,
    seen: &mut FxHashSet<PkgId>,
    units: &mut Vec<Unit>,
) -> Option<PkgId> {
    let base = path.rsplit('/').next().unwrap_or(path);
    let id = pkg.types.pkg_by_path(path, base);
    if !seen.insert(id) {
        return Some(id);
    }
    let mut files = Vec::new();
    let windows = pkg.options.goos == Goos::Windows;
    let library = pkg.options.library;
    // A package of our own without description is seen as it is.
    let part = match library.files(Part::Description, path).next() {
        Some(_) => Part::Description,
        None => Part::Implementation,
    };
    for source in library.files(part, path) {
        if source.is_assembly() || source.name.ends_with("_windows.go") && !windows {
            continue;
        }
        let file = Name::new(&source.shown());
        let base =
            pkg.sources.add_base(PosBase { file, abs_file: file, directive: None, inlined: None });
        files.push(crate::syntax::parse_file(source.text, base, &pkg.sources, &mut pkg.diags)?);
    }
    for file in &files {
        for decl in &file.decls {
            if let ast::Decl::Import(import) = decl {
                let path = path_of(&import.path);
                if path != "unsafe" && library.has(&path) {
                    load_one(pkg, &path, seen, units)?;
                }
            }
        }
    }
    units.push(Unit { pkg: id, files });
    Some(id)
}

/// What is wrong with an import path, in the order in which gc looks (spec 10, section 6.13).
pub fn bad_path(path: &str) -> Option<String> {
    let quoted = crate::quote::quote(path.as_bytes());
    if path.is_empty() {
        return Some("import path is empty".to_owned());
    }
    for c in path.chars() {
        let what = match c {
            '\0' => return Some("import path contains NUL".to_owned()),
            char::REPLACEMENT_CHARACTER => "invalid UTF-8 sequence",
            c if (c as u32) < 0x20 || c as u32 == 0x7f => "control character",
            '\\' => {
                return Some(format!("import path contains backslash; use slash: {quoted}"));
            }
            c if c.is_whitespace() => "space character",
            c if "!\"#$%&'()*,:;<=>?[]^`{|}".contains(c) => {
                return Some(format!("import path contains invalid character '{c}': {quoted}"));
            }
            _ => continue,
        };
        return Some(format!("import path contains {what}: {quoted}"));
    }
    if path == "go" || path == "type" {
        return Some(format!("import path {quoted} is reserved and cannot be used"));
    }
    if path.starts_with('/') {
        return Some("import path cannot be absolute path".to_owned());
    }
    None
}
