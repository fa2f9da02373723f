//! What a job costs that does nothing.

use tandem_kit::{Answer, Job, Lanes, boxed};

/// What the worker offers.
pub(crate) const LANES: Lanes = &[("empty", "floor-native", "main", |_, _| boxed(Empty))];

struct Empty;

impl Job for Empty {
    const STEPS: bool = true;

    fn run(&mut self) {
        machine::empty();
    }

    fn step(&mut self, _i: u64) -> bool {
        machine::empty();
        true
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(serde_json::Value::Null)
    }
}
