"""A blocking socket with our own parsers of frames and messages; no async runtime."""

LANE = {
    "kind": "own",
    "label": "std TcpStream + our websocket and ticker",
    "runtime": "program",
    "options": {"command": ["{bin:program-rust}", "{peer:exchange.url}"]},
}
