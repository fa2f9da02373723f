//! Jobs over scoped threads.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// What a run of jobs found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The number of each job.
    pub numbers: Vec<u64>,
    /// How many each worker did.
    pub by: Vec<usize>,
    /// When the first was done, since the start.
    pub first_ns: u64,
}

/// Do all jobs on so many threads, started here: whoever is free takes the next number of a counter.
///
/// # Panics
/// If a job does.
pub fn over_threads(jobs: usize, workers: usize, done: impl Fn(usize) -> u64 + Sync) -> Outcome {
    let began = Instant::now();
    let (next, first) = (AtomicUsize::new(0), AtomicU64::new(u64::MAX));
    let numbers: Vec<AtomicU64> = (0..jobs).map(|_| AtomicU64::new(0)).collect();
    let work = || {
        let mut count = 0;
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(place) = numbers.get(i) else { return count };
            place.store(done(i), Ordering::Relaxed);
            count += 1;
            if first.load(Ordering::Relaxed) == u64::MAX {
                first.fetch_min(began.elapsed().as_nanos() as u64, Ordering::Relaxed);
            }
        }
    };
    let by = std::thread::scope(|scope| {
        let started: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut by = vec![work()];
        by.extend(started.into_iter().map(|thread| thread.join().expect("a job should not panic")));
        by
    });
    let first_ns = first.into_inner();
    Outcome { numbers: numbers.into_iter().map(AtomicU64::into_inner).collect(), by, first_ns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_job_is_done_once_whoever_does_it(jobs in 0usize..40, workers in 1usize..5) {
            let found = over_threads(jobs, workers, |i| 3 * i as u64 + 1);
            prop_assert_eq!((0..jobs as u64).map(|i| 3 * i + 1).collect::<Vec<_>>(), found.numbers);
            prop_assert_eq!((workers, jobs), (found.by.len(), found.by.iter().sum()));
        }
    }
}
