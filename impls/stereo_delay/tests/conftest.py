"""What several tests of this component need."""

import numpy as np
import pytest

from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.given import unpack_answer
from impls.stereo_delay.numpy_frames import NumpyFrames
from impls.stereo_delay.play import Play
from impls.stereo_delay.walk import Walk


def native(settings, rate):
    module = pytest.importorskip("impls.stereo_delay.lanes.rust_from_python", exc_type=ImportError)
    return module.Native(settings, rate)


LANES = {"numpy-frames": NumpyFrames, "blocks": Blocks, "native": native}


@pytest.fixture(params=LANES)
def make(request):
    """A processor's maker, of every lane over arrays."""
    if request.param == "native":
        pytest.importorskip("impls.stereo_delay.lanes.rust_from_python", exc_type=ImportError)
    return LANES[request.param]


@pytest.fixture
def heard():
    """The samples that a maker's processor gives for a given, and how many it silenced."""

    def answer(given, maker, **how):
        found = unpack_answer(Play(given, maker, **how).run().render(None))
        return np.asarray(found.samples), found.silenced

    return answer


@pytest.fixture
def reference(heard):
    """The same from the reference lane."""
    return lambda given: heard(given, Walk, lists=True)
