//! What a parser gives.

use crate::opcode::Opcode;

/// One message, its payload borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its kind; never a continuation.
    pub opcode: Opcode,
    /// Its payload, unmasked and whole; of a text, UTF-8.
    pub payload: &'a [u8],
}
