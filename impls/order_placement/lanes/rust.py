"""A socket, a request written into a kept buffer, a key that is hashed once: our best, without an HTTP library."""

LANE = {
    "kind": "own",
    "label": "Rust",
    "runtime": "native",
    "doubts": ["looks for its reply again and again before it sleeps: it wants a core of its own"],
}
