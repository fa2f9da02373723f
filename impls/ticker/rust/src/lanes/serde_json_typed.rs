//! `serde_json` into derived types that borrow; where a message is no update, into a `Value`.

use serde_json::Value;
use tandem_kit::{Driven, Stage};
use ticker::{Routed, Ticker, unframe};

use super::described::Refused;
use super::stream::{Stream, requests};
use super::typed::{Message, Request, other, routed};

pub(crate) fn parse(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(unframe(given)?, |_, message| match typed(message) {
        Some(found) => Ok(Ticker::from(found)),
        None => Err(Refused),
    })
}

pub(crate) fn parse_mixed(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(unframe(given)?, |_, message| match typed(message) {
        Some(found) => Ok(routed(found)),
        None => untyped(message),
    })
}

pub(crate) fn subscribe(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(requests(given)?, |_, request| serde_json::to_string(&Request::new(request)).map_err(|_| Refused))
}

/// UTF-8 is checked once, for the whole message: measured faster here than `from_slice`, which checks it as well.
fn typed(message: &[u8]) -> Option<Message<'_>> {
    serde_json::from_str(std::str::from_utf8(message).ok()?).ok()
}

fn untyped(message: &[u8]) -> Result<Routed<'static>, Refused> {
    let found: Value = serde_json::from_slice(message).map_err(|_| Refused)?;
    let text = |key: &str| found.get(key).and_then(Value::as_str);
    other(found.is_object(), text("channel"), text("event"))
}
