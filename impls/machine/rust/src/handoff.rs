//! A cache line handed from one core to another and back: what any two threads pay that tell each other something.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use core_affinity::CoreId;
use tandem_kit::{Answer, Driven, Job, Stage, boxed};

const ROUNDS: u64 = 1_000; // in one run; each is two hand-offs
const SPINS: u32 = 100_000; // before the other side is given the core, lest it be waiting for this very one
const OVER: u64 = u64::MAX;

/// `handoff`: this thread and a second one, each on a core of its own, take turns in writing one word.
pub(crate) fn pair(_given: &'static [u8], _stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let (Some(&here), Some(&there)) = (cores.first(), cores.last()) else {
        return Err("unavailable: the system does not say which cores there are".to_owned());
    };
    if here == there {
        return Err("unavailable: needs 2 cores, this process may use 1".to_owned());
    }
    boxed(Pair::new(Some((here, there)))?)
}

/// A line of its own, and its neighbour's, which some processors fetch along.
#[derive(Default)]
#[repr(align(128))]
struct Line(AtomicU64);

impl Line {
    /// Wait for a value, or for the end; whether it is the value.
    fn await_value(&self, value: u64) -> bool {
        let mut spun = 0;
        loop {
            let now = self.0.load(Ordering::Acquire);
            if now == value || now == OVER {
                return now == value;
            }
            spun += 1;
            if spun < SPINS {
                std::hint::spin_loop();
            } else {
                spun = 0;
                std::thread::yield_now();
            }
        }
    }

    fn set(&self, value: u64) {
        self.0.store(value, Ordering::Release);
    }
}

struct Pair {
    line: Arc<Line>,
    at: u64, // even: this side's turn
    other: Option<JoinHandle<u64>>,
}

impl Pair {
    fn new(cores: Option<(CoreId, CoreId)>) -> Result<Self, String> {
        let line = Arc::<Line>::default();
        let theirs = Arc::clone(&line);
        let other = std::thread::Builder::new().spawn(move || {
            if let Some((_, there)) = cores {
                core_affinity::set_for_current(there);
            }
            let mut at = 1;
            while theirs.await_value(at) {
                theirs.set(at + 1);
                at += 2;
            }
            at / 2
        });
        if cores.is_some_and(|(here, _)| !core_affinity::set_for_current(here)) {
            return Err("unavailable: a thread cannot be kept on a core here".to_owned());
        }
        Ok(Self { line, at: 0, other: Some(other.map_err(|error| error.to_string())?) })
    }

    /// End the other thread; how often it answered.
    fn end(&mut self) -> u64 {
        self.line.set(OVER);
        self.other.take().map_or(0, |other| other.join().unwrap_or(0))
    }
}

impl Job for Pair {
    fn ops(&self) -> u64 {
        2 * ROUNDS
    }

    fn run(&mut self) {
        for _ in 0..ROUNDS {
            self.line.set(self.at + 1);
            self.at += 2;
            self.line.await_value(self.at);
        }
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.at.is_multiple_of(2 * ROUNDS))
    }

    fn close(&mut self) {
        self.end();
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_side_answers_each_time() {
        let mut pair = Pair::new(None).unwrap();
        pair.run();
        pair.run();
        assert_eq!(2 * ROUNDS, pair.end());
        assert_eq!(4 * ROUNDS, pair.at);
    }
}
