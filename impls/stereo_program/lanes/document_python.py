"""A Python program over NumPy, frame by frame."""

LANE = {
    "kind": "document",
    "label": "Python, NumPy",
    "runtime": "program",
    "needs": ["module:numpy"],
    "options": {"command": ["{python}", "-m", "impls.stereo_program.first_block", "document"]},
}
