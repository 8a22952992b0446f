//! `go9 asm`: assembly sources to a listing.

use std::path::PathBuf;

use clap::Args;
use go9::asm::{self, Input};
use go9::diag::render;
use go9::obj::listing;
use go9::options::Options;

use super::{FAILED, goos, print, usage};

/// Flags are spelled with one dash, as for `go tool asm`.
#[derive(Args)]
pub struct AsmArgs {
    /// Print the listing on standard output
    #[arg(short = 'S')]
    print: bool,
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
    if args.print {
        print(&listing::print_symbols(&outcome.syms, &outcome.sources, false));
    }
    0
}
