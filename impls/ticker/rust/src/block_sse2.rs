//! Blocks with SSE2, a part of every x86-64.

use std::arch::x86_64::{
    __m128i, _mm_adds_epu8, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cvtsi128_si64,
    _mm_loadu_si128, _mm_madd_epi16, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_packs_epi32, _mm_set1_epi8,
    _mm_setr_epi16, _mm_setzero_si128, _mm_sub_epi8, _mm_unpackhi_epi8, _mm_unpacklo_epi8,
};

use super::Block;

/// The bytes that are no ASCII digit.
#[inline(always)]
pub(crate) fn no_digit(block: &Block) -> u32 {
    // SAFETY: every x86-64 has SSE2.
    unsafe { no_digit_sse2(block) }
}

/// The bytes that end or interrupt a plain ASCII string: a quote, a backslash, a control character, a byte over 127.
#[inline(always)]
pub(crate) fn special(block: &Block) -> u32 {
    // SAFETY: every x86-64 has SSE2.
    unsafe { special_sse2(block) }
}

/// The number of sixteen digits: under the bits of `behind_mask` those of `behind`, else those of `before`; what `mask`
/// has no bits for counts as 0.
#[inline(always)]
pub(crate) fn spelled(behind: &Block, before: &Block, behind_mask: &Block, mask: &Block) -> u64 {
    // SAFETY: every x86-64 has SSE2.
    unsafe { spelled_sse2(behind, before, behind_mask, mask) }
}

/// Whether every byte is at least its `least` and at most `127 - slack` more.
#[inline(always)]
pub(crate) fn all_within<const N: usize>(blocks: &[&Block; N], least: &[Block; N], slack: &[Block; N]) -> bool {
    // SAFETY: every x86-64 has SSE2.
    unsafe { all_within_sse2(blocks, least, slack) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn load(block: &Block) -> __m128i {
    // SAFETY: the reference is to 16 readable bytes, and the load asks for no alignment.
    unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn no_digit_sse2(block: &Block) -> u32 {
    let values = _mm_sub_epi8(load(block), _mm_set1_epi8(b'0' as i8));
    let digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
    _mm_movemask_epi8(digits) as u32 ^ 0xffff
}

#[inline]
#[target_feature(enable = "sse2")]
fn special_sse2(block: &Block) -> u32 {
    let bytes = load(block);
    let below_space_or_over_127 = _mm_cmpgt_epi8(_mm_set1_epi8(0x20), bytes);
    let quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
    let backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
    _mm_movemask_epi8(_mm_or_si128(below_space_or_over_127, _mm_or_si128(quote, backslash))) as u32
}

#[inline]
#[target_feature(enable = "sse2")]
fn spelled_sse2(behind: &Block, before: &Block, behind_mask: &Block, mask: &Block) -> u64 {
    let behind_mask = load(behind_mask);
    let behind = _mm_and_si128(load(behind), behind_mask);
    let before = _mm_and_si128(load(before), _mm_andnot_si128(behind_mask, load(mask)));
    let values = _mm_or_si128(behind, before);
    // Each step adds neighbours with their weights: digits to fours, fours to eights.
    let zero = _mm_setzero_si128();
    let weights = _mm_setr_epi16(1000, 100, 10, 1, 1000, 100, 10, 1);
    let low = _mm_madd_epi16(_mm_unpacklo_epi8(values, zero), weights);
    let high = _mm_madd_epi16(_mm_unpackhi_epi8(values, zero), weights);
    let fours = _mm_madd_epi16(_mm_packs_epi32(low, high), _mm_setr_epi16(1, 1, 1, 1, 1, 1, 1, 1));
    let eights =
        _mm_madd_epi16(_mm_packs_epi32(fours, zero), _mm_setr_epi16(10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1));
    let eights = _mm_cvtsi128_si64(eights) as u64;
    (eights & 0xffff_ffff) * 100_000_000 + (eights >> 32)
}

#[inline]
#[target_feature(enable = "sse2")]
fn all_within_sse2<const N: usize>(blocks: &[&Block; N], least: &[Block; N], slack: &[Block; N]) -> bool {
    let mut over = _mm_setzero_si128();
    for ((block, least), slack) in blocks.iter().zip(least).zip(slack) {
        // A byte below its least wraps round to far above it.
        let above = _mm_sub_epi8(load(block), load(least));
        over = _mm_or_si128(over, _mm_adds_epu8(above, load(slack)));
    }
    _mm_movemask_epi8(over) == 0
}
