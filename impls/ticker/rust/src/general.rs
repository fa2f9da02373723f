//! The general parser: one pass that checks the grammar and notes where each wanted value stands.
//!
//! A string and a number end where a byte of another class begins, so both are found by one computation without a
//! branch on which it is: keys come in any order, and a branch would be guessed wrong every second time.

use std::hint::select_unpredictable;

use crate::MOST_LEVELS;
use crate::block::{self, Block, WIDTH};
use crate::decimal::Decimal;
use crate::error::ParseError;
use crate::field::{self, Kind, PLACES, Value};
use crate::record::Ticker;
use crate::string;

/// The message is not JSON.
#[derive(Debug)]
pub(crate) struct Invalid;

impl From<Invalid> for ParseError {
    fn from(Invalid: Invalid) -> Self {
        Self::Json
    }
}

type Values = [Value; PLACES];

/// What a valid message holds. Without an object at the top nothing is found.
pub(crate) struct Found<'a> {
    pub(crate) message: &'a [u8],
    pub(crate) is_object: bool,
    pub(crate) values: Values,
}

/// Read a whole message.
#[inline]
pub(crate) fn scan(message: &[u8]) -> Result<Found<'_>, Invalid> {
    let reader = Reader { message };
    let mut values = [Value::MISSING; PLACES];
    let start = reader.space(0);
    let is_object = reader.peek(start) == Some(b'{');
    let end = if is_object { reader.outer(start + 1, &mut values)? } else { reader.skip(start, 0)? };
    if reader.space(end) < message.len() {
        return Err(Invalid);
    }
    Ok(Found { message, is_object, values })
}

impl<'a> Found<'a> {
    /// The record: every field's type first, then the decimals.
    #[inline]
    pub(crate) fn ticker(&self) -> Result<Ticker<'a>, ParseError> {
        let [channel, event, time_ms, update_id, symbol, bid, bid_size, ask, ask_size, _] = &self.values;
        if ![bid, bid_size, ask, ask_size].into_iter().all(Value::is_text) {
            return Err(ParseError::Shape);
        }
        let message = self.message;
        let text = |value: &Value| value.text(message).ok_or(ParseError::Shape);
        let integer = |value: &Value| value.integer(message).ok_or(ParseError::Shape);
        let (channel, event, symbol) = (text(channel)?, text(event)?, text(symbol)?);
        let (time_ms, update_id) = (integer(time_ms)?, integer(update_id)?);
        let mut decimals = [Decimal::default(); 4];
        for (decimal, value) in decimals.iter_mut().zip([bid, bid_size, ask, ask_size]) {
            *decimal = value.decimal(message).ok_or(ParseError::Decimal)?;
        }
        let [bid, bid_size, ask, ask_size] = decimals;
        Ok(Ticker { channel, event, time_ms, update_id, symbol, bid, bid_size, ask, ask_size })
    }
}

/// What a byte can be at the start of a value, and behind its last byte: a value is plain where both share a bit.
const TEXT: u8 = 1;
const DIGITS: u8 = 2;
const OPENS: [u8; 256] = {
    let mut opens = [0; 256];
    opens[b'"' as usize] = TEXT;
    let mut digit = b'1';
    while digit <= b'9' {
        opens[digit as usize] = DIGITS;
        digit += 1;
    }
    opens
};
const CLOSES: [u8; 256] = {
    let mut closes = [DIGITS; 256];
    closes[b'"' as usize] = TEXT;
    (closes[b'.' as usize], closes[b'e' as usize], closes[b'E' as usize]) = (0, 0, 0);
    closes
};

/// All bits where a value may hold nothing but digits.
const DIGITS_ONLY: [u16; 256] = {
    let mut only = [u16::MAX; 256];
    only[b'"' as usize] = 0;
    only
};

/// The grammar. Every method takes where to read and returns where it stopped, so that this stays in a register.
#[derive(Clone, Copy)]
struct Reader<'a> {
    message: &'a [u8],
}

impl Reader<'_> {
    #[inline(always)]
    fn peek(self, at: usize) -> Option<u8> {
        self.message.get(at).copied()
    }

    /// Pass white space.
    #[inline(always)]
    fn space(self, mut at: usize) -> usize {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek(at) {
            at += 1;
        }
        at
    }

    /// How far it is from `from` to the first byte of a class; [`WIDTH`] or more if that is not known.
    #[inline(always)]
    fn upto(self, from: usize, class: impl Fn(&Block) -> u32) -> usize {
        if let Some(block) = block::at(self.message, from) {
            return block::first(class(block));
        }
        let Some(last) = self.message.last_chunk::<WIDTH>() else { return WIDTH };
        let over = from + WIDTH - self.message.len();
        block::first(class(last) >> over.min(WIDTH))
    }

    /// The outer object, behind its brace.
    fn outer(self, at: usize, values: &mut Values) -> Result<usize, Invalid> {
        let mut at = self.space(at);
        if self.peek(at) == Some(b'}') {
            return Ok(at + 1);
        }
        loop {
            let (key, behind) = self.key(at)?;
            let field = field::outer(key);
            at = if field == field::RESULT {
                self.result(behind, values)?
            } else {
                self.value(behind, 1, &mut values[field])?
            };
            at = self.space(at);
            match self.peek(at) {
                Some(b',') => at = self.space(at + 1),
                Some(b'}') => return Ok(at + 1),
                _ => return Err(Invalid),
            }
        }
    }

    /// The value of `result`: what was found in an earlier one does not count.
    #[inline(always)]
    fn result(self, at: usize, values: &mut Values) -> Result<usize, Invalid> {
        values[field::UPDATE_ID..=field::ASK_SIZE].fill(Value::MISSING);
        if self.peek(at) == Some(b'{') {
            return self.inner(at + 1, values);
        }
        self.value(at, 1, &mut values[field::IGNORED])
    }

    /// The inner object, behind its brace.
    #[inline(always)]
    fn inner(self, at: usize, values: &mut Values) -> Result<usize, Invalid> {
        let mut at = self.space(at);
        if self.peek(at) == Some(b'}') {
            return Ok(at + 1);
        }
        loop {
            let (key, behind) = self.letter_key(at)?;
            at = self.space(self.value(behind, 2, &mut values[field::inner(key)])?);
            match self.peek(at) {
                Some(b',') => at = self.space(at + 1),
                Some(b'}') => return Ok(at + 1),
                _ => return Err(Invalid),
            }
        }
    }

    /// A key, as the word that fields are known by, and where its value begins.
    #[inline(always)]
    fn key(self, at: usize) -> Result<(u64, usize), Invalid> {
        let start = self.quote(at)?;
        let count = self.upto(start, block::special);
        let word = self.message.get(start..).and_then(<[u8]>::first_chunk);
        let (key, at) = if let (0..8, Some(word), Some(b'"')) = (count, word, self.message.get(start + count)) {
            (u64::from_le_bytes(*word) & ((1 << (8 * count)) - 1), start + count + 1)
        } else {
            self.odd_key(start)?
        };
        Ok((key, self.colon(at)?))
    }

    /// [`key`](Self::key) where keys of one letter are likely: where it ends is then guessed, not computed.
    #[inline(always)]
    fn letter_key(self, at: usize) -> Result<(u64, usize), Invalid> {
        match self.message.get(at..).and_then(<[u8]>::first_chunk) {
            Some([b'"', letter, b'"']) if letter.is_ascii_alphabetic() => Ok((u64::from(*letter), self.colon(at + 3)?)),
            _ => self.key(at),
        }
    }

    #[inline(always)]
    fn quote(self, at: usize) -> Result<usize, Invalid> {
        if self.peek(at) == Some(b'"') { Ok(at + 1) } else { Err(Invalid) }
    }

    /// Pass a colon, and where the value behind it begins.
    #[inline(always)]
    fn colon(self, at: usize) -> Result<usize, Invalid> {
        let at = self.space(at);
        if self.peek(at) == Some(b':') { Ok(self.space(at + 1)) } else { Err(Invalid) }
    }

    /// A key that is long, escaped or not ASCII.
    #[cold]
    fn odd_key(self, start: usize) -> Result<(u64, usize), Invalid> {
        let end = string::scan(self.message, start).ok_or(Invalid)?.end;
        let key = string::decode(&self.message[start..end]).ok_or(Invalid)?;
        Ok((field::word_of(key.as_bytes()), end + 1))
    }

    /// A value, noted in its place; `level` counts the objects that are open around it.
    #[inline(always)]
    fn value(self, at: usize, level: u32, place: &mut Value) -> Result<usize, Invalid> {
        let first = self.peek(at).ok_or(Invalid)?;
        let quoted = first == b'"';
        let start = at + usize::from(quoted);
        // What ends a string ends digits, too; a table says whether letters do, since a comparison would be a branch.
        let digits = u32::from(DIGITS_ONLY[usize::from(first)]);
        let count = self.upto(start, |block| block::special(block) | (block::no_digit(block) & digits));
        let end = start + count;
        if count < WIDTH
            && let Some(&after) = self.message.get(end)
            && OPENS[usize::from(first)] & CLOSES[usize::from(after)] != 0
        {
            *place = Value { start, end, kind: select_unpredictable(quoted, Kind::Plain, Kind::Digits) };
            return Ok(end + usize::from(quoted));
        }
        let (value, at) = self.odd_value(at, level)?;
        *place = value;
        Ok(at)
    }

    /// Any other value.
    #[cold]
    fn odd_value(self, start: usize, level: u32) -> Result<(Value, usize), Invalid> {
        match self.peek(start).ok_or(Invalid)? {
            b'"' => {
                let start = start + 1;
                let found = string::scan(self.message, start).ok_or(Invalid)?;
                let kind = if found.plain { Kind::Plain } else { Kind::Text };
                Ok((Value { start, end: found.end, kind }, found.end + 1))
            }
            b'-' | b'0'..=b'9' => {
                let (kind, end) = self.number(start)?;
                Ok((Value { start, end, kind }, end))
            }
            _ => {
                let end = self.skip(start, level)?;
                Ok((Value { start, end, kind: Kind::Other }, end))
            }
        }
    }

    fn number(self, mut at: usize) -> Result<(Kind, usize), Invalid> {
        let mut kind = Kind::Digits;
        if self.peek(at) == Some(b'-') {
            at += 1;
            kind = Kind::Negative;
        }
        at = match self.peek(at) {
            Some(b'0') => at + 1,
            _ => self.digits(at)?,
        };
        if self.peek(at) == Some(b'.') {
            at = self.digits(at + 1)?;
            kind = Kind::Other;
        }
        if let Some(b'e' | b'E') = self.peek(at) {
            let sign = matches!(self.peek(at + 1), Some(b'+' | b'-'));
            at = self.digits(at + 1 + usize::from(sign))?;
            kind = Kind::Other;
        }
        Ok((kind, at))
    }

    /// One digit or more.
    fn digits(self, at: usize) -> Result<usize, Invalid> {
        let count = self.message.get(at..).ok_or(Invalid)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 { Err(Invalid) } else { Ok(at + count) }
    }

    /// Check and pass one value of any kind and depth, without a stack: a bit a level says whether it is an object.
    fn skip(self, mut at: usize, level: u32) -> Result<usize, Invalid> {
        let (mut depth, mut objects) = (0, 0_u128);
        loop {
            let empty;
            (at, empty) = match self.peek(at).ok_or(Invalid)? {
                open @ (b'{' | b'[') => {
                    depth += 1;
                    if level + depth > MOST_LEVELS {
                        return Err(Invalid);
                    }
                    objects = objects << 1 | u128::from(open == b'{');
                    let at = self.space(at + 1);
                    (at, self.peek(at) == Some(open + 2))
                }
                _ => (self.scalar(at)?, true),
            };
            if empty {
                at = self.closed(at, &mut depth, &mut objects)?;
                if depth == 0 {
                    return Ok(at);
                }
            }
            if objects & 1 == 1 {
                at = self.key(at)?.1;
            }
        }
    }

    /// Behind a value, or where an empty one ends: close what closes here, up to the comma before the next value.
    fn closed(self, mut at: usize, depth: &mut u32, objects: &mut u128) -> Result<usize, Invalid> {
        while *depth > 0 {
            at = self.space(at);
            match self.peek(at) {
                Some(b',') => return Ok(self.space(at + 1)),
                Some(b'}') if *objects & 1 == 1 => {}
                Some(b']') if *objects & 1 == 0 => {}
                _ => return Err(Invalid),
            }
            at += 1;
            *depth -= 1;
            *objects >>= 1;
        }
        Ok(at)
    }

    fn scalar(self, at: usize) -> Result<usize, Invalid> {
        let literal: &[u8] = match self.peek(at).ok_or(Invalid)? {
            b'"' => return Ok(string::scan(self.message, at + 1).ok_or(Invalid)?.end + 1),
            b't' => b"true",
            b'f' => b"false",
            b'n' => b"null",
            _ => return Ok(self.number(at)?.1),
        };
        if self.message[at..].starts_with(literal) { Ok(at + literal.len()) } else { Err(Invalid) }
    }
}
