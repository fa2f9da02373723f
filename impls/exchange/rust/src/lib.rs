//! A local spot exchange: a real WebSocket server on loopback that speaks Gate.io's `spot.book_ticker`.
//!
//! It stands opposite the client that is measured, so it does its own work beforehand: every update of the feed is
//! framed when the server starts, and sending is a few large writes from one buffer. A connection has a thread, and
//! threads are kept, so that a client that connects a thousand times finds one waiting each time.
//!
//! Paths: `/ws/v4/` (subscribe, then the feed), `/echo` (every message comes back). Both plain and over TLS 1.3.
#![forbid(unsafe_code)]

mod error;
mod feed;
mod gateio;
mod options;
mod server;
mod session;
mod tls;
mod upgrade;
mod wire;

pub use error::ExchangeError;
pub use feed::{Encoded, Feed};
pub use options::{Misbehaviour, Options, Pace};
pub use server::{Addresses, Counts, Server};
