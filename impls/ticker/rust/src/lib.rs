//! One `book_ticker` message of Gate.io's spot channel to a typed record, and routing of a mixed stream by channel.
//!
//! [`parse`] first speculates that the message is laid out as Gate.io sends it: literals and digits are compared sixteen
//! bytes at a time, each byte exactly. At the first surprise the message goes to a general RFC 8259 parser, which takes
//! keys in any order, white space, escapes and unknown keys, and says what is wrong. Both read a byte at most a few
//! times, allocate only for strings that hold an escape, and borrow everything else from the message.
//!
//! All of it is word arithmetic in safe Rust: there is nothing to choose at run time, a portable build is the fast one.
//!
//! # Features
//! - `python`: the bindings.
//! - `worker`: the process worker, with the lanes of the documents' and the peers' libraries.
#![deny(unsafe_code)]
#![allow(clippy::inline_always, reason = "a message takes some 40 ns: a call in the middle of it is measured")]

mod block;
mod decimal;
mod error;
mod fast;
mod field;
mod framing;
mod general;
mod number;
mod record;
mod route;
mod string;
mod subscribe;

#[cfg(feature = "python")]
pub mod python;

pub use decimal::{Decimal, MOST_DECIMALS};
pub use error::ParseError;
pub use framing::unframe;
pub use record::Ticker;
pub use route::{Routed, channel, route};
pub use subscribe::subscribe;

/// The levels of arrays and objects that a message may have, the outermost being the first.
pub const MOST_LEVELS: u32 = 128;

/// The record of one update.
///
/// # Errors
/// [`ParseError::Json`] unless the whole message is JSON by RFC 8259, in UTF-8, without a byte order mark, without half
/// a surrogate pair, and nested at most [`MOST_LEVELS`] deep; else [`ParseError::Shape`] if a field is missing or has
/// another type; else [`ParseError::Decimal`] if a price or size is no [`Decimal`]. Of equal keys the last counts.
pub fn parse(message: &[u8]) -> Result<Ticker<'_>, ParseError> {
    match fast::parse(message) {
        Some(ticker) => Ok(ticker),
        None => parse_general(message),
    }
}

/// [`parse`] without the speculation.
///
/// # Errors
/// Those of [`parse`], for the same messages.
#[cold]
pub fn parse_general(message: &[u8]) -> Result<Ticker<'_>, ParseError> {
    general::scan(message)?.ticker()
}
