//! The processor frame by frame, with the standard library's tanh: what is first written, and what tests compare with.

use crate::error::DelayError;
use crate::motion::{Coefficients, Motion, Routing, frames_of, words_of};
use crate::settings::{Place, Settings, Shape, checked_rate};
use crate::sound::{awake, sound};

/// One stereo delay, every frame computed on its own.
#[derive(Debug)]
pub struct Scalar {
    first: Settings,
    asked: Option<Settings>,
    rate: u32,
    motion: Motion,
    lines: [Vec<f32>; 2],
    at: usize,
    low: [f32; 2],
    next_low: [f32; 2],
    silenced: u64,
}

impl Scalar {
    /// # Errors
    /// [`crate::Kind::Rate`].
    pub fn new(settings: Settings, rate: u32) -> Result<Self, DelayError> {
        let size = frames_of(5.0, checked_rate(rate)?) as usize + 1;
        Ok(Self {
            first: settings,
            asked: None,
            rate,
            motion: Motion::new(&settings, rate),
            lines: [vec![0.0; size], vec![0.0; size]],
            at: 0,
            low: [0.0; 2],
            next_low: [0.0; 2],
            silenced: 0,
        })
    }

    /// Move to these settings from the next block.
    pub fn set(&mut self, settings: &Settings) {
        self.asked = Some(*settings);
    }

    /// The settings asked for last.
    pub fn settings(&self) -> Settings {
        self.asked.unwrap_or(self.first)
    }

    /// Back to silence and to the settings at the start.
    pub fn reset(&mut self) {
        self.motion = Motion::new(&self.first, self.rate);
        self.asked = None;
        self.lines.iter_mut().for_each(|line| line.fill(0.0));
        (self.at, self.low, self.next_low, self.silenced) = (0, [0.0; 2], [0.0; 2], 0);
    }

    /// Samples so far that were taken as 0.
    pub fn silenced(&self) -> u64 {
        self.silenced
    }

    /// Process one block; all four slices have the length of the shortest.
    pub fn process(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
        if let Some(asked) = self.asked {
            self.motion.ask(words_of(&asked, self.rate));
        }
        if self.motion.begin_block() {
            self.next_low = self.low;
        }
        let [y_left, y_right] = y;
        for (((x_left, x_right), y_left), y_right) in x[0].iter().zip(x[1]).zip(y_left).zip(y_right) {
            let ((left, a), (right, b)) = (sound(*x_left), sound(*x_right));
            self.silenced += a + b;
            [*y_left, *y_right] = self.frame([left, right]);
        }
    }

    fn frame(&mut self, x: [f32; 2]) -> [f32; 2] {
        let c = self.motion.advance();
        let [mut into, mut y, low] = self.routed(&c, self.motion.routing, x, self.low);
        self.low = low;
        if let Some(next) = self.motion.next {
            let way = self.motion.fade();
            let [other, other_y, low] = self.routed(&c, next, x, self.next_low);
            self.next_low = low;
            for channel in 0..2 {
                into[channel] += (other[channel] - into[channel]) * way;
                y[channel] += (other_y[channel] - y[channel]) * way;
            }
            if self.motion.end_fade() {
                self.low = self.next_low;
            }
        }
        for (line, into) in self.lines.iter_mut().zip(into) {
            line[self.at] = awake(into);
        }
        self.at = (self.at + 1) % self.lines[0].len();
        y
    }

    fn routed(&self, c: &Coefficients, routing: Routing, x: [f32; 2], low: [f32; 2]) -> [[f32; 2]; 3] {
        let size = self.lines[0].len();
        let behind = |line: &[f32], delay: u32| line[(self.at + size - delay as usize) % size];
        let d = [behind(&self.lines[0], routing.left), behind(&self.lines[1], routing.right)];
        let (arriving, v) = if routing.ping_pong {
            ([(x[0] + x[1]) * 0.5, 0.0], [c.feedback * d[1], c.feedback * d[0]])
        } else {
            (x, [c.feedback * d[0] + c.cross * d[1], c.feedback * d[1] + c.cross * d[0]])
        };
        let low = if c.smooth == 1.0 {
            v
        } else {
            [low[0] + c.smooth * (v[0] - low[0]), low[1] + c.smooth * (v[1] - low[1])].map(awake)
        };
        let u = [arriving[0] + low[0], arriving[1] + low[1]];
        let y = [c.dry * x[0] + c.wet * d[0], c.dry * x[1] + c.wet * d[1]];
        let bend = |sample: f32| match routing.shape {
            Shape::None => sample,
            Shape::Soft => (c.gain * sample).tanh(),
            Shape::Hard => (c.gain * sample).clamp(-1.0, 1.0),
            Shape::Cubic => {
                let y = (c.gain * sample).clamp(-1.0, 1.0);
                1.5 * y - 0.5 * y * y * y
            }
        };
        match routing.place {
            Place::Loop => [u.map(bend), y, low],
            Place::Output => [u, y.map(bend), low],
        }
    }
}
