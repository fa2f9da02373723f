//! The widest vectors that this CPU has, chosen when a processor is made.
#![allow(unsafe_code, reason = "a function compiled for a CPU feature may only be called where the CPU has it")]

use crate::kernel::{How, Stretch, stretch};
use crate::sound::all_sound;

/// What the stretches are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Sixteen floats at once, products fused with the sum that follows.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// Eight, products fused.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Four, every operation rounded.
    #[cfg(target_arch = "x86_64")]
    Sse2,
    /// Four, products fused.
    #[cfg(target_arch = "aarch64")]
    Neon,
    /// What the compiler assumes of any CPU of its kind, every operation rounded.
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    Portable,
}

/// A level that this CPU has. Only [`Vectors::of`] makes one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vectors(Level);

impl Level {
    /// Every level that this CPU has, the widest first.
    pub fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let all = [Self::Avx512, Self::Avx2, Self::Sse2];
        #[cfg(target_arch = "aarch64")]
        let all = [Self::Neon];
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let all = [Self::Portable];
        all.into_iter().filter(|level| level.is_here()).collect()
    }

    /// Whether this CPU has it.
    pub fn is_here(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return match self {
            Self::Avx512 => is_x86_feature_detected!("avx512f") && Self::Avx2.is_here(),
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            Self::Sse2 => true,
        };
        #[cfg(not(target_arch = "x86_64"))]
        true
    }

    /// `avx512`, `avx2`, `sse2`, `neon` or `portable`.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => "sse2",
            #[cfg(target_arch = "aarch64")]
            Self::Neon => "neon",
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            Self::Portable => "portable",
        }
    }
}

impl Vectors {
    /// None where this CPU does not have the level.
    pub(crate) fn of(level: Level) -> Option<Self> {
        level.is_here().then_some(Self(level))
    }

    /// The widest here.
    pub(crate) fn widest() -> Self {
        Self(Level::available()[0])
    }

    pub(crate) fn level(self) -> Level {
        self.0
    }

    /// [`stretch`] at this level.
    pub(crate) fn stretch(self, how: &How, io: Stretch<'_>, low: [f32; 2]) -> [f32; 2] {
        #[cfg(target_arch = "x86_64")]
        match self.0 {
            // SAFETY: `of` and `widest` have asked this CPU for avx512f, avx2 and fma.
            Level::Avx512 => unsafe { stretch_avx512(how, io, low) },
            // SAFETY: they have asked it for avx2 and fma.
            Level::Avx2 => unsafe { stretch_avx2(how, io, low) },
            Level::Sse2 => stretch::<false>(how, io, low),
        }
        #[cfg(target_arch = "aarch64")]
        return stretch::<true>(how, io, low); // NEON and its fused products are part of aarch64
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        return stretch::<false>(how, io, low);
    }

    /// Whether all samples of both channels are sound, at this level.
    pub(crate) fn all_sound(self, samples: [&[f32]; 2]) -> bool {
        #[cfg(target_arch = "x86_64")]
        if self.0 != Level::Sse2 {
            // SAFETY: `of` and `widest` have asked this CPU for avx2.
            return unsafe { all_sound_avx2(samples) };
        }
        all_sound(samples[0]) && all_sound(samples[1])
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn stretch_avx512(how: &How, io: Stretch<'_>, low: [f32; 2]) -> [f32; 2] {
    stretch::<true>(how, io, low)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn stretch_avx2(how: &How, io: Stretch<'_>, low: [f32; 2]) -> [f32; 2] {
    stretch::<true>(how, io, low)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn all_sound_avx2(samples: [&[f32]; 2]) -> bool {
    all_sound(samples[0]) && all_sound(samples[1])
}
