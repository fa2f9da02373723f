//! What can go wrong before the exchange serves anybody.

use std::io;
use std::path::PathBuf;

/// Why the exchange cannot start. One line, that says what to mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The feed is not a whole capture file.
    #[error("feed, line {line}: {wrong}")]
    Feed {
        /// Line of the file, from 1.
        line: usize,
        /// What is wrong with it.
        wrong: String,
    },
    /// The orders file says nothing that can be traded.
    #[error("orders: {wrong}")]
    Market {
        /// What is wrong with it.
        wrong: String,
    },
    /// The port cannot be listened on.
    #[error("port {port} of 127.0.0.1 cannot be listened on: {source}; choose another, or 0 for any")]
    Port {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The certificate that clients must trust cannot be made or written.
    #[error("certificate {path} cannot be made: {wrong}")]
    Certificate {
        /// Where it was to be written.
        path: PathBuf,
        /// What was said.
        wrong: String,
    },
    /// An option has a value that it cannot have.
    #[error("{name} should be {expected}, was {found:?}")]
    Option {
        /// The option.
        name: &'static str,
        /// The values it can have.
        expected: &'static str,
        /// What it was.
        found: String,
    },
}
