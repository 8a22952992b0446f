//! The command line of go9: parses it, reads files, calls the library, prints, sets the status.

mod cli;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cli::CheckCommandArgs;
use cli::asm::AsmArgs;
use cli::build::{BuildArgs, RunArgs};
use cli::compile::CompileArgs;
use cli::diff::DiffArgs;
use cli::view::{ExplainArgs, FrameArgs};
use mimalloc::MiMalloc;

/// The back end makes and drops a great many small lists: a sixth of its time with the system's
/// allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
    /// Build a program: a static executable
    Build(BuildArgs),
    /// Build a program and run it; its arguments follow `--`
    Run(RunArgs),
    /// Report the problems of a package, compile nothing
    Check(CheckCommandArgs),
    /// Compare a listing of `go tool compile -S` with what go9 emits now, or with another listing
    Diff(DiffArgs),
    /// Assemble the Plan 9 assembly files of one package
    Asm(AsmArgs),
    /// Show the frame of each function: what lies where, and which words hold pointers when
    Frame(FrameArgs),
    /// Say of each instruction what it does: FILE.go, or FILE.go:12-20 for some lines
    Explain(ExplainArgs),
}

/// Long flags that gophers write with one dash.
const LONG: &[&str] = &[
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
    "html",
    "lang",
    "width",
    "bytes",
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
        Command::Compile(args) => cli::compile::compile(&args),
        Command::Build(args) => cli::build::build(&args),
        Command::Run(args) => cli::build::run(&args),
        Command::Check(args) => cli::check(args),
        Command::Diff(args) => cli::diff::diff(&args),
        Command::Asm(args) => cli::asm::asm(&args),
        Command::Frame(args) => cli::view::frame(&args),
        Command::Explain(mut args) => cli::view::explain(&mut args),
    };
    ExitCode::from(status)
}
