//! How fast go9 compiles: lines per second of each stage on a large file, growth with the size of
//! the file, and the time for a ten-line program.
//!
//! `cargo bench` prints a table. The large files repeat `unit.go.txt` under different names until the
//! wanted number of lines is there.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use go9::driver::{self, Outcome, SourceFile};
use go9::options::Options;
use mimalloc::MiMalloc;

/// As in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const SIZES: [usize; 4] = [5_000, 10_000, 20_000, 50_000];
const RUNS: usize = 3;

const TEN_LINES: &str = "package main

func add(a, b int) int {
\treturn a + b
}

func main() {
\tx := add(1, 2)
\tprintln(x)
}
";

fn compile(text: &str) -> (Outcome, Duration) {
    let options = Options { dwarf: false, concurrency: 1, ..Options::default() };
    let files = vec![SourceFile { name: "bench.go".to_owned(), text: text.as_bytes().to_vec() }];
    let start = Instant::now();
    let outcome = driver::compile(files, options);
    (outcome, start.elapsed())
}

/// Functions that compute on their arguments: `n` copies of a few shapes, under different names.
fn large_program(lines: usize) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/unit.go.txt");
    let unit = fs::read_to_string(path).expect("the unit is beside this file");
    let per_unit = unit.lines().count();
    let mut text = String::from("package main\n\nfunc main() {}\n");
    for i in 0..lines / per_unit {
        text.push_str(&unit.replace("_N", &format!("_{i}")));
    }
    text
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let small = median((0..21).map(|_| compile(TEN_LINES).1).collect());
    println!("ten lines: {:.2} ms", small.as_secs_f64() * 1e3);
    for size in SIZES {
        let text = large_program(size);
        let lines = text.lines().count();
        let runs: Vec<(Outcome, Duration)> = (0..RUNS).map(|_| compile(&text)).collect();
        if let Some(fault) = runs[0]
            .0
            .internal_error
            .as_deref()
            .or_else(|| runs[0].0.diagnostics.first().map(|d| d.text.as_str()))
        {
            println!("{lines} lines: {fault}");
            continue;
        }
        let total = median(runs.iter().map(|r| r.1).collect());
        let rate = |t: Duration| lines as f64 / t.as_secs_f64().max(1e-9);
        println!("{lines} lines: {:.0} ms, {:.0} lines/s", total.as_secs_f64() * 1e3, rate(total));
        if size == SIZES[SIZES.len() - 1] {
            for (i, (stage, _)) in runs[0].0.timings.iter().enumerate() {
                let t = median(runs.iter().map(|r| r.0.timings[i].1).collect());
                println!(
                    "  {stage:<16} {:>8.1} ms {:>10.0} lines/s",
                    t.as_secs_f64() * 1e3,
                    rate(t)
                );
            }
        }
    }
}
