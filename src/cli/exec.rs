//! Runs an executable that exists only in memory.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, ExitStatus};

use rustix::fs::MemfdFlags;
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;

use super::usage;

/// Runs the program with our streams; gives its exit status.
///
/// The program is run from memory, so that nothing stays behind whatever happens; where that is not
/// possible, from a temporary file that is removed when the program ends.
pub fn run(name: &Path, bytes: &[u8], args: &[OsString]) -> u8 {
    let result = match in_memory(bytes) {
        // The path leads to the file for as long as `file` is open.
        Ok((file, path)) => start(name, Path::new(&path), args).inspect(|_| drop(file)),
        Err(_) => from_file(name, bytes, args),
    };
    match result {
        Ok(status) => report(status),
        Err(e) => usage(&format!("cannot run {}: {e}", name.display())),
    }
}

/// A file without a name, and the path under which this process's children find it.
fn in_memory(bytes: &[u8]) -> io::Result<(File, String)> {
    let fd = rustix::fs::memfd_create("go9-program", MemfdFlags::CLOEXEC)?;
    let mut file = File::from(fd);
    file.write_all(bytes)?;
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    fs::metadata(&path)?;
    Ok((file, path))
}

fn from_file(name: &Path, bytes: &[u8], args: &[OsString]) -> io::Result<ExitStatus> {
    let path = std::env::temp_dir().join(format!("go9-run-{}", std::process::id()));
    let written = File::create_new(&path).and_then(|mut file| {
        file.set_permissions(Permissions::from_mode(0o700))?;
        file.write_all(bytes)
    });
    let result = written.and_then(|()| start(name, &path, args));
    let _ = fs::remove_file(&path);
    result
}

/// Starts the program and waits for it. Signals that end programs are left to the program: those
/// from a terminal reach it anyway, others are passed on.
fn start(name: &Path, path: &Path, args: &[OsString]) -> io::Result<ExitStatus> {
    let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP])?;
    let mut child = Command::new(path).arg0(name).args(args).spawn()?;
    let handle = signals.handle();
    let pid = Pid::from_child(&child);
    let watcher = std::thread::spawn(move || {
        for signal in signals.forever() {
            let passed = match signal {
                SIGTERM => Signal::TERM,
                SIGHUP => Signal::HUP,
                _ => continue,
            };
            let _ = kill_process(pid, passed);
        }
    });
    let status = child.wait();
    handle.close();
    let _ = watcher.join();
    status
}

/// The status to exit with: the program's, or 128 and the number of the signal that killed it, which
/// is named.
fn report(status: ExitStatus) -> u8 {
    match (status.code(), status.signal()) {
        (Some(code), _) => code as u8,
        (None, Some(signal)) => {
            let core = if status.core_dumped() { " (core dumped)" } else { "" };
            eprintln!(
                "go9: the program was killed by signal {signal} ({}){core}",
                signal_name(signal)
            );
            128u8.wrapping_add(signal as u8)
        }
        (None, None) => 1,
    }
}

fn signal_name(signal: i32) -> &'static str {
    match signal {
        1 => "SIGHUP: hangup",
        2 => "SIGINT: interrupt",
        3 => "SIGQUIT: quit",
        4 => "SIGILL: illegal instruction",
        5 => "SIGTRAP: trace trap",
        6 => "SIGABRT: abort",
        7 => "SIGBUS: bus error",
        8 => "SIGFPE: floating-point exception",
        9 => "SIGKILL: killed",
        11 => "SIGSEGV: segmentation violation",
        13 => "SIGPIPE: broken pipe",
        14 => "SIGALRM: alarm clock",
        15 => "SIGTERM: terminated",
        24 => "SIGXCPU: CPU time limit exceeded",
        25 => "SIGXFSZ: file size limit exceeded",
        _ => "unknown",
    }
}
