//! `websocket-echo LANE --connect URL [--agent NAME] | --listen PORT`: echo every message, for conformance suites to drive.
//!
//! `--listen` serves 127.0.0.1:PORT until it is ended (0: any port that is free) and says `listening on PORT`; `--connect` echoes on one
//! connection until it closes; with `--agent`, URL is a fuzzing server of the Autobahn suite, every case of which is run.
//!
//! Exit codes: 0 the connection, or the suite, came to its end; 2 it could not, and one line says why.

mod document;
mod fastwebsockets;
mod own;
mod program;
mod suite;
mod tungstenite;

use std::net::TcpListener;
use std::process::ExitCode;

use program::{Program, Trouble};

const LANES: [(&str, Program); 4] = [
    ("rust", own::PROGRAM),
    ("document-rust", document::PROGRAM),
    ("peer-tungstenite", tungstenite::PROGRAM),
    ("peer-fastwebsockets", fastwebsockets::PROGRAM),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (asked, done) = match words.as_slice() {
        [lane, "--listen", port] => (*port, program(lane).and_then(|program| listen(&program, port))),
        [lane, "--connect", url] => (*url, program(lane).and_then(|program| (program.connect)(url))),
        [lane, "--connect", url, "--agent", agent] => {
            (*url, program(lane).and_then(|program| suite::run(&program, url, agent)))
        }
        _ => ("usage", Err(Trouble::other("websocket-echo LANE --connect URL [--agent NAME] | --listen PORT"))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("error: {asked}: {trouble}");
            ExitCode::from(2)
        }
    }
}

fn program(lane: &str) -> Result<Program, Trouble> {
    LANES.into_iter().find(|(name, _)| *name == lane).map(|(_, program)| program).ok_or_else(|| {
        let names = LANES.map(|(name, _)| name).join(", ");
        Trouble::other(format!("there is no echo program {lane}, only {names}"))
    })
}

fn listen(program: &Program, port: &str) -> Result<(), Trouble> {
    let port: u16 = port.parse().map_err(|_| Trouble::other("a port should be a number from 0 to 65535"))?;
    let listener = TcpListener::bind(("127.0.0.1", port)).map_err(Trouble::other)?;
    println!("listening on {}", listener.local_addr().map_err(Trouble::other)?.port());
    (program.listen)(&listener)
}
