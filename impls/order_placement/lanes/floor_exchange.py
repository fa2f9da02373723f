"""The exchange alone: orders signed beforehand over a bare socket, replies not read. CPU is the exchange's."""

LANE = {"kind": "floor", "label": "the exchange and the loopback", "runtime": "native", "operations": ["place"]}
