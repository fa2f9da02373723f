//! A slow parser, one byte after the other, that follows the rules' wording instead of the fast parser's code.

use std::ops::RangeInclusive;

/// What a stream comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Outcome {
    /// Opcode and payload, control frames too, in the order in which they ended.
    pub(crate) messages: Vec<(u8, Vec<u8>)>,
    /// The code of the close frame; 1005 when it had none.
    pub(crate) close: Option<u16>,
    /// Close code, and index of the first byte after which no continuation is valid.
    pub(crate) error: Option<(u16, u64)>,
}

/// A frame whose header is known.
struct Frame {
    opcode: u8,
    fin: bool,
    key: [u8; 4],
    length: u64,
    payload: Vec<u8>,
}

/// Parses a whole stream.
pub(crate) fn parse(stream: &[u8], server: bool, limit: u64) -> Outcome {
    let mut slow = Slow { server, limit, header: Vec::new(), frame: None, open: None, outcome: Outcome::default() };
    for (at, &byte) in stream.iter().enumerate() {
        if let Err(code) = slow.take(byte) {
            slow.outcome.error = Some((code, at as u64));
        }
        if slow.outcome.error.is_some() || slow.outcome.close.is_some() {
            break;
        }
    }
    slow.outcome
}

struct Slow {
    server: bool,
    limit: u64,
    header: Vec<u8>,
    frame: Option<Frame>,
    /// The unfinished message: opcode and payload so far.
    open: Option<(u8, Vec<u8>)>,
    outcome: Outcome,
}

impl Slow {
    fn take(&mut self, byte: u8) -> Result<(), u16> {
        let Some(frame) = &mut self.frame else {
            self.header.push(byte);
            self.check_header()?;
            self.end_header();
            return Ok(());
        };
        let plain = byte ^ frame.key[frame.payload.len() % 4];
        frame.payload.push(plain);
        self.check_payload()?;
        self.end_payload();
        Ok(())
    }

    fn check_header(&self) -> Result<(), u16> {
        let (first, opcode) = (self.header[0], self.header[0] & 15);
        let known = matches!(opcode, 0..=2 | 8..=10);
        let fits = if opcode >= 8 { first & 0x80 != 0 } else { (opcode == 0) == self.open.is_some() };
        if self.header.len() == 1 {
            return if first & 0x70 == 0 && known && fits { Ok(()) } else { Err(1002) };
        }
        let short = self.header[1] & 0x7f;
        if (self.header[1] & 0x80 != 0) != self.server || opcode >= 8 && short > 125 || opcode == 8 && short == 1 {
            return Err(1002);
        }
        let lengths = self.possible_lengths();
        let minimal = match short {
            126 => 126..=0xffff,
            127 => 0x1_0000..=0x7fff_ffff_ffff_ffff,
            _ => 0..=125,
        };
        let used = self.open.as_ref().map_or(0, |(_, payload)| payload.len() as u64);
        let allowed = both(lengths, minimal).ok_or(1002_u16)?;
        let allowed = if opcode >= 8 { allowed } else { both(allowed, 0..=self.limit - used).ok_or(1009_u16)? };
        if opcode < 8 && first & 0x80 != 0 && *allowed.end() < u64::from(self.needed()) {
            return Err(1007);
        }
        Ok(())
    }

    /// All lengths that begin as the header's bytes so far do.
    fn possible_lengths(&self) -> RangeInclusive<u64> {
        let size = match self.header[1] & 0x7f {
            126 => 2,
            127 => 8,
            short => return u64::from(short)..=u64::from(short),
        };
        let there: Vec<u8> = self.header[2..].iter().copied().take(size).collect();
        let filled = |with: u8| {
            there.iter().copied().chain(std::iter::repeat(with)).take(size).fold(0, |n, byte| n << 8 | u64::from(byte))
        };
        filled(0)..=filled(255)
    }

    /// Bytes that the last character of the open text still needs.
    fn needed(&self) -> u8 {
        match &self.open {
            Some((1, text)) => missing(text).unwrap_or(0),
            _ => 0,
        }
    }

    fn end_header(&mut self) {
        let extended = match self.header.get(1).map(|second| second & 0x7f) {
            None => return,
            Some(126) => 2,
            Some(127) => 8,
            Some(_) => 0,
        };
        let size = 2 + extended + if self.server { 4 } else { 0 };
        if self.header.len() < size {
            return;
        }
        let key = if self.server { [0, 1, 2, 3].map(|i| self.header[size - 4 + i]) } else { [0; 4] };
        let (opcode, fin, length) = (self.header[0] & 15, self.header[0] & 0x80 != 0, *self.possible_lengths().start());
        self.header.clear();
        self.frame = Some(Frame { opcode, fin, key, length, payload: Vec::new() });
        self.end_payload();
    }

    fn check_payload(&self) -> Result<(), u16> {
        let Some(frame) = &self.frame else { return Ok(()) };
        let left = frame.length - frame.payload.len() as u64;
        match frame.opcode {
            8 => check_close(&frame.payload, left),
            9 | 10 => Ok(()),
            opcode => {
                let (opcode, mut text) = self.open.clone().unwrap_or((opcode, Vec::new()));
                text.extend(&frame.payload);
                let left = if frame.fin { left } else { self.limit - text.len() as u64 };
                if opcode == 1 { check_text(&text, left) } else { Ok(()) }
            }
        }
    }

    fn end_payload(&mut self) {
        let Some(frame) = self.frame.take_if(|frame| frame.payload.len() as u64 == frame.length) else { return };
        if frame.opcode >= 8 {
            if frame.opcode == 8 {
                self.outcome.close = Some(if frame.length == 0 {
                    1005
                } else {
                    u16::from(frame.payload[0]) << 8 | u16::from(frame.payload[1])
                });
            }
            self.outcome.messages.push((frame.opcode, frame.payload));
            return;
        }
        let (opcode, mut payload) = self.open.take().unwrap_or((frame.opcode, Vec::new()));
        payload.extend(frame.payload);
        if frame.fin {
            self.outcome.messages.push((opcode, payload));
        } else {
            self.open = Some((opcode, payload));
        }
    }
}

fn both(a: RangeInclusive<u64>, b: RangeInclusive<u64>) -> Option<RangeInclusive<u64>> {
    let (low, high) = (*a.start().max(b.start()), *a.end().min(b.end()));
    (low <= high).then_some(low..=high)
}

/// Bytes that the last character still needs; none when the text is not UTF-8, whatever follows.
fn missing(text: &[u8]) -> Option<u8> {
    let Err(error) = std::str::from_utf8(text) else { return Some(0) };
    let last = &text[error.valid_up_to()..];
    let width = match last[0] {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    error.error_len().is_none().then(|| width - last.len() as u8)
}

fn check_text(text: &[u8], left: u64) -> Result<(), u16> {
    match missing(text) {
        Some(needed) if u64::from(needed) <= left => Ok(()),
        _ => Err(1007),
    }
}

fn check_close(payload: &[u8], left: u64) -> Result<(), u16> {
    let good: Vec<u16> = (1000..=1003).chain(1007..=1014).chain(3000..=4999).collect();
    match payload {
        [high] if good.iter().any(|code| code.to_be_bytes()[0] == *high) => Ok(()),
        [high, low] if good.contains(&u16::from_be_bytes([*high, *low])) => Ok(()),
        [_, _, reason @ ..] if !reason.is_empty() => check_text(reason, left),
        _ => Err(1002),
    }
}
