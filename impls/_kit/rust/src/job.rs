//! What a lane prepares, and what it answers.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::drive::Driven;
use crate::news::News;
use crate::series::Series;
use crate::stage::Stage;
use crate::ticket::Ticket;

/// One lane's work on one given. Only [`run`](Job::run) and [`answer`](Job::answer) are required.
///
/// # Operations that are answered later
/// A job with [`FLIES`](Job::FLIES) may have several operations unanswered at once (`in_flight` above 1). The kit calls
/// [`start`](Job::start) for each; whoever has the answer lands the [`Ticket`], from any thread, and the time is taken
/// there. Three ways to let operations go on meanwhile:
/// - *threads of its own* (a pool, a multi-thread tokio runtime): `start` hands the ticket over, nothing else is needed;
/// - *a current-thread tokio runtime*: a `Tokio` of the kit's feature `tokio` spawns in `start` and drives in `turn`;
/// - *a loop of its own* over sockets: [`turn`](Job::turn) waits for them and for [`News`] at once, by `poll` or `epoll`.
///
/// A job may have both `STEPS` and `FLIES`: with `in_flight` 1 it is asked to `step`, else to `start`.
pub trait Job {
    /// Whether [`step`](Job::step) does one operation, so that the case can be timed operation by operation.
    const STEPS: bool = false;
    /// Whether [`start`](Job::start) begins an operation that is answered later.
    const FLIES: bool = false;
    /// Whether [`reset`](Job::reset) must be called before every run; a sample is then one run.
    const RESETS: bool = false;

    /// Operations in one run.
    fn ops(&self) -> u64 {
        1
    }

    /// Do the work once, timed. What it finds stays in `self`, which the kit makes opaque to the optimiser.
    fn run(&mut self);

    /// Do operation `i`, timed alone; false if it failed. Where [`ops`](Job::ops) is above 1, `i` starts again at 0
    /// after `ops - 1` (with a [`reset`](Job::reset) before); else it counts on.
    fn step(&mut self, _i: u64) -> bool {
        true
    }

    /// Begin operation `i` and return without waiting for its answer; whoever has that lands the ticket. A ticket that is
    /// dropped is a failed operation. At most `in_flight` are under way; `i` is as for [`step`](Job::step).
    fn start(&mut self, _i: u64, _ticket: Ticket) {}

    /// Let what is under way go on until `news` is readable, or shorter. Of a job whose operations go on by themselves it
    /// only sleeps.
    fn turn(&mut self, news: &News) {
        news.wait();
    }

    /// Let go of what is still under way: it has been given up, and nobody hears its tickets any more. Untimed.
    fn abandon(&mut self) {}

    /// The comparable answer of the last run, or of the steps. Untimed.
    fn answer(&mut self) -> Answer;

    /// Make the next run start from the same state as the first. Untimed.
    fn reset(&mut self) {}

    /// What the job itself saw in its last run. Untimed.
    fn readings(&mut self) -> Vec<Series> {
        Vec::new()
    }

    /// Let go of what the process's end would not: files, peers.
    fn close(&mut self) {}
}

/// An answer as it is compared between lanes: JSON or bytes. Integers above 2^53 are decimal strings.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Compared as JSON values.
    Json(serde_json::Value),
    /// Compared byte for byte.
    Bytes(Vec<u8>),
}

impl Answer {
    /// The JSON of any serialisable value.
    ///
    /// # Panics
    /// If the value has no JSON: a map whose keys are not strings. The worker reports it as the lane's error.
    pub fn json(found: &impl Serialize) -> Self {
        Self::Json(serde_json::to_value(found).expect("an answer must have a JSON form"))
    }

    /// The bytes that are written to the answer file and digested.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Json(value) => value.to_string().into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
        }
    }

    /// How the answer file is to be read: `json` or `bytes`.
    pub fn form(&self) -> &'static str {
        match self {
            Self::Json(_) => "json",
            Self::Bytes(_) => "bytes",
        }
    }

    /// SHA-256 of [`to_bytes`](Self::to_bytes), in lower-case hex.
    pub fn sha256(&self) -> String {
        sha256(&self.to_bytes())
    }
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Makes a lane's job from the given. The given lives as long as the process, so a job may borrow from it.
///
/// An error is the lane's, unless it begins with another of the protocol's words: `given: ` where the given is not what it
/// should be, `unavailable: ` where something is missing on this machine, `unsupported: `.
pub type Prepare = fn(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String>;

/// (operation, lane, role) and how to prepare it. `*` stands for any; a plain case's role is `main`.
pub type Lanes = &'static [(&'static str, &'static str, &'static str, Prepare)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        // FIPS 180-4, the example "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(expected, Answer::Bytes(b"abc".to_vec()).sha256());
    }

    #[test]
    fn json_answers_are_written_compactly() {
        assert_eq!(br#"{"a":[1,null]}"#.to_vec(), Answer::json(&serde_json::json!({"a": [1, null]})).to_bytes());
    }
}
