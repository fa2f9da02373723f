"""NumPy, frame by frame, as such processors are first written: what the document's Python column can only be."""

from __future__ import annotations

from impls.stereo_delay.collector import Cycles, Pauses
from impls.stereo_delay.desk import at_once, in_real_time, played, under_writers
from impls.stereo_delay.given import Audio
from impls.stereo_delay.numpy_frames import NumpyFrames
from impls.stereo_delay.play import Play
from impls.stereo_delay.races import Plain, Torn
from impls.stereo_delay.turning import Turning

LANE = {
    "kind": "document",
    "label": "NumPy, sample by sample",
    "operations": [
        "second",
        "process",
        "denormals",
        "library",
        "parameter",
        "contended",
        "channels",
        "realtime",
        "torn",
        "cycles",
        "pauses",
    ],
    "needs": ["module:numpy"],
}

second = process = denormals = library = played(NumpyFrames)
contended = under_writers(NumpyFrames)
channels = at_once(NumpyFrames)
realtime = in_real_time(NumpyFrames)


def parameter(given: Audio) -> Turning:
    """Attributes in a dictionary, checked against their range."""
    return Turning(given, Plain(), Play(given, NumpyFrames))


def torn(given: Audio) -> Torn:
    """Two attributes that belong together, written one after the other while another thread reads them."""
    return Torn(given, Plain(), expected=True)


def cycles(_given: Audio) -> Cycles:
    """Effects that refer to each other."""
    return Cycles(NumpyFrames)


def pauses(_given: Audio) -> Pauses:
    """The collector beside the processor."""
    return Pauses(NumpyFrames)
