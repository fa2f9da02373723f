//! What becomes of a driven sample.

/// Beyond this tanh is 1 to float32.
const FLAT_FROM: f32 = 8.6;
/// A rational function of x^2, fitted by weighted least squares over 0..8.6 until its largest error was smallest
/// (1.2e-8 in exact arithmetic). In float32, with or without fused products, it stays within 4e-7 of tanh: a test goes
/// through the floats.
const P: [f32; 5] = [0.999_999_94, 0.133_996_8, 3.518_036_5e-3, 2.099_132_8e-5, 1.391_233_8e-8];
const Q: [f32; 5] = [1.0, 0.467_329_9, 2.596_162e-2, 3.322_881_3e-4, 7.998_63e-7];

/// `a * b + c`, in one rounding where the level fuses.
#[inline(always)]
pub(crate) fn fma<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

#[inline(always)]
pub(crate) fn tanh<const FUSED: bool>(driven: f32) -> f32 {
    let x = driven.clamp(-FLAT_FROM, FLAT_FROM);
    let t = x * x;
    let horner = |c: [f32; 5]| {
        let high = fma::<FUSED>(fma::<FUSED>(c[4], t, c[3]), t, c[2]);
        fma::<FUSED>(fma::<FUSED>(high, t, c[1]), t, c[0])
    };
    x * horner(P) / horner(Q)
}

#[inline(always)]
pub(crate) fn clip(driven: f32) -> f32 {
    driven.clamp(-1.0, 1.0)
}

#[inline(always)]
pub(crate) fn round_off<const FUSED: bool>(driven: f32) -> f32 {
    let y = clip(driven);
    y * fma::<FUSED>(-0.5 * y, y, 1.5)
}

/// tanh, within 4e-7, as the levels with fused products compute it.
pub fn soft(driven: f32) -> f32 {
    tanh::<true>(driven)
}

/// Clipped to -1..1.
pub fn hard(driven: f32) -> f32 {
    clip(driven)
}

/// Clipped, then 1.5 y - 0.5 y^3.
pub fn cubic(driven: f32) -> f32 {
    round_off::<true>(driven)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: f64 = 4e-7;

    fn soft_rounded(driven: f32) -> f32 {
        tanh::<false>(driven)
    }

    fn farthest(function: fn(f32) -> f32, step: usize) -> f64 {
        let last = 12f32.to_bits();
        (0..=last).step_by(step).map(f32::from_bits).fold(0.0, |worst: f64, x| {
            let exact = f64::from(x).tanh();
            worst.max((f64::from(function(x)) - exact).abs()).max((f64::from(function(-x)) + exact).abs())
        })
    }

    #[test]
    fn tanh_is_within_its_bound_over_the_floats() {
        for function in [soft, soft_rounded] {
            let found = farthest(function, 997);
            assert!(found <= BOUND, "{found:e}");
        }
    }

    #[test]
    #[ignore = "all floats from 0 to 12, both signs: a minute"]
    fn tanh_is_within_its_bound_at_every_float() {
        for function in [soft, soft_rounded] {
            let found = farthest(function, 1);
            assert!(found <= BOUND, "{found:e}");
        }
    }

    #[test]
    fn tanh_ends_where_tanh_ends() {
        for x in [8.6, 20.0, 1e30, f32::INFINITY] {
            assert!((soft(x) - 1.0).abs() <= 4e-7 && (soft(-x) + 1.0).abs() <= 4e-7);
        }
        assert_eq!(0.0f32.to_bits(), soft(0.0).to_bits());
    }

    #[test]
    fn cubic_is_flat_at_full_scale() {
        assert_eq!([1.0, 1.0, -1.0, 0.0], [cubic(1.0), cubic(3.0), cubic(-2.0), cubic(0.0)]);
        assert_eq!(0.6875, cubic(0.5));
    }
}
