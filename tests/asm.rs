//! The assembler: bytes of instructions and functions, as Go's assembler gives them; diagnostics.

use std::fmt::Write;

use go9::asm::{self, Input, Outcome};
use go9::diag::render;
use go9::options::Options;

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
