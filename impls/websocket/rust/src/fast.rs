//! The two loops in which most time is spent: whole frames that are whole messages, one after the other.

use crate::found::{Found, Place};
use crate::opcode::Opcode;
use crate::simd::{Simd, Vector, Work};

/// Opcode, payload length and header size (without key) of a final data frame of less than 64 KiB, if that is what begins here.
#[inline(always)]
fn short_header(rest: &[u8], masked: u8, limit: u64) -> Option<(Opcode, usize, usize)> {
    let head = u32::from_le_bytes(*rest.first_chunk()?);
    let opcode = match head as u8 {
        0x81 => Opcode::Text,
        0x82 => Opcode::Binary,
        _ => return None,
    };
    let (len, size) = match (head >> 8) as u8 ^ masked {
        126 => (head.swap_bytes() as usize & 0xffff, 4),
        short @ 0..=125 => (usize::from(short), 2),
        127.. => return None,
    };
    (len as u64 <= limit && (size == 2 || len >= 126)).then_some((opcode, len, size))
}

/// Asks for what lies two kilobytes ahead of a small payload: each header is needed before the next can be looked for, so a
/// stream of small frames would wait for the cache at each.
#[inline(always)]
fn fetch_ahead<V: Vector>(simd: Simd<V>, payload: &[u8]) {
    let ahead = payload.as_ptr().wrapping_add(2048);
    for i in 0..4 {
        simd.fetch(ahead.wrapping_add(64 * i));
    }
}

/// Takes whole unmasked frames that are whole messages, from `at` on; gives where any other begins, or one that is not right.
pub(crate) struct PlainFrames<'a> {
    pub(crate) limit: u64,
    pub(crate) chunk: &'a [u8],
    pub(crate) at: usize,
    pub(crate) found: &'a mut Vec<Found>,
}

impl Work for PlainFrames<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vector>(self, simd: Simd<V>) -> usize {
        let Self { limit, chunk, at, found } = self;
        let mut rest = &chunk[at..];
        loop {
            let at = chunk.len() - rest.len();
            let Some((opcode, len, size)) = short_header(rest, 0, limit) else { return at };
            let Some((payload, behind)) = rest[size..].split_at_checked(len) else { return at };
            fetch_ahead(simd, payload);
            if opcode == Opcode::Text && !simd.utf8(payload) {
                return at;
            }
            found.push(Found::new(opcode, Place::Chunk, at + size, len));
            rest = behind;
        }
    }
}

/// [`PlainFrames`] for masked frames, whose payloads are appended to `data`.
pub(crate) struct MaskedFrames<'a> {
    pub(crate) limit: u64,
    pub(crate) chunk: &'a [u8],
    pub(crate) at: usize,
    pub(crate) found: &'a mut Vec<Found>,
    pub(crate) data: &'a mut Vec<u8>,
}

impl Work for MaskedFrames<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vector>(self, simd: Simd<V>) -> usize {
        let Self { limit, chunk, at, found, data } = self;
        let mut rest = &chunk[at..];
        loop {
            let at = chunk.len() - rest.len();
            let Some((opcode, len, size)) = short_header(rest, 0x80, limit) else { return at };
            let Some((key, payload)) = rest[size..].split_first_chunk() else { return at };
            let Some((payload, behind)) = payload.split_at_checked(len) else { return at };
            fetch_ahead(simd, payload);
            let start = data.len();
            let ascii = simd.append_xor(data, payload, u32::from_le_bytes(*key));
            if opcode == Opcode::Text && !ascii && !simd.utf8(&data[start..]) {
                data.truncate(start);
                return at;
            }
            found.push(Found::new(opcode, Place::Data, start, len));
            rest = behind;
        }
    }
}
