//! `simd-json` as it is fastest here: padded input, one reused tape and one set of buffers, and derived types that
//! borrow out of the tape. It writes into its input, so every message is first copied to a place of its own.

use std::slice;

use serde::Deserialize;
use simd_json::prelude::*;
use simd_json::{Buffers, Deserializer, INPUT_PADDING, Tape, fill_tape_padded};
use tandem_kit::{Driven, Stage};
use ticker::{Routed, Ticker, unframe};

use super::described::Refused;
use super::stream::{Stream, requests};
use super::typed::{Message, Request, other, routed};

pub(crate) fn parse(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    let messages = unframe(given)?;
    let mut parser = Parser::new(&messages);
    Stream::boxed(messages, move |i, message| {
        let mut tape = parser.tape(i, message)?;
        let found = Message::deserialize(&mut tape);
        parser.take_back(tape);
        found.map(Ticker::from).map_err(|_| Refused)
    })
}

pub(crate) fn parse_mixed(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    let messages = unframe(given)?;
    let mut parser = Parser::new(&messages);
    Stream::boxed(messages, move |i, message| {
        let mut tape = parser.tape(i, message)?;
        let found = match Message::deserialize(&mut tape) {
            Ok(found) => Ok(routed(found)),
            Err(_) => untyped(&mut tape),
        };
        parser.take_back(tape);
        found
    })
}

pub(crate) fn subscribe(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(requests(given)?, |_, request| simd_json::to_string(&Request::new(request)).map_err(|_| Refused))
}

fn untyped(tape: &mut Deserializer<'static>) -> Result<Routed<'static>, Refused> {
    tape.restart();
    let found = tape.as_value();
    other(found.is_object(), found.get_str("channel"), found.get_str("event"))
}

/// What is reused from message to message.
struct Parser {
    places: Vec<*mut [u8]>,
    buffers: Buffers,
    tape: Option<Tape<'static>>,
}

impl Parser {
    fn new(messages: &[&'static [u8]]) -> Self {
        let longest = messages.iter().map(|message| message.len()).max().unwrap_or(0);
        let place = |message: &&[u8]| Box::into_raw(vec![0; message.len() + INPUT_PADDING].into_boxed_slice());
        Self { places: messages.iter().map(place).collect(), buffers: Buffers::new(longest), tape: None }
    }

    fn tape(&mut self, i: usize, message: &[u8]) -> Result<Deserializer<'static>, Refused> {
        let place = self.places[i];
        // SAFETY: the place was leaked in `new`, so it lives as long as the process, and it is message i's alone. What
        // borrowed from it is gone: `Stream` drops the last outcome of message i before it asks for the next one, and
        // the tape was reset.
        let place: &'static mut [u8] = unsafe { slice::from_raw_parts_mut(place.cast(), place.len()) };
        place[..message.len()].copy_from_slice(message);
        let mut tape = self.tape.take().unwrap_or_else(Tape::null);
        if fill_tape_padded(place, message.len(), &mut self.buffers, &mut tape).is_ok() {
            return Ok(Deserializer::from_tape(tape));
        }
        self.tape = Some(tape.reset());
        Err(Refused)
    }

    fn take_back(&mut self, tape: Deserializer<'static>) {
        self.tape = Some(tape.into_tape().reset());
    }
}
