//! Eight bytes in a plain integer: for every CPU, and for what is shorter than a vector.

use std::mem::MaybeUninit;

use super::scan::Vector;

const HIGH: u64 = 0x8080_8080_8080_8080;

impl Vector for u64 {
    const WIDTH: usize = 8;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller lends 8 readable bytes.
        unsafe { from.cast::<u64>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        // SAFETY: the caller lends 8 writable bytes.
        unsafe { to.cast::<u64>().write_unaligned(self) }
    }

    #[inline(always)]
    unsafe fn splat(key: u32) -> Self {
        let four = u64::from(key.to_le());
        four << 32 | four
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        self | other
    }

    #[inline(always)]
    unsafe fn xor(self, other: Self) -> Self {
        self ^ other
    }

    #[inline(always)]
    unsafe fn ascii(self) -> bool {
        self & HIGH == 0
    }

    #[inline(always)]
    unsafe fn short_ascii(bytes: &[u8]) -> bool {
        few(bytes) & HIGH == 0
    }

    #[inline(always)]
    unsafe fn short_copy_xor(from: &[u8], to: &mut [MaybeUninit<u8>], key: u32) -> bool {
        // SAFETY: every CPU has integers of 64 bits.
        let plain = few(from) ^ unsafe { Self::splat(key) };
        for (place, byte) in to.iter_mut().zip(plain.to_le_bytes()) {
            place.write(byte);
        }
        // Behind the bytes there is the key alone, which says nothing of them.
        plain & HIGH & ((1 << (8 * from.len() as u32)) - 1) == 0
    }
}

/// Fewer than eight bytes as one number, the first lowest, without a loop: four and more by two overlapping reads.
#[inline(always)]
fn few(bytes: &[u8]) -> u64 {
    let len = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (len as u32 - 4));
    }
    match *bytes {
        [] => 0,
        _ => {
            u64::from(bytes[0])
                | u64::from(bytes[len / 2]) << (8 * (len as u32 / 2))
                | u64::from(bytes[len - 1]) << (8 * (len as u32 - 1))
        }
    }
}
