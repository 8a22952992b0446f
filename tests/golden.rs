//! Golden tests: every program of `tests/golden` is compiled in every form that has a golden and
//! compared with it byte for byte.
//!
//! The goldens come from gc 1.13.11 and are never made from our own output. `tests/exact.txt`
//! lists what is exact (`tier/program form`); the list only grows: a listed program that is no
//! longer exact fails the test. `GO9_BLESS=1` adds what became exact.
//!
//! Forms: `s` default, `l` without inlining, `N` without optimisation, `windows`, `darwin`, `dwarf`
//! with DWARF, `m` the decisions of `-m`.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use go9::diag::render;
use go9::driver::{self, SourceFile};
use go9::options::{Goos, Options};
use rayon::prelude::*;

/// Directory name that the compilations believe to run in, removed again by `-trimpath`.
const WORKING_DIR: &str = "/golden";

struct Form {
    name: &'static str,
    suffix: &'static str,
    options: fn(&mut Options),
}

const FORMS: [Form; 7] = [
    Form { name: "s", suffix: ".s.gz", options: |_| {} },
    Form { name: "l", suffix: ".l.s.gz", options: |o| o.no_inline = true },
    Form {
        name: "N",
        suffix: ".N.s.gz",
        options: |o| {
            o.no_opt = true;
            o.no_inline = true;
        },
    },
    Form { name: "windows", suffix: ".windows.s.gz", options: |o| o.goos = Goos::Windows },
    Form { name: "darwin", suffix: ".darwin.s.gz", options: |o| o.goos = Goos::Darwin },
    Form { name: "dwarf", suffix: ".dwarf.s.gz", options: |o| o.dwarf = true },
    Form { name: "m", suffix: ".m", options: |o| o.verbose = 1 },
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn read_golden(path: &Path) -> String {
    let bytes = fs::read(path).expect("golden is readable");
    if path.extension().is_some_and(|e| e == "gz") {
        let mut text = String::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("valid gzip");
        text
    } else {
        String::from_utf8(bytes).expect("goldens are UTF-8")
    }
}

/// What go9 says to `program` in this form; `None` if it does not compile.
fn compile(program: &Path, form: &Form) -> Option<String> {
    let name = program.file_name().expect("a file").to_string_lossy().into_owned();
    let mut options = Options {
        dwarf: false,
        working_dir: WORKING_DIR.to_owned(),
        trimpath: WORKING_DIR.to_owned(),
        ..Options::default()
    };
    (form.options)(&mut options);
    let text = fs::read(program).expect("program is readable");
    let outcome = driver::compile(vec![SourceFile { name, text }], options);
    if form.name == "m" {
        return Some(render::one_line(&outcome.diagnostics, &outcome.sources));
    }
    outcome.listing
}

/// Programs of a folder, sorted.
fn programs(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(dir)
        .expect("folder exists")
        .map(|e| e.expect("readable entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .collect();
    found.sort();
    found
}

/// First line in which the two differ, with the symbol it belongs to.
fn first_difference(want: &str, got: &str) -> String {
    let mut symbol = "";
    let (mut w, mut g) = (want.lines(), got.lines());
    for n in 1.. {
        let (a, b) = (w.next(), g.next());
        if let Some(a) = a.filter(|a| !a.starts_with('\t')) {
            symbol = a.split(" S").next().unwrap_or(a);
        }
        if a != b {
            let [a, b] = [a, b].map(|l| l.unwrap_or("(end)").trim());
            return format!("line {n}, {symbol}\n    want {a}\n    got  {b}");
        }
        if a.is_none() {
            break;
        }
    }
    "no difference".to_owned()
}

#[test]
fn programs_that_were_exact_stay_exact() {
    let list_path = root().join("exact.txt");
    let listed: BTreeSet<String> =
        fs::read_to_string(&list_path).unwrap_or_default().lines().map(str::to_owned).collect();
    let mut jobs = Vec::new();
    for tier in ["documents", "core", "data", "algo", "rt", "std"] {
        for program in programs(&root().join("golden").join(tier)) {
            for form in &FORMS {
                let stem = program.with_extension("");
                let golden = PathBuf::from(format!("{}{}", stem.display(), form.suffix));
                if golden.exists() {
                    let stem = stem.file_name().expect("a name").to_string_lossy().into_owned();
                    jobs.push((
                        format!("{tier}/{stem} {}", form.name),
                        program.clone(),
                        form,
                        golden,
                    ));
                }
            }
        }
    }
    assert!(jobs.len() > 700, "the corpus is there: {} jobs", jobs.len());
    let bless = std::env::var_os("GO9_BLESS").is_some();
    let results: Vec<(String, Result<(), String>)> = jobs
        .into_par_iter()
        .filter(|(key, ..)| bless || listed.contains(key))
        .map(|(key, program, form, golden)| {
            let want = read_golden(&golden);
            let result = match compile(&program, form) {
                Some(got) if got == want => Ok(()),
                Some(got) => Err(first_difference(&want, &got)),
                None => Err("does not compile".to_owned()),
            };
            (key, result)
        })
        .collect();
    let lost: Vec<String> = results
        .iter()
        .filter(|(key, _)| listed.contains(key))
        .filter_map(|(key, r)| r.as_ref().err().map(|e| format!("{key}: {e}")))
        .collect();
    let tested = results.iter().filter(|(key, _)| listed.contains(key)).count();
    assert_eq!(tested, listed.len(), "every listed program has a golden");
    assert!(lost.is_empty(), "no longer exact:\n{}", lost.join("\n"));
    if bless {
        let exact = results.into_iter().filter(|(_, r)| r.is_ok()).map(|(key, _)| key);
        let all: BTreeSet<String> = listed.into_iter().chain(exact).collect();
        let text: String = all.iter().map(|l| format!("{l}\n")).collect();
        fs::write(list_path, text).expect("list is writable");
    }
}

#[test]
fn diagnostics_that_were_exact_stay_exact() {
    let list_path = root().join("exact_errors.txt");
    let listed: BTreeSet<String> =
        fs::read_to_string(&list_path).unwrap_or_default().lines().map(str::to_owned).collect();
    let results: Vec<(String, bool, Option<String>)> = programs(&root().join("errors"))
        .into_par_iter()
        .map(|program| {
            let name = program.file_name().expect("a file").to_string_lossy().into_owned();
            let text = fs::read(&program).expect("readable");
            let file = SourceFile { name: name.clone(), text };
            let outcome = driver::compile(vec![file], Options::default());
            let got = render::one_line(&outcome.diagnostics, &outcome.sources);
            let want = read_golden(&program.with_extension("err"));
            let problem = match (&outcome.internal_error, outcome.failed) {
                (Some(fault), _) => Some(format!("{name}: {fault}")),
                (None, false) => Some(format!("{name}: no error reported")),
                (None, true) => None,
            };
            (name.trim_end_matches(".go").to_owned(), got == want, problem)
        })
        .collect();
    let problems: Vec<_> = results.iter().filter_map(|r| r.2.clone()).collect();
    assert!(problems.is_empty(), "every invalid program is refused:\n{}", problems.join("\n"));
    let lost: Vec<_> =
        results.iter().filter(|r| !r.1 && listed.contains(&r.0)).map(|r| &r.0).collect();
    assert!(lost.is_empty(), "no longer exact: {lost:?}");
    if std::env::var_os("GO9_BLESS").is_some() {
        let exact = results.into_iter().filter(|r| r.1).map(|r| r.0);
        let all: BTreeSet<String> = listed.into_iter().chain(exact).collect();
        let text: String = all.iter().map(|l| format!("{l}\n")).collect();
        fs::write(list_path, text).expect("list is writable");
    }
}
