"""An empty Rust job: what the Rust worker's loop costs."""

LANE = {"kind": "floor", "label": "empty Rust job", "runtime": "native", "operations": ["empty"]}
