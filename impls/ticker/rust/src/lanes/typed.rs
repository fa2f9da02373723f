//! What the peers decode into: derived types that borrow, with our decimals, so that JSON is what differs.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};
use ticker::{Decimal, Routed, Ticker};

use super::described::Refused;

/// An update; unknown keys are skipped.
#[derive(Deserialize)]
pub(crate) struct Message<'a> {
    #[serde(borrow)]
    channel: Cow<'a, str>,
    #[serde(borrow)]
    event: Cow<'a, str>,
    time_ms: i64,
    #[serde(borrow)]
    result: Book<'a>,
}

#[derive(Deserialize)]
struct Book<'a> {
    u: i64,
    #[serde(borrow)]
    s: Cow<'a, str>,
    b: Figure,
    #[serde(rename = "B")]
    bid_size: Figure,
    a: Figure,
    #[serde(rename = "A")]
    ask_size: Figure,
}

/// A subscribe request.
#[derive(Serialize)]
pub(crate) struct Request<'a> {
    time: u64,
    channel: &'static str,
    event: &'static str,
    payload: [&'a str; 1],
}

impl<'a> Request<'a> {
    pub(crate) fn new((time, pair): (u64, &'a str)) -> Self {
        Self { time, channel: "spot.book_ticker", event: "subscribe", payload: [pair] }
    }
}

/// [`Decimal`] out of a JSON string, without a copy of it.
struct Figure(Decimal);

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FigureVisitor)
    }
}

struct FigureVisitor;

impl Visitor<'_> for FigureVisitor {
    type Value = Figure;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal in a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Figure, E> {
        Decimal::parse(text.as_bytes()).map(Figure).ok_or_else(|| E::custom("not a decimal within bounds"))
    }
}

impl<'a> From<Message<'a>> for Ticker<'a> {
    fn from(message: Message<'a>) -> Self {
        let book = message.result;
        Self {
            channel: message.channel,
            event: message.event,
            time_ms: message.time_ms,
            update_id: book.u,
            symbol: book.s,
            bid: book.b.0,
            bid_size: book.bid_size.0,
            ask: book.a.0,
            ask_size: book.ask_size.0,
        }
    }
}

/// A message that decoded as an update, by its channel and event.
pub(crate) fn routed(message: Message<'_>) -> Routed<'_> {
    match (&*message.channel, &*message.event) {
        ("spot.book_ticker", "update") => Routed::Ticker(message.into()),
        ("spot.login", _) => Routed::Login,
        _ => Routed::Ignored,
    }
}

/// A message that is JSON but did not decode as an update, by the channel and event of its object.
pub(crate) fn other(is_object: bool, channel: Option<&str>, event: Option<&str>) -> Result<Routed<'static>, Refused> {
    match (channel, event) {
        _ if !is_object => Err(Refused),
        (Some("spot.login"), _) => Ok(Routed::Login),
        (Some("spot.book_ticker"), Some("update")) => Err(Refused),
        _ => Ok(Routed::Ignored),
    }
}
