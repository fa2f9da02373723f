//! The typed record.

use std::borrow::Cow;

use crate::decimal::Decimal;

/// The best bid and ask of one pair. Strings are borrowed from the message unless they held an escape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticker<'a> {
    /// `spot.book_ticker`.
    pub channel: Cow<'a, str>,
    /// `update`.
    pub event: Cow<'a, str>,
    /// When the server sent it, in Unix milliseconds.
    pub time_ms: i64,
    /// The order book's update id.
    pub update_id: i64,
    /// The currency pair.
    pub symbol: Cow<'a, str>,
    /// Best bid.
    pub bid: Decimal,
    /// Size of the best bid.
    pub bid_size: Decimal,
    /// Best ask.
    pub ask: Decimal,
    /// Size of the best ask.
    pub ask_size: Decimal,
}
