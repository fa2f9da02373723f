//! What the machine allows: one pass over all payload bytes, laid end to end, that checks them as UTF-8.

use std::hint::black_box;
use std::time::{Duration, Instant};

use tandem_kit::{Answer, Driven, Job, Stage, boxed};
use websocket::{Inbox, LIMIT, Level, Opcode, Parser};

use super::given::Given;

type Check = fn(&[u8]) -> bool;

/// Lays the payloads end to end, those of texts apart from the others, and takes the faster of two checks for each: simdutf8's and
/// our own. What is no text fails the check, so it is only looked at for high bits, which is the same pass.
pub(crate) fn parse_frames(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let given = Given::read(given, stage)?;
    let mut inbox = Inbox::new(Parser::new(given.role, LIMIT));
    for chunk in &given.chunks {
        inbox.feed(chunk);
    }
    let (mut texts, mut others) = (Vec::new(), Vec::new());
    for message in inbox.messages() {
        if message.opcode() == Opcode::Text { &mut texts } else { &mut others }.extend_from_slice(message.payload());
    }
    let check = faster(&texts);
    boxed(Limit { ops: given.messages, texts, others, check, good: false })
}

/// The check that takes less time for these bytes, by the best of some looks at each.
fn faster(bytes: &[u8]) -> Check {
    let checks: [Check; 2] = [|bytes| simdutf8::basic::from_utf8(bytes).is_ok(), |bytes| Level::best().utf8(bytes)];
    let best = |check: &Check| (0..9).map(|_| once(*check, bytes)).min().unwrap_or_default();
    checks.into_iter().min_by_key(best).unwrap_or(checks[0])
}

fn once(check: Check, bytes: &[u8]) -> Duration {
    let start = Instant::now();
    black_box(check(black_box(bytes)));
    start.elapsed()
}

struct Limit {
    ops: u64,
    texts: Vec<u8>,
    others: Vec<u8>,
    check: Check,
    good: bool,
}

impl Job for Limit {
    fn ops(&self) -> u64 {
        self.ops
    }

    fn run(&mut self) {
        black_box(Level::best().ascii(black_box(&self.others)));
        self.good = (self.check)(black_box(&self.texts));
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&serde_json::json!({"valid": self.good}))
    }
}
