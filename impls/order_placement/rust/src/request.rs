//! The bytes of a request, written into a buffer that is kept.

use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha512};

use crate::order::{Credentials, Order};

/// Where orders are placed.
pub const PATH: &str = "/api/v4/spot/orders";

/// Writes requests of one account to one host. The key is hashed once, not for every order.
#[derive(Clone)]
pub struct Requests {
    head: Vec<u8>,
    mac: Hmac<Sha512>,
    body: Vec<u8>,
}

impl std::fmt::Debug for Requests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Requests(..)") // it holds a secret
    }
}

impl Requests {
    /// To a host, which may have a port.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn new(host: &str, by: &Credentials) -> Self {
        let key = &by.key;
        let head = format!("POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nKEY: {key}\r\n");
        let mac = Hmac::new_from_slice(by.secret.as_bytes()).expect("HMAC takes keys of any length");
        Self { head: head.into_bytes(), mac, body: Vec::with_capacity(256) }
    }

    /// Append the request of an order, under that text, signed for now.
    pub fn write(&mut self, out: &mut Vec<u8>, order: &Order, text: &str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.write_at(out, order, text, now.as_secs());
    }

    /// The same, signed for another second since 1970.
    pub fn write_at(&mut self, out: &mut Vec<u8>, order: &Order, text: &str, at_s: u64) {
        self.write_body(order, text);
        let mut hex = [0; 128];
        encode(&mut hex, &Sha512::digest(&self.body));
        let mut digits = [0; 20];
        let timestamp = decimal(&mut digits, at_s);
        let mut mac = self.mac.clone();
        for part in [b"POST\n", PATH.as_bytes(), b"\n\n", &hex, b"\n", timestamp] {
            mac.update(part);
        }
        encode(&mut hex, &mac.finalize().into_bytes());
        out.extend_from_slice(&self.head);
        for part in [b"Timestamp: ".as_slice(), timestamp, b"\r\nSIGN: ", &hex] {
            out.extend_from_slice(part);
        }
        let _ = write!(out, "\r\nContent-Length: {}\r\n\r\n", self.body.len()); // a buffer in memory takes all
        out.extend_from_slice(&self.body);
    }

    fn write_body(&mut self, order: &Order, text: &str) {
        let Order { currency_pair, side, amount, price, time_in_force, .. } = order;
        self.body.clear();
        for part in [
            r#"{"text":""#,
            text,
            r#"","currency_pair":""#,
            currency_pair,
            r#"","type":"limit","account":"spot","side":""#,
            side,
            r#"","amount":""#,
            amount,
            r#"","price":""#,
            price,
            r#"","time_in_force":""#,
            time_in_force,
            r#""}"#,
        ] {
            self.body.extend_from_slice(part.as_bytes());
        }
    }
}

fn encode(out: &mut [u8; 128], bytes: &[u8]) {
    hex::encode_to_slice(bytes, out).expect("the digits are as many as the digest has");
}

/// The digits of a number, at the end of `room`.
fn decimal(room: &mut [u8; 20], mut number: u64) -> &[u8] {
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return &room[at..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// The exchange's own vectors, which Python signed.
    fn golden() -> Value {
        let all: Value = serde_json::from_str(include_str!("../../../exchange/golden/signatures.json")).unwrap();
        all["rest"][0].clone()
    }

    fn order() -> Order {
        let [text, currency_pair, side, amount, price, time_in_force] =
            ["t-1", "BTC_USDT", "buy", "0.01", "19177.79", "gtc"].map(String::from);
        Order { text, currency_pair, side, amount, price, time_in_force }
    }

    #[test]
    fn an_order_is_written_and_signed_as_python_does_it() {
        let golden = golden();
        let word = |name: &str| golden[name].as_str().unwrap();
        let by = Credentials { key: "k".into(), secret: word("secret").into() };
        let mut out = Vec::new();
        Requests::new("127.0.0.1:80", &by).write_at(&mut out, &order(), "t-1", word("timestamp").parse().unwrap());
        let text = String::from_utf8(out).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!(word("body"), body);
        assert!(head.starts_with("POST /api/v4/spot/orders HTTP/1.1\r\nHost: 127.0.0.1:80\r\n"), "{head}");
        for line in [format!("SIGN: {}", word("sign")), format!("Content-Length: {}", body.len()), "KEY: k".into()] {
            assert!(head.lines().any(|found| found == line), "{line} in {head}");
        }
    }

    #[test]
    fn a_buffer_may_be_used_again() {
        let by = Credentials { key: "k".into(), secret: "s".into() };
        let mut requests = Requests::new("h", &by);
        let (mut once, mut again) = (Vec::new(), Vec::new());
        requests.write_at(&mut once, &order(), "t-1", 1);
        requests.write_at(&mut again, &order(), "t-12345", 1);
        again.clear();
        requests.write_at(&mut again, &order(), "t-1", 1);
        assert_eq!(once, again);
        assert_eq!("Requests(..)", format!("{requests:?}"));
    }

    proptest! {
        #[test]
        fn digits_are_those_of_the_number(number: u64) {
            let (expected, mut room) = (number.to_string(), [0; 20]);
            prop_assert_eq!(expected.as_bytes(), decimal(&mut room, number));
        }
    }
}
