//! The exchange as a client meets it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use exchange::{ExchangeError, Feed, Market, Misbehaviour, Options, Pace, Server};
use sha2::{Digest, Sha256};
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Error, Message, WebSocket};

type Client = WebSocket<MaybeTlsStream<TcpStream>>;

const SUBSCRIBE: &str = r#"{"time":1,"channel":"spot.book_ticker","event":"subscribe","payload":["!all"]}"#;

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|i| format!(r#"{{"result":{{"s":"{}","u":{i}}}}}"#, if i % 3 == 0 { "A" } else { "B" })).collect()
}

/// A capture whose messages come a millisecond apart.
fn feed(count: usize) -> Feed {
    let mut file = String::from("{\"tandem\":\"capture\",\"version\":1,\"url\":\"\",\"symbols\":[\"A\",\"B\"]}\n");
    let mut digest = Sha256::new();
    for (i, text) in texts(count).iter().enumerate() {
        digest.update(text);
        file += &serde_json::json!({"at_ns": i * 1_000_000, "text": text}).to_string();
        file.push('\n');
    }
    file += &serde_json::json!({"end": count, "sha256": format!("{:x}", digest.finalize())}).to_string();
    file.push('\n');
    Feed::read(file.as_bytes()).unwrap()
}

fn serve(feed: Feed, options: Options) -> Server {
    Server::start(feed, Market::default(), options, 0, &std::env::temp_dir()).unwrap()
}

fn connect(url: &str) -> Client {
    let at = url.strip_prefix("ws://").unwrap().split('/').next().unwrap();
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    tungstenite::client(url, MaybeTlsStream::Plain(stream)).unwrap().0
}

fn subscribed(server: &Server, request: &str) -> Client {
    let mut client = connect(&server.addresses().url);
    client.send(Message::text(request)).unwrap();
    let reply: serde_json::Value = serde_json::from_str(client.read().unwrap().to_text().unwrap()).unwrap();
    assert_eq!(serde_json::json!({"status": "success"}), reply["result"]);
    client
}

/// All texts up to what ended them.
fn read_all(client: &mut Client) -> (Vec<String>, Result<CloseCode, Error>) {
    let mut found = Vec::new();
    loop {
        match client.read() {
            Ok(Message::Text(text)) => found.push(text.to_string()),
            Ok(Message::Close(Some(frame))) => return (found, Ok(frame.code)),
            Ok(other) => panic!("{other:?}"),
            Err(error) => return (found, Err(error)),
        }
    }
}

#[test]
fn a_subscriber_gets_the_whole_feed_and_a_normal_close() {
    let server = serve(feed(30_000), Options::default());
    let mut client = subscribed(&server, SUBSCRIBE);
    let (found, end) = read_all(&mut client);
    assert_eq!((texts(30_000), CloseCode::Normal), (found, end.unwrap()));
    let counts = server.counts();
    assert_eq!(
        (1, 1, 30_000),
        (counts.connections.load(Relaxed), counts.subscribed.load(Relaxed), counts.sent.load(Relaxed))
    );
}

#[test]
fn a_subscriber_to_one_symbol_gets_only_that() {
    let server = serve(feed(9), Options::default());
    let (found, _) = read_all(&mut subscribed(&server, &SUBSCRIBE.replace("!all", "A")));
    assert_eq!(texts(9).into_iter().step_by(3).collect::<Vec<_>>(), found);
}

#[test]
fn a_request_may_be_binary_as_the_document_sends_it() {
    let server = serve(feed(9), Options::default());
    let mut client = connect(&server.addresses().url);
    client.send(Message::binary(SUBSCRIBE)).unwrap();
    assert!(client.read().unwrap().to_text().unwrap().contains("success"));
    client.send(Message::binary(b"\xff".as_slice())).unwrap();
    let found = read_all(&mut client).0;
    assert_eq!(9, found.iter().filter(|text| texts(9).contains(text)).count());
    assert!(found.iter().all(|text| texts(9).contains(text) || text.contains(r#""code":1"#)));
}

#[test]
fn a_refused_subscription_leaves_the_connection_open() {
    let server = serve(feed(9), Options::default());
    let mut client = connect(&server.addresses().url);
    for (request, expected) in [("{", 1), (&SUBSCRIBE.replace("!all", "C") as &str, 2)] {
        client.send(Message::text(request)).unwrap();
        let reply: serde_json::Value = serde_json::from_str(client.read().unwrap().to_text().unwrap()).unwrap();
        assert_eq!(Some(expected), reply["error"]["code"].as_u64());
    }
    client.send(Message::text(SUBSCRIBE)).unwrap();
    assert!(client.read().unwrap().to_text().unwrap().contains("success"));
}

#[test]
fn the_recorded_pace_is_kept() {
    let server = serve(feed(100), Options { pace: Pace::Recorded, ..Options::default() });
    let began = Instant::now();
    let mut client = subscribed(&server, SUBSCRIBE);
    client.send(Message::Ping("now".into())).unwrap();
    let mut pong_after = None;
    let mut found = Vec::new();
    while found.len() < 100 {
        match client.read().unwrap() {
            Message::Pong(_) => pong_after = Some(found.len()),
            other => found.push(other.to_text().unwrap().to_owned()),
        }
    }
    assert_eq!(texts(100), found);
    assert!(began.elapsed() >= Duration::from_millis(99), "the last is due 99 ms after the subscription");
    assert!(pong_after.is_some_and(|at| at < 100), "a ping is answered between two updates");
}

#[test]
fn an_unsubscription_ends_the_feed() {
    let server = serve(feed(100_000), Options { pace: Pace::Recorded, ..Options::default() });
    let mut client = subscribed(&server, SUBSCRIBE);
    client.send(Message::text(SUBSCRIBE.replace("subscribe", "unsubscribe"))).unwrap();
    while !client.read().unwrap().to_text().unwrap().contains("unsubscribe") {}
    client.send(Message::text(r#"{"channel":"spot.ping"}"#)).unwrap();
    assert!(client.read().unwrap().to_text().unwrap().contains("spot.pong"));
}

#[test]
fn a_bad_server_is_bad_in_the_way_that_was_asked() {
    let end = |misbehave| {
        let server = serve(feed(10), Options { misbehave: Some(misbehave), ..Options::default() });
        let mut client = subscribed(&server, SUBSCRIBE);
        if let MaybeTlsStream::Plain(stream) = client.get_ref() {
            stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        }
        let (found, end) = read_all(&mut client);
        (found.len(), end.map_err(|e| e.to_string()))
    };
    let (count, error) = end(Misbehaviour::CloseEarly);
    assert_eq!((5, true), (count, error.unwrap_err().contains("without closing handshake")));
    let (count, error) = end(Misbehaviour::Garbage);
    assert_eq!((5, true), (count, error.unwrap_err().contains("protocol error")));
    let (count, error) = end(Misbehaviour::Stall);
    assert_eq!((5, true), (count, error.unwrap_err().contains("temporarily unavailable")));
    assert_eq!(6, end(Misbehaviour::Nonsense).0, "the sixth is cut JSON");
}

#[test]
fn every_message_comes_back_from_the_echo() {
    let server = serve(Feed::default(), Options::default());
    let mut client = connect(&server.addresses().echo);
    for length in [0, 1, 208, 70_000, 3_000_000] {
        let binary = Message::binary(vec![7; length]);
        client.send(binary.clone()).unwrap();
        assert_eq!(binary, client.read().unwrap());
    }
    client.send(Message::Ping("p".into())).unwrap();
    assert_eq!(Message::Pong("p".into()), client.read().unwrap());
    client.close(None).unwrap();
    assert!(matches!(client.read(), Ok(Message::Close(_)) | Err(Error::ConnectionClosed)));
}

#[test]
fn a_thousand_connections_one_after_another_need_few_threads() {
    let threads = || std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let server = serve(Feed::default(), Options::default());
    let before = threads();
    for _ in 0..1000 {
        let mut client = connect(&server.addresses().echo);
        client.close(None).unwrap();
        while client.read().is_ok() {}
    }
    assert_eq!(1000, server.counts().connections.load(Relaxed));
    assert!(threads() < before + 60, "other tests of this process have threads too");
}

#[test]
fn a_stopped_server_ends_its_connections_and_frees_its_port() {
    let server = serve(feed(10), Options { misbehave: Some(Misbehaviour::Stall), ..Options::default() });
    let port = server.addresses().port;
    let mut client = subscribed(&server, SUBSCRIBE);
    drop(server);
    let (_, end) = read_all(&mut client);
    assert!(end.is_err());
    let freed = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(freed.elapsed() < Duration::from_secs(5), "nobody should listen any more");
    }
}

#[test]
fn a_port_in_use_is_said_in_one_line() {
    let first = serve(Feed::default(), Options::default());
    let second = Server::start(
        Feed::default(),
        Market::default(),
        Options::default(),
        first.addresses().port,
        &std::env::temp_dir(),
    );
    let said = second.map(|_| ()).unwrap_err();
    assert!(matches!(said, ExchangeError::Port { port, .. } if port == first.addresses().port));
    assert!(said.to_string().contains("choose another"));
}

#[test]
fn a_client_that_is_no_websocket_is_told_so() {
    let server = serve(Feed::default(), Options::default());
    let mut stream = TcpStream::connect(("127.0.0.1", server.addresses().port)).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 404 Not Found\r\n"), "{reply}");
}
