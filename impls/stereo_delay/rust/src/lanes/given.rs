//! The given, and what plays it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stereo_delay::engine::settings_from;
use stereo_delay::{Processor, Scalar, Settings};
use tandem_kit::Answer;

#[derive(Deserialize)]
struct Header {
    rate: u32,
    sizes: Vec<usize>,
    settings: Map<String, Json>,
    changes: BTreeMap<usize, Map<String, Json>>,
    bound: f64,
}

/// Two channels and the order in which they are processed.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) rate: u32,
    /// Frames of a block, and settings asked for before it.
    pub(crate) blocks: Vec<(usize, Option<Settings>)>,
    pub(crate) settings: Settings,
    pub(crate) channels: [Vec<f32>; 2],
    bound: f64,
}

impl Given {
    /// A line of JSON, then float32, channel after channel.
    pub(crate) fn read(blob: &[u8]) -> Result<Self, String> {
        let end = blob.iter().position(|&b| b == b'\n').ok_or("given: has no line of JSON")?;
        let mut header: Header = serde_json::from_slice(&blob[..end]).map_err(|e| format!("given: {e}"))?;
        let samples: Vec<f32> = blob[end + 1..].as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let (left, right) = samples.split_at(samples.len() / 2);
        if header.sizes.iter().sum::<usize>() != left.len() || left.len() != right.len() {
            return Err("given: blocks and samples differ in length".to_owned());
        }
        let made = |table: &Map<String, Json>| settings_from(table).map_err(|e| format!("given: {e}"));
        let blocks: Result<Vec<_>, String> = header
            .sizes
            .iter()
            .enumerate()
            .map(|(i, &size)| Ok((size, header.changes.remove(&i).as_ref().map(made).transpose()?)))
            .collect();
        Ok(Self {
            rate: header.rate,
            blocks: blocks?,
            settings: made(&header.settings)?,
            channels: [left.to_vec(), right.to_vec()],
            bound: header.bound,
        })
    }

    pub(crate) fn frames(&self) -> usize {
        self.channels[0].len()
    }

    /// The audio that came out, what was silenced, and the given's bound.
    pub(crate) fn answer(&self, out: &[Vec<f32>; 2], silenced: u64) -> Answer {
        let mut found: Vec<u8> = out.iter().flatten().flat_map(|y| y.to_le_bytes()).collect();
        found.extend((silenced as u32).to_le_bytes());
        found.extend(self.bound.to_le_bytes());
        Answer::Bytes(found)
    }
}

/// What processes blocks.
pub(crate) trait Delay: Send + 'static {
    fn made(given: &Given) -> Result<Self, String>
    where
        Self: Sized;
    fn set(&mut self, settings: &Settings);
    fn process(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]);
    fn reset(&mut self);
    fn silenced(&self) -> u64;
    /// What another thread may do as often as it likes: set `wet` to the value that it has.
    fn writer(&self, wet: f64) -> Box<dyn FnMut() + Send>;
}

impl Delay for Processor {
    fn made(given: &Given) -> Result<Self, String> {
        Self::new(given.settings, given.rate).map_err(|e| e.to_string())
    }

    fn set(&mut self, settings: &Settings) {
        self.controls().replace(*settings);
    }

    fn process(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
        Self::process(self, x, y).expect("a given's channels have one length");
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn silenced(&self) -> u64 {
        Self::silenced(self)
    }

    fn writer(&self, wet: f64) -> Box<dyn FnMut() + Send> {
        let controls = self.controls();
        Box::new(move || controls.set("wet", stereo_delay::Value::Number(wet)).expect("it has this value"))
    }
}

/// As the document draws it: the delay in a mutex in a shared pointer, locked for every block and every setting.
pub(crate) struct Locked(pub(crate) Arc<Mutex<Scalar>>);

impl Locked {
    pub(crate) fn held(&self) -> std::sync::MutexGuard<'_, Scalar> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Delay for Locked {
    fn made(given: &Given) -> Result<Self, String> {
        let delay = Scalar::new(given.settings, given.rate).map_err(|e| e.to_string())?;
        Ok(Self(Arc::new(Mutex::new(delay))))
    }

    fn set(&mut self, settings: &Settings) {
        self.held().set(settings);
    }

    fn process(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
        self.held().process(x, y);
    }

    fn reset(&mut self) {
        self.held().reset();
    }

    fn silenced(&self) -> u64 {
        self.held().silenced()
    }

    fn writer(&self, wet: f64) -> Box<dyn FnMut() + Send> {
        let shared = Self(Arc::clone(&self.0));
        Box::new(move || set_one(&shared, "wet", wet))
    }
}

/// Set one number.
pub(crate) fn set_one(shared: &Locked, name: &str, value: f64) {
    let mut delay = shared.held();
    let changed = delay.settings().changed(&[(name, stereo_delay::Value::Number(value))]);
    delay.set(&changed.expect("the value is in range"));
}
