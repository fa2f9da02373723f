//! Which of a mixed stream's messages is which.

use std::borrow::Cow;

use crate::error::ParseError;
use crate::field::{CHANNEL, EVENT};
use crate::record::Ticker;
use crate::{fast, general};

/// What a message is to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routed<'a> {
    /// An update of `spot.book_ticker`.
    Ticker(Ticker<'a>),
    /// Anything on `spot.login`.
    Login,
    /// Anything else: another channel, a reply, no channel, or a channel that is no string.
    Ignored,
}

/// Route one message by its channel.
///
/// # Errors
/// [`ParseError::Json`] if it is not JSON; [`ParseError::Shape`] if it is JSON but no object; and for an update those
/// of [`parse`](crate::parse).
pub fn route(message: &[u8]) -> Result<Routed<'_>, ParseError> {
    match fast::parse(message) {
        Some(ticker) => Ok(Routed::Ticker(ticker)),
        None => route_general(message),
    }
}

/// The channel of one message; None where it names none, or one that is no string.
///
/// # Errors
/// [`ParseError::Json`] if it is not JSON; [`ParseError::Shape`] if it is JSON but no object.
pub fn channel(message: &[u8]) -> Result<Option<Cow<'_, str>>, ParseError> {
    if let Some(ticker) = fast::parse(message) {
        return Ok(Some(ticker.channel));
    }
    let found = general::scan(message)?;
    if found.is_object { Ok(found.values[CHANNEL].text(message)) } else { Err(ParseError::Shape) }
}

#[cold]
fn route_general(message: &[u8]) -> Result<Routed<'_>, ParseError> {
    let found = general::scan(message)?;
    if !found.is_object {
        return Err(ParseError::Shape);
    }
    let Some(channel) = found.values[CHANNEL].text(message) else { return Ok(Routed::Ignored) };
    match &*channel {
        "spot.login" => Ok(Routed::Login),
        "spot.book_ticker" if found.values[EVENT].text(message).as_deref() == Some("update") => {
            found.ticker().map(Routed::Ticker)
        }
        _ => Ok(Routed::Ignored),
    }
}
