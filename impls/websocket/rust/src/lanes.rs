//! The lanes that run in a worker: our own, the document's, the peers, and the limit.

mod answer;
mod document;
mod fastwebsockets;
mod given;
mod limit;
mod live;
mod own;
mod parse;
mod received;
mod tungstenite;

use tandem_kit::Lanes;

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("parse_frames", "rust", "main", own::parse_frames),
    ("receive", "rust", "client", own::receive),
    ("connect", "rust", "client", own::connect),
    ("echo", "rust", "client", own::echo),
    ("parse_frames", "document-rust", "main", document::parse_frames),
    ("receive", "document-rust", "client", document::receive),
    ("connect", "document-rust", "client", document::connect),
    ("echo", "document-rust", "client", document::echo),
    ("parse_frames", "peer-tungstenite", "main", tungstenite::parse_frames),
    ("receive", "peer-tungstenite", "client", tungstenite::receive),
    ("connect", "peer-tungstenite", "client", tungstenite::connect),
    ("echo", "peer-tungstenite", "client", tungstenite::echo),
    ("parse_frames", "peer-fastwebsockets", "main", fastwebsockets::parse_frames),
    ("receive", "peer-fastwebsockets", "client", fastwebsockets::receive),
    ("connect", "peer-fastwebsockets", "client", fastwebsockets::connect),
    ("echo", "peer-fastwebsockets", "client", fastwebsockets::echo),
    ("parse_frames", "limit", "main", limit::parse_frames),
];
