//! `GO9ROOT`: a folder with `std`, `lib` and `runtime` that is read instead of the embedded sources.

use std::path::{Path, PathBuf};

use go9::library::{self, Library, Source};

/// The library to compile with.
///
/// # Errors
/// The folder of `GO9ROOT` or a file in it cannot be read.
pub fn library() -> Result<&'static Library, String> {
    match std::env::var_os("GO9ROOT").filter(|v| !v.is_empty()) {
        None => Ok(Library::embedded()),
        Some(root) => {
            let root = PathBuf::from(root);
            let mut sources = Vec::new();
            read(&root, &root, &mut sources).map_err(|text| format!("GO9ROOT: {text}"))?;
            if sources.is_empty() {
                let root = root.display();
                return Err(format!("GO9ROOT: no Go files in std, lib and runtime of {root}"));
            }
            // It lasts as long as the process, like the embedded one.
            Ok(Box::leak(Box::new(Library::new(sources))))
        }
    }
}

fn read(root: &Path, dir: &Path, sources: &mut Vec<Source>) -> Result<(), String> {
    let problem = |path: &Path, e: std::io::Error| format!("{}: {e}", path.display());
    for entry in std::fs::read_dir(dir).map_err(|e| problem(dir, e))? {
        let path = entry.map_err(|e| problem(dir, e))?.path();
        if path.is_dir() {
            read(root, &path, sources)?;
            continue;
        }
        let Some(relative) = path.strip_prefix(root).ok().and_then(Path::to_str) else { continue };
        let relative: &'static str = relative.replace('\\', "/").leak();
        let Some((part, import, name)) = library::classify(relative) else { continue };
        let text: &'static [u8] = std::fs::read(&path).map_err(|e| problem(&path, e))?.leak();
        let file: &'static str = path.to_string_lossy().into_owned().leak();
        sources.push(Source { part, path: import, name, text, file: Some(file) });
    }
    Ok(())
}
