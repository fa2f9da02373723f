"""The document's Rust: ``serde_json`` into a dynamic ``Value``, then its fields."""

LANE = {"kind": "document", "label": "serde_json Value", "runtime": "native"}
