//! The command line contract: what is printed where, which files appear, exit statuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A directory of its own for one test, removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let dir = std::env::temp_dir().join(format!("go9-cli-{}-{name}", std::process::id()));
        fs::create_dir_all(&dir).expect("temporary directory");
        Scratch(dir)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("writable");
        path
    }

    fn go9(&self, args: &[&str]) -> Output {
        self.go9_with(args, &[])
    }

    fn go9_with(&self, args: &[&str], env: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_go9"))
            .args(args)
            .envs(env.iter().copied())
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .expect("go9 runs")
    }

    fn entries(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.0)
            .expect("listed")
            .map(|e| e.expect("entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn stdout(out: &Output) -> String {
    String::from_utf8_lossy(&out.stdout).into_owned()
}

const CALL: &str = "package main

func foo(x, y int) int {
\treturn x - y
}

func main() {
\tprint(foo(1, 2))
}
";

const BROKEN: &str = "package main

func main() {
\tx := 1 + \"a\"
}
";

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    fs::read_to_string(path).expect("example is there")
}

#[test]
fn a_listing_file_appears_where_it_is_run() {
    let dir = Scratch::new("default");
    dir.file("call.go", CALL);
    let out = dir.go9(&["compile", "call.go"]);
    assert_eq!((out.status.code(), stdout(&out).as_str()), (Some(0), ""));
    assert_eq!(dir.entries(), ["call.go", "call.s"]);
    let listing = fs::read_to_string(dir.0.join("call.s")).expect("written");
    assert!(listing.starts_with("\"\".foo STEXT nosplit size="), "{listing}");
}

#[test]
fn print_writes_no_file() {
    let dir = Scratch::new("print");
    dir.file("call.go", CALL);
    let out = dir.go9(&["compile", "-S", "-l", "call.go"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(stdout(&out).contains("\tCALL\t\"\".foo(SB)"), "the call is not expanded");
    assert_eq!(dir.entries(), ["call.go"]);
}

#[test]
fn errors_have_status_2_and_leave_files_alone() {
    let dir = Scratch::new("errors");
    dir.file("bad.go", BROKEN);
    dir.file("bad.s", "precious");
    let out = dir.go9(&["compile", "-o", "bad.s", "bad.go"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(stdout(&out).starts_with("bad.go:4:9: "), "{}", stdout(&out));
    assert_eq!(fs::read_to_string(dir.0.join("bad.s")).expect("kept"), "precious");
    assert_eq!(dir.entries(), ["bad.go", "bad.s"]);
}

#[cfg(unix)]
#[test]
fn a_failing_compilation_spares_devices() {
    let dir = Scratch::new("devnull");
    dir.file("bad.go", BROKEN);
    assert_eq!(dir.go9(&["compile", "-o", "/dev/null", "bad.go"]).status.code(), Some(2));
    assert!(!fs::metadata("/dev/null").expect("still there").is_file());
}

#[test]
fn missing_files_and_bad_flags_are_named() {
    let dir = Scratch::new("usage");
    let out = dir.go9(&["compile", "nosuch.go"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("nosuch.go"));
    dir.file("call.go", CALL);
    let out = dir.go9(&["compile", "-d", "dump=nosuch", "call.go"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("no step \"nosuch\""));
    let out = dir.go9(&["compile", "-d", "dump=ssa:nosuch", "call.go"]);
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn excerpts_on_demand() {
    let dir = Scratch::new("pretty");
    dir.file("bad.go", BROKEN);
    let out = dir.go9(&["compile", "-error-format=pretty", "bad.go"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(stdout(&out).contains("x := 1 + \"a\""), "shows the line: {}", stdout(&out));
}

#[test]
fn check_compiles_nothing() {
    let dir = Scratch::new("check");
    dir.file("call.go", CALL);
    let out = dir.go9(&["check", "call.go"]);
    assert_eq!((out.status.code(), stdout(&out).as_str()), (Some(0), ""));
    assert_eq!(dir.entries(), ["call.go"]);
}

#[test]
fn output_depends_on_neither_run_nor_threads() {
    let dir = Scratch::new("threads");
    dir.file("defer.go", &example("defer.go"));
    let listing = |threads: &str| stdout(&dir.go9(&["compile", "-S", "-c", threads, "defer.go"]));
    let first = listing("1");
    assert!(!first.is_empty());
    assert_eq!(first, listing("1"));
    assert_eq!(first, listing("2"));
    assert_eq!(first, listing("4"));
}

/// With `-defer=heap` every `defer` calls `deferproc`, as Go did before 1.13.
#[test]
fn heap_defers_call_deferproc() {
    let dir = Scratch::new("defer-heap");
    dir.file("defer_plain.go", &example("defer_plain.go"));
    let out = dir.go9(&["compile", "-S", "-defer=heap", "defer_plain.go"]);
    let listing = stdout(&out);
    let insns: Vec<String> = listing
        .lines()
        .take_while(|l| !l.starts_with("\"\".main "))
        .filter(|l| l.starts_with("\t0x") && l.contains("(defer_plain.go:"))
        .map(|l| l.split('\t').skip(2).collect::<Vec<_>>().join(" "))
        .filter(|i| !i.starts_with("PCDATA") && !i.starts_with("FUNCDATA"))
        .collect();
    let sequence = [
        "MOVL $0, (SP)",
        "LEAQ \"\".foo.func1·f(SB), AX",
        "MOVQ AX, 8(SP)",
        "CALL runtime.deferproc(SB)",
        "TESTL AX, AX",
    ];
    let at = insns.windows(sequence.len()).position(|w| w == sequence);
    let at = at.unwrap_or_else(|| panic!("no deferproc sequence in {insns:#?}"));
    assert!(insns[at + sequence.len()].starts_with("JNE "));
    assert!(!listing.contains("deferprocStack"));
}

#[test]
fn systems_differ_in_how_they_reach_g() {
    let dir = Scratch::new("goos");
    dir.file("main.go", CALL);
    let listing =
        |goos: &str| stdout(&dir.go9_with(&["compile", "-S", "main.go"], &[("GOOS", goos)]));
    assert!(listing("linux").contains("\tMOVQ\t(TLS), CX"));
    assert!(listing("windows").contains("\tMOVQ\tTLS, CX"));
    assert!(listing("darwin").contains("0x0000 65 48 8b 0c 25"), "segment GS");
}

const LEAF_S: &str = "TEXT ·f(SB), NOSPLIT, $0-8\n\tMOVQ $1, ret+0(FP)\n\tRET\n";

#[test]
fn assembly_sources_and_objects() {
    let dir = Scratch::new("asm");
    dir.file("call.go", CALL);
    dir.file("f.s", LEAF_S);
    for args in [
        &["asm", "f.s"][..],
        &["asm", "-o", "listing.s", "f.s"],
        &["compile", "-o", "call.asm.s", "call.go"],
        &["compile", "-o", "call.o", "call.go"],
        &["asm", "-o", "again.o", "call.asm.s"],
    ] {
        let out = dir.go9(args);
        let text = stdout(&out) + &String::from_utf8_lossy(&out.stderr);
        assert_eq!((out.status.code(), text.as_str()), (Some(0), ""), "{args:?}");
    }
    let names = ["again.o", "call.asm.s", "call.go", "call.o", "f.o", "f.s", "listing.s"];
    assert_eq!(dir.entries(), names);
    let read = |name: &str| fs::read(dir.0.join(name)).expect("written");
    assert!(read("listing.s").starts_with(b"\"\".f STEXT nosplit size="));
    for name in ["f.o", "call.o", "again.o"] {
        assert!(read(name).starts_with(b"\x7fELF"), "{name}");
    }
    let out = dir.go9_with(&["asm", "f.s"], &[("GOOS", "windows")]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("GOOS=linux only"));
}

#[test]
fn problems_in_assembly_sources() {
    let dir = Scratch::new("asm-errors");
    dir.file("bad.s", "TEXT ·f(SB), NOSPLIT, $0\n\tFROB AX\n\tJMP nowhere\n");
    dir.file("bad.o", "precious");
    let out = dir.go9(&["asm", "bad.s"]);
    let want = "bad.s:2: unrecognized instruction FROB\nbad.s:3: undefined label nowhere\n";
    assert_eq!((out.status.code(), stdout(&out).as_str()), (Some(2), want));
    assert_eq!(fs::read_to_string(dir.0.join("bad.o")).expect("kept"), "precious");
    let out = dir.go9(&["asm", "nosuch.s"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("nosuch.s"));
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_cannot_be_written() {
    let dir = Scratch::new("full");
    dir.file("call.go", CALL);
    dir.file("f.s", LEAF_S);
    for args in [
        &["compile", "-o", "/dev/full", "call.go"][..],
        &["compile", "-o", "nosuch/call.o", "call.go"],
        &["compile", "-o", "nosuch/call.asm.s", "call.go"],
        &["asm", "-o", "/dev/full", "f.s"],
        &["asm", "-o", "nosuch/f.o", "f.s"],
    ] {
        let out = dir.go9(args);
        let text = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!((out.status.code(), stdout(&out).as_str()), (Some(2), ""), "{args:?}");
        assert!(text.starts_with("go9: cannot write "), "{text}");
    }
    assert_eq!(dir.entries(), ["call.go", "f.s"]);
}

/// Views go to standard output or where `-o` says, take lines, and speak Chinese.
#[test]
fn views() {
    let dir = Scratch::new("views");
    dir.file("r.go", &example("defer_result.go"));
    let frame = stdout(&dir.go9(&["frame", "-func", "foo", "r.go"]));
    assert!(frame.contains("80(SP)     8 │ result r int"), "{frame}");
    assert!(frame.contains("   32(SP)     8 │   fn "), "{frame}");
    let json = stdout(&dir.go9(&["frame", "-json", "r.go"]));
    assert!(json.contains("\"kind\": \"defer_record\""), "{json}");
    let explain = stdout(&dir.go9(&["explain", "-bytes", "r.go:4-5"]));
    assert!(explain.contains("in fn of the _defer"), "{explain}");
    assert!(explain.contains("REX 48 (W) | opcode 8d | ModRM 05"), "{explain}");
    assert!(!explain.contains("MOVQ $10"), "line 7 is left out: {explain}");
    let zh = stdout(&dir.go9(&["explain", "-lang", "zh", "-func", "foo", "r.go:7"]));
    assert!(zh.contains("把 10 存入结果 r"), "{zh}");
    let out = dir.go9(&["explain", "-html", "-o", "r.html", "r.go"]);
    assert_eq!((out.status.code(), stdout(&out).as_str()), (Some(0), ""));
    assert_eq!(dir.entries(), ["r.go", "r.html"]);
    for bad in [&["explain", "r.go:9-3"][..], &["frame", "-func", "nosuch", "r.go"]] {
        let out = dir.go9(bad);
        assert_eq!(out.status.code(), Some(2), "{bad:?}");
        assert!(!out.stderr.is_empty());
    }
}

/// Lines keep within the width that is asked for, and have colour only on demand.
#[test]
fn views_keep_the_width() {
    let dir = Scratch::new("width");
    dir.file("o.go", &example("defer_order.go"));
    for command in ["frame", "explain"] {
        for lang in ["en", "zh"] {
            let text = stdout(&dir.go9(&[command, "-width", "72", "-lang", lang, "o.go"]));
            assert!(!text.contains('\x1b'), "no colour");
            for line in text.lines() {
                let width = go9::explain::term::width(line);
                assert!(width <= 72, "{command} {lang}: {width} cells: {line}");
            }
        }
        let colored = stdout(&dir.go9(&[command, "-color", "always", "o.go"]));
        assert!(colored.contains('\x1b'), "colour on demand");
    }
}

#[test]
fn diff_tells_by_its_status() {
    let dir = Scratch::new("diff");
    dir.file("call.go", CALL);
    let golden = stdout(&dir.go9(&["compile", "-S", "-dwarf=false", "call.go"]));
    dir.file("call.s", &golden);
    let out = dir.go9(&["diff", "call.go", "call.s"]);
    assert_eq!(out.status.code(), Some(0), "{}", stdout(&out));
    dir.file("other.s", &golden.replace("SUBQ\tCX, AX", "SUBQ\tDX, AX"));
    let out = dir.go9(&["diff", "call.go", "other.s"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(stdout(&out).contains("register allocation"), "{}", stdout(&out));
    dir.file("readme", "# no listing\n");
    assert_eq!(dir.go9(&["diff", "call.go", "readme"]).status.code(), Some(2));
    // Goldens of a folder are made with `-trimpath "$PWD"`.
    let here = dir.0.canonicalize().expect("there").to_string_lossy().into_owned();
    let flags = ["compile", "-S", "-dwarf=false", "-trimpath", &here, "call.go"];
    dir.file("call.s", &stdout(&dir.go9(&flags)));
    let _ = fs::remove_file(dir.0.join("other.s"));
    let table = stdout(&dir.go9(&["diff", "-dir", "."]));
    assert!(table.contains("1 of 1 listings identical"), "{table}");
}
