//! From settings to what a frame is computed with, and how that moves when settings change.
//!
//! Coefficients ramp in a straight line, routings cross-fade, both over `round(0.010 * rate)` frames, frame `k` of them
//! (from 1) standing at `k / frames` of the way. A ramp under way starts anew from where it is, all coefficients
//! together: feedbacks that add up to less than 1 at both ends do so in between. A routing that is asked for during a
//! cross-fade waits for the first block after it.

use crate::mailbox::WORDS;
use crate::settings::{Place, Settings, Shape};

/// Smaller coefficients are 0: their products could be denormal, and those are slow.
const LEAST: f64 = 1e-9;

/// The factors of one frame: all that ramps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// Of each line into itself, or into the other with ping-pong.
    pub feedback: f32,
    /// Of each line into the other.
    pub cross: f32,
    /// Share of the delayed signal.
    pub wet: f32,
    /// Share of the signal itself.
    pub dry: f32,
    /// What a shape's argument is multiplied by.
    pub gain: f32,
    /// Of `s += smooth (v - s)`; 1 is no filter.
    pub smooth: f32,
}

/// Which lines feed which, and what is shaped: all that cross-fades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Routing {
    /// Frames of the left line.
    pub left: u32,
    /// Frames of the right line.
    pub right: u32,
    /// Each line only feeds the other.
    pub ping_pong: bool,
    /// What becomes of a driven sample.
    pub shape: Shape,
    /// Where.
    pub place: Place,
}

/// The nearest whole number of frames, halves up.
pub(crate) fn frames_of(seconds: f64, rate: u32) -> u32 {
    (seconds * f64::from(rate) + 0.5).floor() as u32
}

impl Coefficients {
    /// What settings ramp towards.
    pub fn of(settings: &Settings, rate: u32) -> Self {
        let factor = |value: f64| if value < LEAST { 0.0 } else { value as f32 };
        let angle = -2.0 * std::f64::consts::PI * settings.low_pass / f64::from(rate);
        Self {
            feedback: factor(settings.feedback),
            cross: factor(settings.cross_feedback),
            wet: factor(settings.wet),
            dry: factor(settings.dry),
            gain: if settings.drive == 0.0 { 1.0 } else { 10f64.powf(settings.drive / 20.0) as f32 },
            smooth: if settings.low_pass == 0.0 { 1.0 } else { -angle.exp_m1() as f32 },
        }
    }

    fn between(self, other: Self, way: f32) -> Self {
        let mix = |a: f32, b: f32| a + (b - a) * way;
        Self {
            feedback: mix(self.feedback, other.feedback),
            cross: mix(self.cross, other.cross),
            wet: mix(self.wet, other.wet),
            dry: mix(self.dry, other.dry),
            gain: mix(self.gain, other.gain),
            smooth: mix(self.smooth, other.smooth),
        }
    }
}

impl Routing {
    /// What settings cross-fade to.
    pub fn of(settings: &Settings, rate: u32) -> Self {
        Self {
            left: frames_of(settings.delay_left, rate),
            right: frames_of(settings.delay_right, rate),
            ping_pong: settings.ping_pong,
            shape: settings.distortion,
            place: settings.distortion_place,
        }
    }
}

/// Both as words that a mailbox carries.
pub(crate) fn words_of(settings: &Settings, rate: u32) -> [u32; WORDS] {
    let (c, r) = (Coefficients::of(settings, rate), Routing::of(settings, rate));
    let flags = u32::from(r.ping_pong) | u32::from(r.place == Place::Output) << 1 | (r.shape as u32) << 2;
    let [a, b, d, e, f, g] = [c.feedback, c.cross, c.wet, c.dry, c.gain, c.smooth].map(f32::to_bits);
    [a, b, d, e, f, g, r.left, r.right, flags]
}

fn of_words(words: [u32; WORDS]) -> (Coefficients, Routing) {
    let [feedback, cross, wet, dry, gain, smooth, left, right, flags] = words;
    let shape = [Shape::None, Shape::Soft, Shape::Hard, Shape::Cubic][(flags >> 2 & 3) as usize];
    let place = if flags & 2 == 0 { Place::Loop } else { Place::Output };
    let coefficients = Coefficients {
        feedback: f32::from_bits(feedback),
        cross: f32::from_bits(cross),
        wet: f32::from_bits(wet),
        dry: f32::from_bits(dry),
        gain: f32::from_bits(gain),
        smooth: f32::from_bits(smooth),
    };
    (coefficients, Routing { left, right, ping_pong: flags & 1 == 1, shape, place })
}

/// Where coefficients and routing stand between two settings.
#[derive(Debug, Clone)]
pub(crate) struct Motion {
    pub(crate) now: Coefficients,
    pub(crate) routing: Routing,
    pub(crate) next: Option<Routing>,
    start: Coefficients,
    target: Coefficients,
    wanted: Routing,
    frames: u32,
    ramped: u32,
    faded: u32,
}

impl Motion {
    pub(crate) fn new(settings: &Settings, rate: u32) -> Self {
        let (now, routing) = (Coefficients::of(settings, rate), Routing::of(settings, rate));
        let frames = frames_of(0.010, rate);
        Self {
            now,
            routing,
            next: None,
            start: now,
            target: now,
            wanted: routing,
            frames,
            ramped: frames,
            faded: frames,
        }
    }

    /// Move to what the words say, from the start of this block.
    pub(crate) fn ask(&mut self, words: [u32; WORDS]) {
        let (target, wanted) = of_words(words);
        if target != self.target {
            (self.start, self.target, self.ramped) = (self.now, target, 0);
        }
        self.wanted = wanted;
    }

    /// Take up a routing that waits; whether a cross-fade begins with this block.
    pub(crate) fn begin_block(&mut self) -> bool {
        let begins = self.next.is_none() && self.wanted != self.routing;
        if begins {
            (self.next, self.faded) = (Some(self.wanted), 0);
        }
        begins
    }

    /// For how many of the next `most` frames something moves, before what moves changes.
    pub(crate) fn moving(&self, most: usize) -> usize {
        let fade = if self.next.is_some() { self.frames - self.faded } else { 0 };
        let left = [self.frames - self.ramped, fade].into_iter().filter(|&n| n > 0).min().unwrap_or(0);
        most.min(left as usize)
    }

    /// The coefficients of the next frame.
    pub(crate) fn advance(&mut self) -> Coefficients {
        if self.ramped < self.frames {
            self.ramped += 1;
            let way = self.ramped as f32 / self.frames as f32;
            self.now = if self.ramped == self.frames { self.target } else { self.start.between(self.target, way) };
        }
        self.now
    }

    /// How far the next frame stands between the routings.
    pub(crate) fn fade(&mut self) -> f32 {
        self.faded += 1;
        self.faded as f32 / self.frames as f32
    }

    /// Whether the cross-fade is over; then the new routing is the present one.
    pub(crate) fn end_fade(&mut self) -> bool {
        match self.next {
            Some(next) if self.faded == self.frames => {
                (self.routing, self.next) = (next, None);
                true
            }
            _ => false,
        }
    }
}
