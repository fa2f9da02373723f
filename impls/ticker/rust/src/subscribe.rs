//! The request for one pair's updates.

const BEFORE_PAIR: &str = ",\"channel\":\"spot.book_ticker\",\"event\":\"subscribe\",\"payload\":[\"";
const TIME: &str = "{\"time\":";
const AFTER: &str = "\"]}";
const MOST_DIGITS: usize = 20;

/// The subscribe request as Gate.io documents it; `time` in Unix seconds. One allocation unless `pair` needs escapes.
pub fn subscribe(time: u64, pair: &str) -> String {
    let mut request = String::with_capacity(TIME.len() + MOST_DIGITS + BEFORE_PAIR.len() + pair.len() + AFTER.len());
    request.push_str(TIME);
    push_integer(&mut request, time);
    request.push_str(BEFORE_PAIR);
    if pair.bytes().any(must_be_escaped) {
        push_escaped(&mut request, pair);
    } else {
        request.push_str(pair);
    }
    request.push_str(AFTER);
    request
}

fn push_integer(text: &mut String, mut value: u64) {
    let mut digits = [0; MOST_DIGITS];
    let mut from = MOST_DIGITS;
    loop {
        from -= 1;
        digits[from] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    text.push_str(std::str::from_utf8(&digits[from..]).unwrap_or_default());
}

fn must_be_escaped(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\')
}

#[cold]
fn push_escaped(text: &mut String, pair: &str) {
    for character in pair.chars() {
        match character {
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '"' | '\\' => text.extend(['\\', character]),
            control @ ..' ' => text.extend(['\\', 'u', '0', '0', hex(control as u8 >> 4), hex(control as u8 & 0xf)]),
            other => text.push(other),
        }
    }
}

fn hex(digit: u8) -> char {
    char::from(b"0123456789abcdef"[usize::from(digit)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_in_the_documented_order() {
        let expected = r#"{"time":1606293275,"channel":"spot.book_ticker","event":"subscribe","payload":["BTC_USDT"]}"#;
        assert_eq!(expected, subscribe(1_606_293_275, "BTC_USDT"));
    }

    #[test]
    fn a_pair_is_escaped_where_json_must_be_and_nowhere_else() {
        let expected = r#"{"time":0,"channel":"spot.book_ticker","event":"subscribe","payload":["\"\\/\b\f\n\r\t\u0000\u001fé😀"]}"#;
        assert_eq!(expected, subscribe(0, "\"\\/\u{8}\u{c}\n\r\t\0\u{1f}é😀"));
        assert!(subscribe(u64::MAX, "").starts_with("{\"time\":18446744073709551615,"));
    }
}
