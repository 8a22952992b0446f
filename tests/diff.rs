//! `go9 diff`: one difference of each kind, planted in a golden; listings of older releases; all
//! goldens read and printed unchanged; large listings.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use go9::diff::step::{self, Step};
use go9::diff::{Cause, Difference, Report, compare_texts};
use go9::obj::{listing, read};
use rayon::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn unzip(path: &Path) -> String {
    let bytes = fs::read(path).expect("golden is readable");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("valid gzip");
    text
}

fn golden() -> String {
    unzip(&root().join("golden/documents/defer_result.s.gz"))
}

fn compare(golden: &str, other: &str) -> Report {
    compare_texts(golden, other).unwrap_or_else(|e| panic!("{e:?}")).report
}

/// Function, cause and golden's instruction of each row that differs.
fn found(report: &Report) -> Vec<(String, Cause, String)> {
    let mut all = Vec::new();
    for s in &report.symbols {
        let Difference::Func { rows, .. } = &s.difference else { continue };
        for row in rows {
            let side = row.golden.as_ref().or(row.other.as_ref());
            if let (Some(cause), Some((_, text))) = (row.cause, side) {
                all.push((s.name.clone(), cause, text.clone()));
            }
        }
    }
    all
}

/// Replaces once and expects one difference, of a kind and at an instruction.
fn plant(from: &str, to: &str, cause: Cause, at: &str, step: Step) {
    let golden = golden();
    assert!(golden.contains(from), "{from:?} is in the golden");
    let report = compare(&golden, &golden.replacen(from, to, 1));
    let found = found(&report);
    assert_eq!(found.len(), 1, "{from:?}: {found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1), ("\"\".foo", cause), "{from:?}");
    assert!(found[0].2.starts_with(at), "{from:?}: {found:?}");
    assert_eq!(step::of(&report.symbols[0].difference), Some(step), "{from:?}");
}

#[test]
fn planted_differences_are_named_and_placed() {
    plant("TESTL\tAX, AX", "CMPL\tAX, $0", Cause::Instruction, "TESTL", Step::Rules);
    plant(
        "LEAQ\t\"\".foo.func1·f(SB), AX",
        "LEAQ\t\"\".foo.func1·f(SB), CX",
        Cause::Register,
        "LEAQ\t\"\".foo.func1",
        Step::RegAlloc,
    );
    plant(
        "AX, \"\"..autotmp_2+32(SP)",
        "AX, \"\"..autotmp_2+40(SP)",
        Cause::StackSlot,
        "MOVQ\tAX, \"\"..autotmp_2+32",
        Step::Frame,
    );
    plant("MOVL\t$8, ", "MOVL\t$16, ", Cause::Constant, "MOVL\t$8", Step::Rules);
    plant("JNE\t111", "JNE\t101", Cause::JumpTarget, "JNE", Step::Layout);
    plant("PCDATA\t$1, $0", "PCDATA\t$1, $1", Cause::Liveness, "PCDATA\t$1, $0", Step::Liveness);
    plant(
        "(defer_result.go:4)\tTESTL",
        "(defer_result.go:7)\tTESTL",
        Cause::Line,
        "TESTL",
        Step::Positions,
    );
    plant(
        "t=8 runtime.deferprocStack+0",
        "t=8 runtime.deferproc+0",
        Cause::Relocation,
        "CALL\truntime.deferprocStack",
        Step::Assembler,
    );
    plant(" 64 48 8b 0c 25 ", " 64 48 8b 1c 25 ", Cause::Encoding, "MOVQ\t(TLS)", Step::Assembler);
    plant(
        "\t0x0056 00086 (defer_result.go:7)\tMOVQ",
        "\t0x005a 00090 (defer_result.go:7)\tMOVQ",
        Cause::Length,
        "JNE",
        Step::Assembler,
    );
}

#[test]
fn other_order() {
    let golden = golden();
    let a = "\t0x0013 00019 (defer_result.go:3)\tMOVQ\tBP, 64(SP)\n";
    let b = "\t0x0018 00024 (defer_result.go:3)\tLEAQ\t64(SP), BP\n";
    assert!(golden.contains(&format!("{a}{b}")));
    let report = compare(&golden, &golden.replace(&format!("{a}{b}"), &format!("{b}{a}")));
    let found = found(&report);
    assert!(found.len() == 2 && found.iter().all(|f| f.1 == Cause::Order), "{found:?}");
    assert_eq!(step::of(&report.symbols[0].difference), Some(Step::Schedule));
}

/// Where the symbol with this header begins and ends.
fn symbol(text: &str, header: &str) -> (usize, usize) {
    let start = text.find(&format!("\n{header}")).expect("there") + 1;
    let body = text[start..].lines().skip(1).take_while(|l| l.starts_with('\t'));
    let first = text[start..].find('\n').expect("a line") + 1;
    (start, start + first + body.map(|l| l.len() + 1).sum::<usize>())
}

#[test]
fn symbols_and_data() {
    let golden = golden();
    let (start, end) = symbol(&golden, "\"\".foo.func1 STEXT");
    let without = format!("{}{}", &golden[..start], &golden[end..]);
    let report = compare(&golden, &without);
    let names: Vec<_> = report.symbols.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["\"\".foo.func1"]);
    assert!(matches!(report.symbols[0].difference, Difference::Missing));
    let report = compare(&without, &golden);
    assert!(matches!(report.symbols[0].difference, Difference::Extra));

    let header = "\"\"..inittask SNOPTRDATA size=";
    assert!(golden.contains(header));
    let report = compare(&golden, &golden.replace(header, &format!("{header}1")));
    assert_eq!(report.symbols.len(), 1);
    assert!(!report.symbols[0].is_text);
    assert!(
        matches!(&report.symbols[0].difference, Difference::Data { facts } if facts[0].0 == "size")
    );
    assert!(compare(&golden, &golden).is_equal());
}

#[test]
fn symbols_in_another_place() {
    let golden = golden();
    let (at, end) = symbol(&golden, "\"\".foo.func1 STEXT");
    let moved = format!("{}{}{}", &golden[at..end], &golden[..at], &golden[end..]);
    let report = compare(&golden, &moved);
    assert_eq!(report.order, Some(("\"\".foo".to_owned(), "\"\".foo.func1".to_owned())));
}

/// A listing as Go 1.7 printed it, in our own words.
const OLD: &str = "\"\".sum t=1 size=24 args=0x18 locals=0x0
\t0x0000 00000 (/tmp/sum.go:3)\tTEXT\t\"\".sum(SB), $0-24
\t0x0000 00000 (/tmp/sum.go:3)\tNOP
\t0x0000 00000 (/tmp/sum.go:3)\tFUNCDATA\t$0, gclocals·b4c25e9b09fd0cf9bb429dcefe91c353(SB)
\t0x0000 00000 (/tmp/sum.go:4)\tMOVQ\t\"\".a+8(FP), CX
\t0x0005 00005 (/tmp/sum.go:4)\tMOVQ\t\"\".b+16(FP), AX
\t0x000a 00010 (/tmp/sum.go:4)\tADDQ\tCX, AX
\t0x000d 00013 (/tmp/sum.go:4)\tMOVQ\tAX, \"\".~r2+24(FP)
\t0x0012 00018 (/tmp/sum.go:4)\tRET
\t0x0000 48 8b 4c 24 08 48 8b 44 24 10 48 01 c8 48 89 44  H.L$.H.D$.H..H.D
\t0x0010 24 18 c3                                         $..
\"\".sum·f t=8 dupok size=8
\t0x0000 00 00 00 00 00 00 00 00                          ........
\trel 0+8 t=1 \"\".sum+0
";

#[test]
fn listings_of_older_releases() {
    assert!(compare(OLD, OLD).is_equal());
    let other = OLD.replace("\"\".b+16(FP), AX", "\"\".b+16(FP), BX");
    let found = found(&compare(OLD, &other));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0.as_str(), found[0].1), ("\"\".sum", Cause::Register));
    // Spaces for tabs, remarks between the lines: as listings stand in articles.
    let article: String =
        OLD.lines().map(|l| format!("{}\n// a remark\n...\n", l.replace('\t', "    "))).collect();
    let l = read::read_lenient(&article).expect("read");
    assert_eq!(l.syms.funcs.values().map(|f| f.progs.len()).collect::<Vec<_>>(), [8]);
    let hints = go9::diff::hints::hints(OLD, &golden(), go9::explain::Lang::En);
    assert!(hints.iter().any(|h| h.contains("Go 1.7")), "{hints:?}");
}

#[test]
fn every_golden_reads_and_prints_unchanged() {
    let mut files = Vec::new();
    for tier in fs::read_dir(root().join("golden")).expect("folder") {
        for entry in fs::read_dir(tier.expect("entry").path()).expect("folder") {
            let path = entry.expect("entry").path();
            if path.extension().is_some_and(|e| e == "gz") {
                files.push(path);
            }
        }
    }
    assert!(files.len() > 400, "the goldens are there: {}", files.len());
    let bad: Vec<String> = files
        .par_iter()
        .filter_map(|path| {
            let text = unzip(path);
            let name = path.display();
            match read::read(&text) {
                Err(e) => Some(format!("{name}: {e:?}")),
                Ok(l) => {
                    let again = listing::print_symbols(&l.syms, &l.sources, false);
                    let differs = again.lines().zip(text.lines()).find(|(a, b)| a != b);
                    (again != text).then(|| format!("{name}: {differs:?}"))
                }
            }
        })
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

/// A listing of at least `size` bytes: the golden again and again, with names of their own.
fn large(size: usize) -> String {
    let golden = golden();
    let mut text = String::with_capacity(size + golden.len());
    for n in 0.. {
        for line in golden.lines() {
            // Symbols begin where no tab is.
            if line.starts_with('\t') {
                text.push_str(line);
            } else {
                text.push_str(&format!("copy{n}.{line}"));
            }
            text.push('\n');
        }
        if text.len() >= size {
            return text;
        }
    }
    text
}

#[test]
fn large_listings_are_compared_quickly() {
    let a = large(if cfg!(debug_assertions) { 2 << 20 } else { 20 << 20 });
    let at = a.rfind("TESTL\tAX, AX").expect("there");
    let b = format!("{}TESTL\tCX, CX{}", &a[..at], &a[at + "TESTL\tAX, AX".len()..]);
    let start = std::time::Instant::now();
    let report = compare(&a, &b);
    let time = start.elapsed();
    assert_eq!(found(&report).len(), 1);
    // Debug builds, and machines with other work, get more time.
    let limit = if cfg!(debug_assertions) { 10 } else { 1 };
    assert!(time.as_secs() < limit, "{time:?}");
}
