//! The lanes that run in a worker: our own, and the document's.

mod given;
mod hour;
mod knobs;
mod play;
mod realtime;
mod threads;
mod torn;
mod words;

use tandem_kit::Lanes;

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("second", "rust", "main", play::rust),
    ("process", "rust", "main", play::rust),
    ("library", "rust", "main", play::rust),
    ("denormals", "rust", "main", play::rust),
    ("levels", "rust", "main", play::rust),
    ("levels", "rust-avx2", "main", play::avx2),
    ("levels", "rust-sse2", "main", play::sse2),
    ("second", "document-rust", "main", play::document),
    ("process", "document-rust", "main", play::document),
    ("library", "document-rust", "main", play::document),
    ("denormals", "document-rust", "main", play::document),
    ("parameter", "rust", "main", knobs::rust),
    ("parameter", "document-rust", "main", knobs::document),
    ("contended", "rust", "main", threads::contended_rust),
    ("contended", "document-rust", "main", threads::contended_document),
    ("channels", "rust", "main", threads::channels_rust),
    ("channels", "document-rust", "main", threads::channels_document),
    ("realtime", "rust", "main", realtime::rust),
    ("realtime", "document-rust", "main", realtime::document),
    ("realtime", "floor-empty", "main", realtime::empty),
    ("hour", "rust", "main", hour::rust),
    ("hour", "document-rust", "main", hour::document),
    ("torn", "rust", "main", torn::rust),
    ("torn", "document-rust", "main", torn::document),
    ("configuration", "rust", "main", words::configuration),
    ("refusals", "rust", "main", words::refusals),
];
