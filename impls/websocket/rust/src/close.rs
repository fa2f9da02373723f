//! The payload of a close frame: nothing, or a code and a reason.

use crate::failure::{Breach, NO_CODE, PROTOCOL};
use crate::simd::Level;
use crate::utf8::Pending;

/// Whether an endpoint may send this close code: those of RFC 6455 and of the IANA registry, and the free ones from 3000 on.
pub fn is_close_code(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

/// The code of a whole payload; 1005 when it has none.
pub(crate) fn code(payload: &[u8]) -> u16 {
    match payload {
        [high, low, ..] => u16::from_be_bytes([*high, *low]),
        _ => NO_CODE,
    }
}

/// Judges what has arrived of a payload of `length` bytes.
pub(crate) fn check(level: Level, arrived: &[u8], length: usize) -> Result<(), Breach> {
    let Some(&high) = arrived.first() else { return Ok(()) };
    if !matches!(high, 0x03 | 0x0b..=0x13) {
        return Err((PROTOCOL, 0));
    }
    let Some(&low) = arrived.get(1) else { return Ok(()) };
    if !is_close_code(u16::from_be_bytes([high, low])) {
        return Err((PROTOCOL, 1));
    }
    let room = (length - arrived.len()) as u64;
    Pending::NONE.feed(level, &arrived[2..], room).map(|_| ()).map_err(|(code, at)| (code, at + 2))
}
