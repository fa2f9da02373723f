//! The widest vectors that this CPU has, chosen when a processor is made.
#![allow(unsafe_code, reason = "a function compiled for a CPU feature may only be called where the CPU has it")]

use crate::kernel::{self, How, Loops, Stretch, stretch};
use crate::low_pass::{self, Powers};
use crate::motion::Coefficients;
use crate::sound::{all_sound, cleaned};

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
            Level::Avx512 => stretch::<Avx512>(how, io, low),
            Level::Avx2 => stretch::<Avx2>(how, io, low),
            Level::Sse2 => stretch::<Base<false>>(how, io, low),
        }
        #[cfg(target_arch = "aarch64")]
        return stretch::<Base<true>>(how, io, low); // NEON and its fused products are part of aarch64
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        return stretch::<Base<false>>(how, io, low);
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

    /// [`cleaned`] at this level.
    pub(crate) fn cleaned(self, samples: &[f32], into: &mut [f32]) -> u32 {
        #[cfg(target_arch = "x86_64")]
        if self.0 != Level::Sse2 {
            // SAFETY: `of` and `widest` have asked this CPU for avx2.
            return unsafe { cleaned_avx2(samples, into) };
        }
        cleaned(samples, into)
    }
}

/// Compiles the loops for one level. `$call` wraps a call of a function compiled for more than the target has.
macro_rules! level {
    ($name:ty, $fused:expr, [$($generic:tt)*], [$($attribute:tt)*], $call:ident) => {
        impl $($generic)* Loops for $name {
            #[inline(always)]
            fn frames<const MODE: u8, const FED: bool, const SHAPE: u8, const OUTPUT: bool>(
                c: &Coefficients,
                io: Stretch<'_>,
                v: [&[f32]; 2],
            ) {
                $($attribute)*
                #[inline(never)]
                #[allow(clippy::too_many_arguments, reason = "as arguments the slices are known not to overlap")]
                fn inner<const FUSED: bool, const MODE: u8, const FED: bool, const SHAPE: u8, const OUTPUT: bool>(
                    c: Coefficients,
                    x_left: &[f32],
                    x_right: &[f32],
                    d_left: &[f32],
                    d_right: &[f32],
                    v_left: &[f32],
                    v_right: &[f32],
                    into_left: &mut [f32],
                    into_right: &mut [f32],
                    y_left: &mut [f32],
                    y_right: &mut [f32],
                ) {
                    kernel::frames::<FUSED, MODE, FED, SHAPE, OUTPUT>(
                        c, x_left, x_right, d_left, d_right, v_left, v_right, into_left, into_right, y_left, y_right,
                    );
                }
                let Stretch { x, d, into: [into_left, into_right], y: [y_left, y_right] } = io;
                $call!(inner::<{ $fused }, MODE, FED, SHAPE, OUTPUT>(
                    *c, x[0], x[1], d[0], d[1], v[0], v[1], into_left, into_right, y_left, y_right
                ));
            }

            #[inline(always)]
            fn feed<const MODE: u8>(c: &Coefficients, d: [&[f32]; 2], v: [&mut [f32]; 2]) {
                $($attribute)*
                #[inline(never)]
                fn inner<const FUSED: bool, const MODE: u8>(
                    c: Coefficients,
                    d_left: &[f32],
                    d_right: &[f32],
                    v_left: &mut [f32],
                    v_right: &mut [f32],
                ) {
                    kernel::feed::<FUSED, MODE>(c, d_left, d_right, v_left, v_right);
                }
                let [v_left, v_right] = v;
                $call!(inner::<{ $fused }, MODE>(*c, d[0], d[1], v_left, v_right));
            }

            #[inline(always)]
            fn filter(powers: &Powers, v: &mut [f32], state: f32) -> f32 {
                $($attribute)*
                #[inline(never)]
                fn inner<const FUSED: bool>(powers: &Powers, v: &mut [f32], state: f32) -> f32 {
                    low_pass::filter::<FUSED>(powers, v, state)
                }
                $call!(inner::<{ $fused }>(powers, v, state))
            }

            #[inline(always)]
            fn fed<const MODE: u8>(c: &Coefficients, d_left: f32, d_right: f32) -> [f32; 2] {
                $($attribute)*
                fn inner<const FUSED: bool, const MODE: u8>(c: &Coefficients, d_left: f32, d_right: f32) -> [f32; 2] {
                    kernel::fed::<FUSED, MODE>(c, d_left, d_right)
                }
                $call!(inner::<{ $fused }, MODE>(c, d_left, d_right))
            }
        }
    };
}

macro_rules! plainly {
    ($($call:tt)*) => { $($call)* };
}

#[cfg(target_arch = "x86_64")]
macro_rules! asked_for {
    ($($call:tt)*) => {
        // SAFETY: only `Vectors` calls the loops of a level, and is only made where the CPU was asked for its features.
        unsafe { $($call)* }
    };
}

/// What the target always has.
struct Base<const FUSED: bool>;
level!(Base<FUSED>, FUSED, [<const FUSED: bool>], [], plainly);

#[cfg(target_arch = "x86_64")]
struct Avx512;
#[cfg(target_arch = "x86_64")]
level!(Avx512, true, [], [#[target_feature(enable = "avx512f,avx2,fma")]], asked_for);

#[cfg(target_arch = "x86_64")]
struct Avx2;
#[cfg(target_arch = "x86_64")]
level!(Avx2, true, [], [#[target_feature(enable = "avx2,fma")]], asked_for);

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn all_sound_avx2(samples: [&[f32]; 2]) -> bool {
    all_sound(samples[0]) && all_sound(samples[1])
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn cleaned_avx2(samples: &[f32], into: &mut [f32]) -> u32 {
    cleaned(samples, into)
}
