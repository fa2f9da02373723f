//! The shared price record of document `gateio`, and what a program says of it.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// The record, with the document's fields.
#[derive(Debug, Clone, PartialEq)]
pub struct SharePrice {
    /// Best bid at Gate.
    pub gia_mua_gate: Option<f64>,
    /// When the exchange sent it, in Unix milliseconds.
    pub time_gia_gate: Option<String>,
    /// Whether there has been an update.
    pub orderbook_ready: bool,
}

/// The one record of a program, for all its threads.
pub static SHARE: Mutex<SharePrice> =
    Mutex::new(SharePrice { gia_mua_gate: None, time_gia_gate: None, orderbook_ready: false });

/// Counts what goes into the record, so that no update can be left out unseen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Updates so far.
    pub updates: u64,
    symbol: String,
    ids: i128,
    total: f64,
}

impl Tally {
    /// Puts one update into the record; announces the first on stdout.
    ///
    /// # Errors
    /// The first line cannot be written.
    pub fn take(&mut self, symbol: &str, price: f64, id: i64, time_ms: i64) -> io::Result<()> {
        {
            let mut share = SHARE.lock().unwrap_or_else(PoisonError::into_inner);
            share.gia_mua_gate = Some(price);
            share.time_gia_gate = Some(time_ms.to_string());
            share.orderbook_ready = true;
        }
        if self.symbol != symbol {
            symbol.clone_into(&mut self.symbol);
        }
        self.ids += i128::from(id);
        self.total += price;
        self.updates += 1;
        if self.updates == 1 {
            let mut out = io::stdout().lock();
            writeln!(out, "{symbol} {price}")?;
            out.flush()?; // what the start-up is measured to
        }
        Ok(())
    }

    /// What every program ends with: a line of JSON.
    pub fn answer(&self) -> String {
        let share = SHARE.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::json!({
            "updates": self.updates,
            "symbol": self.symbol,
            "price": share.gia_mua_gate,
            "time": share.time_gia_gate,
            "ready": share.orderbook_ready,
            "sum": [self.ids.to_string(), self.total],
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_json_whatever_is_in_it() {
        let mut tally = Tally::default();
        tally.take("A\"\\\u{1}é", 2e-7, i64::MAX, 1_606_293_275_723).unwrap();
        tally.take("A\"\\\u{1}é", 3e20, i64::MAX, 1_606_293_275_724).unwrap();
        let expected = serde_json::json!({
            "updates": 2,
            "symbol": "A\"\\\u{1}é",
            "price": 3e20,
            "time": "1606293275724",
            "ready": true,
            "sum": ["18446744073709551614", 2e-7 + 3e20],
        });
        assert_eq!(expected, serde_json::from_str::<serde_json::Value>(&tally.answer()).unwrap());
    }

    #[test]
    fn the_record_has_the_documents_size() {
        // Option<f64> 16, Option<String> 24, bool 1: 41 bytes of fields, 48 with their alignment.
        assert_eq!((16, 24, 48), (size_of::<Option<f64>>(), size_of::<Option<String>>(), size_of::<SharePrice>()));
    }
}
