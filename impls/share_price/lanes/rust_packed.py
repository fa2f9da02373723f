"""The document's struct without padding: the 41 bytes that it adds up to."""

LANE = {
    "kind": "own",
    "label": "packed struct SharePrice",
    "runtime": "native",
    "operations": ["record_size", "fill", "update", "read"],
}
