//! WebSocket frames (RFC 6455), parsed as they arrive.
//!
//! [`Parser`] takes one direction of a connection chunk by chunk and says where messages lie: in the chunk itself when one
//! frame there holds the whole message unmasked, else in the parser, which puts it together. It copies nothing else and
//! allocates only to grow. [`Inbox`] keeps the chunks beside it, so that every message of a stream can be reached.
//!
//! A stream ends with a close frame or a [`Failure`], which names the first byte after which no continuation is valid: it depends
//! on the bytes alone, never on the chunks. The component's README has the rules, byte by byte.
//!
//! The cost of a message in one piece is one pass over its payload, by the widest vectors that the CPU has ([`Level`]).
//!
//! # Features
//! - `python`: the bindings, and nothing else.
//! - `worker`: the worker process, with the documents' and the peers' libraries.

// Code that is compiled for several widths of vectors takes on the caller's only when it is inlined.
#![allow(clippy::inline_always)]

mod close;
mod failure;
mod header;
mod inbox;
mod opcode;
mod parser;
mod simd;
mod utf8;

pub use close::is_close_code;
pub use failure::{End, Failure};
pub use inbox::{Inbox, Message};
pub use opcode::Opcode;
pub use parser::{Found, LIMIT, Parser, Role};
pub use simd::Level;
