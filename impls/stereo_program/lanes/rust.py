"""A Rust program with the vectors of this CPU."""

LANE = {
    "kind": "own",
    "label": "Rust, SIMD",
    "runtime": "program",
    "options": {"command": ["{bin:stereo-program-rust}"]},
}
