//! `tandem-exchange --listen PORT --feed FILE`: the exchange for people, and for `tandem record` to be tried on.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use exchange::{ExchangeError, Feed, Market, Options, Pace, Server};

const USAGE: &str = "tandem-exchange --listen PORT [--feed FILE] [--orders FILE] [--folder DIR] [--pace taken|recorded] \
[--misbehave close_early|garbage|stall|nonsense] [--patience MILLISECONDS]";

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
    let market = match given.get("--orders") {
        None => Market::default(),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| format!("--orders {path} cannot be read: {e}"))?;
            Market::read(&bytes).map_err(|e| format!("--orders {path}: {e}"))?
        }
    };
    let patience = given.get("--patience").map(|text| text.parse().map_err(|_| *text)).transpose();
    let patience = patience.map_err(|text| format!("--patience should be milliseconds, was {text}"))?;
    let folder = given.get("--folder").map_or_else(std::env::temp_dir, PathBuf::from);
    let options = Options {
        pace: given.get("--pace").map_or(Ok(Pace::default()), |word| word.parse()).map_err(|e| said(&e))?,
        misbehave: given.get("--misbehave").map(|word| word.parse()).transpose().map_err(|e| said(&e))?,
        patience: patience.map_or(Options::default().patience, Duration::from_millis),
    };
    Server::start(feed, market, options, port, &folder).map_err(|e| said(&e))
}

const KNOWN: [&str; 7] = ["--listen", "--feed", "--orders", "--folder", "--pace", "--misbehave", "--patience"];

fn said(wrong: &ExchangeError) -> String {
    wrong.to_string()
}
