//! Sixteen bytes of a message at once: which of them are what, as one bit a byte, and the number that they spell.
//!
//! On x86-64 with SSE2, which every such processor has, so nothing is chosen at run time; elsewhere with word arithmetic.

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "loads and vector operations of the processor; nothing else in this crate needs it")]
#[path = "block_sse2.rs"]
mod backend;
#[cfg(not(target_arch = "x86_64"))]
#[path = "block_words.rs"]
mod backend;
#[cfg(all(test, target_arch = "x86_64"))]
#[path = "block_words.rs"]
mod words;

pub(crate) use backend::{all_within, no_digit, special, spelled};

/// Bytes in a block.
pub(crate) const WIDTH: usize = 16;
pub(crate) type Block = [u8; WIDTH];

/// A window of this that starts at `n` keeps the low half of the last `n` bytes of a block: the values of digits.
const KEEP: [u8; 2 * WIDTH] = {
    let mut keep = [0; 2 * WIDTH];
    let mut i = WIDTH;
    while i < 2 * WIDTH {
        keep[i] = 0x0f;
        i += 1;
    }
    keep
};

/// The block at `at`, if the message has all of it.
#[inline(always)]
pub(crate) fn at(message: &[u8], at: usize) -> Option<&Block> {
    message.get(at..)?.first_chunk()
}

/// Where the first set bit stands: 32 if there is none.
#[inline(always)]
pub(crate) const fn first(bits: u32) -> usize {
    bits.trailing_zeros() as usize
}

/// The number that the `digits` digits before `end` spell, 1 to 16, where a point stands before the last `fraction` of
/// them unless `fraction` is `digits`. None if the message has no 17 bytes before `end`: then it is read another way.
#[inline(always)]
pub(crate) fn number_before(message: &[u8], end: usize, digits: usize, fraction: usize) -> Option<u64> {
    let around: &[u8; WIDTH + 1] = message.get(..end)?.last_chunk()?;
    let (behind, before) = (around.last_chunk()?, around.first_chunk()?);
    number(behind, before, digits, fraction)
}

/// [`number_before`] of the 16 bytes before the end and the 16 that end one earlier.
#[inline(always)]
pub(crate) fn number(behind: &Block, before: &Block, digits: usize, fraction: usize) -> Option<u64> {
    Some(spelled(behind, before, at(&KEEP, fraction)?, at(&KEEP, digits)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Bits = fn(&Block) -> u32;

    fn blocks_with(byte: u8, before: u8) -> impl Iterator<Item = Block> {
        (0..WIDTH).map(move |i| {
            let mut block = [before; WIDTH];
            block[i] = byte;
            block
        })
    }

    #[test]
    fn every_byte_is_classed_at_every_place() {
        let plain = |b: u8| (0x20..0x80).contains(&b) && b != b'"' && b != b'\\';
        let bits =
            |block: &Block, is: &dyn Fn(u8) -> bool| block.iter().rev().fold(0, |sum, &b| sum << 1 | u32::from(is(b)));
        for (no_digit, special) in [(no_digit as Bits, special as Bits), (words::no_digit, words::special)] {
            for byte in 0..=255 {
                for before in [0, b' ', b'!', b'"', b'/', b'0', b'9', b':', b'\\', 0x7f, 0x80, 0xff] {
                    for block in blocks_with(byte, before) {
                        assert_eq!(bits(&block, &|b| !b.is_ascii_digit()), no_digit(&block), "{block:?}");
                        assert_eq!(bits(&block, &|b| !plain(b)), special(&block), "{block:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_number_is_spelled_whatever_its_length_and_wherever_its_point() {
        let digits = "9182736450918273";
        for count in 1..=WIDTH {
            let expected: u64 = digits[..count].parse().unwrap();
            let whole = format!("\"price\":, and a \"{}", &digits[..count]);
            assert_eq!(Some(expected), number_before(whole.as_bytes(), whole.len(), count, count));
            for fraction in 1..count {
                let (front, back) = digits[..count].split_at(count - fraction);
                let text = format!("\"price\":, and a \"{front}.{back}");
                assert_eq!(Some(expected), number_before(text.as_bytes(), text.len(), count, fraction), "{text}");
            }
        }
        assert_eq!(None, number_before(b"1234567890123456", 16, 16, 16));
        assert_eq!(Some(9_999_999_999_999_999), number_before(b"\"9999999999999999", 17, 16, 16));
    }

    #[test]
    fn a_byte_outside_of_its_bounds_is_seen_at_every_place() {
        let (least, slack) = ([b'0'; WIDTH], [127 - 9; WIDTH]);
        for byte in 0..=255 {
            for block in blocks_with(byte, b'7') {
                let (blocks, least, slack) = ([&[b'0'; WIDTH], &block], [least; 2], [slack; 2]);
                assert_eq!(byte.is_ascii_digit(), all_within(&blocks, &least, &slack), "{block:?}");
                assert_eq!(byte.is_ascii_digit(), words::all_within(&blocks, &least, &slack), "{block:?}");
            }
        }
    }

    #[test]
    fn both_ways_to_spell_agree() {
        let (behind, before) = (*b"1234567890123.45", *b"x1234567890123.4");
        for digits in 1..WIDTH {
            for fraction in 0..=digits {
                let (f, d) = (at(&KEEP, fraction).unwrap(), at(&KEEP, digits).unwrap());
                assert_eq!(words::spelled(&behind, &before, f, d), spelled(&behind, &before, f, d));
            }
        }
    }
}
