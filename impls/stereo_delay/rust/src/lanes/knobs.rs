//! One parameter by its name, a thousand times a run; where the case says so, while another thread processes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

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
    _playing: Option<Playing>,
}

/// A thread that processes the given again and again, until it is dropped.
struct Playing {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Playing {
    fn start<D: Delay>(mut delay: D, given: Given) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&over);
        let thread = thread::spawn(move || {
            let [x_left, x_right] = &given.channels;
            let (mut left, mut right) = (vec![0.0; given.frames()], vec![0.0; given.frames()]);
            while !told.load(Ordering::Relaxed) {
                delay.process([x_left, x_right], [&mut left, &mut right]);
            }
        });
        Self { over, thread: Some(thread) }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // a panic has been printed where it was
        }
    }
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

/// `knobs` makes them of what is to be turned.
fn turning<D: Delay, K: Knobs>(
    given: &[u8],
    stage: &Stage,
    knobs: impl FnOnce(&D) -> K,
) -> Result<Box<dyn Driven>, String> {
    let given = Given::read(given)?;
    let delay = D::made(&given)?;
    let (knobs, calls) = (knobs(&delay), whole(stage, "calls")?);
    let playing = stage.params.get("playing").is_some_and(|said| said == true);
    boxed(Turning {
        knobs,
        values: (0..calls).map(|i| i as f64 / calls as f64).collect(),
        sets: stage.params["action"] == "set",
        found: 0.0,
        _playing: playing.then(|| Playing::start(delay, given)),
    })
}

pub(crate) fn rust(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    turning(given, stage, Processor::controls)
}

pub(crate) fn document(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    turning(given, stage, |delay: &Locked| Locked(Arc::clone(&delay.0)))
}
