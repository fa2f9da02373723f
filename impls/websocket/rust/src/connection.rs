//! A connection over any blocking stream, client or server.

use std::io::{self, Read, Write};

use crate::failure::{End, Failure, NO_CODE};
use crate::found::Found;
use crate::frame::{self, Keys};
use crate::handshake::{self, HandshakeError};
use crate::message::Message;
use crate::opcode::Opcode;
use crate::parser::{LIMIT, Parser, Role};

/// Most bytes read at once.
const READ: usize = 256 << 10;
/// Most bytes of an HTTP head.
const LONGEST_HEAD: usize = 16 << 10;

/// Why no further message comes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Lost {
    /// The stream came to its end, by a close frame or a breach of the protocol.
    #[error("{}", said(.0))]
    Ended(End),
    /// The other side closed the connection without a close frame.
    #[error("the connection was closed without a close frame")]
    Closed,
    /// The connection failed.
    #[error("{0}")]
    Io(#[from] io::Error),
}

fn said(end: &End) -> String {
    match end {
        End::Closed(code) => format!("the other side closed with code {code}"),
        End::Failed(failure) => format!("the stream breaks the protocol at byte {} ({})", failure.at, failure.code),
    }
}

/// Frames both ways over a stream that has been upgraded.
#[derive(Debug)]
pub struct Connection<S> {
    pub(crate) stream: S,
    pub(crate) inbound: Inbound,
    pub(crate) outbound: Outbound,
}

/// What has been received.
#[derive(Debug)]
pub(crate) struct Inbound {
    pub(crate) parser: Parser,
    pub(crate) buffer: Vec<u8>,
    /// Whether the buffer still holds what came behind the handshake, and nothing else.
    pub(crate) early: bool,
    /// The messages of the last bytes parsed, and how many of them have been given out.
    found: (Vec<Found>, usize),
}

/// What is to be sent.
#[derive(Debug)]
pub(crate) struct Outbound {
    /// For masks, on the client's side.
    keys: Option<Keys>,
    bytes: Vec<u8>,
}

impl Outbound {
    pub(crate) fn push(&mut self, opcode: Opcode, payload: &[u8]) {
        frame::encode(&mut self.bytes, opcode, payload, self.keys.as_mut().map(|keys| keys.draw() as u32));
    }

    pub(crate) fn send(&mut self, stream: &mut impl Write) -> io::Result<()> {
        let sent = stream.write_all(&self.bytes).and_then(|()| stream.flush());
        self.bytes.clear();
        sent
    }

    /// Pushes the last frame that a side owes, by how its inbound stream ended: the answer to a close frame, the code of a
    /// breach, or, where the other side has done neither, the start of the closing handshake.
    pub(crate) fn push_last(&mut self, end: Option<End>) {
        match end {
            Some(End::Closed(NO_CODE)) => self.push(Opcode::Close, &[]),
            Some(End::Closed(code) | End::Failed(Failure { code, .. })) => {
                self.push(Opcode::Close, &code.to_be_bytes());
            }
            None => self.push(Opcode::Close, &1000_u16.to_be_bytes()),
        }
    }
}

impl<S: Read + Write> Connection<S> {
    /// Asks the server at the other end of a stream for a WebSocket. `host` as the Host field has it.
    ///
    /// # Errors
    /// What kept it from being upgraded.
    pub fn connect(mut stream: S, host: &str, path: &str) -> Result<Self, HandshakeError> {
        let (request, proof) = handshake::request(host, path);
        stream.write_all(request.as_bytes())?;
        stream.flush()?;
        let (head, behind) = read_head(&mut stream)?;
        handshake::check(&head, &proof)?;
        Ok(Self::upgraded(stream, Role::Client, behind))
    }

    /// Waits for a client at the other end of a stream to ask for a WebSocket, and answers; where it asks for something else, says so.
    ///
    /// # Errors
    /// What kept it from being upgraded.
    pub fn accept(mut stream: S) -> Result<Self, HandshakeError> {
        let (head, behind) = read_head(&mut stream)?;
        match handshake::answer(&head) {
            Ok(answer) => stream.write_all(answer.as_bytes())?,
            Err(error) => {
                if let HandshakeError::NoRequest { status, .. } = error {
                    stream.write_all(handshake::refusal(status).as_bytes())?;
                }
                return Err(error);
            }
        }
        stream.flush()?;
        Ok(Self::upgraded(stream, Role::Server, behind))
    }

    fn upgraded(stream: S, role: Role, behind: Vec<u8>) -> Self {
        let keys = (role == Role::Client).then(Keys::default);
        let (parser, early) = (Parser::new(role, LIMIT), !behind.is_empty());
        let inbound = Inbound { parser, buffer: behind, early, found: (Vec::new(), 0) };
        Self { stream, inbound, outbound: Outbound { keys, bytes: Vec::new() } }
    }

    /// Sends one message, or control frame of at most 125 bytes.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn send(&mut self, opcode: Opcode, payload: &[u8]) -> io::Result<()> {
        self.outbound.push(opcode, payload);
        self.outbound.send(&mut self.stream)
    }

    /// Waits for the next text or binary message. Pings before it are answered.
    ///
    /// # Errors
    /// Why no more comes. [`Connection::finish`] is then in order.
    pub fn receive(&mut self) -> Result<Message<'_>, Lost> {
        loop {
            let (list, given) = &mut self.inbound.found;
            let Some(&found) = list.get(*given) else {
                self.fill()?;
                continue;
            };
            *given += 1;
            match found.opcode() {
                Opcode::Text | Opcode::Binary => {
                    let Inbound { parser, buffer, .. } = &self.inbound;
                    return Ok(found.message(buffer, parser));
                }
                Opcode::Ping => {
                    self.outbound.push(Opcode::Pong, found.payload(&self.inbound.buffer, &self.inbound.parser));
                    self.outbound.send(&mut self.stream)?;
                }
                _ => {}
            }
        }
    }

    /// Waits for bytes and gives the text and binary messages that end in them, which may be none. Pings are answered.
    ///
    /// # Errors
    /// Why no more comes. [`Connection::finish`] is then in order.
    pub fn receive_some(&mut self) -> Result<impl Iterator<Item = Message<'_>>, Lost> {
        if self.inbound.found.1 == self.inbound.found.0.len() {
            self.fill()?;
        }
        let Inbound { parser, buffer, found: (list, given), .. } = &mut self.inbound;
        let list = &list[std::mem::replace(given, list.len())..];
        for found in list.iter().filter(|found| found.opcode() == Opcode::Ping) {
            self.outbound.push(Opcode::Pong, found.payload(buffer, parser));
            self.outbound.send(&mut self.stream)?;
        }
        let messages = list.iter().map(|found| found.message(buffer, parser));
        Ok(messages.filter(|message| !message.opcode().is_control()))
    }

    /// Waits for bytes and finds the messages that end in them.
    fn fill(&mut self) -> Result<(), Lost> {
        let Inbound { parser, buffer, early, found: (list, given) } = &mut self.inbound;
        if let Some(end) = parser.end() {
            return Err(Lost::Ended(end));
        }
        list.clear();
        *given = 0;
        parser.release();
        let count = if std::mem::take(early) {
            buffer.len()
        } else {
            buffer.resize(READ, 0);
            read(&mut self.stream, buffer)?
        };
        if count == 0 {
            return Err(Lost::Closed);
        }
        parser.feed(&buffer[..count], list);
        Ok(())
    }

    /// Sends the last frame that this side owes: the answer to a close frame, the code of a breach, or, where the other side has
    /// done neither, the start of the closing handshake with code 1000. Gives the stream back, to be closed.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn finish(mut self) -> io::Result<S> {
        self.outbound.push_last(self.inbound.parser.end());
        self.outbound.send(&mut self.stream)?;
        Ok(self.stream)
    }

    /// The stream below.
    pub fn stream(&self) -> &S {
        &self.stream
    }
}

/// Reads what there is, at least a byte unless the stream has ended; goes on where a signal came in between.
pub(crate) fn read(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match stream.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// Reads an HTTP head; gives it with its empty line, and the bytes behind it.
fn read_head(stream: &mut impl Read) -> Result<(Vec<u8>, Vec<u8>), HandshakeError> {
    let mut bytes = Vec::new();
    let mut filled = 0;
    loop {
        bytes.resize(filled + 1024, 0);
        match read(stream, &mut bytes[filled..])? {
            0 => return Err(HandshakeError::Closed { after: filled }),
            count => filled += count,
        }
        bytes.truncate(filled);
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let behind = bytes.split_off(at + 4);
            return Ok((bytes, behind));
        }
        if filled > LONGEST_HEAD {
            return Err(HandshakeError::TooLong { len: filled });
        }
    }
}
