"""What this machine can do at best: the plainest Rust for each case, on the widest registers that it has."""

LANE = {
    "kind": "limit",
    "label": "as fast as this machine can",
    "runtime": "native",
    "operations": ["clock", "syscall", "memory", "touch", "handoff", "scan", "utf8", "loopback"],
}
