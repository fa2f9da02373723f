//! The speculation and the general parser say the same of every message, and neither looks outside of it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use ticker::{ParseError, Routed, parse, parse_general, route};

const PIECES: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b" ",
    b"\n",
    b"0",
    b"1",
    b"-",
    b".",
    b"e5",
    b"\\u0041",
    b"\\ud83d",
    b"\\ude00",
    b"\xc3\xa9",
    b"\xff",
    b"\0",
    b"\x7f",
    b"null",
    b"99999999999999999999",
    b"\"u\":1,",
    b"\"result\":{",
    b"\"b\":\"0.5\",",
    b"\"x\":[],",
];

/// A message in the order that is sent; every field can be of any length.
fn sent() -> impl Strategy<Value = Vec<u8>> {
    let number = || prop_oneof![4 => "[1-9][0-9]{12}", 1 => "-?(0|[1-9][0-9]{0,20})"];
    let decimal =
        || prop_oneof![4 => "[0-9]{1,6}\\.[0-9]{1,8}", 2 => "[0-9]{1,9}", 1 => "-?[0-9]{0,20}\\.?[0-9]{0,20}"];
    let time = prop_oneof![4 => "[1-9][0-9]{9}", 1 => "(0|[1-9][0-9]{0,12})"];
    let texts =
        (prop_oneof![8 => Just("spot.book_ticker".to_owned()), 1 => ".{0,20}"], "[A-Z0-9]{1,9}_USDT|[ -~]{0,40}");
    (time, number(), texts, number(), number(), [decimal(), decimal(), decimal(), decimal()]).prop_map(
        |(time, time_ms, (channel, symbol), t, u, [b, bid_size, a, ask_size])| {
            format!(
                "{{\"time\":{time},\"time_ms\":{time_ms},\"channel\":\"{channel}\",\"event\":\"update\",\"result\":{{\"t\":{t},\
                 \"u\":{u},\"s\":\"{symbol}\",\"b\":\"{b}\",\"B\":\"{bid_size}\",\"a\":\"{a}\",\"A\":\"{ask_size}\"}}}}"
            )
            .into_bytes()
        },
    )
}

/// A message with some pieces put in, taken out or exchanged.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), 0..4_usize, select(PIECES));
    (sent(), vec(change, 1..5)).prop_map(|(mut message, changes)| {
        for (place, gone, piece) in changes {
            let from = place.index(message.len() + 1);
            let to = (from + gone).min(message.len());
            message.splice(from..to, piece.iter().copied());
        }
        message
    })
}

/// The message in an allocation of exactly its size, so that a sanitizer sees every byte read outside of it.
fn exact(message: &[u8]) -> Box<[u8]> {
    Box::from(message)
}

fn held(message: &[u8]) -> Result<(), TestCaseError> {
    let message = exact(message);
    let found = parse(&message);
    prop_assert_eq!(parse_general(&message), found.clone());
    match (route(&message), found) {
        (Ok(Routed::Ticker(routed)), found) => {
            prop_assert_eq!((&*routed.channel, &*routed.event), ("spot.book_ticker", "update"));
            prop_assert_eq!(Ok(routed), found);
        }
        (Ok(_), found) => prop_assert_ne!(Err(ParseError::Json), found),
        (Err(error), found) => prop_assert_eq!(Err(error), found),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_parsers_agree_on_messages_as_sent(message in sent()) {
        held(&message)?;
    }

    #[test]
    fn both_parsers_agree_on_damaged_messages(message in damaged()) {
        held(&message)?;
    }

    #[test]
    fn both_parsers_agree_on_every_cut(message in sent()) {
        for end in 0..message.len() {
            held(&message[..end])?;
        }
    }

    #[test]
    fn both_parsers_agree_on_pieces(pieces in vec(select(PIECES), 0..12)) {
        held(&pieces.concat())?;
    }

    #[test]
    fn both_parsers_agree_on_arbitrary_bytes(message in vec(any::<u8>(), 0..40)) {
        held(&message)?;
    }
}

#[test]
fn both_parsers_agree_when_any_byte_of_a_message_is_any_other() {
    let sent = br#"{"time":1606293275,"time_ms":1606293275723,"channel":"spot.book_ticker","event":"update","result":{"t":1606293275123,"u":48733182,"s":"BTC_USDT","b":"19177.79","B":"0.0003341504","a":"19179.38","A":"0.09"}}"#;
    for place in 0..sent.len() {
        let mut message = exact(sent);
        for byte in 0..=255 {
            message[place] = byte;
            assert_eq!(parse_general(&message), parse(&message), "{}", String::from_utf8_lossy(&message));
        }
    }
}
