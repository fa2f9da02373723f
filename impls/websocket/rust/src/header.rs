//! Frame headers, read so that a breach is said at the byte that makes it certain.

use crate::failure::{Breach, NOT_UTF8, PROTOCOL, TOO_BIG};
use crate::opcode::Opcode;

/// The longest header: two bytes, a length of eight, a key of four.
pub(crate) const LONGEST: usize = 14;

/// What the stream so far asks of the next frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    /// Frames must be masked, or must not be.
    pub(crate) masked: bool,
    /// A message is open, so a data frame must continue it.
    pub(crate) open: bool,
    /// Bytes that the last character of an open text still needs.
    pub(crate) needs: u8,
    /// Payload bytes that the limit leaves to the message.
    pub(crate) room: u64,
}

/// A whole header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) opcode: Opcode,
    pub(crate) fin: bool,
    /// Length of the payload.
    pub(crate) length: u64,
    /// The mask, its first byte lowest; 0 where there is none.
    pub(crate) key: u32,
    /// Bytes of the header itself.
    pub(crate) size: usize,
}

/// Reads a header from the first bytes of a frame, of which there may be too few (none) or too many.
pub(crate) fn read(bytes: &[u8], context: &Context) -> Result<Option<Header>, Breach> {
    let Some(&first) = bytes.first() else { return Ok(None) };
    let (opcode, fin) = kind(first, context).ok_or((PROTOCOL, 0))?;
    let Some(&second) = bytes.get(1) else { return Ok(None) };
    let short = second & 0x7f;
    if (second >= 0x80) != context.masked || !fits(opcode, short) {
        return Err((PROTOCOL, 1));
    }
    if !opcode.is_control() {
        if least(short) > context.room {
            return Err((TOO_BIG, 1));
        }
        if fin && short < context.needs {
            return Err((NOT_UTF8, 1));
        }
    }
    let Some((length, key_at)) = long(bytes, short, context.room)? else { return Ok(None) };
    let size = key_at + if context.masked { 4 } else { 0 };
    let key = match bytes.get(key_at..size) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        Some(_) => 0,
        None => return Ok(None),
    };
    Ok(Some(Header { opcode, fin, length, key, size }))
}

/// What the first byte says; none when no frame may begin so here.
fn kind(first: u8, context: &Context) -> Option<(Opcode, bool)> {
    let (opcode, fin) = (Opcode::new(first & 0x0f)?, first >= 0x80);
    let fits = match opcode {
        Opcode::Continuation => context.open,
        Opcode::Text | Opcode::Binary => !context.open,
        Opcode::Close | Opcode::Ping | Opcode::Pong => fin,
    };
    (fits && first & 0x70 == 0).then_some((opcode, fin))
}

/// Whether a frame of this kind may have this length of seven bits.
fn fits(opcode: Opcode, short: u8) -> bool {
    !(opcode.is_control() && short > 125 || opcode == Opcode::Close && short == 1)
}

/// The smallest length that the form allows: lengths must be written in the shortest form.
fn least(short: u8) -> u64 {
    match short {
        126 => 126,
        127 => 0x1_0000,
        _ => u64::from(short),
    }
}

/// The length, and where it ends; none while bytes of it are missing.
fn long(bytes: &[u8], short: u8, room: u64) -> Result<Option<(u64, usize)>, Breach> {
    let size = match short {
        126 => 2,
        127 => 8,
        _ => return Ok(Some((u64::from(short), 2))),
    };
    let least = least(short);
    let mut value = 0;
    for i in 0..size {
        let Some(&byte) = bytes.get(2 + i) else { return Ok(None) };
        value = value << 8 | u64::from(byte);
        let missing = 8 * (size - 1 - i);
        let (low, high) = (value << missing, value << missing | ((1 << missing) - 1));
        if high < least || low >> 63 != 0 {
            return Err((PROTOCOL, 2 + i));
        }
        if low > room {
            return Err((TOO_BIG, 2 + i));
        }
    }
    Ok(Some((value, 2 + size)))
}
