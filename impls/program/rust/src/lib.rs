//! The whole Gate.io client as a program: connect, subscribe, read, keep the shared price, stop.
//!
//! Here is what both programs share: the record and what they say of it.
//! A program is `NAME URL [PAIR [UPDATES]]`. It prints a line at the first update and its answer, a JSON object, at the
//! end; where the server cannot be reached or does not behave, one line on stderr and exit code 2.
#![forbid(unsafe_code)]

mod error;
mod share;

pub use error::ClientError;
pub use share::{SHARE, SharePrice, Tally};

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Where the exchange is.
    pub url: String,
    /// Whose updates are wanted.
    pub pair: String,
    /// How many are read.
    pub updates: u64,
}

impl Asked {
    /// Reads the command line; what is missing is what document `gateio`'s case asks for.
    ///
    /// # Errors
    /// [`ClientError::Usage`] where there is no address or the number is none.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, ClientError> {
        let url = arguments.next().ok_or(ClientError::Usage)?;
        let pair = arguments.next().unwrap_or_else(|| "BTC_USDT".into());
        let updates = arguments.next().map_or(Ok(1000), |text| text.parse()).map_err(|_| ClientError::Usage)?;
        Ok(Self { url, pair, updates })
    }
}

/// The end of a program: its answer on stdout and 0, or what is wrong on stderr and 2.
pub fn finish(url: &str, found: Result<Tally, ClientError>) -> i32 {
    match found {
        Ok(tally) => {
            println!("{}", tally.answer());
            0
        }
        Err(wrong) => {
            eprintln!("error: {url}: {wrong}");
            2
        }
    }
}
