//! The lanes that run in a worker: our own, the document's, and the peers, each a function over one message.

mod described;
mod document;
mod own;
mod serde_json_typed;
mod simd_json_tape;
mod sonic_typed;
mod stream;
mod typed;

use tandem_kit::Lanes;

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("parse", "rust", "main", own::parse),
    ("parse_mixed", "rust", "main", own::parse_mixed),
    ("subscribe", "rust", "main", own::subscribe),
    ("parse", "document-rust", "main", document::parse),
    ("parse_mixed", "document-rust", "main", document::parse_mixed),
    ("subscribe", "document-rust", "main", document::subscribe),
    ("parse", "peer-serde-json", "main", serde_json_typed::parse),
    ("parse_mixed", "peer-serde-json", "main", serde_json_typed::parse_mixed),
    ("subscribe", "peer-serde-json", "main", serde_json_typed::subscribe),
    ("parse", "peer-simd-json", "main", simd_json_tape::parse),
    ("parse_mixed", "peer-simd-json", "main", simd_json_tape::parse_mixed),
    ("subscribe", "peer-simd-json", "main", simd_json_tape::subscribe),
    ("parse", "peer-sonic-rs", "main", sonic_typed::parse),
    ("parse_mixed", "peer-sonic-rs", "main", sonic_typed::parse_mixed),
    ("subscribe", "peer-sonic-rs", "main", sonic_typed::subscribe),
];
