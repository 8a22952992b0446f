//! The assembler: bytes of instructions and functions, as Go's assembler gives them; diagnostics.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;

use go9::asm::{self, Input, Outcome};
use go9::diag::render;
use go9::driver::{self, SourceFile};
use go9::obj::{FuncText, Reloc, SymData, SymKind, SymTab, elf};
use go9::options::{Goos, Options};
use rayon::prelude::*;

fn assemble(name: &str, text: &str) -> Outcome {
    let options = Options { all_errors: true, ..Options::default() };
    let input = Input { name: name.to_owned(), text: text.as_bytes().to_vec() };
    asm::assemble(&[input], &[], &options)
}

fn file(name: &str) -> String {
    let path = format!("{}/tests/asm/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

#[test]
fn instructions() {
    let data = file("instructions.txt");
    let lines: Vec<(&str, &str)> = data.lines().filter_map(|l| l.split_once("\t// ")).collect();
    assert!(lines.len() > 1900);
    let mut text = String::new();
    for (i, (instruction, _)) in lines.iter().enumerate() {
        let _ = writeln!(text, "TEXT ·f{i}(SB), NOSPLIT|NOFRAME, $0\n\t{instruction}");
    }
    let outcome = assemble("i.s", &text);
    assert_eq!(render::one_line(&outcome.diagnostics, &outcome.sources), "");
    let mut bad = 0;
    for (i, (instruction, bytes)) in lines.iter().enumerate() {
        let sym = outcome.syms.lookup(&format!("\"\".f{i}"));
        let func = &outcome.syms.funcs[outcome.syms.func_of[sym].expect("assembled")];
        if hex(&func.code) != *bytes {
            bad += 1;
            eprintln!("{instruction}: {}, not {bytes}", hex(&func.code));
        }
    }
    assert_eq!(bad, 0);
}

#[test]
fn functions_and_data() {
    let outcome = assemble("frames.s", &file("frames.s"));
    assert_eq!(render::one_line(&outcome.diagnostics, &outcome.sources), "");
    let syms = &outcome.syms;
    let mut ours = String::new();
    for &sym in &syms.text {
        let func = &syms.funcs[syms.func_of[sym].expect("assembled")];
        let _ = writeln!(ours, "{} {}", syms.name(sym), hex(&func.code));
    }
    for &sym in &syms.data_order {
        let data = syms.get(sym);
        let kind = data.kind.listing_name();
        let _ = writeln!(ours, "{} {kind} {} {}", syms.name(sym), data.size, hex(&data.bytes));
    }
    assert_eq!(ours, file("frames.txt"));
}

/// Each case is a source with `// ERROR text` at the ends of its lines.
#[test]
fn problems() {
    let text = file("problems.s");
    let outcome = assemble("problems.s", &text);
    let mut want = String::new();
    for (i, line) in text.lines().enumerate() {
        if let Some((_, texts)) = line.split_once("// ERROR ") {
            for text in texts.split(" | ") {
                let _ = writeln!(want, "problems.s:{}: {text}", i + 1);
            }
        }
    }
    assert_eq!(render::one_line(&outcome.diagnostics, &outcome.sources), want);
}

#[test]
fn endless_macros() {
    for text in
        ["#define A A A\nA\n", "#define A B\n#define B(x) A\nA", "#define f(x) x x\nf(f(f(f"]
    {
        let outcome = assemble("m.s", text);
        assert!(outcome.failed || text.contains("B(x)"), "{text}");
    }
}

/// Mutated sources give diagnostics, never a fault. `GO9_FUZZ=N` tries N of them.
#[test]
fn mutated_sources() {
    let n = std::env::var("GO9_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let mut texts = ["frames.s", "problems.s", "instructions.txt"].map(file);
    texts[2].insert_str(0, "TEXT ·f(SB), NOSPLIT, $0-64\n");
    let words: Vec<&str> = texts.iter().flat_map(|t| t.split([' ', '\n', '\t', ','])).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % n.max(1)
    };
    for round in 0..n {
        let mut lines: Vec<String> = texts[round % 3].lines().map(str::to_owned).collect();
        for _ in 0..=random(40) {
            let at = random(lines.len());
            let chars: Vec<char> = lines[at].chars().collect();
            let place = random(chars.len());
            let (head, tail) = chars.split_at(place.min(chars.len()));
            let (head, tail): (String, String) = (head.iter().collect(), tail.iter().collect());
            let word = words[random(words.len())];
            lines[at] = match random(6) {
                0 => format!("{head}{word}{tail}"),
                1 => head + &tail.chars().skip(1 + random(4)).collect::<String>(),
                2 => format!("{head} {word}"),
                3 => lines[random(lines.len())].clone(),
                4 => format!(
                    "{head}{}{tail}",
                    ['$', '(', ')', '\\', '#', '·', ',', '-', '9'][random(9)]
                ),
                _ => String::new(),
            };
        }
        if round % 3 == 2 {
            let start = 1 + random(lines.len());
            lines.drain(1..start);
            lines.truncate(60);
        }
        // Lines with problems go, so that the rest reaches the encoder.
        for _ in 0..3 {
            let text = lines.join("\n");
            let Ok(outcome) = std::panic::catch_unwind(|| assemble("m.s", &text)) else {
                panic!("fault in:\n{text}")
            };
            if !outcome.failed {
                break;
            }
            for d in &outcome.diagnostics {
                lines[d.pos.line() as usize - 1].clear();
            }
        }
    }
}

/// The assembly source of a compiled program gives the same functions and data.
#[test]
fn written_source_gives_the_same_code() {
    let mut programs = Vec::new();
    for tier in ["documents", "core", "data", "algo", "rt", "std"] {
        let folder = format!("{}/tests/golden/{tier}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).expect("the corpus is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|e| e == "go") {
                programs.push(path);
            }
        }
    }
    programs.sort();
    assert!(programs.len() > 250, "{} programs", programs.len());
    // `GO9_ALL` takes all of them.
    let step = if std::env::var_os("GO9_ALL").is_some() { 1 } else { 30 };
    let bad: Vec<String> = programs
        .par_iter()
        .step_by(step)
        .flat_map_iter(|path| {
            let text = std::fs::read(path).expect("readable");
            let plain = Options { keep: true, dwarf: false, ..Options::default() };
            let no_opt = Options { no_opt: true, no_inline: true, ..plain.clone() };
            let windows = Options { goos: Goos::Windows, ..plain.clone() };
            [plain, no_opt, windows].into_iter().flat_map(move |options| {
                let bad = write_and_assemble(&text, options);
                let name = path.file_name().expect("a file").to_string_lossy().into_owned();
                bad.into_iter().map(move |b| format!("{name}: {b}"))
            })
        })
        .collect();
    assert!(bad.is_empty(), "{} differences\n{}", bad.len(), bad[..bad.len().min(20)].join("\n"));
}

/// What differs between a compiled package and what the assembler makes of its source.
fn write_and_assemble(text: &[u8], options: Options) -> Vec<String> {
    let (goos, no_opt) = (options.goos, options.no_opt);
    let file = SourceFile { name: "x.go".to_owned(), text: text.to_vec() };
    let compiled = driver::compile(vec![file], options);
    let Some(held) = compiled.held else { return Vec::new() };
    let source = asm::write(&held.syms, &compiled.sources, no_opt);
    let input = Input { name: "x.asm.s".to_owned(), text: source.into_bytes() };
    let outcome = asm::assemble(&[input], &[], &Options { goos, ..Options::default() });
    if outcome.failed {
        return vec![render::one_line(&outcome.diagnostics, &outcome.sources)];
    }
    let (a, b) = (&held.syms, &outcome.syms);
    let reloc = |syms: &SymTab, r: &Reloc| {
        let target = r.target.map(|t| syms.name(t));
        (r.offset, r.size, r.kind, target.map(|t| t.as_str()), r.addend)
    };
    let relocs = |syms: &SymTab, list: &[Reloc]| {
        let mut list: Vec<_> = list.iter().map(|r| reloc(syms, r)).collect();
        list.sort_by_key(|r| r.0);
        list
    };
    let mut bad = Vec::new();
    for &sym in &a.text {
        let Some(id) = a.func_of[sym] else { continue };
        let name = a.name(sym);
        let Some(other) = b.func_of[b.lookup_name(name)] else {
            bad.push(format!("{name} is missing"));
            continue;
        };
        let (f, g) = (&a.funcs[id], &b.funcs[other]);
        let flags = |f: &FuncText| (f.flags.nosplit, f.flags.wrapper, f.flags.dupok);
        if f.code != g.code || (f.args, f.locals, flags(f)) != (g.args, g.locals, flags(g)) {
            bad.push(format!("{name}: code differs"));
        } else if relocs(a, &f.relocs) != relocs(b, &g.relocs) {
            bad.push(format!("{name}: relocations differ"));
        }
    }
    for &sym in &a.data_order {
        let name = a.name(sym);
        let (d, e) = (a.get(sym), b.get(b.lookup_name(name)));
        let written = [
            SymKind::RoData,
            SymKind::Data,
            SymKind::NoPtrData,
            SymKind::Bss,
            SymKind::NoPtrBss,
            SymKind::TlsBss,
        ];
        if !written.contains(&d.kind) {
            continue;
        }
        let facts = |d: &SymData| (d.kind, d.dupok, d.size, d.bytes.len());
        if facts(d) != facts(e)
            || d.bytes != e.bytes
            || relocs(a, &d.relocs) != relocs(b, &e.relocs)
        {
            bad.push(format!("{name}: data differs: {:?}, {:?}", facts(d), facts(e)));
        }
    }
    bad
}

fn compile(name: &str, text: &str, options: Options) -> driver::Outcome {
    let file = SourceFile { name: name.to_owned(), text: text.as_bytes().to_vec() };
    let outcome = driver::compile(vec![file], options);
    let diagnostics = render::one_line(&outcome.diagnostics, &outcome.sources);
    assert!(!outcome.failed, "{diagnostics}");
    outcome
}

/// What Go's own assembler says to the source of a package that needs nothing of the runtime.
/// `GO9_GO` names the go command, `go` by default; without one the test is skipped, loudly.
#[test]
fn go_accepts_written_source() {
    let go = std::env::var("GO9_GO").unwrap_or("go".to_owned());
    let run = |args: &[&str]| Command::new(&go).args(args).output().ok();
    let root = run(&["env", "GOROOT"]).filter(|o| o.status.success());
    let Some(root) = root.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned()) else {
        // Past the test harness, which hides what passing tests print.
        let _ = writeln!(std::io::stderr(), "SKIPPED go_accepts_written_source: no Go toolchain");
        return;
    };
    let options = Options { keep: true, dwarf: false, ..Options::default() };
    let compiled = compile("leaf.go", &file("leaf.go"), options);
    let held = compiled.held.expect("kept");
    let dir = std::env::temp_dir().join(format!("go9-asm-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("temporary directory");
    let (source, object) = (dir.join("leaf.asm.s"), dir.join("leaf.o"));
    std::fs::write(&source, asm::write(&held.syms, &compiled.sources, false)).expect("writable");
    let (include, runtime) = (format!("{root}/pkg/include"), format!("{root}/src/runtime"));
    let (source, object) = (source.to_string_lossy(), object.to_string_lossy());
    let args =
        ["tool", "asm", "-p", "leaf", "-I", &include, "-I", &runtime, "-o", &object, &source];
    let out = run(&args).expect("go runs");
    let text = String::from_utf8_lossy(&out.stderr).into_owned();
    let _ = std::fs::remove_dir_all(&dir);
    assert!(out.status.success(), "{text}");
}

/// An object read back: symbols with their bytes, kinds and relocations.
#[test]
fn objects() {
    use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget};
    let options = Options { keep: true, dwarf: false, ..Options::default() };
    let text = "package main\n\nvar x, y int\n\nvar text = \"hi\"\n\nvar p = &x\n\n\
        //go:noinline\nfunc f() int { return x + 1 }\n\nfunc main() { y = f(); println(text, p) }\n";
    let held = compile("x.go", text, options.clone()).held.expect("kept");
    let bytes = elf::write(&held.syms, &held.path).expect("an object");
    let again = compile("x.go", text, Options { concurrency: 4, ..options }).held.expect("kept");
    assert!(bytes == elf::write(&again.syms, &again.path).expect("an object"), "deterministic");

    let obj = object::File::parse(&bytes[..]).expect("ELF");
    let symbol = |name: &str| {
        let found = obj.symbols().find(|s| s.name() == Ok(name));
        found.unwrap_or_else(|| panic!("no symbol {name}"))
    };
    for &sym in &held.syms.text {
        let func = &held.syms.funcs[held.syms.func_of[sym].expect("compiled")];
        let name = held.syms.name(sym).as_str().replace("\"\".", "main.");
        let s = symbol(&name);
        assert_eq!(s.kind(), object::SymbolKind::Text, "{name}");
        let section = obj.section_by_index(s.section_index().expect("defined")).expect("there");
        assert_eq!(section.name(), Ok(".text"));
        assert_eq!(section.data_range(s.address(), s.size()), Ok(Some(&func.code[..])), "{name}");
    }
    let section_of = |name: &str| {
        let index = symbol(name).section_index().unwrap_or_else(|| panic!("{name} is defined"));
        obj.section_by_index(index).expect("there").name().expect("UTF-8").to_owned()
    };
    for (name, section) in [
        ("main.x", ".noptrbss"),
        ("main.text", ".data"),
        ("main.p", ".data"),
        ("go.string.\"hi\"", ".rodata"),
        ("gclocals·33cdeccccebe80329f1fdbee7f5874cb", ".rodata"),
    ] {
        assert_eq!(section_of(name), section, "{name}");
    }
    assert!(symbol("runtime.printstring").is_undefined());
    assert!(symbol("go.string.\"hi\"").is_weak());
    let text = obj.section_by_name(".text").expect("there");
    let mut found = Vec::new();
    for (offset, r) in text.relocations() {
        let RelocationTarget::Symbol(s) = r.target() else { panic!("{r:?}") };
        let target = obj.symbol_by_index(s).expect("there").name().expect("UTF-8").to_owned();
        let object::RelocationFlags::Elf { r_type } = r.flags() else { panic!("{r:?}") };
        found.push((offset, target, r_type, r.addend()));
    }
    // func f: MOVQ main.x(SB), AX; INCQ AX; ...
    assert_eq!(found[0], (3, "main.x".to_owned(), object::elf::R_X86_64_PC32, -4));
    let has = |name: &str, kind| found.iter().any(|r| r.1 == name && r.2 == kind);
    assert!(has("main.f", object::elf::R_X86_64_PLT32), "{found:?}");
    assert!(has("runtime.tlsg", object::elf::R_X86_64_TPOFF32), "{found:?}");
    let data = obj.section_by_name(".data").expect("there");
    assert!(data.relocations().all(|(_, r)| r.size() == 64), "addresses");
}
