//! The processor: lines, motion, and the way through a block.

use crate::controls::Controls;
use crate::error::{DelayError, Kind};
use crate::kernel::{How, Stretch, frame};
use crate::low_pass::Powers;
use crate::motion::{Motion, Routing, frames_of};
use crate::settings::{Settings, checked_rate};
use crate::simd::{Level, Vectors};
use crate::sound::sound;

/// Frames at a time, at most: what is looked at for broken samples is still in the first cache when it is processed.
const PIECE: usize = 2048;
const LONGEST_S: f64 = 5.0;

/// One stereo delay. Everything it needs is made with it.
#[derive(Debug)]
pub struct Processor {
    controls: Controls,
    seen: u32,
    first: Settings,
    rate: u32,
    motion: Motion,
    powers: Powers,
    lines: [Vec<f32>; 2],
    at: usize,
    written: usize, // frames of the lines that were ever written
    low: [f32; 2],
    next_low: [f32; 2],
    spare: [Vec<f32>; 2], // a piece without its broken samples
    silenced: u64,
    vectors: Vectors,
}

impl Processor {
    /// At the widest level that the CPU has.
    ///
    /// # Errors
    /// [`Kind::Rate`] for a rate outside 8,000 to 384,000 Hz.
    pub fn new(settings: Settings, rate: u32) -> Result<Self, DelayError> {
        Self::made(settings, rate, Vectors::widest())
    }

    /// At a level of one's choice.
    ///
    /// # Errors
    /// [`Kind::Rate`], and [`Kind::Config`] where the CPU does not have the level.
    pub fn with_level(settings: Settings, rate: u32, level: Level) -> Result<Self, DelayError> {
        let vectors =
            Vectors::of(level).ok_or_else(|| DelayError::new(Kind::Config, format!("no {} here", level.name())))?;
        Self::made(settings, rate, vectors)
    }

    fn made(settings: Settings, rate: u32, vectors: Vectors) -> Result<Self, DelayError> {
        let rate = checked_rate(rate)?;
        let size = frames_of(LONGEST_S, rate) as usize + PIECE;
        let motion = Motion::new(&settings, rate);
        Ok(Self {
            controls: Controls::new(settings, rate),
            seen: 0,
            first: settings,
            rate,
            powers: Powers::of(motion.now.smooth),
            motion,
            lines: [vec![0.0; size], vec![0.0; size]],
            at: 0,
            written: 0,
            low: [0.0; 2],
            next_low: [0.0; 2],
            spare: [vec![0.0; PIECE], vec![0.0; PIECE]],
            silenced: 0,
            vectors,
        })
    }

    /// The knobs, for any thread.
    pub fn controls(&self) -> Controls {
        self.controls.clone()
    }

    /// Hz.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// What stretches are computed with here.
    pub fn level(&self) -> Level {
        self.vectors.level()
    }

    /// Samples so far that were not finite, or of 1e30 and more: they were taken as 0.
    pub fn silenced(&self) -> u64 {
        self.silenced
    }

    /// Back to silence and to the settings at the start.
    pub fn reset(&mut self) {
        self.controls.replace(self.first);
        self.seen = self.controls.mailbox().take(1).map_or(0, |(number, _)| number);
        self.motion = Motion::new(&self.first, self.rate);
        self.powers = Powers::of(self.motion.now.smooth);
        self.lines.iter_mut().for_each(|line| line[..self.written].fill(0.0));
        (self.at, self.written, self.low, self.next_low, self.silenced) = (0, 0, [0.0; 2], [0.0; 2], 0);
    }

    /// Process one block, of any length: `x` comes in, `y` is filled. Settings are taken up here.
    ///
    /// # Errors
    /// [`Kind::Shape`] unless all four slices have one length.
    pub fn process(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) -> Result<(), DelayError> {
        let frames = x[0].len();
        if x[1].len() != frames || y[0].len() != frames || y[1].len() != frames {
            let message = format!(
                "channels should have one length, were {frames}, {}, {}, {}",
                x[1].len(),
                y[0].len(),
                y[1].len()
            );
            return Err(DelayError::new(Kind::Shape, message));
        }
        if let Some((number, words)) = self.controls.mailbox().take(self.seen) {
            self.seen = number;
            self.motion.ask(words);
        }
        if self.motion.begin_block() {
            self.next_low = self.low;
        }
        self.written = self.written.max(self.at + frames).min(self.lines[0].len());
        let [y_left, y_right] = y;
        let mut at = 0;
        while at < frames {
            let moving = self.motion.moving(frames - at);
            let n = if moving > 0 { moving } else { (frames - at).min(PIECE) };
            let x = [&x[0][at..at + n], &x[1][at..at + n]];
            let y = [&mut y_left[at..at + n], &mut y_right[at..at + n]];
            if moving > 0 {
                self.move_on(x, y);
            } else {
                self.stay(x, y);
            }
            at += n;
        }
        Ok(())
    }

    /// Frame by frame, while coefficients ramp or routings fade.
    fn move_on(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
        let [y_left, y_right] = y;
        for (i, (y_left, y_right)) in y_left.iter_mut().zip(y_right).enumerate() {
            let c = self.motion.advance();
            let [left, right] = [sound(x[0][i]), sound(x[1][i])];
            self.silenced += left.1 + right.1;
            let x = [left.0, right.0];
            let routing = self.motion.routing;
            let [mut into, mut y, low] = frame(&c, &routing, x, self.read(&routing), self.low);
            self.low = low;
            if let Some(next) = self.motion.next {
                let way = self.motion.fade();
                let [other, other_y, low] = frame(&c, &next, x, self.read(&next), self.next_low);
                self.next_low = low;
                let mix = |a: [f32; 2], b: [f32; 2]| [a[0] + (b[0] - a[0]) * way, a[1] + (b[1] - a[1]) * way];
                (into, y) = (mix(into, other), mix(y, other_y));
            }
            [self.lines[0][self.at], self.lines[1][self.at]] = into;
            [*y_left, *y_right] = y;
            self.at = if self.at + 1 == self.lines[0].len() { 0 } else { self.at + 1 };
        }
        if self.motion.end_fade() {
            self.low = self.next_low;
        }
        self.powers = Powers::of(self.motion.now.smooth);
    }

    fn read(&self, routing: &Routing) -> [f32; 2] {
        [self.lines[0][self.behind(routing.left)], self.lines[1][self.behind(routing.right)]]
    }

    fn behind(&self, delay: u32) -> usize {
        let (at, delay) = (self.at, delay as usize);
        if at >= delay { at - delay } else { at + self.lines[0].len() - delay }
    }

    /// In stretches that read nothing that they write, at most a piece.
    fn stay(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
        let sound = self.vectors.all_sound(x);
        if !sound {
            self.clean(x);
        }
        let [left, right] = &mut self.lines;
        let x = if sound { x } else { [&self.spare[0][..x[0].len()], &self.spare[1][..x[1].len()]] };
        let routing = self.motion.routing;
        let how = How { c: self.motion.now, routing, powers: self.powers };
        let (size, [y_left, y_right]) = (left.len(), y);
        let mut done = 0;
        while done < x[0].len() {
            let behind = |delay: u32| (self.at + size - delay as usize) % size;
            let (r_left, r_right) = (behind(routing.left), behind(routing.right));
            let room = size - self.at.max(r_left).max(r_right);
            let n = (x[0].len() - done).min(routing.left.min(routing.right) as usize).min(room);
            let (d_left, into_left) = apart(left, r_left, self.at, n);
            let (d_right, into_right) = apart(right, r_right, self.at, n);
            let io = Stretch {
                x: [&x[0][done..done + n], &x[1][done..done + n]],
                d: [d_left, d_right],
                into: [into_left, into_right],
                y: [&mut y_left[done..done + n], &mut y_right[done..done + n]],
            };
            self.low = self.vectors.stretch(&how, io, self.low);
            self.at = if self.at + n == size { 0 } else { self.at + n };
            done += n;
        }
    }

    /// A piece without its broken samples, which are counted, into `spare`.
    #[cold]
    fn clean(&mut self, x: [&[f32]; 2]) {
        for (spare, channel) in self.spare.iter_mut().zip(x) {
            self.silenced += u64::from(self.vectors.cleaned(channel, spare));
        }
    }
}

/// What is read and what is written of one line: `n` frames each, which do not meet.
fn apart(line: &mut [f32], read: usize, write: usize, n: usize) -> (&[f32], &mut [f32]) {
    if read < write {
        let (before, from) = line.split_at_mut(write);
        (&before[read..read + n], &mut from[..n])
    } else {
        let (before, from) = line.split_at_mut(read);
        (&from[..n], &mut before[write..write + n])
    }
}
