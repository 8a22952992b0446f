//! `go9 explain` over the corpus: a sentence for every instruction, in both languages, and encodings
//! that are whole.
//!
//! `GO9_SAMPLE=N` prints N instructions with their sentences, chosen at random (`GO9_SEED=N`).

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use go9::driver::{self, SourceFile};
use go9::explain::Lang;
use go9::explain::code::{Code, Program};
use go9::explain::sentence;
use go9::options::Options;
use rayon::prelude::*;

fn programs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut list = Vec::new();
    for tier in ["documents", "core", "data", "algo", "rt", "std"] {
        for entry in fs::read_dir(root.join(tier)).expect("folder") {
            let path = entry.expect("entry").path();
            if path.extension().is_some_and(|e| e == "go") {
                list.push(path);
            }
        }
    }
    list.sort();
    list
}

fn explain(program: &Path, lang: Lang, form: fn(&mut Options)) -> Option<Vec<Code>> {
    let name = program.file_name()?.to_string_lossy().into_owned();
    let file = SourceFile { name, text: fs::read(program).ok()? };
    let mut options = Options { keep: true, dwarf: false, ..Options::default() };
    form(&mut options);
    let mut outcome = driver::compile(vec![file], options);
    let held = outcome.held.take()?;
    Some(Program::new(&held, &outcome.sources, lang).code(None))
}

/// What is wrong with a function's instructions.
fn faults(c: &Code, lang: Lang) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut end = 0;
    for i in &c.insns {
        let say = &i.say;
        let opcode = i.text.split(' ').next().unwrap_or_default();
        let empty = say.is_empty() || say == opcode;
        let unfilled = ["{1", "{2", "{3", "{cond"].iter().any(|p| say.contains(p));
        let foreign = lang == Lang::Zh && say.is_ascii();
        let gap = say.contains("  ") && !say.contains('"');
        if empty || unfilled || foreign || gap {
            wrong.push(format!("{} {}: {say:?}", c.func, i.text));
        }
        if i.pc as usize != end {
            wrong.push(format!("{} {}: begins at {}, not {end}", c.func, i.text, i.pc));
        }
        let bytes: usize = i.encoding.iter().flatten().map(|p| p.bytes.split(' ').count()).sum();
        let immediate = i.encoding.iter().flatten().any(|p| {
            let n = p.bytes.split(' ').count();
            p.kind == go9::explain::bytes::PieceKind::Immediate && !matches!(n, 1 | 2 | 4 | 8)
        });
        if bytes != i.size || immediate {
            wrong.push(format!("{} {}: {:?}", c.func, i.text, i.encoding));
        }
        end = i.pc as usize + i.size;
    }
    if end != c.size {
        wrong.push(format!("{}: {end} bytes, not {}", c.func, c.size));
    }
    wrong
}

/// Programs that the sentences are made for; one in so many, since a debug build takes its time.
const SAMPLE: usize = 7;

#[test]
fn instructions_have_sentences() {
    let programs: Vec<PathBuf> = programs().into_iter().step_by(SAMPLE).collect();
    let wrong: Vec<String> = programs
        .par_iter()
        .enumerate()
        .flat_map(|(n, program)| {
            let (lang, form): (Lang, fn(&mut Options)) = match n % 3 {
                0 => (Lang::En, |_| {}),
                1 => (Lang::Zh, |_| {}),
                _ => (Lang::En, |o| (o.no_opt, o.no_inline) = (true, true)),
            };
            let name = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            match explain(program, lang, form) {
                Some(code) => code
                    .iter()
                    .flat_map(|c| faults(c, lang))
                    .map(|w| format!("{name} {w}"))
                    .collect(),
                None => vec![format!("{name}: does not compile")],
            }
        })
        .collect();
    let first: Vec<&String> = wrong.iter().take(40).collect();
    assert!(wrong.is_empty(), "{first:#?}");
}

/// Opcodes of every golden, as gc wrote them.
#[test]
fn every_opcode_of_the_goldens_has_a_sentence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files = Vec::new();
    for tier in fs::read_dir(root).expect("folder") {
        for entry in fs::read_dir(tier.expect("entry").path()).expect("folder") {
            let path = entry.expect("entry").path();
            if path.extension().is_some_and(|e| e == "gz") {
                files.push(path);
            }
        }
    }
    let opcodes: BTreeSet<String> = files
        .par_iter()
        .flat_map_iter(|path| {
            let bytes = fs::read(path).expect("readable");
            let mut text = String::new();
            flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("gzip");
            let code = |line: &str| {
                let (_, insn) = line.strip_prefix("\t0x")?.split_once(")\t")?;
                insn.split('\t').next().map(str::to_owned)
            };
            text.lines().filter_map(code).collect::<BTreeSet<String>>()
        })
        .collect();
    assert!(opcodes.len() > 150, "the goldens are there: {} opcodes", opcodes.len());
    let special = ["TEXT", "PCDATA", "FUNCDATA"];
    for op in opcodes.iter().filter(|op| !special.contains(&op.as_str())) {
        assert!(sentence::is_known(op), "no sentence for {op}");
    }
}

/// Numbers that depend on a seed only (SplitMix64).
fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

#[test]
fn samples() {
    let variable = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let Some(n) = variable("GO9_SAMPLE") else { return };
    let mut seed = variable("GO9_SEED").unwrap_or(1);
    let lang = if std::env::var_os("GO9_ZH").is_some() { Lang::Zh } else { Lang::En };
    let programs = programs();
    for _ in 0..n {
        let program = &programs[(random(&mut seed) % programs.len() as u64) as usize];
        let Some(code) = explain(program, lang, |_| {}) else { continue };
        let real: Vec<_> =
            code.iter().flat_map(|c| &c.insns).filter(|i| !i.pseudo || seed % 8 == 0).collect();
        let i = real[(random(&mut seed) % real.len() as u64) as usize];
        let region = i.region.map_or("", |r| r.name(lang));
        println!(
            "{:<46} {}{}",
            i.text,
            i.say,
            if region.is_empty() { String::new() } else { format!("  [{region}]") }
        );
    }
}
