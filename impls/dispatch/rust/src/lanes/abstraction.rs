//! The same sum twice: with adaptors and generics, and written out by hand.

use serde::Deserialize;
use tandem_kit::{Answer, Job};

#[derive(Deserialize)]
struct Given {
    numbers: Vec<u64>,
}

pub(crate) struct Sum {
    numbers: Vec<u64>,
    function: fn(&[u64]) -> u64,
    found: u64,
}

impl Sum {
    pub(crate) fn new(given: &[u8], function: fn(&[u64]) -> u64) -> Result<Self, String> {
        let Given { numbers } = serde_json::from_slice(given).map_err(|e| format!("given: {e}"))?;
        Ok(Self { numbers, function, found: 0 })
    }
}

impl Job for Sum {
    fn ops(&self) -> u64 {
        self.numbers.len() as u64
    }

    fn run(&mut self) {
        self.found = (self.function)(&self.numbers);
    }

    fn answer(&mut self) -> Answer {
        Answer::json(&self.found)
    }
}

/// Sum of the squares of the even ones, by iterator adaptors.
pub(crate) fn adaptors(numbers: &[u64]) -> u64 {
    numbers.iter().copied().filter(|number| number.is_multiple_of(2)).map(|number| number * number).sum()
}

/// The same, by an index and one variable.
#[allow(clippy::needless_range_loop, reason = "this is the loop that the adaptors spare")]
pub(crate) fn by_hand(numbers: &[u64]) -> u64 {
    let mut total = 0;
    for i in 0..numbers.len() {
        let number = numbers[i];
        if number.is_multiple_of(2) {
            total += number * number;
        }
    }
    total
}
