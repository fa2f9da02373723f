"""NumPy over stretches shorter than the delay; no buffer is made for a block."""

from __future__ import annotations

from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.desk import at_once, hours, in_real_time, played, under_writers

LANE = {
    "kind": "own",
    "label": "NumPy by blocks",
    "operations": ["second", "process", "denormals", "levels", "library", "contended", "channels", "realtime", "hour"],
    "needs": ["module:numpy"],
}

second = process = denormals = levels = library = played(Blocks)
contended = under_writers(Blocks)
channels = at_once(Blocks)
realtime = in_real_time(Blocks)
hour = hours(Blocks)
