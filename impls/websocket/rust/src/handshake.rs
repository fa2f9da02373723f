//! The opening handshake (RFC 6455, section 4), both sides, as bytes in and bytes out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha1::{Digest, Sha1};

use crate::frame::Keys;

const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Why there was no upgrade.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandshakeError {
    /// The connection failed or ended.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The other side closed the connection before its handshake was whole.
    #[error("closed the connection in the handshake, after {after} bytes")]
    Closed {
        /// Bytes that it had sent.
        after: usize,
    },
    /// The other side sent a head of more than 16 KiB.
    #[error("sent {len} bytes that are no HTTP head")]
    TooLong {
        /// Bytes that it had sent.
        len: usize,
    },
    /// The server's answer does not upgrade the connection.
    #[error("answered the upgrade with {said:?}: {why}")]
    Refused {
        /// The first line of the answer.
        said: String,
        /// What is wrong with the answer.
        why: &'static str,
    },
    /// The client's request asks for no WebSocket.
    #[error("the request {why}")]
    NoRequest {
        /// The status that it is answered with.
        status: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// A client's request and the proof that its answer must hold. `host` as the Host field has it, with a port.
pub(crate) fn request(host: &str, path: &str) -> (String, String) {
    let mut keys = Keys::default();
    let mut nonce = [0; 16];
    for half in nonce.chunks_exact_mut(8) {
        half.copy_from_slice(&keys.draw().to_le_bytes());
    }
    let key = BASE64.encode(nonce);
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    );
    (head, proof(&key))
}

/// Checks a server's answer, given with its empty line, against the proof.
///
/// # Errors
/// [`HandshakeError::Refused`] unless it upgrades the connection, without extension or subprotocol.
pub(crate) fn check(head: &[u8], proof: &str) -> Result<(), HandshakeError> {
    let head = Head::of(head);
    let refused = |why| Err(HandshakeError::Refused { said: head.first.chars().take(60).collect(), why });
    if !head.first.starts_with("HTTP/1.1 101") {
        return refused("should be 101");
    }
    if !head.has("Upgrade", "websocket") || !head.has("Connection", "Upgrade") {
        return refused("does not upgrade the connection");
    }
    if head.value("Sec-WebSocket-Accept") != proof {
        return refused("Sec-WebSocket-Accept does not belong to the key");
    }
    if ["Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol"].iter().any(|name| !head.value(name).is_empty()) {
        return refused("names an extension or protocol that was not asked for");
    }
    Ok(())
}

/// Answers a client's request, given with its empty line.
///
/// # Errors
/// [`HandshakeError::NoRequest`] unless it asks for a WebSocket of version 13; [`refusal`] is then what to answer.
pub(crate) fn answer(head: &[u8]) -> Result<String, HandshakeError> {
    let head = Head::of(head);
    let wrong = |status, why| Err(HandshakeError::NoRequest { status, why });
    if !head.first.starts_with("GET ") || !head.first.ends_with(" HTTP/1.1") || head.value("Host").is_empty() {
        return wrong("400 Bad Request", "is no HTTP/1.1 GET request");
    }
    if !head.has("Upgrade", "websocket") || !head.has("Connection", "Upgrade") {
        return wrong("426 Upgrade Required", "asks for no WebSocket");
    }
    if head.value("Sec-WebSocket-Version") != "13" {
        return wrong("426 Upgrade Required", "asks for another version");
    }
    let key = head.value("Sec-WebSocket-Key");
    if BASE64.decode(key).map(|nonce| nonce.len()) != Ok(16) {
        return wrong("400 Bad Request", "has no Sec-WebSocket-Key of 16 bytes");
    }
    let proof = proof(key);
    Ok(format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {proof}\r\n\r\n"
    ))
}

/// What to answer a request that is refused with this status.
pub(crate) fn refusal(status: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\n\r\n"
    )
}

fn proof(key: &str) -> String {
    BASE64.encode(Sha1::new().chain_update(key).chain_update(GUID).finalize())
}

/// The head of an HTTP message.
struct Head {
    first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.split("\r\n");
        let first = lines.next().unwrap_or_default().to_owned();
        let pairs = lines.filter_map(|line| line.split_once(':'));
        Self { first, fields: pairs.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect() }
    }

    /// A field's value; empty where there is none.
    fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    fn has(&self, name: &str, token: &str) -> bool {
        self.value(name).split(',').any(|found| found.trim().eq_ignore_ascii_case(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "GET /chat HTTP/1.1\r\nhost: server.example.com\r\nUpgrade: WebSocket\r\n\
        Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    const PROOF: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; // RFC 6455, section 1.3

    fn status(request: &str) -> &'static str {
        match answer(request.as_bytes()) {
            Err(HandshakeError::NoRequest { status, .. }) => status,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_example_of_section_1_3_is_answered_and_its_answer_accepted() {
        let answer = answer(REQUEST.as_bytes()).unwrap();
        assert!(answer.contains(&format!("Sec-WebSocket-Accept: {PROOF}\r\n")));
        check(answer.as_bytes(), PROOF).unwrap();
    }

    #[test]
    fn our_own_request_is_answered_with_its_proof() {
        let (head, proof) = request("127.0.0.1:80", "/x?y=1");
        assert!(head.starts_with("GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:80\r\n"));
        check(answer(head.as_bytes()).unwrap().as_bytes(), &proof).unwrap();
    }

    #[test]
    fn a_request_that_is_none_is_refused_with_its_status() {
        assert_eq!("400 Bad Request", status(&REQUEST.replace("GET", "POST")));
        assert_eq!("400 Bad Request", status(&REQUEST.replace("host: server.example.com\r\n", "")));
        assert_eq!("400 Bad Request", status(&REQUEST.replace("dGhl", "")));
        assert_eq!("426 Upgrade Required", status(&REQUEST.replace("WebSocket\r", "h2c\r")));
        assert_eq!("426 Upgrade Required", status(&REQUEST.replace(", Upgrade", "")));
        assert_eq!("426 Upgrade Required", status(&REQUEST.replace(": 13", ": 8")));
        assert!(refusal("400 Bad Request").starts_with("HTTP/1.1 400 Bad Request\r\n"));
    }

    #[test]
    fn an_answer_that_does_not_upgrade_is_refused() {
        let good = answer(REQUEST.as_bytes()).unwrap();
        for bad in [
            good.replace("101", "200"),
            good.replace("Upgrade: websocket", "Upgrade: h2c"),
            good.replace("Connection: Upgrade", "Connection: close"),
            good.replace("s3pP", "S3pP"),
            good.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
            good.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\n\r\n"),
            "garbage".to_owned(),
        ] {
            assert!(matches!(check(bad.as_bytes(), PROOF), Err(HandshakeError::Refused { .. })), "{bad}");
        }
    }
}
