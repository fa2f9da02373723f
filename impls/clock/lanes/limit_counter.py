"""The processor's own counter, unordered: no clock of this machine can be read faster."""

LANE = {"kind": "limit", "label": "the processor's time counter", "runtime": "native", "operations": ["read"]}
