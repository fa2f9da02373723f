//! A connection all of whose messages are kept.

use std::io::{self, Read, Write};

use crate::connection::{Connection, Inbound, Lost, Outbound, read};
use crate::failure::End;
use crate::found::Found;
use crate::message::Message;
use crate::opcode::Opcode;
use crate::parser::Parser;

/// Bytes of memory taken at a time.
const SEGMENT: usize = 1 << 20;
/// Fewest bytes of room for a read.
const LEAST: usize = 64 << 10;

/// Receives into memory that is kept, so that no message is copied after the kernel has handed it over, but those that two reads
/// cut in two.
#[derive(Debug)]
pub struct Archive<S> {
    stream: S,
    outbound: Outbound,
    parser: Parser,
    segments: Vec<Vec<u8>>,
    /// Bytes of the last segment that are filled.
    filled: usize,
    found: Vec<Found>,
    reads: Vec<Piece>,
}

/// What one read gave.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Messages before it.
    from: usize,
    /// Its segment, and where it lies there.
    segment: usize,
    start: usize,
    end: usize,
}

impl<S: Read + Write> Archive<S> {
    /// Keeps all that is still to be received from a connection of which nothing has been received.
    pub fn new(connection: Connection<S>) -> Self {
        let Connection { stream, inbound: Inbound { parser, buffer, early, .. }, outbound } = connection;
        let mut archive =
            Self { stream, outbound, parser, segments: vec![buffer], filled: 0, found: Vec::new(), reads: Vec::new() };
        if early {
            archive.took(archive.segments[0].len());
        }
        archive
    }

    /// Sends one message.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn send(&mut self, opcode: Opcode, payload: &[u8]) -> io::Result<()> {
        self.outbound.push(opcode, payload);
        self.outbound.send(&mut self.stream)
    }

    /// Waits for bytes and keeps the messages that end in them, which may be none. Pings are answered.
    ///
    /// # Errors
    /// Why no more comes. [`Archive::finish`] is then in order.
    pub fn fill(&mut self) -> Result<(), Lost> {
        if let Some(end) = self.parser.end() {
            return Err(Lost::Ended(end));
        }
        let mut last = self.segments.len() - 1;
        if self.segments[last].len() - self.filled < LEAST {
            self.segments.push(vec![0; SEGMENT]);
            (self.filled, last) = (0, last + 1);
        }
        let count = read(&mut self.stream, &mut self.segments[last][self.filled..])?;
        if count == 0 {
            return Err(Lost::Closed);
        }
        self.took(count);
        self.answer_pings()?;
        Ok(())
    }

    /// Parses bytes that have just been received.
    fn took(&mut self, count: usize) {
        let (from, segment) = (self.found.len(), self.segments.len() - 1);
        let (start, end) = (self.filled, self.filled + count);
        self.parser.feed(&self.segments[segment][start..end], &mut self.found);
        self.filled = end;
        self.reads.push(Piece { from, segment, start, end });
    }

    fn answer_pings(&mut self) -> io::Result<()> {
        let Some(&Piece { from, segment, start, end }) = self.reads.last() else { return Ok(()) };
        let chunk = &self.segments[segment][start..end];
        for found in self.found[from..].iter().filter(|found| found.opcode() == Opcode::Ping) {
            self.outbound.push(Opcode::Pong, found.payload(chunk, &self.parser));
            self.outbound.send(&mut self.stream)?;
        }
        Ok(())
    }

    /// Messages so far, control frames too.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is no message yet.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Why no more is taken; none while it is.
    pub fn end(&self) -> Option<End> {
        self.parser.end()
    }

    /// All messages, control frames too, in the order in which they ended.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_>> {
        self.reads.iter().enumerate().flat_map(move |(i, &Piece { from, segment, start, end })| {
            let to = self.reads.get(i + 1).map_or(self.found.len(), |next| next.from);
            let chunk = &self.segments[segment][start..end];
            self.found[from..to].iter().map(move |found| found.message(chunk, &self.parser))
        })
    }

    /// Sends the last frame that this side owes, as [`Connection::finish`] does. The messages stay.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn finish(&mut self) -> io::Result<()> {
        self.outbound.push_last(self.parser.end());
        self.outbound.send(&mut self.stream)
    }
}
