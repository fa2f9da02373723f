//! Speaks the worker protocol for a program that does not: starts it, watches it, says what the kernel says of it.
//!
//! `open` takes the option `command` (argv) and others that `benchmarks/worker/PROTOCOL.md` tells of. Every sample is one
//! start: `time` from the exec to the end, `startup` to the first byte on stdout, `cpu` of the whole tree (`cpu_user` and
//! `cpu_system` apart), `resident_peak` of its largest process and `resident_sum` of all. Its answer is the last line of
//! its stdout that is JSON.

mod child;
mod output;
mod program;
mod watch;

use program::Program;
use tandem_kit::{Lanes, serve};

const LANES: Lanes = &[("*", "*", "*", |_, stage| Ok(Box::new(Program::open(stage)?)))];

fn main() {
    std::process::exit(serve("*", LANES))
}
