//! The client's side of an Autobahn fuzzing server: how many cases, each of them, then the report.

use std::net::TcpStream;

use websocket::Connection;

use crate::program::{Program, Trouble, address, dial};

/// Runs every case as `agent`. How a case's connection ends is the suite's to judge, not ours.
pub(crate) fn run(program: &Program, url: &str, agent: &str) -> Result<(), Trouble> {
    let base = url.trim_end_matches('/');
    let agent = escaped(agent);
    for case in 1..=count(base)? {
        match (program.connect)(&format!("{base}/runCase?case={case}&agent={agent}")) {
            Ok(()) | Err(Trouble::Lost(_)) => {}
            other => return other,
        }
    }
    let mut line = opened(&format!("{base}/updateReports?agent={agent}"))?;
    while line.receive().is_ok() {}
    Ok(())
}

/// How many cases the server has.
fn count(base: &str) -> Result<u32, Trouble> {
    let mut line = opened(&format!("{base}/getCaseCount"))?;
    let said = line.receive().map_err(Trouble::other)?.text().unwrap_or_default().to_owned();
    let count = said.parse();
    count
        .map_err(|_| Trouble::other(format!("should be a fuzzing server and say how many cases it has, said {said:?}")))
}

fn opened(url: &str) -> Result<Connection<TcpStream>, Trouble> {
    let (host, path) = address(url)?;
    Connection::connect(dial(&host)?, &host, &path).map_err(Trouble::other)
}

/// A name as it stands in a query.
fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
