//! fastwebsockets in one tokio task. Whole frames are read as such; where messages come in fragments, its collector joins them.

use std::future::Future;

use fastwebsockets::{FragmentCollector, Frame, OpCode, Payload, Role as Side, WebSocket, WebSocketError, handshake};
use http_body_util::Empty;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, HOST, UPGRADE};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tandem_kit::{Driven, Stage};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsConnector;
use websocket::{LIMIT, Role};

use super::live::{self, Address, Client, SUBSCRIBE, Taken};
use super::parse::{self, Library, Parsed};
use super::received::Received;

/// Feeds the chunks to the library's socket.
pub(crate) fn parse_frames(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    parse::job(given, stage, Fast::new(Vec::new())?)
}

/// Takes the feed in one task.
pub(crate) fn receive(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::receive(given, stage, Fast::new(Vec::new())?)
}

/// Connects, over TLS where the case asks for it.
pub(crate) fn connect(_given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    live::connect(stage, Fast::new(Vec::new())?)
}

/// Sends and receives in turn.
pub(crate) fn echo(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let messages = live::messages(given)?;
    live::echo(messages.clone(), stage, Fast::new(messages)?)
}

struct Fast {
    runtime: Runtime,
    /// What `echo` sends.
    messages: Vec<String>,
}

impl Fast {
    fn new(messages: Vec<String>) -> Result<Self, String> {
        let runtime = Builder::new_current_thread().enable_io().build().map_err(|error| error.to_string())?;
        Ok(Self { runtime, messages })
    }
}

/// A message as it is kept: the library's frame.
type Kept = Frame<'static>;

/// Opcode, and code where it is a close frame: 1005 for none.
fn code(frame: &Kept) -> Option<u16> {
    (frame.opcode == OpCode::Close).then(|| match *frame.payload {
        [high, low, ..] => u16::from_be_bytes([high, low]),
        _ => 1005,
    })
}

fn opened<S: AsyncRead + AsyncWrite + Unpin>(stream: S, side: Side) -> FragmentCollector<S> {
    let mut socket = WebSocket::after_handshake(stream, side);
    tuned(&mut socket);
    FragmentCollector::new(socket)
}

/// Pings are given to us; a message of exactly the limit is good.
fn tuned<S>(socket: &mut WebSocket<S>) {
    socket.set_auto_pong(false);
    socket.set_auto_close(true);
    socket.set_max_message_size(LIMIT as usize + 1);
}

impl Library for Fast {
    type Message = Kept;

    fn parse(&mut self, role: Role, stream: Received) -> Parsed<Kept> {
        let side = if role == Role::Client { Side::Client } else { Side::Server };
        let mut socket = opened(stream, side);
        self.runtime.block_on(async {
            let mut parsed = Parsed::default();
            while parsed.close.is_none() {
                match socket.read_frame().await {
                    Ok(frame) => {
                        parsed.close = code(&frame);
                        parsed.messages.push(frame);
                    }
                    Err(WebSocketError::UnexpectedEOF) => break,
                    Err(_) => {
                        parsed.failed = true;
                        break;
                    }
                }
            }
            parsed
        })
    }

    fn look(frame: &Kept, seen: &mut dyn FnMut(u8, &[u8])) {
        seen(frame.opcode as u8, &frame.payload);
    }
}

/// Runs hyper's side of an upgrade in the same task set.
struct Spawn;

impl<F> hyper::rt::Executor<F> for Spawn
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        tokio::task::spawn(future);
    }
}

async fn upgrade<S>(stream: S, to: &Address) -> Result<WebSocket<TokioIo<Upgraded>>, String>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let request = Request::get(&to.path)
        .header(HOST, &to.host)
        .header(UPGRADE, "websocket")
        .header(CONNECTION, "upgrade")
        .header("Sec-WebSocket-Key", handshake::generate_key())
        .header("Sec-WebSocket-Version", "13")
        .body(Empty::<Bytes>::new())
        .map_err(|error| error.to_string())?;
    let (socket, _response) = handshake::client(&Spawn, request, stream).await.map_err(|error| error.to_string())?;
    Ok(socket)
}

impl Client for Fast {
    type Line = WebSocket<TokioIo<Upgraded>>;
    type Taken = (Vec<Kept>, Option<u16>);

    fn open(&mut self, to: &Address) -> Result<Self::Line, String> {
        let name = to.name()?;
        self.runtime.block_on(async {
            let stream = TcpStream::connect(&to.host).await.map_err(|error| error.to_string())?;
            stream.set_nodelay(true).map_err(|error| error.to_string())?;
            let mut socket = match &to.tls {
                None => upgrade(stream, to).await?,
                Some(config) => {
                    let connected = TlsConnector::from(config.clone()).connect(name, stream).await;
                    upgrade(connected.map_err(|error| error.to_string())?, to).await?
                }
            };
            tuned(&mut socket);
            Ok(socket)
        })
    }

    fn take(&mut self, mut line: Self::Line) -> Result<Self::Taken, String> {
        self.runtime.block_on(async {
            let request = Frame::text(Payload::Borrowed(SUBSCRIBE.as_bytes()));
            line.write_frame(request).await.map_err(|error| error.to_string())?;
            let mut texts = Vec::new();
            loop {
                let read = line.read_frame().await;
                let frame = read.map_err(|error| format!("{error}, after {} messages", texts.len()))?;
                match frame.opcode {
                    OpCode::Text => texts.push(frame),
                    OpCode::Ping => {
                        line.write_frame(Frame::pong(frame.payload)).await.map_err(|error| error.to_string())?;
                    }
                    OpCode::Close => return Ok((texts, code(&frame))),
                    _ => {}
                }
            }
        })
    }

    fn trip(&mut self, line: &mut Self::Line, i: usize, back: &mut Vec<u8>) -> Result<(), String> {
        let text = self.messages[i].as_bytes().to_vec();
        self.runtime.block_on(async {
            line.write_frame(Frame::text(Payload::Owned(text))).await.map_err(|error| error.to_string())?;
            back.extend_from_slice(&line.read_frame().await.map_err(|error| error.to_string())?.payload);
            Ok(())
        })
    }
}

impl Taken for (Vec<Kept>, Option<u16>) {
    fn texts(&self, seen: &mut dyn FnMut(&[u8])) {
        self.0.iter().for_each(|text| seen(&text.payload));
    }

    fn close(&self) -> Option<u16> {
        self.1
    }
}
