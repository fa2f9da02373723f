"""A Python process that says one word: start, print, end, with nothing of the user's site loaded."""

LANE = {
    "kind": "floor",
    "label": "empty Python process",
    "runtime": "program",
    "operations": ["process"],
    "options": {"command": ["{python}", "-I", "-S", "-c", "print('true')"]},
}
