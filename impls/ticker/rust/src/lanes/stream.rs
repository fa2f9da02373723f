//! The job of every lane: one function over all messages, every outcome kept until the next run.

use tandem_kit::{Answer, Driven, Job, boxed};
use ticker::unframe;

use super::described::Described;

/// `function(i, message)` over the messages of a given; message `i` is handed over after its last outcome was dropped.
pub(crate) struct Stream<M, F, T> {
    function: F,
    messages: Vec<M>,
    found: Vec<Option<T>>,
}

impl<M, F, T> Stream<M, F, T>
where
    M: Copy + 'static,
    F: FnMut(usize, M) -> T + 'static,
    T: Described + 'static,
{
    pub(crate) fn boxed(messages: Vec<M>, function: F) -> Result<Box<dyn Driven>, String> {
        let found = messages.iter().map(|_| None).collect();
        boxed(Self { function, messages, found })
    }
}

impl<M: Copy, F: FnMut(usize, M) -> T, T: Described> Job for Stream<M, F, T> {
    const STEPS: bool = true;

    fn ops(&self) -> u64 {
        self.messages.len() as u64
    }

    fn run(&mut self) {
        for (i, (message, place)) in self.messages.iter().zip(&mut self.found).enumerate() {
            *place = None;
            *place = Some((self.function)(i, *message));
        }
    }

    fn step(&mut self, i: u64) -> bool {
        let i = i as usize;
        self.found[i] = None;
        self.found[i] = Some((self.function)(i, self.messages[i]));
        true
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found.iter().flatten().map(Described::described).collect::<Vec<_>>())
    }
}

/// The messages of a given of `subscribe`: Unix seconds (u64, little-endian) and a currency pair.
pub(crate) fn requests(given: &'static [u8]) -> Result<Vec<(u64, &'static str)>, String> {
    let request = |message: &'static [u8]| {
        let (time, pair) = message.split_first_chunk()?;
        Some((u64::from_le_bytes(*time), std::str::from_utf8(pair).ok()?))
    };
    let found: Option<Vec<_>> = unframe(given)?.into_iter().map(request).collect();
    found.ok_or_else(|| "a request should be 8 bytes of time and a pair in UTF-8".to_owned())
}
