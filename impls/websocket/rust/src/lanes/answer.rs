//! What a lane's messages come to, in the form that lanes are compared by; the component's README has the rules.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Messages, digested one after the other.
#[derive(Default)]
pub(crate) struct Tally {
    count: u64,
    bytes: u64,
    sha256: Sha256,
}

impl Tally {
    /// Adds a message of a stream: opcode, length and payload are digested.
    pub(crate) fn message(&mut self, opcode: u8, payload: &[u8]) {
        self.sha256.update([opcode]);
        self.sha256.update((payload.len() as u64).to_le_bytes());
        self.text(payload);
    }

    /// Adds a message of a feed: its bytes alone are digested.
    pub(crate) fn text(&mut self, payload: &[u8]) {
        self.count += 1;
        self.bytes += payload.len() as u64;
        self.sha256.update(payload);
    }

    /// Count, bytes and digest.
    pub(crate) fn answer(self) -> Map<String, Value> {
        let sha256 = format!("{:x}", self.sha256.finalize());
        let fields = json!({"count": self.count, "bytes": self.bytes, "sha256": sha256});
        fields.as_object().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_digested_end_to_end() {
        let mut tally = Tally::default();
        tally.text(b"ab");
        tally.text(b"c");
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4, of "abc"
        assert_eq!(json!({"count": 2, "bytes": 3, "sha256": sha256}), Value::Object(tally.answer()));
    }

    #[test]
    fn messages_are_digested_with_opcode_and_length() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        one.message(1, b"ab");
        other.text(b"\x01\x02\0\0\0\0\0\0\0ab");
        assert_eq!(one.answer()["sha256"], other.answer()["sha256"]);
    }
}
