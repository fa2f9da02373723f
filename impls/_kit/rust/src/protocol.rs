//! Requests as data. The protocol itself is benchmarks/worker/PROTOCOL.md.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};

/// Major version of the protocol.
pub(crate) const VERSION: u32 = 1;

/// Failed operations in a row that end a measure.
pub(crate) const MOST_FAILURES: u64 = 100;

/// `open`: prepare a lane.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Open {
    pub(crate) component: String,
    pub(crate) operation: String,
    pub(crate) lane: String,
    pub(crate) role: Option<String>,
    pub(crate) params: Map<String, Value>,
    pub(crate) options: Map<String, Value>,
    pub(crate) given: Option<PathBuf>,
    pub(crate) seed: u64,
    pub(crate) folder: PathBuf,
    pub(crate) peers: BTreeMap<String, BTreeMap<String, String>>,
}

/// `check`: run once, untimed, and write the answer.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Check {
    pub(crate) answer: PathBuf,
}

/// How a case is timed.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// Many runs timed as one.
    Batch(Batch),
    /// Every operation timed alone.
    Each(Each),
}

/// `measure`, how `batch`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct Batch {
    /// Runs in a sample; 0: find how many take `min_ns`.
    pub loops: u64,
    /// Shortest sample when `loops` is 0.
    pub min_ns: u64,
    /// Samples to take.
    pub samples: u64,
    /// Samples before them that do not count.
    pub warmup: u64,
    /// Time to warm up for, at least.
    pub warmup_ns: u64,
    /// Take no further sample after this time, warm-up left out; 0: take all.
    pub budget_ns: u64,
    /// One run, one sample, no warm-up.
    pub once: bool,
}

impl Default for Batch {
    fn default() -> Self {
        Self { loops: 0, min_ns: 0, samples: 1, warmup: 0, warmup_ns: 0, budget_ns: 0, once: false }
    }
}

/// When operations of an open loop are meant to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// At equal distances.
    #[default]
    Constant,
    /// As a Poisson process from the seed.
    Poisson,
}

/// `measure`, how `each`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct Each {
    /// Operations; 0: until the budget is spent, or those of one run where there is no budget.
    pub count: u64,
    /// Intended operations a second; 0: one after the other.
    pub rate: f64,
    /// The FIFO in which a generator hands over the intended starts of an open loop.
    pub starts: PathBuf,
    /// The open loop's schedule.
    pub arrivals: Pace,
    /// Seed of the schedule.
    pub seed: u64,
    /// Most unanswered operations.
    pub in_flight: u64,
    /// Operations in one recorded value, which is their mean.
    pub batch: u64,
    /// Start no operation after this time, warm-up left out; 0: do all.
    pub budget_ns: u64,
    /// A histogram of its own for each stretch of this length; 0: one for all.
    pub window_ns: u64,
    /// Operations before those that count.
    pub warmup: u64,
    /// Time to warm up for, at least.
    pub warmup_ns: u64,
}

impl Default for Each {
    fn default() -> Self {
        Self {
            count: 0,
            rate: 0.0,
            starts: PathBuf::new(),
            arrivals: Pace::Constant,
            seed: 0,
            in_flight: 1,
            batch: 1,
            budget_ns: 0,
            window_ns: 0,
            warmup: 0,
            warmup_ns: 0,
        }
    }
}

impl Each {
    /// Operations to do, for a job of `ops` a run.
    pub(crate) fn operations(&self, ops: u64) -> u64 {
        match (self.count, self.budget_ns) {
            (0, 0) => ops,
            (0, _) => u64::MAX,
            (count, _) => count,
        }
    }
}
