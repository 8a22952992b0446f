//! Lists the descriptions of standard packages in `runtime-asm/std/PATH/*.go` as
//! `STD_SOURCES: [(path, file, text)]`, in order of path and file.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

pub fn generate() {
    let root = Path::new("runtime-asm/std");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(root, &mut files);
    files.sort();
    let mut out = String::from("pub(crate) static STD_SOURCES: &[(&str, &str, &[u8])] = &[\n");
    for file in files {
        let path = file.parent().and_then(|p| p.strip_prefix(root).ok()).expect("under the root");
        let path = path.to_str().expect("UTF-8").replace('\\', "/");
        let name = file.file_name().and_then(|n| n.to_str()).expect("UTF-8");
        let full = fs::canonicalize(&file).expect("exists");
        writeln!(out, "    ({path:?}, {name:?}, include_bytes!({full:?})),").unwrap();
    }
    out.push_str("];\n");
    let dir = env::var("OUT_DIR").expect("set by cargo");
    fs::write(Path::new(&dir).join("std_sources.rs"), out).expect("OUT_DIR is writable");
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "go") {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
}
