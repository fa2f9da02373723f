//! Both ends of a connection, over loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{JoinHandle, spawn};

use websocket::{Archive, Connection, End, Failure, HandshakeError, Lost, Opcode, encode};

/// A server that does this with the first connection, and a stream to it.
fn opposite<T: Send + 'static>(server: impl FnOnce(TcpStream) -> T + Send + 'static) -> (TcpStream, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (stream, spawn(move || server(listener.accept().unwrap().0)))
}

/// Echoes until the connection is lost; says why.
fn echo(stream: TcpStream) -> End {
    let mut connection = Connection::accept(stream).unwrap();
    loop {
        let (opcode, payload) = match connection.receive() {
            Ok(message) => (message.opcode(), message.payload().to_vec()),
            Err(Lost::Ended(end)) => {
                connection.finish().unwrap();
                return end;
            }
            Err(other) => panic!("{other}"),
        };
        connection.send(opcode, &payload).unwrap();
    }
}

#[test]
fn messages_come_back_whatever_their_size_and_the_close_is_answered() {
    let (stream, server) = opposite(echo);
    let mut client = Connection::connect(stream, "127.0.0.1", "/").unwrap();
    for len in [0, 1, 125, 126, 65535, 65536, 1 << 20] {
        let payload = vec![b'x'; len];
        client.send(Opcode::Binary, &payload).unwrap();
        let message = client.receive().unwrap();
        assert_eq!((Opcode::Binary, payload.as_slice()), (message.opcode(), message.payload()));
    }
    client.send(Opcode::Close, &1001_u16.to_be_bytes()).unwrap();
    assert!(matches!(client.receive(), Err(Lost::Ended(End::Closed(1001)))));
    assert_eq!(End::Closed(1001), server.join().unwrap());
}

#[test]
fn pings_are_answered_before_what_follows_them() {
    let (stream, server) = opposite(|stream| {
        let mut connection = Connection::accept(stream).unwrap();
        connection.send(Opcode::Ping, b"?").unwrap();
        connection.send(Opcode::Text, b"a").unwrap();
        connection.receive().map(|message| message.payload().to_vec()).unwrap()
    });
    let mut client = Connection::connect(stream, "127.0.0.1", "/").unwrap();
    assert_eq!(b"a", client.receive().unwrap().payload());
    client.send(Opcode::Text, b"b").unwrap();
    assert_eq!(b"b".as_slice(), server.join().unwrap());
}

#[test]
fn a_breach_is_answered_with_its_code() {
    let (stream, server) = opposite(echo);
    let client = Connection::connect(stream, "127.0.0.1", "/").unwrap();
    let mut stream = client.stream();
    let mut bytes = Vec::new();
    encode(&mut bytes, Opcode::Text, b"good", Some(7));
    encode(&mut bytes, Opcode::Text, b"bad \xff", Some(0));
    stream.write_all(&bytes).unwrap();
    assert_eq!(End::Failed(Failure { code: 1007, at: 20 }), server.join().unwrap());
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(b"\x81\x04good\x88\x02\x03\xef".as_slice(), answer);
}

#[test]
fn a_connection_closed_without_a_close_frame_is_lost() {
    let (stream, server) = opposite(|stream| drop(Connection::accept(stream).unwrap()));
    let mut client = Connection::connect(stream, "127.0.0.1", "/").unwrap();
    server.join().unwrap();
    assert!(matches!(client.receive(), Err(Lost::Closed)));
}

#[test]
fn a_server_that_is_none_is_refused() {
    let (stream, server) = opposite(|mut stream| stream.write_all(b"HTTP/1.1 404 Not Found\r\n\r\n").unwrap());
    let refused = Connection::connect(stream, "127.0.0.1", "/");
    assert!(matches!(refused, Err(HandshakeError::Refused { .. })), "{refused:?}");
    server.join().unwrap();
    let (stream, server) = opposite(|mut stream| stream.write_all(b"HTTP/1.1 101 Swit").unwrap());
    server.join().unwrap();
    assert!(matches!(Connection::connect(stream, "127.0.0.1", "/"), Err(HandshakeError::Closed { after: 17 })));
}

#[test]
fn a_client_that_asks_for_something_else_is_told_so() {
    let (mut stream, server) = opposite(|stream| Connection::accept(stream).map(|_| ()));
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    assert!(matches!(server.join().unwrap(), Err(HandshakeError::NoRequest { .. })));
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 426 Upgrade Required\r\n"), "{answer}");
}

/// Sends the answer to the upgrade and these frames in one write, so that frames come behind the handshake's bytes.
fn all_at_once(mut stream: TcpStream, frames: &[u8]) {
    let mut request = [0; 1024];
    let len = stream.read(&mut request).unwrap();
    let key = String::from_utf8_lossy(&request[..len])
        .lines()
        .find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ").map(str::to_owned));
    let proof = accepted(&key.unwrap());
    let head =
        format!("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {proof}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), frames].concat()).unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
}

fn accepted(key: &str) -> String {
    use base64::Engine as _;
    use sha1::Digest as _;
    base64::engine::general_purpose::STANDARD
        .encode(sha1::Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")))
}

#[test]
fn frames_behind_the_handshake_are_not_lost() {
    let (stream, server) = opposite(|stream| all_at_once(stream, b"\x81\x01a\x81\x01b"));
    let mut client = Connection::connect(stream, "127.0.0.1", "/").unwrap();
    assert_eq!(b"a", client.receive().unwrap().payload());
    assert_eq!(b"b", client.receive().unwrap().payload());
    drop(client);
    server.join().unwrap();
}

#[test]
fn messages_come_in_batches_without_control_frames() {
    let (stream, server) = opposite(|stream| all_at_once(stream, b"\x81\x01a\x89\x01?\x81\x01b\x82\x00\x88\x00"));
    let mut client = Connection::connect(stream, "127.0.0.1", "/").unwrap();
    let batch: Vec<_> =
        client.receive_some().unwrap().map(|message| (message.text(), message.payload().to_vec())).collect();
    assert_eq!(vec![(Some("a"), b"a".to_vec()), (Some("b"), b"b".to_vec()), (None, vec![])], batch);
    assert!(matches!(client.receive_some().map(Iterator::count), Err(Lost::Ended(End::Closed(1005)))));
    client.finish().unwrap();
    server.join().unwrap();
}

#[test]
fn an_archive_keeps_every_message() {
    let texts: Vec<String> = (0..30_000).map(|i| format!("{i} {}", "x".repeat(i % 300))).collect();
    let mut frames = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        encode(&mut frames, Opcode::Text, text.as_bytes(), None);
        if i % 10_000 == 0 {
            encode(&mut frames, Opcode::Ping, b"?", None);
        }
    }
    encode(&mut frames, Opcode::Close, &1000_u16.to_be_bytes(), None);
    let (stream, server) = opposite(move |stream| all_at_once(stream, &frames));
    let mut archive = Archive::new(Connection::connect(stream, "127.0.0.1", "/").unwrap());
    while archive.end().is_none() {
        archive.fill().unwrap();
    }
    assert!(matches!(archive.fill(), Err(Lost::Ended(End::Closed(1000)))));
    archive.finish().unwrap();
    let kept =
        archive.messages().filter(|message| message.opcode() == Opcode::Text).map(|message| message.payload().to_vec());
    assert!(kept.eq(texts.iter().map(|text| text.as_bytes().to_vec())));
    assert_eq!(texts.len() + 4, archive.len());
    drop(archive);
    server.join().unwrap();
}
