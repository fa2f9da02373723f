//! The blocking client against a server that answers as it is told.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use order_placement::{Client, Credentials, Order, PlacementError};

const BODY: &str = r#"{"id":"7","text":"t-0-1","status":"open","price":"1","amount":"2","left":"2","fee":"0"}"#;

fn order() -> Order {
    let [text, currency_pair, side, amount, price, time_in_force] =
        ["t-0", "A_B", "buy", "2", "1", "gtc"].map(String::from);
    Order { text, currency_pair, side, amount, price, time_in_force }
}

fn reply() -> Vec<u8> {
    format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{BODY}", BODY.len()).into_bytes()
}

/// A server with a script: for each connection the replies to its requests, each in pieces. It says how many requests it
/// read on each connection.
fn served(script: Vec<Vec<Vec<Vec<u8>>>>) -> (String, JoinHandle<Vec<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let server = thread::spawn(move || {
        script
            .into_iter()
            .map(|replies| {
                let (mut line, _) = listener.accept().unwrap();
                line.set_nodelay(true).unwrap();
                let mut read = 0;
                for pieces in replies {
                    let count = line.read(&mut [0; 4096]).unwrap();
                    read += usize::from(count > 0);
                    for piece in pieces {
                        line.write_all(&piece).unwrap();
                        thread::sleep(Duration::from_millis(5));
                    }
                }
                read
            })
            .collect()
    });
    (host, server)
}

fn client(host: &str, cold: bool) -> Client {
    Client::new(host, &Credentials { key: "k".into(), secret: "s".into() }, cold)
}

/// One that waits, and one that looks.
fn both(host: &str) -> [Client; 2] {
    [client(host, false), client(host, false).looking()]
}

#[test]
fn a_reply_may_come_in_pieces_and_the_connection_is_kept() {
    let pieces = reply().chunks(20).map(<[u8]>::to_vec).collect();
    let script: Vec<Vec<Vec<u8>>> = vec![pieces, vec![reply()]];
    let (host, server) = served(vec![script.clone(), script]);
    for mut client in both(&host) {
        for _ in 0..2 {
            let found = client.place(&order(), "t-0-1").unwrap();
            let told = (found.text, found.status, found.price, found.amount, found.left);
            assert_eq!(("t-0-1", "open", "1", "2", "2"), told);
        }
    }
    assert_eq!(vec![2, 2], server.join().unwrap());
}

#[test]
fn a_cold_client_connects_for_every_order() {
    let (host, server) = served(vec![vec![vec![reply()]], vec![vec![reply()]]]);
    let mut client = client(&host, true);
    for _ in 0..2 {
        client.place(&order(), "t-0-1").unwrap();
    }
    assert_eq!(vec![1, 1], server.join().unwrap());
}

#[test]
fn after_an_error_the_next_order_has_a_connection_of_its_own() {
    let cut = reply()[..60].to_vec();
    let (host, server) = served(vec![
        vec![vec![cut]],
        vec![vec![b"HTTP/1.1 503 x\r\ncontent-length: 2\r\n\r\n{}".to_vec()], vec![reply()]],
    ]);
    let mut client = client(&host, false);
    assert!(matches!(client.place(&order(), "t-0-1"), Err(PlacementError::Closed)));
    assert_eq!("503 {}", client.place(&order(), "t-0-1").unwrap_err().to_string());
    assert!(client.place(&order(), "t-0-1").is_ok(), "a refusal leaves the connection sound");
    assert_eq!(vec![1, 2], server.join().unwrap());
}

#[test]
fn a_long_reply_grows_the_buffer() {
    let body = BODY.replace("\"0\"", &format!("\"{}\"", "0".repeat(50_000)));
    let whole = format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let (host, server) = served(vec![vec![vec![whole]]]);
    assert_eq!("open", client(&host, false).place(&order(), "t-0-1").unwrap().status);
    server.join().unwrap();
}

#[test]
fn nobody_there_is_an_error_of_the_system() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    assert!(matches!(client(&free, false).place(&order(), "t-0-1"), Err(PlacementError::Io(_))));
}
