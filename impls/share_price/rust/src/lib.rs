//! A price, its time and a flag: the record in three layouts, and two ways for many threads to read it while one writes.
//!
//! # Features
//! - `worker`: the process that measures them.
//! - `python`: the bindings in [`python`], and nothing else.
#![forbid(unsafe_code)]

mod record;
mod seqlock;
mod word;

/// The atomics of [`SeqLock`]; `tests/seqlock_loom.rs` compiles the same file with those of loom.
mod atomics {
    pub(crate) use std::sync::atomic::{AtomicU64, Ordering, fence};
}

#[cfg(feature = "python")]
pub mod python;

pub use record::{BASE_MS, Compact, Packed, SharePrice};
pub use seqlock::{Reader, Writer, sequence_lock};
pub use word::Word;
