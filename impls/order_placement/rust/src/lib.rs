//! Orders placed over REST: signed as Gate.io's API v4 wants it, sent over a kept connection, their acknowledgements read.
//!
//! [`Requests`] writes the bytes of a request, [`Reply`] finds a reply in what was received, [`Client`] does both over one
//! socket. Nothing is allocated for an order once the buffers have grown.
//!
//! # Features
//! - `python`: the bindings, and nothing else.
//! - `worker`: the worker process, with the document's library.
#![forbid(unsafe_code)]

mod client;
mod order;
mod reply;
mod request;

pub use client::{Client, LOOKS, ask, connect};
pub use order::{Credentials, Order, Orders};
pub use reply::{Acknowledged, Reply};
pub use request::{PATH, Requests};

#[cfg(feature = "python")]
pub mod python;

/// Why an order was not acknowledged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlacementError {
    /// The connection failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The exchange closed the connection before its reply was whole.
    #[error("the exchange closed the connection before its reply")]
    Closed,
    /// What came back is no reply of HTTP/1.1 with its length.
    #[error("the reply is no HTTP/1.1 with a length: {0}")]
    Http(String),
    /// The exchange did not take the order.
    #[error("{status} {body}")]
    Refused {
        /// The reply's status.
        status: u16,
        /// The reply's body.
        body: String,
    },
    /// The reply says that the order was taken, but not how it stands.
    #[error("the acknowledgement cannot be read: {0}")]
    Foreign(#[from] serde_json::Error),
}
