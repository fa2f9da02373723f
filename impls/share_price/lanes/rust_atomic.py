"""The whole record in one atomic word: as many bits as price, time and flags of the given have."""

LANE = {"kind": "own", "label": "one AtomicU64", "runtime": "native", "operations": ["shared"]}
