//! How the exchange behaves towards a subscriber.

use std::str::FromStr;
use std::time::Duration;

use crate::ExchangeError;

/// When the updates of the feed are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// As fast as the client takes them.
    #[default]
    Taken,
    /// At the times they were recorded at, counted from the subscription.
    Recorded,
}

/// What a bad server does, once half of the feed has been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misbehaviour {
    /// The connection is dropped in the middle of a frame, without a close frame.
    CloseEarly,
    /// Bytes are sent that are no frame.
    Garbage,
    /// Nothing more is sent; the connection stays open.
    Stall,
    /// Frames are sound, but their text is cut JSON.
    Nonsense,
}

/// How the exchange behaves; the default is a good server, as fast as its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// When updates are sent.
    pub pace: Pace,
    /// What it does wrong, if anything.
    pub misbehave: Option<Misbehaviour>,
    /// How long a REST client may take over the head or the body of a request, and between two.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { pace: Pace::default(), misbehave: None, patience: Duration::from_secs(30) }
    }
}

impl FromStr for Pace {
    type Err = ExchangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "taken" => Ok(Self::Taken),
            "recorded" => Ok(Self::Recorded),
            _ => Err(ExchangeError::Option { name: "pace", expected: "taken or recorded", found: text.into() }),
        }
    }
}

impl FromStr for Misbehaviour {
    type Err = ExchangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "close_early" => Ok(Self::CloseEarly),
            "garbage" => Ok(Self::Garbage),
            "stall" => Ok(Self::Stall),
            "nonsense" => Ok(Self::Nonsense),
            _ => Err(ExchangeError::Option {
                name: "misbehave",
                expected: "close_early, garbage, stall or nonsense",
                found: text.into(),
            }),
        }
    }
}
