"""``simd-json`` with padded input, one reused tape, and derived types that borrow; the copy it needs is part of it."""

LANE = {"kind": "peer", "label": "simd-json, typed", "runtime": "native"}
