//! A processor with a thread that feeds it, or none.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use crate::controls::Controls;
use crate::engine::{Audio, Config};
use crate::error::{DelayError, Kind};
use crate::processor::Processor;
use crate::settings::{Settings, Value};

/// What a thread has played when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Played {
    /// Frames.
    pub frames: u64,
    /// Samples that were not finite and taken as 0.
    pub silenced: u64,
}

type Returned = (Processor, Played);

/// Plays from a source into a sink, or block by block as it is called.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    controls: Controls,
    processor: Option<Processor>, // None while the thread has it
    thread: Option<JoinHandle<Returned>>,
    running: Arc<AtomicBool>,
}

impl Engine {
    /// # Errors
    /// [`Kind::Rate`].
    pub fn new(config: Config) -> Result<Self, DelayError> {
        let processor = Processor::new(config.settings, config.rate)?;
        let controls = processor.controls();
        let running = Arc::new(AtomicBool::new(false));
        Ok(Self { config, controls, processor: Some(processor), thread: None, running })
    }

    /// The knobs, for any thread.
    pub fn controls(&self) -> Controls {
        self.controls.clone()
    }

    /// Start a thread that takes blocks of `block` frames from `source` until it fills none of one, and gives what comes
    /// of each to `sink`.
    ///
    /// # Errors
    /// [`Kind::Running`] where one plays, [`Kind::Shape`] for a block of no frames.
    pub fn start(
        &mut self,
        block: usize,
        mut source: impl FnMut([&mut [f32]; 2]) -> usize + Send + 'static,
        mut sink: impl FnMut([&[f32]; 2]) + Send + 'static,
    ) -> Result<(), DelayError> {
        if block == 0 {
            return Err(DelayError::new(Kind::Shape, "a block to play should have frames, was 0"));
        }
        let mut processor = self.processor.take().ok_or_else(playing)?;
        self.running.store(true, Ordering::Release);
        let running = Arc::clone(&self.running);
        self.thread = Some(thread::spawn(move || {
            let (mut x, mut y) = ([vec![0.0; block], vec![0.0; block]], [vec![0.0; block], vec![0.0; block]]);
            let mut played = Played::default();
            while running.load(Ordering::Acquire) {
                let [x_left, x_right] = &mut x;
                let n = source([x_left, x_right]).min(block);
                if n == 0 {
                    break;
                }
                let [y_left, y_right] = &mut y;
                let out = [&mut y_left[..n], &mut y_right[..n]];
                if processor.process([&x[0][..n], &x[1][..n]], out).is_err() {
                    break; // the slices are of one length: they were cut to it above
                }
                sink([&y[0][..n], &y[1][..n]]);
                played.frames += n as u64;
            }
            running.store(false, Ordering::Release);
            played.silenced = processor.silenced();
            (processor, played)
        }));
        Ok(())
    }

    /// Whether the thread plays.
    pub fn is_running(&self) -> bool {
        self.running.load(Ordering::Acquire)
    }

    /// Wait until the source has ended, or do not and end now; what was played. Nothing plays: nothing was.
    ///
    /// # Errors
    /// [`Kind::Running`] where the source or the sink panicked; the engine is silent then, with its settings.
    pub fn stop(&mut self, wait: bool) -> Result<Played, DelayError> {
        if !wait {
            self.running.store(false, Ordering::Release);
        }
        let Some(thread) = self.thread.take() else { return Ok(Played::default()) };
        let ended = thread.join();
        self.running.store(false, Ordering::Release);
        if let Ok((processor, played)) = ended {
            self.processor = Some(processor);
            return Ok(played);
        }
        let settings = self.controls.settings();
        let processor = Processor::new(settings, self.config.rate)?;
        self.controls = processor.controls();
        self.processor = Some(processor);
        Err(DelayError::new(Kind::Running, "the source or the sink panicked"))
    }

    /// Process one block in the caller's thread.
    ///
    /// # Errors
    /// [`Kind::Running`] while the thread plays, [`Kind::Shape`].
    pub fn process(&mut self, x: [&[f32]; 2], y: [&mut [f32]; 2]) -> Result<(), DelayError> {
        self.processor.as_mut().ok_or_else(playing)?.process(x, y)
    }

    /// Set parameters, all at once.
    ///
    /// # Errors
    /// Those of [`Settings::changed`].
    pub fn set(&self, values: &[(&str, Value<'_>)]) -> Result<(), DelayError> {
        self.controls.set_all(values)
    }

    /// Switch to a preset.
    ///
    /// # Errors
    /// [`Kind::Config`] where there is none of that name.
    pub fn use_preset(&self, name: &str) -> Result<(), DelayError> {
        let known: Vec<&str> = self.config.presets.keys().map(String::as_str).collect();
        let preset = self.config.presets.get(name).ok_or_else(|| {
            DelayError::new(Kind::Config, format!("there is no preset '{name}', there are: {}", known.join(", ")))
        })?;
        self.controls.replace(*preset);
        Ok(())
    }

    /// Keep the present settings under a name.
    pub fn keep_preset(&mut self, name: &str) {
        self.config.presets.insert(name.to_owned(), self.controls.settings());
    }

    /// The configuration that would start an engine like this one.
    pub fn config(&self) -> Config {
        Config { settings: self.controls.settings(), ..self.config.clone() }
    }

    /// Process a whole recording, in blocks; nothing of it is changed.
    ///
    /// # Errors
    /// [`Kind::Rate`] where it has another rate than the engine, [`Kind::Running`].
    pub fn run(&mut self, audio: &Audio, block: usize) -> Result<Audio, DelayError> {
        if audio.rate != self.config.rate {
            let message = format!("audio of {} Hz, the engine runs at {} Hz", audio.rate, self.config.rate);
            return Err(DelayError::new(Kind::Rate, message));
        }
        let processor = self.processor.as_mut().ok_or_else(playing)?;
        let mut out = audio.clone();
        let [left, right] = &mut out.channels;
        let ends = left.chunks_mut(block.max(1)).zip(right.chunks_mut(block.max(1)));
        let starts = audio.channels[0].chunks(block.max(1)).zip(audio.channels[1].chunks(block.max(1)));
        for ((y_left, y_right), (x_left, x_right)) in ends.zip(starts) {
            processor.process([x_left, x_right], [y_left, y_right])?;
        }
        Ok(out)
    }

    /// Settings that are in force from the next block.
    pub fn settings(&self) -> Settings {
        self.controls.settings()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.stop(false); // a panic of the source has already been told
    }
}

#[cold]
fn playing() -> DelayError {
    DelayError::new(Kind::Running, "the engine plays: stop it first")
}
