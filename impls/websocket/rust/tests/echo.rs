//! The echo programs, from outside.
#![cfg(feature = "worker")]

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::thread::spawn;

use websocket::{Connection, End, Lost, Opcode};

const LANES: [&str; 4] = ["rust", "document-rust", "peer-tungstenite", "peer-fastwebsockets"];

fn program(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_websocket-echo"));
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A listening program, ended when it is dropped.
struct Listening {
    child: Child,
    port: u16,
}

impl Listening {
    fn start(lane: &str) -> Self {
        let mut child = program(&[lane, "--listen", "0"]).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        let port = said.trim().strip_prefix("listening on ").unwrap().parse().unwrap();
        Self { child, port }
    }

    fn connected(&self) -> Connection<TcpStream> {
        let host = format!("127.0.0.1:{}", self.port);
        Connection::connect(TcpStream::connect(&host).unwrap(), &host, "/echo?x=1").unwrap()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A server that does this with the first connection: its URL.
fn serving(serve: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    spawn(move || serve(listener.accept().unwrap().0));
    url
}

fn refused(output: &Output) -> String {
    assert_eq!(Some(2), output.status.code(), "{output:?}");
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(1, said.lines().count(), "{said}");
    said
}

#[test]
fn every_server_echoes_and_answers_the_close() {
    for lane in LANES {
        let server = Listening::start(lane);
        for _ in 0..2 {
            let mut line = server.connected();
            for (opcode, payload) in [(Opcode::Text, "κόσμε".as_bytes()), (Opcode::Binary, &vec![7; 70_000])] {
                line.send(opcode, payload).unwrap();
                let message = line.receive().unwrap();
                assert_eq!((opcode, payload), (message.opcode(), message.payload()), "{lane}");
            }
            line.send(Opcode::Close, &3000_u16.to_be_bytes()).unwrap();
            assert!(matches!(line.receive(), Err(Lost::Ended(End::Closed(3000)))), "{lane}");
        }
    }
}

#[test]
fn every_client_echoes_until_the_close() {
    for lane in LANES {
        let url = serving(|stream| {
            let mut line = Connection::accept(stream).unwrap();
            line.send(Opcode::Text, b"Hello").unwrap();
            assert_eq!(b"Hello", line.receive().unwrap().payload());
            // Closed while the answer to the close is unread, the connection would be reset under the client.
            let mut stream = line.finish().unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            std::io::copy(&mut stream, &mut std::io::sink()).unwrap();
        });
        let output = program(&[lane, "--connect", &url]).output().unwrap();
        assert_eq!(Some(0), output.status.code(), "{lane}: {output:?}");
    }
}

#[test]
fn a_port_in_use_is_said_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for lane in LANES {
        let said = refused(&program(&[lane, "--listen", &port]).output().unwrap());
        assert!(said.starts_with(&format!("error: {port}: Address already in use")), "{said}");
    }
}

#[test]
fn a_server_that_is_none_or_closes_early_is_said_in_one_line() {
    for lane in LANES {
        let garbage = serving(|mut stream| stream.write_all(b"SSH-2.0-x\r\n\r\n").unwrap());
        refused(&program(&[lane, "--connect", &garbage]).output().unwrap());
        let early = serving(|stream| drop(Connection::accept(stream).unwrap()));
        refused(&program(&[lane, "--connect", &early]).output().unwrap());
    }
}

#[test]
fn what_is_not_understood_is_said_in_one_line() {
    for words in
        [&["rust"][..], &["none", "--listen", "0"], &["rust", "--listen", "many"], &["rust", "--connect", "http://x/"]]
    {
        refused(&program(words).output().unwrap());
    }
}
