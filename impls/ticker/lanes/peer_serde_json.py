"""``serde_json`` into derived types that borrow from the message."""

LANE = {"kind": "peer", "label": "serde_json, typed", "runtime": "native"}
