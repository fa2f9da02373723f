"""Our Rust: price, time and flag in 17 bytes that own nothing; between threads a sequence lock."""

LANE = {
    "kind": "own",
    "label": "compact struct, sequence lock",
    "runtime": "native",
    "operations": ["record_size", "fill", "update", "read", "shared", "collect", "automatic", "bystander"],
}
