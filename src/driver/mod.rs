//! The sequence of a compilation: options and bytes in, diagnostics, dumps and a listing out.
//!
//! Nothing here touches files, the environment or the terminal. The order of steps is the order
//! in which gc creates symbols and reports problems (spec 10, sections 1 and 10; spec 30,
//! sections 2 and 3).

pub mod build;
mod sources;
mod unit;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::amd64::debug;
use crate::amd64::emit::{self, Owner};
use crate::amd64::liveness::{self, Liveness};
use crate::diag::{Diagnostic, Severity};
use crate::intern::Name;
use crate::lower::{self, generate};
use crate::obj::data::dwarf::variable::FuncDebug;
use crate::obj::data::itab::KnownItabs;
use crate::obj::data::{self, dwarf};
use crate::obj::prog::ProgFunc;
use crate::obj::{FuncText, SymId, SymTab, assemble, listing};
use crate::options::{Dump, Options};
use crate::package::{Package, TopDecl};
use crate::source::Sources;
use crate::ssa::debug::DebugInfo;
use crate::ssa::passes::PassContext;
use crate::syntax::ast::File;
use crate::tree::{FuncFlags, FuncId, Tree};
use crate::types::method_set::Selected;
use crate::types::{TypeId, Types, check};
use crate::{ssa, syntax, tree};

/// Steps that `-d dump=` knows besides `ssa:PASS`.
pub const DUMP_STEPS: [&str; 8] =
    ["ast", "types", "inline", "escape", "closure", "walk", "progs", "all"];

/// Whether `-d dump=` knows the step.
pub fn is_dump_step(step: &str) -> bool {
    match step.strip_prefix("ssa:") {
        Some(pass) => pass == "start" || ssa::pipeline::PASSES.iter().any(|p| p.name == pass),
        None => DUMP_STEPS.contains(&step),
    }
}

/// A file of the package: its name as given and its contents.
pub struct SourceFile {
    pub name: String,
    pub text: Vec<u8>,
}

/// What a compilation gave.
pub struct Outcome {
    /// In the order in which they are to be printed.
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Sources,
    /// Output of `-d dump=`.
    pub dump: String,
    /// The listing, unless there were errors or only a check or dump was asked for.
    pub listing: Option<String>,
    /// What `-live` reports, sorted by position; it follows the listing.
    pub live: Vec<Diagnostic>,
    /// There were errors.
    pub failed: bool,
    /// A broken invariant of the compiler, with the function being compiled.
    pub internal_error: Option<String>,
    /// Time spent in each stage, in order.
    pub timings: Vec<(&'static str, Duration)>,
    /// What the pipeline held, if `Options::keep` asked for it and there were no errors.
    pub held: Option<Held>,
}

/// What the pipeline held when it had compiled a package: views render this. Positions belong to
/// `Outcome::sources`.
pub struct Held {
    /// Import path of the package: as given with `-p`, else the name of the package.
    pub path: String,
    pub types: Types,
    pub tree: Tree,
    pub syms: SymTab,
    /// In the order of the text list.
    pub funcs: Vec<HeldFunc>,
}

/// A function as the back end left it. Its code, and for each emitted instruction the place in it,
/// are in the symbol's [`FuncText`].
pub struct HeldFunc {
    pub func: FuncId,
    pub sym: SymId,
    /// After the last pass.
    pub ssa: ssa::Func,
    /// What each emitted instruction was made for.
    pub owners: Vec<Owner>,
}

/// Stack of the thread that compiles, in bytes: the passes recurse over expressions, whose depth
/// the parser bounds.
const STACK_SIZE: usize = 256 << 20;

/// Compiles one package.
pub fn compile(files: Vec<SourceFile>, options: Options) -> Outcome {
    capture_panics();
    std::thread::scope(|scope| {
        let work = || {
            let mut state = State::new(options);
            let result = catch_unwind(AssertUnwindSafe(|| state.run(files)));
            state.finish(result.map_err(|_| last_panic()))
        };
        let builder = std::thread::Builder::new().stack_size(STACK_SIZE);
        let handle = builder.spawn_scoped(scope, work).expect("a thread can be started");
        handle.join().expect("panics are caught inside")
    })
}

struct State {
    pkg: Package,
    backlog: Backlog,
    dump: String,
    live: Vec<Diagnostic>,
    timings: Vec<(&'static str, Duration)>,
    stage_start: Instant,
    held: Vec<HeldFunc>,
}

/// Functions that went through walk and wait for the back end, in the order of registration.
#[derive(Default)]
struct Backlog {
    funcs: Vec<FuncId>,
    /// Functions that the data room makes wait until they are asked for.
    lazy: bool,
    /// Those that wait.
    made: Vec<FuncId>,
}

impl State {
    fn new(options: Options) -> State {
        State {
            pkg: Package::new(options, "main"),
            backlog: Backlog::default(),
            dump: String::new(),
            live: Vec::new(),
            timings: Vec::new(),
            stage_start: Instant::now(),
            held: Vec::new(),
        }
    }

    /// Ends a stage: what passed since the last call is its time.
    fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        let spent = now - std::mem::replace(&mut self.stage_start, now);
        self.timings.push((name, spent));
    }

    /// The listing, if there is one to print.
    fn run(&mut self, files: Vec<SourceFile>) -> Option<String> {
        let files = self.parse(files)?;
        self.stage("parse");
        self.code(files)?;
        let listing = listing::print(&self.pkg);
        self.stage("listing");
        Some(listing)
    }

    /// Compiles the package to symbols. `None` after errors, or if only a check or a dump was
    /// asked for.
    fn code(&mut self, files: Vec<File>) -> Option<()> {
        if self.wants_dump("ast") {
            self.dump = files.iter().map(|f| format!("{f:#?}\n")).collect();
            return None;
        }
        check::check(&mut self.pkg, files);
        self.stage("check");
        if self.pkg.diags.has_errors() {
            return None;
        }
        // Of unused variables gc learns late: the decisions of -m are printed all the same.
        check::unused::report(&mut self.pkg);
        if self.pkg.options.check_only || self.dump_trees("types") {
            return None;
        }
        dwarf::package_name(&mut self.pkg);
        lower::capture::run(&mut self.pkg);
        if !self.pkg.options.no_inline {
            lower::inline::run(&mut self.pkg);
        }
        dwarf::register_abstract(&mut self.pkg);
        if self.dump_trees("inline") {
            return None;
        }
        lower::escape::run(&mut self.pkg);
        if self.dump_trees("escape") {
            return None;
        }
        lower::closure::run(&mut self.pkg);
        self.stage("inline, escape");
        if self.dump_trees("closure") {
            return None;
        }
        if self.pkg.diags.has_errors() {
            return None;
        }
        data::early_wrappers(&mut self.pkg, &mut self.backlog);
        let mut next = 0;
        // Walk appends wrappers of deferred builtins.
        while let Some(&decl) = self.pkg.top.get(next) {
            next += 1;
            if let TopDecl::Func(func) = decl {
                self.backlog.compile(&mut self.pkg, func);
            }
        }
        lower::sinit::run(&mut self.pkg);
        if let Some(init) = self.pkg.init_func {
            self.backlog.compile(&mut self.pkg, init);
        }
        self.stage("order, walk");
        if self.pkg.diags.has_errors() || self.dump_trees("walk") {
            return None;
        }
        if let Some(dump) = self.pkg.options.dump.clone() {
            self.dump_back_end(&dump);
            return None;
        }
        let mut compiled = self.back_end();
        for c in &compiled {
            for v in &c.debug.frame {
                self.pkg.demands.descriptor(&self.pkg.types, v.ty);
            }
        }
        self.stage("back end");
        data::dump(&mut self.pkg, &mut self.backlog);
        self.stage("data");
        compiled.append(&mut self.back_end());
        self.attach(compiled);
        self.live.sort_by_key(|d| (d.pos.base(), d.pos.line(), d.pos.col()));
        Some(())
    }

    /// Reads every file; a syntax error ends the compilation after its file.
    fn parse(&mut self, files: Vec<SourceFile>) -> Option<Vec<File>> {
        let mut parsed = Vec::with_capacity(files.len());
        for file in files {
            let abs = recorded_name(&self.pkg.options, &file.name);
            let base = self.pkg.sources.add_file(&file.name, &abs);
            let pkg = &mut self.pkg;
            let ast = syntax::parse_file(&file.text, base, &pkg.sources, &mut pkg.diags);
            if self.pkg.diags.has_syntax_errors() {
                return None;
            }
            parsed.push(ast?);
        }
        let name = parsed.first()?.package.name;
        self.pkg.name = name;
        self.pkg.types = Types::new(&self.pkg.options.package_path, name.as_str());
        Some(parsed)
    }

    fn wants_dump(&self, step: &str) -> bool {
        self.pkg.options.dump.as_ref().is_some_and(|d| d.step == step)
    }

    /// Prints the trees of the wanted functions, if this step was asked for.
    fn dump_trees(&mut self, step: &str) -> bool {
        if !self.wants_dump(step) {
            return false;
        }
        let pkg = &self.pkg;
        for (id, f) in pkg.tree.funcs.iter() {
            if f.has_body && !f.flags.contains(FuncFlags::IMPORTED) && self.is_wanted(f.name) {
                self.dump.push_str(&tree::print::func(&pkg.tree, &pkg.types, id));
            }
        }
        true
    }

    /// Whether `-d dump=...,func=NAME` asks for this function (or for all).
    fn is_wanted(&self, name: Name) -> bool {
        let wanted = self.pkg.options.dump.as_ref().and_then(|d| d.func.as_deref());
        wanted.is_none_or(|w| w == name.as_str())
    }

    /// Calls `work` with what passes may consult.
    fn with_context<T>(&self, work: impl FnOnce(&PassContext) -> T) -> T {
        let pkg = &self.pkg;
        let itabs = KnownItabs::collect(pkg);
        let itab_method = |itab, offset| itabs.method_at(pkg, itab, offset);
        work(&PassContext {
            itab_method: Some(&itab_method),
            types: &pkg.types,
            syms: &pkg.syms,
            sources: &pkg.sources,
            options: &pkg.options,
        })
    }

    /// Compiles the functions that wait, side by side.
    fn back_end(&mut self) -> Vec<Compiled> {
        let funcs = std::mem::take(&mut self.backlog.funcs);
        let pkg = &self.pkg;
        let threads = pkg.options.concurrency;
        let results: Vec<Result<Compiled, String>> = self.with_context(|cx| {
            // A panic in a pool thread is passed on with the text that names the function.
            let one = |&func: &FuncId| {
                catch_unwind(AssertUnwindSafe(|| compile_ssa(pkg, cx, func)))
                    .map_err(|_| last_panic())
            };
            if threads <= 1 || funcs.len() < 2 {
                return funcs.iter().map(one).collect();
            }
            if rayon::current_thread_index().is_some() {
                return funcs.par_iter().map(one).collect();
            }
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .stack_size(STACK_SIZE)
                .build()
                .expect("threads can be started");
            pool.install(|| funcs.par_iter().map(one).collect())
        });
        let fail = |fault: String| {
            LAST_PANIC.with(|p| p.replace(fault));
            std::panic::resume_unwind(Box::new("a function could not be compiled"))
        };
        results.into_iter().map(|r| r.unwrap_or_else(fail)).collect()
    }

    /// Prints the wanted functions at a step of the back end.
    fn dump_back_end(&mut self, dump: &Dump) {
        let pkg = &self.pkg;
        let wanted = self.backlog.funcs.iter().filter(|&&f| self.is_wanted(pkg.tree.funcs[f].name));
        let text = self.with_context(|cx| {
            wanted.map(|&func| dump_function(pkg, cx, func, &dump.step)).collect::<String>()
        });
        self.dump.push_str(&text);
    }

    /// Attaches what the back end made to the symbols, in the order of registration.
    fn attach(&mut self, compiled: Vec<Compiled>) {
        let lazy = self.backlog.lazy;
        if !lazy {
            dwarf::define_abstracts(&mut self.pkg);
        }
        for c in compiled {
            let pkg = &mut self.pkg;
            if pkg.options.live {
                self.live.extend(c.live.report.iter().map(|(pos, text)| Diagnostic {
                    severity: Severity::Note,
                    pos: *pos,
                    text: text.clone(),
                    help: None,
                }));
            }
            if !lazy {
                let vars = dwarf::variable::records(pkg, c.func, c.debug);
                dwarf::define_function(pkg, c.func, &c.text, vars);
            }
            data::funcdata::register(pkg, c.func, c.live);
            if let (Some((ssa, owners)), Some(sym)) = (c.kept, c.text.sym) {
                self.held.push(HeldFunc { func: c.func, sym, ssa, owners });
            }
            pkg.syms.set_text(c.text);
        }
    }

    fn finish(self, result: Result<Option<String>, String>) -> Outcome {
        let failed = self.pkg.diags.has_errors();
        let (listing, fault) = match result {
            Ok(listing) => (listing, None),
            Err(fault) => (None, Some(fault)),
        };
        let pkg = self.pkg;
        let held = (pkg.options.keep && listing.is_some() && !failed).then_some(self.held);
        Outcome {
            diagnostics: pkg.diags.finish(&pkg.sources),
            sources: pkg.sources,
            held: held.map(|funcs| Held {
                path: match pkg.options.package_path.as_str() {
                    "" => pkg.name.as_str().to_owned(),
                    path => path.to_owned(),
                },
                types: pkg.types,
                tree: pkg.tree,
                syms: pkg.syms,
                funcs,
            }),
            dump: self.dump,
            live: self.live,
            listing: listing.filter(|_| !failed),
            failed,
            // An error in the program excuses a fault that followed from it.
            internal_error: fault.filter(|_| !failed),
            timings: self.timings,
        }
    }
}

/// One function from its tree to code.
fn compile_ssa(pkg: &Package, cx: &PassContext, func: FuncId) -> Compiled {
    compiling(pkg.tree.funcs[func].link_name.as_str());
    let mut f = ssa::build::build(pkg, func);
    ssa::pipeline::run(&mut f, cx, &mut |_, _| {});
    let live = liveness::compute(&f, cx);
    let mut emitted = emit::emit_with_owners(&f, &live, cx);
    // Only debug information looks at the instructions as emitted again.
    let instructions = match cx.options.dwarf {
        true => emitted.func.clone(),
        false => ProgFunc { progs: std::mem::take(&mut emitted.func.progs), ..emitted.func },
    };
    let text = assemble::assemble(instructions, cx.options, cx.syms);
    let debug = if cx.options.dwarf {
        let info = match cx.options.no_opt {
            true => DebugInfo::default(),
            false => ssa::debug::compute(&mut f, cx.types),
        };
        debug::describe(&f, &info, &emitted, &text)
    } else {
        FuncDebug::default()
    };
    let kept = cx.options.keep.then_some((f, emitted.owners));
    Compiled { func, text, live, debug, kept }
}

/// A function at a step of the back end: `all`, `progs`, or `ssa:PASS`.
fn dump_function(pkg: &Package, cx: &PassContext, func: FuncId, step: &str) -> String {
    compiling(pkg.tree.funcs[func].link_name.as_str());
    let mut f = ssa::build::build(pkg, func);
    let instructions = |f: &ssa::Func| {
        let live = liveness::compute(f, cx);
        emit::dump::text(&emit::emit_with_owners(f, &live, cx), cx.syms, cx.sources)
    };
    match step.strip_prefix("ssa:") {
        None if step == "all" => {
            let passes = ssa::pipeline::run_dumping(&mut f, cx);
            format!("{passes}== emit\n{}", instructions(&f))
        }
        None => {
            ssa::pipeline::run(&mut f, cx, &mut |_, _| {});
            instructions(&f)
        }
        Some("start") => ssa::pipeline::printer(cx).func(&f),
        Some(step) => {
            let mut text = String::new();
            ssa::pipeline::run(&mut f, cx, &mut |name, f| {
                if name == step {
                    text = ssa::pipeline::printer(cx).func(f);
                }
            });
            text
        }
    }
}

/// A function that the back end compiled.
struct Compiled {
    func: FuncId,
    text: FuncText,
    live: Liveness,
    debug: FuncDebug,
    kept: Option<(ssa::Func, Vec<Owner>)>,
}

impl Backlog {
    /// Takes a function through order and walk, registers its symbols and those that its stack
    /// objects need, and leaves it to the back end.
    fn compile(&mut self, pkg: &mut Package, func: FuncId) {
        let f = &pkg.tree.funcs[func];
        let (link_name, has_body) = (f.link_name, f.has_body);
        let is_blank = f.name.is_blank();
        let dupok = f.flags.contains(FuncFlags::DUPOK);
        compiling(link_name.as_str());
        if !has_body {
            data::funcdata::body_less(pkg, func);
            return;
        }
        if self.lazy {
            pkg.scope = Some(link_name);
            pkg.counters.static_temps = 0;
            pkg.counters.byte_data = 0;
            pkg.counters.wraps = 0;
        }
        lower::order::run(pkg, func);
        lower::walk::run(pkg, func);
        if pkg.diags.has_errors() || is_blank {
            return;
        }
        let sym = pkg.syms.lookup_name(link_name);
        pkg.syms.register_text(sym);
        if !self.lazy {
            dwarf::register(pkg, link_name, dupok);
        }
        self.funcs.push(func);
        data::stack_object_types(pkg, func, self);
    }
}

impl data::Generate for Backlog {
    fn hash_and_eq(&mut self, pkg: &mut Package, ty: TypeId) {
        for make in [generate::hash_eq::hash, generate::hash_eq::eq] {
            // Not analysed: nothing in it allocates.
            let func = make(pkg, ty);
            self.generated(pkg, func);
        }
    }

    fn wrapper(&mut self, pkg: &mut Package, recv: TypeId, method: &Selected, name: Name) {
        let wrapper = generate::wrapper::make(pkg, recv, method, name);
        if wrapper.inline {
            lower::inline::expand_calls(pkg, wrapper.func);
            if !self.lazy {
                dwarf::register_abstract(pkg);
            }
        }
        lower::escape::functions(pkg, &[wrapper.func]);
        self.generated(pkg, wrapper.func);
    }
}

/// A file's name as debug information records it: absolute, `-trimpath` applied.
fn recorded_name(options: &Options, name: &str) -> String {
    let abs = if name.starts_with('/') {
        name.to_owned()
    } else {
        format!("{}/{name}", options.working_dir)
    };
    for rule in options.trimpath.split(';').filter(|r| !r.is_empty()) {
        let (prefix, replacement) = rule.split_once("=>").unwrap_or((rule, ""));
        let Some(rest) = abs.strip_prefix(prefix.trim_end_matches('/')) else { continue };
        let Some(rest) = rest.strip_prefix('/') else { continue };
        return match replacement {
            "" => rest.to_owned(),
            _ => format!("{}/{rest}", replacement.trim_end_matches('/')),
        };
    }
    abs
}

thread_local! {
    /// Function that this thread compiles, for the message of an internal error.
    static CURRENT: RefCell<String> = const { RefCell::new(String::new()) };
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Notes the function that the calling thread works on from here.
pub(crate) fn compiling(name: &str) {
    CURRENT.with(|c| {
        let mut c = c.borrow_mut();
        c.clear();
        c.push_str(name);
    });
}

/// Panics are kept as text instead of being printed: the driver reports them.
fn capture_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let default = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let text = info.payload_as_str().unwrap_or("unknown fault");
            let place = info.location().map(|l| format!(" ({}:{})", l.file(), l.line()));
            let func = CURRENT.with(|c| c.borrow().clone());
            let compiling = if func.is_empty() { String::new() } else { format!("{func}: ") };
            let text = format!("{compiling}{text}{}", place.unwrap_or_default());
            LAST_PANIC.with(|p| *p.borrow_mut() = text);
            if std::env::var_os("RUST_BACKTRACE").is_some() {
                default(info);
            }
        }));
    });
}

fn last_panic() -> String {
    LAST_PANIC.with(|p| p.borrow().clone())
}
