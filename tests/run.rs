//! Programs that are built and run: `tests/run/X.go` must print `X.out` (standard output, `--- stderr`,
//! standard error up to the traceback with `pc=` masked, `--- exit N`).
//!
//! What the programs print is what Go's own toolchain makes them print. `GO9DEBUG=stack` makes the
//! runtime overwrite stacks that goroutines left, so that a pointer that was not moved shows.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rayon::prelude::*;

/// A program's output in the form of the goldens.
fn run(dir: &Path, name: &str) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_go9"))
        .args(["run", name])
        .env("GO9DEBUG", "stack")
        .current_dir(dir)
        .stdin(Stdio::null())
        .output()
        .expect("go9 runs");
    let err = String::from_utf8_lossy(&out.stderr).into_owned();
    let trace = ["\n\ngoroutine ", "\n\nruntime stack:"].iter().filter_map(|t| err.find(t)).min();
    let err = mask_pc(trace.map_or(err.as_str(), |at| &err[..=at]));
    let status = out.status.code().unwrap_or(-1);
    format!("{}--- stderr\n{err}--- exit {status}\n", String::from_utf8_lossy(&out.stdout))
}

/// Program counters differ from build to build.
fn mask_pc(text: &str) -> String {
    let mut parts = text.split(" pc=0x");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str(" pc=PC");
        masked.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    masked
}

#[test]
fn programs_print_what_go_prints() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run");
    let mut programs: Vec<PathBuf> = fs::read_dir(&dir)
        .expect("tests/run")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .collect();
    programs.sort();
    assert!(programs.len() >= 7, "programs are missing");
    let wrong: Vec<String> = programs
        .par_iter()
        .filter_map(|path| {
            let name = path.file_name().and_then(|n| n.to_str()).expect("plain name");
            let want = fs::read_to_string(path.with_extension("out")).expect("golden");
            let got = run(&dir, name);
            (got != want).then(|| format!("{name}: expected\n{want}\ngot\n{got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn masking_keeps_the_rest() {
    assert_eq!(mask_pc("addr=0x0 pc=0x45d7a9]\nx"), "addr=0x0 pc=PC]\nx");
    assert_eq!(mask_pc("none"), "none");
}
