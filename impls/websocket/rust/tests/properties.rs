//! What must hold of every stream: the same outcome as a slow parser, whatever the chunks and the vectors; and an error only
//! where nothing could be saved.

mod reference;
mod streams;

use proptest::prelude::*;
use reference::Outcome;
use streams::{Shape, pieces, stream};
use websocket::{End, Inbox, LIMIT, Level, Parser, Role};

/// What our parser says of a stream fed in these chunks.
fn outcome<'a>(parser: Parser, chunks: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let mut inbox = Inbox::new(parser);
    for chunk in chunks {
        inbox.feed(chunk);
    }
    let messages = inbox.messages().map(|message| (message.opcode() as u8, message.payload().to_vec())).collect();
    let (close, error) = match inbox.end() {
        None => (None, None),
        Some(End::Closed(code)) => (Some(code), None),
        Some(End::Failed(failure)) => (None, Some((failure.code, failure.at))),
    };
    Outcome { messages, close, error }
}

fn parser(shape: &Shape, level: Level) -> Parser {
    Parser::with_level(if shape.server { Role::Server } else { Role::Client }, shape.limit, level)
}

/// Checks a stream by every width, whole, byte by byte, at every split up to 256 B and in random pieces.
fn holds(shape: &Shape, stream: &[u8], seed: u64) -> Result<(), TestCaseError> {
    let expected = reference::parse(stream, shape.server, shape.limit);
    for level in Level::all() {
        prop_assert_eq!(&expected, &outcome(parser(shape, level), [stream]), "{:?}", level);
        prop_assert_eq!(&expected, &outcome(parser(shape, level), stream.chunks(1)), "{:?}, byte by byte", level);
    }
    for split in 0..=stream.len().min(256) {
        let (head, tail) = stream.split_at(split);
        prop_assert_eq!(&expected, &outcome(parser(shape, Level::best()), [head, tail]), "split at {}", split);
    }
    let cuts = if stream.len() > 256 { 64 } else { 8 };
    for cut in 0..cuts {
        let chunks = pieces(stream, seed.wrapping_add(cut));
        prop_assert_eq!(&expected, &outcome(parser(shape, Level::best()), chunks), "cut {}", cut);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_stream_of_frames_comes_to_the_same_whatever_the_chunks((shape, stream) in stream(), seed: u64) {
        holds(&shape, &stream, seed)?;
    }

    #[test]
    fn any_bytes_come_to_the_same_whatever_the_chunks(server: bool, limit in 0_u64..200, stream in prop::collection::vec(any::<u8>(), 0..64), seed: u64) {
        holds(&Shape { server, limit }, &stream, seed)?;
    }

    #[test]
    fn before_an_error_every_prefix_could_still_be_completed((shape, stream) in stream()) {
        let sound = reference::parse(&stream, shape.server, shape.limit).error.map_or(stream.len(), |(_, at)| at as usize);
        let mut parser = parser(&shape, Level::best());
        parser.feed(&stream[..sound], &mut Vec::new());
        prop_assert!(completes(parser), "no continuation of {:?}", &stream[..sound]);
    }
}

/// Whether some bytes lead the parser from where it stands to the end of a message, or on for as long as is tried. It is greedy: if
/// each byte that a parser takes keeps a continuation, none has to be taken back.
fn completes(mut parser: Parser) -> bool {
    for _ in 0..1000 {
        if parser.is_idle() || parser.end().is_some() {
            return !matches!(parser.end(), Some(End::Failed(_)));
        }
        let bytes = [0x80, 0, 1, 2, 3, 0x83].into_iter().chain(0..=255);
        let Some(next) = bytes.map(|byte| fed(&parser, byte)).find(|next| !matches!(next.end(), Some(End::Failed(_))))
        else {
            return false;
        };
        parser = next;
    }
    true
}

fn fed(parser: &Parser, byte: u8) -> Parser {
    let mut next = parser.clone();
    next.feed(&[byte], &mut Vec::new());
    next
}

#[test]
fn a_released_parser_goes_on_with_what_is_under_way() {
    let (mut parser, mut found) = (Parser::new(Role::Client, LIMIT), Vec::new());
    let stream = b"\x01\x03abc\x89\x02pi\x80\x03def\x81\x01x";
    let mut said = Vec::new();
    for byte in stream.chunks(1) {
        found.clear();
        parser.feed(byte, &mut found);
        said.extend(found.iter().map(|found| (found.opcode() as u8, found.payload(byte, &parser).to_vec())));
        parser.release();
    }
    assert_eq!(vec![(9, b"pi".to_vec()), (1, b"abcdef".to_vec()), (1, b"x".to_vec())], said);
}

#[test]
fn a_reset_parser_stands_at_the_start() {
    let mut parser = Parser::new(Role::Client, LIMIT);
    parser.feed(b"\x01\x02ab\x00", &mut Vec::new());
    parser.feed(b"\xff", &mut Vec::new());
    parser.reset();
    assert!(parser.is_idle());
    let mut found = Vec::new();
    parser.feed(b"\x81\x01x", &mut found);
    assert_eq!(1, found.len());
    assert_eq!(None, parser.end());
}
