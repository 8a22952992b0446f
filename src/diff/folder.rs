//! Comparison of whole folders: every `X.go` with the listings beside it, in parallel, as a table.
//!
//! The variant of a golden is in its name: `X.s` default without DWARF, `X.l.s` (`-l`), `X.N.s`
//! (`-N -l`), `X.windows.s`, `X.darwin.s`, `X.dwarf.s` (with DWARF).

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::{Bad, Difference, Report, compare_texts, json};
use crate::driver::{self, SourceFile};
use crate::options::{Goos, Options};

/// Is told how many comparisons are done, of how many.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);

/// One golden of a folder.
#[derive(Debug)]
pub struct Entry {
    /// `X.s`, relative to the folder.
    pub name: String,
    /// The listings are the same byte for byte.
    pub identical: bool,
    /// The comparison, or why there is none.
    pub report: Result<Report, String>,
}

const VARIANTS: [(&str, fn(&mut Options)); 6] = [
    ("", |_| {}),
    (".l", |o| o.no_inline = true),
    (".N", |o| (o.no_opt, o.no_inline) = (true, true)),
    (".windows", |o| o.goos = Goos::Windows),
    (".darwin", |o| o.goos = Goos::Darwin),
    (".dwarf", |o| o.dwarf = true),
];

/// Compiles every program of `dir` as its goldens were made and compares. `options` gives what the
/// variants leave open; `progress` is told after each.
pub fn programs(dir: &Path, options: &Options, progress: Progress) -> std::io::Result<Vec<Entry>> {
    let dir = dir.canonicalize()?;
    let mut jobs: Vec<(PathBuf, String, usize)> = Vec::new();
    for path in sorted(&dir, "go")? {
        let Some(stem) = path.file_stem().map(|s| s.to_string_lossy().into_owned()) else {
            continue;
        };
        for (v, (suffix, _)) in VARIANTS.iter().enumerate() {
            let golden = format!("{stem}{suffix}.s");
            if dir.join(&golden).is_file() {
                jobs.push((path.clone(), golden, v));
            }
        }
    }
    let done = AtomicUsize::new(0);
    let one = |(path, golden, v): &(PathBuf, String, usize)| {
        let mut options = Options {
            working_dir: dir.to_string_lossy().into_owned(),
            trimpath: dir.to_string_lossy().into_owned(),
            dwarf: false,
            concurrency: 1,
            ..options.clone()
        };
        VARIANTS[*v].1(&mut options);
        let entry = entry(path, &dir.join(golden), golden, options);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, jobs.len());
        entry
    };
    Ok(jobs.par_iter().map(one).collect())
}

fn entry(program: &Path, golden: &Path, name: &str, options: Options) -> Entry {
    let mut identical = false;
    let report = (|| {
        let read =
            |path: &Path| std::fs::read(path).map_err(|e| format!("open {}: {e}", path.display()));
        let file = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = SourceFile { name: file, text: read(program)? };
        let outcome = driver::compile(vec![source], options);
        let ours = match (outcome.listing, outcome.internal_error) {
            (Some(listing), _) => listing,
            (None, Some(fault)) => return Err(fault),
            (None, None) => return Err("does not compile".to_owned()),
        };
        let text = String::from_utf8_lossy(&read(golden)?).into_owned();
        identical = text == ours;
        two(&text, &ours)
    })();
    Entry { name: name.to_owned(), identical, report }
}

/// Compares the listings that two folders have under the same name.
pub fn listings(a: &Path, b: &Path, progress: Progress) -> std::io::Result<Vec<Entry>> {
    let names: Vec<PathBuf> = sorted(a, "s")?;
    let done = AtomicUsize::new(0);
    let one = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default();
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|e| format!("open {}: {e}", path.display()))
        };
        let mut identical = false;
        let report = read(path).and_then(|x| {
            let y = read(&b.join(name))?;
            identical = x == y;
            two(&x, &y)
        });
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, names.len());
        Entry { name: name.to_string_lossy().into_owned(), identical, report }
    };
    Ok(names.par_iter().map(one).collect())
}

fn two(golden: &str, other: &str) -> Result<Report, String> {
    match compare_texts(golden, other) {
        Ok(compared) => Ok(compared.report),
        Err(Bad::Golden(e) | Bad::Other(e)) => {
            Err(format!("line {}: no listing: {}", e.line, e.text))
        }
    }
}

fn sorted(dir: &Path, extension: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|e| e == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Equal and all functions, equal and all data symbols.
fn counts(report: &Report) -> [usize; 4] {
    let differ = |text: bool| {
        let extra = |d: &Difference| matches!(d, Difference::Extra);
        let count = |s: &&super::SymbolDiff| s.is_text == text && !extra(&s.difference);
        report.symbols.iter().filter(count).count()
    };
    let (funcs, data) = (report.n_funcs, report.n_data);
    [funcs - differ(true).min(funcs), funcs, data - differ(false).min(data), data]
}

/// A line for each golden (only those that differ, if `brief`), then the totals.
pub fn table(entries: &[Entry], brief: bool) -> String {
    let mut out = String::new();
    let mut total = [0; 4];
    for e in entries {
        match &e.report {
            Err(why) => {
                let _ = writeln!(out, "{:<40} {why}", e.name);
            }
            Ok(report) => {
                let c = counts(report);
                for (sum, n) in total.iter_mut().zip(c) {
                    *sum += n;
                }
                if !(brief && e.identical) {
                    let mark = if e.identical { "identical" } else { "" };
                    let line = format!(
                        "{:<40} functions {:>5}/{:<5} data {:>5}/{:<5} {mark}",
                        e.name, c[0], c[1], c[2], c[3]
                    );
                    let _ = writeln!(out, "{}", line.trim_end());
                }
            }
        }
    }
    let identical = entries.iter().filter(|e| e.identical).count();
    let [funcs, all_funcs, data, all_data] = total;
    let _ = writeln!(
        out,
        "{identical} of {} listings identical; functions {funcs}/{all_funcs}, data {data}/{all_data}",
        entries.len()
    );
    out
}

/// The table as JSON.
pub fn table_json(entries: &[Entry]) -> String {
    let one = |e: &Entry| {
        let name = json::string(&e.name);
        match &e.report {
            Err(why) => format!("{{\"name\":{name},\"error\":{}}}", json::string(why)),
            Ok(report) => {
                let [f, nf, d, nd] = counts(report);
                format!(
                    "{{\"name\":{name},\"identical\":{},\"functions\":[{f},{nf}],\"data\":[{d},{nd}]}}",
                    e.identical
                )
            }
        }
    };
    let items: Vec<String> = entries.iter().map(one).collect();
    format!("[{}]\n", items.join(","))
}
