"""What several tests of this component need."""

from contextlib import suppress
from functools import cache
from importlib import import_module

import numpy as np
import pytest

from impls.stereo_delay import spec
from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.given import unpack_answer
from impls.stereo_delay.motion import LOUDEST, coefficients, routing
from impls.stereo_delay.numpy_frames import NumpyFrames
from impls.stereo_delay.play import Play
from impls.stereo_delay.walk import Walk

LANES = {"numpy-frames": NumpyFrames, "blocks": Blocks}
ELSEWHERE = {"native": ("lanes.rust_from_python", "Native"), "numba": ("compiled", "Compiled")}


@pytest.fixture(params=[*LANES, *ELSEWHERE])
def make(request):
    """A processor's maker, of every lane over arrays."""
    if request.param in LANES:
        return LANES[request.param]
    module, name = ELSEWHERE[request.param]
    return getattr(pytest.importorskip(f"impls.stereo_delay.{module}", exc_type=ImportError), name)


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


@pytest.fixture(scope="session")
def agree():
    """Hold every lane over arrays to the reference, within the given's bound, and to what its settings can give."""
    return held


def held(given):
    expected = Play(given, Walk, lists=True).run().render(None)
    for name, maker in available().items():
        found = Play(given, maker).run().render(None)
        assert spec.same("process", {}, expected, found) is None, name
        heard = spec.unpack_answer(found).samples
        assert np.all(np.isfinite(heard)), name
        assert np.max(np.abs(heard), initial=0.0) <= loudest(given) * (1 + 1e-4) + 1e-6, name


@cache
def available():
    found = dict(LANES)
    for name, (module, maker) in ELSEWHERE.items():
        with suppress(ImportError):
            found[name] = getattr(import_module(f"impls.stereo_delay.{module}"), maker)
    return found


def loudest(given):
    """The most that can come out: |x| + |d|, or the 1 of a shape.

    Into a line goes the 1 of a shape or the input and g times the loudest that is in one, for g the loop's gain; that
    adds up to at most 1 / (1 - g) of the input, and to one more of it with each return of so short a given.
    """
    every = [given.settings, *given.changes.values()]
    gain = max(c.feedback + c.cross for c in (coefficients(s, given.rate) for s in every))
    shortest = min(min(r.left, r.right) for r in (routing(s, given.rate) for s in every))
    peak = float(np.max(np.abs(given.samples), where=np.abs(given.samples) < LOUDEST, initial=0.0))
    line = max(1.0, peak) * min(1 / (1 - gain), 2 + given.samples.shape[1] / shortest)
    return max(1.0, peak + line)
