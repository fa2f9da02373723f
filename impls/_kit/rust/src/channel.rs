//! The two ends of the conversation: request lines in, reply lines out. stdin, stdout and stderr are left to the lane.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::FromRawFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use crate::stop::Stop;

/// Where replies go: the file that `TANDEM_REPLY` names.
pub(crate) struct Replies {
    file: File,
    speaker: u32,
}

impl Replies {
    /// Open it, and keep it from the lane's own children, who would hold it open after this process has died.
    pub(crate) fn open() -> io::Result<Self> {
        let path = std::env::var("TANDEM_REPLY")
            .map_err(|_| io::Error::other("TANDEM_REPLY should name the file that replies go to, was not set"))?;
        let replies = OpenOptions::new().write(true).open(&path)?;
        if let Some(inherited) = path.strip_prefix("/dev/fd/").and_then(|fd| fd.parse().ok()) {
            // SAFETY: fcntl on a descriptor number touches no memory; a closed one gives an error that is no matter.
            unsafe { libc::fcntl(inherited, libc::F_SETFD, libc::FD_CLOEXEC) };
        }
        Ok(Self { file: replies, speaker: std::process::id() })
    }

    /// One reply, one line, at once.
    pub(crate) fn say(&mut self, reply: &Value) -> io::Result<()> {
        if std::process::id() != self.speaker {
            // SAFETY: ends this process and returns to nobody. It is a child that a lane forked and let return.
            unsafe { libc::_exit(70) };
        }
        let mut line = reply.to_string();
        line.push('\n');
        self.file.write_all(line.as_bytes())
    }
}

/// Requests, read by a thread of their own so that `stop` is heard while a lane runs. A line that is no JSON comes as
/// the error. The end of the lines, like `stop`, raises the flag.
pub(crate) fn requests(stop: Arc<Stop>) -> io::Result<Receiver<Result<Value, String>>> {
    let lines = BufReader::new(take_stdin()?);
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in lines.split(b'\n') {
            let Ok(line) = line else { break };
            if line.trim_ascii().is_empty() {
                continue;
            }
            let request = serde_json::from_slice::<Value>(&line).map_err(|e| e.to_string());
            if request.as_ref().is_ok_and(|r| r["do"] == "stop") {
                stop.raise();
            } else if sender.send(request).is_err() {
                break;
            }
        }
        stop.raise();
    });
    Ok(receiver)
}

/// The requests' descriptor, out of the lane's reach: descriptor 0 then reads nothing.
fn take_stdin() -> io::Result<File> {
    let nothing = File::open("/dev/null")?;
    // SAFETY: duplicates descriptor 0 and touches no memory.
    let taken = unsafe { libc::fcntl(0, libc::F_DUPFD_CLOEXEC, 3) };
    if taken < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: both descriptors are open; 0 then means /dev/null.
    unsafe { libc::dup2(std::os::fd::AsRawFd::as_raw_fd(&nothing), 0) };
    // SAFETY: `taken` was opened above and nobody else has it.
    Ok(unsafe { File::from_raw_fd(taken) })
}
