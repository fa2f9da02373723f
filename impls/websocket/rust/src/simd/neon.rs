//! NEON, the vectors of arm64.

use std::arch::aarch64::{
    uint8x16_t, vdupq_n_u32, veorq_u8, vld1q_u8, vmaxvq_u8, vorrq_u8, vreinterpretq_u8_u32, vst1q_u8,
};
use std::mem::MaybeUninit;

use super::scan::{self, Vector};
use super::{Simd, Work};

impl Vector for uint8x16_t {
    const WIDTH: usize = 16;

    #[inline(always)]
    unsafe fn load(from: *const u8) -> Self {
        // SAFETY: the caller lends 16 readable bytes and has NEON.
        unsafe { vld1q_u8(from) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u8) {
        // SAFETY: the caller lends 16 writable bytes and has NEON.
        unsafe { vst1q_u8(to, self) }
    }

    #[inline(always)]
    unsafe fn splat(key: u32) -> Self {
        // SAFETY: the caller has NEON.
        unsafe { vreinterpretq_u8_u32(vdupq_n_u32(key)) }
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        // SAFETY: the caller has NEON.
        unsafe { vorrq_u8(self, other) }
    }

    #[inline(always)]
    unsafe fn xor(self, other: Self) -> Self {
        // SAFETY: the caller has NEON.
        unsafe { veorq_u8(self, other) }
    }

    #[inline(always)]
    unsafe fn ascii(self) -> bool {
        // SAFETY: the caller has NEON.
        unsafe { vmaxvq_u8(self) < 0x80 }
    }

    #[inline(always)]
    unsafe fn short_ascii(bytes: &[u8]) -> bool {
        // SAFETY: every CPU has integers of 64 bits.
        unsafe { scan::ascii::<u64>(bytes) }
    }

    #[inline(always)]
    unsafe fn short_copy_xor(from: &[u8], to: &mut [MaybeUninit<u8>], key: u32) -> bool {
        // SAFETY: every CPU has integers of 64 bits.
        unsafe { scan::copy_xor::<u64>(from, to, key) }
    }
}

/// # Safety
/// The CPU has NEON.
#[target_feature(enable = "neon")]
pub(super) unsafe fn run<W: Work>(work: W) -> W::Output {
    // SAFETY: the caller has NEON.
    work.run(unsafe { Simd::<uint8x16_t>::new() })
}
