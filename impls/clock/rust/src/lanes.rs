//! The lanes: a run fills a buffer with the lengths of empty intervals.

mod beside;

use std::time::Instant;

use clock::{Counter, monotonic_ms, wall_ms};
use serde::Deserialize;
use serde_json::json;
use tandem_kit::{Answer, Driven, Job, Lanes, Series, boxed, values};

/// What the worker offers.
pub(crate) const LANES: Lanes = &[
    ("read", "document-rust", "main", |given, _| Intervals::job(given, document_monotonic, document_wall)),
    ("read", "rust", "main", |given, _| Intervals::job(given, monotonic_ms, wall_ms)),
    ("beside", "document-rust", "main", |given, _| boxed(beside::Beside::new(given, document_monotonic)?)),
    ("read", "rust-syscall", "main", |given, _| Intervals::job(given, syscall_monotonic, syscall_wall)),
    ("read", "limit-counter", "main", |given, _| {
        let counter = Counter::calibrated().map_err(|e| format!("unavailable: {e}"))?;
        boxed(Intervals::new(&Given::read(given)?, move || counter.interval_ms()))
    }),
];

/// What impls/clock/spec.py writes.
#[derive(Deserialize)]
struct Given {
    clock: Clock,
    intervals: usize,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Clock {
    Monotonic,
    Wall,
}

impl Given {
    fn read(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|e| format!("given: should be the clock's JSON: {e}"))
    }
}

/// Lengths in ms of empty intervals, measured by `read`.
struct Intervals<F> {
    read: F,
    clock: Clock,
    lengths: Vec<f64>,
}

impl<F: Fn() -> f64> Intervals<F> {
    fn new(given: &Given, read: F) -> Self {
        Self { read, clock: given.clock, lengths: vec![0.0; given.intervals] }
    }
}

impl Intervals<fn() -> f64> {
    /// The job for whichever clock the given names, compiled for each so that the reads are inlined.
    fn job<M, W>(given: &[u8], monotonic: M, wall: W) -> Result<Box<dyn Driven>, String>
    where
        M: Fn() -> f64 + 'static,
        W: Fn() -> f64 + 'static,
    {
        let given = Given::read(given)?;
        match given.clock {
            Clock::Monotonic => boxed(Intervals::new(&given, monotonic)),
            Clock::Wall => boxed(Intervals::new(&given, wall)),
        }
    }
}

impl<F: Fn() -> f64> Job for Intervals<F> {
    fn ops(&self) -> u64 {
        self.lengths.len() as u64
    }

    fn run(&mut self) {
        for length in &mut self.lengths {
            *length = (self.read)();
        }
    }

    fn answer(&mut self) -> Answer {
        let advanced = self.lengths.iter().sum::<f64>() > 0.0;
        let mut answer = json!({"intervals": self.lengths.len(), "advanced": advanced});
        if self.clock == Clock::Monotonic {
            answer["monotonic"] = self.lengths.iter().all(|&ms| ms >= 0.0).into();
        }
        Answer::Json(answer)
    }

    fn readings(&mut self) -> Vec<Series> {
        let passed = self.lengths.iter().copied().filter(|&ms| ms > 0.0);
        let smallest = passed.min_by(f64::total_cmp);
        smallest.map(|ms| values("step", "ns", vec![(ms * 1e9).round() / 1e3])).into_iter().collect()
    }
}

/// As the document writes it.
#[inline]
fn document_monotonic() -> f64 {
    let sent_time = Instant::now();
    let received_time = Instant::now();
    received_time.duration_since(sent_time).as_secs_f64() * 1000.0
}

/// The same for the wall clock, for which the document has no code.
#[inline]
fn document_wall() -> f64 {
    let sent_time = std::time::SystemTime::now();
    let received_time = std::time::SystemTime::now();
    received_time.duration_since(sent_time).map_or_else(|e| -e.duration().as_secs_f64(), |d| d.as_secs_f64()) * 1000.0
}

#[inline]
fn syscall_monotonic() -> f64 {
    syscall_ms(libc::CLOCK_MONOTONIC)
}

#[inline]
fn syscall_wall() -> f64 {
    syscall_ms(libc::CLOCK_REALTIME)
}

/// The interval as it would cost if the kernel had to be asked each time.
#[inline]
fn syscall_ms(clock: libc::clockid_t) -> f64 {
    let start = asked_ns(clock);
    (asked_ns(clock) - start) as f64 * 1e-6
}

fn asked_ns(clock: libc::clockid_t) -> i64 {
    let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `at` is a valid, writable timespec for the length of the call.
    unsafe { libc::syscall(libc::SYS_clock_gettime, clock, &raw mut at) };
    at.tv_sec * 1_000_000_000 + at.tv_nsec
}
