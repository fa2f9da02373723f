//! What `impls/share_price/spec.py` writes.

use serde::Deserialize;
use serde_json::{Value, json};
use share_price::BASE_MS;

/// One row of a given.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) hundredths: u32,
    pub(crate) after_ms: u32,
    pub(crate) flags: u8,
}

impl Row {
    fn of(bytes: [u8; 8]) -> Self {
        let word = u64::from_le_bytes(bytes);
        Self { hundredths: word as u32, after_ms: (word >> 32) as u32 & 0xff_ffff, flags: (word >> 56) as u8 }
    }

    pub(crate) fn price(self) -> Option<f64> {
        (self.flags & 1 != 0).then(|| f64::from(self.hundredths) / 100.0)
    }

    pub(crate) fn time_ms(self) -> Option<u64> {
        (self.flags & 2 != 0).then(|| BASE_MS + u64::from(self.after_ms))
    }

    pub(crate) fn ready(self) -> bool {
        self.flags & 4 != 0
    }
}

/// The rows of a given of records.
pub(crate) fn rows(given: &'static [u8]) -> Result<Vec<Row>, String> {
    let wrong = || format!("given: of records should have a count and 8 bytes each, it has {} bytes", given.len());
    let (count, rest) = given.split_first_chunk().ok_or_else(wrong)?;
    let (rows, left) = rest.as_chunks::<8>();
    if !left.is_empty() || rows.len() != u32::from_le_bytes(*count) as usize {
        return Err(wrong());
    }
    Ok(rows.iter().copied().map(Row::of).collect())
}

/// The one row of a given that must have one.
pub(crate) fn first(rows: &[Row]) -> Result<Row, String> {
    rows.first().copied().ok_or_else(|| "given: holds no record".to_owned())
}

/// The given of the collector's cases.
#[derive(Deserialize)]
pub(crate) struct Heap {
    pub(crate) live: usize,
    pub(crate) pairs: usize,
    pub(crate) rounds: usize,
}

impl Heap {
    pub(crate) fn read(given: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(given).map_err(|e| format!("given: should be JSON of the heap: {e}"))
    }
}

/// A plain record: price, Unix milliseconds, ready.
pub(crate) type Plain = (Option<f64>, Option<u64>, bool);

/// The number that depends on every field of every record; `impls/share_price/given.py` has its formula.
pub(crate) fn digest(records: impl Iterator<Item = Plain>) -> Value {
    let (mut found, mut count) = (0u64, 0);
    for (price, time, ready) in records {
        let bits = price.map_or(1, f64::to_bits);
        let rest = bits.wrapping_add(time.unwrap_or(1).wrapping_mul(7)).wrapping_add(u64::from(ready));
        found = found.wrapping_mul(31).wrapping_add(rest);
        count += 1;
    }
    json!({"records": count, "digest": found.to_string()})
}
