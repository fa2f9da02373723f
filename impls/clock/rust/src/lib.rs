//! Reads clocks, and says how long an empty interval was.
//!
//! Every function is two reads, a subtraction and a conversion to milliseconds: no allocation, no branch that a sane
//! clock takes. What they cost is what the component measures.
//!
//! # Features
//! - `worker`: the process that measures them.
//! - `python`: the bindings in [`python`], and nothing else.

use std::time::{Instant, SystemTime};

mod counter;
#[cfg(feature = "python")]
pub mod python;

pub use counter::{Counter, NoCounter};

const MS_PER_NS: f64 = 1e-6;

/// Length of an empty interval on the monotonic clock, in ms.
#[inline]
pub fn monotonic_ms() -> f64 {
    let start = Instant::now();
    let end = Instant::now();
    // An interval of under four seconds has its nanoseconds in 32 bits, which convert in one instruction.
    f64::from((end - start).subsec_nanos()) * MS_PER_NS
}

/// Length of an empty interval on the wall clock, in ms; negative where the clock was set back within it.
#[inline]
pub fn wall_ms() -> f64 {
    let start = SystemTime::now();
    let end = SystemTime::now();
    match end.duration_since(start) {
        Ok(after) => f64::from(after.subsec_nanos()) * MS_PER_NS,
        Err(before) => -f64::from(before.duration().subsec_nanos()) * MS_PER_NS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_monotonic_clock_never_goes_back_and_does_go_on() {
        let lengths: Vec<f64> = (0..10_000).map(|_| monotonic_ms()).collect();
        assert!(lengths.iter().all(|&ms| (0.0..1_000.0).contains(&ms)));
        assert!(lengths.iter().sum::<f64>() > 0.0);
    }

    #[test]
    fn the_wall_clock_goes_on() {
        assert!((0..10_000).map(|_| wall_ms()).sum::<f64>() > 0.0);
    }
}
