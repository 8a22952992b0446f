//! `go9 compile`: a listing, dumps, decisions.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use go9::asm;
use go9::diag::render;
use go9::driver;
use go9::obj::elf;
use go9::options::{DeferKind, Dump, Goos, Options};
use go9::output;

use super::{CheckArgs, base_options, print, run, usage};

#[derive(Clone, Copy, ValueEnum)]
pub enum DeferArg {
    Stack,
    Heap,
}

/// Flags are spelled with one dash, as for `go tool compile`.
#[derive(Args)]
pub struct CompileArgs {
    /// Print the listing on standard output; write no file unless -o is given
    #[arg(short = 'S', action = clap::ArgAction::Count)]
    pub print: u8,
    /// Where the result goes: FILE.s gets the listing, FILE.asm.s assembly source, others an object
    #[arg(short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// No inlining
    #[arg(short = 'l')]
    pub no_inline: bool,
    /// No optimisation
    #[arg(short = 'N')]
    pub no_opt: bool,
    /// Print escape and inlining decisions; twice: with reasons
    #[arg(short = 'm', action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Print liveness
    #[arg(long)]
    pub live: bool,
    /// DWARF symbols in the listing
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub dwarf: bool,
    /// Import path of the package
    #[arg(short = 'p', value_name = "PATH", default_value = "")]
    pub package_path: String,
    /// Search imports in DIR as well
    #[arg(short = 'I', value_name = "DIR")]
    pub import_dirs: Vec<PathBuf>,
    /// Prefix of relative imports
    #[arg(short = 'D', value_name = "DIR", default_value = "")]
    pub local_import_prefix: String,
    /// Remove the prefix P from recorded file names
    #[arg(long, value_name = "P", default_value = "")]
    pub trimpath: String,
    /// The package has no functions without bodies
    #[arg(long)]
    pub complete: bool,
    /// Number of functions compiled at a time
    #[arg(short = 'c', value_name = "N", default_value_t = default_concurrency())]
    pub concurrency: usize,
    /// How `defer` outside loops is compiled
    #[arg(long, value_enum, default_value = "stack")]
    pub defer: DeferArg,
    /// dump=STEP[,func=NAME]: print what a step holds
    #[arg(short = 'd', value_name = "WHAT")]
    pub debug: Option<String>,
    #[command(flatten)]
    pub common: CheckArgs,
}

pub fn default_concurrency() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get().min(4))
}

pub fn compile(args: &CompileArgs) -> u8 {
    let dump = match args.debug.as_deref().map(parse_dump).transpose() {
        Ok(dump) => dump,
        Err(text) => return usage(&text),
    };
    let mut options = compile_options(args, dump);
    let no_opt = options.no_opt;
    let form = args.output.as_deref().map_or(Form::Listing, Form::of);
    options.keep |= form != Form::Listing;
    if form == Form::Object && options.goos != Goos::Linux {
        return usage(NOT_ELF);
    }
    let outcome = match run(&args.common, options) {
        Ok(outcome) => outcome,
        Err(status) => return status,
    };
    let Some(listing) = outcome.listing else { return 0 };
    if args.print > 0 {
        print(&listing);
    }
    print(&render::one_line(&outcome.live, &outcome.sources));
    let path = match &args.output {
        Some(path) => path.clone(),
        None if args.print > 0 => return 0,
        None => {
            PathBuf::from(args.common.files[0].file_name().unwrap_or_default()).with_extension("s")
        }
    };
    let bytes = match (form, &outcome.held) {
        (Form::Assembly, Some(held)) => asm::write(&held.syms, &outcome.sources, no_opt).into(),
        (Form::Object, Some(held)) => match elf::write(&held.syms, &held.path) {
            Ok(bytes) => bytes,
            Err(text) => return usage(&text),
        },
        _ => listing.into_bytes(),
    };
    match output::write(&path, &bytes) {
        Ok(()) => 0,
        Err(e) => usage(&e.to_string()),
    }
}

pub fn compile_options(args: &CompileArgs, dump: Option<Dump>) -> Options {
    Options {
        no_opt: args.no_opt,
        no_inline: args.no_inline,
        verbose: args.verbose,
        live: args.live,
        dwarf: args.dwarf,
        package_path: args.package_path.clone(),
        import_dirs: args.import_dirs.clone(),
        local_import_prefix: args.local_import_prefix.clone(),
        trimpath: args.trimpath.clone(),
        complete: args.complete,
        concurrency: args.concurrency.max(1),
        defer_kind: match args.defer {
            DeferArg::Stack => DeferKind::Stack,
            DeferArg::Heap => DeferKind::Heap,
        },
        dump,
        outermost_lines: args.print > 1,
        ..base_options(&args.common)
    }
}

/// `dump=STEP[,func=NAME]`
pub fn parse_dump(text: &str) -> Result<Dump, String> {
    let mut step = None;
    let mut func = None;
    for part in text.split(',') {
        match part.split_once('=') {
            Some(("dump", s)) => step = Some(s.to_owned()),
            Some(("func", f)) => func = Some(f.to_owned()),
            _ => return Err(format!("-d: unknown setting {part:?}; use dump=STEP[,func=NAME]")),
        }
    }
    let step = step.ok_or("-d: dump=STEP is missing")?;
    if !driver::is_dump_step(&step) {
        let known = driver::DUMP_STEPS.join(", ");
        return Err(format!("-d: no step {step:?}; steps are {known}, ssa:PASS"));
    }
    Ok(Dump { step, func })
}

/// What is written to a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Listing,
    Assembly,
    Object,
}

/// Why there is no object for other systems.
pub const NOT_ELF: &str = "objects are ELF, for GOOS=linux only; use FILE.s";

impl Form {
    /// The form that a file's name asks for; devices and pipes get the listing.
    pub fn of(path: &Path) -> Form {
        let name = path.to_string_lossy();
        if name.ends_with(".asm.s") {
            Form::Assembly
        } else if name.ends_with(".s") || path.exists() && !path.is_file() {
            Form::Listing
        } else {
            Form::Object
        }
    }
}
