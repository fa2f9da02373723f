"""The loop over frames compiled by numba, its machine code kept on disk."""

from __future__ import annotations

from impls.stereo_delay.compiled import Compiled
from impls.stereo_delay.desk import played

LANE = {
    "kind": "peer",
    "label": "numba",
    "operations": ["process", "denormals", "library"],
    "needs": ["module:numba"],
}

process = denormals = library = played(Compiled)
