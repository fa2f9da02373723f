//! `tandem-exchange --listen PORT --feed FILE`: the exchange for people, and for `tandem record` to be tried on.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;

use exchange::{ExchangeError, Feed, Options, Pace, Server};

const USAGE: &str = "tandem-exchange --listen PORT [--feed FILE] [--folder DIR] [--pace taken|recorded] \
[--misbehave close_early|garbage|stall|nonsense]";

/// Serve until the process is ended. Its addresses are the first line of stdout, a JSON object.
pub(crate) fn main(arguments: &[String]) -> i32 {
    match start(arguments) {
        Ok(server) => {
            let line = serde_json::to_string(server.addresses()).expect("addresses have a JSON form");
            let mut out = std::io::stdout();
            let _ = writeln!(out, "{line}").and_then(|()| out.flush()); // nobody may be reading
            loop {
                std::thread::park();
            }
        }
        Err(wrong) => {
            eprintln!("error: tandem-exchange: {wrong}");
            2
        }
    }
}

fn start(arguments: &[String]) -> Result<Server, String> {
    let mut given = HashMap::new();
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if KNOWN.contains(&name.as_str()) => given.insert(name.as_str(), value.as_str()),
            _ => return Err(format!("{} is not understood; usage: {USAGE}", pair.join(" "))),
        };
    }
    let port = given.get("--listen").map_or(Ok(0), |text| text.parse());
    let port = port.map_err(|_| format!("--listen should be a port, was {}", given["--listen"]))?;
    let feed = match given.get("--feed") {
        None => Feed::default(),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| format!("--feed {path} cannot be read: {e}"))?;
            Feed::read(&bytes).map_err(|e| format!("--feed {path} is not a capture: {e}"))?
        }
    };
    let folder = given.get("--folder").map_or_else(std::env::temp_dir, PathBuf::from);
    let options = Options {
        pace: given.get("--pace").map_or(Ok(Pace::default()), |word| word.parse()).map_err(|e| said(&e))?,
        misbehave: given.get("--misbehave").map(|word| word.parse()).transpose().map_err(|e| said(&e))?,
    };
    Server::start(feed, options, port, &folder).map_err(|e| said(&e))
}

const KNOWN: [&str; 5] = ["--listen", "--feed", "--folder", "--pace", "--misbehave"];

fn said(wrong: &ExchangeError) -> String {
    wrong.to_string()
}
