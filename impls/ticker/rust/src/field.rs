//! The fields of a message, and where the general parser found each of them.

use std::borrow::Cow;

use crate::block;
use crate::decimal::{Decimal, Form};
use crate::number;
use crate::string;

/// Places for what is found; the last one takes what nobody asks for, so that storing needs no branch.
pub(crate) const CHANNEL: usize = 0;
pub(crate) const EVENT: usize = 1;
pub(crate) const TIME_MS: usize = 2;
pub(crate) const UPDATE_ID: usize = 3;
pub(crate) const SYMBOL: usize = 4;
pub(crate) const BID: usize = 5;
pub(crate) const BID_SIZE: usize = 6;
pub(crate) const ASK: usize = 7;
pub(crate) const ASK_SIZE: usize = 8;
pub(crate) const IGNORED: usize = 9;
pub(crate) const PLACES: usize = 10;
/// The key of the inner object, which is no place.
pub(crate) const RESULT: usize = 10;

/// The field of a key of the outer object.
#[inline(always)]
pub(crate) const fn outer(key: u64) -> usize {
    let mut field = IGNORED;
    if key == word(b"channel") {
        field = CHANNEL;
    }
    if key == word(b"event") {
        field = EVENT;
    }
    if key == word(b"time_ms") {
        field = TIME_MS;
    }
    if key == word(b"result") {
        field = RESULT;
    }
    field
}

/// The field of a key of the inner object.
#[inline(always)]
pub(crate) const fn inner(key: u64) -> usize {
    if key < 128 { INNER[key as usize] as usize } else { IGNORED }
}

const INNER: [u8; 128] = {
    let mut places = [IGNORED as u8; 128];
    places[b'u' as usize] = UPDATE_ID as u8;
    places[b's' as usize] = SYMBOL as u8;
    places[b'b' as usize] = BID as u8;
    places[b'B' as usize] = BID_SIZE as u8;
    places[b'a' as usize] = ASK as u8;
    places[b'A' as usize] = ASK_SIZE as u8;
    places
};

/// A key of at most eight bytes as an integer.
const fn word(key: &[u8]) -> u64 {
    let (mut word, mut i) = (0, 0);
    while i < key.len() {
        word |= (key[i] as u64) << (8 * i);
        i += 1;
    }
    word
}

/// [`word`] of a key of any length that holds no zero byte: longer ones equal none of ours.
pub(crate) fn word_of(key: &[u8]) -> u64 {
    if key.len() > 8 || key.contains(&0) { u64::MAX } else { word(key) }
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The key was not there.
    Missing,
    /// A value that no field has: a fraction, a literal, an array, an object.
    Other,
    /// Digits, not negative.
    Digits,
    /// A minus and digits.
    Negative,
    /// A string of plain ASCII.
    Plain,
    /// A string that holds escapes or other characters.
    Text,
}

/// A value: what it is, and where its inside stands in the message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

impl Value {
    pub(crate) const MISSING: Self = Self { start: 0, end: 0, kind: Kind::Missing };

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Plain | Kind::Text)
    }

    /// The string, if it is one.
    #[inline(always)]
    pub(crate) fn text<'a>(&self, message: &'a [u8]) -> Option<Cow<'a, str>> {
        let inside = message.get(self.start..self.end)?;
        match self.kind {
            Kind::Plain => Some(Cow::Borrowed(std::str::from_utf8(inside).ok()?)),
            Kind::Text => string::decode(inside),
            _ => None,
        }
    }

    /// The integer, if it is one of 64 bits.
    #[inline(always)]
    pub(crate) fn integer(&self, message: &[u8]) -> Option<i64> {
        match self.kind {
            Kind::Digits => number::digits_at(message, self.start, self.end),
            Kind::Negative => number::integer(&message[self.start..self.end]),
            _ => None,
        }
    }

    /// The decimal that the string spells.
    #[inline(always)]
    pub(crate) fn decimal(&self, message: &[u8]) -> Option<Decimal> {
        if self.kind == Kind::Plain
            && let Some(text) = block::at(message, self.start)
            && let Some(form) = Form::of(block::no_digit(text), |at| message.get(self.start + at) == Some(&b'.'))
            && self.start + form.length == self.end
            && let Some(decimal) = Decimal::in_message(message, self.start, &form)
        {
            return Some(decimal);
        }
        Decimal::parse(self.text(message)?.as_bytes())
    }
}
