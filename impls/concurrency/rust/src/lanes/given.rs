//! What `impls/concurrency/spec.py` writes.

use std::sync::Arc;

use concurrency::{parsed, spun};
use serde::Deserialize;
use serde_json::Value;
use tandem_kit::Stage;

#[derive(Deserialize)]
struct Loops {
    rounds: Vec<u32>,
    seeds: Vec<u32>,
}

#[derive(Deserialize)]
struct Head {
    jobs: usize,
    repeats: u32,
}

/// The jobs of a given.
#[derive(Clone)]
pub(crate) struct Work(Arc<[One]>);

enum One {
    Loop(u32, u32),
    Parse(Vec<&'static [u8]>, u32),
}

impl Work {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The number of job `i`; 0 where a message is no update, which no answer of the reference is.
    pub(crate) fn done(&self, i: usize) -> u64 {
        match &self.0[i] {
            One::Loop(rounds, seed) => spun(*rounds, std::hint::black_box(*seed)),
            One::Parse(messages, repeats) => parsed(messages, *repeats).unwrap_or(0),
        }
    }
}

/// Read the jobs.
pub(crate) fn work(given: &'static [u8], stage: &Stage) -> Result<Work, String> {
    let jobs = if stage.params.get("work").and_then(Value::as_str) == Some("parse") {
        shares(given).ok_or("given: should be a head and updates")?
    } else {
        let Loops { rounds, seeds } = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        rounds.into_iter().zip(seeds).map(|(rounds, seed)| One::Loop(rounds, seed)).collect()
    };
    Ok(Work(jobs.into()))
}

/// Framed messages; the first is the head, an equal part of the rest each job's.
fn shares(given: &'static [u8]) -> Option<Vec<One>> {
    let messages = ticker::unframe(given).ok()?;
    let (head, updates) = messages.split_first()?;
    let Head { jobs, repeats } = serde_json::from_slice(head).ok()?;
    let share = updates.len().checked_div(jobs)?;
    Some(updates.chunks_exact(share.max(1)).map(|part| One::Parse(part.to_vec(), repeats)).collect())
}
