//! Building a program: the user's package, package runtime, and what they import, compiled and
//! linked to one executable.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::unit::Unit;
use super::{STACK_SIZE, SourceFile, capture_panics, last_panic};
use crate::diag::Diagnostic;
use crate::intern::Name;
use crate::link::image::{self, Image, LinkError};
use crate::link::object::Object;
use crate::link::store::{self, Stored};
use crate::link::{self, ENTRY, Program, elf};
use crate::lower::escape::imported::broken_promises;
use crate::options::Options;
use crate::source::Sources;

/// What building a program gave.
pub struct Built {
    /// Problems by package, the main package's first, each in the order in which they are to be
    /// printed.
    pub problems: Vec<(Vec<Diagnostic>, Sources)>,
    /// Why the program cannot be linked, one line each.
    pub link_errors: Vec<String>,
    /// A broken invariant of the compiler.
    pub internal_error: Option<String>,
    /// The executable, if there were no errors.
    pub executable: Option<Vec<u8>>,
    /// Time spent, in order: wall clock of the stages of the build.
    pub timings: Vec<(String, Duration)>,
}

/// Where packages of the library that were compiled for earlier programs are kept. What is read
/// is trusted to come from the same compiler, sources and options.
pub trait Cache: Sync {
    /// The bytes kept for a package.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// Keeps bytes for a package; may fail silently.
    fn write(&self, path: &str, bytes: &[u8]);
}

/// Keeps nothing.
pub struct NoCache;

impl Cache for NoCache {
    fn read(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn write(&self, _: &str, _: &[u8]) {}
}

/// Builds the program whose main package has these files.
pub fn build(files: Vec<SourceFile>, options: Options, cache: &dyn Cache) -> Built {
    with_pool(options.concurrency, || Build::new(options, cache).program(files))
}

/// Checks a package of the library as it is compiled for programs.
pub fn check_library(path: &str, options: Options) -> Built {
    with_pool(options.concurrency, || Build::new(options, &NoCache).check(path))
}

fn with_pool(threads: usize, work: impl FnOnce() -> Built + Send) -> Built {
    capture_panics();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.max(1))
        .stack_size(STACK_SIZE)
        .build()
        .expect("threads can be started");
    pool.install(work)
}

struct Build<'c> {
    cache: &'c dyn Cache,
    options: Options,
    units: Vec<Unit>,
    fault: Option<String>,
    link_errors: Vec<String>,
    timings: Vec<(String, Duration)>,
    start: Instant,
}

impl<'c> Build<'c> {
    fn new(options: Options, cache: &'c dyn Cache) -> Build<'c> {
        Build {
            cache,
            options: Options { dwarf: false, ..options },
            units: Vec::new(),
            fault: None,
            link_errors: Vec::new(),
            timings: Vec::new(),
            start: Instant::now(),
        }
    }

    fn stage(&mut self, name: &str) {
        let now = Instant::now();
        let spent = now - std::mem::replace(&mut self.start, now);
        self.timings.push((name.to_owned(), spent));
    }

    fn program(mut self, files: Vec<SourceFile>) -> Built {
        self.load(vec![("main".to_owned(), files), ("runtime".to_owned(), Vec::new())]);
        self.stage("front ends");
        let main_is_program =
            self.units.last().is_some_and(|u| u.state.pkg.name.as_str() == "main");
        if !self.failed() && !main_is_program {
            let name = self.units.last().map_or("", |u| u.state.pkg.name.as_str());
            self.link_errors.push(format!("package {name} is not a main package"));
        }
        let image = if self.failed() { None } else { self.link() };
        let executable = image.map(|(program, image)| {
            let bytes = elf::write(&program, &image);
            self.stage("write");
            bytes
        });
        if executable.is_some() {
            self.keep();
            self.stage("keep");
        }
        self.finish(executable)
    }

    fn check(mut self, path: &str) -> Built {
        self.load(vec![(path.to_owned(), Vec::new())]);
        self.units.retain(|u| u.path == path);
        for unit in self.units.iter().filter(|u| !u.state.pkg.diags.has_errors()) {
            for text in broken_promises(&unit.state.pkg, path) {
                self.link_errors.push(format!("{text} escapes further than the description says"));
            }
        }
        self.finish(None)
    }

    fn failed(&self) -> bool {
        self.fault.is_some()
            || !self.link_errors.is_empty()
            || self.units.iter().any(|u| u.state.pkg.diags.has_errors())
    }

    fn finish(mut self, executable: Option<Vec<u8>>) -> Built {
        let failed = self.failed();
        // The main package comes first.
        self.units.reverse();
        let errors = self.units.iter().any(|u| u.state.pkg.diags.has_errors());
        let problems = self.units.into_iter().map(|u| {
            let pkg = u.state.pkg;
            (pkg.diags.finish(&pkg.sources), pkg.sources)
        });
        Built {
            problems: problems.filter(|p| !p.0.is_empty()).collect(),
            link_errors: self.link_errors,
            internal_error: self.fault.filter(|_| !errors),
            executable: executable.filter(|_| !failed),
            timings: self.timings,
        }
    }

    /// Runs the front ends of the packages and of all that they import, side by side; leaves the
    /// units in the order of dependency, package runtime first, the main package last.
    fn load(&mut self, roots: Vec<(String, Vec<SourceFile>)>) {
        let done: Mutex<BTreeMap<String, Unit>> = Mutex::default();
        let seen: Mutex<FxHashSet<String>> = Mutex::default();
        let fault: Mutex<Option<String>> = Mutex::default();
        let (options, cache) = (&self.options, self.cache);
        let order: Vec<String> = roots.iter().map(|r| r.0.clone()).collect();
        rayon::scope(|scope| {
            struct Loader<'a> {
                options: &'a Options,
                cache: &'a dyn Cache,
                done: &'a Mutex<BTreeMap<String, Unit>>,
                seen: &'a Mutex<FxHashSet<String>>,
                fault: &'a Mutex<Option<String>>,
            }
            fn spawn<'a>(
                scope: &rayon::Scope<'a>,
                l: &'a Loader<'a>,
                path: String,
                files: Vec<SourceFile>,
            ) {
                if !l.seen.lock().expect("no panic holds it").insert(path.clone()) {
                    return;
                }
                scope.spawn(move |scope| {
                    let found = |path: &str| spawn(scope, l, path.to_owned(), Vec::new());
                    let mut unit = match path.as_str() {
                        "main" => Unit::main(l.options),
                        _ => {
                            let kept = l.cache.read(&path).and_then(|b| store::read(&b));
                            Unit::library(&path, l.options, kept)
                        }
                    };
                    let run = catch_unwind(AssertUnwindSafe(|| {
                        if unit.is_stored() {
                            unit.imports.iter().for_each(|path| found(path));
                        } else {
                            unit.front_end(files, &found);
                        }
                    }));
                    if run.is_err() {
                        let text = format!("package {path}: {}", last_panic());
                        l.fault.lock().expect("no panic holds it").get_or_insert(text);
                    }
                    l.done.lock().expect("no panic holds it").insert(path, unit);
                });
            }
            // Leaked: tasks of the scope refer to it; it holds nothing but references.
            let loader: &Loader<'_> = Box::leak(Box::new(Loader {
                options,
                cache,
                done: &done,
                seen: &seen,
                fault: &fault,
            }));
            for (path, files) in roots {
                spawn(scope, loader, path, files);
            }
        });
        self.fault = fault.into_inner().expect("no panic holds it");
        let mut units = done.into_inner().expect("no panic holds it");
        let mut sorted = Vec::with_capacity(units.len());
        let roots = order.iter().rev();
        for root in roots {
            take_in_order(root, &mut units, &mut sorted);
        }
        self.units = sorted;
    }

    /// Compiles what the entry point reaches and links it.
    fn link(&mut self) -> Option<(Program, Image)> {
        let tasks = self.init_tasks();
        let mut program = Program::new(self.units.len() + 1);
        image::define(&mut program);
        let entry = program.symbol(Name::new(ENTRY));
        program.mark(entry, None);
        loop {
            let missing = {
                let objects = objects(&self.units, &tasks);
                program.define(&objects);
                program.reach(&objects)
            };
            if missing.is_empty() {
                break;
            }
            let mut wanted: Vec<Vec<Name>> = vec![Vec::new(); self.units.len()];
            let mut any = false;
            for &g in &missing {
                let name = program.globals[g].name;
                if let Some(u) = self.units.iter().position(|u| u.can_make(name)) {
                    wanted[u].push(name);
                    any = true;
                }
            }
            if any {
                self.make(&wanted);
                if self.failed() {
                    return None;
                }
                continue;
            }
            let mut made = false;
            for &g in &missing {
                let name = program.globals[g].name;
                for unit in &mut self.units {
                    made |= unit.make_methods_of(name);
                }
            }
            if !made {
                self.report_missing(&program, &missing);
                return None;
            }
        }
        self.stage("reach");
        let linked = image::link(&program, &objects(&self.units, &tasks));
        self.stage("link");
        match linked {
            Ok(image) => Some((program, image)),
            Err(LinkError(text)) => {
                self.link_errors.push(text);
                None
            }
        }
    }

    /// Keeps what was made of library packages.
    fn keep(&mut self) {
        let cache = self.cache;
        self.units.par_iter_mut().filter(|u| u.grown && u.path != "main").for_each(|unit| {
            let stored: Stored = unit.to_store();
            if let Some(bytes) = store::write(&stored) {
                cache.write(&unit.path, &bytes);
            }
        });
    }

    /// Makes what each unit was asked for, side by side.
    fn make(&mut self, wanted: &[Vec<Name>]) {
        let faults: Vec<String> = self
            .units
            .par_iter_mut()
            .zip(wanted)
            .filter(|(_, names)| !names.is_empty())
            .filter_map(|(unit, names)| {
                let run = catch_unwind(AssertUnwindSafe(|| unit.make(names)));
                run.err().map(|_| format!("package {}: {}", unit.path, last_panic()))
            })
            .collect();
        self.fault = self.fault.take().or(faults.into_iter().next());
    }

    /// Init tasks of all packages that have something to do.
    fn init_tasks(&self) -> Object {
        let mut tasks = Object::new(String::new());
        let mut has: FxHashSet<&str> = FxHashSet::default();
        for unit in &self.units {
            if unit.has_init_task(|path| has.contains(path)) {
                tasks.add_data(unit.init_task(|path| has.contains(path)));
                has.insert(&unit.path);
            }
        }
        tasks
    }

    fn report_missing(&mut self, program: &Program, missing: &[link::reach::GlobalId]) {
        for &g in missing {
            let global = &program.globals[g];
            let by = match global.referrer {
                Some(r) => format!("{}: ", program.globals[r].name),
                None => String::new(),
            };
            self.link_errors.push(format!("{by}undefined: {}", global.name));
        }
    }
}

/// What is linked: init tasks come first, as main's own symbols have one for listings.
fn objects<'a>(units: &'a [Unit], tasks: &'a Object) -> Vec<&'a Object> {
    std::iter::once(tasks).chain(units.iter().map(|u| &u.object)).collect()
}

/// Moves the unit behind those that it imports.
fn take_in_order(path: &str, units: &mut BTreeMap<String, Unit>, out: &mut Vec<Unit>) {
    let Some(unit) = units.remove(path) else { return };
    for import in unit.imports.clone() {
        take_in_order(&import, units, out);
    }
    out.push(unit);
}
