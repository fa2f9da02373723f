//! Where a parser found a message.

use crate::message::Message;
use crate::opcode::Opcode;
use crate::parser::Parser;

/// Where a message's payload lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Place {
    /// In the chunk in which it ended.
    Chunk,
    /// Among the parser's assembled messages.
    Data,
    /// Among the parser's assembled control frames.
    Control,
}

/// A message that a parser found: 16 bytes, to be looked up in the chunk or in the parser ([`Found::payload`]).
#[derive(Debug, Clone, Copy)]
pub struct Found {
    start: usize,
    /// Length, then four bits of place and four of opcode.
    packed: u64,
}

impl Found {
    #[inline(always)]
    pub(crate) fn new(opcode: Opcode, place: Place, start: usize, len: usize) -> Self {
        Self { start, packed: (len as u64) << 8 | (place as u64) << 4 | opcode as u64 }
    }

    /// Its kind; never a continuation.
    #[inline]
    pub fn opcode(self) -> Opcode {
        Opcode::new(self.packed as u8 & 0x0f).unwrap_or(Opcode::Binary)
    }

    /// Bytes of payload.
    #[inline]
    pub fn len(self) -> usize {
        (self.packed >> 8) as usize
    }

    /// Whether it has no payload.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether the payload lies in the chunk itself, not in the parser.
    #[inline]
    pub fn is_borrowed(self) -> bool {
        self.packed as u8 >> 4 == Place::Chunk as u8
    }

    /// The payload. `chunk` is the one whose feeding gave this, `parser` the one that was fed, not released since.
    ///
    /// # Panics
    /// Where it is another chunk or parser and too short.
    #[inline]
    pub fn payload<'a>(self, chunk: &'a [u8], parser: &'a Parser) -> &'a [u8] {
        let whole = match self.packed as u8 >> 4 {
            0 => chunk,
            1 => parser.data.as_slice(),
            _ => parser.control.as_slice(),
        };
        &whole[self.start..self.start + self.len()]
    }

    /// The message. `chunk` and `parser` must be those of [`Found::payload`], not only look like them.
    #[inline]
    pub(crate) fn message<'a>(self, chunk: &'a [u8], parser: &'a Parser) -> Message<'a> {
        Message::found(self.opcode(), self.payload(chunk, parser))
    }
}
