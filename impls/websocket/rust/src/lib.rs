//! WebSocket frames (RFC 6455), parsed as they arrive.
//!
//! [`Parser`] takes one direction of a connection chunk by chunk and says where messages lie: in the chunk itself when one
//! frame there holds the whole message unmasked, else in the parser, which puts it together. It copies nothing else and
//! allocates only to grow. [`Inbox`] keeps the chunks beside it, so that every message of a stream can be reached.
//!
//! A stream ends with a close frame or a [`Failure`], which names the first byte after which no continuation is valid: it depends
//! on the bytes alone, never on the chunks. The component's README has the rules, byte by byte.
//!
//! [`Connection`] is a blocking client or server over any stream; [`Archive`] one that keeps all that it receives.
//!
//! The cost of a message in one piece is one pass over its payload, by the widest vectors that the CPU has ([`Level`]).
//!
//! # Features
//! - `python`: the bindings, and nothing else.
//! - `tls`: clients over TLS.
//! - `worker`: the worker process, with the documents' and the peers' libraries.

// Code that is compiled for several widths of vectors takes on the caller's only when it is inlined.
#![allow(clippy::inline_always)]

mod archive;
mod close;
mod connection;
mod failure;
mod fast;
mod found;
mod frame;
mod handshake;
mod header;
mod inbox;
mod message;
mod opcode;
mod parser;
mod simd;
mod utf8;

pub use archive::Archive;
pub use close::is_close_code;
pub use connection::{Connection, Lost};
pub use failure::{End, Failure};
pub use found::Found;
pub use frame::encode;
pub use handshake::HandshakeError;
pub use inbox::Inbox;
pub use message::Message;
pub use opcode::Opcode;
pub use parser::{LIMIT, Parser, Role};
pub use simd::Level;

#[cfg(feature = "python")]
pub mod python;
#[cfg(feature = "tls")]
pub mod tls;
