//! Many empty intervals while other threads compute.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use serde::Deserialize;
use serde_json::json;
use tandem_kit::{Answer, Job, Series, values};

/// An interval is two reads: one as long as this was interrupted.
const LONG_MS: f64 = 0.5;

#[derive(Deserialize)]
struct Given {
    busy: usize,
    intervals: u64,
}

/// Of the intervals' time, `share` is what passed in long ones.
pub(crate) struct Beside<F> {
    interval_ms: F,
    intervals: u64,
    total: f64,
    long: f64,
    shortest: f64,
    over: Arc<AtomicBool>,
    busy: Vec<JoinHandle<()>>,
}

impl<F: Fn() -> f64> Beside<F> {
    pub(crate) fn new(given: &[u8], interval_ms: F) -> Result<Self, String> {
        let Given { busy, intervals } = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        let over = Arc::new(AtomicBool::new(false));
        let spin = |_| {
            let over = Arc::clone(&over);
            std::thread::spawn(move || {
                let mut x = 1u32;
                while !over.load(Ordering::Relaxed) {
                    x ^= x << 13;
                    x ^= x >> 17;
                    black_box(x);
                }
            })
        };
        let busy = (0..busy).map(spin).collect();
        Ok(Self { interval_ms, intervals, total: 0.0, long: 0.0, shortest: f64::INFINITY, over, busy })
    }
}

impl<F: Fn() -> f64> Job for Beside<F> {
    fn ops(&self) -> u64 {
        self.intervals
    }

    fn run(&mut self) {
        (self.total, self.long, self.shortest) = (0.0, 0.0, f64::INFINITY);
        for _ in 0..self.intervals {
            let ms = (self.interval_ms)();
            self.total += ms;
            if ms >= LONG_MS {
                self.long += ms;
            } else {
                self.shortest = self.shortest.min(ms);
            }
        }
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(
            json!({"intervals": self.intervals, "advanced": self.total > 0.0, "monotonic": self.shortest >= 0.0}),
        )
    }

    fn readings(&mut self) -> Vec<Series> {
        let share = if self.total > 0.0 { self.long / self.total } else { 0.0 };
        let text = format!("time inside of intervals of {LONG_MS} ms and more");
        vec![values("share", "1", vec![share]).evidence(text)]
    }

    fn close(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for thread in self.busy.drain(..) {
            let _ = thread.join();
        }
    }
}
