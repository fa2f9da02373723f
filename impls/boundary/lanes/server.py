"""The other party: sums what comes by a socket, by a pipe or in memory. A role, never measured itself."""

LANE = {"kind": "floor", "label": "server of sums", "runtime": "native", "operations": ["serve"]}
