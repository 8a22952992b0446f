//! Replays emission on gc 1.13's dumps (`tests/passes/TIER/PROGRAM.FUNC.txt`): the function as it
//! stands after the last pass is read and emitted; the text must be the dump's `== emit` section.
//! Dumps have no positions of values: lines are not compared, and inline marks count as pending.
//! They do not tell whether flags are live at a block's end either (which spelling a zero constant
//! has), nor the types of defer records (offsets of locals). The liveness test compares FUNCDATA.
//!
//! `GO9_DUMPS=DIR cargo test --test emit -- --nocapture` counts over all dumps below DIR and shows
//! the first difference of each.

use std::fs;
use std::path::{Path, PathBuf};

use go9::amd64::{emit, liveness};
use go9::obj::SymTab;
use go9::options::Options;
use go9::source::Sources;
use go9::ssa::func::{Func, LocalClass};
use go9::ssa::parse::{ParseEnv, parse_func};
use go9::ssa::passes::{PassContext, stackframe};
use go9::ssa::{Aux, BlockKind};
use go9::types::Types;

/// Dumps from which the reader cannot restore a parameter.
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
    let names: Vec<String> = f.locals.values().map(|l| l.name.to_string()).collect();
    for local in f.locals.values_mut() {
        let name = local.name.to_string();
        local.stack_copy = local.class == LocalClass::Result && names.contains(&format!("&{name}"));
    }
    let moved: Vec<String> =
        f.locals.values().filter(|l| l.stack_copy).map(|l| format!("&{}", l.name)).collect();
    for local in f.locals.values_mut() {
        local.heap_result_addr = moved.contains(&local.name.to_string());
    }
    for b in f.layout.clone() {
        f.has_defer |= f.b(b).kind == BlockKind::Defer;
        if f.b(b).values.iter().any(|&v| f.v(v).aux == Aux::Sym(flag)) && f.b(b).succs.len() == 2 {
            f.write_barrier_blocks.push(b);
        }
    }
}

/// The lines without line numbers and file names.
fn lines(text: &str) -> Vec<String> {
    let kept = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    kept.map(|l| {
        let (head, rest) = l.split_once('(').unwrap();
        let text = rest.split_once(")\t").unwrap().1;
        format!("{head}{}", normal(text))
    })
    .collect()
}

fn normal(text: &str) -> String {
    if text == "NOP" {
        return "XCHGL\tAX, AX".to_owned();
    }
    if let Some(reg) = text.strip_prefix("MOVL\t$0, ")
        && !reg.contains('(')
    {
        return format!("XORL\t{reg}, {reg}");
    }
    if text.starts_with("FUNCDATA") {
        return text.split(' ').next().unwrap().to_owned();
    }
    let (Some(name), Some(sp)) = (text.find("\"\"."), text.find("(SP)")) else {
        return text.to_owned();
    };
    let end = text[name..sp].find(['+', '-']).map_or(sp, |i| name + i);
    format!("{}{}", &text[..end], &text[sp..])
}

fn check(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).unwrap();
    let (tree, last, want) = parts(&text);
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
    f.link_name = format!("\"\".{}", f.name).as_str().into();
    let cx = PassContext {
        types: &types,
        syms: &syms,
        sources: &sources,
        options: &options,
        itab_method: None,
    };
    stackframe::run(&mut f, &cx);
    let live = liveness::compute(&f, &cx);
    let emitted = emit::emit_with_owners(&f, &live, &cx);
    let (have, want) = (lines(&emit::dump::text(&emitted, &syms, &sources)), lines(&want));
    for i in 0..have.len().max(want.len()) {
        let (h, w) = (have.get(i), want.get(i));
        // The dump does not say what the function is called in the object file.
        if h != w && !h.is_some_and(|h| h.contains("TEXT\t")) {
            let show = |l: Option<&String>| l.cloned().unwrap_or_default();
            return Err(format!("have {}\n    want {}", show(h), show(w)));
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
    let (mut equal, mut faults) = (0, Vec::new());
    for tier in entries(&dir).iter().filter(|t| t.is_dir()) {
        for path in entries(tier) {
            let file = path.file_name().unwrap().to_string_lossy();
            let name = format!("{}/{file}", tier.file_name().unwrap().to_string_lossy());
            if !name.ends_with(".txt") || UNREADABLE.contains(&name.as_str()) {
                continue;
            }
            match check(&path) {
                Ok(()) => equal += 1,
                Err(e) => faults.push(format!("{name}: {e}")),
            }
        }
    }
    println!("{equal} equal, {} different", faults.len());
    if all {
        faults.iter().for_each(|e| println!("{e}"));
    } else {
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
