//! The client of document `gateio`: tokio, tokio-tungstenite and `serde_json`, its own way of connecting, asking and reading.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::{SinkExt, StreamExt};
use program::{Asked, ClientError, Tally, finish};
use serde::Serialize;
use serde_json::Value;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::{Error, Message};

/// The request, with the document's fields.
#[derive(Serialize)]
struct OrderbookSubscribe {
    time: u64,
    channel: String,
    event: String,
    payload: Vec<String>,
}

/// Whose account it is; the document passes it around, and routes messages on it.
struct GateIOAccount {
    pair: String,
    updates: u64,
    tally: Mutex<Tally>,
}

#[tokio::main]
async fn main() {
    let asked = match Asked::read(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(wrong) => std::process::exit(finish("program-document", Err(wrong))),
    };
    let account = Arc::new(GateIOAccount { pair: asked.pair, updates: asked.updates, tally: Mutex::default() });
    std::process::exit(finish(&asked.url, start_gateio_orderbook_ws(account, &asked.url).await))
}

async fn start_gateio_orderbook_ws(account: Arc<GateIOAccount>, url: &str) -> Result<Tally, ClientError> {
    let (stream, _) = connect_async(url).await.map_err(said)?;
    let (mut sender, mut receiver) = stream.split();
    let request = OrderbookSubscribe {
        time: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
        channel: "spot.book_ticker".to_string(),
        event: "subscribe".to_string(),
        payload: vec![account.pair.clone()],
    };
    let text = serde_json::to_string(&request).map_err(|wrong| ClientError::Message(wrong.to_string()))?;
    sender.send(Message::Text(text.into())).await.map_err(said)?;
    while let Some(message) = receiver.next().await {
        match message.map_err(said)? {
            Message::Text(text) => account.handle_message(&text)?,
            Message::Close(frame) => {
                let code = frame.map_or("without a code".into(), |frame| u16::from(frame.code).to_string());
                return Err(ClientError::Closed(code));
            }
            _ => {}
        }
        if account.tally().updates == account.updates {
            sender.send(Message::Close(None)).await.map_err(said)?;
            while receiver.next().await.is_some_and(|message| message.is_ok()) {}
            return Ok(account.tally().clone());
        }
    }
    Err(ClientError::Closed("without a close frame".into()))
}

impl GateIOAccount {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle_message(&self, text: &str) -> Result<(), ClientError> {
        let response: Value = serde_json::from_str(text).map_err(|wrong| ClientError::Message(wrong.to_string()))?;
        if let Some(error) = response.get("error").filter(|error| !error.is_null()) {
            return Err(ClientError::Refused(error["message"].as_str().unwrap_or_default().to_string()));
        }
        let channel = response.get("channel").and_then(Value::as_str).unwrap_or("");
        match (channel, response.get("event").and_then(Value::as_str)) {
            ("spot.book_ticker", Some("update")) => update(&response, &mut self.tally()),
            _ => Ok(()),
        }
    }
}

fn update(response: &Value, tally: &mut Tally) -> Result<(), ClientError> {
    let book = &response["result"];
    let (Some(symbol), Some(bid), Some(id), Some(time_ms)) =
        (book["s"].as_str(), book["b"].as_str(), book["u"].as_i64(), response["time_ms"].as_i64())
    else {
        return Err(ClientError::Message("an update lacks a field".to_string()));
    };
    let price: f64 = bid.parse().map_err(|_| ClientError::Message(format!("{bid} is no price")))?;
    tally.take(symbol, price, id, time_ms)?;
    Ok(())
}

fn said(wrong: Error) -> ClientError {
    match wrong {
        Error::Io(wrong) => ClientError::Io(wrong),
        Error::Url(_) => ClientError::Address,
        Error::Http(reply) => ClientError::Handshake(reply.status().to_string()),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            ClientError::Closed("without a close frame".to_string())
        }
        Error::Protocol(wrong) => ClientError::Protocol(wrong.to_string()),
        other => ClientError::Closed(other.to_string()),
    }
}
