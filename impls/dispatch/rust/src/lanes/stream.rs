//! The job over a stream: every outcome kept until the next run.

use dispatch::{Handled, ParseError};
use tandem_kit::{Answer, Job};

/// What a handler leaves.
pub(crate) trait Outcome: 'static {
    fn word(&self) -> &'static str;
}

impl Outcome for Result<Handled, ParseError> {
    fn word(&self) -> &'static str {
        match self {
            Ok(Handled::Login) => "login",
            Ok(Handled::Passed) => "passed",
            Err(_) => "error",
        }
    }
}

impl Outcome for Result<Handled, String> {
    fn word(&self) -> &'static str {
        match self {
            Ok(Handled::Login) => "login",
            Ok(Handled::Passed) => "passed",
            Err(text) if text.len() > "Error: ".len() => "error",
            Err(_) => "an error without a text",
        }
    }
}

pub(crate) struct Stream<M, F, T> {
    messages: Vec<M>,
    function: F,
    found: Vec<Option<T>>,
}

impl<M: Copy, F: FnMut(M) -> T, T: Outcome> Stream<M, F, T> {
    pub(crate) fn new(messages: Vec<M>, function: F) -> Self {
        let found = messages.iter().map(|_| None).collect();
        Self { messages, function, found }
    }
}

impl<M: Copy, F: FnMut(M) -> T, T: Outcome> Job for Stream<M, F, T> {
    const STEPS: bool = true;

    fn ops(&self) -> u64 {
        self.messages.len() as u64
    }

    fn run(&mut self) {
        for (message, place) in self.messages.iter().zip(&mut self.found) {
            *place = Some((self.function)(*message));
        }
    }

    fn step(&mut self, i: u64) -> bool {
        self.found[i as usize] = Some((self.function)(self.messages[i as usize]));
        true
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found.iter().flatten().map(Outcome::word).collect::<Vec<_>>())
    }
}

/// The messages of a given.
pub(crate) fn unframe(given: &'static [u8]) -> Result<Vec<&'static [u8]>, String> {
    ticker::unframe(given).map_err(|e| format!("given: {e}"))
}

/// The same as text, which the document's handler takes.
pub(crate) fn texts(given: &'static [u8]) -> Result<Vec<&'static str>, String> {
    let texts: Result<Vec<_>, _> = unframe(given)?.into_iter().map(std::str::from_utf8).collect();
    texts.map_err(|e| format!("given: {e}"))
}
