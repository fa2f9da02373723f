//! Jobs over tokio's tasks, rayon's pool, and threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use concurrency::{Outcome, over_threads};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use serde_json::Value;
use tandem_kit::{Answer, Job, Series, Stage, values};

use super::given::Work;

/// A scheduler.
pub(crate) trait Scheduler: Sized + 'static {
    fn start(workers: usize) -> Result<Self, String>;
    fn run(&self, work: &Work, workers: usize) -> Outcome;
}

/// All jobs, on one scheduler.
pub(crate) struct Jobs<S> {
    scheduler: S,
    work: Work,
    workers: usize,
    found: Outcome,
    runs: u64,
    spread: u64,
}

impl<S: Scheduler> Jobs<S> {
    pub(crate) fn new(work: Work, stage: &Stage) -> Result<Self, String> {
        let workers =
            stage.params.get("workers").and_then(Value::as_u64).ok_or("the case should say workers")? as usize;
        Ok(Self { scheduler: S::start(workers)?, work, workers, found: Outcome::default(), runs: 0, spread: 0 })
    }
}

impl<S: Scheduler> Job for Jobs<S> {
    fn ops(&self) -> u64 {
        self.work.len() as u64
    }

    fn run(&mut self) {
        self.found = self.scheduler.run(&self.work, self.workers);
        self.runs += 1;
        self.spread += u64::from(self.found.by.iter().filter(|&&count| count > 0).count() > 1);
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found.numbers.iter().map(u64::to_string).collect::<Vec<_>>())
    }

    fn readings(&mut self) -> Vec<Series> {
        let least = self.found.by.iter().copied().min().unwrap_or(0);
        let share = least as f64 * self.workers as f64 / self.found.numbers.len().max(1) as f64;
        let text = format!(
            "jobs by worker: {:?}; in {} of {} runs more than one did some",
            self.found.by, self.spread, self.runs
        );
        let mut said = vec![
            values("first_result", "ns", vec![self.found.first_ns as f64]),
            values("share", "1", vec![share]).evidence(text.clone()),
        ];
        if self.workers > 1 {
            said.push(values("holds", "bool", vec![f64::from(self.spread > 0)]).evidence(text));
        }
        said
    }
}

/// A tokio runtime. All tasks are spawned by one of its workers, onto that worker's own queue: what another does, it took
/// from there.
pub(crate) struct Tokio(tokio::runtime::Runtime);

impl Scheduler for Tokio {
    fn start(workers: usize) -> Result<Self, String> {
        let built = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).build();
        built.map(Self).map_err(|e| format!("unavailable: tokio: {e}"))
    }

    fn run(&self, work: &Work, workers: usize) -> Outcome {
        let (work, began) = (work.clone(), Instant::now());
        self.0.block_on(async move {
            let spawning = tokio::spawn(async move {
                let spawned = |i| {
                    let work = work.clone();
                    tokio::spawn(async move { (work.done(i), std::thread::current().id(), began.elapsed()) })
                };
                let tasks: Vec<_> = (0..work.len()).map(spawned).collect();
                let (mut found, mut seen) = (Outcome::default(), Vec::new());
                let mut first = u128::MAX;
                for task in tasks {
                    let (number, thread, at) = task.await.expect("a job should not panic");
                    found.numbers.push(number);
                    first = first.min(at.as_nanos());
                    if let Some(worker) = seen.iter().position(|&id| id == thread) {
                        found.by[worker] += 1;
                    } else {
                        seen.push(thread);
                        found.by.push(1);
                    }
                }
                found.by.resize(workers, 0);
                found.first_ns = first as u64;
                found
            });
            spawning.await.expect("spawning should not panic")
        })
    }
}

/// A rayon pool.
pub(crate) struct Rayon(rayon::ThreadPool);

impl Scheduler for Rayon {
    fn start(workers: usize) -> Result<Self, String> {
        let built = rayon::ThreadPoolBuilder::new().num_threads(workers).build();
        built.map(Self).map_err(|e| format!("unavailable: rayon: {e}"))
    }

    fn run(&self, work: &Work, workers: usize) -> Outcome {
        let (began, first) = (Instant::now(), AtomicU64::new(u64::MAX));
        let by: Vec<AtomicU64> = (0..workers).map(|_| AtomicU64::new(0)).collect();
        let numbers = self.0.install(|| {
            let each = (0..work.len()).into_par_iter().with_max_len(1).map(|i| {
                let number = work.done(i);
                first.fetch_min(began.elapsed().as_nanos() as u64, Ordering::Relaxed);
                by[rayon::current_thread_index().unwrap_or(0)].fetch_add(1, Ordering::Relaxed);
                number
            });
            each.collect()
        });
        let by = by.into_iter().map(|count| count.into_inner() as usize).collect();
        Outcome { numbers, by, first_ns: first.into_inner() }
    }
}

/// Threads of the standard library, started anew for each run.
pub(crate) struct Threads;

impl Scheduler for Threads {
    fn start(_: usize) -> Result<Self, String> {
        Ok(Self)
    }

    fn run(&self, work: &Work, workers: usize) -> Outcome {
        over_threads(work.len(), workers, |i| work.done(i))
    }
}
