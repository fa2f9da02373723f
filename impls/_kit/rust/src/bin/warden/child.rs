//! Starts a program so that its first instruction waits until somebody watches.

use std::collections::BTreeMap;
use std::ffi::{CString, OsString};
use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read, Write, pipe};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A program and its arguments, ready for exec: nothing is allocated between fork and exec.
pub(crate) struct Command {
    path: CString,
    argv: Vec<CString>,
    env: Vec<CString>,
    cwd: CString,
}

/// Of a trial, so that a program's layout of memory is not the same in all: it stands in every environment.
const PAD: &str = "TANDEM_PAD";

impl Command {
    /// `env`: the whole of its environment but for the padding; None: the warden's own.
    ///
    /// # Errors
    /// Where there is no such program, in one line.
    pub(crate) fn new(argv: &[String], cwd: &Path, env: Option<&BTreeMap<String, String>>) -> Result<Self, String> {
        let name = argv.first().ok_or("option command should hold a program and its arguments, was empty")?;
        let path = found(name, cwd).ok_or_else(|| format!("unavailable: {name}: no such program"))?;
        let own = std::env::vars_os().filter(|(name, _)| name != "TANDEM_REPLY" && (env.is_none() || name == PAD));
        let told = env.into_iter().flatten().filter(|(name, _)| *name != PAD).map(|(n, v)| (n.into(), v.into()));
        let env = own.chain(told).map(|(name, value): (OsString, OsString)| {
            let mut pair = name.as_bytes().to_vec();
            pair.push(b'=');
            pair.extend_from_slice(value.as_bytes());
            pair
        });
        Ok(Self {
            path: text(path.as_os_str().as_bytes().to_vec())?,
            argv: argv.iter().map(|part| text(part.clone().into_bytes())).collect::<Result<_, _>>()?,
            env: env.map(text).collect::<Result<_, _>>()?,
            cwd: text(cwd.as_os_str().as_bytes().to_vec())?,
        })
    }
}

/// The file that a name stands for: as a path, or along `PATH`.
fn found(name: &str, cwd: &Path) -> Option<PathBuf> {
    let runs = |path: &PathBuf| path.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0);
    if name.contains('/') {
        return Some(cwd.join(name)).filter(runs);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| cwd.join(folder).join(name)).find(runs)
}

fn text(bytes: Vec<u8>) -> Result<CString, String> {
    CString::new(bytes).map_err(|e| format!("an argument should hold no zero byte: {e}"))
}

/// A started program that has not yet begun.
pub(crate) struct Child {
    pub(crate) pid: libc::pid_t,
    pub(crate) stdout: PipeReader,
    pub(crate) stderr: PipeReader,
    gate: PipeWriter,
    refused: PipeReader,
}

impl Child {
    /// Fork; the child waits before its exec.
    ///
    /// # Errors
    /// Where the system has no process or pipe left.
    pub(crate) fn start(command: &Command) -> io::Result<Self> {
        let (stdout, out) = pipe()?;
        let (stderr, err) = pipe()?;
        let (opened, gate) = pipe()?;
        let (refused, refusal) = pipe()?;
        let nothing = File::open("/dev/null")?;
        let argv = pointers(&command.argv);
        let env = pointers(&command.env);
        // SAFETY: the child calls async-signal-safe functions only, on memory that was made before.
        let pid = unsafe { libc::fork() };
        if pid < 0 {
            return Err(io::Error::last_os_error());
        }
        if pid == 0 {
            let ends = Ends {
                streams: [nothing.as_raw_fd(), out.as_raw_fd(), err.as_raw_fd()],
                closed: gate.as_raw_fd(),
                opened: opened.as_raw_fd(),
                refusal: refusal.as_raw_fd(),
            };
            // SAFETY: this is the child of the fork above; the pointers end with null and outlive the call.
            unsafe { become_program(command, &argv, &env, &ends) };
        }
        Ok(Self { pid, stdout, stderr, gate, refused })
    }

    /// Let it begin. What comes back are its two streams, and where to look why it could not.
    pub(crate) fn release(mut self) -> (PipeReader, PipeReader, PipeReader) {
        // A child that is gone does not hear it; its end is seen by whoever waits for it.
        let _ = self.gate.write_all(b"!");
        (self.stdout, self.stderr, self.refused)
    }
}

/// Why the exec failed; None where it did not. Call it when the child has ended.
pub(crate) fn refusal(mut refused: PipeReader) -> Option<io::Error> {
    let mut number = [0u8; 4];
    refused.read_exact(&mut number).ok()?;
    Some(io::Error::from_raw_os_error(i32::from_ne_bytes(number)))
}

fn pointers(texts: &[CString]) -> Vec<*const libc::c_char> {
    texts.iter().map(|text| text.as_ptr()).chain([std::ptr::null()]).collect()
}

struct Ends {
    streams: [RawFd; 3],
    closed: RawFd,
    opened: RawFd,
    refusal: RawFd,
}

/// # Safety
/// Only in the child of a fork; `argv` and `env` end with null.
unsafe fn become_program(
    command: &Command,
    argv: &[*const libc::c_char],
    env: &[*const libc::c_char],
    ends: &Ends,
) -> ! {
    // SAFETY: system calls on open descriptors and live, terminated memory; nothing here allocates or unwinds. Signal
    // dispositions and mask are what a shell would hand on: Rust's runtime ignores SIGPIPE, a program must not.
    unsafe {
        libc::close(ends.closed);
        for (to, from) in ends.streams.iter().enumerate() {
            libc::dup2(*from, to as RawFd);
        }
        libc::signal(libc::SIGPIPE, libc::SIG_DFL);
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, std::ptr::null_mut());
        let mut byte = 0u8;
        if libc::read(ends.opened, (&raw mut byte).cast(), 1) == 1 && libc::chdir(command.cwd.as_ptr()) == 0 {
            libc::execve(command.path.as_ptr(), argv.as_ptr(), env.as_ptr());
        }
        let number = *errno();
        libc::write(ends.refusal, (&raw const number).cast(), 4);
        libc::_exit(127)
    }
}

#[cfg(target_os = "linux")]
use libc::__errno_location as errno;
#[cfg(not(target_os = "linux"))]
use libc::__error as errno;
