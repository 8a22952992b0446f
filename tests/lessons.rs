//! The lessons' commands, run as they stand in `docs/lessons` (and in README.md): what follows a line `$ go9 ...` in a
//! block marked `console` is the command's output. `GO9_BLESS=1` rewrites the outputs.
//!
//! Commands run in `examples`, with go9 in PATH, by `sh`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn run(command: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bin = Path::new(env!("CARGO_BIN_EXE_go9")).parent().expect("in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let out = Command::new("sh")
        .args(["-c", command])
        .current_dir(root.join("examples"))
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("PWD", root.join("examples"))
        .env_remove("GOOS")
        .stdin(Stdio::null())
        .output()
        .expect("sh runs");
    let mut text = String::from_utf8(out.stdout).expect("UTF-8");
    text.push_str(&String::from_utf8_lossy(&out.stderr));
    text
}

/// The lesson with the outputs that its commands have now, and how many commands it has.
fn rerun(text: &str) -> (String, usize) {
    let mut out = String::new();
    let mut n = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|l| *l != "```") {
            // Old output is dropped.
            if let Some(command) = line.strip_prefix("$ ") {
                n += 1;
                out.push_str(&format!("{line}\n{}", run(command)));
            }
        }
    }
    (out, n)
}

fn lessons() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lessons");
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("zh")] {
        for entry in fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.extension().is_some_and(|e| e == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn lessons_show_what_their_commands_print() {
    let mut files = lessons();
    files.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    assert!(files.len() >= 10, "the lessons are there: {}", files.len());
    let mut commands = 0;
    let mut stale = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("readable");
        let (now, n) = rerun(&text);
        commands += n;
        if now == text {
            continue;
        }
        if std::env::var_os("GO9_BLESS").is_some() {
            fs::write(&path, now).expect("written");
            continue;
        }
        let first = now.lines().zip(text.lines()).find(|(a, b)| a != b);
        stale.push(format!("{}: now, written: {first:#?}", path.display()));
    }
    assert!(stale.is_empty(), "{}\nGO9_BLESS=1 rewrites", stale.join("\n"));
    assert!(commands >= 20, "the lessons have commands: {commands}");
}

/// Each lesson exists in both languages.
#[test]
fn lessons_have_translations() {
    let names = |zh: bool| -> Vec<_> {
        let in_zh = |p: &PathBuf| p.parent().is_some_and(|d| d.ends_with("zh")) == zh;
        lessons()
            .into_iter()
            .filter(in_zh)
            .filter_map(|p| p.file_name().map(|n| n.to_owned()))
            .collect()
    };
    assert_eq!(names(false), names(true));
}
