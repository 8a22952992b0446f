//! The pass table: gc 1.13's passes in gc's order (spec 21, section 1), and their runner.
//!
//! This is the only place that knows the order. A pass has no access to dumps, timing or
//! verification; the runner does that between passes.

use super::func::Func;
use super::passes::{self, PassContext};
use super::print::Printer;
use super::verify::verify;

/// A pass as the table lists it.
pub struct Pass {
    /// gc's name, as dumps show it.
    pub name: &'static str,
    /// Runs with `-N` too.
    pub required: bool,
    pub run: fn(&mut Func, &PassContext),
}

/// Passes that do nothing on amd64 with default flags: floats are in hardware, and bounds checks are
/// only listed when a debug flag asks.
fn nothing(_: &mut Func, _: &PassContext) {}

const fn pass(name: &'static str, run: fn(&mut Func, &PassContext)) -> Pass {
    Pass { name, required: false, run }
}

const fn required(name: &'static str, run: fn(&mut Func, &PassContext)) -> Pass {
    Pass { name, required: true, run }
}

/// All passes that are on by default.
pub const PASSES: &[Pass] = &[
    required("number lines", passes::number_lines::run),
    pass("early phielim", passes::phielim::run),
    pass("early copyelim", passes::copyelim::run),
    pass("early deadcode", passes::deadcode::run),
    pass("short circuit", passes::shortcircuit::run),
    required("decompose args", passes::decompose_args::run),
    required("decompose user", passes::decompose_user::run),
    required("opt", passes::opt::run),
    required("zero arg cse", passes::zcse::run),
    required("opt deadcode", passes::deadcode::run),
    pass("generic cse", passes::cse::run),
    pass("phiopt", passes::phiopt::run),
    pass("nilcheckelim", passes::nilcheckelim::run),
    pass("prove", passes::prove::run),
    pass("fuse plain", passes::fuse::run_plain),
    required("decompose builtin", passes::decompose_builtin::run),
    required("softfloat", nothing),
    required("late opt", passes::opt::run),
    pass("dead auto elim", passes::deadstore::dead_auto_elim),
    required("generic deadcode", passes::deadcode::run),
    pass("check bce", nothing),
    pass("branchelim", passes::branchelim::run),
    pass("fuse", passes::fuse::run),
    pass("dse", passes::deadstore::dse),
    required("writebarrier", passes::writebarrier::run),
    required("lower", passes::lower::run),
    pass("lowered cse", passes::cse::run),
    pass("elim unread autos", passes::deadstore::elim_unread_autos),
    required("lowered deadcode", passes::deadcode::run),
    required("checkLower", passes::lower::check),
    pass("late phielim", passes::phielim::run),
    pass("late copyelim", passes::copyelim::run),
    pass("tighten", passes::tighten::run),
    pass("late deadcode", passes::deadcode::run),
    required("critical", passes::critical::run),
    pass("phi tighten", passes::tighten::phis),
    pass("likelyadjust", passes::likelyadjust::run),
    required("layout", passes::layout::run),
    required("schedule", passes::schedule::run),
    pass("late nilcheck", passes::late_nilcheck::run),
    required("flagalloc", passes::flagalloc::run),
    required("regalloc", passes::regalloc::run),
    pass("loop rotate", passes::loop_rotate::run),
    required("stackframe", passes::stackframe::run),
    pass("trim", passes::trim::run),
];

/// Runs every pass; with `-N` only the required ones. `after` is told the function after each pass
/// that ran (for dumps). Debug builds verify the function after each pass.
pub fn run(f: &mut Func, cx: &PassContext, after: &mut dyn FnMut(&'static str, &mut Func)) {
    for pass in PASSES {
        if cx.options.no_opt && !pass.required {
            continue;
        }
        f.pass = pass.name;
        (pass.run)(f, cx);
        if cfg!(debug_assertions) {
            let faults = verify(f, &printer(cx));
            assert!(faults.is_empty(), "after {}:\n{}", pass.name, faults.join("\n"));
        }
        after(pass.name, f);
    }
}

/// A printer of functions as dumps show them.
pub fn printer<'a>(cx: &PassContext<'a>) -> Printer<'a> {
    Printer { types: cx.types, syms: cx.syms, sources: Some(cx.sources) }
}

/// Runs every pass and gives the function after construction and after each pass, in the form of
/// gc's dumps: a section for each pass that changed something, names only of those that did not.
pub fn run_dumping(f: &mut Func, cx: &PassContext) -> String {
    let printer = printer(cx);
    f.remarks = Some(Vec::new());
    let mut last = printer.func(f);
    let mut out = format!("== start\n{last}");
    let mut unchanged: Vec<&str> = Vec::new();
    let flush = |out: &mut String, unchanged: &mut Vec<&str>| {
        if !unchanged.is_empty() {
            out.push_str(&format!("== unchanged by: {}\n", unchanged.join(", ")));
            unchanged.clear();
        }
    };
    run(f, cx, &mut |name, f| {
        let remarks = f.remarks.replace(Vec::new()).unwrap_or_default();
        let mut text: String = remarks.iter().map(|r| format!("{r}\n")).collect();
        text.push_str(&printer.func(f));
        if text == last {
            unchanged.push(name);
            return;
        }
        flush(&mut out, &mut unchanged);
        out.push_str(&format!("== {name}\n{text}"));
        last = text;
    });
    flush(&mut out, &mut unchanged);
    out
}
