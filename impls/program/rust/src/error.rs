//! What ends a program before its last update.

use std::io;

/// Why there is no answer. One line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The command line is not understood.
    #[error("usage: URL [PAIR [UPDATES]]")]
    Usage,
    /// The address is not one that a program connects to.
    #[error("the address should be ws://host:port/path")]
    Address,
    /// The operating system's word.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// What answers the handshake is no WebSocket.
    #[error("no WebSocket answers there: {0}")]
    Handshake(String),
    /// The connection ended before the last update.
    #[error("the server closed too early ({0})")]
    Closed(String),
    /// The server broke the WebSocket protocol.
    #[error("the server broke the protocol ({0})")]
    Protocol(String),
    /// The exchange refused the subscription.
    #[error("the exchange refused: {0}")]
    Refused(String),
    /// A message is not what it should be.
    #[error("a message is not right: {0}")]
    Message(String),
}
