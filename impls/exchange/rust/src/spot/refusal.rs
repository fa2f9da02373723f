//! What the API says to a request that it does not do: a status, a label, and words for people.

use serde::Serialize;

/// Status and label are those of Gate.io's reference; the message is ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    #[serde(skip)]
    pub(crate) status: u16,
    pub(crate) label: &'static str,
    pub(crate) message: String,
    /// The account's limit a second and what is left of it, where that is why.
    #[serde(skip)]
    pub(crate) limit: Option<(u32, u32)>,
}

impl Refusal {
    pub(crate) fn new(status: u16, label: &'static str, message: impl Into<String>) -> Self {
        Self { status, label, message: message.into(), limit: None }
    }

    /// 400, the status of most.
    pub(crate) fn bad(label: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, label, message)
    }

    /// A parameter with a value that it cannot have.
    pub(crate) fn param(name: &str, expected: &str, found: &str) -> Self {
        let found: String = found.chars().take(64).collect();
        Self::bad("INVALID_PARAM_VALUE", format!("{name} should be {expected}, was {found}"))
    }
}
