//! `go9 build` and `go9 run`: bytes of the executable, streams, statuses, problems.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use go9::driver::build::{self, NoCache};
use go9::driver::{self, SourceFile};
use go9::obj::FuncText;
use go9::options::Options;

/// A directory of its own for one test, removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let dir = std::env::temp_dir().join(format!("go9-program-{}-{name}", std::process::id()));
        fs::create_dir_all(&dir).expect("temporary directory");
        Scratch(dir)
    }

    fn file(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("writable");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_go9"));
        command
            .args(args)
            .current_dir(&self.0)
            .env("GO9CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages"))
            .env_remove("GO9ROOT")
            .stdin(Stdio::null());
        command
    }

    fn go9(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("go9 runs")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Name, code of every function in an executable.
fn functions(elf: &[u8]) -> Vec<(String, &[u8])> {
    let half = |at: usize| u16::from_le_bytes(elf[at..at + 2].try_into().unwrap()) as usize;
    let word = |at: usize| u32::from_le_bytes(elf[at..at + 4].try_into().unwrap()) as usize;
    let long = |at: usize| u64::from_le_bytes(elf[at..at + 8].try_into().unwrap()) as usize;
    let (sections, size, count) = (long(40), half(58), half(60));
    let section = |kind: usize| {
        (0..count).map(|i| sections + i * size).find(|&s| word(s + 4) == kind).expect("present")
    };
    let symtab = section(2);
    let strings = long(sections + word(symtab + 40) * size + 24);
    let first_text = sections + size;
    let (text_address, text_offset) = (long(first_text + 16), long(first_text + 24));
    let mut found = Vec::new();
    for at in (long(symtab + 24)..long(symtab + 24) + long(symtab + 32)).step_by(24) {
        if elf[at + 4] & 15 == 2 {
            let name = &elf[strings + word(at)..];
            let name = &name[..name.iter().position(|&b| b == 0).expect("ended")];
            let start = long(at + 8) - text_address + text_offset;
            found.push((text(name), &elf[start..start + long(at + 16)]));
        }
    }
    found
}

fn source(path: &Path) -> Vec<SourceFile> {
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    vec![SourceFile { name, text: fs::read(path).expect("readable") }]
}

/// Code without the fields that the linker fills in.
fn without_fields(code: &[u8], func: &FuncText) -> Vec<u8> {
    let mut code = code.to_vec();
    for r in &func.relocs {
        code[r.offset as usize..][..r.size as usize].fill(0);
    }
    code
}

/// The code that runs is the code that is listed.
#[test]
fn code_of_executables_is_the_listings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut programs: Vec<PathBuf> = ["tests/golden/documents", "examples"]
        .iter()
        .flat_map(|dir| fs::read_dir(root.join(dir)).expect("folder exists"))
        .map(|e| e.expect("readable entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .collect();
    programs.sort();
    let mut compared = 0;
    for path in &programs {
        let built = build::build(source(path), Options::default(), &NoCache);
        let Some(elf) = built.executable else {
            panic!("{}: {:?} {:?}", path.display(), built.link_errors, built.internal_error)
        };
        let options = Options { keep: true, ..Options::default() };
        let held = driver::compile(source(path), options).held.expect("it compiles");
        for (name, code) in functions(&elf) {
            let Some(own) = name.strip_prefix("main.") else { continue };
            let sym = held.syms.lookup(&format!("\"\".{own}"));
            let func = held.syms.func_of[sym].expect("the function is listed");
            let func = &held.syms.funcs[func];
            assert!(
                without_fields(code, func) == without_fields(&func.code, func),
                "{}: {name} differs from the listing",
                path.display()
            );
            compared += 1;
        }
    }
    assert!(compared >= programs.len(), "{compared} functions of {} programs", programs.len());
}

const HELLO: &str =
    "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"hello\")\n}\n";

#[test]
fn executables_do_not_depend_on_threads_or_on_what_was_built_before() {
    let s = Scratch::new("same");
    s.file("x.go", HELLO);
    s.file(
        "y.go",
        "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Printf(\"%v %q\", 1.5, \"a\") }\n",
    );
    let cache = s.0.join("cache");
    let build = |args: &[&str], cache: &Path| {
        let output = s.command(args).env("GO9CACHE", cache).output().expect("go9 runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        fs::read(s.0.join("x")).expect("built")
    };
    let off = Path::new("off");
    let first = build(&["build", "-c", "1", "x.go"], off);
    assert!(first == build(&["build", "-c", "4", "x.go"], off));
    build(&["build", "-o", "x", "y.go"], &cache);
    assert!(first == build(&["build", "x.go"], &cache));
    assert!(first == build(&["build", "x.go"], &cache));
    let run = Command::new(s.0.join("x")).output().expect("it runs");
    assert_eq!(text(&run.stdout), "hello\n");
}

#[test]
fn streams_arguments_and_status_are_the_programs() {
    let s = Scratch::new("streams");
    s.file(
        "x.go",
        "package main\n\nimport (\n\t\"io\"\n\t\"os\"\n)\n\nfunc main() {\n\tio.Copy(os.Stdout, os.Stdin)\n\
         \tfor _, a := range os.Args[1:] {\n\t\tprintln(a)\n\t}\n\tos.Exit(3)\n}\n",
    );
    s.file("in", "input\n");
    let input = fs::File::open(s.0.join("in")).expect("readable");
    let output = s.command(&["run", "x.go", "--", "-a", "b c"]).stdin(input).output().unwrap();
    assert_eq!(text(&output.stdout), "input\n");
    assert_eq!(text(&output.stderr), "-a\nb c\n");
    assert_eq!(output.status.code(), Some(3));
    let mut left: Vec<_> = fs::read_dir(&s.0).unwrap().map(|e| e.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["in", "x.go"]);
}

#[test]
fn missing_symbols_are_named_with_who_refers_to_them() {
    let s = Scratch::new("missing");
    s.file("x.go", "package main\n\nfunc f()\n\nfunc g() { f() }\n\nfunc main() { g() }\n");
    let output = s.go9(&["build", "-l", "x.go"]);
    assert_eq!(text(&output.stderr), "go9: link: main.g: undefined: main.f\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(!s.0.join("x").exists());
    s.file("y.go", "package lib\n\nfunc F() {}\n");
    let output = s.go9(&["build", "y.go"]);
    assert_eq!(text(&output.stderr), "go9: link: package lib is not a main package\n");
}

#[test]
fn problems_of_the_program_are_printed_and_nothing_is_written() {
    let s = Scratch::new("problems");
    s.file("x.go", "package main\n\nfunc main() { x = 1 }\n");
    for args in [&["run", "x.go"][..], &["build", "x.go"]] {
        let output = s.go9(args);
        assert_eq!(text(&output.stderr), "x.go:3:15: undefined: x\n");
        assert_eq!(output.status.code(), Some(2));
    }
    assert!(!s.0.join("x").exists());
}

#[test]
fn a_full_disk_and_missing_folders_are_reported() {
    let s = Scratch::new("full");
    s.file("x.go", HELLO);
    for (path, problem) in [
        ("/dev/full", "go9: cannot write /dev/full: No space left on device (os error 28)\n"),
        ("no/x", "go9: cannot write no/x: No such file or directory (os error 2)\n"),
        (".", "go9: cannot write .: is a directory\n"),
    ] {
        let output = s.go9(&["build", "-o", path, "x.go"]);
        assert_eq!(text(&output.stderr), problem);
        assert_eq!(output.status.code(), Some(2));
    }
    assert!(fs::metadata("/dev/full").is_ok_and(|m| !m.is_file()), "the device is still there");
    // What stood there before a failed build stays.
    fs::write(s.0.join("old"), "old").unwrap();
    s.file("bad.go", "package main\n\nfunc main() { x }\n");
    s.go9(&["build", "-o", "old", "bad.go"]);
    assert_eq!(fs::read(s.0.join("old")).unwrap(), b"old");
}

#[test]
fn a_cache_that_cannot_be_written_or_is_damaged_does_no_harm() {
    let s = Scratch::new("cache");
    s.file("x.go", HELLO);
    s.file("file", "no folder");
    let run = |cache: &Path| {
        let output = s.command(&["run", "x.go"]).env("GO9CACHE", cache).output().unwrap();
        assert_eq!(text(&output.stdout), "hello\n", "{}", text(&output.stderr));
    };
    run(&s.0.join("file"));
    let cache = s.0.join("cache");
    run(&cache);
    let folder = fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    }
    run(&cache);
}

#[test]
fn a_program_killed_by_a_signal_is_reported() {
    let s = Scratch::new("signal");
    s.file("x.go", "package main\n\nfunc main() {\n\tprintln(\"started\")\n\tfor {\n\t}\n}\n");
    let mut go9 = s.command(&["run", "x.go"]).stderr(Stdio::piped()).spawn().expect("go9 starts");
    let mut stderr = std::io::BufReader::new(go9.stderr.take().expect("piped"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut stderr, &mut line).expect("readable");
    assert_eq!(line, "started\n");
    let pid = go9.id();
    let children = fs::read_dir(format!("/proc/{pid}/task"))
        .expect("it runs")
        .map(|t| fs::read_to_string(t.unwrap().path().join("children")).unwrap_or_default());
    let child = children.collect::<String>();
    let kill = Command::new("kill").args(["-KILL", child.trim()]).status().expect("kill runs");
    assert!(kill.success(), "the program is a child: {child:?}");
    let status = go9.wait().expect("it ends");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stderr, &mut rest).expect("readable");
    assert_eq!(rest, "go9: the program was killed by signal 9 (SIGKILL: killed)\n");
    assert_eq!(status.code(), Some(128 + 9));
}

#[test]
fn other_systems_are_refused() {
    let s = Scratch::new("goos");
    s.file("x.go", HELLO);
    let output = s.command(&["build", "x.go"]).env("GOOS", "windows").output().unwrap();
    assert!(text(&output.stderr).contains("linux/amd64 only"), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(2));
}
