//! What a job costs that does nothing, or next to nothing: an empty job, a read of the clock, a system call.

use std::hint::black_box;
use std::time::Instant;

use tandem_kit::{Answer, Job, Lanes, boxed};

use crate::{handoff, loopback, memory, text};

/// What the worker offers.
pub(crate) const LANES: Lanes = &[
    ("empty", "floor-native", "main", |_, _| boxed(Tiny(machine::empty))),
    ("clock", "limit-native", "main", |_, _| boxed(Tiny(read_clock))),
    ("syscall", "limit-native", "main", |_, _| boxed(Tiny(call_system))),
    ("memory", "limit-native", "main", memory::kernel),
    ("touch", "limit-native", "main", memory::touch),
    ("handoff", "limit-native", "main", handoff::pair),
    ("scan", "limit-native", "main", text::scan),
    ("utf8", "limit-native", "main", text::utf8),
    ("loopback", "limit-native", "server", loopback::spinning_server),
    ("loopback", "limit-native", "client", loopback::spinning_client),
    ("loopback", "floor-blocking", "server", loopback::blocking_server),
    ("loopback", "floor-blocking", "client", loopback::blocking_client),
];

/// One call, inlined into the timed loop: each `F` is a type of its own.
struct Tiny<F: Fn() + Send + 'static>(F);

impl<F: Fn() + Send + 'static> Job for Tiny<F> {
    const STEPS: bool = true;

    fn run(&mut self) {
        (self.0)();
    }

    fn step(&mut self, _i: u64) -> bool {
        (self.0)();
        true
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(serde_json::Value::Null)
    }
}

fn read_clock() {
    black_box(Instant::now());
}

/// The parent's id: the kernel is asked each time, no library keeps it.
fn call_system() {
    black_box(std::os::unix::process::parent_id());
}
