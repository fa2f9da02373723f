"""The same clocks, with the difference taken from the nanoseconds alone."""

LANE = {"kind": "own", "label": "std::time, nanoseconds only", "runtime": "native", "operations": ["read"]}
