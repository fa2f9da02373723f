//! The document's handler: a dynamic `Value`, `?`, and the channel as a string or an empty one.

use std::error::Error;

use dispatch::Handled;
use serde_json::Value;

/// Handle one message, as the document writes it.
pub(crate) fn handle_message(message: &str) -> Result<Handled, Box<dyn Error>> {
    let response: Value = serde_json::from_str(message)?;
    let channel = response.get("channel").and_then(Value::as_str).unwrap_or("");
    match channel {
        "spot.login" => Ok(Handled::Login),
        _ => Ok(Handled::Passed),
    }
}

/// The same, with an error told as the caller would print it.
pub(crate) fn told(message: &str) -> Result<Handled, String> {
    handle_message(message).map_err(|error| format!("Error: {error}"))
}
