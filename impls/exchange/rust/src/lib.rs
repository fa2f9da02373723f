//! A local spot exchange on loopback: a real WebSocket server that speaks Gate.io's `spot.book_ticker`, and orders over
//! REST that are signed, matched and reported as its API v4 does.
//!
//! The feed stands opposite the client that is measured, so it does its work beforehand: every update of the feed is
//! framed when the server starts, and sending is a few large writes from one buffer. A connection has a thread, and
//! threads are kept, so that a client that connects a thousand times finds one waiting each time.
//!
//! Paths: `/ws/v4/` (subscribe, then the feed; log in), `/echo` (every message comes back). Both plain and over TLS 1.3.
//! REST has a port of its own, without TLS: one thread that reads, checks, matches and answers.
#![forbid(unsafe_code)]

mod error;
mod feed;
mod gateio;
mod options;
mod server;
mod session;
mod spot;
mod tls;
mod upgrade;
mod wire;

pub use error::ExchangeError;
pub use feed::{Encoded, Feed};
pub use options::{Misbehaviour, Options, Pace};
pub use server::{Addresses, Counts, Orders, Server};
pub use spot::{Book, Fill, Force, Market, Placed, Side, Signer, Taker, body_digest};
