//! Where compiled packages of the library are kept between builds: `$GO9CACHE`, or `go9` in the
//! user's cache folder. `GO9CACHE=off` keeps nothing.
//!
//! The compiler, the library's sources and the options name a folder, so what is found in it is
//! never stale. Folders of other compilers that nobody used for a week are removed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use go9::driver::build::Cache;
use go9::library::Library;
use go9::options::Options;
use go9::output;
use md5::{Digest, Md5};

/// Names of our folders start with this.
const PREFIX: &str = "go9-";
/// How long a folder stays unused.
const UNUSED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A folder with a file for each package.
pub struct Folder {
    /// `None`: nothing is kept.
    path: Option<PathBuf>,
}

impl Folder {
    /// The folder for builds with these options.
    pub fn new(options: &Options) -> Folder {
        let path = root().and_then(|root| Some(root.join(key(options)?)));
        Folder { path }
    }
}

/// The folder that all of ours are in.
fn root() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    match set("GO9CACHE") {
        Some(path) if path.as_os_str() == "off" => None,
        Some(path) => Some(path),
        None => {
            let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
            Some(cache.join("go9")).filter(|p| p.is_absolute())
        }
    }
}

/// Name of the folder: what decides the code of a package.
fn key(options: &Options) -> Option<String> {
    let own = std::env::current_exe().ok()?;
    let meta = fs::metadata(&own).ok()?;
    let modified = meta.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let mut sum = Md5::new();
    let what = (own, meta.len(), modified, options.no_inline, options.no_opt, options.defer_kind);
    sum.update(format!("{} {what:?}", env!("CARGO_PKG_VERSION")));
    if !std::ptr::eq(options.library, Library::embedded()) {
        for source in options.library.sources() {
            sum.update(format!("\n{} {} ", source.shown(), source.text.len()));
            sum.update(source.text);
        }
    }
    let hex: String = sum.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Some(format!("{PREFIX}{hex}"))
}

fn file_name(path: &str) -> String {
    format!("{}.obj", path.replace('/', "+"))
}

impl Cache for Folder {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.path.as_ref()?.join(file_name(path))).ok()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let Some(folder) = &self.path else { return };
        if !folder.is_dir() {
            if fs::create_dir_all(folder).is_err() {
                return;
            }
            remove_unused(folder);
        }
        // A cache that cannot be written costs time, nothing else.
        let _ = output::write(&folder.join(file_name(path)), bytes);
    }
}

/// Removes folders beside `own` that have not been written to for long.
fn remove_unused(own: &Path) {
    let entries = own.parent().and_then(|p| fs::read_dir(p).ok()).into_iter().flatten();
    for entry in entries.flatten() {
        let path = entry.path();
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX) && path != own;
        let modified = entry.metadata().and_then(|m| m.modified());
        let is_old = modified.is_ok_and(|m| m.elapsed().is_ok_and(|age| age > UNUSED));
        if is_ours && is_old {
            let _ = fs::remove_dir_all(path);
        }
    }
}
