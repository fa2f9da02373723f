//! SSE2, AVX2 and AVX-512 (F and BW).

use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _MM_HINT_T0, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128, _mm_prefetch,
    _mm_set1_epi32, _mm_storeu_si128, _mm_xor_si128, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi32, _mm256_storeu_si256, _mm256_xor_si256, _mm512_loadu_si512, _mm512_mask_storeu_epi8,
    _mm512_maskz_loadu_epi8, _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi32, _mm512_storeu_si512,
    _mm512_xor_si512,
};
use std::mem::MaybeUninit;

use super::scan::{self, Vector};
use super::{Simd, Work};

/// The methods of [`Vector`] by the intrinsics that do each step.
macro_rules! steps {
    ($width:literal, $load:ident, $store:ident, $splat:ident, $or:ident, $xor:ident, $high:ident) => {
        const WIDTH: usize = $width;

        #[inline(always)]
        unsafe fn load(from: *const u8) -> Self {
            // SAFETY: the caller lends WIDTH readable bytes and has the instruction.
            unsafe { $load(from.cast()) }
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut u8) {
            // SAFETY: the caller lends WIDTH writable bytes and has the instruction.
            unsafe { $store(to.cast(), self) }
        }

        #[inline(always)]
        unsafe fn splat(key: u32) -> Self {
            // SAFETY: the caller has the instruction.
            unsafe { $splat(key as i32) }
        }

        #[inline(always)]
        unsafe fn or(self, other: Self) -> Self {
            // SAFETY: the caller has the instruction.
            unsafe { $or(self, other) }
        }

        #[inline(always)]
        unsafe fn xor(self, other: Self) -> Self {
            // SAFETY: the caller has the instruction.
            unsafe { $xor(self, other) }
        }

        #[inline(always)]
        unsafe fn ascii(self) -> bool {
            // SAFETY: the caller has the instruction.
            unsafe { $high(self) == 0 }
        }
    };
}

/// The methods of [`Vector`] for what fills no vector, by the next narrower kind.
macro_rules! short_by {
    ($narrow:ty) => {
        #[inline(always)]
        unsafe fn short_ascii(bytes: &[u8]) -> bool {
            // SAFETY: a narrower kind needs no more of the CPU.
            unsafe { scan::ascii::<$narrow>(bytes) }
        }

        #[inline(always)]
        unsafe fn short_copy_xor(from: &[u8], to: &mut [MaybeUninit<u8>], key: u32) -> bool {
            // SAFETY: a narrower kind needs no more of the CPU; the caller's bytes are equally many.
            unsafe { scan::copy_xor::<$narrow>(from, to, key) }
        }
    };
}

impl Vector for __m128i {
    steps!(16, _mm_loadu_si128, _mm_storeu_si128, _mm_set1_epi32, _mm_or_si128, _mm_xor_si128, _mm_movemask_epi8);
    short_by!(u64);
}

#[rustfmt::skip]
impl Vector for __m256i {
    steps!(32, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32, _mm256_or_si256, _mm256_xor_si256, _mm256_movemask_epi8);
    short_by!(__m128i);
}

#[rustfmt::skip]
impl Vector for __m512i {
    steps!(64, _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32, _mm512_or_si512, _mm512_xor_si512, _mm512_movepi8_mask);

    #[inline(always)]
    unsafe fn short_ascii(bytes: &[u8]) -> bool {
        // SAFETY: the mask keeps the load inside `bytes`, which are fewer than 64; the caller has the instructions.
        unsafe { _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(first(bytes.len()), bytes.as_ptr().cast())) == 0 }
    }

    #[inline(always)]
    unsafe fn short_copy_xor(from: &[u8], to: &mut [MaybeUninit<u8>], key: u32) -> bool {
        let mask = first(from.len());
        // SAFETY: the mask keeps load and store inside `from` and `to`, equally many, fewer than 64; the caller has the instructions.
        unsafe {
            let plain = Self::splat(key).xor(_mm512_maskz_loadu_epi8(mask, from.as_ptr().cast()));
            _mm512_mask_storeu_epi8(to.as_mut_ptr().cast(), mask, plain);
            _mm512_movepi8_mask(plain) & mask == 0
        }
    }

    #[inline(always)]
    fn fetch(place: *const u8) {
        // SAFETY: a prefetch may name any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place.cast()) }
    }
}

/// A mask of the first `len` bytes, `len` under 64.
#[inline(always)]
fn first(len: usize) -> u64 {
    (1 << len) - 1
}

/// # Safety
/// The CPU has AVX-512 (F and BW), AVX2 and BMI2.
#[target_feature(enable = "avx512f,avx512bw,avx2,bmi2")]
pub(super) unsafe fn run_avx512<W: Work>(work: W) -> W::Output {
    // SAFETY: the caller has the features.
    work.run(unsafe { Simd::<__m512i>::new() })
}

/// # Safety
/// The CPU has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn run_avx2<W: Work>(work: W) -> W::Output {
    // SAFETY: the caller has the feature.
    work.run(unsafe { Simd::<__m256i>::new() })
}

/// # Safety
/// The CPU has SSE2, a part of x86-64.
pub(super) unsafe fn run_sse2<W: Work>(work: W) -> W::Output {
    // SAFETY: the caller has the feature.
    work.run(unsafe { Simd::<__m128i>::new() })
}
