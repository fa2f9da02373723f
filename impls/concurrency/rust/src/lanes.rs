//! The lanes that run in a worker.

mod given;
mod jobs;
mod lock;

use tandem_kit::{Lanes, boxed};

use given::work;
use jobs::{Jobs, Rayon, Threads, Tokio};
use lock::{Blocked, Handover, Waiting};

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("jobs", "document-rust", "main", |given, stage| boxed(Jobs::<Tokio>::new(work(given, stage)?, stage)?)),
    ("jobs", "rust", "main", |given, stage| boxed(Jobs::<Threads>::new(work(given, stage)?, stage)?)),
    ("jobs", "peer-rayon", "main", |given, stage| boxed(Jobs::<Rayon>::new(work(given, stage)?, stage)?)),
    ("uneven", "document-rust", "main", |given, stage| boxed(Jobs::<Tokio>::new(work(given, stage)?, stage)?)),
    ("uneven", "rust", "main", |given, stage| boxed(Jobs::<Threads>::new(work(given, stage)?, stage)?)),
    ("uneven", "peer-rayon", "main", |given, stage| boxed(Jobs::<Rayon>::new(work(given, stage)?, stage)?)),
    ("handover", "document-rust", "main", |given, _| boxed(Handover::new(given)?)),
    ("handover", "rust", "main", |given, _| boxed(Handover::new(given)?)),
    ("blocked", "document-rust", "main", |given, _| boxed(Blocked::new(given)?)),
    ("blocked", "rust", "main", |given, _| boxed(Blocked::new(given)?)),
    ("waiting", "document-rust", "main", |given, stage| boxed(Waiting::new(work(given, stage)?)?)),
    ("waiting", "rust", "main", |given, stage| boxed(Waiting::new(work(given, stage)?)?)),
];
