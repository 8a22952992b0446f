//! The files of a package of ours: description and implementation, merged into what is compiled.
//!
//! The description comes first. It gives way where the implementation says more: functions without
//! body, variables that the implementation declares with a value, and `func init()`, which only
//! tells importers that there is an init task.

use rustc_hash::FxHashSet;

use crate::diag::Diagnostics;
use crate::intern::Name;
use crate::library::{Library, Part};
use crate::source::{PosBase, Sources};
use crate::syntax;
use crate::syntax::ast::{Decl, Expr, File, FuncDecl};

/// Parses the Go files of package `path`. `None` if there are none or after a syntax error.
pub fn parse(
    library: &Library,
    path: &str,
    sources: &Sources,
    diags: &mut Diagnostics,
) -> Option<Vec<File>> {
    let mut files = Vec::new();
    for part in [Part::Description, Part::Implementation] {
        for source in library.files(part, path) {
            if source.is_assembly() || source.name.ends_with("_windows.go") {
                continue;
            }
            let name = Name::new(&source.shown());
            let base = sources.add_base(PosBase {
                file: name,
                abs_file: name,
                directive: None,
                inlined: None,
            });
            let privileged = path == "runtime" || path.starts_with("runtime/");
            let mut file = syntax::parse_as(source.text, base, sources, diags, privileged)?;
            file.is_description = part == Part::Description;
            files.push(file);
        }
    }
    merge(&mut files);
    (!files.is_empty()).then_some(files)
}

/// Removes from descriptions what the implementation declares.
fn merge(files: &mut [File]) {
    let mut funcs = FxHashSet::default();
    let mut vars = FxHashSet::default();
    for decl in files.iter().filter(|f| !f.is_description).flat_map(|f| &f.decls) {
        match decl {
            Decl::Func(f) => {
                funcs.insert(func_key(f));
            }
            Decl::Var(v) => vars.extend(v.names.iter().map(|n| n.name)),
            _ => {}
        }
    }
    for file in files.iter_mut().filter(|f| f.is_description) {
        file.decls.retain_mut(|decl| match decl {
            Decl::Func(f) => {
                let is_init = f.recv.is_none() && f.name.name.as_str() == "init";
                f.body.is_some() || !is_init && !funcs.contains(&func_key(f))
            }
            Decl::Var(v) => {
                let paired = v.values.len() == v.names.len();
                let mut keep = v.names.iter().map(|n| !vars.contains(&n.name)).collect::<Vec<_>>();
                if paired {
                    let mut kept = keep.iter();
                    v.values.retain(|_| *kept.next().expect("one for each name"));
                }
                let mut kept = keep.drain(..);
                v.names.retain(|_| kept.next().expect("one for each name"));
                !v.names.is_empty()
            }
            _ => true,
        });
    }
}

/// Receiver's base type and name.
fn func_key(f: &FuncDecl) -> (Option<Name>, Name) {
    (f.recv.as_ref().and_then(|r| base_name(&r.ty)), f.name.name)
}

fn base_name(ty: &Expr) -> Option<Name> {
    match ty {
        Expr::Ident(id) => Some(id.name),
        Expr::Star { x, .. } | Expr::Paren { x, .. } => base_name(x),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn implementations_replace_what_descriptions_leave_open() {
        let sources = Sources::new();
        let mut diags = Diagnostics::new(false);
        let mut parse = |text: &str, is_description| {
            let base = sources.add_file("x.go", "x.go");
            let mut file = syntax::parse_file(text.as_bytes(), base, &sources, &mut diags);
            file.as_mut().expect("valid").is_description = is_description;
            file.expect("valid")
        };
        let description = parse(
            "package p\nvar a, b = 1, 2\nvar c int\nfunc f()\nfunc (t *T) m()\nfunc g() {}\nfunc h()\nfunc init()\n",
            true,
        );
        let implementation =
            parse("package p\nvar b = 3\nvar c = 4\nfunc f() {}\nfunc (T) m() {}\n", false);
        let mut files = [description, implementation];
        merge(&mut files);
        let names = |f: &File| -> Vec<&'static str> {
            let name = |d: &Decl| match d {
                Decl::Func(f) => vec![f.name.name.as_str()],
                Decl::Var(v) => v.names.iter().map(|n| n.name.as_str()).collect(),
                _ => Vec::new(),
            };
            f.decls.iter().flat_map(name).collect()
        };
        assert_eq!(names(&files[0]), ["a", "g", "h"]);
        assert_eq!(names(&files[1]), ["b", "c", "f", "m"]);
    }
}
