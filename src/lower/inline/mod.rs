//! Inlining: small functions are expanded where they are called.
//!
//! Functions are visited bottom up ([`super::callgraph`]). Each is first judged ([`cost`]); if it
//! is small enough, a copy of its body is kept; then the calls inside it are expanded
//! ([`calls`], [`expand`]). Bodies of imported functions are judged when a call first reaches them
//! ([`import`]). Rule: spec 11, sections 2 to 5.

mod calls;
mod copy;
mod cost;
mod expand;
mod import;
mod intrinsic;

use crate::package::Package;
use crate::syntax::ast::Pragma;
use crate::tree::{Class, Decl, FuncFlags, FuncId, InlineBody, NodeFlags, Op, VarId, fmt};
use crate::types::PkgId;

pub use cost::BUDGET;
pub use intrinsic::is_intrinsic;

/// Functions of at least this many nodes expand only tiny callees.
const BIG_FUNCTION: usize = 5000;
/// Highest cost of a callee that a big function expands.
const BIG_FUNCTION_MAX_COST: i32 = 20;

/// Judges and expands every function of the package.
pub fn run(pkg: &mut Package) {
    if pkg.options.no_inline {
        return;
    }
    keep_source_forms(pkg);
    for group in super::callgraph::groups(pkg) {
        for &f in &group.funcs {
            if !group.recursive {
                check(pkg, f);
            } else if pkg.options.verbose > 1 {
                let text = format!("cannot inline {}: recursive", display_name(pkg, f));
                pkg.diags.note(pkg.tree.funcs[f].pos, text);
            }
            expand_calls(pkg, f);
        }
    }
}

/// Implicit conversions print as their operand was written, whatever becomes of the operand.
fn keep_source_forms(pkg: &mut Package) {
    for n in pkg.tree.nodes.keys() {
        let node = pkg.tree.nodes[n];
        let conversion = matches!(node.op, Op::ConvIface | Op::ConvNop | Op::Conv);
        if let (true, true, true, Some(operand)) = (
            conversion,
            node.orig.is_none(),
            node.flags.contains(NodeFlags::IMPLICIT),
            node.left.expand(),
        ) {
            let orig = pkg.tree.nodes[operand].orig.expand().unwrap_or(operand);
            pkg.tree.nodes[n].orig = orig.into();
        }
    }
}

/// Expands the calls inside `f`; also used for method wrappers, which are made late.
pub fn expand_calls(pkg: &mut Package, f: FuncId) {
    let mut nodes = 0;
    super::callgraph::inspect(&pkg.tree, pkg.tree.funcs[f].body, &mut |_| nodes += 1);
    let max_cost = if nodes >= BIG_FUNCTION { BIG_FUNCTION_MAX_COST } else { BUDGET };
    let body = pkg.tree.funcs[f].body;
    let pos = pkg.tree.funcs[f].pos;
    let body = calls::Expander { pkg, caller: f, max_cost, pos }.statements(body);
    pkg.tree.funcs[f].body = body;
}

/// Decides whether `f` can be inlined and keeps its body if so. Later calls do nothing.
fn check(pkg: &mut Package, f: FuncId) {
    let func = &mut pkg.tree.funcs[f];
    if func.flags.contains(FuncFlags::INLINE_CHECKED) {
        return;
    }
    func.flags |= FuncFlags::INLINE_CHECKED;
    import::check_callees(pkg, f);
    match judge(pkg, f) {
        Ok(verdict) => {
            let dcl = kept_declarations(pkg, f, &verdict.used);
            let body = pkg.tree.funcs[f].body;
            let body = copy::Copier::plain(pkg).list(body);
            let inline = InlineBody { cost: verdict.cost, dcl, body };
            pkg.tree.funcs[f].inline = Some(Box::new(inline));
            report_inlinable(pkg, f);
        }
        Err(reason) => {
            if pkg.options.verbose > 1 && !pkg.tree.funcs[f].flags.contains(FuncFlags::IMPORTED) {
                let text = format!("cannot inline {}: {reason}", display_name(pkg, f));
                pkg.diags.note(pkg.tree.funcs[f].pos, text);
            }
        }
    }
}

fn judge(pkg: &Package, f: FuncId) -> Result<cost::Verdict, String> {
    let func = &pkg.tree.funcs[f];
    let vetoes = [
        (Pragma::NOINLINE, "marked go:noinline"),
        (Pragma::CGO_UNSAFE_ARGS, "marked go:cgo_unsafe_args"),
        (Pragma::UINTPTR_ESCAPES, "marked as having an escaping uintptr argument"),
        (Pragma::YESWRITEBARRIERREC, "marked go:yeswritebarrierrec"),
    ];
    for (pragma, reason) in vetoes {
        if func.pragma.contains(pragma) {
            return Err(reason.to_owned());
        }
    }
    if !func.has_body {
        return Err("no function body".to_owned());
    }
    cost::measure(pkg, func.body)
}

/// Receiver, parameters, results and the locals that the body mentions, in declaration order.
fn kept_declarations(pkg: &Package, f: FuncId, used: &[VarId]) -> Vec<VarId> {
    let func = &pkg.tree.funcs[f];
    func.dcl
        .iter()
        .filter_map(|d| match *d {
            Decl::Var(v) if pkg.tree.vars[v].class != Class::Auto || used.contains(&v) => Some(v),
            _ => None,
        })
        .collect()
}

fn report_inlinable(pkg: &mut Package, f: FuncId) {
    let func = &pkg.tree.funcs[f];
    if pkg.options.verbose == 0 || func.flags.contains(FuncFlags::IMPORTED) {
        return;
    }
    let pos = func.pos;
    let mut text = format!("can inline {}", display_name(pkg, f));
    if pkg.options.verbose > 1 {
        text += " as: ";
        text += &type_and_body(pkg, f);
    }
    pkg.diags.note(pos, text);
}

/// `TYPE { BODY }` of an inlinable function.
fn type_and_body(pkg: &Package, f: FuncId) -> String {
    let func = &pkg.tree.funcs[f];
    let recv = match func.recv {
        Some(r) => format!("method({}) ", pkg.types.display(pkg.tree.vars[r].ty)),
        None => String::new(),
    };
    let ty = pkg.types.display(func.ty);
    let ty = if ty.starts_with("method(") { ty } else { format!("{recv}{ty}") };
    let body = func.inline.as_ref().map(|i| fmt::stmts(&pkg.tree, &pkg.types, i.body));
    format!("{ty} {{ {} }}", body.unwrap_or_default())
}

/// A function's name in messages: `f`, `T.M`, `(*T).M`, `f.func1`, `fmt.Println`.
pub fn display_name(pkg: &Package, f: FuncId) -> String {
    let func = &pkg.tree.funcs[f];
    let owner = func.var.map_or(PkgId::LOCAL, |v| pkg.tree.vars[v].pkg);
    let prefix = format!("{}.", pkg.types.pkg(owner).prefix);
    let link_name = func.link_name.as_str();
    let local = link_name.strip_prefix(prefix.as_str()).unwrap_or(link_name);
    match owner {
        PkgId::LOCAL | PkgId::BUILTIN => local.to_owned(),
        _ => format!("{}.{local}", pkg.types.pkg(owner).name),
    }
}

/// The same without a package: how escape analysis names the function around an expression.
pub fn short_name(pkg: &Package, f: FuncId) -> String {
    let link_name = pkg.tree.funcs[f].link_name.as_str();
    // The package ends at the first dot behind the path; receivers start with a parenthesis.
    let before_receiver = &link_name[..link_name.find('(').unwrap_or(link_name.len())];
    let path_end = before_receiver.rfind('/').map_or(0, |i| i + 1);
    match link_name[path_end..].find('.') {
        Some(dot) => link_name[path_end + dot + 1..].to_owned(),
        None => link_name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::options::Options;
    use crate::package::Package;
    use crate::types::Types;

    /// Messages of inlining and escape analysis at `-m` level `verbose`, without positions.
    fn notes(verbose: u8, decls: &str) -> Vec<String> {
        let mut pkg = Package::new(Options { verbose, ..Options::default() }, "p");
        let base = pkg.sources.add_file("p.go", "p.go");
        let text = format!("package p\n{decls}");
        let file = crate::syntax::parse_file(text.as_bytes(), base, &pkg.sources, &mut pkg.diags);
        pkg.types = Types::new("", "p");
        crate::types::check::check(&mut pkg, vec![file.expect("it parses")]);
        crate::lower::capture::run(&mut pkg);
        super::run(&mut pkg);
        crate::lower::escape::run(&mut pkg);
        let Package { diags, sources, .. } = pkg;
        diags.finish(&sources).into_iter().map(|d| d.text).collect()
    }

    #[test]
    fn callees_are_judged_and_expanded_first() {
        let got = notes(1, "func f() int { return g(1) }\nfunc g(a int) int { return a + 1 }\n");
        assert_eq!(got, ["can inline g", "can inline f", "inlining call to g"]);
    }

    #[test]
    fn reasons_and_bodies_show_at_the_second_level() {
        let got = notes(2, "func f(n int) { f(n) }\nfunc g() { x := 1; _ = x }\n");
        assert_eq!(
            got,
            ["cannot inline f: recursive", "can inline g as: func() { x := 1; _ = x }"]
        );
    }

    #[test]
    fn flows_decide_what_stays_on_the_stack() {
        let got = notes(
            1,
            "var s *int\n//go:noinline\nfunc f(p, q *int) *int { s = p; return q }\n\
             //go:noinline\nfunc g() { x, y := 1, 2; f(&x, &y) }\n",
        );
        assert_eq!(
            got,
            ["leaking param: p", "leaking param: q to result ~r2 level=0", "moved to heap: x"]
        );
    }

    #[test]
    fn bodies_of_standard_functions_are_expanded() {
        let got = notes(1, "import \"errors\"\nfunc f() error { return errors.New(\"x\") }\n");
        assert_eq!(
            got,
            [
                "can inline f",
                "inlining call to errors.New",
                "error(&errors.errorString literal) escapes to heap",
                "&errors.errorString literal escapes to heap"
            ]
        );
    }
}
