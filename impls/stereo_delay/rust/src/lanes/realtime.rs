//! Blocks against their deadline; `realtime.py` is its twin and says what is counted.

use std::thread;
use std::time::Duration;

use stereo_delay::{Processor, Settings};
use tandem_kit::{Answer, Driven, Job, Recorder, Series, Stage, boxed, now_ns, values};

use crate::lanes::given::{Delay, Given, Locked};
use crate::lanes::play::{Play, whole};

struct Realtime<D> {
    play: Play<D>,
    period_ns: u64,
    rounds: usize,
    calls: Recorder,
    late: u64,
    wake_late: u64,
}

impl<D: Delay> Realtime<D> {
    fn new(given: &[u8], stage: &Stage) -> Result<Self, String> {
        let given = Given::read(given)?;
        let block = given.blocks.first().map_or(0, |(size, _)| *size as u64);
        let period_ns = block * 1_000_000_000 / u64::from(given.rate);
        let rounds = whole(stage, "seconds")?;
        Ok(Self { play: Play::new(given)?, period_ns, rounds, calls: Recorder::new(), late: 0, wake_late: 0 })
    }
}

impl<D: Delay> Job for Realtime<D> {
    const RESETS: bool = true;

    fn ops(&self) -> u64 {
        (self.play.given.blocks.len() * self.rounds) as u64
    }

    fn run(&mut self) {
        let Self { play: Play { given, delay, out }, period_ns, rounds, calls, late, wake_late } = self;
        let [left, right] = out;
        let mut due = now_ns();
        for _ in 0..*rounds {
            let mut at = 0;
            for (size, _) in &given.blocks {
                due += *period_ns;
                if let Some(ahead) = due.checked_sub(now_ns()) {
                    thread::sleep(Duration::from_nanos(ahead));
                }
                let woke = now_ns();
                let span = at..at + size;
                let x = [&given.channels[0][span.clone()], &given.channels[1][span.clone()]];
                delay.process(x, [&mut left[span.clone()], &mut right[span]]);
                let taken = now_ns() - woke;
                calls.record(taken);
                *late += u64::from(taken > *period_ns);
                *wake_late += u64::from(woke > due + *period_ns);
                at += size;
            }
        }
    }

    fn answer(&mut self) -> Answer {
        self.play.found()
    }

    fn reset(&mut self) {
        self.play.delay.reset();
        self.calls.clear();
        (self.late, self.wake_late) = (0, 0);
    }

    fn readings(&mut self) -> Vec<Series> {
        let text = format!(
            "{} of {} calls over {} ns, {} woken after it",
            self.late,
            self.calls.count(),
            self.period_ns,
            self.wake_late
        );
        let mut latency = self.calls.series("latency");
        latency.from = Some("start");
        vec![
            latency,
            values("wake_late", "count", vec![self.wake_late as f64]),
            values("late_blocks", "count", vec![self.late as f64]),
            values("holds", "bool", vec![f64::from(u8::from(self.late == 0))]).evidence(text),
        ]
    }
}

/// The control: woken as the others are, and does nothing.
struct Empty;

impl Delay for Empty {
    fn made(_: &Given) -> Result<Self, String> {
        Ok(Self)
    }

    fn set(&mut self, _: &Settings) {}

    fn process(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
        std::hint::black_box((x, y));
    }

    fn reset(&mut self) {}

    fn silenced(&self) -> u64 {
        0
    }

    fn writer(&self, _: f64) -> Box<dyn FnMut() + Send> {
        Box::new(|| ())
    }
}

pub(crate) fn rust(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Realtime::<Processor>::new(given, stage)?)
}

pub(crate) fn document(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Realtime::<Locked>::new(given, stage)?)
}

pub(crate) fn empty(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Realtime::<Empty>::new(given, stage)?)
}
