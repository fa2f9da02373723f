//! UTF-8 as it arrives: each byte is judged by what may still follow it (Unicode 16, table 3-7).

use crate::failure::{Breach, NOT_UTF8};
use crate::simd::Level;

/// What an unfinished character asks of the byte after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Bytes that it still needs; 0: no character is unfinished.
    pub(crate) needs: u8,
    /// The least and the greatest value of the next byte.
    range: (u8, u8),
}

impl Pending {
    /// No character is unfinished.
    pub(crate) const NONE: Self = Self { needs: 0, range: (0x80, 0xbf) };

    /// After one more byte; none when it fits no character.
    #[inline]
    fn step(self, byte: u8) -> Option<Self> {
        if self.needs > 0 {
            let fits = (self.range.0..=self.range.1).contains(&byte);
            return fits.then_some(Self { needs: self.needs - 1, ..Self::NONE });
        }
        let (needs, range) = match byte {
            0x00..=0x7f => return Some(Self::NONE),
            0xc2..=0xdf => (1, (0x80, 0xbf)),
            0xe0 => (2, (0xa0, 0xbf)),
            0xe1..=0xec | 0xee..=0xef => (2, (0x80, 0xbf)),
            0xed => (2, (0x80, 0x9f)),
            0xf0 => (3, (0x90, 0xbf)),
            0xf1..=0xf3 => (3, (0x80, 0xbf)),
            0xf4 => (3, (0x80, 0x8f)),
            _ => return None,
        };
        Some(Self { needs, range })
    }

    /// Judges bytes one by one, when `room` more may follow them. `from`: their index, for the breach.
    fn steps(mut self, bytes: &[u8], from: usize, room: u64) -> Result<Self, Breach> {
        for (i, &byte) in bytes.iter().enumerate() {
            let left = room.saturating_add((bytes.len() - 1 - i) as u64);
            self = self.step(byte).filter(|next| u64::from(next.needs) <= left).ok_or((NOT_UTF8, from + i))?;
        }
        Ok(self)
    }

    /// Judges the next bytes of a text, when `room` more may follow them in it; gives what is unfinished behind them.
    pub(crate) fn feed(self, level: Level, bytes: &[u8], room: u64) -> Result<Self, Breach> {
        let head = bytes.len().min(usize::from(self.needs));
        let open = self.steps(&bytes[..head], 0, room.saturating_add((bytes.len() - head) as u64))?;
        if head == bytes.len() {
            return Ok(open);
        }
        let tail = bytes.len() - unfinished(&bytes[head..]);
        let body = if level.utf8(&bytes[head..tail]) { tail } else { head };
        Self::NONE.steps(&bytes[body..], body, room)
    }
}

/// Length of the character begun but not ended at the end of the bytes, if there is one.
fn unfinished(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        match bytes[bytes.len() - back] {
            0x80..=0xbf => {}
            0xc0..=0xdf if back < 2 => return back,
            0xe0..=0xef if back < 3 => return back,
            0xf0..=0xff if back < 4 => return back,
            _ => return 0,
        }
    }
    0
}
