//! The jobs of a client of the exchange: receive a feed, connect, echo. A lane says how each is done.

use std::sync::Arc;

use rustls::ClientConfig;
use serde::Deserialize;
use serde_json::{Value, json};
use tandem_kit::{Answer, Driven, Job, Stage, boxed};
use websocket::tls;

use super::answer::Tally;

/// The request of every lane that does not build its own.
pub(crate) const SUBSCRIBE: &str =
    r#"{"time":1606293275,"channel":"spot.book_ticker","event":"subscribe","payload":["!all"]}"#;

/// Where to connect.
pub(crate) struct Address {
    /// ws://HOST:PORT/PATH, or wss://
    pub(crate) url: String,
    /// HOST:PORT
    pub(crate) host: String,
    /// /PATH
    pub(crate) path: String,
    /// What a wss address is reached with.
    pub(crate) tls: Option<Arc<ClientConfig>>,
}

impl Address {
    fn offered(stage: &Stage, name: &str) -> Result<Self, String> {
        let offers = stage.peers.get("exchange").ok_or("no exchange has offered an address")?;
        let offer = |name: &str| offers.get(name).ok_or_else(|| format!("the exchange has offered no {name}"));
        let url = offer(name)?.clone();
        let (scheme, rest) = url.split_once("://").ok_or_else(|| format!("{url}: should be a URL"))?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let tls = if scheme == "wss" { Some(tls::trusting(offer("ca")?)?) } else { None };
        Ok(Self { host: host.to_owned(), path: format!("/{path}"), tls, url })
    }

    /// The host without its port, as a certificate names it.
    pub(crate) fn name(&self) -> Result<rustls::pki_types::ServerName<'static>, String> {
        tls::name_of(&self.host)
    }
}

/// What a lane does with a connection; an error is one line.
pub(crate) trait Client {
    /// An open connection.
    type Line;
    /// All that was taken of a feed.
    type Taken: Taken;

    /// Connects and upgrades.
    fn open(&mut self, to: &Address) -> Result<Self::Line, String>;

    /// Sends the request and takes every message until the close frame, which is answered.
    fn take(&mut self, line: Self::Line) -> Result<Self::Taken, String>;

    /// Sends message `i` as a text and appends to `back` what the next message holds.
    fn trip(&mut self, line: &mut Self::Line, i: usize, back: &mut Vec<u8>) -> Result<(), String>;
}

/// Every message of a feed, kept as it was received.
pub(crate) trait Taken {
    /// Looks at every text.
    fn texts(&self, seen: &mut dyn FnMut(&[u8]));

    /// The code of the close frame, 1005 for none.
    fn close(&self) -> Option<u16>;
}

/// The job of `receive`.
pub(crate) fn receive<C: Client + 'static>(
    given: &'static [u8],
    stage: &Stage,
    client: C,
) -> Result<Box<dyn Driven>, String> {
    let to = Address::offered(stage, "url")?;
    boxed(Receive { ops: size(given)?, client, to, line: None, taken: None })
}

/// The job of `connect`.
pub(crate) fn connect<C: Client + 'static>(stage: &Stage, client: C) -> Result<Box<dyn Driven>, String> {
    let secure = stage.params.get("tls").and_then(Value::as_bool).ok_or("params.tls should be a boolean")?;
    boxed(Connect { to: Address::offered(stage, if secure { "tls" } else { "url" })?, client })
}

/// The job of `echo`; `messages` are those of the given, which the client has too.
pub(crate) fn echo<C: Client + 'static>(
    messages: Vec<String>,
    stage: &Stage,
    mut client: C,
) -> Result<Box<dyn Driven>, String> {
    let line = client.open(&Address::offered(stage, "echo")?)?;
    boxed(Echo { back: vec![Vec::new(); messages.len()], messages, client, line })
}

/// A line of a feed.
#[derive(Deserialize)]
struct Line {
    text: Option<String>,
    end: Option<u64>,
}

/// The texts of a feed.
pub(crate) fn messages(given: &'static [u8]) -> Result<Vec<String>, String> {
    let lines = given.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(serde_json::from_slice::<Line>);
    lines.filter_map(|line| line.map(|line| line.text).transpose()).collect::<Result<_, _>>().map_err(foreign)
}

/// How many messages a feed says it has.
fn size(given: &'static [u8]) -> Result<u64, String> {
    let last = given.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let line: Line = serde_json::from_slice(last).map_err(foreign)?;
    line.end.ok_or_else(|| "the given is a feed that is cut".into())
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where a function of the error is wanted")]
fn foreign(error: serde_json::Error) -> String {
    format!("the given is no feed: {error}")
}

struct Receive<C: Client> {
    ops: u64,
    client: C,
    to: Address,
    line: Option<C::Line>,
    taken: Option<C::Taken>,
}

impl<C: Client> Job for Receive<C> {
    const RESETS: bool = true;

    fn ops(&self) -> u64 {
        self.ops
    }

    fn reset(&mut self) {
        self.taken = None;
        self.line = Some(self.client.open(&self.to).unwrap_or_else(|error| panic!("{error}")));
    }

    fn run(&mut self) {
        let line = self.line.take().expect("reset connects before every run");
        self.taken = Some(self.client.take(line).unwrap_or_else(|error| panic!("{error}")));
    }

    fn answer(&mut self) -> Answer {
        let taken = self.taken.as_ref().expect("there is no answer before a run");
        let (mut tally, mut reply) = (Tally::default(), None);
        taken.texts(&mut |text| match reply {
            None => reply = Some(serde_json::from_slice::<Value>(text).unwrap_or_default()),
            Some(_) => tally.text(text),
        });
        let reply = reply.unwrap_or_default();
        let confirmed = reply["event"] == "subscribe" && reply["error"].is_null();
        assert!(confirmed, "the exchange should confirm the subscription first, it said {reply}");
        let mut answer = tally.answer();
        answer.insert("close".into(), json!(taken.close()));
        Answer::Json(Value::Object(answer))
    }
}

struct Connect<C> {
    client: C,
    to: Address,
}

impl<C: Client> Job for Connect<C> {
    const STEPS: bool = true;

    fn run(&mut self) {
        self.client.open(&self.to).unwrap_or_else(|error| panic!("{error}"));
    }

    fn step(&mut self, _i: u64) -> bool {
        self.client.open(&self.to).is_ok()
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(json!({"connected": true}))
    }
}

struct Echo<C: Client> {
    messages: Vec<String>,
    /// What came back for each in the last round.
    back: Vec<Vec<u8>>,
    client: C,
    line: C::Line,
}

impl<C: Client> Echo<C> {
    #[inline]
    fn trip(&mut self, i: usize) -> Result<(), String> {
        let back = &mut self.back[i];
        back.clear();
        self.client.trip(&mut self.line, i, back)?;
        if back != self.messages[i].as_bytes() {
            return Err(format!(
                "message {i} should come back as it was sent, was {:?}",
                String::from_utf8_lossy(back)
            ));
        }
        Ok(())
    }
}

impl<C: Client> Job for Echo<C> {
    const STEPS: bool = true;

    fn ops(&self) -> u64 {
        self.messages.len() as u64
    }

    fn run(&mut self) {
        for i in 0..self.messages.len() {
            self.trip(i).unwrap_or_else(|error| panic!("{error}"));
        }
    }

    fn step(&mut self, i: u64) -> bool {
        self.trip(i as usize).is_ok()
    }

    fn answer(&mut self) -> Answer {
        let mut tally = Tally::default();
        self.back.iter().for_each(|back| tally.text(back));
        Answer::Json(Value::Object(tally.answer()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_gives_its_texts_and_their_number() {
        let feed = b"{\"tandem\":\"capture\",\"version\":1}\n{\"at_ns\":0,\"text\":\"a\"}\n{\"at_ns\":1,\"text\":\"\xce\xb2\"}\n{\"end\":2,\"sha256\":\"\"}\n";
        assert_eq!(Ok(vec!["a".to_owned(), "β".to_owned()]), messages(feed));
        assert_eq!(Ok(2), size(feed));
        assert!(size(&feed[..60]).is_err());
    }
}
