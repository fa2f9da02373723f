//! The handler of a message: parse, look at the channel, say what it is, or what is wrong with it.
//!
//! # Features
//! - `worker`: the process that measures it, with the document's handler.
//! - `python`: the bindings in [`python`], and nothing else.
#![forbid(unsafe_code)]

#[cfg(feature = "python")]
pub mod python;

pub use ticker::ParseError;

/// What a handler does with a message that is no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// Anything on `spot.login`.
    Login,
    /// Anything else, also without a channel or with one that is no string.
    Passed,
}

/// Handle one message.
///
/// # Errors
/// [`ParseError::Json`] if it is not JSON, [`ParseError::Shape`] if it is JSON but no object.
#[inline]
pub fn handle(message: &[u8]) -> Result<Handled, ParseError> {
    Ok(if ticker::channel(message)?.as_deref() == Some("spot.login") { Handled::Login } else { Handled::Passed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channel_decides() {
        for (message, expected) in [
            (r#"{"channel":"spot.login"}"#, Ok(Handled::Login)),
            (r#"{"channel":"spot.\u006cogin"}"#, Ok(Handled::Login)),
            (r#"{"channel":"spot.trades"}"#, Ok(Handled::Passed)),
            (r#"{"channel":["spot.login"]}"#, Ok(Handled::Passed)),
            ("{}", Ok(Handled::Passed)),
            ("[]", Err(ParseError::Shape)),
            ("{", Err(ParseError::Json)),
        ] {
            assert_eq!(expected, handle(message.as_bytes()), "{message}");
        }
    }
}
