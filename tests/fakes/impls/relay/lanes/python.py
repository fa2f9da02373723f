"""Asks for each number's double."""

import socket
import time

LANE = {"kind": "own", "label": "client", "operations": ["ask", "orphaned"]}


def client(given, stage):
    class Client:
        ops = len(given)

        def run(self):
            with socket.socket(socket.AF_UNIX) as peer:
                peer.connect(stage.peers["server"]["path"])
                lines = peer.makefile("rw")
                total = asked = 0
                for number in given:
                    lines.write(f"{number}\n")
                    lines.flush()
                    total += int(lines.readline() or 0)
                    asked += 1
                if stage.operation == "orphaned":
                    while lines.readline():
                        time.sleep(0.01)
            return {"asked": asked, "total": total}

        def readings(self):
            return [{"metric": "holds", "unit": "bool", "values": [1]}]

    return Client()
