//! Requests and replies as Gate.io's WebSocket API v4 has them: <https://www.gate.io/docs/developers/apiv4/ws/en/>.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::{Map, Value, json};

const CHANNEL: &str = "spot.book_ticker";

/// What a text of the client comes to, with the reply that it gets.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Only the reply.
    Reply(Reply),
    /// After the reply, the feed of these symbols.
    Subscribe(Reply, Vec<String>),
    /// After the reply, no more of the feed.
    Unsubscribe(Reply),
    /// What a login answers, which has a form of its own.
    Login(Map<String, Value>),
}

/// A reply, its fields in Gate.io's order.
#[derive(Debug, Serialize)]
pub(crate) struct Reply {
    time: u64,
    time_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    channel: String,
    event: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
    result: Value,
}

impl Reply {
    fn to(request: &Map<String, Value>, channel: &str, event: &str, error: Option<Value>, result: Value) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let id = request.get("id").cloned();
        let (time, time_ms) = (now.as_secs(), now.as_millis() as u64);
        Self { time, time_ms, id, channel: channel.into(), event: event.into(), error, result }
    }

    fn failure(request: &Map<String, Value>, code: u8, message: &str) -> Self {
        let (channel, event) = (word(request, "channel"), word(request, "event"));
        Self::to(request, channel, event, Some(json!({"code": code, "message": message})), Value::Null)
    }

    /// The text that is sent.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a reply has a JSON form")
    }
}

/// Read a request. `has` says whether the exchange trades a symbol.
pub(crate) fn ask(text: &str, has: impl Fn(&str) -> bool) -> Asked {
    let Ok(Value::Object(request)) = serde_json::from_str(text) else {
        return Asked::Reply(Reply::failure(&Map::new(), 1, "invalid request body format"));
    };
    let wrong = |message: &str| Asked::Reply(Reply::failure(&request, 2, message));
    match (word(&request, "channel"), word(&request, "event")) {
        ("spot.login", "api") => Asked::Login(request),
        ("spot.ping", _) => Asked::Reply(Reply::to(&request, "spot.pong", "", Some(Value::Null), Value::Null)),
        (CHANNEL, event @ ("subscribe" | "unsubscribe")) => match symbols(&request, has) {
            Ok(symbols) => {
                let reply = Reply::to(&request, CHANNEL, event, None, json!({"status": "success"}));
                if event == "subscribe" { Asked::Subscribe(reply, symbols) } else { Asked::Unsubscribe(reply) }
            }
            Err(why) => wrong(&why),
        },
        (CHANNEL, event) => wrong(&format!("unknown event {event}")),
        (channel, _) => wrong(&format!("unknown channel {channel}")),
    }
}

/// A field that is text; empty where it is missing or something else.
fn word<'a>(request: &'a Map<String, Value>, name: &str) -> &'a str {
    request.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The payload's symbols, each known, at least one; `!all` stands for all of them.
fn symbols(request: &Map<String, Value>, has: impl Fn(&str) -> bool) -> Result<Vec<String>, String> {
    let listed = request.get("payload").and_then(Value::as_array).filter(|listed| !listed.is_empty());
    listed
        .ok_or("payload should be a list of currency pairs")?
        .iter()
        .map(|symbol| match symbol.as_str() {
            Some(symbol) if symbol == "!all" || has(symbol) => Ok(symbol.to_owned()),
            Some(symbol) => Err(format!("unknown currency pair {symbol}")),
            None => Err(format!("unknown currency pair {symbol}")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replied(text: &str) -> Value {
        let (Asked::Reply(reply) | Asked::Subscribe(reply, _) | Asked::Unsubscribe(reply)) =
            ask(text, |symbol| symbol == "BTC_USDT")
        else {
            panic!("{text} should have a reply of the feed's")
        };
        assert!(reply.to_json().starts_with(r#"{"time":1"#));
        let mut reply = serde_json::to_value(reply).unwrap();
        let fields = reply.as_object_mut().unwrap();
        assert!(fields.remove("time").unwrap().is_u64() && fields.remove("time_ms").unwrap().is_u64());
        reply
    }

    #[test]
    fn a_subscription_names_its_symbols_and_is_confirmed() {
        let text = r#"{"time":1,"channel":"spot.book_ticker","event":"subscribe","payload":["BTC_USDT"],"id":7}"#;
        let expected =
            json!({"channel": "spot.book_ticker", "event": "subscribe", "id": 7, "result": {"status": "success"}});
        assert_eq!(expected, replied(text));
        assert!(matches!(ask(text, |_| true), Asked::Subscribe(_, symbols) if symbols == ["BTC_USDT"]));
    }

    #[test]
    fn a_ping_of_the_protocol_has_its_pong() {
        let expected = json!({"channel": "spot.pong", "event": "", "error": null, "result": null});
        assert_eq!(expected, replied(r#"{"time":1,"channel":"spot.ping"}"#));
    }

    #[test]
    fn what_is_wrong_has_the_exchanges_code_and_words() {
        let error = |text| replied(text)["error"].clone();
        assert_eq!(json!({"code": 1, "message": "invalid request body format"}), error("{"));
        assert_eq!(json!({"code": 1, "message": "invalid request body format"}), error("[]"));
        assert_eq!(
            json!({"code": 2, "message": "unknown channel spot.tickers"}),
            error(r#"{"channel":"spot.tickers","event":"subscribe","payload":["BTC_USDT"]}"#)
        );
        assert_eq!(
            json!({"code": 2, "message": "unknown currency pair GIBBERISH_USD"}),
            error(r#"{"channel":"spot.book_ticker","event":"subscribe","payload":["GIBBERISH_USD"]}"#)
        );
        assert_eq!(
            json!({"code": 2, "message": "payload should be a list of currency pairs"}),
            error(r#"{"channel":"spot.book_ticker","event":"subscribe","payload":[]}"#)
        );
        assert_eq!(
            json!({"code": 2, "message": "unknown event update"}),
            error(r#"{"channel":"spot.book_ticker","event":"update"}"#)
        );
    }
}
