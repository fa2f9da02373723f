//! The lanes that run in a worker.

mod abstraction;
mod behave;
mod document;
mod propagate;
mod stream;

use dispatch::{Handled, ParseError};
use tandem_kit::{Lanes, boxed};

use behave::Behave;

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("handle", "document-rust", "main", |given, _| boxed(stream::Stream::new(stream::texts(given)?, document::told))),
    ("handle", "rust", "main", |given, _| boxed(stream::Stream::new(stream::unframe(given)?, dispatch::handle))),
    ("behave", "document-rust", "main", |given, _| boxed(Behave::new(given, document::told, |listed| &listed.rust)?)),
    ("behave", "rust", "main", |given, _| boxed(Behave::new(given, own, |listed| &listed.python)?)),
    ("propagate", "document-rust", "main", |given, _| boxed(propagate::Calls::new(given, propagate::boxed_error)?)),
    ("propagate", "rust", "main", |given, _| boxed(propagate::Calls::new(given, propagate::small_error)?)),
    ("details", "document-rust", "main", |given, _| boxed(behave::Details::new(given)?)),
    ("deployed", "document-rust", "main", |given, _| boxed(behave::Deployed::new(given)?)),
    ("abstraction", "document-rust", "main", |given, _| boxed(abstraction::Sum::new(given, abstraction::adaptors)?)),
    ("abstraction", "rust", "main", |given, _| boxed(abstraction::Sum::new(given, abstraction::by_hand)?)),
];

fn own(message: &str) -> Result<Handled, ParseError> {
    dispatch::handle(message.as_bytes())
}
