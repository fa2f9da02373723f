//! The processor's own counter of time, where a program may read it.

use std::time::{Duration, Instant};

const READABLE: bool = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));

/// This processor has no counter that a program may read, or none that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoCounter;

impl std::fmt::Display for NoCounter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this processor has no time counter that a program may read")
    }
}

impl std::error::Error for NoCounter {}

/// The counter, with the length of its tick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counter {
    ms_per_tick: f64,
}

impl Counter {
    /// Learn the length of a tick from the monotonic clock, which takes 20 ms.
    ///
    /// # Errors
    /// Where there is no counter.
    pub fn calibrated() -> Result<Self, NoCounter> {
        if !READABLE {
            return Err(NoCounter);
        }
        let (ticks, start) = (read(), Instant::now());
        std::thread::sleep(Duration::from_millis(20));
        let passed = read().wrapping_sub(ticks);
        Ok(Self { ms_per_tick: start.elapsed().as_secs_f64() * 1e3 / passed as f64 })
    }

    /// Length of an empty interval, in ms.
    #[inline]
    pub fn interval_ms(&self) -> f64 {
        let start = read();
        let end = read();
        end.wrapping_sub(start) as f64 * self.ms_per_tick
    }
}

/// Ticks since the processor was started. Not ordered with the instructions around it.
#[cfg(target_arch = "x86_64")]
#[inline]
fn read() -> u64 {
    // SAFETY: `rdtsc` is part of every x86-64 processor and touches no memory.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// Ticks of the generic timer. Not ordered with the instructions around it.
#[cfg(target_arch = "aarch64")]
#[inline]
fn read() -> u64 {
    let ticks: u64;
    // SAFETY: Linux and macOS let programs read the virtual count register; reading it touches no memory.
    unsafe { core::arch::asm!("mrs {}, cntvct_el0", out(reg) ticks, options(nomem, nostack)) };
    ticks
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn read() -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_agrees_with_the_monotonic_clock() {
        let Ok(counter) = Counter::calibrated() else { return };
        let (ticks, start) = (read(), Instant::now());
        std::thread::sleep(Duration::from_millis(30));
        let counted_ms = read().wrapping_sub(ticks) as f64 * counter.ms_per_tick;
        let ratio = counted_ms / (start.elapsed().as_secs_f64() * 1e3);
        // Either calibration or this interval may be interrupted between its two reads; a wrong tick is off by far more.
        assert!((0.5..2.0).contains(&ratio), "{ratio}");
    }

    #[test]
    fn an_empty_interval_has_a_length() {
        let Ok(counter) = Counter::calibrated() else { return };
        assert!((0..1_000).map(|_| counter.interval_ms()).all(|ms| (0.0..1_000.0).contains(&ms)));
    }
}
