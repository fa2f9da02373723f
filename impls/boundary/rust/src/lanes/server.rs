//! The server of sums: a thread for each way to it. `impls/boundary/channels.py` has the other end, and the format.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use serde_json::json;
use tandem_kit::{Answer, Job, Stage};

use super::memory::Memory;

/// Longest payload.
pub(crate) const LONGEST: usize = 1 << 20;

/// Answers until the launcher's stop; the threads end with the process.
pub(crate) struct Server {
    stage: Stage,
    answered: Arc<AtomicU64>,
}

impl Server {
    pub(crate) fn start(stage: &Stage) -> Result<Self, String> {
        let answered = Arc::new(AtomicU64::new(0));
        let folder = &stage.folder;
        let [socket, there, back, memory] = ["socket", "there", "back", "memory"].map(|name| {
            let path = folder.join(name);
            stage.offer(name, path.display().to_string());
            path
        });
        let listener = UnixListener::bind(&socket).map_err(|e| format!("unavailable: a Unix socket: {e}"))?;
        let made = Command::new("mkfifo").args([&there, &back]).status();
        if !made.is_ok_and(|status| status.success()) {
            return Err("unavailable: mkfifo made no pipes".into());
        }
        let mut shared = Memory::create(&memory, LONGEST).map_err(|e| format!("unavailable: shared memory: {e}"))?;
        let count = Arc::clone(&answered);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Ok(reader) = stream.try_clone() {
                    serve(reader, stream, &count);
                }
            }
        });
        let count = Arc::clone(&answered);
        thread::spawn(move || {
            if let Some((reader, writer)) = pipes(&there, &back) {
                serve(reader, writer, &count);
            }
        });
        let count = Arc::clone(&answered);
        thread::spawn(move || shared.serve(&count));
        Ok(Self { stage: stage.clone(), answered })
    }
}

/// Both ends, once somebody has opened the others.
fn pipes(there: &Path, back: &Path) -> Option<(File, File)> {
    let reader = File::open(there).ok()?;
    let writer = File::options().write(true).open(back).ok()?;
    Some((reader, writer))
}

/// Answer payload after payload, until the other end is closed or says something odd.
fn serve(mut from: impl Read, mut to: impl Write, answered: &AtomicU64) {
    let mut payload = Vec::new();
    loop {
        let mut length = [0; 4];
        if from.read_exact(&mut length).is_err() {
            return;
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST {
            return;
        }
        payload.resize(length, 0);
        if from.read_exact(&mut payload).is_err() || to.write_all(&boundary::sum(&payload).to_le_bytes()).is_err() {
            return;
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

impl Job for Server {
    fn run(&mut self) {
        self.stage.wait_stopped();
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!({"answered": self.answered.load(Ordering::Relaxed)}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_are_answered_until_one_is_cut() {
        let mut said = Vec::new();
        let asked = [&3u32.to_le_bytes()[..], &[1, 2, 3], &0u32.to_le_bytes(), &9u32.to_le_bytes(), &[1]].concat();
        let answered = AtomicU64::new(0);
        serve(&asked[..], &mut said, &answered);
        assert_eq!([6u64.to_le_bytes(), [0; 8]].concat(), said);
        assert_eq!(2, answered.into_inner());
    }

    #[test]
    fn a_length_beyond_the_longest_ends_it() {
        let answered = AtomicU64::new(0);
        serve(&u32::MAX.to_le_bytes()[..], Vec::new(), &answered);
        assert_eq!(0, answered.into_inner());
    }
}
