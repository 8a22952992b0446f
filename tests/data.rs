//! Type descriptors without a back end: programs are parsed and checked, the descriptors of their
//! declared types are made, and every symbol that comes of it is compared with the golden listing.
//! Their order is not: the back end asks for some of them earlier.
//!
//! `GO9_CORPUS=DIR cargo test --test data -- --nocapture` reads uncompressed goldens below DIR and
//! shows what differs; `GO9_ONLY=SUBSTRING` restricts the programs.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use go9::intern::Name;
use go9::lower::generate::{hash_eq, wrapper};
use go9::obj::data::{self, Generate};
use go9::obj::listing;
use go9::options::Options;
use go9::package::Package;
use go9::syntax::parse_file;
use go9::types::TypeId;
use go9::types::check::check;
use go9::types::method_set::Selected;

/// Makes the functions but does not compile them.
struct Make;

impl Generate for Make {
    fn hash_and_eq(&mut self, pkg: &mut Package, ty: TypeId) {
        hash_eq::hash(pkg, ty);
        hash_eq::eq(pkg, ty);
    }

    fn wrapper(&mut self, pkg: &mut Package, recv: TypeId, method: &Selected, name: Name) {
        wrapper::make(pkg, recv, method, name);
    }
}

/// Listing text by symbol, and the order.
fn symbols(listing: &str) -> (HashMap<String, String>, Vec<String>) {
    let mut blocks: HashMap<String, String> = HashMap::new();
    let mut order = Vec::new();
    let mut name = String::new();
    for line in listing.lines() {
        if !line.starts_with('\t') {
            let kinds =
                [" SRODATA ", " SNOPTRDATA ", " SDATA ", " SBSS ", " SNOPTRBSS ", " STEXT "];
            let end = kinds.iter().filter_map(|k| line.rfind(k)).max().unwrap_or(line.len());
            name = line[..end].to_owned();
            order.push(name.clone());
        }
        let block = blocks.entry(name.clone()).or_default();
        block.push_str(line);
        block.push('\n');
    }
    (blocks, order)
}

fn golden(program: &Path) -> Option<String> {
    if let Ok(text) = fs::read_to_string(program.with_extension("s")) {
        return Some(text);
    }
    let bytes = fs::read(program.with_extension("s.gz")).ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Symbols compared, and what is wrong.
fn compare(program: &Path) -> (usize, Vec<String>) {
    let Some(golden) = golden(program) else { return (0, Vec::new()) };
    let text = fs::read(program).unwrap();
    let options = Options { dwarf: false, ..Options::default() };
    let mut pkg = Package::new(options, "main");
    let name = program.file_name().unwrap().to_string_lossy().into_owned();
    let base = pkg.sources.add_file(&name, &name);
    let Some(file) = parse_file(&text, base, &pkg.sources, &mut pkg.diags) else {
        return (0, vec!["does not parse".to_owned()]);
    };
    check(&mut pkg, vec![file]);
    if pkg.diags.has_errors() {
        return (0, vec!["does not check".to_owned()]);
    }
    data::early_wrappers(&mut pkg, &mut Make);
    data::dump(&mut pkg, &mut Make);
    let (want, _) = symbols(&golden);
    let (have, have_order) = symbols(&listing::print(&pkg));
    let mut faults = Vec::new();
    for name in &have_order {
        // Variables are written by static initialisation, strings by walk.
        if !["type.", "go.itab", "runtime.gcbits"].iter().any(|p| name.starts_with(p)) {
            continue;
        }
        match want.get(name) {
            None => faults.push(format!("{name}: not in the golden")),
            // A pointer's descriptor leads to whichever of two twins was asked for first.
            Some(w) if w.replace("noalg.", "") != have[name].replace("noalg.", "") => {
                let line = w.lines().zip(have[name].lines()).find(|(w, h)| w != h);
                faults.push(format!("{name}: {line:?}"));
            }
            Some(_) => {}
        }
    }
    (have_order.len(), faults)
}

#[test]
fn descriptors() {
    let given = std::env::var("GO9_CORPUS").ok().map(PathBuf::from);
    let dir = given.clone().unwrap_or(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"));
    let only = std::env::var("GO9_ONLY").unwrap_or_default();
    let (mut n, mut clean, mut compared) = (0, 0, 0);
    for tier in fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
        let mut programs: Vec<PathBuf> =
            fs::read_dir(&tier).unwrap().map(|e| e.unwrap().path()).collect();
        programs.sort();
        for program in programs {
            if program.extension().is_none_or(|e| e != "go")
                || !program.to_string_lossy().contains(&only)
            {
                continue;
            }
            n += 1;
            let result = std::panic::catch_unwind(|| compare(&program));
            let (count, faults) = result.unwrap_or_else(|_| (0, vec!["panic".to_owned()]));
            compared += count;
            clean += usize::from(faults.is_empty());
            for f in faults.iter().take(4) {
                println!("{}: {f}", program.file_name().unwrap().to_string_lossy());
            }
        }
    }
    println!("{clean}/{n} programs, {compared} symbols");
    assert!(given.is_some() || clean == n, "{} programs differ", n - clean);
}
