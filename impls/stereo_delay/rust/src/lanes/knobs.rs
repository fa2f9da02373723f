//! One parameter by its name, a thousand times a run.

use serde_json::json;
use stereo_delay::{Controls, Processor, Value};
use tandem_kit::{Answer, Driven, Job, Stage, boxed};

use crate::lanes::given::{Delay, Given, Locked, set_one};
use crate::lanes::play::whole;

struct Turning<K> {
    knobs: K,
    values: Vec<f64>,
    sets: bool,
    found: f64,
}

trait Knobs: 'static {
    fn set(&self, value: f64);
    fn get(&self) -> f64;
}

impl Knobs for Controls {
    fn set(&self, value: f64) {
        Self::set(self, "wet", Value::Number(value)).expect("the value is in range");
    }

    fn get(&self) -> f64 {
        match Self::get(self, "wet") {
            Ok(Value::Number(wet)) => wet,
            other => unreachable!("wet is a number, was {other:?}"),
        }
    }
}

impl Knobs for Locked {
    fn set(&self, value: f64) {
        set_one(self, "wet", value);
    }

    fn get(&self) -> f64 {
        self.held().settings().wet
    }
}

impl<K: Knobs> Job for Turning<K> {
    fn ops(&self) -> u64 {
        self.values.len() as u64
    }

    fn run(&mut self) {
        if self.sets {
            for value in &self.values {
                self.knobs.set(*value);
            }
        } else {
            for _ in &self.values {
                self.found = std::hint::black_box(&self.knobs).get();
            }
        }
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&json!({"wet": self.knobs.get()}))
    }
}

fn turning<K: Knobs>(knobs: K, stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let calls = whole(stage, "calls")?;
    let values = (0..calls).map(|i| i as f64 / calls as f64).collect();
    boxed(Turning { knobs, values, sets: stage.params["action"] == "set", found: 0.0 })
}

pub(crate) fn rust(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    turning(<Processor as Delay>::made(&Given::read(given)?)?.controls(), stage)
}

pub(crate) fn document(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    turning(Locked::made(&Given::read(given)?)?, stage)
}
