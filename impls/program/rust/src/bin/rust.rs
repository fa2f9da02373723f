//! Our own client: a blocking socket, the parsers of `websocket` and `ticker`, no runtime.

use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use program::{Asked, ClientError, Tally, finish};
use serde::Deserialize;
use ticker::{Decimal, Routed};
use websocket::{Connection, End, HandshakeError, Lost, Opcode};

/// For the handshakes at both ends.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() {
    let asked = match Asked::read(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(wrong) => std::process::exit(finish("program-rust", Err(wrong))),
    };
    std::process::exit(finish(&asked.url, run(&asked)))
}

fn run(asked: &Asked) -> Result<Tally, ClientError> {
    let mut connection = connect(&asked.url)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    connection.send(Opcode::Text, ticker::subscribe(now.as_secs(), &asked.pair).as_bytes())?;
    let mut tally = Tally::default();
    while tally.updates < asked.updates {
        for message in connection.receive_some().map_err(lost)?.filter(|message| message.opcode() == Opcode::Text) {
            take(message.payload(), &mut tally)?;
            if tally.updates == asked.updates {
                break;
            }
        }
    }
    let mut stream = connection.finish()?;
    stream.set_read_timeout(Some(PATIENCE))?;
    while stream.read(&mut [0; 4096])? > 0 {} // the closing handshake ends when the server has closed
    Ok(tally)
}

fn connect(url: &str) -> Result<Connection<TcpStream>, ClientError> {
    let rest = url.strip_prefix("ws://").ok_or(ClientError::Address)?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if host.is_empty() {
        return Err(ClientError::Address);
    }
    let stream = if host.contains(':') { TcpStream::connect(host) } else { TcpStream::connect((host, 80)) }?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let connection = Connection::connect(stream, host, if path.is_empty() { "/" } else { path }).map_err(no_upgrade)?;
    connection.stream().set_read_timeout(None)?;
    Ok(connection)
}

fn no_upgrade(wrong: HandshakeError) -> ClientError {
    match wrong {
        HandshakeError::Io(wrong) => ClientError::Io(wrong),
        other => ClientError::Handshake(other.to_string()),
    }
}

fn lost(wrong: Lost) -> ClientError {
    match wrong {
        Lost::Ended(End::Closed(code)) => ClientError::Closed(code.to_string()),
        Lost::Ended(End::Failed(failure)) => ClientError::Protocol(failure.to_string()),
        Lost::Io(wrong) => ClientError::Io(wrong),
        other => ClientError::Closed(other.to_string()),
    }
}

fn take(text: &[u8], tally: &mut Tally) -> Result<(), ClientError> {
    match ticker::route(text).map_err(|wrong| ClientError::Message(wrong.to_string()))? {
        Routed::Ticker(update) => {
            Ok(tally.take(&update.symbol, price(update.bid), update.update_id, update.time_ms)?)
        }
        Routed::Login | Routed::Ignored => refusal(text),
    }
}

/// A reply may be a refusal.
fn refusal(text: &[u8]) -> Result<(), ClientError> {
    #[derive(Deserialize)]
    struct Reply {
        error: Option<Refusal>,
    }
    #[derive(Deserialize)]
    struct Refusal {
        message: String,
    }
    let reply: Reply = serde_json::from_slice(text).map_err(|wrong| ClientError::Message(wrong.to_string()))?;
    reply.error.map_or(Ok(()), |error| Err(ClientError::Refused(error.message)))
}

/// The nearest double. One division of two exact doubles rounds once; beyond that the text is read.
fn price(decimal: Decimal) -> f64 {
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    let Decimal { mantissa, decimals } = decimal;
    if mantissa.unsigned_abs() <= EXACT {
        return mantissa as f64 / 10_f64.powi(i32::from(decimals)); // exact up to 10^22
    }
    format!("{mantissa}e-{decimals}").parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_the_double_that_its_text_is_read_as() {
        for text in
            ["19177.79", "0.0003341504", "0.1", "9007199254740993", "0.000000000000000001", "9.223372036854775807", "0"]
        {
            let decimal = Decimal::parse(text.as_bytes()).unwrap();
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), price(decimal).to_bits(), "{text}");
        }
    }
}
