"""``sonic-rs`` into derived types that borrow from the message."""

LANE = {"kind": "peer", "label": "sonic-rs, typed", "runtime": "native"}
