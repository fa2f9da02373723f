//! The generator's end of the FIFO. Writing never waits: what the worker has no room for yet is kept and written later,
//! so that a worker which falls behind does not make the generator late.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// Room for 65,536 starts, where the system grants it.
const ROOM: libc::c_int = 1 << 20;
/// Between two looks whether the worker has opened its end.
const LOOK: Duration = Duration::from_micros(500);
const NAP_MS: libc::c_int = 50;

/// Bytes on their way to a worker.
pub(crate) struct Feed {
    file: File,
    kept: Vec<u8>,
    gone: bool,
}

impl Feed {
    /// Open it when the worker has opened its end; None where the stop comes first.
    pub(crate) fn open(path: &Path, stopped: impl Fn() -> bool) -> io::Result<Option<Self>> {
        loop {
            match OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(path) {
                Ok(file) => {
                    // SAFETY: asks for room on a descriptor and touches no memory; less room is no matter.
                    unsafe { libc::fcntl(file.as_raw_fd(), libc::F_SETPIPE_SZ, ROOM) };
                    return Ok(Some(Self { file, kept: Vec::new(), gone: false }));
                }
                Err(error) if error.raw_os_error() == Some(libc::ENXIO) => {
                    if stopped() {
                        return Ok(None);
                    }
                    std::thread::sleep(LOOK);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Hand these bytes over, after those that are kept.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        if self.kept.is_empty() {
            let written = self.try_write(bytes);
            self.kept.extend_from_slice(&bytes[written..]);
        } else {
            self.kept.extend_from_slice(bytes);
            self.catch_up();
        }
    }

    /// Write what is kept, as far as there is room.
    fn catch_up(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        let written = self.try_write(&kept);
        self.kept = kept;
        self.kept.drain(..written);
    }

    fn try_write(&mut self, bytes: &[u8]) -> usize {
        let mut done = 0;
        while done < bytes.len() && !self.gone {
            match (&self.file).write(&bytes[done..]) {
                Ok(n) => done += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => self.gone = true,
            }
        }
        done
    }

    /// Whether the worker has closed its end.
    pub(crate) fn gone(&self) -> bool {
        self.gone
    }

    /// Whether something is still to be handed over.
    pub(crate) fn behind(&self) -> bool {
        !self.kept.is_empty() && !self.gone
    }

    /// Sleep for `ns`, at most `most_ns`; while something is kept, until there is room for it.
    pub(crate) fn rest(&mut self, ns: u64, most_ns: u64) {
        if self.behind() {
            self.wait_ms(libc::c_int::try_from(ns.min(most_ns) / 1_000_000).unwrap_or(NAP_MS));
        } else {
            std::thread::sleep(Duration::from_nanos(ns.min(most_ns)));
        }
    }

    /// Wait for room for what is kept, and use it.
    pub(crate) fn wait(&mut self) {
        self.wait_ms(NAP_MS);
    }

    fn wait_ms(&mut self, most_ms: libc::c_int) {
        let mut one = libc::pollfd { fd: self.file.as_raw_fd(), events: libc::POLLOUT, revents: 0 };
        // SAFETY: `one` is a valid pollfd for the length of the call, and it is told that there is one.
        unsafe { libc::poll(&raw mut one, 1, most_ms) };
        self.catch_up();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::fd::OwnedFd;

    fn feed() -> (io::PipeReader, Feed) {
        let (reader, writer) = io::pipe().unwrap();
        // SAFETY: sets a flag of a descriptor and touches no memory.
        unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) };
        (reader, Feed { file: File::from(OwnedFd::from(writer)), kept: Vec::new(), gone: false })
    }

    #[test]
    fn what_does_not_fit_is_kept_and_comes_in_order() {
        let (mut reader, mut feed) = feed();
        let sent: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
        sent.chunks(16).for_each(|piece| feed.write(piece));
        assert!(feed.behind());
        let mut found = vec![0; sent.len()];
        let mut at = 0;
        while at < found.len() {
            at += reader.read(&mut found[at..]).unwrap();
            if feed.behind() {
                feed.wait();
            }
        }
        assert!(sent == found && !feed.behind());
    }

    #[test]
    fn a_worker_that_has_gone_is_noticed() {
        let (reader, mut feed) = feed();
        drop(reader);
        feed.write(b"start");
        assert_eq!((true, false), (feed.gone(), feed.behind()));
    }

    #[test]
    fn the_stop_ends_the_waiting_for_a_worker() {
        let path = std::env::temp_dir().join(format!("tandem-feed-{}", std::process::id()));
        let name = std::ffi::CString::new(path.to_str().unwrap()).unwrap();
        // SAFETY: `name` is a string that ends with a zero byte, for the length of the call.
        assert_eq!(0, unsafe { libc::mkfifo(name.as_ptr(), 0o600) });
        assert!(Feed::open(&path, || true).unwrap().is_none());
        std::fs::remove_file(&path).unwrap();
    }
}
