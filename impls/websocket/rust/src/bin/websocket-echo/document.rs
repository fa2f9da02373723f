//! tokio-tungstenite, a task a connection.

use std::net::TcpListener;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Builder, Runtime};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, accept_async_with_config, connect_async_with_config};

use crate::program::{Program, Trouble};
use crate::tungstenite::config;

pub(crate) const PROGRAM: Program = Program { connect, listen };

/// One thread, as the lane has it.
pub(crate) fn runtime() -> Result<Runtime, Trouble> {
    Builder::new_current_thread().enable_io().build().map_err(Trouble::other)
}

/// The listener, for tasks of the current runtime.
pub(crate) fn shared(listener: &TcpListener) -> Result<tokio::net::TcpListener, Trouble> {
    let listener = listener.try_clone().map_err(Trouble::other)?;
    listener.set_nonblocking(true).map_err(Trouble::other)?;
    tokio::net::TcpListener::from_std(listener).map_err(Trouble::other)
}

fn connect(url: &str) -> Result<(), Trouble> {
    runtime()?.block_on(async {
        let connected = connect_async_with_config(url, Some(config()), true).await;
        let (line, _response) = connected.map_err(Trouble::other)?;
        converse(line).await.map_err(Trouble::lost)
    })
}

fn listen(listener: &TcpListener) -> Result<(), Trouble> {
    runtime()?.block_on(async {
        let listener = shared(listener)?;
        loop {
            let (stream, _) = listener.accept().await.map_err(Trouble::other)?;
            tokio::spawn(async move {
                if let Ok(line) = accept_async_with_config(stream, Some(config())).await {
                    let _ended = converse(line).await; // what a client does wrong ends nothing but its own connection
                }
            });
        }
    })
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(mut line: WebSocketStream<S>) -> Result<(), Error> {
    while let Some(message) = line.next().await {
        let message = message?;
        if message.is_text() || message.is_binary() {
            line.send(message).await?;
        } else if let Message::Close(_) = message {
            line.flush().await?;
        }
    }
    Ok(())
}
