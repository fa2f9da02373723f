"""Our own incremental parser and blocking client: no copy of a message that arrives in one piece."""

LANE = {"kind": "own", "label": "Rust", "runtime": "native"}
