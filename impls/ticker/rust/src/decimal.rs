//! A decimal as it is written: an integer and where its point stands.

use crate::block::{self, WIDTH};

/// The most places after the point.
pub const MOST_DECIMALS: u8 = 18;

/// `mantissa` x 10^-`decimals`, as written: `0.50` is 50 and 2, not 5 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    /// All digits as one integer, with the sign. `-0` has lost it.
    pub mantissa: i64,
    /// Digits after the point, 0 to [`MOST_DECIMALS`].
    pub decimals: u8,
}

impl Decimal {
    /// An optional minus, digits, and optionally a point with digits after it; leading zeros count for nothing.
    /// None for any other form, over 18 decimals, or a mantissa outside of 64 bits.
    #[inline]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let length = text.len();
        let Some(block) = padded(text) else { return Self::parse_long(text) };
        let Some(form) = Form::of(block::no_digit(&block.to_le_bytes()), |at| text.get(at) == Some(&b'.')) else {
            return Self::parse_long(text);
        };
        if form.length != length {
            return None;
        }
        let aligned = block << (8 * (WIDTH - length));
        let mantissa =
            block::number(&aligned.to_le_bytes(), &(aligned << 8).to_le_bytes(), form.digits, form.fraction)?;
        Some(form.with(mantissa))
    }

    /// The decimal of a known form at `start`. None if the message has not 17 bytes before its end.
    #[inline(always)]
    pub(crate) fn in_message(message: &[u8], start: usize, form: &Form) -> Option<Self> {
        Some(form.with(block::number_before(message, start + form.length, form.digits, form.fraction)?))
    }

    /// Any length, any sign, digit by digit.
    #[cold]
    pub(crate) fn parse_long(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let (whole, fraction) = match digits.iter().position(|&byte| byte == b'.') {
            Some(point) if point + 1 < digits.len() => (&digits[..point], &digits[point + 1..]),
            Some(_) => return None,
            None => (digits, &digits[..0]),
        };
        if whole.is_empty() || fraction.len() > usize::from(MOST_DECIMALS) {
            return None;
        }
        let mut mantissa = 0_i64;
        for &byte in whole.iter().chain(fraction) {
            if !byte.is_ascii_digit() {
                return None;
            }
            let digit = i64::from(byte - b'0');
            let more = mantissa.checked_mul(10)?;
            mantissa = if negative { more.checked_sub(digit)? } else { more.checked_add(digit)? };
        }
        Some(Self { mantissa, decimals: fraction.len() as u8 })
    }
}

/// Digits, or digits, a point and digits: how many of which.
pub(crate) struct Form {
    /// All characters.
    pub(crate) length: usize,
    digits: usize,
    /// Digits behind the point; all of them where there is none.
    fraction: usize,
    decimals: u8,
}

impl Form {
    /// The form of what starts a block whose bytes that are no digits are known. None unless it ends inside the block,
    /// with a digit at its start, at its end, and on both sides of its point.
    #[inline(always)]
    pub(crate) fn of(no_digit: u32, is_point: impl Fn(usize) -> bool) -> Option<Self> {
        let whole = block::first(no_digit);
        if whole == 0 || whole >= WIDTH {
            return None;
        }
        let pointed = is_point(whole);
        let ends = if pointed { no_digit & (no_digit - 1) } else { no_digit };
        let length = block::first(ends);
        let digits = length - usize::from(pointed);
        let fraction = if pointed { digits - whole } else { digits };
        if fraction == 0 || length >= WIDTH {
            return None;
        }
        Some(Self { length, digits, fraction, decimals: if pointed { fraction as u8 } else { 0 } })
    }

    #[inline(always)]
    fn with(&self, mantissa: u64) -> Decimal {
        Decimal { mantissa: mantissa as i64, decimals: self.decimals }
    }
}

/// A text of 1 to 15 bytes as a block, zeros behind it: words that overlap, as copying any length would be a call.
#[inline(always)]
fn padded(text: &[u8]) -> Option<u128> {
    let length = text.len();
    if let (8..WIDTH, Some(front), Some(back)) = (length, text.first_chunk(), text.last_chunk()) {
        return Some(
            u128::from(u64::from_le_bytes(*front)) | u128::from(u64::from_le_bytes(*back)) << (8 * (length - 8)),
        );
    }
    if let (4..8, Some(front), Some(back)) = (length, text.first_chunk(), text.last_chunk()) {
        return Some(
            u128::from(u32::from_le_bytes(*front)) | u128::from(u32::from_le_bytes(*back)) << (8 * (length - 4)),
        );
    }
    if !matches!(length, 1..4) {
        return None;
    }
    let byte_at = |at: usize| u128::from(text[at]) << (8 * at);
    Some(byte_at(0) | byte_at(length / 2) | byte_at(length - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(i64, u8)> {
        let found = Decimal::parse(text.as_bytes());
        assert_eq!(Decimal::parse_long(text.as_bytes()), found, "{text}: short and long differ");
        found.map(|d| (d.mantissa, d.decimals))
    }

    #[test]
    fn a_decimal_is_kept_as_written() {
        for (text, expected) in [
            ("0.50", (50, 2)),
            ("0.5", (5, 1)),
            ("19177.79", (1_917_779, 2)),
            ("0.0003341504", (3_341_504, 10)),
            ("7", (7, 0)),
            ("0", (0, 0)),
            ("-0", (0, 0)),
            ("-0.00", (0, 2)),
            ("-12.5", (-125, 1)),
            ("007.10", (710, 2)),
            ("1234567890123456", (1_234_567_890_123_456, 0)),
            ("12345678901234567", (12_345_678_901_234_567, 0)),
            ("1.23456789012345", (123_456_789_012_345, 14)),
            ("1.234567890123456", (1_234_567_890_123_456, 15)),
            ("000000000000000000000000000000001", (1, 0)),
        ] {
            assert_eq!(Some(expected), parsed(text), "{text}");
        }
    }

    #[test]
    fn every_short_length_and_place_of_the_point_is_read() {
        let digits = "987654321098765432";
        for count in 1..=18 {
            assert_eq!(Some((digits[..count].parse().unwrap(), 0)), parsed(&digits[..count]));
            for fraction in 1..count {
                let (front, back) = digits[..count].split_at(count - fraction);
                let expected = (digits[..count].parse().unwrap(), fraction as u8);
                assert_eq!(Some(expected), parsed(&format!("{front}.{back}")));
            }
        }
    }

    #[test]
    fn the_limits_are_64_bits_and_18_decimals() {
        assert_eq!(Some((i64::MAX, 0)), parsed("9223372036854775807"));
        assert_eq!(Some((i64::MIN, 0)), parsed("-9223372036854775808"));
        assert_eq!(Some((i64::MIN, 18)), parsed("-9.223372036854775808"));
        assert_eq!(Some((1, 18)), parsed("0.000000000000000001"));
        for text in ["9223372036854775808", "-9223372036854775809", "0.0000000000000000001", "0.0000000000000000000"] {
            assert_eq!(None, parsed(text), "{text}");
        }
    }

    #[test]
    fn no_other_form_is_a_decimal() {
        for text in [
            "", "-", ".", ".5", "5.", "-.5", "-5.", "+1", "1e5", "1 ", " 1", "1_0", "1,5", "--1", "1-", "1.2.3", "0x1",
            "1\0", "\u{661}", "1.\u{b2}",
        ] {
            assert_eq!(None, parsed(text), "{text}");
            assert_eq!(None, parsed(&format!("{text}{:>20}", "")), "{text} and spaces");
        }
    }
}
