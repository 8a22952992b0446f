//! What functions without body of standard packages do with their parameters.
//!
//! gc finds it in export data; here `//go9:esc` directives say it (`runtime-asm/std/README.md`):
//!
//! ```text
//! //go9:esc w=heap a=content
//! func Fprintln(w io.Writer, a ...interface{}) (n int, err error)
//! ```

use rustc_hash::FxHashMap;

use super::tag::ParamTag;
use crate::library::Library;
use crate::package::Package;
use crate::tree::FuncId;

/// Flows by link name, then by parameter name.
pub type Flows = FxHashMap<String, Vec<(&'static str, ParamTag)>>;

fn flows_of(library: &Library) -> &Flows {
    library.flows.get_or_init(|| {
        let mut table = Flows::default();
        for source in library.descriptions() {
            let text = std::str::from_utf8(source.text).unwrap_or_default();
            read(source.path, text, &mut table);
        }
        table
    })
}

/// Sets the tags of an imported function without body.
pub fn tag_from_directive(pkg: &mut Package, f: FuncId) {
    let table = flows_of(pkg.options.library);
    let func = &pkg.tree.funcs[f];
    let Some(flows) = table.get(func.link_name.as_str()) else { return };
    for var in func.params.iter().copied().flatten().chain(func.recv).collect::<Vec<_>>() {
        let v = &pkg.tree.vars[var];
        let flow = flows.iter().find(|(name, _)| *name == v.name.as_str());
        if let Some(&(_, tag)) = flow {
            if pkg.types.has_pointers(v.ty) {
                pkg.tree.vars[var].esc_tag = tag.finish().0;
            }
        }
    }
}

/// Parameters of which a function of the package being compiled lets more escape than its
/// description tells importers, as `FUNCTION: PARAMETER`. `path` is the package's. Call after escape
/// analysis.
pub fn broken_promises(pkg: &Package, path: &str) -> Vec<String> {
    let table = flows_of(pkg.options.library);
    let prefix = crate::types::table::escape_path(path);
    let mut found = Vec::new();
    for (_, func) in pkg.tree.funcs.iter() {
        let own = func.link_name.as_str().strip_prefix("\"\".");
        let Some(name) = own.filter(|_| func.has_body) else { continue };
        let Some(flows) = table.get(&format!("{prefix}.{name}")) else { continue };
        for var in func.params.iter().copied().flatten().chain(func.recv) {
            let v = &pkg.tree.vars[var];
            let said = flows.iter().find(|(name, _)| *name == v.name.as_str());
            let real = ParamTag(v.esc_tag);
            if let Some((_, said)) = said
                && pkg.types.has_pointers(v.ty)
                && !said.finish().allows(real)
            {
                found.push(format!("{path}.{name}: {}", v.name));
            }
        }
    }
    found.sort();
    found
}

fn read(path: &str, text: &'static str, table: &mut Flows) {
    let mut pending = Vec::new();
    for line in text.lines() {
        if let Some(flows) = line.strip_prefix("//go9:esc ") {
            pending = flows.split_whitespace().filter_map(flow).collect();
        } else if let Some(decl) = line.strip_prefix("func ") {
            let flows = std::mem::take(&mut pending);
            if let (false, Some(name)) = (flows.is_empty(), declared_name(decl)) {
                table.insert(format!("{}.{name}", crate::types::table::escape_path(path)), flows);
            }
        }
    }
}

/// `NAME=FLOW[,FLOW...]`
fn flow(text: &'static str) -> Option<(&'static str, ParamTag)> {
    let (name, flows) = text.split_once('=')?;
    let mut tag = ParamTag::default();
    for flow in flows.split(',') {
        match flow {
            "heap" => tag.add(None, 0),
            "content" => tag.add(None, 1),
            "none" => {}
            _ => {
                let (result, level) = flow
                    .strip_prefix('r')?
                    .split_once('.')
                    .unwrap_or((flow.strip_prefix('r')?, "0"));
                tag.add(Some(result.parse().ok()?), level.parse().ok()?);
            }
        }
    }
    Some((name, tag))
}

/// `F`, `T.M` or `(*T).M` of the text behind `func `.
fn declared_name(decl: &str) -> Option<String> {
    let Some(recv) = decl.strip_prefix('(') else {
        return Some(decl[..decl.find('(')?].to_owned());
    };
    let (recv, rest) = recv.split_once(") ")?;
    let ty = recv.rsplit(' ').next()?;
    let method = &rest[..rest.find('(')?];
    match ty.strip_prefix('*') {
        Some(elem) => Some(format!("(*{elem}).{method}")),
        None => Some(format!("{ty}.{method}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_name_methods_and_functions() {
        let mut table = Flows::default();
        let text = "//go9:esc b=content p=none\nfunc (b *Buffer) Write(p []byte) (n int, err error)\n\n//go9:esc s=r0.1\n//line x.go:3\nfunc F(s *T) int\n";
        read("a/b", text, &mut table);
        let write = &table["a/b.(*Buffer).Write"];
        assert!(write[0].1.finish().content_escapes() && write[1].1.finish().is_none());
        assert_eq!(table["a/b.F"][0].1.result(0), Some(1));
    }
}
