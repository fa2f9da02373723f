//! The speculation: a message laid out as Gate.io sends it. Every byte is checked; the first surprise gives up, and the
//! general parser decides.

use std::borrow::Cow;

use crate::block::{self, Block, WIDTH};
use crate::decimal::{Decimal, Form};
use crate::record::Ticker;

/// The part of a message that has a fixed length until the year 2286. `#` is a digit from 1, `0` any digit.
const HEAD: &[u8; LENGTH] = b"{\"time\":#000000000,\"time_ms\":#000000000000,\"channel\":\"spot.book_ticker\",\
    \"event\":\"update\",\"result\":{\"t\":#000000000000,\"u\":";
const LENGTH: usize = 121;
const TIME_MS_END: usize = 42;
const TIME_MS_DIGITS: usize = 13;

/// Blocks of the head; the last begins before the one before it ends.
const BLOCKS: usize = LENGTH.div_ceil(WIDTH);

/// The lowest byte allowed at each place of each block, and how far above it the highest is from 127.
const LEAST: [Block; BLOCKS] = blocks(bounds().0);
const SLACK: [Block; BLOCKS] = blocks(bounds().1);

const fn bounds() -> ([u8; LENGTH], [u8; LENGTH]) {
    let (mut least, mut slack) = (*HEAD, [127; LENGTH]);
    let mut i = 0;
    while i < LENGTH {
        match HEAD[i] {
            b'#' => (least[i], slack[i]) = (b'1', 127 - 8),
            b'0' => slack[i] = 127 - 9,
            _ => {}
        }
        i += 1;
    }
    (least, slack)
}

const fn blocks(bytes: [u8; LENGTH]) -> [Block; BLOCKS] {
    let mut blocks = [[0; WIDTH]; BLOCKS];
    let mut i = 0;
    while i < BLOCKS * WIDTH {
        blocks[i / WIDTH][i % WIDTH] = bytes[start(i / WIDTH) + i % WIDTH];
        i += 1;
    }
    blocks
}

const fn start(block: usize) -> usize {
    if block + 1 < BLOCKS { block * WIDTH } else { LENGTH - WIDTH }
}

/// The record of a message as it is sent; None says nothing of any other message.
#[inline(always)]
pub(crate) fn parse(message: &[u8]) -> Option<Ticker<'_>> {
    let head = message.first_chunk::<LENGTH>()?;
    if !is_head(head) {
        return None;
    }
    let time_ms = block::number_before(head, TIME_MS_END, TIME_MS_DIGITS, TIME_MS_DIGITS)? as i64;
    let mut rest = Rest { message, at: LENGTH };
    let update_id = rest.update_id()?;
    rest.literal(b",\"s\":\"")?;
    let symbol = rest.symbol()?;
    rest.literal(b"\",\"b\":\"")?;
    let bid = rest.decimal()?;
    rest.literal(b"\",\"B\":\"")?;
    let bid_size = rest.decimal()?;
    rest.literal(b"\",\"a\":\"")?;
    let ask = rest.decimal()?;
    rest.literal(b"\",\"A\":\"")?;
    let ask_size = rest.last_decimal()?;
    if message.get(rest.at..)? != b"\"}}" {
        return None;
    }
    Some(Ticker {
        channel: Cow::Borrowed("spot.book_ticker"),
        event: Cow::Borrowed("update"),
        time_ms,
        update_id,
        symbol: Cow::Borrowed(symbol),
        bid,
        bid_size,
        ask,
        ask_size,
    })
}

/// Whether each byte is inside its bounds.
#[inline(always)]
fn is_head(head: &[u8; LENGTH]) -> bool {
    let block = |i| head[start(i)..].first_chunk().unwrap_or(&[0; WIDTH]);
    block::all_within(&std::array::from_fn(block), &LEAST, &SLACK)
}

/// What follows the head, read from left to right.
struct Rest<'a> {
    message: &'a [u8],
    at: usize,
}

impl<'a> Rest<'a> {
    #[inline(always)]
    fn literal<const N: usize>(&mut self, expected: &[u8; N]) -> Option<()> {
        let found = self.message.get(self.at..)?.first_chunk::<N>()?;
        self.at += N;
        (found == expected).then_some(())
    }

    /// 1 to 15 digits, the first of several not a zero.
    #[inline(always)]
    fn update_id(&mut self) -> Option<i64> {
        let digits = block::at(self.message, self.at)?;
        let count = block::first(block::no_digit(digits));
        if count == 0 || count >= WIDTH || (digits[0] == b'0' && count > 1) {
            return None;
        }
        self.at += count;
        Some(block::number_before(self.message, self.at, count, count)? as i64)
    }

    /// At most 15 characters of plain ASCII.
    #[inline(always)]
    fn symbol(&mut self) -> Option<&'a str> {
        let count = block::first(block::special(block::at(self.message, self.at)?));
        if count >= WIDTH {
            return None;
        }
        let text = self.message.get(self.at..self.at + count)?;
        self.at += count;
        std::str::from_utf8(text).ok()
    }

    /// At most 15 characters.
    #[inline(always)]
    fn decimal(&mut self) -> Option<Decimal> {
        let (message, start) = (self.message, self.at);
        self.decimal_of(block::no_digit(block::at(message, start)?))
    }

    /// The last one, which has fewer than 16 bytes behind it.
    #[inline(always)]
    fn last_decimal(&mut self) -> Option<Decimal> {
        let from = self.message.len() - WIDTH;
        let block = block::at(self.message, from.min(self.at))?;
        self.decimal_of(block::no_digit(block) >> (self.at.saturating_sub(from)).min(WIDTH))
    }

    #[inline(always)]
    fn decimal_of(&mut self, no_digit: u32) -> Option<Decimal> {
        let (message, start) = (self.message, self.at);
        let form = Form::of(no_digit, |at| message.get(start + at) == Some(&b'.'))?;
        self.at += form.length;
        Decimal::in_message(message, start, &form)
    }
}
