//! The first bytes choose role, limit and cuts, the rest is the stream. Whole, byte by byte, at every split point up to 256 B and
//! in random cuts, by every width of vectors, the parser must say what the slow one of the tests says.
#![no_main]

#[path = "../../tests/reference/mod.rs"]
mod reference;

use libfuzzer_sys::fuzz_target;
use reference::Outcome;
use websocket::{End, Inbox, Level, Parser, Role};

const LIMITS: [u64; 4] = [64 << 20, 200, 126, 5];

fn outcome<'a>(parser: Parser, chunks: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let mut inbox = Inbox::new(parser);
    for chunk in chunks {
        inbox.feed(chunk);
    }
    let messages = inbox.messages().map(|message| (message.opcode() as u8, message.payload().to_vec())).collect();
    match inbox.end() {
        None => Outcome { messages, ..Outcome::default() },
        Some(End::Closed(code)) => Outcome { messages, close: Some(code), error: None },
        Some(End::Failed(failure)) => Outcome { messages, close: None, error: Some((failure.code, failure.at)) },
    }
}

/// Pieces of random length, some empty.
fn pieces(stream: &[u8], mut seed: u64) -> Vec<&[u8]> {
    let (mut rest, mut found) = (stream, Vec::new());
    while !rest.is_empty() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (piece, behind) = rest.split_at((seed >> 33) as usize % 97 % (rest.len() + 1));
        found.push(piece);
        rest = behind;
    }
    found
}

fuzz_target!(|data: &[u8]| {
    let Some((&[shape, seed], stream)) = data.split_first_chunk() else { return };
    let (server, limit) = (shape & 1 != 0, LIMITS[usize::from(shape >> 1) % LIMITS.len()]);
    let role = if server { Role::Server } else { Role::Client };
    let expected = reference::parse(stream, server, limit);
    for level in Level::all() {
        let parser = || Parser::with_level(role, limit, level);
        assert_eq!(expected, outcome(parser(), [stream]));
        assert_eq!(expected, outcome(parser(), stream.chunks(1)));
    }
    for split in 0..=stream.len().min(256) {
        let (head, tail) = stream.split_at(split);
        assert_eq!(expected, outcome(Parser::new(role, limit), [head, tail]));
    }
    for cut in 0..64_u64 {
        assert_eq!(expected, outcome(Parser::new(role, limit), pieces(stream, u64::from(seed) << 8 | cut)));
    }
});
