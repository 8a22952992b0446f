//! Writing results: a new file appears whole under its name or not at all, and nothing that
//! go9 did not create is removed or truncated.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file could not be written. The environment's fault, never the program's.
#[derive(Debug)]
pub struct OutputError {
    pub path: PathBuf,
    pub source: io::Error,
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot write {}: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for OutputError {}

/// Writes `bytes` to `path`. A regular file is replaced by renaming a finished temporary file over
/// it; a device or pipe is written to as it is.
///
/// # Errors
/// The path and the system's reason. The temporary file is gone then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    write_as(path, bytes, false)
}

/// Like [`write`]; a regular file can be executed afterwards.
///
/// # Errors
/// As [`write`].
pub fn write_executable(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    write_as(path, bytes, true)
}

fn write_as(path: &Path, bytes: &[u8], executable: bool) -> Result<(), OutputError> {
    let fail = |source| OutputError { path: path.to_owned(), source };
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => {
            return Err(fail(io::Error::new(io::ErrorKind::IsADirectory, "is a directory")));
        }
        Ok(meta) if !meta.is_file() => {
            let mut device = OpenOptions::new().write(true).open(path).map_err(fail)?;
            return device.write_all(bytes).map_err(fail);
        }
        _ => {}
    }
    // A symbolic link stays one: its target is what is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (temp_path, mut temp) = create_beside(&target).map_err(fail)?;
    let written = temp.write_all(bytes).and_then(|()| {
        let old = fs::metadata(&target);
        let mut permissions = match &old {
            Ok(old) => old.permissions(),
            Err(_) => temp.metadata()?.permissions(),
        };
        if executable {
            allow_execution(&mut permissions);
        } else if old.is_err() {
            return Ok(());
        }
        temp.set_permissions(permissions)
    });
    drop(temp);
    written.and_then(|()| fs::rename(&temp_path, &target)).map_err(|source| {
        // Only the temporary file, which this function made, is removed.
        let _ = fs::remove_file(&temp_path);
        fail(source)
    })
}

/// Whoever may read the file may execute it.
#[cfg(unix)]
fn allow_execution(permissions: &mut fs::Permissions) {
    use std::os::unix::fs::PermissionsExt;
    let mode = permissions.mode();
    permissions.set_mode(mode | (mode & 0o444) >> 2);
}

#[cfg(not(unix))]
fn allow_execution(_: &mut fs::Permissions) {}

/// A new file in the directory of `target`, under a name that nothing had.
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut n = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{}.{n}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && n < 1000 => n += 1,
            other => return other.map(|file| (path, file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("go9-output-{}-{name}", std::process::id()));
        fs::create_dir_all(&dir).expect("temporary directory");
        dir
    }

    #[test]
    fn replaces_whole_files_and_leaves_no_others() {
        let dir = scratch("replace");
        let path = dir.join("x.s");
        write(&path, b"one").expect("written");
        write(&path, b"two").expect("written");
        assert_eq!(fs::read(&path).expect("readable"), b"two");
        assert_eq!(fs::read_dir(&dir).expect("listed").count(), 1);
        fs::remove_dir_all(dir).expect("removed");
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_written_to_and_stay() {
        write(Path::new("/dev/null"), b"gone").expect("written");
        assert!(!fs::metadata("/dev/null").expect("still there").is_file());
    }

    #[test]
    fn a_missing_directory_is_named() {
        let path = scratch("missing").join("no/such/x.s");
        let error = write(&path, b"").expect_err("no directory");
        assert!(error.to_string().contains("no/such/x.s"), "{error}");
    }
}
