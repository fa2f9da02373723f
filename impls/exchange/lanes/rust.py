"""The exchange itself: a thread a connection, every update framed before the first client comes."""

LANE = {"kind": "own", "label": "local exchange (Rust)", "runtime": "native"}
