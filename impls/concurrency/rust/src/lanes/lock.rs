//! What the Python lanes wait for an interpreter's lock in: here there is none.

use std::io::{PipeReader, PipeWriter, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use concurrency::spun;
use serde::Deserialize;
use serde_json::json;
use tandem_kit::{Answer, Job, Series, values};

use super::given::Work;

#[derive(Deserialize)]
struct Trips {
    busy: usize,
    wait_us: u64,
    #[serde(rename = "trips")]
    bytes: Vec<u8>,
}

/// A byte into a pipe, a wait as for a network's answer, and the byte out of it, while other threads may compute.
pub(crate) struct Handover {
    bytes: Vec<u8>,
    wait: Duration,
    here: PipeReader,
    there: PipeWriter,
    sum: u64,
    over: Arc<AtomicBool>,
    busy: Vec<JoinHandle<()>>,
}

impl Handover {
    pub(crate) fn new(given: &[u8]) -> Result<Self, String> {
        let Trips { busy, wait_us, bytes } = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        let (here, there) = std::io::pipe().map_err(|e| format!("unavailable: a pipe: {e}"))?;
        let over = Arc::new(AtomicBool::new(false));
        let spin = |_| {
            let over = Arc::clone(&over);
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    std::hint::black_box(spun(1000, std::hint::black_box(1)));
                }
            })
        };
        let busy = (0..busy).map(spin).collect();
        Ok(Self { bytes, wait: Duration::from_micros(wait_us), here, there, sum: 0, over, busy })
    }
}

impl Job for Handover {
    const STEPS: bool = true;

    fn ops(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn run(&mut self) {
        for i in 0..self.ops() {
            self.step(i);
        }
    }

    fn step(&mut self, i: u64) -> bool {
        let mut back = [0];
        let gone = self.there.write_all(&self.bytes[i as usize..=i as usize]);
        std::thread::sleep(self.wait);
        if gone.and_then(|()| self.here.read_exact(&mut back)).is_err() {
            return false;
        }
        self.sum = u64::from(back[0]) + if i == 0 { 0 } else { self.sum };
        true
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!({"sum": self.sum}))
    }

    fn close(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for thread in self.busy.drain(..) {
            let _ = thread.join();
        }
    }
}

#[derive(Deserialize)]
struct Range {
    items: u64,
}

/// One long call, while another thread looks at the clock: `pause` is the longest time that it was kept from it.
pub(crate) struct Blocked {
    items: u64,
    total: u64,
    call: Duration,
    gap: Duration,
}

impl Blocked {
    pub(crate) fn new(given: &[u8]) -> Result<Self, String> {
        let Range { items } = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        Ok(Self { items, total: 0, call: Duration::ZERO, gap: Duration::ZERO })
    }
}

impl Job for Blocked {
    fn run(&mut self) {
        let (over, ready) = (AtomicBool::new(false), AtomicBool::new(false));
        (self.total, self.call, self.gap) = std::thread::scope(|scope| {
            let watching = scope.spawn(|| {
                let (mut longest, mut last) = (Duration::ZERO, Instant::now());
                ready.store(true, Ordering::Release);
                while !over.load(Ordering::Relaxed) {
                    let now = Instant::now();
                    longest = longest.max(now - last);
                    last = now;
                }
                longest
            });
            while !ready.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            let start = Instant::now();
            let total = (0..self.items).fold(0, |total, i| total + std::hint::black_box(i));
            let call = start.elapsed();
            over.store(true, Ordering::Relaxed);
            (total, call, watching.join().expect("a watcher only looks at the clock"))
        });
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.total.to_string())
    }

    fn readings(&mut self) -> Vec<Series> {
        let (call, gap) = (self.call.as_nanos(), self.gap.as_nanos());
        let text = format!("the call took {call} ns, the other thread was kept waiting for {gap} ns");
        vec![values("pause", "ns", vec![gap as f64]).evidence(text)]
    }
}

/// A thread that waits for a byte, while another computes and then sends it. `holds`: the one did not keep the other.
pub(crate) struct Waiting {
    work: Work,
    number: u64,
    after: Option<Duration>,
}

impl Waiting {
    pub(crate) fn new(work: Work) -> Result<Self, String> {
        if work.len() == 1 { Ok(Self { work, number: 0, after: None }) } else { Err("given: should be one job".into()) }
    }
}

impl Job for Waiting {
    fn run(&mut self) {
        let (mut here, mut there) = std::io::pipe().expect("a process may open a pipe");
        let (number, sent, woken) = std::thread::scope(|scope| {
            let waiting = scope.spawn(move || {
                let mut byte = [0];
                here.read_exact(&mut byte).map(|()| Instant::now())
            });
            let number = self.work.done(0);
            let sent = Instant::now();
            let gone = there.write_all(b"!");
            (number, sent, waiting.join().expect("a read should not panic").and_then(|at| gone.map(|()| at)))
        });
        self.number = number;
        self.after = woken.ok().and_then(|at| at.checked_duration_since(sent));
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.number.to_string())
    }

    fn readings(&mut self) -> Vec<Series> {
        let after = self.after.map_or_else(|| "never".to_owned(), |after| format!("{} ns", after.as_nanos()));
        let text = format!("the waiting thread went on {after} after the other had computed and sent");
        vec![values("holds", "bool", vec![f64::from(self.after.is_some())]).evidence(text)]
    }
}
