"""A Rust program, scalar, behind Arc<Mutex>."""

LANE = {
    "kind": "document",
    "label": "Rust, Arc<Mutex>",
    "runtime": "program",
    "options": {"command": ["{bin:stereo-program-document}"]},
}
