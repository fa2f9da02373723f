//! Our own parser.

use tandem_kit::{Driven, Stage};
use ticker::unframe;

use super::stream::{Stream, requests};

pub(crate) fn parse(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(unframe(given)?, |_, message| ticker::parse(message))
}

pub(crate) fn parse_mixed(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(unframe(given)?, |_, message| ticker::route(message))
}

pub(crate) fn subscribe(given: &'static [u8], _: &Stage) -> Result<Box<dyn Driven>, String> {
    Stream::boxed(requests(given)?, |_, (time, pair)| ticker::subscribe(time, pair))
}
