//! Says when each operation of an open loop should start: one process for the lanes of every language.
//!
//! It speaks the worker protocol. `measure`, how `each`, with `rate`, `arrivals`, `seed`, `count` or `budget_ns`, and
//! `starts`, the FIFO of a worker that was asked the same: the load begins when that worker has opened it. What it
//! measures is its own `lateness`: from each intended start to the moment that it hands it over.

mod feed;
mod load;

use load::Generator;
use tandem_kit::{Lanes, serve};

const LANES: Lanes = &[("*", "*", "*", |_, stage| Ok(Box::new(Generator::of(stage))))];

fn main() {
    std::process::exit(serve("*", LANES))
}
