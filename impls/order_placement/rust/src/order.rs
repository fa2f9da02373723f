//! What is placed, as the given has it.

use serde::{Deserialize, Deserializer, de};

/// One order as the API takes it. No field needs escapes in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Order {
    /// What the client calls it.
    #[serde(deserialize_with = "plain")]
    pub text: String,
    /// What is traded.
    #[serde(deserialize_with = "plain")]
    pub currency_pair: String,
    /// `buy` or `sell`.
    #[serde(deserialize_with = "plain")]
    pub side: String,
    /// How much.
    #[serde(deserialize_with = "plain")]
    pub amount: String,
    /// The worst price.
    #[serde(deserialize_with = "plain")]
    pub price: String,
    /// `gtc` or `ioc`.
    #[serde(deserialize_with = "plain")]
    pub time_in_force: String,
}

/// Who places them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Credentials {
    /// The API key.
    #[serde(deserialize_with = "plain")]
    pub key: String,
    /// Its secret.
    pub secret: String,
}

/// An orders file, as `impls/exchange/orders.py` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Orders {
    accounts: Vec<Credentials>,
    /// What is placed.
    pub orders: Vec<Order>,
}

impl Orders {
    /// Read the file.
    ///
    /// # Errors
    /// One line, that begins with `given: `.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let found: Self = serde_json::from_slice(bytes).map_err(|e| format!("given: should be an orders file: {e}"))?;
        if found.accounts.is_empty() || found.orders.is_empty() {
            return Err("given: an orders file should have an account and orders".into());
        }
        Ok(found)
    }

    /// Who places them: the first account.
    pub fn credentials(&self) -> &Credentials {
        &self.accounts[0]
    }
}

/// Whether a text stands in JSON, and in a header, as it is.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

fn plain<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if is_plain(&text) { Ok(text) } else { Err(de::Error::custom(format!("{text:?} should need no escapes"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{"tandem":"orders","version":1,"accounts":[{"key":"k","secret":"s","limit":0}],"pairs":[],
        "orders":[{"text":"t-0","currency_pair":"A_B","side":"buy","amount":"1","price":"2","time_in_force":"gtc"}]}"#;

    #[test]
    fn a_file_gives_its_account_and_orders() {
        let found = Orders::read(FILE.as_bytes()).unwrap();
        assert_eq!(("k", "t-0", 1), (&*found.credentials().key, &*found.orders[0].text, found.orders.len()));
    }

    #[test]
    fn what_would_have_to_be_escaped_is_refused() {
        for odd in ["a\\\"b", "a b", "\\u00e9", "a\\\\b", "\\n"] {
            let said = Orders::read(FILE.replace("A_B", odd).as_bytes()).unwrap_err();
            assert!(said.starts_with("given: ") && said.contains("should need no escapes"), "{said}");
        }
        assert!(Orders::read(b"{}").is_err() && Orders::read(&FILE.as_bytes()[..90]).is_err());
    }
}
