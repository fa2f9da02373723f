"""Frame by frame behind ``Arc<Mutex>``, as the document draws its processor."""

LANE = {
    "kind": "document",
    "label": "Rust, Arc<Mutex>",
    "runtime": "native",
    "operations": [
        "second",
        "process",
        "denormals",
        "library",
        "parameter",
        "contended",
        "channels",
        "realtime",
        "hour",
        "torn",
    ],
}
