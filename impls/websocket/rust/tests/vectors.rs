//! Examples of RFC 6455, and each breach with the byte that makes it certain.

use websocket::{End, Failure, Inbox, LIMIT, Level, Opcode, Parser, Role};

type Said = (Vec<(Opcode, Vec<u8>)>, Option<End>);

/// What a parser says of a stream, fed whole and byte by byte with every width: always the same.
fn said(role: Role, limit: u64, stream: &[u8]) -> Said {
    let each = |level, size| {
        let mut inbox = Inbox::new(Parser::with_level(role, limit, level));
        stream.chunks(size).for_each(|chunk| inbox.feed(chunk));
        (inbox.messages().map(|message| (message.opcode(), message.payload().to_vec())).collect(), inbox.end())
    };
    let all: Vec<Said> = Level::all().flat_map(|level| [each(level, 1), each(level, stream.len().max(1))]).collect();
    assert!(all.iter().all(|said| *said == all[0]), "{all:?}");
    all.into_iter().next().expect("there is a width")
}

fn messages(role: Role, stream: &[u8]) -> Vec<(Opcode, Vec<u8>)> {
    let (messages, end) = said(role, LIMIT, stream);
    assert_eq!(None, end);
    messages
}

fn failure(stream: &[u8]) -> Option<(u16, u64)> {
    failure_within(LIMIT, stream)
}

fn failure_within(limit: u64, stream: &[u8]) -> Option<(u16, u64)> {
    match said(Role::Client, limit, stream).1 {
        Some(End::Failed(Failure { code, at })) => Some((code, at)),
        _ => None,
    }
}

#[test]
fn the_examples_of_section_5_7_are_read() {
    let hello = |opcode| vec![(opcode, b"Hello".to_vec())];
    assert_eq!(hello(Opcode::Text), messages(Role::Client, b"\x81\x05Hello"));
    assert_eq!(hello(Opcode::Text), messages(Role::Server, b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"));
    assert_eq!(hello(Opcode::Text), messages(Role::Client, b"\x01\x03Hel\x80\x02lo"));
    assert_eq!(hello(Opcode::Ping), messages(Role::Client, b"\x89\x05Hello"));
    assert_eq!(hello(Opcode::Pong), messages(Role::Server, b"\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"));
    let long = |head: &[u8], len: usize| [head, &vec![7; len]].concat();
    assert_eq!(vec![(Opcode::Binary, vec![7; 256])], messages(Role::Client, &long(b"\x82\x7e\x01\x00", 256)));
    assert_eq!(
        vec![(Opcode::Binary, vec![7; 65536])],
        messages(Role::Client, &long(b"\x82\x7f\0\0\0\0\0\x01\0\0", 65536))
    );
}

#[test]
fn a_ping_between_fragments_stands_before_their_message() {
    let expected = vec![(Opcode::Ping, b"?".to_vec()), (Opcode::Text, "κό".into())];
    assert_eq!(expected, messages(Role::Client, b"\x01\x03\xce\xba\xcf\x89\x01?\x80\x01\x8c"));
}

#[test]
fn a_close_frame_ends_the_stream_and_says_its_code() {
    let end = |stream: &[u8]| said(Role::Client, LIMIT, stream).1;
    assert_eq!(Some(End::Closed(1005)), end(b"\x88\x00\xff"));
    assert_eq!(Some(End::Closed(1000)), end(b"\x88\x02\x03\xe8\xff\xff"));
    assert_eq!(Some(End::Closed(4999)), end(b"\x01\x01a\x88\x05\x13\x87bye"));
}

#[test]
fn a_stream_that_stops_has_neither_end_nor_error() {
    for len in 0..7 {
        assert_eq!((vec![], None), said(Role::Client, LIMIT, &b"\x81\x05Hello"[..len]));
    }
}

#[test]
fn a_first_byte_that_may_not_be_fails_there() {
    for first in (0x90..=0xff_u8).chain([0x83, 0x87, 0x8b, 0x8f, 0x08, 0x09, 0x0a, 0x00, 0x80]) {
        assert_eq!(Some((1002, 0)), failure(&[first, 0]), "{first:#x}");
    }
    for first in [0x81, 0x82, 0x01, 0x02] {
        assert_eq!(Some((1002, 3)), failure(&[0x01, 1, b'a', first, 0]), "{first:#x}");
    }
}

#[test]
fn a_second_byte_that_may_not_be_fails_there() {
    for stream in [*b"\x81\x80", *b"\x89\x7e", *b"\x8a\x7f", *b"\x88\x01", *b"\x88\x7e"] {
        assert_eq!(Some((1002, 1)), failure(&stream), "{stream:?}");
    }
    assert_eq!(Some(End::Failed(Failure { code: 1002, at: 1 })), said(Role::Server, LIMIT, b"\x81\x05Hello").1);
}

#[test]
fn a_length_in_too_long_a_form_fails_where_it_is_certain() {
    assert_eq!(Some((1002, 3)), failure(b"\x82\x7e\x00\x7d"));
    assert_eq!(None, failure(b"\x82\x7e\x00\x7e"));
    assert_eq!(Some((1002, 3)), failure(&[b"\x81\x7e\x00\x7d".as_slice(), &[b'a'; 125]].concat()));
    assert_eq!(Some((1002, 7)), failure(b"\x82\x7f\0\0\0\0\0\0\xff\xff"));
    assert_eq!(None, failure(b"\x82\x7f\0\0\0\0\0\x01\0\0"));
    assert_eq!(Some((1002, 2)), failure(b"\x82\x7f\x80"));
}

#[test]
fn a_message_over_the_limit_fails_where_it_is_certain() {
    assert_eq!(None, failure(b"\x82\x7f\0\0\0\0\x04\0\0\0"));
    assert_eq!(Some((1009, 9)), failure(b"\x82\x7f\0\0\0\0\x04\0\0\x01"));
    assert_eq!(Some((1009, 6)), failure(b"\x82\x7f\0\0\0\0\x05"));
    assert_eq!(Some((1009, 2)), failure(b"\x82\x7f\x7f"));
    assert_eq!(Some((1009, 1)), failure_within(65535, b"\x82\x7f"));
    assert_eq!(Some((1009, 1)), failure_within(125, b"\x82\x7e"));
    assert_eq!(Some((1009, 3)), failure_within(300, b"\x82\x7e\x01\x2d"));
    assert_eq!(
        Some((1009, 5)),
        failure_within(3, b"\x02\x02abP\x02cd".map(|byte| if byte == b'P' { 0x80 } else { byte }).as_slice())
    );
    assert_eq!(None, failure_within(3, b"\x02\x02ab\x80\x01c"));
    assert_eq!(None, failure_within(0, b"\x89\x01a\x82\x00"));
}

#[test]
fn text_fails_at_the_first_byte_that_cannot_stand_there() {
    let cases: [(&[u8], u64); 12] = [
        (b"a\x80", 1),
        (b"\xc0\xaf", 0),
        (b"\xc1\xbf", 0),
        (b"\xe0\x80\x80", 1),
        (b"\xed\xa0\x80", 1),
        (b"\xf0\x80\x80\x80", 1),
        (b"\xf4\x90\x80\x80", 1),
        (b"\xf5\x80\x80\x80", 0),
        (b"\xff", 0),
        (b"\xe2\x82a", 2),
        (b"\xf0\x9f\x98a", 3),
        ("κόσμε\u{7ff}".as_bytes(), u64::MAX),
    ];
    for (text, at) in cases {
        for before in [0_usize, 1, 7, 63, 64, 65, 100, 300] {
            let payload = [&vec![b'x'; before], text, b"tail"].concat();
            let head = if payload.len() < 126 {
                vec![0x81, payload.len() as u8]
            } else {
                vec![0x81, 126, (payload.len() >> 8) as u8, payload.len() as u8]
            };
            let expected = (at != u64::MAX).then(|| (1007, (head.len() + before) as u64 + at));
            assert_eq!(expected, failure(&[head, payload].concat()), "{text:x?} behind {before}");
        }
    }
}

#[test]
fn text_that_must_end_inside_a_character_fails_at_once() {
    assert_eq!(Some((1007, 3)), failure(b"\x81\x03a\xe2\x82"), "at the byte that begins it");
    assert_eq!(Some((1007, 4)), failure(b"\x01\x01\xe2\x80\x01\x82"), "at the length that is too short for its rest");
    assert_eq!(None, failure(b"\x01\x01\xe2\x80\x02\x82\xac"));
    assert_eq!(None, failure(b"\x01\x01\xe2\x00\x00\x00\x01\x82\x80\x01\xac"));
    assert_eq!(Some((1007, 6)), failure(b"\x01\x02a\xe2\x00\x01a"));
    assert_eq!(
        Some((1007, 3)),
        failure_within(3, b"\x01\x02a\xe2"),
        "at the byte for whose character the limit leaves no room"
    );
}

#[test]
fn a_close_code_fails_at_the_byte_that_spoils_it() {
    let close = |code: u16| failure(&[&b"\x88\x02"[..], &code.to_be_bytes()].concat());
    for code in 0..=u16::MAX {
        let high = code.to_be_bytes()[0];
        let expected = match code {
            1000..=1003 | 1007..=1014 | 3000..=4999 => None,
            _ if high == 3 || (11..=19).contains(&high) => Some((1002, 3)),
            _ => Some((1002, 2)),
        };
        assert_eq!(expected, close(code), "{code}");
    }
}

#[test]
fn a_close_reason_is_judged_as_text() {
    assert_eq!(Some((1007, 8)), failure(b"\x88\x08\x03\xe8bad \xff!"));
    assert_eq!(Some((1007, 5)), failure(b"\x88\x05\x03\xe8a\xe2\x82"));
    assert_eq!(None, failure(b"\x88\x05\x03\xe8\xe2\x82\xac"));
}

#[test]
fn messages_before_an_error_are_kept_and_nothing_after_it() {
    let (messages, end) = said(Role::Client, LIMIT, b"\x81\x01a\x89\x00\x81\x01\xff\x81\x01b");
    assert_eq!(vec![(Opcode::Text, b"a".to_vec()), (Opcode::Ping, vec![])], messages);
    assert_eq!(Some(End::Failed(Failure { code: 1007, at: 7 })), end);
}
