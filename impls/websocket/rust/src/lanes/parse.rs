//! The job of `parse_frames` for libraries: a run keeps every message, the answer is made later.

use serde_json::{Value, json};
use tandem_kit::{Answer, Driven, Job, Stage, boxed};
use websocket::Role;

use super::answer::Tally;
use super::given::Given;
use super::received::Received;

/// A library's parser as its documentation would have it driven.
pub(crate) trait Library {
    /// A message as the library gives it.
    type Message: 'static;

    /// Takes one stream, keeping every message, to a close frame or to where the library refuses to go on.
    fn parse(&mut self, role: Role, stream: Received) -> Parsed<Self::Message>;

    /// Opcode and payload of a message.
    fn look(message: &Self::Message, seen: &mut dyn FnMut(u8, &[u8]));
}

/// What a library made of a stream.
pub(crate) struct Parsed<M> {
    /// Every message, control frames too.
    pub(crate) messages: Vec<M>,
    /// Whether it refused the stream.
    pub(crate) failed: bool,
    /// The code of the close frame, 1005 for none.
    pub(crate) close: Option<u16>,
}

impl<M> Default for Parsed<M> {
    fn default() -> Self {
        Self { messages: Vec::new(), failed: false, close: None }
    }
}

/// A library over the chunks.
struct Parse<L: Library> {
    given: Given,
    library: L,
    tolerates: Vec<String>,
    last: Parsed<L::Message>,
}

/// The job of a library.
pub(crate) fn job<L: Library + 'static>(
    given: &'static [u8],
    stage: &Stage,
    library: L,
) -> Result<Box<dyn Driven>, String> {
    let tolerates = match stage.options.get("tolerates") {
        None => Vec::new(),
        Some(names) => serde_json::from_value(names.clone()).map_err(|error| format!("options.tolerates: {error}"))?,
    };
    boxed(Parse { given: Given::read(given, stage)?, library, tolerates, last: Parsed::default() })
}

impl<L: Library> Job for Parse<L> {
    fn ops(&self) -> u64 {
        self.given.messages
    }

    fn run(&mut self) {
        // The run before is let go only afterwards: memory freed first goes back to the system, and each run would fetch it anew.
        self.last = self.library.parse(self.given.role, Received::new(self.given.chunks.clone()));
    }

    fn answer(&mut self) -> Answer {
        let mut tally = Tally::default();
        for message in &self.last.messages {
            L::look(message, &mut |opcode, payload| tally.message(opcode, payload));
        }
        let mut answer = tally.answer();
        answer.insert("close".into(), json!(self.last.close));
        answer.insert("error".into(), json!(self.last.failed));
        answer.insert("probes".into(), self.probes());
        Answer::Json(Value::Object(answer))
    }
}

impl<L: Library> Parse<L> {
    /// Whether each probe is refused, both whole and byte by byte.
    fn probes(&mut self) -> Value {
        let Self { given, library, tolerates, .. } = self;
        let mut failed = |chunks: Vec<&'static [u8]>| library.parse(given.role, Received::new(chunks)).failed;
        let found = given.probes.iter().map(|(name, stream)| {
            let refused = failed(vec![stream]) && failed(stream.chunks(1).collect());
            let tolerated = !refused && tolerates.iter().any(|tolerated| tolerated == name);
            ((*name).to_owned(), if tolerated { json!("tolerated") } else { json!(refused) })
        });
        Value::Object(found.collect())
    }
}
