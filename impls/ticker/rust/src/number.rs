//! Integers of 64 bits, as JSON writes them.

use crate::block::{self, WIDTH};

/// The value of a JSON integer: an optional minus, then digits without a needless zero in front. None outside of i64.
#[inline]
pub(crate) fn integer(text: &[u8]) -> Option<i64> {
    match text {
        [b'-', digits @ ..] => {
            digits.iter().try_fold(0_i64, |sum, &byte| sum.checked_mul(10)?.checked_sub(i64::from(byte - b'0')))
        }
        digits => digits.iter().try_fold(0_i64, |sum, &byte| sum.checked_mul(10)?.checked_add(i64::from(byte - b'0'))),
    }
}

/// [`integer`] of the digits at `start..end`, without a sign; short ones at once.
#[inline(always)]
pub(crate) fn digits_at(message: &[u8], start: usize, end: usize) -> Option<i64> {
    let count = end - start;
    if count <= WIDTH
        && let Some(number) = block::number_before(message, end, count, count)
    {
        return Some(number as i64);
    }
    integer(&message[start..end])
}
