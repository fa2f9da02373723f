//! JSON strings that are not plain ASCII: their validity, and what they decode to.

use std::borrow::Cow;

use crate::block::{self, WIDTH};

/// Where a string ends and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scanned {
    /// Index of the closing quote.
    pub(crate) end: usize,
    /// Whether it is ASCII without an escape.
    pub(crate) plain: bool,
}

/// Scan a string, from behind its opening quote to its end. None unless it is valid.
pub(crate) fn scan(message: &[u8], start: usize) -> Option<Scanned> {
    let (mut at, mut plain, mut ascii) = (start, true, true);
    loop {
        while let Some(block) = block::at(message, at) {
            let count = block::first(block::special(block)).min(WIDTH);
            at += count;
            if count < WIDTH {
                break;
            }
        }
        match *message.get(at)? {
            b'"' => break,
            b'\\' => {
                plain = false;
                at = escape(message, at)?.1;
            }
            0..0x20 => return None,
            byte => {
                ascii &= byte.is_ascii();
                at += 1;
            }
        }
    }
    if !ascii {
        std::str::from_utf8(&message[start..at]).ok()?;
    }
    Some(Scanned { end: at, plain: plain && ascii })
}

/// What the inside of a scanned string says.
pub(crate) fn decode(inside: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(inside).ok()?;
    let Some(mut at) = text.find('\\') else { return Some(Cow::Borrowed(text)) };
    let mut decoded = String::with_capacity(text.len());
    decoded.push_str(&text[..at]);
    while at < text.len() {
        let (character, after) = escape(inside, at)?;
        decoded.push(character);
        let next = text[after..].find('\\').map_or(text.len(), |found| after + found);
        decoded.push_str(&text[after..next]);
        at = next;
    }
    Some(Cow::Owned(decoded))
}

/// The character of the escape at `at`, and the index behind it. Halves of surrogate pairs must meet.
fn escape(message: &[u8], at: usize) -> Option<(char, usize)> {
    let character = match *message.get(at + 1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(message, at + 2),
        _ => return None,
    };
    Some((character, at + 2))
}

fn unicode(message: &[u8], at: usize) -> Option<(char, usize)> {
    let high = four_hex(message, at)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Some((char::from_u32(high)?, at + 4));
    }
    if message.get(at + 4..at + 6)? != b"\\u" {
        return None;
    }
    let low = four_hex(message, at + 6)?;
    if !(0xDC00..0xE000).contains(&low) {
        return None;
    }
    Some((char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))?, at + 10))
}

fn four_hex(message: &[u8], at: usize) -> Option<u32> {
    message.get(at..at + 4)?.iter().try_fold(0, |sum, &byte| Some(sum << 4 | char::from(byte).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(inside: &str) -> Option<String> {
        let quoted = format!("\"{inside}\"");
        let found = scan(quoted.as_bytes(), 1)?;
        assert_eq!(quoted.len() - 1, found.end);
        assert_eq!(inside.is_ascii() && !inside.contains('\\'), found.plain);
        decode(inside.as_bytes()).map(Cow::into_owned)
    }

    #[test]
    fn every_escape_decodes() {
        assert_eq!(Some("\" \\ / \u{8} \u{c} \n \r \t".into()), decoded(r#"\" \\ \/ \b \f \n \r \t"#));
        assert_eq!(Some("Aé€\0".into()), decoded(r"\u0041\u00e9\u20AC\u0000"));
        assert_eq!(Some("x😀y".into()), decoded(r"x\ud83d\uDE00y"));
        assert_eq!(Some("é😀".into()), decoded("é😀"));
    }

    #[test]
    fn strings_of_every_length_are_found_to_their_end() {
        for length in 0..70 {
            let inside = "abcdefghij".repeat(7)[..length].to_owned();
            assert_eq!(Some(inside.clone()), decoded(&inside));
            assert_eq!(Some(inside.clone() + "\n" + &inside), decoded(&format!("{inside}\\n{inside}")));
            assert_eq!(Some(inside.clone() + "é" + &inside), decoded(&format!("{inside}é{inside}")));
            assert_eq!(None, scan(inside.as_bytes(), 0), "no closing quote");
        }
    }

    #[test]
    fn what_is_no_string_is_refused() {
        for inside in [
            r"\x41",
            r"\",
            r"\u12",
            r"\u12g4",
            r"\ud83d",
            r"\ud83d\n",
            r"\ud83dA",
            r"\ude00",
            r"\ud83d\ud83d",
            "\u{1}",
            "a\n",
        ] {
            assert_eq!(None, decoded(inside), "{inside}");
        }
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_refused() {
        for inside in [&b"\x80"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xe2\x82"] {
            let quoted = [b"\"", inside, b"\""].concat();
            assert_eq!(None, scan(&quoted, 1), "{inside:?}");
        }
    }
}
