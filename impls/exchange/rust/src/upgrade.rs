//! The opening handshake (RFC 6455, section 4.2), server side.

use std::io::{self, Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha1::{Digest, Sha1};

const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const LONGEST_HEAD: usize = 16 << 10;

/// What a client may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    /// `/ws/v4/`
    Spot,
    /// `/echo`
    Echo,
}

/// Read the request and answer it. Some: the path, and the bytes that came after the request. None: it was refused,
/// or the client went away.
pub(crate) fn accept(stream: &mut (impl Read + Write)) -> io::Result<Option<(Path, Vec<u8>)>> {
    let mut bytes = vec![0; 4096];
    let mut filled = 0;
    let head = loop {
        match stream.read(&mut bytes[filled..])? {
            0 => return Ok(None),
            count => filled += count,
        }
        if let Some(at) = bytes[..filled].windows(4).position(|w| w == b"\r\n\r\n") {
            break at + 4;
        }
        if filled == LONGEST_HEAD {
            stream.write_all(&refusal("431 Request Header Fields Too Large", "the request is longer than 16 KiB"))?;
            return Ok(None);
        }
        bytes.resize((filled * 2).clamp(4096, LONGEST_HEAD), 0);
    };
    match answer(&bytes[..head]) {
        Ok((path, reply)) => {
            stream.write_all(reply.as_bytes())?;
            Ok(Some((path, bytes[head..filled].to_vec())))
        }
        Err(reply) => {
            stream.write_all(&reply)?;
            Ok(None)
        }
    }
}

/// What to answer a request: the path and the switch of protocols, or a refusal.
fn answer(head: &[u8]) -> Result<(Path, String), Vec<u8>> {
    let bad = |why: &str| refusal("400 Bad Request", why);
    let text = std::str::from_utf8(head).map_err(|_| bad("the request is not text"))?;
    let mut lines = text.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target, version) = (words.next(), words.next(), words.next());
    if (method, version) != (Some("GET"), Some("HTTP/1.1")) {
        return Err(refusal("405 Method Not Allowed", "the request should be GET over HTTP/1.1"));
    }
    let path = match target.and_then(|t| t.split('?').next()) {
        Some("/ws/v4/" | "/ws/v4") => Path::Spot,
        Some("/echo") => Path::Echo,
        _ => return Err(refusal("404 Not Found", "paths are /ws/v4/ and /echo")),
    };
    let headers: Vec<(&str, &str)> = lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n, v.trim())).collect();
    let value = |name: &str| headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or("", |(_, v)| *v);
    let has = |name: &str, token: &str| value(name).split(',').any(|t| t.trim().eq_ignore_ascii_case(token));
    if !has("Upgrade", "websocket") || !has("Connection", "Upgrade") || value("Host").is_empty() {
        return Err(refusal("426 Upgrade Required", "this is a WebSocket server"));
    }
    if value("Sec-WebSocket-Version") != "13" {
        return Err(refusal("426 Upgrade Required", "the WebSocket version should be 13"));
    }
    let key = value("Sec-WebSocket-Key");
    if BASE64.decode(key).map(|bytes| bytes.len()) != Ok(16) {
        return Err(bad("Sec-WebSocket-Key should be 16 bytes in base64"));
    }
    let accept = accept_key(key);
    Ok((
        path,
        format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        ),
    ))
}

fn accept_key(key: &str) -> String {
    BASE64.encode(Sha1::new().chain_update(key).chain_update(GUID).finalize())
}

fn refusal(status: &str, why: &str) -> Vec<u8> {
    let length = why.len() + 1;
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Content-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{why}\n"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "GET /ws/v4/ HTTP/1.1\r\nHost: 127.0.0.1\r\nupgrade: WebSocket\r\n\
        Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    fn status(request: &str) -> String {
        let reply = answer(request.as_bytes()).expect_err("the request should be refused");
        String::from_utf8(reply).unwrap().split(' ').nth(1).unwrap().to_owned()
    }

    #[test]
    fn the_accept_key_is_the_standards() {
        // RFC 6455, 1.3
        assert_eq!("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", accept_key("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    #[test]
    fn a_request_is_answered_by_its_path() {
        assert_eq!(Ok(Path::Spot), answer(REQUEST.as_bytes()).map(|found| found.0));
        assert_eq!(Ok(Path::Echo), answer(REQUEST.replace("/ws/v4/", "/echo?x=1").as_bytes()).map(|found| found.0));
    }

    #[test]
    fn a_request_that_is_no_upgrade_is_refused_with_its_status() {
        assert_eq!("404", status(&REQUEST.replace("/ws/v4/", "/")));
        assert_eq!("405", status(&REQUEST.replace("GET", "POST")));
        assert_eq!("426", status(&REQUEST.replace("WebSocket", "h2c")));
        assert_eq!("426", status(&REQUEST.replace(": 13", ": 8")));
        assert_eq!("400", status(&REQUEST.replace("dGhl", "")));
    }
}
