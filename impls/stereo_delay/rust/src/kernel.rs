//! One stretch, shorter than the delay: no frame in it waits for another, so the compiler makes vectors of it.
//!
//! The same source is compiled for every level ([`crate::simd`]), once for each routing and shape.

use crate::low_pass::{self, Powers};
use crate::motion::{Coefficients, Routing};
use crate::settings::{Place, Shape};
use crate::shape::{clip, fma, round_off, tanh};
use crate::sound::awake;

/// Both channels of a stretch; all slices have one length.
pub(crate) struct Stretch<'a> {
    /// What comes in, sound.
    pub(crate) x: [&'a [f32]; 2],
    /// What went into the lines a delay ago.
    pub(crate) d: [&'a [f32]; 2],
    /// What goes into them now.
    pub(crate) into: [&'a mut [f32]; 2],
    /// What comes out.
    pub(crate) y: [&'a mut [f32]; 2],
}

/// What a stretch is computed with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct How {
    pub(crate) c: Coefficients,
    pub(crate) routing: Routing,
    pub(crate) powers: Powers,
}

/// Normal routing, nothing crosses.
pub(crate) const PLAIN: u8 = 0;
/// Normal routing with cross-feedback.
pub(crate) const CROSS: u8 = 1;
/// Each line only feeds the other.
pub(crate) const PING_PONG: u8 = 2;

const NONE: u8 = Shape::None as u8;
const SOFT: u8 = Shape::Soft as u8;
const HARD: u8 = Shape::Hard as u8;
const CUBIC: u8 = Shape::Cubic as u8;

/// The three inner loops, compiled for one level. Each is a function of its own with every slice as an argument: that is
/// how the compiler knows that none of them overlap.
pub(crate) trait Loops {
    /// [`frames`].
    fn frames<const MODE: u8, const FED: bool, const SHAPE: u8, const OUTPUT: bool>(
        c: &Coefficients,
        io: Stretch<'_>,
        v: [&[f32]; 2],
    );
    /// [`feed`].
    fn feed<const MODE: u8>(c: &Coefficients, d: [&[f32]; 2], v: [&mut [f32]; 2]);
    /// [`low_pass::filter`].
    fn filter(powers: &Powers, v: &mut [f32], state: f32) -> f32;
    /// The fed-back sums of one frame, rounded as the loops do.
    fn fed<const MODE: u8>(c: &Coefficients, d_left: f32, d_right: f32) -> [f32; 2];
}

/// Compute a stretch; the low-pass's states after it. The states of a filter that is off are the last sums fed back.
pub(crate) fn stretch<L: Loops>(how: &How, io: Stretch<'_>, low: [f32; 2]) -> [f32; 2] {
    match (how.routing.ping_pong, how.c.cross == 0.0) {
        (true, _) => routed::<L, PING_PONG>(how, io, low),
        (false, true) => routed::<L, PLAIN>(how, io, low),
        (false, false) => routed::<L, CROSS>(how, io, low),
    }
}

fn routed<L: Loops, const MODE: u8>(how: &How, io: Stretch<'_>, low: [f32; 2]) -> [f32; 2] {
    if how.c.smooth != 1.0 {
        return filtered::<L, MODE>(how, io, low);
    }
    let Some(last) = io.x[0].len().checked_sub(1) else { return low };
    let low = L::fed::<MODE>(&how.c, io.d[0][last], io.d[1][last]);
    shaped::<L, MODE, false>(how, io, [&[], &[]]);
    low
}

/// The fed-back sums first, in pieces; they are filtered, then the rest of the frame.
fn filtered<L: Loops, const MODE: u8>(how: &How, io: Stretch<'_>, mut low: [f32; 2]) -> [f32; 2] {
    let Stretch { x, d, into: [mut into_left, mut into_right], y: [mut y_left, mut y_right] } = io;
    let (mut v_left, mut v_right) = ([0f32; low_pass::FRAMES], [0f32; low_pass::FRAMES]);
    let mut at = 0;
    while at < x[0].len() {
        let n = (x[0].len() - at).min(low_pass::FRAMES);
        let d = [&d[0][at..at + n], &d[1][at..at + n]];
        L::feed::<MODE>(&how.c, d, [&mut v_left[..n], &mut v_right[..n]]);
        low[0] = L::filter(&how.powers, &mut v_left[..n], low[0]);
        low[1] = L::filter(&how.powers, &mut v_right[..n], low[1]);
        let (into, y);
        ([into, y], [into_left, into_right, y_left, y_right]) = split([into_left, into_right, y_left, y_right], n);
        let x = [&x[0][at..at + n], &x[1][at..at + n]];
        shaped::<L, MODE, true>(how, Stretch { x, d, into, y }, [&v_left[..n], &v_right[..n]]);
        at += n;
    }
    low
}

type Pairs<'a> = [[&'a mut [f32]; 2]; 2];

fn split(slices: [&mut [f32]; 4], n: usize) -> (Pairs<'_>, [&mut [f32]; 4]) {
    let [(a, e), (b, f), (c, g), (d, h)] = slices.map(|slice| slice.split_at_mut(n));
    ([[a, b], [c, d]], [e, f, g, h])
}

fn shaped<L: Loops, const MODE: u8, const FED: bool>(how: &How, io: Stretch<'_>, v: [&[f32]; 2]) {
    let c = &how.c;
    match (how.routing.shape, how.routing.place) {
        (Shape::None, _) => L::frames::<MODE, FED, NONE, false>(c, io, v),
        (Shape::Soft, Place::Loop) => L::frames::<MODE, FED, SOFT, false>(c, io, v),
        (Shape::Soft, Place::Output) => L::frames::<MODE, FED, SOFT, true>(c, io, v),
        (Shape::Hard, Place::Loop) => L::frames::<MODE, FED, HARD, false>(c, io, v),
        (Shape::Hard, Place::Output) => L::frames::<MODE, FED, HARD, true>(c, io, v),
        (Shape::Cubic, Place::Loop) => L::frames::<MODE, FED, CUBIC, false>(c, io, v),
        (Shape::Cubic, Place::Output) => L::frames::<MODE, FED, CUBIC, true>(c, io, v),
    }
}

/// The loop over frames. `FED`: `v` holds the fed-back sums; else they are made of `d`.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "as arguments the slices are known not to overlap")]
pub(crate) fn frames<const FUSED: bool, const MODE: u8, const FED: bool, const SHAPE: u8, const OUTPUT: bool>(
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
    let n = x_left.len();
    let (x_right, d_left, d_right) = (&x_right[..n], &d_left[..n], &d_right[..n]);
    let (into_left, into_right) = (&mut into_left[..n], &mut into_right[..n]);
    let (y_left, y_right) = (&mut y_left[..n], &mut y_right[..n]);
    let (v_left, v_right) = if FED { (&v_left[..n], &v_right[..n]) } else { (d_left, d_right) };
    for i in 0..n {
        let (x, d) = ([x_left[i], x_right[i]], [d_left[i], d_right[i]]);
        let fed_back = if FED { [v_left[i], v_right[i]] } else { fed::<FUSED, MODE>(&c, d[0], d[1]) };
        let arriving = if MODE == PING_PONG { [(x[0] + x[1]) * 0.5, 0.0] } else { x };
        let u = [awake(arriving[0] + fed_back[0]), awake(arriving[1] + fed_back[1])];
        let y = [fma::<FUSED>(c.wet, d[0], c.dry * x[0]), fma::<FUSED>(c.wet, d[1], c.dry * x[1])];
        let (u, y) = if OUTPUT {
            (u, y.map(|y| curve::<FUSED, SHAPE>(c.gain * awake(y))))
        } else {
            (u.map(|u| curve::<FUSED, SHAPE>(if SHAPE == NONE { u } else { c.gain * u })), y)
        };
        [into_left[i], into_right[i]] = u;
        [y_left[i], y_right[i]] = y;
    }
}

/// The fed-back sums of a stretch.
#[inline(always)]
pub(crate) fn feed<const FUSED: bool, const MODE: u8>(
    c: Coefficients,
    d_left: &[f32],
    d_right: &[f32],
    v_left: &mut [f32],
    v_right: &mut [f32],
) {
    for (((v_left, v_right), d_left), d_right) in v_left.iter_mut().zip(v_right).zip(d_left).zip(d_right) {
        [*v_left, *v_right] = fed::<FUSED, MODE>(&c, *d_left, *d_right);
    }
}

/// The fed-back sums of one frame.
#[inline(always)]
pub(crate) fn fed<const FUSED: bool, const MODE: u8>(c: &Coefficients, d_left: f32, d_right: f32) -> [f32; 2] {
    match MODE {
        PING_PONG => [c.feedback * d_right, c.feedback * d_left],
        CROSS => {
            [fma::<FUSED>(c.feedback, d_left, c.cross * d_right), fma::<FUSED>(c.feedback, d_right, c.cross * d_left)]
        }
        _ => [c.feedback * d_left, c.feedback * d_right],
    }
}

#[inline(always)]
fn curve<const FUSED: bool, const SHAPE: u8>(driven: f32) -> f32 {
    match SHAPE {
        NONE => driven,
        SOFT => tanh::<FUSED>(driven),
        HARD => clip(driven),
        _ => round_off::<FUSED>(driven),
    }
}

/// One frame of any routing, for the milliseconds in which something moves: into the lines, out, and the states.
pub(crate) fn frame(c: &Coefficients, routing: &Routing, x: [f32; 2], d: [f32; 2], low: [f32; 2]) -> [[f32; 2]; 3] {
    let v = if routing.ping_pong { fed::<false, PING_PONG>(c, d[0], d[1]) } else { fed::<false, CROSS>(c, d[0], d[1]) };
    let slid = |s: f32, v: f32| awake(s + c.smooth * (v - s));
    let low = if c.smooth == 1.0 { v } else { [slid(low[0], v[0]), slid(low[1], v[1])] };
    let arriving = if routing.ping_pong { [(x[0] + x[1]) * 0.5, 0.0] } else { x };
    let u = [awake(arriving[0] + low[0]), awake(arriving[1] + low[1])];
    let y = [c.dry * x[0] + c.wet * d[0], c.dry * x[1] + c.wet * d[1]].map(awake);
    let bend = |driven: f32| match routing.shape {
        Shape::None => driven,
        Shape::Soft => tanh::<false>(c.gain * driven),
        Shape::Hard => clip(c.gain * driven),
        Shape::Cubic => round_off::<false>(c.gain * driven),
    };
    match routing.place {
        Place::Loop => [u.map(bend), y, low],
        Place::Output => [u, y.map(bend), low],
    }
}
