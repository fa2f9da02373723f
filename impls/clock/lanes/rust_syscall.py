"""What an interval would cost if each read went into the kernel: the page that the kernel shares is passed by."""

LANE = {
    "kind": "own",
    "label": "clock_gettime as a system call",
    "runtime": "native",
    "needs": ["platform:linux"],
    "operations": ["read"],
}
