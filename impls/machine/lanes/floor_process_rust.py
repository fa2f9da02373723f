"""A Rust process that says one word: start, print, end."""

LANE = {
    "kind": "floor",
    "label": "empty Rust process",
    "runtime": "program",
    "operations": ["process"],
    "options": {"command": ["{bin:tandem-hello}"]},
}
