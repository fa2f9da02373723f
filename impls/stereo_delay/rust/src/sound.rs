//! Samples that must not enter: not finite, so large that sums of them would not be, so small that they would be slow.

/// Samples of this size or more are taken as infinite.
pub(crate) const LOUDEST: f32 = 1e30;
/// Smaller ones are 0: their squares would be denormal.
pub(crate) const TINY: f32 = 1e-18;

const SIZE: u32 = 0x7fff_ffff;

/// Whether every sample is sound: 0, or of a size from `TINY` to below `LOUDEST`.
#[inline(always)]
pub(crate) fn all_sound(samples: &[f32]) -> bool {
    let (tiny, loudest) = (TINY.to_bits(), LOUDEST.to_bits());
    let odd = samples.iter().fold(0u32, |odd, sample| {
        let size = sample.to_bits() & SIZE;
        odd | u32::from(size >= loudest) | u32::from(size.wrapping_sub(1) < tiny - 1)
    });
    odd == 0
}

/// Copy samples, with 0 for those that are not sound; how many were not finite, or too large.
#[inline(always)]
pub(crate) fn cleaned(samples: &[f32], into: &mut [f32]) -> u32 {
    samples.iter().zip(into).fold(0, |silenced, (sample, clean)| {
        let (kept, odd) = sound(*sample);
        *clean = kept;
        silenced + odd as u32 // samples of a piece: they fit
    })
}

/// The sample, or 0 where it is not sound; and 1 where it was not finite, or too large.
#[inline(always)]
pub(crate) fn sound(sample: f32) -> (f32, u64) {
    let size = sample.abs();
    if size < TINY {
        (0.0, 0)
    } else if size < LOUDEST {
        (sample, 0)
    } else {
        (0.0, 1) // NaN too: it is smaller than nothing
    }
}

/// The number, or 0 where it is tiny.
#[inline(always)]
pub(crate) fn awake(number: f32) -> f32 {
    if number.abs() < TINY { 0.0 } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sound_samples_are_sound() {
        let good = [0.0, -0.0, 1.0, -1e-18, 9.9e29, 1e-17];
        let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -3e38, 1e-19, -1e-42];
        assert!(all_sound(&good) && good.iter().all(|&x| sound(x) == (x, 0)));
        for x in odd {
            assert!(!all_sound(&[0.0, x, 1.0]), "{x}");
            assert_eq!((0.0, u64::from(!x.is_finite() || x.abs() >= 1e30)), sound(x));
        }
        let mut clean = [1.0; 13];
        assert_eq!(5, cleaned(&[good.as_slice(), &odd].concat(), &mut clean));
        assert_eq!([good.as_slice(), &[0.0; 7]].concat(), clean);
    }
}
