"""Many lanes at once: bands that keep equal lanes together, and false discoveries among many comparisons."""

import made_records as made
import numpy as np
import pytest

from benchmarks.stats import intervals
from benchmarks.stats.aa import band
from benchmarks.stats.fdr import ACCEPTED, adjusted
from benchmarks.stats.summary import summarise

pytestmark = pytest.mark.slow

CASE = "ticker/parse[messages=1000]v1"


@pytest.mark.parametrize("third", [70.0, 97.0, 104.0])
def test_two_equal_lanes_share_a_band_wherever_a_third_one_stands(hold, third):
    """From raw records to the ranking; noise of 2 % a process, one trial in forty far slow."""
    times, together = 1000, 0
    lanes = {"document-python": third, "rust": 100.0, "peer-x": 100.0}
    for seed in range(times):
        records = made.records({CASE: lanes}, seed=seed, blocks=6)
        places = {s.lane: s for s in summarise(records).ranking}
        together += places["rust"].band == places["peer-x"].band
    hold(f"equal lanes share a band, a third one {third / 100:.0%} of them", together, times, 0.95, 1.0)


def test_among_lanes_that_are_all_equal_a_difference_is_declared_one_time_in_twenty(hold):
    rng = np.random.default_rng(9)
    times, wrong, plain = 2000, 0, 0
    for logs in rng.normal(0, 0.02, (times, 8, 6)):
        pairs = [(a, b) for a in range(6) for b in range(a)]
        p = [intervals.of_values(logs[:, a] - logs[:, b], logs=False).p for a, b in pairs]
        wrong += min(adjusted(p)) <= ACCEPTED
        plain += min(p) <= ACCEPTED
    hold("tables of 15 comparisons with a false discovery, adjusted", wrong, times, 0.0, band(times)[1])
    with pytest.raises(AssertionError, match="is not within"):
        hold("tables of 15 comparisons with a false discovery, each by itself", plain, times, 0.0, band(times)[1])
