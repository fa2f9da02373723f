"""Stands for a Rust lane: its crate is not there."""

LANE = {"kind": "own", "label": "Rust", "operations": ["sums"], "runtime": "native"}
