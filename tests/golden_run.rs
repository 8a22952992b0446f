//! Programs of `tests/golden` are built and run; what they print and their exit status must be what
//! executables of Go 1.13.11 printed (`X.out`).
//!
//! A golden holds standard output, then `--- stderr` with standard error up to the first goroutine's
//! trace (addresses masked), then `--- exit N`. `tests/runs.txt` lists the programs that run as they
//! should; the list only grows. `GO9_BLESS=1` adds what has become right.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rayon::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// What a program printed, in the form of goldens.
fn run(program: &Path) -> Vec<u8> {
    let output = Command::new("timeout")
        .arg("120")
        .arg(env!("CARGO_BIN_EXE_go9"))
        .arg("run")
        .arg(program.file_name().expect("a file"))
        .current_dir(program.parent().expect("a folder"))
        .env("GO9CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages"))
        .env_remove("GO9ROOT")
        .stdin(Stdio::null())
        .output()
        .expect("go9 runs");
    let mut out = output.stdout;
    out.extend(b"--- stderr\n");
    out.extend(mask(&String::from_utf8_lossy(&output.stderr)).bytes());
    out.extend(format!("--- exit {}\n", output.status.code().unwrap_or(-1)).bytes());
    out
}

/// Standard error up to the first trace, with program counters masked.
fn mask(text: &str) -> String {
    let ends = ["\n\ngoroutine ", "\n\nruntime stack:"].map(|t| text.find(t));
    let end = ends.into_iter().flatten().min().map_or(text.len(), |at| at + 1);
    let mut out = String::new();
    let mut rest = &text[..end];
    while let Some(at) = rest.find(" pc=0x") {
        let digits = &rest[at + 6..];
        let n = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        out.push_str(&rest[..at]);
        out.push_str(" pc=PC");
        rest = &digits[n..];
    }
    out + rest
}

/// Programs with a golden, as `tier/name`.
fn programs() -> Vec<String> {
    let mut found = Vec::new();
    for tier in fs::read_dir(root().join("golden")).expect("folder exists") {
        let tier = tier.expect("readable entry").path();
        for file in fs::read_dir(&tier).expect("folder exists") {
            let path = file.expect("readable entry").path();
            if path.extension().is_some_and(|e| e == "out") {
                let name = path.strip_prefix(root().join("golden")).expect("below it");
                found.push(name.with_extension("").to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn programs_that_ran_right_still_do() {
    let list = root().join("runs.txt");
    let listed: BTreeSet<String> =
        fs::read_to_string(&list).unwrap_or_default().lines().map(str::to_owned).collect();
    let bless = std::env::var_os("GO9_BLESS").is_some();
    let all = programs();
    let gone: Vec<&String> = listed.iter().filter(|l| !all.contains(l)).collect();
    assert!(gone.is_empty(), "listed, but without golden: {gone:?}");
    let right: BTreeSet<String> = all
        .par_iter()
        .filter(|name| bless || listed.contains(*name))
        .filter(|name| {
            let path = root().join("golden").join(format!("{name}.go"));
            run(&path) == fs::read(path.with_extension("out")).expect("golden is readable")
        })
        .cloned()
        .collect();
    let lost: Vec<&String> = listed.difference(&right).collect();
    assert!(lost.is_empty(), "no longer run as they should: {lost:#?}");
    if bless {
        let text: String = right.iter().map(|r| format!("{r}\n")).collect();
        fs::write(list, text).expect("the list is writable");
    }
}
