//! A WebSocket client over a blocking socket: our own parser, one buffer, no copies of what arrives whole.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha1::{Digest, Sha1};
use websocket::{End, Found, LIMIT, Opcode, Parser, Role};

use crate::ClientError;

const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// Bytes read at a time.
const CHUNK: usize = 64 << 10;
/// In the place of a length: it follows in 16 bits.
const EXTENDED: u8 = 0x7E;
/// For the handshakes at both ends.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client's connection. Pings are answered; everything but texts is dropped.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    parser: Parser,
    found: Vec<Found>,
    chunk: Box<[u8]>,
    filled: usize,
    keys: Keys,
}

/// Masking keys that nobody can foresee (RFC 6455, section 10.3): a keyed hash, its key from the operating system.
#[derive(Debug, Default)]
struct Keys {
    state: RandomState,
    used: u64,
}

impl Keys {
    fn next(&mut self) -> u64 {
        self.used += 1;
        self.state.hash_one(self.used)
    }
}

impl Connection {
    /// Connects and upgrades.
    ///
    /// # Errors
    /// [`ClientError::Address`] for what is no `ws://` address, [`ClientError::Io`] where nobody listens,
    /// [`ClientError::Handshake`] where what listens does not upgrade.
    pub fn open(url: &str) -> Result<Self, ClientError> {
        let rest = url.strip_prefix("ws://").ok_or(ClientError::Address)?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return Err(ClientError::Address);
        }
        let stream = if host.contains(':') { TcpStream::connect(host) } else { TcpStream::connect((host, 80)) }?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (parser, chunk) = (Parser::new(Role::Client, LIMIT), vec![0; CHUNK].into_boxed_slice());
        let mut open = Self { stream, parser, found: Vec::new(), chunk, filled: 0, keys: Keys::default() };
        open.upgrade(host, path)?;
        open.stream.set_read_timeout(None)?;
        Ok(open)
    }

    /// Sends one text.
    ///
    /// # Errors
    /// The operating system's.
    pub fn send(&mut self, text: &str) -> io::Result<()> {
        self.send_frame(Opcode::Text, text.as_bytes())
    }

    /// Waits for bytes and hands each text that ends in them to `each`, until that returns false.
    ///
    /// # Errors
    /// [`ClientError::Closed`] and [`ClientError::Protocol`] at the end of the stream, and those of `each`.
    pub fn texts(&mut self, mut each: impl FnMut(&[u8]) -> Result<bool, ClientError>) -> Result<(), ClientError> {
        loop {
            if self.filled == 0 {
                self.filled = self.stream.read(&mut self.chunk)?;
                if self.filled == 0 {
                    return Err(ClientError::Closed("without a close frame".into()));
                }
            }
            let chunk = &self.chunk[..std::mem::take(&mut self.filled)];
            self.found.clear();
            self.parser.release();
            self.parser.feed(chunk, &mut self.found);
            let mut pings = Vec::new();
            for found in &self.found {
                match found.opcode() {
                    Opcode::Text if !each(found.payload(chunk, &self.parser))? => return Ok(()),
                    Opcode::Ping => pings.push(found.payload(chunk, &self.parser).to_vec()),
                    _ => {}
                }
            }
            for ping in pings {
                self.send_frame(Opcode::Pong, &ping)?;
            }
            match self.parser.end() {
                None => {}
                Some(End::Closed(code)) => return Err(ClientError::Closed(code.to_string())),
                Some(End::Failed(failure)) => return Err(ClientError::Protocol(failure.to_string())),
            }
        }
    }

    /// The closing handshake: says so, and reads on until the server has closed.
    ///
    /// # Errors
    /// The operating system's.
    pub fn close(mut self) -> io::Result<()> {
        self.stream.set_read_timeout(Some(PATIENCE))?;
        self.send_frame(Opcode::Close, &1000_u16.to_be_bytes())?;
        while self.stream.read(&mut self.chunk)? > 0 {}
        Ok(())
    }

    /// One masked frame of less than 64 KiB: pongs, and what a client asks.
    fn send_frame(&mut self, opcode: Opcode, payload: &[u8]) -> io::Result<()> {
        let key = (self.keys.next() as u32).to_ne_bytes();
        let mut frame = vec![0x80 | opcode as u8];
        match payload.len() {
            length @ 0..126 => frame.push(0x80 | length as u8),
            length => {
                let length = u16::try_from(length).map_err(|_| io::ErrorKind::InvalidInput)?;
                frame.push(0x80 | EXTENDED);
                frame.extend_from_slice(&length.to_be_bytes());
            }
        }
        frame.extend_from_slice(&key);
        frame.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
        self.stream.write_all(&frame)
    }

    /// Asks for the upgrade and checks the answer (section 4.1); what comes behind it stays in the buffer.
    fn upgrade(&mut self, host: &str, path: &str) -> Result<(), ClientError> {
        let random = [self.keys.next().to_ne_bytes(), self.keys.next().to_ne_bytes()].concat();
        let key = BASE64.encode(random);
        let request = format!(
            "GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        self.stream.write_all(request.as_bytes())?;
        let mut filled = 0;
        let end = loop {
            match self.stream.read(&mut self.chunk[filled..])? {
                0 => return Err(ClientError::Handshake("it closed or said too much".into())),
                count => filled += count,
            }
            if let Some(at) = self.chunk[..filled].windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let proof = BASE64.encode(Sha1::new().chain_update(&key).chain_update(GUID).finalize());
        check(&String::from_utf8_lossy(&self.chunk[..end]), &proof)?;
        self.chunk.copy_within(end..filled, 0);
        self.filled = filled - end;
        Ok(())
    }
}

fn check(reply: &str, proof: &str) -> Result<(), ClientError> {
    let mut lines = reply.split("\r\n");
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 101") {
        return Err(ClientError::Handshake(status.to_owned()));
    }
    let fields: Vec<(&str, &str)> = lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n, v.trim())).collect();
    let value = |name: &str| fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or("", |(_, v)| *v);
    let upgraded = value("Upgrade").eq_ignore_ascii_case("websocket")
        && value("Connection").to_ascii_lowercase().contains("upgrade")
        && value("Sec-WebSocket-Accept") == proof;
    if upgraded { Ok(()) } else { Err(ClientError::Handshake("the upgrade's answer is not right".into())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 6455, section 1.3
    const PROOF: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    const REPLY: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    #[test]
    fn a_right_answer_upgrades_in_any_case_of_letters() {
        assert!(check(REPLY, PROOF).is_ok());
        assert!(check(&REPLY.replace("Upgrade: websocket", "UPGRADE:WebSocket"), PROOF).is_ok());
    }

    #[test]
    fn a_wrong_answer_does_not() {
        for (part, instead) in [("101", "200"), ("websocket", "h2c"), ("Connection: Upgrade", "X: y"), ("s3pP", "S3pP")]
        {
            assert!(check(&REPLY.replace(part, instead), PROOF).is_err(), "{part}");
        }
    }

    #[test]
    fn keys_differ() {
        let mut keys = Keys::default();
        assert_ne!(keys.next(), keys.next());
        assert_ne!(Keys::default().next(), Keys::default().next());
    }
}
