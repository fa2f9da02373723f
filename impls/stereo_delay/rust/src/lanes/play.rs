//! A given, block by block.

use stereo_delay::{Level, Processor, Settings};
use tandem_kit::{Answer, Driven, Job, Stage, boxed};

use crate::lanes::given::{Delay, Given, Locked};

pub(crate) struct Play<D> {
    pub(crate) given: Given,
    pub(crate) delay: D,
    pub(crate) out: [Vec<f32>; 2],
}

impl<D: Delay> Play<D> {
    pub(crate) fn new(given: Given) -> Result<Self, String> {
        let delay = D::made(&given)?;
        Ok(Self::of(given, delay))
    }

    fn of(given: Given, delay: D) -> Self {
        let frames = given.frames();
        Self { given, delay, out: [vec![0.0; frames], vec![0.0; frames]] }
    }

    /// Once through.
    pub(crate) fn play(&mut self) {
        let Self { given, delay, out } = self;
        let [left, right] = out;
        let mut at = 0;
        for (size, asked) in &given.blocks {
            if let Some(settings) = asked {
                delay.set(settings);
            }
            let span = at..at + size;
            let x = [&given.channels[0][span.clone()], &given.channels[1][span.clone()]];
            delay.process(x, [&mut left[span.clone()], &mut right[span]]);
            at += size;
        }
    }

    pub(crate) fn found(&self) -> Answer {
        self.given.answer(&self.out, self.delay.silenced())
    }
}

impl<D: Delay> Job for Play<D> {
    const RESETS: bool = true;

    fn run(&mut self) {
        self.play();
    }

    fn answer(&mut self) -> Answer {
        self.found()
    }

    fn reset(&mut self) {
        self.delay.reset();
    }
}

pub(crate) fn rust(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Play::<Processor>::new(Given::read(given)?)?)
}

pub(crate) fn document(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Play::<Locked>::new(Given::read(given)?)?)
}

/// Our processor at a level that is not the widest here.
fn narrower(given: &[u8], name: &str) -> Result<Box<dyn Driven>, String> {
    let given = Given::read(given)?;
    let level = Level::available().into_iter().find(|level| level.name() == name);
    let level = level.ok_or_else(|| format!("this CPU has no {name}"))?;
    let delay = Processor::with_level(given.settings, given.rate, level).map_err(|e| e.to_string())?;
    boxed(Play::of(given, delay))
}

pub(crate) fn avx2(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    narrower(given, "avx2")
}

pub(crate) fn sse2(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    narrower(given, "sse2")
}

/// A parameter of the case that is a whole number.
pub(crate) fn whole(stage: &Stage, name: &str) -> Result<usize, String> {
    let found = stage.params.get(name).and_then(serde_json::Value::as_u64);
    found.and_then(|n| usize::try_from(n).ok()).ok_or_else(|| format!("the case should say {name}"))
}

/// The settings a thread may set again and again.
pub(crate) fn wet(settings: &Settings) -> f64 {
    settings.wet
}
