//! Building a program: the user's package, package runtime, and what they import, compiled and
//! linked to one executable.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::unit::Unit;
use super::{STACK_SIZE, SourceFile, capture_panics, last_panic};
use crate::diag::Diagnostic;
use crate::intern::Name;
use crate::link::image::{self, Image};
use crate::link::{self, ENTRY, Program, elf};
use crate::options::Options;
use crate::package::Package;
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

/// Builds the program whose main package has these files.
pub fn build(files: Vec<SourceFile>, options: Options) -> Built {
    with_pool(options.concurrency, || Build::new(options).program(files))
}

/// Checks a package of the library as it is compiled for programs.
pub fn check_library(path: &str, options: Options) -> Built {
    with_pool(options.concurrency, || Build::new(options).check(path))
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

struct Build {
    options: Options,
    units: Vec<Unit>,
    fault: Option<String>,
    link_errors: Vec<String>,
    timings: Vec<(String, Duration)>,
    start: Instant,
}

impl Build {
    fn new(options: Options) -> Build {
        Build {
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
        self.finish(executable)
    }

    fn check(mut self, path: &str) -> Built {
        self.load(vec![(path.to_owned(), Vec::new())]);
        self.units.retain(|u| u.path == path);
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
        let options = &self.options;
        let order: Vec<String> = roots.iter().map(|r| r.0.clone()).collect();
        rayon::scope(|scope| {
            struct Loader<'a> {
                options: &'a Options,
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
                    let mut unit = match path.as_str() {
                        "main" => Unit::main(l.options),
                        _ => Unit::library(&path, l.options),
                    };
                    let found = |path: &str| spawn(scope, l, path.to_owned(), Vec::new());
                    let run = catch_unwind(AssertUnwindSafe(|| unit.front_end(files, &found)));
                    if run.is_err() {
                        let text = format!("package {path}: {}", last_panic());
                        l.fault.lock().expect("no panic holds it").get_or_insert(text);
                    }
                    l.done.lock().expect("no panic holds it").insert(path, unit);
                });
            }
            // Leaked: tasks of the scope refer to it; it holds nothing but references.
            let loader: &Loader<'_> =
                Box::leak(Box::new(Loader { options, done: &done, seen: &seen, fault: &fault }));
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
        self.define_init_tasks();
        let prefixes: Vec<String> = self.units.iter().map(Unit::prefix).collect();
        let mut program = Program::new(prefixes.clone());
        image::define(&mut program);
        let n_assembly = self.assemble()?;
        let entry = program.symbol(Name::new(ENTRY));
        program.mark(entry, None);
        self.stage("assemble");
        let makers = |units: &[Unit], name: Name| units.iter().position(|u| u.can_make(name));
        loop {
            let missing = {
                let pkgs: Vec<&Package> = self.units.iter().map(|u| &u.state.pkg).collect();
                program.define(&pkgs);
                program.reach(&pkgs)
            };
            if missing.is_empty() {
                break;
            }
            let mut wanted: Vec<Vec<Name>> = vec![Vec::new(); self.units.len()];
            let mut any = false;
            for &g in &missing {
                let name = program.globals[g].name;
                if let Some(u) = makers(&self.units, name) {
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
        let pkgs: Vec<&Package> = self.units.iter().map(|u| &u.state.pkg).collect();
        let linked = image::link(&program, &pkgs, &prefixes, &n_assembly);
        self.stage("link");
        match linked {
            Ok(image) => Some((program, image)),
            Err(link::image::LinkError(text)) => {
                self.link_errors.push(text);
                None
            }
        }
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

    /// Assembles the `.s` files of each package; how many functions each has.
    fn assemble(&mut self) -> Option<Vec<usize>> {
        let mut counts = Vec::with_capacity(self.units.len());
        for unit in &mut self.units {
            unit.assemble();
            counts.push(unit.state.pkg.syms.funcs.len() * usize::from(unit.path != "main"));
        }
        (!self.failed()).then_some(counts)
    }

    /// Init tasks follow what packages have to do, whatever their descriptions say.
    fn define_init_tasks(&mut self) {
        let mut has: FxHashMap<String, bool> = FxHashMap::default();
        for unit in &mut self.units {
            let import_has = |path: &str| has.get(path).copied().unwrap_or(false);
            let own = unit.has_init_task(import_has);
            unit.define_init_task(import_has);
            has.insert(unit.path.clone(), own);
        }
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

/// Moves the unit behind those that it imports.
fn take_in_order(path: &str, units: &mut BTreeMap<String, Unit>, out: &mut Vec<Unit>) {
    let Some(unit) = units.remove(path) else { return };
    for import in unit.imports.clone() {
        take_in_order(&import, units, out);
    }
    out.push(unit);
}
