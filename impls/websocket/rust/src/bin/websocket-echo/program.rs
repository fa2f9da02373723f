//! What an echo program is.

use std::fmt::Display;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// How long a side that has said its last may take to close the connection.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A client and a server that echo.
#[derive(Clone, Copy)]
pub(crate) struct Program {
    /// Echoes on one connection to a URL until a close frame.
    pub(crate) connect: fn(&str) -> Result<(), Trouble>,
    /// Serves until it is ended.
    pub(crate) listen: fn(&TcpListener) -> Result<(), Trouble>,
}

/// Why a program did not come to its end, in one line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The upgraded connection ended otherwise than by a close frame: the other side's affair.
    #[error("{0}")]
    Lost(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl Trouble {
    pub(crate) fn lost(error: impl Display) -> Self {
        Self::Lost(error.to_string())
    }

    pub(crate) fn other(error: impl Display) -> Self {
        Self::Other(error.to_string())
    }
}

/// A ws URL taken apart: host with port, path.
pub(crate) fn address(url: &str) -> Result<(String, String), Trouble> {
    let rest = url.strip_prefix("ws://").ok_or_else(|| Trouble::other("should be a ws:// URL"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let port = if host.contains(':') { "" } else { ":80" };
    Ok((format!("{host}{port}"), format!("/{path}")))
}

/// Connects without delay of small packets.
pub(crate) fn dial(host: &str) -> Result<TcpStream, Trouble> {
    let stream = TcpStream::connect(host).map_err(Trouble::other)?;
    stream.set_nodelay(true).map_err(Trouble::other)?;
    Ok(stream)
}

/// Serves each connection in a thread of its own.
pub(crate) fn threads(listener: &TcpListener, serve: fn(TcpStream)) -> Result<(), Trouble> {
    for stream in listener.incoming() {
        let stream = stream.map_err(Trouble::other)?;
        stream.set_nodelay(true).map_err(Trouble::other)?;
        thread::spawn(move || serve(stream));
    }
    Ok(())
}
