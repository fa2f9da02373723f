//! Frames as they are sent.

use std::hash::{BuildHasher, RandomState};

use crate::opcode::Opcode;
use crate::simd::Level;

/// Appends one final frame to `out`, in its shortest form, masked where there is a key (its first byte lowest).
pub fn encode(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8], key: Option<u32>) {
    let (len, mask) = (payload.len(), if key.is_some() { 0x80 } else { 0 });
    out.push(0x80 | opcode as u8);
    match len {
        0..=125 => out.push(mask | len as u8),
        126..=0xffff => {
            out.push(mask | 0x7e);
            out.extend((len as u16).to_be_bytes());
        }
        _ => {
            out.push(mask | 0x7f);
            out.extend((len as u64).to_be_bytes());
        }
    }
    if let Some(key) = key {
        out.extend(key.to_le_bytes());
    }
    Level::best().append_xor(out, payload, key.unwrap_or(0));
}

/// Masking keys that nobody can foresee (RFC 6455, section 10.3): a keyed hash of a counter, its key from the system.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    secret: RandomState,
    count: u64,
}

impl Keys {
    /// 64 fresh bits.
    pub(crate) fn draw(&mut self) -> u64 {
        self.count += 1;
        self.secret.hash_one(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_section_5_7_are_written() {
        let encoded = |opcode, payload: &[u8], key| {
            let mut out = Vec::new();
            encode(&mut out, opcode, payload, key);
            out
        };
        let key = Some(u32::from_le_bytes([0x37, 0xfa, 0x21, 0x3d]));
        assert_eq!(b"\x81\x05Hello".as_slice(), encoded(Opcode::Text, b"Hello", None));
        assert_eq!(b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58".as_slice(), encoded(Opcode::Text, b"Hello", key));
        assert_eq!(b"\x82\x7e\x01\x00".as_slice(), &encoded(Opcode::Binary, &[7; 256], None)[..4]);
        assert_eq!(b"\x82\x7f\0\0\0\0\0\x01\0\0".as_slice(), &encoded(Opcode::Binary, &vec![7; 65536], None)[..10]);
        assert_eq!(b"\x82\x7e\xff\xff".as_slice(), &encoded(Opcode::Binary, &vec![7; 65535], None)[..4]);
    }

    #[test]
    fn keys_differ_from_draw_to_draw_and_from_one_connection_to_the_next() {
        let (mut a, mut b) = (Keys::default(), Keys::default());
        let drawn = [a.draw(), a.draw(), b.draw(), b.draw()];
        assert!((0..4).all(|i| !drawn[..i].contains(&drawn[i])), "{drawn:?}");
    }
}
