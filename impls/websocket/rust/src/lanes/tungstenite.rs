//! tungstenite, used synchronously.

use std::net::TcpStream;

use rustls::{ClientConnection, StreamOwned};
use tandem_kit::{Driven, Stage};
use tungstenite::error::{Error, ProtocolError};
use tungstenite::protocol::{Role as Side, WebSocketConfig};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, Utf8Bytes, WebSocket, client::client_with_config};
use websocket::{LIMIT, Role};

use super::live::{self, Address, Client, SUBSCRIBE};
use super::parse::{self, Library, Parsed};
use super::received::Received;

/// Feeds the chunks to the library's socket.
pub(crate) fn parse_frames(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    parse::job(given, stage, Tungstenite::default())
}

/// Takes the feed.
pub(crate) fn receive(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::receive(given, stage, Tungstenite::default())
}

/// Connects, over TLS where the case asks for it.
pub(crate) fn connect(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::connect(stage, Tungstenite::default())
}

/// Sends and receives in turn.
pub(crate) fn echo(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let messages = live::messages(given)?;
    let texts = messages.iter().map(|text| Utf8Bytes::from(text.as_str())).collect();
    live::echo(messages, stage, Tungstenite { texts })
}

/// The limit of every lane, for messages and for single frames.
pub(crate) fn config() -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(Some(LIMIT as usize)).max_frame_size(Some(LIMIT as usize))
}

/// The code of a close frame, 1005 for none; none for another message.
pub(crate) fn code(message: &Message) -> Option<u16> {
    match message {
        Message::Close(frame) => Some(frame.as_ref().map_or(1005, |frame| frame.code.into())),
        _ => None,
    }
}

/// Whether an error says only that no more comes.
pub(crate) fn is_end(error: &Error) -> bool {
    matches!(error, Error::ConnectionClosed | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))
}

/// Opcode and payload of a message.
pub(crate) fn look(message: &Message, seen: &mut dyn FnMut(u8, &[u8])) {
    match message {
        Message::Text(text) => seen(1, text.as_bytes()),
        Message::Binary(bytes) => seen(2, bytes),
        Message::Ping(bytes) => seen(9, bytes),
        Message::Pong(bytes) => seen(10, bytes),
        Message::Close(None) => seen(8, b""),
        Message::Close(Some(frame)) => {
            seen(8, &[&u16::from(frame.code).to_be_bytes(), frame.reason.as_bytes()].concat());
        }
        Message::Frame(_) => unreachable!("reading gives whole messages"),
    }
}

#[derive(Default)]
struct Tungstenite {
    /// What `echo` sends.
    texts: Vec<Utf8Bytes>,
}

impl Library for Tungstenite {
    type Message = Message;

    fn parse(&mut self, role: Role, stream: Received) -> Parsed<Message> {
        let side = if role == Role::Client { Side::Client } else { Side::Server };
        let mut socket = WebSocket::from_raw_socket(stream, side, Some(config()));
        let mut parsed = Parsed::default();
        while parsed.close.is_none() {
            match socket.read() {
                Ok(message) => {
                    parsed.close = code(&message);
                    parsed.messages.push(message);
                }
                Err(error) => {
                    parsed.failed = !is_end(&error);
                    break;
                }
            }
        }
        parsed
    }

    fn look(message: &Message, seen: &mut dyn FnMut(u8, &[u8])) {
        look(message, seen);
    }
}

impl Client for Tungstenite {
    type Line = WebSocket<MaybeTlsStream<TcpStream>>;
    type Taken = (Vec<Utf8Bytes>, Option<u16>);

    fn open(&mut self, to: &Address) -> Result<Self::Line, String> {
        let stream = TcpStream::connect(&to.host).map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let stream = match &to.tls {
            None => MaybeTlsStream::Plain(stream),
            Some(config) => {
                let session = ClientConnection::new(config.clone(), to.name()?).map_err(|error| error.to_string())?;
                MaybeTlsStream::Rustls(StreamOwned::new(session, stream))
            }
        };
        let upgraded = client_with_config(to.url.as_str(), stream, Some(config()));
        upgraded.map(|(line, _response)| line).map_err(|error| error.to_string())
    }

    fn take(&mut self, mut line: Self::Line) -> Result<Self::Taken, String> {
        line.send(Message::Text(SUBSCRIBE.into())).map_err(|error| error.to_string())?;
        let mut texts = Vec::new();
        loop {
            match line.read().map_err(|error| format!("{error}, after {} messages", texts.len()))? {
                Message::Text(text) => texts.push(text),
                other => {
                    if let Some(close) = code(&other) {
                        line.flush().map_err(|error| error.to_string())?;
                        return Ok((texts, Some(close)));
                    }
                }
            }
        }
    }

    fn trip(&mut self, line: &mut Self::Line, i: usize, back: &mut Vec<u8>) -> Result<(), String> {
        line.send(Message::Text(self.texts[i].clone())).map_err(|error| error.to_string())?;
        back.extend_from_slice(&line.read().map_err(|error| error.to_string())?.into_data());
        Ok(())
    }
}
