//! Lists the sources of standard packages and of the runtime below `runtime-asm` as
//! `EMBEDDED_SOURCES: [(part, path, file, text)]`; part 0 is a description, 1 an implementation.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

pub fn generate() {
    let mut out = String::from("static EMBEDDED_SOURCES: &[(u8, &str, &str, &[u8])] = &[\n");
    let root = Path::new("runtime-asm");
    println!("cargo:rerun-if-changed={}", root.display());
    for (part, folder) in [(0, "std"), (1, "lib"), (1, "runtime")] {
        let top = root.join(folder);
        let mut files = Vec::new();
        collect(&top, part == 1, &mut files);
        files.sort();
        for file in files {
            let dir = file.parent().expect("below the root");
            let below = if folder == "runtime" { root } else { &top };
            let path = dir.strip_prefix(below).expect("below the root");
            let path = path.to_str().expect("UTF-8").replace('\\', "/");
            let name = file.file_name().and_then(|n| n.to_str()).expect("UTF-8");
            let full = fs::canonicalize(&file).expect("exists");
            writeln!(out, "    ({part}, {path:?}, {name:?}, include_bytes!({full:?})),").unwrap();
        }
    }
    out.push_str("];\n");
    let dir = env::var("OUT_DIR").expect("set by cargo");
    fs::write(Path::new(&dir).join("std_sources.rs"), out).expect("OUT_DIR is writable");
}

fn collect(dir: &Path, assembly: bool, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, assembly, files);
        } else if name.ends_with(".go") && !name.ends_with("_test.go")
            || assembly && name.ends_with(".s")
        {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
}
