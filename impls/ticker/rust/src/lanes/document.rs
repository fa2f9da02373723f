//! The document's Rust: `serde_json` into a dynamic `Value`, then its fields.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use tandem_kit::{Driven, Stage};
use ticker::{Decimal, Routed, Ticker, unframe};

use super::described::Refused;
use super::stream::{Stream, requests};

pub(crate) fn parse(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(unframe(given)?, |_, message| {
        let response: Value = serde_json::from_slice(message).map_err(|_| Refused)?;
        record(&response).ok_or(Refused)
    })
}

pub(crate) fn parse_mixed(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(unframe(given)?, |_, message| handle(message))
}

pub(crate) fn subscribe(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(requests(given)?, |_, (time, pair)| {
        let request = OrderbookSubscribe {
            time,
            channel: "spot.book_ticker",
            event: "subscribe",
            payload: vec![pair.to_owned()],
        };
        serde_json::to_string(&request).map_err(|_| Refused)
    })
}

#[derive(Serialize)]
struct OrderbookSubscribe {
    time: u64,
    channel: &'static str,
    event: &'static str,
    payload: Vec<String>,
}

/// The channel decides; one that is missing or no string is as good as an empty one.
fn handle(message: &[u8]) -> Result<Routed<'static>, Refused> {
    let response: Value = serde_json::from_slice(message).map_err(|_| Refused)?;
    if !response.is_object() {
        return Err(Refused);
    }
    let text = |key: &str| response.get(key).and_then(Value::as_str).unwrap_or("");
    match text("channel") {
        "spot.login" => Ok(Routed::Login),
        "spot.book_ticker" if text("event") == "update" => record(&response).map(Routed::Ticker).ok_or(Refused),
        _ => Ok(Routed::Ignored),
    }
}

fn record(response: &Value) -> Option<Ticker<'static>> {
    let text = |object: &Value, key: &str| object.get(key)?.as_str().map(|text| Cow::Owned(text.to_owned()));
    let decimal = |object: &Value, key: &str| Decimal::parse(object.get(key)?.as_str()?.as_bytes());
    let result = response.get("result")?;
    Some(Ticker {
        channel: text(response, "channel")?,
        event: text(response, "event")?,
        time_ms: response.get("time_ms")?.as_i64()?,
        update_id: result.get("u")?.as_i64()?,
        symbol: text(result, "s")?,
        bid: decimal(result, "b")?,
        bid_size: decimal(result, "B")?,
        ask: decimal(result, "a")?,
        ask_size: decimal(result, "A")?,
    })
}
