//! The command line of go9: parses it, reads files, calls the library, prints, sets the status.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use go9::diag::render;
use go9::diff::{self, folder};
use go9::driver::{self, SourceFile};
use go9::obj::read::{self, Listing};
use go9::options::{DeferKind, Dump, Goos, Options};
use go9::output;

/// Exit status of diagnostics and bad usage.
const FAILED: u8 = 2;

/// Compiles Go 1.13 packages to Plan 9 amd64 assembly, as `go tool compile -S` lists it.
#[derive(Parser)]
#[command(name = "go9", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile the files of one package to a listing
    Compile(CompileArgs),
    /// Report the problems of a package, compile nothing
    Check(CheckArgs),
    /// Compare a listing of `go tool compile -S` with what go9 emits now, or with another listing
    Diff(DiffArgs),
}

#[derive(Clone, Copy, ValueEnum)]
enum ErrorFormat {
    /// `file:line:col: text`
    Gc,
    /// Source excerpts
    Pretty,
}

#[derive(Clone, Copy, ValueEnum)]
enum DeferArg {
    Stack,
    Heap,
}

/// Flags are spelled with one dash, as for `go tool compile`.
#[derive(Args)]
struct CompileArgs {
    /// Print the listing on standard output; write no file unless -o is given
    #[arg(short = 'S', action = clap::ArgAction::Count)]
    print: u8,
    /// Where the result goes: FILE.s gets the listing
    #[arg(short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// No inlining
    #[arg(short = 'l')]
    no_inline: bool,
    /// No optimisation
    #[arg(short = 'N')]
    no_opt: bool,
    /// Print escape and inlining decisions; twice: with reasons
    #[arg(short = 'm', action = clap::ArgAction::Count)]
    verbose: u8,
    /// Print liveness
    #[arg(long)]
    live: bool,
    /// DWARF symbols in the listing
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    dwarf: bool,
    /// Import path of the package
    #[arg(short = 'p', value_name = "PATH", default_value = "")]
    package_path: String,
    /// Search imports in DIR as well
    #[arg(short = 'I', value_name = "DIR")]
    import_dirs: Vec<PathBuf>,
    /// Prefix of relative imports
    #[arg(short = 'D', value_name = "DIR", default_value = "")]
    local_import_prefix: String,
    /// Remove the prefix P from recorded file names
    #[arg(long, value_name = "P", default_value = "")]
    trimpath: String,
    /// The package has no functions without bodies
    #[arg(long)]
    complete: bool,
    /// Number of functions compiled at a time
    #[arg(short = 'c', value_name = "N", default_value_t = default_concurrency())]
    concurrency: usize,
    /// How `defer` outside loops is compiled
    #[arg(long, value_enum, default_value = "stack")]
    defer: DeferArg,
    /// dump=STEP[,func=NAME]: print what a step holds
    #[arg(short = 'd', value_name = "WHAT")]
    debug: Option<String>,
    #[command(flatten)]
    common: CheckArgs,
}

#[derive(Args)]
struct CheckArgs {
    /// No limit on the number of errors
    #[arg(short = 'e')]
    all_errors: bool,
    /// How problems are shown; default: gc, with source excerpts on a terminal
    #[arg(long, value_enum)]
    error_format: Option<ErrorFormat>,
    /// The Go files of the package
    #[arg(required = true, value_name = "FILE.go")]
    files: Vec<PathBuf>,
}

fn default_concurrency() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get().min(4))
}

/// Two of: listings (`-` is standard input), Go files, folders. A listing is the golden for Go files;
/// of two listings it is the first.
#[derive(Args)]
struct DiffArgs {
    /// The argument is a folder: compile every X.go and compare with the listings beside it
    #[arg(long)]
    dir: bool,
    /// One line for each symbol that differs
    #[arg(long)]
    stat: bool,
    #[arg(long)]
    json: bool,
    /// Compare only this: insn (instructions), text (functions), data
    #[arg(long, value_enum)]
    only: Option<PartArg>,
    /// Compare only this function
    #[arg(long, value_name = "NAME")]
    func: Option<String>,
    /// Golden left, other right
    #[arg(long)]
    side_by_side: bool,
    #[arg(long, value_enum, default_value = "auto")]
    color: ColorArg,
    #[command(flatten)]
    compile: CompileArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum PartArg {
    Insn,
    Text,
    Data,
}

#[derive(Clone, Copy, ValueEnum)]
enum ColorArg {
    Auto,
    Always,
    Never,
}

/// Long flags that gophers write with one dash.
const LONG: [&str; 13] = [
    "live",
    "dwarf",
    "trimpath",
    "complete",
    "defer",
    "error-format",
    "dir",
    "stat",
    "json",
    "only",
    "func",
    "side-by-side",
    "color",
];

/// `-dwarf=false` becomes `--dwarf=false`; everything after `--` is left alone.
fn double_dashes(args: impl Iterator<Item = String>) -> Vec<String> {
    let mut plain = true;
    args.map(|arg| {
        plain &= arg != "--";
        let word = arg.strip_prefix('-').map(|a| a.split('=').next().unwrap_or(a));
        match word {
            Some(w) if plain && LONG.contains(&w) => format!("-{arg}"),
            _ => arg,
        }
    })
    .collect()
}

fn main() -> ExitCode {
    let cli = Cli::parse_from(double_dashes(std::env::args()));
    let status = match cli.command {
        Command::Compile(args) => compile(&args),
        Command::Check(args) => check(&args),
        Command::Diff(args) => diff(&args),
    };
    ExitCode::from(status)
}

fn compile(args: &CompileArgs) -> u8 {
    let dump = match args.debug.as_deref().map(parse_dump).transpose() {
        Ok(dump) => dump,
        Err(text) => return usage(&text),
    };
    if let Some(path) = &args.output
        && let Some(text) = unsupported_output(path)
    {
        return usage(&text);
    }
    let options = compile_options(args, dump);
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
    match output::write(&path, listing.as_bytes()) {
        Ok(()) => 0,
        Err(e) => usage(&e.to_string()),
    }
}

fn compile_options(args: &CompileArgs, dump: Option<Dump>) -> Options {
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

fn check(args: &CheckArgs) -> u8 {
    let options = Options { check_only: true, ..base_options(args) };
    run(args, options).map_or_else(|status| status, |_| 0)
}

/// Prints what differs; status 1 if anything does.
fn diff(args: &DiffArgs) -> u8 {
    match try_diff(args) {
        Ok(equal) => u8::from(!equal),
        Err(status) => status,
    }
}

fn try_diff(args: &DiffArgs) -> Result<bool, u8> {
    let files = &args.compile.common.files;
    let folders: Vec<&PathBuf> = files.iter().filter(|p| p.is_dir()).collect();
    match folders[..] {
        [] if args.dir => Err(usage("--dir: no such folder")),
        [] => diff_listings(args),
        [a] if files.len() == 1 => {
            diff_folder(args, folder::programs(a, &compile_options(&args.compile, None)))
        }
        [a, b] if files.len() == 2 => diff_folder(args, folder::listings(a, b)),
        _ => Err(usage("diff: give one folder, two folders, or files")),
    }
}

fn diff_folder(args: &DiffArgs, entries: std::io::Result<Vec<folder::Entry>>) -> Result<bool, u8> {
    let mut entries = entries.map_err(|e| usage(&e.to_string()))?;
    for e in &mut entries {
        if let Ok(report) = &mut e.report {
            report.filter(args.only.map(part), args.func.as_deref());
        }
    }
    print(&if args.json {
        folder::table_json(&entries)
    } else {
        folder::table(&entries, args.stat)
    });
    Ok(entries.iter().all(|e| e.report.as_ref().is_ok_and(|r| r.is_equal())))
}

fn diff_listings(args: &DiffArgs) -> Result<bool, u8> {
    let files = &args.compile.common.files;
    let is_go = |p: &&PathBuf| p.extension().is_some_and(|e| e == "go");
    let (go, listings): (Vec<_>, Vec<_>) = files.iter().partition(is_go);
    let read = |path: &Path| read_listing(path).map_err(|text| usage(&text));
    let (golden, other) = match (&listings[..], go.is_empty()) {
        ([golden], false) => {
            let golden = read(golden)?;
            let mut options = compile_options(&args.compile, None);
            // Without location lists in the golden, DWARF was left out.
            let has_dwarf = |l: &Listing| {
                l.syms.data_order.iter().any(|&s| l.syms.name(s).as_str().starts_with("go.loc."))
            };
            options.dwarf = options.dwarf && has_dwarf(&golden);
            let sources = CheckArgs {
                all_errors: args.compile.common.all_errors,
                error_format: args.compile.common.error_format,
                files: go.into_iter().cloned().collect(),
            };
            let outcome = run(&sources, options)?;
            let ours = read::read(&outcome.listing.unwrap_or_default())
                .map_err(|e| usage(&format!("own listing, line {}: {}", e.line, e.text)))?;
            (golden, ours)
        }
        ([a, b], true) => (read(a)?, read(b)?),
        _ => return Err(usage("diff: give a listing and Go files, or two listings")),
    };
    let mut report = diff::compare(&golden, &other);
    report.filter(args.only.map(part), args.func.as_deref());
    let style = diff::Style {
        color: match args.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => std::io::stdout().is_terminal(),
        },
        side_by_side: args.side_by_side,
        brief: args.stat,
    };
    print(&if args.json { diff::json(&report) } else { diff::text(&report, &style) });
    Ok(report.is_equal())
}

fn part(arg: PartArg) -> diff::Part {
    match arg {
        PartArg::Insn => diff::Part::Insn,
        PartArg::Text => diff::Part::Text,
        PartArg::Data => diff::Part::Data,
    }
}

/// Reads a listing of any release from Go 1.7 to 1.16; `-` is standard input.
fn read_listing(path: &Path) -> Result<Listing, String> {
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|e| format!("open {}: {e}", path.display()))?;
    read::read_lenient(&text)
        .map_err(|e| format!("{}:{}: no listing: {}", path.display(), e.line, e.text))
}

/// Reads the files, compiles, prints diagnostics and dumps.
fn run(args: &CheckArgs, options: Options) -> Result<driver::Outcome, u8> {
    let mut files = Vec::new();
    for path in &args.files {
        match std::fs::read(path) {
            Ok(text) => files.push(SourceFile { name: path.to_string_lossy().into_owned(), text }),
            Err(e) => return Err(usage(&format!("open {}: {e}", path.display()))),
        }
    }
    let excerpts = match args.error_format {
        Some(format) => matches!(format, ErrorFormat::Pretty),
        None => std::io::stdout().is_terminal(),
    };
    let texts: Vec<(String, String)> = if excerpts {
        let text = |f: &SourceFile| String::from_utf8_lossy(&f.text).into_owned();
        files.iter().map(|f| (f.name.clone(), text(f))).collect()
    } else {
        Vec::new()
    };
    let outcome = driver::compile(files, options);
    if excerpts {
        print(&render::excerpts(&outcome.diagnostics, &outcome.sources, &texts));
    } else {
        print(&render::one_line(&outcome.diagnostics, &outcome.sources));
    }
    print(&outcome.dump);
    if let Some(fault) = &outcome.internal_error {
        eprintln!("go9: internal error: {fault}");
        eprintln!("go9: this is a bug in go9, not in the program");
        return Err(FAILED);
    }
    if outcome.failed { Err(FAILED) } else { Ok(outcome) }
}

fn base_options(args: &CheckArgs) -> Options {
    let working_dir = working_dir();
    Options {
        all_errors: args.all_errors,
        goos: match std::env::var("GOOS").as_deref() {
            Ok("windows") => Goos::Windows,
            Ok("darwin") => Goos::Darwin,
            _ => Goos::Linux,
        },
        working_dir: working_dir.to_string_lossy().into_owned(),
        ..Options::default()
    }
}

/// The current directory, as `$PWD` names it if that is the same one: what a shell's `$PWD` gives to
/// `-trimpath` must match through symbolic links.
fn working_dir() -> PathBuf {
    let real = std::env::current_dir().unwrap_or_default();
    let named = std::env::var_os("PWD").map(PathBuf::from).filter(|p| p.is_absolute());
    named.filter(|p| p.canonicalize().is_ok_and(|p| p == real)).unwrap_or(real)
}

/// `dump=STEP[,func=NAME]`
fn parse_dump(text: &str) -> Result<Dump, String> {
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

/// Why a result cannot be written in the form that the file name asks for.
fn unsupported_output(path: &Path) -> Option<String> {
    let name = path.to_string_lossy();
    if name.ends_with(".asm.s") {
        Some(format!("-o {name}: assembly source output is not supported yet; use FILE.s"))
    } else if name.ends_with(".s") || path.exists() && !path.is_file() {
        None
    } else {
        Some(format!("-o {name}: object output is not supported yet; use FILE.s"))
    }
}

fn usage(text: &str) -> u8 {
    eprintln!("go9: {text}");
    FAILED
}

/// Writes to standard output; a closed pipe ends the output, not the program.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
