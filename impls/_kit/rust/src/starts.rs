//! Intended starts of an open loop, as the generator hands them to a worker: records of sixteen bytes in a FIFO.
//!
//! A record is two little-endian `u64`. First `(count, began_ns)` and `(0, last_ns)`: how many starts there will be, when
//! the load begins, when the last one is due; then `(index, due_ns)` at the moment that each is due. Times are those of
//! `CLOCK_MONOTONIC`. An end before `count` starts: the generator has died, or was stopped.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::news::readable;
use crate::stage::Stage;

/// An operation without a reply so long after its intended start is lost; one whose reply comes later still is late.
pub(crate) const PATIENCE_NS: u64 = 10_000_000_000;
/// Longest wait between two looks at the stop flag.
const NAP_MS: i32 = 50;
const RECORD: usize = 16;

/// What a load will be, told before its first start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Starts in all.
    pub count: u64,
    /// When the load begins.
    pub began_ns: u64,
    /// When the last start is due.
    pub last_ns: u64,
}

impl Plan {
    /// The two records that a stream begins with.
    pub fn header(&self) -> Vec<u8> {
        [record(self.count, self.began_ns), record(0, self.last_ns)].concat()
    }
}

/// One record.
pub fn record(index: u64, at_ns: u64) -> [u8; RECORD] {
    let mut both = [0; RECORD];
    both[..8].copy_from_slice(&index.to_le_bytes());
    both[8..].copy_from_slice(&at_ns.to_le_bytes());
    both
}

/// A worker's end of the stream.
#[derive(Debug)]
pub(crate) struct Starts {
    file: File,
    held: Vec<u8>, // less than a record
    records: VecDeque<(u64, u64)>,
    plan: Option<Plan>,
    given: u64,
    ended: bool,
}

impl Starts {
    /// Open it; the generator waits for that.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
        Ok(Self { file, held: Vec::new(), records: VecDeque::with_capacity(4096), plan: None, given: 0, ended: false })
    }

    /// Wait for the plan; None where the end, or the stop, comes before it.
    pub(crate) fn plan(&mut self, stage: &Stage) -> Option<Plan> {
        while self.plan.is_none() && !self.ended && !stage.stopped() {
            self.listen();
        }
        self.plan
    }

    /// When the next operation is due, waiting for it; None after the last one, or at the stop.
    pub(crate) fn wait(&mut self, stage: &Stage) -> Option<u64> {
        loop {
            if stage.stopped() {
                return None;
            }
            if let Some(due_ns) = self.next() {
                return Some(due_ns);
            }
            if self.over() {
                return None;
            }
            self.listen();
        }
    }

    /// Wait for what comes, at most 50 ms.
    fn listen(&mut self) {
        if readable(self.file.as_fd(), NAP_MS) {
            let had = (self.plan, self.records.len(), self.held.len());
            self.pull();
            // Readable, and nothing in it: the generator has come and gone.
            self.ended |= had == (self.plan, self.records.len(), self.held.len());
        }
    }

    /// When the next operation is due, of those that have been pulled.
    pub(crate) fn next(&mut self) -> Option<u64> {
        let (_, due_ns) = self.records.pop_front()?;
        self.given += 1;
        Some(due_ns)
    }

    /// Take what the stream holds, without waiting.
    pub(crate) fn pull(&mut self) {
        let mut buffer = [0; 1 << 14];
        while !self.ended {
            match (&self.file).read(&mut buffer) {
                // A FIFO reads as ended before its writer has come.
                Ok(0) => {
                    self.ended = self.plan.is_some();
                    return;
                }
                Ok(n) => {
                    self.take(&buffer[..n]);
                    if n < buffer.len() {
                        return; // that was all: to ask again would cost the start its time
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return, // nothing there yet
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
        let whole = self.held.len() / RECORD * RECORD;
        for one in self.held[..whole].chunks_exact(RECORD) {
            let word = |at: usize| u64::from_le_bytes(one[at..at + 8].try_into().expect("eight bytes"));
            self.records.push_back((word(0), word(8)));
        }
        self.held.drain(..whole);
        if self.plan.is_none() && self.records.len() >= 2 {
            let ((count, began_ns), (_, last_ns)) = (self.records[0], self.records[1]);
            self.records.drain(..2);
            self.plan = Some(Plan { count, began_ns, last_ns });
        }
    }

    /// Whether no further start can come.
    pub(crate) fn over(&self) -> bool {
        self.records.is_empty() && (self.ended || self.plan.is_some_and(|plan| self.given == plan.count))
    }

    /// Whether none is waiting to be taken.
    pub(crate) fn idle(&mut self) -> bool {
        if self.records.is_empty() {
            self.pull();
        }
        self.records.is_empty()
    }

    /// Whether the stream ended before all starts had come.
    pub(crate) fn cut(&self) -> bool {
        self.ended && self.plan.is_none_or(|plan| self.given + (self.records.len() as u64) < plan.count)
    }

    pub(crate) fn fd(&self) -> RawFd {
        self.file.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CString;
    use std::io::Write;
    use std::path::PathBuf;

    struct Pipe(PathBuf);

    impl Pipe {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("tandem-{name}-{}", std::process::id()));
            let _ = std::fs::remove_file(&path);
            let name = CString::new(path.to_str().unwrap()).unwrap();
            // SAFETY: `name` is a string that ends with a zero byte, for the length of the call.
            assert_eq!(0, unsafe { libc::mkfifo(name.as_ptr(), 0o600) });
            Self(path)
        }
    }

    impl Drop for Pipe {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    const PLAN: Plan = Plan { count: 3, began_ns: 1_000, last_ns: 3_000 };

    #[test]
    fn starts_come_in_order_whatever_pieces_they_arrive_in() {
        let pipe = Pipe::new("pieces");
        let mut starts = Starts::open(&pipe.0).unwrap();
        starts.pull();
        assert!(!starts.over(), "no writer has come");
        let mut writer = OpenOptions::new().write(true).open(&pipe.0).unwrap();
        let all = [PLAN.header(), record(0, 1_000).into(), record(1, 2_000).into(), record(2, 3_000).into()].concat();
        for piece in all.chunks(7) {
            writer.write_all(piece).unwrap();
            starts.pull();
        }
        let stage = Stage::default();
        assert_eq!(Some(PLAN), starts.plan(&stage));
        let found: Vec<_> = std::iter::from_fn(|| starts.wait(&stage)).collect();
        assert_eq!(vec![1_000, 2_000, 3_000], found);
        assert_eq!((true, false), (starts.over(), starts.cut()));
    }

    #[test]
    fn a_generator_that_dies_ends_the_stream_early() {
        let pipe = Pipe::new("dies");
        let mut starts = Starts::open(&pipe.0).unwrap();
        let mut writer = OpenOptions::new().write(true).open(&pipe.0).unwrap();
        writer.write_all(&PLAN.header()).unwrap();
        writer.write_all(&record(0, 1_000)).unwrap();
        drop(writer);
        let stage = Stage::default();
        assert_eq!((Some(1_000), None), (starts.plan(&stage).and_then(|_| starts.wait(&stage)), starts.wait(&stage)));
        assert_eq!((true, true), (starts.cut(), starts.over()));
    }

    #[test]
    fn a_stop_ends_the_waiting_for_a_generator_that_never_comes() {
        let pipe = Pipe::new("never");
        let mut starts = Starts::open(&pipe.0).unwrap();
        let stage = Stage::default();
        stage.stop.raise();
        assert_eq!((None, None), (starts.plan(&stage), starts.wait(&stage)));
    }
}
