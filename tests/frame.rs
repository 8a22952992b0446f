//! `go9 frame` against the goldens: every named operand of gc's listings lies in the slot that the
//! frame shows under that name, and the pointer words are those of gc's stack maps.

use std::fs;
use std::io::Read;
use std::path::Path;

use go9::driver::{self, SourceFile};
use go9::explain::frame::{self, Frame, SlotKind};
use go9::obj::FuncText;
use go9::obj::prog::{Base, Operand};
use go9::obj::read::{self, Listing};
use go9::options::{Goos, Options};
use go9::ssa::reg::Reg;
use rayon::prelude::*;

fn golden(path: &Path) -> Option<Listing> {
    let bytes = fs::read(path).ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("valid gzip");
    Some(read::read(&text).expect("a listing"))
}

/// The forms in which goldens are kept, with their suffix.
const FORMS: [(&str, fn(&mut Options)); 5] = [
    ("s.gz", |_| {}),
    ("l.s.gz", |o| o.no_inline = true),
    ("N.s.gz", |o| (o.no_opt, o.no_inline) = (true, true)),
    ("windows.s.gz", |o| o.goos = Goos::Windows),
    ("darwin.s.gz", |o| o.goos = Goos::Darwin),
];

fn frames(program: &Path, form: fn(&mut Options)) -> Option<Vec<Frame>> {
    let name = program.file_name()?.to_string_lossy().into_owned();
    let file = SourceFile { name, text: fs::read(program).ok()? };
    let mut options = Options { keep: true, dwarf: false, ..Options::default() };
    form(&mut options);
    let mut outcome = driver::compile(vec![file], options);
    let held = outcome.held.take()?;
    Some(frame::frames(&held, &outcome.sources, None))
}

/// What of a golden's function the frame contradicts.
fn contradictions(f: &Frame, golden: &Listing, text: &FuncText) -> Vec<String> {
    let mut wrong = Vec::new();
    if (f.size, f.args) != (text.locals, text.args) {
        wrong.push(format!("size {} {}, not {} {}", f.size, f.args, text.locals, text.args));
    }
    for p in &text.progs {
        for x in [p.from, p.from3, p.to] {
            let Operand::Mem(m) = x else { continue };
            let shown = match m.base {
                Base::Auto { prefix, name } => {
                    let wanted = format!("{prefix}.{name}");
                    // `recover` passes the address where parameters start, also if there are none.
                    let argp = name.as_str() == ".fp" && m.offset == f.size + 8;
                    argp || f.slots.iter().any(|s| {
                        s.operand.starts_with(&wanted)
                            && s.name == name.as_str()
                            && (s.offset..=s.offset + s.size).contains(&m.offset)
                    })
                }
                // Without a name: calls, the saved BP, entry code that zeroes.
                Base::Reg if m.reg == Some(Reg::SP) && p.pc > 0 => {
                    (-f.size..f.size + 16 + f.args).contains(&m.offset)
                }
                _ => true,
            };
            if !shown {
                wrong.push(format!("pc {}: {x:?} is in no slot", p.pc));
            }
        }
    }
    // Stack maps as gc wrote them.
    let table = |index| {
        let sym = frame::funcdata(text, index);
        sym.map(|s| frame::bitmaps(&golden.syms.get(s).bytes)).unwrap_or_default()
    };
    let (args, locals) = (table(0), table(1));
    if f.maps.len() != args.len() || f.maps.len() != locals.len() {
        wrong.push(format!("{} maps, not {}", f.maps.len(), args.len()));
    }
    let has_bp = f.slots.iter().any(|s| s.kind == SlotKind::SavedBp);
    let top = f.size - if has_bp { 8 } else { 0 };
    // The locals map has a bit for each word of the part of the frame that holds pointers.
    let words = {
        let sym = frame::funcdata(text, 1).expect("functions have stack maps");
        let bytes = &golden.syms.get(sym).bytes;
        u32::from_le_bytes(bytes[4..8].try_into().expect("four bytes")) as i64
    };
    for (i, map) in f.maps.iter().enumerate() {
        let offsets = |bits: Option<&Vec<usize>>, start: i64| -> Vec<i64> {
            bits.into_iter().flatten().map(|&b| start + 8 * b as i64).collect()
        };
        let want_args = offsets(args.get(i), f.size + 8);
        let want_locals = offsets(locals.get(i), top - 8 * words);
        if (&map.args, &map.locals) != (&want_args, &want_locals) {
            wrong.push(format!("map {i}: {map:?}, not {want_args:?} {want_locals:?}"));
        }
        for &w in map.args.iter().chain(&map.locals) {
            if !f.slots.iter().any(|s| s.pointers.contains(&w)) {
                wrong.push(format!("map {i}: {w}(SP) is live but no pointer"));
            }
        }
    }
    wrong
}

#[test]
fn frames_agree_with_the_listings_of_gc() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut programs = Vec::new();
    for tier in ["documents", "core"] {
        for entry in fs::read_dir(root.join(tier)).expect("folder") {
            let path = entry.expect("entry").path();
            if path.extension().is_some_and(|e| e == "go") {
                programs.extend(FORMS.map(|(suffix, form)| (path.clone(), suffix, form)));
            }
        }
    }
    let counts: Vec<(usize, Vec<String>)> = programs
        .par_iter()
        .map(|(program, suffix, form)| {
            let Some(golden) = golden(&program.with_extension(suffix)) else {
                return (0, Vec::new());
            };
            let Some(frames) = frames(program, *form) else {
                return (0, vec![format!("{}: does not compile", program.display())]);
            };
            let mut wrong = Vec::new();
            let mut n = 0;
            for f in &frames {
                // Slots cover the frame without gaps or overlaps.
                let mut end = 0;
                for s in f.slots.iter().rev() {
                    if s.offset != end && s.size > 0 {
                        wrong.push(format!("{}: gap or overlap at {}", f.func, s.offset));
                    }
                    end = end.max(s.offset + s.size);
                }
                let sym = golden.syms.lookup(&f.func);
                let Some(text) = golden.syms.func_of[sym] else { continue };
                n += 1;
                let found = contradictions(f, &golden, &golden.syms.funcs[text]);
                wrong
                    .extend(found.iter().map(|w| format!("{} {}: {w}", program.display(), f.func)));
            }
            (n, wrong)
        })
        .collect();
    let wrong: Vec<&String> = counts.iter().flat_map(|(_, w)| w).collect();
    assert!(wrong.is_empty(), "{} contradictions:\n{wrong:#?}", wrong.len());
    let n: usize = counts.iter().map(|(n, _)| n).sum();
    assert!(n > 3500, "the goldens are there: {n} functions");
}
