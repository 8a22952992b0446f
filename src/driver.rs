//! The sequence of a compilation: options and bytes in, diagnostics, dumps and a listing out.
//!
//! Nothing here touches files, the environment or the terminal. The order of steps is the order
//! in which gc creates symbols and reports problems (spec 10, sections 1 and 10; spec 30,
//! sections 2 and 3).

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::diag::Diagnostic;
use crate::options::Options;
use crate::package::Package;
use crate::source::Sources;

/// Steps that `-d dump=` knows besides `ssa:PASS`.
pub const DUMP_STEPS: [&str; 10] =
    ["tokens", "ast", "types", "inline", "escape", "closure", "order", "walk", "progs", "all"];

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
    /// There were errors.
    pub failed: bool,
    /// A broken invariant of the compiler, with the function being compiled.
    pub internal_error: Option<String>,
}

/// Stack of the thread that compiles: the passes recurse over expressions, whose depth the parser
/// bounds.
const STACK_SIZE: usize = 512 << 20;

/// Compiles one package.
pub fn compile(files: Vec<SourceFile>, options: Options) -> Outcome {
    capture_panics();
    std::thread::scope(|scope| {
        let work = || {
            let mut state = State { pkg: Package::new(options, "main"), dump: String::new() };
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
    dump: String,
}

impl State {
    fn run(&mut self, _files: Vec<SourceFile>) -> Option<String> {
        None
    }

    fn finish(self, result: Result<Option<String>, String>) -> Outcome {
        let failed = self.pkg.diags.has_errors();
        let (listing, fault) = match result {
            Ok(listing) => (listing, None),
            Err(fault) => (None, Some(fault)),
        };
        Outcome {
            diagnostics: self.pkg.diags.finish(&self.pkg.sources),
            sources: self.pkg.sources,
            dump: self.dump,
            listing: listing.filter(|_| !failed),
            failed,
            // An error in the program excuses a fault that followed from it.
            internal_error: fault.filter(|_| !failed),
        }
    }
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
