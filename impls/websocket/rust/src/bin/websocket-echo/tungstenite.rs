//! tungstenite, used synchronously, a thread a connection.

use std::net::{TcpListener, TcpStream};

use tungstenite::client::client_with_config;
use tungstenite::error::Error;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket, accept_with_config};

use crate::program::{Program, Trouble, address, dial, threads};

pub(crate) const PROGRAM: Program = Program { connect, listen };

/// The limit of every lane, for messages and for single frames.
pub(crate) fn config() -> WebSocketConfig {
    let limit = Some(websocket::LIMIT as usize);
    WebSocketConfig::default().max_message_size(limit).max_frame_size(limit)
}

fn connect(url: &str) -> Result<(), Trouble> {
    let stream = dial(&address(url)?.0)?;
    let (line, _response) = client_with_config(url, stream, Some(config())).map_err(Trouble::other)?;
    converse(line).map_err(Trouble::lost)
}

fn listen(listener: &TcpListener) -> Result<(), Trouble> {
    threads(listener, |stream| {
        if let Ok(line) = accept_with_config(stream, Some(config())) {
            let _ended = converse(line); // what a client does wrong ends nothing but its own connection
        }
    })
}

fn converse(mut line: WebSocket<TcpStream>) -> Result<(), Error> {
    loop {
        match line.read() {
            Ok(message @ (Message::Text(_) | Message::Binary(_))) => line.send(message)?,
            Ok(_) => {}
            Err(Error::ConnectionClosed) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}
