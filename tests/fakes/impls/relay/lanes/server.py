"""Doubles each number it is sent."""

import socket

LANE = {"kind": "own", "label": "server", "operations": ["none"]}


def server(given, stage):
    path = str(stage.folder / "socket")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    stage.offer(path=path)

    def run():
        answered = 0
        listening.settimeout(0.1)
        while not stage.stopped():
            try:
                peer, _ = listening.accept()
            except TimeoutError:
                continue
            with peer, peer.makefile("rw") as lines:
                for line in lines:
                    lines.write(f"{int(line) * 2}\n")
                    lines.flush()
                    answered += 1
            break
        return {"answered": answered}

    return run
