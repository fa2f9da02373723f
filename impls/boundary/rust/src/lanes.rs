//! The lanes that run in a worker.

mod memory;
mod server;
mod work;

use serde_json::Value;
use tandem_kit::{Lanes, boxed};

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("carry", "rust", "main", |given, stage| {
        let floats = matches!(stage.params.get("as").and_then(Value::as_str), Some("floats" | "array"));
        if floats {
            boxed(work::Sums::new(work::floats(given)?, |f: &Vec<f64>| boundary::sum_floats(f) as u64))
        } else {
            boxed(work::Sums::new(work::unframe(given)?, |bytes: &&[u8]| boundary::sum(bytes)))
        }
    }),
    ("batch", "rust", "main", |given, _| boxed(work::Batch::new(work::unframe(given)?))),
    ("*", "server", "server", |_, stage| boxed(server::Server::start(stage)?)),
];
