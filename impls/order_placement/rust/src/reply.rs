//! A reply in what was received, and the acknowledgement in it.

use serde::Deserialize;

use crate::PlacementError;

const MOST_HEADERS: usize = 32;

/// Where a whole reply lies in the bytes that it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Where its body begins.
    pub body: usize,
    /// Where it ends.
    pub end: usize,
}

/// How an order stands, as the exchange says when it takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Acknowledged<'a> {
    /// What the client called it.
    pub text: &'a str,
    /// `open`, `closed` or `cancelled`.
    pub status: &'a str,
    /// Its price.
    pub price: &'a str,
    /// Its amount.
    pub amount: &'a str,
    /// What was not traded of it.
    pub left: &'a str,
}

impl Reply {
    /// The reply that begins with the bytes; None where some of it is still to come.
    ///
    /// # Errors
    /// [`PlacementError::Http`] where it is none, or does not say its length.
    pub fn find(bytes: &[u8]) -> Result<Option<Self>, PlacementError> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut head = httparse::Response::new(&mut headers);
        let body = match head.parse(bytes).map_err(|e| PlacementError::Http(e.to_string()))? {
            httparse::Status::Complete(body) => body,
            httparse::Status::Partial => return Ok(None),
        };
        let status = head.code.unwrap_or_default();
        let length = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<u32>().ok());
        let length = length.ok_or_else(|| PlacementError::Http("it has no content-length".into()))?;
        let end = body + length as usize;
        Ok((end <= bytes.len()).then_some(Self { status, body, end }))
    }

    /// The acknowledgement in it; `bytes` are those that it was found in.
    ///
    /// # Errors
    /// [`PlacementError::Refused`], [`PlacementError::Foreign`].
    pub fn acknowledged<'a>(&self, bytes: &'a [u8]) -> Result<Acknowledged<'a>, PlacementError> {
        let body = &bytes[self.body..self.end];
        if self.status != 201 {
            let body = String::from_utf8_lossy(body).into_owned();
            return Err(PlacementError::Refused { status: self.status, body });
        }
        Ok(serde_json::from_slice(body)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKEN: &[u8] = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 80\r\n\r\n\
        {\"id\":\"7\",\"text\":\"t-1\",\"status\":\"open\",\"price\":\"2\",\"amount\":\"1.5\",\"left\":\"1.25\"}HTTP";

    #[test]
    fn a_reply_is_found_once_it_is_whole() {
        let whole = TAKEN.len() - 4;
        for length in 0..whole {
            assert_eq!(None, Reply::find(&TAKEN[..length]).unwrap(), "{length}");
        }
        let found = Reply::find(TAKEN).unwrap().unwrap();
        assert_eq!((201, whole), (found.status, found.end), "what follows is another reply's");
        let taken = found.acknowledged(TAKEN).unwrap();
        assert_eq!(Acknowledged { text: "t-1", status: "open", price: "2", amount: "1.5", left: "1.25" }, taken);
    }

    #[test]
    fn what_is_no_acknowledgement_is_an_error() {
        let said = |bytes: &[u8]| match Reply::find(bytes) {
            Err(error) => error.to_string(),
            Ok(found) => found.unwrap().acknowledged(bytes).unwrap_err().to_string(),
        };
        assert_eq!("403 {}", said(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}"));
        assert!(said(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}").contains("missing field"));
        assert!(said(b"HTTP/1.1 201 Created\r\n\r\n").contains("no content-length"));
        assert!(said(b"HTTP/1.1 201 Created\r\ncontent-length: -1\r\n\r\n").contains("no content-length"));
        assert!(said(b"\x16\x03\x01nonsense\r\n\r\n").starts_with("the reply is no HTTP/1.1"));
    }
}
