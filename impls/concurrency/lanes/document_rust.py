"""The document's picture of Rust: a tokio runtime whose workers take tasks from each other."""

LANE = {"kind": "document", "label": "tokio", "runtime": "native"}
