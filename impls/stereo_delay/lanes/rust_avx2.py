"""`rust` at one level, whatever the CPU has beside it: AVX2, eight floats at once, products fused."""

LANE = {
    "kind": "own",
    "label": "Rust, AVX2",
    "runtime": "native",
    "operations": ["levels"],
    "needs": ["cpu:avx2"],
}
