//! What is traded and by whom: the head of an orders file, which `impls/exchange/orders.py` writes.

use std::collections::HashMap;

use serde::Deserialize;

use super::sign::Signer;
use crate::ExchangeError;

/// Most decimals of a price or an amount.
const MOST_DECIMALS: u8 = 12;

/// Accounts by their keys, pairs by their names.
#[derive(Debug, Default)]
pub struct Market {
    pub(crate) accounts: Vec<Account>,
    pub(crate) pairs: Vec<Pair>,
    account_of: HashMap<String, usize>,
    pair_of: HashMap<String, usize>,
}

/// Who may trade. Accounts have funds without end: what is traded here is worth nothing.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) key: String,
    pub(crate) signer: Signer,
    /// Requests a second, 0 without limit.
    pub(crate) limit: u32,
}

/// What is traded, and in which steps.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Pair {
    pub(crate) id: String,
    /// Decimals of a price.
    pub(crate) precision: u8,
    /// Decimals of an amount.
    pub(crate) amount_precision: u8,
    /// The smallest amount, in the text's own decimals.
    pub(crate) min_base_amount: String,
}

#[derive(Deserialize)]
struct Document {
    tandem: String,
    version: u64,
    accounts: Vec<Credentials>,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Credentials {
    key: String,
    secret: String,
    limit: u32,
}

impl Market {
    /// Whether these bytes are meant as an orders file.
    pub fn recognises(bytes: &[u8]) -> bool {
        bytes.starts_with(br#"{"tandem":"orders""#)
    }

    /// Read the accounts and pairs of an orders file; its orders are the client's affair.
    ///
    /// # Errors
    /// [`ExchangeError::Market`] with what is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, ExchangeError> {
        let wrong = |wrong: String| ExchangeError::Market { wrong };
        let read: Document = serde_json::from_slice(bytes).map_err(|e| wrong(format!("is not an orders file: {e}")))?;
        if (read.tandem.as_str(), read.version) != ("orders", 1) {
            return Err(wrong("should be an orders file of version 1".into()));
        }
        for pair in &read.pairs {
            let fine = pair.precision.max(pair.amount_precision) <= MOST_DECIMALS;
            if !fine || super::decimal::read(&pair.min_base_amount, pair.amount_precision).is_err() {
                return Err(wrong(format!(
                    "{}: should have at most {MOST_DECIMALS} decimals and a smallest amount in them",
                    pair.id
                )));
            }
        }
        let accounts: Vec<Account> = read
            .accounts
            .into_iter()
            .map(|found| Account { key: found.key, signer: Signer::new(&found.secret), limit: found.limit })
            .collect();
        let account_of: HashMap<String, usize> = accounts.iter().map(|account| account.key.clone()).zip(0..).collect();
        let pair_of: HashMap<String, usize> = read.pairs.iter().map(|pair| pair.id.clone()).zip(0..).collect();
        if account_of.len() < accounts.len() || pair_of.len() < read.pairs.len() {
            return Err(wrong("has a key or a pair twice".into()));
        }
        Ok(Self { accounts, pairs: read.pairs, account_of, pair_of })
    }

    pub(crate) fn account(&self, key: &str) -> Option<usize> {
        self.account_of.get(key).copied()
    }

    pub(crate) fn pair(&self, id: &str) -> Option<usize> {
        self.pair_of.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        Market::read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn accounts_and_pairs_are_found_by_name() {
        let market = Market::read(
            br#"{"tandem":"orders","version":1,"accounts":[{"key":"k","secret":"s","limit":0}],
            "pairs":[{"id":"A_B","precision":2,"amount_precision":4,"min_base_amount":"0.001"}],"orders":[]}"#,
        )
        .unwrap();
        assert_eq!(
            (Some(0), None, Some(0), None),
            (market.account("k"), market.account("s"), market.pair("A_B"), market.pair("B_A"))
        );
    }

    #[test]
    fn a_file_that_is_none_is_refused_with_what_is_wrong() {
        assert!(said("{}").starts_with("orders: is not an orders file: missing field"));
        let text = r#"{"tandem":"orders","version":2,"accounts":[],"pairs":[]}"#;
        assert_eq!("orders: should be an orders file of version 1", said(text));
        let pair = r#"{"id":"A_B","precision":13,"amount_precision":0,"min_base_amount":"1"}"#;
        let text = text.replace('2', "1");
        assert!(said(&text.replace("\"pairs\":[]", &format!("\"pairs\":[{pair}]"))).contains("at most 12 decimals"));
        let fine = pair.replace("13", "2");
        assert!(said(&text.replace("\"pairs\":[]", &format!("\"pairs\":[{fine},{fine}]"))).contains("twice"));
    }
}
