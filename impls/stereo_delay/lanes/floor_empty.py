"""The control of real time: woken as the others are, processes nothing."""

LANE = {"kind": "floor", "label": "empty processor", "runtime": "native", "operations": ["realtime"]}
