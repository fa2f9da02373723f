//! A hunt for torn parameters; `races.py` is its twin and says what is hunted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use stereo_delay::{Controls, Processor, Settings, Value};
use tandem_kit::{Answer, Driven, Job, Series, Stage, boxed, values};

use crate::lanes::given::{Delay, Given, Locked};
use crate::lanes::play::whole;

const SUM: f64 = 0.9;

trait Pairs: Sync + 'static {
    fn set_both(&self, feedback: f64, cross: f64);
    fn settings(&self) -> Settings;
}

fn pair(feedback: f64, cross: f64) -> [(&'static str, Value<'static>); 2] {
    [("feedback", Value::Number(feedback)), ("cross_feedback", Value::Number(cross))]
}

impl Pairs for Controls {
    fn set_both(&self, feedback: f64, cross: f64) {
        self.set_all(&pair(feedback, cross)).expect("both are in range");
    }

    fn settings(&self) -> Settings {
        Self::settings(self)
    }
}

impl Pairs for Locked {
    fn set_both(&self, feedback: f64, cross: f64) {
        let mut delay = self.held();
        let changed = delay.settings().changed(&pair(feedback, cross)).expect("both are in range");
        delay.set(&changed);
    }

    fn settings(&self) -> Settings {
        self.held().settings()
    }
}

struct Hunt<P> {
    pairs: P,
    seconds: usize,
    torn: u64,
    reads: u64,
}

impl<P: Pairs> Job for Hunt<P> {
    fn run(&mut self) {
        let over = AtomicBool::new(false);
        (self.torn, self.reads) = (0, 0);
        let Self { pairs, seconds, torn, reads } = self;
        pairs.set_both(0.0, SUM);
        let (pairs, over) = (&*pairs, &over);
        thread::scope(|scope| {
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    for cross in [0.0, SUM, 0.3, 0.6] {
                        pairs.set_both(SUM - cross, cross);
                    }
                }
            });
            let end = Instant::now() + Duration::from_secs(*seconds as u64);
            while Instant::now() < end {
                for _ in 0..1000 {
                    let seen = pairs.settings();
                    *reads += 1;
                    *torn += u64::from((seen.feedback + seen.cross_feedback - SUM).abs() > 1e-9);
                }
            }
            over.store(true, Ordering::Relaxed);
        });
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&json!({"hunted": self.reads > 0}))
    }

    fn readings(&mut self) -> Vec<Series> {
        let text = format!("{} torn of {} reads", self.torn, self.reads);
        vec![values("holds", "bool", vec![f64::from(u8::from(self.torn == 0))]).evidence(text)]
    }
}

fn hunt<P: Pairs>(pairs: P, stage: &Stage) -> Result<Box<dyn Driven>, String> {
    boxed(Hunt { pairs, seconds: whole(stage, "seconds")?, torn: 0, reads: 0 })
}

pub(crate) fn rust(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    hunt(<Processor as Delay>::made(&Given::read(given)?)?.controls(), stage)
}

pub(crate) fn document(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    hunt(Locked::made(&Given::read(given)?)?, stage)
}
