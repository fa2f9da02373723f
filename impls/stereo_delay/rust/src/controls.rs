//! The knobs, for any thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::DelayError;
use crate::mailbox::Mailbox;
use crate::motion::words_of;
use crate::settings::{Settings, Value};

#[derive(Debug)]
struct Shared {
    rate: u32,
    settings: Mutex<Settings>, // turned by people; the thread that processes only looks into the mailbox
    mailbox: Mailbox,
}

/// Sets and reads the parameters of one processor, whatever thread runs it. Clones turn the same knobs.
#[derive(Debug, Clone)]
pub struct Controls(Arc<Shared>);

impl Controls {
    pub(crate) fn new(settings: Settings, rate: u32) -> Self {
        let mailbox = Mailbox::new(words_of(&settings, rate));
        Self(Arc::new(Shared { rate, settings: Mutex::new(settings), mailbox }))
    }

    /// Set one parameter, from the next block.
    ///
    /// # Errors
    /// Those of [`Settings::changed`]; nothing has changed then.
    pub fn set(&self, name: &str, value: Value<'_>) -> Result<(), DelayError> {
        self.set_all(&[(name, value)])
    }

    /// Set several parameters at once: no block sees only some of them.
    ///
    /// # Errors
    /// Those of [`Settings::changed`]; nothing has changed then.
    pub fn set_all(&self, values: &[(&str, Value<'_>)]) -> Result<(), DelayError> {
        let mut settings = self.held();
        let changed = settings.changed(values)?;
        *settings = changed;
        self.0.mailbox.put(words_of(&changed, self.0.rate));
        Ok(())
    }

    /// Replace all parameters at once. The settings come from [`Settings::changed`].
    pub fn replace(&self, settings: Settings) {
        let mut held = self.held();
        *held = settings;
        self.0.mailbox.put(words_of(&settings, self.0.rate));
    }

    /// The present value of a parameter.
    ///
    /// # Errors
    /// [`crate::Kind::Unknown`].
    pub fn get(&self, name: &str) -> Result<Value<'static>, DelayError> {
        self.held().get(name)
    }

    /// All parameters.
    pub fn settings(&self) -> Settings {
        *self.held()
    }

    pub(crate) fn mailbox(&self) -> &Mailbox {
        &self.0.mailbox
    }

    /// A thread that panicked in here has left whole settings behind: they are replaced in one assignment.
    fn held(&self) -> MutexGuard<'_, Settings> {
        self.0.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Duration;

    use crate::{Processor, Settings, Value};

    /// Where `process` took the knobs' lock it would wait for this thread, which holds it.
    #[test]
    fn a_block_does_not_wait_for_who_holds_the_knobs() {
        let mut processor = Processor::new(Settings::default(), 48_000).unwrap();
        let controls = processor.controls();
        controls.set("wet", Value::Number(0.25)).unwrap();
        let held = controls.held();
        let (done, told) = channel();
        let playing = thread::spawn(move || {
            let (x, mut left, mut right) = ([0.5; 1024], [0.0; 1024], [0.0; 1024]);
            processor.process([&x, &x], [&mut left, &mut right]).unwrap();
            done.send(()).unwrap();
        });
        told.recv_timeout(Duration::from_secs(20)).expect("a block without a lock ends in microseconds");
        drop(held);
        playing.join().unwrap();
    }
}
