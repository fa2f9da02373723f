"""Stretches shorter than the delay in the widest vectors that this CPU has; settings through a sequence lock."""

LANE = {
    "kind": "own",
    "label": "Rust, SIMD",
    "runtime": "native",
    "operations": [
        "second",
        "process",
        "denormals",
        "levels",
        "library",
        "parameter",
        "contended",
        "channels",
        "realtime",
        "hour",
        "torn",
        "configuration",
        "refusals",
    ],
}
