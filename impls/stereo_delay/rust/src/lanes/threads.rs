//! Threads beside the one that processes: writers of a parameter, or other processors.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use stereo_delay::Processor;
use tandem_kit::{Answer, Driven, Job, Stage, boxed};

use crate::lanes::given::{Delay, Given, Locked};
use crate::lanes::play::{Play, wet, whole};

struct Contended<D> {
    play: Play<D>,
    writers: usize,
}

impl<D: Delay> Job for Contended<D> {
    const RESETS: bool = true;

    fn run(&mut self) {
        let over = AtomicBool::new(false);
        let value = wet(&self.play.given.settings);
        thread::scope(|scope| {
            for _ in 0..self.writers {
                let mut write = self.play.delay.writer(value);
                let over = &over;
                scope.spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        (0..100).for_each(|_| write());
                    }
                });
            }
            self.play.play();
            over.store(true, Ordering::Relaxed);
        });
    }

    fn answer(&mut self) -> Answer {
        self.play.found()
    }

    fn reset(&mut self) {
        self.play.delay.reset();
    }
}

struct Channels<D>(Vec<Play<D>>);

impl<D: Delay> Job for Channels<D> {
    const RESETS: bool = true;

    fn run(&mut self) {
        let Some((last, others)) = self.0.split_last_mut() else { return };
        thread::scope(|scope| {
            for play in others {
                scope.spawn(|| play.play());
            }
            last.play();
        });
    }

    fn answer(&mut self) -> Answer {
        let found: Vec<Answer> = self.0.iter().map(Play::found).collect();
        assert!(found.iter().all(|answer| *answer == found[0]), "equal processors should answer alike");
        found[0].clone()
    }

    fn reset(&mut self) {
        self.0.iter_mut().for_each(|play| play.delay.reset());
    }
}

fn contended<D: Delay>(given: &[u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Contended::<D> { play: Play::new(Given::read(given)?)?, writers: whole(stage, "writers")? })
}

fn channels<D: Delay>(given: &[u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let given = Given::read(given)?;
    let plays: Result<Vec<Play<D>>, String> =
        (0..whole(stage, "processors")?).map(|_| Play::new(given.clone())).collect();
    boxed(Channels(plays?))
}

pub(crate) fn contended_rust(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    contended::<Processor>(given, stage)
}

pub(crate) fn contended_document(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    contended::<Locked>(given, stage)
}

pub(crate) fn channels_rust(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    channels::<Processor>(given, stage)
}

pub(crate) fn channels_document(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    channels::<Locked>(given, stage)
}
