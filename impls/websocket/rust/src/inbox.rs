//! A parser together with the chunks it was fed: every message of a stream, kept.

use crate::failure::End;
use crate::found::Found;
use crate::message::Message;
use crate::parser::Parser;

/// Keeps what a parser finds, so that every message of the stream can be reached until [`Inbox::clear`].
#[derive(Debug)]
pub struct Inbox<'a> {
    parser: Parser,
    found: Vec<Found>,
    /// Chunks in which messages ended, each with the number of messages before it.
    chunks: Vec<(usize, &'a [u8])>,
}

impl<'a> Inbox<'a> {
    /// An empty one around a parser.
    pub fn new(parser: Parser) -> Self {
        Self { parser, found: Vec::new(), chunks: Vec::new() }
    }

    /// Takes the next chunk of the stream.
    #[inline]
    pub fn feed(&mut self, chunk: &'a [u8]) {
        let before = self.found.len();
        self.parser.feed(chunk, &mut self.found);
        if self.found.len() > before {
            self.chunks.push((before, chunk));
        }
    }

    /// Messages so far, control frames too.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is no message yet.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Why no more bytes are taken; none while they are.
    pub fn end(&self) -> Option<End> {
        self.parser.end()
    }

    /// All messages, in the order in which they ended.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_>> {
        self.chunks.iter().enumerate().flat_map(move |(i, &(from, chunk))| {
            let to = self.chunks.get(i + 1).map_or(self.found.len(), |next| next.0);
            self.found[from..to].iter().map(move |found| found.message(chunk, &self.parser))
        })
    }

    /// Forgets everything but the memory it holds; the parser stands at the start of a stream again.
    pub fn clear(&mut self) {
        self.parser.reset();
        self.found.clear();
        self.chunks.clear();
    }
}
