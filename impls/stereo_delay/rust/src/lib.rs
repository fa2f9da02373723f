//! A stereo delay: two lines that feed back, cross, ping-pong, filter and distort, block by block, in float32.
//!
//! [`Processor::process`] allocates nothing, takes no lock and makes no system call; its settings come through a
//! [`Controls`], which any thread may turn. What is read in a stretch shorter than the delay was written before it, so
//! whole stretches are computed at once, in the widest vectors that the CPU has ([`Level`]).
//!
//! # Order of operations
//! Per frame: fed-back sums, low-pass, input added, numbers below 1e-18 to 0, shape, both lines written; then
//! `dry * x + wet * d`, and its shape where the shape is at the output. Where the level has fused multiply-add
//! (AVX-512, AVX2, NEON) each product is fused with the sum that follows it; with SSE2 each is rounded.
//!
//! # Features
//! - `engine`: configuration in TOML and JSON, WAV and FLAC files, the thread that plays.
//! - `python`: the bindings.
//! - `worker`: the process worker.
//! - `loom`: the mailbox on loom's atomics.
#![deny(unsafe_code)]
#![allow(clippy::inline_always, reason = "what is compiled for a level must be inlined into that level's function")]
#![allow(clippy::float_cmp, reason = "1 is no filter and 0 no cross-feedback, exactly")]
#![allow(clippy::many_single_char_names, reason = "x, d, v, u and y are those of the formulas in README.md")]

mod controls;
mod error;
mod kernel;
mod low_pass;
mod mailbox;
mod motion;
mod processor;
mod scalar;
mod settings;
mod shape;
mod simd;
mod sound;

#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "python")]
pub mod python;

pub use controls::Controls;
pub use error::{DelayError, Kind};
pub use mailbox::{Mailbox, WORDS};
pub use motion::{Coefficients, Routing};
pub use processor::Processor;
pub use scalar::Scalar;
pub use settings::{PARAMETERS, Parameter, Place, Settings, Shape, Value, checked_rate};
pub use shape::{cubic, hard, soft};
pub use simd::Level;
