"""No crossing: the work of the other side, in Rust alone."""

LANE = {"kind": "own", "label": "Rust alone", "runtime": "native", "operations": ["carry", "batch"]}
