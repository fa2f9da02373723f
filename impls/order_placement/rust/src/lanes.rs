//! The lanes that run in a worker: our own, the document's, and the floor.

mod document;
mod fleet;
mod floor;
mod own;
mod placing;

use tandem_kit::Lanes;

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("*", "rust", "client", own::client),
    ("*", "document-rust", "client", document::client),
    ("place", "floor-exchange", "client", floor::client),
    ("closed_loop", "floor-exchange", "client", floor::client),
    ("open_loop", "floor-exchange", "client", floor::client),
];
