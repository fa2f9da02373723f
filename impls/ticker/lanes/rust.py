"""Our own zero-copy parser: speculates on the order that is sent, and falls back on a general one."""

LANE = {"kind": "own", "label": "Rust", "runtime": "native"}
