//! `spot.login` of the WebSocket: the same secret as REST, over the channel instead of a path.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::api::{Spot, fresh};
use super::refusal::Refusal;

const CHANNEL: &str = "spot.login";

/// Answer a login.
pub(crate) fn login(request: &Map<String, Value>, spot: &Spot) -> Value {
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64;
    let payload = request.get("payload").and_then(Value::as_object);
    let found = payload.ok_or_else(|| missing("payload")).and_then(|payload| signed(payload, spot, now_ms / 1000));
    let (status, data) = match &found {
        Ok(key) => (200, json!({"result": {"api_key": key, "uid": key}})),
        Err(refusal) => (refusal.status, json!({"errs": refusal})),
    };
    let request_id = payload.and_then(|payload| payload.get("req_id")).cloned().unwrap_or(Value::Null);
    json!({
        "request_id": request_id,
        "header": {"response_time": now_ms.to_string(), "status": status.to_string(), "channel": CHANNEL, "event": "api"},
        "data": data,
    })
}

/// Whose signature the payload bears: over `api`, the channel, `req_param` as it is written (nothing where there is
/// none) and the time.
fn signed(payload: &Map<String, Value>, spot: &Spot, now_s: u64) -> Result<String, Refusal> {
    let word = |name: &str| payload.get(name).and_then(Value::as_str).ok_or_else(|| missing(name));
    let (key, signature, timestamp) = (word("api_key")?, word("signature")?, word("timestamp")?);
    let account = spot.market.account(key).ok_or_else(|| Refusal::new(401, "INVALID_KEY", "there is no such key"))?;
    fresh(timestamp.as_bytes(), now_s)?;
    let req_param = payload.get("req_param").map(Value::to_string).unwrap_or_default();
    let parts = [&b"api"[..], CHANNEL.as_bytes(), req_param.as_bytes(), timestamp.as_bytes()];
    if !spot.market.accounts[account].signer.signed(&parts, signature.as_bytes()) {
        return Err(Refusal::new(401, "INVALID_SIGNATURE", "the signature does not match the request"));
    }
    Ok(key.to_owned())
}

fn missing(name: &str) -> Refusal {
    Refusal::bad("MISSING_REQUIRED_PARAM", format!("{name} is missing"))
}
