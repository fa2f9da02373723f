"""`rust` at one level, whatever the CPU has beside it: SSE2, four floats at once, every operation rounded."""

LANE = {
    "kind": "own",
    "label": "Rust, SSE2",
    "runtime": "native",
    "operations": ["levels"],
    "needs": ["cpu:sse2"],
}
