//! Frames (RFC 6455, section 5): ours out, the client's in.

use std::io::{self, Read};
use std::ops::Range;

/// What a frame is (section 11.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opcode {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

impl Opcode {
    fn read(byte: u8) -> Option<Self> {
        [Self::Continuation, Self::Text, Self::Binary, Self::Close, Self::Ping, Self::Pong]
            .into_iter()
            .find(|opcode| *opcode as u8 == byte & 0x0F)
    }

    fn is_control(self) -> bool {
        self as u8 & 0x8 != 0
    }
}

/// A message longer than this is answered with 1009.
pub(crate) const LONGEST_MESSAGE: usize = 64 << 20;

/// Append the head of an unmasked, final frame.
pub(crate) fn header(out: &mut Vec<u8>, opcode: Opcode, length: usize) {
    out.push(0x80 | opcode as u8);
    match length {
        0..126 => out.push(length as u8),
        126..0x1_0000 => {
            out.push(126);
            out.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            out.push(127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

/// Append a whole unmasked frame.
pub(crate) fn frame(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8]) {
    header(out, opcode, payload.len());
    out.extend_from_slice(payload);
}

/// Append a close frame.
pub(crate) fn close(out: &mut Vec<u8>, code: u16) {
    frame(out, Opcode::Close, &code.to_be_bytes());
}

/// What the client did that the RFC forbids, as the close code it is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Violation(pub(crate) u16);

const PROTOCOL: Violation = Violation(1002);
const NOT_UTF8: Violation = Violation(1007);
const TOO_BIG: Violation = Violation(1009);

/// What arrived, whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
    Ping(&'a [u8]),
    Pong,
    Close(Option<u16>),
}

/// Bytes from the client, and the messages in them.
#[derive(Debug)]
pub(crate) struct Inbound {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    parts: Vec<u8>,
    open: Option<Opcode>, // of the message whose fragments are in `parts`
}

/// One frame: opcode, whether it is the last of its message, and where its unmasked payload lies.
struct Frame {
    opcode: Opcode,
    last: bool,
    at: Range<usize>,
}

impl Inbound {
    pub(crate) fn new(already: &[u8]) -> Self {
        let mut buffer = already.to_vec();
        buffer.resize(already.len().max(16 << 10), 0);
        Self { buffer, start: 0, end: already.len(), parts: Vec::new(), open: None }
    }

    /// Read once; 0 is the end of the stream.
    pub(crate) fn fill(&mut self, from: &mut impl Read) -> io::Result<usize> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            if self.end * 2 > self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
        }
        let count = from.read(&mut self.buffer[self.end..])?;
        self.end += count;
        Ok(count)
    }

    /// The next whole message among the bytes read, None where more must be read first.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'_>>, Violation> {
        loop {
            let Some(frame) = self.frame()? else { return Ok(None) };
            if frame.opcode.is_control() {
                return self.control(&frame).map(Some);
            }
            let opcode = match (frame.opcode, self.open) {
                (Opcode::Continuation, Some(open)) => open,
                (Opcode::Continuation, None) | (_, Some(_)) => return Err(PROTOCOL),
                (fresh, None) => fresh,
            };
            if frame.last && self.open.is_none() {
                return message(opcode, &self.buffer[frame.at]).map(Some);
            }
            if self.open.is_none() {
                self.parts.clear();
            }
            if self.parts.len() + frame.at.len() > LONGEST_MESSAGE {
                return Err(TOO_BIG);
            }
            self.parts.extend_from_slice(&self.buffer[frame.at]);
            if frame.last {
                self.open = None;
                return message(opcode, &self.parts).map(Some);
            }
            self.open = Some(opcode);
        }
    }

    fn control(&self, frame: &Frame) -> Result<Event<'_>, Violation> {
        let payload = &self.buffer[frame.at.clone()];
        match frame.opcode {
            Opcode::Ping => Ok(Event::Ping(payload)),
            Opcode::Pong => Ok(Event::Pong),
            _ => match payload {
                [] => Ok(Event::Close(None)),
                [_] => Err(PROTOCOL),
                [high, low, reason @ ..] => {
                    let code = u16::from_be_bytes([*high, *low]);
                    match code {
                        1000..=1003 | 1007..=1014 | 3000..=4999 => {}
                        _ => return Err(PROTOCOL),
                    }
                    std::str::from_utf8(reason).map(|_| Event::Close(Some(code))).map_err(|_| NOT_UTF8)
                }
            },
        }
    }

    /// Take one frame off the buffer and unmask it in place.
    fn frame(&mut self) -> Result<Option<Frame>, Violation> {
        let bytes = &self.buffer[self.start..self.end];
        let &[first, second, ref rest @ ..] = bytes else { return Ok(None) };
        let opcode = Opcode::read(first).ok_or(PROTOCOL)?;
        let (last, short) = (first & 0x80 != 0, usize::from(second & 0x7F));
        if first & 0x70 != 0 || second & 0x80 == 0 || (opcode.is_control() && (!last || short > 125)) {
            return Err(PROTOCOL);
        }
        let (length, head) = match (short, rest.first_chunk(), rest.first_chunk()) {
            (126, Some(two), _) => (usize::from(u16::from_be_bytes(*two)), 4),
            (127, _, Some(eight)) => (usize::try_from(u64::from_be_bytes(*eight)).map_err(|_| TOO_BIG)?, 10),
            (126 | 127, ..) => return Ok(None),
            _ => (short, 2),
        };
        if (head == 4 && length < 126) || (head == 10 && length < 0x1_0000) {
            return Err(PROTOCOL); // the shortest form must be used (5.2)
        }
        if length > LONGEST_MESSAGE {
            return Err(TOO_BIG);
        }
        let begin = self.start + head + 4;
        if begin + length > self.end {
            return Ok(None);
        }
        let (masked, payload) = self.buffer[begin - 4..begin + length].split_at_mut(4);
        unmask(payload, [masked[0], masked[1], masked[2], masked[3]]);
        self.start = begin + length;
        Ok(Some(Frame { opcode, last, at: begin..begin + length }))
    }
}

fn message(opcode: Opcode, payload: &[u8]) -> Result<Event<'_>, Violation> {
    match opcode {
        Opcode::Text => std::str::from_utf8(payload).map(Event::Text).map_err(|_| NOT_UTF8),
        _ => Ok(Event::Binary(payload)),
    }
}

fn unmask(payload: &mut [u8], key: [u8; 4]) {
    let (words, rest) = payload.as_chunks_mut::<4>();
    for word in words {
        *word = (u32::from_ne_bytes(*word) ^ u32::from_ne_bytes(key)).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(key) {
        *byte ^= key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 4] = [0x37, 0xFA, 0x21, 0x3D];

    fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        header(&mut out, Opcode::Text, payload.len());
        out[0] = first;
        out[1] |= 0x80;
        out.extend_from_slice(&KEY);
        out.extend(payload.iter().zip(KEY.iter().cycle()).map(|(byte, key)| byte ^ key));
        out
    }

    fn violation(bytes: &[u8]) -> Option<u16> {
        Inbound::new(bytes).next().err().map(|found| found.0)
    }

    #[test]
    fn the_standards_examples_are_read() {
        // RFC 6455, 5.7: a single-frame masked text message, and a masked ping's answer.
        let hello = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
        assert_eq!(Ok(Some(Event::Text("Hello"))), Inbound::new(&hello).next());
        let pong = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
        assert_eq!(Ok(Some(Event::Pong)), Inbound::new(&pong).next());
    }

    #[test]
    fn every_length_form_is_read_back() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, 200_000] {
            let payload = vec![b'x'; length];
            let found = Inbound::new(&masked(0x82, &payload)).next().map(|e| e == Some(Event::Binary(&payload)));
            assert_eq!(Ok(true), found, "{length}");
        }
    }

    #[test]
    fn a_message_arrives_byte_by_byte_with_a_ping_between_its_fragments() {
        let stream =
            [masked(0x01, "bu\u{e9}".as_bytes()), masked(0x89, b"?"), masked(0x80, b"no"), masked(0x81, b"!")].concat();
        let mut inbound = Inbound::new(&[]);
        let mut found = Vec::new();
        for byte in stream {
            inbound.fill(&mut [byte].as_slice()).unwrap();
            while let Some(event) = inbound.next().unwrap() {
                found.push(format!("{event:?}"));
            }
        }
        assert_eq!(vec!["Ping([63])", "Text(\"bu\u{e9}no\")", "Text(\"!\")"], found);
    }

    #[test]
    fn what_the_standard_forbids_has_its_close_code() {
        assert_eq!(Some(1002), violation(b"\x81\x00"), "unmasked");
        assert_eq!(Some(1002), violation(&masked(0xC1, b"")), "reserved bit");
        assert_eq!(Some(1002), violation(&masked(0x83, b"")), "reserved opcode");
        assert_eq!(Some(1002), violation(&masked(0x09, b"")), "fragmented control frame");
        assert_eq!(Some(1002), violation(&masked(0x89, &[0; 126])), "long control frame");
        assert_eq!(Some(1002), violation(&masked(0x80, b"")), "continuation of nothing");
        assert_eq!(Some(1002), violation(&[masked(0x01, b""), masked(0x81, b"")].concat()), "message within a message");
        assert_eq!(Some(1002), violation(b"\x81\xFE\x00\x05"), "length not in its shortest form");
        assert_eq!(Some(1002), violation(&masked(0x88, b"\x03")), "half a close code");
        assert_eq!(Some(1002), violation(&masked(0x88, &1005u16.to_be_bytes())), "close code that is never sent");
        assert_eq!(Some(1007), violation(&masked(0x81, b"\xFF")), "text that is not UTF-8");
        assert_eq!(Some(1009), violation(b"\x82\xFF\x00\x00\x00\x00\x04\x00\x00\x01"), "message over the limit");
        assert_eq!(Some(1009), violation(b"\x82\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "length that overflows");
    }
}
