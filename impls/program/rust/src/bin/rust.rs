//! Our own client: a blocking socket, the parsers of `websocket` and `ticker`, no runtime.

use std::time::{SystemTime, UNIX_EPOCH};

use program::{Asked, ClientError, Connection, Tally, finish};
use serde::Deserialize;
use ticker::{Decimal, Routed};

fn main() {
    let asked = match Asked::read(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(wrong) => std::process::exit(finish("program-rust", Err(wrong))),
    };
    std::process::exit(finish(&asked.url, run(&asked)))
}

fn run(asked: &Asked) -> Result<Tally, ClientError> {
    let mut connection = Connection::open(&asked.url)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    connection.send(&ticker::subscribe(now.as_secs(), &asked.pair))?;
    let mut tally = Tally::default();
    connection.texts(|text| {
        take(text, &mut tally)?;
        Ok(tally.updates < asked.updates)
    })?;
    connection.close()?;
    Ok(tally)
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
