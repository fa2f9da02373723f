//! What ends a stream.

/// The first breach of the protocol in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code} at byte {at}")]
pub struct Failure {
    /// The close code that a peer is owed: 1002 protocol error, 1007 not UTF-8, 1009 too big.
    pub code: u16,
    /// Index in the stream of the first byte after which no continuation is valid.
    pub at: u64,
}

/// Why a parser takes no more bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A close frame, with its code; 1005 when it had none.
    Closed(u16),
    /// A breach of the protocol.
    Failed(Failure),
}

/// A breach within a piece of the stream: close code, and index in that piece.
pub(crate) type Breach = (u16, usize);

pub(crate) const PROTOCOL: u16 = 1002;
pub(crate) const NO_CODE: u16 = 1005;
pub(crate) const NOT_UTF8: u16 = 1007;
pub(crate) const TOO_BIG: u16 = 1009;
