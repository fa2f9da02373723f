//! Prices and amounts as the API writes them, held as whole numbers of their smallest step.

/// Why a text is no price or amount of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It is no plain decimal number, or one that is too large.
    Number,
    /// It has more decimals than the pair.
    Precision,
}

/// Most digits that are taken: they stay below 2^63.
const MOST_DIGITS: usize = 18;

/// `text` in steps of `10^-decimals`.
pub(crate) fn read(text: &str, decimals: u8) -> Result<u64, Wrong> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || text.ends_with('.') || !digits(whole) || !digits(fraction) {
        return Err(Wrong::Number);
    }
    if fraction.len() > usize::from(decimals) {
        return Err(Wrong::Precision);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() + usize::from(decimals) > MOST_DIGITS {
        return Err(Wrong::Number);
    }
    let steps = whole.bytes().chain(fraction.bytes()).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    Ok(steps * 10u64.pow(u32::from(decimals) - fraction.len() as u32))
}

/// The shortest text of `steps` of `10^-decimals`: no zeros at its end, at least one digit before the point.
pub(crate) fn write(steps: u128, decimals: u8) -> String {
    let digits = format!("{steps:0>width$}", width = usize::from(decimals) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(decimals));
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_in_its_steps() {
        assert_eq!(Ok(1_917_779), read("19177.79", 2));
        assert_eq!(Ok(50), read("0.50", 2));
        assert_eq!(Ok(7), read("7", 0));
        assert_eq!(Ok(7), read("007.000", 0));
    }

    #[test]
    fn what_is_no_number_or_too_fine_is_refused() {
        for text in ["", ".", ".5", "5.", "-1", "+1", "1e3", "1,5", "0x10", " 1", "1.2.3", "\u{661}", "NaN"] {
            assert_eq!(Err(Wrong::Number), read(text, 4), "{text}");
        }
        assert_eq!(Err(Wrong::Precision), read("0.001", 2));
        assert_eq!(Err(Wrong::Number), read("12345678901234567890", 0));
    }

    #[test]
    fn the_shortest_text_is_written() {
        assert_eq!("0.05", write(5, 2));
        assert_eq!("5", write(500, 2));
        assert_eq!("0", write(0, 8));
        assert_eq!("12", write(12, 0));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(steps in 0..10u64.pow(12), decimals in 0u8..=12) {
            prop_assume!(steps < 10u64.pow(u32::from(MOST_DIGITS as u8 - decimals)).saturating_mul(10u64.pow(u32::from(decimals))));
            prop_assert_eq!(Ok(steps), read(&write(steps.into(), decimals), decimals));
        }
    }
}
