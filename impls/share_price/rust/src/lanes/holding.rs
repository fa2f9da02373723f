//! How each layout is made, written, looked at and sized.

use share_price::{Compact, Packed, SharePrice};

use super::given::{Plain, Row};

/// A record layout.
pub(crate) trait Holding: Sized + 'static {
    /// What an update brings, parsed: a price, a text, a flag.
    fn made(row: Row) -> Self;
    fn write(&mut self, update: &Update);
    /// The record as plain values; a packed one must be taken apart for that.
    fn plain(&mut self) -> Plain;
    fn price(&self) -> Option<f64>;
    fn ready(&self) -> bool;
    fn timed(&self) -> bool;
    /// Bytes on the heap that only this record holds.
    fn owned(&mut self) -> usize;
}

/// An update as the parser leaves it: the text is borrowed from the message.
pub(crate) struct Update {
    pub(crate) price: Option<f64>,
    pub(crate) time: Option<String>,
    pub(crate) ready: bool,
}

impl Update {
    pub(crate) fn of(row: Row) -> Self {
        Self { price: row.price(), time: row.time_ms().map(|ms| ms.to_string()), ready: row.ready() }
    }
}

fn number(text: &str) -> u64 {
    text.bytes().fold(0, |number, digit| 10 * number + u64::from(digit - b'0'))
}

impl Holding for SharePrice {
    fn made(row: Row) -> Self {
        let time_gia_gate = row.time_ms().map(|ms| ms.to_string());
        Self { gia_mua_gate: row.price(), time_gia_gate, orderbook_ready: row.ready() }
    }

    #[inline]
    fn write(&mut self, update: &Update) {
        self.gia_mua_gate = update.price;
        self.time_gia_gate = update.time.as_deref().map(str::to_owned);
        self.orderbook_ready = update.ready;
    }

    fn plain(&mut self) -> Plain {
        (self.gia_mua_gate, self.time_gia_gate.as_deref().map(number), self.orderbook_ready)
    }

    #[inline]
    fn price(&self) -> Option<f64> {
        self.gia_mua_gate
    }

    #[inline]
    fn ready(&self) -> bool {
        self.orderbook_ready
    }

    #[inline]
    fn timed(&self) -> bool {
        self.time_gia_gate.is_some()
    }

    fn owned(&mut self) -> usize {
        self.time_gia_gate.as_ref().map_or(0, String::capacity)
    }
}

impl Holding for Packed {
    fn made(row: Row) -> Self {
        Self::new(row.price(), row.time_ms().map(|ms| ms.to_string()), row.ready())
    }

    #[inline]
    fn write(&mut self, update: &Update) {
        *self = Self::new(update.price, update.time.as_deref().map(str::to_owned), update.ready);
    }

    fn plain(&mut self) -> Plain {
        let time = self.take_time();
        let found = time.as_deref().map(number);
        self.set_time(time);
        (self.price(), found, self.ready())
    }

    #[inline]
    fn price(&self) -> Option<f64> {
        Packed::price(self)
    }

    #[inline]
    fn ready(&self) -> bool {
        Packed::ready(self)
    }

    #[inline]
    fn timed(&self) -> bool {
        self.has_time()
    }

    fn owned(&mut self) -> usize {
        let time = self.take_time();
        let found = time.as_ref().map_or(0, String::capacity);
        self.set_time(time);
        found
    }
}

impl Holding for Compact {
    fn made(row: Row) -> Self {
        Self::new(row.price(), row.time_ms(), row.ready())
    }

    #[inline]
    fn write(&mut self, update: &Update) {
        *self = Self::new(update.price, update.time.as_deref().map(number), update.ready);
    }

    fn plain(&mut self) -> Plain {
        (Compact::price(self), self.time_ms(), Compact::ready(self))
    }

    #[inline]
    fn price(&self) -> Option<f64> {
        Compact::price(self)
    }

    #[inline]
    fn ready(&self) -> bool {
        Compact::ready(self)
    }

    #[inline]
    fn timed(&self) -> bool {
        self.time_ms().is_some()
    }

    fn owned(&mut self) -> usize {
        0
    }
}
