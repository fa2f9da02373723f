//! The document's choice: tokio-tungstenite, one task, the stream split, text messages taken as they come.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::{SinkExt, StreamExt};
use rustls::ClientConfig;
use serde::Serialize;
use tandem_kit::{Driven, Stage};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_tungstenite::tungstenite::protocol::Role as Side;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};
use websocket::Role;

use super::live::{self, Address, Client, Taken};
use super::parse::{self, Library, Parsed};
use super::received::Received;
use super::tungstenite::{code, config, is_end, look};

/// Feeds the chunks to the library's stream.
pub(crate) fn parse_frames(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    parse::job(given, stage, Document::new()?)
}

/// Takes the feed in one task.
pub(crate) fn receive(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::receive(given, stage, Document::new()?)
}

/// Connects, over TLS where the case asks for it.
pub(crate) fn connect(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::connect(stage, Document::new()?)
}

/// Sends and receives in turn.
pub(crate) fn echo(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let messages = live::messages(given)?;
    let texts = messages.iter().map(|text| Utf8Bytes::from(text.as_str())).collect();
    live::echo(messages, stage, Document { texts, ..Document::new()? })
}

struct Document {
    runtime: Runtime,
    /// What `echo` sends.
    texts: Vec<Utf8Bytes>,
}

impl Document {
    fn new() -> Result<Self, String> {
        let runtime = Builder::new_current_thread().enable_io().build().map_err(|error| error.to_string())?;
        Ok(Self { runtime, texts: Vec::new() })
    }
}

impl Library for Document {
    type Message = Message;

    fn parse(&mut self, role: Role, stream: Received) -> Parsed<Message> {
        let side = if role == Role::Client { Side::Client } else { Side::Server };
        self.runtime.block_on(async {
            let mut parsed = Parsed::default();
            let (_write, mut read) = WebSocketStream::from_raw_socket(stream, side, Some(config())).await.split();
            while let Some(message) = read.next().await {
                match message {
                    Ok(message) => {
                        let close = code(&message);
                        parsed.messages.push(message);
                        if close.is_some() {
                            parsed.close = close;
                            break;
                        }
                    }
                    Err(error) => {
                        parsed.failed = !is_end(&error);
                        break;
                    }
                }
            }
            parsed
        })
    }

    fn look(message: &Message, seen: &mut dyn FnMut(u8, &[u8])) {
        look(message, seen);
    }
}

type Line = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The request, its fields in the document's order.
#[derive(Serialize)]
struct Subscribe {
    time: u64,
    channel: String,
    event: String,
    payload: Vec<String>,
}

impl Subscribe {
    fn all() -> Self {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self { time, channel: "spot.book_ticker".into(), event: "subscribe".into(), payload: vec!["!all".into()] }
    }
}

impl Client for Document {
    type Line = Line;
    type Taken = (Vec<Utf8Bytes>, Option<u16>);

    fn open(&mut self, to: &Address) -> Result<Line, String> {
        let connector = to.tls.as_ref().map(|config: &Arc<ClientConfig>| Connector::Rustls(config.clone()));
        let connected = connect_async_tls_with_config(to.url.as_str(), Some(config()), true, connector);
        self.runtime.block_on(connected).map(|(line, _response)| line).map_err(|error| error.to_string())
    }

    fn take(&mut self, line: Line) -> Result<Self::Taken, String> {
        self.runtime.block_on(async {
            let (mut write, mut read) = line.split();
            let request = serde_json::to_string(&Subscribe::all()).map_err(|error| error.to_string())?;
            write.send(Message::Text(request.into())).await.map_err(|error| error.to_string())?;
            let (mut texts, mut close) = (Vec::new(), None);
            while let Some(message) = read.next().await {
                match message.map_err(|error| format!("{error}, after {} messages", texts.len()))? {
                    Message::Text(text) => texts.push(text),
                    other => close = close.or(code(&other)),
                }
            }
            Ok((texts, close))
        })
    }

    fn trip(&mut self, line: &mut Line, i: usize, back: &mut Vec<u8>) -> Result<(), String> {
        let text = self.texts[i].clone();
        self.runtime.block_on(async {
            line.send(Message::Text(text)).await.map_err(|error| error.to_string())?;
            match line.next().await {
                Some(Ok(message)) => back.extend_from_slice(&message.into_data()),
                Some(Err(error)) => return Err(error.to_string()),
                None => return Err("the connection was closed".into()),
            }
            Ok(())
        })
    }
}

impl Taken for (Vec<Utf8Bytes>, Option<u16>) {
    fn texts(&self, seen: &mut dyn FnMut(&[u8])) {
        self.0.iter().for_each(|text| seen(text.as_bytes()));
    }

    fn close(&self) -> Option<u16> {
        self.1
    }
}
