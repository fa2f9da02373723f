//! Watches a program's processes to their ends, by ptrace where the system allows it.
//!
//! Every process of the tree stops once as it exits, with its memory still there, and its `VmHWM` is read then; read from
//! outside it would race with the end, and `ru_maxrss` would show what a child inherited. Between, each fork, exec and
//! signal costs a stop of some microseconds. What is left when the first process has ended is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, PoisonError};

use libc::{c_int, c_uint, pid_t};
use tandem_kit::{Usage, now_ns};

/// The pids that run, for whoever must end them.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    pids: BTreeSet<pid_t>,
    stopped: bool, // nothing may run any more
    over: bool,    // the program has ended: nothing of it may run any more
}

impl Running {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// End all, and all that begin later.
    pub(crate) fn kill_all(&self) {
        let mut state = self.state();
        state.stopped = true;
        state.pids.iter().for_each(|&pid| kill(pid));
    }

    pub(crate) fn stopped(&self) -> bool {
        self.state().stopped
    }

    /// A first process, which waits to be released: seize it. Says why it cannot be watched.
    pub(crate) fn begin(&self, pid: pid_t) -> Result<(), String> {
        self.state().over = false;
        self.add(pid);
        seize(pid)
    }

    /// The program has ended: end what is left of it, and what was just about to begin.
    fn over(&self) {
        let mut state = self.state();
        state.over = true;
        state.pids.iter().for_each(|&left| kill(left));
    }

    fn add(&self, pid: pid_t) {
        let mut state = self.state();
        state.pids.insert(pid);
        if state.stopped || state.over {
            kill(pid);
        }
    }

    fn remove(&self, pid: pid_t) {
        self.state().pids.remove(&pid);
    }
}

fn kill(pid: pid_t) {
    // SAFETY: sends a signal and touches no memory; the pid is a child or tracee that was not yet waited for.
    unsafe { libc::kill(pid, libc::SIGKILL) };
}

/// Highest resident sizes of a tree's processes, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resident {
    pub(crate) largest: u64,
    pub(crate) sum: u64,
}

/// How a program ended, and what it used.
#[derive(Debug)]
pub(crate) struct Ended {
    status: c_int,
    used: Usage,
    peaks: BTreeMap<pid_t, u64>,
    watched: Result<(), String>,
}

impl Ended {
    /// Whether it ended as it should: with exit status 0, or with any; a signal is never right.
    pub(crate) fn well(&self, any_status: bool) -> bool {
        libc::WIFEXITED(self.status) && (any_status || libc::WEXITSTATUS(self.status) == 0)
    }

    pub(crate) fn how(&self) -> String {
        if libc::WIFSIGNALED(self.status) {
            format!("the program was ended by signal {}", libc::WTERMSIG(self.status))
        } else {
            format!("the program ended with exit status {}", libc::WEXITSTATUS(self.status))
        }
    }

    /// # Errors
    /// Why it is not known.
    pub(crate) fn resident(&self) -> Result<Resident, String> {
        self.watched.clone()?;
        let largest = self.peaks.values().copied().max().filter(|&bytes| bytes > 0);
        let largest = largest.ok_or("no process of the program could be read as it ended")?;
        Ok(Resident { largest, sum: self.peaks.values().sum() })
    }

    /// As a worker would say it of itself: the largest process, and the CPU of all.
    pub(crate) fn usage(&self) -> Usage {
        Usage { vm_hwm_bytes: self.resident().map_or(0, |r| r.largest), ..self.used }
    }

    fn add(&mut self, used: &libc::rusage) {
        let ns = |time: libc::timeval| time.tv_sec as u64 * 1_000_000_000 + time.tv_usec as u64 * 1_000;
        self.used.cpu_user_ns += ns(used.ru_utime);
        self.used.cpu_system_ns += ns(used.ru_stime);
        self.used.switched_out += used.ru_nivcsw as u64;
    }
}

/// Wait until the program and all it started have ended; how, and when the program itself did.
pub(crate) fn watch(program: pid_t, running: &Running, watched: Result<(), String>) -> (Ended, u64) {
    let mut ended = Ended { status: 0, used: Usage::default(), peaks: BTreeMap::new(), watched };
    let mut orphans = BTreeSet::new();
    let mut end_ns = 0;
    while let Some((pid, status, used)) = next() {
        if libc::WIFSTOPPED(status) {
            attend(pid, status, running, &mut ended, &mut orphans);
            continue;
        }
        running.remove(pid);
        if pid == program {
            end_ns = now_ns();
            ended.status = status;
            ended.add(&used); // with all descendants that their parents waited for
            running.over();
        } else if end_ns > 0 || orphans.contains(&pid) {
            ended.add(&used); // nobody waited for it but us
        }
    }
    (ended, end_ns)
}

/// The next process that stopped or ended; None when there is none left.
fn next() -> Option<(pid_t, c_int, libc::rusage)> {
    let mut status = 0;
    // SAFETY: rusage is plain integers, for which zero is a value.
    let mut used: libc::rusage = unsafe { std::mem::zeroed() };
    loop {
        // SAFETY: both are valid and writable for the length of the call.
        let pid = unsafe { libc::wait4(-1, &raw mut status, WAIT_FOR, &raw mut used) };
        if pid > 0 {
            return Some((pid, status, used));
        }
        if io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return None;
        }
    }
}

#[cfg(target_os = "linux")]
const WAIT_FOR: c_int = libc::__WALL;
#[cfg(not(target_os = "linux"))]
const WAIT_FOR: c_int = 0;

#[cfg(not(target_os = "linux"))]
fn seize(_: pid_t) -> Result<(), String> {
    Err("VmHWM at the exit of a process can be read on Linux only".to_owned())
}

#[cfg(not(target_os = "linux"))]
fn attend(_: pid_t, _: c_int, _: &Running, _: &mut Ended, _: &mut BTreeSet<pid_t>) {}

#[cfg(target_os = "linux")]
fn seize(pid: pid_t) -> Result<(), String> {
    let wanted = libc::PTRACE_O_EXITKILL
        | libc::PTRACE_O_TRACECLONE
        | libc::PTRACE_O_TRACEEXEC
        | libc::PTRACE_O_TRACEEXIT
        | libc::PTRACE_O_TRACEFORK
        | libc::PTRACE_O_TRACEVFORK;
    // SAFETY: a request about this process that touches no memory: orphans of the program come to us.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) };
    if trace(libc::PTRACE_SEIZE, pid, wanted as usize) < 0 {
        return Err(format!("ptrace is refused here: {}", io::Error::last_os_error()));
    }
    Ok(())
}

/// Answer a stop, so that the program does as it would alone.
#[cfg(target_os = "linux")]
fn attend(pid: pid_t, status: c_int, running: &Running, ended: &mut Ended, orphans: &mut BTreeSet<pid_t>) {
    const EVENT_STOP: c_int = 128; // PTRACE_EVENT_STOP, which libc has for some targets only
    let (event, signal) = (status >> 16, libc::WSTOPSIG(status));
    let mut request = libc::PTRACE_CONT;
    let mut deliver = 0;
    match event {
        0 => deliver = signal, // on its way to the program
        EVENT_STOP if signal != libc::SIGTRAP => request = libc::PTRACE_LISTEN, // stopped, as told: stays so
        EVENT_STOP => running.add(pid),
        libc::PTRACE_EVENT_EXEC => {
            let before = message(pid);
            if before != pid {
                running.remove(before); // a thread that was not the first took over the process
            }
        }
        libc::PTRACE_EVENT_EXIT => leaving(pid, ended, orphans),
        _ => {} // it began another, whose own first stop is attended to
    }
    trace(request, pid, deliver as usize);
}

/// A thread or process is about to go, with its memory still there.
#[cfg(target_os = "linux")]
fn leaving(pid: pid_t, ended: &mut Ended, orphans: &mut BTreeSet<pid_t>) {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let process = field("Tgid:").map_or(pid, |tgid| tgid as pid_t);
    if let Some(kib) = field("VmHWM:") {
        let peak = ended.peaks.entry(process).or_default();
        *peak = (*peak).max(kib * 1024);
    }
    if process == pid && field("PPid:") == Some(u64::from(std::process::id())) {
        orphans.insert(pid);
    }
}

/// The pid that an event is about.
#[cfg(target_os = "linux")]
fn message(pid: pid_t) -> pid_t {
    let mut about: libc::c_ulong = 0;
    trace(libc::PTRACE_GETEVENTMSG, pid, (&raw mut about) as usize);
    about as pid_t
}

/// One ptrace request. A tracee that was killed meanwhile refuses it, and its end is reported next.
#[cfg(target_os = "linux")]
fn trace(request: c_uint, pid: pid_t, data: usize) -> libc::c_long {
    // SAFETY: `data` is a number, or for GETEVENTMSG the address of a live c_ulong; no request here writes elsewhere.
    unsafe { libc::ptrace(request, pid, std::ptr::null_mut::<libc::c_void>(), data as *mut libc::c_void) }
}
