"""The document's Rust: ``Option<f64>``, ``Option<String>``, ``bool``; between threads ``Arc<Mutex>``; drop frees."""

LANE = {"kind": "document", "label": "struct SharePrice, Mutex", "runtime": "native"}
