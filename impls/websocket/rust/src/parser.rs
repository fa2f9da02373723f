//! The incremental parser: chunks in, places of messages out.

use crate::close;
use crate::failure::{Breach, End, Failure};
use crate::fast::{MaskedFrames, PlainFrames};
use crate::found::{Found, Place};
use crate::header::{self, Context, Header};
use crate::opcode::Opcode;
use crate::simd::Level;
use crate::utf8::Pending;

/// Most payload bytes of one message, when nothing else is asked.
pub const LIMIT: u64 = 64 << 20;

/// Which end of the connection the parser stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It reads what a server sends: frames must not be masked.
    Client,
    /// It reads what a client sends: frames must be masked.
    Server,
}

/// A frame whose payload has not all arrived.
#[derive(Debug, Clone, Copy)]
struct Frame {
    header: Header,
    /// Payload bytes that have arrived.
    done: u64,
}

/// A data message that is not yet whole, or none.
#[derive(Debug, Clone, Copy)]
struct Assembly {
    opcode: Opcode,
    /// Where its bytes begin in `Parser::data`.
    start: usize,
    /// The last character, where it is a text.
    pending: Pending,
    /// Whether its last fragment is still to come.
    open: bool,
}

/// Parses one direction of one connection, fed chunk by chunk, each as long as it happens to be.
///
/// A message whose bytes all lie in one chunk, in one frame and unmasked, is not copied; all others are assembled in the parser,
/// which keeps them until [`Parser::release`]. The cost is one pass over the payload and 16 bytes a message.
#[derive(Debug, Clone)]
pub struct Parser {
    role: Role,
    limit: u64,
    level: Level,
    /// Stream index of the next chunk's first byte.
    fed: u64,
    /// A header cut by the end of a chunk.
    cut: ([u8; header::LONGEST], usize),
    frame: Option<Frame>,
    message: Assembly,
    pub(crate) data: Vec<u8>,
    pub(crate) control: Vec<u8>,
    end: Option<End>,
}

impl Parser {
    /// A parser at the start of a stream, with the widest vectors of this CPU. `limit`: most payload bytes of one message.
    pub fn new(role: Role, limit: u64) -> Self {
        Self::with_level(role, limit, Level::best())
    }

    /// [`Parser::new`] with vectors of the given width.
    pub fn with_level(role: Role, limit: u64, level: Level) -> Self {
        let message = Assembly { opcode: Opcode::Binary, start: 0, pending: Pending::NONE, open: false };
        let (data, control) = (Vec::new(), Vec::new());
        Self {
            role,
            limit,
            level,
            fed: 0,
            cut: ([0; header::LONGEST], 0),
            frame: None,
            message,
            data,
            control,
            end: None,
        }
    }

    /// Why it takes no more bytes; none while it does.
    #[inline]
    pub fn end(&self) -> Option<End> {
        self.end
    }

    /// Whether the stream stands between two messages.
    pub fn is_idle(&self) -> bool {
        self.cut.1 == 0 && self.frame.is_none() && !self.message.open
    }

    /// Forgets assembled messages; [`Found`] of earlier chunks are then void. What is under way is kept.
    pub fn release(&mut self) {
        let under_way = self.frame.is_some_and(|frame| !frame.header.opcode.is_control()) || self.message.open;
        let data = if under_way { self.message.start } else { self.data.len() };
        self.data.drain(..data);
        self.message.start = 0;
        let control =
            self.frame.filter(|frame| frame.header.opcode.is_control()).map_or(0, |frame| frame.done as usize);
        self.control.drain(..self.control.len() - control);
    }

    /// Forgets everything: the parser stands at the start of a stream again, its memory kept.
    pub fn reset(&mut self) {
        let (mut data, mut control) = (std::mem::take(&mut self.data), std::mem::take(&mut self.control));
        data.clear();
        control.clear();
        *self = Self { data, control, ..Self::with_level(self.role, self.limit, self.level) };
    }

    /// Takes the next bytes of the stream and appends the messages that end in them to `found`, control frames too.
    ///
    /// At a close frame or a breach of the protocol, [`Parser::end`] says so, and later bytes are ignored.
    #[inline]
    pub fn feed(&mut self, chunk: &[u8], found: &mut Vec<Found>) {
        if self.end.is_none() {
            if let Err(failure) = self.walk(chunk, found) {
                self.end = Some(End::Failed(failure));
            }
            self.fed += chunk.len() as u64;
        }
    }

    /// Goes through a chunk, frame by frame.
    fn walk(&mut self, chunk: &[u8], found: &mut Vec<Found>) -> Result<(), Failure> {
        let mut at = 0;
        loop {
            if self.frame.is_some() {
                at += self.payload(chunk, at, found)?;
                if self.frame.is_some() || self.end.is_some() {
                    return Ok(());
                }
            }
            if self.cut.1 == 0 && !self.message.open {
                at = match self.role {
                    Role::Client => self.level.run(PlainFrames { limit: self.limit, chunk, at, found }),
                    Role::Server => {
                        self.level.run(MaskedFrames { limit: self.limit, chunk, at, found, data: &mut self.data })
                    }
                };
            }
            if at == chunk.len() {
                return Ok(());
            }
            at += self.header(&chunk[at..], at)?;
            if self.frame.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads a header, or as much of it as there is; gives the bytes taken. `at`: index of `rest` in its chunk.
    fn header(&mut self, rest: &[u8], at: usize) -> Result<usize, Failure> {
        let open = self.message.open;
        let context = Context {
            masked: self.role == Role::Server,
            open,
            needs: if open { self.message.pending.needs } else { 0 },
            room: if open { self.limit - (self.data.len() - self.message.start) as u64 } else { self.limit },
        };
        let (saved, had) = &mut self.cut;
        let more = rest.len().min(saved.len() - *had);
        let whole = if *had == 0 {
            rest
        } else {
            saved[*had..*had + more].copy_from_slice(&rest[..more]);
            &saved[..*had + more]
        };
        let read = header::read(whole, &context)
            .map_err(|(code, i)| Failure { code, at: self.fed + (at + i - *had) as u64 })?;
        let Some(header) = read else {
            saved[*had..*had + more].copy_from_slice(&rest[..more]);
            *had += more;
            return Ok(more);
        };
        let taken = header.size - std::mem::take(had);
        if !header.opcode.is_control() && header.opcode != Opcode::Continuation {
            self.message = Assembly { opcode: header.opcode, start: self.data.len(), pending: Pending::NONE, open };
        }
        self.frame = Some(Frame { header, done: 0 });
        Ok(taken)
    }

    /// Takes what the chunk has, from `at` on, of the payload under way; gives the bytes taken.
    fn payload(&mut self, chunk: &[u8], at: usize, found: &mut Vec<Found>) -> Result<usize, Failure> {
        let Some(Frame { header, done }) = self.frame else { return Ok(0) };
        let left = header.length - done;
        let taken = left.min((chunk.len() - at) as u64) as usize;
        let part = Part { header, done, bytes: &chunk[at..at + taken], at };
        let judged = if header.opcode.is_control() { self.control(part, found) } else { self.data(part, found) };
        judged.map_err(|(code, i)| Failure { code, at: self.fed + (at + i) as u64 })?;
        self.frame = (taken as u64 != left).then_some(Frame { header, done: done + taken as u64 });
        Ok(taken)
    }

    /// Takes a part of a control frame.
    fn control(&mut self, part: Part<'_>, found: &mut Vec<Found>) -> Result<(), Breach> {
        let Part { header, done, bytes, at } = part;
        let (len, done) = (header.length as usize, done as usize);
        let (arrived, place, start) = if part.is_borrowable() {
            (bytes, Place::Chunk, at)
        } else {
            self.level.append_xor(&mut self.control, bytes, part.key());
            let start = self.control.len() - done - bytes.len();
            (&self.control[start..], Place::Control, start)
        };
        if header.opcode == Opcode::Close {
            close::check(self.level, arrived, len).map_err(|(code, i)| (code, i - done))?;
        }
        if arrived.len() == len {
            if header.opcode == Opcode::Close {
                self.end = Some(End::Closed(close::code(arrived)));
            }
            found.push(Found::new(header.opcode, place, start, len));
        }
        Ok(())
    }

    /// Takes a part of a data frame.
    fn data(&mut self, part: Part<'_>, found: &mut Vec<Found>) -> Result<(), Breach> {
        let Part { header, done, bytes, at } = part;
        let Assembly { opcode, start, pending, .. } = self.message;
        let borrowed = header.fin && part.is_borrowable() && self.data.len() == start;
        let ascii = !borrowed && self.level.append_xor(&mut self.data, bytes, part.key());
        if opcode == Opcode::Text && !(ascii && pending.needs == 0) {
            let total = self.data.len() - start;
            let room = if header.fin { header.length - done - bytes.len() as u64 } else { self.limit - total as u64 };
            let bytes = if borrowed { bytes } else { &self.data[self.data.len() - bytes.len()..] };
            self.message.pending = pending.feed(self.level, bytes, room)?;
        }
        if done + bytes.len() as u64 == header.length {
            self.message.open = !header.fin;
            if borrowed {
                found.push(Found::new(opcode, Place::Chunk, at, bytes.len()));
            } else if header.fin {
                found.push(Found::new(opcode, Place::Data, start, self.data.len() - start));
            }
        }
        Ok(())
    }
}

/// A part of a frame's payload, all of it that one chunk holds.
#[derive(Clone, Copy)]
struct Part<'a> {
    header: Header,
    /// Payload bytes before it.
    done: u64,
    bytes: &'a [u8],
    /// Its index in the chunk.
    at: usize,
}

impl Part<'_> {
    /// Whether it is the whole payload, as it was meant.
    fn is_borrowable(&self) -> bool {
        self.bytes.len() as u64 == self.header.length && self.header.key == 0
    }

    /// The mask, turned to where this part begins.
    fn key(&self) -> u32 {
        self.header.key.rotate_right(8 * (self.done % 4) as u32)
    }
}
