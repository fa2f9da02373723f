//! What a parser gives.

use crate::opcode::Opcode;

/// One message, its payload borrowed, unmasked and whole.
///
/// Only a parser makes one, of bytes that it has checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    opcode: Opcode,
    payload: &'a [u8],
}

impl<'a> Message<'a> {
    /// A message that a parser found; of a text, `payload` is UTF-8.
    #[inline]
    pub(crate) fn found(opcode: Opcode, payload: &'a [u8]) -> Self {
        Self { opcode, payload }
    }

    /// Its kind; never a continuation.
    #[inline]
    pub fn opcode(self) -> Opcode {
        self.opcode
    }

    /// Its payload.
    #[inline]
    pub fn payload(self) -> &'a [u8] {
        self.payload
    }

    /// Its payload as text, where it is one.
    #[inline]
    pub fn text(self) -> Option<&'a str> {
        // SAFETY: a parser gives a text only when it has checked all of it.
        (self.opcode == Opcode::Text).then(|| unsafe { std::str::from_utf8_unchecked(self.payload) })
    }
}
