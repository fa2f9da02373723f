"""``tungstenite`` used synchronously."""

LANE = {
    "kind": "peer",
    "label": "tungstenite",
    "runtime": "native",
    "options": {
        "tolerates": [
            "close-code-0",
            "close-code-999",
            "close-code-1004",
            "close-code-1005",
            "close-code-1006",
            "close-code-1015",
            "close-code-1016",
            "close-code-2999",
            "close-code-5000",
            "close-code-65535",
        ]
    },
    "doubts": ["answers an invalid close code with 1002, and gives the program a close message instead of an error"],
}
