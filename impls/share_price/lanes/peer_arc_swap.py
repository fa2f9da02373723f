"""``arc-swap``: a new record a write, the pointer to it swapped."""

LANE = {"kind": "peer", "label": "arc-swap", "runtime": "native", "operations": ["shared"]}
