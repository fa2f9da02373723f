import numpy as np
import pytest

from impls.stereo_delay import spec, vectors
from impls.stereo_delay.given import pack_answer
from impls.stereo_delay.play import Play

VECTORS = vectors.read()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v.feature}-{v.signal}")
def test_every_lane_gives_the_golden_vector(vector, make):
    expected = pack_answer(vector.expected, 0, vector.audio.bound)
    assert spec.same("process", {}, expected, Play(vector.audio, make).run().render(None)) is None


def test_the_vectors_are_those_of_the_reference():
    for held, made in zip(VECTORS, vectors.made(), strict=True):
        assert (held.feature, held.signal) == (made.feature, made.signal)
        np.testing.assert_allclose(held.audio.samples, made.audio.samples, atol=1e-6)
        np.testing.assert_allclose(held.expected, made.expected, atol=1e-4)  # a libm's sine may differ in its last bit
