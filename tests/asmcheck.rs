//! Programs of `tests/asmcheck`: each compiles, also without inlining and without optimisation,
//! with the verifier between passes, and its lines give the instructions that their comments name.
//!
//! ```text
//! return bits.Len64(x) // amd64:"BSRQ" -"CALL"
//! ```
//!
//! Each quoted text occurs in an instruction of that line in the default form; with `-` in none.
//! Texts are opcodes and operands, separated by one space, as gc prints them. The facts are gc
//! 1.13's (spec, goldens and dumps), not taken from our own output.

use std::fs;
use std::path::{Path, PathBuf};

use go9::diag::render;
use go9::driver::{self, SourceFile};
use go9::options::Options;

fn programs() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/asmcheck");
    let mut found: Vec<PathBuf> = fs::read_dir(dir)
        .expect("folder exists")
        .map(|e| e.expect("readable entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .collect();
    found.sort();
    found
}

fn compile(program: &Path, options: Options) -> Result<String, String> {
    let name = "x.go".to_owned();
    let text = fs::read(program).expect("program is readable");
    let outcome = driver::compile(vec![SourceFile { name, text }], options);
    if let Some(fault) = outcome.internal_error {
        return Err(fault);
    }
    outcome.listing.ok_or_else(|| render::one_line(&outcome.diagnostics, &outcome.sources))
}

/// `OP ARGS` of the instructions of a line of the program.
fn instructions(listing: &str, line: usize) -> Vec<String> {
    let place = format!("(x.go:{line})");
    let of_line = |l: &str| {
        let (_, insn) = l.split_once(&place)?;
        Some(insn.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    listing.lines().filter_map(of_line).collect()
}

/// The expectations of a comment: wanted or not, and the text.
fn expectations(comment: &str) -> Vec<(bool, &str)> {
    let mut parts = comment.split('"');
    let mut out = Vec::new();
    while let (Some(sign), Some(text)) = (parts.next(), parts.next()) {
        out.push((!sign.trim_end().ends_with('-'), text));
    }
    out
}

#[test]
fn programs_compile_to_what_their_comments_say() {
    let mut faults = Vec::new();
    for program in programs() {
        let name = program.file_name().expect("a file").to_string_lossy().into_owned();
        let plain = || Options { dwarf: false, ..Options::default() };
        let unoptimised = Options { no_opt: true, no_inline: true, ..plain() };
        for options in [Options { no_inline: true, ..plain() }, unoptimised, Options::default()] {
            if let Err(fault) = compile(&program, options) {
                faults.push(format!("{name}: {fault}"));
            }
        }
        let Ok(listing) = compile(&program, plain()) else { continue };
        let text = fs::read_to_string(&program).expect("program is readable");
        for (i, line) in text.lines().enumerate() {
            let Some((_, comment)) = line.split_once("// amd64:") else { continue };
            let insns = instructions(&listing, i + 1);
            for (wanted, expected) in expectations(comment) {
                if insns.iter().any(|insn| insn.contains(expected)) != wanted {
                    let what = if wanted { "no" } else { "unwanted" };
                    faults.push(format!(
                        "{name}:{}: {what} {expected:?} in\n    {}",
                        i + 1,
                        insns.join("\n    ")
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
