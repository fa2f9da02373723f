//! An error through a chain of calls, each of which passes it on.

use std::error::Error;
use std::hint::black_box;

use serde::Deserialize;
use serde_json::json;
use tandem_kit::{Answer, Job};

#[derive(Deserialize)]
struct Given {
    depth: u32,
    bad: u64,
    calls: Vec<u64>,
}

/// A function: how deep, whether it fails, and with what; None where it failed.
type Call = fn(u32, bool, u64) -> Option<u64>;

pub(crate) struct Calls {
    given: Given,
    call: Call,
    sum: u64,
    failed: u64,
}

impl Calls {
    pub(crate) fn new(given: &[u8], call: Call) -> Result<Self, String> {
        let given = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        Ok(Self { given, call, sum: 0, failed: 0 })
    }
}

impl Job for Calls {
    fn ops(&self) -> u64 {
        self.given.calls.len() as u64
    }

    fn run(&mut self) {
        let (mut sum, mut failed) = (0, 0);
        let bad = self.given.bad > 0;
        for &number in &self.given.calls {
            match (self.call)(self.given.depth, black_box(bad), number) {
                Some(found) => sum += found,
                None => failed += 1,
            }
        }
        (self.sum, self.failed) = (sum, failed);
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!({"sum": self.sum, "failed": self.failed}))
    }
}

/// The usual error of a program: boxed, with a text.
pub(crate) fn boxed_error(depth: u32, bad: bool, number: u64) -> Option<u64> {
    #[inline(never)]
    fn down(depth: u32, bad: bool, number: u64) -> Result<u64, Box<dyn Error>> {
        if depth > 1 {
            let found = down(black_box(depth) - 1, bad, number)?;
            return Ok(black_box(found) + 1);
        }
        if bad { Err(format!("no {number}").into()) } else { Ok(number) }
    }
    down(depth, bad, number).ok()
}

/// An error of a closed set: two words, no heap.
pub(crate) fn small_error(depth: u32, bad: bool, number: u64) -> Option<u64> {
    #[derive(Debug)]
    struct Missing(u64);

    #[inline(never)]
    fn down(depth: u32, bad: bool, number: u64) -> Result<u64, Missing> {
        if depth > 1 {
            let found = down(black_box(depth) - 1, bad, number)?;
            return Ok(black_box(found) + 1);
        }
        if bad { Err(Missing(number)) } else { Ok(number) }
    }
    down(depth, bad, number).map_err(|Missing(number)| black_box(number)).ok()
}
