//! Spot trading: orders over REST, signed, matched, reported.

mod api;
mod book;
mod decimal;
mod desk;
mod login;
mod market;
mod refusal;
mod report;
mod rest;
mod sign;

pub(crate) use api::Spot;
pub use book::{Book, Fill, Force, Placed, Side, Taker};
pub(crate) use login::login;
pub use market::Market;
pub(crate) use rest::Rest;
pub use sign::{Signer, body_digest};
