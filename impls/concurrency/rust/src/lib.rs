//! Jobs that compute, and threads that share them by a counter: whoever is free takes the next.
//!
//! # Features
//! - `worker`: the process that measures them, tokio and rayon.
//! - `python`: the bindings in [`python`], and nothing else.
#![forbid(unsafe_code)]

mod threads;
mod work;

#[cfg(feature = "python")]
pub mod python;

pub use threads::{Outcome, over_threads};
pub use work::{parsed, spun};
