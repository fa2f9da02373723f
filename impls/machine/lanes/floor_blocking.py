"""A round trip whose two sides sleep until the kernel wakes them: what a reader pays that does not spin."""

LANE = {"kind": "floor", "label": "woken by the kernel", "runtime": "native", "operations": ["loopback"]}
