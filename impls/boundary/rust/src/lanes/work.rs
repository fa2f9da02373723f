//! The work alone, without a crossing.

use serde_json::{Value, json};
use tandem_kit::{Answer, Job};
use ticker::{Decimal, ParseError, Ticker};

/// Sums of payloads.
pub(crate) struct Sums<P> {
    payloads: Vec<P>,
    sum: fn(&P) -> u64,
    found: Vec<u64>,
}

impl<P> Sums<P> {
    pub(crate) fn new(payloads: Vec<P>, sum: fn(&P) -> u64) -> Self {
        let found = vec![0; payloads.len()];
        Self { payloads, sum, found }
    }
}

impl<P> Job for Sums<P> {
    fn ops(&self) -> u64 {
        self.payloads.len() as u64
    }

    fn run(&mut self) {
        for (payload, found) in self.payloads.iter().zip(&mut self.found) {
            *found = (self.sum)(payload);
        }
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found)
    }
}

/// Records of updates.
pub(crate) struct Batch {
    messages: Vec<&'static [u8]>,
    found: Vec<Result<Ticker<'static>, ParseError>>,
}

impl Batch {
    pub(crate) fn new(messages: Vec<&'static [u8]>) -> Self {
        Self { found: Vec::with_capacity(messages.len()), messages }
    }
}

impl Job for Batch {
    fn ops(&self) -> u64 {
        self.messages.len() as u64
    }

    fn run(&mut self) {
        self.found.clear();
        self.found.extend(self.messages.iter().map(|message| ticker::parse(message)));
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found.iter().map(described).collect::<Vec<_>>())
    }
}

/// As a ticker's records are compared: integers of 64 bits are decimal strings.
fn described(found: &Result<Ticker<'_>, ParseError>) -> Value {
    let found = match found {
        Ok(found) => found,
        Err(error) => return json!({"error": error.kind()}),
    };
    let (time_ms, update_id) = (found.time_ms.to_string(), found.update_id.to_string());
    let mut row = vec![json!(found.channel), json!(found.event), json!(time_ms), json!(update_id), json!(found.symbol)];
    for Decimal { mantissa, decimals } in [found.bid, found.bid_size, found.ask, found.ask_size] {
        row.extend([json!(mantissa.to_string()), json!(decimals)]);
    }
    Value::Array(row)
}

/// The messages of a given.
pub(crate) fn unframe(given: &'static [u8]) -> Result<Vec<&'static [u8]>, String> {
    ticker::unframe(given).map_err(|e| format!("given: {e}"))
}

/// Payloads of doubles.
pub(crate) fn floats(given: &'static [u8]) -> Result<Vec<Vec<f64>>, String> {
    let numbers = |bytes: &[u8]| bytes.as_chunks().0.iter().map(|&word| f64::from_le_bytes(word)).collect();
    Ok(unframe(given)?.into_iter().map(numbers).collect())
}
