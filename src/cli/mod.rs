//! What the commands share: reading files, compiling, printing, statuses.

pub mod asm;
pub mod build;
mod cache;
pub mod compile;
pub mod diff;
#[cfg(target_os = "linux")]
mod exec;
mod root;
pub mod view;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use go9::diag::render;
use go9::driver::{self, SourceFile};
use go9::options::{Goos, Options};

/// Exit status of diagnostics and bad usage.
pub const FAILED: u8 = 2;

#[derive(Clone, Copy, ValueEnum)]
pub enum ErrorFormat {
    /// `file:line:col: text`
    Gc,
    /// Source excerpts
    Pretty,
}

#[derive(Args)]
pub struct CheckArgs {
    /// No limit on the number of errors
    #[arg(short = 'e')]
    pub all_errors: bool,
    /// How problems are shown; default: gc, with source excerpts on a terminal
    #[arg(long, value_enum)]
    pub error_format: Option<ErrorFormat>,
    /// The Go files of the package
    #[arg(required = true, value_name = "FILE.go")]
    pub files: Vec<PathBuf>,
}

#[derive(Args)]
pub struct CheckCommandArgs {
    /// Check the standard package PATH as programs compile it (may be repeated)
    #[arg(short = 'p', value_name = "PATH", conflicts_with = "files")]
    pub packages: Vec<String>,
    /// No limit on the number of errors
    #[arg(short = 'e')]
    pub all_errors: bool,
    /// How problems are shown; default: gc, with source excerpts on a terminal
    #[arg(long, value_enum)]
    pub error_format: Option<ErrorFormat>,
    /// The Go files of the package
    #[arg(required_unless_present = "packages", value_name = "FILE.go")]
    pub files: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum ColorArg {
    Auto,
    Always,
    Never,
}

pub fn check(args: CheckCommandArgs) -> u8 {
    let CheckCommandArgs { packages, all_errors, error_format, files } = args;
    let args = CheckArgs { all_errors, error_format, files };
    if !packages.is_empty() {
        return build::check_packages(&args, &packages);
    }
    let options = match root::library() {
        Ok(library) => Options { check_only: true, library, ..base_options(&args) },
        Err(text) => return usage(&text),
    };
    run(&args, options).map_or_else(|status| status, |_| 0)
}

/// Reads the files, compiles, prints diagnostics and dumps.
pub fn run(args: &CheckArgs, options: Options) -> Result<driver::Outcome, u8> {
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

pub fn base_options(args: &CheckArgs) -> Options {
    let working_dir = working_dir();
    Options {
        all_errors: args.all_errors,
        goos: goos(),
        working_dir: working_dir.to_string_lossy().into_owned(),
        ..Options::default()
    }
}

/// The system that `$GOOS` names.
pub fn goos() -> Goos {
    match std::env::var("GOOS").as_deref() {
        Ok("windows") => Goos::Windows,
        Ok("darwin") => Goos::Darwin,
        _ => Goos::Linux,
    }
}

/// The current directory, as `$PWD` names it if that is the same one: what a shell's `$PWD` gives to
/// `-trimpath` must match through symbolic links.
pub fn working_dir() -> PathBuf {
    let real = std::env::current_dir().unwrap_or_default();
    let named = std::env::var_os("PWD").map(PathBuf::from).filter(|p| p.is_absolute());
    named.filter(|p| p.canonicalize().is_ok_and(|p| p == real)).unwrap_or(real)
}

pub fn usage(text: &str) -> u8 {
    eprintln!("go9: {text}");
    FAILED
}

/// Whether text is coloured: on terminals, unless `NO_COLOR` is set, or as asked for.
pub fn in_color(arg: ColorArg) -> bool {
    match arg {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => {
            let forbidden = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            !forbidden && std::io::stdout().is_terminal()
        }
    }
}

/// Writes to standard output; a closed pipe ends the output, not the program.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
