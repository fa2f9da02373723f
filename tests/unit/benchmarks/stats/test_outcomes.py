import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.core.model import Interval
from benchmarks.stats.intervals import of_values
from benchmarks.stats.outcomes import BAND, outcome, smallest_effect


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.985, 1.02, "equivalent"),
        (1.001, 1.019, "equivalent"),  # excludes 1, and still too small to matter
        (0.97, 1.05, "unresolved"),
        (1.03, 1.05, "faster"),
        (0.95, 0.97, "slower"),
        (1 / BAND, BAND, "equivalent"),
        (1.0, 1.5, "unresolved"),
    ],
)
def test_outcomes_known_to_equivalence_testing(low, high, expected):
    assert expected == outcome(Interval(low, math.sqrt(low * high), high))


@given(st.floats(0.1, 10), st.floats(1, 3))
def test_every_interval_has_one_outcome_and_its_mirror_image_the_mirrored_one(low, width):
    found = Interval(low, low * math.sqrt(width), low * width)
    mirrored = {"faster": "slower", "slower": "faster"}
    turned = outcome(Interval(1 / found.high, 1 / found.value, 1 / found.low))
    edge = any(math.isclose(x, y) for x in (found.low, found.high) for y in (1, BAND, 1 / BAND))
    assert edge or turned == mirrored.get(outcome(found), outcome(found))


def test_the_smallest_effect_grows_with_noise_and_shrinks_with_blocks():
    quiet, loud = of_values([1, 1.01, 0.99, 1.0]), of_values([1, 1.1, 0.9, 1.0])
    more = of_values([1, 1.01, 0.99, 1.0] * 4)
    assert 1 < smallest_effect(more) < smallest_effect(quiet) < smallest_effect(loud)


def test_the_smallest_effect_is_the_minimum_detectable_one():
    # s = 0.027, n = 30: (t(.975, 29) + t(.80, 29)) * s / sqrt(n) = (2.0452 + 0.8542) * 0.004930
    logs = [0.027 * (-1) ** i * math.sqrt(29 / 30) for i in range(30)]
    assert pytest.approx(math.exp(2.8994 * 0.0049295), rel=1e-4) == smallest_effect(
        of_values([math.exp(x) for x in logs])
    )


def test_no_noise_resolves_everything():
    assert 1.0 == smallest_effect(of_values([2.0, 2.0, 2.0]))
