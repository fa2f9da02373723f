//! The feed: a capture file, read once and framed once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::ExchangeError;
use crate::wire::{Opcode, header};

/// Messages as the frames that go on the wire, in one buffer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoded {
    /// All frames, one after another.
    pub frames: Vec<u8>,
    /// Where each frame ends in `frames`.
    pub ends: Vec<usize>,
    /// When each was recorded, in nanoseconds since the capture began.
    pub at_ns: Vec<u64>,
}

/// A recorded or made feed, ready to be sent.
#[derive(Debug, Default)]
pub struct Feed {
    symbols: Vec<String>,
    whole: Arc<Encoded>,
    symbol_of: Vec<Option<usize>>, // by message: its place in `symbols`
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    tandem: &'a str,
    version: u64,
    #[serde(rename = "url")]
    _url: Cow<'a, str>,
    symbols: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line<'a> {
    Message {
        at_ns: u64,
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
    End {
        end: usize,
        sha256: &'a str,
    },
}

#[derive(Deserialize)]
struct Update<'a> {
    #[serde(borrow)]
    result: Named<'a>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    s: Cow<'a, str>,
}

impl Encoded {
    fn push(&mut self, at_ns: u64, text: &[u8]) {
        header(&mut self.frames, Opcode::Text, text.len());
        self.frames.extend_from_slice(text);
        self.ends.push(self.frames.len());
        self.at_ns.push(at_ns);
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Where frame `i` begins in `frames`.
    pub(crate) fn start(&self, i: usize) -> usize {
        if i == 0 { 0 } else { self.ends[i - 1] }
    }
}

impl Feed {
    /// Whether these bytes are meant as a capture: their first line says so, as `impls/exchange/capture.py` writes it.
    pub fn recognises(bytes: &[u8]) -> bool {
        bytes.starts_with(br#"{"tandem":"capture""#)
    }

    /// Read a whole capture file and frame its messages.
    ///
    /// # Errors
    /// [`ExchangeError::Feed`] with the line where the file is cut, altered or of another kind.
    pub fn read(bytes: &[u8]) -> Result<Self, ExchangeError> {
        let wrong = |line: usize, wrong: &str| ExchangeError::Feed { line, wrong: wrong.into() };
        let body = bytes
            .strip_suffix(b"\n")
            .ok_or_else(|| wrong(bytes.split(|byte| *byte == b'\n').count(), "has no line end: empty or cut"))?;
        let mut lines = body.split(|byte| *byte == b'\n').zip(1..);
        let (first, _) = lines.next().unwrap_or_default();
        let header: Header = serde_json::from_slice(first).map_err(|_| wrong(1, "is not the header of a capture"))?;
        if (header.tandem, header.version) != ("capture", 1) {
            return Err(wrong(1, "should begin a capture of version 1"));
        }
        let mut feed = Reading::new(header.symbols, bytes.len());
        for (raw, at) in lines.by_ref() {
            match serde_json::from_slice(raw).map_err(|_| wrong(at, "is not a message or the end: cut or foreign"))? {
                Line::Message { at_ns, text } => feed.message(at_ns, &text).map_err(|said| wrong(at, said))?,
                Line::End { end, sha256 } if feed.ends_with(end, sha256) => {
                    return if lines.next().is_none() { Ok(feed.done) } else { Err(wrong(at + 1, "follows the end")) };
                }
                Line::End { .. } => return Err(wrong(at, "does not match the messages before it: altered")),
            }
        }
        Err(wrong(feed.done.whole.len() + 2, "is missing: the capture was cut"))
    }

    /// The symbols that the feed was recorded for.
    pub fn symbols(&self) -> &[String] {
        &self.symbols
    }

    /// What a subscription to `payload` is sent: `!all`, or every symbol of the feed, shares the whole. Symbols that
    /// the feed does not have add nothing.
    pub fn select(&self, payload: &[String]) -> Arc<Encoded> {
        let wanted: Vec<bool> = self.symbols.iter().map(|symbol| payload.contains(symbol)).collect();
        if payload.iter().any(|symbol| symbol == "!all") || wanted.iter().all(|wanted| *wanted) {
            return Arc::clone(&self.whole);
        }
        let mut part = Encoded::default();
        for i in (0..self.whole.len()).filter(|i| self.symbol_of[*i].is_some_and(|s| wanted[s])) {
            part.frames.extend_from_slice(&self.whole.frames[self.whole.start(i)..self.whole.ends[i]]);
            part.ends.push(part.frames.len());
            part.at_ns.push(self.whole.at_ns[i]);
        }
        Arc::new(part)
    }
}

/// A feed half read.
struct Reading {
    done: Feed,
    places: HashMap<String, usize>,
    digest: Sha256,
}

impl Reading {
    fn new(symbols: Vec<String>, bytes: usize) -> Self {
        let places = symbols.iter().cloned().zip(0..).collect();
        let whole = Encoded { frames: Vec::with_capacity(bytes), ..Encoded::default() };
        Self { done: Feed { symbols, whole: Arc::new(whole), symbol_of: Vec::new() }, places, digest: Sha256::new() }
    }

    fn message(&mut self, at_ns: u64, text: &str) -> Result<(), &'static str> {
        let whole = Arc::get_mut(&mut self.done.whole).expect("nobody else has the feed while it is read");
        if whole.at_ns.last().is_some_and(|last| *last > at_ns) {
            return Err("has an at_ns before that of its forerunner");
        }
        let named = serde_json::from_str::<Update>(text).ok();
        self.done.symbol_of.push(named.and_then(|update| self.places.get(update.result.s.as_ref()).copied()));
        self.digest.update(text.as_bytes());
        whole.push(at_ns, text.as_bytes());
        Ok(())
    }

    fn ends_with(&self, count: usize, sha256: &str) -> bool {
        (count, sha256) == (self.done.whole.len(), format!("{:x}", self.digest.clone().finalize()).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAPTURE: &str = concat!(
        r#"{"tandem":"capture","version":1,"url":"","symbols":["A","B"]}"#,
        "\n",
        r#"{"at_ns":0,"text":"{\"result\":{\"s\":\"A\"}}"}"#,
        "\n",
        r#"{"at_ns":7,"text":"{\"result\":{\"s\":\"B\"}}"}"#,
        "\n",
        r#"{"end":2,"sha256":"89e8b12be459a31a142ed003498fda4bc4328c79e2e79264d1439fd1e84829de"}"#,
        "\n",
    );

    fn whole() -> Feed {
        Feed::read(CAPTURE.as_bytes()).unwrap()
    }

    #[test]
    fn a_feed_is_framed_once() {
        let expected = b"\x81\x14{\"result\":{\"s\":\"A\"}}\x81\x14{\"result\":{\"s\":\"B\"}}".to_vec();
        assert_eq!(Encoded { frames: expected, ends: vec![22, 44], at_ns: vec![0, 7] }, *whole().whole);
    }

    #[test]
    fn a_subscription_to_one_symbol_is_sent_only_that() {
        let found = whole().select(&["B".into()]);
        assert_eq!((&[22][..], &[7][..]), (&found.ends[..], &found.at_ns[..]));
        assert!(found.frames.ends_with(br#""B"}}"#));
    }

    #[test]
    fn a_subscription_to_all_shares_the_whole() {
        let feed = whole();
        assert!(Arc::ptr_eq(&feed.whole, &feed.select(&["!all".into()])));
        assert!(Arc::ptr_eq(&feed.whole, &feed.select(&["B".into(), "A".into()])));
    }

    #[test]
    fn a_cut_capture_is_refused_wherever_it_is_cut() {
        for length in 0..CAPTURE.len() {
            assert!(Feed::read(&CAPTURE.as_bytes()[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn an_altered_or_foreign_file_is_refused_with_its_line() {
        let said = |text: &str| Feed::read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            "feed, line 4: does not match the messages before it: altered",
            said(&CAPTURE.replace("\\\"A", "\\\"C"))
        );
        assert_eq!("feed, line 1: is not the header of a capture", said("id,claim\n1,2\n"));
        assert_eq!(
            "feed, line 1: should begin a capture of version 1",
            said(&CAPTURE.replace("\"version\":1", "\"version\":2"))
        );
        assert_eq!("feed, line 5: follows the end", said(&format!("{CAPTURE}{{}}\n")));
        assert_eq!(
            "feed, line 3: has an at_ns before that of its forerunner",
            said(&CAPTURE.replace("\"at_ns\":0", "\"at_ns\":9"))
        );
    }
}
