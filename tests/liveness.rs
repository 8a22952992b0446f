//! Replays liveness on gc 1.13's dumps (`tests/passes/TIER/PROGRAM.FUNC.txt`): the function as it
//! stands after the last pass is read, its frame laid out, its liveness computed; the FUNCDATA
//! symbols (their names are hashes of their contents) and the PCDATA in front of each instruction
//! must be those of the dump's `== emit` section.
//!
//! `GO9_DUMPS=DIR cargo test --test liveness -- --nocapture` counts over all dumps below DIR and
//! shows the first difference of each.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use go9::amd64::liveness::{self, MapIndex};
use go9::index::EntityRef;
use go9::obj::SymTab;
use go9::options::Options;
use go9::source::Sources;
use go9::ssa::func::Func;
use go9::ssa::parse::{ParseEnv, parse_func};
use go9::ssa::passes::{PassContext, stackframe};
use go9::ssa::{Aux, BlockKind, ValueId};
use go9::types::Types;

/// Dumps from which the reader cannot restore a parameter: the tree does not mention it, or every
/// value of it is a piece.
const UNREADABLE: &[&str] =
    &["algo/algo_union_find.percolate.txt", "core/func_multi_results.blanks.txt"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The tree, the function after the last pass, and the emitted instructions.
fn parts(text: &str) -> (String, String, String) {
    let text = format!("\n{text}");
    let (mut tree, mut last, mut emit) = (String::new(), String::new(), String::new());
    for section in text.split("\n== ").skip(1) {
        let (name, body) = section.split_once('\n').unwrap_or((section, ""));
        match name {
            "tree" => tree = body.to_owned(),
            "emit" => emit = body.to_owned(),
            _ if name.starts_with("unchanged by: ") => {}
            _ => last = body.trim_end().to_owned() + "\n",
        }
    }
    (tree, last, emit)
}

/// What a dump does not say of the function.
fn complete(f: &mut Func, syms: &SymTab) {
    let flag = syms.lookup("runtime.writeBarrier");
    let results: Vec<String> = f
        .locals
        .values()
        .filter(|l| l.class == go9::ssa::func::LocalClass::Result)
        .map(|l| format!("&{}", l.name))
        .collect();
    for local in f.locals.values_mut() {
        local.heap_result_addr = results.contains(&local.name.to_string());
    }
    let moved: Vec<String> = f
        .locals
        .values()
        .filter(|l| l.heap_result_addr)
        .map(|l| l.name.as_str()[1..].to_owned())
        .collect();
    for local in f.locals.values_mut() {
        local.stack_copy = moved.contains(&local.name.to_string());
    }
    for b in f.layout.clone() {
        f.has_defer |= f.b(b).kind == BlockKind::Defer;
        if f.b(b).values.iter().any(|&v| f.v(v).aux == Aux::Sym(flag)) && f.b(b).succs.len() == 2 {
            f.write_barrier_blocks.push(b);
        }
    }
}

/// An emitted line: the value or block it belongs to (empty: neither) and the instruction.
fn emitted(emit: &str) -> Vec<(&str, &str)> {
    emit.lines()
        .filter_map(|l| {
            let (head, text) = l.split_once(")\t")?;
            let label = head.split_once('\t')?.0.trim();
            Some((label, text))
        })
        .collect()
}

/// The first difference between what liveness finds and the dump.
fn check(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).unwrap();
    let (tree, last, emit) = parts(&text);
    let file = path.file_name().unwrap().to_string_lossy();
    let tier = path.parent().unwrap().file_name().unwrap();
    let program = file.split('.').next().unwrap();
    let source = root().join("golden").join(tier).join(format!("{program}.go"));
    let source = fs::read_to_string(source).unwrap_or_default();
    let (types, syms) = (Types::default(), SymTab::new());
    let (sources, options) = (Sources::new(), Options::default());
    let mut env = ParseEnv::new(&types, &syms);
    env.declare(&source);
    env.declare_locals(&tree)?;
    let mut f = parse_func(&env, &last, "trim")?;
    complete(&mut f, &syms);
    let cx = PassContext {
        types: &types,
        syms: &syms,
        sources: &sources,
        options: &options,
        itab_method: None,
    };
    stackframe::run(&mut f, &cx);
    let live = liveness::compute(&f, &cx);

    let lines = emitted(&emit);
    let syms_found = [&live.args, &live.locals, &live.regs];
    for (n, found) in syms_found.iter().enumerate() {
        let prefix = format!("FUNCDATA\t${n}, ");
        let Some(want) = lines.iter().find_map(|l| l.1.strip_prefix(prefix.as_str())) else {
            return Err(format!("no FUNCDATA {n} in the dump"));
        };
        let have = format!("{}(SB)", syms.name(found.sym));
        if have != want {
            return Err(format!("FUNCDATA {n}: {:?}", found.data.bytes));
        }
    }
    let objects = lines.iter().any(|l| l.1.starts_with("FUNCDATA\t$3"));
    if objects != live.stack_objects.is_some() {
        return Err("stack objects".to_owned());
    }
    let last_of_block: HashMap<String, MapIndex> = f
        .layout
        .iter()
        .map(|&b| {
            let last = f.b(b).values.last().map_or(MapIndex::NONE, |&v| live.maps[v]);
            (b.to_string(), last)
        })
        .collect();
    let mut prev = MapIndex::NONE;
    let mut shown = MapIndex::NONE;
    for (label, text) in lines {
        if let Some(pc) = text.strip_prefix("PCDATA\t$") {
            let (kind, n) = pc.split_once(", $").unwrap();
            let n: i32 = n.parse().unwrap();
            if kind == "0" {
                shown.reg = n
            } else {
                shown.stack = n
            }
            continue;
        }
        let next = match label.as_bytes().first() {
            Some(b'v') => live.maps[ValueId::new(label[1..].parse::<usize>().unwrap())],
            Some(b'b') => last_of_block[label],
            _ => continue,
        };
        // Later instructions of a value do not repeat what the first one has.
        if next != prev {
            prev = next;
        }
        if shown != prev {
            return Err(format!("{label} {text}: have {prev:?}, want {shown:?}"));
        }
    }
    Ok(())
}

#[test]
fn dumps() {
    let (dir, all) = match std::env::var("GO9_DUMPS") {
        Ok(dir) => (PathBuf::from(dir), true),
        Err(_) => (root().join("passes"), false),
    };
    let only = std::env::var("GO9_ONLY").unwrap_or_default();
    let (mut n, mut equal) = (0, 0);
    for path in entries(&dir).iter().filter(|p| p.is_dir()).flat_map(|d| entries(d)) {
        if !path.to_string_lossy().contains(&only) {
            continue;
        }
        n += 1;
        match check(&path) {
            Ok(()) => equal += 1,
            Err(_) if !all && UNREADABLE.iter().any(|u| path.ends_with(u)) => equal += 1,
            Err(e) => println!("{}: {e}", path.display()),
        }
    }
    println!("{equal}/{n} equal");
    assert!(all || equal == n, "liveness differs in {} dumps", n - equal);
}
