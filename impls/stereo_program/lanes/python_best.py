"""A Python program over NumPy, by stretches; the interpreter starts without its user's own site."""

LANE = {
    "kind": "own",
    "label": "Python, NumPy by blocks",
    "runtime": "program",
    "needs": ["module:numpy"],
    "options": {"command": ["{python}", "-s", "-m", "impls.stereo_program.first_block", "best"]},
}
