//! The comparable form of outcomes: a row a record, with 64-bit integers as decimal strings; a word; or an error.

use serde_json::{Value, json};
use ticker::{Decimal, ParseError, Routed, Ticker};

/// A library's refusal: what kind of error it is by our rules, the library does not say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused;

pub(crate) trait Described {
    fn described(&self) -> Value;
}

impl Described for Ticker<'_> {
    fn described(&self) -> Value {
        let mut row = vec![
            json!(self.channel),
            json!(self.event),
            json!(self.time_ms.to_string()),
            json!(self.update_id.to_string()),
            json!(self.symbol),
        ];
        for Decimal { mantissa, decimals } in [self.bid, self.bid_size, self.ask, self.ask_size] {
            row.extend([json!(mantissa.to_string()), json!(decimals)]);
        }
        Value::Array(row)
    }
}

impl Described for Routed<'_> {
    fn described(&self) -> Value {
        match self {
            Self::Ticker(ticker) => ticker.described(),
            Self::Login => json!("login"),
            Self::Ignored => json!("ignored"),
        }
    }
}

impl Described for ParseError {
    fn described(&self) -> Value {
        json!({ "error": self.kind() })
    }
}

impl Described for Refused {
    fn described(&self) -> Value {
        json!({ "error": "any" })
    }
}

impl Described for String {
    fn described(&self) -> Value {
        json!(self)
    }
}

impl<T: Described, E: Described> Described for Result<T, E> {
    fn described(&self) -> Value {
        match self {
            Ok(found) => found.described(),
            Err(error) => error.described(),
        }
    }
}
