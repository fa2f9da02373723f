//! Blocks with the arithmetic of plain words, for any processor.

use super::{Block, WIDTH};

const fn splat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const HIGH: u64 = splat(0x80);

/// The bytes that are no ASCII digit.
#[inline(always)]
pub(crate) fn no_digit(block: &Block) -> u32 {
    bits(block, |word| over(word ^ splat(b'0'), 9))
}

/// The bytes that end or interrupt a plain ASCII string: a quote, a backslash, a control character, a byte over 127.
#[inline(always)]
pub(crate) fn special(block: &Block) -> u32 {
    bits(block, |word| !over(word, 0x1f) | !over(word ^ splat(b'"'), 0) | !over(word ^ splat(b'\\'), 0) | word)
}

/// The number of sixteen digits: under the bits of `behind_mask` those of `behind`, else those of `before`; what `mask`
/// has no bits for counts as 0.
#[inline(always)]
pub(crate) fn spelled(behind: &Block, before: &Block, behind_mask: &Block, mask: &Block) -> u64 {
    let (behind_mask, mask) = (u128::from_le_bytes(*behind_mask), u128::from_le_bytes(*mask));
    let values = u128::from_le_bytes(*behind) & behind_mask | u128::from_le_bytes(*before) & mask & !behind_mask;
    eight(values as u64) * 100_000_000 + eight((values >> 64) as u64)
}

/// Whether every byte is at least its `least` and at most `127 - slack` more.
pub(crate) fn all_within<const N: usize>(blocks: &[&Block; N], least: &[Block; N], slack: &[Block; N]) -> bool {
    let mut over = 0;
    for ((block, least), slack) in blocks.iter().zip(least).zip(slack) {
        for i in 0..WIDTH {
            over |= block[i].wrapping_sub(least[i]).saturating_add(slack[i]);
        }
    }
    over < 128
}

/// Marks in the high bit the bytes over `most`, which is below 128.
#[inline(always)]
const fn over(word: u64, most: u8) -> u64 {
    ((word & !HIGH) + splat(0x7f - most)) | word
}

/// The high bits of all bytes, side by side.
#[inline(always)]
fn bits(block: &Block, mark: impl Fn(u64) -> u64) -> u32 {
    let whole = u128::from_le_bytes(*block);
    // Each high bit is moved to the top byte by a multiplication that makes no two of them meet.
    let gather = |word: u64| ((mark(word) & HIGH) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    (gather(whole as u64) | gather((whole >> 64) as u64) << (WIDTH / 2)) as u32
}

/// Pairs, then fours, then eights: each multiplication adds neighbours with their weights.
#[inline(always)]
const fn eight(values: u64) -> u64 {
    let pairs = (values.wrapping_mul(10 << 8 | 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    fours.wrapping_mul(10_000 << 32 | 1) >> 32
}
