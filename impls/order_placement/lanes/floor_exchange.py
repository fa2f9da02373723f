"""The exchange alone: orders signed beforehand over bare sockets, replies not read. CPU is the exchange's."""

LANE = {
    "kind": "floor",
    "label": "the exchange and the loopback",
    "runtime": "native",
    "operations": ["place", "closed_loop", "open_loop"],
}
