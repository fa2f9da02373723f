//! The one-pole low-pass `s += a (v - s)`, eight frames ahead of itself.
//!
//! With p = 1 - a the filter is 1 / (1 - p z) = (1 + p z)(1 + p^2 z^2)(1 + p^4 z^4) / (1 - p^8 z^8): three sums over
//! neighbours, which are vectors, and a recursion that waits for a result only every eighth frame.

use crate::shape::fma;
use crate::sound::awake;

/// Most frames at a time.
pub(crate) const FRAMES: usize = 512;
const AHEAD: usize = 8;

/// Powers of p. Those that could make a product denormal are 0: what they add is below a rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Powers {
    smooth: f32,
    p: [f32; 4], // p, p^2, p^4, p^8
}

impl Powers {
    pub(crate) fn of(smooth: f32) -> Self {
        let p = 1.0 - f64::from(smooth);
        let small = |power: f64| if power < 1e-7 { 0.0 } else { power as f32 };
        Self { smooth, p: [small(p), small(p * p), small(p.powi(4)), small(p.powi(8))] }
    }
}

/// Filter at most [`FRAMES`] fed-back sums in place, from a state; the state after them.
#[inline(always)]
pub(crate) fn filter<const FUSED: bool>(powers: &Powers, v: &mut [f32], state: f32) -> f32 {
    let n = v.len();
    let Some(last) = n.checked_sub(1) else { return state };
    let (mut a, mut b) = ([0f32; FRAMES + AHEAD], [0f32; FRAMES + AHEAD]);
    for (to, from) in a[AHEAD..].iter_mut().zip(&*v) {
        *to = powers.smooth * from;
    }
    a[AHEAD] = fma::<FUSED>(powers.p[0], state, a[AHEAD]);
    neighbours::<FUSED, 1>(powers.p[0], &a, &mut b, n);
    neighbours::<FUSED, 2>(powers.p[1], &b, &mut a, n);
    neighbours::<FUSED, 4>(powers.p[2], &a, &mut b, n);
    let mut held = [0f32; AHEAD];
    let found = &mut b[AHEAD..AHEAD + n.next_multiple_of(AHEAD).min(FRAMES)];
    for eight in found.chunks_exact_mut(AHEAD) {
        for (s, w) in held.iter_mut().zip(eight) {
            *s = awake(fma::<FUSED>(powers.p[3], *s, *w));
            *w = *s;
        }
    }
    v.copy_from_slice(&b[AHEAD..AHEAD + n]);
    v[last]
}

/// `to[i] = from[i] + p from[i - BACK]`.
#[inline(always)]
fn neighbours<const FUSED: bool, const BACK: usize>(
    p: f32,
    from: &[f32; FRAMES + AHEAD],
    to: &mut [f32; FRAMES + AHEAD],
    n: usize,
) {
    let (near, far) = (&from[AHEAD..AHEAD + n], &from[AHEAD - BACK..AHEAD - BACK + n]);
    for ((to, near), far) in to[AHEAD..AHEAD + n].iter_mut().zip(near).zip(far) {
        *to = fma::<FUSED>(p, *far, *near);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_is_its_recursion() {
        for (smooth, frames) in [(0.35, 512), (0.003, 300), (0.999_999, 17), (0.9, 1), (0.5, 8)] {
            let v: Vec<f32> = (0..frames).map(|i| ((i * 37 % 101) as f32 - 50.0) / 50.0).collect();
            let mut s = 0.7f64;
            let expected: Vec<f64> = v
                .iter()
                .map(|&v| {
                    s += f64::from(smooth) * (f64::from(v) - s);
                    s
                })
                .collect();
            let mut found = v.clone();
            let state = filter::<true>(&Powers::of(smooth), &mut found, 0.7);
            assert_eq!(state.to_bits(), found[frames - 1].to_bits());
            for (i, (right, ours)) in expected.iter().zip(&found).enumerate() {
                assert!((right - f64::from(*ours)).abs() < 5e-7, "{smooth} {i}: {right} {ours}");
            }
        }
    }

    #[test]
    fn nothing_leaves_the_state() {
        assert_eq!(0.25, filter::<false>(&Powers::of(0.5), &mut [], 0.25));
    }
}
