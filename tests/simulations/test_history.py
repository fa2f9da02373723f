"""Changes of level in made histories: false ones where there is none, and how sharp the scan is."""

import numpy as np
import pytest

from benchmarks.stats.aa import band
from benchmarks.stats.history import change

pytestmark = pytest.mark.slow
SERIES = 300


def alarms(made, block):
    rng = np.random.default_rng(7)
    return sum(change(made(rng), rng, block).p <= 0.05 for _ in range(SERIES))


def ar1(rng, n=100, phi=0.5):
    noise = rng.standard_normal(n + 100)
    for i in range(1, n + 100):
        noise[i] += phi * noise[i - 1]
    return noise[100:]


def step(sigmas, n=50, late=None):
    def made(rng):
        values = rng.standard_normal(n)
        values[-late if late else n // 2 :] += sigmas
        return values

    return made


@pytest.mark.parametrize("n", [50, 100])
def test_independent_runs_change_as_seldom_as_the_level_says(hold, n):
    seen = alarms(lambda rng: rng.standard_normal(n), block=1)
    hold(f"no change, {n} independent runs", seen, SERIES, *band(SERIES))


def test_waves_are_no_changes_to_blocks_and_are_to_single_values(hold):
    hold("AR(1) 0.5, blocks of 10", alarms(ar1, block=10), SERIES, 0.0, band(SERIES)[1])
    assert alarms(ar1, block=1) / SERIES > 0.3


@pytest.mark.parametrize(("sigmas", "single", "blocks"), [(1.0, 0.84, 0.41), (1.5, 0.99, 0.75), (2.5, 1.0, 0.93)])
def test_steps_are_found(hold, sigmas, single, blocks):
    for block, known in ((1, single), (10, blocks)):
        least = band(SERIES, known)[0] if known < 1 else known
        hold(f"a step of {sigmas} deviations, blocks of {block}", alarms(step(sigmas), block), SERIES, least, 1.0)


@pytest.mark.parametrize(("late", "known"), [(1, 0.75), (2, 0.95), (3, 0.95)])
def test_a_jump_in_the_newest_runs_is_found(hold, late, known):
    """One run alone stands at an end in 2 of 50 permutations: its p is close under 5 %, however large the jump."""
    hold(f"5 deviations in the last {late}", alarms(step(5.0, late=late), block=1), SERIES, known, 1.0)
