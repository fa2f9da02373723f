//! Both parsers say the same of every input: of arbitrary bytes, and of edits of a documented message.
//! The input lies in an allocation of exactly its size, so that the address sanitizer sees a byte read outside of it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ticker::{Routed, parse, parse_general, route};

const SENT: &[u8] = br#"{"time":1606293275,"time_ms":1606293275723,"channel":"spot.book_ticker","event":"update","result":{"t":1606293275123,"u":48733182,"s":"BTC_USDT","b":"19177.79","B":"0.0003341504","a":"19179.38","A":"0.09"}}"#;

/// The documented message, changed: of each four bytes the first two are a place, the third what goes there, the fourth
/// whether it replaces, is put in, or takes something out.
fn edited(edits: &[u8]) -> Vec<u8> {
    let mut message = SENT.to_vec();
    for edit in edits.chunks_exact(4) {
        let from = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % (message.len() + 1);
        let to = (from + usize::from(edit[3] & 0xf)).min(message.len());
        let put = (edit[3] & 0x80 == 0).then_some(edit[2]);
        message.splice(from..to, put);
    }
    message
}

fn hold(message: &[u8]) {
    let message: Box<[u8]> = Box::from(message);
    let found = parse(&message);
    assert_eq!(parse_general(&message), found);
    match (route(&message), found) {
        (Ok(Routed::Ticker(routed)), found) => assert_eq!(Ok(routed), found),
        (Ok(_), _) => {}
        (Err(error), found) => assert_eq!(Err(error), found),
    }
}

fuzz_target!(|data: &[u8]| {
    hold(data);
    hold(&edited(data));
});
