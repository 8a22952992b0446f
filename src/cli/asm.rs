//! `go9 asm`: assembly sources to an object or a listing.

use std::path::PathBuf;

use clap::Args;
use go9::asm::{self, Input};
use go9::diag::render;
use go9::obj::{elf, listing};
use go9::options::{Goos, Options};
use go9::output;

use super::compile::{Form, NOT_ELF};
use super::{FAILED, goos, print, usage};

/// Flags are spelled with one dash, as for `go tool asm`.
#[derive(Args)]
pub struct AsmArgs {
    /// Print the listing on standard output; write no file unless -o is given
    #[arg(short = 'S')]
    print: bool,
    /// Where the result goes: FILE.s gets the listing, others an object; default: FIRST.o
    #[arg(short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// Import path of the package
    #[arg(short = 'p', value_name = "PATH", default_value = "")]
    package_path: String,
    /// Define a macro
    #[arg(short = 'D', value_name = "NAME[=VALUE]")]
    defines: Vec<String>,
    /// No limit on the number of errors
    #[arg(short = 'e')]
    all_errors: bool,
    /// The assembly files of one package
    #[arg(required = true, value_name = "FILE.s")]
    files: Vec<PathBuf>,
}

pub fn asm(args: &AsmArgs) -> u8 {
    let mut files = Vec::new();
    for path in &args.files {
        match std::fs::read(path) {
            Ok(text) => files.push(Input { name: path.to_string_lossy().into_owned(), text }),
            Err(e) => return usage(&format!("open {}: {e}", path.display())),
        }
    }
    let define = |text: &String| match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), value.to_owned()),
        None => (text.clone(), "1".to_owned()),
    };
    let defines: Vec<_> = args.defines.iter().map(define).collect();
    let options = Options {
        all_errors: args.all_errors,
        package_path: args.package_path.clone(),
        goos: goos(),
        ..Options::default()
    };
    let outcome = asm::assemble(&files, &defines, &options);
    print(&render::one_line(&outcome.diagnostics, &outcome.sources));
    if outcome.failed {
        return FAILED;
    }
    let listing = || listing::print_symbols(&outcome.syms, &outcome.sources, false);
    if args.print {
        print(&listing());
    }
    let path = match &args.output {
        Some(path) => path.clone(),
        None if args.print => return 0,
        None => PathBuf::from(args.files[0].file_name().unwrap_or_default()).with_extension("o"),
    };
    let bytes = match Form::of(&path) {
        Form::Assembly => return usage("-o FILE.asm.s: the source is assembly already"),
        Form::Listing => listing().into_bytes(),
        Form::Object if options.goos != Goos::Linux => return usage(NOT_ELF),
        Form::Object => match elf::write(&outcome.syms, &args.package_path) {
            Ok(bytes) => bytes,
            Err(text) => return usage(&text),
        },
    };
    match output::write(&path, &bytes) {
        Ok(()) => 0,
        Err(e) => usage(&e.to_string()),
    }
}
