//! `go9 build` and `go9 run`: programs.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use go9::diag::render;
use go9::driver::SourceFile;
use go9::driver::build::{self, Built};
use go9::options::{Goos, Options};
use go9::output;

use super::compile::default_concurrency;
use super::{CheckArgs, FAILED, base_options, usage};

#[derive(Args)]
pub struct BuildArgs {
    /// The executable; default: named like the first file
    #[arg(short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub options: ProgramArgs,
}

#[derive(Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub options: ProgramArgs,
    /// Arguments of the program, after `--`
    #[arg(last = true, value_name = "ARG")]
    pub args: Vec<std::ffi::OsString>,
}

/// What building a program depends on.
#[derive(Args)]
pub struct ProgramArgs {
    /// No inlining
    #[arg(short = 'l')]
    pub no_inline: bool,
    /// No optimisation
    #[arg(short = 'N')]
    pub no_opt: bool,
    /// Number of functions compiled at a time
    #[arg(short = 'c', value_name = "N", default_value_t = default_concurrency())]
    pub concurrency: usize,
    /// time: print how long each stage took
    #[arg(short = 'd', value_name = "WHAT")]
    pub debug: Option<String>,
    #[command(flatten)]
    pub common: CheckArgs,
}

/// Writes the program that the files are.
pub fn build(args: &BuildArgs) -> u8 {
    let bytes = match executable(&args.options) {
        Ok(bytes) => bytes,
        Err(status) => return status,
    };
    let first = args.options.common.files[0].file_stem().unwrap_or_default();
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(first));
    match output::write_executable(&path, &bytes) {
        Ok(()) => 0,
        Err(e) => usage(&e.to_string()),
    }
}

/// The bytes of the program.
pub fn executable(args: &ProgramArgs) -> Result<Vec<u8>, u8> {
    if let Some(what) = args.debug.as_deref().filter(|d| *d != "time") {
        return Err(usage(&format!("-d: unknown setting {what:?}; use time")));
    }
    let mut files = Vec::new();
    for path in &args.common.files {
        match std::fs::read(path) {
            Ok(text) => files.push(SourceFile { name: path.to_string_lossy().into_owned(), text }),
            Err(e) => return Err(usage(&format!("open {}: {e}", path.display()))),
        }
    }
    let options = Options {
        no_inline: args.no_inline,
        no_opt: args.no_opt,
        concurrency: args.concurrency.max(1),
        library: super::root::library().map_err(|text| usage(&text))?,
        ..base_options(&args.common)
    };
    if options.goos != Goos::Linux {
        let text = "programs are built for linux/amd64 only; for other systems, `go9 compile` \
                    writes listings";
        return Err(usage(text));
    }
    let cache = super::cache::Folder::new(&options);
    let built = build::build(files, options, &cache);
    if args.debug.is_some() {
        print_timings(&built.timings);
    }
    report(&built)?;
    built.executable.ok_or(FAILED)
}

/// Prints what is wrong.
pub fn report(built: &Built) -> Result<(), u8> {
    let mut failed = false;
    for (diagnostics, sources) in &built.problems {
        eprint!("{}", render::one_line(diagnostics, sources));
        failed = true;
    }
    for text in &built.link_errors {
        eprintln!("go9: link: {text}");
        failed = true;
    }
    if let Some(fault) = &built.internal_error {
        eprintln!("go9: internal error: {fault}");
        eprintln!("go9: this is a bug in go9, not in the program");
        failed = true;
    }
    if failed { Err(FAILED) } else { Ok(()) }
}

fn print_timings(timings: &[(String, Duration)]) {
    let total: Duration = timings.iter().map(|t| t.1).sum();
    for (name, time) in timings {
        eprintln!("{:9.3} ms  {name}", time.as_secs_f64() * 1e3);
    }
    eprintln!("{:9.3} ms  in all", total.as_secs_f64() * 1e3);
}

/// Checks packages of the library as programs compile them.
pub fn check_packages(args: &CheckArgs, paths: &[String]) -> u8 {
    let library = match super::root::library() {
        Ok(library) => library,
        Err(text) => return usage(&text),
    };
    let mut status = 0;
    for path in paths {
        if !library.has(path) {
            status = usage(&format!("no package {path}"));
            continue;
        }
        let options = Options { library, ..base_options(args) };
        let built = build::check_library(path, options);
        status = status.max(report(&built).err().unwrap_or(0));
    }
    status
}

/// Runs the program that the files are; gives its exit status.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
pub fn run(args: &RunArgs) -> u8 {
    let bytes = match executable(&args.options) {
        Ok(bytes) => bytes,
        Err(status) => return status,
    };
    let name = args.options.common.files[0].file_stem().unwrap_or_default();
    super::exec::run(std::path::Path::new(name), &bytes, &args.args)
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
pub fn run(_: &RunArgs) -> u8 {
    usage("programs run on linux/amd64 only; here `go9 compile` writes listings")
}
