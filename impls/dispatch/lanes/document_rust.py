"""The document's Rust: ``serde_json`` into a ``Value``, ``?``, and a boxed error whose text the caller keeps."""

LANE = {
    "kind": "document",
    "label": "serde_json Value, Result",
    "runtime": "native",
    "operations": ["handle", "behave", "propagate", "details", "deployed", "abstraction"],
}
