//! An hour of audio, and what the process holds more after it than after its first minute.
#![allow(unsafe_code, reason = "malloc tells what it has given out through a C function")]

use stereo_delay::Processor;
use tandem_kit::{Answer, Driven, Job, Series, Stage, boxed, values};

use crate::lanes::given::{Delay, Given, Locked};
use crate::lanes::play::{Play, whole};

const WARM: usize = 60;

struct Hour<D> {
    play: Play<D>,
    rounds: usize,
    grown: i64,
}

impl<D: Delay> Job for Hour<D> {
    const RESETS: bool = true;

    fn run(&mut self) {
        for _ in 0..WARM.min(self.rounds) {
            self.play.play();
        }
        let held = in_use();
        for _ in WARM..self.rounds {
            self.play.play();
        }
        self.grown = in_use() as i64 - held as i64;
    }

    fn answer(&mut self) -> Answer {
        self.play.found()
    }

    fn reset(&mut self) {
        self.play.delay.reset();
    }

    fn readings(&mut self) -> Vec<Series> {
        let text = format!("{} B of malloc more after {} s than after {WARM} s", self.grown, self.rounds);
        vec![values("holds", "bool", vec![f64::from(u8::from(self.grown <= 0))]).evidence(text)]
    }
}

/// Bytes that malloc has given out.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn in_use() -> usize {
    // SAFETY: `mallinfo2` takes nothing, only reads malloc's own counters, under malloc's own lock.
    let found = unsafe { libc::mallinfo2() };
    found.uordblks + found.hblkhd
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn in_use() -> usize {
    0
}

pub(crate) fn rust(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Hour::<Processor> { play: Play::new(Given::read(given)?)?, rounds: whole(stage, "seconds")?, grown: 0 })
}

pub(crate) fn document(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Hour::<Locked> { play: Play::new(Given::read(given)?)?, rounds: whole(stage, "seconds")?, grown: 0 })
}
