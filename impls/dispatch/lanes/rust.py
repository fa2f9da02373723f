"""Our own parser, asked for the channel alone, and an error of one byte."""

LANE = {
    "kind": "own",
    "label": "Rust, small errors",
    "runtime": "native",
    "operations": ["handle", "behave", "propagate", "abstraction"],
}
