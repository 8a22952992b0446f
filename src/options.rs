//! Options of one compilation, as the driver hands them to the stages.

use std::path::PathBuf;

use crate::library::Library;

/// The system that code is generated for; it decides how TLS is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Goos {
    #[default]
    Linux,
    Windows,
    Darwin,
}

/// How `defer` outside loops is compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DeferKind {
    /// A record in the frame (`deferprocStack`), as Go 1.13 does.
    #[default]
    Stack,
    /// `deferproc` for every `defer`, as releases before 1.13 did.
    Heap,
}

/// What a `-d dump=STEP,func=NAME` asked for.
#[derive(Clone, Debug)]
pub struct Dump {
    pub step: String,
    pub func: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Options {
    /// `-N`: no optimisation.
    pub no_opt: bool,
    /// `-l`: no inlining.
    pub no_inline: bool,
    /// `-m`: 0 none, 1 decisions, 2 with reasons.
    pub verbose: u8,
    /// `-e`: no limit on errors.
    pub all_errors: bool,
    /// `-live`.
    pub live: bool,
    /// `-dwarf`: DWARF symbols in full.
    pub dwarf: bool,
    /// `-p`.
    pub package_path: String,
    /// `-I`, `-D`.
    pub import_dirs: Vec<PathBuf>,
    pub local_import_prefix: String,
    /// `-trimpath`.
    pub trimpath: String,
    /// Directory that relative file names are resolved against (absolute path).
    pub working_dir: String,
    /// `-complete`: no body-less functions.
    pub complete: bool,
    /// `-c`: back end threads.
    pub concurrency: usize,
    pub goos: Goos,
    pub defer_kind: DeferKind,
    pub dump: Option<Dump>,
    /// `-S -S`: lines of the outermost call instead of the innermost.
    pub outermost_lines: bool,
    /// Stop after checking.
    pub check_only: bool,
    /// Keep what the back end held, for views of it (`driver::Held`).
    pub keep: bool,
    /// Of this package, only what is asked for is made: it is part of a program.
    pub lazy: bool,
    /// The packages that can be imported.
    pub library: &'static Library,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            no_opt: false,
            no_inline: false,
            verbose: 0,
            all_errors: false,
            live: false,
            dwarf: true,
            package_path: String::new(),
            import_dirs: Vec::new(),
            local_import_prefix: String::new(),
            trimpath: String::new(),
            working_dir: String::new(),
            complete: false,
            concurrency: 1,
            goos: Goos::Linux,
            defer_kind: DeferKind::Stack,
            dump: None,
            outermost_lines: false,
            check_only: false,
            keep: false,
            lazy: false,
            library: Library::embedded(),
        }
    }
}
