//! The record in three layouts.

/// Unix milliseconds that the times of a given count from.
pub const BASE_MS: u64 = 1_606_292_218_000;

/// The document's record: the price bought at, the time of that price as text, whether the book is ready.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SharePrice {
    /// Price, where there is one.
    pub gia_mua_gate: Option<f64>,
    /// Unix milliseconds as text, where there is one.
    pub time_gia_gate: Option<String>,
    /// Whether the order book is ready.
    pub orderbook_ready: bool,
}

/// The same fields without padding between and after them.
#[derive(Default)]
#[repr(C, packed)]
pub struct Packed {
    price: Option<f64>,
    time: Option<String>,
    ready: bool,
}

impl Packed {
    /// A record of these values.
    pub fn new(price: Option<f64>, time: Option<String>, ready: bool) -> Self {
        Self { price, time, ready }
    }

    /// The price.
    #[inline]
    pub fn price(&self) -> Option<f64> {
        self.price
    }

    /// Whether the order book is ready.
    #[inline]
    pub fn ready(&self) -> bool {
        self.ready
    }

    /// Whether there is a text.
    #[inline]
    #[allow(clippy::redundant_pattern_matching, reason = "is_some would borrow a field that has no address of its own")]
    pub fn has_time(&self) -> bool {
        matches!(self.time, Some(_))
    }

    /// Take the text out: a field of a packed struct has no address that may be borrowed.
    #[inline]
    pub fn take_time(&mut self) -> Option<String> {
        let Self { price, time, ready } = std::mem::take(self);
        (self.price, self.ready) = (price, ready);
        time
    }

    /// Put a text in.
    #[inline]
    pub fn set_time(&mut self, time: Option<String>) {
        self.time = time;
    }
}

/// Price, time and flag in 17 bytes that own nothing: no price is a NaN, no time is -1, the time is a number.
#[derive(Debug, Clone, Copy)]
#[repr(C, packed)]
pub struct Compact {
    price: f64,
    time_ms: i64,
    ready: bool,
}

impl Compact {
    /// A record of these values.
    #[inline]
    pub fn new(price: Option<f64>, time_ms: Option<u64>, ready: bool) -> Self {
        Self { price: price.unwrap_or(f64::NAN), time_ms: time_ms.map_or(-1, |ms| ms as i64), ready }
    }

    /// The price.
    #[inline]
    pub fn price(&self) -> Option<f64> {
        let price = self.price;
        (!price.is_nan()).then_some(price)
    }

    /// Unix milliseconds.
    #[inline]
    pub fn time_ms(&self) -> Option<u64> {
        u64::try_from(self.time_ms).ok()
    }

    /// Whether the order book is ready.
    #[inline]
    pub fn ready(&self) -> bool {
        self.ready
    }

    /// The record as three words, for sharing.
    #[inline]
    pub fn words(&self) -> [u64; 3] {
        [self.price.to_bits(), self.time_ms as u64, u64::from(self.ready)]
    }

    /// The record of [`words`](Self::words).
    #[inline]
    pub fn of_words([price, time_ms, ready]: [u64; 3]) -> Self {
        Self { price: f64::from_bits(price), time_ms: time_ms as i64, ready: ready != 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::size_of;

    #[test]
    fn the_documents_struct_is_48_bytes_and_41_without_padding() {
        assert_eq!((48, 41, 17), (size_of::<SharePrice>(), size_of::<Packed>(), size_of::<Compact>()));
        assert_eq!((16, 24, 1), (size_of::<Option<f64>>(), size_of::<Option<String>>(), size_of::<bool>()));
    }

    #[test]
    fn a_compact_record_gives_back_what_it_was_made_of() {
        for (price, time, ready) in [(None, None, false), (Some(1.25), None, true), (Some(0.0), Some(0), false)] {
            let made = Compact::of_words(Compact::new(price, time, ready).words());
            assert_eq!((price, time, ready), (made.price(), made.time_ms(), made.ready()));
        }
    }

    #[test]
    fn a_packed_record_gives_its_text_away_and_takes_another() {
        let mut made = Packed::new(Some(2.5), Some("12".into()), true);
        assert_eq!(Some("12".to_owned()), made.take_time());
        made.set_time(Some("13".into()));
        assert_eq!((Some(2.5), Some("13".into()), true), (made.price(), made.take_time(), made.ready()));
    }
}
