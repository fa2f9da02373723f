"""``fastwebsockets`` in one tokio task, fragments joined by its collector."""

LANE = {
    "kind": "peer",
    "label": "fastwebsockets",
    "runtime": "native",
    "options": {"tolerates": ["wrong-mask", "fragments-end-inside-a-character"]},
    "doubts": [
        "takes masked frames from a server and unmasked ones from a client",
        "takes a fragmented text that ends inside a character",
        "has no limit for the fragments of a message together",
    ],
}
